/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "ledger/note.h"

#define ARENA_BYTES_MAX (64u << 20)
#define KEY "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* What is read is written as the same bytes; checking never finds more than there is. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
	struct str bytes = { (const char *)data, size };
	struct ledger_key key;
	struct ledger_note note;
	struct ledger_note lines;

	must(ledger_key_read(arena, STR(KEY), &key) == NULL);
	if (ledger_note_read(arena, bytes, &note) == NULL) {
		must(note.count > 0 && note.count <= LEDGER_NOTE_SIGNATURES_MAX);
		must(str_eq(ledger_note_text(arena, &note), bytes));
		if (ledger_note_check(arena, &note, &key, 1) == NULL)
			must(note.verified == 1 && note.verified + note.unknown <= note.count);
	}
	must(ledger_note_new(arena, STR("text\n"), &lines) == NULL);
	if (ledger_note_add(arena, &lines, bytes) == NULL)
		must(ledger_note_read(arena, ledger_note_text(arena, &lines), &note) == NULL);
	arena_free(arena);
	return 0;
}
