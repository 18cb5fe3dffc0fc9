/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_DB_INTERNAL_H
#define ABDI_DB_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"

struct arena;

#define DB_PARAMS_MAX      100         /* values of one statement; the widest table has about 40 */
#define DB_CONN_BYTES_MAX  (16u << 20) /* what one connection remembers of its statements */
#define DB_DETAIL_BYTES    240         /* the engine's own words, for the log */
#define DB_HELPERS_MAX     3           /* threads beside the caller's in db_tasks_run() */
#define DB_TASK_BYTES_MAX  (16u << 20) /* cursors and errors of one thread's tasks */
#define DB_NUMBER_BYTES    24          /* a 64-bit number as text */
#define POSTS_ROWS         32          /* rows of one INSERT; 16 are a little, 4 much slower */

/*
 * The first thing that went wrong in a transaction. It stays until the transaction has ended:
 * PostgreSQL takes nothing more after an error, and SQLite is held to the same, so that a rule
 * which swallows an error behaves alike on both.
 *   retry   the server asks for the whole job to be run again
 *   lost    the connection is of no more use
 */
struct db_failure {
	bool set;
	bool retry;
	bool lost;
	enum err_code code;
	const char *message;
	char detail[DB_DETAIL_BYTES];
};

/* One column of the present row. Text points into the engine's memory until the next row. */
struct db_cell {
	enum db_type type;
	int64_t number;
	struct str text;
};

/*
 * A cursor, or the one row of db_find().
 *   conn     NULL once it has ended; then the cells of db_find() are copies in the arena
 *   cursor   the engine's own: a statement, a stream of results
 *   arena    for its errors
 *   done     all rows were read, so that reading on is no mistake
 */
struct db_rows {
	struct db_conn *conn;
	struct arena *arena;
	bool done;
	struct db_rows *next_open;
	struct db_cell *cells;
	int column_count;
	void *cursor;
};

/* The last question of db_numbers() and its answer; for one that binds one number at most. */
struct db_answered {
	const struct db_query *query;
	int64_t value;
	int64_t numbers[DB_NUMBERS_MAX];
};

/*
 * A connection. Lent to one thread at a time.
 *   own      the engine's part; NULL while it is not connected
 *   fresh    nothing has been asked of it since it was connected
 *   stamp    commit_stamp before its snapshot was opened; 0 for what has none of its own
 *   posts    rows that wait to be written together; NULL where rows are not kept back
 *   brief    the thread that reads must not wait for others
 *   reading  the transaction only reads
 *   answered what it has asked of db_numbers()
 */
struct db_conn {
	struct db *db;
	void *own;
	struct db_failure failure;
	struct db_rows *open_rows;
	bool lent;
	bool fresh;
	int64_t stamp;
	struct posts *posts;
	bool brief;
	bool reading;
	struct db_answered answered;
};

/* What an engine does. All but connect and disconnect keep what went wrong in conn->failure. */
struct db_ops {
	const struct err *(*connect)(struct arena *arena, struct db_conn *conn);
	void (*disconnect)(struct db_conn *conn);
	const struct err *(*exec)(struct ctx *c, const struct db_query *query,
	                          const struct db_value *values, size_t count, int64_t *changed);
	const struct err *(*post)(struct ctx *c, const struct db_query *query,
	                          const struct db_value *values, size_t count);
	/* Wait for what was posted. */
	const struct err *(*settle)(struct ctx *c);
	/* Fill rows->cells, column_count and cursor. `brief`: only one row will be read. */
	const struct err *(*open)(struct ctx *c, const struct db_query *query,
	                          const struct db_value *values, size_t count, bool brief,
	                          struct db_rows *rows);
	const struct err *(*next)(struct db_rows *rows, bool *more);
	void (*end)(struct db_rows *rows);
	const struct err *(*prepare)(struct ctx *c, const struct db_query *query);
	/* One statement without values, whatever it is. */
	const struct err *(*run)(struct ctx *c, struct str statement);
	const struct err *(*write)(struct ctx *c, db_work *work, void *arg);
	/*
	 * While statements run, ask now and then: what is not 0 ends one with an error. NULL asks
	 * no more. An engine that cannot be asked has none.
	 */
	void (*ask)(struct db_conn *conn, int (*is_late)(void *arg), void *arg);
	/* Drop what the connection may read again. An engine that keeps nothing has none. */
	void (*rest)(struct db_conn *conn);
	void (*close)(struct db *db);
};

/* A lock that this process holds; see db_lock(). */
struct db_named_lock {
	struct db *db;
	struct str name;
	int64_t key;
	struct db_named_lock *next;
};

struct writer;
struct posts;

/*
 * The installation's database.
 *   address        path of the file, or the url
 *   pool           connections to read with; on PostgreSQL to write with, too
 *   keeper         PostgreSQL: holds the advisory locks; guarded by lock_mutex
 *   keeper_doubted a connection was lost, so the keeper may be, too
 *   write_gate     PostgreSQL: shared by jobs; one that lost races takes it for itself
 *   file_path, file_dev, file_ino   the SQLite file that was opened
 *   file_gone      it was not in its place at the last look
 *   id_last        time and counter of the last id; see id.c
 *   commit_count   commits of the writer that carried at least one job
 *   commit_stamp   SQLite: rises by one when the writer begins to commit and by one when it has;
 *                  odd in between; 0 is left for "none"
 */
struct db {
	enum db_engine engine;
	const struct db_ops *ops;
	struct str address;
	struct str folder;
	int lock_fd;
	const char *file_path;
	dev_t file_dev;
	ino_t file_ino;
	_Atomic bool file_gone;

	pthread_mutex_t pool_mutex;
	pthread_cond_t pool_returned;
	struct db_conn pool[DB_READERS_MAX];

	struct writer *writer;
	_Atomic int64_t commit_count;
	_Atomic int64_t commit_stamp;

	pthread_mutex_t lock_mutex;
	struct db_named_lock *locks;
	struct db_conn keeper;
	_Atomic bool keeper_doubted;
	pthread_rwlock_t write_gate;

	_Atomic int64_t id_last;
	_Atomic int64_t id_process;
};

extern const struct db_ops sqlite_ops;
extern const struct db_ops postgres_ops;

/* db.c */

/* Borrow a connected connection; waits while all are lent. */
const struct err *conn_take(struct ctx *c, struct db_conn **out);
/* The same without waiting: *out is NULL when all are lent. */
const struct err *conn_take_free(struct ctx *c, struct db_conn **out);
/* Give it back; a lost one is disconnected first. */
void conn_return(struct db_conn *conn);
/* End the cursors that the work left open. */
void conn_rows_end(struct db_conn *conn);
/*
 * Begin with `begin`, run the work, commit; or roll back. Connects anew once when the connection
 * is found dead at the beginning.
 */
const struct err *conn_transact(struct ctx *c, struct db_conn *conn, const struct db_query *begin,
                                db_work *work, void *arg);
/* Keep a failure, unless one is kept already, and make its error. */
const struct err *conn_fail(struct arena *arena, struct db_conn *conn, enum err_code code,
                            const char *message, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* The error of the failure that is kept. */
const struct err *conn_error(struct arena *arena, const struct db_conn *conn);
/* Make the folder beside the database, 0700. */
const struct err *db_folder_make(struct arena *arena, struct db *db);
/* Prepare a query on a connection of the pool, outside any transaction, without running it. */
const struct err *db_prepare(struct ctx *c, const struct db_query *query);
/* Commits of SQLite's writer so far, to see how many jobs shared one. */
int64_t db_commit_count(const struct db *db);

/* Run each statement of a text that was never seen before: a step of the schema. */
const struct err *db_run_script(struct ctx *c, struct str text);

/* posts.c */

/* A place for the rows of a connection that writes; lives as long as `arena`. */
struct posts *posts_new(struct arena *arena);
/* Keep a row until others of its kind have come. `query` has a tuple and a slot in the cache. */
const struct err *posts_add(struct ctx *c, const struct db_query *query,
                            const struct db_value *values);
/* Write what waits: before anything is read, and before a job ends. Errors: the rows'. */
const struct err *posts_send(struct ctx *c);
/* Drop what waits: the job it belongs to has failed. */
void posts_forget(struct db_conn *conn);

/* value.c */

/* The text of a value; a date carries it inside. Never a NULL pointer. */
struct str db_value_text(const struct db_value *value);

/* writer.c */

/* Start a thread that no signal is delivered to; what pthread_create() says. */
int quiet_thread_start(pthread_t *thread, void *(*main)(void *arg), void *arg);
const struct err *writer_start(struct arena *arena, struct db *db);
void writer_stop(struct db *db);
const struct err *writer_submit(struct ctx *c, db_work *work, void *arg);

/* sqlite.c: what the writer needs beyond the table above. */
/* Insert so many rows with one statement; `values` holds them side by side. */
const struct err *sqlite_post_rows(struct ctx *c, const struct db_query *query,
                                   const struct db_value *values, size_t rows);
const struct err *sqlite_writer_connect(struct arena *arena, struct db_conn *conn);
void sqlite_writer_disconnect(struct db_conn *conn);
/* SQLite has given up the whole transaction by itself. */
bool sqlite_is_idle(const struct db_conn *conn);
/* Move the log into the file when it has grown; `all` waits for no one but empties the log. */
void sqlite_checkpoint(struct db_conn *conn, bool all);

/* Copy the snapshot of c->conn into an empty file, all pages in one step; see backup.h. */
const struct err *sqlite_copy_out(struct ctx *c, struct str path);
/* Copy a file that nobody has open into an empty one, after looking that it is whole. */
const struct err *sqlite_copy_in(struct arena *arena, struct str from, struct str path);

/* lock.c */
const struct err *lock_file_take(struct arena *arena, struct db *db);
void lock_file_drop(struct db *db);

/* postgres.c: the name of the database that a connection is to. */
struct str postgres_database(const struct db_conn *conn);

/* Number this process, and look after the connection that holds the number and the locks. */
const struct err *keeper_check(struct arena *arena, struct db *db);

/* script.c */

/* Cut the next statement off `*rest`, without its semicolon. False when none is left. */
bool script_cut(struct str *rest, enum db_engine engine, struct str *statement);
/* The text of a schema step in the engine's own words; see migrate.h. */
struct str script_translate(struct arena *arena, struct str text, enum db_engine engine);

#endif
