/* SPDX-License-Identifier: Apache-2.0 */
/* Who holds the posts of a unit and of all below it. */
#include "db/db.h"
#include "registry/registry.h"
#include "sql_registry.h"

const struct err *registry_holder_scan_within(struct ctx *c, int64_t unit_id, struct date on,
                                              registry_holder_fn *fn, void *arg,
                                              int64_t counts[SERVICE_STATUS_COUNT])
{
	struct db_rows *rows;
	enum service_status status;
	bool more;

	for (int i = 0; i < SERVICE_STATUS_COUNT; i++)
		counts[i] = 0;
	TRY(db_query(c, &SQL_REGISTRY_HOLDER_SCAN_WITHIN,
	             DB_BIND(db_int(c->agency_id), db_int(unit_id), db_date(on)), &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		if (!registry_status_parse(db_col_str(rows, 3), &status))
			return err_detail(c->arena, ERR_CORRUPT, "err.database_corrupt",
			                  "status %.*s", STR_ARG(db_col_str(rows, 3)));
		counts[status]++;
		if (registry_status_in_service(status))
			TRY(fn(arg, &(struct registry_holder){ .person_id = db_col_int(rows, 0),
			                                       .position_id = db_col_int(rows, 1),
			                                       .birth_on = db_col_date(rows, 2) }));
	}
	db_rows_end(rows);
	return NULL;
}
