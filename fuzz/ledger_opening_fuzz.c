/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "ledger/detail.h"

#define ARENA_BYTES_MAX (256u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* An opening that is read holds against no root but its own. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
	struct str text = { (const char *)data, size };
	struct ledger_hash root = ledger_hash_leaf(text);
	struct ledger_opening opening;

	if (ledger_opening_read(arena, text, &opening) == NULL)
		must(!ledger_opening_check(arena, &opening, opening.count, &root));
	arena_free(arena);
	return 0;
}
