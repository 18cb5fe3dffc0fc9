/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "db/db.h"
#include "registry/fact.h"
#include "registry/internal.h"
#include "registry/name_index.h"
#include "registry/registry.h"
#include "sql_registry.h"

const struct err *registry_act_add(struct ctx *c, struct str kind, int64_t *act_id)
{
	int64_t id = db_new_id(c);

	TRY(db_exec(c, &SQL_REGISTRY_ACT_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(id), db_str(kind), db_int(c->actor_id),
	                    db_int(c->now), db_int(c->now), db_int(0))));
	*act_id = id;
	return NULL;
}

struct opening {
	struct str kind;
	int64_t undoes;
	int64_t act_id;
};

static const struct err *open_work(struct ctx *c, void *arg)
{
	struct opening *opening = arg;

	opening->act_id = db_new_id(c);
	TRY(db_exec(c, &SQL_REGISTRY_ACT_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(opening->act_id), db_str(opening->kind),
	                    db_int(c->actor_id), db_int(c->now), db_int(0),
	                    db_int(opening->undoes))));
	return db_exec(c, &SQL_REGISTRY_OPEN_ACT_ADD,
	               DB_BIND(db_int(c->agency_id), db_int(opening->act_id)));
}

const struct err *registry_act_open(struct ctx *c, struct str kind, int64_t undoes, int64_t *act_id)
{
	struct opening opening = { .kind = kind, .undoes = undoes };

	TRY(db_write(c, open_work, &opening));
	*act_id = opening.act_id;
	return NULL;
}

static const struct err *act_lost(struct ctx *c)
{
	return err_detail(c->arena, ERR_GONE, "err.database_gone",
	                  "the act was dropped by another process");
}

const struct err *act_check_open(struct ctx *c, int64_t act_id)
{
	struct db_rows *row;
	bool found;

	TRY(db_find(c, &SQL_REGISTRY_ACT_IS_OPEN, DB_BIND(db_int(c->agency_id), db_int(act_id)),
	            &row, &found));
	if (!found)
		return act_lost(c);
	db_rows_end(row);
	return NULL;
}

const struct err *registry_act_prepare(struct ctx *c, int64_t act_id)
{
	return name_index_build(c, act_id);
}

const struct err *registry_act_record(struct ctx *c, int64_t act_id)
{
	int64_t changed;

	TRY(db_exec_count(
		c, &SQL_REGISTRY_ACT_RECORD,
		DB_BIND(db_int(c->agency_id), db_int(act_id), db_int(c->now), db_int(db_new_id(c))),
		&changed));
	if (changed != 1)
		return act_lost(c);
	TRY(name_index_publish(c, act_id));
	return db_exec(c, &SQL_REGISTRY_OPEN_ACT_REMOVE,
	               DB_BIND(db_int(c->agency_id), db_int(act_id)));
}

/* One batch of one table. Identities go after the facts that name them, so facts come first. */
struct dropping {
	int64_t act_id;
	const struct db_query *row;
	const struct db_query *drop;
	bool names;    /* those in it stand in person_name, too */
	bool people;   /* their NIPs are released */
	bool holders;  /* those in it stand in position_holder, too */
	int64_t after;
	int64_t end;
};

static const struct err *drop_names(struct ctx *c, const struct dropping *d)
{
	struct db_rows *rows;
	bool more;

	TRY(db_query(
		c, &SQL_REGISTRY_PERSON_NAME_DROPPED,
		DB_BIND(db_int(c->agency_id), db_int(d->after), db_int(d->end), db_int(d->act_id)),
		&rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		TRY(db_post(c, &SQL_REGISTRY_PERSON_NAME_REMOVE,
		            DB_BIND(db_int(c->agency_id), db_str(db_col_str(rows, 1)),
		                    db_int(db_col_int(rows, 0)))));
	}
	db_rows_end(rows);
	return NULL;
}

static const struct err *drop_batch(struct ctx *c, void *arg)
{
	struct dropping *d = arg;

	TRY(fact_batch_end(c, d->row, d->after, &d->end));
	if (d->names && db_engine_of(c->db) == DB_SQLITE)
		TRY(drop_names(c, d));
	if (d->people)
		TRY(db_exec(c, &SQL_REGISTRY_PERSON_NIP_DROP,
		            DB_BIND(db_int(c->agency_id), db_int(d->after), db_int(d->end),
		                    db_int(d->act_id))));
	if (d->holders)
		TRY(db_exec(c, &SQL_REGISTRY_POSITION_HOLDER_DROP,
		            DB_BIND(db_int(c->agency_id), db_int(d->after), db_int(d->end),
		                    db_int(d->act_id))));
	return db_exec(
		c, d->drop,
		DB_BIND(db_int(c->agency_id), db_int(d->after), db_int(d->end), db_int(d->act_id)));
}

/* All rows of the act have ids behind its own: one walk over the end of the table. */
static const struct err *drop_table(struct ctx *c, struct dropping d)
{
	struct arena_mark mark = arena_mark(c->arena);

	for (d.after = d.act_id; d.after != INT64_MAX; d.after = d.end) {
		TRY(db_write(c, drop_batch, &d));
		arena_rewind(c->arena, mark);
	}
	return NULL;
}

struct giving_up {
	int64_t act_id;
	int64_t changed;
};

static const struct err *give_up_work(struct ctx *c, void *arg)
{
	struct giving_up *g = arg;

	return db_exec_count(c, &SQL_REGISTRY_ACT_GIVE_UP,
	                     DB_BIND(db_int(c->agency_id), db_int(g->act_id)), &g->changed);
}

static const struct err *restore_work(struct ctx *c, void *arg)
{
	const int64_t *act_id = arg;

	for (int i = 0; i < FACT_KIND_COUNT; i++)
		TRY(db_exec(c, fact_tables[i].restore, DB_BIND(db_int(*act_id))));
	return NULL;
}

static const struct err *forget_work(struct ctx *c, void *arg)
{
	const int64_t *act_id = arg;

	TRY(db_exec(c, &SQL_REGISTRY_OPEN_ACT_REMOVE,
	            DB_BIND(db_int(c->agency_id), db_int(*act_id))));
	return db_exec(c, &SQL_REGISTRY_ACT_REMOVE, DB_BIND(db_int(c->agency_id), db_int(*act_id)));
}

const struct err *registry_act_drop(struct ctx *c, int64_t act_id)
{
	struct giving_up giving_up = { .act_id = act_id };

	/* A commit whose answer was lost may have recorded it after all: then it stays. */
	TRY(db_write(c, give_up_work, &giving_up));
	if (giving_up.changed == 0)
		return NULL;
	for (int i = 0; i < FACT_KIND_COUNT; i++)
		TRY(drop_table(c, (struct dropping){ .act_id = act_id,
		                                     .row = fact_tables[i].row,
		                                     .drop = fact_tables[i].drop,
		                                     .names = i == FACT_PERSON,
		                                     .holders = i == FACT_EMPLOYMENT }));
	TRY(drop_table(c, (struct dropping){ .act_id = act_id,
	                                     .row = &SQL_REGISTRY_PERSON_ROW,
	                                     .drop = &SQL_REGISTRY_PERSON_DROP,
	                                     .people = true }));
	TRY(drop_table(c, (struct dropping){ .act_id = act_id,
	                                     .row = &SQL_REGISTRY_POSITION_ROW,
	                                     .drop = &SQL_REGISTRY_POSITION_DROP }));
	TRY(drop_table(c, (struct dropping){ .act_id = act_id,
	                                     .row = &SQL_REGISTRY_UNIT_ROW,
	                                     .drop = &SQL_REGISTRY_UNIT_DROP }));
	TRY(db_write(c, restore_work, &act_id));
	return db_write(c, forget_work, &act_id);
}

#define STALE_MAX 64 /* acts that died one after another; more come at the next call */

struct stale {
	int64_t ids[STALE_MAX];
	int count;
};

static const struct err *stale_work(struct ctx *c, void *arg)
{
	struct stale *stale = arg;
	struct db_rows *rows;
	bool more;

	stale->count = 0;
	TRY(db_query(c, &SQL_REGISTRY_OPEN_ACT_LIST, DB_BIND(db_int(c->agency_id)), &rows));
	while (stale->count < STALE_MAX) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		stale->ids[stale->count++] = db_col_int(rows, 0);
	}
	db_rows_end(rows);
	return NULL;
}

const struct err *registry_act_drop_stale(struct ctx *c, int *dropped)
{
	struct stale stale;

	TRY(db_read(c, stale_work, &stale));
	for (int i = 0; i < stale.count; i++)
		TRY(registry_act_drop(c, stale.ids[i]));
	*dropped = stale.count;
	return NULL;
}

static const struct err *statistics_work(struct ctx *c, void *arg)
{
	(void)arg;
	return db_exec(c, &SQL_REGISTRY_STATISTICS, DB_NONE);
}

const struct err *registry_statistics(struct ctx *c)
{
	return db_engine_of(c->db) == DB_POSTGRES ? db_write(c, statistics_work, NULL) : NULL;
}
