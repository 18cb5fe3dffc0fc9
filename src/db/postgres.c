/* SPDX-License-Identifier: Apache-2.0 */
#include "db/postgres.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "db/internal.h"
#include "sql_db.h"

#define POSTED_MAX   512 /* answers of so many fit the socket's buffer, so neither side waits */
#define ALONE_FROM   3   /* the run of a job that lets no other job beside it */
#define PAUSE_US_MAX 500 /* before the second run; doubled for each further one */

static struct postgres *own_of(const struct db_conn *conn)
{
	return conn->own;
}

/* Errors ------------------------------------------------------------------------------------- */

/* What an SQLSTATE, or a class of them, is to us. The first that fits counts. */
static const struct state {
	const char *prefix;
	enum err_code code;
	const char *message;
	bool retry;
	bool lost;
} states[] = {
	/* prefix  code          message                 retry  lost */
	{ "08",    ERR_GONE,     "err.database_gone",    false, true  },
	{ "23505", ERR_CONFLICT, "err.database_unique",  false, false },
	{ "23P01", ERR_CONFLICT, "err.database_unique",  false, false },
	{ "28",    ERR_DENIED,   "err.database_denied",  false, false },
	{ "3D000", ERR_MISSING,  "err.database_missing", false, false },
	{ "40001", ERR_BUSY,     "err.database_busy",    true,  false },
	{ "40P01", ERR_BUSY,     "err.database_busy",    true,  false },
	{ "53100", ERR_FULL,     "err.database_full",    false, false },
	{ "53300", ERR_BUSY,     "err.database_busy",    false, false },
	{ "55P03", ERR_BUSY,     "err.database_busy",    false, false },
	{ "57P01", ERR_GONE,     "err.database_gone",    false, true  },
	{ "57P02", ERR_GONE,     "err.database_gone",    false, true  },
	{ "57P03", ERR_GONE,     "err.database_gone",    false, true  },
	{ "58",    ERR_IO,       "err.io",               false, false },
	{ "XX001", ERR_CORRUPT,  "err.database_corrupt", false, false },
	{ "XX002", ERR_CORRUPT,  "err.database_corrupt", false, false },
	{ "",      ERR_INTERNAL, "err.database_internal", false, false },
};

static const struct state *state_find(const char *sqlstate)
{
	const struct state *state = states;

	while (strncmp(state->prefix, sqlstate, strlen(state->prefix)) != 0)
		state++;
	return state;
}

/* Class 22 quotes the value it does not like, which may be a person's; its text stays out. */
static const char *text_of(const PGresult *result, const char *sqlstate)
{
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	return text == NULL || strncmp(sqlstate, "22", 2) == 0 ? "" : text;
}

const struct err *postgres_fail(struct arena *arena, struct db_conn *conn, const PGresult *result,
                                const char *what)
{
	PGconn *handle = own_of(conn)->handle;
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	bool alive = PQstatus(handle) != CONNECTION_BAD;
	const struct state *state;

	/* libpq may tell of a closed connection before its status does; asking again shows it. */
	if (alive && sqlstate == NULL && PQconsumeInput(handle) == 1)
		return conn_fail(arena, conn, ERR_INTERNAL, "err.database_internal", "%s: %s", what,
		                 PQerrorMessage(handle));
	state = state_find(sqlstate == NULL ? "08006" : sqlstate);
	if (PQstatus(handle) == CONNECTION_BAD)
		state = state_find("08006");
	if (!conn->failure.set) {
		conn->failure.retry = state->retry;
		conn->failure.lost = state->lost;
	}
	if (sqlstate == NULL)
		return conn_fail(arena, conn, state->code, state->message, "%s: %s", what,
		                 PQerrorMessage(handle));
	return conn_fail(arena, conn, state->code, state->message, "%s: %s %s", what, sqlstate,
	                 text_of(result, sqlstate));
}

static bool is_good(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* Statements sent ahead ---------------------------------------------------------------------- */

/* Mark the end of what was posted and read all answers to it. */
static void posted_settle(struct arena *arena, struct db_conn *conn)
{
	struct postgres *own = own_of(conn);
	bool synced = PQpipelineSync(own->handle) == 0;

	while (!synced) {
		PGresult *result = PQgetResult(own->handle);
		ExecStatusType status = PQresultStatus(result);

		if (result != NULL && status == PGRES_FATAL_ERROR)
			(void)postgres_fail(arena, conn, result, "posted");
		if (PQstatus(own->handle) == CONNECTION_BAD) {
			(void)postgres_fail(arena, conn, NULL, "posted");
			synced = true;
		}
		synced = synced || status == PGRES_PIPELINE_SYNC;
		PQclear(result);
	}
	own->posted = 0;
}

static void pipeline_leave(struct arena *arena, struct db_conn *conn)
{
	struct postgres *own = own_of(conn);

	if (!own->piped)
		return;
	if (own->posted > 0)
		posted_settle(arena, conn);
	if (PQstatus(own->handle) == CONNECTION_BAD || PQexitPipelineMode(own->handle) != 1)
		(void)postgres_fail(arena, conn, NULL, "pipeline");
	own->piped = false;
}

static const struct err *alive_check(struct ctx *c)
{
	return c->conn->failure.set ? conn_error(c->arena, c->conn) : NULL;
}

const struct err *postgres_wire_free(struct ctx *c, bool may_pipe)
{
	struct postgres *own = own_of(c->conn);

	if (own->stream != NULL)
		postgres_stream_keep(c->conn);
	if (!may_pipe)
		pipeline_leave(c->arena, c->conn);
	return alive_check(c);
}

/* Statements --------------------------------------------------------------------------------- */

/* Learn the types of a prepared statement's values and columns. */
static const struct err *statement_describe(struct ctx *c, const struct db_query *query,
                                            struct arena *arena, struct pg_statement *s)
{
	PGresult *result = PQdescribePrepared(own_of(c->conn)->handle, s->name);

	if (!is_good(result)) {
		(void)postgres_fail(c->arena, c->conn, result, query->name);
		PQclear(result);
		return conn_error(c->arena, c->conn);
	}
	s->param_count = PQnparams(result);
	s->column_count = PQnfields(result);
	s->params = arena_array(arena, (size_t)s->param_count + 1, sizeof(Oid));
	s->columns = arena_array(arena, (size_t)s->column_count + 1, sizeof(Oid));
	for (int i = 0; i < s->param_count; i++)
		s->params[i] = PQparamtype(result, i);
	for (int i = 0; i < s->column_count; i++)
		s->columns[i] = PQftype(result, i);
	PQclear(result);
	for (int i = 0; i < s->column_count; i++) {
		if (!postgres_type_is_read(s->columns[i]))
			return conn_fail(c->arena, c->conn, ERR_INTERNAL, "err.database_internal",
			                 "%s: column %d has type %u, CAST it", query->name, i,
			                 s->columns[i]);
	}
	s->ready = true;
	return NULL;
}

static const struct err *statement_make(struct ctx *c, const struct db_query *query,
                                        struct arena *arena, struct pg_statement *s)
{
	PGresult *result = PQprepare(own_of(c->conn)->handle, s->name, query->postgres, 0, NULL);
	bool good = is_good(result);

	if (!good)
		(void)postgres_fail(c->arena, c->conn, result, query->name);
	PQclear(result);
	return good ? statement_describe(c, query, arena, s) : conn_error(c->arena, c->conn);
}

const struct err *postgres_statement_take(struct ctx *c, const struct db_query *query,
                                          struct pg_statement *spare, struct pg_statement **out)
{
	struct postgres *own = own_of(c->conn);
	struct pg_statement *s;

	if (query->id < 0 || (size_t)query->id >= db_query_count) {
		TRY(postgres_wire_free(c, false));
		*spare = (struct pg_statement){ .name = "" };
		*out = spare;
		return statement_make(c, query, c->arena, spare);
	}
	s = &own->statements[query->id];
	if (!s->ready) {
		TRY(postgres_wire_free(c, false));
		s->name = str_c(own->arena, str_fmt(c->arena, "q%d", query->id));
		TRY(statement_make(c, query, own->arena, s));
	}
	*out = s;
	return NULL;
}

/* Values ------------------------------------------------------------------------------------- */

/* Values as libpq takes them; `room` holds the numbers. */
struct bound {
	const char *values[DB_PARAMS_MAX];
	int lengths[DB_PARAMS_MAX];
	int formats[DB_PARAMS_MAX]; /* 1 is binary */
	char room[DB_PARAMS_MAX][DB_NUMBER_BYTES];
};

static void big_endian(char *out, int64_t number, int bytes)
{
	for (int i = bytes; i-- > 0; number >>= 8)
		out[i] = (char)(number & 0xff);
}

static void bind_number(struct bound *b, int i, Oid type, int64_t number)
{
	int bytes = 0;

	if (type == PG_INT8)
		bytes = 8;
	else if (type == PG_INT4 && number >= INT32_MIN && number <= INT32_MAX)
		bytes = 4;
	else if (type == PG_BOOL && (number == 0 || number == 1))
		bytes = 1;
	b->values[i] = b->room[i];
	b->lengths[i] = bytes;
	b->formats[i] = bytes > 0;
	if (bytes > 0)
		big_endian(b->room[i], number, bytes);
	else
		snprintf(b->room[i], sizeof(b->room[i]), "%lld", (long long)number);
}

/* Text and bytes travel as they are; other types, such as a date, are read from their text. */
static void bind_text(struct bound *b, int i, struct arena *arena, Oid type, struct str text)
{
	bool as_is = type == PG_TEXT || type == PG_VARCHAR || type == PG_BPCHAR ||
	             type == PG_NAME || type == PG_UNKNOWN || type == PG_BYTEA;

	assert(text.len <= INT32_MAX);
	b->values[i] = as_is ? text.ptr : str_c(arena, text);
	b->lengths[i] = (int)text.len;
	b->formats[i] = as_is;
}

static void bind_all(struct bound *b, struct arena *arena, const struct pg_statement *s,
                     const struct db_value *values)
{
	for (int i = 0; i < s->param_count; i++) {
		const struct db_value *value = &values[i];

		b->values[i] = NULL;
		b->lengths[i] = 0;
		b->formats[i] = 0;
		if (value->type == DB_INT)
			bind_number(b, i, s->params[i], value->number);
		else if (value->type != DB_NULL)
			bind_text(b, i, arena, s->params[i], db_value_text(value));
	}
}

const struct err *postgres_send(struct ctx *c, const struct db_query *query,
                                const struct pg_statement *s, const struct db_value *values,
                                size_t count)
{
	PGconn *handle = own_of(c->conn)->handle;
	struct bound b;

	assert((size_t)s->param_count == count && count <= DB_PARAMS_MAX);
	bind_all(&b, c->arena, s, values);
	if (PQsendQueryPrepared(handle, s->name, (int)count, b.values, b.lengths, b.formats, 1) !=
	    1)
		return postgres_fail(c->arena, c->conn, NULL, query->name);
	return NULL;
}

/* Running ------------------------------------------------------------------------------------ */

/* Read the answer of one statement to its end. */
static const struct err *answer_read(struct ctx *c, const char *what, int64_t *changed)
{
	PGconn *handle = own_of(c->conn)->handle;
	PGresult *result;

	while ((result = PQgetResult(handle)) != NULL) {
		struct str touched = str_of(PQcmdTuples(result));

		if (!is_good(result))
			(void)postgres_fail(c->arena, c->conn, result, what);
		else if (changed != NULL && !str_int(touched, changed))
			*changed = 0;
		PQclear(result);
	}
	if (PQstatus(handle) == CONNECTION_BAD)
		return postgres_fail(c->arena, c->conn, NULL, what);
	return alive_check(c);
}

static const struct err *postgres_exec(struct ctx *c, const struct db_query *query,
                                       const struct db_value *values, size_t count,
                                       int64_t *changed)
{
	struct pg_statement spare;
	struct pg_statement *s;

	TRY(postgres_wire_free(c, false));
	TRY(postgres_statement_take(c, query, &spare, &s));
	TRY(postgres_send(c, query, s, values, count));
	return answer_read(c, query->name, changed);
}

static const struct err *postgres_post(struct ctx *c, const struct db_query *query,
                                       const struct db_value *values, size_t count)
{
	struct postgres *own = own_of(c->conn);
	struct pg_statement spare;
	struct pg_statement *s;

	TRY(postgres_wire_free(c, true));
	TRY(postgres_statement_take(c, query, &spare, &s));
	if (!own->piped && PQenterPipelineMode(own->handle) != 1)
		return postgres_fail(c->arena, c->conn, NULL, query->name);
	own->piped = true;
	TRY(postgres_send(c, query, s, values, count));
	if (++own->posted >= POSTED_MAX)
		posted_settle(c->arena, c->conn);
	return alive_check(c);
}

static const struct err *postgres_settle(struct ctx *c)
{
	return postgres_wire_free(c, false);
}

static const struct err *postgres_prepare(struct ctx *c, const struct db_query *query)
{
	struct pg_statement spare;
	struct pg_statement *s;

	return postgres_statement_take(c, query, &spare, &s);
}

static const struct err *postgres_run(struct ctx *c, struct str statement)
{
	TRY(postgres_wire_free(c, false));
	if (PQsendQuery(own_of(c->conn)->handle, str_c(c->arena, statement)) != 1)
		return postgres_fail(c->arena, c->conn, NULL, "script");
	return answer_read(c, "script", NULL);
}

/* Connections -------------------------------------------------------------------------------- */

static void disconnect(struct db_conn *conn)
{
	struct postgres *own = conn->own;

	if (own == NULL)
		return;
	PQfinish(own->handle);
	arena_free(own->arena);
	conn->own = NULL;
}

static void no_notice(void *arg, const PGresult *result)
{
	(void)arg;
	(void)result;
}

/*
 * Why no connection came about. libpq tells the server's code only in the long form of its
 * message, so the attempt is made once more with that.
 */
static const struct err *refused(struct arena *arena, struct db_conn *conn)
{
	PGconn *handle = own_of(conn)->handle;
	const struct state *state = state_find("08006");
	struct str text;

	PQsetErrorVerbosity(handle, PQERRORS_VERBOSE);
	PQreset(handle);
	text = str_of(PQerrorMessage(handle));
	for (const struct state *s = states; s->prefix[0] != '\0'; s++) {
		const struct str code = str_fmt(arena, "  %s", s->prefix);

		if (str_find(text, code) >= 0) {
			state = s;
			break;
		}
	}
	conn->failure.lost = true;
	if (state->code == ERR_MISSING)
		return err_new(arena, ERR_MISSING, STR("db"), state->message, str_of(PQdb(handle)));
	return conn_fail(arena, conn, state->code, state->message, "connect: %.*s", STR_ARG(text));
}

static const struct err *session_begin(struct arena *arena, struct db_conn *conn)
{
	struct ctx c = { .arena = arena, .db = conn->db, .conn = conn };

	PQsetNoticeReceiver(own_of(conn)->handle, no_notice, NULL);
	return postgres_exec(&c, &SQL_DB_SESSION, DB_NONE, NULL);
}

/* Settings before dbname may be changed by the url, those behind it not. */
static const struct err *connect_to(struct arena *arena, struct db_conn *conn)
{
	const char *const keys[] = { "connect_timeout", "tcp_user_timeout", "dbname",
		                     "application_name", "client_encoding",  NULL };
	const char *const values[] = { "10",   "30000", str_c(arena, conn->db->address),
		                       "abdi", "UTF8",  NULL };
	struct arena *own_arena = arena_new(DB_CONN_BYTES_MAX);
	struct postgres *own = ARENA_NEW(own_arena, struct postgres);
	const struct err *err;

	own->arena = own_arena;
	own->statements = arena_array(own_arena, db_query_count + 1, sizeof(*own->statements));
	own->handle = PQconnectdbParams(keys, values, 1);
	conn->own = own;
	conn->failure = (struct db_failure){ 0 };
	err = PQstatus(own->handle) == CONNECTION_OK ? session_begin(arena, conn)
	                                             : refused(arena, conn);
	if (err != NULL)
		disconnect(conn);
	return err;
}

struct str postgres_database(const struct db_conn *conn)
{
	return str_of(PQdb(own_of(conn)->handle));
}

/* Writing ------------------------------------------------------------------------------------ */

/* A short while of a random length, so that two jobs do not meet again at once. */
static void pause_before(int run)
{
	uint32_t limit = (uint32_t)PAUSE_US_MAX << run;
	struct timespec pause = { .tv_nsec = (long)randombytes_uniform(limit) * 1000 };

	nanosleep(&pause, NULL);
}

static const struct err *write_once(struct ctx *c, db_work *work, void *arg, bool *again)
{
	struct db_conn *conn;
	const struct err *err;

	*again = false;
	TRY(conn_take(c, &conn));
	err = conn_transact(c, conn, &SQL_DB_BEGIN_WRITE, work, arg);
	*again = err != NULL && conn->failure.retry;
	conn_return(conn);
	return err;
}

/*
 * Jobs run side by side, but one that lost its races before runs while no other job of this process
 * does: else newcomers could beat it forever.
 */
static void gate_enter(struct db *db, int run)
{
	if (run < ALONE_FROM)
		pthread_rwlock_rdlock(&db->write_gate);
	else
		pthread_rwlock_wrlock(&db->write_gate);
}

/* Run the job until the server finds that it could have run alone. */
static const struct err *postgres_write(struct ctx *c, db_work *work, void *arg)
{
	struct arena_mark mark = arena_mark(c->arena);
	const struct err *err = NULL;
	bool again = true;

	for (int run = 1; again && run <= DB_RETRY_MAX; run++) {
		if (run > 1) {
			arena_rewind(c->arena, mark);
			pause_before(run - 1);
		}
		gate_enter(c->db, run);
		err = write_once(c, work, arg, &again);
		pthread_rwlock_unlock(&c->db->write_gate);
	}
	if (again)
		return err_detail(c->arena, ERR_BUSY, "err.database_busy",
		                  "lost the race with other writers %d times", DB_RETRY_MAX);
	return err;
}

static void postgres_close(struct db *db)
{
	disconnect(&db->keeper);
}

const struct db_ops postgres_ops = {
	.connect = connect_to,
	.disconnect = disconnect,
	.exec = postgres_exec,
	.post = postgres_post,
	.settle = postgres_settle,
	.open = postgres_open,
	.next = postgres_next,
	.end = postgres_end,
	.prepare = postgres_prepare,
	.run = postgres_run,
	.write = postgres_write,
	.close = postgres_close,
};
