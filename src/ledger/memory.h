/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_LEDGER_MEMORY_H
#define ABDI_LEDGER_MEMORY_H

#include "ledger/tile.h"

struct arena;

/*
 * The tiles of a small tree in memory, for checks and measurements: 8 KB for 256 leaves. Pass
 * ledger_memory_get, ledger_memory_put and the memory to a writer or a reader.
 */
struct ledger_memory;

struct ledger_memory *ledger_memory_new(struct arena *arena);
ledger_tile_get ledger_memory_get; /* a tile that is not there, or is narrower, is empty text */
ledger_tile_put ledger_memory_put;

#endif
