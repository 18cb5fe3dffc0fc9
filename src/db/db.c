/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "db/internal.h"
#include "sql_db.h"

/* Failures ----------------------------------------------------------------------------------- */

const struct err *conn_error(struct arena *arena, const struct db_conn *conn)
{
	assert(conn->failure.set);
	return err_detail(arena, conn->failure.code, conn->failure.message, "%s",
	                  conn->failure.detail);
}

const struct err *conn_fail(struct arena *arena, struct db_conn *conn, enum err_code code,
                            const char *message, const char *format, ...)
{
	struct db_failure *failure = &conn->failure;
	va_list args;

	if (!failure->set) {
		failure->set = true;
		failure->code = code;
		failure->message = message;
		va_start(args, format);
		vsnprintf(failure->detail, sizeof(failure->detail), format, args);
		va_end(args);
		for (char *at = failure->detail; *at != '\0'; at++)
			*at = *at == '\n' ? ' ' : *at;
	}
	return conn_error(arena, conn);
}

static const struct err *misuse(struct ctx *c, const char *what)
{
	return err_detail(c->arena, ERR_INTERNAL, "err.database_internal", "%s", what);
}

/* The pool ----------------------------------------------------------------------------------- */

/* One that is free, best one that is connected; NULL when all are lent. */
static struct db_conn *pool_free_conn(struct db *db)
{
	struct db_conn *found = NULL;

	for (size_t i = 0; i < DB_READERS_MAX; i++) {
		if (db->pool[i].lent)
			continue;
		if (db->pool[i].own != NULL)
			return &db->pool[i];
		if (found == NULL)
			found = &db->pool[i];
	}
	return found;
}

static const struct err *conn_connect(struct arena *arena, struct db_conn *conn)
{
	if (conn->own != NULL)
		return NULL;
	if (atomic_load(&conn->db->keeper_doubted))
		TRY(keeper_check(arena, conn->db));
	TRY(conn->db->ops->connect(arena, conn));
	conn->fresh = true;
	return NULL;
}

static const struct err *lend(struct ctx *c, struct db_conn *conn, struct db_conn **out)
{
	const struct err *err = conn_connect(c->arena, conn);

	if (err != NULL) {
		conn_return(conn);
		return err;
	}
	*out = conn;
	return NULL;
}

const struct err *conn_take(struct ctx *c, struct db_conn **out)
{
	struct db *db = c->db;
	struct db_conn *conn;

	pthread_mutex_lock(&db->pool_mutex);
	while ((conn = pool_free_conn(db)) == NULL)
		pthread_cond_wait(&db->pool_returned, &db->pool_mutex);
	conn->lent = true;
	pthread_mutex_unlock(&db->pool_mutex);
	return lend(c, conn, out);
}

const struct err *conn_take_free(struct ctx *c, struct db_conn **out)
{
	struct db *db = c->db;
	struct db_conn *conn;

	*out = NULL;
	pthread_mutex_lock(&db->pool_mutex);
	conn = pool_free_conn(db);
	if (conn != NULL)
		conn->lent = true;
	pthread_mutex_unlock(&db->pool_mutex);
	return conn == NULL ? NULL : lend(c, conn, out);
}

void conn_return(struct db_conn *conn)
{
	struct db *db = conn->db;

	if (conn->failure.lost) {
		db->ops->disconnect(conn);
		atomic_store(&db->keeper_doubted, true);
	}
	pthread_mutex_lock(&db->pool_mutex);
	conn->lent = false;
	pthread_cond_signal(&db->pool_returned);
	pthread_mutex_unlock(&db->pool_mutex);
}

void conn_rows_end(struct db_conn *conn)
{
	while (conn->open_rows != NULL)
		db_rows_end(conn->open_rows);
}

/* This one, when it is free and connected. */
static bool pool_take(struct db_conn *conn)
{
	bool taken;

	pthread_mutex_lock(&conn->db->pool_mutex);
	taken = !conn->lent && conn->own != NULL;
	conn->lent = conn->lent || taken;
	pthread_mutex_unlock(&conn->db->pool_mutex);
	return taken;
}

void db_rest(struct db *db)
{
	for (size_t i = 0; db->ops->rest != NULL && i < DB_READERS_MAX; i++) {
		if (!pool_take(&db->pool[i]))
			continue;
		db->ops->rest(&db->pool[i]);
		conn_return(&db->pool[i]);
	}
}

/* Transactions ------------------------------------------------------------------------------- */

static const struct err *say(struct ctx *c, const struct db_query *query)
{
	return c->db->ops->exec(c, query, DB_NONE, NULL);
}

/*
 * Begin. A connection that lay in the pool may have died there, with its server; nothing was
 * asked of it yet, so one new connection is tried before that becomes an error.
 */
static const struct err *begin_on(struct ctx *c, const struct db_query *begin)
{
	struct db_conn *conn = c->conn;
	const struct err *err;

	conn->failure = (struct db_failure){ 0 };
	err = say(c, begin);
	if (err != NULL && conn->failure.lost && !conn->fresh) {
		c->db->ops->disconnect(conn);
		atomic_store(&c->db->keeper_doubted, true);
		TRY(conn_connect(c->arena, conn));
		conn->failure = (struct db_failure){ 0 };
		err = say(c, begin);
	}
	conn->fresh = false;
	return err;
}

/* Roll back and keep what was kept, for who decides whether to try again. */
static void roll_back(struct ctx *c)
{
	struct db_conn *conn = c->conn;
	struct db_failure kept = conn->failure;

	if (kept.lost)
		return;
	conn->failure = (struct db_failure){ 0 };
	if (say(c, &SQL_DB_ROLLBACK) != NULL)
		kept.lost = conn->failure.lost;
	conn->failure = kept;
}

static const struct err *commit(struct ctx *c, bool writing)
{
	struct db_failure *failure = &c->conn->failure;
	const struct err *err = say(c, &SQL_DB_COMMIT);

	if (err == NULL || !failure->lost || !writing)
		return err;
	return err_detail(
		c->arena, failure->code, failure->message,
		"connection lost during COMMIT, whether it was carried out is unknown: %s",
		failure->detail);
}

const struct err *conn_transact(struct ctx *c, struct db_conn *conn, const struct db_query *begin,
                                db_work *work, void *arg)
{
	const struct err *err;
	const struct err *unsettled;

	c->conn = conn;
	conn->reading = begin == &SQL_DB_BEGIN_READ;
	conn->answered.query = NULL;
	conn->stamp = conn->reading ? atomic_load(&c->db->commit_stamp) : 0;
	err = begin_on(c, begin);
	if (err == NULL) {
		err = work(c, arg);
		conn_rows_end(conn);
		unsettled = c->db->ops->settle(c);
		if (err == NULL)
			err = unsettled;
		if (err == NULL)
			err = commit(c, begin == &SQL_DB_BEGIN_WRITE);
		if (err != NULL)
			roll_back(c);
	}
	c->conn = NULL;
	return err;
}

const struct err *db_read(struct ctx *c, db_work *work, void *arg)
{
	struct db_conn *conn;
	const struct err *err;

	if (c->conn != NULL)
		return misuse(c, "a transaction inside a transaction");
	if (atomic_load(&c->db->file_gone))
		return err_detail(c->arena, ERR_GONE, "err.database_moved",
		                  "the file is not where it was opened");
	TRY(conn_take(c, &conn));
	err = conn_transact(c, conn, &SQL_DB_BEGIN_READ, work, arg);
	conn_return(conn);
	return err;
}

const struct err *db_write(struct ctx *c, db_work *work, void *arg)
{
	if (c->conn != NULL)
		return misuse(c, "a transaction inside a transaction");
	return c->db->ops->write(c, work, arg);
}

/* Statements --------------------------------------------------------------------------------- */

static const struct err *use_check(struct ctx *c, const struct db_query *query, size_t count)
{
	if (c->conn == NULL)
		return misuse(c, "a statement outside a transaction");
	if ((size_t)query->params != count)
		return misuse(c, query->name);
	return NULL;
}

const struct err *db_exec(struct ctx *c, const struct db_query *query,
                          const struct db_value *values, size_t count)
{
	return db_exec_count(c, query, values, count, NULL);
}

const struct err *db_exec_count(struct ctx *c, const struct db_query *query,
                                const struct db_value *values, size_t count, int64_t *changed)
{
	TRY(use_check(c, query, count));
	TRY(posts_send(c));
	return c->db->ops->exec(c, query, values, count, changed);
}

const struct err *db_post(struct ctx *c, const struct db_query *query,
                          const struct db_value *values, size_t count)
{
	TRY(use_check(c, query, count));
	if (c->conn->posts != NULL && query->tuple > 0 && query->id >= 0)
		return posts_add(c, query, values);
	TRY(posts_send(c));
	return c->db->ops->post(c, query, values, count);
}

const struct err *db_prepare(struct ctx *c, const struct db_query *query)
{
	struct db_conn *conn;
	const struct err *err;

	TRY(conn_take(c, &conn));
	conn->failure = (struct db_failure){ 0 };
	c->conn = conn;
	err = c->db->ops->prepare(c, query);
	c->conn = NULL;
	conn_return(conn);
	return err;
}

const struct err *db_run_script(struct ctx *c, struct str text)
{
	struct str statement;

	if (c->conn == NULL)
		return misuse(c, "a script outside a transaction");
	TRY(posts_send(c));
	while (script_cut(&text, c->db->engine, &statement))
		TRY(c->db->ops->run(c, statement));
	return NULL;
}

/* Rows --------------------------------------------------------------------------------------- */

static void rows_end_deferred(void *arg)
{
	db_rows_end(arg);
}

static const struct err *rows_open(struct ctx *c, const struct db_query *query,
                                   const struct db_value *values, size_t count, bool brief,
                                   struct db_rows **out)
{
	struct db_rows *rows;

	TRY(use_check(c, query, count));
	TRY(posts_send(c));
	rows = ARENA_NEW(c->arena, struct db_rows);
	rows->arena = c->arena;
	rows->conn = c->conn;
	TRY(c->db->ops->open(c, query, values, count, brief, rows));
	rows->next_open = c->conn->open_rows;
	c->conn->open_rows = rows;
	*out = rows;
	return NULL;
}

const struct err *db_query(struct ctx *c, const struct db_query *query,
                           const struct db_value *values, size_t count, struct db_rows **out)
{
	TRY(rows_open(c, query, values, count, false, out));
	arena_defer(c->arena, rows_end_deferred, *out);
	return NULL;
}

const struct err *db_next(struct db_rows *rows, bool *more)
{
	if (rows->conn == NULL) {
		if (!rows->done)
			return err_detail(rows->arena, ERR_INTERNAL, "err.database_internal",
			                  "a cursor read after its end");
		*more = false;
		return NULL;
	}
	if (rows->conn->failure.set)
		return conn_error(rows->arena, rows->conn);
	TRY(rows->conn->db->ops->next(rows, more));
	if (!*more) {
		rows->done = true;
		db_rows_end(rows);
	}
	return NULL;
}

void db_rows_end(struct db_rows *rows)
{
	struct db_rows **link;

	if (rows->conn == NULL)
		return;
	link = &rows->conn->open_rows;
	while (*link != rows)
		link = &(*link)->next_open;
	*link = rows->next_open;
	rows->conn->db->ops->end(rows);
	rows->conn = NULL;
}

/* The row is copied, so that the statement is free again at once. */
const struct err *db_find(struct ctx *c, const struct db_query *query,
                          const struct db_value *values, size_t count, struct db_rows **out,
                          bool *found)
{
	const struct err *err;
	struct db_rows *rows;
	bool more = false;

	TRY(rows_open(c, query, values, count, true, &rows));
	err = db_next(rows, &more);
	for (int i = 0; err == NULL && more && i < rows->column_count; i++) {
		struct db_cell *cell = &rows->cells[i];

		if (cell->type == DB_TEXT || cell->type == DB_BLOB)
			cell->text = str_copy(c->arena, cell->text);
	}
	db_rows_end(rows);
	if (err != NULL)
		return err;
	*out = rows;
	*found = more;
	return NULL;
}

const struct err *db_numbers(struct ctx *c, const struct db_query *query,
                             const struct db_value *values, size_t count, int64_t *out,
                             size_t columns)
{
	int64_t value = count == 0 ? 0 : values[0].number;
	struct db_answered *answered;
	struct db_rows *row;
	bool found;

	assert(columns <= DB_NUMBERS_MAX && count <= 1 && (count == 0 || values[0].type == DB_INT));
	TRY(use_check(c, query, count));
	answered = &c->conn->answered;
	if (!c->conn->reading || answered->query != query || answered->value != value) {
		answered->query = NULL;
		TRY(db_find(c, query, values, count, &row, &found));
		for (size_t i = 0; i < columns; i++)
			answered->numbers[i] = found ? db_col_int(row, (int)i) : 0;
		answered->query = query;
		answered->value = value;
	}
	memcpy(out, answered->numbers, columns * sizeof(*out));
	return NULL;
}

/* Opening and closing ------------------------------------------------------------------------ */

enum db_engine db_engine_of(const struct db *db)
{
	return db->engine;
}

struct str db_folder(const struct db *db)
{
	return db->folder;
}

int64_t db_commit_count(const struct db *db)
{
	return atomic_load(&db->commit_count);
}

const struct err *db_folder_make(struct arena *arena, struct db *db)
{
	if (mkdir(str_c(arena, db->folder), 0700) != 0 && errno != EEXIST)
		return err_errno(arena, errno, db->folder);
	return NULL;
}

static void db_close(void *arg)
{
	struct db *db = arg;

	for (size_t i = 0; i < DB_READERS_MAX; i++)
		db->ops->disconnect(&db->pool[i]);
	db->ops->close(db);
	lock_file_drop(db);
	pthread_rwlock_destroy(&db->write_gate);
	pthread_mutex_destroy(&db->lock_mutex);
	pthread_cond_destroy(&db->pool_returned);
	pthread_mutex_destroy(&db->pool_mutex);
}

/* Who wants the gate for itself must not wait while others keep coming. */
static void gate_init(pthread_rwlock_t *gate)
{
	pthread_rwlockattr_t kind;

	pthread_rwlockattr_init(&kind);
	pthread_rwlockattr_setkind_np(&kind, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
	pthread_rwlock_init(gate, &kind);
	pthread_rwlockattr_destroy(&kind);
}

static struct db *db_new(struct arena *arena, enum db_engine engine, const struct db_ops *ops)
{
	struct db *db = ARENA_NEW(arena, struct db);

	db->engine = engine;
	db->ops = ops;
	db->lock_fd = -1;
	db->keeper.db = db;
	for (size_t i = 0; i < DB_READERS_MAX; i++)
		db->pool[i].db = db;
	pthread_mutex_init(&db->pool_mutex, NULL);
	pthread_cond_init(&db->pool_returned, NULL);
	pthread_mutex_init(&db->lock_mutex, NULL);
	gate_init(&db->write_gate);
	arena_defer(arena, db_close, db);
	return db;
}

/* The file must be there for SQLite to open: its mode is ours to choose, and a typing mistake
 * in its name must not make a new one. */
static const struct err *file_make(struct arena *arena, struct db *db)
{
	int fd = open(str_c(arena, db->address), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	struct stat status = { .st_ino = 0 };

	if (fd < 0)
		return err_errno(arena, errno, db->address);
	(void)fstat(fd, &status);
	close(fd);
	db->file_path = str_c(arena, db->address);
	db->file_dev = status.st_dev;
	db->file_ino = status.st_ino;
	return NULL;
}

bool db_file_look(struct db *db)
{
	struct stat status;
	bool there;

	if (db->engine != DB_SQLITE)
		return true;
	there = stat(db->file_path, &status) == 0 && status.st_dev == db->file_dev &&
	        status.st_ino == db->file_ino;
	atomic_store(&db->file_gone, !there);
	return there;
}

static const struct err *open_sqlite(struct arena *arena, struct str path, bool create,
                                     struct db **out)
{
	struct db *db = db_new(arena, DB_SQLITE, &sqlite_ops);
	struct stat found;

	/* With a slash in it no name is special to SQLite. */
	db->address = str_fmt(arena, "%s%.*s", str_find_char(path, '/') < 0 ? "./" : "",
	                      STR_ARG(path));
	db->folder = str_fmt(arena, "%.*s.d", STR_ARG(path));
	if (!create && stat(str_c(arena, path), &found) != 0 && errno == ENOENT)
		return err_new(arena, ERR_MISSING, STR("db"), "err.database_missing", path);
	TRY(db_folder_make(arena, db));
	TRY(lock_file_take(arena, db));
	TRY(file_make(arena, db));
	TRY(writer_start(arena, db));
	*out = db;
	return NULL;
}

static const struct err *open_postgres(struct arena *arena, struct str url, struct db **out)
{
	struct db *db = db_new(arena, DB_POSTGRES, &postgres_ops);

	db->address = str_copy(arena, url);
	TRY(keeper_check(arena, db));
	db->folder = str_fmt(arena, "%.*s.d", STR_ARG(postgres_database(&db->keeper)));
	TRY(db_folder_make(arena, db));
	*out = db;
	return NULL;
}

const struct err *db_open(struct arena *arena, struct str url, bool create, struct db **out)
{
	if (str_starts(url, STR("postgresql://")) || str_starts(url, STR("postgres://")))
		return open_postgres(arena, url, out);
	return open_sqlite(arena, url, create, out);
}
