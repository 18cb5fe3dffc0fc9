/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>
#include <utf8proc.h>

#include "base/arena.h"

#define HIGH_BITS       UINT64_C(0x8080808080808080)
#define DECOMPOSED_MAX  32 /* code points that one can become; Unicode's longest is 18 */
#define AND_BYTES       5 /* " dan ", which "&" becomes */

/* How many bytes from `at` on are ASCII. Eight at a time: names almost always are. */
static size_t ascii_run(struct str bytes, size_t at)
{
	size_t from = at;
	uint64_t block;

	while (bytes.len - at >= sizeof(block)) {
		memcpy(&block, bytes.ptr + at, sizeof(block));
		if ((block & HIGH_BITS) != 0)
			break;
		at += sizeof(block);
	}
	while (at < bytes.len && (unsigned char)bytes.ptr[at] < 0x80)
		at++;
	return at - from;
}

/*
 * The second byte alone tells overlong forms, surrogates and what lies past U+10FFFF, so each
 * first byte has its own bounds for it; all further ones are 80..BF.
 */
size_t text_char_bytes(struct str bytes, size_t at)
{
	const unsigned char *p = (const unsigned char *)bytes.ptr + at;
	size_t left = bytes.len - at;
	unsigned char low = 0x80;
	unsigned char high = 0xBF;
	size_t size;

	if (left == 0)
		return 0;
	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xC2 || p[0] > 0xF4)
		return 0;
	size = p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (p[0] == 0xE0)
		low = 0xA0;
	else if (p[0] == 0xED)
		high = 0x9F;
	else if (p[0] == 0xF0)
		low = 0x90;
	else if (p[0] == 0xF4)
		high = 0x8F;
	if (left < size || p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < size; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	}
	return size;
}

bool text_is_ascii(struct str bytes)
{
	return ascii_run(bytes, 0) == bytes.len;
}

bool text_is_utf8(struct str bytes)
{
	size_t at = 0;

	while (at < bytes.len) {
		size_t size = ascii_run(bytes, at);

		if (size == 0)
			size = text_char_bytes(bytes, at);
		if (size == 0)
			return false;
		at += size;
	}
	return true;
}

/* What Windows-1252 has where Latin-1 has control characters; 0 is unassigned. */
static const uint16_t windows1252_80[] = {
	0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, /* 80 */
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,      /* 88 */
	0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, /* 90 */
	0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178, /* 98 */
};

void text_from_windows1252(struct buf *out, struct str bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char byte = (unsigned char)bytes.ptr[i];
		uint32_t code_point = byte;

		if (byte < 0x80) {
			buf_add_char(out, (char)byte);
			continue;
		}
		if (byte < 0xA0)
			code_point = windows1252_80[byte - 0x80];
		buf_add_utf8(out, code_point == 0 ? 0xFFFD : code_point);
	}
}

/*
 * What becomes of an ASCII character, sixteen a row: NUL is dropped, a space is a gap, '&' a
 * word, else itself.
 */
static const char ascii_keys[] = "\0\0\0\0\0\0\0\0\0     \0\0"
				 "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				 " \0\0\0\0\0&\0\0\0\0\0\0 \0 "
				 "0123456789\0\0\0\0\0\0"
				 "\0abcdefghijklmno"
				 "pqrstuvwxyz\0\0\0\0\0"
				 "\0abcdefghijklmno"
				 "pqrstuvwxyz\0\0\0\0\0";

/* A key that grows; a gap is written only when something stands before and behind it. */
struct pen {
	char *begin;
	char *at;
	bool gap;
};

/*
 * Put one of ascii_keys but '&'. Both bytes are always written and the pen moves over those that
 * count: names would make branches here guess wrongly at every word. Needs room for two bytes.
 */
static inline struct pen put_ascii(struct pen pen, char key)
{
	bool letter = key > ' ';

	*pen.at = ' ';
	pen.at += letter && pen.gap ? 1 : 0;
	*pen.at = key;
	pen.at += letter ? 1 : 0;
	pen.gap = (pen.gap && !letter) || (key == ' ' && pen.at > pen.begin);
	return pen;
}

static struct pen put_and(struct pen pen)
{
	static const char word[] = { ' ', 'd', 'a', 'n', ' ' };

	for (size_t i = 0; i < COUNT(word); i++)
		pen = put_ascii(pen, word[i]);
	return pen;
}

/* A key of text that is not ASCII. */
struct key {
	struct buf text;
	bool gap;
};

static void key_put_ascii(struct key *key, char c)
{
	char folded = ascii_keys[(unsigned char)c];
	struct pen pen;

	buf_reserve(&key->text, AND_BYTES + 2);
	pen = (struct pen){ key->text.ptr, key->text.ptr + key->text.len, key->gap };
	pen = folded == '&' ? put_and(pen) : put_ascii(pen, folded);
	key->text.len = (size_t)(pen.at - pen.begin);
	key->gap = pen.gap;
}

/* What becomes of a code point past ASCII, by its category. Letters and numbers are kept. */
enum key_act { KEY_KEEP, KEY_DROP, KEY_GAP };

static const enum key_act category_acts[] = {
	[UTF8PROC_CATEGORY_MN] = KEY_DROP, [UTF8PROC_CATEGORY_MC] = KEY_DROP,
	[UTF8PROC_CATEGORY_ME] = KEY_DROP, [UTF8PROC_CATEGORY_PC] = KEY_DROP,
	[UTF8PROC_CATEGORY_PD] = KEY_GAP,  [UTF8PROC_CATEGORY_PS] = KEY_DROP,
	[UTF8PROC_CATEGORY_PE] = KEY_DROP, [UTF8PROC_CATEGORY_PI] = KEY_DROP,
	[UTF8PROC_CATEGORY_PF] = KEY_DROP, [UTF8PROC_CATEGORY_PO] = KEY_DROP,
	[UTF8PROC_CATEGORY_SM] = KEY_DROP, [UTF8PROC_CATEGORY_SC] = KEY_DROP,
	[UTF8PROC_CATEGORY_SK] = KEY_DROP, [UTF8PROC_CATEGORY_SO] = KEY_DROP,
	[UTF8PROC_CATEGORY_ZS] = KEY_GAP,  [UTF8PROC_CATEGORY_ZL] = KEY_GAP,
	[UTF8PROC_CATEGORY_ZP] = KEY_GAP,  [UTF8PROC_CATEGORY_CC] = KEY_DROP,
	[UTF8PROC_CATEGORY_CF] = KEY_DROP, [UTF8PROC_CATEGORY_CS] = KEY_DROP,
	[UTF8PROC_CATEGORY_CO] = KEY_KEEP,
};

static enum key_act key_act(int32_t c)
{
	if (c == 0x85 || c == 0x2044) /* a line end of old terminals; the stroke of a fraction */
		return KEY_GAP;
	if (c >= 0x02B9 && c <= 0x02BF) /* apostrophes that Unicode counts as letters */
		return KEY_DROP;
	return category_acts[utf8proc_category(c)];
}

/* A code point that has been decomposed and folded. */
static void key_put_folded(struct key *key, int32_t c)
{
	enum key_act act;

	if (c < 0x80) {
		key_put_ascii(key, (char)c);
		return;
	}
	act = key_act(c);
	if (act == KEY_GAP)
		key->gap = key->text.len > 0;
	if (act != KEY_KEEP)
		return;
	if (key->gap)
		buf_add_char(&key->text, ' ');
	key->gap = false;
	buf_add_utf8(&key->text, (uint32_t)c);
}

static void key_put_any(struct key *key, int32_t c)
{
	const utf8proc_option_t options = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;
	utf8proc_int32_t parts[DECOMPOSED_MAX];
	utf8proc_ssize_t count;
	int boundary = 0;

	/* Free-standing accents become a space and a mark; in names they are apostrophes. */
	if (utf8proc_category(c) == UTF8PROC_CATEGORY_SK)
		return;
	count = utf8proc_decompose_char(c, parts, DECOMPOSED_MAX, options, &boundary);
	assert(count >= 0 && count <= DECOMPOSED_MAX);
	for (utf8proc_ssize_t i = 0; i < count; i++)
		key_put_folded(key, parts[i]);
}

static struct str sort_key_any(struct arena *arena, struct str text)
{
	struct key key = { .gap = false };
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)text.ptr;
	size_t at = 0;

	buf_init(&key.text, arena);
	buf_reserve(&key.text, text.len);
	while (at < text.len) {
		utf8proc_int32_t c;
		utf8proc_ssize_t size = utf8proc_iterate(bytes + at,
		                                         (utf8proc_ssize_t)(text.len - at), &c);

		assert(size > 0);
		at += (size_t)size;
		if (c < 0x80)
			key_put_folded(&key, c);
		else
			key_put_any(&key, c);
	}
	return buf_str(&key.text);
}

/* No tables of Unicode, one piece of memory: this is what a million names pass through. */
static struct str sort_key_ascii(struct arena *arena, struct str text)
{
	struct pen pen;
	size_t ands = 0;

	for (size_t i = 0; i < text.len; i++)
		ands += text.ptr[i] == '&';
	pen.begin = arena_alloc(arena, text.len + ands * AND_BYTES + 2);
	pen.at = pen.begin;
	pen.gap = false;
	for (size_t i = 0; i < text.len; i++) {
		char folded = ascii_keys[(unsigned char)text.ptr[i]];

		pen = folded == '&' ? put_and(pen) : put_ascii(pen, folded);
	}
	return (struct str){ pen.begin, (size_t)(pen.at - pen.begin) };
}

struct str text_sort_key(struct arena *arena, struct str text)
{
	struct buf converted;

	if (text_is_ascii(text))
		return sort_key_ascii(arena, text);
	if (text_is_utf8(text))
		return sort_key_any(arena, text);
	buf_init(&converted, arena);
	text_from_windows1252(&converted, text);
	return sort_key_any(arena, buf_str(&converted));
}

size_t text_length(struct str utf8)
{
	size_t count = 0;

	for (size_t i = 0; i < utf8.len; i++)
		count += ((unsigned char)utf8.ptr[i] & 0xC0) != 0x80;
	return count;
}

size_t text_width(struct str utf8)
{
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)utf8.ptr;
	size_t at = 0;
	size_t width = 0;

	while (at < utf8.len) {
		utf8proc_int32_t c;
		utf8proc_ssize_t size = utf8proc_iterate(bytes + at,
		                                         (utf8proc_ssize_t)(utf8.len - at), &c);

		if (size <= 0) {
			at++;
			continue;
		}
		at += (size_t)size;
		width += (size_t)utf8proc_charwidth(c);
	}
	return width;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same(struct str a, size_t i, struct str b, size_t j)
{
	return lower(a.ptr[i]) == lower(b.ptr[j]);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Three rows of the table at a time. */
size_t text_distance(struct str a, struct str b)
{
	size_t rows[3][TEXT_DISTANCE_BYTES_MAX + 1];
	size_t *before = rows[0], *above = rows[1], *row = rows[2];

	a = str_sub(a, 0, TEXT_DISTANCE_BYTES_MAX);
	b = str_sub(b, 0, TEXT_DISTANCE_BYTES_MAX);
	memset(rows, 0, sizeof(rows));
	for (size_t j = 0; j <= b.len; j++)
		above[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t *oldest = before;

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t changed = above[j - 1] + (same(a, i - 1, b, j - 1) ? 0 : 1);

			row[j] = least(changed, 1 + least(above[j], row[j - 1]));
			if (i > 1 && j > 1 && same(a, i - 1, b, j - 2) && same(a, i - 2, b, j - 1))
				row[j] = least(row[j], before[j - 2] + 1);
		}
		before = above;
		above = row;
		row = oldest;
	}
	return above[b.len];
}
