/* SPDX-License-Identifier: Apache-2.0 */
#include "test/support.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "db/db.h"
#include "db/internal.h"
#include "sql_db.h"

#define THREAD_BYTES_MAX (64u << 20)
#define LONG_ROWS        1000000
#define ID_THREADS       8
#define ID_EACH          5000
#define ADD_THREADS      8
#define ADD_EACH         40

/* A query of this test only; id -1 keeps it out of the caches of the program's own. */
#define QUERY(text, count) \
	(&(const struct db_query){ .name = "test", .sqlite = (text), .postgres = (text), .id = -1, \
	                           .params = (count) })

static const char things[] = "CREATE TABLE thing (\n"
			     "	id bigint NOT NULL,\n"
			     "	flag boolean,\n"
			     "	name text,\n"
			     "	bytes bytea,\n"
			     "	PRIMARY KEY (id)\n"
			     ");\n"
			     "CREATE UNIQUE INDEX thing_name ON thing (name);\n";

#define ADD    QUERY("INSERT INTO thing (id, flag, name, bytes) VALUES ($1, $2, $3, $4)", 4)
#define NAME   QUERY("SELECT name FROM thing WHERE id = $1", 1)
#define COUNT_ALL QUERY("SELECT count(*) FROM thing", 0)

static const struct err *make_things(struct ctx *c, void *arg)
{
	(void)arg;
	return db_run_script(c, script_translate(c->arena, str_of(things), db_engine_of(c->db)));
}

static int setup(void **state)
{
	struct ctx *c;

	if (test_setup(state) != 0)
		return -1;
	c = *state;
	assert_ok(db_write(c, make_things, NULL));
	return 0;
}

#define test_things(function) cmocka_unit_test_setup_teardown(function, setup, test_teardown)

static const struct err *add(struct ctx *c, int64_t id, const char *name)
{
	return db_exec(c, ADD, DB_BIND(db_int(id), db_null(), db_str(str_of(name)), db_null()));
}

static const struct err *count_work(struct ctx *c, void *arg)
{
	struct db_rows *rows;
	bool found;

	TRY(db_find(c, COUNT_ALL, DB_NONE, &rows, &found));
	assert_true(found);
	*(int64_t *)arg = db_col_int(rows, 0);
	return NULL;
}

static int64_t count(struct ctx *c)
{
	int64_t n = -1;

	assert_ok(db_read(c, count_work, &n));
	return n;
}

/* Values ------------------------------------------------------------------------------------- */

static const char bytes[] = "a\0b\xff'\\";

static const struct err *put_values(struct ctx *c, void *arg)
{
	struct date date;

	(void)arg;
	assert_true(date_from_parts(1985, 4, 17, &date));
	TRY(db_exec(c, ADD,
	            DB_BIND(db_int(INT64_MAX), db_bool(true), db_str(STR("Nur 'Aini \\ é")),
	                    db_blob((struct str){ bytes, sizeof(bytes) - 1 }))));
	TRY(db_exec(c, ADD, DB_BIND(db_int(INT64_MIN), db_bool(false), db_date(date), db_null())));
	TRY(db_exec(c, ADD,
	            DB_BIND(db_int(0), db_null(), db_str_or_null(STR("")),
	                    db_blob((struct str){ NULL, 0 }))));
	return db_exec(c, ADD,
	               DB_BIND(db_int(-1), db_null(), db_str((struct str){ NULL, 0 }), db_null()));
}

static const struct err *check_values(struct ctx *c, void *arg)
{
	struct db_rows *rows;
	bool more;

	(void)arg;
	TRY(db_query(c, QUERY("SELECT id, flag, name, bytes FROM thing ORDER BY id", 0), DB_NONE,
	             &rows));
	TRY(db_next(rows, &more));
	assert_true(more);
	assert_int_equal(db_col_count(rows), 4);
	assert_true(db_col_int(rows, 0) == INT64_MIN);
	assert_false(db_col_bool(rows, 1));
	assert_false(db_col_is_null(rows, 1));
	assert_int_equal(date_parts(db_col_date(rows, 2)).year, 1985);
	assert_int_equal(date_parts(db_col_date(rows, 2)).day, 17);
	assert_true(db_col_is_null(rows, 3));
	TRY(db_next(rows, &more));
	assert_true(more);
	assert_int_equal(db_col_int(rows, 0), -1);
	assert_false(db_col_is_null(rows, 2));
	assert_str(db_col_str(rows, 2), "");
	TRY(db_next(rows, &more));
	assert_true(more);
	assert_true(db_col_is_null(rows, 1));
	assert_true(db_col_is_null(rows, 2));
	assert_str(db_col_str(rows, 2), "");
	assert_false(db_col_is_null(rows, 3));
	assert_int_equal(db_col_str(rows, 3).len, 0);
	TRY(db_next(rows, &more));
	assert_true(more);
	assert_true(db_col_int(rows, 0) == INT64_MAX);
	assert_true(db_col_bool(rows, 1));
	assert_str(db_col_str(rows, 2), "Nur 'Aini \\ é");
	assert_int_equal(db_col_str(rows, 3).len, sizeof(bytes) - 1);
	assert_memory_equal(db_col_str(rows, 3).ptr, bytes, sizeof(bytes) - 1);
	TRY(db_next(rows, &more));
	assert_false(more);
	return db_next(rows, &more);
}

static void values_of_every_type_come_back(void **state)
{
	struct ctx *c = *state;

	assert_ok(db_write(c, put_values, NULL));
	assert_ok(db_read(c, check_values, NULL));
}

static const struct err *sum_up(struct ctx *c, void *arg)
{
	struct db_rows *rows;
	bool found;

	(void)arg;
	TRY(db_find(c,
	            QUERY("SELECT sum(CAST(id AS BIGINT)), sum(CAST(id AS BIGINT)) * -1000003,"
	                  " count(*) > 0, min(name) FROM thing WHERE id > $2 AND id < $1",
	                  2),
	            DB_BIND(db_int(INT64_C(9000000000000)), db_int(1)), &rows, &found));
	assert_true(found);
	assert_true(db_col_int(rows, 0) == INT64_C(8000000000002));
	assert_true(db_col_int(rows, 1) == INT64_C(-8000024000002000006));
	assert_true(db_col_bool(rows, 2));
	assert_str(db_col_str(rows, 3), "B");
	return NULL;
}

static const struct err *put_big(struct ctx *c, void *arg)
{
	(void)arg;
	TRY(add(c, 2, "b"));
	return add(c, INT64_C(8000000000000), "B");
}

static void sums_and_values_out_of_order_are_read(void **state)
{
	struct ctx *c = *state;

	assert_ok(db_write(c, put_big, NULL));
	assert_ok(db_read(c, sum_up, NULL));
}

/* Errors ------------------------------------------------------------------------------------- */

static const struct err *add_then_refuse(struct ctx *c, void *arg)
{
	(void)arg;
	TRY(add(c, 1, "one"));
	return err_new(c->arena, ERR_DENIED, STR("name"), "test.refused", STR("one"));
}

static void an_error_of_the_rule_rolls_back(void **state)
{
	struct ctx *c = *state;

	assert_err(db_write(c, add_then_refuse, NULL), ERR_DENIED);
	assert_int_equal(count(c), 0);
}

static const struct err *add_twice(struct ctx *c, void *arg)
{
	(void)arg;
	TRY(add(c, 1, "one"));
	return add(c, 2, "one");
}

static void a_second_of_its_kind_is_a_conflict(void **state)
{
	struct ctx *c = *state;

	assert_err(db_write(c, add_twice, NULL), ERR_CONFLICT);
	assert_int_equal(count(c), 0);
}

static const struct err *swallow(struct ctx *c, void *arg)
{
	(void)arg;
	TRY(add(c, 1, "one"));
	(void)add(c, 2, "one");
	assert_err(add(c, 3, "three"), ERR_CONFLICT);
	return NULL;
}

static void a_swallowed_error_still_rolls_back(void **state)
{
	struct ctx *c = *state;

	assert_err(db_write(c, swallow, NULL), ERR_CONFLICT);
	assert_int_equal(count(c), 0);
}

static const struct err *read_after_error(struct ctx *c, void *arg)
{
	struct db_rows *rows;
	bool more;

	TRY(add(c, 1, "one"));
	TRY(add(c, 2, "two"));
	TRY(db_query(c, QUERY("SELECT id FROM thing ORDER BY id", 0), DB_NONE, &rows));
	TRY(db_next(rows, &more));
	assert_err(add(c, 3, "one"), ERR_CONFLICT);
	*(bool *)arg = db_next(rows, &more) != NULL;
	return NULL;
}

static void after_an_error_no_more_rows_come(void **state)
{
	bool refused = false;

	assert_err(db_write(*state, read_after_error, &refused), ERR_CONFLICT);
	assert_true(refused);
}

static const struct err *post_twice(struct ctx *c, void *arg)
{
	(void)arg;
	for (int64_t id = 1; id <= 1200; id++)
		TRY(db_post(c, ADD,
		            DB_BIND(db_int(id), db_bool(id % 2 == 0), db_null(), db_null())));
	return db_post(c, ADD, DB_BIND(db_int(1200), db_null(), db_null(), db_null()));
}

static void an_error_of_a_post_comes_at_the_latest_from_the_commit(void **state)
{
	struct ctx *c = *state;

	assert_err(db_write(c, post_twice, NULL), ERR_CONFLICT);
	assert_int_equal(count(c), 0);
}

static const struct err *post_cached(struct ctx *c, void *arg)
{
	int64_t n;

	(void)arg;
	for (int i = 0; i < 3000; i++) {
		TRY(db_post(c, &SQL_DB_STEP_ADD,
		            DB_BIND(db_int(100000 + i), db_str(STR("x")), db_str(STR("y")),
		                    db_int(0))));
		if (i == 1000)
			TRY(count_work(c, &n));
	}
	return NULL;
}

static const struct err *count_steps(struct ctx *c, void *arg)
{
	struct db_rows *rows;
	bool found;

	TRY(db_find(c, QUERY("SELECT count(*) FROM schema_step WHERE number >= 100000", 0), DB_NONE,
	            &rows, &found));
	*(int64_t *)arg = db_col_int(rows, 0);
	return NULL;
}

static void many_posts_arrive(void **state)
{
	struct ctx *c = *state;
	int64_t n = 0;

	assert_ok(db_write(c, post_cached, NULL));
	assert_ok(db_read(c, count_steps, &n));
	assert_int_equal(n, 3000);
}

static const struct err *write_inside(struct ctx *c, void *arg)
{
	return db_write(c, make_things, arg);
}

static const struct err *read_inside(struct ctx *c, void *arg)
{
	return db_read(c, count_work, arg);
}

static void transactions_do_not_nest(void **state)
{
	struct ctx *c = *state;
	int64_t n;

	assert_err(db_write(c, write_inside, NULL), ERR_INTERNAL);
	assert_err(db_read(c, write_inside, NULL), ERR_INTERNAL);
	assert_err(db_write(c, read_inside, &n), ERR_INTERNAL);
	assert_err(db_exec(c, COUNT_ALL, DB_NONE), ERR_INTERNAL);
	assert_int_equal(count(c), 0);
}

static const struct err *add_work(struct ctx *c, void *arg)
{
	(void)arg;
	return add(c, 1, "one");
}

static void a_read_cannot_write(void **state)
{
	struct ctx *c = *state;

	assert_err(db_read(c, add_work, NULL), ERR_INTERNAL);
	assert_int_equal(count(c), 0);
	assert_ok(db_write(c, add_work, NULL));
	assert_int_equal(count(c), 1);
}

static const struct err *change_counted(struct ctx *c, void *arg)
{
	TRY(add(c, 1, "one"));
	TRY(add(c, 2, "two"));
	return db_exec_count(c, QUERY("UPDATE thing SET flag = $1", 1), DB_BIND(db_bool(true)),
	                     arg);
}

static void touched_rows_are_counted(void **state)
{
	int64_t changed = 0;

	assert_ok(db_write(*state, change_counted, &changed));
	assert_int_equal(changed, 2);
}

/* Rows --------------------------------------------------------------------------------------- */

static const struct err *add_five(struct ctx *c, void *arg)
{
	static const char *const names[] = { "a", "b", "c", "d", "e" };

	(void)arg;
	for (size_t i = 0; i < COUNT(names); i++)
		TRY(add(c, (int64_t)i + 1, names[i]));
	return NULL;
}

/* Each row of an outer cursor asks for the same query again, and for others. */
static const struct err *nest(struct ctx *c, void *arg)
{
	int64_t *pairs = arg;
	struct db_rows *outer;
	struct db_rows *inner;
	struct db_rows *one;
	const struct db_query *all = QUERY("SELECT id, name FROM thing ORDER BY id", 0);
	bool more;
	bool found;

	TRY(db_query(c, all, DB_NONE, &outer));
	for (;;) {
		struct str name;

		TRY(db_next(outer, &more));
		if (!more)
			return NULL;
		name = db_col_str(outer, 1);
		TRY(db_query(c, all, DB_NONE, &inner));
		for (;;) {
			TRY(db_next(inner, &more));
			if (!more)
				break;
			TRY(db_find(c, NAME, DB_BIND(db_int(db_col_int(inner, 0))), &one, &found));
			assert_true(found);
			assert_true(str_eq(db_col_str(one, 0), db_col_str(inner, 1)));
			*pairs += str_cmp(name, db_col_str(inner, 1)) <= 0;
		}
	}
}

static void cursors_nest(void **state)
{
	struct ctx *c = *state;
	int64_t pairs = 0;

	assert_ok(db_write(c, add_five, NULL));
	assert_ok(db_read(c, nest, &pairs));
	assert_int_equal(pairs, 15);
}

static const struct err *nest_cached(struct ctx *c, void *arg)
{
	struct db_rows *outer;
	struct db_rows *inner;
	bool more;

	(void)arg;
	TRY(db_query(c, &SQL_DB_STEP_LIST, DB_NONE, &outer));
	TRY(db_next(outer, &more));
	assert_true(more);
	TRY(db_query(c, &SQL_DB_STEP_LIST, DB_NONE, &inner));
	TRY(db_next(inner, &more));
	assert_true(more);
	assert_int_equal(db_col_int(inner, 0), 1);
	db_rows_end(inner);
	assert_int_equal(db_col_int(outer, 0), 1);
	TRY(db_next(outer, &more));
	assert_true(more);
	assert_int_equal(db_col_int(outer, 0), 2);
	return NULL; /* and leaves the outer one open */
}

static void one_query_is_read_twice_at_once(void **state)
{
	struct ctx *c = *state;

	assert_ok(db_read(c, nest_cached, NULL));
	assert_ok(db_read(c, nest_cached, NULL));
}

static const struct err *leave_open(struct ctx *c, void *arg)
{
	struct db_rows **rows = arg;
	bool more;

	TRY(db_query(c, COUNT_ALL, DB_NONE, rows));
	return db_next(*rows, &more);
}

static void a_cursor_ends_with_its_transaction(void **state)
{
	struct ctx *c = *state;
	struct db_rows *rows;
	bool more;

	assert_ok(db_read(c, leave_open, &rows));
	assert_err(db_next(rows, &more), ERR_INTERNAL);
	assert_ok(db_write(c, leave_open, &rows));
	assert_err(db_next(rows, &more), ERR_INTERNAL);
	db_rows_end(rows);
}

static const struct err *find_none(struct ctx *c, void *arg)
{
	struct db_rows *rows;

	return db_find(c, NAME, DB_BIND(db_int(404)), &rows, arg);
}

static void a_look_up_may_find_nothing(void **state)
{
	bool found = true;

	assert_ok(db_read(*state, find_none, &found));
	assert_false(found);
}

static size_t memory_in_use(struct ctx *c)
{
	return mallinfo2().uordblks + arena_used_bytes(c->arena);
}

static const struct err *read_long(struct ctx *c, void *arg)
{
	struct db_rows *rows;
	int64_t n = 0;
	size_t before = memory_in_use(c);
	size_t most = before;
	bool more;

	TRY(db_query(c,
	             QUERY("WITH RECURSIVE n (i) AS (SELECT CAST(1 AS BIGINT) UNION ALL"
	                   " SELECT i + 1 FROM n WHERE i < $1)"
	                   " SELECT i, 'a text of some length', i > 7 FROM n",
	                   1),
	             DB_BIND(db_int(LONG_ROWS)), &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		n++;
		assert_int_equal(db_col_int(rows, 0), n);
		if (n % 1000 == 0 && memory_in_use(c) > most)
			most = memory_in_use(c);
	}
	*(int64_t *)arg = n;
	assert_true(most - before < (8u << 20));
	return NULL;
}

static void a_million_rows_need_no_memory(void **state)
{
	int64_t n = 0;

	assert_ok(db_read(*state, read_long, &n));
	assert_int_equal(n, LONG_ROWS);
}

static const struct err *look_up_often(struct ctx *c, void *arg)
{
	struct db_rows *rows;
	bool found;

	(void)arg;
	for (int i = 0; i < 20000; i++) {
		struct arena_mark mark = arena_mark(c->arena);

		TRY(db_find(c, &SQL_DB_STEP_TABLE_EXISTS, DB_NONE, &rows, &found));
		assert_true(found);
		arena_rewind(c->arena, mark);
	}
	return NULL;
}

static void many_look_ups_leave_nothing_behind(void **state)
{
	struct ctx *c = *state;
	size_t before = arena_used_bytes(c->arena);

	assert_ok(db_read(c, look_up_often, NULL));
	assert_true(arena_used_bytes(c->arena) - before < 65536);
}

/* Several at once ---------------------------------------------------------------------------- */

struct other {
	struct ctx *c;
	pthread_t thread;
	db_work *work;
	int times;
	int64_t *ids;
	const struct err *err;
	enum err_code code;
};

static struct ctx other_ctx(const struct ctx *c)
{
	struct ctx other = *c;

	other.arena = arena_new(THREAD_BYTES_MAX);
	other.conn = NULL;
	return other;
}

static void *write_often(void *arg)
{
	struct other *other = arg;
	struct ctx c = other_ctx(other->c);

	for (int i = 0; i < other->times && other->err == NULL; i++) {
		other->err = db_write(&c, other->work, NULL);
		if (other->err != NULL)
			print_error("%.*s\n", STR_ARG(other->err->detail));
	}
	arena_free(c.arena);
	return NULL;
}

static const struct err *add_one(struct ctx *c, void *arg)
{
	struct db_rows *rows;
	bool found;

	(void)arg;
	TRY(db_find(c, QUERY("SELECT CAST(name AS BIGINT) FROM thing WHERE id = 1", 0), DB_NONE,
	            &rows, &found));
	assert_true(found);
	return db_exec(c, QUERY("UPDATE thing SET name = $1 WHERE id = 1", 1),
	               DB_BIND(db_str(str_fmt(c->arena, "%d", (int)db_col_int(rows, 0) + 1))));
}

static const struct err *start_counter(struct ctx *c, void *arg)
{
	(void)arg;
	return add(c, 1, "0");
}

static const struct err *read_name(struct ctx *c, void *arg)
{
	struct db_rows *rows;
	bool found;

	TRY(db_find(c, NAME, DB_BIND(db_int(1)), &rows, &found));
	*(struct str *)arg = found ? db_col_copy(c, rows, 0) : STR("none");
	return NULL;
}

static void racing_writers_end_at_the_right_sum(void **state)
{
	struct ctx *c = *state;
	struct other others[ADD_THREADS];
	struct str name;

	assert_ok(db_write(c, start_counter, NULL));
	for (size_t i = 0; i < COUNT(others); i++) {
		others[i] = (struct other){ .c = c, .work = add_one, .times = ADD_EACH };
		assert_int_equal(pthread_create(&others[i].thread, NULL, write_often, &others[i]),
		                 0);
	}
	for (size_t i = 0; i < COUNT(others); i++)
		pthread_join(others[i].thread, NULL);
	for (size_t i = 0; i < COUNT(others); i++)
		assert_null(others[i].err);
	assert_ok(db_read(c, read_name, &name));
	assert_str(name, "320");
}

static void *write_once(void *arg)
{
	struct ctx c = other_ctx(arg);
	const struct err *err = db_write(&c, add_work, NULL);

	assert_null(err);
	arena_free(c.arena);
	return NULL;
}

/* Between the two counts of one reader another thread commits a row. */
static const struct err *count_twice(struct ctx *c, void *arg)
{
	int64_t *counts = arg;
	pthread_t writer;

	TRY(count_work(c, &counts[0]));
	assert_int_equal(pthread_create(&writer, NULL, write_once, c), 0);
	pthread_join(writer, NULL);
	return count_work(c, &counts[1]);
}

static void a_reader_sees_one_snapshot(void **state)
{
	struct ctx *c = *state;
	int64_t counts[2] = { -1, -1 };

	assert_ok(db_read(c, count_twice, counts));
	assert_int_equal(counts[0], 0);
	assert_int_equal(counts[1], 0);
	assert_int_equal(count(c), 1);
}

static void *count_often(void *arg)
{
	struct other *other = arg;
	struct ctx c = other_ctx(other->c);

	for (int i = 0; i < other->times; i++) {
		struct arena_mark mark = arena_mark(c.arena);
		int64_t n;

		other->err = db_read(&c, count_work, &n);
		if (other->err != NULL)
			break;
		arena_rewind(c.arena, mark);
	}
	arena_free(c.arena);
	return NULL;
}

static void more_readers_than_connections_take_turns(void **state)
{
	struct other others[2 * DB_READERS_MAX];

	for (size_t i = 0; i < COUNT(others); i++) {
		others[i] = (struct other){ .c = *state, .times = 50 };
		assert_int_equal(pthread_create(&others[i].thread, NULL, count_often, &others[i]),
		                 0);
	}
	for (size_t i = 0; i < COUNT(others); i++)
		pthread_join(others[i].thread, NULL);
	for (size_t i = 0; i < COUNT(others); i++)
		assert_null(others[i].err);
}

/* Ids ---------------------------------------------------------------------------------------- */

static void *take_ids(void *arg)
{
	struct other *other = arg;

	for (int i = 0; i < ID_EACH; i++)
		other->ids[i] = db_new_id(other->c);
	return NULL;
}

static int id_order(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a;
	int64_t y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void ids_rise_and_never_repeat(void **state)
{
	static int64_t ids[ID_THREADS * ID_EACH];
	struct other others[ID_THREADS];

	for (size_t i = 0; i < COUNT(others); i++) {
		others[i] = (struct other){ .c = *state, .ids = ids + i * ID_EACH };
		assert_int_equal(pthread_create(&others[i].thread, NULL, take_ids, &others[i]), 0);
	}
	for (size_t i = 0; i < COUNT(others); i++)
		pthread_join(others[i].thread, NULL);
	for (size_t i = 0; i < COUNT(others); i++) {
		for (int k = 1; k < ID_EACH; k++)
			assert_true(others[i].ids[k] > others[i].ids[k - 1]);
	}
	qsort(ids, COUNT(ids), sizeof(ids[0]), id_order);
	assert_true(ids[0] > 0);
	for (size_t i = 1; i < COUNT(ids); i++)
		assert_true(ids[i] != ids[i - 1]);
}

static void ids_rise_over_a_restart(void **state)
{
	struct ctx *c = *state;
	int64_t before = 0;

	for (int i = 0; i < 1000; i++)
		before = db_new_id(c);
	test_reopen(c);
	assert_true(db_new_id(c) > before);
}

/* Locks -------------------------------------------------------------------------------------- */

static void *lock_elsewhere(void *arg)
{
	struct other *other = arg;
	struct ctx c = other_ctx(other->c);

	other->err = db_lock(&c, STR("import"));
	if (other->err != NULL)
		other->code = other->err->code;
	arena_free(c.arena);
	return NULL;
}

static bool is_free_elsewhere(struct ctx *c)
{
	struct other other = { .c = c };

	assert_int_equal(pthread_create(&other.thread, NULL, lock_elsewhere, &other), 0);
	pthread_join(other.thread, NULL);
	if (other.err != NULL)
		assert_int_equal(other.code, ERR_BUSY);
	return other.err == NULL;
}

static void a_named_lock_excludes_until_the_arena_is_rewound(void **state)
{
	struct ctx *c = *state;
	struct arena_mark mark = arena_mark(c->arena);

	assert_true(is_free_elsewhere(c));
	assert_ok(db_lock(c, STR("import")));
	assert_ok(db_lock(c, STR("export")));
	assert_err(db_lock(c, STR("import")), ERR_BUSY);
	assert_false(is_free_elsewhere(c));
	arena_rewind(c->arena, mark);
	assert_true(is_free_elsewhere(c));
}

/* Opening ------------------------------------------------------------------------------------ */

static void the_folder_is_closed_to_others(void **state)
{
	struct ctx *c = *state;
	struct stat folder;

	assert_int_equal(stat(str_c(c->arena, db_folder(c->db)), &folder), 0);
	assert_true(S_ISDIR(folder.st_mode));
	assert_int_equal(folder.st_mode & 0777, 0700);
}

static void a_database_that_is_not_there_is_missing(void **state)
{
	struct ctx *c = *state;
	struct str url = test_url(c);
	struct db *db;

	if (test_on_sqlite()) {
		url = str_fmt(c->arena, "%.*s/none.db", STR_ARG(test_folder(c)));
	} else {
		ptrdiff_t at = str_find(url, STR("/abdi_test"));

		url = str_fmt(c->arena, "%.*s/abdi_none%.*s", (int)at, url.ptr,
		              STR_ARG(str_sub(url, (size_t)str_find_char(url, '?'), url.len)));
	}
	assert_err(db_open(c->arena, url, false, &db), ERR_MISSING);
}

/* Numbers asked again ------------------------------------------------------------------------- */

#define MOST QUERY("SELECT count(*), max(id) FROM thing WHERE id < $1", 1)

static const struct err *most_below(struct ctx *c, int64_t id, int64_t *out)
{
	return db_numbers(c, MOST, DB_BIND(db_int(id)), out, 2);
}

static const struct err *ask_around_an_insert(struct ctx *c, void *arg)
{
	int64_t numbers[2];

	(void)arg;
	TRY(most_below(c, 100, numbers));
	assert_int_equal(numbers[0], 0);
	assert_int_equal(numbers[1], 0);
	TRY(add(c, 7, "a"));
	TRY(most_below(c, 100, numbers));
	assert_int_equal(numbers[0], 1);
	assert_int_equal(numbers[1], 7);
	return NULL;
}

static const struct err *ask_again(struct ctx *c, void *arg)
{
	const struct db_query *most = MOST;
	int64_t numbers[2];

	for (int i = 0; i < 2; i++) {
		TRY(db_numbers(c, most, DB_BIND(db_int(100)), numbers, 2));
		assert_int_equal(numbers[0], *(int64_t *)arg);
		assert_int_equal(c->conn->answered.value, 100);
	}
	TRY(db_numbers(c, most, DB_BIND(db_int(7)), numbers, 2));
	assert_int_equal(numbers[0], 0);
	return NULL;
}

static const struct err *add_another(struct ctx *c, void *arg)
{
	(void)arg;
	return add(c, 8, "b");
}

static void numbers_asked_again_are_those_of_the_snapshot(void **state)
{
	struct ctx *c = *state;
	int64_t expected = 1;

	assert_ok(db_write(c, ask_around_an_insert, NULL));
	assert_ok(db_read(c, ask_again, &expected));
	assert_ok(db_write(c, add_another, NULL));
	expected = 2;
	assert_ok(db_read(c, ask_again, &expected));
}

static const struct err *rest_and_count(struct ctx *c, void *arg)
{
	int64_t before;

	TRY(count_work(c, &before));
	/* This connection is in use and keeps what it has. */
	db_rest(c->db);
	TRY(count_work(c, arg));
	assert_int_equal(before, *(int64_t *)arg);
	return NULL;
}

static void rested_connections_read_on(void **state)
{
	struct ctx *c = *state;
	int64_t n = -1;

	assert_ok(db_write(c, add_another, NULL));
	assert_int_equal(count(c), 1);
	db_rest(c->db);
	assert_int_equal(count(c), 1);
	assert_ok(db_read(c, rest_and_count, &n));
	assert_int_equal(n, 1);
	for (size_t i = 0; i < DB_READERS_MAX; i++)
		assert_false(c->db->pool[i].lent);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_things(values_of_every_type_come_back),
		test_things(sums_and_values_out_of_order_are_read),
		test_things(an_error_of_the_rule_rolls_back),
		test_things(a_second_of_its_kind_is_a_conflict),
		test_things(a_swallowed_error_still_rolls_back),
		test_things(after_an_error_no_more_rows_come),
		test_things(an_error_of_a_post_comes_at_the_latest_from_the_commit),
		test_things(many_posts_arrive),
		test_things(transactions_do_not_nest),
		test_things(a_read_cannot_write),
		test_things(touched_rows_are_counted),
		test_things(cursors_nest),
		test_things(one_query_is_read_twice_at_once),
		test_things(a_cursor_ends_with_its_transaction),
		test_things(a_look_up_may_find_nothing),
		test_db(a_million_rows_need_no_memory),
		test_db(many_look_ups_leave_nothing_behind),
		test_things(racing_writers_end_at_the_right_sum),
		test_things(a_reader_sees_one_snapshot),
		test_things(more_readers_than_connections_take_turns),
		test_db(ids_rise_and_never_repeat),
		test_db(ids_rise_over_a_restart),
		test_db(a_named_lock_excludes_until_the_arena_is_rewound),
		test_db(the_folder_is_closed_to_others),
		test_db(a_database_that_is_not_there_is_missing),
		test_things(numbers_asked_again_are_those_of_the_snapshot),
		test_things(rested_connections_read_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
