/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/fact.h"
#include "sql_registry.h"

#define FACT_QUERIES(TABLE)                                    \
	.row = &SQL_REGISTRY_##TABLE##_ROW,                    \
	.drop = &SQL_REGISTRY_##TABLE##_DROP,                  \
	.restore = &SQL_REGISTRY_##TABLE##_RESTORE,            \
	.end = &SQL_REGISTRY_##TABLE##_END,                    \
	.end_range = &SQL_REGISTRY_##TABLE##_END_RANGE,        \
	.ended = &SQL_REGISTRY_##TABLE##_ENDED,                \
	.copy = &SQL_REGISTRY_##TABLE##_COPY,                  \
	.built_on = &SQL_REGISTRY_##TABLE##_BUILT_ON

const struct fact_table fact_tables[FACT_KIND_COUNT] = {
	[FACT_DECREE] = { .name = "decree", FACT_QUERIES(DECREE) },
	[FACT_UNIT] = { .name = "unit_fact", FACT_QUERIES(UNIT_FACT) },
	[FACT_POSITION] = { .name = "position_fact", FACT_QUERIES(POSITION_FACT) },
	[FACT_DUTY] = { .name = "duty", FACT_QUERIES(DUTY) },
	[FACT_PERSON] = { .name = "person_fact", FACT_QUERIES(PERSON_FACT) },
	[FACT_STATUS] = { .name = "service_status", FACT_QUERIES(SERVICE_STATUS) },
	[FACT_GRADE] = { .name = "grade", FACT_QUERIES(GRADE) },
	[FACT_EDUCATION] = { .name = "education", FACT_QUERIES(EDUCATION) },
	[FACT_EMPLOYMENT] = { .name = "employment", FACT_QUERIES(EMPLOYMENT) },
};

const struct err *fact_batch_end(struct ctx *c, const struct db_query *row, int64_t after,
                                 int64_t *end)
{
	struct db_rows *rows;
	bool found;

	TRY(db_find(c, row,
	            DB_BIND(db_int(c->agency_id), db_int(after), db_int(FACT_BATCH_ROWS - 1)),
	            &rows, &found));
	*end = found ? db_col_int(rows, 0) : INT64_MAX;
	if (found)
		db_rows_end(rows);
	return NULL;
}

const struct err *fact_end(struct ctx *c, enum fact_kind kind, int64_t id, int64_t act_id)
{
	int64_t changed;

	TRY(db_exec_count(c, fact_tables[kind].end,
	                  DB_BIND(db_int(c->agency_id), db_int(id), db_int(act_id)), &changed));
	if (changed != 1)
		return err_detail(c->arena, ERR_CONFLICT, "registry.fact_taken_back", "%s",
		                  fact_tables[kind].name);
	return NULL;
}
