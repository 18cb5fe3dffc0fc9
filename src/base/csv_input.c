/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/csv_internal.h"

#define WINDOW_BYTES_FIRST (128u << 10)
#define SAMPLE_BYTES       (32u << 10) /* enough to see the encoding and the separator */
#define RAW_BYTES          SAMPLE_BYTES
#define UTF8_BYTES_A_UNIT  4 /* more than two bytes of UTF-16 become, so that the last fits too */

void csv_input_init(struct csv_input *in, struct arena *arena, csv_source *source, void *arg)
{
	*in = (struct csv_input){ .arena = arena, .source = source, .arg = arg };
	in->cap = WINDOW_BYTES_FIRST;
	in->bytes = arena_alloc(arena, in->cap + 1);
}

static const struct err *take(struct csv_input *in, void *out, size_t cap, size_t *got)
{
	*got = 0;
	TRY(in->source(in->arg, out, cap, got));
	in->taken_bytes += (int64_t)*got;
	in->ended = *got == 0;
	return NULL;
}

static uint32_t unit_at(const struct csv_input *in, size_t at)
{
	const unsigned char *p = in->raw + at;

	return in->coding == CSV_UTF16LE ? (uint32_t)(p[0] | p[1] << 8)
	                                 : (uint32_t)(p[0] << 8 | p[1]);
}

/*
 * Convert the whole units in `raw`. What is left over, an odd byte or the first half of a pair,
 * waits for more; at the end of the source it is damage and becomes U+FFFD.
 */
static void convert(struct csv_input *in)
{
	struct buf out = { in->arena, in->bytes, in->end, in->cap };
	size_t at = 0;

	while (in->raw_len - at >= 2) {
		uint32_t unit = unit_at(in, at);
		bool leads = unit >= 0xD800 && unit <= 0xDBFF;
		uint32_t next = 0;

		if (leads && in->raw_len - at < 4 && !in->ended)
			break;
		if (leads && in->raw_len - at >= 4)
			next = unit_at(in, at + 2);
		if (next >= 0xDC00 && next <= 0xDFFF) {
			unit = 0x10000 + ((unit - 0xD800) << 10) + (next - 0xDC00);
			at += 2;
		}
		at += 2;
		buf_add_utf8(&out, unit);
	}
	if (in->ended && at < in->raw_len) {
		buf_add_utf8(&out, 0xFFFD);
		at = in->raw_len;
	}
	in->end = out.len;
	in->raw_len -= at;
	memmove(in->raw, in->raw + at, in->raw_len);
}

/* Text in UTF-16 is mostly ASCII letters, and each of those has a zero byte on its high side. */
static enum csv_coding coding_of(const char *bytes, size_t len)
{
	size_t pairs = len / 2;
	size_t zeros[2] = { 0, 0 };

	for (size_t i = 0; i < pairs * 2; i++)
		zeros[i & 1] += bytes[i] == '\0';
	if (zeros[1] * 2 > pairs && zeros[0] * 8 < zeros[1])
		return CSV_UTF16LE;
	if (zeros[0] * 2 > pairs && zeros[1] * 8 < zeros[0])
		return CSV_UTF16BE;
	return CSV_UTF8;
}

static void tell_coding(struct csv_input *in)
{
	static const struct {
		struct str mark;
		enum csv_coding coding;
	} marks[] = {
		{ STR_INIT("\xEF\xBB\xBF"), CSV_UTF8 },
		{ STR_INIT("\xFF\xFE"), CSV_UTF16LE },
		{ STR_INIT("\xFE\xFF"), CSV_UTF16BE },
	};
	struct str sample = { in->bytes, in->end };

	for (size_t i = 0; i < COUNT(marks); i++) {
		if (!str_starts(sample, marks[i].mark))
			continue;
		in->coding = marks[i].coding;
		in->start = marks[i].mark.len;
		in->skipped_bytes = (int64_t)in->start;
		return;
	}
	in->coding = coding_of(in->bytes, in->end);
}

const struct err *csv_input_begin(struct csv_input *in)
{
	/* Always the same sample, whatever sizes the source comes in. */
	while (in->end < SAMPLE_BYTES && !in->ended) {
		size_t got;

		TRY(take(in, in->bytes + in->end, SAMPLE_BYTES - in->end, &got));
		in->end += got;
	}
	tell_coding(in);
	if (in->coding != CSV_UTF8) {
		in->raw = arena_alloc(in->arena, RAW_BYTES);
		in->raw_len = in->end - in->start;
		memcpy(in->raw, in->bytes + in->start, in->raw_len);
		in->start = 0;
		in->end = 0;
		convert(in);
	}
	return NULL;
}

/* Keep at least a quarter of the window free: move the open record to the front, or grow. */
static void make_room(struct csv_input *in)
{
	size_t open = in->end - in->start;
	char *bytes = in->bytes;

	if (in->cap - in->end >= in->cap / 4)
		return;
	if (in->cap - open < in->cap / 4) {
		in->cap *= 2;
		bytes = arena_alloc(in->arena, in->cap + 1);
	}
	memmove(bytes, in->bytes + in->start, open);
	in->bytes = bytes;
	in->start = 0;
	in->end = open;
}

static const struct err *fill_from_raw(struct csv_input *in)
{
	size_t before = in->end;

	while (in->end == before && !in->ended) {
		size_t units = (in->cap - in->end) / UTF8_BYTES_A_UNIT;
		size_t most = units * 2 < RAW_BYTES ? units * 2 : RAW_BYTES;
		size_t got;

		TRY(take(in, in->raw + in->raw_len, most - in->raw_len, &got));
		in->raw_len += got;
		convert(in);
	}
	return NULL;
}

const struct err *csv_input_fill(struct csv_input *in)
{
	size_t got;

	make_room(in);
	if (in->coding != CSV_UTF8)
		return fill_from_raw(in);
	TRY(take(in, in->bytes + in->end, in->cap - in->end, &got));
	in->end += got;
	return NULL;
}
