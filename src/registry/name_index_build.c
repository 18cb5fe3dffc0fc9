/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"
#include "registry/name_index.h"
#include "sql_registry.h"

/* More unknown facts than this would cost a search too much; a new index is 3 s a million. */
#define CHANGES_MAX       200
#define BUILD_BYTES_MAX   ((size_t)64 << 20)
#define RADIX_BITS        12
#define ROWS_A_DROP       4096
#define PLACE_BITS        32

/*
 * An index in the making: one segment of names at a time.
 *   writer   the caller's context; `reader` reads names meanwhile
 *   entries  the three bytes of each place above the place
 */
struct build {
	struct ctx *writer;
	int64_t act_id;
	struct name_index index;
	int64_t segment;
	int64_t block; /* the next one to be written */
	int ordinal;   /* names in this segment so far */
	struct buf heads;
	struct buf texts;
	struct buf blocks; /* those that wait for the segment's write job, each behind its length */
	uint64_t *entries;
	uint64_t *sorted;
	size_t entry_count;
	size_t entry_cap;
};

static void number_put(struct buf *buf, uint64_t number, int bytes)
{
	for (int i = 0; i < bytes; i++)
		buf_add_char(buf, (char)(number >> (8 * i) & 0xff));
}

static void build_done(void *arg)
{
	struct build *b = arg;

	free(b->entries);
	free(b->sorted);
}

/* ---- a segment's names ---- */

static const struct err *entries_reserve(struct build *b, size_t more)
{
	size_t cap = b->entry_cap == 0 ? (size_t)1 << 16 : b->entry_cap;
	uint64_t *grown;

	while (cap < b->entry_count + more)
		cap *= 2;
	if (cap == b->entry_cap)
		return NULL;
	grown = realloc(b->entries, cap * sizeof(*grown));
	if (grown == NULL)
		return err_detail(b->writer->arena, ERR_LIMIT, "err.memory", "places of %zu", cap);
	b->entries = grown;
	free(b->sorted);
	b->sorted = malloc(cap * sizeof(*b->sorted));
	if (b->sorted == NULL)
		return err_detail(b->writer->arena, ERR_LIMIT, "err.memory", "places of %zu", cap);
	b->entry_cap = cap;
	return NULL;
}

static void block_close(struct build *b)
{
	struct str heads = buf_str(&b->heads), texts = buf_str(&b->texts);

	number_put(&b->blocks, heads.len + texts.len, 4);
	buf_add(&b->blocks, heads);
	buf_add(&b->blocks, texts);
	buf_clear(&b->heads);
	buf_clear(&b->texts);
}

static const struct err *name_take(struct build *b, int64_t fact_id, int64_t person_id,
                                   struct str key)
{
	const unsigned char *p;

	key = str_sub(key, 0, NAME_INDEX_BYTES);
	p = (const unsigned char *)key.ptr;
	TRY(entries_reserve(b, key.len));
	for (size_t i = 0; i + 3 <= key.len; i++) {
		uint64_t gram = (uint64_t)p[i] << 16 | (uint64_t)p[i + 1] << 8 | p[i + 2];

		b->entries[b->entry_count++] = gram << PLACE_BITS | (uint64_t)b->ordinal << 16 | i;
	}
	number_put(&b->heads, (uint64_t)fact_id, 8);
	number_put(&b->heads, (uint64_t)person_id, 8);
	number_put(&b->heads, key.len, 2);
	buf_add(&b->texts, key);
	b->ordinal++;
	b->index.name_count++;
	if (b->ordinal % NAME_INDEX_BLOCK == 0)
		block_close(b);
	return NULL;
}

/* Entries come in the order of places; two stable passes put them in that of their three bytes. */
static void entries_sort(struct build *b)
{
	for (int shift = PLACE_BITS; shift < PLACE_BITS + 2 * RADIX_BITS; shift += RADIX_BITS) {
		size_t from[((size_t)1 << RADIX_BITS) + 1] = { 0 };
		uint64_t mask = ((uint64_t)1 << RADIX_BITS) - 1, *swap = b->entries;

		for (size_t i = 0; i < b->entry_count; i++)
			from[(b->entries[i] >> shift & mask) + 1]++;
		for (size_t i = 1; i <= mask; i++)
			from[i] += from[i - 1];
		for (size_t i = 0; i < b->entry_count; i++)
			b->sorted[from[b->entries[i] >> shift & mask]++] = b->entries[i];
		b->entries = b->sorted;
		b->sorted = swap;
	}
}

/* ---- writing it ---- */

static const struct err *blocks_write(struct ctx *c, struct build *b, int64_t block)
{
	struct str rest = buf_str(&b->blocks);

	while (rest.len > 0) {
		size_t length = 0;

		for (int i = 0; i < 4; i++)
			length |= (size_t)(unsigned char)rest.ptr[i] << (8 * i);
		TRY(db_post(c, &SQL_REGISTRY_NAME_INDEX_BLOCK_ADD,
		            DB_BIND(db_int((b->index.id << NAME_INDEX_BITS) + block++),
		                    db_blob(str_sub(rest, 4, length)))));
		rest = str_sub(rest, 4 + length, rest.len);
	}
	b->block = block;
	return NULL;
}

/* All places of one three, from `first` to before `end` of the sorted entries. */
static const struct err *gram_write(struct ctx *c, const struct build *b, size_t first, size_t end,
                                    struct buf *places)
{
	int64_t names = 0;
	uint64_t last = UINT64_MAX;

	buf_clear(places);
	for (size_t i = first; i < end; i++) {
		uint64_t name = b->entries[i] >> 16 & 0xffff;

		names += name != last;
		last = name;
		number_put(places, b->entries[i] & UINT32_MAX, 4);
	}
	return db_post(c, &SQL_REGISTRY_NAME_INDEX_GRAM_ADD,
	               DB_BIND(db_int((b->index.id << NAME_INDEX_BITS) +
	                              ((b->segment + 1) << NAME_SEGMENT_BITS) +
	                              (int64_t)(b->entries[first] >> PLACE_BITS)),
	                       db_int(names), db_blob(buf_str(places))));
}

static const struct err *segment_work(struct ctx *c, void *arg)
{
	struct build *b = arg;
	struct buf places;
	size_t end;

	TRY(blocks_write(c, b, b->segment * (NAME_INDEX_SEGMENT / NAME_INDEX_BLOCK)));
	buf_init(&places, c->arena);
	for (size_t first = 0; first < b->entry_count; first = end) {
		end = first + 1;
		while (end < b->entry_count &&
		       b->entries[end] >> PLACE_BITS == b->entries[first] >> PLACE_BITS)
			end++;
		TRY(gram_write(c, b, first, end, &places));
	}
	return NULL;
}

static const struct err *segment_close(struct build *b)
{
	struct arena_mark mark = arena_mark(b->writer->arena);

	if (b->segment == NAME_SEGMENTS_MAX)
		return err_detail(b->writer->arena, ERR_LIMIT, "err.internal", "names to index");
	if (b->ordinal % NAME_INDEX_BLOCK != 0)
		block_close(b);
	entries_sort(b);
	TRY(db_write(b->writer, segment_work, b));
	arena_rewind(b->writer->arena, mark);
	buf_clear(&b->blocks);
	b->entry_count = 0;
	b->ordinal = 0;
	b->segment++;
	return NULL;
}

/* ---- the whole ---- */

static const struct err *begin_work(struct ctx *c, void *arg)
{
	struct build *b = arg;
	struct db_rows *row;
	bool found;

	TRY(db_find(c, &SQL_REGISTRY_NAME_INDEX_NEXT, DB_NONE, &row, &found));
	assert(found);
	b->index.id = db_col_int(row, 0);
	db_rows_end(row);
	return db_exec(c, &SQL_REGISTRY_NAME_INDEX_ADD,
	               DB_BIND(db_int(c->agency_id), db_int(b->index.id), db_int(b->act_id)));
}

static const struct err *end_work(struct ctx *c, void *arg)
{
	const struct build *b = arg;
	int64_t first = b->index.id << NAME_INDEX_BITS;

	TRY(db_exec(c, &SQL_REGISTRY_NAME_INDEX_GRAM_SUM,
	            DB_BIND(db_int(first), db_int(first + (INT64_C(1) << NAME_INDEX_BITS)))));
	return db_exec(c, &SQL_REGISTRY_NAME_INDEX_END,
	               DB_BIND(db_int(c->agency_id), db_int(b->index.id),
	                       db_int(b->index.last_act_id), db_int(b->index.last_fact_id),
	                       db_int(b->index.name_count)));
}

/* In this snapshot is all that the greatest ids tell of: what comes later has greater ones. */
static const struct err *last_read(struct ctx *c, struct name_index *index)
{
	struct db_rows *row;
	bool found;

	TRY(db_find(c, &SQL_REGISTRY_NAME_INDEX_LAST, DB_BIND(db_int(c->agency_id)), &row, &found));
	assert(found);
	index->last_act_id = db_col_int(row, 0);
	index->last_fact_id = db_col_int(row, 1);
	db_rows_end(row);
	return NULL;
}

static const struct err *names_work(struct ctx *c, void *arg)
{
	struct build *b = arg;
	struct db_rows *rows;
	bool more;

	TRY(last_read(c, &b->index));
	TRY(db_query(c, &SQL_REGISTRY_NAME_INDEX_NAMES, DB_BIND(db_int(c->agency_id)), &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		TRY(name_take(b, db_col_int(rows, 0), db_col_int(rows, 1), db_col_str(rows, 2)));
		if (b->ordinal == NAME_INDEX_SEGMENT)
			TRY(segment_close(b));
	}
	db_rows_end(rows);
	return b->ordinal > 0 ? segment_close(b) : NULL;
}

static const struct err *changes_work(struct ctx *c, void *arg)
{
	bool *many = arg;
	struct name_index index;
	struct db_rows *row;
	bool found;

	TRY(name_index_load(c, &index));
	TRY(db_find(c, &SQL_REGISTRY_NAME_INDEX_CHANGES,
	            DB_BIND(db_int(c->agency_id), db_int(index.last_act_id),
	                    db_int(index.last_fact_id), db_int(CHANGES_MAX + 1)),
	            &row, &found));
	assert(found);
	*many = db_col_int(row, 0) > CHANGES_MAX;
	db_rows_end(row);
	return NULL;
}

static void arena_done(void *arg)
{
	arena_free(arg);
}

const struct err *name_index_build(struct ctx *c, int64_t act_id)
{
	struct ctx writer = *c, reader = *c;
	struct build *b;
	bool many;

	if (db_engine_of(c->db) != DB_SQLITE)
		return NULL;
	TRY(name_index_tidy(c));
	TRY(db_read(c, changes_work, &many));
	if (!many)
		return NULL;
	writer.arena = arena_new(BUILD_BYTES_MAX);
	arena_defer(c->arena, arena_done, writer.arena);
	b = ARENA_NEW(c->arena, struct build);
	*b = (struct build){ .writer = &writer, .act_id = act_id };
	arena_defer(c->arena, build_done, b);
	buf_init(&b->heads, c->arena);
	buf_init(&b->texts, c->arena);
	buf_init(&b->blocks, c->arena);
	TRY(db_write(&writer, begin_work, b));
	TRY(db_read(&reader, names_work, b));
	return db_write(&writer, end_work, b);
}

const struct err *name_index_publish(struct ctx *c, int64_t act_id)
{
	if (db_engine_of(c->db) != DB_SQLITE)
		return NULL;
	return db_exec(c, &SQL_REGISTRY_NAME_INDEX_READY,
	               DB_BIND(db_int(c->agency_id), db_int(act_id)));
}

/* ---- removing ---- */

/*
 *   from, end   which rows of a table a step removes
 */
struct tidying {
	int64_t index_id;
	const struct db_query *drop;
	const struct db_query *next;
	int64_t from;
	int64_t end;
};

static const struct err *old_work(struct ctx *c, void *arg)
{
	struct tidying *t = arg;
	struct name_index index;
	struct db_rows *row;
	bool found;

	TRY(name_index_load(c, &index));
	TRY(db_find(c, &SQL_REGISTRY_NAME_INDEX_OLD,
	            DB_BIND(db_int(c->agency_id), db_int(index.id)), &row, &found));
	t->index_id = found ? db_col_int(row, 0) : 0;
	if (found)
		db_rows_end(row);
	return NULL;
}

/* The next rows of this index that are still there; none are when from reaches the end of it. */
static const struct err *drop_work(struct ctx *c, void *arg)
{
	struct tidying *t = arg;
	int64_t behind = (t->index_id + 1) << NAME_INDEX_BITS;
	struct db_rows *row;
	bool found;

	TRY(db_find(c, t->next, DB_BIND(db_int(t->from), db_int(behind), db_int(ROWS_A_DROP)), &row,
	            &found));
	t->end = found ? db_col_int(row, 0) : behind;
	if (found)
		db_rows_end(row);
	return db_exec(c, t->drop, DB_BIND(db_int(t->from), db_int(t->end)));
}

static const struct err *forget_work(struct ctx *c, void *arg)
{
	const struct tidying *t = arg;

	return db_exec(c, &SQL_REGISTRY_NAME_INDEX_DROP,
	               DB_BIND(db_int(c->agency_id), db_int(t->index_id)));
}

static const struct err *drop_rows(struct ctx *c, struct tidying t)
{
	int64_t behind = (t.index_id + 1) << NAME_INDEX_BITS;

	for (t.from = t.index_id << NAME_INDEX_BITS; t.from < behind; t.from = t.end)
		TRY(db_write(c, drop_work, &t));
	return NULL;
}

const struct err *name_index_tidy(struct ctx *c)
{
	struct tidying t;

	if (db_engine_of(c->db) != DB_SQLITE)
		return NULL;
	for (;;) {
		TRY(db_read(c, old_work, &t));
		if (t.index_id == 0)
			return NULL;
		t.drop = &SQL_REGISTRY_NAME_INDEX_BLOCK_DROP;
		t.next = &SQL_REGISTRY_NAME_INDEX_BLOCK_ROW;
		TRY(drop_rows(c, t));
		t.drop = &SQL_REGISTRY_NAME_INDEX_GRAM_DROP;
		t.next = &SQL_REGISTRY_NAME_INDEX_GRAM_ROW;
		TRY(drop_rows(c, t));
		TRY(db_write(c, forget_work, &t));
	}
}
