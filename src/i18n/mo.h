/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_I18N_MO_H
#define ABDI_I18N_MO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/*
 * A compiled catalogue (.mo) as msgfmt writes it: two tables of lengths and offsets, the keys
 * sorted bytewise, and mostly a hash table. Read in place, either byte order; nothing in it is
 * trusted.
 */
struct mo {
	struct str bytes;
	bool big_endian;
	uint32_t count;    /* entries */
	uint32_t keys_at;  /* offset of the table of keys */
	uint32_t words_at; /* offset of the table of words */
	uint32_t slots;    /* of the hash table; 0 for none */
	uint32_t slots_at; /* its offset */
};

/* Look at the head of a catalogue. False when it is none, or its tables lie outside of it. */
bool mo_open(struct str bytes, struct mo *out);

/* The words of a key. False when it has none, or its entry points outside of the file. */
bool mo_find(const struct mo *mo, struct str key, struct str *words);

/* Entry `index` (below mo->count), for walking through. False when it points outside. */
bool mo_entry(const struct mo *mo, uint32_t index, struct str *key, struct str *words);

#endif
