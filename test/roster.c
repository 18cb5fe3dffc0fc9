/* SPDX-License-Identifier: Apache-2.0 */
#include "test/roster.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "law/law.h"
#include "registry/registry.h"
#include "test/support.h"

#define RUN_BYTES_MAX (64u << 20)
#define HOLDERS_MAX   64 /* the rosters of these tests are short */

static const struct err *found_work(struct ctx *c, void *arg)
{
	return registry_agency_add(c, STR("Kabupaten Contoh"), STR("33.28"), 7, false, arg);
}

void roster_found(struct ctx *c)
{
	int64_t agency_id;

	assert_ok(law_seed(c));
	assert_ok(db_write(c, found_work, &agency_id));
	c->agency_id = agency_id;
}

struct date roster_day(const char *iso)
{
	struct date date = { 0 };

	assert_true(date_parse_iso(str_of(iso), &date));
	return date;
}

/* ---- importing a text ---- */

/* A text read in small pieces, so that the reader's window moves. */
static const struct err *text_read(void *arg, char *out, size_t cap, size_t *got)
{
	struct str *rest = arg;

	*got = rest->len < cap ? rest->len : cap;
	if (*got > 0)
		memcpy(out, rest->ptr, *got);
	*rest = str_sub(*rest, *got, rest->len);
	return NULL;
}

struct import_request roster_request(struct ctx *c, const char *text, const char *as_of)
{
	struct str *rest = ARENA_NEW(c->arena, struct str);

	*rest = str_of(text);
	return (struct import_request){
		.file_name = STR("pegawai.csv"),
		.file_digest = str_fmt(c->arena, "%llx", (unsigned long long)str_hash(*rest)),
		.source = csv_records(c->arena, text_read, rest),
		.as_of = roster_day(as_of),
		.spill_folder = db_folder(c->db),
	};
}

struct telling {
	struct buf findings;
	struct buf changes;
	struct buf absent;
	struct buf rejects;
};

static const struct err *on_finding(void *arg, const struct import_finding *f)
{
	struct telling *t = arg;

	buf_add_fmt(&t->findings, "%lld %s %.*s", (long long)f->line, f->code, STR_ARG(f->column));
	if (f->other.len > 0)
		buf_add_fmt(&t->findings, " (%.*s)", STR_ARG(f->other));
	if (f->other_line > 0)
		buf_add_fmt(&t->findings, " line %lld", (long long)f->other_line);
	buf_add_char(&t->findings, '\n');
	return NULL;
}

static const struct err *on_change(void *arg, const struct import_change *change)
{
	struct telling *t = arg;

	buf_add_fmt(&t->changes, "%lld %.*s: %.*s -> %.*s\n", (long long)change->line,
	            STR_ARG(change->column), STR_ARG(change->before), STR_ARG(change->after));
	return NULL;
}

static const struct err *on_reject(void *arg, const struct csv_record *record,
                                   const char *const *codes, size_t code_count)
{
	struct telling *t = arg;

	for (size_t i = 0; i < record->count; i++)
		csv_add_field(&t->rejects, record->fields[i], ';', i == 0);
	for (size_t i = 0; i < code_count; i++)
		buf_add_fmt(&t->rejects, " %s", codes[i]);
	buf_add_char(&t->rejects, '\n');
	return NULL;
}

static const struct err *on_absent(void *arg, const struct import_named *person)
{
	struct telling *t = arg;

	buf_add_fmt(&t->absent, "%.*s, %.*s\n", STR_ARG(person->name), STR_ARG(person->within));
	return NULL;
}

/* An import holds its lock as long as its arena lives: each gets its own, as a command does. */
static const struct err *import_alone(struct ctx *c, const struct import_request *request,
                                      struct import_result *result)
{
	struct ctx own = *c;
	const struct err *err;

	own.arena = arena_new(RUN_BYTES_MAX);
	err = registry_import_roster(&own, request, result);
	if (err != NULL)
		err = err_copy(c->arena, err);
	arena_free(own.arena);
	return err;
}

const struct err *roster_undo(struct ctx *c, int64_t number)
{
	struct ctx own = *c;
	const struct err *err;

	own.arena = arena_new(RUN_BYTES_MAX);
	err = registry_import_undo(&own, number);
	if (err != NULL)
		err = err_copy(c->arena, err);
	arena_free(own.arena);
	return err;
}

static struct roster_told told_import(struct ctx *c, const char *text, const char *as_of,
                                      bool dry_run)
{
	struct telling *t = ARENA_NEW(c->arena, struct telling);
	struct import_request request = roster_request(c, text, as_of);
	struct roster_told told;

	buf_init(&t->findings, c->arena);
	buf_init(&t->changes, c->arena);
	buf_init(&t->absent, c->arena);
	buf_init(&t->rejects, c->arena);
	request.dry_run = dry_run;
	request.listener = (struct import_listener){ .arg = t,
		                                     .finding = on_finding,
		                                     .change = on_change,
		                                     .reject = on_reject,
		                                     .absent = on_absent };
	assert_ok(import_alone(c, &request, &told.result));
	told.findings = buf_str(&t->findings);
	told.changes = buf_str(&t->changes);
	told.absent = buf_str(&t->absent);
	told.rejects = buf_str(&t->rejects);
	return told;
}

struct roster_told roster_import(struct ctx *c, const char *text, const char *as_of)
{
	return told_import(c, text, as_of, false);
}

struct roster_told roster_dry_run(struct ctx *c, const char *text, const char *as_of)
{
	return told_import(c, text, as_of, true);
}

const struct err *roster_try_during(struct ctx *c, const char *text, const char *as_of,
                                    const struct err *(*during)(void *arg), void *arg)
{
	struct import_request request = roster_request(c, text, as_of);
	struct import_result result;

	request.listener = (struct import_listener){ .arg = arg, .ready = during };
	return import_alone(c, &request, &result);
}

const struct err *roster_try(struct ctx *c, const char *text, const char *as_of)
{
	return roster_try_during(c, text, as_of, NULL, NULL);
}

/* ---- the registry as a text ---- */

struct picture {
	struct buf out;
	struct date on;
	const char *const *nips;
	int64_t known_at;
	struct registry_holder holders[HOLDERS_MAX];
	size_t holder_count;
};

static struct str days(struct ctx *c, struct date from_on, struct date until_on)
{
	char from[DATE_TEXT_BYTES], until[DATE_TEXT_BYTES];

	if (date_eq(until_on, date_open()))
		return str_fmt(c->arena, "%s..", date_iso(from_on, from));
	return str_fmt(c->arena, "%s..%s", date_iso(from_on, from), date_iso(until_on, until));
}

static void add_names(struct ctx *c, struct picture *p, const struct registry_dossier *d)
{
	char birth[DATE_TEXT_BYTES];

	for (size_t i = 0; i < d->name_count; i++) {
		const struct registry_name *n = &d->names[i];

		buf_add_fmt(&p->out, "name %.*s|%.*s|%.*s|%.*s %s|%s %.*s\n",
		            STR_ARG(n->title_before), STR_ARG(n->name), STR_ARG(n->title_after),
		            STR_ARG(n->birth_place), date_iso(n->birth_on, birth),
		            n->female ? "P" : "L", STR_ARG(days(c, n->from_on, n->until_on)));
	}
}

static void add_standing(struct ctx *c, struct picture *p, const struct registry_dossier *d)
{
	char entry[DATE_TEXT_BYTES];

	for (size_t i = 0; i < d->status_count; i++) {
		const struct registry_status *s = &d->statuses[i];

		buf_add_fmt(&p->out, "status %.*s entry %s %.*s\n",
		            STR_ARG(registry_status_code(s->status)),
		            s->entry_known ? date_iso(s->entry_on, entry) : "-",
		            STR_ARG(days(c, s->from_on, s->until_on)));
	}
	for (size_t i = 0; i < d->grade_count; i++) {
		const struct registry_grade *g = &d->grades[i];

		buf_add_fmt(&p->out, "grade %s %d %.*s\n", g->scheme == GRADE_PNS ? "pns" : "pppk",
		            g->ordinal, STR_ARG(days(c, g->from_on, g->until_on)));
	}
}

static const struct err *position_words(struct ctx *c, int64_t position_id, struct str *out)
{
	struct db_rows *row;
	bool found;

	TRY(db_find(c,
	            TEST_QUERY("SELECT q.title, u.name FROM position_fact q JOIN unit_fact u"
	                       " ON u.unit_id = q.unit_id WHERE q.position_id = $1",
	                       1),
	            DB_BIND(db_int(position_id)), &row, &found));
	assert_true(found);
	*out = str_fmt(c->arena, "%.*s, %.*s", STR_ARG(db_col_str(row, 0)),
	               STR_ARG(db_col_str(row, 1)));
	db_rows_end(row);
	return NULL;
}

static const struct err *add_posts(struct ctx *c, struct picture *p,
                                   const struct registry_dossier *d)
{
	for (size_t i = 0; i < d->education_count; i++) {
		const struct registry_education *e = &d->educations[i];

		buf_add_fmt(&p->out, "education %.*s %.*s %.*s\n", STR_ARG(e->level),
		            STR_ARG(e->field), STR_ARG(days(c, e->from_on, e->until_on)));
	}
	for (size_t i = 0; i < d->employment_count; i++) {
		const struct registry_employment *e = &d->employments[i];
		struct str words;

		TRY(position_words(c, e->position_id, &words));
		buf_add_fmt(&p->out, "post %.*s %.*s %.*s\n",
		            STR_ARG(registry_capacity_code(e->capacity)), STR_ARG(words),
		            STR_ARG(days(c, e->from_on, e->until_on)));
	}
	return NULL;
}

static const struct err *add_dossier(struct ctx *c, struct picture *p, const char *nip)
{
	struct registry_dossier dossier;

	TRY(registry_person_dossier(c, str_of(nip), p->known_at, &dossier));
	add_names(c, p, &dossier);
	add_standing(c, p, &dossier);
	return add_posts(c, p, &dossier);
}

static const struct err *dossier_work(struct ctx *c, void *arg)
{
	struct picture *p = arg;

	buf_clear(&p->out);
	return add_dossier(c, p, p->nips[0]);
}

struct str roster_dossier(struct ctx *c, const char *nip, int64_t known_at)
{
	struct picture p = { .nips = (const char *const[]){ nip }, .known_at = known_at };

	buf_init(&p.out, c->arena);
	assert_ok(db_read(c, dossier_work, &p));
	return buf_str(&p.out);
}

static const struct err *add_unit(void *arg, const struct registry_unit *unit)
{
	struct picture *p = arg;
	char from[DATE_TEXT_BYTES], until[DATE_TEXT_BYTES];

	buf_add_fmt(&p->out, "unit %lld under %lld %.*s %s %s\n", (long long)unit->id,
	            (long long)unit->parent_id, STR_ARG(unit->name), date_iso(unit->from_on, from),
	            date_iso(unit->until_on, until));
	return NULL;
}

static const struct err *add_position(void *arg, const struct registry_position *q)
{
	struct picture *p = arg;
	char from[DATE_TEXT_BYTES], until[DATE_TEXT_BYTES];

	buf_add_fmt(&p->out, "position %lld in %lld %.*s %.*s %.*s %d-%d seats %d %s %s\n",
	            (long long)q->id, (long long)q->unit_id, STR_ARG(q->title),
	            STR_ARG(law_position_kind_code(q->kind)), STR_ARG(q->echelon), q->grade_min,
	            q->grade_max, q->seats_count, date_iso(q->from_on, from),
	            date_iso(q->until_on, until));
	return NULL;
}

/* Holders come in no particular order. */
static const struct err *keep_holder(void *arg, const struct registry_holder *holder)
{
	struct picture *p = arg;

	assert_in_range(p->holder_count, 0, HOLDERS_MAX - 1);
	p->holders[p->holder_count++] = *holder;
	return NULL;
}

static int by_person(const void *a, const void *b)
{
	const struct registry_holder *left = a, *right = b;

	return (left->person_id > right->person_id) - (left->person_id < right->person_id);
}

static const struct err *add_holders(struct ctx *c, struct picture *p)
{
	int64_t counts[SERVICE_STATUS_COUNT];

	p->holder_count = 0;
	TRY(registry_holder_scan(c, p->on, NULL, keep_holder, p, counts));
	qsort(p->holders, p->holder_count, sizeof(p->holders[0]), by_person);
	for (size_t i = 0; i < p->holder_count; i++)
		buf_add_fmt(&p->out, "holder %lld of %lld born %d\n",
		            (long long)p->holders[i].person_id,
		            (long long)p->holders[i].position_id, p->holders[i].birth_on.days);
	for (int i = 0; i < SERVICE_STATUS_COUNT; i++)
		buf_add_fmt(&p->out, "%d ", (int)counts[i]);
	buf_add_char(&p->out, '\n');
	return NULL;
}

static void add_person(struct picture *p, const struct registry_person *person)
{
	buf_add_fmt(&p->out, "person %lld %.*s %.*s, %.*s, %.*s, %.*s\n", (long long)person->id,
	            STR_ARG(person->nip), STR_ARG(person->name), STR_ARG(person->position_title),
	            STR_ARG(person->unit_name), STR_ARG(person->grade_code));
}

static const struct err *add_search(struct ctx *c, struct picture *p, const char *fragment)
{
	struct registry_person *people = arena_array(c->arena, REGISTRY_SEARCH_MAX,
	                                             sizeof(*people));
	int64_t total;
	int count;

	TRY(registry_person_search(c, str_of(fragment), p->on, REGISTRY_SEARCH_MAX, people, &count,
	                           &total));
	buf_add_fmt(&p->out, "search %s: %d of %lld\n", fragment, count, (long long)total);
	for (int i = 0; i < count; i++)
		add_person(p, &people[i]);
	return NULL;
}

static const struct err *add_people(struct ctx *c, struct picture *p)
{
	for (size_t i = 0; p->nips[i] != NULL; i++) {
		struct registry_person person;
		const struct err *err = registry_person_find(c, str_of(p->nips[i]), p->on, &person);

		buf_add_fmt(&p->out, "%s\n", p->nips[i]);
		if (err == NULL)
			add_person(p, &person);
		else if (err->code != ERR_MISSING)
			return err;
		TRY(add_dossier(c, p, p->nips[i]));
	}
	return NULL;
}

static const struct err *picture_work(struct ctx *c, void *arg)
{
	static const char *const fragments[] = {
		"a", "bu", "ani", "udi", "lest", "citra", "santo"
	};
	struct picture *p = arg;

	buf_clear(&p->out);
	TRY(registry_unit_scan(c, p->on, add_unit, p));
	TRY(registry_position_scan(c, p->on, add_position, p));
	TRY(add_holders(c, p));
	for (size_t i = 0; i < COUNT(fragments); i++)
		TRY(add_search(c, p, fragments[i]));
	return add_people(c, p);
}

struct str roster_picture(struct ctx *c, const char *on, const char *const *nips)
{
	struct picture p = { .on = roster_day(on), .nips = nips, .known_at = c->now };

	buf_init(&p.out, c->arena);
	assert_ok(db_read(c, picture_work, &p));
	return buf_str(&p.out);
}

struct number {
	const char *query;
	int64_t value;
};

static const struct err *number_work(struct ctx *c, void *arg)
{
	struct number *n = arg;
	struct db_rows *row;
	bool found;

	TRY(db_find(c, TEST_QUERY(n->query, 0), DB_NONE, &row, &found));
	assert_true(found);
	n->value = db_col_int(row, 0);
	db_rows_end(row);
	return NULL;
}

int64_t roster_number(struct ctx *c, const char *query)
{
	struct number n = { .query = query };

	assert_ok(db_read(c, number_work, &n));
	return n.value;
}
