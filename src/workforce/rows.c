/* SPDX-License-Identifier: Apache-2.0 */
#include "workforce/rows.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"

#define CHUNKS_AT_FIRST 16u

void workforce_rows_init(struct workforce_rows *rows, struct arena *arena, size_t item_size)
{
	*rows = (struct workforce_rows){ .arena = arena, .item_size = item_size };
}

static void chunks_grow(struct workforce_rows *rows)
{
	uint32_t wider = rows->chunk_max == 0 ? CHUNKS_AT_FIRST : 2 * rows->chunk_max;
	void **chunks = arena_array(rows->arena, wider, sizeof(*chunks));

	if (rows->chunk_max > 0)
		memcpy(chunks, rows->chunks, rows->chunk_max * sizeof(*chunks));
	rows->chunks = chunks;
	rows->chunk_max = wider;
}

void *workforce_rows_add(struct workforce_rows *rows)
{
	uint32_t chunk = rows->count / WORKFORCE_CHUNK_ROWS;

	if (rows->count == WORKFORCE_ROWS_MAX)
		return NULL;
	if (chunk == rows->chunk_max)
		chunks_grow(rows);
	if (rows->chunks[chunk] == NULL)
		rows->chunks[chunk] = arena_array(rows->arena, WORKFORCE_CHUNK_ROWS,
		                                  rows->item_size);
	return workforce_rows_at(rows, rows->count++);
}

void *workforce_rows_at(const struct workforce_rows *rows, uint32_t index)
{
	char *chunk = rows->chunks[index / WORKFORCE_CHUNK_ROWS];

	assert(index < rows->count);
	return chunk + index % WORKFORCE_CHUNK_ROWS * rows->item_size;
}

/* Fibonacci hashing: ids rise with time, and neighbours fall far from each other. */
static uint64_t slot_of(const struct workforce_index *index, int64_t id)
{
	return ((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15)) >> index->shift;
}

/* The slot that has the id, or the free one where it belongs. */
static struct workforce_index_slot *slot_find(const struct workforce_index *index, int64_t id)
{
	uint64_t mask = UINT64_MAX >> index->shift;
	uint64_t at = slot_of(index, id);

	while (index->slots[at].row != NULL && index->slots[at].id != id)
		at = (at + 1) & mask;
	return &index->slots[at];
}

void workforce_index_build(struct workforce_index *index, const struct workforce_rows *rows)
{
	int power = 4;

	while ((UINT64_C(1) << power) < 2 * (uint64_t)rows->count)
		power++;
	index->shift = 64 - power;
	index->slots = arena_array(rows->arena, (size_t)1 << power, sizeof(*index->slots));
	for (uint32_t i = 0; i < rows->count; i++) {
		int64_t *id = workforce_rows_at(rows, i);

		*slot_find(index, *id) = (struct workforce_index_slot){ *id, id };
	}
}

void *workforce_index_find(const struct workforce_index *index, int64_t id)
{
	return slot_find(index, id)->row;
}
