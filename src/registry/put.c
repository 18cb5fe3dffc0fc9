/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/put.h"

#include "db/db.h"
#include "registry/fact.h"
#include "registry/internal.h"
#include "registry/timeline.h"
#include "sql_registry.h"

/* Which facts of a person one list holds. */
struct putting {
	enum fact_kind kind;
	const struct db_query *spans;
	struct str capacity; /* of employments; empty otherwise */
	int64_t act_id;
	int64_t person_id;
	struct date as_of;
	int64_t same_id;
};

static const struct err *read_spans(struct ctx *c, const struct putting *p,
                                    struct timeline_row rows[TIMELINE_ROWS_MAX], size_t *count)
{
	struct db_rows *cursor;
	bool more;

	TRY(db_query(c, p->spans,
	             DB_BIND(db_int(c->agency_id), db_int(p->person_id), db_str(p->capacity)),
	             &cursor));
	for (*count = 0; *count < TIMELINE_ROWS_MAX; (*count)++) {
		TRY(db_next(cursor, &more));
		if (!more)
			break;
		rows[*count] = (struct timeline_row){ .id = db_col_int(cursor, 0),
			                              .from_on = db_col_date(cursor, 1),
			                              .until_on = db_col_date(cursor, 2),
			                              .same = db_col_int(cursor, 0) == p->same_id };
	}
	db_rows_end(cursor);
	return NULL;
}

/* Make room for a fact from `from_on` on; *until_on is where it must end. */
static const struct err *make_room(struct ctx *c, const struct putting *p, struct date from_on,
                                   struct date *until_on)
{
	struct timeline_row rows[TIMELINE_ROWS_MAX];
	struct timeline_plan plan;
	size_t count;

	TRY(read_spans(c, p, rows, &count));
	timeline_put(rows, count, from_on, p->as_of, &plan);
	for (size_t i = 0; i < plan.withdraw_count; i++) {
		const struct timeline_row *row = &rows[plan.withdraw[i]];

		TRY(fact_end(c, p->kind, row->id, p->act_id));
		if (date_before(row->from_on, plan.keep_until[i]))
			TRY(db_exec(c, fact_tables[p->kind].copy,
			            DB_BIND(db_int(c->agency_id), db_int(row->id),
			                    db_int(db_new_id(c)), db_int(p->act_id),
			                    db_date(plan.keep_until[i]))));
	}
	*until_on = plan.until_on;
	return NULL;
}

const struct err *put_name(struct ctx *c, int64_t act_id, int64_t person_id, struct date as_of,
                           int64_t same_id, const struct registry_name *fact,
                           struct unlisted *unlisted)
{
	struct putting p = { FACT_PERSON, &SQL_REGISTRY_PERSON_FACT_SPANS,
		             STR(""),     act_id,
		             person_id,   as_of,
		             same_id };
	struct registry_name now = *fact;

	TRY(make_room(c, &p, now.from_on, &now.until_on));
	return person_name_add(c, act_id, person_id, &now, unlisted);
}

const struct err *put_status(struct ctx *c, int64_t act_id, int64_t person_id, struct date as_of,
                             int64_t same_id, const struct registry_status *fact)
{
	struct putting p = { FACT_STATUS, &SQL_REGISTRY_SERVICE_STATUS_SPANS,
		             STR(""),     act_id,
		             person_id,   as_of,
		             same_id };
	struct registry_status now = *fact;

	TRY(make_room(c, &p, now.from_on, &now.until_on));
	return person_status_add(c, act_id, person_id, &now);
}

const struct err *put_grade(struct ctx *c, int64_t act_id, int64_t person_id, struct date as_of,
                            int64_t same_id, const struct registry_grade *fact)
{
	struct putting p = {
		FACT_GRADE, &SQL_REGISTRY_GRADE_SPANS, STR(""), act_id, person_id, as_of, same_id
	};
	struct registry_grade now = *fact;

	TRY(make_room(c, &p, now.from_on, &now.until_on));
	return person_grade_add(c, act_id, person_id, &now);
}

const struct err *put_education(struct ctx *c, int64_t act_id, int64_t person_id, struct date as_of,
                                int64_t same_id, const struct registry_education *fact)
{
	struct putting p = { FACT_EDUCATION, &SQL_REGISTRY_EDUCATION_SPANS,
		             STR(""),        act_id,
		             person_id,      as_of,
		             same_id };
	struct registry_education now = *fact;

	TRY(make_room(c, &p, now.from_on, &now.until_on));
	return person_education_add(c, act_id, person_id, &now);
}

const struct err *put_employment(struct ctx *c, int64_t act_id, int64_t person_id,
                                 struct date as_of, int64_t same_id,
                                 const struct registry_employment *fact, struct unlisted *unlisted)
{
	struct putting p = { FACT_EMPLOYMENT,
		             &SQL_REGISTRY_EMPLOYMENT_SPANS,
		             registry_capacity_code(fact->capacity),
		             act_id,
		             person_id,
		             as_of,
		             same_id };
	struct registry_employment now = *fact;

	TRY(make_room(c, &p, now.from_on, &now.until_on));
	return person_employment_add(c, act_id, person_id, &now, unlisted);
}

const struct err *unit_write(struct ctx *c, int64_t act_id, const struct place_unit *unit,
                             struct date from_on)
{
	TRY(db_post(c, &SQL_REGISTRY_UNIT_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(unit->id), db_int(act_id))));
	return db_post(c, &SQL_REGISTRY_UNIT_FACT_ADD,
	               DB_BIND(db_int(c->agency_id), db_int(db_new_id(c)), db_int(unit->id),
	                       db_int(unit->parent_id), db_str(unit->name), db_str(unit->key),
	                       db_date(from_on), db_date(date_open()), db_int(act_id)));
}

/* The grades a post is open to: by its echelon, or by its level. */
static void grade_range(const struct law *law, const struct place_position *p,
                        struct db_value *least, struct db_value *most)
{
	const struct law_echelon *echelon = law_echelon_find(law, p->is->echelon);
	const struct law_functional_level *level = law_level_find(law, p->is->kind);

	*least = echelon != NULL ? db_int(echelon->grade_min)
	         : level != NULL ? db_int(level->grade_min)
	                         : db_null();
	*most = echelon != NULL ? db_int(echelon->grade_max)
	        : level != NULL ? db_int(level->grade_max)
	                        : db_null();
}

const struct err *position_write(struct ctx *c, int64_t act_id, const struct law *law,
                                 const struct place_position *p, struct date from_on)
{
	struct db_value least, most;

	grade_range(law, p, &least, &most);
	TRY(db_post(c, &SQL_REGISTRY_POSITION_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(p->id), db_int(act_id))));
	return db_post(c, &SQL_REGISTRY_POSITION_FACT_ADD,
	               DB_BIND(db_int(c->agency_id), db_int(db_new_id(c)), db_int(p->id),
	                       db_int(p->unit_id), db_str(p->is->title), db_str(p->is->key),
	                       db_str(law_position_kind_code(p->is->kind)),
	                       db_str_or_null(p->is->echelon), least, most, db_null(), db_null(),
	                       db_date(from_on), db_date(date_open()), db_int(act_id)));
}
