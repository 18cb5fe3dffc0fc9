/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "registry/internal.h"
#include "registry/registry.h"
#include "sql_registry.h"

static struct db_value known_date(bool known, struct date date)
{
	return known ? db_date(date) : db_null();
}

const struct err *person_name_list(struct ctx *c, int64_t fact_id, struct str sort_key)
{
	if (db_engine_of(c->db) != DB_SQLITE)
		return NULL;
	return db_post(c, &SQL_REGISTRY_PERSON_NAME_ADD,
	               DB_BIND(db_int(c->agency_id), db_str(sort_key), db_int(fact_id)));
}

/* An import puts names in their order at its end; PostgreSQL keeps that order itself. */
static const struct err *name_list(struct ctx *c, int64_t fact_id, struct str sort_key,
                                   struct unlisted *unlisted)
{
	if (unlisted == NULL || db_engine_of(c->db) != DB_SQLITE || sort_key.len > KEYS_TEXT_MAX)
		return person_name_list(c, fact_id, sort_key);
	unlisted->names[unlisted->name_count++] = (struct key){ sort_key, fact_id };
	return NULL;
}

const struct err *person_name_add(struct ctx *c, int64_t act_id, int64_t person_id,
                                  const struct registry_name *n, struct unlisted *unlisted)
{
	int64_t id = db_new_id(c);
	struct str sort_key = text_sort_key(c->arena, n->name);

	TRY(db_post(c, &SQL_REGISTRY_PERSON_FACT_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(id), db_int(person_id), db_str(n->name),
	                    db_str(sort_key), db_str_or_null(n->title_before),
	                    db_str_or_null(n->title_after), db_date(n->birth_on),
	                    db_str_or_null(n->birth_place),
	                    db_str(n->female ? STR("female") : STR("male")), db_date(n->from_on),
	                    db_date(n->until_on), db_int(act_id))));
	/* Only present names are searched, so that one person is one hit. */
	return date_eq(n->until_on, date_open()) ? name_list(c, id, sort_key, unlisted) : NULL;
}

const struct err *person_status_add(struct ctx *c, int64_t act_id, int64_t person_id,
                                    const struct registry_status *s)
{
	return db_post(c, &SQL_REGISTRY_SERVICE_STATUS_ADD,
	               DB_BIND(db_int(c->agency_id), db_int(db_new_id(c)), db_int(person_id),
	                       db_str(registry_status_code(s->status)),
	                       known_date(s->entry_known, s->entry_on), db_date(s->from_on),
	                       db_date(s->until_on), db_int(act_id)));
}

const struct err *person_grade_add(struct ctx *c, int64_t act_id, int64_t person_id,
                                   const struct registry_grade *g)
{
	return db_post(c, &SQL_REGISTRY_GRADE_ADD,
	               DB_BIND(db_int(c->agency_id), db_int(db_new_id(c)), db_int(person_id),
	                       db_str(g->scheme == GRADE_PNS ? STR("pns") : STR("pppk")),
	                       db_int(g->ordinal), db_int(g->decree_id), db_date(g->from_on),
	                       db_date(g->until_on), db_int(act_id)));
}

const struct err *person_education_add(struct ctx *c, int64_t act_id, int64_t person_id,
                                       const struct registry_education *e)
{
	return db_post(c, &SQL_REGISTRY_EDUCATION_ADD,
	               DB_BIND(db_int(c->agency_id), db_int(db_new_id(c)), db_int(person_id),
	                       db_str(e->level), db_str_or_null(e->field), db_date(e->from_on),
	                       db_date(e->until_on), db_int(act_id)));
}

struct str position_key(struct arena *arena, int64_t position_id)
{
	char *bytes = arena_alloc(arena, sizeof(position_id));

	for (size_t i = sizeof(position_id); i-- > 0; position_id >>= 8)
		bytes[i] = (char)(position_id & 0xff);
	return (struct str){ bytes, sizeof(position_id) };
}

int64_t position_of_key(struct str key)
{
	uint64_t id = 0;

	for (size_t i = 0; i < key.len; i++)
		id = id << 8 | (unsigned char)key.ptr[i];
	return (int64_t)id;
}

static const struct err *holder_list(struct ctx *c, int64_t position_id, int64_t person_id,
                                     struct unlisted *unlisted)
{
	if (unlisted != NULL && db_engine_of(c->db) == DB_SQLITE) {
		unlisted->holders[unlisted->holder_count++] =
			(struct key){ position_key(c->arena, position_id), person_id };
		return NULL;
	}
	return db_post(c, &SQL_REGISTRY_POSITION_HOLDER_ADD,
	               DB_BIND(db_int(c->agency_id), db_int(position_id), db_int(person_id)));
}

const struct err *person_employment_add(struct ctx *c, int64_t act_id, int64_t person_id,
                                        const struct registry_employment *e,
                                        struct unlisted *unlisted)
{
	TRY(db_post(c, &SQL_REGISTRY_EMPLOYMENT_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(db_new_id(c)), db_int(person_id),
	                    db_int(e->position_id), db_str(registry_capacity_code(e->capacity)),
	                    db_int(e->decree_id), db_date(e->from_on), db_date(e->until_on),
	                    db_int(act_id))));
	return holder_list(c, e->position_id, person_id, unlisted);
}

const struct err *registry_decree_add(struct ctx *c, int64_t act_id, struct str number,
                                      struct str title, struct date signed_on, struct str signer,
                                      int64_t *decree_id)
{
	int64_t id = db_new_id(c);

	TRY(db_post(c, &SQL_REGISTRY_DECREE_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(id), db_str(number), db_str_or_null(title),
	                    known_date(!date_eq(signed_on, date_open()), signed_on),
	                    db_str_or_null(signer), db_int(act_id))));
	*decree_id = id;
	return NULL;
}

/* Who has a NIP; 0 for nobody. */
static const struct err *person_of_nip(struct ctx *c, struct str nip, int64_t *person_id)
{
	struct db_rows *row;
	bool found;

	*person_id = 0;
	TRY(db_find(c, &SQL_REGISTRY_PERSON_NIP_FIND, DB_BIND(db_str(nip)), &row, &found));
	if (!found)
		return NULL;
	if (db_col_int(row, 0) != c->agency_id)
		return err_new(c->arena, ERR_CONFLICT, STR("nip"), "registry.nip_elsewhere", nip);
	*person_id = db_col_int(row, 1);
	db_rows_end(row);
	return NULL;
}

static const struct err *identity_add(struct ctx *c, int64_t act_id, struct str nip,
                                      struct unlisted *unlisted, int64_t *person_id)
{
	int64_t id = db_new_id(c);

	*person_id = id;
	TRY(db_post(c, &SQL_REGISTRY_PERSON_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(id), db_str(nip), db_int(act_id))));
	if (unlisted != NULL && db_engine_of(c->db) == DB_SQLITE) {
		unlisted->nips[unlisted->nip_count++] = (struct key){ nip, id };
		return NULL;
	}
	return db_post(c, &SQL_REGISTRY_PERSON_NIP_ADD,
	               DB_BIND(db_str(nip), db_int(c->agency_id), db_int(id)));
}

/* One interval behind the others of its list: not empty, and not before the last one ended. */
static const struct err *span_check(struct ctx *c, struct date *last, struct date from_on,
                                    struct date until_on, const char *what)
{
	if (!date_before(from_on, until_on))
		return err_detail(c->arena, ERR_INVALID, "registry.interval_empty", "%s", what);
	if (date_before(from_on, *last))
		return err_detail(c->arena, ERR_INVALID, "registry.interval_overlap", "%s", what);
	*last = until_on;
	return NULL;
}

/*
 * Definitive posts must not overlap; acting in another post beside one's own is what acting is for.
 */
static const struct err *check_employments(struct ctx *c, const struct registry_dossier *d)
{
	struct date last = { INT32_MIN };

	for (size_t i = 0; i < d->employment_count; i++) {
		const struct registry_employment *e = &d->employments[i];
		struct date alone = { INT32_MIN };

		TRY(span_check(c, e->capacity == CAPACITY_DEFINITIVE ? &last : &alone, e->from_on,
		               e->until_on, "employment"));
	}
	return NULL;
}

static const struct err *check_dossier(struct ctx *c, const struct registry_dossier *d)
{
	struct date name = { INT32_MIN }, status = name, grade = name, education = name;

	for (size_t i = 0; i < d->name_count; i++)
		TRY(span_check(c, &name, d->names[i].from_on, d->names[i].until_on, "name"));
	for (size_t i = 0; i < d->status_count; i++)
		TRY(span_check(c, &status, d->statuses[i].from_on, d->statuses[i].until_on,
		               "status"));
	for (size_t i = 0; i < d->grade_count; i++)
		TRY(span_check(c, &grade, d->grades[i].from_on, d->grades[i].until_on, "grade"));
	for (size_t i = 0; i < d->education_count; i++)
		TRY(span_check(c, &education, d->educations[i].from_on, d->educations[i].until_on,
		               "education"));
	return check_employments(c, d);
}

static const struct err *facts_add(struct ctx *c, int64_t act_id, const struct registry_dossier *d,
                                   int64_t id, struct unlisted *unlisted)
{
	for (size_t i = 0; i < d->name_count; i++)
		TRY(person_name_add(c, act_id, id, &d->names[i], unlisted));
	for (size_t i = 0; i < d->status_count; i++)
		TRY(person_status_add(c, act_id, id, &d->statuses[i]));
	for (size_t i = 0; i < d->grade_count; i++)
		TRY(person_grade_add(c, act_id, id, &d->grades[i]));
	for (size_t i = 0; i < d->education_count; i++)
		TRY(person_education_add(c, act_id, id, &d->educations[i]));
	for (size_t i = 0; i < d->employment_count; i++)
		TRY(person_employment_add(c, act_id, id, &d->employments[i], unlisted));
	return NULL;
}

const struct err *person_add(struct ctx *c, int64_t act_id, const struct registry_dossier *d,
                             int64_t person_id, struct unlisted *unlisted)
{
	TRY(check_dossier(c, d));
	if (person_id == 0)
		TRY(identity_add(c, act_id, d->nip, unlisted, &person_id));
	return facts_add(c, act_id, d, person_id, unlisted);
}

const struct err *registry_person_add(struct ctx *c, int64_t act_id,
                                      const struct registry_dossier *d, int64_t *person_id)
{
	struct db_rows *row;
	int64_t id;
	bool standing = false;

	TRY(check_dossier(c, d));
	TRY(person_of_nip(c, d->nip, &id));
	if (id == 0) {
		TRY(identity_add(c, act_id, d->nip, NULL, &id));
	} else {
		TRY(db_find(c, &SQL_REGISTRY_PERSON_FACT_ANY,
		            DB_BIND(db_int(c->agency_id), db_int(id)), &row, &standing));
		if (standing)
			return err_new(c->arena, ERR_CONFLICT, STR("nip"), "registry.nip_known",
			               d->nip);
	}
	TRY(facts_add(c, act_id, d, id, NULL));
	*person_id = id;
	return NULL;
}
