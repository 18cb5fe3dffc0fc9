/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/str.h"
#include "base/workday.h"

static const bool known[] = { true, true, true, true };

/* 2024 to 2027 without a single holiday. */
static const struct calendar no_holidays = {
	.year_first = 2024,
	.year_count = COUNT(known),
	.years_known = known,
};

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

static void assert_add(const struct calendar *calendar, const char *start, int count,
                       const char *expected)
{
	struct date got;
	int missing = 0;

	if (!workday_add(calendar, iso(start), count, &got, &missing))
		fail_msg("%s + %d needs the year %d", start, count, missing);
	assert_date(got, expected);
}

/* Rows of TV-17, TV-18 and TV-24 of domain.md 17. */
static void deadlines_of_the_test_vectors_hold(void **state)
{
	static const struct {
		const char *start;
		int count;
		const char *expected;
	} rows[] = {
		{ "2025-10-31", 3, "2025-11-05" },  { "2025-10-31", 5, "2025-11-07" },
		{ "2025-10-31", 14, "2025-11-20" }, { "2025-10-31", 60, "2026-01-23" },
		{ "2026-07-14", 15, "2026-08-04" }, { "2025-10-20", 30, "2025-12-01" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_add(&no_holidays, rows[i].start, rows[i].count, rows[i].expected);
}

static void holidays_push_a_deadline_back(void **state)
{
	const struct date holidays[] = {
		iso("2025-12-25"),
		iso("2025-12-26"),
		iso("2026-01-01"),
		iso("2026-01-16"),
	};
	struct calendar calendar = no_holidays;

	(void)state;
	calendar.holidays = holidays;
	calendar.holiday_count = COUNT(holidays);
	assert_add(&calendar, "2025-10-31", 60, "2026-01-29");
	assert_add(&calendar, "2025-12-24", 1, "2025-12-29");
	assert_false(workday_is(&calendar, iso("2025-12-25")));
	assert_false(workday_is(&calendar, iso("2026-01-16")));
	assert_true(workday_is(&calendar, iso("2026-01-15")));
	assert_true(workday_is(&calendar, iso("2026-01-19")));
}

static void a_holiday_on_a_sunday_costs_nothing(void **state)
{
	const struct date holidays[] = { iso("2025-11-02") };
	struct calendar calendar = no_holidays;

	(void)state;
	calendar.holidays = holidays;
	calendar.holiday_count = COUNT(holidays);
	assert_add(&calendar, "2025-10-31", 3, "2025-11-05");
}

static void weekends_are_no_working_days(void **state)
{
	(void)state;
	assert_true(workday_is(&no_holidays, iso("2025-10-31")));
	assert_false(workday_is(&no_holidays, iso("2025-11-01")));
	assert_false(workday_is(&no_holidays, iso("2025-11-02")));
	assert_true(workday_is(&no_holidays, iso("2025-11-03")));
}

static void the_start_day_is_not_counted(void **state)
{
	(void)state;
	assert_add(&no_holidays, "2025-11-03", 0, "2025-11-03");
	assert_add(&no_holidays, "2025-11-03", 1, "2025-11-04");
	assert_add(&no_holidays, "2025-11-01", 0, "2025-11-01");
	assert_add(&no_holidays, "2025-11-01", 1, "2025-11-03");
}

static void counting_is_the_other_way_round(void **state)
{
	static const struct {
		const char *start;
		const char *end;
		int expected;
	} rows[] = {
		{ "2026-10-08", "2026-10-19", 7 }, /* TV-18: the latest summons before a hearing */
		{ "2026-10-09", "2026-10-19", 6 }, { "2025-10-31", "2026-01-23", 60 },
		{ "2025-10-31", "2025-11-02", 0 }, { "2025-10-31", "2025-10-31", 0 },
		{ "2025-10-31", "2025-10-01", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int got = -1;
		int missing = 0;

		assert_true(workday_count(&no_holidays, iso(rows[i].start), iso(rows[i].end), &got,
		                          &missing));
		assert_int_equal(got, rows[i].expected);
	}
}

static void adding_and_counting_agree_on_every_day(void **state)
{
	const struct date holidays[] = {
		iso("2024-02-08"),
		iso("2024-02-10"),
		iso("2024-12-25"),
		iso("2025-01-01"),
	};
	struct calendar calendar = no_holidays;
	struct date start = iso("2024-01-06");

	(void)state;
	calendar.holidays = holidays;
	calendar.holiday_count = COUNT(holidays);
	for (int count = 1; count < 700; count++) {
		struct date end;
		int again;
		int missing;

		assert_true(workday_add(&calendar, start, count, &end, &missing));
		assert_true(workday_is(&calendar, end));
		assert_true(workday_count(&calendar, start, end, &again, &missing));
		assert_int_equal(again, count);
	}
}

static void an_unknown_year_is_refused_and_named(void **state)
{
	static const bool gap[] = { true, false, true };
	const struct calendar calendar = {
		.year_first = 2025,
		.year_count = COUNT(gap),
		.years_known = gap,
	};
	struct date got = { 7 };
	int count = 7;
	int missing = 0;

	(void)state;
	assert_false(workday_add(&calendar, iso("2025-12-30"), 5, &got, &missing));
	assert_int_equal(missing, 2026);
	assert_int_equal(got.days, 7);
	assert_false(
		workday_count(&calendar, iso("2025-06-01"), iso("2027-06-01"), &count, &missing));
	assert_int_equal(missing, 2026);
	assert_int_equal(count, 7);
	assert_false(workday_add(&calendar, iso("2027-12-31"), 1, &got, &missing));
	assert_int_equal(missing, 2028);
	assert_false(workday_add(&calendar, iso("2020-01-01"), 1, &got, &missing));
	assert_int_equal(missing, 2020);
	assert_add(&calendar, "2025-12-30", 1, "2025-12-31");
	assert_add(&calendar, "2026-12-31", 1, "2027-01-01");
}

static void the_end_of_the_calendar_is_refused(void **state)
{
	static const bool last[] = { true };
	const struct calendar calendar = { .year_first = 9999,
		                           .year_count = 1,
		                           .years_known = last };
	struct date got;
	int missing = 0;

	(void)state;
	assert_false(workday_add(&calendar, iso("9999-12-30"), 2000, &got, &missing));
	assert_int_equal(missing, 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deadlines_of_the_test_vectors_hold),
		cmocka_unit_test(holidays_push_a_deadline_back),
		cmocka_unit_test(a_holiday_on_a_sunday_costs_nothing),
		cmocka_unit_test(weekends_are_no_working_days),
		cmocka_unit_test(the_start_day_is_not_counted),
		cmocka_unit_test(counting_is_the_other_way_round),
		cmocka_unit_test(adding_and_counting_agree_on_every_day),
		cmocka_unit_test(an_unknown_year_is_refused_and_named),
		cmocka_unit_test(the_end_of_the_calendar_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
