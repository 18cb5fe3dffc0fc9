/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "ledger/key.h"

#define ARENA_BYTES_MAX (16u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* What is read as a key is written as the same text; a signer's key reads as a key. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
	struct str text = { (const char *)data, size };
	const struct ledger_signer *signer;
	struct ledger_key key;

	if (ledger_key_read(arena, text, &key) == NULL) {
		must(ledger_key_name_check(key.name));
		must(str_eq(ledger_key_text(arena, &key), text));
	}
	if (ledger_signer_read(arena, text, &signer) == NULL) {
		must(str_eq(ledger_signer_text(arena, signer), text));
		must(ledger_key_read(arena, ledger_key_text(arena, &signer->key), &key) == NULL);
		must(key.id == signer->key.id);
	}
	arena_free(arena);
	return 0;
}
