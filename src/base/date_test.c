/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/str.h"

static struct date iso(const char *text)
{
	struct date date;

	if (!date_parse_iso(str_of(text), &date))
		fail_msg("\"%s\" is no date", text);
	return date;
}

static void assert_date(struct date got, const char *expected)
{
	char text[DATE_TEXT_BYTES];

	assert_string_equal(date_iso(got, text), expected);
}

static void known_days_have_their_numbers(void **state)
{
	(void)state;
	assert_int_equal(iso("1970-01-01").days, 0);
	assert_int_equal(iso("1969-12-31").days, -1);
	assert_int_equal(iso("2000-03-01").days, 11017);
	assert_int_equal(iso("1900-01-01").days, -25567);
	assert_int_equal(iso("0001-01-01").days, -719162);
	assert_int_equal(iso("9999-12-31").days, date_open().days);
}

static void every_day_comes_back_from_its_parts(void **state)
{
	int year = 1;
	int month = 1;
	int day = 1;

	(void)state;
	for (int days = iso("0001-01-01").days; days <= date_open().days; days++) {
		struct date_parts parts = date_parts((struct date){ days });
		struct date again;

		if (parts.year != year || parts.month != month || parts.day != day)
			fail_msg("day %d is %d-%d-%d", days, parts.year, parts.month, parts.day);
		if (!date_from_parts(year, month, day, &again) || again.days != days)
			fail_msg("%d-%d-%d is not day %d", year, month, day, days);
		if (!date_from_parts(year, month, ++day, &again)) {
			day = 1;
			month++;
		}
		if (month > 12) {
			month = 1;
			year++;
		}
	}
	assert_int_equal(year, 10000);
}

static void days_that_do_not_exist_are_refused(void **state)
{
	static const int rows[][3] = {
		{ 2021, 2, 29 }, { 1900, 2, 29 }, { 2100, 2, 29 }, { 2020, 2, 30 }, { 2021, 4, 31 },
		{ 2021, 13, 1 }, { 2021, 0, 1 },  { 2021, 1, 0 },  { 2021, 1, 32 }, { 0, 1, 1 },
		{ 10000, 1, 1 }, { -1, 1, 1 },    { 2021, 1, -1 }, { 2021, -1, 1 },
	};
	struct date date = { 7 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (date_from_parts(rows[i][0], rows[i][1], rows[i][2], &date) || date.days != 7)
			fail_msg("%d-%d-%d was taken", rows[i][0], rows[i][1], rows[i][2]);
	}
	assert_true(date_from_parts(2000, 2, 29, &date));
	assert_true(date_from_parts(2024, 2, 29, &date));
}

static void only_exact_iso_text_is_parsed(void **state)
{
	static const char *const refused[] = {
		"",           "2021-1-1",    "2021-01-1",   "20210101",   "2021/01/01",
		"2021-02-29", "2021-01-01 ", " 2021-01-01", "2021-01-0a", "+021-01-01",
		"2021-00-01", "0000-01-01",  "2021-01-011",
	};
	struct date date;

	(void)state;
	assert_date(iso("2021-12-31"), "2021-12-31");
	assert_date(iso("0033-04-03"), "0033-04-03");
	for (size_t i = 0; i < COUNT(refused); i++) {
		if (date_parse_iso(str_of(refused[i]), &date))
			fail_msg("\"%s\" was taken", refused[i]);
	}
}

static void text_is_made_in_the_arena(void **state)
{
	struct arena *arena = arena_new(1u << 16);

	(void)state;
	assert_true(str_eq(date_str(arena, iso("1980-12-31")), STR("1980-12-31")));
	arena_free(arena);
}

static void days_are_added_and_stay_within_the_calendar(void **state)
{
	(void)state;
	assert_date(date_add_days(iso("2020-02-28"), 1), "2020-02-29");
	assert_date(date_add_days(iso("2021-03-01"), -1), "2021-02-28");
	assert_date(date_add_days(date_open(), 1), "9999-12-31");
	assert_date(date_add_days(iso("0001-01-01"), INT32_MIN), "0001-01-01");
	assert_date(date_add_days(date_open(), INT32_MAX), "9999-12-31");
}

static void months_are_cut_to_their_end(void **state)
{
	static const struct {
		const char *from;
		int months;
		const char *expected;
	} rows[] = {
		{ "2021-08-31", -6, "2021-02-28" },
		{ "2020-08-31", -6, "2020-02-29" },
		{ "2021-01-31", 1, "2021-02-28" },
		{ "2021-01-31", 3, "2021-04-30" },
		{ "2021-12-15", 1, "2022-01-15" },
		{ "2021-01-15", -1, "2020-12-15" },
		{ "2020-02-29", 12, "2021-02-28" },
		{ "2020-02-29", 48, "2024-02-29" },
		{ "1965-05-17", 696, "2023-05-17" },
		{ "2021-05-05", 0, "2021-05-05" },
		{ "0001-01-31", -1, "0001-01-01" },
		{ "9999-12-01", 1, "9999-12-31" },
		{ "9999-11-30", 1, "9999-12-30" },
		{ "2021-01-01", INT32_MAX, "9999-12-31" },
		{ "2021-01-01", INT32_MIN, "0001-01-01" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_date(date_add_months(iso(rows[i].from), rows[i].months), rows[i].expected);
	assert_date(date_first_of_month(iso("2024-02-29")), "2024-02-01");
	assert_date(date_first_of_month(iso("2024-02-01")), "2024-02-01");
}

static void dates_compare(void **state)
{
	(void)state;
	assert_true(date_before(iso("1969-12-31"), iso("1970-01-01")));
	assert_false(date_before(iso("1970-01-01"), iso("1970-01-01")));
	assert_true(date_eq(iso("1970-01-01"), iso("1970-01-01")));
	assert_false(date_eq(iso("1970-01-01"), iso("1970-01-02")));
}

static void age_counts_full_years(void **state)
{
	static const struct {
		const char *birth;
		const char *on;
		int expected;
	} rows[] = {
		{ "1965-05-17", "2023-05-16", 57 }, { "1965-05-17", "2023-05-17", 58 },
		{ "1964-02-29", "2022-02-28", 57 }, { "1964-02-29", "2022-03-01", 58 },
		{ "1964-02-29", "2024-02-28", 59 }, { "1964-02-29", "2024-02-29", 60 },
		{ "2000-03-15", "2015-04-01", 15 }, { "2000-01-01", "2000-01-01", 0 },
		{ "2000-12-31", "2001-01-01", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(date_age_years(iso(rows[i].birth), iso(rows[i].on)),
		                 rows[i].expected);
}

/* TV-19 of domain.md names these days. */
static void weekdays_are_known(void **state)
{
	(void)state;
	assert_int_equal(date_weekday(iso("2025-10-31")), 4);
	assert_int_equal(date_weekday(iso("2021-09-16")), 3);
	assert_int_equal(date_weekday(iso("2019-11-29")), 4);
	assert_int_equal(date_weekday(iso("2021-11-16")), 1);
	assert_int_equal(date_weekday(iso("2023-11-29")), 2);
	assert_int_equal(date_weekday(iso("1969-12-29")), 0);
	assert_int_equal(date_weekday(iso("1969-12-28")), 6);
	assert_int_equal(date_weekday(iso("0001-01-01")), 0);
}

static void an_instant_has_another_date_in_another_zone(void **state)
{
	const int64_t second = 1000000;
	const int64_t hour = 3600 * second;

	(void)state;
	assert_date(date_of_instant(0, 0), "1970-01-01");
	assert_date(date_of_instant(-1, 0), "1969-12-31");
	assert_date(date_of_instant(17 * hour - 1, 7), "1970-01-01");
	assert_date(date_of_instant(17 * hour, 7), "1970-01-02");
	assert_date(date_of_instant(16 * hour, 8), "1970-01-02");
	assert_date(date_of_instant(15 * hour, 9), "1970-01-02");
	assert_date(date_of_instant(-8 * hour, 7), "1969-12-31");
	assert_date(date_of_instant(-7 * hour, 7), "1970-01-01");
	assert_date(date_of_instant(INT64_MAX, 9), "9999-12-31");
	assert_date(date_of_instant(INT64_MIN, 0), "0001-01-01");
}

/* Read with 2021 as the present year, so the pivot is 21. */
static const struct {
	struct str text;
	enum date_read read;
	const char *date;
} loose_rows[] = {
	/* day first, and year first, with every separator */
	{ STR_INIT("31-12-1980"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("1980-12-31"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31/12/1980"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31.12.1980"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31 12 1980"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("1/2/1980"), DATE_READ_OK, "1980-02-01" },
	{ STR_INIT("1980/2/1"), DATE_READ_OK, "1980-02-01" },
	{ STR_INIT("1980.02.01"), DATE_READ_OK, "1980-02-01" },
	{ STR_INIT("31 - 12 - 1980"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT(" 31-12-1980\t"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("\xC2\xA0"
	           "31-12-1980\xC2\xA0"),
	  DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31\xC2\xA0"
	           "12 1980"),
	  DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("'31-12-1980"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("29-02-2020"), DATE_READ_OK, "2020-02-29" },
	{ STR_INIT("29-02-2000"), DATE_READ_OK, "2000-02-29" },
	/* month names */
	{ STR_INIT("31 Desember 1980"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31 DESEMBER 1980"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31 Des 1980"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31 Des. 1980"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31-Des-80"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31-Dec-80"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31DES1980"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31/Desember/1980"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("17 Agustus 1945"), DATE_READ_OK, "1945-08-17" },
	{ STR_INIT("17 Agt 1945"), DATE_READ_OK, "1945-08-17" },
	{ STR_INIT("17 agust 1945"), DATE_READ_OK, "1945-08-17" },
	{ STR_INIT("17 August 1945"), DATE_READ_OK, "1945-08-17" },
	{ STR_INIT("1 Pebruari 1970"), DATE_READ_OK, "1970-02-01" },
	{ STR_INIT("1 Nopember 1970"), DATE_READ_OK, "1970-11-01" },
	{ STR_INIT("1 Mei 1970"), DATE_READ_OK, "1970-05-01" },
	{ STR_INIT("1980 Desember 31"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31 Decembre 1980"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("31 Septemberrr 1980"), DATE_READ_UNKNOWN, NULL },
	/* two-digit years */
	{ STR_INIT("31-12-80"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31-12-21"), DATE_READ_OK, "2021-12-31" },
	{ STR_INIT("31-12-22"), DATE_READ_OK, "1922-12-31" },
	{ STR_INIT("01-01-00"), DATE_READ_OK, "2000-01-01" },
	{ STR_INIT("29-02-00"), DATE_READ_OK, "2000-02-29" },
	{ STR_INIT("1/2/3"), DATE_READ_IMPOSSIBLE, NULL },
	/* all digits together */
	{ STR_INIT("19801231"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("19800231"), DATE_READ_IMPOSSIBLE, NULL },
	{ STR_INIT("31121980"), DATE_READ_IMPOSSIBLE, NULL },
	{ STR_INIT("198012310"), DATE_READ_UNKNOWN, NULL },
	/* days of a spreadsheet */
	{ STR_INIT("1"), DATE_READ_OK, "1900-01-01" },
	{ STR_INIT("59"), DATE_READ_OK, "1900-02-28" },
	{ STR_INIT("60"), DATE_READ_IMPOSSIBLE, NULL },
	{ STR_INIT("61"), DATE_READ_OK, "1900-03-01" },
	{ STR_INIT("25569"), DATE_READ_OK, "1970-01-01" },
	{ STR_INIT("29586"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("44197"), DATE_READ_OK, "2021-01-01" },
	{ STR_INIT("2958465"), DATE_READ_OK, "9999-12-31" },
	{ STR_INIT("2958466"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("29586.75"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("29586,75"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("29586.0"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("029586"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("31.12"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("-5"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("2,9586E+04"), DATE_READ_UNKNOWN, NULL },
	/* a time of day behind it */
	{ STR_INIT("1980-12-31 00:00:00"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("1980-12-31T17:45"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("1980-12-31 00:00:00.000"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31/12/1980 7:30"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31/12/1980 12:00:00 AM"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31-12-1980 07.30 WIB"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31 Desember 1980, 07.30"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("31-12-80 07:30"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("19801231 07:30:15"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("29586 07:30"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("1980-12-31T00:00:00Z"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("1980-12-31T00:00:00.000Z"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("1980-12-31T00:00:00+07:00"), DATE_READ_OK, "1980-12-31" },
	{ STR_INIT("1980-12-30T17:00:00Z"), DATE_READ_UNKNOWN, NULL }, /* the 31st in Jakarta */
	{ STR_INIT("31-12-1980 25:00"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("31-12-1980 7"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("31-12-1980T"), DATE_READ_UNKNOWN, NULL },
	/* none */
	{ STR_INIT(""), DATE_READ_NONE, NULL },
	{ STR_INIT("   "), DATE_READ_NONE, NULL },
	{ STR_INIT("\xC2\xA0"), DATE_READ_NONE, NULL },
	{ STR_INIT("-"), DATE_READ_NONE, NULL },
	{ STR_INIT("--"), DATE_READ_NONE, NULL },
	{ STR_INIT("\xE2\x80\x93"), DATE_READ_NONE, NULL },
	{ STR_INIT("'-"), DATE_READ_NONE, NULL },
	{ STR_INIT("0"), DATE_READ_NONE, NULL },
	{ STR_INIT("00-00-0000"), DATE_READ_NONE, NULL },
	{ STR_INIT("0000-00-00"), DATE_READ_NONE, NULL },
	{ STR_INIT("00/00/0000"), DATE_READ_NONE, NULL },
	{ STR_INIT("0000-00-00 00:00:00"), DATE_READ_NONE, NULL },
	{ STR_INIT("00000000"), DATE_READ_NONE, NULL },
	/* a date, but no such day */
	{ STR_INIT("31-02-1980"), DATE_READ_IMPOSSIBLE, NULL },
	{ STR_INIT("29-02-1900"), DATE_READ_IMPOSSIBLE, NULL },
	{ STR_INIT("30 Februari 1990"), DATE_READ_IMPOSSIBLE, NULL },
	{ STR_INIT("1980-13-01"), DATE_READ_IMPOSSIBLE, NULL },
	{ STR_INIT("12/31/1980"), DATE_READ_IMPOSSIBLE, NULL }, /* month first is not guessed */
	{ STR_INIT("00-12-1980"), DATE_READ_IMPOSSIBLE, NULL },
	{ STR_INIT("01-01-0000"), DATE_READ_IMPOSSIBLE, NULL },
	{ STR_INIT("32-01-1980"), DATE_READ_IMPOSSIBLE, NULL },
	{ STR_INIT("31-12-198"), DATE_READ_IMPOSSIBLE, NULL },
	{ STR_INIT("31-12-19800"), DATE_READ_IMPOSSIBLE, NULL },
	/* not a date at all */
	{ STR_INIT("Tegal"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("tidak ada"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("1980-12"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("Desember 1980"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("31--12-1980"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("31-12-1980-01"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("31-12-1980 s/d 01-01-1981"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("021-555-1234"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("199003152015041002"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("31-12-1980x"), DATE_READ_UNKNOWN, NULL },
	{ STR_INIT("31-12-\xFF"), DATE_READ_UNKNOWN, NULL },
};

static void offices_dates_are_read(void **state)
{
	struct date around = iso("2021-01-01");

	(void)state;
	for (size_t i = 0; i < COUNT(loose_rows); i++) {
		struct date got = { 7 };
		enum date_read read = date_read_loose(loose_rows[i].text, around, &got);
		char text[DATE_TEXT_BYTES];

		if (read != loose_rows[i].read)
			fail_msg("\"%.*s\" was read as %d", STR_ARG(loose_rows[i].text), (int)read);
		date_iso(got, text);
		if (strcmp(text, read == DATE_READ_OK ? loose_rows[i].date : "1970-01-08") != 0)
			fail_msg("\"%.*s\" gave %s", STR_ARG(loose_rows[i].text), text);
	}
}

/* The rows of a month, short forms first; every one of them on the 5th of that month. */
static void every_month_name_is_known_in_any_case(void **state)
{
	static const char *const names[12] = {
		"Jan Januari January",
		"Feb Peb Februari Pebruari February",
		"Mar Mrt Maret March",
		"Apr April",
		"Mei May",
		"Jun Juni June",
		"Jul Juli July",
		"Ags Agt Agu Agus Agst Agts Agust Agustus Aug August",
		"Sep Sept September",
		"Okt Oct Oktober October",
		"Nov Nop November Nopember",
		"Des Dec Desember December",
	};
	struct arena *arena = arena_new(1u << 20);

	(void)state;
	for (int month = 1; month <= 12; month++) {
		struct str rest = str_of(names[month - 1]);
		struct str name;

		while (str_cut(&rest, ' ', &name)) {
			struct str text = str_fmt(arena, "5 %.*s 2019", STR_ARG(name));
			struct date got = { 0 };
			struct date_parts parts;

			for (int turn = 0; turn < 3; turn++) {
				char *c = str_c(arena, text);

				for (size_t i = 0; i < text.len; i++) {
					if (turn == 1 && c[i] >= 'a' && c[i] <= 'z')
						c[i] = (char)(c[i] & ~0x20);
					if (turn == 2 && c[i] >= 'A' && c[i] <= 'Z')
						c[i] = (char)(c[i] | 0x20);
				}
				if (date_read_loose(str_of(c), date_open(), &got) != DATE_READ_OK)
					fail_msg("\"%s\" was not read", c);
				parts = date_parts(got);
				assert_int_equal(parts.month, month);
				assert_int_equal(parts.day, 5);
			}
		}
	}
	arena_free(arena);
}

static void two_digit_years_turn_at_the_present_one(void **state)
{
	struct date got;

	(void)state;
	assert_int_equal(date_read_loose(STR("1-1-26"), iso("2026-06-01"), &got), DATE_READ_OK);
	assert_date(got, "2026-01-01");
	assert_int_equal(date_read_loose(STR("1-1-27"), iso("2026-06-01"), &got), DATE_READ_OK);
	assert_date(got, "1927-01-01");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_days_have_their_numbers),
		cmocka_unit_test(every_day_comes_back_from_its_parts),
		cmocka_unit_test(days_that_do_not_exist_are_refused),
		cmocka_unit_test(only_exact_iso_text_is_parsed),
		cmocka_unit_test(text_is_made_in_the_arena),
		cmocka_unit_test(days_are_added_and_stay_within_the_calendar),
		cmocka_unit_test(months_are_cut_to_their_end),
		cmocka_unit_test(dates_compare),
		cmocka_unit_test(age_counts_full_years),
		cmocka_unit_test(weekdays_are_known),
		cmocka_unit_test(an_instant_has_another_date_in_another_zone),
		cmocka_unit_test(offices_dates_are_read),
		cmocka_unit_test(every_month_name_is_known_in_any_case),
		cmocka_unit_test(two_digit_years_turn_at_the_present_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
