/* SPDX-License-Identifier: Apache-2.0 */
/* The law laid into a database, and asked on a date. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "test/support.h"

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "base/workday.h"
#include "db/db.h"
#include "law/law.h"
#include "sql_law.h"

static struct date day(const char *iso)
{
	struct date date;

	assert_true(date_parse_iso(str_of(iso), &date));
	return date;
}

/* What a read asked for and got. */
struct asked {
	struct date on;
	const struct law *law;
	const struct calendar *calendar;
	struct str text;
	const struct law_value *values;
	size_t count;
	bool found;
};

static const struct err *load_work(struct ctx *c, void *arg)
{
	struct asked *asked = arg;

	return law_load(c, asked->on, &asked->law);
}

static const struct law *law_on(struct ctx *c, const char *iso)
{
	struct asked asked = { .on = day(iso) };

	assert_ok(db_read(c, load_work, &asked));
	return asked.law;
}

static void ages_are_those_in_force_on_the_day(void **state)
{
	static const struct {
		const char *on;
		enum position_kind kind;
		struct str title_key;
		int expected; /* 0: the law is silent */
		const char *source;
	} rows[] = {
		{ "2013-12-31", POSITION_PELAKSANA, STR_INIT("staf"), 56, "PP 32/1979" },
		{ "2014-01-14", POSITION_ADMINISTRATOR, STR_INIT("camat"), 56, "PP 32/1979" },
		{ "2014-01-15", POSITION_ADMINISTRATOR, STR_INIT("camat"), 58, "UU 5/2014" },
		{ "2015-01-01", POSITION_JPT_PRATAMA, STR_INIT("kepala dinas"), 60, "UU 5/2014" },
		{ "2015-01-01", POSITION_JF_MUDA, STR_INIT("auditor"), 0, "no row: domain.md 4.1" },
		{ "2015-01-01", POSITION_JF_MUDA, STR_INIT("guru ahli muda"), 60, "UU 14/2005" },
		{ "2017-04-07", POSITION_JF_MUDA, STR_INIT("auditor"), 58, "PP 11/2017" },
		{ "2021-01-01", POSITION_PELAKSANA, STR_INIT("pramu kebersihan"), 58, "UU 5/2014" },
		{ "2021-01-01", POSITION_PENGAWAS, STR_INIT("kepala seksi"), 58, "UU 5/2014" },
		{ "2021-01-01", POSITION_ADMINISTRATOR, STR_INIT("sekretaris"), 58, "UU 5/2014" },
		{ "2021-01-01", POSITION_JPT_PRATAMA, STR_INIT("kepala badan"), 60, "UU 5/2014" },
		{ "2021-01-01", POSITION_JPT_MADYA, STR_INIT(""), 60, "UU 5/2014" },
		{ "2021-01-01", POSITION_JPT_UTAMA, STR_INIT(""), 60, "UU 5/2014" },
		{ "2021-01-01", POSITION_JF_PERTAMA, STR_INIT("guru ahli pertama"), 60,
		  "UU 14/2005" },
		{ "2021-01-01", POSITION_JF_MADYA, STR_INIT("guru ahli madya"), 60, "UU 14/2005" },
		{ "2021-01-01", POSITION_JF_MADYA, STR_INIT("dokter ahli madya"), 60,
		  "PP 11/2017" },
		{ "2021-01-01", POSITION_JF_MADYA, STR_INIT("auditor ahli madya"), 60,
		  "PP 11/2017" },
		{ "2021-01-01", POSITION_JF_MUDA, STR_INIT("dokter ahli muda"), 58, "PP 11/2017" },
		{ "2021-01-01", POSITION_JF_PENYELIA, STR_INIT("bidan penyelia"), 58,
		  "PP 11/2017" },
		{ "2021-01-01", POSITION_JF_UTAMA, STR_INIT("dokter ahli utama"), 65,
		  "PP 11/2017" },
		{ "2021-01-01", POSITION_JF, STR_INIT("perawat"), 58, "level not stated" },
		{ "2021-01-01", POSITION_JF_MUDA, STR_INIT("dosen lektor"), 65, "UU 14/2005" },
		{ "2021-01-01", POSITION_JF, STR_INIT("lektor kepala"), 65, "UU 14/2005" },
		{ "2021-01-01", POSITION_JF_UTAMA, STR_INIT("profesor"), 70, "UU 14/2005" },
		{ "2021-01-01", POSITION_JF, STR_INIT("guru besar"), 70, "UU 14/2005" },
		{ "2019-08-12", POSITION_JF_MADYA, STR_INIT("peneliti ahli madya"), 60,
		  "PP 11/2017" },
		{ "2019-08-13", POSITION_JF_MADYA, STR_INIT("peneliti ahli madya"), 65,
		  "UU 11/2019" },
		{ "2021-01-01", POSITION_JF_UTAMA, STR_INIT("perekayasa utama"), 70, "UU 11/2019" },
		{ "2021-01-01", POSITION_JF_MUDA, STR_INIT("peneliti ahli muda"), 58,
		  "PP 11/2017" },
		{ "2023-10-31", POSITION_PENGAWAS, STR_INIT("lurah"), 58, "UU 20/2023" },
		{ "2026-01-05", POSITION_JPT_PRATAMA, STR_INIT("inspektur"), 60, "UU 20/2023" },
	};
	struct ctx *c = *state;

	assert_ok(law_seed(c));
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct law *law = law_on(c, rows[i].on);
		const struct law_retirement_age *age = law_retirement_age(law, rows[i].kind,
		                                                          rows[i].title_key);

		if ((age == NULL ? 0 : age->age_years) != rows[i].expected)
			fail_msg("%s %.*s: %d", rows[i].on, STR_ARG(rows[i].title_key),
			         age == NULL ? 0 : age->age_years);
		if (age != NULL && str_starts(str_of(rows[i].source), STR("UU")))
			assert_true(str_starts(age->source, str_of(rows[i].source)));
	}
}

/* TV-06, with the ages the tables give. */
static void posts_of_tv_06_retire_on_their_dates(void **state)
{
	static const struct {
		const char *birth;
		enum position_kind kind;
		const char *expected;
	} rows[] = {
		{ "1965-05-17", POSITION_PELAKSANA, "2023-06-01" },
		{ "1965-05-01", POSITION_PENGAWAS, "2023-06-01" },
		{ "1965-12-31", POSITION_ADMINISTRATOR, "2024-01-01" },
		{ "1964-02-29", POSITION_JF_MUDA, "2022-03-01" },
		{ "1964-02-29", POSITION_JPT_PRATAMA, "2024-03-01" },
		{ "1963-08-31", POSITION_JF_MADYA, "2023-09-01" },
		{ "1960-10-10", POSITION_JF_UTAMA, "2025-11-01" },
	};
	struct ctx *c = *state;
	const struct law *law;

	assert_ok(law_seed(c));
	law = law_on(c, "2021-01-01");
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct law_retirement_age *age = law_retirement_age(law, rows[i].kind,
		                                                          STR("jabatan"));

		assert_non_null(age);
		assert_true(date_eq(law_retirement_on(day(rows[i].birth), age->age_years),
		                    day(rows[i].expected)));
	}
}

static void every_kind_has_an_age_since_2017(void **state)
{
	static const char *const days[] = { "2017-04-07", "2021-01-01", "2026-01-05" };
	struct ctx *c = *state;

	assert_ok(law_seed(c));
	for (size_t i = 0; i < COUNT(days); i++) {
		const struct law *law = law_on(c, days[i]);

		for (int kind = 0; kind < POSITION_KIND_COUNT; kind++)
			assert_non_null(law_retirement_age(law, (enum position_kind)kind, STR("")));
	}
}

static void parameters_are_those_in_force_on_the_day(void **state)
{
	static const struct {
		const char *key;
		const char *on;
		int64_t expected;
		const char *source;
	} rows[] = {
		{ "person.entry_age_min", "2021-01-01", 18, "PP 11/2017 Art. 23" },
		{ "person.entry_age_max", "2021-01-01", 46, "practice" },
		{ "promotion.grade_years_min", "2021-01-01", 4, "PP 99/2000" },
		{ "promotion.periods_per_year", "2025-09-30", 6, "Peraturan BKN 4/2023" },
		{ "promotion.periods_per_year", "2025-10-01", 12, "Peraturan BKN 4/2025" },
		{ "transfer.post_years_min", "2026-01-05", 2, "PP 11/2017 Art. 190" },
		{ "transfer.post_years_max", "2026-01-05", 5, "PP 11/2017 Art. 190" },
		{ "inauguration.oath_working_days_max", "2026-01-05", 30, "Peraturan BKN 7/2017" },
		{ "inauguration.invitation_working_days_min", "2026-01-05", 1, "Peraturan BKN" },
		{ "workload.effective_minutes_year", "2019-12-31", 72000, "Permendagri 12/2008" },
		{ "workload.effective_minutes_year", "2020-01-01", 75000, "PermenPANRB 1/2020" },
		{ "working_time.week_minutes", "2023-04-11", 2250, "Keppres 68/1995" },
		{ "working_time.week_minutes", "2023-04-12", 2250, "Perpres 21/2023" },
		{ "zone.hours.33", "2026-01-05", 7, "Keppres 41/1987" },
		{ "zone.hours.51", "2026-01-05", 8, "Keppres 41/1987" },
		{ "zone.hours.96", "2026-01-05", 9, "Keppres 41/1987" },
		{ "credit.rating_sangat_baik_pct", "2026-01-05", 150, "PermenPANRB 1/2023" },
		{ "roster.undo_hours", "2021-01-01", 24, "abdi" },
	};
	struct ctx *c = *state;

	assert_ok(law_seed(c));
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct law *law = law_on(c, rows[i].on);
		const struct law_value *value = law_value_find(law, str_of(rows[i].key));
		int64_t number = -1;

		assert_ok(law_int(c, law, str_of(rows[i].key), &number));
		if (number != rows[i].expected)
			fail_msg("%s on %s: %jd", rows[i].key, rows[i].on, (intmax_t)number);
		assert_non_null(value);
		assert_true(str_starts(value->source, str_of(rows[i].source)));
	}
}

static void silence_of_the_law_is_told(void **state)
{
	struct ctx *c = *state;
	const struct law *law;
	int64_t number = 7;

	assert_ok(law_seed(c));
	law = law_on(c, "2021-01-01");
	assert_err(law_int(c, law, STR("no.such_key"), &number), ERR_MISSING);
	assert_err(law_int(c, law, STR("working_time.day_start"), &number), ERR_MISSING);
	assert_err(law_int(c, law_on(c, "2026-01-05"), STR("working_time.day_start"), &number),
	           ERR_CORRUPT);
	assert_int_equal(number, 7);
	assert_null(law_value_find(law, STR("")));
}

static void tables_of_posts_and_grades_are_found(void **state)
{
	struct ctx *c = *state;
	const struct law *law;
	const struct law_echelon *echelon;
	const struct law_functional_level *level;
	const struct law_education *education;

	assert_ok(law_seed(c));
	law = law_on(c, "2026-01-05");
	assert_str(law_grade_find(law, GRADE_PNS, 11)->code, "III/c");
	assert_str(law_grade_find(law, GRADE_PNS, 11)->rank_name, "Penata");
	assert_str(law_grade_find(law, GRADE_PPPK, 9)->code, "IX");
	assert_int_equal(law_grade_find(law, GRADE_PPPK, 9)->rank_name.len, 0);
	assert_null(law_grade_find(law, GRADE_PNS, 18));

	echelon = law_echelon_find(law, STR("III.b"));
	assert_int_equal(echelon->kind, POSITION_ADMINISTRATOR);
	assert_int_equal(echelon->grade_min, 12);
	assert_int_equal(echelon->grade_max, 13);
	assert_null(law_echelon_find(law, STR("VI.a")));

	level = law_level_find(law, POSITION_JF_MADYA);
	assert_str(level->name, "Ahli Madya");
	assert_int_equal(level->credit_year_x100, 3750);
	assert_int_equal(level->credit_level_x100, 45000);
	assert_int_equal(law_level_find(law_on(c, "2021-01-01"), POSITION_JF_MADYA)->grade_min, 13);
	assert_null(law_level_find(law, POSITION_JF));

	education = law_education_find(law, STR("S1"));
	assert_int_equal(education->ordinal, law_education_find(law, STR("D4"))->ordinal);
	assert_int_equal(education->entry_grade_pns, 9);
	assert_int_equal(education->entry_grade_pppk, 9);
	assert_int_equal(education->ceiling_grade_pns, 12);
	assert_null(law_education_find(law, STR("S4")));
}

static void least_requirements_are_found(void **state)
{
	static const struct {
		enum position_kind kind;
		struct str rule;
		const char *expected; /* NULL: none */
	} rows[] = {
		{ POSITION_PENGAWAS, STR_INIT("education_min"), "D3" },
		{ POSITION_ADMINISTRATOR, STR_INIT("education_min"), "S1" },
		{ POSITION_ADMINISTRATOR, STR_INIT("experience_years"), "3" },
		{ POSITION_JPT_PRATAMA, STR_INIT("age_max"), "56" },
		{ POSITION_JPT_PRATAMA, STR_INIT("previous_post_years"), "2" },
		{ POSITION_JPT_MADYA, STR_INIT("age_max"), "58" },
		{ POSITION_JPT_UTAMA, STR_INIT("experience_years"), "10" },
		{ POSITION_JF_PERTAMA, STR_INIT("education_min"), "S1" },
		{ POSITION_JF_TERAMPIL, STR_INIT("education_min"), "SMA" },
		{ POSITION_PELAKSANA, STR_INIT("education_min"), NULL },
		{ POSITION_PENGAWAS, STR_INIT("age_max"), NULL },
	};
	struct ctx *c = *state;
	const struct law *law;

	assert_ok(law_seed(c));
	law = law_on(c, "2021-01-01");
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct law_requirement *r = law_requirement_find(law, rows[i].kind,
		                                                       rows[i].rule);

		if (rows[i].expected == NULL)
			assert_null(r);
		else
			assert_str(r->value, rows[i].expected);
	}
}

/* PermenPAN 34/2011; domain.md 3.3. */
static void points_tell_the_job_class(void **state)
{
	static const int rows[][2] = {
		{ 0, 0 },    { 189, 0 },   { 190, 1 },   { 240, 1 },   { 242, 1 },    { 245, 2 },
		{ 1600, 9 }, { 1605, 10 }, { 4054, 16 }, { 4055, 17 }, { 99999, 17 },
	};
	struct ctx *c = *state;
	const struct law *law;

	assert_ok(law_seed(c));
	law = law_on(c, "2021-01-01");
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(law_job_class_of(law, rows[i][0]), rows[i][1]);
}

static const struct err *calendar_work(struct ctx *c, void *arg)
{
	struct asked *asked = arg;

	return law_calendar(c, &asked->calendar);
}

static void calendar_knows_exactly_its_years(void **state)
{
	struct ctx *c = *state;
	struct asked asked = { .found = false };
	struct date out = day("2000-01-01");
	int missing = 0;

	assert_ok(law_seed(c));
	assert_ok(db_read(c, calendar_work, &asked));
	assert_int_equal(asked.calendar->year_first, 2020);
	assert_int_equal(asked.calendar->year_count, 7);
	for (size_t i = 0; i < asked.calendar->year_count; i++)
		assert_true(asked.calendar->years_known[i]);
	/* 13 May 2021 was Ascension Day and Idulfitri. */
	assert_int_equal(asked.calendar->holiday_count, 167);
	assert_false(workday_is(asked.calendar, day("2021-05-13")));
	assert_true(workday_is(asked.calendar, day("2021-05-17")));
	assert_false(workday_add(asked.calendar, day("2026-12-28"), 10, &out, &missing));
	assert_int_equal(missing, 2027);
	assert_false(workday_add(asked.calendar, day("2019-12-27"), 3, &out, &missing));
	assert_int_equal(missing, 2019);
}

static void empty_calendar_knows_no_year(void **state)
{
	struct ctx *c = *state;
	struct asked asked = { .found = false };

	assert_ok(db_read(c, calendar_work, &asked));
	assert_int_equal(asked.calendar->year_count, 0);
	assert_int_equal(asked.calendar->holiday_count, 0);
}

static const struct err *election_add(struct ctx *c, void *arg)
{
	(void)arg;
	return db_exec(c, &SQL_LAW_HOLIDAY_ADD,
	               DB_BIND(db_date(day("2029-02-14")), db_str(STR("Hari pemungutan suara")),
	                       db_str(STR("pemilu")), db_str(STR("abdi"))));
}

static void year_with_only_an_election_day_stays_unknown(void **state)
{
	struct ctx *c = *state;
	struct asked asked = { .found = false };

	assert_ok(law_seed(c));
	assert_ok(db_write(c, election_add, NULL));
	assert_ok(db_read(c, calendar_work, &asked));
	assert_int_equal(asked.calendar->year_count, 10);
	assert_true(asked.calendar->years_known[6]);
	assert_false(asked.calendar->years_known[7]);
	assert_false(asked.calendar->years_known[9]);
}

static const struct err *region_work(struct ctx *c, void *arg)
{
	struct asked *asked = arg;

	return law_region_name(c, asked->text, &asked->text, &asked->found);
}

static void regions_are_found_by_code(void **state)
{
	struct ctx *c = *state;
	struct asked regency = { .text = STR("33.28") };
	struct asked province = { .text = STR("35") };
	struct asked none = { .text = STR("33.99") };
	const struct law *law;

	assert_ok(law_seed(c));
	assert_ok(db_read(c, region_work, &regency));
	assert_true(regency.found);
	assert_str(regency.text, "Kabupaten Tegal");
	assert_ok(db_read(c, region_work, &province));
	assert_str(province.text, "Jawa Timur");
	assert_ok(db_read(c, region_work, &none));
	assert_false(none.found);

	law = law_on(c, "2026-01-05");
	assert_int_equal(law->province_code_count, 38);
	assert_str(law->province_codes[0], "11");
	assert_str(law->province_codes[37], "96");
}

static const struct err *list_work(struct ctx *c, void *arg)
{
	struct asked *asked = arg;

	return law_list(c, asked->text, asked->on, &asked->values, &asked->count);
}

static void parameters_are_listed_by_prefix(void **state)
{
	struct ctx *c = *state;
	struct asked some = { .text = STR("transfer."), .on = day("2021-01-01") };
	struct asked all = { .text = STR(""), .on = day("2021-01-01") };
	struct asked none = { .text = STR("transfer.%"), .on = day("2021-01-01") };

	assert_ok(law_seed(c));
	assert_ok(db_read(c, list_work, &some));
	assert_int_equal(some.count, 4);
	assert_str(some.values[0].key, "transfer.jpt_evaluation_years");
	assert_str(some.values[3].value, "2");
	assert_ok(db_read(c, list_work, &all));
	assert_int_equal(all.count, law_on(c, "2021-01-01")->value_count);
	assert_ok(db_read(c, list_work, &none));
	assert_int_equal(none.count, 0);
}

/* What the program does not carry, as an older program may have left it. */
static const struct err *older_program(struct ctx *c, void *arg)
{
	(void)arg;
	TRY(db_exec(c, &SQL_LAW_SEED_CLEAR, DB_BIND(db_str(STR("law/title.csv")))));
	TRY(db_exec(c, &SQL_LAW_SEED_ADD,
	            DB_BIND(db_str(STR("law/title.csv")), db_str(STR("older")), db_int(1))));
	return db_exec(
		c, &SQL_LAW_TITLE_ADD,
		DB_BIND(db_str(STR("bupati")), db_str(STR("PELAKSANA")), db_str(STR("abdi"))));
}

static void rows_of_an_older_program_give_way(void **state)
{
	struct ctx *c = *state;
	size_t titles;

	assert_ok(law_seed(c));
	titles = law_on(c, "2021-01-01")->title_count;
	assert_true(titles > 200);
	assert_ok(db_write(c, older_program, NULL));
	assert_int_equal(law_on(c, "2021-01-01")->title_count, titles + 1);
	assert_ok(law_seed(c));
	assert_int_equal(law_on(c, "2021-01-01")->title_count, titles);
}

static void titles_are_told_by_their_longest_first_words(void **state)
{
	struct ctx *c = *state;
	const struct law *law;

	assert_ok(law_seed(c));
	law = law_on(c, "2021-01-01");
	for (size_t i = 1; i < law->title_count; i++)
		assert_true(law->titles[i - 1].starts.len >= law->titles[i].starts.len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_db(ages_are_those_in_force_on_the_day),
		test_db(posts_of_tv_06_retire_on_their_dates),
		test_db(every_kind_has_an_age_since_2017),
		test_db(parameters_are_those_in_force_on_the_day),
		test_db(silence_of_the_law_is_told),
		test_db(tables_of_posts_and_grades_are_found),
		test_db(least_requirements_are_found),
		test_db(points_tell_the_job_class),
		test_db(calendar_knows_exactly_its_years),
		test_db(empty_calendar_knows_no_year),
		test_db(year_with_only_an_election_day_stays_unknown),
		test_db(regions_are_found_by_code),
		test_db(parameters_are_listed_by_prefix),
		test_db(rows_of_an_older_program_give_way),
		test_db(titles_are_told_by_their_longest_first_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
