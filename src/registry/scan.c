/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/arena.h"
#include "db/db.h"
#include "registry/registry.h"
#include "sql_registry.h"

#define COLUMN_CAP_AT_FIRST 4096
#define COLUMN_STEPS_MAX    4 /* people to look at before a search among all */

/*
 * The outlook reads every holder of a nation. A join by person looks each one up three times;
 * three plain passes over the tables in the order in which they lie, made side by side and put
 * together here, are several times faster. They cost 40 bytes a person for as long as they take.
 */

/* What one pass found of people: in the order of their ids once column_order() was called. */
struct column {
	int64_t *person_ids;
	int64_t *values; /* NULL in a column of people alone */
	size_t count;
	size_t cap;
	bool with_values;
	bool sorted;
	size_t at; /* where the last look-up stood: holders come nearly in order */
};

static void column_free(void *arg)
{
	struct column *column = arg;

	free(column->person_ids);
	free(column->values);
	*column = (struct column){ .with_values = column->with_values, .sorted = true };
}

static void column_init(struct ctx *c, struct column *column, bool with_values)
{
	*column = (struct column){ .with_values = with_values, .sorted = true };
	arena_defer(c->arena, column_free, column);
}

static const struct err *numbers_grow(struct ctx *c, int64_t **numbers, size_t cap)
{
	int64_t *grown = realloc(*numbers, cap * sizeof(*grown));

	if (grown == NULL)
		return err_detail(c->arena, ERR_LIMIT, "err.memory", "column of %zu", cap);
	*numbers = grown;
	return NULL;
}

static const struct err *column_grow(struct ctx *c, struct column *column)
{
	size_t cap = column->cap == 0 ? COLUMN_CAP_AT_FIRST : column->cap * 2;

	TRY(numbers_grow(c, &column->person_ids, cap));
	if (column->with_values)
		TRY(numbers_grow(c, &column->values, cap));
	column->cap = cap;
	return NULL;
}

static const struct err *column_add(struct ctx *c, struct column *column, int64_t person_id,
                                    int64_t value)
{
	if (column->count == column->cap)
		TRY(column_grow(c, column));
	if (column->count > 0 && column->person_ids[column->count - 1] > person_id)
		column->sorted = false;
	column->person_ids[column->count] = person_id;
	if (column->with_values)
		column->values[column->count] = value;
	column->count++;
	return NULL;
}

/* A number of a column with its person, for sorting. */
struct pair {
	int64_t person_id;
	int64_t value;
};

static int by_person(const void *a, const void *b)
{
	int64_t left = ((const struct pair *)a)->person_id;
	int64_t right = ((const struct pair *)b)->person_id;

	return (left > right) - (left < right);
}

static const struct err *column_order(struct ctx *c, struct column *column)
{
	struct pair *pairs;

	if (column->sorted)
		return NULL;
	pairs = malloc(column->count * sizeof(*pairs));
	if (pairs == NULL)
		return err_detail(c->arena, ERR_LIMIT, "err.memory", "pairs of %zu", column->count);
	for (size_t i = 0; i < column->count; i++)
		pairs[i] = (struct pair){ column->person_ids[i],
			                  column->with_values ? column->values[i] : 0 };
	qsort(pairs, column->count, sizeof(*pairs), by_person);
	for (size_t i = 0; i < column->count; i++) {
		column->person_ids[i] = pairs[i].person_id;
		if (column->with_values)
			column->values[i] = pairs[i].value;
	}
	free(pairs);
	column->sorted = true;
	return NULL;
}

/* The first place whose person is not below. */
static size_t column_search(const struct column *column, int64_t person_id)
{
	size_t low = 0, high = column->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (column->person_ids[middle] < person_id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* False when the pass found nothing of this person; else column->at is the place. */
static bool column_find(struct column *column, int64_t person_id)
{
	size_t at = column->at;

	for (int step = 0; step < COLUMN_STEPS_MAX && at < column->count; step++, at++)
		if (column->person_ids[at] >= person_id)
			break;
	if (at == column->count || column->person_ids[at] != person_id)
		at = column_search(column, person_id);
	column->at = at;
	return at < column->count && column->person_ids[at] == person_id;
}

/* While no act is open, which is nearly always, the passes need not ask each row about it. */
static const struct err *choose(struct ctx *c, const struct db_query *settled,
                                const struct db_query *live, const struct db_query **out)
{
	struct db_rows *row;
	bool open;

	TRY(db_find(c, &SQL_REGISTRY_OPEN_ACT_ANY, DB_NONE, &row, &open));
	if (open)
		db_rows_end(row);
	*out = open ? live : settled;
	return NULL;
}

static const struct err *scan_open(struct ctx *c, const struct db_query *settled,
                                   const struct db_query *live, struct date on,
                                   struct db_rows **rows)
{
	const struct db_query *query;

	TRY(choose(c, settled, live, &query));
	return db_query(c, query, DB_BIND(db_int(c->agency_id), db_date(on)), rows);
}

const struct err *registry_post_scan(struct ctx *c, struct date on, registry_position_fn *fn,
                                     void *arg)
{
	struct db_rows *rows;
	bool more;

	TRY(scan_open(c, &SQL_REGISTRY_POST_SCAN_SETTLED, &SQL_REGISTRY_POST_SCAN, on, &rows));
	for (;;) {
		struct registry_position post;

		TRY(db_next(rows, &more));
		if (!more)
			return NULL;
		post = (struct registry_position){ .id = db_col_int(rows, 0),
			                           .unit_id = db_col_int(rows, 1),
			                           .title = db_col_str(rows, 2),
			                           .seats_count = (int)db_col_int(rows, 4) };
		if (!law_position_kind_parse(db_col_str(rows, 3), &post.kind))
			return err_detail(c->arena, ERR_CORRUPT, "err.database_corrupt",
			                  "position kind %.*s", STR_ARG(db_col_str(rows, 3)));
		TRY(fn(arg, &post));
	}
}

/* What the passes found. A pass changes its own column only, so that they can run at once. */
struct passes {
	struct date on;
	struct column births;
	struct column serving;
	struct column holders;
	int64_t *counts; /* people by standing */
};

static const struct err *read_births(struct ctx *c, void *arg)
{
	struct passes *passes = arg;
	struct db_rows *rows;
	bool more;

	TRY(scan_open(c, &SQL_REGISTRY_BIRTH_SCAN_SETTLED, &SQL_REGISTRY_BIRTH_SCAN, passes->on,
	              &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			return column_order(c, &passes->births);
		TRY(column_add(c, &passes->births, db_col_int(rows, 0), db_col_date(rows, 1).days));
	}
}

static const struct err *read_statuses(struct ctx *c, struct date on, struct column *serving,
                                       int64_t counts[SERVICE_STATUS_COUNT])
{
	struct db_rows *rows;
	enum service_status status;
	bool more;

	for (int i = 0; i < SERVICE_STATUS_COUNT; i++)
		counts[i] = 0;
	TRY(scan_open(c, &SQL_REGISTRY_STATUS_SCAN_SETTLED, &SQL_REGISTRY_STATUS_SCAN, on, &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			return NULL;
		if (!registry_status_parse(db_col_str(rows, 1), &status))
			return err_detail(c->arena, ERR_CORRUPT, "err.database_corrupt",
			                  "status %.*s", STR_ARG(db_col_str(rows, 1)));
		counts[status]++;
		if (serving != NULL && registry_status_in_service(status))
			TRY(column_add(c, serving, db_col_int(rows, 0), status));
	}
}

static const struct err *read_serving(struct ctx *c, void *arg)
{
	struct passes *passes = arg;

	TRY(read_statuses(c, passes->on, &passes->serving, passes->counts));
	return column_order(c, &passes->serving);
}

static const struct err *read_holders(struct ctx *c, void *arg)
{
	struct passes *passes = arg;
	struct db_rows *rows;
	bool more;

	TRY(scan_open(c, &SQL_REGISTRY_HOLDER_SCAN_SETTLED, &SQL_REGISTRY_HOLDER_SCAN, passes->on,
	              &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			return NULL;
		TRY(column_add(c, &passes->holders, db_col_int(rows, 0), db_col_int(rows, 1)));
	}
}

/* Who has a post, a date of birth and is in service. */
static const struct err *join(struct passes *passes, registry_holder_fn *fn, void *arg)
{
	struct column *births = &passes->births, *serving = &passes->serving;
	struct column *holders = &passes->holders;

	for (size_t i = 0; i < holders->count; i++) {
		int64_t person_id = holders->person_ids[i];

		if (column_find(births, person_id) && column_find(serving, person_id))
			TRY(fn(arg,
			       &(struct registry_holder){
				       .person_id = person_id,
				       .position_id = holders->values[i],
				       .birth_on = { (int32_t)births->values[births->at] },
				       .status = (enum service_status)serving->values[serving->at],
			       }));
	}
	return NULL;
}

const struct err *registry_holder_scan(struct ctx *c, struct date on, const struct db_task *beside,
                                       registry_holder_fn *fn, void *arg,
                                       int64_t counts[SERVICE_STATUS_COUNT])
{
	struct passes *passes = ARENA_NEW(c->arena, struct passes);
	struct db_task tasks[] = {
		{ read_births, passes },
		{ read_holders, passes },
		{ read_serving, passes },
		beside == NULL ? (struct db_task){ 0 } : *beside,
	};

	passes->on = on;
	passes->counts = counts;
	column_init(c, &passes->births, true);
	column_init(c, &passes->serving, true);
	column_init(c, &passes->holders, true);
	TRY(db_tasks_run(c, tasks, beside == NULL ? COUNT(tasks) - 1 : COUNT(tasks)));
	TRY(join(passes, fn, arg));
	column_free(&passes->births);
	column_free(&passes->serving);
	column_free(&passes->holders);
	return NULL;
}

const struct err *registry_status_count(struct ctx *c, struct date on,
                                        int64_t counts[SERVICE_STATUS_COUNT])
{
	return read_statuses(c, on, NULL, counts);
}
