/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_DB_POSTGRES_H
#define ABDI_DB_POSTGRES_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "db/db.h"
#include "db/internal.h"

struct arena;
struct stream;

/* Types of the catalogue pg_type whose binary form we read or write. */
enum pg_type {
	PG_BOOL = 16,
	PG_BYTEA = 17,
	PG_NAME = 19,
	PG_INT8 = 20,
	PG_INT2 = 21,
	PG_INT4 = 23,
	PG_TEXT = 25,
	PG_UNKNOWN = 705,
	PG_BPCHAR = 1042,
	PG_VARCHAR = 1043,
	PG_NUMERIC = 1700,
	PG_VOID = 2278,
};

/*
 * A statement that the server has prepared.
 *   name     by which the server knows it: "q12"; empty for one that is not of the program
 *   params, columns   types, told by the server
 */
struct pg_statement {
	const char *name;
	bool ready;
	int param_count;
	int column_count;
	Oid *params;
	Oid *columns;
};

/*
 * The engine's part of a connection.
 *   stream   the cursor whose rows are still coming; NULL when the wire is free
 *   posted   statements sent ahead whose answers were not read
 *   piped    libpq is in pipeline mode
 */
struct postgres {
	PGconn *handle;
	struct arena *arena;
	struct pg_statement *statements;
	struct stream *stream;
	int posted;
	bool piped;
};

/* postgres.c */

/* Keep what the server said of a failed statement; `result` may be NULL when the wire broke. */
const struct err *postgres_fail(struct arena *arena, struct db_conn *conn, const PGresult *result,
                                const char *what);
/*
 * Make the wire free for another statement: copy the rows that are still coming, and wait for
 * what was posted unless `may_pipe`.
 */
const struct err *postgres_wire_free(struct ctx *c, bool may_pipe);
/* The statement of a query, prepared. The wire must be free. */
const struct err *postgres_statement_take(struct ctx *c, const struct db_query *query,
                                          struct pg_statement *spare, struct pg_statement **out);
/* Send it off with its values. */
const struct err *postgres_send(struct ctx *c, const struct db_query *query,
                                const struct pg_statement *s, const struct db_value *values,
                                size_t count);

/* postgres_rows.c: the three entries of struct db_ops, and the copying of rows still coming. */
const struct err *postgres_open(struct ctx *c, const struct db_query *query,
                                const struct db_value *values, size_t count, bool brief,
                                struct db_rows *rows);
const struct err *postgres_next(struct db_rows *rows, bool *more);
void postgres_end(struct db_rows *rows);
void postgres_stream_keep(struct db_conn *conn);
/* Whether columns of a type can be read. */
bool postgres_type_is_read(Oid type);

#endif
