/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

#define BUF_BYTES_FIRST 64

void buf_init(struct buf *buf, struct arena *arena)
{
	*buf = (struct buf){ .arena = arena };
}

void buf_clear(struct buf *buf)
{
	buf->len = 0;
}

/*
 * The old bytes stay where they are, in the arena, so that text which points into the buffer may
 * be added to it. Doubling keeps that waste below the size of the result.
 */
void buf_reserve(struct buf *buf, size_t more)
{
	size_t least;
	size_t cap = buf->cap < BUF_BYTES_FIRST ? BUF_BYTES_FIRST : buf->cap;
	char *ptr;

	if (buf->cap - buf->len >= more)
		return;
	if (__builtin_add_overflow(buf->len, more, &least) || least > SIZE_MAX / 2)
		abort();
	while (cap < least)
		cap *= 2;
	ptr = arena_bytes(buf->arena, cap);
	if (buf->len > 0)
		memcpy(ptr, buf->ptr, buf->len);
	buf->ptr = ptr;
	buf->cap = cap;
}

void buf_add(struct buf *buf, struct str s)
{
	if (s.len == 0)
		return;
	buf_reserve(buf, s.len);
	memcpy(buf->ptr + buf->len, s.ptr, s.len);
	buf->len += s.len;
}

void buf_add_char(struct buf *buf, char c)
{
	if (buf->len == buf->cap)
		buf_reserve(buf, 1);
	buf->ptr[buf->len++] = c;
}

/* Two digits at a time: an id has 19 of them, and a list many ids. */
void buf_add_int(struct buf *buf, int64_t n)
{
	static const char pairs[] = "00010203040506070809101112131415161718192021222324"
				    "25262728293031323334353637383940414243444546474849"
				    "50515253545556575859606162636465666768697071727374"
				    "75767778798081828384858687888990919293949596979899";
	char digits[20];
	size_t at = sizeof(digits);
	uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;

	for (; rest >= 100; rest /= 100) {
		at -= 2;
		memcpy(digits + at, pairs + rest % 100 * 2, 2);
	}
	if (rest >= 10)
		digits[--at] = pairs[rest * 2 + 1];
	digits[--at] = rest >= 10 ? pairs[rest * 2] : (char)('0' + rest);
	if (n < 0)
		digits[--at] = '-';
	buf_add(buf, (struct str){ digits + at, sizeof(digits) - at });
}

void buf_add_fmt(struct buf *buf, const char *format, ...)
{
	va_list args;
	va_list again;
	int len;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	assert(len >= 0);
	buf_reserve(buf, (size_t)len + 1);
	vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, again);
	va_end(again);
	buf->len += (size_t)len;
}

void buf_add_utf8(struct buf *buf, uint32_t code_point)
{
	uint32_t c = code_point;
	char *end;

	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = 0xFFFD;
	buf_reserve(buf, 4);
	end = buf->ptr + buf->len;
	if (c < 0x80) {
		end[0] = (char)c;
		buf->len += 1;
	} else if (c < 0x800) {
		end[0] = (char)(0xC0 | c >> 6);
		end[1] = (char)(0x80 | (c & 0x3F));
		buf->len += 2;
	} else if (c < 0x10000) {
		end[0] = (char)(0xE0 | c >> 12);
		end[1] = (char)(0x80 | (c >> 6 & 0x3F));
		end[2] = (char)(0x80 | (c & 0x3F));
		buf->len += 3;
	} else {
		end[0] = (char)(0xF0 | c >> 18);
		end[1] = (char)(0x80 | (c >> 12 & 0x3F));
		end[2] = (char)(0x80 | (c >> 6 & 0x3F));
		end[3] = (char)(0x80 | (c & 0x3F));
		buf->len += 4;
	}
}

struct str buf_str(const struct buf *buf)
{
	return buf->len == 0 ? STR("") : (struct str){ buf->ptr, buf->len };
}
