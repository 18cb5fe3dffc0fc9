/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "registry/registry.h"
#include "sql_registry.h"

/* A cursor over people in the order of their ids, one step ahead of the merge. */
struct cursor {
	struct db_rows *rows;
	int64_t person_id;
	bool more;
};

static const struct err *cursor_next(struct cursor *cursor)
{
	TRY(db_next(cursor->rows, &cursor->more));
	cursor->person_id = cursor->more ? db_col_int(cursor->rows, 0) : INT64_MAX;
	return NULL;
}

static const struct err *cursor_open(struct ctx *c, const struct db_query *query, struct date on,
                                     struct cursor *cursor)
{
	TRY(db_query(c, query, DB_BIND(db_int(c->agency_id), db_date(on)), &cursor->rows));
	return cursor_next(cursor);
}

static const struct err *cursor_seek(struct cursor *cursor, int64_t person_id)
{
	while (cursor->person_id < person_id)
		TRY(cursor_next(cursor));
	return NULL;
}

/*
 * Three index scans merged by person are five times faster here than a join, which looks every
 * person up twice; all three indexes begin with the person.
 */
const struct err *registry_holder_scan(struct ctx *c, struct date on, registry_holder_fn *fn,
                                       void *arg)
{
	struct cursor posts, births, serving;

	TRY(cursor_open(c, &SQL_REGISTRY_HOLDER_SCAN, on, &posts));
	TRY(cursor_open(c, &SQL_REGISTRY_BIRTH_SCAN, on, &births));
	TRY(cursor_open(c, &SQL_REGISTRY_STATUS_SCAN, on, &serving));
	for (; posts.more; ) {
		TRY(cursor_seek(&births, posts.person_id));
		TRY(cursor_seek(&serving, posts.person_id));
		if (births.person_id == posts.person_id && serving.person_id == posts.person_id)
			TRY(fn(arg, &(struct registry_holder){
				       .person_id = posts.person_id,
				       .position_id = db_col_int(posts.rows, 1),
				       .birth_on = db_col_date(births.rows, 1) }));
		TRY(cursor_next(&posts));
	}
	db_rows_end(posts.rows);
	db_rows_end(births.rows);
	db_rows_end(serving.rows);
	return NULL;
}

const struct err *registry_status_count(struct ctx *c, struct date on,
                                        int64_t counts[SERVICE_STATUS_COUNT])
{
	struct db_rows *rows;
	enum service_status status;
	bool more;

	for (int i = 0; i < SERVICE_STATUS_COUNT; i++)
		counts[i] = 0;
	TRY(db_query(c, &SQL_REGISTRY_STATUS_COUNT, DB_BIND(db_int(c->agency_id), db_date(on)), &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		if (!registry_status_parse(db_col_str(rows, 0), &status))
			return err_detail(c->arena, ERR_CORRUPT, "err.database_corrupt", "status %.*s",
			                  STR_ARG(db_col_str(rows, 0)));
		counts[status] = db_col_int(rows, 1);
	}
	db_rows_end(rows);
	return NULL;
}
