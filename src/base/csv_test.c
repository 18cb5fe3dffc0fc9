/* SPDX-License-Identifier: Apache-2.0 */
#include "base/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/shared_test.h"
#include "base/str.h"

static int setup(void **state)
{
	*state = arena_new(256u << 20);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

/* A text handed out in pieces of at most `step` bytes. */
struct feed {
	struct arena *arena;
	struct str text;
	size_t at;
	size_t step;
	bool fails; /* at its end, where others say so */
};

static const struct err *feed_read(void *arg, char *out, size_t cap, size_t *got)
{
	struct feed *feed = arg;
	struct str part = str_sub(feed->text, feed->at, feed->step < cap ? feed->step : cap);

	if (part.len > 0)
		memcpy(out, part.ptr, part.len);
	else if (feed->fails)
		return err_new(feed->arena, ERR_IO, STR(""), "file.io", STR("a.csv"));
	feed->at += part.len;
	*got = part.len;
	return NULL;
}

static const struct err *feed_open(struct arena *arena, struct str text, size_t step,
                                   struct csv **out)
{
	struct feed *feed = ARENA_NEW(arena, struct feed);

	*feed = (struct feed){ arena, text, 0, step, false };
	return csv_open(arena, feed_read, feed, out);
}

/*
 * All records, each as its line, its fields in brackets, "~" when blank and "!" when unclosed;
 * in the end, if there was one, the message of the error.
 */
static struct str shown(struct arena *arena, struct csv *csv)
{
	struct buf out;
	const struct err *err;
	bool more;

	buf_init(&out, arena);
	for (;;) {
		struct csv_record record;

		err = csv_read(csv, &record, &more);
		if (err != NULL || !more)
			break;
		buf_add_int(&out, record.line);
		for (size_t i = 0; i < record.count; i++) {
			buf_add_char(&out, '[');
			buf_add(&out, record.fields[i]);
			buf_add_char(&out, ']');
		}
		if (record.blank)
			buf_add_char(&out, '~');
		if (record.unclosed)
			buf_add_char(&out, '!');
		buf_add_char(&out, ' ');
	}
	if (err != NULL)
		buf_add(&out, str_of(err->message));
	return str_trim(buf_str(&out));
}

static const size_t steps[] = { SIZE_MAX, 1, 2, 3, 7, 4096 };

/* The text gives these records whatever the size of the pieces. */
static void assert_records(struct arena *arena, struct str text, const char *expected)
{
	for (size_t i = 0; i < COUNT(steps); i++) {
		struct arena_mark mark = arena_mark(arena);
		struct csv *csv;
		struct str got;

		assert_null(feed_open(arena, text, steps[i], &csv));
		got = shown(arena, csv);
		if (!str_eq(got, str_of(expected)))
			fail_msg("\"%.*s\" in steps of %zu gave \"%.*s\", not \"%s\"",
			         STR_ARG(text), steps[i], STR_ARG(got), expected);
		arena_rewind(arena, mark);
	}
}

static const struct {
	struct str text;
	const char *expected;
} record_rows[] = {
	{ STR_INIT(""), "" },
	{ STR_INIT("a"), "1[a]" },
	{ STR_INIT("a,b\n1,2\n"), "1[a][b] 2[1][2]" },
	{ STR_INIT("a,b\r\n1,2\r\n"), "1[a][b] 2[1][2]" },
	{ STR_INIT("a,b\r1,2\r"), "1[a][b] 2[1][2]" },
	{ STR_INIT("a,b\n1,2"), "1[a][b] 2[1][2]" },
	{ STR_INIT("a,b\r\n1,2\n3,4\r5,6"), "1[a][b] 2[1][2] 3[3][4] 4[5][6]" },
	{ STR_INIT("a,b,\n,,"), "1[a][b][] 2[][][]~" },
	/* blank lines */
	{ STR_INIT("\n"), "1~" },
	{ STR_INIT("\r\n\r\n"), "1~ 2~" },
	{ STR_INIT("\r\r"), "1~ 2~" },
	{ STR_INIT("a,b\n\n1,2\n"), "1[a][b] 2~ 3[1][2]" },
	{ STR_INIT("\"\"\n"), "1[]~" },
	{ STR_INIT(" \n"), "1[ ]" },
	/* quotes */
	{ STR_INIT("\"a\",\"b\"\n"), "1[a][b]" },
	{ STR_INIT("\"a,b\",c\n"), "1[a,b][c]" },
	{ STR_INIT("\"a\"\"b\",c\n"), "1[a\"b][c]" },
	{ STR_INIT("\"\"\"\",\"\"\"\"\"\"\n"), "1[\"][\"\"]" },
	{ STR_INIT("\"\",\"\"\n"), "1[][]~" },
	{ STR_INIT("a\"b\",c\n"), "1[a\"b\"][c]" },
	{ STR_INIT("5\" pipa,3\" pipa\n"), "1[5\" pipa][3\" pipa]" },
	{ STR_INIT("\"a\"b,c\n"), "1[ab][c]" },
	{ STR_INIT("\"a\" ,c\n"), "1[a ][c]" },
	{ STR_INIT("\"a\" \"b\",c\n"), "1[a \"b\"][c]" },
	{ STR_INIT("a, \"b,c\"\n"), "1[a][ b,c]" },
	{ STR_INIT("a,  b\n"), "1[a][  b]" },
	/* line ends in quotes stay and count */
	{ STR_INIT("\"a\nb\",c\nd,e\n"), "1[a\nb][c] 3[d][e]" },
	{ STR_INIT("\"a\r\nb\",c\r\nd,e\r\n"), "1[a\r\nb][c] 3[d][e]" },
	{ STR_INIT("\"a\rb\",c\rd,e\r"), "1[a\rb][c] 3[d][e]" },
	{ STR_INIT("\"\"\"\r\n\r\n\"\"\",c\n\nd,e"), "1[\"\r\n\r\n\"][c] 4~ 5[d][e]" },
	{ STR_INIT("\"\n\r\",c\nd,e"), "1[\n\r][c] 4[d][e]" },
	/* quotes that nobody closed */
	{ STR_INIT("a,b\n1,\"2\n3,4\n"), "1[a][b] 2[1][2\n3,4\n]!" },
	{ STR_INIT("\""), "1[]~!" },
	{ STR_INIT("\"a\"\""), "1[a\"]!" },
	{ STR_INIT("\"a\""), "1[a]" },
	/* other separators */
	{ STR_INIT("a;b\n1;2\n"), "1[a][b] 2[1][2]" },
	{ STR_INIT("a\tb\n1\t2\n"), "1[a][b] 2[1][2]" },
	{ STR_INIT("a|b\n1|2\n"), "1[a][b] 2[1][2]" },
	{ STR_INIT("nama;gelar\nA, S.E.;x\nB, S.E., M.Si.;y\n"),
	  "1[nama][gelar] 2[A, S.E.][x] 3[B, S.E., M.Si.][y]" },
	{ STR_INIT("nama;nilai\nA;1,5\nB;2,5\n"), "1[nama][nilai] 2[A][1,5] 3[B][2,5]" },
	{ STR_INIT("Daftar, 2021\na;b;c\n1;2;3\n"), "1[Daftar, 2021] 2[a][b][c] 3[1][2][3]" },
	{ STR_INIT("a;b\n\"x,y,z\";1\n\"x,y,z\";2\n"), "1[a][b] 2[x,y,z][1] 3[x,y,z][2]" },
	{ STR_INIT("a\nb\n"), "1[a] 2[b]" },
	/* a line that names the separator */
	{ STR_INIT("sep=;\na;b,c\n"), "2[a][b,c]" },
	{ STR_INIT("sep=;\r\na;b,c\r\n"), "2[a][b,c]" },
	{ STR_INIT("SEP=\t\ra\tb\r"), "2[a][b]" },
	{ STR_INIT("sep=^\na^b\n"), "2[a][b]" },
	{ STR_INIT("sep= \na b\n"), "2[a][b]" },
	{ STR_INIT("sep=;"), "" },
	{ STR_INIT("\xEF\xBB\xBFsep=;\na;b\n"), "2[a][b]" },
	{ STR_INIT("sep=;;\na;b\n"), "1[sep=][][] 2[a][b]" },
	{ STR_INIT("sep=\na,b\n"), "1[sep=] 2[a][b]" },
	/* encodings */
	{ STR_INIT("\xEF\xBB\xBF"
	           "a,b\n"),
	  "1[a][b]" },
	{ STR_INIT("\xEF\xBB\xBF"), "" },
	{ STR_INIT("\xEF\xBB\xBF\"a,b\",c\n"), "1[a,b][c]" },
	{ STR_INIT("Ren\xC3\xA9,b\n"), "1[Ren\xC3\xA9][b]" },
	{ STR_INIT("Ren\xE9,b\n"), "1[Ren\xC3\xA9][b]" },
	{ STR_INIT("Ren\xE9,\x93"
	           "b\x94\nRen\xC3\xA9,c\n"),
	  "1[Ren\xC3\xA9][\xE2\x80\x9C"
	  "b\xE2\x80\x9D] 2[Ren\xC3\xA9][c]" },
	{ STR_INIT("\"Ren\"\"\xE9\"\"\",\"b\xC3\"\n"), "1[Ren\"\xC3\xA9\"][b\xC3\x83]" },
	{ STR_INIT("a, \"e,\xEF\xBB"), "1[a][ e,\xC3\xAF\xC2\xBB]!" },
	{ STR_INIT("\xFF\xFE"
	           "a\0,\0b\0\n\0"),
	  "1[a][b]" },
	{ STR_INIT("\xFE\xFF"
	           "\0a\0,\0b\0\n"),
	  "1[a][b]" },
	{ STR_INIT("a\0,\0b\0\n\0"), "1[a][b]" },
	{ STR_INIT("\0a\0,\0b\0\n"), "1[a][b]" },
	{ STR_INIT("\xFF\xFE"), "" },
	{ STR_INIT("\xFF\xFEs\0e\0p\0=\0;\0\r\0\n\0a\0;\0b\0"), "2[a][b]" },
	{ STR_INIT("\xFF\xFE\xE9\0,\0\x3D\xD8\x00\xDE\n\0"), "1[\xC3\xA9][\xF0\x9F\x98\x80]" },
	{ STR_INIT("\xFE\xFF\x20\xAC\0,\xD8\x3D\xDE\x00\0\n"),
	  "1[\xE2\x82\xAC][\xF0\x9F\x98\x80]" },
	/* damage in UTF-16: half a pair, the halves the wrong way round, half a unit */
	{ STR_INIT("\xFF\xFE"
	           "a\0\x3D\xD8"
	           "b\0"),
	  "1[a\xEF\xBF\xBD"
	  "b]" },
	{ STR_INIT("\xFF\xFE"
	           "a\0\x00\xDE\x3D\xD8"),
	  "1[a\xEF\xBF\xBD\xEF\xBF\xBD]" },
	{ STR_INIT("\xFF\xFE"
	           "a\0b"),
	  "1[a\xEF\xBF\xBD]" },
};

static void records_are_read_whatever_the_size_of_the_pieces(void **state)
{
	for (size_t i = 0; i < COUNT(record_rows); i++)
		assert_records(*state, record_rows[i].text, record_rows[i].expected);
}

static void separator_and_encoding_are_told(void **state)
{
	static const struct {
		struct str text;
		char separator;
		const char *encoding;
	} rows[] = {
		{ STR_INIT("a,b\n"), ',', "utf-8" },
		{ STR_INIT("a;b\n"), ';', "utf-8" },
		{ STR_INIT("a\tb\n"), '\t', "utf-8" },
		{ STR_INIT("a|b\n"), '|', "utf-8" },
		{ STR_INIT("a\n"), ',', "utf-8" },
		{ STR_INIT(""), ',', "utf-8" },
		{ STR_INIT("sep=|\na\n"), '|', "utf-8" },
		{ STR_INIT("\xEF\xBB\xBF"
		           "a;b\n"),
		  ';', "utf-8" },
		{ STR_INIT("\xFF\xFE"
		           "a\0;\0b\0"),
		  ';', "utf-16le" },
		{ STR_INIT("\xFE\xFF\0a\0;\0b"), ';', "utf-16be" },
		{ STR_INIT("a\0;\0b\0"), ';', "utf-16le" },
		{ STR_INIT("\0a\0;\0b"), ';', "utf-16be" },
		{ STR_INIT("a;\xE9\n"), ';', "windows-1252" },
		{ STR_INIT("a;\xC3\xA9\n"), ';', "utf-8" },
		{ STR_INIT("\"a;b;c\",d\n\"e;f;g\",h\n"), ',', "utf-8" },
		{ STR_INIT("a;b,c;d\n1;2;3\n"), ';', "utf-8" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct csv *csv;

		assert_null(feed_open(*state, rows[i].text, 3, &csv));
		shown(*state, csv);
		assert_int_equal(csv_separator(csv), rows[i].separator);
		assert_string_equal(csv_encoding(csv), rows[i].encoding);
	}
}

/* One byte of Windows-1252 in the third record changes nothing about the first two. */
static void the_encoding_is_told_as_of_the_record(void **state)
{
	struct csv_record record;
	struct csv *csv;
	bool more;

	assert_null(feed_open(*state, STR("a,b\n\xC3\xA9,d\n\xE9,f\n"), SIZE_MAX, &csv));
	for (int i = 0; i < 2; i++) {
		assert_null(csv_read(csv, &record, &more));
		assert_string_equal(csv_encoding(csv), "utf-8");
	}
	assert_null(csv_read(csv, &record, &more));
	assert_string_equal(csv_encoding(csv), "windows-1252");
}

static void progress_is_counted_in_bytes_of_the_source(void **state)
{
	static const struct {
		struct str text;
		int64_t ends[4];
	} rows[] = {
		{ STR_INIT("a,b\r\n\"x\"\"\",y\r\nz"), { 5, 14, 15, 15 } },
		{ STR_INIT("\xEF\xBB\xBF"
		           "a\n\xE9\nc"),
		  { 5, 7, 8, 8 } },
		{ STR_INIT("sep=;\na\n\nb"), { 8, 9, 10, 10 } },
		{ STR_INIT("\xFF\xFE\xE9\0\n\0\x3D\xD8\x00\xDE\n\0c\0"), { 6, 12, 14, 14 } },
		{ STR_INIT("\xFF\xFE"
		           "a\0\n\0b\0\n\0\xAC"),
		  { 6, 10, 11, 11 } },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		for (size_t j = 0; j < COUNT(steps); j++) {
			struct csv_record record = { .end_byte = 0 };
			struct csv *csv;
			bool more = true;

			assert_null(feed_open(*state, rows[i].text, steps[j], &csv));
			for (size_t k = 0; more; k++) {
				assert_null(csv_read(csv, &record, &more));
				assert_int_equal(record.end_byte, rows[i].ends[k]);
			}
		}
	}
}

/* `count` times the same character, then the end of the line and one more record. */
static struct str long_record(struct arena *arena, const char *before, char c, size_t count,
                              const char *behind)
{
	struct buf text;

	buf_init(&text, arena);
	buf_add(&text, str_of(before));
	for (size_t i = 0; i < count; i++)
		buf_add_char(&text, c);
	buf_add(&text, str_of(behind));
	return buf_str(&text);
}

/* Records and error of a text in large and in middling pieces. */
static void assert_limit(struct arena *arena, struct str text, size_t records, const char *message,
                         const char *line)
{
	static const size_t sizes[] = { SIZE_MAX, 64 << 10, 1000 };

	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct csv_record record;
		const struct err *err;
		struct csv *csv;
		bool more = true;
		size_t count = 0;

		assert_null(feed_open(arena, text, sizes[i], &csv));
		while ((err = csv_read(csv, &record, &more)) == NULL && more)
			count++;
		assert_int_equal(count, records);
		if (message == NULL) {
			assert_null(err);
			continue;
		}
		assert_non_null(err);
		assert_int_equal(err->code, ERR_LIMIT);
		assert_string_equal(err->message, message);
		assert_true(str_eq(err->value, str_of(line)));
		assert_false(more);
		/* It stays so. */
		assert_ptr_equal(csv_read(csv, &record, &more), err);
	}
}

static void a_record_may_have_its_greatest_length_and_no_more(void **state)
{
	const size_t most = CSV_RECORD_BYTES_MAX;

	assert_limit(*state, long_record(*state, "a\n", 'x', most, "\r\nb\n"), 3, NULL, NULL);
	assert_limit(*state, long_record(*state, "a\n", 'x', most, ""), 2, NULL, NULL);
	assert_limit(*state, long_record(*state, "a\n", 'x', most + 1, "\r\nb\n"), 1,
	             "csv.record_long", "2");
	assert_limit(*state, long_record(*state, "a\n", 'x', most + 1, ""), 1, "csv.record_long",
	             "2");
}

static void a_quote_that_is_never_closed_ends_at_the_limit(void **state)
{
	struct str text = long_record(*state, "a,b\n1,\"2\n", '\n', 3 * CSV_RECORD_BYTES_MAX, "");

	assert_limit(*state, text, 1, "csv.record_long", "2");
}

static void a_record_may_have_so_many_fields_and_no_more(void **state)
{
	const size_t most = CSV_FIELDS_MAX;

	assert_limit(*state, long_record(*state, "a,b\n", ',', most - 1, "\nb,c\n"), 3, NULL, NULL);
	assert_limit(*state, long_record(*state, "a,b\n", ',', most - 1, ""), 2, NULL, NULL);
	assert_limit(*state, long_record(*state, "a,b\n", ',', most, "\nb,c\n"), 1,
	             "csv.fields_many", "2");
	assert_limit(*state, long_record(*state, "a,b\n", ',', most, ""), 1, "csv.fields_many",
	             "2");
}

/* Records of growing length, so that they lie across the ends of the window in every way. */
static void long_files_are_read_whole(void **state)
{
	static const size_t sizes[] = { SIZE_MAX, 1000, 4096, 65536, 100003 };
	struct buf text;

	buf_init(&text, *state);
	for (int i = 0; i < 3000; i++)
		buf_add_fmt(&text, "%d;\"%0*d\r\n\"\"%d\"\"\";x\r\n", i, i % 700 + 1, i, i);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct arena_mark mark = arena_mark(*state);
		struct csv_record record;
		struct csv *csv;
		bool more;

		assert_null(feed_open(*state, buf_str(&text), sizes[i], &csv));
		for (int j = 0; j < 3000; j++) {
			struct str expected = str_fmt(*state, "%0*d\r\n\"%d\"", j % 700 + 1, j, j);

			assert_null(csv_read(csv, &record, &more));
			assert_true(more);
			assert_int_equal(record.count, 3);
			assert_int_equal(record.line, 1 + 2 * j);
			assert_true(str_eq(record.fields[0], str_fmt(*state, "%d", j)));
			assert_true(str_eq(record.fields[1], expected));
			assert_true(str_eq(record.fields[2], STR("x")));
		}
		assert_int_equal(record.end_byte, text.len);
		assert_null(csv_read(csv, &record, &more));
		assert_false(more);
		arena_rewind(*state, mark);
	}
}

/* Each record is "n;" and n % 5 faces, each two units of UTF-16, which the pieces cut apart. */
static void pairs_that_the_pieces_cut_apart_are_whole(void **state)
{
	static const size_t sizes[] = { SIZE_MAX, 1, 3, 4097 };
	const int records = 9000;
	struct buf text;

	buf_init(&text, *state);
	buf_add(&text, STR("\xFF\xFE"));
	for (int i = 0; i < records; i++) {
		struct str number = str_fmt(*state, "%d;", i);

		for (size_t j = 0; j < number.len; j++) {
			buf_add_char(&text, number.ptr[j]);
			buf_add_char(&text, '\0');
		}
		for (int j = 0; j < i % 5; j++)
			buf_add(&text, STR("\x3D\xD8\x00\xDE"));
		buf_add(&text, STR("\n\0"));
	}
	for (size_t i = 0; i < COUNT(sizes); i++) {
		struct csv_record record;
		struct csv *csv;
		bool more;

		assert_null(feed_open(*state, buf_str(&text), sizes[i], &csv));
		for (int j = 0; j < records; j++) {
			assert_null(csv_read(csv, &record, &more));
			assert_int_equal(record.count, 2);
			assert_int_equal(record.fields[1].len, j % 5 * 4);
			assert_true(str_find(record.fields[1], STR("\xEF\xBF\xBD")) < 0);
		}
		assert_int_equal(record.end_byte, text.len);
	}
}

static void memory_does_not_grow_with_the_file(void **state)
{
	struct str text = long_record(*state, "", 'a', 0, "");
	struct buf many;
	struct csv_record record;
	struct csv *csv;
	size_t before;
	bool more = true;

	buf_init(&many, *state);
	for (int i = 0; i < 200000; i++)
		buf_add(&many, STR("198105162003041001;Ren\xE9;\"a\"\"b\"\r\n"));
	text = buf_str(&many);
	before = arena_used_bytes(*state);
	assert_null(feed_open(*state, text, SIZE_MAX, &csv));
	while (more)
		assert_null(csv_read(csv, &record, &more));
	assert_true(arena_used_bytes(*state) - before < 512u << 10);
}

static void an_error_of_the_source_is_passed_on(void **state)
{
	struct feed feed = { *state, STR("a,b\n1,"), 0, SIZE_MAX, true };
	struct csv_record record;
	struct csv *csv;
	bool more;

	assert_null(csv_open(*state, feed_read, &feed, &csv));
	assert_string_equal(csv_read(csv, &record, &more)->message, "file.io");
	assert_false(more);
}

static void fields_are_written_with_the_quotes_they_need(void **state)
{
	struct buf out;

	buf_init(&out, *state);
	csv_add_field(&out, STR("a"), ';', true);
	csv_add_field(&out, STR(""), ';', false);
	csv_add_field(&out, STR("b;c"), ';', false);
	csv_add_field(&out, STR("d,e"), ';', false);
	csv_add_field(&out, STR("\"f\""), ';', false);
	csv_add_field(&out, STR("g\nh"), ';', false);
	csv_add_field(&out, STR(" i"), ';', false);
	csv_add_field(&out, STR("j\r"), ';', false);
	csv_end_record(&out);
	assert_true(str_eq(buf_str(&out),
	                   STR("a;;\"b;c\";d,e;\"\"\"f\"\"\";\"g\nh\";\" i\";\"j\r\"\r\n")));
}

static void what_is_written_is_read_again(void **state)
{
	static const struct str fields[] = {
		STR_INIT("a"),           STR_INIT(""),     STR_INIT("\""),    STR_INIT(" \"x\" "),
		STR_INIT("\r\n"),        STR_INIT(","),    STR_INIT("sep=;"), STR_INIT(" "),
		STR_INIT("Ren\xC3\xA9"), STR_INIT("x\"y"),
	};
	struct csv_record record;
	struct csv *csv;
	struct buf out;
	bool more;

	buf_init(&out, *state);
	for (size_t i = 0; i < COUNT(fields); i++)
		csv_add_field(&out, fields[i], ',', i == 0);
	csv_end_record(&out);
	assert_null(feed_open(*state, buf_str(&out), 1, &csv));
	assert_null(csv_read(csv, &record, &more));
	assert_int_equal(record.count, COUNT(fields));
	for (size_t i = 0; i < COUNT(fields); i++)
		assert_true(str_eq(record.fields[i], fields[i]));
}

/* Every row against an object that has the headings as its keys; one may stand without an array. */
static void assert_like_json(struct arena *arena, struct str text, const struct json_value *rows,
                             const char *name)
{
	bool alone = json_at(rows, 0) == NULL;
	size_t count = alone ? 1 : json_count(rows);
	struct csv_record record;
	struct str headings[8];
	struct csv *csv;
	bool more;

	assert_null(feed_open(arena, text, 5, &csv));
	assert_null(csv_read(csv, &record, &more));
	assert_true(record.count <= COUNT(headings));
	for (size_t i = 0; i < record.count; i++)
		headings[i] = str_copy(arena, record.fields[i]);
	for (size_t row = 0; row < count; row++) {
		const struct json_value *object = alone ? rows : json_at(rows, row);

		assert_null(csv_read(csv, &record, &more));
		assert_true(more);
		assert_int_equal(record.count, json_count(object));
		for (size_t i = 0; i < record.count; i++) {
			struct str expected;

			/* The two files of that set give two different numbers here. */
			if (str_eq(headings[i], STR("Contact Phone Number")))
				continue;
			assert_true(json_get_str(object, str_c(arena, headings[i]), &expected));
			if (!str_eq(record.fields[i], expected))
				fail_msg("%s, row %zu: \"%.*s\"", name, row,
				         STR_ARG(record.fields[i]));
		}
	}
	assert_null(csv_read(csv, &record, &more));
	assert_false(more);
}

/* The files named for their CR LF have lost the CR on their way here; put it back. */
static struct str with_crlf(struct arena *arena, struct str text)
{
	struct buf out;

	buf_init(&out, arena);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\n' && (i == 0 || text.ptr[i - 1] != '\r'))
			buf_add_char(&out, '\r');
		buf_add_char(&out, text.ptr[i]);
	}
	return buf_str(&out);
}

static void the_shared_spectrum_is_read(void **state)
{
	static const char *const names[] = {
		"comma_in_quotes", "empty",         "empty_crlf",
		"escaped_quotes",  "json",          "location_coordinates",
		"newlines",        "newlines_crlf", "quotes_and_newlines",
		"simple",          "simple_crlf",   "utf8",
	};

	for (size_t i = 0; i < COUNT(names); i++) {
		struct str path = str_fmt(*state, "csv/spectrum/csvs/%s.csv", names[i]);
		const struct json_value *rows;
		struct str text;
		struct str json;

		if (!shared_read(*state, shared_path(*state, path.ptr), &text))
			skip();
		path = str_fmt(*state, "csv/spectrum/json/%s.json", names[i]);
		assert_true(shared_read(*state, shared_path(*state, path.ptr), &json));
		assert_null(json_read(*state, json, &rows));
		if (str_ends(str_of(names[i]), STR("_crlf")))
			text = with_crlf(*state, text);
		assert_like_json(*state, text, rows, names[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_are_read_whatever_the_size_of_the_pieces),
		cmocka_unit_test(separator_and_encoding_are_told),
		cmocka_unit_test(the_encoding_is_told_as_of_the_record),
		cmocka_unit_test(progress_is_counted_in_bytes_of_the_source),
		cmocka_unit_test(a_record_may_have_its_greatest_length_and_no_more),
		cmocka_unit_test(a_quote_that_is_never_closed_ends_at_the_limit),
		cmocka_unit_test(a_record_may_have_so_many_fields_and_no_more),
		cmocka_unit_test(long_files_are_read_whole),
		cmocka_unit_test(pairs_that_the_pieces_cut_apart_are_whole),
		cmocka_unit_test(memory_does_not_grow_with_the_file),
		cmocka_unit_test(an_error_of_the_source_is_passed_on),
		cmocka_unit_test(fields_are_written_with_the_quotes_they_need),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(the_shared_spectrum_is_read),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
