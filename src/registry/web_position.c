/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "i18n/words.h"
#include "page/reply.h"
#include "pages_registry.h"
#include "registry/web_common.h"
#include "registry/web_people.h"
#include "registry/web_view.h"

#define PATH STR("/kerja/jabatan")

/* A question about posts, as an address asks it. */
struct posts_question {
	struct posts_ask ask;
	bool on_today;
	int64_t unit_id;
	struct str unit;
	struct str kind;
};

static const struct err *read_question(struct ctx *c, const struct req *rq,
                                       struct posts_question *q)
{
	int64_t before;

	*q = (struct posts_question){ 0 };
	TRY(registry_web_on(c, rq, &q->ask.on));
	q->on_today = date_eq(q->ask.on, registry_web_today(c, rq));
	TRY(registry_web_get_id(c, rq, "unit", "unit", &q->unit_id));
	TRY(registry_web_unit(c, rq, q->unit_id, q->ask.on, &q->ask.unit_id, &q->unit));
	q->kind = registry_web_get(rq, "jenis", "kind");
	q->ask.kind_asked = q->kind.len > 0;
	if (q->ask.kind_asked && !law_position_kind_parse(q->kind, &q->ask.kind))
		return err_new(c->arena, ERR_INVALID, STR("jenis"), "find.choice", q->kind);
	q->ask.text = registry_web_get(rq, "q", "q");
	q->ask.vacant = registry_web_get(rq, "kosong", "vacant").len > 0;
	TRY(registry_web_get_id(c, rq, "setelah", "after", &q->ask.after));
	TRY(registry_web_get_id(c, rq, "sebelum", "before", &before));
	if (before != 0) {
		q->ask.after = before;
		q->ask.back = true;
	}
	return registry_web_limit(c, rq, POSTS_LIMIT_MAX, &q->ask.limit);
}

/* This list from its beginning, with one part of the question changed. */
static struct page_url url_with(struct ctx *c, const struct posts_question *q, const char *name,
                                struct str value)
{
	struct page_query query[] = {
		{ "q", q->ask.text },
		{ "unit",
		  q->unit_id == 0 ? STR("") : str_fmt(c->arena, "%jd", (intmax_t)q->unit_id) },
		{ "jenis", q->kind },
		{ "kosong", q->ask.vacant ? STR("1") : STR("") },
		{ "pada", q->on_today ? STR("") : date_str(c->arena, q->ask.on) },
		{ "setelah", STR("") },
		{ "sebelum", STR("") },
	};

	for (size_t i = 0; i < COUNT(query) && name != NULL; i++)
		if (str_eq(str_of(query[i].name), str_of(name)))
			query[i].value = value;
	return page_url_query(c->arena, PATH, query, COUNT(query));
}

static struct page_field kinds_offered(struct ctx *c, struct str value)
{
	struct page_option *options = arena_array(c->arena, POSITION_KIND_COUNT + 1,
	                                          sizeof(*options));

	options[0] = (struct page_option){ STR(""), STR("employee.any_kind"), true };
	for (int i = 0; i < POSITION_KIND_COUNT; i++)
		options[i + 1] =
			(struct page_option){ law_position_kind_code((enum position_kind)i),
			                      registry_web_kind((enum position_kind)i), true };
	return (struct page_field){ .name = "jenis",
		                    .label = "employee.kind",
		                    .options = options,
		                    .option_count = POSITION_KIND_COUNT + 1,
		                    .value = value };
}

static void add_chip(struct posts_view *v, struct ctx *c, const struct posts_question *q,
                     const char *name, const char *label, struct str value, bool is_key)
{
	v->chips[v->chip_count++] = (struct chip_view){ label, value, is_key,
		                                        url_with(c, q, name, STR("")) };
}

static void fill_chips(struct ctx *c, const struct posts_question *q, struct posts_view *v)
{
	if (q->ask.text.len > 0)
		add_chip(v, c, q, "q", "employee.chip_text", q->ask.text, false);
	if (q->unit_id != 0)
		add_chip(v, c, q, "unit", "employee.unit", q->unit, false);
	if (q->kind.len > 0)
		add_chip(v, c, q, "jenis", "employee.kind", registry_web_kind(q->ask.kind), true);
	if (!q->on_today)
		add_chip(v, c, q, "pada", "employee.on",
		         words_date_short(c->arena, c->lang, q->ask.on), false);
	v->without_all = page_url_path(PATH);
}

static const struct err *fill_filters(struct ctx *c, const struct req *rq,
                                      const struct posts_question *q, struct posts_view *v)
{
	v->text = (struct page_field){
		.name = "q", .label = "post.filter_text", .type = "search", .value = q->ask.text
	};
	v->unit = (struct page_field){
		.name = "unit",
		.label = "employee.unit",
		.value = q->unit_id == 0 ? STR("") : str_fmt(c->arena, "%jd", (intmax_t)q->unit_id)
	};
	TRY(registry_unit_options(c, registry_web_scope(rq), q->ask.on, q->unit_id,
	                          &v->unit.options, &v->unit.option_count));
	v->kind = kinds_offered(c, q->kind);
	v->day = (struct page_field){ .name = "pada",
		                      .label = "employee.on",
		                      .type = "date",
		                      .value = date_str(c->arena, q->ask.on) };
	v->tabs[0] = (struct tab_view){ .label = "post.view_all",
		                        .url = url_with(c, q, "kosong", STR("")),
		                        .current = !q->ask.vacant };
	v->tabs[1] = (struct tab_view){ .label = "post.view_vacant",
		                        .url = url_with(c, q, "kosong", STR("1")),
		                        .current = q->ask.vacant };
	return NULL;
}

static void fill_pager(struct ctx *c, const struct posts_question *q,
                       const struct posts_answer *answer, struct posts_view *v)
{
	struct pager_view *pager = &v->pager;
	size_t count = answer->count;

	pager->total = answer->total;
	pager->first = count == 0 ? 0 : answer->first;
	pager->last = pager->first + (int64_t)count - 1;
	pager->earlier = answer->earlier;
	pager->more = answer->more;
	pager->to_start = url_with(c, q, NULL, STR(""));
	if (count == 0)
		return;
	pager->to_earlier = url_with(c, q, "sebelum",
	                             str_fmt(c->arena, "%jd", (intmax_t)answer->rows[0].id));
	pager->to_more = url_with(c, q, "setelah",
	                          str_fmt(c->arena, "%jd", (intmax_t)answer->rows[count - 1].id));
}

/* ---- JSON ---- */

static void json_people(struct json *json, const struct post_row *row)
{
	json_key(json, STR("people"));
	json_array(json);
	for (size_t i = 0; i < row->people_count; i++) {
		const struct post_person *who = &row->people[i];

		json_object(json);
		registry_web_json_id(json, "id", who->person_id);
		json_put_str(json, STR("name"), who->name);
		json_put_str(json, STR("capacity"), registry_capacity_code(who->capacity));
		registry_web_json_date(json, "from_on", true, who->from_on);
		json_close(json);
	}
	json_close(json);
}

static void json_number_or_null(struct json *json, const char *key, int number)
{
	json_key(json, str_of(key));
	if (number == 0)
		json_null(json);
	else
		json_int(json, number);
}

static const struct err *posts_json(struct ctx *c, const struct req *rq, struct reply *rp,
                                    const struct posts_question *q,
                                    const struct posts_answer *answer)
{
	struct json *json = page_json(c, rp);

	json_object(json);
	registry_web_json_date(json, "on", true, q->ask.on);
	if (http_field_has(&rq->query, "total"))
		json_put_int(json, STR("total"), answer->total);
	json_key(json, STR("positions"));
	json_array(json);
	for (size_t i = 0; i < answer->count; i++) {
		const struct post_row *row = &answer->rows[i];

		json_object(json);
		registry_web_json_id(json, "id", row->id);
		json_put_str(json, STR("title"), row->title);
		json_put_str(json, STR("kind"), law_position_kind_code(row->kind));
		json_put_str(json, STR("echelon"), row->echelon);
		registry_web_json_id(json, "unit_id", row->unit_id);
		json_put_str(json, STR("unit"), row->unit);
		json_number_or_null(json, "seats", row->seats);
		json_put_int(json, STR("holders"), row->held);
		json_put_int(json, STR("vacant"), row->vacant);
		json_number_or_null(json, "job_class", row->job_class);
		json_people(json, row);
		json_close(json);
	}
	json_close(json);
	json_close(json);
	if (answer->more && answer->count > 0)
		registry_web_link_next(c, rq, rp, answer->rows[answer->count - 1].id);
	return json_end(json);
}

/* ---- pages ---- */

const struct err *registry_web_posts(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct posts_question q;
	struct posts_answer answer;
	struct posts_view v = { 0 };
	struct page p;

	TRY(read_question(c, rq, &q));
	TRY(registry_posts_list(c, &q.ask, &answer));
	if (rq->wants_json)
		return posts_json(c, rq, rp, &q, &answer);
	v.on = q.ask.on;
	v.on_today = q.on_today;
	v.vacant = q.ask.vacant;
	v.scope = registry_web_scope(rq) != 0 && q.unit_id == 0 ? q.unit : STR("");
	v.rows = answer.rows;
	v.count = answer.count;
	TRY(fill_filters(c, rq, &q, &v));
	fill_chips(c, &q, &v);
	fill_pager(c, &q, &answer, &v);
	p = page_begin(c, rq, rp);
	registry_page_posts(&p, &v);
	return NULL;
}

static struct str grade_range(const struct ctx *c, const struct post_row *row)
{
	struct str least = registry_grade_code(GRADE_PNS, row->grade_min);
	struct str most = registry_grade_code(GRADE_PNS, row->grade_max);

	if (least.len == 0 || most.len == 0)
		return least.len > 0 ? least : most;
	return str_fmt(c->arena, "%.*s – %.*s", STR_ARG(least), STR_ARG(most));
}

const struct err *registry_web_post_page(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct post_view v = { 0 };
	struct post_detail d;
	int64_t unit_id;
	struct str name;
	struct page p;

	TRY(registry_web_on(c, rq, &v.on));
	TRY(registry_post_get(c, rq->id, v.on, &d));
	if (registry_web_scope(rq) != 0)
		TRY(registry_web_unit(c, rq, d.row.unit_id, v.on, &unit_id, &name));
	v.on_today = date_eq(v.on, registry_web_today(c, rq));
	v.d = &d;
	v.grades = grade_range(c, &d.row);
	v.day = (struct page_field){ .name = "pada",
		                     .label = "employee.on",
		                     .type = "date",
		                     .value = date_str(c->arena, v.on) };
	p = page_begin(c, rq, rp);
	registry_page_post(&p, &v);
	return NULL;
}
