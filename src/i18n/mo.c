/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/mo.h"

#include <stddef.h>

#define MO_MAGIC       0x950412deU
#define MO_HEAD_BYTES  20U /* magic, revision, count, two table offsets */
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
	*out = mo;
	return true;
}

bool mo_entry(const struct mo *mo, uint32_t index, struct str *key, struct str *words)
{
	return index < mo->count && text_at(mo, mo->keys_at, index, key) &&
	       text_at(mo, mo->words_at, index, words);
}

bool mo_find(const struct mo *mo, struct str key, struct str *words)
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
