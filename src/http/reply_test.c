/* SPDX-License-Identifier: Apache-2.0 */
#include "http/http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/shared_test.h"
#include "http/internal.h"

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

static struct str located(struct arena *arena, struct str path)
{
	struct reply rp = { .status = 200 };

	buf_init(&rp.body, arena);
	assert_null(reply_see_other(&rp, path));
	assert_int_equal(rp.status, 303);
	assert_int_equal(rp.header_count, 1);
	return rp.headers[0].value;
}

static void a_redirect_stays_on_this_site(void **state)
{
	static const char *const rows[][2] = {
		{ "/kerja/pegawai/7?urut=nama&hal=2#kartu",
		  "/kerja/pegawai/7?urut=nama&hal=2#kartu" },
		{ "/a b\xC3\xA9", "/a%20b%C3%A9" },
		{ "", "/" },
		{ "//contoh.test", "/" },
		{ "/\\contoh.test", "/%5Ccontoh.test" },
		{ "/\t/contoh.test", "/%09/contoh.test" },
		{ "/a\r\nSet-Cookie: a=1", "/a%0D%0ASet-Cookie:%20a=1" },
		{ "https://contoh.test/", "/" },
		{ "javascript:alert(1)", "/" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		assert_true(str_eq(located(*state, str_of(rows[i][0])), str_of(rows[i][1])));
}

/* What no browser takes for another origin: one slash, then none and no backslash. */
static void assert_is_local(struct str location)
{
	assert_true(location.len > 0 && location.ptr[0] == '/');
	assert_false(location.len > 1 && (location.ptr[1] == '/' || location.ptr[1] == '\\'));
	for (size_t i = 0; i < location.len; i++)
		assert_true(location.ptr[i] > 0x20 && location.ptr[i] < 0x7F);
}

static void no_reference_payload_leads_elsewhere(void **state)
{
	static const char *const files[] = { "payloads/open_redirect.txt", "payloads/crlf.txt" };
	struct str text;
	struct str line;

	for (size_t i = 0; i < COUNT(files); i++) {
		if (!shared_read(*state, shared_path(*state, files[i]), &text))
			skip();
		while (str_cut(&text, '\n', &line)) {
			struct str decoded = line;

			assert_is_local(located(*state, line));
			if (http_decode(*state, line, true, &decoded) == NULL)
				assert_is_local(located(*state, decoded));
		}
	}
}

static void no_odd_address_leads_elsewhere(void **state)
{
	const struct json_value *rows;
	struct str input;
	struct str text;

	if (!shared_read(*state, shared_path(*state, "url/urltestdata_odd.json"), &text))
		skip();
	assert_null(json_read(*state, text, &rows));
	assert_true(json_count(rows) > 100);
	for (size_t i = 0; i < json_count(rows); i++) {
		if (json_get_str(json_at(rows, i), "input", &input))
			assert_is_local(located(*state, input));
	}
}

static void a_cookie_is_kept_from_scripts(void **state)
{
	static const struct {
		int64_t seconds;
		bool secure;
		const char *expected;
	} rows[] = {
		{ 0, false, "sesi=abc; Path=/; HttpOnly; SameSite=Lax" },
		{ 60, true, "sesi=abc; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60" },
		{ -1, false, "sesi=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=0" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct reply rp = { .status = 200 };

		buf_init(&rp.body, *state);
		reply_cookie(&rp, *state, "sesi", STR("abc"), rows[i].seconds, rows[i].secure);
		assert_true(str_eq(rp.headers[0].value, str_of(rows[i].expected)));
	}
}

static void a_download_is_named_in_two_ways(void **state)
{
	struct reply rp = { .status = 200 };

	buf_init(&rp.body, *state);
	assert_null(reply_download(&rp, STR("text/csv"), STR("a\"b\r\né.csv"), STR("")));
	assert_true(str_eq(rp.headers[0].value, STR("attachment; filename=\"a_b____.csv\"; "
	                                            "filename*=UTF-8''a%22b%0D%0A%C3%A9.csv")));
}

static void accepts_what_is_named_and_not_weighed_out(void **state)
{
	static const struct {
		const char *header;
		bool gzip;
	} rows[] = {
		{ "", false },
		{ "gzip", true },
		{ "br, GZIP;q=0.5", true },
		{ "gzip;q=0", false },
		{ ",gzip", true },
		{ ",=", false },
		{ "gzip;q=0,,", false },
		{ "gzip; q=0.000, br", false },
		{ "xgzip, gzipx", false },
		{ "identity", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(http_accepts(str_of(rows[i].header), STR("gzip")), rows[i].gzip);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_redirect_stays_on_this_site, setup, teardown),
		cmocka_unit_test_setup_teardown(no_reference_payload_leads_elsewhere, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(no_odd_address_leads_elsewhere, setup, teardown),
		cmocka_unit_test_setup_teardown(a_cookie_is_kept_from_scripts, setup, teardown),
		cmocka_unit_test_setup_teardown(a_download_is_named_in_two_ways, setup, teardown),
		cmocka_unit_test_setup_teardown(accepts_what_is_named_and_not_weighed_out, setup,
		                                teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
