/* SPDX-License-Identifier: Apache-2.0 */
/* Acts: recorded at once, open for long, dropped, left behind by a process that died. */
#include "test/support.h"

#include "base/arena.h"
#include "db/db.h"
#include "registry/internal.h"
#include "registry/registry.h"
#include "test/roster.h"

#define ANI  "198502032010012001"
#define BUDI "197803152005011002"

#define ROSTER_OF(nip, name)                                                             \
	"NIP;NAMA;GOLONGAN;JENIS JABATAN;JABATAN;UNIT KERJA\n" nip ";" name              \
	";III/c;Jabatan Pelaksana;Analis;Bidang Mutasi\n"

static int setup(void **state)
{
	if (test_setup(state) != 0)
		return -1;
	roster_found(*state);
	return 0;
}

#define test_act(function) cmocka_unit_test_setup_teardown(function, setup, test_teardown)

/* Someone new, written in the name of an act. */
struct adding {
	int64_t act_id;
	const char *nip;
	int64_t person_id;
};

static const struct err *add_work(struct ctx *c, void *arg)
{
	struct adding *a = arg;
	const struct registry_name name = { .name = STR("Ani Lestari"),
		                            .birth_on = roster_day("1985-02-03"),
		                            .from_on = roster_day("1985-02-03"),
		                            .until_on = date_open() };
	const struct registry_status status = { .status = SERVICE_PNS,
		                                .from_on = roster_day("2010-01-01"),
		                                .until_on = date_open() };

	return registry_person_add(c, a->act_id,
	                           &(struct registry_dossier){ .nip = str_of(a->nip),
	                                                       .names = &name,
	                                                       .name_count = 1,
	                                                       .statuses = &status,
	                                                       .status_count = 1 },
	                           &a->person_id);
}

static const struct err *record_work(struct ctx *c, void *arg)
{
	return registry_act_record(c, *(const int64_t *)arg);
}

static const struct err *check_work(struct ctx *c, void *arg)
{
	return act_check_open(c, *(const int64_t *)arg);
}

static int64_t open_with_person(struct ctx *c)
{
	struct adding adding = { .nip = ANI };

	assert_ok(registry_act_open(c, STR("import"), 0, &adding.act_id));
	assert_ok(db_write(c, add_work, &adding));
	return adding.act_id;
}

static void an_open_act_is_seen_when_it_is_recorded(void **state)
{
	struct ctx *c = *state;
	int64_t act_id = open_with_person(c);

	assert_str(roster_dossier(c, ANI, c->now), "");
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person_fact_live"), 0);
	assert_ok(db_write(c, record_work, &act_id));
	assert_str(roster_dossier(c, ANI, c->now), "name |Ani Lestari|| 1985-02-03|L 1985-02-03..\n"
	                                           "status pns entry - 2010-01-01..\n");
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person_fact_live"), 1);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM open_act"), 0);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person_fact f JOIN act a"
	                                  " ON a.id = f.act_id WHERE f.id > a.last_row_id"),
	                 0);
}

static void a_dropped_act_leaves_nothing(void **state)
{
	struct ctx *c = *state;
	int64_t act_id = open_with_person(c);

	assert_ok(registry_act_drop(c, act_id));
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person_fact"), 0);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person"), 0);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person_nip"), 0);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM open_act"), 0);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM act WHERE kind = 'import'"), 0);
	open_with_person(c);
}

/* The answer to a commit may be lost: then the drop must not touch what was recorded. */
static void a_recorded_act_is_not_dropped(void **state)
{
	struct ctx *c = *state;
	int64_t act_id = open_with_person(c);

	assert_ok(db_write(c, record_work, &act_id));
	assert_ok(registry_act_drop(c, act_id));
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person_fact_live"), 1);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM act WHERE kind = 'import'"), 1);
}

/* A process whose lock was lost goes on writing after another took its act for dead. */
static void an_act_that_others_dropped_is_refused_further_writing(void **state)
{
	struct ctx *c = *state;
	int64_t act_id = open_with_person(c);
	int dropped;

	assert_ok(db_read(c, check_work, &act_id));
	assert_ok(registry_act_drop_stale(c, &dropped));
	assert_int_equal(dropped, 1);
	assert_err(db_read(c, check_work, &act_id), ERR_GONE);
	assert_err(db_write(c, record_work, &act_id), ERR_GONE);
}

static const struct err *give_up_half(struct ctx *c, void *arg)
{
	return db_exec(c, TEST_QUERY("UPDATE act SET last_row_id = -1 WHERE id = $1", 1),
	               DB_BIND(db_int(*(const int64_t *)arg)));
}

static void a_drop_that_was_interrupted_goes_on(void **state)
{
	struct ctx *c = *state;
	int64_t act_id = open_with_person(c);
	int dropped;

	assert_ok(db_write(c, give_up_half, &act_id));
	assert_err(db_write(c, record_work, &act_id), ERR_GONE);
	assert_ok(registry_act_drop_stale(c, &dropped));
	assert_int_equal(dropped, 1);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person"), 0);
}

/* What the act had taken back stands again. */
static void dropping_gives_back_what_was_taken_back(void **state)
{
	struct ctx *c = *state;
	struct str before;
	int64_t act_id;
	struct adding adding = { .nip = BUDI };

	roster_import(c, ROSTER_OF(ANI, "Ani Lestari"), "2021-01-01");
	before = roster_dossier(c, ANI, c->now);
	assert_ok(registry_act_open(c, STR("import"), 0, &act_id));
	adding.act_id = act_id;
	assert_ok(db_write(c, add_work, &adding));
	assert_ok(db_write(c, give_up_half, &act_id));
	assert_ok(registry_act_drop(c, act_id));
	assert_str(roster_dossier(c, ANI, c->now), str_c(c->arena, before));
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person_nip"), 1);
}

static void the_next_import_clears_away_what_a_dead_process_left(void **state)
{
	struct ctx *c = *state;
	int64_t agency_id = c->agency_id;

	open_with_person(c);
	test_close(c);
	test_reopen(c);
	c->agency_id = agency_id;
	assert_str(roster_dossier(c, ANI, c->now), "");
	assert_int_equal(roster_number(c, "SELECT count(*) FROM open_act"), 1);
	roster_import(c, ROSTER_OF(BUDI, "Budi Santoso"), "2021-01-01");
	assert_int_equal(roster_number(c, "SELECT count(*) FROM open_act"), 0);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person"), 1);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person_fact"), 1);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM act WHERE kind = 'import'"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_act(an_open_act_is_seen_when_it_is_recorded),
		test_act(a_dropped_act_leaves_nothing),
		test_act(a_recorded_act_is_not_dropped),
		test_act(an_act_that_others_dropped_is_refused_further_writing),
		test_act(a_drop_that_was_interrupted_goes_on),
		test_act(dropping_gives_back_what_was_taken_back),
		test_act(the_next_import_clears_away_what_a_dead_process_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
