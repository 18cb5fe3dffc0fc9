/* SPDX-License-Identifier: Apache-2.0 */
/* What an import puts into the look-ups at its end: found when recorded, gone when dropped. */
#include "test/support.h"

#include "base/arena.h"
#include "db/db.h"
#include "registry/internal.h"
#include "registry/listing.h"
#include "registry/registry.h"
#include "test/roster.h"

#define ANI  "198502032010012001"

static int setup(void **state)
{
	if (test_setup(state) != 0)
		return -1;
	roster_found(*state);
	return 0;
}

#define test_listing(function) cmocka_unit_test_setup_teardown(function, setup, test_teardown)

/* Someone in an open act, whose look-ups wait. */
struct waiting {
	int64_t act_id;
	const char *nip;
	const char *name;
	struct unlisted unlisted;
};

static struct registry_name name_of(const char *name)
{
	return (struct registry_name){ .name = str_of(name),
		                       .birth_on = roster_day("1985-02-03"),
		                       .from_on = roster_day("1985-02-03"),
		                       .until_on = date_open() };
}

static const struct err *write_work(struct ctx *c, void *arg)
{
	struct waiting *w = arg;
	const struct registry_name name = name_of(w->name);

	w->unlisted = (struct unlisted){ .nips = ARENA_NEW(c->arena, struct key),
		                         .names = ARENA_NEW(c->arena, struct key),
		                         .holders = ARENA_NEW(c->arena, struct key) };
	return person_add(c, w->act_id,
	                  &(struct registry_dossier){
				  .nip = str_of(w->nip), .names = &name, .name_count = 1 },
	                  0, &w->unlisted);
}

static const struct err *write_at_once_work(struct ctx *c, void *arg)
{
	struct waiting *w = arg;
	const struct registry_name name = name_of(w->name);
	int64_t person_id;

	TRY(registry_act_add(c, STR("correction"), &w->act_id));
	return registry_person_add(c, w->act_id,
	                           &(struct registry_dossier){
					   .nip = str_of(w->nip), .names = &name, .name_count = 1 },
	                           &person_id);
}

static const struct err *record_work(struct ctx *c, void *arg)
{
	return registry_act_record(c, *(const int64_t *)arg);
}

static struct listing *written(struct ctx *c, struct waiting *w)
{
	struct listing *listing;

	assert_ok(registry_act_open(c, STR("import"), 0, &w->act_id));
	assert_ok(db_write(c, write_work, w));
	assert_ok(listing_new(c, STR("/no/such/folder"), &listing));
	assert_ok(listing_note(c, listing, &w->unlisted));
	return listing;
}

static const struct err *list(struct ctx *c, struct listing *listing, int64_t act_id)
{
	struct ctx job = *c;

	return listing_write(c, &job, listing, act_id);
}

/* Rows of the look-ups: on PostgreSQL its own indexes have the names. */
static int64_t listed(struct ctx *c)
{
	int64_t count = roster_number(c, "SELECT count(*) FROM person_nip");

	if (db_engine_of(c->db) == DB_SQLITE)
		count += roster_number(c, "SELECT count(*) FROM person_name");
	return count;
}

struct asking {
	const char *fragment;
	int64_t total;
};

static const struct err *search_work(struct ctx *c, void *arg)
{
	struct asking *a = arg;
	struct registry_person people[REGISTRY_SEARCH_MAX];
	int count;

	return registry_person_search(c, str_of(a->fragment), roster_day("2021-01-01"), 10, people,
	                              &count, &a->total);
}

static int64_t hits(struct ctx *c, const char *fragment)
{
	struct asking asking = { .fragment = fragment };

	assert_ok(db_read(c, search_work, &asking));
	return asking.total;
}

static void people_are_found_when_the_act_is_recorded(void **state)
{
	struct ctx *c = *state;
	struct waiting w = { .nip = ANI, .name = "Ani Lestari" };
	struct listing *listing = written(c, &w);

	assert_int_equal(hits(c, "an"), 0);
	assert_ok(list(c, listing, w.act_id));
	assert_int_equal(listed(c), db_engine_of(c->db) == DB_SQLITE ? 2 : 1);
	assert_int_equal(hits(c, "an"), 0);
	assert_int_equal(hits(c, "lestari"), 0);
	assert_str(roster_dossier(c, ANI, c->now), "");
	assert_ok(db_write(c, record_work, &w.act_id));
	assert_int_equal(hits(c, "an"), 1);
	assert_int_equal(hits(c, "lestari"), 1);
	assert_str(roster_dossier(c, ANI, c->now),
	           "name |Ani Lestari|| 1985-02-03|L 1985-02-03..\n");
}

static void an_act_dropped_before_or_after_leaves_nothing(void **state)
{
	struct ctx *c = *state;

	for (int after = 0; after < 2; after++) {
		struct waiting w = { .nip = ANI, .name = "Ani Lestari" };
		struct listing *listing = written(c, &w);

		if (after)
			assert_ok(list(c, listing, w.act_id));
		assert_ok(registry_act_drop(c, w.act_id));
		assert_int_equal(listed(c), 0);
		assert_int_equal(roster_number(c, "SELECT count(*) FROM person"), 0);
		assert_int_equal(hits(c, "lestari"), 0);
	}
}

static void an_act_that_others_dropped_is_refused_its_look_ups(void **state)
{
	struct ctx *c = *state;
	struct waiting w = { .nip = ANI, .name = "Ani Lestari" };
	struct listing *listing;

	if (db_engine_of(c->db) != DB_SQLITE)
		skip();
	listing = written(c, &w);
	assert_ok(registry_act_drop(c, w.act_id));
	assert_err(list(c, listing, w.act_id), ERR_GONE);
	assert_int_equal(listed(c), 0);
}

/* On PostgreSQL the act has the NIP from the moment it writes the person. */
static void a_nip_recorded_by_someone_else_is_named_and_stays_theirs(void **state)
{
	struct ctx *c = *state;
	struct waiting other = { .nip = ANI, .name = "Budi Santoso" };
	struct waiting w = { .nip = ANI, .name = "Ani Lestari" };
	struct listing *listing;
	const struct err *err;

	if (db_engine_of(c->db) != DB_SQLITE)
		skip();
	listing = written(c, &w);
	assert_ok(db_write(c, write_at_once_work, &other));
	err = list(c, listing, w.act_id);
	assert_err(err, ERR_CONFLICT);
	assert_string_equal(err->message, "import.nip_taken");
	assert_str(err->value, ANI);
	assert_ok(registry_act_drop(c, w.act_id));
	assert_int_equal(listed(c), 2);
	assert_int_equal(hits(c, "lestari"), 0);
	assert_int_equal(hits(c, "bu"), 1);
	assert_str(roster_dossier(c, ANI, c->now),
	           "name |Budi Santoso|| 1985-02-03|L 1985-02-03..\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_listing(people_are_found_when_the_act_is_recorded),
		test_listing(an_act_dropped_before_or_after_leaves_nothing),
		test_listing(an_act_that_others_dropped_is_refused_its_look_ups),
		test_listing(a_nip_recorded_by_someone_else_is_named_and_stays_theirs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
