/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "ledger/receipt.h"

#define ARENA_BYTES_MAX (64u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* What is read is written as the same bytes; nobody is trusted, so nothing is ever proved. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
	struct str bytes = { (const char *)data, size };
	struct ledger_policy nobody = { .origin = STR("example.com/fancylog") };
	struct ledger_hash leaf = ledger_hash_leaf(bytes);
	struct ledger_receipt receipt;

	if (ledger_receipt_read(arena, bytes, &receipt) == NULL) {
		must(receipt.index >= 0 && receipt.proof.count <= LEDGER_HEIGHT_MAX);
		if (receipt.checkpoint.len <= LEDGER_NOTE_BYTES_MAX)
			must(str_eq(ledger_receipt_text(arena, &receipt), bytes));
		must(ledger_receipt_check(arena, &receipt, &nobody, &leaf, NULL) != NULL);
	}
	arena_free(arena);
	return 0;
}
