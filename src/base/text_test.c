/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/shared_test.h"
#include "base/str.h"
#include "base/text.h"

static int setup(void **state)
{
	*state = arena_new(64u << 20);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static void well_formed_utf8_is_told_from_the_rest(void **state)
{
	static const struct {
		struct str bytes;
		bool ok;
	} rows[] = {
		{ STR_INIT(""), true },
		{ STR_INIT("Kabupaten Contoh 2021"), true },
		{ STR_INIT("\0"), true },
		{ STR_INIT("\xC3\xA9"), true },
		{ STR_INIT("12345678\xC3\xA9"
		           "12345678"),
		  true },
		{ STR_INIT("\xED\x9F\xBF\xEE\x80\x80"), true },
		{ STR_INIT("\xF4\x8F\xBF\xBF"), true },
		{ STR_INIT("\xEF\xBF\xBF"), true },
		{ STR_INIT("\xC3"), false },             /* cut short */
		{ STR_INIT("\xE2\x82"), false },
		{ STR_INIT("\xF0\x9F\x98"), false },
		{ STR_INIT("12345678\xE9"
		           "12345678"),
		  false }, /* another encoding */
		{ STR_INIT("\x80"), false },
		{ STR_INIT("\xC0\xAF"), false },         /* overlong */
		{ STR_INIT("\xC1\xBF"), false },
		{ STR_INIT("\xE0\x9F\xBF"), false },
		{ STR_INIT("\xF0\x8F\xBF\xBF"), false },
		{ STR_INIT("\xED\xA0\x80"), false },     /* half a pair */
		{ STR_INIT("\xF4\x90\x80\x80"), false }, /* past the last */
		{ STR_INIT("\xF8\x88\x80\x80\x80"), false },
		{ STR_INIT("\xFF"), false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (text_is_utf8(rows[i].bytes) != rows[i].ok)
			fail_msg("row %zu should be %d", i, rows[i].ok);
	}
}

static int hex_value(char c)
{
	return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

static struct str from_hex(struct arena *arena, struct str hex)
{
	struct buf out;
	int high = -1;

	buf_init(&out, arena);
	for (size_t i = 0; i < hex.len; i++) {
		if (hex.ptr[i] == ' ')
			continue;
		if (high < 0) {
			high = hex_value(hex.ptr[i]);
		} else {
			buf_add_char(&out, (char)(high << 4 | hex_value(hex.ptr[i])));
			high = -1;
		}
	}
	return buf_str(&out);
}

/* Lines of the shared file: "6.0:invalid hex:F7 BF BF BF:…", "1.1.0:valid:abc". */
static void the_shared_utf8_cases_hold(void **state)
{
	struct str rest;
	struct str line;
	int cases = 0;

	if (!shared_read(*state, shared_path(*state, "unicode/utf8tests.txt"), &rest))
		skip();
	while (str_cut(&rest, '\n', &line)) {
		struct str parts[3];
		size_t count = 0;
		struct str bytes;

		line = str_trim(line);
		if (line.len == 0 || line.ptr[0] == '#')
			continue;
		while (count < COUNT(parts) && str_cut(&line, ':', &parts[count]))
			count++;
		if (count < COUNT(parts))
			fail_msg("unexpected line \"%.*s\"", STR_ARG(parts[0]));
		parts[1] = str_trim(parts[1]);
		bytes = str_ends(parts[1], STR("hex")) ? from_hex(*state, parts[2]) : parts[2];
		if (text_is_utf8(bytes) != str_starts(parts[1], STR("valid")))
			fail_msg("case %.*s fails", STR_ARG(parts[0]));
		cases++;
	}
	assert_true(cases > 100);
}

static void windows_1252_becomes_utf8(void **state)
{
	struct buf out;

	buf_init(&out, *state);
	text_from_windows1252(&out, STR("a\x80\x81\x92\x9F\xA0\xE9\xFF"));
	assert_true(str_eq(
		buf_str(&out),
		STR("a\xE2\x82\xAC\xEF\xBF\xBD\xE2\x80\x99\xC5\xB8\xC2\xA0\xC3\xA9\xC3\xBF")));
}

static void exactly_five_bytes_of_windows_1252_are_unassigned(void **state)
{
	int unassigned = 0;

	for (int byte = 0; byte < 256; byte++) {
		char c = (char)byte;
		struct buf out;

		buf_init(&out, *state);
		text_from_windows1252(&out, (struct str){ &c, 1 });
		assert_true(text_is_utf8(buf_str(&out)));
		unassigned += str_eq(buf_str(&out), STR("\xEF\xBF\xBD"));
	}
	assert_int_equal(unassigned, 5);
}

static const struct {
	struct str text;
	const char *key;
} key_rows[] = {
	{ STR_INIT(""), "" },
	{ STR_INIT("   "), "" },
	{ STR_INIT("..."), "" },
	{ STR_INIT("Mitra Damayanti"), "mitra damayanti" },
	{ STR_INIT("  Mitra \t\r\n Damayanti "), "mitra damayanti" },
	{ STR_INIT("SITI NUR'AINI"), "siti nuraini" },
	{ STR_INIT("Siti Nur`aini"), "siti nuraini" },
	{ STR_INIT("Drs. H. Ahmad, M.Si."), "drs h ahmad msi" },
	{ STR_INIT("Sub Bagian Umum & Kepegawaian"), "sub bagian umum dan kepegawaian" },
	{ STR_INIT("Sub Bagian Umum dan Kepegawaian"), "sub bagian umum dan kepegawaian" },
	{ STR_INIT("A&B"), "a dan b" },
	{ STR_INIT("&"), "dan" },
	{ STR_INIT("&&&"), "dan dan dan" },
	{ STR_INIT("&A"), "dan a" },
	{ STR_INIT("A&"), "a dan" },
	{ STR_INIT("Perumahan/Permukiman"), "perumahan permukiman" },
	{ STR_INIT("Sub-Bagian - Umum"), "sub bagian umum" },
	{ STR_INIT("-A-"), "a" },
	{ STR_INIT("SD Negeri 01 (Pagi)"), "sd negeri 01 pagi" },
	{ STR_INIT("a_b*c#1"), "abc1" },
	/* beyond ASCII */
	{ STR_INIT("Ren\xC3\xA9"), "rene" },
	{ STR_INIT("Rene\xCC\x81"), "rene" },
	{ STR_INIT("REN\xC3\x89"), "rene" },
	{ STR_INIT("Ren\xE9"), "rene" },                                /* Windows-1252 */
	{ STR_INIT("Nur\x92"
	           "aini"),
	  "nuraini" },
	{ STR_INIT("Nur\xE2\x80\x99"
	           "aini"),
	  "nuraini" },
	{ STR_INIT("Nur\xC2\xB4"
	           "aini"),
	  "nuraini" }, /* a free-standing accent */
	{ STR_INIT("Nur\xCA\xBC"
	           "aini"),
	  "nuraini" }, /* an apostrophe that is a letter */
	{ STR_INIT("Siti\xC2\xA0"
	           "Aini"),
	  "siti aini" },
	{ STR_INIT("\xC2\xA0Siti\xE2\x80\x83"), "siti" },
	{ STR_INIT("Si\xE2\x80\x8Bti"), "siti" },                       /* a space of no width */
	{ STR_INIT("a\xC2\x85z"), "a z" },                              /* a line end */
	{ STR_INIT("2019\xE2\x80\x93"
	           "2021"),
	  "2019 2021" },
	{ STR_INIT("\xEF\xBC\xA1\xEF\xBC\x86\xEF\xBC\xA2"), "a dan b" }, /* full width */
	{ STR_INIT("\xEF\xBC\x91\xEF\xBC\x92"), "12" },
	{ STR_INIT("\xEF\xAC\x81le"), "file" },                         /* a ligature */
	{ STR_INIT("stra\xC3\x9F"
	           "e"),
	  "strasse" },
	{ STR_INIT("\xC2\xBD"), "1 2" },
	{ STR_INIT("x\xC2\xB2"), "x2" },
	{ STR_INIT("\xEF\xBF\xBDx"), "x" },
	{ STR_INIT("\xE2\x82\xAC 5"), "5" },
	{ STR_INIT("\xCE\xA3\xCE\xA3"), "\xCF\x83\xCF\x83" },
};

static void names_have_the_key_they_are_compared_by(void **state)
{
	for (size_t i = 0; i < COUNT(key_rows); i++) {
		struct str got = text_sort_key(*state, key_rows[i].text);

		if (!str_eq(got, str_of(key_rows[i].key)))
			fail_msg("\"%.*s\" gave \"%.*s\"", STR_ARG(key_rows[i].text), STR_ARG(got));
	}
}

static bool is_clean_key(struct str key)
{
	if (key.len > 0 && (key.ptr[0] == ' ' || key.ptr[key.len - 1] == ' '))
		return false;
	for (size_t i = 0; i < key.len; i++) {
		char c = key.ptr[i];

		if (c >= 0 && c != ' ' && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
			return false;
	}
	return str_find(key, STR("  ")) < 0 && text_is_utf8(key);
}

static void a_key_of_any_code_point_is_clean_and_its_own_key(void **state)
{
	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		struct arena_mark mark = arena_mark(*state);
		struct buf text;
		struct str key;
		struct str again;

		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		buf_init(&text, *state);
		buf_add_utf8(&text, c);
		buf_add_utf8(&text, c);
		key = text_sort_key(*state, buf_str(&text));
		again = text_sort_key(*state, key);
		if (!is_clean_key(key) || !str_eq(key, again))
			fail_msg("U+%04X: \"%.*s\", \"%.*s\"", c, STR_ARG(key), STR_ARG(again));
		arena_rewind(*state, mark);
	}
}

static void ascii_takes_the_same_way_alone_and_beside_other_text(void **state)
{
	/* The last letter sends the second text past the short way for ASCII. */
	for (int a = 0; a < 128; a++) {
		for (int b = 0; b < 128; b++) {
			struct arena_mark mark = arena_mark(*state);
			struct str plain = str_fmt(*state, "x%c%cy ", a, b);
			struct str other = str_fmt(*state, "x%c%cy \xC3\xA9", a, b);
			struct str key = text_sort_key(*state, plain);
			struct str expected = str_fmt(*state, "%.*s e", STR_ARG(key));

			assert_true(str_eq(text_sort_key(*state, other), expected));
			arena_rewind(*state, mark);
		}
	}
}

static void length_counts_code_points(void **state)
{
	(void)state;
	assert_int_equal(text_length(STR("")), 0);
	assert_int_equal(text_length(STR("abc")), 3);
	assert_int_equal(text_length(STR("Ren\xC3\xA9 \xF0\x9F\x98\x80")), 6);
}

static void width_counts_columns(void **state)
{
	(void)state;
	assert_int_equal(text_width(STR("")), 0);
	assert_int_equal(text_width(STR("abc")), 3);
	assert_int_equal(text_width(STR("Ren\xC3\xA9")), 4);
	assert_int_equal(text_width(STR("Rene\xCC\x81")), 4);
	assert_int_equal(text_width(STR("\xE4\xB8\xAD\xE6\x96\x87")), 4);
	assert_int_equal(text_width(STR("\xE2\x94\x80")), 1);
	assert_int_equal(text_width(STR("a\xFF"
	                                "b")),
	                 2);
}

static void distance_counts_edits(void **state)
{
	static const struct {
		const char *a;
		const char *b;
		size_t distance;
	} rows[] = {
		{ "", "", 0 },           { "", "abc", 3 },      { "law", "law", 0 },
		{ "law", "lwa", 1 },     { "law", "LAW", 0 },   { "rostr", "roster", 1 },
		{ "33.29", "33.28", 1 }, { "kitten", "sitting", 3 }, { "keshatan", "kesehatan", 1 },
		{ "ab", "ba", 1 },       { "ca", "abc", 3 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str a = str_of(rows[i].a);
		struct str b = str_of(rows[i].b);

		assert_int_equal(text_distance(a, b), rows[i].distance);
		assert_int_equal(text_distance(b, a), rows[i].distance);
	}
}

static void distance_of_long_texts_is_that_of_their_beginnings(void **state)
{
	char text[500];

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(text_distance((struct str){ text, sizeof(text) }, STR("x")),
	                 TEXT_DISTANCE_BYTES_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(well_formed_utf8_is_told_from_the_rest),
		cmocka_unit_test(the_shared_utf8_cases_hold),
		cmocka_unit_test(windows_1252_becomes_utf8),
		cmocka_unit_test(exactly_five_bytes_of_windows_1252_are_unassigned),
		cmocka_unit_test(names_have_the_key_they_are_compared_by),
		cmocka_unit_test(a_key_of_any_code_point_is_clean_and_its_own_key),
		cmocka_unit_test(ascii_takes_the_same_way_alone_and_beside_other_text),
		cmocka_unit_test(length_counts_code_points),
		cmocka_unit_test(width_counts_columns),
		cmocka_unit_test(distance_counts_edits),
		cmocka_unit_test(distance_of_long_texts_is_that_of_their_beginnings),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
