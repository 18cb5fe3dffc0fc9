/* SPDX-License-Identifier: Apache-2.0 */
/* Teachers, health workers and the rest: what people ask for, told by title and kind. */
#include "base/arena.h"
#include "base/csv.h"
#include "base/embed.h"
#include "base/text.h"
#include "workforce/workforce.h"

#define TITLES_MAX 200 /* data/workforce/group.csv has forty */

struct group_title {
	struct str starts; /* a sort key */
	enum workforce_group group;
};

struct workforce_groups {
	struct group_title titles[TITLES_MAX];
	size_t count;
};

static const struct err *bytes_read(void *arg, char *out, size_t cap, size_t *got)
{
	struct str *rest = arg;

	*got = rest->len < cap ? rest->len : cap;
	for (size_t i = 0; i < *got; i++)
		out[i] = rest->ptr[i];
	*rest = str_sub(*rest, *got, rest->len);
	return NULL;
}

const struct err *workforce_groups_load(struct ctx *c, const struct workforce_groups **out)
{
	struct workforce_groups *groups = ARENA_NEW(c->arena, struct workforce_groups);
	struct str rest = *embed_find(STR("workforce/group.csv"));
	struct csv_record record;
	struct csv *csv;
	bool more;

	TRY(csv_open(c->arena, bytes_read, &rest, &csv));
	TRY(csv_read(csv, &record, &more)); /* the headings */
	for (;;) {
		TRY(csv_read(csv, &record, &more));
		if (!more)
			break;
		if (record.count >= 2 && groups->count < TITLES_MAX)
			groups->titles[groups->count++] = (struct group_title){
				.starts = text_sort_key(c->arena, record.fields[0]),
				.group = str_eq(record.fields[1], STR("teacher"))
				                 ? WORKFORCE_TEACHERS
				                 : WORKFORCE_HEALTH,
			};
	}
	*out = groups;
	return NULL;
}

/* "guru ahli muda" begins with the word "guru", "gurunda" does not. */
static bool begins(struct str key, struct str words)
{
	return str_starts(key, words) && (key.len == words.len || key.ptr[words.len] == ' ');
}

enum workforce_group workforce_group_of(struct arena *arena, const struct workforce_groups *groups,
                                        enum position_kind kind, struct str title)
{
	enum workforce_group group = law_position_kind_is_functional(kind) ? WORKFORCE_FUNCTIONAL
	                                                                   : WORKFORCE_GENERAL;
	struct arena_mark mark = arena_mark(arena);
	struct str key;

	if (law_position_kind_is_managerial(kind))
		return WORKFORCE_MANAGEMENT;
	key = text_sort_key(arena, title);
	for (size_t i = 0; i < groups->count; i++) {
		if (!begins(key, groups->titles[i].starts))
			continue;
		group = groups->titles[i].group;
		break;
	}
	arena_rewind(arena, mark);
	return group;
}

void workforce_groups_count(struct arena *arena, const struct workforce_groups *groups,
                            const struct workforce_outlook *o,
                            int64_t counts[WORKFORCE_GROUP_COUNT][WORKFORCE_YEARS_MAX])
{
	for (int group = 0; group < WORKFORCE_GROUP_COUNT; group++)
		for (int year = 0; year < WORKFORCE_YEARS_MAX; year++)
			counts[group][year] = 0;
	for (size_t i = 0; i < o->position_count; i++) {
		const struct workforce_row *row = &o->positions[i];
		enum workforce_group group = workforce_group_of(arena, groups, row->kind,
		                                                row->name);

		for (int year = 0; year < o->years; year++)
			counts[group][year] += row->retirement_counts[year];
	}
}

int64_t workforce_groups_due(struct arena *arena, const struct workforce_groups *groups,
                             const struct workforce_outlook *o, enum workforce_group group)
{
	struct date end = date_add_months(o->on, 12);
	int64_t count = 0;

	for (size_t i = 0; i < o->cell_count; i++) {
		const struct workforce_cell *cell = &o->cells[i];
		struct date first;

		date_from_parts(cell->year, cell->month, 1, &first);
		if (date_before(end, first))
			break;
		if (workforce_group_of(arena, groups, cell->kind, cell->position) == group)
			count += cell->count;
	}
	return count;
}
