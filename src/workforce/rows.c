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

/* Fibonacci hashing: ids rise with time, so their low bits alone would crowd together. */
static uint32_t slot_of(const struct workforce_index *index, int64_t id)
{
	return (uint32_t)(((uint64_t)id * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & index->mask;
}

void workforce_index_build(struct workforce_index *index, const struct workforce_rows *rows)
{
	uint32_t size = 16;

	while (size < 2 * rows->count)
		size *= 2;
	index->rows = rows;
	index->mask = size - 1;
	index->slots = arena_array(rows->arena, size, sizeof(*index->slots));
	for (uint32_t i = 0; i < rows->count; i++) {
		const int64_t *id = workforce_rows_at(rows, i);
		uint32_t slot = slot_of(index, *id);

		while (index->slots[slot] != 0)
			slot = (slot + 1) & index->mask;
		index->slots[slot] = i + 1;
	}
}

void *workforce_index_find(const struct workforce_index *index, int64_t id)
{
	uint32_t slot = slot_of(index, id);

	for (; index->slots[slot] != 0; slot = (slot + 1) & index->mask) {
		int64_t *row = workforce_rows_at(index->rows, index->slots[slot] - 1);

		if (*row == id)
			return row;
	}
	return NULL;
}
