/* SPDX-License-Identifier: Apache-2.0 */
/* Groups of posts, what-if ages and stock: rules that need no database. */
/* cmocka.h needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "workforce/workforce.h"

#define ARENA_BYTES_MAX (64u << 20)

static int setup(void **state)
{
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
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

#define test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

static struct date day(int year, int month, int day_of_month)
{
	struct date date;

	assert_true(date_from_parts(year, month, day_of_month, &date));
	return date;
}

static void posts_are_grouped_by_the_first_words_of_their_title(void **state)
{
	static const struct {
		struct str title;
		enum position_kind kind;
		enum workforce_group group;
	} rows[] = {
		{ STR_INIT("Guru Ahli Muda"), POSITION_JF_MUDA, WORKFORCE_TEACHERS },
		{ STR_INIT("GURU KELAS SD"), POSITION_JF, WORKFORCE_TEACHERS },
		{ STR_INIT("Kepala Sekolah"), POSITION_JF_MADYA, WORKFORCE_TEACHERS },
		{ STR_INIT("Gurunda"), POSITION_PELAKSANA, WORKFORCE_GENERAL },
		{ STR_INIT("Dokter Gigi Ahli Pertama"), POSITION_JF_PERTAMA, WORKFORCE_HEALTH },
		{ STR_INIT("Bidan Terampil"), POSITION_JF_TERAMPIL, WORKFORCE_HEALTH },
		{ STR_INIT("Perawat"), POSITION_PELAKSANA, WORKFORCE_HEALTH },
		{ STR_INIT("Auditor Ahli Madya"), POSITION_JF_MADYA, WORKFORCE_FUNCTIONAL },
		{ STR_INIT("Pengadministrasi Umum"), POSITION_PELAKSANA, WORKFORCE_GENERAL },
		{ STR_INIT("Guru Besar"), POSITION_PENGAWAS, WORKFORCE_MANAGEMENT },
		{ STR_INIT("Camat"), POSITION_ADMINISTRATOR, WORKFORCE_MANAGEMENT },
	};
	struct ctx *c = *state;
	const struct workforce_groups *groups;

	assert_null(workforce_groups_load(c, &groups));
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(workforce_group_of(c->arena, groups, rows[i].kind, rows[i].title),
		                 rows[i].group);
}

/* TMT on the same day of the next year still counts, the month after does not. */
static void twelve_months_include_both_ends(void **state)
{
	static struct workforce_cell cells[] = {
		{ 2021, 1, { 0 }, { 0 }, STR_INIT("Guru"), POSITION_JF, 1 },
		{ 2021, 7, { 0 }, { 0 }, STR_INIT("Camat"), POSITION_ADMINISTRATOR, 10 },
		{ 2022, 1, { 0 }, { 0 }, STR_INIT("Guru"), POSITION_JF, 100 },
		{ 2022, 2, { 0 }, { 0 }, STR_INIT("Guru"), POSITION_JF, 1000 },
	};
	struct ctx *c = *state;
	const struct workforce_outlook o = {
		.on = day(2021, 1, 1), .years = 2, .cells = cells, .cell_count = COUNT(cells)
	};
	const struct workforce_groups *groups;

	assert_null(workforce_groups_load(c, &groups));
	assert_int_equal(workforce_groups_due(c->arena, groups, &o, WORKFORCE_TEACHERS), 101);
	assert_int_equal(workforce_groups_due(c->arena, groups, &o, WORKFORCE_MANAGEMENT), 10);
}

static void stock_follows_from_retirements_under_any_assumption(void **state)
{
	struct workforce_outlook o = { .on = day(2021, 1, 1),
		                       .years = 2,
		                       .population_total = 9122,
		                       .month_counts = { [1] = 596, [12] = 225 } };
	struct workforce_year years[WORKFORCE_YEARS_MAX];

	(void)state;
	workforce_stock(&o, 0, 0, years);
	assert_int_equal(years[0].end_count, 8526);
	assert_int_equal(years[1].end_count, 8301);
	workforce_stock(&o, 350, 60, years);
	assert_int_equal(years[0].exit_count, 51);
	assert_int_equal(years[0].end_count, 8825);
	assert_int_equal(years[1].start_count, 8825);
	workforce_stock(&o, 0, 10000, years);
	assert_int_equal(years[1].end_count, 0);
}

static int age_of(const struct law *law, enum position_kind kind, const char *title_key)
{
	const struct law_retirement_age *age = law_retirement_age(law, kind, str_of(title_key));

	return age == NULL ? 0 : age->age_years;
}

static void what_if_ages_replace_those_of_the_law(void **state)
{
	static const struct law_retirement_age ages[] = {
		{ .kind = POSITION_PELAKSANA, .age_years = 58 },
		{ .kind = POSITION_JPT_PRATAMA, .age_years = 60 },
	};
	struct ctx *c = *state;
	const struct law own = { .on = day(2026, 1, 1),
		                 .retirement_ages = ages,
		                 .retirement_age_count = COUNT(ages) };
	const struct law *law;

	assert_null(workforce_what_if(c, &own, WORKFORCE_AGES_LAW, &law));
	assert_ptr_equal(law, &own);
	assert_null(workforce_what_if(c, &own, WORKFORCE_AGES_TWO_LATER, &law));
	assert_int_equal(age_of(law, POSITION_PELAKSANA, "x"), 60);
	assert_int_equal(age_of(law, POSITION_JPT_PRATAMA, "x"), 62);
	assert_int_equal(age_of(&own, POSITION_PELAKSANA, "x"), 58);
}

/* domain.md 4.1: eselon III and IV 60, pratama 62, madya 63, utama 65, JF utama 70. */
static void the_korpri_proposal_has_an_age_for_every_kind(void **state)
{
	struct ctx *c = *state;
	const struct law own = { .on = day(2026, 1, 1) };
	const struct law *law;

	assert_null(workforce_what_if(c, &own, WORKFORCE_AGES_KORPRI_2025, &law));
	for (int kind = 0; kind < POSITION_KIND_COUNT; kind++)
		assert_in_range(age_of(law, (enum position_kind)kind, "x"), 58, 70);
	assert_int_equal(age_of(law, POSITION_ADMINISTRATOR, "camat"), 60);
	assert_int_equal(age_of(law, POSITION_PENGAWAS, "lurah"), 60);
	assert_int_equal(age_of(law, POSITION_JPT_PRATAMA, "x"), 62);
	assert_int_equal(age_of(law, POSITION_JPT_MADYA, "x"), 63);
	assert_int_equal(age_of(law, POSITION_JPT_UTAMA, "x"), 65);
	assert_int_equal(age_of(law, POSITION_JF_UTAMA, "x"), 70);
	assert_int_equal(age_of(law, POSITION_JF_MUDA, "guru ahli muda"), 60);
}

static void codes_of_what_if_ages_are_read_back(void **state)
{
	enum workforce_ages ages;

	(void)state;
	for (int i = 0; i < WORKFORCE_AGES_COUNT; i++) {
		assert_true(
			workforce_ages_parse(workforce_ages_code((enum workforce_ages)i), &ages));
		assert_int_equal(ages, i);
	}
	assert_false(workforce_ages_parse(STR("besok"), &ages));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(posts_are_grouped_by_the_first_words_of_their_title),
		test(twelve_months_include_both_ends),
		test(stock_follows_from_retirements_under_any_assumption),
		test(what_if_ages_replace_those_of_the_law),
		test(the_korpri_proposal_has_an_age_for_every_kind),
		test(codes_of_what_if_ages_are_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
