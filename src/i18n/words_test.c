/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "i18n/table.h"

#define ARENA_BYTES_MAX (16u << 20) /* all words of both languages, filled */
#define MINUS           "\xe2\x88\x92"

static int setup(void **state)
{
	*state = arena_new(ARENA_BYTES_MAX);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static void assert_text(struct arena *arena, struct str actual, const char *expected)
{
	assert_string_equal(str_c(arena, actual), expected);
}

static struct date day(int year, int month, int number)
{
	struct date date = { 0 };

	assert_true(date_from_parts(year, month, number, &date));
	return date;
}

static void numbers_are_grouped_as_each_language_does(void **state)
{
	static const struct {
		int64_t value;
		int decimals;
		const char *id;
		const char *en;
	} rows[] = {
		{ 0, 0, "0", "0" },
		{ 999, 0, "999", "999" },
		{ 9122, 0, "9.122", "9,122" },
		{ 1000000, 0, "1.000.000", "1,000,000" },
		{ -516, 0, MINUS "516", MINUS "516" },
		{ -535, 2, MINUS "5,35", MINUS "5.35" },
		{ -5, 2, MINUS "0,05", MINUS "0.05" },
		{ 123456, 2, "1.234,56", "1,234.56" },
		{ 914, 1, "91,4", "91.4" },
		{ INT64_MAX, 0, "9.223.372.036.854.775.807", "9,223,372,036,854,775,807" },
		{ INT64_MIN, 0, MINUS "9.223.372.036.854.775.808",
		  MINUS "9,223,372,036,854,775,808" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_text(*state, words_decimal(*state, LANG_ID, rows[i].value, rows[i].decimals),
		            rows[i].id);
		assert_text(*state, words_decimal(*state, LANG_EN, rows[i].value, rows[i].decimals),
		            rows[i].en);
	}
	assert_text(*state, words_number(*state, LANG_ID, 48377), "48.377");
}

static void dates_name_the_month(void **state)
{
	struct date date = day(2026, 8, 7);

	assert_text(*state, words_date(*state, LANG_ID, date), "7 Agustus 2026");
	assert_text(*state, words_date(*state, LANG_EN, date), "7 August 2026");
	assert_text(*state, words_date_short(*state, LANG_ID, date), "7 Agu 2026");
	assert_text(*state, words_date_short(*state, LANG_EN, date), "7 Aug 2026");
	assert_text(*state, words_month(*state, LANG_ID, day(2021, 2, 1)), "Februari 2021");
	assert_text(*state, words_date_short(*state, LANG_ID, day(2026, 12, 31)), "31 Des 2026");
	assert_text(*state, words_date_short(*state, LANG_ID, day(2026, 5, 1)), "1 Mei 2026");
}

static void a_key_without_words_stays_a_key(void **state)
{
	assert_text(*state, words_get(LANG_ID, STR("no.such.key")), "no.such.key");
	assert_text(*state, words_get(LANG_ID, STR("")), "");
}

static void placeholders_are_filled_once(void **state)
{
	struct str key = STR("a {x} and {y}, {x} { and {z}");

	assert_text(
		*state,
		words_fmt(*state, LANG_ID, key, WORD_ARGS({ "x", STR("{y}") }, { "y", STR("2") })),
		"a {y} and 2, {y} { and {z}");
	assert_text(*state, words_fmt(*state, LANG_ID, STR("no end {x"), NULL, 0), "no end {x");
}

static void a_count_takes_the_form_of_its_language(void **state)
{
	assert_text(*state, words_count(*state, LANG_EN, STR("k"), 1), "k.one");
	assert_text(*state, words_count(*state, LANG_EN, STR("k"), 2), "k.other");
	assert_text(*state, words_count(*state, LANG_EN, STR("k"), -1), "k.other");
	assert_text(*state, words_count(*state, LANG_ID, STR("k"), 1), "k.other");
}

static void an_error_quotes_field_and_value(void **state)
{
	const struct err *error = err_new(*state, ERR_USAGE, STR("--years"),
	                                  "err.option_not_number", STR("ten"));

	assert_text(*state, words_err(*state, LANG_EN, error),
	            "The option --years needs a whole number; you wrote “ten”.");
}

static void a_locale_tells_the_language(void **state)
{
	(void)state;
	assert_int_equal(words_lang_of_locale(STR("en_GB.UTF-8")), LANG_EN);
	assert_int_equal(words_lang_of_locale(STR("en")), LANG_EN);
	assert_int_equal(words_lang_of_locale(STR("id_ID.UTF-8")), LANG_ID);
	assert_int_equal(words_lang_of_locale(STR("C.UTF-8")), LANG_ID);
	assert_int_equal(words_lang_of_locale(STR("")), LANG_ID);
}

static bool ends_open(struct str words)
{
	return str_ends(words, STR("{")) || str_find(words, STR("{}")) >= 0;
}

static void check_words(struct str key, struct str words)
{
	assert_int_equal(str_find_char(words, '!'), -1);
	assert_false(ends_open(words));
	if (words.len == 0 || str_eq(words, key))
		fail_msg("%.*s has no words", STR_ARG(key));
}

static void every_key_is_found_and_has_words_in_both_languages(void **state)
{
	(void)state;
	assert_true(words_row_count > 100);
	for (uint32_t i = 0; i < words_row_count; i++) {
		const struct words_row *row = &words_rows[i];
		struct str key = words_row_key(row);

		assert_true(words_row_find(key) == row);
		assert_true(i == 0 || str_cmp(words_row_key(row - 1), key) < 0);
		check_words(key, words_get(LANG_ID, key));
		check_words(key, words_get(LANG_EN, key));
	}
	assert_text(*state, words_get(LANG_ID, STR("date.month.2")), "Februari");
	assert_text(*state, words_get(LANG_EN, STR("date.month.2")), "February");
}

/* Of any length, and without a step past its end. */
static void what_is_no_key_is_not_found(void **state)
{
	const char text[] = "date.month.2 and what else there may be";

	(void)state;
	for (size_t len = 0; len < sizeof(text); len++) {
		char *copy = test_malloc(len > 0 ? len : 1);

		memcpy(copy, text, len);
		assert_true((words_row_find((struct str){ copy, len }) != NULL) == (len == 12));
		test_free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_grouped_as_each_language_does),
		cmocka_unit_test(dates_name_the_month),
		cmocka_unit_test(a_key_without_words_stays_a_key),
		cmocka_unit_test(placeholders_are_filled_once),
		cmocka_unit_test(a_count_takes_the_form_of_its_language),
		cmocka_unit_test(an_error_quotes_field_and_value),
		cmocka_unit_test(a_locale_tells_the_language),
		cmocka_unit_test(every_key_is_found_and_has_words_in_both_languages),
		cmocka_unit_test(what_is_no_key_is_not_found),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
