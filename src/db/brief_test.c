/* SPDX-License-Identifier: Apache-2.0 */
#include "test/support.h"

#include "base/arena.h"
#include "db/db.h"
#include "db/internal.h"

#define QUERY(text, count) \
	(&(const struct db_query){ .name = "test", .sqlite = (text), .postgres = (text), .id = -1, \
	                           .params = (count) })
#define COUNT_TO                                                                                \
	QUERY("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) "   \
	      "SELECT count(*) FROM n",                                                         \
	      1)

#define FEW    10
#define MANY   INT64_C(300000) /* some 50 ms */
#define NO_END INT64_C(1000000000000)

struct count {
	int64_t to;
	int64_t counted;
};

static const struct err *count_work(struct ctx *c, void *arg)
{
	struct count *count = arg;
	struct db_rows *row;
	bool found;

	TRY(db_find(c, COUNT_TO, DB_BIND(db_int(count->to)), &row, &found));
	count->counted = db_col_int(row, 0);
	return NULL;
}

static const struct err *refuse(struct ctx *c, void *arg)
{
	(void)arg;
	return err_new(c->arena, ERR_LIMIT, STR("field"), "err.internal", STR("value"));
}

/* What takes part in tasks is bounded like the rest. */
static const struct err *tasks_work(struct ctx *c, void *arg)
{
	const struct db_task tasks[] = { { count_work, arg }, { count_work, arg } };

	return db_tasks_run(c, tasks, COUNT(tasks));
}

static bool is_sqlite(const struct ctx *c)
{
	return db_engine_of(c->db) == DB_SQLITE;
}

static void what_is_short_is_done(void **state)
{
	struct ctx *c = *state;
	struct count count = { FEW, 0 };
	bool done;

	assert_ok(db_read_brief(c, count_work, &count, &done));
	assert_int_equal(done, is_sqlite(c));
	assert_int_equal(count.counted, is_sqlite(c) ? FEW : 0);
	assert_null(c->conn);
}

static void what_takes_too_long_is_given_up(void **state)
{
	struct ctx *c = *state;
	struct count count = { NO_END, 0 };
	bool done = true;

	assert_ok(db_read_brief(c, count_work, &count, &done));
	assert_false(done);
	done = true;
	assert_ok(db_read_brief(c, tasks_work, &count, &done));
	assert_false(done);
	assert_null(c->conn);
}

static void a_connection_that_was_hurried_has_time_again(void **state)
{
	struct ctx *c = *state;
	struct count count = { NO_END, 0 };
	bool done;

	for (int i = 0; i < 3; i++) {
		count.to = NO_END;
		assert_ok(db_read_brief(c, count_work, &count, &done));
		assert_false(done);
		count.to = MANY;
		assert_ok(db_read(c, count_work, &count));
		assert_int_equal(count.counted, MANY);
		count.to = FEW;
		assert_ok(db_read_brief(c, count_work, &count, &done));
		assert_int_equal(done, is_sqlite(c));
	}
}

static void an_error_is_told(void **state)
{
	struct ctx *c = *state;
	bool done;
	const struct err *err = db_read_brief(c, refuse, NULL, &done);

	if (!is_sqlite(c))
		return;
	assert_true(done);
	assert_int_equal(err->code, ERR_LIMIT);
}

static void nobody_waits_for_a_connection(void **state)
{
	struct ctx *c = *state;
	struct db_conn *taken[DB_READERS_MAX];
	struct count count = { FEW, 0 };
	bool done = true;

	for (size_t i = 0; i < COUNT(taken); i++)
		assert_ok(conn_take(c, &taken[i]));
	assert_ok(db_read_brief(c, count_work, &count, &done));
	assert_false(done);
	for (size_t i = 0; i < COUNT(taken); i++)
		conn_return(taken[i]);
	assert_ok(db_read_brief(c, count_work, &count, &done));
	assert_int_equal(done, is_sqlite(c));
}

/* db_read() says so, to who has time to tell it. */
static void nothing_is_read_when_the_file_is_gone(void **state)
{
	struct ctx *c = *state;
	struct count count = { FEW, 0 };
	bool done = true;

	atomic_store(&c->db->file_gone, true);
	assert_ok(db_read_brief(c, count_work, &count, &done));
	assert_false(done);
	assert_int_equal(count.counted, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_db(what_is_short_is_done),
		test_db(what_takes_too_long_is_given_up),
		test_db(a_connection_that_was_hurried_has_time_again),
		test_db(an_error_is_told),
		test_db(nobody_waits_for_a_connection),
		test_db(nothing_is_read_when_the_file_is_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
