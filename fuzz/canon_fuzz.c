/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/canon.h"

#define ARENA_BYTES_MAX (256u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* The canonical text of a text is its own canonical text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
	struct str text;

	if (canon_text(arena, (struct str){ (const char *)data, size }, &text) == NULL)
		must(canon_check(arena, text));
	arena_free(arena);
	return 0;
}
