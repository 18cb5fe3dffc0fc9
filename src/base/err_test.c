/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

static int setup(void **state)
{
	*state = arena_new(1u << 20);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static void assert_str(struct str got, const char *expected)
{
	if (!str_eq(got, str_of(expected)))
		fail_msg("got \"%.*s\", expected \"%s\"", STR_ARG(got), expected);
}

static void field_and_value_are_copied(void **state)
{
	char text[] = "31-02-1980";
	const struct err *err = err_new(*state, ERR_INVALID, STR("birth"), "date.impossible",
	                                str_of(text));

	memset(text, 'x', sizeof(text) - 1);
	assert_int_equal(err->code, ERR_INVALID);
	assert_str(err->field, "birth");
	assert_string_equal(err->message, "date.impossible");
	assert_str(err->value, "31-02-1980");
	assert_str(err->detail, "");
}

static void a_detail_is_formatted_and_bounded(void **state)
{
	const struct err *err = err_detail(*state, ERR_GONE, "db.gone", "line %d: %s", 3, "closed");

	assert_int_equal(err->code, ERR_GONE);
	assert_str(err->detail, "line 3: closed");
	assert_str(err->field, "");
	assert_str(err->value, "");
	err = err_detail(*state, ERR_GONE, "db.gone", "%100000d", 1);
	assert_true(err->detail.len > 100 && err->detail.len < 10000);
}

static void a_copy_outlives_the_first_arena(void **state)
{
	struct arena *brief = arena_new(1u << 16);
	const struct err *copy;

	copy = err_copy(*state,
	                err_detail(brief, ERR_IO, str_c(brief, STR("file.io")), "%s", "why"));
	arena_free(brief);
	assert_int_equal(copy->code, ERR_IO);
	assert_string_equal(copy->message, "file.io");
	assert_str(copy->detail, "why");
	assert_null(err_copy(*state, NULL));
}

static void system_errors_are_told_apart(void **state)
{
	static const struct {
		int number;
		enum err_code code;
		const char *message;
	} rows[] = {
		{ ENOSPC, ERR_FULL, "file.full" },
		{ EDQUOT, ERR_FULL, "file.full" },
		{ EFBIG, ERR_FULL, "file.full" },
		{ ENOENT, ERR_MISSING, "file.missing" },
		{ EACCES, ERR_DENIED, "file.denied" },
		{ EPERM, ERR_DENIED, "file.denied" },
		{ EIO, ERR_IO, "file.io" },
		{ EISDIR, ERR_IO, "file.io" },
		{ 99999, ERR_IO, "file.io" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct err *err = err_errno(*state, rows[i].number, STR("a.csv"));

		assert_int_equal(err->code, rows[i].code);
		assert_string_equal(err->message, rows[i].message);
		assert_str(err->value, "a.csv");
		assert_true(err->detail.len > 0);
	}
}

static void every_code_has_a_name_of_its_own(void **state)
{
	(void)state;
	for (int code = ERR_INVALID; code <= ERR_INTERNAL; code++) {
		assert_non_null(err_code_name((enum err_code)code));
		for (int other = ERR_INVALID; other < code; other++)
			assert_string_not_equal(err_code_name((enum err_code)code),
			                        err_code_name((enum err_code)other));
	}
	assert_string_equal(err_code_name(ERR_INVALID), "invalid");
	assert_string_equal(err_code_name(ERR_FULL), "full");
}

static const struct err *pass_on(const struct err *err, int *reached)
{
	TRY(err);
	*reached = 1;
	return NULL;
}

static void try_leaves_with_the_error_and_goes_on_without(void **state)
{
	const struct err *err = err_new(*state, ERR_BUSY, STR(""), "x", STR(""));
	int reached = 0;

	assert_ptr_equal(pass_on(err, &reached), err);
	assert_int_equal(reached, 0);
	assert_null(pass_on(NULL, &reached));
	assert_int_equal(reached, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(field_and_value_are_copied),
		cmocka_unit_test(a_detail_is_formatted_and_bounded),
		cmocka_unit_test(a_copy_outlives_the_first_arena),
		cmocka_unit_test(system_errors_are_told_apart),
		cmocka_unit_test(every_code_has_a_name_of_its_own),
		cmocka_unit_test(try_leaves_with_the_error_and_goes_on_without),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
