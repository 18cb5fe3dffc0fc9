/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "page/reply.h"
#include "pages_registry.h"
#include "registry/web_common.h"
#include "registry/web_view.h"

#define PATH        STR("/kerja/unit")
#define DEPTH_OPEN  2   /* levels that are open when nothing is asked for */
#define OPEN_MAX    50  /* units opened or closed by one address */
#define BRANCHES    500 /* units drawn below one unit; the unit's own page has them all */
#define UNIT_POSTS  100 /* posts on a unit's page; the list of posts has them all */

static struct str id_text(struct ctx *c, int64_t id)
{
	return str_fmt(c->arena, "%jd", (intmax_t)id);
}

/* ---- the tree ---- */

/*
 * The tree while it is drawn. `turned` are the units whose state differs from what the depth says:
 * ?buka=ID&buka=ID.
 */
struct drawing {
	struct ctx *c;
	struct date on;
	bool on_today;
	int64_t turned[OPEN_MAX];
	size_t turned_count;
};

static bool is_turned(const struct drawing *d, int64_t id)
{
	for (size_t i = 0; i < d->turned_count; i++)
		if (d->turned[i] == id)
			return true;
	return false;
}

/* The address of the tree with one more unit turned, or one less. */
static struct page_url turned_url(const struct drawing *d, int64_t id)
{
	struct page_query query[OPEN_MAX + 2];
	size_t count = 0;
	bool found = false;

	for (size_t i = 0; i < d->turned_count; i++) {
		if (d->turned[i] == id)
			found = true;
		else
			query[count++] = (struct page_query){ "buka", id_text(d->c, d->turned[i]) };
	}
	if (!found)
		query[count++] = (struct page_query){ "buka", id_text(d->c, id) };
	query[count++] = (struct page_query){ "pada", d->on_today ? STR("")
		                                                  : date_str(d->c->arena, d->on) };
	return page_url_query(d->c->arena, PATH, query, count);
}

static void draw(const struct drawing *d, const struct unit_node *first, size_t count, int depth,
                 const struct branch_view **out, size_t *out_count)
{
	struct branch_view *branches;
	size_t n = 0;

	if (count > BRANCHES)
		count = BRANCHES;
	branches = arena_array(d->c->arena, count, sizeof(*branches));
	for (const struct unit_node *unit = first; unit != NULL && n < count; unit = unit->next) {
		struct branch_view *branch = &branches[n++];

		branch->unit = unit;
		branch->open = unit->child_count > 0 &&
		               (depth < DEPTH_OPEN) != is_turned(d, unit->id);
		branch->toggle = turned_url(d, unit->id);
		if (branch->open)
			draw(d, unit->first, unit->child_count, depth + 1, &branch->branches,
			     &branch->branch_count);
	}
	*out = branches;
	*out_count = n;
}

static const struct err *read_turned(struct ctx *c, const struct req *rq, struct drawing *d)
{
	for (size_t i = 0; i < rq->query.count; i++) {
		const struct http_field *field = &rq->query.all[i];
		int64_t id;

		if (!str_eq(field->name, STR("buka")))
			continue;
		if (!str_int(field->value, &id))
			return err_new(c->arena, ERR_INVALID, STR("buka"), "form.number",
			               field->value);
		/* Room for one more, which the next address may add. */
		if (d->turned_count < OPEN_MAX - 1)
			d->turned[d->turned_count++] = id;
	}
	return NULL;
}

static void json_unit(struct json *json, const struct unit_node *unit)
{
	json_object(json);
	registry_web_json_id(json, "id", unit->id);
	registry_web_json_id(json, "parent_id", unit->parent_id);
	json_put_str(json, STR("name"), unit->name);
	json_put_int(json, STR("people"), unit->people);
	json_put_int(json, STR("positions"), unit->posts);
	json_put_int(json, STR("people_with_below"), unit->people_all);
	json_put_int(json, STR("positions_with_below"), unit->posts_all);
	json_close(json);
}

/* Units by id, so that a cursor is an id. */
static const struct err *units_json(struct ctx *c, const struct req *rq, struct reply *rp,
                                    struct date on, const struct unit_tree *tree)
{
	int64_t scope = registry_web_scope(rq), after, last = 0;
	struct json *json;
	int limit, count = 0;
	bool more = false;

	TRY(registry_web_limit(c, rq, PEOPLE_LIMIT_MAX, &limit));
	TRY(registry_web_get_id(c, rq, "setelah", "after", &after));
	json = page_json(c, rp);
	json_object(json);
	registry_web_json_date(json, "on", true, on);
	json_key(json, STR("units"));
	json_array(json);
	for (size_t i = 0; i < tree->count && !more; i++) {
		const struct unit_node *unit = &tree->nodes[i];

		if (unit->id <= after || !registry_unit_within(tree, unit->id, scope))
			continue;
		more = count == limit;
		if (more)
			break;
		json_unit(json, unit);
		last = unit->id;
		count++;
	}
	json_close(json);
	json_close(json);
	if (more)
		registry_web_link_next(c, rq, rp, last);
	return json_end(json);
}

static struct page_field day_field(struct ctx *c, struct date on)
{
	return (struct page_field){ .name = "pada",
		                    .label = "employee.on",
		                    .type = "date",
		                    .value = date_str(c->arena, on) };
}

const struct err *registry_web_units(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct drawing d = { .c = c };
	struct units_view v = { 0 };
	const struct unit_tree *tree;
	const struct unit_node *top;
	struct page p;

	TRY(registry_web_on(c, rq, &d.on));
	TRY(registry_unit_tree(c, d.on, true, &tree));
	if (rq->wants_json)
		return units_json(c, rq, rp, d.on, tree);
	TRY(read_turned(c, rq, &d));
	d.on_today = date_eq(d.on, registry_web_today(c, rq));
	v.on = d.on;
	v.on_today = d.on_today;
	v.day = day_field(c, d.on);
	if (registry_web_scope(rq) == 0) {
		draw(&d, tree->first, tree->top_count, 0, &v.branches, &v.branch_count);
	} else {
		top = registry_unit_node(tree, registry_web_scope(rq));
		if (top != NULL) {
			v.scope = top->name;
			draw(&d, top, 1, 0, &v.branches, &v.branch_count);
		}
	}
	for (size_t i = 0; i < tree->count; i++)
		v.unit_count += registry_unit_within(tree, tree->nodes[i].id,
		                                     registry_web_scope(rq));
	for (size_t i = 0; i < v.branch_count; i++) {
		v.people += v.branches[i].unit->people_all;
		v.posts += v.branches[i].unit->posts_all;
	}
	p = page_begin(c, rq, rp);
	registry_page_units(&p, &v);
	return NULL;
}

/* ---- one unit ---- */

/* The units above, down from the top of what the reader may see. */
static void fill_above(struct ctx *c, const struct req *rq, struct unit_view *v)
{
	const struct unit_node **above;
	int64_t scope = registry_web_scope(rq);
	size_t depth = 0;

	for (const struct unit_node *u = v->unit; u->id != scope && u->parent != NULL;
	     u = u->parent)
		depth++;
	above = arena_array(c->arena, depth, sizeof(struct unit_node *));
	v->above_count = depth;
	for (const struct unit_node *u = v->unit; depth > 0; u = u->parent)
		above[--depth] = u->parent;
	v->above = above;
}

static void fill_below(struct ctx *c, struct unit_view *v)
{
	size_t count = v->unit->child_count < BRANCHES ? v->unit->child_count : BRANCHES;
	const struct unit_node **below = arena_array(c->arena, count, sizeof(struct unit_node *));
	size_t n = 0;

	for (const struct unit_node *u = v->unit->first; u != NULL && n < count; u = u->next)
		below[n++] = u;
	v->below = below;
	v->below_count = n;
}

static const struct err *fill_posts(struct ctx *c, struct unit_view *v)
{
	struct posts_ask ask = {
		.on = v->on, .unit_id = v->unit->id, .own_only = true, .limit = UNIT_POSTS
	};
	struct posts_answer answer;

	TRY(registry_posts_list(c, &ask, &answer));
	v->posts = answer.rows;
	v->post_count = answer.count;
	return NULL;
}

const struct err *registry_web_unit_page(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct unit_view v = { 0 };
	const struct unit_tree *tree;
	int64_t unit_id;
	struct str name;
	struct page p;

	TRY(registry_web_on(c, rq, &v.on));
	TRY(registry_web_unit(c, rq, rq->id == 0 ? -1 : rq->id, v.on, &unit_id, &name));
	TRY(registry_unit_tree(c, v.on, true, &tree));
	v.unit = registry_unit_node(tree, unit_id);
	v.on_today = date_eq(v.on, registry_web_today(c, rq));
	v.day = day_field(c, v.on);
	fill_above(c, rq, &v);
	fill_below(c, &v);
	TRY(registry_unit_head(c, unit_id, v.on, &v.head));
	v.head_name = registry_web_name(c->arena, v.head.title_before, v.head.name,
	                                v.head.title_after);
	TRY(fill_posts(c, &v));
	v.all_posts = page_url_query(c->arena, STR("/kerja/jabatan"),
	                             (struct page_query[]){ { "unit", id_text(c, unit_id) } }, 1);
	v.all_people = page_url_query(c->arena, STR("/kerja/pegawai"),
	                              (struct page_query[]){ { "unit", id_text(c, unit_id) } }, 1);
	p = page_begin(c, rq, rp);
	registry_page_unit(&p, &v);
	return NULL;
}
