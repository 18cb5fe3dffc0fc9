/* SPDX-License-Identifier: Apache-2.0 */
/* Someone is added, or one part of a record corrected: a form, a look at what changes, the deed. */
#include <stddef.h>

#include "base/arena.h"
#include "i18n/words.h"
#include "page/reply.h"
#include "pages_registry.h"
#include "registry/cell.h"
#include "registry/correct.h"
#include "registry/web_common.h"
#include "registry/web_people.h"
#include "registry/web_view.h"

#define NAME_CHARS_MAX  200
#define TITLE_CHARS_MAX 60
#define POSTS_OFFERED   20
#define STATUS_INVALID  400
#define STATUS_CONFLICT 409

/* What was typed, whichever the part. */
struct person_form {
	struct str nip;
	struct str name;
	struct str title_before;
	struct str title_after;
	struct str birth_place;
	struct date birth_on;
	struct str gender;
	struct str status;
	struct date entry_on;
	struct str grade;
	struct date grade_on;
	struct str level;
	struct str field;
	struct str capacity;
	struct str position;
	struct date from_on;
	struct str reason;
};

/* Which parts a field belongs to: a bit for each of enum correction_part, one for a newcomer. */
#define NEW (1u << CORRECT_PART_COUNT)
#define OF(part) (1u << CORRECT_##part)

enum choices { FREE, GENDERS, STATUSES, STATUSES_NEW, GRADES, LEVELS, CAPACITIES, POSTS };

static const struct part_field {
	struct form_field row;
	unsigned parts;
	unsigned optional; /* in these parts it may be left empty */
	enum choices choices;
	const char *label;
	const char *hint;
	const char *type;
} part_fields[] = {
	{ { "nip", FORM_TEXT, true, 1, 40, offsetof(struct person_form, nip) },
	  NEW,
	  0,
	  FREE,
	  "employee.nip",
	  "employee.nip_hint",
	  "text" },
	{ { "name", FORM_TEXT, true, 1, NAME_CHARS_MAX, offsetof(struct person_form, name) },
	  NEW | OF(NAME),
	  0,
	  FREE,
	  "employee.name",
	  "employee.name_hint",
	  "text" },
	{ { "title_before", FORM_TEXT, false, 0, TITLE_CHARS_MAX,
	    offsetof(struct person_form, title_before) },
	  NEW | OF(NAME),
	  NEW | OF(NAME),
	  FREE,
	  "employee.title_before",
	  NULL,
	  "text" },
	{ { "title_after", FORM_TEXT, false, 0, TITLE_CHARS_MAX,
	    offsetof(struct person_form, title_after) },
	  NEW | OF(NAME),
	  NEW | OF(NAME),
	  FREE,
	  "employee.title_after",
	  NULL,
	  "text" },
	{ { "birth_place", FORM_TEXT, false, 0, NAME_CHARS_MAX,
	    offsetof(struct person_form, birth_place) },
	  NEW | OF(BIRTH),
	  NEW | OF(BIRTH),
	  FREE,
	  "employee.birth_place",
	  NULL,
	  "text" },
	{ { "birth_on", FORM_DATE, true, 0, 0, offsetof(struct person_form, birth_on) },
	  OF(BIRTH),
	  0,
	  FREE,
	  "employee.birth_on",
	  NULL,
	  "date" },
	{ { "gender", FORM_TEXT, true, 1, 10, offsetof(struct person_form, gender) },
	  OF(BIRTH),
	  0,
	  GENDERS,
	  "employee.gender",
	  NULL,
	  NULL },
	{ { "status", FORM_TEXT, true, 1, 20, offsetof(struct person_form, status) },
	  OF(STATUS),
	  0,
	  STATUSES,
	  "employee.status",
	  NULL,
	  NULL },
	{ { "status", FORM_TEXT, true, 1, 20, offsetof(struct person_form, status) },
	  NEW,
	  0,
	  STATUSES_NEW,
	  "employee.status",
	  NULL,
	  NULL },
	{ { "entry_on", FORM_DATE, false, 0, 0, offsetof(struct person_form, entry_on) },
	  NEW | OF(STATUS),
	  OF(STATUS) | NEW,
	  FREE,
	  "employee.entry_on",
	  "employee.entry_hint",
	  "date" },
	{ { "grade", FORM_TEXT, true, 1, 10, offsetof(struct person_form, grade) },
	  OF(GRADE),
	  0,
	  GRADES,
	  "employee.grade",
	  NULL,
	  NULL },
	{ { "grade", FORM_TEXT, false, 0, 10, offsetof(struct person_form, grade) },
	  NEW,
	  NEW,
	  GRADES,
	  "employee.grade",
	  NULL,
	  NULL },
	{ { "grade_on", FORM_DATE, false, 0, 0, offsetof(struct person_form, grade_on) },
	  NEW,
	  NEW,
	  FREE,
	  "employee.grade_on",
	  NULL,
	  "date" },
	{ { "level", FORM_TEXT, true, 1, 10, offsetof(struct person_form, level) },
	  OF(EDUCATION),
	  0,
	  LEVELS,
	  "employee.level",
	  NULL,
	  NULL },
	{ { "level", FORM_TEXT, false, 0, 10, offsetof(struct person_form, level) },
	  NEW,
	  NEW,
	  LEVELS,
	  "employee.level",
	  NULL,
	  NULL },
	{ { "field", FORM_TEXT, false, 0, NAME_CHARS_MAX, offsetof(struct person_form, field) },
	  NEW | OF(EDUCATION),
	  NEW | OF(EDUCATION),
	  FREE,
	  "employee.field",
	  NULL,
	  "text" },
	{ { "capacity", FORM_TEXT, true, 1, 20, offsetof(struct person_form, capacity) },
	  OF(POST),
	  0,
	  CAPACITIES,
	  "employee.capacity",
	  NULL,
	  NULL },
	{ { "position", FORM_TEXT, true, 1, 20, offsetof(struct person_form, position) },
	  OF(POST),
	  0,
	  POSTS,
	  "employee.post",
	  NULL,
	  NULL },
	{ { "from_on", FORM_DATE, true, 0, 0, offsetof(struct person_form, from_on) },
	  OF(STATUS) | OF(GRADE) | OF(EDUCATION) | OF(POST),
	  0,
	  FREE,
	  "employee.from_on",
	  "employee.from_hint",
	  "date" },
	{ { "reason", FORM_TEXT, true, CORRECTION_REASON_MIN, CORRECTION_REASON_MAX,
	    offsetof(struct person_form, reason) },
	  ~0u,
	  0,
	  FREE,
	  "employee.reason",
	  "employee.reason_hint",
	  "text" },
};

static const struct {
	struct str code;
	const char *title;
} parts[CORRECT_PART_COUNT + 1] = {
	[CORRECT_NAME] = { STR_INIT("nama"), "employee.part_name" },
	[CORRECT_BIRTH] = { STR_INIT("lahir"), "employee.part_birth" },
	[CORRECT_STATUS] = { STR_INIT("status"), "employee.part_status" },
	[CORRECT_GRADE] = { STR_INIT("golongan"), "employee.part_grade" },
	[CORRECT_EDUCATION] = { STR_INIT("pendidikan"), "employee.part_education" },
	[CORRECT_POST] = { STR_INIT("jabatan"), "employee.part_post" },
	[CORRECT_PART_COUNT] = { STR_INIT(""), "employee.add" },
};

/* One visit to the form. */
struct changing {
	struct ctx *c;
	const struct req *rq;
	struct reply *rp;
	const struct law *law;
	struct date today;
	unsigned bit;                      /* of the part, or NEW */
	struct person_detail *d;           /* NULL: someone new */
	struct person_form form;
	struct form_errors errors;
	const struct part_field *fields[CHANGE_FIELDS_MAX];
	size_t count;
	struct correction correction;
	bool based;                        /* the form said what it was filled from */
	bool conflict;                     /* and that is no longer what holds */
	struct nip nip;                    /* of someone new */
	struct change_view view;
};

/* ---- choices ---- */

static const struct page_option genders[] = {
	{ STR_INIT("male"), STR_INIT("employee.male"), true },
	{ STR_INIT("female"), STR_INIT("employee.female"), true },
};

static size_t offer_statuses(struct page_option *options, bool serving)
{
	size_t count = 0;

	for (int i = 0; i < SERVICE_STATUS_COUNT; i++)
		if (!serving || registry_status_in_service((enum service_status)i))
			options[count++] = (struct page_option){
				registry_status_code((enum service_status)i),
				registry_web_status((enum service_status)i), true
			};
	return count;
}

static size_t offer_levels(const struct changing *g, struct page_option *options)
{
	size_t count = 0;

	for (size_t i = 0; i < g->law->education_count; i++)
		options[count++] = (struct page_option){ g->law->educations[i].code,
			                                 g->law->educations[i].code, false };
	return count;
}

static size_t offer_capacities(struct page_option *options)
{
	for (int i = 0; i < CAPACITY_COUNT; i++)
		options[i] = (struct page_option){ registry_capacity_code((enum capacity)i),
			                           registry_web_capacity((enum capacity)i), true };
	return CAPACITY_COUNT;
}

/* What a list offers; the first of one that may be left empty is nothing. */
static size_t offer(const struct changing *g, const struct part_field *f, bool optional,
                    const struct page_option **out)
{
	size_t room = REGISTRY_GRADE_OPTIONS + g->law->education_count + SERVICE_STATUS_COUNT + 1;
	struct page_option *options = arena_array(g->c->arena, room, sizeof(*options));
	size_t count = 0;

	if (optional)
		options[count++] = (struct page_option){ STR(""), STR("employee.not_known"), true };
	switch (f->choices) {
	case GENDERS:
		options[count++] = genders[0];
		options[count++] = genders[1];
		break;
	case STATUSES: count += offer_statuses(options + count, false); break;
	case STATUSES_NEW: count += offer_statuses(options + count, true); break;
	case GRADES:
		for (size_t i = 0; i < REGISTRY_GRADE_OPTIONS; i++)
			options[count++] = registry_grade_options()[i];
		break;
	case LEVELS: count += offer_levels(g, options + count); break;
	case CAPACITIES: count += offer_capacities(options + count); break;
	case FREE:
	case POSTS: break;
	}
	*out = options;
	return count;
}

/* A value as people read it. */
static struct str spoken(const struct changing *g, const struct part_field *f, struct str value)
{
	const struct page_option *options;
	struct post_detail post;
	struct date date;
	int64_t id;
	size_t count;

	if (value.len == 0)
		return value;
	if (f->row.kind == FORM_DATE)
		return date_parse_iso(value, &date) ? words_date(g->c->arena, g->c->lang, date)
		                                    : value;
	if (f->choices == POSTS)
		return str_int(value, &id) && registry_post_get(g->c, id, g->today, &post) == NULL
		               ? str_fmt(g->c->arena, "%.*s, %.*s", STR_ARG(post.row.title),
		                         STR_ARG(post.row.unit))
		               : STR("");
	if (f->choices == FREE)
		return value;
	count = offer(g, f, false, &options);
	for (size_t i = 0; i < count; i++)
		if (str_eq(options[i].value, value))
			return options[i].is_key ? words_get(g->c->lang, options[i].label)
			                         : options[i].label;
	return value;
}

/* ---- what holds now ---- */

static struct str date_text(const struct changing *g, bool known, struct date date)
{
	return known && !date_eq(date, date_open()) ? date_str(g->c->arena, date) : STR("");
}

static struct str grade_text(const struct changing *g)
{
	const struct registry_grade *grade = g->d->grade;

	return grade == NULL
	               ? STR("")
	               : str_fmt(g->c->arena, "%s-%d", grade->scheme == GRADE_PPPK ? "pppk" : "pns",
	                         grade->ordinal);
}

/* The post held, or acted in, in the capacity that was chosen. */
static const struct registry_employment *employed(const struct changing *g, int64_t *position_id,
                                                  struct date *from_on)
{
	enum capacity capacity = g->correction.employment.capacity;

	*position_id = 0;
	if (capacity == CAPACITY_DEFINITIVE && g->d->employment != NULL) {
		*position_id = g->d->employment->position_id;
		*from_on = g->d->employment->from_on;
	}
	for (size_t i = 0; i < g->d->acting_count && capacity != CAPACITY_DEFINITIVE; i++) {
		if (g->d->acting[i].capacity != capacity)
			continue;
		*position_id = g->d->acting[i].position_id;
		*from_on = g->d->acting[i].from_on;
	}
	return g->d->employment;
}

static struct str present_from(const struct changing *g)
{
	struct date from_on = g->today;
	int64_t position_id;

	switch (g->correction.part) {
	case CORRECT_STATUS:
		return date_text(g, g->d->status != NULL,
		                 g->d->status == NULL ? g->today : g->d->status->from_on);
	case CORRECT_GRADE:
		return date_text(g, g->d->grade != NULL,
		                 g->d->grade == NULL ? g->today : g->d->grade->from_on);
	case CORRECT_EDUCATION:
		return date_text(g, g->d->education != NULL,
		                 g->d->education == NULL ? g->today : g->d->education->from_on);
	default: break;
	}
	(void)employed(g, &position_id, &from_on);
	return date_text(g, position_id != 0, from_on);
}

static struct str present_post(const struct changing *g)
{
	struct date from_on;
	int64_t position_id;

	(void)employed(g, &position_id, &from_on);
	return position_id == 0 ? STR("") : str_fmt(g->c->arena, "%jd", (intmax_t)position_id);
}

/* A field's value as it stands in the registry, in the form's own words. */
static struct str present(const struct changing *g, const struct part_field *f)
{
	const struct person_detail *d = g->d;
	struct str name = str_of(f->row.name);

	if (d == NULL || str_eq(name, STR("reason")))
		return STR("");
	if (str_eq(name, STR("name")))
		return d->name.name;
	if (str_eq(name, STR("title_before")))
		return d->name.title_before;
	if (str_eq(name, STR("title_after")))
		return d->name.title_after;
	if (str_eq(name, STR("birth_place")))
		return d->name.birth_place;
	if (str_eq(name, STR("birth_on")))
		return date_str(g->c->arena, d->name.birth_on);
	if (str_eq(name, STR("gender")))
		return d->name.female ? STR("female") : STR("male");
	if (str_eq(name, STR("status")))
		return d->status == NULL ? STR("") : registry_status_code(d->status->status);
	if (str_eq(name, STR("entry_on")))
		return d->status == NULL
		               ? STR("")
		               : date_text(g, d->status->entry_known, d->status->entry_on);
	if (str_eq(name, STR("grade")))
		return grade_text(g);
	if (str_eq(name, STR("level")))
		return d->education == NULL ? STR("") : d->education->level;
	if (str_eq(name, STR("field")))
		return d->education == NULL ? STR("") : d->education->field;
	if (str_eq(name, STR("capacity")))
		return registry_capacity_code(g->correction.employment.capacity);
	if (str_eq(name, STR("position")))
		return present_post(g);
	return present_from(g);
}

/* A field's value as it was read from the form. */
static struct str typed(const struct changing *g, const struct part_field *f)
{
	const void *at = (const char *)&g->form + f->row.offset;

	if (f->row.kind == FORM_DATE) {
		const struct date *date = at;

		return date->days == 0 && form_error_of(&g->errors, f->row.name) != NULL
		               ? STR("")
		               : date_text(g, true, *date);
	}
	return *(const struct str *)at;
}

/* ---- reading ---- */

static void error_add(struct changing *g, const struct err *err)
{
	if (err != NULL && g->errors.count < FORM_ERRORS_MAX)
		g->errors.all[g->errors.count++] = err;
}

static void read_form(struct changing *g)
{
	struct form_field rows[CHANGE_FIELDS_MAX];

	for (size_t i = 0; i < g->count; i++)
		rows[i] = g->fields[i]->row;
	form_read(g->c, &g->rq->form, rows, g->count, &g->form, &g->errors);
	g->form.name = cell_clean(g->c, g->form.name);
	g->form.title_before = cell_clean(g->c, g->form.title_before);
	g->form.title_after = cell_clean(g->c, g->form.title_after);
	g->form.birth_place = cell_clean(g->c, g->form.birth_place);
	g->form.field = cell_clean(g->c, g->form.field);
}

static const struct err *choice_error(const struct changing *g, const char *field, struct str value)
{
	return err_new(g->c->arena, ERR_INVALID, str_of(field), "find.choice", value);
}

/* "pns-9" */
static bool grade_parse(struct str code, enum grade_scheme *scheme, int *ordinal)
{
	ptrdiff_t dash = str_find_char(code, '-');
	int64_t n;

	if (dash < 0 || !str_int(str_sub(code, (size_t)dash + 1, code.len), &n) || n < 1 || n > 17)
		return false;
	*scheme = str_starts(code, STR("pppk-")) ? GRADE_PPPK : GRADE_PNS;
	*ordinal = (int)n;
	return *scheme == GRADE_PPPK || str_starts(code, STR("pns-"));
}

/* What was typed as facts, for the rule to judge. */
static void facts_from_form(struct changing *g)
{
	const struct person_form *f = &g->form;
	struct correction *r = &g->correction;
	int64_t position_id = 0;

	r->reason = f->reason;
	if (g->d != NULL)
		r->name = g->d->name;
	if ((g->bit & (NEW | OF(NAME))) != 0) {
		r->name.name = f->name;
		r->name.title_before = f->title_before;
		r->name.title_after = f->title_after;
	}
	if ((g->bit & OF(BIRTH)) != 0) {
		r->name.birth_on = f->birth_on;
		r->name.female = str_eq(f->gender, STR("female"));
	}
	if ((g->bit & (NEW | OF(BIRTH))) != 0)
		r->name.birth_place = f->birth_place;
	r->status = (struct registry_status){ .entry_known = !date_eq(f->entry_on, date_open()),
		                              .entry_on = f->entry_on,
		                              .from_on = f->from_on,
		                              .until_on = date_open() };
	if ((g->bit & (NEW | OF(STATUS))) != 0 &&
	    !registry_status_parse(f->status, &r->status.status) && f->status.len > 0)
		error_add(g, choice_error(g, "status", f->status));
	r->grade = (struct registry_grade){ .from_on = f->from_on, .until_on = date_open() };
	if (f->grade.len > 0 && !grade_parse(f->grade, &r->grade.scheme, &r->grade.ordinal))
		error_add(g, choice_error(g, "grade", f->grade));
	r->education = (struct registry_education){ f->level, f->field, f->from_on, date_open() };
	r->employment.from_on = f->from_on;
	r->employment.until_on = date_open();
	if (f->capacity.len > 0 && !registry_capacity_parse(f->capacity, &r->employment.capacity))
		error_add(g, choice_error(g, "capacity", f->capacity));
	if (f->position.len > 0 && str_int(f->position, &position_id))
		r->employment.position_id = position_id;
}

/* ---- drawing ---- */

static void draw_fields(struct changing *g, bool from_form)
{
	struct change_view *v = &g->view;

	v->field_count = 0;
	for (size_t i = 0; i < g->count; i++) {
		const struct part_field *f = g->fields[i];
		struct page_field *field;

		if (f->choices == POSTS)
			continue;
		field = &v->fields[v->field_count++];
		*field = (struct page_field){
			.name = f->row.name,
			.label = f->label,
			.hint = f->hint,
			.type = f->type,
			.optional = (f->optional & g->bit) != 0,
			.chars_max = f->row.kind == FORM_TEXT && f->choices == FREE ? f->row.max
			                                                            : 0,
			.value = from_form ? http_field_get(&g->rq->form, f->row.name)
			                   : present(g, f),
		};
		if (f->choices != FREE)
			field->option_count = offer(g, f, field->optional, &field->options);
	}
}

/* Posts to choose from: those that were looked for, and the one that holds or was chosen. */
static const struct err *draw_posts(struct changing *g, bool from_form)
{
	struct post_choice *choices = arena_array(g->c->arena, POSTS_OFFERED + 1, sizeof(*choices));
	struct str wanted = http_field_get(from_form ? &g->rq->form : &g->rq->query, "cari");
	struct posts_ask ask = { .on = g->today,
		                 .unit_id = registry_web_scope(g->rq),
		                 .text = str_trim(str_sub(wanted, 0, WEB_TEXT_BYTES)),
		                 .limit = POSTS_OFFERED };
	struct str chosen = from_form ? http_field_get(&g->rq->form, "position") : present_post(g);
	struct posts_answer answer = { 0 };
	struct post_detail post;
	int64_t id = 0;

	g->view.choose_post = true;
	g->view.wanted = ask.text;
	if (ask.text.len > 0)
		TRY(registry_posts_list(g->c, &ask, &answer));
	if (str_int(chosen, &id) && registry_post_get(g->c, id, g->today, &post) == NULL)
		choices[g->view.post_count++] = (struct post_choice){ id, post.row.title,
			                                              post.row.unit, true };
	for (size_t i = 0; i < answer.count; i++)
		if (answer.rows[i].id != id)
			choices[g->view.post_count++] = (struct post_choice){
				answer.rows[i].id, answer.rows[i].title, answer.rows[i].unit, false
			};
	g->view.posts = choices;
	g->view.more_posts = answer.more;
	return NULL;
}

/*
 * The form carries what it was filled from, so that another's correction in between is noticed. A
 * post has no such thing: which one is replaced depends on the capacity that is still to be chosen.
 */
static const struct err *draw_base(struct changing *g)
{
	if (g->d == NULL || (g->bit & OF(POST)) != 0)
		return NULL;
	if (!g->based)
		TRY(registry_correction_base(g->c, g->correction.person_id, g->correction.part,
		                             g->correction.employment.capacity, g->today,
		                             &g->correction.base_id));
	g->view.base = str_fmt(g->c->arena, "%jd", (intmax_t)g->correction.base_id);
	return NULL;
}

static const struct err *draw(struct changing *g, bool from_form)
{
	struct page p;

	TRY(draw_base(g));
	draw_fields(g, from_form);
	if ((g->bit & OF(POST)) != 0)
		TRY(draw_posts(g, from_form));
	g->view.errors = &g->errors;
	if (g->errors.count > 0)
		g->rp->status = g->conflict ? STATUS_CONFLICT : STATUS_INVALID;
	g->view.titled[0] = (struct word_arg){ "title",
		                               words_get(g->c->lang, str_of(g->view.title)) };
	p = page_begin(g->c, g->rq, g->rp);
	registry_page_change(&p, &g->view);
	return NULL;
}

static void warn(struct changing *g, const char *key, struct str value)
{
	g->view.warnings[g->view.warning_count++] = words_fmt(g->c->arena, g->c->lang, str_of(key),
	                                                      WORD_ARGS({ "value", value }));
}

/* What an import would warn of. */
static const struct err *look_closer(struct changing *g)
{
	const struct registry_status *s = &g->correction.status;
	struct post_detail post;
	int64_t least, most;
	struct nip nip;

	if ((g->bit & OF(BIRTH)) != 0 && nip_read(g->d->nip, &nip) == IDENTITY_OK) {
		if (!date_eq(nip.birth_on, g->form.birth_on))
			warn(g, "employee.warn_birth",
			     words_date(g->c->arena, g->c->lang, nip.birth_on));
		if (nip.female != g->correction.name.female)
			warn(g, "employee.warn_gender", STR(""));
	}
	if ((g->bit & (NEW | OF(STATUS))) != 0 && s->entry_known) {
		int age = date_age_years(g->correction.name.birth_on, s->entry_on);

		TRY(law_int(g->c, g->law, STR("person.entry_age_min"), &least));
		TRY(law_int(g->c, g->law, STR("person.entry_age_max"), &most));
		if (age < least || age > most)
			warn(g, "employee.warn_age", str_fmt(g->c->arena, "%d", age));
	}
	if ((g->bit & OF(POST)) != 0 && g->correction.employment.capacity == CAPACITY_DEFINITIVE) {
		TRY(registry_post_get(g->c, g->correction.employment.position_id, g->today, &post));
		if (post.row.seats > 0 && post.row.vacant == 0 &&
		    !str_eq(present_post(g), g->form.position))
			warn(g, "employee.warn_full", str_fmt(g->c->arena, "%d", post.row.seats));
	}
	return NULL;
}

/* The second step. Everything typed travels along, so that either way on keeps it. */
static const struct err *draw_check(struct changing *g)
{
	struct change_view *v = &g->view;
	struct page p;

	v->checking = true;
	for (size_t i = 0; i < g->count; i++) {
		const struct part_field *f = g->fields[i];

		v->hidden[v->hidden_count++] = (struct hidden_view){ f->row.name, typed(g, f) };
	}
	v->hidden[v->hidden_count++] = (struct hidden_view){
		"dasar", str_fmt(g->c->arena, "%jd", (intmax_t)g->correction.base_id)
	};
	v->hidden[v->hidden_count++] = (struct hidden_view){ "cari",
		                                             http_field_get(&g->rq->form, "cari") };
	v->reason = g->form.reason;
	TRY(look_closer(g));
	p = page_begin(g->c, g->rq, g->rp);
	registry_page_change(&p, v);
	return NULL;
}

/* Fill in what differs. */
static void compare(struct changing *g)
{
	for (size_t i = 0; i < g->count; i++) {
		const struct part_field *f = g->fields[i];
		struct str before = present(g, f), after = typed(g, f);

		if (str_eq(str_of(f->row.name), STR("reason")) || str_eq(before, after))
			continue;
		g->view.lines[g->view.line_count++] =
			(struct change_line){ f->label, spoken(g, f, before), spoken(g, f, after) };
	}
}

/* ---- correcting ---- */

static const struct err *begin(struct ctx *c, const struct req *rq, struct reply *rp, unsigned bit,
                               struct changing *g)
{
	*g = (struct changing){ .c = c, .rq = rq, .rp = rp, .bit = bit };
	g->today = registry_web_today(c, rq);
	TRY(law_load(c, g->today, &g->law));
	g->view.action = page_url_path(rq->path);
	for (size_t i = 0; i < COUNT(part_fields); i++)
		if ((part_fields[i].parts & bit) != 0)
			g->fields[g->count++] = &part_fields[i];
	g->correction.today = g->today;
	return NULL;
}

static const struct err *begin_change(struct ctx *c, const struct req *rq, struct reply *rp,
                                      struct str code, struct changing *g)
{
	int part = 0;

	while (part < CORRECT_PART_COUNT && !str_eq(code, parts[part].code))
		part++;
	if (part == CORRECT_PART_COUNT)
		return err_new(c->arena, ERR_MISSING, STR("bagian"), "find.choice", code);
	TRY(registry_web_guard(c, rq, rq->id));
	TRY(begin(c, rq, rp, 1u << part, g));
	g->d = ARENA_NEW(c->arena, struct person_detail);
	TRY(registry_person_detail(c, rq->id, g->today, c->now, g->d));
	g->correction.part = (enum correction_part)part;
	g->correction.person_id = rq->id;
	g->view.person_id = rq->id;
	g->view.name = registry_web_name(c->arena, g->d->name.title_before, g->d->name.name,
	                                 g->d->name.title_after);
	g->view.part = parts[part].code;
	g->view.title = parts[part].title;
	return NULL;
}

const struct err *registry_web_person_change(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct changing *g = ARENA_NEW(c->arena, struct changing);

	TRY(begin_change(c, rq, rp, registry_web_get(rq, "bagian", "bagian"), g));
	return draw(g, false);
}

/* An error of a value belongs on the form; anything else is the dispatcher's. */
static bool belongs_on_form(const struct err *err)
{
	return err->code == ERR_INVALID || err->code == ERR_CONFLICT || err->code == ERR_MISSING;
}

/* Somebody else was quicker: their values are told, and the form goes on from there. */
static const struct err *told_of_other(struct changing *g)
{
	struct buf now;

	buf_init(&now, g->c->arena);
	for (size_t i = 0; i < g->count; i++) {
		const struct part_field *f = g->fields[i];
		struct str value = spoken(g, f, present(g, f));

		if (str_eq(str_of(f->row.name), STR("reason")) || value.len == 0)
			continue;
		buf_add_fmt(&now, "%s%.*s: %.*s", now.len > 0 ? "; " : "",
		            STR_ARG(words_get(g->c->lang, str_of(f->label))), STR_ARG(value));
	}
	g->conflict = true;
	g->based = false;
	return err_new(g->c->arena, ERR_CONFLICT, str_of(g->fields[0]->row.name),
	               "employee.changed_by_other", buf_str(&now));
}

const struct err *registry_web_person_change_post(struct ctx *c, const struct req *rq,
                                                  struct reply *rp)
{
	struct changing *g = ARENA_NEW(c->arena, struct changing);
	struct str step = http_field_get(&rq->form, "langkah");
	const struct err *err = NULL;

	TRY(begin_change(c, rq, rp, http_field_get(&rq->form, "bagian"), g));
	g->based = str_int(http_field_get(&rq->form, "dasar"), &g->correction.base_id);
	if (str_eq(step, STR("ubah")))
		return draw(g, true);
	read_form(g);
	facts_from_form(g);
	if (g->errors.count > 0)
		return draw(g, true);
	if (!g->based)
		TRY(registry_correction_base(c, rq->id, g->correction.part,
		                             g->correction.employment.capacity, g->today,
		                             &g->correction.base_id));
	compare(g);
	if (g->view.line_count == 0)
		err = err_new(c->arena, ERR_INVALID, str_of(g->fields[0]->row.name),
		              "employee.nothing_changed", STR(""));
	if (err == NULL)
		err = registry_correction_check(c, g->law, &g->correction, g->d->name.birth_on);
	if (err != NULL) {
		if (!belongs_on_form(err))
			return err;
		error_add(g, err->code == ERR_CONFLICT ? told_of_other(g) : err);
		return draw(g, true);
	}
	/* What is saved was looked at, beside the very fact that it replaces. */
	if (!str_eq(step, STR("simpan")) || !g->based)
		return draw_check(g);
	TRY(registry_correction_apply(c, &g->correction));
	return reply_see_other(
		rp, str_fmt(c->arena, "/kerja/pegawai/%jd?kabar=simpan", (intmax_t)rq->id));
}

/* ---- adding ---- */

static void begin_new_view(struct changing *g)
{
	g->view.title = parts[CORRECT_PART_COUNT].title;
	g->view.lead = "employee.add_lead";
}

const struct err *registry_web_person_add(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct changing *g = ARENA_NEW(c->arena, struct changing);

	TRY(begin(c, rq, rp, NEW, g));
	begin_new_view(g);
	return draw(g, false);
}

/* The facts of someone new; birth and gender are those of the NIP until they are corrected. */
static void fill_dossier(const struct changing *g, struct registry_dossier *d)
{
	struct correction *facts = ARENA_NEW(g->c->arena, struct correction);
	const struct person_form *f = &g->form;

	*facts = g->correction;
	facts->name.birth_on = g->nip.birth_on;
	facts->name.female = g->nip.female;
	facts->name.from_on = g->nip.birth_on;
	facts->name.until_on = date_open();
	facts->status.from_on = facts->status.entry_known ? f->entry_on : g->today;
	facts->grade.from_on = date_eq(f->grade_on, date_open()) ? g->today : f->grade_on;
	facts->education.from_on = g->today;
	*d = (struct registry_dossier){
		.nip = str_copy(g->c->arena, str_of(g->nip.digits)),
		.names = &facts->name,
		.name_count = 1,
		.statuses = &facts->status,
		.status_count = 1,
		.grades = &facts->grade,
		.grade_count = f->grade.len > 0,
		.educations = &facts->education,
		.education_count = f->level.len > 0,
	};
}

/* The same checks that a correction of each part would meet. */
static void check_newcomer(struct changing *g)
{
	static const enum correction_part checked[] = { CORRECT_NAME, CORRECT_STATUS, CORRECT_GRADE,
		                                        CORRECT_EDUCATION };
	const struct err *err = registry_newcomer_nip(g->c, g->form.nip, &g->nip);

	if (err != NULL) {
		error_add(g, err);
		return;
	}
	g->correction.name.birth_on = g->nip.birth_on;
	for (size_t i = 0; i < COUNT(checked); i++) {
		struct correction r = g->correction;

		if ((checked[i] == CORRECT_GRADE && g->form.grade.len == 0) ||
		    (checked[i] == CORRECT_EDUCATION && g->form.level.len == 0))
			continue;
		r.part = checked[i];
		r.name.from_on = r.education.from_on = g->today;
		r.status.from_on = r.status.entry_known ? g->form.entry_on : g->today;
		r.grade.from_on = date_eq(g->form.grade_on, date_open()) ? g->today
		                                                         : g->form.grade_on;
		err = registry_correction_check(g->c, g->law, &r, g->nip.birth_on);
		if (err != NULL && str_eq(err->field, STR("from_on")))
			err = err_new(g->c->arena, err->code,
			              checked[i] == CORRECT_GRADE ? STR("grade_on")
			                                          : STR("entry_on"),
			              err->message, err->value);
		if (err != NULL) {
			error_add(g, err);
			return;
		}
	}
}

const struct err *registry_web_person_add_post(struct ctx *c, const struct req *rq,
                                               struct reply *rp)
{
	struct changing *g = ARENA_NEW(c->arena, struct changing);
	struct str step = http_field_get(&rq->form, "langkah");
	struct registry_dossier dossier;
	int64_t person_id;

	TRY(begin(c, rq, rp, NEW, g));
	begin_new_view(g);
	if (str_eq(step, STR("ubah")))
		return draw(g, true);
	read_form(g);
	facts_from_form(g);
	if (g->errors.count == 0)
		check_newcomer(g);
	if (g->errors.count > 0)
		return draw(g, true);
	if (!str_eq(step, STR("simpan"))) {
		compare(g);
		return draw_check(g);
	}
	fill_dossier(g, &dossier);
	TRY(registry_newcomer_add(c, &dossier, g->form.reason, &person_id));
	return reply_see_other(
		rp, str_fmt(c->arena, "/kerja/pegawai/%jd?kabar=tambah", (intmax_t)person_id));
}
