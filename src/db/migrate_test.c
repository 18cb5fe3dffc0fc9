/* SPDX-License-Identifier: Apache-2.0 */
#include "test/support.h"

#include "base/arena.h"
#include "db/db.h"
#include "db/internal.h"
#include "db/migrate.h"
#include "sql_db.h"

#define QUERY(text) \
	(&(const struct db_query){ .name = "test", .sqlite = (text), .postgres = (text), .id = -1 })

static const struct err *run(struct ctx *c, void *arg)
{
	return db_exec(c, arg, DB_NONE);
}

static const struct err *change(struct ctx *c, const struct db_query *query)
{
	struct db_query copy = *query;

	return db_write(c, run, &copy);
}

static void an_empty_database_gets_every_step_once(void **state)
{
	struct ctx *c = test_context_empty();
	int applied = -1;
	int version = -1;

	(void)state;
	assert_ok(migrate_version(c, &version));
	assert_int_equal(version, 0);
	assert_ok(migrate_run(c, &applied));
	assert_int_equal(applied, migrate_step_count);
	assert_ok(migrate_version(c, &version));
	assert_int_equal(version, migrate_steps[migrate_step_count - 1].number);
	assert_ok(migrate_run(c, &applied));
	assert_int_equal(applied, 0);
	test_reopen(c);
	assert_ok(migrate_run(c, &applied));
	assert_int_equal(applied, 0);
}

static void an_edited_step_is_refused(void **state)
{
	struct ctx *c = *state;
	int applied;
	const struct err *err;

	assert_ok(change(c, QUERY("UPDATE schema_step SET digest = 'other' WHERE number = 1")));
	err = migrate_run(c, &applied);
	assert_err(err, ERR_CONFLICT);
	assert_string_equal(err->message, "err.schema_changed");
}

static void a_step_that_the_program_does_not_know_is_refused(void **state)
{
	struct ctx *c = *state;
	int applied;
	const struct err *err;

	assert_ok(change(c, QUERY("INSERT INTO schema_step (number, name, digest, applied_at)"
	                          " VALUES (9999, 'of_the_future', 'x', 0)")));
	err = migrate_run(c, &applied);
	assert_err(err, ERR_CONFLICT);
	assert_string_equal(err->message, "err.schema_newer");
	assert_str(err->value, "9999_of_the_future");
}

static void a_step_taken_out_of_the_middle_is_refused(void **state)
{
	struct ctx *c = *state;
	int applied;

	if (migrate_step_count < 2)
		skip();
	assert_ok(change(c, QUERY("DELETE FROM schema_step WHERE number = 1")));
	assert_err(migrate_run(c, &applied), ERR_CONFLICT);
}

/* The last step is forgotten, so it is applied again and fails on its own tables. */
static void a_step_that_fails_leaves_nothing(void **state)
{
	struct ctx *c = *state;
	struct db_query forget = *QUERY("DELETE FROM schema_step WHERE number > 1");
	int applied = -1;
	int version;

	if (migrate_step_count < 2)
		skip();
	assert_ok(db_write(c, run, &forget));
	assert_err(migrate_run(c, &applied), ERR_INTERNAL);
	assert_int_equal(applied, 0);
	assert_ok(migrate_version(c, &version));
	assert_int_equal(version, 1);
}

static void a_step_knows_when_it_was_applied(void **state)
{
	struct ctx *c = *state;

	/* Had a step another instant, the numbers of both rows would differ. */
	assert_ok(change(c, QUERY("INSERT INTO schema_step (number, name, digest, applied_at)"
	                          " SELECT 5000 + count(*), 'x', 'x', 0 FROM schema_step"
	                          " WHERE applied_at = 1767582000000000")));
	assert_err(change(c, QUERY("INSERT INTO schema_step (number, name, digest, applied_at)"
	                           " SELECT 5000 + count(*) - 1, 'x', 'x', 0 FROM schema_step")),
	           ERR_CONFLICT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_db(an_empty_database_gets_every_step_once),
		test_db(an_edited_step_is_refused),
		test_db(a_step_that_the_program_does_not_know_is_refused),
		test_db(a_step_taken_out_of_the_middle_is_refused),
		test_db(a_step_that_fails_leaves_nothing),
		test_db(a_step_knows_when_it_was_applied),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
