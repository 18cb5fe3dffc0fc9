/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_DB_DB_H
#define ABDI_DB_DB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"

/*
 * One API over SQLite and PostgreSQL. SQL lives in named queries (NAME.sql beside the module,
 * compiled by tools/sqlgen.py into sql_NAME.h); values are always bound; each query is prepared
 * once per connection.
 *
 * Writing: db_write() is the only way. On SQLite one thread owns the only connection that
 * writes; it drains up to DB_GROUP_MAX jobs into one transaction, each undone alone when it fails,
 * commits once with synchronous=FULL, and then wakes all of them. On PostgreSQL a job runs on a
 * pooled connection under SERIALIZABLE and is run again when the server asks for it.
 * Reading: db_read() lends a connection of the pool for one read-only snapshot.
 * A transaction ends at its first error: later statements give the same error, and a rule that
 * swallows it cannot commit. Transactions do not nest.
 */

enum db_engine { DB_SQLITE, DB_POSTGRES };

#define DB_GROUP_MAX   64 /* write jobs that share one commit */
#define DB_READERS_MAX 16 /* read connections, opened as they are needed */
#define DB_RETRY_MAX   10 /* runs of one job when PostgreSQL reports a serialization failure */

struct db;
struct db_conn;
struct db_rows;

/* A named query. Made by tools/sqlgen.py, one constant each: SQL_REGISTRY_PERSON_FIND. */
struct db_query {
	const char *name;     /* "registry.person_find" */
	const char *sqlite;   /* text for SQLite */
	const char *postgres; /* text for PostgreSQL; often the same pointer */
	int id;               /* dense, 0..db_query_count-1: the slot in each connection's cache */
	int params;           /* how many values it binds: $1..$params */
	/* INSERT of one row: where its (…) stands at the end of `sqlite`; 0 for all others */
	int tuple;
};

/* All queries of the program, in the order of their ids; made by the generator. */
extern const struct db_query *const db_queries[];
extern const size_t db_query_count;

enum db_type { DB_NULL, DB_INT, DB_TEXT, DB_BLOB };

/* A bound value. Make it with the functions below. */
struct db_value {
	enum db_type type;
	int64_t number;
	struct str text;
	char inlined[24]; /* text of a date, so that a value needs no arena */
};

struct db_value db_null(void);
struct db_value db_int(int64_t number);
struct db_value db_bool(bool flag);
struct db_value db_str(struct str text);
/* Empty text becomes NULL. */
struct db_value db_str_or_null(struct str text);
struct db_value db_blob(struct str bytes);
/* ISO text. */
struct db_value db_date(struct date date);

#define DB_BIND(...)                                  \
	(const struct db_value[]){ __VA_ARGS__ },     \
	sizeof((const struct db_value[]){ __VA_ARGS__ }) / sizeof(struct db_value)
#define DB_NONE NULL, 0

/*
 * Open the installation's database.
 *   url   "postgresql://…" or "postgres://…", or else the path of a SQLite file
 *   create   make the SQLite file when it is not there (init, demo); otherwise that is MISSING
 * Closed by the arena. Errors: MISSING no such file or database; BUSY another process holds the
 * file (its lock is FILE.d/lock, held as long as the database is open); GONE no server answers;
 * CORRUPT not a database; FULL; IO.
 */
const struct err *db_open(struct arena *arena, struct str url, bool create, struct db **out);

/*
 * The process that has a SQLite file open, as its lock says; pid 0 when it does not say.
 *   address   where it serves pages, empty when it is no server
 */
struct db_holder {
	int64_t pid;
	struct str address;
};

/* Is the file at `path` open in a process now? */
bool db_holder_find(struct arena *arena, struct str path, struct db_holder *out);

/* Say in the lock of an open file where this process serves pages. PostgreSQL: nothing. */
const struct err *db_holder_tell(struct arena *arena, struct db *db, struct str address);

/*
 * Is the SQLite file still where it was opened? One that was removed or replaced would take writes
 * that nobody finds again, so the writer looks before each commit, and readers are refused (GONE
 * err.database_moved) from the first look that misses it until one that finds it. Whoever serves
 * looks now and then. PostgreSQL: always true.
 */
bool db_file_look(struct db *db);

/* Which engine this database is on. */
enum db_engine db_engine_of(const struct db *db);

/* The folder beside the database for keys, blobs, lock and temporary files: FILE.d, or for
 * PostgreSQL DATABASE_NAME.d in the working directory. Lives as long as the db. */
struct str db_folder(const struct db *db);

/* A step of the work inside a transaction. Its c->conn is set; any error rolls the work back. */
typedef const struct err *db_work(struct ctx *c, void *arg);

/* Run `work` in one read-only snapshot. Errors: the work's; GONE; IO. */
const struct err *db_read(struct ctx *c, db_work *work, void *arg);

/*
 * The same in a thread that others wait for: without waiting for a connection, and for no longer
 * than DB_BRIEF_US. *done is false when that was not enough, and at once on PostgreSQL, where
 * every answer is waited for; the work may then have taken memory but is to be run again, whole,
 * where there is time.
 */
#define DB_BRIEF_US 3000
const struct err *db_read_brief(struct ctx *c, db_work *work, void *arg, bool *done);

/* Give back memory that connections keep for later and nobody uses now. */
void db_rest(struct db *db);

/* One of several pieces of work that a transaction does; see db_tasks_run(). */
struct db_task {
	db_work *work;
	void *arg;
};

/*
 * Run tasks that only read, inside a transaction, in any order and some of them at once: on SQLite
 * with a thread and a connection for each, as long as the machine has a second core, connections
 * are free and nothing was committed since the transaction began, so that all see its snapshot;
 * otherwise one after the other. A task has an arena of its own, which ends with the call, and
 * touches nothing that another task changes, the caller's arena included.
 * Errors: the tasks'; db's. What the other tasks did by then, is done.
 */
const struct err *db_tasks_run(struct ctx *c, const struct db_task *tasks, size_t count);

/*
 * Run `work` as one write job and return when it is durable, or when it failed and left nothing.
 * The work may be run more than once (PostgreSQL), so it changes nothing but the database and
 * *arg's results, which it writes anew each time. The arena is rewound between runs.
 * Errors: the work's; FULL nothing was written; GONE the commit's fate may be unknown: the detail
 * says so; BUSY after DB_RETRY_MAX runs.
 */
const struct err *db_write(struct ctx *c, db_work *work, void *arg);

/* Run a statement that returns no rows; *changed, when not NULL, gets how many rows it touched. */
const struct err *db_exec(struct ctx *c, const struct db_query *query,
                          const struct db_value *values, size_t count);
const struct err *db_exec_count(struct ctx *c, const struct db_query *query,
                                const struct db_value *values, size_t count, int64_t *changed);

/*
 * The same without waiting for the answer: an error comes back from a later call of the same
 * transaction, at the latest from its commit. On PostgreSQL statements travel in a pipeline; on
 * SQLite rows for one table are kept until several can go in at once, or until something else is
 * asked of the transaction. For many inserts in a row.
 */
const struct err *db_post(struct ctx *c, const struct db_query *query,
                          const struct db_value *values, size_t count);

/* Start reading rows. The cursor ends with the arena, or earlier with db_rows_end(). */
const struct err *db_query(struct ctx *c, const struct db_query *query,
                           const struct db_value *values, size_t count, struct db_rows **out);
/* The next row; *more is false behind the last. Text and blobs live until the next call. */
const struct err *db_next(struct db_rows *rows, bool *more);
void db_rows_end(struct db_rows *rows);

/* Exactly the first row, for look-ups. *found is false when there is none. */
const struct err *db_find(struct ctx *c, const struct db_query *query,
                          const struct db_value *values, size_t count, struct db_rows **out,
                          bool *found);

#define DB_NUMBERS_MAX 4

/*
 * The first row as numbers. In a transaction that only reads, a question that is asked again right
 * behind itself is answered from memory: it has one answer there.
 *   out   `columns` of them, DB_NUMBERS_MAX at most; zeros when there is no row
 */
const struct err *db_numbers(struct ctx *c, const struct db_query *query,
                             const struct db_value *values, size_t count, int64_t *out,
                             size_t columns);

/* Columns of the present row, from 0. NULL reads as 0, false or the empty str. */
bool db_col_is_null(const struct db_rows *rows, int column);
int64_t db_col_int(const struct db_rows *rows, int column);
bool db_col_bool(const struct db_rows *rows, int column);
struct str db_col_str(const struct db_rows *rows, int column);
/* A copy in the arena, for values that outlive the row. */
struct str db_col_copy(struct ctx *c, const struct db_rows *rows, int column);
struct date db_col_date(const struct db_rows *rows, int column);
int db_col_count(const struct db_rows *rows);

/*
 * A new id: 64 bits, positive, rising with time across the processes of one installation
 * (milliseconds, then a number of the process, then a counter). Safe from any thread.
 */
int64_t db_new_id(struct ctx *c);

/*
 * Hold a named lock for the whole installation until the arena ends or is rewound: in the
 * process on SQLite (whose file has one process), an advisory lock of a connection kept for it
 * on PostgreSQL, so that it falls when its holder dies. Errors: BUSY someone else has it.
 */
const struct err *db_lock(struct ctx *c, struct str name);

#endif
