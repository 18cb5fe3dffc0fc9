/* SPDX-License-Identifier: Apache-2.0 */
/* What only PostgreSQL can do to us: connections that die, and other processes. */
#include "test/support.h"

#include "base/arena.h"
#include "db/db.h"
#include "db/internal.h"

#define BYTES_MAX (16u << 20)

#define QUERY(text, count) \
	(&(const struct db_query){ .name = "test", .sqlite = (text), .postgres = (text), .id = -1, \
	                           .params = (count) })

static const struct err *make_table(struct ctx *c, void *arg)
{
	static const char text[] = "CREATE TABLE t (name text NOT NULL, PRIMARY KEY (name));";

	(void)arg;
	return db_run_script(c, script_translate(c->arena, str_of(text), DB_POSTGRES));
}

static int setup(void **state)
{
	struct ctx *c;

	if (test_setup(state) != 0)
		return -1;
	c = *state;
	if (!test_on_sqlite())
		assert_ok(db_write(c, make_table, NULL));
	return 0;
}

static const struct err *ask(struct ctx *c, const struct db_query *query, int64_t value,
                             int64_t *out)
{
	struct db_rows *rows;
	bool found;

	TRY(db_find(c, query, DB_BIND(db_int(value)), &rows, &found));
	*out = found ? db_col_int(rows, 0) : -1;
	return NULL;
}

static const struct err *add(struct ctx *c, const char *name)
{
	return db_exec(c, QUERY("INSERT INTO t (name) VALUES ($1)", 1),
	               DB_BIND(db_str(str_of(name))));
}

static const struct err *count_work(struct ctx *c, void *arg)
{
	return ask(c, QUERY("SELECT count(*) FROM t WHERE $1 = 0", 1), 0, arg);
}

static int64_t count(struct ctx *c)
{
	int64_t n = -1;

	assert_ok(db_read(c, count_work, &n));
	return n;
}

static const struct err *terminate(struct ctx *c, void *arg)
{
	int64_t done;

	return ask(c, QUERY("SELECT pg_terminate_backend(CAST($1 AS INTEGER), 2000)", 1),
	           *(int64_t *)arg, &done);
}

/* All connections to this database but the asking one. */
static const struct err *terminate_others(struct ctx *c, void *arg)
{
	return ask(c,
	           QUERY("SELECT count(pg_terminate_backend(pid, 2000)) FROM pg_stat_activity"
	                 " WHERE datname = current_database() AND pid <> pg_backend_pid()"
	                 " AND $1 = 0",
	                 1),
	           0, arg);
}

static struct ctx second_process(const struct ctx *c)
{
	struct ctx other = { .arena = arena_new(BYTES_MAX), .now = c->now };

	assert_ok(db_open(other.arena, test_url(c), false, &other.db));
	return other;
}

/* Have another connection end this one. */
static const struct err *be_terminated(struct ctx *c)
{
	struct ctx other = *c;
	int64_t pid;

	other.conn = NULL;
	TRY(ask(c, QUERY("SELECT pg_backend_pid() WHERE $1 = 0", 1), 0, &pid));
	return db_read(&other, terminate, &pid);
}

static const struct err *lose_half_way(struct ctx *c, void *arg)
{
	(void)arg;
	TRY(add(c, "a"));
	TRY(be_terminated(c));
	return add(c, "b");
}

static void a_lost_connection_leaves_nothing_and_the_pool_recovers(void **state)
{
	struct ctx *c = *state;

	if (test_on_sqlite())
		skip();
	for (int i = 0; i < 2 * DB_READERS_MAX; i++)
		assert_err(db_write(c, lose_half_way, NULL), ERR_GONE);
	assert_int_equal(count(c), 0);
}

static const struct err *post_and_lose(struct ctx *c, void *arg)
{
	(void)arg;
	TRY(be_terminated(c));
	for (int i = 0; i < 2000; i++)
		TRY(db_post(c, QUERY("INSERT INTO t (name) VALUES ($1)", 1),
		            DB_BIND(db_str(str_fmt(c->arena, "%d", i)))));
	return NULL;
}

static void a_connection_lost_under_posts_is_gone(void **state)
{
	struct ctx *c = *state;

	if (test_on_sqlite())
		skip();
	assert_err(db_write(c, post_and_lose, NULL), ERR_GONE);
	assert_int_equal(count(c), 0);
}

static const struct err *lose_at_the_end(struct ctx *c, void *arg)
{
	(void)arg;
	TRY(add(c, "a"));
	return be_terminated(c);
}

static void a_commit_without_an_answer_says_so(void **state)
{
	struct ctx *c = *state;
	const struct err *err;

	if (test_on_sqlite())
		skip();
	err = db_write(c, lose_at_the_end, NULL);
	assert_err(err, ERR_GONE);
	assert_true(str_find(err->detail, STR("unknown")) >= 0);
	assert_int_equal(count(c), 0);
}

static const struct err *add_one(struct ctx *c, void *arg)
{
	return add(c, arg);
}

static void a_connection_that_died_in_the_pool_is_replaced(void **state)
{
	struct ctx *c = *state;
	struct ctx other;
	int64_t ended = 0;
	char name[] = "after";

	if (test_on_sqlite())
		skip();
	other = second_process(c);
	assert_int_equal(count(c), 0);
	assert_ok(db_read(&other, terminate_others, &ended));
	assert_true(ended >= 2);
	assert_ok(db_write(c, add_one, name));
	assert_int_equal(count(c), 1);
	arena_free(other.arena);
}

static void a_name_locked_by_another_process_is_busy(void **state)
{
	struct ctx *c = *state;
	struct ctx other;
	int64_t ended;

	if (test_on_sqlite())
		skip();
	other = second_process(c);
	assert_ok(db_lock(&other, STR("import")));
	assert_err(db_lock(c, STR("import")), ERR_BUSY);
	assert_ok(db_lock(c, STR("export")));
	assert_err(db_lock(&other, STR("export")), ERR_BUSY);
	/* Its holder dies. */
	assert_ok(db_read(c, terminate_others, &ended));
	assert_ok(db_lock(c, STR("import")));
	arena_free(other.arena);
}

static void processes_make_different_ids(void **state)
{
	struct ctx *c = *state;
	struct ctx other;

	if (test_on_sqlite())
		skip();
	other = second_process(c);
	for (int i = 0; i < 1000; i++) {
		int64_t mine = db_new_id(c);
		int64_t theirs = db_new_id(&other);

		assert_true((mine >> 12 & 511) != (theirs >> 12 & 511));
	}
	arena_free(other.arena);
}

static const struct err *add_names(struct ctx *c, void *arg)
{
	static const char *const names[] = { "b", "B", "a b", "ab", "a-b", "é" };

	(void)arg;
	for (size_t i = 0; i < COUNT(names); i++)
		TRY(add(c, names[i]));
	return NULL;
}

static const struct err *read_names(struct ctx *c, void *arg)
{
	struct str *all = arg;
	struct db_rows *rows;
	bool more;

	TRY(db_query(c, QUERY("SELECT name FROM t ORDER BY name", 0), DB_NONE, &rows));
	for (*all = STR("");;) {
		TRY(db_next(rows, &more));
		if (!more)
			return NULL;
		*all = str_fmt(c->arena, "%.*s[%.*s]", STR_ARG(*all), STR_ARG(db_col_str(rows, 0)));
	}
}

static void texts_are_ordered_by_their_bytes(void **state)
{
	struct ctx *c = *state;
	struct str all;

	if (test_on_sqlite())
		skip();
	assert_ok(db_write(c, add_names, NULL));
	assert_ok(db_read(c, read_names, &all));
	assert_str(all, "[B][a b][a-b][ab][b][é]");
}

static const struct err *quote_a_value(struct ctx *c, void *arg)
{
	int64_t n;

	(void)arg;
	return ask(c, QUERY("SELECT CAST('Budi' || $1 AS BIGINT)", 1), 1985, &n);
}

static void an_error_does_not_repeat_personal_data(void **state)
{
	struct ctx *c = *state;
	const struct err *err;

	if (test_on_sqlite())
		skip();
	err = db_read(c, quote_a_value, NULL);
	assert_err(err, ERR_INTERNAL);
	assert_true(str_find(err->detail, STR("22P02")) >= 0);
	assert_true(str_find(err->detail, STR("Budi")) < 0);
}

static void a_server_that_does_not_answer_is_gone(void **state)
{
	struct ctx *c = *state;
	struct db *db;

	assert_err(db_open(c->arena, STR("postgresql:///a?host=/nonexistent"), false, &db),
	           ERR_GONE);
}

#define test_table(function) cmocka_unit_test_setup_teardown(function, setup, test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_table(a_lost_connection_leaves_nothing_and_the_pool_recovers),
		test_table(a_connection_lost_under_posts_is_gone),
		test_table(a_commit_without_an_answer_says_so),
		test_table(a_connection_that_died_in_the_pool_is_replaced),
		test_table(a_name_locked_by_another_process_is_busy),
		test_table(processes_make_different_ids),
		test_table(texts_are_ordered_by_their_bytes),
		test_table(an_error_does_not_repeat_personal_data),
		test_table(a_server_that_does_not_answer_is_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
