/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

struct str str_of(const char *c)
{
	return c == NULL ? STR("") : (struct str){ c, strlen(c) };
}

bool str_eq(struct str a, struct str b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static unsigned char fold(char c)
{
	unsigned char byte = (unsigned char)c;

	return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte | 0x20) : byte;
}

bool str_eq_nocase(struct str a, struct str b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (fold(a.ptr[i]) != fold(b.ptr[i]))
			return false;
	}
	return true;
}

int str_cmp(struct str a, struct str b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int order = shorter == 0 ? 0 : memcmp(a.ptr, b.ptr, shorter);

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(struct str s, struct str prefix)
{
	return s.len >= prefix.len && str_eq((struct str){ s.ptr, prefix.len }, prefix);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.len >= suffix.len && str_eq(str_sub(s, s.len - suffix.len, suffix.len), suffix);
}

ptrdiff_t str_find(struct str s, struct str part)
{
	const char *found;

	if (part.len == 0)
		return 0;
	if (s.len < part.len)
		return -1;
	found = memmem(s.ptr, s.len, part.ptr, part.len);
	return found == NULL ? -1 : found - s.ptr;
}

ptrdiff_t str_find_char(struct str s, char c)
{
	const char *found = s.len == 0 ? NULL : memchr(s.ptr, c, s.len);

	return found == NULL ? -1 : found - s.ptr;
}

struct str str_sub(struct str s, size_t from, size_t len)
{
	if (from >= s.len)
		return STR("");
	if (len > s.len - from)
		len = s.len - from;
	return (struct str){ s.ptr + from, len };
}

/* How many bytes of white space begin at `at`; 0 when there is none. */
static size_t space_at(struct str s, size_t at)
{
	char c = s.ptr[at];

	if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
		return 1;
	if (c == '\xC2' && at + 1 < s.len && s.ptr[at + 1] == '\xA0')
		return 2;
	return 0;
}

struct str str_trim(struct str s)
{
	size_t size;

	while (s.len > 0 && (size = space_at(s, 0)) > 0)
		s = (struct str){ s.ptr + size, s.len - size };
	while (s.len > 0) {
		if (space_at(s, s.len - 1) == 1)
			s.len -= 1;
		else if (s.len >= 2 && space_at(s, s.len - 2) == 2)
			s.len -= 2;
		else
			break;
	}
	return s;
}

bool str_cut(struct str *rest, char separator, struct str *part)
{
	ptrdiff_t at;

	if (rest->len == 0)
		return false;
	at = str_find_char(*rest, separator);
	if (at < 0) {
		*part = *rest;
		*rest = (struct str){ rest->ptr + rest->len, 0 };
	} else {
		size_t len = (size_t)at;

		*part = (struct str){ rest->ptr, len };
		*rest = (struct str){ rest->ptr + len + 1, rest->len - len - 1 };
	}
	return true;
}

char *str_c(struct arena *arena, struct str s)
{
	char *copy = arena_bytes(arena, s.len + 1);

	if (s.len > 0)
		memcpy(copy, s.ptr, s.len);
	copy[s.len] = '\0';
	return copy;
}

struct str str_copy(struct arena *arena, struct str s)
{
	return s.len == 0 ? STR("") : (struct str){ str_c(arena, s), s.len };
}

#define FMT_BYTES 128 /* most texts are shorter, and then written once */

struct str str_fmt(struct arena *arena, const char *format, ...)
{
	char first[FMT_BYTES];
	va_list args;
	va_list again;
	int len;
	char *text;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(first, sizeof(first), format, args);
	va_end(args);
	assert(len >= 0);
	text = arena_bytes(arena, (size_t)len + 1);
	if ((size_t)len < sizeof(first))
		memcpy(text, first, (size_t)len + 1);
	else
		vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return (struct str){ text, (size_t)len };
}

bool str_int(struct str s, int64_t *out)
{
	bool minus = s.len > 0 && s.ptr[0] == '-';
	int64_t number = 0;

	if (s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+'))
		s = (struct str){ s.ptr + 1, s.len - 1 };
	if (!str_is_digits(s))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		int digit = s.ptr[i] - '0';

		/* Built on the negative side, which reaches one further. */
		if (__builtin_mul_overflow(number, 10, &number) ||
		    __builtin_sub_overflow(number, digit, &number))
			return false;
	}
	if (!minus && __builtin_sub_overflow(0, number, &number))
		return false;
	*out = number;
	return true;
}

bool str_is_digits(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
	}
	return s.len > 0;
}

uint64_t str_hash(struct str s)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < s.len; i++) {
		hash ^= (unsigned char)s.ptr[i];
		hash *= UINT64_C(0x100000001b3);
	}
	return hash;
}
