/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "ledger/checkpoint.h"

#define ARENA_BYTES_MAX (64u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* A strict text is what it is written as, and the looser reading agrees with it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
	struct str text = { (const char *)data, size };
	struct ledger_checkpoint_body body;
	struct ledger_checkpoint checkpoint;
	bool loose = ledger_checkpoint_read_body(arena, text, &body) == NULL;

	if (ledger_checkpoint_read(arena, text, &checkpoint) == NULL) {
		must(loose && checkpoint.size >= 0 && checkpoint.size == body.size);
		must(str_eq(ledger_checkpoint_text(arena, &checkpoint), text));
	}
	arena_free(arena);
	return 0;
}
