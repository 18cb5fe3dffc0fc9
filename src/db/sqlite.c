/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "db/internal.h"
#include "sql_db.h"

#define BUSY_WAIT_MS     5000 /* a shell that someone opened on the file holds it for a moment */
#define LOG_BYTES        (64 << 20) /* the write-ahead log is moved into the file past this size */
#define PAGE_BYTES       4096
#define LOG_PAGES        (LOG_BYTES / PAGE_BYTES)
#define STEPS_BETWEEN    500 /* of SQLite's machine, about 10 us, between two questions */
#define LOG_PAGES_STEP   (LOG_PAGES / 4) /* how much more, when a reader held the last move back */

/*
 * A prepared statement in the cache of its connection.
 *   order    value of each placeholder: SQLite numbers $2 first when it is written first
 *   in_use   a cursor reads from it; a second use then gets a statement of its own
 */
struct statement {
	sqlite3_stmt *handle;
	int placeholder_count;
	unsigned char *order;
	bool in_use;
};

/*
 * The engine's part of a connection.
 *   row_statements   the writer's: each INSERT for POSTS_ROWS rows, by the id of its query
 *   log_pages   length of the write-ahead log at the last commit
 *   move_at     length at which to move it into the file
 */
struct sqlite {
	sqlite3 *handle;
	struct arena *arena;
	struct statement *statements;
	sqlite3_stmt **row_statements;
	int log_pages;
	int move_at;
};

/* A cursor's statement, and whether it is the cache's. */
struct cursor {
	struct statement *statement;
	struct statement own;
};

static struct sqlite *sqlite_of(const struct db_conn *conn)
{
	return conn->own;
}

/* Errors ------------------------------------------------------------------------------------- */

static bool is_full(int errno_value)
{
	return errno_value == ENOSPC || errno_value == EFBIG || errno_value == EDQUOT;
}

/* What the system last said of the file (or its log) that SQLite gives us. */
static int file_errno(sqlite3 *handle, int which)
{
	sqlite3_file *file = NULL;
	int last = 0;

	if (sqlite3_file_control(handle, "main", which, &file) != SQLITE_OK || file == NULL ||
	    file->pMethods == NULL)
		return 0;
	file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &last);
	return last;
}

/* sqlite3_system_errno() may tell of what SQLite did afterwards to clean up; the files remember. */
static bool is_disk_full(sqlite3 *handle)
{
	return is_full(sqlite3_system_errno(handle)) ||
	       is_full(file_errno(handle, SQLITE_FCNTL_JOURNAL_POINTER)) ||
	       is_full(file_errno(handle, SQLITE_FCNTL_FILE_POINTER));
}

/* Which of our errors an extended result code of SQLite is. */
static enum err_code code_of(sqlite3 *handle, int result, const char **message)
{
	*message = "err.database_internal";
	if (result == SQLITE_CONSTRAINT_UNIQUE || result == SQLITE_CONSTRAINT_PRIMARYKEY ||
	    result == SQLITE_CONSTRAINT_ROWID || result == SQLITE_CONSTRAINT_TRIGGER) {
		*message = "err.database_unique";
		return ERR_CONFLICT;
	}
	switch (result & 0xff) {
	case SQLITE_FULL: *message = "err.database_full"; return ERR_FULL;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		if (is_disk_full(handle)) {
			*message = "err.database_full";
			return ERR_FULL;
		}
		*message = "err.io";
		return ERR_IO;
	case SQLITE_BUSY:
	case SQLITE_LOCKED: *message = "err.database_busy"; return ERR_BUSY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB: *message = "err.database_corrupt"; return ERR_CORRUPT;
	default: return ERR_INTERNAL;
	}
}

static const struct err *fail(struct arena *arena, struct db_conn *conn, int result,
                              const char *what)
{
	sqlite3 *handle = sqlite_of(conn)->handle;
	const char *message;
	enum err_code code = code_of(handle, result, &message);

	return conn_fail(arena, conn, code, message, "%s: sqlite %d: %s", what, result,
	                 sqlite3_errmsg(handle));
}

/* Statements --------------------------------------------------------------------------------- */

/*
 * Which value each placeholder takes: its name is "$2", its place is the order of appearance.
 */
static void order_read(struct statement *s, struct arena *arena)
{
	s->placeholder_count = sqlite3_bind_parameter_count(s->handle);
	assert(s->placeholder_count <= DB_PARAMS_MAX);
	if (s->placeholder_count == 0)
		return;
	s->order = arena_alloc(arena, (size_t)s->placeholder_count);
	for (int i = 0; i < s->placeholder_count; i++) {
		const char *name = sqlite3_bind_parameter_name(s->handle, i + 1);
		int64_t number = i + 1;

		if (name != NULL && !str_int(str_of(name + 1), &number))
			number = i + 1;
		assert(number >= 1 && number <= DB_PARAMS_MAX);
		s->order[i] = (unsigned char)(number - 1);
	}
}

static const struct err *statement_make(struct ctx *c, const struct db_query *query,
                                        struct arena *arena, struct statement *s)
{
	struct sqlite *own = sqlite_of(c->conn);
	unsigned int flags = query->id >= 0 ? SQLITE_PREPARE_PERSISTENT : 0;
	int result = sqlite3_prepare_v3(own->handle, query->sqlite, -1, flags, &s->handle, NULL);

	if (result != SQLITE_OK)
		return fail(c->arena, c->conn, result, query->name);
	order_read(s, arena);
	return NULL;
}

/* The transaction must be alive: after an error, and outside one, nothing more may be written. */
static const struct err *alive_check(struct ctx *c)
{
	struct db_conn *conn = c->conn;

	if (conn->failure.set)
		return conn_error(c->arena, conn);
	return NULL;
}

/*
 * A statement ready to be bound: the cache's, or `spare` when the query is not one of the
 * program's or its statement is being read from.
 */
static const struct err *statement_take(struct ctx *c, const struct db_query *query,
                                        struct statement *spare, struct statement **out)
{
	struct sqlite *own = sqlite_of(c->conn);
	bool cached = query->id >= 0 && (size_t)query->id < db_query_count;

	TRY(alive_check(c));
	if (cached && !own->statements[query->id].in_use) {
		struct statement *s = &own->statements[query->id];

		if (s->handle == NULL)
			TRY(statement_make(c, query, own->arena, s));
		*out = s;
		return NULL;
	}
	*spare = (struct statement){ 0 };
	TRY(statement_make(c, query, c->arena, spare));
	*out = spare;
	return NULL;
}

/* Back to the cache, or away with it. */
static void statement_return(struct statement *s, const struct statement *spare)
{
	if (s == spare)
		sqlite3_finalize(s->handle);
	else
		sqlite3_reset(s->handle);
	s->in_use = false;
}

static int bind_one(sqlite3_stmt *handle, int place, const struct db_value *value,
                    sqlite3_destructor_type lifetime)
{
	struct str text;

	switch (value->type) {
	case DB_INT: return sqlite3_bind_int64(handle, place, value->number);
	case DB_TEXT:
		text = db_value_text(value);
		return sqlite3_bind_text64(handle, place, text.ptr, text.len, lifetime,
		                           SQLITE_UTF8);
	case DB_BLOB:
		text = db_value_text(value);
		return sqlite3_bind_blob64(handle, place, text.ptr, text.len, lifetime);
	case DB_NULL:
	default: return sqlite3_bind_null(handle, place);
	}
}

static const struct err *values_bind(struct ctx *c, const struct db_query *query,
                                     struct statement *s, const struct db_value *values,
                                     size_t count, sqlite3_destructor_type lifetime)
{
	for (int i = 0; i < s->placeholder_count; i++) {
		int result;

		assert(s->order[i] < count);
		result = bind_one(s->handle, i + 1, &values[s->order[i]], lifetime);
		if (result != SQLITE_OK)
			return fail(c->arena, c->conn, result, query->name);
	}
	return NULL;
}

static const struct err *sqlite_exec(struct ctx *c, const struct db_query *query,
                                     const struct db_value *values, size_t count, int64_t *changed)
{
	struct statement spare;
	struct statement *s;
	const struct err *err;

	TRY(statement_take(c, query, &spare, &s));
	err = values_bind(c, query, s, values, count, SQLITE_STATIC);
	if (err == NULL) {
		int result = sqlite3_step(s->handle);

		while (result == SQLITE_ROW)
			result = sqlite3_step(s->handle);
		if (result != SQLITE_DONE)
			err = fail(c->arena, c->conn, result, query->name);
	}
	statement_return(s, &spare);
	if (err == NULL && changed != NULL)
		*changed = sqlite3_changes64(sqlite_of(c->conn)->handle);
	return err;
}

static const struct err *sqlite_post(struct ctx *c, const struct db_query *query,
                                     const struct db_value *values, size_t count)
{
	return sqlite_exec(c, query, values, count, NULL);
}

/* "… VALUES ($1, $2)" for several rows, with the values numbered through. */
static struct str rows_text(struct arena *arena, const struct db_query *query, size_t rows)
{
	struct buf text;

	buf_init(&text, arena);
	buf_add(&text, (struct str){ query->sqlite, (size_t)query->tuple });
	for (size_t row = 0; row < rows; row++) {
		const char *at = query->sqlite + query->tuple;

		if (row > 0)
			buf_add_char(&text, ',');
		while (*at != '\0') {
			int64_t number = 0;

			if (*at != '$') {
				buf_add_char(&text, *at++);
				continue;
			}
			while (*++at >= '0' && *at <= '9')
				number = number * 10 + (*at - '0');
			buf_add_fmt(&text, "?%lld",
			            (long long)(number + (int64_t)row * query->params));
		}
	}
	return buf_str(&text);
}

static const struct err *rows_statement(struct ctx *c, const struct db_query *query, size_t rows,
                                        sqlite3_stmt **out)
{
	struct sqlite *own = sqlite_of(c->conn);
	sqlite3_stmt **kept = &own->row_statements[query->id];

	TRY(alive_check(c));
	if (*kept == NULL) {
		struct str text = rows_text(c->arena, query, rows);
		int result = sqlite3_prepare_v3(own->handle, text.ptr, (int)text.len,
		                                SQLITE_PREPARE_PERSISTENT, kept, NULL);

		if (result != SQLITE_OK)
			return fail(c->arena, c->conn, result, query->name);
	}
	*out = *kept;
	return NULL;
}

const struct err *sqlite_post_rows(struct ctx *c, const struct db_query *query,
                                   const struct db_value *values, size_t rows)
{
	int count = (int)rows * query->params;
	const struct err *err = NULL;
	sqlite3_stmt *handle;
	int result = SQLITE_OK;

	TRY(rows_statement(c, query, rows, &handle));
	for (int i = 0; i < count && result == SQLITE_OK; i++)
		result = bind_one(handle, i + 1, &values[i], SQLITE_STATIC);
	if (result == SQLITE_OK)
		result = sqlite3_step(handle);
	if (result != SQLITE_DONE)
		err = fail(c->arena, c->conn, result, query->name);
	sqlite3_reset(handle);
	return err;
}

static const struct err *sqlite_settle(struct ctx *c)
{
	return alive_check(c);
}

static const struct err *sqlite_prepare(struct ctx *c, const struct db_query *query)
{
	struct statement spare;
	struct statement *s;

	TRY(statement_take(c, query, &spare, &s));
	statement_return(s, &spare);
	return NULL;
}

static const struct err *sqlite_run(struct ctx *c, struct str statement)
{
	struct sqlite *own = sqlite_of(c->conn);
	sqlite3_stmt *handle = NULL;
	int result;

	TRY(alive_check(c));
	if (statement.len > INT32_MAX)
		return conn_fail(c->arena, c->conn, ERR_LIMIT, "err.database_internal",
		                 "script too long");
	result = sqlite3_prepare_v2(own->handle, statement.ptr, (int)statement.len, &handle, NULL);
	if (result == SQLITE_OK && handle != NULL) {
		do {
			result = sqlite3_step(handle);
		} while (result == SQLITE_ROW);
	}
	if (result != SQLITE_OK && result != SQLITE_DONE)
		(void)fail(c->arena, c->conn, result, "script");
	sqlite3_finalize(handle);
	return alive_check(c);
}

/* Rows --------------------------------------------------------------------------------------- */

static const struct err *sqlite_open(struct ctx *c, const struct db_query *query,
                                     const struct db_value *values, size_t count, bool brief,
                                     struct db_rows *rows)
{
	struct cursor *cursor = ARENA_NEW(c->arena, struct cursor);
	const struct err *err;

	TRY(statement_take(c, query, &cursor->own, &cursor->statement));
	/* A cursor outlives the caller's values; SQLite may ask for them at each step. */
	err = values_bind(c, query, cursor->statement, values, count,
	                  brief ? SQLITE_STATIC : SQLITE_TRANSIENT);
	if (err != NULL) {
		statement_return(cursor->statement, &cursor->own);
		return err;
	}
	cursor->statement->in_use = true;
	rows->cursor = cursor;
	rows->column_count = sqlite3_column_count(cursor->statement->handle);
	rows->cells = arena_array(c->arena, (size_t)rows->column_count + 1, sizeof(*rows->cells));
	return NULL;
}

/* A value is fetched once: each sqlite3_column_…() of its own looks up the row anew. */
static void cell_read(sqlite3_value *value, struct db_cell *cell)
{
	switch (sqlite3_value_type(value)) {
	case SQLITE_NULL: cell->type = DB_NULL; break;
	case SQLITE_INTEGER:
		cell->type = DB_INT;
		cell->number = sqlite3_value_int64(value);
		break;
	case SQLITE_BLOB:
		cell->type = DB_BLOB;
		cell->text.ptr = sqlite3_value_blob(value);
		cell->text.len = (size_t)sqlite3_value_bytes(value);
		break;
	default:
		cell->type = DB_TEXT;
		cell->text.ptr = (const char *)sqlite3_value_text(value);
		cell->text.len = (size_t)sqlite3_value_bytes(value);
		break;
	}
	/* An empty blob has no address. */
	if (cell->type > DB_INT && cell->text.ptr == NULL)
		cell->text = (struct str){ "", 0 };
}

static const struct err *sqlite_next(struct db_rows *rows, bool *more)
{
	const struct cursor *cursor = rows->cursor;
	sqlite3_stmt *handle = cursor->statement->handle;
	int result = sqlite3_step(handle);

	if (result != SQLITE_ROW && result != SQLITE_DONE)
		return fail(rows->arena, rows->conn, result, "next row");
	*more = result == SQLITE_ROW;
	if (*more) {
		for (int i = 0; i < rows->column_count; i++)
			cell_read(sqlite3_column_value(handle, i), &rows->cells[i]);
	}
	return NULL;
}

static void sqlite_end(struct db_rows *rows)
{
	struct cursor *cursor = rows->cursor;

	statement_return(cursor->statement, &cursor->own);
}

/* Connections -------------------------------------------------------------------------------- */

/*
 * Each connection is used by one thread at a time, so SQLite needs no locks of its own inside
 * one; its count of memory is a lock shared by all, which halves reads on two cores.
 */
static void configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_config(SQLITE_CONFIG_MMAP_SIZE, (sqlite3_int64)0, (sqlite3_int64)0);
	sqlite3_initialize();
}

static void disconnect(struct db_conn *conn)
{
	struct sqlite *own = conn->own;

	if (own == NULL)
		return;
	for (size_t i = 0; own->statements != NULL && i < db_query_count; i++)
		sqlite3_finalize(own->statements[i].handle);
	for (size_t i = 0; own->row_statements != NULL && i < db_query_count; i++)
		sqlite3_finalize(own->row_statements[i]);
	sqlite3_close(own->handle);
	arena_free(own->arena);
	conn->own = NULL;
	conn->posts = NULL;
}

static void defend(sqlite3 *handle)
{
	sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_wal_autocheckpoint(handle, 0);
	sqlite3_busy_timeout(handle, BUSY_WAIT_MS);
	sqlite3_extended_result_codes(handle, 1);
}

/* Open the file and apply the settings, in order. */
static const struct err *file_open(struct arena *arena, struct db_conn *conn,
                                   const struct db_query *const settings[], size_t count)
{
	struct arena *own_arena = arena_new(DB_CONN_BYTES_MAX);
	struct sqlite *own = ARENA_NEW(own_arena, struct sqlite);
	struct ctx c = { .arena = arena, .conn = conn };
	const struct err *err = NULL;
	int result;

	own->arena = own_arena;
	own->move_at = LOG_PAGES;
	conn->own = own;
	conn->failure = (struct db_failure){ 0 };
	own->statements = arena_array(own_arena, db_query_count + 1, sizeof(*own->statements));
	own->row_statements = arena_array(own_arena, db_query_count + 1, sizeof(sqlite3_stmt *));
	result = sqlite3_open_v2(str_c(arena, conn->db->address), &own->handle,
	                         SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (result == SQLITE_OK)
		defend(own->handle);
	else
		err = fail(arena, conn, sqlite3_extended_errcode(own->handle), "open");
	for (size_t i = 0; i < count && err == NULL; i++)
		err = sqlite_exec(&c, settings[i], DB_NONE, NULL);
	if (err != NULL)
		disconnect(conn);
	return err;
}

static const struct err *reader_connect(struct arena *arena, struct db_conn *conn)
{
	const struct db_query *const settings[] = {
		&SQL_DB_SESSION,
		&SQL_DB_SESSION_READER_CACHE,
		&SQL_DB_SESSION_READER,
	};

	return file_open(arena, conn, settings, COUNT(settings));
}

/* A file system without shared memory refuses the log, and SQLite says so only in its answer. */
static const struct err *log_begin(struct arena *arena, struct db_conn *conn)
{
	struct ctx c = { .arena = arena, .db = conn->db, .conn = conn };
	struct db_rows *rows;
	bool found;

	TRY(db_find(&c, &SQL_DB_SESSION_LOG, DB_NONE, &rows, &found));
	if (!found || !str_eq(db_col_str(rows, 0), STR("wal")))
		return err_detail(arena, ERR_IO, "err.io",
		                  "this file system takes no write-ahead log");
	return NULL;
}

/* Called at each commit. */
static int on_log_grown(void *arg, sqlite3 *handle, const char *schema, int pages)
{
	struct sqlite *own = arg;

	(void)handle;
	(void)schema;
	own->log_pages = pages;
	return SQLITE_OK;
}

const struct err *sqlite_writer_connect(struct arena *arena, struct db_conn *conn)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	const struct db_query *const settings[] = {
		&SQL_DB_SESSION,
		&SQL_DB_SESSION_DURABLE,
		&SQL_DB_SESSION_WRITER_CACHE,
	};

	pthread_once(&once, configure);
	TRY(file_open(arena, conn, settings, COUNT(settings)));
	TRY(log_begin(arena, conn));
	sqlite3_wal_hook(sqlite_of(conn)->handle, on_log_grown, conn->own);
	conn->posts = posts_new(sqlite_of(conn)->arena);
	return NULL;
}

void sqlite_writer_disconnect(struct db_conn *conn)
{
	if (conn->own != NULL)
		sqlite_checkpoint(conn, true);
	disconnect(conn);
}

bool sqlite_is_idle(const struct db_conn *conn)
{
	return sqlite3_get_autocommit(sqlite_of(conn)->handle) != 0;
}

/*
 * A failure here loses nothing: the log keeps what was not moved, and the next try comes with
 * the next commit.
 */
void sqlite_checkpoint(struct db_conn *conn, bool all)
{
	struct sqlite *own = sqlite_of(conn);
	int log_pages = 0;
	int moved_pages = 0;

	if (!all && own->log_pages < own->move_at)
		return;
	sqlite3_busy_timeout(own->handle, 0);
	sqlite3_wal_checkpoint_v2(own->handle, NULL,
	                          all ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
	                          &log_pages, &moved_pages);
	sqlite3_busy_timeout(own->handle, BUSY_WAIT_MS);
	own->move_at = moved_pages >= log_pages ? LOG_PAGES : log_pages + LOG_PAGES_STEP;
	if (all)
		own->log_pages = 0;
}

/* ---- copies ---- */

static const struct err *copy_failed(struct arena *arena, sqlite3 *handle, struct str path)
{
	if (is_disk_full(handle))
		return err_errno(arena, ENOSPC, path);
	return err_detail(arena, ERR_IO, "err.io", "copy: %s", sqlite3_errmsg(handle));
}

/*
 * All pages in one step, so that no commit in between makes it begin anew: a snapshot of the log
 * lets writers go on meanwhile.
 */
static const struct err *pages_copy(struct arena *arena, sqlite3 *from, struct str path)
{
	sqlite3 *to = NULL;
	sqlite3_backup *copy = NULL;
	const struct err *err = NULL;

	if (sqlite3_open_v2(str_c(arena, path), &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
	                    NULL) == SQLITE_OK)
		copy = sqlite3_backup_init(to, "main", from, "main");
	if (copy == NULL || sqlite3_backup_step(copy, -1) != SQLITE_DONE)
		err = copy_failed(arena, to, path);
	if (copy != NULL && sqlite3_backup_finish(copy) != SQLITE_OK && err == NULL)
		err = copy_failed(arena, to, path);
	if (sqlite3_close(to) != SQLITE_OK && err == NULL)
		err = copy_failed(arena, to, path);
	return err;
}

const struct err *sqlite_copy_out(struct ctx *c, struct str path)
{
	return pages_copy(c->arena, sqlite_of(c->conn)->handle, path);
}

/* Is every page where it should be, and is it a database of ours? */
static bool is_whole(sqlite3 *handle)
{
	const struct db_query *const questions[] = { &SQL_DB_COPY_WHOLE, &SQL_DB_COPY_OURS };
	bool whole = true;

	for (size_t i = 0; i < COUNT(questions) && whole; i++) {
		sqlite3_stmt *statement = NULL;

		whole = sqlite3_prepare_v2(handle, questions[i]->sqlite, -1, &statement, NULL) ==
		                SQLITE_OK &&
		        sqlite3_step(statement) == SQLITE_ROW &&
		        str_eq(str_of((const char *)sqlite3_column_text(statement, 0)), STR("ok"));
		sqlite3_finalize(statement);
	}
	return whole;
}

const struct err *sqlite_copy_in(struct arena *arena, struct str from, struct str path)
{
	sqlite3 *handle = NULL;
	const struct err *err = NULL;

	if (sqlite3_open_v2(str_c(arena, from), &handle, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX,
	                    NULL) != SQLITE_OK ||
	    !is_whole(handle))
		err = err_new(arena, ERR_CORRUPT, STR("file"), "backup.damaged", from);
	if (err == NULL)
		err = pages_copy(arena, handle, path);
	sqlite3_close(handle);
	return err;
}

static void sqlite_ask(struct db_conn *conn, int (*is_late)(void *arg), void *arg)
{
	sqlite3_progress_handler(sqlite_of(conn)->handle, STEPS_BETWEEN, is_late, arg);
}

static void sqlite_rest(struct db_conn *conn)
{
	sqlite3_db_release_memory(sqlite_of(conn)->handle);
}

static void sqlite_close(struct db *db)
{
	writer_stop(db);
}

const struct db_ops sqlite_ops = {
	.connect = reader_connect,
	.disconnect = disconnect,
	.exec = sqlite_exec,
	.post = sqlite_post,
	.settle = sqlite_settle,
	.open = sqlite_open,
	.next = sqlite_next,
	.end = sqlite_end,
	.prepare = sqlite_prepare,
	.run = sqlite_run,
	.write = writer_submit,
	.ask = sqlite_ask,
	.rest = sqlite_rest,
	.close = sqlite_close,
};
