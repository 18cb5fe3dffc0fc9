/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "workforce/workload.h"

#define MINUTES_2020 75000 /* PermenPANRB 1/2020 */
#define MINUTES_2008 72000 /* Permendagri 12/2008 */
#define HOURS_2020   1250

/* TV-08: four tasks of one post with one holder; the raw rows of domain.md 17. */
static const struct workload_task tv08[] = {
	{ 1200, 45 },
	{ 480, 90 },
	{ 240, 180 },
	{ 24, 600 },
};

static void tasks_add_up_to_their_minutes(void **state)
{
	int64_t minutes = 0;

	(void)state;
	assert_true(workload_minutes(tv08, COUNT(tv08), &minutes));
	assert_int_equal(minutes, 54000 + 43200 + 43200 + 14400);
	assert_true(workload_minutes(tv08, 0, &minutes));
	assert_int_equal(minutes, 0);
}

static void need_is_rounded_half_up_and_shown_raw(void **state)
{
	static const struct {
		int64_t work;
		int64_t effective;
		int64_t holders;
		struct workload_need expected;
		const char *source;
	} rows[] = {
		{ 154800, MINUTES_2020, 1, { 2064, 2, -1 }, "TV-08; PermenPANRB 1/2020" },
		{ 154800, MINUTES_2008, 1, { 2150, 2, -1 }, "TV-08; Permendagri 12/2008" },
		{ 412500, MINUTES_2020, 0, { 5500, 6, -6 }, "TV-09: 5.50 is six people" },
		{ 412500, MINUTES_2008, 6, { 5729, 6, 0 }, "TV-09: 5.73" },
		{ 7116, HOURS_2020, 8, { 5693, 6, 2 }, "TV-09: 7,116 hours, 5.69" },
		{ 37499, MINUTES_2020, 0, { 500, 0, 0 }, "just under half, though shown as 0.500" },
		{ 37500, MINUTES_2020, 0, { 500, 1, -1 }, "half up" },
		{ 0, MINUTES_2020, 3, { 0, 0, 3 }, "no work" },
		{ WORKLOAD_TOTAL_MAX,
		  1,
		  0,
		  { WORKLOAD_TOTAL_MAX * 1000, WORKLOAD_TOTAL_MAX, -WORKLOAD_TOTAL_MAX },
		  "limits" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct workload_need need = workload_need(rows[i].work, rows[i].effective,
		                                          rows[i].holders);

		if (need.raw_x1000 != rows[i].expected.raw_x1000 ||
		    need.count != rows[i].expected.count ||
		    need.gap_count != rows[i].expected.gap_count)
			fail_msg("%s: raw %jd, need %jd, gap %jd", rows[i].source,
			         (intmax_t)need.raw_x1000, (intmax_t)need.count,
			         (intmax_t)need.gap_count);
	}
}

static void impossible_tasks_are_refused(void **state)
{
	static const struct workload_task rows[] = {
		{ -1, 45 },
		{ 10, -5 },
		{ WORKLOAD_VOLUME_MAX + 1, 1 },
		{ 1, WORKLOAD_MINUTES_MAX + 1 },
	};
	int64_t minutes = 7;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_false(workload_minutes(&rows[i], 1, &minutes));
	assert_false(workload_minutes(tv08, WORKLOAD_TASKS_MAX + 1, &minutes));
	assert_int_equal(minutes, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tasks_add_up_to_their_minutes),
		cmocka_unit_test(need_is_rounded_half_up_and_shown_raw),
		cmocka_unit_test(impossible_tasks_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
