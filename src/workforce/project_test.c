/* SPDX-License-Identifier: Apache-2.0 */
/* The projection over a registry, on both engines. */
#include "test/support.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "db/db.h"
#include "law/law.h"
#include "registry/import.h"
#include "registry/registry.h"
#include "test/roster.h"
#include "workforce/workforce.h"

static struct date day(int year, int month, int day_of_month)
{
	struct date date;

	assert_true(date_from_parts(year, month, day_of_month, &date));
	return date;
}

/* Who is put into which of the two posts below, and how. */
struct member {
	const char *nip;
	const char *name;
	struct date birth_on;
	bool in_bureau;        /* the second post */
	enum capacity capacity;
	enum service_status status;
};

struct office {
	const struct member *members;
	size_t count;
	struct workforce_request request;
	struct workforce_outlook outlook;
};

static const struct err *member_add(struct ctx *c, int64_t act_id, const struct member *member,
                                    int64_t position_id)
{
	const struct registry_name names[] = { {
		.name = str_of(member->name),
		.birth_on = member->birth_on,
		.from_on = day(2020, 1, 1),
		.until_on = date_open(),
	} };
	const struct registry_status statuses[] = { {
		.status = member->status,
		.from_on = day(2020, 1, 1),
		.until_on = date_open(),
	} };
	const struct registry_employment employments[] = { {
		.position_id = position_id,
		.capacity = member->capacity,
		.from_on = day(2020, 1, 1),
		.until_on = date_open(),
	} };
	const struct registry_dossier dossier = {
		.nip = str_of(member->nip),
		.names = names,
		.name_count = 1,
		.statuses = statuses,
		.status_count = 1,
		.employments = employments,
		.employment_count = 1,
	};
	int64_t person_id;

	return registry_person_add(c, act_id, &dossier, &person_id);
}

static const struct err *office_write(struct ctx *c, void *arg)
{
	const struct office *office = arg;
	int64_t act_id, head_id, unit_id, clerk_id, bureau_id;

	TRY(registry_agency_add(c, STR("Kabupaten Contoh"), STR("33.28"), 7, true, &c->agency_id));
	TRY(registry_act_add(c, STR("correction"), &act_id));
	TRY(registry_unit_add(c, act_id,
	                      &(struct registry_unit){ .name = STR("Dinas"),
	                                               .from_on = day(2020, 1, 1),
	                                               .until_on = date_open() },
	                      &unit_id));
	TRY(registry_unit_add(c, act_id,
	                      &(struct registry_unit){ .parent_id = unit_id,
	                                               .name = STR("Bidang"),
	                                               .from_on = day(2020, 1, 1),
	                                               .until_on = date_open() },
	                      &bureau_id));
	TRY(registry_position_add(c, act_id,
	                          &(struct registry_position){ .unit_id = unit_id,
	                                                       .title = STR("Kepala Dinas"),
	                                                       .kind = POSITION_JPT_PRATAMA,
	                                                       .seats_count = 1,
	                                                       .from_on = day(2020, 1, 1),
	                                                       .until_on = date_open() },
	                          &head_id));
	TRY(registry_position_add(c, act_id,
	                          &(struct registry_position){ .unit_id = bureau_id,
	                                                       .title = STR("Arsiparis"),
	                                                       .kind = POSITION_PELAKSANA,
	                                                       .from_on = day(2020, 1, 1),
	                                                       .until_on = date_open() },
	                          &clerk_id));
	for (size_t i = 0; i < office->count; i++)
		TRY(member_add(c, act_id, &office->members[i],
		               office->members[i].in_bureau ? clerk_id : head_id));
	return NULL;
}

static const struct err *office_project(struct ctx *c, void *arg)
{
	struct office *office = arg;

	TRY(law_load(c, office->request.on, &office->request.law));
	return workforce_project(c, &office->request, &office->outlook);
}

static struct workforce_outlook project(struct ctx *c, const struct member *members, size_t count)
{
	struct office office = {
		.members = members,
		.count = count,
		.request = { .on = day(2021, 1, 1), .years = 2 },
	};

	assert_ok(law_seed(c));
	assert_ok(db_write(c, office_write, &office));
	assert_ok(db_read(c, office_project, &office));
	return office.outlook;
}

/* The head's own post falls vacant: the clerk who acts in it does not fill it. */
static void an_acting_holder_neither_fills_a_post_nor_retires_from_it(void **state)
{
	const struct member members[] = {
		{ "196305171990011001", "Budi", day(1963, 5, 17), false, CAPACITY_PLT,
		  SERVICE_PNS },
	};
	struct workforce_outlook o = project(*state, members, COUNT(members));

	assert_int_equal(o.population_total, 1);
	assert_int_equal(o.vacant_count, 1);
	assert_int_equal(o.no_post_count, 1);
	assert_int_equal(o.year[0].retirement_count, 0);
	assert_int_equal(o.position_count, 0);
}

static void only_people_in_service_count(void **state)
{
	const struct member members[] = {
		{ "196305171990011001", "Budi", day(1963, 5, 17), true, CAPACITY_DEFINITIVE,
		  SERVICE_PNS },
		{ "199005172020011001", "Citra", day(1990, 5, 17), true, CAPACITY_DEFINITIVE,
		  SERVICE_CPNS },
		{ "196305171990011002", "Dewi", day(1963, 5, 17), true, CAPACITY_DEFINITIVE,
		  SERVICE_DIED },
	};
	struct workforce_outlook o = project(*state, members, COUNT(members));

	assert_int_equal(o.population_total, 2);
	assert_int_equal(o.population[SERVICE_PNS], 1);
	assert_int_equal(o.population[SERVICE_CPNS], 1);
	assert_int_equal(o.no_post_count, 0);
	assert_int_equal(o.year[0].retirement_count, 1);
	assert_int_equal(o.month_counts[5], 1);
	assert_int_equal(o.year[1].end_count, 1);
}

static void outlook_names_people_posts_and_units(void **state)
{
	const struct member members[] = {
		{ "196305171990011002", "Budi", day(1963, 5, 17), true, CAPACITY_DEFINITIVE,
		  SERVICE_PNS },
		{ "196305011990011001", "Ani", day(1963, 5, 1), true, CAPACITY_DEFINITIVE,
		  SERVICE_PNS },
		{ "196202011990011001", "Cahya", day(1962, 2, 1), false, CAPACITY_DEFINITIVE,
		  SERVICE_PNS },
	};
	struct workforce_outlook o = project(*state, members, COUNT(members));

	assert_int_equal(o.due_count, 2);
	assert_str(o.due[0].person.name, "Ani");
	assert_str(o.due[1].person.nip, "196305171990011002");
	assert_true(date_eq(o.due[1].retire_on, day(2021, 6, 1)));
	assert_int_equal(o.empty_count, 2);
	assert_str(o.empties[0]->name, "Kepala Dinas");
	assert_true(date_eq(o.empties[0]->empty_on, day(2022, 3, 1)));
	assert_str(o.empties[1]->name, "Arsiparis");
	assert_str(o.empties[1]->within, "Bidang");
	assert_str(o.empties[1]->above, "Dinas");
	assert_int_equal(o.unit_count, 2);
	assert_str(o.units[0].name, "Dinas");
	assert_int_equal(o.units[0].retirement_total, 3);
	assert_int_equal(o.units[1].retirement_total, 2);
	assert_int_equal(o.vacant_count, 0);
}

/* ---- one unit and all below it ---- */

static int64_t unit_id(struct ctx *c, const char *name)
{
	return roster_number(
		c,
		str_c(c->arena,
	              str_fmt(c->arena, "SELECT unit_id FROM unit_fact WHERE name = '%s'", name)));
}

/* The head alone retires in 2022, the clerk in 2021; one acts, one died, one is away. */
static const struct member subtree_members[] = {
	{ "196202011990011001", "Cahya", { 0 }, false, CAPACITY_DEFINITIVE, SERVICE_PNS },
	{ "196305171990011002", "Budi", { 0 }, true, CAPACITY_DEFINITIVE, SERVICE_CPNS },
	{ "199005172020011001", "Citra", { 0 }, true, CAPACITY_PLT, SERVICE_PNS },
	{ "196305171990011003", "Dewi", { 0 }, true, CAPACITY_DEFINITIVE, SERVICE_DIED },
};

static void a_unit_is_counted_with_all_below_it_and_nothing_else(void **state)
{
	struct ctx *c = *state;
	struct member members[COUNT(subtree_members)];
	struct office part = { .request = { .on = day(2021, 1, 1), .years = 2 } };

	memcpy(members, subtree_members, sizeof(members));
	members[0].birth_on = day(1962, 2, 1);
	members[1].birth_on = day(1963, 5, 17);
	members[2].birth_on = day(1990, 5, 17);
	members[3].birth_on = day(1963, 5, 17);
	project(c, members, COUNT(members));
	part.request.unit_id = unit_id(c, "Dinas");
	assert_ok(db_read(c, office_project, &part));
	assert_int_equal(part.outlook.population_total, 2);
	assert_int_equal(part.outlook.unit_count, 2);
	assert_int_equal(part.outlook.empty_count, 2);
	part.request.unit_id = unit_id(c, "Bidang");
	assert_ok(db_read(c, office_project, &part));
	assert_int_equal(part.outlook.population_total, 1);
	assert_int_equal(part.outlook.population[SERVICE_CPNS], 1);
	assert_int_equal(part.outlook.no_post_count, 0);
	assert_int_equal(part.outlook.year[0].retirement_count, 1);
	assert_int_equal(part.outlook.year[1].retirement_count, 0);
	assert_int_equal(part.outlook.unit_count, 1);
	assert_int_equal(part.outlook.due_count, 1);
	assert_str(part.outlook.due[0].person.name, "Budi");
	assert_int_equal(part.outlook.vacant_count, 0);
}

static void a_unit_that_is_not_there_is_missing(void **state)
{
	struct ctx *c = *state;
	struct office part = { .request = { .on = day(2019, 12, 31), .years = 2 } };

	project(c, NULL, 0);
	part.request.unit_id = unit_id(c, "Bidang");
	assert_err(db_read(c, office_project, &part), ERR_MISSING);
	part.request.on = day(2020, 1, 1);
	assert_ok(db_read(c, office_project, &part));
	assert_int_equal(part.outlook.population_total, 0);
	part.request.unit_id = 7;
	assert_err(db_read(c, office_project, &part), ERR_MISSING);
}

/* ---- the roster that others wrote, and what they counted in it ---- */

static const struct err *bytes_read(void *arg, char *out, size_t cap, size_t *got)
{
	struct str *rest = arg;

	*got = rest->len < cap ? rest->len : cap;
	memcpy(out, rest->ptr, *got);
	*rest = str_sub(*rest, *got, rest->len);
	return NULL;
}

static const struct err *agency_write(struct ctx *c, void *arg)
{
	(void)arg;
	return registry_agency_add(c, STR("Kabupaten Contoh"), STR("33.28"), 7, false,
	                           &c->agency_id);
}

static void shared_import(struct ctx *c, struct str path)
{
	struct str bytes = test_read_file(c->arena, path);
	struct import_request request = {
		.file_name = STR("roster.csv"),
		.file_digest = STR("00"),
		.source = csv_records(c->arena, bytes_read, &bytes),
		.as_of = day(2021, 1, 1),
		.spill_folder = test_folder(c),
	};
	struct import_result result;

	assert_ok(law_seed(c));
	assert_ok(db_write(c, agency_write, NULL));
	assert_ok(registry_import_roster(c, &request, &result));
	assert_int_equal(result.accepted_count, 9122);
}

static void assert_years_are(const struct json_value *truth, const struct workforce_outlook *o)
{
	for (int i = 0; i < o->years; i++) {
		char year[8];
		int64_t expected = -1;

		snprintf(year, sizeof(year), "%d", o->year[i].year);
		assert_true(json_get_int(truth, year, &expected));
		assert_int_equal(o->year[i].retirement_count, expected);
	}
}

static void assert_months_of_first_year_are(const struct json_value *truth,
                                            const struct workforce_outlook *o)
{
	for (int month = 1; month <= 12; month++) {
		char key[16];
		int64_t expected = 0;

		snprintf(key, sizeof(key), "%d-%02d", o->year[0].year, month);
		json_get_int(truth, key, &expected);
		assert_int_equal(o->month_counts[month - 1], expected);
	}
}

/* An office asked for alone gives its row of the whole. */
static void assert_offices_agree_with(struct ctx *c, const struct workforce_outlook *whole)
{
	size_t offices = 0;

	for (size_t i = 0; i < whole->unit_count && offices < 4; i++) {
		const struct workforce_row *row = &whole->units[i];
		struct office part = { .request = { .on = whole->on, .years = whole->years } };

		if (row->within.len > 0)
			continue;
		offices++;
		part.request.unit_id = row->id;
		assert_ok(db_read(c, office_project, &part));
		assert_int_equal(part.outlook.population_total, row->holder_count);
		for (int year = 0; year < whole->years; year++)
			assert_int_equal(part.outlook.year[year].retirement_count,
			                 row->retirement_counts[year]);
	}
	assert_int_equal(offices, 4);
}

static void the_shared_roster_retires_as_its_truth_says(void **state)
{
	struct ctx *c = *state;
	struct str path = test_shared_path(c->arena, "roster/roster.csv");
	struct str truth_path = test_shared_path(c->arena, "roster/truth.json");
	struct office all = { .request = { .on = day(2021, 1, 1), .years = WORKFORCE_YEARS_MAX } };
	const struct json_value *truth;

	if (path.len == 0 || truth_path.len == 0)
		skip();
	shared_import(c, path);
	assert_ok(db_read(c, office_project, &all));
	assert_ok(json_read(c->arena, test_read_file(c->arena, truth_path), &truth));
	assert_int_equal(all.outlook.population_total, 9122);
	assert_int_equal(all.outlook.population[SERVICE_CPNS], 920);
	assert_years_are(json_get(truth, "retire_in_year"), &all.outlook);
	assert_months_of_first_year_are(json_get(truth, "retire_in_month_first_year"),
	                                &all.outlook);
	assert_int_equal(all.outlook.no_post_count, 0);
	assert_offices_agree_with(c, &all.outlook);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_db(an_acting_holder_neither_fills_a_post_nor_retires_from_it),
		test_db(only_people_in_service_count),
		test_db(outlook_names_people_posts_and_units),
		test_db(a_unit_is_counted_with_all_below_it_and_nothing_else),
		test_db(a_unit_that_is_not_there_is_missing),
		test_db(the_shared_roster_retires_as_its_truth_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
