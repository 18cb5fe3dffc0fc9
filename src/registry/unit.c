/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "db/db.h"
#include "registry/registry.h"
#include "sql_registry.h"

const struct err *registry_unit_add(struct ctx *c, int64_t act_id, const struct registry_unit *unit,
                                    int64_t *unit_id)
{
	int64_t id = db_new_id(c);
	struct str sort_key = text_sort_key(c->arena, unit->name);

	TRY(db_post(c, &SQL_REGISTRY_UNIT_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(id), db_int(act_id))));
	TRY(db_post(c, &SQL_REGISTRY_UNIT_FACT_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(db_new_id(c)), db_int(id),
	                    db_int(unit->parent_id), db_str(unit->name), db_str(sort_key),
	                    db_date(unit->from_on), db_date(unit->until_on), db_int(act_id))));
	*unit_id = id;
	return NULL;
}

const struct err *registry_unit_scan(struct ctx *c, struct date on, registry_unit_fn *fn, void *arg)
{
	struct db_rows *rows;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_UNIT_SCAN, DB_BIND(db_int(c->agency_id), db_date(on)),
	             &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		TRY(fn(arg, &(struct registry_unit){ .id = db_col_int(rows, 0),
		                                     .parent_id = db_col_int(rows, 1),
		                                     .name = db_col_str(rows, 2),
		                                     .from_on = db_col_date(rows, 3),
		                                     .until_on = db_col_date(rows, 4) }));
	}
	db_rows_end(rows);
	return NULL;
}
