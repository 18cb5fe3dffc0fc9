/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/arena.h"
#include "db/db.h"
#include "registry/browse.h"
#include "registry/browse_internal.h"
#include "sql_registry.h"

#define CORRECTIONS_MAX 20 /* the query's own bound */

/* One person while the page is put together. */
struct telling {
	struct ctx *c;
	const struct law *law;
	struct date on;
	const struct registry_dossier *d;
	struct person_detail *out;
	struct career_step *steps;
};

static bool holds(struct date on, struct date from_on, struct date until_on)
{
	return !date_before(on, from_on) && date_before(on, until_on);
}

static const struct err *decree_tell(struct telling *t, int64_t decree_id, struct career_step *step)
{
	struct db_rows *row;
	bool found;

	if (decree_id == 0)
		return NULL;
	TRY(db_find(t->c, &SQL_REGISTRY_DECREE_GET,
	            DB_BIND(db_int(t->c->agency_id), db_int(decree_id)), &row, &found));
	if (!found)
		return NULL;
	step->decree = db_col_copy(t->c, row, 0);
	step->decree_dated = !db_col_is_null(row, 1);
	if (step->decree_dated)
		step->decree_on = db_col_date(row, 1);
	db_rows_end(row);
	return NULL;
}

/* The last day on which a fact held, or the date the page is about. */
static struct date told_on(const struct telling *t, struct date from_on, struct date until_on)
{
	if (!date_before(from_on, t->on) || date_before(t->on, until_on))
		return date_before(t->on, from_on) ? from_on : t->on;
	return date_add_days(until_on, -1);
}

static void retirement_tell(struct telling *t, struct str title_key)
{
	const struct law_retirement_age *age = law_retirement_age(t->law, t->out->kind, title_key);

	if (age == NULL)
		return;
	t->out->retires = true;
	t->out->retire_age = age->age_years;
	t->out->retire_source = age->source;
	t->out->retire_on = law_retirement_on(t->out->name.birth_on, age->age_years);
}

static const struct err *post_tell(struct telling *t, const struct registry_employment *e,
                                   struct career_step *step)
{
	struct db_rows *row;
	bool found, present = e == t->out->employment;

	*step = (struct career_step){ .kind = CAREER_POST,
		                      .from_on = e->from_on,
		                      .until_on = e->until_on,
		                      .position_id = e->position_id,
		                      .capacity = e->capacity };
	TRY(db_find(t->c, &SQL_REGISTRY_POST_PLACE,
	            DB_BIND(db_int(t->c->agency_id), db_int(e->position_id),
	                    db_date(told_on(t, e->from_on, e->until_on))),
	            &row, &found));
	if (found) {
		step->title = db_col_copy(t->c, row, 0);
		step->place = db_col_copy(t->c, row, 1);
		if (present) {
			t->out->post = step->title;
			t->out->unit = step->place;
			t->out->unit_id = db_col_int(row, 4);
			if (law_position_kind_parse(db_col_str(row, 2), &t->out->kind))
				retirement_tell(t, db_col_copy(t->c, row, 3));
		}
		db_rows_end(row);
	}
	return decree_tell(t, e->decree_id, step);
}

static const struct err *posts_tell(struct telling *t)
{
	const struct registry_dossier *d = t->d;
	struct career_step *acting = arena_array(t->c->arena, d->employment_count, sizeof(*acting));

	for (size_t i = 0; i < d->employment_count; i++) {
		const struct registry_employment *e = &d->employments[i];

		if (e->capacity == CAPACITY_DEFINITIVE && holds(t->on, e->from_on, e->until_on))
			t->out->employment = e;
	}
	for (size_t i = 0; i < d->employment_count; i++) {
		const struct registry_employment *e = &d->employments[i];
		struct career_step *step = &t->steps[t->out->step_count++];

		TRY(post_tell(t, e, step));
		if (e->capacity != CAPACITY_DEFINITIVE && holds(t->on, e->from_on, e->until_on))
			acting[t->out->acting_count++] = *step;
	}
	t->out->acting = acting;
	return NULL;
}

static const struct err *grades_tell(struct telling *t)
{
	for (size_t i = 0; i < t->d->grade_count; i++) {
		const struct registry_grade *g = &t->d->grades[i];
		const struct law_grade *rung = law_grade_find(t->law, g->scheme, g->ordinal);
		struct career_step *step = &t->steps[t->out->step_count++];

		*step = (struct career_step){
			.kind = CAREER_GRADE,
			.from_on = g->from_on,
			.until_on = g->until_on,
			.grade = registry_grade_code(g->scheme, g->ordinal),
			.rank = rung == NULL ? STR("") : rung->rank_name,
		};
		TRY(decree_tell(t, g->decree_id, step));
		if (!holds(t->on, g->from_on, g->until_on))
			continue;
		t->out->grade = g;
		t->out->grade_code = step->grade;
		t->out->rank = step->rank;
	}
	return NULL;
}

static void others_tell(struct telling *t)
{
	for (size_t i = 0; i < t->d->education_count; i++) {
		const struct registry_education *e = &t->d->educations[i];

		t->steps[t->out->step_count++] = (struct career_step){ .kind = CAREER_EDUCATION,
			                                               .from_on = e->from_on,
			                                               .until_on = e->until_on,
			                                               .title = e->level,
			                                               .place = e->field };
		if (holds(t->on, e->from_on, e->until_on))
			t->out->education = e;
	}
	for (size_t i = 0; i < t->d->status_count; i++) {
		const struct registry_status *s = &t->d->statuses[i];

		t->steps[t->out->step_count++] = (struct career_step){ .kind = CAREER_STATUS,
			                                               .from_on = s->from_on,
			                                               .until_on = s->until_on,
			                                               .status = s->status };
		if (holds(t->on, s->from_on, s->until_on))
			t->out->status = s;
	}
}

/* The name that holds, or the last before the date, or the first behind it. */
static void name_tell(struct telling *t)
{
	const struct registry_name *best = &t->d->names[0];

	for (size_t i = 0; i < t->d->name_count; i++)
		if (!date_before(t->on, t->d->names[i].from_on))
			best = &t->d->names[i];
	t->out->name = *best;
	t->out->named = holds(t->on, best->from_on, best->until_on);
}

static int step_newest_first(const void *a, const void *b)
{
	const struct career_step *left = a;
	const struct career_step *right = b;

	if (!date_eq(left->from_on, right->from_on))
		return date_before(left->from_on, right->from_on) ? 1 : -1;
	return (left->kind > right->kind) - (left->kind < right->kind);
}

static const struct err *corrections_tell(struct telling *t, int64_t known_at)
{
	struct career_correction *list = arena_array(t->c->arena, CORRECTIONS_MAX, sizeof(*list));
	struct db_rows *rows;
	size_t n = 0;
	bool more;

	TRY(db_query(t->c, &SQL_REGISTRY_CORRECTION_LIST,
	             DB_BIND(db_int(t->c->agency_id), db_int(t->out->id), db_int(known_at)),
	             &rows));
	for (; n < CORRECTIONS_MAX; n++) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		list[n].part = db_col_copy(t->c, rows, 0);
		list[n].reason = db_col_copy(t->c, rows, 1);
		list[n].recorded_at = db_col_int(rows, 2);
		list[n].actor_id = db_col_int(rows, 3);
	}
	db_rows_end(rows);
	t->out->corrections = list;
	t->out->correction_count = n;
	return NULL;
}

static const struct err *nobody(struct ctx *c)
{
	return err_new(c->arena, ERR_MISSING, STR("person"), "registry.person_missing", STR(""));
}

static const struct err *dossier_find(struct ctx *c, int64_t person_id, int64_t known_at,
                                      struct registry_dossier *out)
{
	struct db_rows *row;
	struct str nip;
	bool found;

	TRY(db_find(c, &SQL_REGISTRY_PERSON_NIP_OF,
	            DB_BIND(db_int(c->agency_id), db_int(person_id)), &row, &found));
	if (!found)
		return nobody(c);
	nip = db_col_copy(c, row, 0);
	db_rows_end(row);
	TRY(registry_person_dossier(c, nip, known_at, out));
	return out->nip.len == 0 || out->name_count == 0 ? nobody(c) : NULL;
}

const struct err *registry_person_detail(struct ctx *c, int64_t person_id, struct date on,
                                         int64_t known_at, struct person_detail *out)
{
	struct registry_dossier *d = ARENA_NEW(c->arena, struct registry_dossier);
	struct telling t = { .c = c, .on = on, .d = d, .out = out };

	TRY(dossier_find(c, person_id, known_at, d));
	TRY(law_load(c, on, &t.law));
	*out = (struct person_detail){ .id = person_id, .nip = d->nip };
	t.steps = arena_array(c->arena,
	                      d->employment_count + d->grade_count + d->education_count +
	                              d->status_count,
	                      sizeof(*t.steps));
	name_tell(&t);
	TRY(posts_tell(&t));
	TRY(grades_tell(&t));
	others_tell(&t);
	if (out->step_count > 0)
		qsort(t.steps, out->step_count, sizeof(*t.steps), step_newest_first);
	out->steps = t.steps;
	return corrections_tell(&t, known_at);
}
