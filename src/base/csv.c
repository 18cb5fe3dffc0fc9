/* SPDX-License-Identifier: Apache-2.0 */
#include "base/csv.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv_internal.h"
#include "base/text.h"

/* Where in a record the reader stands; it may have to stop at any byte for more input. */
enum place {
	AT_FIELD,     /* nothing of the field was seen but spaces */
	IN_TEXT,      /* quotes have no meaning here */
	IN_QUOTES,
	BEHIND_QUOTE, /* the quoted part ends here, unless another quote follows */
	BEHIND_CR,    /* an LF would belong to the same line end */
	BEHIND_RECORD,
};

/*
 * A record is taken apart where it lies: its text is pushed together over the quotes that fall
 * away. All places are counted from the record's first byte, so they survive the moving window.
 */
struct csv {
	struct csv_input in;
	const struct err *failed;
	bool begun;
	bool windows1252; /* some record so far */
	char separator;
	bool ends_text[256]; /* by byte: separator, CR and LF */
	int64_t line;        /* physical line of the place `at` */
	int64_t end_byte;

	enum place place;
	size_t at;
	size_t write;        /* where the field's next byte goes; at most `at` */
	size_t field;        /* where the field begins */
	size_t line_end;     /* where the line end behind the record begins */
	bool unclosed;
	size_t count;
	size_t begins[CSV_FIELDS_MAX];
	struct str fields[CSV_FIELDS_MAX];
	struct buf converted; /* the fields of one record that was not UTF-8 */
};

static struct csv *csv_make(struct arena *arena, csv_source *source, void *arg)
{
	struct csv *csv = ARENA_NEW(arena, struct csv);

	assert(source != NULL);
	csv_input_init(&csv->in, arena, source, arg);
	buf_init(&csv->converted, arena);
	csv->separator = ',';
	csv->line = 1;
	return csv;
}

const struct err *csv_open(struct arena *arena, csv_source *source, void *arg, struct csv **out)
{
	*out = csv_make(arena, source, arg);
	return NULL;
}

char csv_separator(const struct csv *csv)
{
	return csv->separator;
}

const char *csv_encoding(const struct csv *csv)
{
	static const char *const names[] = {
		[CSV_UTF8] = "utf-8",
		[CSV_UTF16LE] = "utf-16le",
		[CSV_UTF16BE] = "utf-16be",
	};

	return csv->windows1252 ? "windows-1252" : names[csv->in.coding];
}

static const struct err *limit(const struct csv *csv, const char *message, int64_t line)
{
	return err_new(csv->in.arena, ERR_LIMIT, STR("line"), message,
	               str_fmt(csv->in.arena, "%lld", (long long)line));
}

/* Move what was passed since `at` behind what the field has so far. */
static void keep(struct csv *csv, char *base, size_t to)
{
	size_t size = to - csv->at;

	if (csv->write != csv->at)
		memmove(base + csv->write, base + csv->at, size);
	csv->write += size;
	csv->at = to;
}

static bool end_field(struct csv *csv)
{
	if (csv->count == CSV_FIELDS_MAX)
		return false;
	csv->begins[csv->count] = csv->field;
	csv->fields[csv->count].len = csv->write - csv->field;
	csv->count++;
	return true;
}

/* Go on behind the separator. */
static void begin_field(struct csv *csv)
{
	csv->at++;
	csv->field = csv->at;
	csv->write = csv->at;
	csv->place = AT_FIELD;
}

/* The scans go on from `at` as far as they can; len is where the window ends. */
static void scan_start(struct csv *csv, char *base, size_t len)
{
	size_t to = csv->at;

	while (base[to] == ' ' && csv->separator != ' ')
		to++;
	keep(csv, base, to);
	if (to == len)
		return;
	if (base[to] == '"') {
		csv->at++;
		csv->place = IN_QUOTES;
	} else {
		csv->place = IN_TEXT;
	}
}

static bool scan_text(struct csv *csv, char *base, size_t len)
{
	const char *p = base + csv->at;
	size_t to;

	while (!csv->ends_text[(unsigned char)*p])
		p++;
	to = (size_t)(p - base);
	keep(csv, base, to);
	if (to == len)
		return true;
	if (!end_field(csv))
		return false;
	if (base[to] == csv->separator) {
		begin_field(csv);
		return true;
	}
	csv->line_end = to;
	csv->at++;
	if (base[to] == '\r') {
		csv->place = BEHIND_CR;
	} else {
		csv->line++;
		csv->place = BEHIND_RECORD;
	}
	return true;
}

/* Line ends stay in the text as they are, but they count. */
static void scan_quotes(struct csv *csv, char *base, size_t len)
{
	size_t to = csv->at;

	for (; to < len && base[to] != '"'; to++) {
		if (base[to] == '\r' || (base[to] == '\n' && base[to - 1] != '\r'))
			csv->line++;
	}
	keep(csv, base, to);
	if (to < len) {
		csv->at++;
		csv->place = BEHIND_QUOTE;
	}
}

static void scan_behind_quote(struct csv *csv, char *base)
{
	if (base[csv->at] == '"') {
		keep(csv, base, csv->at + 1);
		csv->place = IN_QUOTES;
	} else {
		csv->place = IN_TEXT;
	}
}

/* Go on until the record or the window ends. False when there are too many fields. */
static bool scan(struct csv *csv)
{
	char *base = csv->in.bytes + csv->in.start;
	size_t len = csv->in.end - csv->in.start;

	/* A mark for the scans to stop at, outside what was read. */
	base[len] = '\n';
	while (csv->at < len && csv->place != BEHIND_RECORD) {
		switch (csv->place) {
		case AT_FIELD: scan_start(csv, base, len); break;
		case IN_TEXT:
			if (!scan_text(csv, base, len))
				return false;
			break;
		case IN_QUOTES: scan_quotes(csv, base, len); break;
		case BEHIND_QUOTE: scan_behind_quote(csv, base); break;
		case BEHIND_CR:
			csv->at += base[csv->at] == '\n' ? 1 : 0;
			csv->line++;
			csv->place = BEHIND_RECORD;
			break;
		case BEHIND_RECORD: break;
		}
	}
	return true;
}

/* The source has ended in the middle of a record. */
static bool end_of_source(struct csv *csv)
{
	if (csv->place == BEHIND_CR) {
		csv->line++;
		return true;
	}
	csv->unclosed = csv->place == IN_QUOTES;
	csv->line_end = csv->at;
	return end_field(csv);
}

static const struct err *read_record(struct csv *csv)
{
	struct csv_input *in = &csv->in;
	int64_t line = csv->line;
	bool few = scan(csv);

	while (few && csv->place != BEHIND_RECORD) {
		/* A CR that waits for its LF is not part of the record any more. */
		size_t len = csv->place == BEHIND_CR ? csv->line_end : csv->at;

		if (len > CSV_RECORD_BYTES_MAX)
			return limit(csv, "csv.record_long", line);
		TRY(in->ended ? NULL : csv_input_fill(in));
		if (csv->at == in->end - in->start && in->ended) {
			few = end_of_source(csv);
			break;
		}
		few = scan(csv);
	}
	/* Too many fields behind the greatest length is too long, as in a smaller window. */
	if ((few ? csv->line_end : csv->at) > CSV_RECORD_BYTES_MAX)
		return limit(csv, "csv.record_long", line);
	return few ? NULL : limit(csv, "csv.fields_many", line);
}

/* Bytes that well-formed UTF-8 has more than the same text has units of UTF-16. */
static size_t excess_bytes(struct str text)
{
	size_t excess = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		excess += (byte & 0xC0) == 0x80;
		excess -= byte >= 0xF0;
	}
	return excess;
}

/* Outside its fields a record has only ASCII, so its size in the source follows from them. */
static void count_bytes(struct csv *csv)
{
	size_t units = csv->at;

	if (csv->in.coding == CSV_UTF8) {
		csv->end_byte += (int64_t)units;
		return;
	}
	for (size_t i = 0; i < csv->count; i++)
		units -= excess_bytes(csv->fields[i]);
	csv->end_byte += (int64_t)units * 2;
	/* Half a unit at the end was shown as a whole one. */
	if (csv->end_byte > csv->in.taken_bytes)
		csv->end_byte = csv->in.taken_bytes;
}

static bool all_utf8(const struct csv *csv)
{
	for (size_t i = 0; i < csv->count; i++) {
		if (!text_is_utf8(csv->fields[i]))
			return false;
	}
	return true;
}

/* Read the fields as Windows-1252: no byte of that becomes more than three. */
static void convert_fields(struct csv *csv)
{
	struct buf *out = &csv->converted;

	csv->windows1252 = true;
	buf_clear(out);
	buf_reserve(out, csv->at * 3);
	for (size_t i = 0; i < csv->count; i++) {
		size_t from = out->len;

		text_from_windows1252(out, csv->fields[i]);
		csv->fields[i] = (struct str){ out->ptr + from, out->len - from };
	}
}

static void place_fields(struct csv *csv)
{
	const char *base = csv->in.bytes + csv->in.start;

	for (size_t i = 0; i < csv->count; i++)
		csv->fields[i].ptr = base + csv->begins[i];
	/* A line with nothing on it has no field at all. */
	if (csv->line_end == 0)
		csv->count = 0;
	/*
	 * Conversion from UTF-16 leaves nothing to doubt. Elsewhere one look over the record mostly
	 * does; more than ASCII cannot be told from it, as old bytes lie between the fields.
	 */
	if (csv->in.coding == CSV_UTF8 && !text_is_ascii((struct str){ base, csv->at }) &&
	    !all_utf8(csv))
		convert_fields(csv);
}

static bool is_blank(const struct csv *csv)
{
	for (size_t i = 0; i < csv->count; i++) {
		if (csv->fields[i].len > 0)
			return false;
	}
	return true;
}

static void set_separator(struct csv *csv, char separator)
{
	memset(csv->ends_text, 0, sizeof(csv->ends_text));
	csv->separator = separator;
	csv->ends_text[(unsigned char)separator] = true;
	csv->ends_text['\r'] = true;
	csv->ends_text['\n'] = true;
}

/* "sep=;" alone on the first line, which spreadsheets write and read; else guess. */
static void find_separator(struct csv *csv)
{
	struct csv_input *in = &csv->in;
	struct str text = { in->bytes + in->start, in->end - in->start };
	struct str head = str_sub(text, 0, 5);
	struct str behind = str_sub(text, 5, 2);
	bool ends = behind.len == 0 || behind.ptr[0] == '\r' || behind.ptr[0] == '\n';

	if (head.len < 5 || !str_eq_nocase(str_sub(head, 0, 4), STR("sep=")) || !ends ||
	    str_find_char(STR("\"\r\n"), head.ptr[4]) >= 0 || (unsigned char)head.ptr[4] >= 0x80) {
		set_separator(csv, csv_separator_guess(text, in->ended));
		return;
	}
	set_separator(csv, head.ptr[4]);
	csv->at = head.len;
	if (behind.len > 0) {
		csv->at += str_eq(behind, STR("\r\n")) ? 2 : 1;
		csv->line++;
	}
	count_bytes(csv);
	in->start += csv->at;
}

static const struct err *begin(struct csv *csv)
{
	if (csv->begun)
		return NULL;
	csv->begun = true;
	TRY(csv_input_begin(&csv->in));
	csv->end_byte = csv->in.skipped_bytes;
	csv->at = 0;
	find_separator(csv);
	csv->at = 0;
	return NULL;
}

static const struct err *read_next(struct csv *csv, struct csv_record *out, bool *more)
{
	struct csv_input *in = &csv->in;
	int64_t line;

	TRY(begin(csv));
	in->start += csv->at;
	csv->at = csv->write = csv->field = csv->count = csv->line_end = 0;
	csv->place = AT_FIELD;
	csv->unclosed = false;
	if (in->start == in->end && !in->ended)
		TRY(csv_input_fill(in));
	*more = in->start < in->end;
	if (!*more)
		return NULL;
	line = csv->line;
	TRY(read_record(csv));
	place_fields(csv);
	count_bytes(csv);
	*out = (struct csv_record){
		.fields = csv->fields,
		.count = csv->count,
		.line = line,
		.end_byte = csv->end_byte,
		.blank = is_blank(csv),
		.unclosed = csv->unclosed,
	};
	return NULL;
}

const struct err *csv_read(struct csv *csv, struct csv_record *out, bool *more)
{
	*more = false;
	if (csv->failed == NULL)
		csv->failed = read_next(csv, out, more);
	if (csv->failed != NULL)
		*more = false;
	return csv->failed;
}

static const struct err *source_read(void *arg, struct csv_record *out, bool *more)
{
	return csv_read(arg, out, more);
}

static void source_form(void *arg, const char **encoding, char *separator)
{
	*encoding = csv_encoding(arg);
	*separator = csv_separator(arg);
}

struct record_source csv_records(struct arena *arena, csv_source *source, void *arg)
{
	return (struct record_source){ csv_make(arena, source, arg), source_read, source_form };
}

/* White space at the ends would survive our reader, but not every spreadsheet. */
static bool needs_quotes(struct str field, char separator)
{
	if (field.len == 0)
		return false;
	if (field.ptr[0] == ' ' || field.ptr[field.len - 1] == ' ')
		return true;
	for (size_t i = 0; i < field.len; i++) {
		char c = field.ptr[i];

		if (c == '"' || c == '\r' || c == '\n' || c == separator)
			return true;
	}
	return false;
}

void csv_add_field(struct buf *out, struct str field, char separator, bool first)
{
	if (!first)
		buf_add_char(out, separator);
	if (!needs_quotes(field, separator)) {
		buf_add(out, field);
		return;
	}
	buf_add_char(out, '"');
	for (size_t i = 0; i < field.len; i++) {
		if (field.ptr[i] == '"')
			buf_add_char(out, '"');
		buf_add_char(out, field.ptr[i]);
	}
	buf_add_char(out, '"');
}

void csv_end_record(struct buf *out)
{
	buf_add(out, STR("\r\n"));
}
