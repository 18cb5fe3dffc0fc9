/* SPDX-License-Identifier: Apache-2.0 */
#include "base/canon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/shared_test.h"

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

static void becomes(struct arena *arena, const char *text, const char *expected)
{
	struct str got;

	assert_null(canon_text(arena, str_of(text), &got));
	if (!str_eq(got, str_of(expected)))
		fail_msg("%s became %.*s, not %s", text, STR_ARG(got), expected);
}

/* RFC 8785, appendix B, and powers of two whose nearest short form reads as the double below. */
static const struct {
	uint64_t bits;
	const char *text;
} numbers[] = {
	{ 0x0000000000000000, "0" },
	{ 0x8000000000000000, "0" },
	{ 0x0000000000000001, "5e-324" },
	{ 0x8000000000000001, "-5e-324" },
	{ 0x7fefffffffffffff, "1.7976931348623157e+308" },
	{ 0xffefffffffffffff, "-1.7976931348623157e+308" },
	{ 0x4340000000000000, "9007199254740992" },
	{ 0xc340000000000000, "-9007199254740992" },
	{ 0x4430000000000000, "295147905179352830000" },
	{ 0x44b52d02c7e14af5, "9.999999999999997e+22" },
	{ 0x44b52d02c7e14af6, "1e+23" },
	{ 0x44b52d02c7e14af7, "1.0000000000000001e+23" },
	{ 0x444b1ae4d6e2ef4e, "999999999999999700000" },
	{ 0x444b1ae4d6e2ef4f, "999999999999999900000" },
	{ 0x444b1ae4d6e2ef50, "1e+21" },
	{ 0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7" },
	{ 0x3eb0c6f7a0b5ed8d, "0.000001" },
	{ 0x41b3de4355555553, "333333333.3333332" },
	{ 0x41b3de4355555554, "333333333.33333325" },
	{ 0x41b3de4355555555, "333333333.3333333" },
	{ 0x41b3de4355555556, "333333333.3333334" },
	{ 0x41b3de4355555557, "333333333.33333343" },
	{ 0xbecbf647612f3696, "-0.0000033333333333333333" },
	{ 0x43143ff3c1cb0959, "1424953923781206.2" },
	{ 0x3d30000000000000, "5.684341886080802e-14" },
	{ 0x3ff0000000000000, "1" },
	{ 0x4059000000000000, "100" },
	{ 0x3fb999999999999a, "0.1" },
};

static void numbers_are_those_of_ecmascript(void **state)
{
	struct buf out;

	for (size_t i = 0; i < COUNT(numbers); i++) {
		double value;

		memcpy(&value, &numbers[i].bits, sizeof(value));
		buf_init(&out, *state);
		canon_add_real(&out, value);
		if (!str_eq(buf_str(&out), str_of(numbers[i].text)))
			fail_msg("%.*s, not %s", STR_ARG(buf_str(&out)), numbers[i].text);
	}
}

static void members_sort_by_utf16_code_units(void **state)
{
	/* RFC 8785, 3.2.3: U+1F600 stands before U+FB33, though its code point is larger. */
	becomes(*state,
	        "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\","
	        "\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\"1\":\"One\","
	        "\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
	        "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}",
	        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\","
	        "\"\xC3\xB6\":\"Latin Small Letter O With Diaeresis\","
	        "\"\xE2\x82\xAC\":\"Euro Sign\",\"\xF0\x9F\x98\x80\":\"Emoji: Grinning Face\","
	        "\"\xEF\xAC\xB3\":\"Hebrew Letter Dalet With Dagesh\"}");
	becomes(*state, "{\"\xED\x9F\xBF\":1,\"\xEE\x80\x80\":2,\"\xF4\x8F\xBF\xBF\":3}",
	        "{\"\xED\x9F\xBF\":1,\"\xF4\x8F\xBF\xBF\":3,\"\xEE\x80\x80\":2}");
	becomes(*state, "{\"aa\":1,\"a\":2,\"\":3}", "{\"\":3,\"a\":2,\"aa\":1}");
}

static void strings_have_the_shortest_escapes(void **state)
{
	becomes(*state,
	        "\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\\b\\t\\f\\r\\u007f\"",
	        "\"\xE2\x82\xAC$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\b\\t\\f\\r\x7F\"");
	becomes(*state, "[\"a\\u0000b\"]", "[\"a\\u0000b\"]");
}

static void values_nest(void **state)
{
	becomes(*state, " [ 56.0 , { \"d\" : true , \"10\" : null , \"1\" : [ ] } , false ] ",
	        "[56,{\"1\":[],\"10\":null,\"d\":true},false]");
	becomes(*state, "{\"b\":{\"d\":1,\"c\":{\"f\":[{\"z\":0,\"y\":0}],\"e\":2}},\"a\":{}}",
	        "{\"a\":{},\"b\":{\"c\":{\"e\":2,\"f\":[{\"y\":0,\"z\":0}]},\"d\":1}}");
	becomes(*state, "1e2", "100");
	becomes(*state, "18446744073709551615", "18446744073709552000");
}

static void what_is_not_json_is_refused(void **state)
{
	static const char *const texts[] = {
		"",       "{",       "{\"a\":1,\"a\":2}", "[1,]",         "1e999", "NaN",
		"\"\xFF\"", "[1] 2", "\"\\ud800\"",       "{\"a\":\"\n\"}",
	};
	struct str got;

	for (size_t i = 0; i < COUNT(texts); i++)
		if (canon_text(*state, str_of(texts[i]), &got) == NULL)
			fail_msg("%s was taken for JSON", texts[i]);
}

static void only_the_canonical_text_checks(void **state)
{
	assert_true(canon_check(*state, STR("{\"a\":1,\"b\":[true,\"x\"]}")));
	assert_false(canon_check(*state, STR("{\"a\":1, \"b\":[true,\"x\"]}")));
	assert_false(canon_check(*state, STR("{\"b\":1,\"a\":1}")));
	assert_false(canon_check(*state, STR("{\"a\":1.0}")));
	assert_false(canon_check(*state, STR("{\"a\":\"\\u0041\"}")));
	assert_false(canon_check(*state, STR("{\"a\":1}\n")));
	assert_false(canon_check(*state, STR("{\"a\":1")));
}

static void the_writer_sorts_what_it_is_given(void **state)
{
	struct canon *canon = canon_new(*state);

	canon_object(canon);
	canon_put_str(canon, STR("who"), STR("kepegawaian\t\"x\""));
	canon_put_id(canon, STR("act"), INT64_MAX);
	canon_key(canon, STR("items"));
	canon_array(canon);
	for (int i = 0; i < 3; i++) {
		canon_object(canon);
		canon_put_int(canon, STR("z"), -i);
		canon_key(canon, STR("b"));
		canon_bool(canon, i == 1);
		canon_key(canon, STR("a"));
		canon_null(canon);
		canon_close(canon);
	}
	canon_close(canon);
	canon_put_int(canon, STR("at"), CANON_INT_MAX);
	canon_close(canon);
	assert_true(str_eq(canon_end(canon),
	                   STR("{\"act\":\"9223372036854775807\",\"at\":9007199254740991,"
	                       "\"items\":[{\"a\":null,\"b\":false,\"z\":0},"
	                       "{\"a\":null,\"b\":true,\"z\":-1},"
	                       "{\"a\":null,\"b\":false,\"z\":-2}],"
	                       "\"who\":\"kepegawaian\\t\\\"x\\\"\"}")));
	assert_true(canon_check(*state, canon_end(canon)));
}

static void the_vectors_of_rfc_8785_agree(void **state)
{
	static const char *const names[] = { "arrays",  "french", "structures",
		                             "unicode", "values", "weird" };
	size_t found = 0;

	for (size_t i = 0; i < COUNT(names); i++) {
		struct str input;
		struct str output;
		struct str got;
		char path[64];

		snprintf(path, sizeof(path), "jcs_rfc8785/input/%s.json", names[i]);
		if (!shared_read(*state, shared_path(*state, path), &input))
			continue;
		snprintf(path, sizeof(path), "jcs_rfc8785/output/%s.json", names[i]);
		if (!shared_read(*state, shared_path(*state, path), &output))
			continue;
		assert_null(canon_text(*state, input, &got));
		assert_true(str_eq(got, output));
		assert_true(canon_check(*state, output));
		found++;
	}
	if (found == 0)
		skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(numbers_are_those_of_ecmascript, setup, teardown),
		cmocka_unit_test_setup_teardown(members_sort_by_utf16_code_units, setup, teardown),
		cmocka_unit_test_setup_teardown(strings_have_the_shortest_escapes, setup, teardown),
		cmocka_unit_test_setup_teardown(values_nest, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_not_json_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(only_the_canonical_text_checks, setup, teardown),
		cmocka_unit_test_setup_teardown(the_writer_sorts_what_it_is_given, setup, teardown),
		cmocka_unit_test_setup_teardown(the_vectors_of_rfc_8785_agree, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
