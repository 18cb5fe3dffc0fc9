/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/str.h"
#include "base/text.h"

#define ARENA_BYTES_MAX (64u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* The input in pieces of at most `step` bytes. */
struct feed {
	struct str rest;
	size_t step;
};

static const struct err *feed_read(void *arg, char *out, size_t cap, size_t *got)
{
	struct feed *feed = arg;
	size_t most = feed->step < cap ? feed->step : cap;
	struct str part = str_sub(feed->rest, 0, most);

	must(cap > 0);
	if (part.len > 0)
		memcpy(out, part.ptr, part.len);
	feed->rest = str_sub(feed->rest, part.len, feed->rest.len);
	*got = part.len;
	return NULL;
}

/* All that a reader says about a record, so that two readings can be compared as bytes. */
static void describe(struct buf *out, const struct csv_record *record)
{
	buf_add_fmt(out, "%lld %lld %zu %d %d", (long long)record->line,
	            (long long)record->end_byte, record->count, record->blank, record->unclosed);
	for (size_t i = 0; i < record->count; i++) {
		must(text_is_utf8(record->fields[i]));
		buf_add_fmt(out, " %zu:", record->fields[i].len);
		buf_add(out, record->fields[i]);
	}
	buf_add_char(out, '\n');
}

/* Read everything; what holds for every record is checked on the way. */
static struct str read_all(struct arena *arena, struct str text, size_t step)
{
	struct feed feed = { text, step };
	struct csv_record record;
	const struct err *err;
	struct csv *csv;
	struct buf out;
	int64_t line = 0;
	int64_t end_byte = 0;
	bool more = true;

	buf_init(&out, arena);
	must(csv_open(arena, feed_read, &feed, &csv) == NULL);
	while ((err = csv_read(csv, &record, &more)) == NULL && more) {
		must(record.line > line && record.end_byte > end_byte);
		must(record.end_byte <= (int64_t)text.len && record.count <= CSV_FIELDS_MAX);
		line = record.line;
		end_byte = record.end_byte;
		describe(&out, &record);
	}
	must(err != NULL || end_byte == (int64_t)text.len || end_byte == 0);
	must(err == NULL || err->code == ERR_LIMIT);
	buf_add_fmt(&out, "%s %d %s", csv_encoding(csv), csv_separator(csv),
	            err == NULL ? "" : err->message);
	return buf_str(&out);
}

/* Every record, written and read alone, has the same fields. */
static void write_and_read(struct arena *arena, struct str text)
{
	struct feed feed = { text, SIZE_MAX };
	struct csv_record record;
	struct csv *csv;
	bool more = true;

	must(csv_open(arena, feed_read, &feed, &csv) == NULL);
	while (csv_read(csv, &record, &more) == NULL && more) {
		struct arena_mark mark = arena_mark(arena);
		struct csv_record again;
		struct csv *second;
		struct feed written;
		struct buf out;

		buf_init(&out, arena);
		buf_add(&out, STR("\xEF\xBB\xBFsep=;\r\n"));
		for (size_t i = 0; i < record.count; i++)
			csv_add_field(&out, record.fields[i], ';', i == 0);
		csv_end_record(&out);
		written = (struct feed){ buf_str(&out), SIZE_MAX };
		/* One empty field alone is written as an empty line. */
		if (record.count > 1 || !record.blank) {
			must(csv_open(arena, feed_read, &written, &second) == NULL);
			must(csv_read(second, &again, &more) == NULL && more);
			must(again.line == 2 && again.count == record.count);
			for (size_t i = 0; i < record.count; i++)
				must(str_eq(again.fields[i], record.fields[i]));
		}
		arena_rewind(arena, mark);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t steps[] = { 1, 2, 3, 5, 64 };
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
	struct str text = { (const char *)data, size };
	struct str whole = read_all(arena, text, SIZE_MAX);

	for (size_t i = 0; i < COUNT(steps); i++)
		must(str_eq(read_all(arena, text, steps[i]), whole));
	write_and_read(arena, text);
	arena_free(arena);
	return 0;
}
