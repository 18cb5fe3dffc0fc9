/* SPDX-License-Identifier: Apache-2.0 */

/* Requests that others wrote to break servers, sent as they are. See ../shared/testdata. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/json.h"
#include "base/shared_test.h"
#include "http/server_test.h"

#define SECOND   "GET /gema?kedua=1 HTTP/1.1\r\nHost: x\r\n\r\n"
#define QUIET_MS 150 /* most of these leave the server waiting for more */

struct kit {
	struct site *site;
	struct arena *arena;
};

static int setup(void **state)
{
	struct kit *kit = calloc(1, sizeof(*kit));

	kit->arena = arena_new(64u << 20);
	kit->site = site_start((struct http_server_config){ .header_seconds = 1 });
	*state = kit;
	return 0;
}

static int teardown(void **state)
{
	struct kit *kit = *state;

	site_end(kit->site);
	arena_free(kit->arena);
	free(kit);
	return 0;
}

static const struct json_value *rows_of(struct kit *kit, const char *name)
{
	const struct json_value *rows;
	struct str text;

	if (!shared_read(kit->arena, shared_path(kit->arena, name), &text))
		skip();
	assert_null(json_read(kit->arena, text, &rows));
	assert_true(json_count(rows) > 0);
	return rows;
}

static struct str bytes_of(struct arena *arena, const struct json_value *row, const char *key)
{
	unsigned char *out;
	struct str text;
	size_t len;

	assert_true(json_get_str(row, key, &text));
	out = arena_alloc(arena, text.len + 1);
	assert_int_equal(sodium_base642bin(out, text.len + 1, text.ptr, text.len, NULL, &len, NULL,
	                                   sodium_base64_VARIANT_ORIGINAL),
	                 0);
	return (struct str){ (const char *)out, len };
}

static struct str probe(struct kit *kit, struct str bytes, bool *closed)
{
	int fd = client_connect(kit->site->port);
	struct str answer;

	client_send(fd, bytes);
	answer = client_read(kit->arena, fd, QUIET_MS, closed);
	close(fd);
	return answer;
}

/* Whatever came before, the next client is served. */
static void assert_serves(struct kit *kit)
{
	struct str answer = client_ask(kit->arena, kit->site->port, STR(SECOND));

	assert_int_equal(answer_status(answer), 200);
	assert_true(answer_has(answer, "kedua=1"));
}

static void a_look_alike_of_transfer_encoding_is_refused(void **state)
{
	struct kit *kit = *state;
	const struct json_value *rows = rows_of(kit, "http1/te_mutations.json");

	for (size_t i = 0; i < json_count(rows); i++) {
		struct arena_mark mark = arena_mark(kit->arena);
		int handled = atomic_load(&kit->site->handled);
		struct buf request;
		struct str answer;
		bool closed;

		buf_init(&request, kit->arena);
		buf_add(&request, STR("POST /gema HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n"
		                      "Content-Type: application/x-www-form-urlencoded\r\n"));
		buf_add(&request, bytes_of(kit->arena, json_at(rows, i), "header_line_b64"));
		buf_add(&request, STR("\r\n\r\n3\r\na=1\r\n0\r\n\r\n" SECOND));
		answer = probe(kit, buf_str(&request), &closed);
		if (!closed || atomic_load(&kit->site->handled) != handled ||
		    (answer_status(answer) != 400 && answer_status(answer) != 501))
			fail_msg("row %zu: %.*s", i, STR_ARG(answer));
		arena_rewind(kit->arena, mark);
	}
	assert_serves(kit);
}

static void what_a_strict_parser_refuses_is_not_acted_upon(void **state)
{
	struct kit *kit = *state;
	const struct json_value *rows = rows_of(kit, "http1/llhttp_requests.json");

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json_value *row = json_at(rows, i);
		struct arena_mark mark = arena_mark(kit->arena);
		int handled = atomic_load(&kit->site->handled);
		struct str expected;
		struct str answer;
		struct buf request;

		buf_init(&request, kit->arena);
		buf_add(&request, bytes_of(kit->arena, row, "request_b64"));
		buf_add(&request, STR("\r\n\r\n"));
		answer = probe(kit, buf_str(&request), NULL);
		assert_true(json_get_str(row, "strict_expect", &expected));
		handled = atomic_load(&kit->site->handled) - handled;
		/* One of them is sound but for what follows its "Connection: close". */
		if (str_starts(expected, STR("reject")) && handled > 0 &&
		    !answer_has(answer, "Connection: close"))
			fail_msg("row %zu: %.*s\n%.*s", i, STR_ARG(buf_str(&request)),
			         STR_ARG(answer));
		assert_true(handled <= 1);
		arena_rewind(kit->arena, mark);
	}
	assert_serves(kit);
}

static void noise_leaves_the_server_standing(void **state)
{
	struct kit *kit = *state;
	const struct json_value *rows = rows_of(kit, "http1/h2o_fuzz_corpus.json");

	for (size_t i = 0; i < json_count(rows); i++) {
		struct arena_mark mark = arena_mark(kit->arena);
		struct str answer = probe(kit, bytes_of(kit->arena, json_at(rows, i), "b64"), NULL);

		if (answer.len > 0 && !str_starts(answer, STR("HTTP/1.1 ")))
			fail_msg("row %zu: %.*s", i, STR_ARG(answer));
		arena_rewind(kit->arena, mark);
	}
	assert_serves(kit);
}

/* In a target, in a query, as a cookie and as a header: no answer has a header of theirs. */
static void no_payload_makes_a_header_or_finds_a_file(void **state)
{
	static const char *const files[] = { "payloads/path_traversal.txt", "payloads/crlf.txt" };
	static const char *const formats[] = {
		"GET /%.*s HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /aset/%.*s HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /gema/?%.*s HTTP/1.1\r\nHost: x\r\n\r\n",
	};
	struct kit *kit = *state;
	struct str text;
	struct str line;

	for (size_t f = 0; f < COUNT(files); f++) {
		if (!shared_read(kit->arena, shared_path(kit->arena, files[f]), &text))
			skip();
		while (str_cut(&text, '\n', &line)) {
			struct arena_mark mark = arena_mark(kit->arena);

			for (size_t i = 0; i < COUNT(formats); i++) {
				struct buf request;
				struct str answer;
				ptrdiff_t end;

				buf_init(&request, kit->arena);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
				buf_add_fmt(&request, formats[i], STR_ARG(line));
#pragma GCC diagnostic pop
				answer = client_ask(kit->arena, kit->site->port, buf_str(&request));
				end = str_find(answer, STR("\r\n\r\n"));
				if (end < 0 || answer_status(answer) == 500)
					fail_msg("%.*s: %.*s", STR_ARG(buf_str(&request)),
					         STR_ARG(answer));
				answer = str_sub(answer, 0, (size_t)end);
				assert_false(answer_has(answer, "\nSet-Cookie") ||
				             answer_has(answer, "\ncrlf"));
			}
			arena_rewind(kit->arena, mark);
		}
	}
	assert_serves(kit);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_look_alike_of_transfer_encoding_is_refused, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(what_a_strict_parser_refuses_is_not_acted_upon,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(noise_leaves_the_server_standing, setup, teardown),
		cmocka_unit_test_setup_teardown(no_payload_makes_a_header_or_finds_a_file, setup,
		                                teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
