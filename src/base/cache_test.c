/* SPDX-License-Identifier: Apache-2.0 */
/* cmocka.h needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/cache.h"

static int begin(void **state)
{
	*state = arena_new(64u << 20);
	return 0;
}

static int end(void **state)
{
	arena_free(*state);
	return 0;
}

static void a_value_comes_back_as_it_was_put(void **state)
{
	struct cache *cache = cache_new(*state, 1000);
	struct str value;

	assert_false(cache_find(cache, *state, STR("a"), &value));
	cache_put(cache, STR("a"), STR("one"), CACHE_CHEAP);
	cache_put(cache, STR("a"), STR("two"), CACHE_CHEAP);
	assert_true(cache_find(cache, *state, STR("a"), &value));
	assert_true(str_eq(value, STR("two")));
	assert_false(cache_find(cache, *state, STR("b"), &value));
}

static void room_is_never_exceeded(void **state)
{
	struct cache *cache = cache_new(*state, 100);
	struct str value;
	int kept = 0;

	for (int i = 0; i < 50; i++)
		cache_put(cache, str_fmt(*state, "key %d", i), STR("twenty bytes of value"),
		          CACHE_CHEAP);
	for (int i = 0; i < 50; i++)
		kept += cache_find(cache, *state, str_fmt(*state, "key %d", i), &value);
	assert_in_range(kept, 1, 3);
}

static void what_is_too_long_is_not_kept(void **state)
{
	struct cache *cache = cache_new(*state, 10);
	struct str value;

	cache_put(cache, STR("a"), STR("more than ten bytes"), CACHE_CHEAP);
	assert_false(cache_find(cache, *state, STR("a"), &value));
}

static void a_dear_value_is_not_driven_out_by_cheap_ones(void **state)
{
	struct cache *cache = cache_new(*state, 1000);
	struct str value;

	cache_put(cache, STR("dear"), STR("a pass over everybody"), CACHE_DEAR);
	for (int i = 0; i < 2000; i++)
		cache_put(cache, str_fmt(*state, "key %d", i), STR("twenty bytes of value"),
		          CACHE_CHEAP);
	assert_true(cache_find(cache, *state, STR("dear"), &value));
	assert_true(str_eq(value, STR("a pass over everybody")));
}

static void no_cache_knows_nothing(void **state)
{
	struct str value;

	cache_put(NULL, STR("a"), STR("one"), CACHE_CHEAP);
	assert_false(cache_find(NULL, *state, STR("a"), &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_comes_back_as_it_was_put),
		cmocka_unit_test(room_is_never_exceeded),
		cmocka_unit_test(what_is_too_long_is_not_kept),
		cmocka_unit_test(a_dear_value_is_not_driven_out_by_cheap_ones),
		cmocka_unit_test(no_cache_knows_nothing),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
