/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_CELL_WORD_H
#define ABDI_REGISTRY_CELL_WORD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/* What the files of cell.h share: words that stand for a code. */
struct cell_word {
	struct str words; /* sort keys, separated by | */
	int code;
};

/* The code of the row in which `key` stands as a whole; an empty key stands in none. */
bool cell_word_find(const struct cell_word *rows, size_t count, struct str key, int *code);

/* `key` begins with these words and not merely with their letters. */
bool cell_word_starts(struct str key, struct str words);

#endif
