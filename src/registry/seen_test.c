/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"
#include "registry/seen.h"

#define SMALL_SLOTS 1024
#define PEOPLE      20000

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

/* The n-th NIP, in no order that the table could be glad of. */
static struct str nip_of(int64_t n)
{
	return str_fmt(c.arena, "%018jd",
	               (intmax_t)(INT64_C(196001012000011001) + n * INT64_C(7919000013)));
}

static int64_t add(struct seen *seen, struct str nip, int64_t line)
{
	int64_t first = -1;

	assert_null(seen_add(&c, seen, nip, line, &first));
	return first;
}

static void assert_has(struct seen *seen, int64_t n, bool expected)
{
	bool has = !expected;

	assert_null(seen_has(&c, seen, nip_of(n), &has));
	assert_int_equal(has, expected);
}

static void the_first_line_of_a_nip_is_told(void **state)
{
	struct seen *seen;

	(void)state;
	assert_null(seen_new(&c, STR("/no/such/folder"), &seen));
	assert_int_equal(add(seen, STR("199003152015041002"), 2), 0);
	assert_int_equal(add(seen, STR("199003152015041003"), 3), 0);
	assert_int_equal(add(seen, STR("199003152015041002"), 4), 2);
	assert_int_equal(add(seen, STR("199003152015041002"), 5), 2);
	assert_int_equal(add(seen, STR("199003152015041003"), 6), 3);
	assert_int_equal(seen_spill_count(seen), 0);
}

/* Name everyone, everyone again, and ask for everyone and as many others. */
static void name_everyone(struct seen *seen, int64_t people)
{
	for (int64_t n = 0; n < people; n++)
		if (add(seen, nip_of(n), n + 2) != 0)
			fail_msg("number %jd was named before", (intmax_t)n);
	for (int64_t n = 0; n < people; n++)
		if (add(seen, nip_of(n), people + n + 2) != n + 2)
			fail_msg("number %jd is lost", (intmax_t)n);
	for (int64_t n = 0; n < people; n++)
		assert_has(seen, n, true);
	for (int64_t n = people; n < 2 * people; n++)
		assert_has(seen, n, false);
}

static void a_table_that_grows_in_memory_loses_nobody(void **state)
{
	struct seen *seen;

	(void)state;
	assert_null(seen_new(&c, STR("/no/such/folder"), &seen));
	name_everyone(seen, PEOPLE);
	assert_int_equal(seen_spill_count(seen), 0);
}

static void a_roster_longer_than_memory_loses_nobody(void **state)
{
	struct seen *seen;

	(void)state;
	assert_null(seen_new_sized(&c, temporary_folder(), SMALL_SLOTS, &seen));
	name_everyone(seen, PEOPLE);
	assert_in_range(seen_spill_count(seen), PEOPLE / SMALL_SLOTS, 2 * PEOPLE / SMALL_SLOTS);
}

static void the_limit_itself_is_no_trap(void **state)
{
	(void)state;
	for (int64_t people = 1; people < 60; people++) {
		struct seen *seen;

		assert_null(seen_new_sized(&c, temporary_folder(), 8, &seen));
		name_everyone(seen, people);
	}
}

static void a_folder_that_takes_no_file_is_an_error(void **state)
{
	struct seen *seen;
	const struct err *err = NULL;
	int64_t first;

	(void)state;
	assert_null(seen_new_sized(&c, STR("/no/such/folder"), SMALL_SLOTS, &seen));
	for (int64_t n = 0; n < SMALL_SLOTS && err == NULL; n++)
		err = seen_add(&c, seen, nip_of(n), n + 2, &first);
	assert_non_null(err);
	assert_int_equal(err->code, ERR_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_line_of_a_nip_is_told),
		cmocka_unit_test(a_table_that_grows_in_memory_loses_nobody),
		cmocka_unit_test(a_roster_longer_than_memory_loses_nobody),
		cmocka_unit_test(the_limit_itself_is_no_trap),
		cmocka_unit_test(a_folder_that_takes_no_file_is_an_error),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
