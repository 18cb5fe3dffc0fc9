/* SPDX-License-Identifier: Apache-2.0 */
/* cmocka.h needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "workforce/workforce.h"

/* TV-07: 9,638 PNS in 2020, 9,122 employees with CPNS in 2021, of whom 596 retire. */
static void the_tegal_figures_come_out(void **state)
{
	struct workforce_comparison c = workforce_compare(9638, STR("pns"), 9122, STR("cpns+pns"),
	                                                  596);

	(void)state;
	assert_int_equal(c.change, -516);
	assert_int_equal(c.change_pct_x100, -535);
	assert_int_equal(c.after_count, 8526);
	assert_int_equal(c.retire_pct_x100, -653);
	assert_int_equal(c.after_pct_x100, -1154);
	assert_false(c.same_population);
}

static void percents_round_half_away_from_zero(void **state)
{
	(void)state;
	/* 0.125 % and 0.124 % of 100,000. */
	assert_int_equal(
		workforce_compare(100000, STR("pns"), 100125, STR("pns"), 0).change_pct_x100, 13);
	assert_int_equal(
		workforce_compare(100000, STR("pns"), 99875, STR("pns"), 0).change_pct_x100, -13);
	assert_int_equal(
		workforce_compare(100000, STR("pns"), 99876, STR("pns"), 0).change_pct_x100, -12);
}

static void percents_of_nothing_are_nothing(void **state)
{
	struct workforce_comparison c = workforce_compare(0, STR("pns"), 5, STR("pns"), 0);

	(void)state;
	assert_int_equal(c.change, 5);
	assert_int_equal(c.change_pct_x100, 0);
	assert_int_equal(c.after_pct_x100, 0);
}

static void populations_are_sets_of_statuses(void **state)
{
	static const struct {
		struct str before;
		struct str now;
		bool same;
	} rows[] = {
		{ STR_INIT("pns"), STR_INIT("pns"), true },
		{ STR_INIT("PNS"), STR_INIT("pns"), true },
		{ STR_INIT("pns + cpns"), STR_INIT("cpns+pns"), true },
		{ STR_INIT("asn"), STR_INIT("cpns+pns+pppk+pppk_part_time"), true },
		{ STR_INIT("asn"), STR_INIT("cpns+pns"), false },
		{ STR_INIT("pegawai"), STR_INIT("cpns+pns"), false },
		{ STR_INIT("pegawai"), STR_INIT("Pegawai"), true },
		{ STR_INIT("pns+honorer"), STR_INIT("pns"), false },
		{ STR_INIT(""), STR_INIT("pns"), false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct workforce_comparison c = workforce_compare(10, rows[i].before, 10,
		                                                  rows[i].now, 0);

		if (c.same_population != rows[i].same)
			fail_msg("%.*s against %.*s", STR_ARG(rows[i].before),
			         STR_ARG(rows[i].now));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tegal_figures_come_out),
		cmocka_unit_test(percents_round_half_away_from_zero),
		cmocka_unit_test(percents_of_nothing_are_nothing),
		cmocka_unit_test(populations_are_sets_of_statuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
