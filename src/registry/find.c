/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "db/db.h"
#include "registry/browse.h"
#include "registry/browse_internal.h"
#include "registry/cell.h"
#include "registry/identity.h"
#include "sql_registry.h"

#define NIP_PART_MIN 4 /* fewer digits begin too many NIPs */

/* The digits of what may be a NIP, or a part of one; empty for anything with a letter. */
static struct str nip_digits(struct ctx *c, struct str text)
{
	struct buf digits;

	buf_init(&digits, c->arena);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] >= '0' && text.ptr[i] <= '9')
			buf_add_char(&digits, text.ptr[i]);
		else if (str_find_char(STR(" .-'"), text.ptr[i]) < 0)
			return STR("");
	}
	return digits.len < NIP_PART_MIN || digits.len > NIP_DIGITS ? STR("") : buf_str(&digits);
}

static const struct err *find_nips(struct ctx *c, const struct find_ask *ask, struct str digits,
                                   struct find_answer *out)
{
	struct str behind = str_fmt(c->arena, "%.*s:", STR_ARG(digits));
	int64_t ids[FIND_LIMIT_MAX];
	struct db_rows *rows;
	int count = 0;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_NIPS_FROM,
	             DB_BIND(db_int(c->agency_id), db_str(digits), db_str(behind), db_date(ask->on),
	                     db_int(ask->limit)),
	             &rows));
	while (count < ask->limit) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		ids[count++] = db_col_int(rows, 0);
	}
	db_rows_end(rows);
	for (int i = 0; i < count; i++)
		TRY(registry_person_get(c, ids[i], ask->on, &out->people[i]));
	out->people_count = count;
	out->people_total = count;
	return NULL;
}

/* Titles are not part of a name: "Drs. Budi" finds Budi. */
static const struct err *find_people(struct ctx *c, const struct find_ask *ask, struct str digits,
                                     struct find_answer *out)
{
	struct str name = cell_name_read(c, ask->text).name;

	if (ask->unit_id != 0) {
		struct people_ask people = { .on = ask->on,
			                     .unit_id = ask->unit_id,
			                     .text = digits.len > 0 ? digits : name,
			                     .names_only = digits.len == 0,
			                     .limit = ask->limit };
		struct people_answer answer;

		TRY(registry_people_list(c, &people, &answer));
		for (size_t i = 0; i < answer.count; i++) {
			const struct people_row *row = &answer.rows[i];

			out->people[i] = (struct registry_person){
				.id = row->id,
				.nip = row->nip,
				.name = row->name,
				.title_before = row->title_before,
				.title_after = row->title_after,
				.birth_on = row->birth_on,
				.position_id = row->position_id,
				.position_title = row->post,
				.unit_name = row->unit,
				.grade_code = row->grade,
			};
		}
		out->people_count = (int)answer.count;
		out->people_total = answer.total;
		return NULL;
	}
	if (digits.len > 0)
		return find_nips(c, ask, digits, out);
	return registry_person_search(c, name, ask->on, ask->limit, out->people, &out->people_count,
	                              &out->people_total);
}

static const struct err *find_units(struct ctx *c, const struct find_ask *ask, struct str key,
                                    const struct unit_tree *tree, struct find_answer *out)
{
	struct db_rows *rows;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_UNITS_FIND,
	             DB_BIND(db_int(c->agency_id), db_date(ask->on), db_str(key)), &rows));
	for (;;) {
		const struct unit_node *node;

		TRY(db_next(rows, &more));
		if (!more)
			break;
		node = registry_unit_node(tree, db_col_int(rows, 0));
		if (node == NULL || !browse_is_hit(key, db_col_str(rows, 3)) ||
		    !registry_unit_within(tree, node->id, ask->unit_id))
			continue;
		if (out->unit_count < ask->limit)
			out->units[out->unit_count++] = (struct find_unit){
				node->id, node->name,
				node->parent == NULL ? STR("") : node->parent->name
			};
		out->unit_total++;
	}
	db_rows_end(rows);
	return NULL;
}

static const struct err *find_posts(struct ctx *c, const struct find_ask *ask, struct str key,
                                    const struct unit_tree *tree, struct find_answer *out)
{
	struct db_rows *rows;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_POSTS_FIND,
	             DB_BIND(db_int(c->agency_id), db_date(ask->on), db_str(key)), &rows));
	for (;;) {
		const struct unit_node *unit;

		TRY(db_next(rows, &more));
		if (!more)
			break;
		if (!browse_is_hit(key, db_col_str(rows, 3)) ||
		    !registry_unit_within(tree, db_col_int(rows, 1), ask->unit_id))
			continue;
		unit = registry_unit_node(tree, db_col_int(rows, 1));
		if (out->post_count < ask->limit) {
			struct find_post *post = &out->posts[out->post_count++];

			post->id = db_col_int(rows, 0);
			post->title = db_col_copy(c, rows, 2);
			post->unit = unit == NULL ? STR("") : unit->name;
			if (!law_position_kind_parse(db_col_str(rows, 4), &post->kind))
				return err_detail(c->arena, ERR_CORRUPT, "err.database_corrupt",
				                  "position kind");
		}
		out->post_total++;
	}
	db_rows_end(rows);
	return NULL;
}

const struct err *registry_find(struct ctx *c, const struct find_ask *ask, struct find_answer *out)
{
	struct str key = text_sort_key(c->arena, ask->text);
	struct str digits = nip_digits(c, ask->text);
	const struct unit_tree *tree;

	*out = (struct find_answer){ 0 };
	if (ask->limit < 1 || ask->limit > FIND_LIMIT_MAX)
		return err_new(c->arena, ERR_LIMIT, STR("limit"), "employee.limit",
		               str_fmt(c->arena, "%d", FIND_LIMIT_MAX));
	if (key.len == 0)
		return NULL;
	TRY(find_people(c, ask, digits, out));
	TRY(registry_unit_tree(c, ask->on, false, &tree));
	TRY(find_units(c, ask, key, tree, out));
	return find_posts(c, ask, key, tree, out);
}
