/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/arena.h"
#include "base/cache.h"
#include "i18n/words.h"
#include "page/reply.h"
#include "pages_registry.h"
#include "registry/browse_internal.h"
#include "registry/web_common.h"
#include "registry/web_people.h"
#include "registry/web_view.h"

#define PATH STR("/kerja/pegawai")

/* Kinds of posts as people filter by them: what it is called in the address, and which it is. */
static const struct kind_choice {
	struct str code;
	const char *label;
	unsigned kinds;
} kind_choices[] = {
	{ STR_INIT("jpt"), "post.kinds_jpt",
	  1u << POSITION_JPT_UTAMA | 1u << POSITION_JPT_MADYA | 1u << POSITION_JPT_PRATAMA },
	{ STR_INIT("administrator"), "post.kind_administrator", 1u << POSITION_ADMINISTRATOR },
	{ STR_INIT("pengawas"), "post.kind_pengawas", 1u << POSITION_PENGAWAS },
	{ STR_INIT("pelaksana"), "post.kind_pelaksana", 1u << POSITION_PELAKSANA },
	{ STR_INIT("keahlian"), "post.kinds_expert",
	  1u << POSITION_JF_UTAMA | 1u << POSITION_JF_MADYA | 1u << POSITION_JF_MUDA |
	          1u << POSITION_JF_PERTAMA },
	{ STR_INIT("keterampilan"), "post.kinds_skilled",
	  1u << POSITION_JF_PENYELIA | 1u << POSITION_JF_MAHIR | 1u << POSITION_JF_TERAMPIL |
	          1u << POSITION_JF_PEMULA },
	{ STR_INIT("fungsional"), "post.kinds_functional",
	  1u << POSITION_JF_UTAMA | 1u << POSITION_JF_MADYA | 1u << POSITION_JF_MUDA |
	          1u << POSITION_JF_PERTAMA | 1u << POSITION_JF_PENYELIA | 1u << POSITION_JF_MAHIR |
	          1u << POSITION_JF_TERAMPIL | 1u << POSITION_JF_PEMULA | 1u << POSITION_JF },
};

static const struct {
	struct str code;
	const char *label;
} view_codes[PEOPLE_VIEW_COUNT] = {
	[PEOPLE_ALL] = { STR_INIT(""), "employee.view_all" },
	[PEOPLE_RETIRING] = { STR_INIT("pensiun"), "employee.view_retiring" },
	[PEOPLE_INCOMPLETE] = { STR_INIT("belum-lengkap"), "employee.view_incomplete" },
};

static const struct {
	struct str code;
	const char *label;
} sort_codes[PEOPLE_SORT_COUNT] = {
	[PEOPLE_BY_NAME] = { STR_INIT("nama"), "employee.name" },
	[PEOPLE_BY_POST] = { STR_INIT("jabatan"), "employee.post" },
	[PEOPLE_BY_UNIT] = { STR_INIT("unit"), "employee.unit" },
	[PEOPLE_BY_RETIREMENT] = { STR_INIT("pensiun"), "employee.retirement" },
};

/* ---- the question ---- */

static const struct err *choice_unknown(struct ctx *c, const char *field, struct str value)
{
	return err_new(c->arena, ERR_INVALID, str_of(field), "find.choice", value);
}

static const struct err *read_view(struct ctx *c, struct str code, struct people_question *q)
{
	for (int i = 0; i < PEOPLE_VIEW_COUNT; i++) {
		if (str_eq(code, view_codes[i].code)) {
			q->ask.view = (enum people_view)i;
			return NULL;
		}
	}
	return choice_unknown(c, "tampil", code);
}

static const struct err *read_sort(struct ctx *c, struct str code, struct people_question *q)
{
	struct str bare = code;

	q->sort = code;
	q->ask.down = str_starts(code, STR("-"));
	if (q->ask.down)
		bare = str_sub(code, 1, code.len);
	if (bare.len == 0)
		return NULL;
	for (int i = 0; i < PEOPLE_SORT_COUNT; i++) {
		if (str_eq(bare, sort_codes[i].code)) {
			q->ask.sort = (enum people_sort)i;
			return NULL;
		}
	}
	return choice_unknown(c, "urut", code);
}

static const struct err *read_kind(struct ctx *c, struct str code, struct people_question *q)
{
	q->kind = code;
	for (size_t i = 0; i < COUNT(kind_choices) && code.len > 0; i++) {
		if (str_eq(code, kind_choices[i].code)) {
			q->ask.kinds = kind_choices[i].kinds;
			q->kind_label = kind_choices[i].label;
		}
	}
	return code.len > 0 && q->ask.kinds == 0 ? choice_unknown(c, "jenis", code) : NULL;
}

/* "pns-9", "pppk-5". */
static const struct err *read_grade(struct ctx *c, struct str code, struct people_question *q)
{
	ptrdiff_t dash = str_find_char(code, '-');
	struct str scheme = str_sub(code, 0, dash < 0 ? code.len : (size_t)dash);
	bool pppk = str_eq(scheme, STR("pppk"));
	int64_t ordinal = 0;

	q->grade = code;
	if (code.len == 0)
		return NULL;
	if (dash < 0 || (!pppk && !str_eq(scheme, STR("pns"))) ||
	    !str_int(str_sub(code, (size_t)dash + 1, code.len), &ordinal) || ordinal < 1 ||
	    ordinal > 17)
		return choice_unknown(c, "gol", code);
	q->ask.grade_asked = true;
	q->ask.scheme = pppk ? GRADE_PPPK : GRADE_PNS;
	q->ask.ordinal = (int)ordinal;
	return NULL;
}

const struct err *registry_people_question(struct ctx *c, const struct req *rq,
                                           struct people_question *q)
{
	int64_t before;

	*q = (struct people_question){ 0 };
	TRY(registry_web_on(c, rq, &q->ask.on));
	TRY(registry_web_get_id(c, rq, "unit", "unit", &q->unit_id));
	TRY(registry_web_unit(c, rq, q->unit_id, q->ask.on, &q->ask.unit_id, &q->unit));
	TRY(read_view(c, registry_web_get(rq, "tampil", "view"), q));
	TRY(read_sort(c, registry_web_get(rq, "urut", "sort"), q));
	TRY(read_kind(c, registry_web_get(rq, "jenis", "kind"), q));
	TRY(read_grade(c, registry_web_get(rq, "gol", "grade"), q));
	q->ask.text = registry_web_get(rq, "q", "q");
	TRY(registry_web_get_id(c, rq, "setelah", "after", &q->ask.after));
	TRY(registry_web_get_id(c, rq, "sebelum", "before", &before));
	TRY(registry_web_get_id(c, rq, "mulai", "from", &q->first));
	if (before != 0) {
		q->ask.after = before;
		q->ask.back = true;
	}
	return registry_web_limit(c, rq, PEOPLE_LIMIT_MAX, &q->ask.limit);
}

/* ---- addresses ---- */

/* What an address of this list differs in from the one at hand. */
struct change {
	const char *name; /* NULL: none */
	struct str value;
};

/* This list with one part of the question changed, from its beginning. */
static struct page_url url_with(struct ctx *c, const struct people_question *q,
                                struct change change, struct str path)
{
	struct page_query query[] = {
		{ "tampil", view_codes[q->ask.view].code },
		{ "q", q->ask.text },
		{ "unit",
		  q->unit_id == 0 ? STR("") : str_fmt(c->arena, "%jd", (intmax_t)q->unit_id) },
		{ "jenis", q->kind },
		{ "gol", q->grade },
		{ "urut", q->sort },
		{ "pada", q->on_today ? STR("") : date_str(c->arena, q->ask.on) },
		{ "format", STR("") },
	};

	for (size_t i = 0; i < COUNT(query) && change.name != NULL; i++)
		if (str_eq(str_of(query[i].name), str_of(change.name)))
			query[i].value = change.value;
	return page_url_query(c->arena, path, query, COUNT(query));
}

static struct page_url url_page(struct ctx *c, const struct people_question *q, const char *name,
                                int64_t person_id, int64_t first)
{
	struct page_url list = url_with(c, q, (struct change){ NULL, STR("") }, PATH);
	bool bare = str_find_char(list.text, '?') < 0;

	return page_url_path(str_fmt(c->arena, "%.*s%c%s=%jd&mulai=%jd", STR_ARG(list.text),
	                             bare ? '?' : '&', name, (intmax_t)person_id,
	                             (intmax_t)(first < 1 ? 1 : first)));
}

/* ---- the page ---- */

static const struct page_field field_text = { .name = "q",
	                                      .label = "employee.filter_text",
	                                      .type = "search" };

/* Long lists of choices are written once and remembered. */
static bool options_find(struct ctx *c, struct str key, struct page_field *f)
{
	return cache_find(c->cache, c->arena, key, &f->ready.markup);
}

static void options_keep(struct ctx *c, struct str key, struct page_field *f)
{
	struct buf out;
	struct page p = { .arena = c->arena, .out = &out, .lang = c->lang };

	buf_init(&out, c->arena);
	registry_page_options(&p, f);
	f->ready.markup = buf_str(&out);
	cache_put(c->cache, key, f->ready.markup, CACHE_CHEAP);
}

/*
 * Offices to choose from: the units under the agency, or under the reader's own, and the chosen
 * one. A nation's list is long.
 */
static const struct err *units_offered(struct ctx *c, const struct req *rq,
                                       const struct people_question *q, struct page_field *out)
{
	int64_t scope = registry_web_scope(rq);
	struct str version, key;
	bool settled;

	*out = (struct page_field){
		.name = "unit",
		.label = "employee.unit",
		.value = q->unit_id == 0 ? STR("") : str_fmt(c->arena, "%jd", (intmax_t)q->unit_id)
	};
	TRY(browse_version(c, &version, &settled));
	key = str_fmt(c->arena, "units %.*s %d %d %jd %jd", STR_ARG(version), (int)c->lang,
	              q->ask.on.days, (intmax_t)scope, (intmax_t)q->unit_id);
	if (options_find(c, key, out))
		return NULL;
	TRY(registry_unit_options(c, scope, q->ask.on, q->unit_id, &out->options,
	                          &out->option_count));
	options_keep(c, key, out);
	return NULL;
}

static struct page_field kinds_offered(struct ctx *c, struct str value)
{
	struct page_option *options = arena_array(c->arena, COUNT(kind_choices) + 1,
	                                          sizeof(*options));

	options[0] = (struct page_option){ STR(""), STR("employee.any_kind"), true };
	for (size_t i = 0; i < COUNT(kind_choices); i++)
		options[i + 1] = (struct page_option){ kind_choices[i].code,
			                               str_of(kind_choices[i].label), true };
	return (struct page_field){ .name = "jenis",
		                    .label = "employee.kind",
		                    .options = options,
		                    .option_count = COUNT(kind_choices) + 1,
		                    .value = value };
}

/* Every list page offers these: they are not worth making each time. */
#define PNS(n, code)  { STR_INIT("pns-" #n), STR_INIT(code), false }
#define PPPK(n, code) { STR_INIT("pppk-" #n), STR_INIT(code " (PPPK)"), false }

static const struct page_option grade_options[REGISTRY_GRADE_OPTIONS + 1] = {
	{ STR_INIT(""), STR_INIT("employee.any_grade"), true },
	PNS(17, "IV/e"),
	PNS(16, "IV/d"),
	PNS(15, "IV/c"),
	PNS(14, "IV/b"),
	PNS(13, "IV/a"),
	PNS(12, "III/d"),
	PNS(11, "III/c"),
	PNS(10, "III/b"),
	PNS(9, "III/a"),
	PNS(8, "II/d"),
	PNS(7, "II/c"),
	PNS(6, "II/b"),
	PNS(5, "II/a"),
	PNS(4, "I/d"),
	PNS(3, "I/c"),
	PNS(2, "I/b"),
	PNS(1, "I/a"),
	PPPK(17, "XVII"),
	PPPK(16, "XVI"),
	PPPK(15, "XV"),
	PPPK(14, "XIV"),
	PPPK(13, "XIII"),
	PPPK(12, "XII"),
	PPPK(11, "XI"),
	PPPK(10, "X"),
	PPPK(9, "IX"),
	PPPK(8, "VIII"),
	PPPK(7, "VII"),
	PPPK(6, "VI"),
	PPPK(5, "V"),
	PPPK(4, "IV"),
	PPPK(3, "III"),
	PPPK(2, "II"),
	PPPK(1, "I"),
};

const struct page_option *registry_grade_options(void)
{
	return grade_options + 1;
}

static struct page_field grades_offered(struct str value)
{
	return (struct page_field){ .name = "gol",
		                    .label = "employee.grade",
		                    .options = grade_options,
		                    .option_count = COUNT(grade_options),
		                    .value = value };
}

static struct page_field sorts_offered(struct ctx *c, const struct people_question *q)
{
	struct page_option *options = arena_array(c->arena, PEOPLE_SORT_COUNT, sizeof(*options));

	for (int i = 0; i < PEOPLE_SORT_COUNT; i++)
		options[i] = (struct page_option){ (int)q->ask.sort == i ? q->sort
			                                                 : sort_codes[i].code,
			                           str_of(sort_codes[i].label), true };
	return (struct page_field){ .name = "urut",
		                    .label = "employee.sort",
		                    .options = options,
		                    .option_count = PEOPLE_SORT_COUNT,
		                    .value = q->sort };
}

static void add_chip(struct people_list_view *v, struct ctx *c, const struct people_question *q,
                     const char *name, const char *label, struct str value, bool is_key)
{
	v->chips[v->chip_count++] = (struct chip_view){
		label, value, is_key, url_with(c, q, (struct change){ name, STR("") }, PATH)
	};
}

static void fill_chips(struct ctx *c, const struct people_question *q, struct people_list_view *v)
{
	if (q->ask.text.len > 0)
		add_chip(v, c, q, "q", "employee.chip_text", q->ask.text, false);
	if (q->unit_id != 0)
		add_chip(v, c, q, "unit", "employee.unit", q->unit, false);
	if (q->kind.len > 0)
		add_chip(v, c, q, "jenis", "employee.kind", str_of(q->kind_label), true);
	if (q->grade.len > 0)
		add_chip(v, c, q, "gol", "employee.grade",
		         registry_grade_code(q->ask.scheme, q->ask.ordinal), false);
	if (!q->on_today)
		add_chip(v, c, q, "pada", "employee.on",
		         words_date_short(c->arena, c->lang, q->ask.on), false);
	v->without_all = page_url_query(
		c->arena, PATH, (struct page_query[]){ { "tampil", view_codes[q->ask.view].code } },
		1);
}

static void fill_heads(struct ctx *c, const struct people_question *q,
                       const struct people_tally *tally, struct people_list_view *v)
{
	for (int i = 0; i < PEOPLE_VIEW_COUNT; i++) {
		v->tabs[i] = (struct tab_view){
			.label = view_codes[i].label,
			.url = url_with(c, q, (struct change){ "tampil", view_codes[i].code },
			                PATH),
			.current = (int)q->ask.view == i,
			.counted = q->unit_id == 0,
			.count = tally->views[i],
		};
	}
	for (int i = 0; i < PEOPLE_SORT_COUNT; i++) {
		bool current = (int)q->ask.sort == i;
		struct str code = sort_codes[i].code;

		if (current && !q->ask.down)
			code = str_fmt(c->arena, "-%.*s", STR_ARG(code));
		v->columns[i] = (struct column_view){
			.label = sort_codes[i].label,
			.url = url_with(c, q, (struct change){ "urut", code }, PATH),
			.current = current,
			.down = q->ask.down,
		};
	}
}

struct badge_view registry_badge(struct date on, enum service_status status, bool retires,
                                 struct date retire_on)
{
	static const struct badge_view standing[SERVICE_STATUS_COUNT] = {
		[SERVICE_CPNS] = { "nila", "info", "employee.status_cpns", 0 },
		[SERVICE_PNS] = { "daun", "centang", "employee.badge_pns", 0 },
		[SERVICE_PPPK] = { "daun", "centang", "employee.badge_pppk", 0 },
		[SERVICE_PPPK_PART_TIME] = { "daun", "centang", "employee.status_pppk_part_time",
		                             0 },
		[SERVICE_RETIRED] = { "", "jam", "employee.status_retired", 0 },
		[SERVICE_DIED] = { "", "info", "employee.status_died", 0 },
		[SERVICE_RESIGNED] = { "", "info", "employee.status_resigned", 0 },
		[SERVICE_DISMISSED] = { "", "info", "employee.status_dismissed", 0 },
		[SERVICE_MOVED_OUT] = { "", "info", "employee.status_moved_out", 0 },
	};
	struct date_parts from = date_parts(on);
	struct date_parts to = date_parts(retire_on);
	int months = (to.year - from.year) * 12 + to.month - from.month;

	if (!retires || !registry_status_in_service(status) || months > PEOPLE_MONTHS_NEAR)
		return standing[status];
	if (!date_before(on, retire_on))
		return (struct badge_view){ "mengkudu", "awas", "employee.badge_overdue", 0 };
	if (months == 0)
		return (struct badge_view){ "kunyit", "jam", "employee.badge_month", 0 };
	return (struct badge_view){ "kunyit", "jam", "employee.badge_near", months };
}

static void fill_lines(struct ctx *c, const struct people_question *q,
                       const struct people_answer *answer, struct people_list_view *v)
{
	struct people_line *lines = arena_array(c->arena, answer->count, sizeof(*lines));

	for (size_t i = 0; i < answer->count; i++) {
		const struct people_row *row = &answer->rows[i];

		lines[i] = (struct people_line){
			row, registry_badge(q->ask.on, row->status, row->retires, row->retire_on)
		};
	}
	v->lines = lines;
	v->line_count = answer->count;
	v->show_missing = q->ask.view == PEOPLE_INCOMPLETE;
}

/*
 * Where the page stands in the list. The list of everybody is not numbered by its rule: its
 * addresses carry the number along, and the tally is its length.
 */
static void fill_pager(struct ctx *c, const struct people_question *q,
                       const struct people_answer *answer, const struct people_tally *tally,
                       struct people_list_view *v)
{
	struct pager_view *pager = &v->pager;
	int64_t count = (int64_t)answer->count;

	pager->total = answer->counted ? answer->total : tally->views[PEOPLE_ALL];
	pager->first = answer->counted                     ? answer->first
	               : q->ask.after == 0 || q->first < 1 ? 1
	                                                   : q->first;
	if (pager->first + count - 1 > pager->total)
		pager->first = pager->total - count + 1;
	pager->last = pager->first + count - 1;
	pager->earlier = answer->earlier;
	pager->more = answer->more;
	pager->to_start = url_with(c, q, (struct change){ NULL, STR("") }, PATH);
	if (count == 0)
		return;
	pager->to_earlier = url_page(c, q, "sebelum", answer->rows[0].id,
	                             pager->first - q->ask.limit);
	pager->to_more = url_page(c, q, "setelah", answer->rows[count - 1].id, pager->last + 1);
}

static const struct err *fill_filters(struct ctx *c, const struct req *rq,
                                      const struct people_question *q, struct people_list_view *v)
{
	v->text = field_text;
	v->text.value = q->ask.text;
	TRY(units_offered(c, rq, q, &v->unit));
	v->kind = kinds_offered(c, q->kind);
	v->grade = grades_offered(q->grade);
	v->sort = sorts_offered(c, q);
	v->day = (struct page_field){ .name = "pada",
		                      .label = "employee.on",
		                      .type = "date",
		                      .value = date_str(c->arena, q->ask.on) };
	v->view = view_codes[q->ask.view].code;
	return NULL;
}

static const struct err *people_page(struct ctx *c, const struct req *rq, struct reply *rp,
                                     const struct people_question *q,
                                     const struct people_answer *answer)
{
	struct people_list_view v = { .on = q->ask.on, .on_today = q->on_today };
	int64_t scope = registry_web_scope(rq);
	struct people_tally tally;
	struct page p;

	TRY(registry_people_tally(c, q->ask.on, scope, &tally));
	v.total = tally.views[PEOPLE_ALL];
	v.tally_old = c->now - tally.counted_at > INT64_C(60000000);
	v.may_write = registry_web_may_write(rq);
	v.scope = scope != 0 && q->unit_id == 0 ? q->unit : STR("");
	TRY(fill_filters(c, rq, q, &v));
	fill_heads(c, q, &tally, &v);
	fill_chips(c, q, &v);
	fill_lines(c, q, answer, &v);
	fill_pager(c, q, answer, &tally, &v);
	v.csv = url_with(c, q, (struct change){ "format", STR("csv") },
	                 STR("/kerja/pegawai/ekspor"));
	v.xlsx = url_with(c, q, (struct change){ "format", STR("xlsx") },
	                  STR("/kerja/pegawai/ekspor"));
	p = page_begin(c, rq, rp);
	registry_page_people(&p, &v);
	return NULL;
}

/* ---- JSON ---- */

void registry_json_person(struct json *json, const struct people_row *row)
{
	json_object(json);
	registry_web_json_id(json, "id", row->id);
	json_put_str(json, STR("nip"), row->nip);
	json_put_str(json, STR("name"), row->name);
	json_put_str(json, STR("title_before"), row->title_before);
	json_put_str(json, STR("title_after"), row->title_after);
	registry_web_json_date(json, "birth_on", true, row->birth_on);
	json_put_str(json, STR("status"), registry_status_code(row->status));
	json_put_str(json, STR("grade"), row->grade);
	registry_web_json_id(json, "position_id", row->position_id);
	json_put_str(json, STR("position"), row->post);
	json_put_str(json, STR("kind"),
	             row->position_id == 0 ? STR("") : law_position_kind_code(row->kind));
	registry_web_json_id(json, "unit_id", row->unit_id);
	json_put_str(json, STR("unit"), row->unit);
	registry_web_json_date(json, "retirement_on", row->retires, row->retire_on);
	json_close(json);
}

static const struct err *people_json(struct ctx *c, const struct req *rq, struct reply *rp,
                                     const struct people_question *q,
                                     const struct people_answer *answer)
{
	struct json *json = page_json(c, rp);
	struct people_tally tally;

	json_object(json);
	registry_web_json_date(json, "on", true, q->ask.on);
	if (http_field_has(&rq->query, "total")) {
		int64_t total = answer->total;

		if (!answer->counted) {
			TRY(registry_people_tally(c, q->ask.on, q->ask.unit_id, &tally));
			total = tally.views[PEOPLE_ALL];
		}
		json_put_int(json, STR("total"), total);
	}
	json_key(json, STR("people"));
	json_array(json);
	for (size_t i = 0; i < answer->count; i++)
		registry_json_person(json, &answer->rows[i]);
	json_close(json);
	json_close(json);
	if (answer->more && answer->count > 0)
		registry_web_link_next(c, rq, rp, answer->rows[answer->count - 1].id);
	return json_end(json);
}

const struct err *registry_web_people(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct people_question q;
	struct people_answer answer;

	TRY(registry_people_question(c, rq, &q));
	q.on_today = date_eq(q.ask.on, registry_web_today(c, rq));
	TRY(registry_people_list(c, &q.ask, &answer));
	return rq->wants_json ? people_json(c, rq, rp, &q, &answer)
	                      : people_page(c, rq, rp, &q, &answer);
}
