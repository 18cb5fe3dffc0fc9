/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/cache.h"
#include "db/db.h"
#include "registry/browse.h"
#include "registry/browse_internal.h"
#include "sql_registry.h"

#define UNITS_ROOM 256 /* a regency has about two hundred */

/* ---- all units of a date ---- */

static void units_grow(struct ctx *c, struct browse_units *units, size_t *cap)
{
	size_t room = *cap == 0 ? UNITS_ROOM : *cap * 2;
	struct browse_unit *all = arena_array(c->arena, room, sizeof(*all));

	if (units->count > 0)
		memcpy(all, units->all, units->count * sizeof(*all));
	units->all = all;
	*cap = room;
}

const struct err *browse_units_load(struct ctx *c, struct date on, const struct browse_units **out)
{
	struct browse_units *units = ARENA_NEW(c->arena, struct browse_units);
	struct db_rows *rows;
	size_t cap = 0;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_UNITS_ON, DB_BIND(db_int(c->agency_id), db_date(on)), &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		if (units->count == BROWSE_UNITS_MAX)
			return err_new(c->arena, ERR_LIMIT, STR("unit"), "unit.limit",
			               str_fmt(c->arena, "%d", BROWSE_UNITS_MAX));
		if (units->count == cap)
			units_grow(c, units, &cap);
		units->all[units->count++] = (struct browse_unit){
			.id = db_col_int(rows, 0),
			.parent_id = db_col_int(rows, 1),
			.name = db_col_copy(c, rows, 2),
			.key = db_col_copy(c, rows, 3),
		};
	}
	db_rows_end(rows);
	*out = units;
	return NULL;
}

static int unit_by_id(const void *a, const void *b)
{
	const struct browse_unit *left = a;
	const struct browse_unit *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

const struct browse_unit *browse_unit_find(const struct browse_units *units, int64_t id)
{
	struct browse_unit key = { .id = id };

	return units->count == 0 ? NULL
	                         : bsearch(&key, units->all, units->count, sizeof(key), unit_by_id);
}

struct str browse_unit_key(const struct browse_units *units, int64_t id)
{
	const struct browse_unit *unit = browse_unit_find(units, id);

	return unit == NULL ? STR("\xFE") : unit->key;
}

/* ---- as a tree ---- */

static int node_by_id(const void *a, const void *b)
{
	const struct unit_node *left = a;
	const struct unit_node *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

struct unit_node *registry_unit_node(const struct unit_tree *tree, int64_t id)
{
	struct unit_node key = { .id = id };

	return tree->count == 0 ? NULL
	                        : bsearch(&key, tree->nodes, tree->count, sizeof(key), node_by_id);
}

static int node_by_name(const void *a, const void *b)
{
	const struct unit_node *left = *(struct unit_node *const *)a;
	const struct unit_node *right = *(struct unit_node *const *)b;
	int order = str_cmp(left->key, right->key);

	return order != 0 ? order : node_by_id(left, right);
}

/*
 * Does the way up from a node end at the top? Data that hangs in a circle is shown under the agency
 * rather than not at all.
 */
static bool is_rooted(const struct unit_tree *tree, const struct unit_node *node)
{
	for (size_t steps = 0; node->parent_id != 0; steps++) {
		node = registry_unit_node(tree, node->parent_id);
		if (node == NULL)
			return true;
		if (steps > tree->count)
			return false;
	}
	return true;
}

/* Hang every node below its parent; taken from behind, lists come out by name. */
static void tree_link(struct ctx *c, struct unit_tree *tree)
{
	struct unit_node **by_name = arena_array(c->arena, tree->count, sizeof(struct unit_node *));

	for (size_t i = 0; i < tree->count; i++)
		by_name[i] = &tree->nodes[i];
	if (tree->count > 0)
		qsort(by_name, tree->count, sizeof(struct unit_node *), node_by_name);
	for (size_t i = tree->count; i-- > 0;) {
		struct unit_node *node = by_name[i];

		node->parent = node->parent_id == 0 || !is_rooted(tree, node)
		                       ? NULL
		                       : registry_unit_node(tree, node->parent_id);
		if (node->parent == NULL) {
			node->next = tree->first;
			tree->first = node;
			tree->top_count++;
		} else {
			node->next = node->parent->first;
			node->parent->first = node;
			node->parent->child_count++;
		}
	}
}

/* What is counted of one unit, as it is remembered. */
struct unit_count {
	int64_t unit_id;
	int64_t people;
	int64_t posts;
};

static const struct err *count_read(struct ctx *c, const struct db_query *query, struct date on,
                                    struct unit_tree *tree, bool people)
{
	struct db_rows *rows;
	bool more;

	TRY(db_query(c, query, DB_BIND(db_int(c->agency_id), db_date(on)), &rows));
	for (;;) {
		struct unit_node *node;

		TRY(db_next(rows, &more));
		if (!more)
			break;
		node = registry_unit_node(tree, db_col_int(rows, 0));
		if (node != NULL)
			*(people ? &node->people : &node->posts) = db_col_int(rows, 1);
	}
	db_rows_end(rows);
	return NULL;
}

static void counts_remember(struct ctx *c, const struct unit_tree *tree, struct str key)
{
	struct unit_count *counts = arena_array(c->arena, tree->count, sizeof(*counts));

	for (size_t i = 0; i < tree->count; i++)
		counts[i] = (struct unit_count){ tree->nodes[i].id, tree->nodes[i].people,
			                         tree->nodes[i].posts };
	cache_put(c->cache, key,
	          (struct str){ (const char *)counts, tree->count * sizeof(*counts) }, CACHE_DEAR);
}

static void counts_recall(struct unit_tree *tree, struct str bytes)
{
	for (size_t at = 0; at + sizeof(struct unit_count) <= bytes.len;
	     at += sizeof(struct unit_count)) {
		struct unit_count count;
		struct unit_node *node;

		memcpy(&count, bytes.ptr + at, sizeof(count));
		node = registry_unit_node(tree, count.unit_id);
		if (node == NULL)
			continue;
		node->people = count.people;
		node->posts = count.posts;
	}
}

static void counts_add_up(struct unit_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		const struct unit_node *node = &tree->nodes[i];

		for (struct unit_node *up = &tree->nodes[i]; up != NULL; up = up->parent) {
			up->people_all += node->people;
			up->posts_all += node->posts;
		}
	}
}

static const struct err *tree_count(struct ctx *c, struct date on, struct unit_tree *tree)
{
	struct str version, key, bytes;
	bool settled;

	TRY(browse_version(c, &version, &settled));
	key = str_fmt(c->arena, "units %.*s %d", STR_ARG(version), on.days);
	if (cache_find(c->cache, c->arena, key, &bytes)) {
		counts_recall(tree, bytes);
	} else {
		TRY(count_read(c, &SQL_REGISTRY_UNIT_PEOPLE, on, tree, true));
		TRY(count_read(c, &SQL_REGISTRY_UNIT_POSTS, on, tree, false));
		counts_remember(c, tree, key);
	}
	counts_add_up(tree);
	return NULL;
}

const struct err *registry_unit_tree(struct ctx *c, struct date on, bool counts,
                                     const struct unit_tree **out)
{
	struct unit_tree *tree = ARENA_NEW(c->arena, struct unit_tree);
	const struct browse_units *units;

	TRY(browse_units_load(c, on, &units));
	tree->nodes = arena_array(c->arena, units->count, sizeof(*tree->nodes));
	tree->count = units->count;
	for (size_t i = 0; i < units->count; i++) {
		tree->nodes[i].id = units->all[i].id;
		tree->nodes[i].parent_id = units->all[i].parent_id;
		tree->nodes[i].name = units->all[i].name;
		tree->nodes[i].key = units->all[i].key;
	}
	tree_link(c, tree);
	*out = tree;
	return counts ? tree_count(c, on, tree) : NULL;
}

bool registry_unit_within(const struct unit_tree *tree, int64_t unit_id, int64_t top_id)
{
	if (top_id == 0)
		return true;
	for (const struct unit_node *node = registry_unit_node(tree, unit_id); node != NULL;
	     node = node->parent)
		if (node->id == top_id)
			return true;
	return false;
}

const struct err *registry_subtree(struct ctx *c, int64_t unit_id, struct date on,
                                   const int64_t **ids, size_t *count)
{
	const struct unit_tree *tree;
	int64_t *found;

	TRY(registry_unit_tree(c, on, false, &tree));
	found = arena_array(c->arena, tree->count, sizeof(*found));
	*count = 0;
	for (size_t i = 0; i < tree->count; i++)
		if (registry_unit_within(tree, tree->nodes[i].id, unit_id))
			found[(*count)++] = tree->nodes[i].id;
	*ids = found;
	return NULL;
}

const struct err *registry_unit_head(struct ctx *c, int64_t unit_id, struct date on,
                                     struct unit_head *out)
{
	struct db_rows *row;
	bool found;

	*out = (struct unit_head){ 0 };
	TRY(db_find(c, &SQL_REGISTRY_UNIT_HEAD,
	            DB_BIND(db_int(c->agency_id), db_int(unit_id), db_date(on)), &row, &found));
	if (!found)
		return NULL;
	out->position_id = db_col_int(row, 0);
	out->title = db_col_copy(c, row, 1);
	out->person_id = db_col_int(row, 3);
	out->name = db_col_copy(c, row, 4);
	out->title_before = db_col_copy(c, row, 5);
	out->title_after = db_col_copy(c, row, 6);
	if (out->person_id != 0 && !registry_capacity_parse(db_col_str(row, 7), &out->capacity))
		return err_detail(c->arena, ERR_CORRUPT, "err.database_corrupt", "capacity");
	db_rows_end(row);
	return NULL;
}
