/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "db/db.h"
#include "registry/browse.h"
#include "registry/browse_internal.h"
#include "sql_registry.h"

#define DUTIES_MAX 200 /* the bounds of the queries */
#define FORMER_MAX 50

/* The columns of posts_scan and post_get. */
static const struct err *post_read(struct ctx *c, const struct db_rows *rows, struct post_row *out)
{
	*out = (struct post_row){
		.id = db_col_int(rows, 0),
		.title = db_col_copy(c, rows, 1),
		.echelon = db_col_copy(c, rows, 3),
		.unit_id = db_col_int(rows, 4),
		.grade_min = (int)db_col_int(rows, 5),
		.grade_max = (int)db_col_int(rows, 6),
		.job_class = (int)db_col_int(rows, 7),
		.seats = (int)db_col_int(rows, 8),
	};
	if (!law_position_kind_parse(db_col_str(rows, 2), &out->kind))
		return err_detail(c->arena, ERR_CORRUPT, "err.database_corrupt", "position kind");
	return NULL;
}

static const struct err *person_read(struct ctx *c, const struct db_rows *rows,
                                     struct post_person *out)
{
	*out = (struct post_person){
		.person_id = db_col_int(rows, 1),
		.name = db_col_copy(c, rows, 3),
		.title_before = db_col_copy(c, rows, 4),
		.title_after = db_col_copy(c, rows, 5),
		.from_on = db_col_date(rows, 6),
		.until_on = date_open(),
	};
	if (!registry_capacity_parse(db_col_str(rows, 2), &out->capacity))
		return err_detail(c->arena, ERR_CORRUPT, "err.database_corrupt", "capacity");
	return NULL;
}

static struct post_row *post_find(struct post_row *rows, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].id == id)
			return &rows[i];
	return NULL;
}

static void post_count(struct post_row *post)
{
	post->held = 0;
	for (size_t i = 0; i < post->people_count; i++)
		post->held += post->people[i].capacity == CAPACITY_DEFINITIVE;
	post->vacant = post->seats > post->held ? post->seats - post->held : 0;
}

/* Who is in these posts: people of one post come behind each other. */
static const struct err *people_fill(struct ctx *c, struct date on, struct post_row *posts,
                                     size_t count)
{
	struct post_person *people = NULL;
	struct post_row *post = NULL;
	struct db_rows *rows;
	size_t used = 0, room = 0;
	struct buf list;
	bool more;

	buf_init(&list, c->arena);
	for (size_t i = 0; i < count; i++) {
		buf_add_char(&list, i == 0 ? '[' : ',');
		buf_add_int(&list, posts[i].id);
	}
	buf_add_char(&list, ']');
	if (count == 0)
		return NULL;
	TRY(db_query(c, &SQL_REGISTRY_POSTS_PEOPLE,
	             DB_BIND(db_int(c->agency_id), db_date(on), db_str(buf_str(&list))), &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		if (post == NULL || post->id != db_col_int(rows, 0)) {
			post = post_find(posts, count, db_col_int(rows, 0));
			people = NULL;
			used = room = 0;
		}
		if (used == room) {
			struct post_person *wider = arena_array(c->arena, room == 0 ? 4 : room * 2,
			                                        sizeof(*wider));

			if (used > 0)
				memcpy(wider, people, used * sizeof(*wider));
			people = wider;
			room = room == 0 ? 4 : room * 2;
		}
		TRY(person_read(c, rows, &people[used++]));
		post->people = people;
		post->people_count = used;
	}
	db_rows_end(rows);
	for (size_t i = 0; i < count; i++)
		post_count(&posts[i]);
	return NULL;
}

/* One pass over the posts in their order. */
struct post_pass {
	const struct posts_ask *ask;
	struct post_row *rows; /* forward the page, and one more; backward the last ones, turning */
	size_t kept;
	int64_t total;
	int64_t before;   /* posts in front of the first kept */
	bool reached;     /* the cursor was met */
};

static bool asks_for(const struct posts_ask *ask, const struct db_rows *rows)
{
	if (ask->own_only && db_col_int(rows, 4) != ask->unit_id)
		return false;
	return !ask->vacant || db_col_int(rows, 8) > db_col_int(rows, 9);
}

static const struct err *pass_post(struct ctx *c, struct post_pass *p, const struct db_rows *rows)
{
	bool at_cursor = p->ask->after != 0 && db_col_int(rows, 0) == p->ask->after;
	size_t limit = (size_t)p->ask->limit;

	p->total++;
	if (p->ask->back) {
		p->reached = p->reached || at_cursor;
		if (!p->reached)
			TRY(post_read(c, rows, &p->rows[p->kept++ % limit]));
		return NULL;
	}
	if (at_cursor) {
		p->before = p->total;
		p->kept = 0;
		return NULL;
	}
	return p->kept < limit ? post_read(c, rows, &p->rows[p->kept++]) : NULL;
}

/* The rows kept of a backward pass, from the oldest. */
static void pass_unroll(struct ctx *c, struct post_pass *p)
{
	size_t limit = (size_t)p->ask->limit;
	struct post_row *rows = arena_array(c->arena, limit, sizeof(*rows));
	size_t count = p->kept < limit ? p->kept : limit;

	for (size_t i = 0; i < count; i++)
		rows[i] = p->rows[(p->kept - count + i) % limit];
	p->before = (int64_t)(p->kept - count);
	p->kept = count;
	p->rows = rows;
}

const struct err *registry_posts_list(struct ctx *c, const struct posts_ask *ask,
                                      struct posts_answer *out)
{
	struct str kind = ask->kind_asked ? law_position_kind_code(ask->kind) : STR("");
	struct str key = text_sort_key(c->arena, ask->text);
	struct post_pass p = { .ask = ask };
	const struct browse_units *units;
	struct db_rows *rows;
	bool more;

	if (ask->limit < 1 || ask->limit > POSTS_LIMIT_MAX)
		return err_new(c->arena, ERR_LIMIT, STR("limit"), "employee.limit",
		               str_fmt(c->arena, "%d", POSTS_LIMIT_MAX));
	/* A text of nothing but signs is in no name, and this in no sort key. */
	if (ask->text.len > 0 && key.len == 0)
		key = STR("\x01");
	p.rows = arena_array(c->arena, (size_t)ask->limit, sizeof(*p.rows));
	TRY(db_query(c, &SQL_REGISTRY_POSTS_SCAN,
	             DB_BIND(db_int(c->agency_id), db_date(ask->on), db_int(ask->unit_id),
	                     db_str(kind), db_str(key), db_int(ask->vacant)),
	             &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		if (asks_for(ask, rows))
			TRY(pass_post(c, &p, rows));
	}
	db_rows_end(rows);
	if (ask->back)
		pass_unroll(c, &p);
	TRY(browse_units_load(c, ask->on, &units));
	for (size_t i = 0; i < p.kept; i++) {
		const struct browse_unit *unit = browse_unit_find(units, p.rows[i].unit_id);

		p.rows[i].unit = unit == NULL ? STR("") : unit->name;
	}
	TRY(people_fill(c, ask->on, p.rows, p.kept));
	*out = (struct posts_answer){ .rows = p.rows,
		                      .count = p.kept,
		                      .first = p.before + 1,
		                      .total = p.total,
		                      .earlier = p.before > 0,
		                      .more = p.before + (int64_t)p.kept < p.total };
	return NULL;
}

static const struct err *duties_fill(struct ctx *c, int64_t position_id, struct date on,
                                     struct post_detail *out)
{
	struct str *duties = arena_array(c->arena, DUTIES_MAX, sizeof(*duties));
	struct db_rows *rows;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_POST_DUTIES,
	             DB_BIND(db_int(c->agency_id), db_int(position_id), db_date(on)), &rows));
	for (; out->duty_count < DUTIES_MAX; out->duty_count++) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		duties[out->duty_count] = db_col_copy(c, rows, 0);
	}
	db_rows_end(rows);
	out->duties = duties;
	return NULL;
}

static const struct err *former_fill(struct ctx *c, int64_t position_id, struct date on,
                                     struct post_detail *out)
{
	struct post_person *former = arena_array(c->arena, FORMER_MAX, sizeof(*former));
	struct db_rows *rows;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_POST_HISTORY,
	             DB_BIND(db_int(c->agency_id), db_int(position_id), db_date(on)), &rows));
	for (; out->former_count < FORMER_MAX; out->former_count++) {
		struct post_person *who = &former[out->former_count];

		TRY(db_next(rows, &more));
		if (!more)
			break;
		who->person_id = db_col_int(rows, 0);
		who->from_on = db_col_date(rows, 2);
		who->until_on = db_col_date(rows, 3);
		who->name = db_col_copy(c, rows, 4);
		if (!registry_capacity_parse(db_col_str(rows, 1), &who->capacity))
			return err_detail(c->arena, ERR_CORRUPT, "err.database_corrupt",
			                  "capacity");
	}
	db_rows_end(rows);
	out->former = former;
	return NULL;
}

const struct err *registry_post_get(struct ctx *c, int64_t position_id, struct date on,
                                    struct post_detail *out)
{
	const struct browse_units *units;
	const struct browse_unit *unit;
	struct db_rows *row;
	bool found;

	*out = (struct post_detail){ 0 };
	TRY(db_find(c, &SQL_REGISTRY_POST_GET,
	            DB_BIND(db_int(c->agency_id), db_int(position_id), db_date(on)), &row, &found));
	if (!found)
		return err_new(c->arena, ERR_MISSING, STR("post"), "post.missing", STR(""));
	TRY(post_read(c, row, &out->row));
	db_rows_end(row);
	TRY(browse_units_load(c, on, &units));
	unit = browse_unit_find(units, out->row.unit_id);
	out->row.unit = unit == NULL ? STR("") : unit->name;
	TRY(people_fill(c, on, &out->row, 1));
	TRY(duties_fill(c, position_id, on, out));
	return former_fill(c, position_id, on, out);
}
