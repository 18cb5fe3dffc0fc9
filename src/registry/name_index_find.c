/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "db/db.h"
#include "registry/name_index.h"
#include "sql_registry.h"

static uint64_t number_at(const char *p, int bytes)
{
	uint64_t number = 0;

	for (int i = 0; i < bytes; i++)
		number |= (uint64_t)(unsigned char)p[i] << (8 * i);
	return number;
}

const struct err *name_index_load(struct ctx *c, struct name_index *out)
{
	struct db_rows *row;
	bool found;

	*out = (struct name_index){ 0 };
	TRY(db_find(c, &SQL_REGISTRY_NAME_INDEX_CURRENT, DB_BIND(db_int(c->agency_id)), &row,
	            &found));
	if (!found)
		return NULL;
	*out = (struct name_index){ .id = db_col_int(row, 0),
		                    .last_act_id = db_col_int(row, 1),
		                    .last_fact_id = db_col_int(row, 2),
		                    .name_count = db_col_int(row, 3) };
	db_rows_end(row);
	return NULL;
}

/* ---- names by their rank ---- */

/* A cursor on blocks: names of a page often lie in one. */
struct shelf {
	struct ctx *c;
	const struct name_index *index;
	int64_t number; /* of the block in `names`; -1 none */
	int names_count;
	struct str names;
};

static const struct err *block_corrupt(struct ctx *c, int64_t number)
{
	return err_detail(c->arena, ERR_CORRUPT, "err.database_corrupt", "block of names %lld",
	                  (long long)number);
}

static const struct err *shelf_turn(struct shelf *shelf, int64_t number)
{
	struct ctx *c = shelf->c;
	int64_t left = shelf->index->name_count - number * NAME_INDEX_BLOCK;
	struct db_rows *row;
	bool found;

	if (shelf->number == number)
		return NULL;
	TRY(db_find(c, &SQL_REGISTRY_NAME_INDEX_BLOCK,
	            DB_BIND(db_int((shelf->index->id << NAME_INDEX_BITS) + number)), &row, &found));
	if (!found)
		return block_corrupt(c, number);
	shelf->names = db_col_copy(c, row, 0);
	db_rows_end(row);
	shelf->number = number;
	shelf->names_count = left < NAME_INDEX_BLOCK ? (int)left : NAME_INDEX_BLOCK;
	return NULL;
}

static const struct err *shelf_name(struct shelf *shelf, int64_t rank, struct name_hit *out)
{
	int at = (int)(rank % NAME_INDEX_BLOCK);
	const char *head;
	size_t from, length;

	TRY(shelf_turn(shelf, rank / NAME_INDEX_BLOCK));
	from = (size_t)shelf->names_count * NAME_INDEX_HEAD;
	if (at >= shelf->names_count || shelf->names.len < from)
		return block_corrupt(shelf->c, shelf->number);
	for (int i = 0; i < at; i++)
		from += number_at(shelf->names.ptr + i * NAME_INDEX_HEAD + 16, 2);
	head = shelf->names.ptr + at * NAME_INDEX_HEAD;
	length = number_at(head + 16, 2);
	if (from + length > shelf->names.len)
		return block_corrupt(shelf->c, shelf->number);
	*out = (struct name_hit){ .fact_id = (int64_t)number_at(head, 8),
		                  .person_id = (int64_t)number_at(head + 8, 8),
		                  .sort_key = { shelf->names.ptr + from, length } };
	return NULL;
}

/* ---- beginnings ---- */

/* Whether a name stands before all that begin with `key`, or before the end of them. */
static bool is_before(struct str name, struct str key, bool behind)
{
	size_t common = name.len < key.len ? name.len : key.len;
	int order = memcmp(name.ptr, key.ptr, common);

	if (order != 0)
		return order < 0;
	return name.len < key.len || behind;
}

/* How many names stand before those that begin with `key`, or before the end of them. */
static const struct err *rank_of(struct shelf *shelf, struct str key, bool behind, int64_t *out)
{
	int64_t low = 0, high = shelf->index->name_count;

	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		struct name_hit name;

		/* A block at a time, until it is one block. */
		if (low / NAME_INDEX_BLOCK != (high - 1) / NAME_INDEX_BLOCK) {
			middle -= middle % NAME_INDEX_BLOCK;
			if (middle <= low)
				middle += NAME_INDEX_BLOCK;
		}
		if (middle >= high)
			middle = high - 1;
		TRY(shelf_name(shelf, middle, &name));
		if (is_before(name.sort_key, key, behind))
			low = middle + 1;
		else
			high = middle;
	}
	*out = low;
	return NULL;
}

const struct err *name_index_prefix(struct ctx *c, const struct name_index *index, struct str key,
                                    struct name_hits *hits)
{
	struct shelf shelf = { .c = c, .index = index, .number = -1 };
	int64_t from, to;

	TRY(rank_of(&shelf, key, false, &from));
	TRY(rank_of(&shelf, key, true, &to));
	hits->total = to - from;
	for (int64_t rank = from; rank < to && hits->count < hits->max; rank++)
		TRY(shelf_name(&shelf, rank, &hits->rows[hits->count++]));
	return NULL;
}

/* ---- fragments ---- */

/* Three bytes of the fragment. */
struct three {
	int64_t gram;
	size_t at;     /* where in the fragment */
	int64_t count; /* names that have them anywhere */
};

/*
 * The threes to be met, rarest first, and no more than cover the fragment.
 *   starts   where in the segment the fragment may begin: what is left after each three
 */
struct meeting {
	struct ctx *c;
	const struct name_index *index;
	struct three *threes;
	size_t count;
	uint32_t *starts;
	size_t start_count;
};

static int by_count(const void *a, const void *b)
{
	const struct three *left = a, *right = b;

	if (left->count != right->count)
		return left->count < right->count ? -1 : 1;
	return (left->at > right->at) - (left->at < right->at);
}

static const struct err *three_count(struct ctx *c, const struct name_index *index, int64_t gram,
                                     int64_t *out)
{
	struct db_rows *row;
	bool found;

	TRY(db_find(c, &SQL_REGISTRY_NAME_INDEX_GRAM_COUNT,
	            DB_BIND(db_int((index->id << NAME_INDEX_BITS) + gram)), &row, &found));
	*out = found ? db_col_int(row, 0) : 0;
	if (found)
		db_rows_end(row);
	return NULL;
}

/* Keep, rarest first, those that say something of a byte of which none before them did. */
static void threes_choose(struct meeting *m, struct str key)
{
	bool *said = arena_array(m->c->arena, key.len, sizeof(*said));
	size_t kept = 0;

	qsort(m->threes, m->count, sizeof(*m->threes), by_count);
	for (size_t i = 0; i < m->count; i++) {
		bool *at = said + m->threes[i].at;

		if (at[0] && at[1] && at[2])
			continue;
		at[0] = at[1] = at[2] = true;
		m->threes[kept++] = m->threes[i];
	}
	m->count = kept;
}

/* *out is how many names have the rarest of them; none has the fragment when it is 0. */
static const struct err *threes_read(struct meeting *m, struct str key, int64_t *out)
{
	m->threes = arena_array(m->c->arena, key.len, sizeof(*m->threes));
	m->count = key.len - 2;
	for (size_t i = 0; i < m->count; i++) {
		const unsigned char *p = (const unsigned char *)key.ptr + i;
		struct three *three = &m->threes[i];

		*three = (struct three){ .gram = (int64_t)p[0] << 16 | p[1] << 8 | p[2], .at = i };
		TRY(three_count(m->c, m->index, three->gram, &three->count));
		if (three->count == 0) {
			*out = 0;
			return NULL;
		}
	}
	threes_choose(m, key);
	*out = m->threes[0].count;
	return NULL;
}

/* All places of the rarest three, as beginnings of the fragment. */
static void starts_take(struct meeting *m, struct str places, uint32_t at)
{
	size_t count = places.len / 4;

	m->starts = arena_array(m->c->arena, count + 1, sizeof(*m->starts));
	m->start_count = 0;
	for (size_t i = 0; i < count; i++) {
		uint32_t place = (uint32_t)number_at(places.ptr + i * 4, 4);

		if ((place & 0xffff) >= at)
			m->starts[m->start_count++] = place - at;
	}
}

/*
 * Leave those beginnings behind which this three stands, too. Steps double while they look for a
 * far place and halve to meet it, so few beginnings do not pay for a long list.
 */
static void starts_filter(struct meeting *m, struct str places, uint32_t at)
{
	size_t count = places.len / 4, low = 0, kept = 0;

	for (size_t i = 0; i < m->start_count && low < count; i++) {
		uint32_t wanted = m->starts[i] + at;
		size_t step = 1, high = low;

		while (high < count && number_at(places.ptr + high * 4, 4) < wanted) {
			low = high + 1;
			high += step;
			step *= 2;
		}
		if (high > count)
			high = count;
		while (low < high) {
			size_t middle = low + (high - low) / 2;

			if (number_at(places.ptr + middle * 4, 4) < wanted)
				low = middle + 1;
			else
				high = middle;
		}
		if (low < count && number_at(places.ptr + low * 4, 4) == wanted)
			m->starts[kept++] = m->starts[i];
	}
	m->start_count = kept;
}

static const struct err *segment_meet(struct meeting *m, int64_t segment)
{
	struct ctx *c = m->c;

	m->start_count = 0;
	for (size_t i = 0; i < m->count && (i == 0 || m->start_count > 0); i++) {
		const struct three *three = &m->threes[i];
		struct db_rows *row;
		bool found;

		TRY(db_find(c, &SQL_REGISTRY_NAME_INDEX_GRAM,
		            DB_BIND(db_int((m->index->id << NAME_INDEX_BITS) +
		                           ((segment + 1) << NAME_SEGMENT_BITS) + three->gram)),
		            &row, &found));
		if (!found) {
			m->start_count = 0;
			return NULL;
		}
		if (i == 0)
			starts_take(m, db_col_str(row, 0), (uint32_t)three->at);
		else
			starts_filter(m, db_col_str(row, 0), (uint32_t)three->at);
		db_rows_end(row);
	}
	return NULL;
}

/* Each name once, however often it has the fragment. */
static const struct err *segment_collect(struct meeting *m, int64_t segment, struct shelf *shelf,
                                         struct name_hits *hits, int64_t *total)
{
	for (size_t i = 0; i < m->start_count; i++) {
		int64_t ordinal = m->starts[i] >> 16;

		if (i > 0 && m->starts[i - 1] >> 16 == ordinal)
			continue;
		++*total;
		if (hits->count < hits->max)
			TRY(shelf_name(shelf, segment * NAME_INDEX_SEGMENT + ordinal,
			               &hits->rows[hits->count++]));
	}
	return NULL;
}

const struct err *name_index_fragment(struct ctx *c, const struct name_index *index, struct str key,
                                      struct name_hits *hits)
{
	struct meeting m = { .c = c, .index = index };
	struct shelf shelf = { .c = c, .index = index, .number = -1 };
	int64_t total = 0, most;

	assert(key.len >= 3);
	if (index->name_count == 0 || key.len > NAME_INDEX_BYTES)
		return NULL;
	TRY(threes_read(&m, key, &most));
	for (int64_t s = 0; most > 0 && s * NAME_INDEX_SEGMENT < index->name_count; s++) {
		/* The count of a single three is known. */
		if (m.count == 1 && hits->count == hits->max)
			break;
		TRY(segment_meet(&m, s));
		TRY(segment_collect(&m, s, &shelf, hits, &total));
	}
	hits->total = m.count == 1 && most > 0 ? most : total;
	return NULL;
}
