/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "xlsx/internal.h"

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

static void codes_tell_days_and_times_from_numbers(void **state)
{
	static const struct {
		const char *code;
		enum format_kind kind;
	} rows[] = {
		{ "General", FORMAT_NUMBER },
		{ "0", FORMAT_NUMBER },
		{ "#,##0.00;[Red]-#,##0.00", FORMAT_NUMBER },
		{ "0.00E+00", FORMAT_NUMBER },
		{ "@", FORMAT_NUMBER },
		{ "\"dd-mm\" 0", FORMAT_NUMBER },
		{ "\\d0", FORMAT_NUMBER },
		{ "[Magenta]0", FORMAT_NUMBER },
		{ "\"Rp\"\\ #,##0", FORMAT_NUMBER },
		{ "dd/mm/yyyy", FORMAT_DATE },
		{ "DD-MM-YYYY;@", FORMAT_DATE },
		{ "[$-421]d mmmm yyyy;@", FORMAT_DATE },
		{ "[$-id-ID]dd\\ mmm\\ yy", FORMAT_DATE },
		{ "mmm", FORMAT_DATE },
		{ "\"tanggal\" d", FORMAT_DATE },
		{ "yyyy-mm-dd hh:mm:ss", FORMAT_DATE_TIME },
		{ "m/d/yy h:mm AM/PM", FORMAT_DATE_TIME },
		{ "h:mm", FORMAT_TIME },
		{ "mm:ss.0", FORMAT_TIME },
		{ "[h]:mm:ss", FORMAT_ELAPSED },
		{ "[mm]:ss", FORMAT_ELAPSED },
		{ "\"", FORMAT_NUMBER },
		{ "[", FORMAT_NUMBER },
		{ "\\", FORMAT_NUMBER },
		{ "", FORMAT_NUMBER },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (format_read(str_of(rows[i].code)) != rows[i].kind)
			fail_msg("%s", rows[i].code);
	assert_int_equal(format_builtin(14), FORMAT_DATE);
	assert_int_equal(format_builtin(22), FORMAT_DATE_TIME);
	assert_int_equal(format_builtin(46), FORMAT_ELAPSED);
	assert_int_equal(format_builtin(49), FORMAT_NUMBER);
}

static void numbers_become_what_a_spreadsheet_would_save(void **state)
{
	static const struct {
		const char *text;
		enum format_kind kind;
		bool from_1904;
		const char *cell;
	} rows[] = {
		{ "0", FORMAT_NUMBER, false, "0" },
		{ "-0", FORMAT_NUMBER, false, "0" },
		{ "42", FORMAT_NUMBER, false, "42" },
		{ "-3.50", FORMAT_NUMBER, false, "-3.5" },
		{ "3.7000000000000002", FORMAT_NUMBER, false, "3.7" },
		{ "0.1", FORMAT_NUMBER, false, "0.1" },
		{ "1E-3", FORMAT_NUMBER, false, "0.001" },
		{ "1.5E-20", FORMAT_NUMBER, false, "1.5E-20" },
		{ "8123456789", FORMAT_NUMBER, false, "8123456789" },
		{ "123456789012345", FORMAT_NUMBER, false, "123456789012345" },
		{ "1.98504162010011E+17", FORMAT_NUMBER, false, "1.98504E+17" },
		{ "198504162010011001", FORMAT_NUMBER, false, "1.98504E+17" },
		{ "1.9850416201001101E+17", FORMAT_NUMBER, false, "1.98504E+17" },
		{ "3328051605812192", FORMAT_NUMBER, false, "3.32805E+15" },
		{ "1E+300", FORMAT_NUMBER, false, "1E+300" },
		{ "9.999999E+17", FORMAT_NUMBER, false, "1E+18" },
		{ "1E+9999", FORMAT_NUMBER, false, "1E+9999" },
		{ "satu", FORMAT_NUMBER, false, "satu" },
		{ "", FORMAT_NUMBER, false, "" },
		{ ".", FORMAT_NUMBER, false, "." },
		{ "1", FORMAT_DATE, false, "1900-01-01" },
		{ "59", FORMAT_DATE, false, "1900-02-28" },
		{ "60", FORMAT_DATE, false, "1900-02-29" },
		{ "61", FORMAT_DATE, false, "1900-03-01" },
		{ "29721", FORMAT_DATE, false, "1981-05-15" },
		{ "44197", FORMAT_DATE, false, "2021-01-01" },
		{ "42735", FORMAT_DATE, true, "2021-01-01" },
		{ "44197.5", FORMAT_DATE, false, "2021-01-01" },
		{ "44197.99999999", FORMAT_DATE_TIME, false, "2021-01-02" },
		{ "44197.75", FORMAT_DATE_TIME, false, "2021-01-01 18:00:00" },
		{ "2958465", FORMAT_DATE, false, "9999-12-31" },
		{ "2958466", FORMAT_DATE, false, "2958466" },
		{ "0", FORMAT_DATE, false, "0" },
		{ "-1", FORMAT_DATE, false, "-1" },
		{ "1E+17", FORMAT_DATE, false, "1E+17" },
		{ "0.5", FORMAT_TIME, false, "12:00:00" },
		{ "1.5", FORMAT_ELAPSED, false, "36:00:00" },
		{ "0.000000000000000001", FORMAT_TIME, false, "00:00:00" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf out;

		buf_init(&out, *state);
		format_number(&out, str_of(rows[i].text), rows[i].kind, rows[i].from_1904);
		if (!str_eq(buf_str(&out), str_of(rows[i].cell)))
			fail_msg("%s is %.*s", rows[i].text, STR_ARG(buf_str(&out)));
	}
}

static void instants_lose_a_midnight(void **state)
{
	static const char *const rows[][2] = {
		{ "2021-01-01", "2021-01-01" },
		{ "2021-01-01T00:00:00", "2021-01-01" },
		{ "2021-01-01T10:10:10Z", "2021-01-01 10:10:10Z" },
		{ "2021-02-30T00:00:00", "2021-02-30T00:00:00" },
		{ "10:10:10", "10:10:10" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf out;

		buf_init(&out, *state);
		format_instant(&out, str_of(rows[i][0]));
		if (!str_eq(buf_str(&out), str_of(rows[i][1])))
			fail_msg("%s is %.*s", rows[i][0], STR_ARG(buf_str(&out)));
	}
}

static void escaped_letters_come_back(void **state)
{
	static const char *const rows[][2] = {
		{ "a_x000D_b", "a\rb" },
		{ "_x005F_x0041_", "_x0041_" },
		{ "_x00e9_", "\xC3\xA9" },
		{ "_x0000_z", "z" },
		{ "_x00", "_x00" },
		{ "_xZZZZ_", "_xZZZZ_" },
		{ "_xD800_", "\xEF\xBF\xBD" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf text;

		buf_init(&text, *state);
		buf_add(&text, str_of("_x0041_"));
		buf_add(&text, str_of(rows[i][0]));
		format_unescape(&text, 7);
		if (!str_eq(str_sub(buf_str(&text), 7, text.len), str_of(rows[i][1])) ||
		    !str_starts(buf_str(&text), STR("_x0041_")))
			fail_msg("%s is %.*s", rows[i][0], STR_ARG(buf_str(&text)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_tell_days_and_times_from_numbers),
		cmocka_unit_test_setup_teardown(numbers_become_what_a_spreadsheet_would_save, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(instants_lose_a_midnight, setup, teardown),
		cmocka_unit_test_setup_teardown(escaped_letters_come_back, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
