/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "ledger/internal.h"
#include "ledger/tile.h"

/* The tile at the right end of a level. */
struct last {
	int64_t index;
	int width;
	bool changed; /* since it last went out */
	unsigned char hashes[LEDGER_TILE_BYTES];
};

struct ledger_writer {
	struct ledger_tree tree;
	struct last last[LEDGER_TILE_LEVELS];
	ledger_tile_put *put;
	void *arg;
};

/* Where a bit of the size stands, its subtree is made of hashes in the last tile of its level. */
static void load_edge(struct ledger_tree *tree, int level, const struct last *last)
{
	for (int inner = 0; inner < LEDGER_TILE_HEIGHT; inner++) {
		int height = level * LEDGER_TILE_HEIGHT + inner;
		int at = last->width >> (inner + 1) << (inner + 1);

		if ((last->width >> inner & 1) != 0)
			tree->edge[height] = ledger_fold(
				last->hashes + (size_t)at * LEDGER_HASH_BYTES, inner);
	}
}

const struct err *ledger_writer_open(struct arena *arena, int64_t size, ledger_tile_get *get,
                                     void *get_arg, ledger_tile_put *put, void *put_arg,
                                     struct ledger_writer **out)
{
	struct ledger_writer *writer = ARENA_NEW(arena, struct ledger_writer);

	assert(size >= 0);
	writer->put = put;
	writer->arg = put_arg;
	writer->tree.size = size;
	for (int level = 0; level < LEDGER_TILE_LEVELS; level++) {
		struct last *last = &writer->last[level];

		last->index = size >> (level * LEDGER_TILE_HEIGHT) >> LEDGER_TILE_HEIGHT;
		last->width = ledger_tile_width(level, last->index, size);
		if (last->width == 0)
			continue;
		TRY(ledger_tile_fetch(arena, get, get_arg,
		                      (struct ledger_tile){ level, last->index, last->width },
		                      last->hashes));
		load_edge(&writer->tree, level, last);
	}
	*out = writer;
	return NULL;
}

static const struct err *hand_out(struct ledger_writer *writer, int level)
{
	struct last *last = &writer->last[level];
	struct str hashes = { (const char *)last->hashes, (size_t)last->width * LEDGER_HASH_BYTES };

	last->changed = false;
	return writer->put(writer->arg, (struct ledger_tile){ level, last->index, last->width },
	                   hashes);
}

static const struct err *add_hash(struct ledger_writer *writer, int level,
                                  const struct ledger_hash *hash)
{
	struct last *last = &writer->last[level];

	memcpy(last->hashes + (size_t)last->width * LEDGER_HASH_BYTES, hash->bytes,
	       LEDGER_HASH_BYTES);
	last->width++;
	last->changed = true;
	if (last->width < LEDGER_TILE_WIDTH)
		return NULL;
	TRY(hand_out(writer, level));
	last->index++;
	last->width = 0;
	return NULL;
}

const struct err *ledger_writer_append(struct ledger_writer *writer, const struct ledger_hash *leaf,
                                       int64_t *index)
{
	struct ledger_hash done[LEDGER_HEIGHT_MAX + 1];
	int count;

	*index = writer->tree.size;
	count = ledger_tree_append(&writer->tree, leaf, done);
	/* A subtree of 256^level leaves is one hash of that level. */
	for (int height = 0; height < count; height += LEDGER_TILE_HEIGHT)
		TRY(add_hash(writer, height / LEDGER_TILE_HEIGHT, &done[height]));
	return NULL;
}

const struct err *ledger_writer_flush(struct ledger_writer *writer)
{
	for (int level = 0; level < LEDGER_TILE_LEVELS; level++)
		if (writer->last[level].changed)
			TRY(hand_out(writer, level));
	return NULL;
}

const struct ledger_tree *ledger_writer_tree(const struct ledger_writer *writer)
{
	return &writer->tree;
}
