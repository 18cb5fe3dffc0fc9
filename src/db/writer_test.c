/* SPDX-License-Identifier: Apache-2.0 */
/* SQLite's writer: groups, full disks and sudden ends. Each test opens a file of its own. */
#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "db/db.h"
#include "db/internal.h"

#define BYTES_MAX    (64u << 20)
#define THREADS      32
#define EACH         200
#define BIG_BYTES    (48 << 10) /* 3,000 of them pass twice what the log may hold */
#define FILE_MAX     (2u << 20)
#define CHILD_GOOD   7

#define QUERY(text, count) \
	(&(const struct db_query){ .name = "test", .sqlite = (text), .postgres = (text), .id = -1, \
	                           .params = (count) })

static char folder[64];

static struct str path_of(struct arena *arena)
{
	return str_fmt(arena, "%s/a.db", folder);
}

static struct ctx open_here(bool create)
{
	struct ctx c = { .arena = arena_new(BYTES_MAX) };
	const struct err *err = db_open(c.arena, path_of(c.arena), create, &c.db);

	if (err != NULL)
		print_error("%s %.*s\n", err->message, STR_ARG(err->detail));
	assert_null(err);
	return c;
}

static const struct err *make_table(struct ctx *c, void *arg)
{
	(void)arg;
	return db_run_script(
		c, STR("CREATE TABLE t (id INTEGER NOT NULL PRIMARY KEY, n INTEGER NOT NULL,"
	               " bytes BLOB) STRICT;"
	               "INSERT INTO t (id, n) VALUES (1, 0)"));
}

static int make_folder(void **state)
{
	struct ctx *c = calloc(1, sizeof(*c));

	assert_non_null(c);
	memcpy(folder, "/tmp/abdi-writer-XXXXXX", sizeof("/tmp/abdi-writer-XXXXXX"));
	assert_non_null(mkdtemp(folder));
	*c = open_here(true);
	assert_null(db_write(c, make_table, NULL));
	*state = c;
	return 0;
}

static void close_here(struct ctx *c)
{
	if (c->arena != NULL)
		arena_free(c->arena);
	c->arena = NULL;
}

static int remove_folder(void **state)
{
	static const char *const names[] = { "a.db.d/lock", "a.db.d",   "a.db",
		                             "a.db-wal",    "a.db-shm", "" };

	close_here(*state);
	free(*state);
	for (size_t i = 0; i < COUNT(names); i++) {
		char path[128];

		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		remove(path);
	}
	return access(folder, F_OK) == 0 ? -1 : 0;
}

static const struct err *add_one(struct ctx *c, void *arg)
{
	(void)arg;
	return db_exec(c, QUERY("UPDATE t SET n = n + 1 WHERE id = 1", 0), DB_NONE);
}

static const struct err *read_number(struct ctx *c, void *arg)
{
	struct db_rows *rows;
	bool found;

	TRY(db_find(c, QUERY("SELECT n, (SELECT count(*) FROM t) FROM t WHERE id = 1", 0), DB_NONE,
	            &rows, &found));
	((int64_t *)arg)[0] = db_col_int(rows, 0);
	((int64_t *)arg)[1] = db_col_int(rows, 1);
	return NULL;
}

static int64_t number(struct ctx *c)
{
	int64_t n[2] = { -1, -1 };

	assert_null(db_read(c, read_number, n));
	return n[0];
}

static int64_t row_count(struct ctx *c)
{
	int64_t n[2] = { -1, -1 };

	assert_null(db_read(c, read_number, n));
	return n[1];
}

static const struct err *check_integrity(struct ctx *c, void *arg)
{
	struct db_rows *rows;
	bool found;

	(void)arg;
	TRY(db_find(c, QUERY("PRAGMA integrity_check", 0), DB_NONE, &rows, &found));
	assert_true(str_eq(db_col_str(rows, 0), STR("ok")));
	return NULL;
}

/* Groups ------------------------------------------------------------------------------------- */

struct other {
	struct ctx *c;
	pthread_t thread;
	db_work *work;
	int times;
	int refused;
};

static void *write_often(void *arg)
{
	struct other *other = arg;
	struct ctx c = *other->c;

	c.arena = arena_new(BYTES_MAX);
	for (int i = 0; i < other->times; i++)
		other->refused += db_write(&c, other->work, other) != NULL;
	arena_free(c.arena);
	return NULL;
}

static void run_all(struct other *others, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_int_equal(pthread_create(&others[i].thread, NULL, write_often, &others[i]),
		                 0);
	for (size_t i = 0; i < count; i++)
		pthread_join(others[i].thread, NULL);
}

static void many_jobs_share_a_commit(void **state)
{
	struct ctx *c = *state;
	struct other others[THREADS];
	int64_t commits = db_commit_count(c->db);

	for (size_t i = 0; i < COUNT(others); i++)
		others[i] = (struct other){ .c = c, .work = add_one, .times = EACH };
	run_all(others, COUNT(others));
	commits = db_commit_count(c->db) - commits;
	assert_int_equal(number(c), THREADS * EACH);
	print_message("%d jobs, %d commits\n", THREADS * EACH, (int)commits);
	assert_true(commits < THREADS * EACH / 4);
}

/* Adds one, then refuses every other time. */
static const struct err *add_and_often_refuse(struct ctx *c, void *arg)
{
	static _Atomic int turn;

	TRY(add_one(c, arg));
	if (turn++ % 2 == 0)
		return err_new(c->arena, ERR_INVALID, STR(""), "test.refused", STR(""));
	return NULL;
}

/* A row that is there already. */
static const struct err *add_again(struct ctx *c, void *arg)
{
	TRY(add_one(c, arg));
	return db_exec(c, QUERY("INSERT INTO t (id, n) VALUES (1, 1)", 0), DB_NONE);
}

static void a_failing_job_does_not_hurt_its_neighbours(void **state)
{
	struct ctx *c = *state;
	struct other others[THREADS];
	int64_t refused = 0;

	for (size_t i = 0; i < COUNT(others); i++)
		others[i] = (struct other){
			.c = c,
			.work = i % 3 == 0   ? add_and_often_refuse
			        : i % 3 == 1 ? add_again
			                     : add_one,
			.times = 50,
		};
	run_all(others, COUNT(others));
	for (size_t i = 0; i < COUNT(others); i++) {
		refused += others[i].refused;
		if (i % 3 == 1)
			assert_int_equal(others[i].refused, 50);
		if (i % 3 == 2)
			assert_int_equal(others[i].refused, 0);
	}
	assert_int_equal(number(c), THREADS * 50 - refused);
}

/* SQLite forgets the whole transaction here, as it does by itself on some failures of the disk. */
static const struct err *bring_the_group_down(struct ctx *c, void *arg)
{
	TRY(add_one(c, arg));
	TRY(db_run_script(c, STR("ROLLBACK")));
	return err_new(c->arena, ERR_IO, STR(""), "test.broken", STR(""));
}

static void a_lost_group_is_run_again_without_the_one_to_blame(void **state)
{
	struct ctx *c = *state;
	struct other others[THREADS];
	int64_t refused = 0;

	for (size_t i = 0; i < COUNT(others); i++)
		others[i] = (struct other){
			.c = c,
			.work = i == 0 ? bring_the_group_down : add_one,
			.times = i == 0 ? 10 : 50,
		};
	run_all(others, COUNT(others));
	for (size_t i = 1; i < COUNT(others); i++)
		refused += others[i].refused;
	assert_int_equal(others[0].refused, 10);
	assert_int_equal(number(c), (THREADS - 1) * 50 - refused);
	assert_int_equal(refused, 0);
}

/* The log ------------------------------------------------------------------------------------ */

static const struct err *add_big(struct ctx *c, void *arg)
{
	static const char bytes[BIG_BYTES];
	int64_t *id = arg;

	++*id;
	return db_exec(c, QUERY("INSERT INTO t (id, n, bytes) VALUES ($1, 0, $2)", 2),
	               DB_BIND(db_int(*id), db_blob((struct str){ bytes, sizeof(bytes) })));
}

static int64_t size_of(const char *name)
{
	char path[128];
	struct stat found;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return stat(path, &found) == 0 ? (int64_t)found.st_size : -1;
}

static void the_log_stays_short_and_is_emptied_at_the_end(void **state)
{
	struct ctx *c = *state;
	int64_t id = 1;

	for (int i = 0; i < 3000; i++) {
		struct arena_mark mark = arena_mark(c->arena);

		assert_null(db_write(c, add_big, &id));
		arena_rewind(c->arena, mark);
	}
	assert_true(size_of("a.db") > 64 << 20);
	assert_true(size_of("a.db-wal") > 0);
	assert_true(size_of("a.db-wal") < 80 << 20);
	close_here(c);
	assert_true(size_of("a.db-wal") <= 0);
}

static void the_file_and_its_folder_are_private(void **state)
{
	struct stat found;
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "%s/a.db", folder);
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0600);
	snprintf(path, sizeof(path), "%s/a.db.d", folder);
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0700);
}

static void move(const char *from, const char *to)
{
	char source[128];
	char target[128];

	snprintf(source, sizeof(source), "%s/%s", folder, from);
	snprintf(target, sizeof(target), "%s/%s", folder, to);
	assert_int_equal(rename(source, target), 0);
}

static const struct err *look_on(struct ctx *c, void *arg)
{
	(void)c;
	(void)arg;
	return NULL;
}

/* SQLite itself goes on with a file that nobody will find again. */
static void what_is_written_goes_into_the_file_that_is_there(void **state)
{
	struct ctx *c = *state;
	int64_t id = 1;
	const struct err *err;

	move("a.db", "b.db");
	err = db_write(c, add_big, &id);
	assert_true(err != NULL && err->code == ERR_GONE);
	assert_string_equal(err->message, "err.database_moved");
	err = db_read(c, look_on, NULL);
	assert_true(err != NULL && err->code == ERR_GONE);
	move("b.db", "a.db");
	assert_true(db_file_look(c->db));
	assert_null(db_read(c, look_on, NULL));
	assert_int_equal(row_count(c), 1);
	id = 1;
	assert_null(db_write(c, add_big, &id));
	assert_int_equal(row_count(c), 2);
	move("a.db", "b.db");
	assert_false(db_file_look(c->db));
	move("b.db", "a.db");
	assert_true(db_file_look(c->db));
}

/* Other processes ---------------------------------------------------------------------------- */

/* Run `body` in a child and give what it returned; -1 when it was killed. */
static int in_child(int (*body)(void))
{
	pid_t child = fork();
	int status = 0;

	assert_true(child >= 0);
	if (child == 0)
		_exit(body());
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int open_second(void)
{
	struct arena *arena = arena_new(BYTES_MAX);
	struct db *db;
	const struct err *err = db_open(arena, path_of(arena), false, &db);

	if (err == NULL)
		return CHILD_GOOD;
	return err->code == ERR_BUSY && strcmp(err->message, "err.database_held") == 0 &&
	                       str_find(err->value,
	                                str_fmt(arena, "%.*s (PID %ld, http://x:1)",
	                                        STR_ARG(path_of(arena)), (long)getppid())) >= 0
	               ? 1
	               : 2;
}

static void a_second_process_is_refused_and_told_by_whom(void **state)
{
	struct ctx *c = *state;
	struct db_holder holder;

	assert_true(db_holder_find(c->arena, path_of(c->arena), &holder));
	assert_int_equal(holder.pid, getpid());
	assert_int_equal(holder.address.len, 0);
	assert_null(db_holder_tell(c->arena, c->db, STR("http://x:1")));
	assert_true(db_holder_find(c->arena, path_of(c->arena), &holder));
	assert_true(str_eq(holder.address, STR("http://x:1")));
	assert_int_equal(in_child(open_second), 1);
	close_here(*state);
	assert_int_equal(in_child(open_second), CHILD_GOOD);
}

/* Fill the file up to the limit on its size; what was acknowledged is told by the exit code. */
static int fill_up(void)
{
	struct rlimit limit = { FILE_MAX, FILE_MAX };
	struct ctx c;
	int64_t id = 1;
	int written = 0;
	const struct err *err = NULL;

	signal(SIGXFSZ, SIG_IGN);
	if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
		return 0;
	c = open_here(false);
	while (written < 250 && (err = db_write(&c, add_big, &id)) == NULL)
		written++;
	if (err == NULL || err->code != ERR_FULL || strcmp(err->message, "err.database_full") != 0)
		return 0;
	if (row_count(&c) != written + 1)
		return 0;
	/* Small ones may still go in or not, but nothing hangs or breaks. */
	(void)db_write(&c, add_one, NULL);
	if (row_count(&c) != written + 1)
		return 0;
	close_here(&c);
	return written;
}

static void a_full_disk_leaves_what_was_acknowledged(void **state)
{
	struct ctx *c = *state;
	int written;

	close_here(c);
	written = in_child(fill_up);
	assert_true(written > 10);
	*c = open_here(false);
	assert_null(db_read(c, check_integrity, NULL));
	assert_int_equal(row_count(c), written + 1);
	assert_null(db_write(c, add_one, NULL));
}

static const struct err *limit_pages(struct ctx *c, void *arg)
{
	(void)arg;
	return db_run_script(c, STR("PRAGMA max_page_count = 40"));
}

static const struct err *add_five_big(struct ctx *c, void *arg)
{
	int64_t *id = arg;

	for (int i = 0; i < 12; i++)
		TRY(add_big(c, id));
	return NULL;
}

static void a_job_that_does_not_fit_leaves_nothing(void **state)
{
	struct ctx *c = *state;
	int64_t id = 1;
	const struct err *err;

	assert_null(db_write(c, limit_pages, NULL));
	err = db_write(c, add_five_big, &id);
	assert_non_null(err);
	assert_int_equal(err->code, ERR_FULL);
	assert_int_equal(row_count(c), 1);
	assert_null(db_write(c, add_one, NULL));
	assert_int_equal(number(c), 1);
	assert_null(db_read(c, check_integrity, NULL));
}

static const struct err *die_half_way(struct ctx *c, void *arg)
{
	TRY(add_five_big(c, arg));
	kill(getpid(), SIGKILL);
	return NULL;
}

static int be_killed(void)
{
	struct ctx c = open_here(false);
	int64_t id = 1;

	if (db_write(&c, add_one, NULL) != NULL)
		return 0;
	(void)db_write(&c, die_half_way, &id);
	return 0;
}

static void a_killed_process_leaves_nothing_half_done(void **state)
{
	struct ctx *c = *state;

	close_here(c);
	assert_int_equal(in_child(be_killed), -1);
	*c = open_here(false);
	assert_int_equal(number(c), 1);
	assert_int_equal(row_count(c), 1);
	assert_null(db_read(c, check_integrity, NULL));
}

static void a_file_that_is_no_database_is_corrupt(void **state)
{
	struct ctx *c = *state;
	char path[128];
	FILE *file;
	struct db *db;
	const struct err *err;

	close_here(c);
	snprintf(path, sizeof(path), "%s/a.db", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	for (int i = 0; i < 1000; i++)
		fputs("this is no database; ", file);
	fclose(file);
	c->arena = arena_new(BYTES_MAX);
	err = db_open(c->arena, path_of(c->arena), false, &db);
	assert_non_null(err);
	assert_int_equal(err->code, ERR_CORRUPT);
}

#define test_file(function) cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_file(many_jobs_share_a_commit),
		test_file(a_failing_job_does_not_hurt_its_neighbours),
		test_file(a_lost_group_is_run_again_without_the_one_to_blame),
		test_file(the_log_stays_short_and_is_emptied_at_the_end),
		test_file(the_file_and_its_folder_are_private),
		test_file(what_is_written_goes_into_the_file_that_is_there),
		test_file(a_second_process_is_refused_and_told_by_whom),
		test_file(a_full_disk_leaves_what_was_acknowledged),
		test_file(a_job_that_does_not_fit_leaves_nothing),
		test_file(a_killed_process_leaves_nothing_half_done),
		test_file(a_file_that_is_no_database_is_corrupt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
