/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "db/db.h"
#include "registry/registry.h"
#include "registry/timeline.h"
#include "sql_registry.h"

#define DOSSIER_BIND(c, person_id, known_at) \
	DB_BIND(db_int((c)->agency_id), db_int(person_id), db_int(known_at))

/* One list of a dossier at a time: room for its rows, then each row as it comes. */
static const struct err *read_names(struct ctx *c, int64_t person_id, int64_t known_at,
                                    struct registry_dossier *out)
{
	struct registry_name *names = arena_array(c->arena, TIMELINE_ROWS_MAX, sizeof(*names));
	struct db_rows *rows;
	size_t n = 0;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_DOSSIER_NAME, DOSSIER_BIND(c, person_id, known_at), &rows));
	for (; n < TIMELINE_ROWS_MAX; n++) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		names[n] = (struct registry_name){
			.name = db_col_copy(c, rows, 0),
			.title_before = db_col_copy(c, rows, 1),
			.title_after = db_col_copy(c, rows, 2),
			.birth_on = db_col_date(rows, 3),
			.birth_place = db_col_copy(c, rows, 4),
			.female = str_eq(db_col_str(rows, 5), STR("female")),
			.from_on = db_col_date(rows, 6),
			.until_on = db_col_date(rows, 7),
		};
	}
	db_rows_end(rows);
	out->names = names;
	out->name_count = n;
	return NULL;
}

static const struct err *read_statuses(struct ctx *c, int64_t person_id, int64_t known_at,
                                       struct registry_dossier *out)
{
	struct registry_status *statuses = arena_array(c->arena, TIMELINE_ROWS_MAX,
	                                               sizeof(*statuses));
	struct db_rows *rows;
	size_t n = 0;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_DOSSIER_STATUS, DOSSIER_BIND(c, person_id, known_at), &rows));
	for (; n < TIMELINE_ROWS_MAX; n++) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		if (!registry_status_parse(db_col_str(rows, 0), &statuses[n].status))
			return err_detail(c->arena, ERR_CORRUPT, "err.database_corrupt", "status");
		statuses[n].entry_known = !db_col_is_null(rows, 1);
		if (statuses[n].entry_known)
			statuses[n].entry_on = db_col_date(rows, 1);
		statuses[n].from_on = db_col_date(rows, 2);
		statuses[n].until_on = db_col_date(rows, 3);
	}
	db_rows_end(rows);
	out->statuses = statuses;
	out->status_count = n;
	return NULL;
}

static const struct err *read_grades(struct ctx *c, int64_t person_id, int64_t known_at,
                                     struct registry_dossier *out)
{
	struct registry_grade *grades = arena_array(c->arena, TIMELINE_ROWS_MAX, sizeof(*grades));
	struct db_rows *rows;
	size_t n = 0;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_DOSSIER_GRADE, DOSSIER_BIND(c, person_id, known_at), &rows));
	for (; n < TIMELINE_ROWS_MAX; n++) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		grades[n] = (struct registry_grade){
			.scheme = str_eq(db_col_str(rows, 0), STR("pppk")) ? GRADE_PPPK : GRADE_PNS,
			.ordinal = (int)db_col_int(rows, 1),
			.decree_id = db_col_int(rows, 2),
			.from_on = db_col_date(rows, 3),
			.until_on = db_col_date(rows, 4),
		};
	}
	db_rows_end(rows);
	out->grades = grades;
	out->grade_count = n;
	return NULL;
}

static const struct err *read_educations(struct ctx *c, int64_t person_id, int64_t known_at,
                                         struct registry_dossier *out)
{
	struct registry_education *list = arena_array(c->arena, TIMELINE_ROWS_MAX, sizeof(*list));
	struct db_rows *rows;
	size_t n = 0;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_DOSSIER_EDUCATION, DOSSIER_BIND(c, person_id, known_at),
	             &rows));
	for (; n < TIMELINE_ROWS_MAX; n++) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		list[n] = (struct registry_education){
			.level = db_col_copy(c, rows, 0),
			.field = db_col_copy(c, rows, 1),
			.from_on = db_col_date(rows, 2),
			.until_on = db_col_date(rows, 3),
		};
	}
	db_rows_end(rows);
	out->educations = list;
	out->education_count = n;
	return NULL;
}

static const struct err *read_employments(struct ctx *c, int64_t person_id, int64_t known_at,
                                          struct registry_dossier *out)
{
	struct registry_employment *list = arena_array(c->arena, TIMELINE_ROWS_MAX, sizeof(*list));
	struct db_rows *rows;
	size_t n = 0;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_DOSSIER_EMPLOYMENT, DOSSIER_BIND(c, person_id, known_at),
	             &rows));
	for (; n < TIMELINE_ROWS_MAX; n++) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		list[n].position_id = db_col_int(rows, 0);
		if (!registry_capacity_parse(db_col_str(rows, 1), &list[n].capacity))
			return err_detail(c->arena, ERR_CORRUPT, "err.database_corrupt",
			                  "capacity");
		list[n].decree_id = db_col_int(rows, 2);
		list[n].from_on = db_col_date(rows, 3);
		list[n].until_on = db_col_date(rows, 4);
	}
	db_rows_end(rows);
	out->employments = list;
	out->employment_count = n;
	return NULL;
}

const struct err *registry_person_dossier(struct ctx *c, struct str nip, int64_t known_at,
                                          struct registry_dossier *out)
{
	struct db_rows *row;
	int64_t id;
	bool found;

	*out = (struct registry_dossier){ 0 };
	TRY(db_find(c, &SQL_REGISTRY_PERSON_NIP_FIND, DB_BIND(db_str(nip)), &row, &found));
	if (!found || db_col_int(row, 0) != c->agency_id)
		return NULL;
	id = db_col_int(row, 1);
	db_rows_end(row);
	out->nip = str_copy(c->arena, nip);
	TRY(read_names(c, id, known_at, out));
	TRY(read_statuses(c, id, known_at, out));
	TRY(read_grades(c, id, known_at, out));
	TRY(read_educations(c, id, known_at, out));
	return read_employments(c, id, known_at, out);
}
