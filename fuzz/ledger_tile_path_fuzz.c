/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "ledger/tile.h"

#define ARENA_BYTES_MAX (16u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* A path that is read is the only one of its tile; any bytes begin a bundle. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
	struct str bytes = { (const char *)data, size };
	struct ledger_tile tile;
	struct str rest = bytes;
	struct str entry;
	struct buf bundle;

	if (ledger_tile_parse(bytes, &tile)) {
		must(str_eq(ledger_tile_path(arena, tile), bytes));
		must(ledger_tile_width(tile.level, tile.index, INT64_MAX) <= LEDGER_TILE_WIDTH);
	}
	buf_init(&bundle, arena);
	while (ledger_bundle_next(&rest, &entry))
		ledger_bundle_add(&bundle, entry);
	buf_add(&bundle, rest);
	must(str_eq(buf_str(&bundle), bytes));
	arena_free(arena);
	return 0;
}
