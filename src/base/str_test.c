/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"

static void assert_str(struct str got, const char *expected)
{
	if (!str_eq(got, str_of(expected)))
		fail_msg("got \"%.*s\", expected \"%s\"", STR_ARG(got), expected);
}

static void no_c_string_is_the_empty_str(void **state)
{
	(void)state;
	assert_int_equal(str_of(NULL).len, 0);
	assert_true(str_eq(str_of(NULL), STR("")));
	assert_true(str_eq((struct str){ NULL, 0 }, STR("")));
}

static void order_is_by_bytes_and_then_by_length(void **state)
{
	(void)state;
	assert_true(str_cmp(STR("a"), STR("b")) < 0);
	assert_true(str_cmp(STR("ab"), STR("a")) > 0);
	assert_true(str_cmp(STR("\xC3\xA9"), STR("z")) > 0);
	assert_int_equal(str_cmp(STR("sama"), STR("sama")), 0);
	assert_true(str_cmp((struct str){ NULL, 0 }, STR("a")) < 0);
}

static void case_is_ignored_for_ascii_letters_only(void **state)
{
	(void)state;
	assert_true(str_eq_nocase(STR("Nip BARU"), STR("nIP baru")));
	assert_false(str_eq_nocase(STR("a["), STR("A{")));
	assert_false(str_eq_nocase(STR("\xC3\x89"), STR("\xC3\xA9")));
	assert_false(str_eq_nocase(STR("a"), STR("ab")));
}

static void prefixes_and_suffixes_are_found(void **state)
{
	(void)state;
	assert_true(str_starts(STR("Dinas Pendidikan"), STR("Dinas ")));
	assert_true(str_starts(STR("a"), STR("")));
	assert_false(str_starts(STR("a"), STR("ab")));
	assert_true(str_ends(STR("id.po"), STR(".po")));
	assert_false(str_ends(STR("po"), STR(".po")));
	assert_true(str_ends(STR(""), STR("")));
}

static void the_first_occurrence_is_found(void **state)
{
	(void)state;
	assert_int_equal(str_find(STR("guru ahli guru"), STR("guru")), 0);
	assert_int_equal(str_find(STR("guru ahli"), STR("ahli")), 5);
	assert_int_equal(str_find(STR("guru"), STR("ahli")), -1);
	assert_int_equal(str_find(STR("guru"), STR("")), 0);
	assert_int_equal(str_find((struct str){ NULL, 0 }, STR("a")), -1);
	assert_int_equal(str_find_char(STR("a=b=c"), '='), 1);
	assert_int_equal(str_find_char((struct str){ NULL, 0 }, '='), -1);
}

static void parts_are_cut_to_what_there_is(void **state)
{
	(void)state;
	assert_str(str_sub(STR("199003152015"), 8, 4), "2015");
	assert_str(str_sub(STR("abc"), 2, 100), "c");
	assert_str(str_sub(STR("abc"), 3, 1), "");
	assert_str(str_sub(STR("abc"), SIZE_MAX, SIZE_MAX), "");
}

static void white_space_at_the_ends_is_trimmed(void **state)
{
	static const struct {
		struct str text;
		const char *expected;
	} rows[] = {
		{ STR_INIT(""), "" },
		{ STR_INIT("   "), "" },
		{ STR_INIT(" a b "), "a b" },
		{ STR_INIT("\t\r\na\n"), "a" },
		{ STR_INIT("\xC2\xA0 a\xC2\xA0\xC2\xA0"), "a" },
		{ STR_INIT("\xC2\xA0"), "" },
		{ STR_INIT("\xC3\xA0"),
		  "\xC3\xA0" }, /* its last byte is that of a no-break space */
		{ STR_INIT("\xC2"), "\xC2" },
		{ STR_INIT("\xC2\xA9 \xC2\xA9"), "\xC2\xA9 \xC2\xA9" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_str(str_trim(rows[i].text), rows[i].expected);
}

static void cutting_gives_every_part_between_separators(void **state)
{
	struct str rest = STR("a,,b");
	struct str part;

	(void)state;
	assert_true(str_cut(&rest, ',', &part));
	assert_str(part, "a");
	assert_true(str_cut(&rest, ',', &part));
	assert_str(part, "");
	assert_true(str_cut(&rest, ',', &part));
	assert_str(part, "b");
	assert_false(str_cut(&rest, ',', &part));
	rest = STR("a,");
	assert_true(str_cut(&rest, ',', &part));
	assert_false(str_cut(&rest, ',', &part));
}

static void copies_are_terminated_and_keep_a_nul(void **state)
{
	struct arena *arena = arena_new(1u << 20);
	char *c = str_c(arena, STR("a\0b"));

	(void)state;
	assert_memory_equal(c, "a\0b\0", 4);
	assert_string_equal(str_c(arena, (struct str){ NULL, 0 }), "");
	assert_str(str_copy(arena, STR("NIP")), "NIP");
	assert_str(str_copy(arena, (struct str){ NULL, 0 }), "");
	arena_free(arena);
}

static void formatting_takes_the_length_it_needs(void **state)
{
	struct arena *arena = arena_new(1u << 20);
	struct str s = str_fmt(arena, "%05d-%s-%.*s", 42, "x", STR_ARG(STR("yz")));

	(void)state;
	assert_str(s, "00042-x-yz");
	assert_int_equal(str_fmt(arena, "%5000d", 1).len, 5000);
	assert_int_equal(str_fmt(arena, "%s", "").len, 0);
	arena_free(arena);
}

static void whole_numbers_are_read_exactly_or_not_at_all(void **state)
{
	static const struct {
		struct str text;
		bool ok;
		int64_t expected;
	} rows[] = {
		{ STR_INIT("0"), true, 0 },
		{ STR_INIT("-0"), true, 0 },
		{ STR_INIT("+7"), true, 7 },
		{ STR_INIT("007"), true, 7 },
		{ STR_INIT("9223372036854775807"), true, INT64_MAX },
		{ STR_INIT("-9223372036854775808"), true, INT64_MIN },
		{ STR_INIT("9223372036854775808"), false, 0 },
		{ STR_INIT("-9223372036854775809"), false, 0 },
		{ STR_INIT("99999999999999999999"), false, 0 },
		{ STR_INIT(""), false, 0 },
		{ STR_INIT("-"), false, 0 },
		{ STR_INIT("+-1"), false, 0 },
		{ STR_INIT(" 1"), false, 0 },
		{ STR_INIT("1 "), false, 0 },
		{ STR_INIT("1e3"), false, 0 },
		{ STR_INIT("1.0"), false, 0 },
		{ STR_INIT("0x10"), false, 0 },
		{ STR_INIT("\xEF\xBC\x91"), false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t got = 123;
		bool ok = str_int(rows[i].text, &got);

		if (ok != rows[i].ok || got != (ok ? rows[i].expected : 123))
			fail_msg("\"%.*s\" gave %d, %lld", STR_ARG(rows[i].text), ok,
			         (long long)got);
	}
}

static void only_ascii_digits_are_digits(void **state)
{
	(void)state;
	assert_true(str_is_digits(STR("0123456789")));
	assert_false(str_is_digits(STR("")));
	assert_false(str_is_digits(STR("12a")));
	assert_false(str_is_digits(STR("-1")));
}

static void hashes_are_fnv_1a(void **state)
{
	(void)state;
	assert_true(str_hash(STR("")) == UINT64_C(0xcbf29ce484222325));
	assert_true(str_hash(STR("a")) == UINT64_C(0xaf63dc4c8601ec8c));
	assert_true(str_hash(STR("foobar")) == UINT64_C(0x85944171f73967e8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_c_string_is_the_empty_str),
		cmocka_unit_test(order_is_by_bytes_and_then_by_length),
		cmocka_unit_test(case_is_ignored_for_ascii_letters_only),
		cmocka_unit_test(prefixes_and_suffixes_are_found),
		cmocka_unit_test(the_first_occurrence_is_found),
		cmocka_unit_test(parts_are_cut_to_what_there_is),
		cmocka_unit_test(white_space_at_the_ends_is_trimmed),
		cmocka_unit_test(cutting_gives_every_part_between_separators),
		cmocka_unit_test(copies_are_terminated_and_keep_a_nul),
		cmocka_unit_test(formatting_takes_the_length_it_needs),
		cmocka_unit_test(whole_numbers_are_read_exactly_or_not_at_all),
		cmocka_unit_test(only_ascii_digits_are_digits),
		cmocka_unit_test(hashes_are_fnv_1a),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
