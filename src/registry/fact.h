/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_FACT_H
#define ABDI_REGISTRY_FACT_H

#include <stddef.h>

#include "db/db.h"

/*
 * What every fact table of the registry is asked alike: the queries that take rows back, drop
 * them or put copies of them in force again. A new fact table gets a row here and is then
 * undone, dropped and restored like the others.
 */
struct fact_table {
	const char *name;
	const struct db_query *row;       /* end of a batch of ids */
	const struct db_query *drop;      /* delete what an open act wrote */
	const struct db_query *restore;   /* give back what an open act took back */
	const struct db_query *end;       /* take back one row */
	const struct db_query *end_range; /* take back what an act wrote */
	const struct db_query *ended;     /* rows an act took back */
	const struct db_query *copy;      /* put one in force again */
	const struct db_query *built_on;  /* a later act took something back */
};

enum fact_kind {
	FACT_DECREE,
	FACT_UNIT,
	FACT_POSITION,
	FACT_DUTY,
	FACT_PERSON,
	FACT_STATUS,
	FACT_GRADE,
	FACT_EDUCATION,
	FACT_EMPLOYMENT,
	FACT_KIND_COUNT
};

extern const struct fact_table fact_tables[FACT_KIND_COUNT];

/* Rows that one write transaction of a long act touches: about 30 ms of the writer. */
#define FACT_BATCH_ROWS 2000

/*
 * The end of the next batch of ids behind *after, at most FACT_BATCH_ROWS of the table's rows;
 * INT64_MAX when these are the last.
 */
const struct err *fact_batch_end(struct ctx *c, const struct db_query *row, int64_t after,
                                 int64_t *end);

/* Take back one fact in the name of an act. Errors: CONFLICT it was taken back already. */
const struct err *fact_end(struct ctx *c, enum fact_kind kind, int64_t id, int64_t act_id);

#endif
