/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "base/text.h"
#include "i18n/words.h"
#include "page/reply.h"
#include "pages_registry.h"
#include "registry/web_common.h"
#include "registry/web_people.h"
#include "registry/web_view.h"

#define DAY_MICROSECONDS INT64_C(86400000000)

static struct str post_words(const struct ctx *c, const struct career_step *step)
{
	struct str place = step->place.len == 0 ? STR("")
	                                        : str_fmt(c->arena, ", %.*s", STR_ARG(step->place));

	if (step->capacity == CAPACITY_DEFINITIVE)
		return str_fmt(c->arena, "%.*s%.*s", STR_ARG(step->title), STR_ARG(place));
	return str_fmt(c->arena, "%.*s %.*s%.*s",
	               STR_ARG(words_get(c->lang, registry_web_capacity(step->capacity))),
	               STR_ARG(step->title), STR_ARG(place));
}

static struct str step_words(const struct ctx *c, const struct career_step *step)
{
	switch (step->kind) {
	case CAREER_POST: return post_words(c, step);
	case CAREER_GRADE:
		return words_fmt(
			c->arena, c->lang, STR("employee.step_grade"),
			WORD_ARGS({ "grade", step->grade },
		                  { "rank", step->rank.len == 0 ? STR("")
		                                                : str_fmt(c->arena, " – %.*s",
		                                                          STR_ARG(step->rank)) }));
	case CAREER_EDUCATION:
		return words_fmt(c->arena, c->lang, STR("employee.step_education"),
		                 WORD_ARGS({ "level", step->title },
		                           { "field", step->place.len == 0
		                                              ? STR("")
		                                              : str_fmt(c->arena, ", %.*s",
		                                                        STR_ARG(step->place)) }));
	case CAREER_STATUS:
	case CAREER_KIND_COUNT: break;
	}
	return words_fmt(
		c->arena, c->lang, STR("employee.step_status"),
		WORD_ARGS({ "status", words_get(c->lang, registry_web_status(step->status)) }));
}

static const char *step_icon(enum career_kind kind)
{
	static const char *const icons[CAREER_KIND_COUNT] = {
		[CAREER_POST] = "gedung",
		[CAREER_GRADE] = "naik",
		[CAREER_EDUCATION] = "berkas",
		[CAREER_STATUS] = "centang",
	};

	return icons[kind];
}

static void fill_steps(const struct ctx *c, const struct person_detail *d, struct date on,
                       struct person_view *v)
{
	struct step_view *steps = arena_array(c->arena, d->step_count, sizeof(*steps));

	for (size_t i = 0; i < d->step_count; i++) {
		const struct career_step *step = &d->steps[i];

		steps[i] = (struct step_view){
			.icon = step_icon(step->kind),
			.what = step_words(c, step),
			.position_id = step->position_id,
			.from_on = step->from_on,
			.open = date_eq(step->until_on, date_open()),
			.now = !date_before(on, step->from_on) && date_before(on, step->until_on),
			.later = date_before(on, step->from_on),
			.decree = step->decree,
		};
		if (!steps[i].open)
			steps[i].until_on = date_add_days(step->until_on, -1);
	}
	v->steps = steps;
	v->step_count = d->step_count;
}

/* Catalogue keys of the parts of a record. */
struct str registry_web_part(struct str part)
{
	static const struct {
		struct str part;
		const char *key;
	} parts[] = {
		{ STR_INIT("new"), "employee.part_new" },
		{ STR_INIT("name"), "employee.part_name" },
		{ STR_INIT("birth"), "employee.part_birth" },
		{ STR_INIT("status"), "employee.part_status" },
		{ STR_INIT("grade"), "employee.part_grade" },
		{ STR_INIT("education"), "employee.part_education" },
		{ STR_INIT("post"), "employee.part_post" },
	};

	for (size_t i = 0; i < COUNT(parts); i++)
		if (str_eq(part, parts[i].part))
			return str_of(parts[i].key);
	return part;
}

/* Accounts belong to no unit: who reads one subtree alone is not told their names. */
static const struct err *fill_corrections(struct ctx *c, const struct req *rq,
                                          const struct person_detail *d, int zone_hours,
                                          struct person_view *v)
{
	struct correction_view *list = arena_array(c->arena, d->correction_count, sizeof(*list));
	bool may_know = registry_web_scope(rq) == 0;

	for (size_t i = 0; i < d->correction_count; i++) {
		const struct career_correction *r = &d->corrections[i];

		list[i] = (struct correction_view){
			.part = registry_web_part(r->part),
			.reason = r->reason,
			.on = date_of_instant(r->recorded_at, zone_hours),
		};
		if (may_know && i > 0 && r->actor_id == r[-1].actor_id)
			list[i].by = list[i - 1].by;
		else if (may_know)
			TRY(registry_web_actor(c, r->actor_id, &list[i].by));
	}
	v->corrections = list;
	v->correction_count = d->correction_count;
	return NULL;
}

/* The first letters of the first and the last word of a name. */
static struct str initials(const struct ctx *c, struct str name)
{
	size_t last = 0;

	for (size_t i = 0; i + 1 < name.len; i++)
		if (name.ptr[i] == ' ')
			last = i + 1;
	if (last == 0)
		return str_sub(name, 0, text_char_bytes(name, 0));
	return str_fmt(c->arena, "%.*s%.*s", STR_ARG(str_sub(name, 0, text_char_bytes(name, 0))),
	               STR_ARG(str_sub(name, last, text_char_bytes(name, last))));
}

/*
 * The instant up to which knowledge counts: the end of a day in the agency's zone, or now.
 */
static const struct err *read_known(struct ctx *c, const struct req *rq, int zone_hours,
                                    int64_t *known_at, struct person_view *v)
{
	struct str text = registry_web_get(rq, "diketahui", "known");
	struct date today = registry_web_today(c, rq);

	*known_at = c->now;
	v->known_now = true;
	v->known_on = today;
	if (text.len == 0)
		return NULL;
	if (date_read_loose(text, today, &v->known_on) != DATE_READ_OK)
		return err_new(c->arena, ERR_INVALID,
		               str_of(rq->wants_json ? "known" : "diketahui"), "form.date", text);
	if (!date_before(v->known_on, today))
		return NULL;
	v->known_now = false;
	*known_at = (int64_t)(v->known_on.days + 1) * DAY_MICROSECONDS -
	            (int64_t)zone_hours * (DAY_MICROSECONDS / 24) - 1;
	return NULL;
}

/* ---- JSON ---- */

static void json_span(struct json *json, struct date from_on, struct date until_on)
{
	registry_web_json_date(json, "from_on", true, from_on);
	registry_web_json_date(json, "until_on", true, until_on);
}

static void json_step(struct json *json, const struct career_step *step)
{
	static const struct str kinds[CAREER_KIND_COUNT] = {
		[CAREER_POST] = STR_INIT("position"),
		[CAREER_GRADE] = STR_INIT("grade"),
		[CAREER_EDUCATION] = STR_INIT("education"),
		[CAREER_STATUS] = STR_INIT("status"),
	};

	json_object(json);
	json_put_str(json, STR("kind"), kinds[step->kind]);
	switch (step->kind) {
	case CAREER_POST:
		registry_web_json_id(json, "position_id", step->position_id);
		json_put_str(json, STR("title"), step->title);
		json_put_str(json, STR("unit"), step->place);
		json_put_str(json, STR("capacity"), registry_capacity_code(step->capacity));
		break;
	case CAREER_GRADE: json_put_str(json, STR("grade"), step->grade); break;
	case CAREER_EDUCATION:
		json_put_str(json, STR("level"), step->title);
		json_put_str(json, STR("field"), step->place);
		break;
	case CAREER_STATUS:
	case CAREER_KIND_COUNT:
		json_put_str(json, STR("status"), registry_status_code(step->status));
		break;
	}
	json_span(json, step->from_on, step->until_on);
	json_put_str(json, STR("decree"), step->decree);
	json_close(json);
}

static const struct err *person_json(struct ctx *c, struct reply *rp, const struct person_view *v)
{
	const struct person_detail *d = v->d;
	struct json *json = page_json(c, rp);

	json_object(json);
	registry_web_json_date(json, "on", true, v->on);
	registry_web_json_date(json, "known_on", true, v->known_on);
	registry_web_json_id(json, "id", d->id);
	json_put_str(json, STR("nip"), d->nip);
	json_put_str(json, STR("name"), d->name.name);
	json_put_str(json, STR("title_before"), d->name.title_before);
	json_put_str(json, STR("title_after"), d->name.title_after);
	registry_web_json_date(json, "birth_on", true, d->name.birth_on);
	json_put_str(json, STR("birth_place"), d->name.birth_place);
	json_put_str(json, STR("gender"), d->name.female ? STR("female") : STR("male"));
	json_put_str(json, STR("status"),
	             d->status == NULL ? STR("") : registry_status_code(d->status->status));
	json_put_str(json, STR("grade"), d->grade_code);
	json_put_str(json, STR("education"), d->education == NULL ? STR("") : d->education->level);
	registry_web_json_id(json, "position_id",
	                     d->employment == NULL ? 0 : d->employment->position_id);
	json_put_str(json, STR("position"), d->post);
	registry_web_json_id(json, "unit_id", d->unit_id);
	json_put_str(json, STR("unit"), d->unit);
	registry_web_json_date(json, "retirement_on", d->retires, d->retire_on);
	json_put_str(json, STR("retirement_source"), d->retire_source);
	json_key(json, STR("career"));
	json_array(json);
	for (size_t i = 0; i < d->step_count; i++)
		json_step(json, &d->steps[i]);
	json_close(json);
	json_close(json);
	return json_end(json);
}

/* ---- the page ---- */

static void fill_view(struct ctx *c, const struct req *rq, const struct person_detail *d,
                      struct person_view *v)
{
	v->d = d;
	v->on_today = date_eq(v->on, registry_web_today(c, rq));
	v->may_write = registry_web_may_write(rq) && v->on_today && v->known_now;
	v->full_name = registry_web_name(c->arena, d->name.title_before, d->name.name,
	                                 d->name.title_after);
	v->initials = initials(c, d->name.name);
	if (str_eq(http_field_get(&rq->query, "kabar"), STR("simpan")))
		v->notice = "employee.saved";
	else if (str_eq(http_field_get(&rq->query, "kabar"), STR("tambah")))
		v->notice = "employee.added";
	v->has_badge = d->status != NULL;
	if (v->has_badge)
		v->badge = registry_badge(v->on, d->status->status, d->retires, d->retire_on);
	v->day = (struct page_field){ .name = "pada",
		                      .label = "employee.on",
		                      .type = "date",
		                      .value = date_str(c->arena, v->on) };
	v->known = (struct page_field){ .name = "diketahui",
		                        .label = "employee.known_on",
		                        .type = "date",
		                        .value = date_str(c->arena, v->known_on) };
	fill_steps(c, d, v->on, v);
}

const struct err *registry_web_person(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct person_view v = { 0 };
	struct person_detail d;
	struct registry_agency agency;
	int64_t known_at;
	struct page p;
	bool found;

	TRY(registry_web_guard(c, rq, rq->id));
	TRY(registry_agency_only(c, &agency, &found));
	TRY(registry_web_on(c, rq, &v.on));
	TRY(read_known(c, rq, found ? agency.zone_hours : 7, &known_at, &v));
	TRY(registry_person_detail(c, rq->id, v.on, known_at, &d));
	fill_view(c, rq, &d, &v);
	if (rq->wants_json)
		return person_json(c, rp, &v);
	TRY(fill_corrections(c, rq, &d, found ? agency.zone_hours : 7, &v));
	p = page_begin(c, rq, rp);
	registry_page_person(&p, &v);
	return NULL;
}
