/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "ledger/internal.h"
#include "ledger/tile.h"

/* The last tile of a level that was asked for. */
struct kept {
	int64_t index;
	int width; /* 0: none yet */
	unsigned char *hashes;
};

struct ledger_reader {
	struct arena *arena;
	int64_t size;
	ledger_tile_get *get;
	void *arg;
	struct kept kept[LEDGER_TILE_LEVELS];
};

struct ledger_hash ledger_fold(const unsigned char *hashes, int height)
{
	struct ledger_hash nodes[LEDGER_TILE_WIDTH / 2];
	struct ledger_hash pair[2];
	size_t count = (size_t)1 << height;

	assert(height >= 0 && height <= LEDGER_TILE_HEIGHT);
	if (height == 0) {
		memcpy(pair[0].bytes, hashes, LEDGER_HASH_BYTES);
		return pair[0];
	}
	for (size_t i = 0; i < count / 2; i++) {
		memcpy(pair, hashes + 2 * i * LEDGER_HASH_BYTES, sizeof(pair));
		nodes[i] = ledger_hash_node(&pair[0], &pair[1]);
	}
	for (count /= 2; count > 1; count /= 2)
		for (size_t i = 0; i < count / 2; i++)
			nodes[i] = ledger_hash_node(&nodes[2 * i], &nodes[2 * i + 1]);
	return nodes[0];
}

struct ledger_hash ledger_tile_root(const unsigned char *hashes)
{
	return ledger_fold(hashes, LEDGER_TILE_HEIGHT);
}

const struct err *ledger_tile_fetch(struct arena *arena, ledger_tile_get *get, void *arg,
                                    struct ledger_tile tile, unsigned char *out)
{
	size_t bytes = (size_t)tile.width * LEDGER_HASH_BYTES;
	struct str hashes;

	TRY(get(arg, tile, &hashes));
	if (hashes.len < bytes)
		return err_new(arena, ERR_CORRUPT, STR(""), "ledger.tile_short",
		               ledger_tile_path(arena, tile));
	memcpy(out, hashes.ptr, bytes);
	return NULL;
}

struct ledger_reader *ledger_reader_new(struct arena *arena, int64_t size, ledger_tile_get *get,
                                        void *arg)
{
	struct ledger_reader *reader = ARENA_NEW(arena, struct ledger_reader);

	assert(size >= 0);
	reader->arena = arena;
	reader->size = size;
	reader->get = get;
	reader->arg = arg;
	return reader;
}

static const struct err *kept_find(struct ledger_reader *reader, int level, int64_t index,
                                   const struct kept **out)
{
	struct kept *kept = &reader->kept[level];
	struct ledger_tile tile = {
		.level = level,
		.index = index,
		.width = ledger_tile_width(level, index, reader->size),
	};

	*out = kept;
	if (kept->width > 0 && kept->index == index)
		return NULL;
	assert(tile.width > 0);
	if (kept->hashes == NULL)
		kept->hashes = arena_bytes(reader->arena, LEDGER_TILE_BYTES);
	kept->width = 0;
	TRY(ledger_tile_fetch(reader->arena, reader->get, reader->arg, tile, kept->hashes));
	kept->index = index;
	kept->width = tile.width;
	return NULL;
}

const struct err *ledger_reader_hash(void *arg, int height, int64_t index, struct ledger_hash *out)
{
	struct ledger_reader *reader = arg;
	int inner = height % LEDGER_TILE_HEIGHT;
	int64_t first = index << inner; /* its leftmost hash in the level */
	int at = (int)(first % LEDGER_TILE_WIDTH);
	const struct kept *kept;

	TRY(kept_find(reader, height / LEDGER_TILE_HEIGHT, first / LEDGER_TILE_WIDTH, &kept));
	assert(at + (1 << inner) <= kept->width);
	*out = ledger_fold(kept->hashes + (size_t)at * LEDGER_HASH_BYTES, inner);
	return NULL;
}

const struct err *ledger_reader_root(struct ledger_reader *reader, struct ledger_hash *out)
{
	struct ledger_tree tree;

	TRY(ledger_tree_load(ledger_reader_hash, reader, reader->size, &tree));
	*out = ledger_tree_root(&tree);
	return NULL;
}
