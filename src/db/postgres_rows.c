/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading rows from PostgreSQL. They come one by one, so that a million of them need no memory.
 * While they come, the connection is taken; when another statement has to travel in between, the
 * rest of them is copied aside first, which is right always and cheap for the short lists that
 * pages read. A loop over a long result should therefore ask nothing else.
 */
#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "db/internal.h"
#include "db/postgres.h"

#define KEPT_BYTES_MIN 16384
#define NUMERIC_DIGITS 4     /* decimal digits in each digit of a numeric */
#define NUMERIC_BASE   10000

/*
 * A cursor.
 *   result, row   rows at hand; with `coming` more will follow on the wire
 *   kept          rows that were copied aside: for each column its length, or -1, and its bytes
 */
struct stream {
	const char *name;
	Oid *columns;
	PGresult *result;
	int row;
	bool coming;
	char *kept;
	size_t kept_len;
	size_t kept_cap;
	size_t kept_at;
};

/* Values ------------------------------------------------------------------------------------- */

bool postgres_type_is_read(Oid type)
{
	switch (type) {
	case PG_BOOL:
	case PG_BYTEA:
	case PG_NAME:
	case PG_INT8:
	case PG_INT2:
	case PG_INT4:
	case PG_TEXT:
	case PG_UNKNOWN:
	case PG_BPCHAR:
	case PG_VARCHAR:
	case PG_NUMERIC:
	case PG_VOID: return true;
	default: return false;
	}
}

static int64_t big_endian(const char *bytes, int count)
{
	uint64_t number = 0;

	for (int i = 0; i < count; i++)
		number = number << 8 | (unsigned char)bytes[i];
	/* Spread the sign of the shorter types. */
	return (int64_t)(number << (64 - 8 * count)) >> (64 - 8 * count);
}

/*
 * The whole part of a numeric, which is what sums of bigint are. Its binary form is four
 * numbers of 16 bits (count of digits, weight of the first, sign, places behind the point),
 * then the digits to base 10,000. False when it does not fit 64 bits or is not a number.
 */
static bool numeric_read(const char *bytes, int len, int64_t *out)
{
	int64_t count = len >= 8 ? big_endian(bytes, 2) : 0;
	int64_t weight = len >= 8 ? big_endian(bytes + 2, 2) : -1;
	int64_t sign = len >= 8 ? big_endian(bytes + 4, 2) & 0xffff : 0xc000;
	int64_t number = 0;

	if ((sign != 0 && sign != 0x4000) || len < 8 + 2 * count)
		return false;
	for (int64_t i = 0; i <= weight; i++) {
		int64_t digit = i < count ? big_endian(bytes + 8 + 2 * i, 2) : 0;

		if (__builtin_mul_overflow(number, NUMERIC_BASE, &number) ||
		    __builtin_add_overflow(number, digit, &number))
			return false;
	}
	*out = sign == 0 ? number : -number;
	return true;
}

static bool cell_read(struct db_cell *cell, Oid type, const char *bytes, int len)
{
	switch (type) {
	case PG_BOOL:
	case PG_INT2:
	case PG_INT4:
	case PG_INT8:
		cell->type = DB_INT;
		cell->number = big_endian(bytes, len);
		return true;
	case PG_NUMERIC: cell->type = DB_INT; return numeric_read(bytes, len, &cell->number);
	case PG_VOID: cell->type = DB_NULL; return true;
	default:
		cell->type = type == PG_BYTEA ? DB_BLOB : DB_TEXT;
		cell->text = (struct str){ bytes, (size_t)len };
		return true;
	}
}

static const struct err *cell_unreadable(struct db_rows *rows, int column)
{
	const struct stream *stream = rows->cursor;

	return conn_fail(rows->arena, rows->conn, ERR_INTERNAL, "err.database_internal",
	                 "%s: column %d is no 64-bit number", stream->name, column);
}

/* Rows on the wire --------------------------------------------------------------------------- */

static struct postgres *own_of(const struct db_conn *conn)
{
	return conn->own;
}

/* All rows have come: free the wire. */
static void stream_finish(struct db_conn *conn, struct stream *stream)
{
	PGresult *result;

	if (!stream->coming)
		return;
	while ((result = PQgetResult(own_of(conn)->handle)) != NULL)
		PQclear(result);
	stream->coming = false;
	own_of(conn)->stream = NULL;
}

/* The next rows from the wire into stream->result. False when there are none, or it failed. */
static bool stream_fetch(struct db_conn *conn, struct arena *arena, struct stream *stream)
{
	ExecStatusType status;

	PQclear(stream->result);
	stream->result = NULL;
	stream->row = 0;
	if (!stream->coming)
		return false;
	stream->result = PQgetResult(own_of(conn)->handle);
	status = PQresultStatus(stream->result);
	if (status == PGRES_SINGLE_TUPLE)
		return true;
	if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
		(void)postgres_fail(arena, conn, stream->result, stream->name);
	stream_finish(conn, stream);
	return status == PGRES_TUPLES_OK && PQntuples(stream->result) > 0;
}

/* Copying aside ------------------------------------------------------------------------------ */

static void kept_reserve(struct stream *stream, size_t more)
{
	size_t cap = stream->kept_cap == 0 ? KEPT_BYTES_MIN : stream->kept_cap;

	while (cap < stream->kept_len + more)
		cap *= 2;
	if (cap == stream->kept_cap)
		return;
	stream->kept = realloc(stream->kept, cap);
	if (stream->kept == NULL)
		abort();
	stream->kept_cap = cap;
}

static void kept_add(struct stream *stream, const PGresult *result, int row)
{
	for (int i = 0; i < PQnfields(result); i++) {
		int len = PQgetisnull(result, row, i) ? -1 : PQgetlength(result, row, i);
		size_t bytes = len > 0 ? (size_t)len : 0;

		kept_reserve(stream, sizeof(len) + bytes);
		memcpy(stream->kept + stream->kept_len, &len, sizeof(len));
		if (bytes > 0)
			memcpy(stream->kept + stream->kept_len + sizeof(len),
			       PQgetvalue(result, row, i), bytes);
		stream->kept_len += sizeof(len) + bytes;
	}
}

/* The row that the caller is reading stays where it is; only those behind it are copied. */
void postgres_stream_keep(struct db_conn *conn)
{
	struct stream *stream = own_of(conn)->stream;
	PGresult *result;

	while ((result = PQgetResult(own_of(conn)->handle)) != NULL) {
		ExecStatusType status = PQresultStatus(result);

		for (int row = 0; row < PQntuples(result); row++)
			kept_add(stream, result, row);
		if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK &&
		    status != PGRES_COMMAND_OK) {
			struct arena *arena = arena_new(DB_CONN_BYTES_MAX);

			(void)postgres_fail(arena, conn, result, stream->name);
			arena_free(arena);
		}
		PQclear(result);
	}
	stream->coming = false;
	own_of(conn)->stream = NULL;
}

static const struct err *kept_next(struct db_rows *rows)
{
	struct stream *stream = rows->cursor;

	for (int i = 0; i < rows->column_count; i++) {
		const char *bytes = stream->kept + stream->kept_at + sizeof(int);
		int len;

		memcpy(&len, stream->kept + stream->kept_at, sizeof(len));
		stream->kept_at += sizeof(len) + (len > 0 ? (size_t)len : 0);
		if (len < 0)
			rows->cells[i].type = DB_NULL;
		else if (!cell_read(&rows->cells[i], stream->columns[i], bytes, len))
			return cell_unreadable(rows, i);
	}
	return NULL;
}

/* The cursor --------------------------------------------------------------------------------- */

const struct err *postgres_open(struct ctx *c, const struct db_query *query,
                                const struct db_value *values, size_t count, bool brief,
                                struct db_rows *rows)
{
	struct postgres *own = own_of(c->conn);
	struct stream *stream;
	struct pg_statement spare;
	struct pg_statement *s;

	TRY(postgres_wire_free(c, false));
	TRY(postgres_statement_take(c, query, &spare, &s));
	TRY(postgres_send(c, query, s, values, count));
	if (!brief)
		PQsetSingleRowMode(own->handle);
	stream = ARENA_NEW(c->arena, struct stream);
	stream->name = query->name;
	stream->columns = s->columns;
	stream->coming = true;
	own->stream = stream;
	rows->cursor = stream;
	rows->column_count = s->column_count;
	rows->cells = arena_array(c->arena, (size_t)s->column_count + 1, sizeof(*rows->cells));
	return NULL;
}

static const struct err *result_next(struct db_rows *rows)
{
	struct stream *stream = rows->cursor;
	const PGresult *result = stream->result;
	int row = stream->row++;

	for (int i = 0; i < rows->column_count; i++) {
		if (PQgetisnull(result, row, i))
			rows->cells[i].type = DB_NULL;
		else if (!cell_read(&rows->cells[i], stream->columns[i], PQgetvalue(result, row, i),
		                    PQgetlength(result, row, i)))
			return cell_unreadable(rows, i);
	}
	return NULL;
}

const struct err *postgres_next(struct db_rows *rows, bool *more)
{
	struct stream *stream = rows->cursor;

	*more = true;
	if (stream->result != NULL && stream->row < PQntuples(stream->result))
		return result_next(rows);
	if (stream_fetch(rows->conn, rows->arena, stream))
		return result_next(rows);
	if (rows->conn->failure.set)
		return conn_error(rows->arena, rows->conn);
	if (stream->kept_at < stream->kept_len)
		return kept_next(rows);
	*more = false;
	return NULL;
}

void postgres_end(struct db_rows *rows)
{
	struct stream *stream = rows->cursor;

	stream_finish(rows->conn, stream);
	PQclear(stream->result);
	stream->result = NULL;
	free(stream->kept);
	stream->kept = NULL;
}
