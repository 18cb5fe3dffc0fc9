/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/mo.h"

#include <stddef.h>

#define MO_MAGIC       0x950412deU
#define MO_HEAD_BYTES  20U /* magic, revision, count, two table offsets */
#define MO_HASH_BYTES  28U /* with size and offset of the hash table */
#define MO_ENTRY_BYTES 8U  /* length and offset of one text */

static uint32_t number_at(const struct mo *mo, size_t at)
{
	const unsigned char *p = (const unsigned char *)mo->bytes.ptr + at;

	if (mo->big_endian)
		return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
	return (uint32_t)p[3] << 24 | (uint32_t)p[2] << 16 | (uint32_t)p[1] << 8 | p[0];
}

static bool table_fits(const struct mo *mo, uint32_t at)
{
	uint64_t end = (uint64_t)at + (uint64_t)mo->count * MO_ENTRY_BYTES;

	return end <= mo->bytes.len;
}

static bool text_at(const struct mo *mo, uint32_t table_at, uint32_t index, struct str *out)
{
	size_t at = table_at + (size_t)index * MO_ENTRY_BYTES;
	uint32_t len = number_at(mo, at);
	uint32_t from = number_at(mo, at + 4);

	if ((uint64_t)from + len > mo->bytes.len)
		return false;
	*out = (struct str){ mo->bytes.ptr + from, len };
	return true;
}

/* The hash table may be missing; one that is not sound is not used. */
static void hash_open(struct mo *mo)
{
	uint64_t end;

	if (mo->bytes.len < MO_HASH_BYTES)
		return;
	mo->slots = number_at(mo, 20);
	mo->slots_at = number_at(mo, 24);
	end = mo->slots_at + (uint64_t)mo->slots * sizeof(uint32_t);
	/* It is walked in steps of less than its size, and has free slots at which a walk ends. */
	if (mo->slots < 3 || mo->slots <= mo->count || end > mo->bytes.len)
		mo->slots = 0;
}

bool mo_open(struct str bytes, struct mo *out)
{
	struct mo mo = { .bytes = bytes };

	if (bytes.len < MO_HEAD_BYTES)
		return false;
	if (number_at(&mo, 0) != MO_MAGIC) {
		mo.big_endian = true;
		if (number_at(&mo, 0) != MO_MAGIC)
			return false;
	}
	/* The major revision says how to read the tables; 0 and 1 exist, and both read alike. */
	if (number_at(&mo, 4) >> 16 > 1)
		return false;
	mo.count = number_at(&mo, 8);
	mo.keys_at = number_at(&mo, 12);
	mo.words_at = number_at(&mo, 16);
	if (!table_fits(&mo, mo.keys_at) || !table_fits(&mo, mo.words_at))
		return false;
	hash_open(&mo);
	*out = mo;
	return true;
}

bool mo_entry(const struct mo *mo, uint32_t index, struct str *key, struct str *words)
{
	return index < mo->count && text_at(mo, mo->keys_at, index, key) &&
	       text_at(mo, mo->words_at, index, words);
}

static bool find_sorted(const struct mo *mo, struct str key, struct str *words)
{
	uint32_t low = 0;
	uint32_t high = mo->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		struct str found;
		int order;

		if (!text_at(mo, mo->keys_at, middle, &found))
			return false;
		order = str_cmp(found, key);
		if (order == 0)
			return text_at(mo, mo->words_at, middle, words);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

/* The function of the format: P. J. Weinberger's. */
static uint32_t hash_of(struct str key)
{
	uint32_t hash = 0;

	for (size_t i = 0; i < key.len; i++) {
		uint32_t top;

		hash = (hash << 4) + (unsigned char)key.ptr[i];
		top = hash & 0xF0000000U;
		hash ^= top ^ top >> 24;
	}
	return hash;
}

/* A slot holds the number of an entry, from 1; 0 ends the walk. */
static bool find_hashed(const struct mo *mo, struct str key, struct str *words)
{
	uint32_t hash = hash_of(key);
	uint32_t at = hash % mo->slots;
	uint32_t step = 1 + hash % (mo->slots - 2);

	for (uint32_t tries = 0; tries < mo->slots; tries++) {
		uint32_t entry = number_at(mo, mo->slots_at + (size_t)at * sizeof(entry));
		struct str found;

		if (entry == 0 || entry > mo->count || !text_at(mo, mo->keys_at, entry - 1, &found))
			return false;
		if (str_eq(found, key))
			return text_at(mo, mo->words_at, entry - 1, words);
		at = at >= mo->slots - step ? at - (mo->slots - step) : at + step;
	}
	return false;
}

bool mo_find(const struct mo *mo, struct str key, struct str *words)
{
	return mo->slots > 0 ? find_hashed(mo, key, words) : find_sorted(mo, key, words);
}
