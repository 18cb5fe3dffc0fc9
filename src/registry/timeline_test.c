/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "registry/timeline.h"

static struct date day(const char *iso)
{
	struct date date = { 0 };

	assert_true(date_parse_iso(str_of(iso), &date));
	return date;
}

static void check(const struct timeline_row *rows, size_t count, const char *from_on,
                  const char *as_of, const char *until_on, size_t withdrawn,
                  const char *const *keep_until)
{
	struct timeline_plan plan;

	timeline_put(rows, count, day(from_on), day(as_of), &plan);
	assert_int_equal(plan.until_on.days, day(until_on).days);
	assert_int_equal(plan.withdraw_count, withdrawn);
	for (size_t i = 0; i < withdrawn; i++)
		assert_int_equal(plan.keep_until[i].days, day(keep_until[i]).days);
}

static void first_fact_is_open_ended(void **state)
{
	(void)state;
	check(NULL, 0, "2019-04-01", "2021-01-01", "9999-12-31", 0, NULL);
}

static void new_fact_ends_the_one_before(void **state)
{
	const struct timeline_row rows[] = {
		{ 1, day("2010-04-01"), day("2015-04-01"), false },
		{ 2, day("2015-04-01"), day("9999-12-31"), false },
	};

	(void)state;
	check(rows, 2, "2019-04-01", "2021-01-01", "9999-12-31", 1,
	      (const char *[]){ "2019-04-01" });
}

static void same_fact_with_other_beginning_is_corrected(void **state)
{
	const struct timeline_row rows[] = { { 1, day("2015-04-01"), day("9999-12-31"), true } };

	(void)state;
	check(rows, 1, "2015-10-01", "2021-01-01", "9999-12-31", 1,
	      (const char *[]){ "2015-04-01" });
	check(rows, 1, "2014-10-01", "2021-01-01", "9999-12-31", 1,
	      (const char *[]){ "2015-04-01" });
}

static void contradicted_facts_go_and_later_knowledge_stays(void **state)
{
	const struct timeline_row rows[] = {
		{ 1, day("2010-04-01"), day("2016-04-01"), false },
		{ 2, day("2016-04-01"), day("2019-04-01"), false },
		{ 3, day("2019-04-01"), day("2023-04-01"), false },
		{ 4, day("2023-04-01"), day("9999-12-31"), false },
	};

	(void)state;
	check(rows, 4, "2015-01-01", "2021-01-01", "2023-04-01", 3,
	      (const char *[]){ "2015-01-01", "2016-04-01", "2019-04-01" });
}

static void gap_before_is_left_alone(void **state)
{
	const struct timeline_row rows[] = { { 1, day("2010-04-01"), day("2012-04-01"), false } };

	(void)state;
	check(rows, 1, "2012-04-01", "2021-01-01", "9999-12-31", 0, NULL);
	check(rows, 1, "2015-04-01", "2021-01-01", "9999-12-31", 0, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_fact_is_open_ended),
		cmocka_unit_test(new_fact_ends_the_one_before),
		cmocka_unit_test(same_fact_with_other_beginning_is_corrected),
		cmocka_unit_test(contradicted_facts_go_and_later_knowledge_stays),
		cmocka_unit_test(gap_before_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
