/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows that were posted to SQLite wait until POSTS_ROWS of a kind can go in with one statement. A
 * statement opens the table and each of its indexes anew and looks for the place of its first row
 * from the root; for the rows behind it SQLite only looks whether they follow. That is half of
 * the time of an import.
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "db/internal.h"

#define TEXT_BYTES 8192 /* of the texts that wait in one group; longer ones go alone */

/* Rows of one INSERT that wait. The memory is made at the first one and kept. */
struct group {
	const struct db_query *query;
	struct db_value *values; /* POSTS_ROWS rows of query->params */
	char *text;
	size_t text_len;
	size_t row_count;
	bool listed; /* among those that may have rows */
	struct group *next;
};

struct posts {
	struct arena *arena;
	struct group *groups; /* by the id of the query */
	struct group *listed;
};

struct posts *posts_new(struct arena *arena)
{
	struct posts *posts = ARENA_NEW(arena, struct posts);

	posts->arena = arena;
	posts->groups = arena_array(arena, db_query_count + 1, sizeof(*posts->groups));
	return posts;
}

/* The rows of a group go in: all at once, or one by one when they are fewer. */
static const struct err *group_send(struct ctx *c, struct group *group)
{
	size_t count = group->row_count;
	size_t width = (size_t)group->query->params;

	group->row_count = 0;
	group->text_len = 0;
	if (count == POSTS_ROWS)
		return sqlite_post_rows(c, group->query, group->values, POSTS_ROWS);
	for (size_t i = 0; i < count; i++)
		TRY(c->db->ops->post(c, group->query, &group->values[i * width], width));
	return NULL;
}

const struct err *posts_send(struct ctx *c)
{
	struct posts *posts = c->conn->posts;
	const struct err *err = NULL;

	if (posts == NULL)
		return NULL;
	for (struct group *group = posts->listed; group != NULL && err == NULL; group = group->next)
		err = group_send(c, group);
	posts_forget(c->conn);
	return err;
}

void posts_forget(struct db_conn *conn)
{
	struct posts *posts = conn->posts;

	if (posts == NULL)
		return;
	for (struct group *group = posts->listed; group != NULL; group = group->next) {
		group->row_count = group->text_len = 0;
		group->listed = false;
	}
	posts->listed = NULL;
}

static size_t text_bytes(const struct db_value *values, size_t count)
{
	size_t bytes = 0;

	for (size_t i = 0; i < count; i++)
		bytes += values[i].text.len;
	return bytes;
}

/* A value outlives its caller: what it points at is copied. */
static void value_keep(struct group *group, const struct db_value *from, struct db_value *to)
{
	*to = *from;
	if (from->text.ptr == NULL || from->text.len == 0)
		return;
	to->text.ptr = memcpy(group->text + group->text_len, from->text.ptr, from->text.len);
	group->text_len += from->text.len;
}

static struct group *group_of(struct posts *posts, const struct db_query *query)
{
	struct group *group = &posts->groups[query->id];

	if (group->values == NULL) {
		group->query = query;
		group->values = arena_array(posts->arena, POSTS_ROWS * (size_t)query->params,
		                            sizeof(*group->values));
		group->text = arena_alloc(posts->arena, TEXT_BYTES);
	}
	return group;
}

const struct err *posts_add(struct ctx *c, const struct db_query *query,
                            const struct db_value *values)
{
	struct posts *posts = c->conn->posts;
	struct group *group = group_of(posts, query);
	size_t width = (size_t)query->params;
	size_t bytes = text_bytes(values, width);
	struct db_value *row;

	if (bytes > TEXT_BYTES)
		return c->db->ops->post(c, query, values, width);
	if (group->text_len + bytes > TEXT_BYTES)
		TRY(group_send(c, group));
	if (!group->listed) {
		group->listed = true;
		group->next = posts->listed;
		posts->listed = group;
	}
	row = &group->values[group->row_count++ * width];
	for (size_t i = 0; i < width; i++)
		value_keep(group, &values[i], &row[i]);
	return group->row_count < POSTS_ROWS ? NULL : group_send(c, group);
}
