/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_I18N_TABLE_H
#define ABDI_I18N_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/str.h"

/*
 * All words of the program, made by tools/words.py: rows by key, in order, and an open table of
 * their numbers (from 1, 0 is free) by words_hash() of the key modulo its size, a power of two.
 */

/* Where key and words stand in words_texts: behind each other. */
struct words_row {
	uint32_t at;
	uint16_t key_bytes;
	uint16_t id_bytes;
	uint16_t en_bytes;
};

extern const char *const words_texts;
extern const struct words_row words_rows[];
extern const uint32_t words_row_count;
extern const uint16_t words_slots[];
extern const uint32_t words_slot_count;

uint64_t words_hash(struct str key);

/* The key of a row. */
struct str words_row_key(const struct words_row *row);
/* Its words. */
struct str words_row_text(const struct words_row *row, enum lang lang);

/* The row of a key, or NULL. */
const struct words_row *words_row_find(struct str key);

#endif
