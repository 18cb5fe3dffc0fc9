/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include <dirent.h>
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

static const struct err *into_buf(void *arg, struct str bytes)
{
	buf_add(arg, bytes);
	return NULL;
}

/* A writer, and the text that it has made when finish() returns. */
static struct buf written;

static struct json *begin(struct arena *arena)
{
	buf_init(&written, arena);
	return json_new(arena, into_buf, &written);
}

static void finish(struct json *json, const char *expected)
{
	struct str got;

	assert_null(json_end(json));
	got = buf_str(&written);
	if (!str_eq(got, str_of(expected)))
		fail_msg("wrote\n%.*sexpected\n%s", STR_ARG(got), expected);
}

static void objects_are_indented_and_compact_ones_are_not(void **state)
{
	struct json *json = begin(*state);

	json_object(json);
	json_put_int(json, STR("accepted"), 9122);
	json_key(json, STR("findings"));
	json_array(json);
	for (int line = 17; line < 19; line++) {
		json_object_compact(json);
		json_put_int(json, STR("line"), line);
		json_put_str(json, STR("code"), STR("nip_length"));
		json_key(json, STR("parts"));
		json_array(json);
		json_int(json, 1);
		json_object(json);
		json_put_int(json, STR("a"), 1);
		json_close(json);
		json_close(json);
		json_close(json);
	}
	json_close(json);
	json_key(json, STR("years"));
	json_array_compact(json);
	json_int(json, 2021);
	json_int(json, 2022);
	json_close(json);
	json_key(json, STR("names"));
	json_array(json);
	json_str(json, STR("a"));
	json_str(json, STR("b"));
	json_close(json);
	json_close(json);
	finish(json, "{\n"
	             "  \"accepted\": 9122,\n"
	             "  \"findings\": [\n"
	             "    {\"line\": 17, \"code\": \"nip_length\", \"parts\": [1, {\"a\": 1}]},\n"
	             "    {\"line\": 18, \"code\": \"nip_length\", \"parts\": [1, {\"a\": 1}]}\n"
	             "  ],\n"
	             "  \"years\": [2021, 2022],\n"
	             "  \"names\": [\n"
	             "    \"a\",\n"
	             "    \"b\"\n"
	             "  ]\n"
	             "}\n");
}

static void empty_levels_stay_on_one_line(void **state)
{
	struct json *json = begin(*state);

	json_object(json);
	json_key(json, STR("a"));
	json_array(json);
	json_close(json);
	json_key(json, STR("b"));
	json_object(json);
	json_close(json);
	json_close(json);
	finish(json, "{\n  \"a\": [],\n  \"b\": {}\n}\n");
}

static void scalars_may_stand_alone(void **state)
{
	struct json *json = begin(*state);

	json_null(json);
	finish(json, "null\n");
	json = begin(*state);
	json_bool(json, true);
	finish(json, "true\n");
	json = begin(*state);
	json_int(json, INT64_MIN);
	finish(json, "-9223372036854775808\n");
}

static void strings_are_escaped(void **state)
{
	static const struct {
		struct str text;
		const char *expected;
	} rows[] = {
		{ STR_INIT(""), "\"\"\n" },
		{ STR_INIT("Ren\xC3\xA9 \xF0\x9F\x98\x80"), "\"Ren\xC3\xA9 \xF0\x9F\x98\x80\"\n" },
		{ STR_INIT("\"\\/"), "\"\\\"\\\\/\"\n" },
		{ STR_INIT("\n\r\t\b\x1F\0x"), "\"\\n\\r\\t\\u0008\\u001f\\u0000x\"\n" },
		{ STR_INIT("\xE9x"), "\"\xEF\xBF\xBDx\"\n" },
		{ STR_INIT("a\xC3"), "\"a\xEF\xBF\xBD\"\n" },
		{ STR_INIT("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"\n" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct json *json = begin(*state);

		json_str(json, rows[i].text);
		finish(json, rows[i].expected);
	}
}

static void keys_are_escaped_too(void **state)
{
	struct json *json = begin(*state);

	json_object_compact(json);
	json_put_int(json, STR("a\"\n\xFF"), 1);
	json_close(json);
	finish(json, "{\"a\\\"\\n\xEF\xBF\xBD\": 1}\n");
}

static void fixed_numbers_are_exact(void **state)
{
	static const struct {
		int64_t value;
		int decimals;
		const char *expected;
	} rows[] = {
		{ -535, 2, "-5.35\n" },
		{ 0, 2, "0.00\n" },
		{ 5, 2, "0.05\n" },
		{ -5, 2, "-0.05\n" },
		{ 500, 2, "5.00\n" },
		{ 12, 0, "12\n" },
		{ 0, 0, "0\n" },
		{ 1, 18, "0.000000000000000001\n" },
		{ INT64_MIN, 18, "-9.223372036854775808\n" },
		{ INT64_MIN, 0, "-9223372036854775808\n" },
		{ INT64_MAX, 3, "9223372036854775.807\n" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct json *json = begin(*state);

		json_fixed(json, rows[i].value, rows[i].decimals);
		finish(json, rows[i].expected);
	}
}

/* Counts what it gets and refuses all after the first piece. */
struct refusing {
	const struct err *err;
	size_t calls;
};

static const struct err *refuse_second(void *arg, struct str bytes)
{
	struct refusing *sink = arg;

	(void)bytes;
	return ++sink->calls > 1 ? sink->err : NULL;
}

static void the_first_error_of_the_sink_is_kept(void **state)
{
	struct refusing sink = { err_new(*state, ERR_FULL, STR(""), "file.full", STR("")), 0 };
	struct json *json = json_new(*state, refuse_second, &sink);

	json_array(json);
	for (int i = 0; i < 100000; i++)
		json_int(json, i);
	json_close(json);
	assert_ptr_equal(json_end(json), sink.err);
	assert_int_equal(sink.calls, 2);
}

static void long_output_comes_in_pieces_and_is_whole(void **state)
{
	struct json *json = begin(*state);
	const struct json_value *value;
	int64_t number;

	json_array(json);
	for (int i = 0; i < 50000; i++)
		json_int(json, i);
	json_close(json);
	assert_null(json_end(json));
	assert_null(json_read(*state, buf_str(&written), &value));
	assert_int_equal(json_count(value), 50000);
	assert_true(json_as_int(json_at(value, 49999), &number));
	assert_int_equal(number, 49999);
}

static void values_are_found_by_key_and_place(void **state)
{
	const struct json_value *value;
	struct str text;
	int64_t number;

	assert_null(json_read(*state,
	                      STR("{\"a\": [1, \"x\\u0000y\", 2.5], \"big\": 9223372036854775807, "
	                          "\"s\": \"Ren\\u00e9\"}"),
	                      &value));
	assert_int_equal(json_count(value), 3);
	assert_int_equal(json_count(json_get(value, "a")), 3);
	assert_true(json_as_int(json_at(json_get(value, "a"), 0), &number));
	assert_int_equal(number, 1);
	assert_true(json_as_str(json_at(json_get(value, "a"), 1), &text));
	assert_true(str_eq(text, STR("x\0y")));
	assert_true(json_get_int(value, "big", &number));
	assert_true(number == INT64_MAX);
	assert_true(json_get_str(value, "s", &text));
	assert_true(str_eq(text, STR("Ren\xC3\xA9")));
}

static void what_is_absent_or_of_another_kind_is_not_given(void **state)
{
	const struct json_value *value;
	struct str text = STR("before");
	int64_t number = 7;

	assert_null(json_read(*state, STR("{\"a\": [1], \"r\": 1.0, \"s\": \"1\"}"), &value));
	assert_null(json_get(value, "b"));
	assert_null(json_get(json_get(value, "a"), "b"));
	assert_null(json_at(value, 0));
	assert_null(json_at(json_get(value, "a"), 1));
	assert_null(json_get(NULL, "a"));
	assert_null(json_at(NULL, 0));
	assert_int_equal(json_count(NULL), 0);
	assert_int_equal(json_count(json_get(value, "s")), 0);
	assert_false(json_get_int(value, "r", &number));
	assert_false(json_get_int(value, "s", &number));
	assert_false(json_get_int(value, "b", &number));
	assert_false(json_get_str(value, "a", &text));
	assert_int_equal(number, 7);
	assert_true(str_eq(text, STR("before")));
}

static struct str nested(struct arena *arena, int depth)
{
	struct buf text;

	buf_init(&text, arena);
	for (int i = 0; i < depth; i++)
		buf_add_char(&text, '[');
	for (int i = 0; i < depth; i++)
		buf_add_char(&text, ']');
	return buf_str(&text);
}

static void what_is_not_json_is_refused(void **state)
{
	const struct str rows[] = {
		STR(""),
		STR(" "),
		STR("{\"a\": 1, \"a\": 2}"),
		STR("{\"a\": 1} x"),
		STR("[1] [2]"),
		STR("[1,]"),
		STR("\"\xE9\""),
		STR("\"\xED\xA0\x80\""),
		STR("\"\\ud800\""),
		STR("9223372036854775808"),
		STR("-9223372036854775809"),
		STR("{\"x\": {\"a\": 1, \"b\": 2, \"a\": 3}}"),
		STR("[1]\0"),
		STR("123\0"),
		STR("\"a\0\""),
		STR("\xEF\xBB\xBF[1]"),
		STR("'a'"),
		STR("NaN"),
		nested(*state, JSON_DEPTH_MAX + 1),
		nested(*state, 1000000),
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct json_value *value = NULL;
		const struct err *err = json_read(*state, rows[i], &value);

		if (err == NULL)
			fail_msg("row %zu was taken", i);
		assert_int_equal(err->code, ERR_INVALID);
		assert_true(err->detail.len > 0);
		assert_null(value);
	}
}

static void depth_is_bounded_outside_strings_only(void **state)
{
	const struct json_value *value;
	struct str text = nested(*state, JSON_DEPTH_MAX);

	assert_null(json_read(*state, text, &value));
	text = nested(*state, JSON_DEPTH_MAX + 1);
	assert_null(json_read(*state, str_fmt(*state, "\"\\\"%.*s\"", STR_ARG(text)), &value));
}

static void a_detail_does_not_quote_the_text(void **state)
{
	const struct json_value *value;
	const struct err *err = json_read(*state, STR("{\"nik\": 33280156 05812192}"), &value);

	assert_true(str_find(err->detail, STR("058")) < 0);
	assert_true(str_find(err->detail, STR("line 1")) >= 0);
}

/* Two files have names with a NUL or twice, which we refuse for good. */
static bool refused_by_us(struct str name)
{
	return str_eq(name, STR("y_object_duplicated_key.json")) ||
	       str_eq(name, STR("y_object_duplicated_key_and_value.json")) ||
	       str_eq(name, STR("y_object_escaped_null_in_key.json"));
}

static void the_shared_cases_are_taken_or_refused(void **state)
{
	struct str folder = shared_path(*state, "json/parsing");
	DIR *dir = opendir(folder.ptr);
	const struct dirent *entry;
	int count = 0;

	if (dir == NULL)
		skip();
	while ((entry = readdir(dir)) != NULL) {
		struct str name = str_of(entry->d_name);
		struct str path = str_fmt(*state, "%.*s/%s", STR_ARG(folder), entry->d_name);
		const struct json_value *value;
		const struct err *err;
		struct str text;

		if (!str_ends(name, STR(".json")))
			continue;
		assert_true(shared_read(*state, path, &text));
		err = json_read(*state, text, &value);
		if (str_starts(name, STR("y_")) && (err != NULL) != refused_by_us(name))
			fail_msg("%s should be taken: %.*s", entry->d_name,
			         STR_ARG(err == NULL ? STR("") : err->detail));
		if (str_starts(name, STR("n_")) && err == NULL)
			fail_msg("%s should be refused", entry->d_name);
		count++;
	}
	closedir(dir);
	assert_true(count > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(objects_are_indented_and_compact_ones_are_not),
		cmocka_unit_test(empty_levels_stay_on_one_line),
		cmocka_unit_test(scalars_may_stand_alone),
		cmocka_unit_test(strings_are_escaped),
		cmocka_unit_test(keys_are_escaped_too),
		cmocka_unit_test(fixed_numbers_are_exact),
		cmocka_unit_test(the_first_error_of_the_sink_is_kept),
		cmocka_unit_test(long_output_comes_in_pieces_and_is_whole),
		cmocka_unit_test(values_are_found_by_key_and_place),
		cmocka_unit_test(what_is_absent_or_of_another_kind_is_not_given),
		cmocka_unit_test(what_is_not_json_is_refused),
		cmocka_unit_test(depth_is_bounded_outside_strings_only),
		cmocka_unit_test(a_detail_does_not_quote_the_text),
		cmocka_unit_test(the_shared_cases_are_taken_or_refused),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
