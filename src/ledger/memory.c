/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/memory.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"

#define TILES_FIRST 16

/* The tiles of a level, from the left. */
struct level {
	unsigned char **tiles; /* LEDGER_TILE_BYTES each */
	int *widths;
	int64_t count;
	int64_t cap;
};

struct ledger_memory {
	struct arena *arena;
	struct level levels[LEDGER_TILE_LEVELS];
};

struct ledger_memory *ledger_memory_new(struct arena *arena)
{
	struct ledger_memory *memory = ARENA_NEW(arena, struct ledger_memory);

	memory->arena = arena;
	return memory;
}

const struct err *ledger_memory_get(void *arg, struct ledger_tile tile, struct str *hashes)
{
	const struct ledger_memory *memory = arg;
	const struct level *level = &memory->levels[tile.level];

	*hashes = STR("");
	if (tile.index < level->count && level->widths[tile.index] >= tile.width)
		*hashes = (struct str){ (const char *)level->tiles[tile.index],
			                (size_t)tile.width * LEDGER_HASH_BYTES };
	return NULL;
}

static void grow(struct arena *arena, struct level *level)
{
	struct level grown = *level;

	grown.cap = level->cap == 0 ? TILES_FIRST : 2 * level->cap;
	grown.tiles = arena_array(arena, (size_t)grown.cap, sizeof(*grown.tiles));
	grown.widths = arena_array(arena, (size_t)grown.cap, sizeof(*grown.widths));
	if (level->count > 0) {
		memcpy(grown.tiles, level->tiles, (size_t)level->count * sizeof(*grown.tiles));
		memcpy(grown.widths, level->widths, (size_t)level->count * sizeof(*grown.widths));
	}
	*level = grown;
}

const struct err *ledger_memory_put(void *arg, struct ledger_tile tile, struct str hashes)
{
	struct ledger_memory *memory = arg;
	struct level *level = &memory->levels[tile.level];

	assert(tile.index <= level->count);
	if (tile.index == level->count) {
		if (level->count == level->cap)
			grow(memory->arena, level);
		level->tiles[level->count++] = arena_bytes(memory->arena, LEDGER_TILE_BYTES);
	}
	memcpy(level->tiles[tile.index], hashes.ptr, hashes.len);
	level->widths[tile.index] = tile.width;
	return NULL;
}
