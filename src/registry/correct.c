/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/correct.h"

#include "base/text.h"
#include "db/db.h"
#include "registry/browse.h"
#include "registry/put.h"
#include "sql_registry.h"

static const struct str codes[CORRECT_PART_COUNT] = {
	[CORRECT_NAME] = STR_INIT("name"),     [CORRECT_BIRTH] = STR_INIT("birth"),
	[CORRECT_STATUS] = STR_INIT("status"), [CORRECT_GRADE] = STR_INIT("grade"),
	[CORRECT_EDUCATION] = STR_INIT("education"), [CORRECT_POST] = STR_INIT("post"),
};

struct str registry_correction_code(enum correction_part part)
{
	return codes[part];
}

const struct err *registry_correction_base(struct ctx *c, int64_t person_id,
                                           enum correction_part part, enum capacity capacity,
                                           struct date today, int64_t *base_id)
{
	static const struct db_query *const present[CORRECT_PART_COUNT] = {
		[CORRECT_NAME] = &SQL_REGISTRY_PERSON_FACT_PRESENT,
		[CORRECT_BIRTH] = &SQL_REGISTRY_PERSON_FACT_PRESENT,
		[CORRECT_STATUS] = &SQL_REGISTRY_SERVICE_STATUS_PRESENT,
		[CORRECT_GRADE] = &SQL_REGISTRY_GRADE_PRESENT,
		[CORRECT_EDUCATION] = &SQL_REGISTRY_EDUCATION_PRESENT,
	};
	struct db_value values[] = { db_int(c->agency_id), db_int(person_id), db_date(today),
		                     db_str(registry_capacity_code(capacity)) };
	struct db_rows *row;
	bool found;

	if (part == CORRECT_POST)
		TRY(db_find(c, &SQL_REGISTRY_EMPLOYMENT_PRESENT, values, COUNT(values), &row,
		            &found));
	else
		TRY(db_find(c, present[part], values, COUNT(values) - 1, &row, &found));
	*base_id = found ? db_col_int(row, 0) : 0;
	if (found)
		db_rows_end(row);
	return NULL;
}

static const struct err *refuse(struct ctx *c, const char *field, const char *message,
                                struct str value)
{
	return err_new(c->arena, ERR_INVALID, str_of(field), message, value);
}

/* The day from which the corrected fact is to hold. */
static struct date from_on(const struct correction *r)
{
	switch (r->part) {
	case CORRECT_NAME:
	case CORRECT_BIRTH: return r->name.from_on;
	case CORRECT_STATUS: return r->status.from_on;
	case CORRECT_GRADE: return r->grade.from_on;
	case CORRECT_EDUCATION: return r->education.from_on;
	case CORRECT_POST:
	case CORRECT_PART_COUNT: break;
	}
	return r->employment.from_on;
}

/* What is known of today may not begin tomorrow, nor before the person was born. */
static const struct err *check_from(struct ctx *c, const struct correction *r, struct date birth_on)
{
	if (date_before(r->today, from_on(r)))
		return refuse(c, "from_on", "employee.date_future", STR(""));
	if (r->part != CORRECT_NAME && r->part != CORRECT_BIRTH &&
	    !date_before(birth_on, from_on(r)))
		return refuse(c, "from_on", "employee.date_before_birth",
		              date_str(c->arena, birth_on));
	return NULL;
}

static const struct err *check_birth(struct ctx *c, const struct correction *r)
{
	if (!date_before(r->name.birth_on, r->today))
		return refuse(c, "birth_on", "employee.date_future", STR(""));
	return NULL;
}

static const struct err *check_status(struct ctx *c, const struct correction *r,
                                      struct date birth_on)
{
	const struct registry_status *s = &r->status;

	if (!s->entry_known)
		return NULL;
	if (date_before(r->today, s->entry_on))
		return refuse(c, "entry_on", "employee.date_future", STR(""));
	if (!date_before(birth_on, s->entry_on))
		return refuse(c, "entry_on", "employee.date_before_birth",
		              date_str(c->arena, birth_on));
	return NULL;
}

static const struct err *check_part(struct ctx *c, const struct law *law,
                                    const struct correction *r, struct date birth_on)
{
	struct post_detail post;

	switch (r->part) {
	case CORRECT_NAME:
		return text_sort_key(c->arena, r->name.name).len > 0
		               ? NULL
		               : refuse(c, "name", "employee.name_empty", STR(""));
	case CORRECT_BIRTH: return check_birth(c, r);
	case CORRECT_STATUS: return check_status(c, r, birth_on);
	case CORRECT_GRADE:
		return law_grade_find(law, r->grade.scheme, r->grade.ordinal) != NULL
		               ? NULL
		               : refuse(c, "grade", "find.choice", STR(""));
	case CORRECT_EDUCATION:
		return law_education_find(law, r->education.level) != NULL
		               ? NULL
		               : refuse(c, "level", "find.choice", r->education.level);
	case CORRECT_POST:
	case CORRECT_PART_COUNT: break;
	}
	if (r->employment.position_id == 0)
		return refuse(c, "position", "employee.post_unchosen", STR(""));
	return registry_post_get(c, r->employment.position_id, r->today, &post);
}

static const struct err *check_reason(struct ctx *c, struct str reason)
{
	size_t length = text_length(reason);

	if (length < CORRECTION_REASON_MIN)
		return refuse(c, "reason", "employee.reason_short", STR(""));
	if (length > CORRECTION_REASON_MAX)
		return refuse(c, "reason", "form.too_long",
		              str_fmt(c->arena, "%d", CORRECTION_REASON_MAX));
	return NULL;
}

const struct err *registry_correction_check(struct ctx *c, const struct law *law,
                                            const struct correction *r, struct date birth_on)
{
	int64_t base_id;

	TRY(check_part(c, law, r, birth_on));
	TRY(check_from(c, r, birth_on));
	TRY(check_reason(c, r->reason));
	TRY(registry_correction_base(c, r->person_id, r->part, r->employment.capacity, r->today,
	                             &base_id));
	if (base_id != r->base_id)
		return err_new(c->arena, ERR_CONFLICT, STR("from_on"), "employee.changed_meanwhile",
		               STR(""));
	return NULL;
}

/*
 * Does the new fact say the same as the one it replaces, but for its beginning? Then that one
 * goes whole; otherwise what it said of earlier days stays.
 */
static const struct err *same_of(struct ctx *c, const struct correction *r, int64_t *same_id)
{
	struct db_rows *row;
	bool found;

	*same_id = 0;
	if (r->part == CORRECT_NAME || r->part == CORRECT_BIRTH)
		*same_id = r->base_id;
	if (*same_id != 0 || r->base_id == 0)
		return NULL;
	TRY(db_find(
		c,
		r->part == CORRECT_STATUS      ? &SQL_REGISTRY_SERVICE_STATUS_SAME
		: r->part == CORRECT_GRADE     ? &SQL_REGISTRY_GRADE_SAME
		: r->part == CORRECT_EDUCATION ? &SQL_REGISTRY_EDUCATION_SAME
					       : &SQL_REGISTRY_EMPLOYMENT_SAME,
		DB_BIND(db_int(c->agency_id), db_int(r->base_id),
	                db_str(r->part == CORRECT_STATUS ? registry_status_code(r->status.status)
	                       : r->part == CORRECT_GRADE
	                               ? (r->grade.scheme == GRADE_PPPK ? STR("pppk") : STR("pns"))
	                               : r->education.level),
	                db_int(r->part == CORRECT_POST ? r->employment.position_id
	                                               : r->grade.ordinal)),
		&row, &found));
	if (found) {
		*same_id = r->base_id;
		db_rows_end(row);
	}
	return NULL;
}

static const struct err *put(struct ctx *c, int64_t act_id, const struct correction *r)
{
	int64_t same_id;

	TRY(same_of(c, r, &same_id));
	switch (r->part) {
	case CORRECT_NAME:
	case CORRECT_BIRTH:
		return put_name(c, act_id, r->person_id, r->today, same_id, &r->name, NULL);
	case CORRECT_STATUS:
		return put_status(c, act_id, r->person_id, r->today, same_id, &r->status);
	case CORRECT_GRADE: return put_grade(c, act_id, r->person_id, r->today, same_id, &r->grade);
	case CORRECT_EDUCATION:
		return put_education(c, act_id, r->person_id, r->today, same_id, &r->education);
	case CORRECT_POST:
	case CORRECT_PART_COUNT: break;
	}
	return put_employment(c, act_id, r->person_id, r->today, same_id, &r->employment, NULL);
}

static const struct err *note(struct ctx *c, int64_t act_id, int64_t person_id, struct str part,
                              struct str reason)
{
	return db_exec(c, &SQL_REGISTRY_CORRECTION_ADD,
	               DB_BIND(db_int(c->agency_id), db_int(act_id), db_int(person_id),
	                       db_str(part), db_str(reason)));
}

const struct err *registry_correction_apply(struct ctx *c, const struct correction *r)
{
	int64_t act_id;

	TRY(registry_act_add(c, STR("correction"), &act_id));
	TRY(put(c, act_id, r));
	return note(c, act_id, r->person_id, codes[r->part], r->reason);
}

/* ---- someone new ---- */

static const char *fault_key(enum identity_fault fault)
{
	switch (fault) {
	case IDENTITY_LENGTH: return "employee.nip_length";
	case IDENTITY_DATE:
	case IDENTITY_MONTH: return "employee.nip_date";
	case IDENTITY_GENDER: return "employee.nip_gender";
	case IDENTITY_SERIAL: return "employee.nip_serial";
	case IDENTITY_SCIENTIFIC:
	case IDENTITY_NOT_DIGITS:
	case IDENTITY_REGION:
	case IDENTITY_OK: break;
	}
	return "employee.nip_digits";
}

static int digits_in(struct str text)
{
	int count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.ptr[i] >= '0' && text.ptr[i] <= '9';
	return count;
}

const struct err *registry_newcomer_nip(struct ctx *c, struct str text, struct nip *nip)
{
	enum identity_fault fault = nip_read(text, nip);
	struct db_rows *row;
	bool found, standing;
	int64_t agency_id, person_id;

	if (fault != IDENTITY_OK)
		return refuse(c, "nip", fault_key(fault),
		              fault == IDENTITY_LENGTH ? str_fmt(c->arena, "%d", digits_in(text))
		                                       : text);
	TRY(db_find(c, &SQL_REGISTRY_PERSON_NIP_FIND, DB_BIND(db_str(str_of(nip->digits))), &row,
	            &found));
	if (!found)
		return NULL;
	agency_id = db_col_int(row, 0);
	person_id = db_col_int(row, 1);
	db_rows_end(row);
	if (agency_id != c->agency_id)
		return err_new(c->arena, ERR_CONFLICT, STR("nip"), "registry.nip_elsewhere",
		               str_of(nip->digits));
	TRY(db_find(c, &SQL_REGISTRY_PERSON_FACT_ANY,
	            DB_BIND(db_int(c->agency_id), db_int(person_id)), &row, &standing));
	if (!standing)
		return NULL;
	db_rows_end(row);
	return err_new(c->arena, ERR_CONFLICT, STR("nip"), "registry.nip_known",
	               str_of(nip->digits));
}

const struct err *registry_newcomer_add(struct ctx *c, const struct registry_dossier *dossier,
                                        struct str reason, int64_t *person_id)
{
	int64_t act_id;

	TRY(registry_act_add(c, STR("correction"), &act_id));
	TRY(registry_person_add(c, act_id, dossier, person_id));
	return note(c, act_id, *person_id, STR("new"), reason);
}
