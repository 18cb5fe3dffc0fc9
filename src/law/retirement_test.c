/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "law/law.h"

#define HEADING "family,kind,age_years,from_on,until_on,source\n"

static struct date day(const char *iso)
{
	struct date date;

	assert_true(date_parse_iso(str_of(iso), &date));
	return date;
}

/* Rules on text need an arena and no database. */
static int setup(void **state)
{
	struct arena *arena = arena_new(64u << 20);
	struct ctx *c = ARENA_NEW(arena, struct ctx);

	c->arena = arena;
	*state = c;
	return 0;
}

static int teardown(void **state)
{
	struct ctx *c = *state;

	arena_free(c->arena);
	return 0;
}

static void pension_begins_the_month_after_the_age_is_reached(void **state)
{
	static const struct {
		const char *birth;
		int age_years;
		const char *expected;
		const char *source;
	} rows[] = {
		{ "1965-05-17", 58, "2023-06-01", "TV-06 pelaksana" },
		{ "1965-05-01", 58, "2023-06-01", "TV-06 pengawas, born on the 1st" },
		{ "1965-12-31", 58, "2024-01-01", "TV-06 administrator, born in December" },
		{ "1964-02-29", 58, "2022-03-01", "TV-06 JF muda, born on 29 February" },
		{ "1964-02-29", 60, "2024-03-01", "TV-06 JPT pratama" },
		{ "1963-08-31", 60, "2023-09-01", "TV-06 JF madya" },
		{ "1960-10-10", 65, "2025-11-01", "TV-06 JF utama" },
		{ "1965-12-01", 58, "2024-01-01", "domain.md 4.2" },
		{ "1965-01-31", 58, "2023-02-01", "domain.md 4.2" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct date got = law_retirement_on(day(rows[i].birth), rows[i].age_years);
		char text[DATE_TEXT_BYTES];

		if (!date_eq(got, day(rows[i].expected)))
			fail_msg("%s: %s", rows[i].source, date_iso(got, text));
	}
}

static const struct err *what_if(struct ctx *c, const char *csv, const struct law **out)
{
	static struct law law;

	law.on = day("2025-06-01");
	return law_with_retirement_ages(c, &law, str_of(csv), out);
}

static int age_of(const struct law *law, enum position_kind kind, struct str title_key)
{
	const struct law_retirement_age *age = law_retirement_age(law, kind, title_key);

	return age == NULL ? 0 : age->age_years;
}

static void what_if_ages_replace_the_law(void **state)
{
	const struct law *law;

	/* The proposal of May 2025, which is not law: domain.md 4.1. */
	assert_null(what_if(*state,
	                    HEADING ",PENGAWAS,60,,,usulan 2025\n"
	                            ",JPT_PRATAMA,62,2025-05-01,,usulan 2025\n"
	                            ",JPT_UTAMA,65,2025-06-02,,not yet\n"
	                            ",JPT_MADYA,63,2020-01-01,2025-06-01,no longer\n"
	                            "\n"
	                            "Guru,,61,,,usulan 2025\n"
	                            "guru,JF_UTAMA,65,,,usulan 2025\n"
	                            "Guru Besar,*,70,,,usulan 2025\n",
	                    &law));
	assert_int_equal(law->retirement_age_count, 5);
	assert_int_equal(age_of(law, POSITION_PENGAWAS, STR("kepala seksi")), 60);
	assert_int_equal(age_of(law, POSITION_JPT_PRATAMA, STR("kepala dinas")), 62);
	assert_int_equal(age_of(law, POSITION_JPT_UTAMA, STR("")), 0);
	assert_int_equal(age_of(law, POSITION_JPT_MADYA, STR("")), 0);
	assert_int_equal(age_of(law, POSITION_JF_MUDA, STR("guru ahli muda")), 61);
	assert_int_equal(age_of(law, POSITION_JF_UTAMA, STR("guru ahli utama")), 65);
	assert_int_equal(age_of(law, POSITION_JF, STR("guru besar")), 70);
	assert_int_equal(age_of(law, POSITION_JF, STR("guru")), 61);
	assert_int_equal(age_of(law, POSITION_JF, STR("gurunda")), 0);
}

static void what_if_columns_may_stand_in_any_order(void **state)
{
	const struct law *law;

	assert_null(what_if(*state,
	                    "age_years;kind;family;source;until_on;from_on\r\n"
	                    "59;PELAKSANA;;contoh;;\r\n",
	                    &law));
	assert_int_equal(age_of(law, POSITION_PELAKSANA, STR("staf")), 59);
}

static void faulty_what_if_files_name_line_column_and_value(void **state)
{
	static const struct {
		const char *csv;
		const char *field;
		const char *value;
	} rows[] = {
		{ HEADING ",PENGAWAS,60,,,x\n,BOSS,60,,,x\n", "3:kind", "BOSS" },
		{ HEADING ",PENGAWAS,enam puluh,,,x\n", "2:age_years", "enam puluh" },
		{ HEADING ",PENGAWAS,0,,,x\n", "2:age_years", "0" },
		{ HEADING ",PENGAWAS,151,,,x\n", "2:age_years", "151" },
		{ HEADING ",PENGAWAS,60,2025-02-30,,x\n", "2:from_on", "2025-02-30" },
		{ HEADING ",PENGAWAS,60,,01-01-2026,x\n", "2:until_on", "01-01-2026" },
		{ HEADING ",PENGAWAS,60,2025-06-01,2025-06-01,x\n", "2:until_on", "2025-06-01" },
		{ HEADING ",PENGAWAS\n", "2:age_years", "" },
		{ "family,kind,age_years,from_on,until_on\n", "source", "source" },
		{ HEADING, "age_years", "2025-06-01" },
		{ "", "age_years", "2025-06-01" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct law *law;
		const struct err *err = what_if(*state, rows[i].csv, &law);

		assert_non_null(err);
		assert_int_equal(err->code, ERR_INVALID);
		if (!str_eq(err->field, str_of(rows[i].field)) ||
		    !str_eq(err->value, str_of(rows[i].value)))
			fail_msg("row %zu: %.*s %.*s", i, STR_ARG(err->field), STR_ARG(err->value));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pension_begins_the_month_after_the_age_is_reached),
		cmocka_unit_test_setup_teardown(what_if_ages_replace_the_law, setup, teardown),
		cmocka_unit_test_setup_teardown(what_if_columns_may_stand_in_any_order, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(faulty_what_if_files_name_line_column_and_value,
		                                setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
