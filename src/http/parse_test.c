/* SPDX-License-Identifier: Apache-2.0 */
#include "http/http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/shared_test.h"

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

/* Fields as "name=value" in brackets, or the message of the error. */
static struct str shown(struct arena *arena, const struct err *err, const struct http_fields *all)
{
	struct buf out;

	if (err != NULL)
		return str_of(err->message);
	buf_init(&out, arena);
	for (size_t i = 0; i < all->count; i++)
		buf_add_fmt(&out, "[%.*s=%.*s]", STR_ARG(all->all[i].name),
		            STR_ARG(all->all[i].value));
	return buf_str(&out);
}

static void assert_shown(struct str got, const char *expected)
{
	if (!str_eq(got, str_of(expected)))
		fail_msg("got %.*s, expected %s", STR_ARG(got), expected);
}

static void reads_fields(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "a=1", "[a=1]" },
		{ "a=1&b=2&a=3", "[a=1][b=2][a=3]" },
		{ "a", "[a=]" },
		{ "a=", "[a=]" },
		{ "=a", "[=a]" },
		{ "&&a=1&", "[a=1]" },
		{ "a=b=c", "[a=b=c]" },
		{ "nama=Siti+Aminah", "[nama=Siti Aminah]" },
		{ "nama=Siti%20Aminah%2B", "[nama=Siti Aminah+]" },
		{ "a=%C3%A9", "[a=\xC3\xA9]" },
		{ "a;b=1", "[a;b=1]" },
		{ "a=%0D%0A%09", "[a=\r\n\t]" },
		{ "a=%", "form.escape" },
		{ "a=%4", "form.escape" },
		{ "a=%4G", "form.escape" },
		{ "%00=a", "form.text" },
		{ "a%1B=a", "form.text" },
		{ "a=%E9", "form.text" },
		{ "a=%C0%AF", "form.text" },
		{ "a=%ED%A0%80", "form.text" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct http_fields fields;
		const struct err *err = http_parse_fields(*state, str_of(rows[i][0]), &fields);

		assert_shown(shown(*state, err, &fields), rows[i][1]);
	}
}

static void takes_control_characters_out_and_says_where(void **state)
{
	static const struct {
		const char *text, *shown;
		bool a_is_cut, b_is_cut;
	} rows[] = {
		{ "a=%00&b=1", "[a=][b=1]", true, false },
		{ "a=x%00y&b=%1B%7F", "[a=xy][b=]", true, true },
		{ "a=%01%C3%01%A9", "[a=\xC3\xA9]", true, false },
		{ "a=%09%0A%0D&b=%C2%85", "[a=\t\n\r][b=\xC2\x85]", false, false },
		{ "a=%00%E9", "form.text", false, false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct http_fields fields = { .count = 0 };
		const struct err *err = http_parse_fields(*state, str_of(rows[i].text), &fields);

		assert_shown(shown(*state, err, &fields), rows[i].shown);
		assert_int_equal(http_field_is_cut(&fields, "a"), rows[i].a_is_cut);
		assert_int_equal(http_field_is_cut(&fields, "b"), rows[i].b_is_cut);
	}
}

static void refuses_more_fields_than_the_limit(void **state)
{
	struct http_fields fields;
	struct buf text;

	buf_init(&text, *state);
	for (int i = 0; i < HTTP_FIELDS_MAX; i++)
		buf_add(&text, STR("a=1&"));
	assert_null(http_parse_fields(*state, buf_str(&text), &fields));
	assert_int_equal(fields.count, HTTP_FIELDS_MAX);
	buf_add(&text, STR("b"));
	assert_int_equal(http_parse_fields(*state, buf_str(&text), &fields)->code, ERR_LIMIT);
}

static void finds_the_first_field_of_a_name(void **state)
{
	struct http_fields fields;

	assert_null(http_parse_fields(*state, STR("a=1&b=&a=2"), &fields));
	assert_true(str_eq(http_field_get(&fields, "a"), STR("1")));
	assert_true(http_field_has(&fields, "b"));
	assert_int_equal(http_field_get(&fields, "b").len, 0);
	assert_false(http_field_has(&fields, "c"));
	assert_int_equal(http_field_get(&fields, "c").len, 0);
}

static void leaves_broken_cookies_out(void **state)
{
	static const char *const rows[][2] = {
		{ "", "" },
		{ "sesi=abc", "[sesi=abc]" },
		{ "sesi=abc; bahasa=id", "[sesi=abc][bahasa=id]" },
		{ "sesi=\"abc\"", "[sesi=abc]" },
		{ "sesi", "" },
		{ "; ;=; =a; sesi=abc;", "[sesi=abc]" },
		{ "a b=1; sesi=abc", "[sesi=abc]" },
		{ "x=a b; sesi=abc", "[sesi=abc]" },
		{ "x=\xC3\xA9; sesi=a%20", "[sesi=a%20]" },
		{ "x=a,b; sesi=", "[sesi=]" },
		{ "sesi=a=b==", "[sesi=a=b==]" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct http_fields fields;

		http_parse_cookies(*state, str_of(rows[i][0]), &fields);
		assert_shown(shown(*state, NULL, &fields), rows[i][1]);
	}
}

static void reads_sound_paths_and_refuses_others(void **state)
{
	static const char *const rows[][2] = {
		{ "/", "/" },
		{ "/kerja", "/kerja" },
		{ "/kerja/pegawai/7", "/kerja/pegawai/7" },
		{ "/a%20b/%C3%A9", "/a b/\xC3\xA9" },
		{ "/a+b", "/a+b" },
		{ "/...", "/..." },
		{ "/a..b", "/a..b" },
		{ "/%252e%252e", "/%2e%2e" },
		{ "", NULL },
		{ "kerja", NULL },
		{ "*", NULL },
		{ "http://a/", NULL },
		{ "//", NULL },
		{ "//kerja", NULL },
		{ "/kerja/", NULL },
		{ "/a//b", NULL },
		{ "/.", NULL },
		{ "/..", NULL },
		{ "/a/../b", NULL },
		{ "/a/%2e%2E/b", NULL },
		{ "/a/.%2e", NULL },
		{ "/a%2Fb", NULL },
		{ "/a%5Cb", NULL },
		{ "/a\\b", NULL },
		{ "/a%0Ab", NULL },
		{ "/a%00", NULL },
		{ "/a%", NULL },
		{ "/%c0%ae%c0%ae/", NULL },
		{ "/%ff", NULL },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str path = STR("-");
		const struct err *err = http_parse_path(*state, str_of(rows[i][0]), &path);

		if ((err == NULL) != (rows[i][1] != NULL))
			fail_msg("%s", rows[i][0]);
		if (err == NULL)
			assert_shown(path, rows[i][1]);
		else
			assert_int_equal(err->code, ERR_INVALID);
	}
}

static void encodes_all_but_unreserved_characters(void **state)
{
	struct str all = STR("aZ09-._~ /?#[]@!$&'()*+,;=%\xC3\xA9\"\\\n");

	assert_shown(http_encode(*state, all),
	             "aZ09-._~%20%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%25%C3%A9%22"
	             "%5C%0A");
}

/* Every line of a file of the reference data; skips the test when it is not there. */
static struct str reference(void **state, const char *name)
{
	struct str text = STR("");

	if (!shared_read(*state, shared_path(*state, name), &text))
		skip();
	assert_true(text.len > 0);
	return text;
}

static void decodes_every_payload_to_itself_or_refuses_it(void **state)
{
	static const char *const files[] = {
		"payloads/xss.txt",           "payloads/sqli.txt",
		"payloads/cmd_injection.txt", "payloads/ldap_xpath_ssti_ssi.txt",
		"payloads/crlf.txt",          "payloads/unicode_naughty.txt",
		"payloads/csv_injection.txt", "payloads/path_traversal.txt",
	};
	int same = 0;

	for (size_t i = 0; i < COUNT(files); i++) {
		struct str rest = reference(state, files[i]);
		struct str line;

		while (str_cut(&rest, '\n', &line)) {
			struct arena_mark mark = arena_mark(*state);
			struct http_fields fields;
			struct str text = str_fmt(*state, "a=1&x=%.*s&b=2",
			                          STR_ARG(http_encode(*state, line)));

			if (http_parse_fields(*state, text, &fields) == NULL) {
				assert_int_equal(fields.count, 3);
				assert_true(str_eq(http_field_get(&fields, "x"), line) ||
				            http_field_is_cut(&fields, "x"));
				same++;
			}
			/* As it stands it must be refused, or be a few fields. */
			(void)http_parse_fields(*state, line, &fields);
			http_parse_cookies(*state, line, &fields);
			arena_rewind(*state, mark);
		}
	}
	assert_true(same > 3000);
}

static void no_traversal_survives_in_a_path(void **state)
{
	struct str rest = reference(state, "payloads/path_traversal.txt");
	struct str line;

	while (str_cut(&rest, '\n', &line)) {
		struct str path;
		struct str part;

		line = str_fmt(*state, "/%.*s", STR_ARG(line));
		if (http_parse_path(*state, line, &path) != NULL)
			continue;
		assert_true(str_find_char(path, '\\') < 0 && str_find_char(path, '\0') < 0);
		while (str_cut(&path, '/', &part))
			assert_false(str_eq(part, STR("..")) || str_eq(part, STR(".")));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_fields, setup, teardown),
		cmocka_unit_test_setup_teardown(takes_control_characters_out_and_says_where, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(refuses_more_fields_than_the_limit, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(finds_the_first_field_of_a_name, setup, teardown),
		cmocka_unit_test_setup_teardown(leaves_broken_cookies_out, setup, teardown),
		cmocka_unit_test_setup_teardown(reads_sound_paths_and_refuses_others, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(encodes_all_but_unreserved_characters, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(decodes_every_payload_to_itself_or_refuses_it,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(no_traversal_survives_in_a_path, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
