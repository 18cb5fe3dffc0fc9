/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"
#include "registry/keys.h"

#define COUNT_MAX 20000

static struct ctx c;

static int setup(void **state)
{
	(void)state;
	c.arena = arena_new(256u << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(c.arena);
	return 0;
}

static struct str temporary_folder(void)
{
	const char *folder = getenv("TMPDIR");

	return folder == NULL || folder[0] == '\0' ? STR("/tmp") : str_of(folder);
}

/* The n-th of so many, in no order: each third begins alike, some are empty, some are equal. */
static struct key key_of(int64_t n, int64_t count)
{
	int64_t mixed = n * INT64_C(7919) % count;

	if (mixed % 1000 == 0)
		return (struct key){ STR(""), mixed };
	if (mixed % 3 == 0)
		return (struct key){ str_fmt(c.arena, "muhammad %jd", (intmax_t)(mixed / 2)),
			             mixed };
	return (struct key){ str_fmt(c.arena, "%jd", (intmax_t)mixed), mixed };
}

static int order(struct key a, struct key b)
{
	size_t len = a.text.len < b.text.len ? a.text.len : b.text.len;
	int by_bytes = memcmp(a.text.ptr, b.text.ptr, len);

	if (by_bytes != 0)
		return by_bytes;
	if (a.text.len != b.text.len)
		return a.text.len < b.text.len ? -1 : 1;
	return (a.id > b.id) - (a.id < b.id);
}

/* All of them come back, each once, in order. */
static void sort(size_t memory, int64_t count)
{
	struct key before = { { "", 0 }, -1 }, key;
	struct keys *keys;
	int64_t taken = 0, sum = 0;
	bool more;

	assert_null(keys_new_sized(&c, temporary_folder(), memory, &keys));
	for (int64_t n = 0; n < count; n++)
		assert_null(keys_add(&c, keys, key_of(n, count)));
	assert_null(keys_sort(&c, keys));
	for (;; taken++) {
		assert_null(keys_next(&c, keys, &key, &more));
		if (!more)
			break;
		assert_true(order(before, key) < 0);
		before = (struct key){ str_copy(c.arena, key.text), key.id };
		sum += key.id;
	}
	assert_int_equal(taken, count);
	assert_int_equal(sum, count * (count - 1) / 2);
}

static void keys_in_memory_come_in_order(void **state)
{
	(void)state;
	sort(KEYS_MEMORY, COUNT_MAX);
	sort(KEYS_MEMORY, 0);
}

static void more_keys_than_memory_come_in_order(void **state)
{
	(void)state;
	sort(64, COUNT_MAX - 1);
	sort(1000, COUNT_MAX - 1);
}

static void the_limit_itself_is_no_trap(void **state)
{
	(void)state;
	for (int64_t count = 1; count < 40; count++)
		sort(8, count);
}

static void the_longest_keys_are_kept_whole(void **state)
{
	char text[KEYS_TEXT_MAX + 1];
	struct keys *keys;
	struct key key;
	bool more;

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_null(keys_new_sized(&c, temporary_folder(), 8, &keys));
	for (int64_t i = 20; i > 0; i--)
		assert_null(keys_add(&c, keys, (struct key){ { text, KEYS_TEXT_MAX }, i }));
	assert_non_null(keys_add(&c, keys, (struct key){ { text, KEYS_TEXT_MAX + 1 }, 0 }));
	assert_null(keys_sort(&c, keys));
	for (int64_t i = 1; i <= 20; i++) {
		assert_null(keys_next(&c, keys, &key, &more));
		assert_true(more);
		assert_int_equal(key.id, i);
		assert_int_equal(key.text.len, KEYS_TEXT_MAX);
		assert_memory_equal(key.text.ptr, text, KEYS_TEXT_MAX);
	}
	assert_null(keys_next(&c, keys, &key, &more));
	assert_false(more);
}

static void a_folder_that_takes_no_file_is_an_error(void **state)
{
	struct keys *keys;
	const struct err *err = NULL;

	(void)state;
	assert_null(keys_new_sized(&c, STR("/no/such/folder"), 8, &keys));
	for (int64_t n = 0; n < 9 && err == NULL; n++)
		err = keys_add(&c, keys, key_of(n, 9));
	assert_non_null(err);
	assert_int_equal(err->code, ERR_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_in_memory_come_in_order),
		cmocka_unit_test(more_keys_than_memory_come_in_order),
		cmocka_unit_test(the_limit_itself_is_no_trap),
		cmocka_unit_test(the_longest_keys_are_kept_whole),
		cmocka_unit_test(a_folder_that_takes_no_file_is_an_error),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
