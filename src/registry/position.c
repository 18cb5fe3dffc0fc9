/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "db/db.h"
#include "registry/registry.h"
#include "sql_registry.h"

/* 0 means "not stated" in the structs and NULL in the tables. */
static struct db_value stated(int number)
{
	return number == 0 ? db_null() : db_int(number);
}

const struct err *registry_position_add(struct ctx *c, int64_t act_id,
                                        const struct registry_position *p, int64_t *position_id)
{
	int64_t id = db_new_id(c);
	struct str sort_key = text_sort_key(c->arena, p->title);

	TRY(db_post(c, &SQL_REGISTRY_POSITION_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(id), db_int(act_id))));
	TRY(db_post(c, &SQL_REGISTRY_POSITION_FACT_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(db_new_id(c)), db_int(id),
	                    db_int(p->unit_id), db_str(p->title), db_str(sort_key),
	                    db_str(law_position_kind_code(p->kind)), db_str_or_null(p->echelon),
	                    stated(p->grade_min), stated(p->grade_max), stated(p->job_class),
	                    stated(p->seats_count), db_date(p->from_on), db_date(p->until_on),
	                    db_int(act_id))));
	*position_id = id;
	return NULL;
}

const struct err *registry_duty_add(struct ctx *c, int64_t act_id, int64_t position_id, int ordinal,
                                    struct str duty, struct date from_on)
{
	return db_post(c, &SQL_REGISTRY_DUTY_ADD,
	               DB_BIND(db_int(c->agency_id), db_int(db_new_id(c)), db_int(position_id),
	                       db_int(ordinal), db_str(duty), db_date(from_on),
	                       db_date(date_open()), db_int(act_id)));
}

const struct err *registry_position_scan(struct ctx *c, struct date on, registry_position_fn *fn,
                                         void *arg)
{
	struct db_rows *rows;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_POSITION_SCAN, DB_BIND(db_int(c->agency_id), db_date(on)),
	             &rows));
	for (;;) {
		struct registry_position p;

		TRY(db_next(rows, &more));
		if (!more)
			break;
		p = (struct registry_position){ .id = db_col_int(rows, 0),
			                        .unit_id = db_col_int(rows, 1),
			                        .title = db_col_str(rows, 2),
			                        .echelon = db_col_str(rows, 4),
			                        .grade_min = (int)db_col_int(rows, 5),
			                        .grade_max = (int)db_col_int(rows, 6),
			                        .job_class = (int)db_col_int(rows, 7),
			                        .seats_count = (int)db_col_int(rows, 8),
			                        .from_on = db_col_date(rows, 9),
			                        .until_on = db_col_date(rows, 10) };
		if (!law_position_kind_parse(db_col_str(rows, 3), &p.kind))
			return err_detail(c->arena, ERR_CORRUPT, "err.database_corrupt",
			                  "position kind %.*s", STR_ARG(db_col_str(rows, 3)));
		TRY(fn(arg, &p));
	}
	db_rows_end(rows);
	return NULL;
}

const struct err *registry_position_name(struct ctx *c, int64_t position_id, struct str *title,
                                         struct str *unit_name)
{
	struct db_rows *row;
	bool found;

	*title = *unit_name = STR("");
	TRY(db_find(c, &SQL_REGISTRY_POSITION_NAME,
	            DB_BIND(db_int(c->agency_id), db_int(position_id)), &row, &found));
	if (!found)
		return NULL;
	*title = db_col_copy(c, row, 0);
	*unit_name = db_col_copy(c, row, 1);
	db_rows_end(row);
	return NULL;
}
