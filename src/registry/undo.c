/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "db/db.h"
#include "law/law.h"
#include "registry/fact.h"
#include "registry/import.h"
#include "registry/internal.h"
#include "registry/name_index.h"
#include "registry/registry.h"
#include "sql_registry.h"

#define MICROSECONDS_AN_HOUR (3600 * INT64_C(1000000))

struct undoing {
	int64_t number;
	int64_t import_id; /* the act that is taken back */
	int64_t undo_id;   /* the act that takes it back */
	enum fact_kind kind;
	int64_t after;
	int64_t end;
	bool more;
};

/* ---- may it be undone? ---- */

static const struct err *first_id(struct ctx *c, const struct db_query *query,
                                  const struct db_value *values, size_t count, int64_t *id)
{
	struct db_rows *row;
	bool found;

	*id = 0;
	TRY(db_find(c, query, values, count, &row, &found));
	if (found) {
		*id = db_col_int(row, 0);
		db_rows_end(row);
	}
	return NULL;
}

static const struct err *refuse_built_on(struct ctx *c, int64_t later_act)
{
	int64_t number;

	TRY(first_id(c, &SQL_REGISTRY_IMPORT_OF_ACT,
	             DB_BIND(db_int(c->agency_id), db_int(later_act)), &number));
	return err_new(c->arena, ERR_CONFLICT, STR("import"), "import.undo_built_on",
	               str_fmt(c->arena, "%lld", (long long)number));
}

/* What else a later act can hang on an import's rows, beside taking them back. */
static const struct db_query *const leaning[] = {
	&SQL_REGISTRY_POSITION_HELD_LATER,     &SQL_REGISTRY_POSITION_IN_LATER,
	&SQL_REGISTRY_UNIT_UNDER_LATER,        &SQL_REGISTRY_SERVICE_STATUS_ADDED_LATER,
	&SQL_REGISTRY_GRADE_ADDED_LATER,       &SQL_REGISTRY_EDUCATION_ADDED_LATER,
	&SQL_REGISTRY_EMPLOYMENT_ADDED_LATER,
};

/* The newest of the acts that build on it is named: it is the one to take back first. */
static const struct err *check_built_on(struct ctx *c, int64_t act_id)
{
	int64_t later, last = 0;

	for (size_t i = 0; i < FACT_KIND_COUNT + COUNT(leaning); i++) {
		const struct db_query *query = i < FACT_KIND_COUNT ? fact_tables[i].built_on
		                                                   : leaning[i - FACT_KIND_COUNT];

		TRY(first_id(c, query, DB_BIND(db_int(c->agency_id), db_int(act_id)), &later));
		last = later > last ? later : last;
	}
	return last == 0 ? NULL : refuse_built_on(c, last);
}

static const struct err *check_work(struct ctx *c, void *arg)
{
	struct undoing *u = arg;
	struct registry_agency agency;
	const struct law *law;
	struct str number = str_fmt(c->arena, "%lld", (long long)u->number);
	struct db_rows *row;
	int64_t hours, recorded_at;
	bool found;

	TRY(db_find(c, &SQL_REGISTRY_IMPORT_FIND, DB_BIND(db_int(c->agency_id), db_int(u->number)),
	            &row, &found));
	if (!found)
		return err_new(c->arena, ERR_MISSING, STR("import"), "import.undo_missing", number);
	u->import_id = db_col_int(row, 0);
	if (db_col_int(row, 1) != 0)
		return err_new(c->arena, ERR_CONFLICT, STR("import"), "import.undo_done", number);
	recorded_at = db_col_int(row, 2);
	db_rows_end(row);
	TRY(registry_agency_only(c, &agency, &found));
	TRY(law_load(c, date_of_instant(c->now, agency.zone_hours), &law));
	TRY(law_int(c, law, STR("roster.undo_hours"), &hours));
	if (c->now - recorded_at > hours * MICROSECONDS_AN_HOUR)
		return err_new(c->arena, ERR_CONFLICT, STR("import"), "import.undo_late",
		               str_fmt(c->arena, "%lld", (long long)hours));
	return check_built_on(c, u->import_id);
}

const struct err *registry_import_undo_check(struct ctx *c, int64_t number)
{
	struct undoing u = { .number = number };

	return check_work(c, &u);
}

/* ---- taking back ---- */

static const struct err *end_batch(struct ctx *c, void *arg)
{
	struct undoing *u = arg;
	const struct fact_table *table = &fact_tables[u->kind];

	TRY(act_check_open(c, u->undo_id));
	TRY(fact_batch_end(c, table->row, u->after, &u->end));
	return db_exec(c, table->end_range,
	               DB_BIND(db_int(c->agency_id), db_int(u->after), db_int(u->end),
	                       db_int(u->import_id), db_int(u->undo_id)));
}

static const struct err *list_name(struct ctx *c, int64_t fact_id)
{
	struct db_rows *row;
	bool found;

	TRY(db_find(c, &SQL_REGISTRY_PERSON_NAME_COPIED,
	            DB_BIND(db_int(c->agency_id), db_int(fact_id)), &row, &found));
	if (!found)
		return NULL;
	TRY(person_name_list(c, fact_id, db_col_str(row, 0)));
	db_rows_end(row);
	return NULL;
}

/*
 * What the import took back comes into force again as copies: what was believed between stays told.
 */
static const struct err *copy_batch(struct ctx *c, void *arg)
{
	struct undoing *u = arg;
	const struct fact_table *table = &fact_tables[u->kind];
	struct db_rows *rows;

	TRY(act_check_open(c, u->undo_id));
	TRY(db_query(c, table->ended, DB_BIND(db_int(u->import_id), db_int(u->after)), &rows));
	u->end = u->after;
	for (;;) {
		int64_t copy_id;

		TRY(db_next(rows, &u->more));
		if (!u->more)
			break;
		u->end = db_col_int(rows, 0);
		copy_id = db_new_id(c);
		TRY(db_exec(c, table->copy,
		            DB_BIND(db_int(c->agency_id), db_int(u->end), db_int(copy_id),
		                    db_int(u->undo_id), db_null())));
		if (u->kind == FACT_PERSON && db_engine_of(c->db) == DB_SQLITE)
			TRY(list_name(c, copy_id));
	}
	db_rows_end(rows);
	u->more = u->end != u->after;
	return NULL;
}

static const struct err *take_back(struct ctx *c, struct undoing *u)
{
	struct arena_mark mark = arena_mark(c->arena);

	for (int i = 0; i < FACT_KIND_COUNT; i++) {
		u->kind = (enum fact_kind)i;
		for (u->after = u->import_id; u->after != INT64_MAX; u->after = u->end) {
			TRY(db_write(c, end_batch, u));
			arena_rewind(c->arena, mark);
		}
		u->more = true;
		for (u->after = 0; u->more; u->after = u->end) {
			TRY(db_write(c, copy_batch, u));
			arena_rewind(c->arena, mark);
		}
	}
	return NULL;
}

static const struct err *record_work(struct ctx *c, void *arg)
{
	const struct undoing *u = arg;

	TRY(db_exec(c, &SQL_REGISTRY_IMPORT_UNDONE,
	            DB_BIND(db_int(c->agency_id), db_int(u->import_id), db_int(u->undo_id))));
	return registry_act_record(c, u->undo_id);
}

const struct err *registry_import_undo(struct ctx *c, int64_t number)
{
	struct undoing u = { .number = number };
	const struct err *err;
	int dropped;

	TRY(db_lock(c, STR("act")));
	TRY(registry_act_drop_stale(c, &dropped));
	TRY(db_read(c, check_work, &u));
	TRY(registry_act_open(c, STR("undo"), u.import_id, &u.undo_id));
	err = take_back(c, &u);
	if (err == NULL)
		err = registry_act_prepare(c, u.undo_id);
	if (err == NULL)
		err = db_write(c, record_work, &u);
	if (err != NULL) {
		(void)registry_act_drop(c, u.undo_id);
		return err;
	}
	/* It stands now; an old index that cannot be removed is removed by the next act. */
	(void)name_index_tidy(c);
	return NULL;
}

/* ---- lists ---- */

static const struct err *named_scan(struct ctx *c, const struct db_query *query, int64_t act_id,
                                    import_named_fn *fn, void *arg)
{
	struct db_rows *rows;
	bool more;

	TRY(db_query(c, query, DB_BIND(db_int(c->agency_id), db_int(act_id)), &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		TRY(fn(arg, &(struct import_named){ db_col_str(rows, 0), db_col_str(rows, 1) }));
	}
	db_rows_end(rows);
	return NULL;
}

const struct err *registry_import_units(struct ctx *c, int64_t act_id, import_named_fn *fn,
                                        void *arg)
{
	return named_scan(c, &SQL_REGISTRY_IMPORT_UNITS, act_id, fn, arg);
}

const struct err *registry_import_positions(struct ctx *c, int64_t act_id, import_named_fn *fn,
                                            void *arg)
{
	return named_scan(c, &SQL_REGISTRY_IMPORT_POSITIONS, act_id, fn, arg);
}

const struct err *registry_import_list(struct ctx *c, import_entry_fn *fn, void *arg)
{
	struct db_rows *rows;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_IMPORT_LIST, DB_BIND(db_int(c->agency_id)), &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		TRY(fn(arg, &(struct import_entry){ .number = db_col_int(rows, 0),
		                                    .act_id = db_col_int(rows, 1),
		                                    .file_name = db_col_str(rows, 2),
		                                    .as_of = db_col_date(rows, 3),
		                                    .recorded_at = db_col_int(rows, 4),
		                                    .accepted_count = db_col_int(rows, 5),
		                                    .rejected_count = db_col_int(rows, 6),
		                                    .added_count = db_col_int(rows, 7),
		                                    .changed_count = db_col_int(rows, 8),
		                                    .undone = db_col_int(rows, 9) != 0 }));
	}
	db_rows_end(rows);
	return NULL;
}
