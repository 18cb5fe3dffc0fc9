/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/apply.h"

#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "db/db.h"
#include "registry/fact.h"
#include "registry/internal.h"
#include "registry/put.h"
#include "sql_registry.h"

/*
 * What the registry believed of one person on the date of the roster. Ids are 0 where it knows
 * nothing.
 */
struct known {
	struct str nip;
	int64_t agency_id;
	int64_t person_id;
	int64_t name_id;
	struct registry_name name;
	int64_t status_id;
	struct registry_status status;
	int64_t grade_id;
	struct registry_grade grade;
	int64_t education_id;
	struct registry_education education;
	int64_t employment_id;
	int64_t position_id;
	struct date employed_on;
};

#define KNOWN_SLOTS 8192 /* a power of two, at most half full */
_Static_assert(KNOWN_SLOTS >= APPLY_LINES_MAX * 2, "a batch fits twice");

/* Open addressing by NIP. */
struct known_table {
	struct known *slots[KNOWN_SLOTS];
};

static void known_read(struct ctx *c, const struct db_rows *row, struct known *k)
{
	*k = (struct known){
		.nip = db_col_copy(c, row, 0),
		.agency_id = db_col_int(row, 1),
		.person_id = db_col_int(row, 2),
		.name_id = db_col_int(row, 3),
		.status_id = db_col_int(row, 11),
		.grade_id = db_col_int(row, 15),
		.education_id = db_col_int(row, 19),
		.employment_id = db_col_int(row, 23),
		.position_id = db_col_int(row, 24),
	};
	if (k->name_id != 0)
		k->name = (struct registry_name){ .name = db_col_copy(c, row, 4),
			                          .title_before = db_col_copy(c, row, 5),
			                          .title_after = db_col_copy(c, row, 6),
			                          .birth_on = db_col_date(row, 7),
			                          .birth_place = db_col_copy(c, row, 8),
			                          .female = str_eq(db_col_str(row, 9),
			                                           STR("female")),
			                          .from_on = db_col_date(row, 10) };
	if (k->status_id != 0) {
		(void)registry_status_parse(db_col_str(row, 12), &k->status.status);
		k->status.entry_known = !db_col_is_null(row, 13);
		if (k->status.entry_known)
			k->status.entry_on = db_col_date(row, 13);
		k->status.from_on = db_col_date(row, 14);
	}
	if (k->grade_id != 0)
		k->grade = (struct registry_grade){
			.scheme = str_eq(db_col_str(row, 16), STR("pppk")) ? GRADE_PPPK : GRADE_PNS,
			.ordinal = (int)db_col_int(row, 17),
			.from_on = db_col_date(row, 18)
		};
	if (k->education_id != 0)
		k->education = (struct registry_education){ .level = db_col_copy(c, row, 20),
			                                    .field = db_col_copy(c, row, 21),
			                                    .from_on = db_col_date(row, 22) };
	if (k->employment_id != 0)
		k->employed_on = db_col_date(row, 25);
}

/* Where a NIP stands, or would stand: NULL there. */
static struct known **known_slot(struct known_table *table, struct str nip)
{
	size_t at = str_hash(nip) & (KNOWN_SLOTS - 1);

	while (table->slots[at] != NULL && !str_eq(table->slots[at]->nip, nip))
		at = (at + 1) & (KNOWN_SLOTS - 1);
	return &table->slots[at];
}

/* The NIPs of a batch as a JSON array: the one form of a list that both engines read. */
static struct str nip_list(struct ctx *c, const struct apply *a)
{
	struct buf list;

	buf_init(&list, c->arena);
	buf_add_char(&list, '[');
	for (size_t i = 0; i < a->line_count; i++) {
		if (a->lines[i].rejected)
			continue;
		if (list.len > 1)
			buf_add_char(&list, ',');
		buf_add_char(&list, '"');
		buf_add(&list, a->lines[i].nip);
		buf_add_char(&list, '"');
	}
	buf_add_char(&list, ']');
	return buf_str(&list);
}

static const struct err *known_load(struct ctx *c, const struct apply *a, struct known_table *table)
{
	struct db_rows *rows;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_IMPORT_KNOWN,
	             DB_BIND(db_int(c->agency_id), db_str(nip_list(c, a)), db_date(a->as_of)),
	             &rows));
	for (;;) {
		struct known *known;

		TRY(db_next(rows, &more));
		if (!more)
			break;
		known = ARENA_NEW(c->arena, struct known);
		known_read(c, rows, known);
		*known_slot(table, known->nip) = known;
	}
	db_rows_end(rows);
	return NULL;
}

/* ---- what a line says, as facts ---- */

static struct date dated(bool told, struct date on, struct date otherwise)
{
	return told ? on : otherwise;
}

static struct registry_name line_name(const struct roster_line *line, const struct known *k)
{
	bool known = k != NULL && k->name_id != 0;

	return (struct registry_name){
		.name = line->name,
		.title_before = line->titles_told || !known ? line->title_before
		                                            : k->name.title_before,
		.title_after = line->titles_told || !known ? line->title_after
		                                           : k->name.title_after,
		.birth_on = line->birth_on,
		.birth_place = line->birth_place.len > 0 || !known ? line->birth_place
		                                                   : k->name.birth_place,
		.female = line->female,
		/* A name has no effective date in a roster: a difference is a correction. */
		.from_on = known ? k->name.from_on : line->birth_on,
		.until_on = date_open(),
	};
}

static struct registry_grade line_grade(const struct apply *a, const struct roster_line *line)
{
	return (struct registry_grade){ .scheme = line->scheme,
		                        .ordinal = line->grade,
		                        .from_on = dated(line->grade_dated, line->grade_on,
		                                         a->as_of),
		                        .until_on = date_open() };
}

static struct registry_employment line_employment(const struct apply *a,
                                                  const struct roster_line *line)
{
	return (struct registry_employment){ .position_id = line->post->id,
		                             .capacity = line->capacity,
		                             .from_on = dated(line->post_dated, line->post_on,
		                                              a->as_of),
		                             .until_on = date_open() };
}

/* ---- someone new ---- */

/* A PNS whose TMT PNS is told was a candidate until then. */
static size_t new_statuses(const struct apply *a, const struct roster_line *line,
                           struct registry_status out[2])
{
	struct date from_on = dated(line->entry_told, line->entry_on, a->as_of);
	struct registry_status now = { .status = line->status,
		                       .entry_known = line->entry_told,
		                       .entry_on = line->entry_on,
		                       .from_on = from_on,
		                       .until_on = date_open() };
	size_t count = 0;

	if (line->status_dated && date_before(from_on, line->status_on)) {
		out[count] = now;
		out[count].status = SERVICE_CPNS;
		out[count].until_on = line->status_on;
		now.from_on = line->status_on;
		count++;
	} else if (!registry_status_in_service(line->status)) {
		now.from_on = a->as_of;
	}
	out[count] = now;
	return count + 1;
}

static const struct err *apply_new(struct ctx *c, struct apply *a, const struct roster_line *line,
                                   int64_t person_id)
{
	struct registry_name name = line_name(line, NULL);
	struct registry_status statuses[2];
	struct registry_grade grade = line_grade(a, line);
	struct registry_education education = { line->education, line->education_field, a->as_of,
		                                date_open() };
	struct registry_employment employment;
	struct registry_dossier dossier = {
		.nip = line->nip,
		.names = &name,
		.name_count = 1,
		.statuses = statuses,
		.status_count = new_statuses(a, line, statuses),
		.grades = &grade,
		.grade_count = line->grade_told,
		.educations = &education,
		.education_count = line->education.len > 0,
		.employments = &employment,
		.employment_count = line->post != NULL,
	};

	a->added_count++;
	if (a->dry_run)
		return NULL;
	if (line->post != NULL)
		employment = line_employment(a, line);
	return person_add(c, a->act_id, &dossier, person_id, &a->unlisted);
}

/* ---- someone known ---- */

/* The comparing of one line; `changes` counts what differs. */
struct diff {
	struct ctx *c;
	struct apply *a;
	struct roster_line *line;
	const struct known *k;
	int changes;
};

/* Nobody knows how much differs: often nothing, once a year a line's every cell. */
static void changes_grow(struct diff *d)
{
	size_t cap = d->a->change_cap == 0 ? 64 : d->a->change_cap * 2;
	struct import_change *changes = arena_array(d->c->arena, cap, sizeof(*changes));

	for (size_t i = 0; i < d->a->change_count; i++)
		changes[i] = d->a->changes[i];
	d->a->changes = changes;
	d->a->change_cap = cap;
}

static void change(struct diff *d, enum roster_field field, struct str before, struct str after)
{
	d->changes++;
	if (d->a->change_count == d->a->change_cap)
		changes_grow(d);
	d->a->changes[d->a->change_count++] = (struct import_change){
		.line = d->line->line,
		.column = d->a->columns->headings[field],
		.before = before,
		.after = after,
	};
}

static bool differ(struct diff *d, enum roster_field field, struct str before, struct str after)
{
	if (str_eq(before, after))
		return false;
	change(d, field, before, after);
	return true;
}

static bool date_differs(struct diff *d, enum roster_field field, struct date before,
                         struct date after)
{
	return differ(d, field, date_str(d->c->arena, before), date_str(d->c->arena, after));
}

static struct str gender_word(bool female)
{
	return female ? STR("P") : STR("L");
}

static const struct err *diff_name(struct diff *d)
{
	struct registry_name now = line_name(d->line, d->k);
	const struct registry_name *was = &d->k->name;
	bool changed = false;

	changed |= differ(d, ROSTER_NAME, was->name, now.name);
	changed |= differ(d, ROSTER_TITLE_BEFORE, was->title_before, now.title_before);
	changed |= differ(d, ROSTER_TITLE_AFTER, was->title_after, now.title_after);
	changed |= differ(d, ROSTER_BIRTH_PLACE, was->birth_place, now.birth_place);
	changed |= differ(d, ROSTER_GENDER, gender_word(was->female), gender_word(now.female));
	if (d->k->name_id == 0)
		change(d, ROSTER_BIRTH_ON, STR(""), date_str(d->c->arena, now.birth_on));
	else
		changed |= date_differs(d, ROSTER_BIRTH_ON, was->birth_on, now.birth_on);
	if ((!changed && d->k->name_id != 0) || d->a->dry_run)
		return NULL;
	return put_name(d->c, d->a->act_id, d->k->person_id, d->a->as_of, d->k->name_id, &now,
	                &d->a->unlisted);
}

static const struct err *diff_status(struct diff *d)
{
	const struct registry_status *was = &d->k->status;
	const struct roster_line *line = d->line;
	struct registry_status now = *was;
	bool known = d->k->status_id != 0;
	/* A file that says nothing of standing says at least that the person serves. */
	bool other = !known || (line->status_told ? line->status != was->status
	                                          : !registry_status_in_service(was->status));
	bool entry = line->entry_told &&
	             (!was->entry_known || !date_eq(was->entry_on, line->entry_on));

	if (other)
		(void)differ(d, ROSTER_STATUS, known ? registry_status_code(was->status) : STR(""),
		             registry_status_code(line->status));
	if (entry)
		(void)differ(d, ROSTER_ENTRY_ON,
		             was->entry_known ? date_str(d->c->arena, was->entry_on) : STR(""),
		             date_str(d->c->arena, line->entry_on));
	if ((!other && !entry) || d->a->dry_run)
		return NULL;
	now.until_on = date_open();
	if (entry) {
		now.entry_known = true;
		now.entry_on = line->entry_on;
	}
	if (other) {
		now.status = line->status;
		now.from_on = dated(line->status_dated, line->status_on,
		                    known || !line->entry_told ? d->a->as_of : line->entry_on);
	}
	return put_status(d->c, d->a->act_id, d->k->person_id, d->a->as_of,
	                  other ? 0 : d->k->status_id, &now);
}

static struct str grade_text(struct diff *d, const struct registry_grade *grade)
{
	const struct law_grade *rung = law_grade_find(d->a->law, grade->scheme, grade->ordinal);

	return rung == NULL ? STR("") : rung->code;
}

static const struct err *diff_grade(struct diff *d)
{
	struct registry_grade now;
	const struct registry_grade *was = &d->k->grade;
	bool known = d->k->grade_id != 0, other, moved;

	if (!d->line->grade_told)
		return NULL;
	now = line_grade(d->a, d->line);
	other = !known || now.scheme != was->scheme || now.ordinal != was->ordinal;
	moved = !other && d->line->grade_dated && !date_eq(now.from_on, was->from_on);
	if (other)
		change(d, ROSTER_GRADE, known ? grade_text(d, was) : STR(""), grade_text(d, &now));
	if (moved)
		(void)date_differs(d, ROSTER_GRADE_ON, was->from_on, now.from_on);
	if ((!other && !moved) || d->a->dry_run)
		return NULL;
	return put_grade(d->c, d->a->act_id, d->k->person_id, d->a->as_of,
	                 other ? 0 : d->k->grade_id, &now);
}

static const struct err *diff_education(struct diff *d)
{
	const struct registry_education *was = &d->k->education;
	struct registry_education now = { d->line->education, d->line->education_field, d->a->as_of,
		                          date_open() };
	bool known = d->k->education_id != 0, other, field;

	if (now.level.len == 0)
		return NULL;
	if (now.field.len == 0)
		now.field = was->field;
	other = differ(d, ROSTER_EDUCATION, was->level, now.level);
	field = differ(d, ROSTER_EDUCATION_FIELD, was->field, now.field);
	if ((!other && !field) || d->a->dry_run)
		return NULL;
	if (known && !other)
		now.from_on = was->from_on;
	return put_education(d->c, d->a->act_id, d->k->person_id, d->a->as_of,
	                     other ? 0 : d->k->education_id, &now);
}

static struct str post_text(struct diff *d, int64_t position_id)
{
	const struct place_position *p = places_position_by_id(d->a->places, position_id);
	const struct place_unit *unit = p == NULL ? NULL
	                                          : places_unit_by_id(d->a->places, p->unit_id);

	if (unit == NULL)
		return STR("");
	return str_fmt(d->c->arena, "%.*s, %.*s", STR_ARG(p->is->title), STR_ARG(unit->name));
}

/* The employment a line's capacity is compared with: the definitive one, or the acting one. */
static const struct err *present_post(struct diff *d, int64_t *id, int64_t *position_id,
                                      struct date *from_on)
{
	struct db_rows *row;
	bool found;

	*id = d->k->employment_id;
	*position_id = d->k->position_id;
	*from_on = d->k->employed_on;
	if (d->line->capacity == CAPACITY_DEFINITIVE)
		return NULL;
	TRY(db_find(d->c, &SQL_REGISTRY_ACTING_FIND,
	            DB_BIND(db_int(d->c->agency_id), db_int(d->k->person_id),
	                    db_str(registry_capacity_code(d->line->capacity)),
	                    db_date(d->a->as_of)),
	            &row, &found));
	*id = found ? db_col_int(row, 0) : 0;
	*position_id = found ? db_col_int(row, 1) : 0;
	if (found) {
		*from_on = db_col_date(row, 2);
		db_rows_end(row);
	}
	return NULL;
}

static const struct err *diff_post(struct diff *d)
{
	struct registry_employment now;
	struct date since;
	int64_t id, position_id;
	bool other, moved;

	if (d->line->post == NULL)
		return NULL;
	now = line_employment(d->a, d->line);
	TRY(present_post(d, &id, &position_id, &since));
	other = id == 0 || position_id != now.position_id;
	moved = !other && d->line->post_dated && !date_eq(now.from_on, since);
	if (other)
		change(d, ROSTER_POSITION, id == 0 ? STR("") : post_text(d, position_id),
		       post_text(d, now.position_id));
	if (moved)
		(void)date_differs(d, ROSTER_POSITION_ON, since, now.from_on);
	if ((!other && !moved) || d->a->dry_run)
		return NULL;
	return put_employment(d->c, d->a->act_id, d->k->person_id, d->a->as_of, other ? 0 : id,
	                      &now, &d->a->unlisted);
}

static const struct err *apply_known(struct ctx *c, struct apply *a, struct roster_line *line,
                                     const struct known *k)
{
	struct diff d = { c, a, line, k, 0 };

	TRY(diff_name(&d));
	TRY(diff_status(&d));
	TRY(diff_grade(&d));
	TRY(diff_education(&d));
	TRY(diff_post(&d));
	if (d.changes > 0)
		a->changed_count++;
	else
		a->unchanged_count++;
	line->changed = d.changes > 0;
	return NULL;
}

/* ---- the batch ---- */

static const struct err *write_places(struct ctx *c, const struct apply *a)
{
	for (size_t i = a->unit_first; i < places_unit_count(a->places); i++)
		TRY(unit_write(c, a->act_id, places_unit_at(a->places, i), a->as_of));
	for (size_t i = a->position_first; i < places_position_count(a->places); i++)
		TRY(position_write(c, a->act_id, a->law, places_position_at(a->places, i),
		                   a->as_of));
	return NULL;
}

static const struct err *apply_line(struct ctx *c, struct apply *a, struct roster_line *line,
                                    struct known_table *table)
{
	const struct known *k = *known_slot(table, line->nip);

	/* A finding would be lost with the arena if PostgreSQL asks for a second run: note it. */
	line->elsewhere = k != NULL && k->agency_id != c->agency_id;
	line->added = line->changed = false;
	if (line->elsewhere)
		return NULL;
	line->added = k == NULL;
	if (k == NULL)
		return apply_new(c, a, line, 0);
	/*
	 * Known by NIP alone, as after an undo: as good as new, but for facts behind the snapshot.
	 */
	if (k->name_id == 0 && k->status_id == 0) {
		struct db_rows *row;
		bool standing;

		TRY(db_find(c, &SQL_REGISTRY_PERSON_FACT_ANY,
		            DB_BIND(db_int(c->agency_id), db_int(k->person_id)), &row, &standing));
		line->added = !standing;
		if (!standing)
			return apply_new(c, a, line, k->person_id);
		db_rows_end(row);
	}
	return apply_known(c, a, line, k);
}

const struct err *apply_batch(struct ctx *c, void *arg)
{
	struct apply *a = arg;
	struct known_table *table = ARENA_NEW(c->arena, struct known_table);

	a->added_count = a->changed_count = a->unchanged_count = 0;
	a->changes = NULL;
	a->change_count = a->change_cap = 0;
	a->unlisted = (struct unlisted){
		.nips = arena_array(c->arena, a->line_count, sizeof(struct key)),
		.names = arena_array(c->arena, a->line_count, sizeof(struct key)),
		.holders = arena_array(c->arena, a->line_count, sizeof(struct key)),
	};
	TRY(known_load(c, a, table));
	if (!a->dry_run) {
		TRY(act_check_open(c, a->act_id));
		TRY(write_places(c, a));
	}
	for (size_t i = 0; i < a->line_count; i++)
		if (!a->lines[i].rejected)
			TRY(apply_line(c, a, &a->lines[i], table));
	return NULL;
}
