/* SPDX-License-Identifier: Apache-2.0 */
#include "test/support.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/arena.h"
#include "db/db.h"
#include "db/internal.h"

#define TASKS            4
#define ROUNDS           40
#define ROWS             300
#define THREAD_BYTES_MAX (1u << 20)
#define WAIT_SECONDS     20

#define QUERY(text, count) \
	(&(const struct db_query){ .name = "test", .sqlite = (text), .postgres = (text), .id = -1, \
	                           .params = (count) })
#define ADD       QUERY("INSERT INTO thing (id) VALUES ($1)", 1)
#define COUNT_ALL QUERY("SELECT count(*) FROM thing", 0)

static const char things[] = "CREATE TABLE thing (\n"
			     "	id bigint NOT NULL,\n"
			     "	PRIMARY KEY (id)\n"
			     ");\n";

static const struct err *make_things(struct ctx *c, void *arg)
{
	(void)arg;
	return db_run_script(c, script_translate(c->arena, str_of(things), db_engine_of(c->db)));
}

static int setup(void **state)
{
	if (test_setup(state) != 0)
		return -1;
	assert_ok(db_write(*state, make_things, NULL));
	return 0;
}

#define test_things(function) cmocka_unit_test_setup_teardown(function, setup, test_teardown)

static const struct err *add_thing(struct ctx *c, void *arg)
{
	(void)arg;
	return db_exec(c, ADD, DB_BIND(db_int(db_new_id(c))));
}

static const struct err *count_things(struct ctx *c, void *arg)
{
	struct db_rows *row;
	bool found;

	TRY(db_find(c, COUNT_ALL, DB_NONE, &row, &found));
	*(int64_t *)arg = found ? db_col_int(row, 0) : -1;
	return NULL;
}

static const struct err *refuse(struct ctx *c, void *arg)
{
	(void)arg;
	return err_new(c->arena, ERR_LIMIT, STR("field"), "err.internal", STR("value"));
}

/* A writer in a thread of its own. */
struct other {
	struct ctx c;
	pthread_t thread;
	int rows;
};

static void *add_often(void *arg)
{
	struct other *other = arg;

	for (int i = 0; i < other->rows; i++) {
		other->c.arena = arena_new(THREAD_BYTES_MAX);
		(void)db_write(&other->c, add_thing, NULL);
		arena_free(other->c.arena);
	}
	return NULL;
}

static void other_start(struct other *other, const struct ctx *c, int rows)
{
	*other = (struct other){ .c = *c, .rows = rows };
	other->c.conn = NULL;
	assert_int_equal(pthread_create(&other->thread, NULL, add_often, other), 0);
}

static void other_end(const struct other *other)
{
	pthread_join(other->thread, NULL);
}

/* counts[0] is what the transaction itself sees, the others what tasks of it see. */
static const struct err *count_at_once(struct ctx *c, void *arg)
{
	int64_t *counts = arg;
	struct db_task tasks[TASKS];

	for (int i = 0; i < TASKS; i++)
		tasks[i] = (struct db_task){ count_things, &counts[i + 1] };
	TRY(count_things(c, &counts[0]));
	return db_tasks_run(c, tasks, TASKS);
}

static const struct err *count_after_a_commit(struct ctx *c, void *arg)
{
	struct other other;
	int64_t before;

	TRY(count_things(c, &before));
	other_start(&other, c, 1);
	other_end(&other);
	return count_at_once(c, arg);
}

static void tasks_do_not_see_what_was_committed_since(void **state)
{
	struct ctx *c = *state;
	int64_t counts[TASKS + 1] = { 0 };

	assert_ok(db_read(c, count_after_a_commit, counts));
	for (int i = 0; i <= TASKS; i++)
		assert_int_equal(counts[i], 0);
	assert_ok(db_read(c, count_at_once, counts));
	for (int i = 0; i <= TASKS; i++)
		assert_int_equal(counts[i], 1);
}

static void tasks_share_one_snapshot_beside_a_busy_writer(void **state)
{
	struct ctx *c = *state;
	struct other other;

	other_start(&other, c, ROWS);
	for (int round = 0; round < ROUNDS; round++) {
		int64_t counts[TASKS + 1];

		assert_ok(db_read(c, count_at_once, counts));
		for (int i = 1; i <= TASKS; i++)
			assert_int_equal(counts[i], counts[0]);
	}
	other_end(&other);
}

static const struct err *add_and_count(struct ctx *c, void *arg)
{
	TRY(add_thing(c, NULL));
	return count_at_once(c, arg);
}

static void tasks_of_a_writing_transaction_see_what_it_wrote(void **state)
{
	int64_t counts[TASKS + 1] = { 0 };

	assert_ok(db_write(*state, add_and_count, counts));
	for (int i = 0; i <= TASKS; i++)
		assert_int_equal(counts[i], 1);
}

static const struct err *refuse_one(struct ctx *c, void *arg)
{
	int64_t counts[2];
	const struct db_task tasks[] = {
		{ count_things, &counts[0] },
		{ refuse, NULL },
		{ count_things, &counts[1] },
	};

	(void)arg;
	return db_tasks_run(c, tasks, COUNT(tasks));
}

static void an_error_of_a_task_outlives_its_thread(void **state)
{
	struct ctx *c = *state;

	for (int round = 0; round < ROUNDS; round++) {
		const struct err *err = db_read(c, refuse_one, NULL);

		assert_err(err, ERR_LIMIT);
		assert_true(str_eq(err->value, STR("value")));
	}
}

/* Each of two tasks waits for the other. */
struct meeting {
	_Atomic int arrived;
	_Atomic bool met;
};

static const struct err *meet(struct ctx *c, void *arg)
{
	struct meeting *meeting = arg;

	(void)c;
	atomic_fetch_add(&meeting->arrived, 1);
	for (int i = 0; i < WAIT_SECONDS * 1000 && atomic_load(&meeting->arrived) < 2; i++)
		(void)usleep(1000);
	if (atomic_load(&meeting->arrived) == 2)
		atomic_store(&meeting->met, true);
	return NULL;
}

static const struct err *meet_twice(struct ctx *c, void *arg)
{
	const struct db_task tasks[] = { { meet, arg }, { meet, arg } };

	return db_tasks_run(c, tasks, COUNT(tasks));
}

static void tasks_run_at_once_on_two_cores(void **state)
{
	struct meeting meeting = { 0 };

	if (!test_on_sqlite() || sysconf(_SC_NPROCESSORS_ONLN) < 2)
		skip();
	assert_ok(db_read(*state, meet_twice, &meeting));
	assert_true(meeting.met);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_things(tasks_do_not_see_what_was_committed_since),
		test_things(tasks_share_one_snapshot_beside_a_busy_writer),
		test_things(tasks_of_a_writing_transaction_see_what_it_wrote),
		test_things(an_error_of_a_task_outlives_its_thread),
		test_things(tasks_run_at_once_on_two_cores),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
