/* SPDX-License-Identifier: Apache-2.0 */
/* People and the guards around their facts. */
#include "test/support.h"

#include "base/arena.h"
#include "db/db.h"
#include "registry/registry.h"
#include "test/roster.h"

#define ANI  "198502032010012001"
#define BUDI "197803152005011002"

static int setup(void **state)
{
	if (test_setup(state) != 0)
		return -1;
	roster_found(*state);
	return 0;
}

#define test_person(function) cmocka_unit_test_setup_teardown(function, setup, test_teardown)

struct span {
	const char *from_on;
	const char *until_on;
};

/* The facts of one person; a NULL beginning ends each list. */
struct facts {
	const char *nip;
	struct span names[3];
	struct span statuses[3];
	struct span grades[3];
	struct span educations[3];
	struct span posts[3];
	enum capacity capacities[3];
};

#define FACTS_MAX 3

static size_t spans(const struct span *list, struct date from_on[FACTS_MAX],
                    struct date until_on[FACTS_MAX])
{
	size_t n = 0;

	for (; n < FACTS_MAX && list[n].from_on != NULL; n++) {
		from_on[n] = roster_day(list[n].from_on);
		until_on[n] = list[n].until_on == NULL ? date_open() : roster_day(list[n].until_on);
	}
	return n;
}

static const struct err *post_add(struct ctx *c, int64_t act_id, int64_t *position_id)
{
	int64_t unit_id;

	TRY(registry_unit_add(c, act_id,
	                      &(struct registry_unit){ .name = STR("Dinas"),
	                                               .from_on = roster_day("2000-01-01"),
	                                               .until_on = date_open() },
	                      &unit_id));
	return registry_position_add(
		c, act_id,
		&(struct registry_position){ .unit_id = unit_id,
	                                     .title = STR("Analis"),
	                                     .kind = POSITION_PELAKSANA,
	                                     .from_on = roster_day("2000-01-01"),
	                                     .until_on = date_open() },
		position_id);
}

static const struct err *add_work(struct ctx *c, void *arg)
{
	const struct facts *f = arg;
	struct registry_name names[FACTS_MAX] = { 0 };
	struct registry_status statuses[FACTS_MAX] = { 0 };
	struct registry_grade grades[FACTS_MAX] = { 0 };
	struct registry_education educations[FACTS_MAX] = { 0 };
	struct registry_employment posts[FACTS_MAX] = { 0 };
	struct registry_dossier d = { .nip = str_of(f->nip),
		                      .names = names,
		                      .statuses = statuses,
		                      .grades = grades,
		                      .educations = educations,
		                      .employments = posts };
	struct date from_on[FACTS_MAX], until_on[FACTS_MAX];
	int64_t act_id, person_id, position_id;

	TRY(registry_act_add(c, STR("correction"), &act_id));
	TRY(post_add(c, act_id, &position_id));
	d.name_count = spans(f->names, from_on, until_on);
	for (size_t i = 0; i < d.name_count; i++)
		names[i] = (struct registry_name){ .name = STR("Ani"),
			                           .birth_on = roster_day("1985-02-03"),
			                           .from_on = from_on[i],
			                           .until_on = until_on[i] };
	d.status_count = spans(f->statuses, from_on, until_on);
	for (size_t i = 0; i < d.status_count; i++)
		statuses[i] = (struct registry_status){ .status = SERVICE_PNS,
			                                .from_on = from_on[i],
			                                .until_on = until_on[i] };
	d.grade_count = spans(f->grades, from_on, until_on);
	for (size_t i = 0; i < d.grade_count; i++)
		grades[i] = (struct registry_grade){ GRADE_PNS, 9 + (int)i, 0, from_on[i],
			                             until_on[i] };
	d.education_count = spans(f->educations, from_on, until_on);
	for (size_t i = 0; i < d.education_count; i++)
		educations[i] = (struct registry_education){ STR("S1"), STR(""), from_on[i],
			                                     until_on[i] };
	d.employment_count = spans(f->posts, from_on, until_on);
	for (size_t i = 0; i < d.employment_count; i++)
		posts[i] = (struct registry_employment){ position_id, f->capacities[i], 0,
			                                 from_on[i], until_on[i] };
	return registry_person_add(c, act_id, &d, &person_id);
}

static const struct err *add(struct ctx *c, const struct facts *facts)
{
	struct facts copy = *facts;

	return db_write(c, add_work, &copy);
}

#define BEFORE { "2010-01-01", "2015-01-01" }
#define BEHIND { "2015-01-01", NULL }
#define ACROSS { "2014-12-31", NULL }

static void facts_that_follow_each_other_go_in(void **state)
{
	struct ctx *c = *state;

	assert_ok(add(c, &(struct facts){ ANI,
	                                  { BEFORE, BEHIND },
	                                  { BEFORE, BEHIND },
	                                  { BEFORE, BEHIND },
	                                  { BEFORE, BEHIND },
	                                  { BEFORE, BEHIND },
	                                  { 0 } }));
	assert_str(roster_dossier(c, ANI, c->now),
	           "name |Ani|| 1985-02-03|L 2010-01-01..2015-01-01\n"
	           "name |Ani|| 1985-02-03|L 2015-01-01..\n"
	           "status pns entry - 2010-01-01..2015-01-01\n"
	           "status pns entry - 2015-01-01..\n"
	           "grade pns 9 2010-01-01..2015-01-01\n"
	           "grade pns 10 2015-01-01..\n"
	           "education S1  2010-01-01..2015-01-01\n"
	           "education S1  2015-01-01..\n"
	           "post definitive Analis, Dinas 2010-01-01..2015-01-01\n"
	           "post definitive Analis, Dinas 2015-01-01..\n");
}

static void facts_of_one_kind_may_not_overlap(void **state)
{
	static const struct facts rows[] = {
		{ .nip = ANI, .names = { BEFORE, ACROSS } },
		{ .nip = ANI, .statuses = { BEFORE, ACROSS } },
		{ .nip = ANI, .grades = { BEFORE, ACROSS } },
		{ .nip = ANI, .educations = { BEFORE, ACROSS } },
		{ .nip = ANI, .posts = { BEFORE, ACROSS } },
		{ .nip = ANI, .grades = { BEHIND, BEFORE } },
	};
	struct ctx *c = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct err *err = add(c, &rows[i]);

		assert_err(err, ERR_INVALID);
		assert_string_equal(err->message, "registry.interval_overlap");
	}
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person"), 0);
}

static void a_fact_must_end_after_it_begins(void **state)
{
	static const struct facts rows[] = {
		{ .nip = ANI, .grades = { { "2015-01-01", "2015-01-01" } } },
		{ .nip = ANI,
		  .posts = { { "2015-01-01", "2014-01-01" } },
		  .capacities = { CAPACITY_PLT } },
	};
	struct ctx *c = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct err *err = add(c, &rows[i]);

		assert_err(err, ERR_INVALID);
		assert_string_equal(err->message, "registry.interval_empty");
	}
}

static void acting_goes_beside_the_own_post(void **state)
{
	struct ctx *c = *state;

	assert_ok(add(c, &(struct facts){ .nip = ANI,
	                                  .posts = { BEFORE, ACROSS, ACROSS },
	                                  .capacities = { CAPACITY_DEFINITIVE, CAPACITY_PLT,
	                                                  CAPACITY_PLH } }));
	assert_int_equal(roster_number(c, "SELECT count(*) FROM employment_live"), 3);
}

static void a_nip_is_one_persons(void **state)
{
	struct ctx *c = *state;
	const struct facts ani = { .nip = ANI, .names = { BEHIND } };
	const struct err *err;

	assert_ok(add(c, &ani));
	err = add(c, &ani);
	assert_err(err, ERR_CONFLICT);
	assert_string_equal(err->message, "registry.nip_known");
	assert_str(err->value, ANI);
	c->agency_id++;
	err = add(c, &ani);
	assert_err(err, ERR_CONFLICT);
	assert_string_equal(err->message, "registry.nip_elsewhere");
}

static void the_roster_of_another_agency_does_not_take_its_people(void **state)
{
	struct ctx *c = *state;
	struct roster_told told;

	assert_ok(add(c, &(struct facts){ .nip = ANI, .names = { BEHIND } }));
	c->agency_id++;
	told = roster_import(c, "NIP;NAMA;UNIT KERJA\n" ANI ";Ani;Dinas\n" BUDI ";Budi;Dinas\n",
	                     "2021-01-01");
	assert_int_equal(told.result.rejected_count, 1);
	assert_int_equal(told.result.added_count, 1);
	assert_true(str_find(told.findings, STR("2 nip_elsewhere NIP\n")) >= 0);
}

/* ---- PostgreSQL's own walls, behind the checks of the program ---- */

static const struct err *raw_work(struct ctx *c, void *arg)
{
	return db_exec(c, TEST_QUERY((const char *)arg, 0), DB_NONE);
}

static void the_database_itself_refuses_overlaps(void **state)
{
	static const char *const rows[] = {
		"INSERT INTO grade SELECT agency_id, id + 1, person_id, scheme, ordinal, decree_id,"
		" '2020-01-01', '2021-01-01', act_id, 0, 0 FROM grade",
		"INSERT INTO service_status SELECT agency_id, id + 1, person_id, status, entry_on,"
		" '2020-01-01', '2021-01-01', act_id, 0, 0 FROM service_status",
		"INSERT INTO employment SELECT agency_id, id + 1, person_id, position_id, capacity,"
		" decree_id, '2020-01-01', '2021-01-01', act_id, 0, 0 FROM employment",
	};
	static const char *const allowed[] = {
		/* before it, taken back, and acting */
		"INSERT INTO grade SELECT agency_id, id + 1, person_id, scheme, ordinal, decree_id,"
		" '2014-01-01', '2015-01-01', act_id, 0, 0 FROM grade",
		"INSERT INTO service_status SELECT agency_id, id + 1, person_id, status, entry_on,"
		" '2020-01-01', '2021-01-01', act_id, act_id, 0 FROM service_status",
		"INSERT INTO employment SELECT agency_id, id + 1, person_id, position_id, 'plt',"
		" decree_id, '2020-01-01', '2021-01-01', act_id, 0, 0 FROM employment",
	};
	struct ctx *c = *state;

	if (test_on_sqlite())
		skip();
	assert_ok(add(c, &(struct facts){ .nip = ANI,
	                                  .statuses = { BEHIND },
	                                  .grades = { BEHIND },
	                                  .posts = { BEHIND } }));
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_err(db_write(c, raw_work, (void *)(uintptr_t)rows[i]), ERR_CONFLICT);
	for (size_t i = 0; i < COUNT(allowed); i++)
		assert_ok(db_write(c, raw_work, (void *)(uintptr_t)allowed[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_person(facts_that_follow_each_other_go_in),
		test_person(facts_of_one_kind_may_not_overlap),
		test_person(a_fact_must_end_after_it_begins),
		test_person(acting_goes_beside_the_own_post),
		test_person(a_nip_is_one_persons),
		test_person(the_roster_of_another_agency_does_not_take_its_people),
		test_person(the_database_itself_refuses_overlaps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
