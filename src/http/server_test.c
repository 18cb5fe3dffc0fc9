/* SPDX-License-Identifier: Apache-2.0 */
#include "http/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "http/server_test.h"

#define GET     "GET /gema HTTP/1.1\r\nHost: contoh.test\r\n"
#define POST    "POST /gema HTTP/1.1\r\nHost: contoh.test\r\n"
#define FORM    "Content-Type: application/x-www-form-urlencoded\r\n"
#define PARTS   "Content-Type: multipart/form-data; boundary=XX\r\n"
#define UPLOAD  "POST /unggah HTTP/1.1\r\nHost: contoh.test\r\n" PARTS
#define FILE_A \
	"--XX\r\nContent-Disposition: form-data; name=\"berkas\"; filename=\"a.csv\"\r\n\r\n"
#define FIELD_B "\r\n--XX\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\ndua\r\n--XX--\r\n"
#define QUIET_MS 3000
#define STOP_SECONDS 2
#define REFUSED "\r\n\r\nfault "

/* Its answer to a head it cannot parse; some of them it begins twice before it closes. */
#define LIBRARYS_OWN "<html><head><title>"

/* Most tests share one site; each gets an arena of its own. */
struct kit {
	struct site *site;
	struct arena *arena;
};

static int group_setup(void **state)
{
	struct kit *kit = calloc(1, sizeof(*kit));

	kit->site = site_start((struct http_server_config){ .trust_proxy = true });
	*state = kit;
	return 0;
}

static int group_teardown(void **state)
{
	struct kit *kit = *state;

	site_end(kit->site);
	free(kit);
	return 0;
}

static int setup(void **state)
{
	struct kit *kit = *state;

	kit->arena = arena_new(64u << 20);
	return 0;
}

static int teardown(void **state)
{
	struct kit *kit = *state;

	arena_free(kit->arena);
	return 0;
}

static struct str ask(void **state, const char *text)
{
	struct kit *kit = *state;

	return client_ask(kit->arena, kit->site->port, str_of(text));
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void hands_a_request_on_as_it_was(void **state)
{
	static const char *const rows[][2] = {
		{ GET "\r\n", "GET /gema\npeer 127.0.0.1\n" },
		{ "GET /gema?a=1&b=c%20d&b=+ HTTP/1.1\r\nHost: x\r\n\r\n",
		  "query 1 a=1\nquery 3 b=c d\nquery 1 b= \n" },
		{ "GET /gema HTTP/1.0\r\nHost: x\r\n\r\n", "GET /gema\n" },
		{ GET "Cookie: sesi=abc; x=1\r\n\r\n", "cookie 3 sesi=abc\ncookie 1 x=1\n" },
		{ "GET /gema%20a/%C3%A9 HTTP/1.1\r\nHost: x\r\n\r\n", "GET /gema a/\xC3\xA9\n" },
		{ POST FORM "Content-Length: 9\r\n\r\na=1&b=%20", "form 1 a=1\nform 1 b= \n" },
		{ POST "Content-Type: Application/X-WWW-Form-Urlencoded; charset=UTF-8\r\n"
		       "Content-Length: 3\r\n\r\na=1",
		  "form 1 a=1\n" },
		{ POST FORM "Transfer-Encoding: chunked\r\n\r\n2\r\na=\r\n1;x=y\r\n7\r\n0\r\n\r\n",
		  "POST /gema\npeer 127.0.0.1\nform 1 a=7\n" },
		{ POST FORM "Content-Length: 0\r\n\r\n", "POST /gema\n" },
		{ POST "\r\n", "POST /gema\n" },
		{ POST PARTS "Content-Length: 61\r\n\r\n--XX\r\nContent-Disposition: form-data; "
		             "name=b\r\n\r\ndua\r\n--XX--\r\n",
		  "form 3 b=dua\n" },
		{ GET "X-Forwarded-For: 10.0.0.9, 203.0.113.7\r\nX-Forwarded-Proto: https\r\n\r\n",
		  "peer 203.0.113.7 secure\n" },
		{ GET "X-Forwarded-For: 10.0.0.9, <b>\r\n\r\n", "peer 127.0.0.1\n" },
		{ GET "User-Agent: \xE9\r\nX: a\tb\r\n\r\n", "GET /gema\n" },
		/* The library drops a line without a name. */
		{ GET ": a\r\n\r\n", "GET /gema\n" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str answer = ask(state, rows[i][0]);

		if (answer_status(answer) != 200 || !answer_has(answer, rows[i][1]))
			fail_msg("row %zu: %.*s", i, STR_ARG(answer));
	}
}

static void refuses_what_can_be_framed_in_two_ways(void **state)
{
	static const struct {
		const char *request;
		int status;
	} rows[] = {
		{ POST FORM "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
		            "3\r\na=1\r\n0\r\n\r\n" GET "\r\n",
		  400 },
		{ POST FORM "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n"
		            "3\r\na=1\r\n0\r\n\r\n" GET "\r\n",
		  400 },
		{ POST FORM "Content-Length: 3\r\nContent-Length: 3\r\n\r\na=1" GET "\r\n", 400 },
		{ POST FORM "Content-Length: 3\r\nContent-Length: 30\r\n\r\na=1" GET "\r\n", 400 },
		{ POST FORM "Content-Length: 3, 3\r\n\r\na=1" GET "\r\n", 400 },
		{ POST FORM "Content-Length: +3\r\n\r\na=1" GET "\r\n", 400 },
		{ POST FORM "Content-Length: -3\r\n\r\na=1" GET "\r\n", 400 },
		{ POST FORM "Content-Length: 0x3\r\n\r\na=1" GET "\r\n", 400 },
		{ POST FORM "Content-Length: 3a\r\n\r\na=1" GET "\r\n", 400 },
		{ POST FORM "Content-Length:\r\n\r\na=1" GET "\r\n", 400 },
		{ POST FORM "Content-Length: 99999999999999999999\r\n\r\na=1" GET "\r\n", 413 },
		{ POST FORM "Content-Length : 3\r\n\r\na=1" GET "\r\n", 400 },
		{ POST FORM "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" GET "\r\n", 501 },
		{ POST FORM "Transfer-Encoding: identity\r\n\r\n" GET "\r\n", 501 },
		{ POST FORM "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"
		            "0\r\n\r\n" GET "\r\n",
		  400 },
		{ "POST /gema HTTP/1.0\r\nHost: x\r\n" FORM "Transfer-Encoding: chunked\r\n\r\n"
		  "0\r\n\r\n" GET "\r\n",
		  400 },
		{ POST FORM "Transfer-Encoding: chunked\r\n\r\nx\r\na=1\r\n0\r\n\r\n" GET "\r\n",
		  400 },
		{ POST FORM "Transfer-Encoding: chunked\r\n\r\n-3\r\na=1\r\n0\r\n\r\n" GET "\r\n",
		  400 },
		{ "GET /gema HTTP/1.1\r\n\r\n", 400 },
		{ "GET /gema HTTP/1.0\r\n\r\n", 400 },
		{ GET "Host: lain.test\r\n\r\n", 400 },
		{ "GET /gema HTTP/1.1\r\nHost:\r\n\r\n", 400 },
		{ "GET /gema HTTP/1.1\r\nHost: a/b\r\n\r\n", 400 },
		{ "GET /gema HTTP/1.1\r\nHost: a, b\r\n\r\n", 400 },
		{ GET "X: a\rY: b\r\n\r\n", 400 },
		{ GET "X: a\x01\r\n\r\n", 400 },
		{ GET "X: a\x7F\r\n\r\n", 400 },
		{ GET "X y: a\r\n\r\n", 400 },
		{ GET "X(: a\r\n\r\n", 400 },
		{ GET "X\r\n\r\n", 400 },
		{ "GET http://contoh.test/gema HTTP/1.1\r\nHost: contoh.test\r\n\r\n", 400 },
		{ "GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET /\xC3\xA9 HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET /a/../b HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET /%2e%2e HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET //gema HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ "GET /gema?a=%E9 HTTP/1.1\r\nHost: x\r\n\r\n", 400 },
		{ POST FORM "Content-Length: 5\r\n\r\na=%E9", 400 },
		{ POST FORM "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\na=1", 415 },
		{ POST "Content-Type: text/plain\r\nContent-Length: 3\r\n\r\na=1", 415 },
		{ POST "Content-Type: multipart/form-data\r\nContent-Length: 3\r\n\r\na=1", 400 },
		{ "DELETE /gema HTTP/1.1\r\nHost: x\r\n\r\n", 405 },
		{ "TRACE /gema HTTP/1.1\r\nHost: x\r\n\r\n", 405 },
		{ "get /gema HTTP/1.1\r\nHost: x\r\n\r\n", 405 },
		{ "GET /gema HTTP/1.2\r\nHost: x\r\n\r\n", 505 },
		{ "GET /gema HTTP/2.0\r\nHost: x\r\n\r\n", 505 },
	};
	struct kit *kit = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		int handled = atomic_load(&kit->site->handled);
		struct str answer = ask(state, rows[i].request);

		if (answer_status(answer) != rows[i].status ||
		    !((answer_count(answer) == 1 && answer_has(answer, REFUSED)) ||
		      answer_has(answer, LIBRARYS_OWN)) ||
		    atomic_load(&kit->site->handled) != handled)
			fail_msg("row %zu, expected %d: %.*s", i, rows[i].status, STR_ARG(answer));
	}
}

/*
 * The one exception: the library ends a value at NUL before we see it. What stands behind is
 * lost; it never becomes a header or a request of its own.
 */
static void what_follows_a_nul_is_lost_and_not_obeyed(void **state)
{
	static const struct str rows[] = {
		STR_INIT(GET "Cookie: a=1\0; b=2\r\n\r\n"),
		STR_INIT(GET "X: a\0\r\nCookie: a=1\r\n\r\n"),
		STR_INIT(POST FORM "Content-Length: 3\0\r\n\r\na=1"),
		STR_INIT(POST FORM "Transfer-Encoding: chunked\0x\r\n\r\n3\r\na=1\r\n0\r\n\r\n"),
	};
	struct kit *kit = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str answer = client_ask(kit->arena, kit->site->port, rows[i]);

		assert_true(answer_count(answer) <= 1);
		assert_true(str_find(answer, STR("b=2")) < 0);
	}
}

static void answers_carry_the_policy_and_are_not_stored(void **state)
{
	static const char *const requests[] = {
		GET "\r\n",
		"GET /gema HTTP/1.1\r\n\r\n",
		"GET /gema%zz HTTP/1.1\r\nHost: x\r\n\r\n",
		"DELETE /gema HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /sw.js HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /hilang HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /unduh HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /gema/ HTTP/1.1\r\nHost: x\r\n\r\n",
	};
	static const char *const headers[] = {
		"\r\nContent-Security-Policy: default-src 'none'; script-src 'self'; style-src "
		"'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src "
		"'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "
		"'none'; require-trusted-types-for 'script'\r\n",
		"\r\nX-Content-Type-Options: nosniff\r\n",
		"\r\nReferrer-Policy: same-origin\r\n",
		"\r\nCross-Origin-Opener-Policy: same-origin\r\n",
		"\r\nCross-Origin-Resource-Policy: same-origin\r\n",
		"\r\nPermissions-Policy: ",
		"\r\nCache-Control: no-",
	};

	for (size_t i = 0; i < COUNT(requests); i++) {
		struct str answer = ask(state, requests[i]);

		for (size_t h = 0; h < COUNT(headers); h++) {
			if (!answer_has(answer, headers[h]))
				fail_msg("%s lacks %s", requests[i], headers[h]);
		}
	}
}

/* The dispatcher is told what is known of a request that it shall refuse. */
static void a_refusal_goes_to_the_dispatcher_with_its_reason(void **state)
{
	static const struct {
		const char *request;
		const char *says;
	} rows[] = {
		{ "GET /gema HTTP/1.1\r\n\r\n", "fault request.head GET /gema\n" },
		{ "GET /api/v1/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
		  "fault form.escape GET /api/v1/%zz\n" },
		{ "GET /gema?a=%E9 HTTP/1.1\r\nHost: x\r\n\r\n", "fault form.text GET /gema\n" },
		{ "GET http://x/gema HTTP/1.1\r\nHost: x\r\n\r\n", "fault request.head GET /\n" },
		{ "PUT /gema HTTP/1.1\r\nHost: x\r\n\r\n", "fault error.method GET /gema\n" },
		{ "GET /gema HTTP/1.2\r\nHost: x\r\n\r\n", "fault request.version GET /gema\n" },
		{ POST FORM "Transfer-Encoding: gzip\r\n\r\n",
		  "fault request.coding POST /gema\n" },
		{ POST FORM "Content-Encoding: br\r\nContent-Length: 3\r\n\r\na=1",
		  "fault request.packed POST /gema\n" },
		{ POST "Content-Type: text/plain\r\nContent-Length: 3\r\n\r\na=1",
		  "fault form.type POST /gema\n" },
		{ POST PARTS "Content-Length: 3\r\n\r\na=1", "fault form.parts POST /gema\n" },
		{ POST FORM "Content-Length: 300000\r\n\r\n", "fault form.too_large POST /gema\n" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str answer = ask(state, rows[i].request);

		if (!answer_has(answer, rows[i].says) ||
		    !answer_has(answer, "\r\nConnection: close\r\n"))
			fail_msg("row %zu: %.*s", i, STR_ARG(answer));
	}
}

static void control_characters_do_not_arrive(void **state)
{
	struct str answer = ask(state, POST FORM "Content-Length: 12\r\n\r\na=x%00&b=%1B");

	assert_int_equal(answer_status(answer), 200);
	assert_true(answer_has(answer, "form 1 a=x\nform 0 b=\n"));
	answer = ask(state, UPLOAD "Content-Length: 63\r\n\r\n--XX\r\nContent-Disposition: "
	                           "form-data; name=b\r\n\r\nd\x01u\x7F"
	                           "a\r\n--XX--\r\n");
	assert_true(answer_has(answer, "form 3 b=dua\n"));
}

static void a_missing_page_is_the_dispatchers(void **state)
{
	struct str answer = ask(state, "GET /hilang HTTP/1.1\r\nHost: x\r\n\r\n");

	assert_int_equal(answer_status(answer), 404);
	assert_true(answer_has(answer, "GET /hilang\n"));
	/* Its route takes no body, so what comes is dropped and the page still given. */
	answer = ask(state, "POST /hilang HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na=1");
	assert_int_equal(answer_status(answer), 404);
	assert_false(answer_has(answer, "form 3"));
}

static void a_slash_too_many_is_led_to_the_page(void **state)
{
	struct str answer = ask(state, "GET /gema%20a/?b=1 HTTP/1.1\r\nHost: x\r\n\r\n");

	assert_int_equal(answer_status(answer), 308);
	assert_true(answer_has(answer, "\r\nLocation: /gema%20a?b=1\r\n"));
	answer = ask(state, "GET /\\contoh.test/ HTTP/1.1\r\nHost: x\r\n\r\n");
	assert_int_equal(answer_status(answer), 400);
}

static void static_files_come_in_the_best_form(void **state)
{
#define CSS "GET /aset/app.0123456789abcdef.css HTTP/1.1\r\nHost: x\r\n"
	static const struct {
		const char *request;
		int status;
		const char *has[4];
	} rows[] = {
		{ CSS "\r\n",
		  200,
		  { "\r\n\r\nbody{}", "ETag: \"abc\"\r\n", "Vary: Accept-Encoding",
		    "Cache-Control: public, max-age=31536000, immutable\r\n" } },
		{ CSS "Accept-Encoding: gzip, br\r\n\r\n",
		  200,
		  { "\r\n\r\nBR", "Content-Encoding: br\r\n", "ETag: \"abc-br\"", "text/css" } },
		{ CSS "Accept-Encoding: gzip, br;q=0\r\n\r\n",
		  200,
		  { "\r\n\r\nGZIPPED", "Content-Encoding: gzip", "ETag: \"abc-gzip\"", "" } },
		{ CSS "If-None-Match: \"abc\"\r\n\r\n", 304, { "ETag: \"abc\"\r\n", "", "", "" } },
		{ CSS "If-None-Match: W/\"x\", W/\"abc\"\r\n\r\n", 304, { "", "", "", "" } },
		{ CSS "If-None-Match: \"abc-br\"\r\n\r\n", 200, { "body{}", "", "", "" } },
		{ CSS "If-None-Match: \"abc-br\"\r\nAccept-Encoding: br\r\n\r\n",
		  304,
		  { "immutable", "", "", "" } },
		{ "GET /sw.js HTTP/1.1\r\nHost: x\r\nAccept-Encoding: br\r\n\r\n",
		  200,
		  { "\r\n\r\nself", "Cache-Control: no-cache", "", "" } },
		{ "POST /sw.js HTTP/1.1\r\nHost: x\r\n\r\n", 200, { "POST /sw.js", "", "", "" } },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str answer = ask(state, rows[i].request);

		if (answer_status(answer) != rows[i].status)
			fail_msg("row %zu: %.*s", i, STR_ARG(answer));
		for (size_t h = 0; h < COUNT(rows[i].has); h++) {
			if (!answer_has(answer, rows[i].has[h]))
				fail_msg("row %zu lacks %s: %.*s", i, rows[i].has[h],
				         STR_ARG(answer));
		}
	}
}

static void pages_are_packed_for_those_who_can_read_it(void **state)
{
	struct kit *kit = *state;
	/* The second is a worker's, the last two are made with what the first two left. */
	static const char *const targets[] = { "/besar", "/besar?x=1", "/besar", "/besar?x=1" };

	for (size_t i = 0; i < COUNT(targets); i++) {
		const char *head = str_c(
			kit->arena, str_fmt(kit->arena, "GET %s HTTP/1.1\r\nHost: x", targets[i]));
		struct str plain = ask(state,
		                       str_c(kit->arena, str_fmt(kit->arena, "%s\r\n\r\n", head)));
		struct str packed = ask(
			state,
			str_c(kit->arena,
		              str_fmt(kit->arena, "%s\r\nAccept-Encoding: gzip\r\n\r\n", head)));

		assert_true(plain.len > 30000 && packed.len < plain.len / 4);
		assert_true(answer_has(plain, "\r\nVary: Accept-Encoding\r\n"));
		assert_true(answer_has(packed, "\r\nContent-Encoding: gzip\r\n"));
		assert_true(answer_has(packed, "\r\nVary: Accept-Encoding\r\n"));
		assert_true(answer_has(packed, "\r\n\r\n\x1F\x8B"));
	}
}

static void head_has_the_length_and_no_body(void **state)
{
	static const char *const paths[] = { "/gema", "/sw.js", "/unduh" };
	struct kit *kit = *state;

	for (size_t i = 0; i < COUNT(paths); i++) {
		struct str head = ask(
			state,
			str_c(kit->arena, str_fmt(kit->arena, "HEAD %s HTTP/1.1\r\nHost: x\r\n\r\n",
		                                  paths[i])));

		assert_int_equal(answer_status(head), 200);
		assert_true(answer_has(head, "\r\nContent-Length: "));
		assert_false(answer_has(head, "\r\nContent-Length: 0\r\n"));
		assert_true(str_ends(head, STR("\r\n\r\n")));
	}
}

static void a_download_is_whole_and_removed(void **state)
{
	struct kit *kit = *state;
	struct str answer = ask(state, "GET /unduh HTTP/1.1\r\nHost: x\r\n\r\n");

	assert_int_equal(answer_status(answer), 200);
	assert_true(answer_has(answer, "\r\nContent-Length: 300000\r\n"));
	assert_true(answer_has(answer, "filename*=UTF-8''Data%20%22pegawai%22%20%C3%A9.csv\r\n"));
	assert_true(answer.len > SITE_FILE_BYTES);
	assert_true(site_becomes_clean(kit->site));
}

static void a_connection_serves_request_after_request(void **state)
{
	struct kit *kit = *state;
	int fd = client_connect(kit->site->port);
	struct str answer;
	bool closed;

	for (int i = 0; i < 3; i++) {
		client_send(fd, STR(GET "\r\n"));
		answer = client_read(kit->arena, fd, 300, &closed);
		assert_int_equal(answer_status(answer), 200);
		assert_false(closed);
	}
	client_send(fd, STR(POST FORM "Content-Length: 3\r\n\r\na=1" GET "\r\n"
	                              "GET /sw.js HTTP/1.1\r\nHost: x\r\n\r\n" GET
	                              "Connection: close\r\n\r\n"));
	answer = client_read(kit->arena, fd, QUIET_MS, &closed);
	assert_int_equal(answer_count(answer), 4);
	assert_true(closed);
	close(fd);
}

static void a_head_past_all_bounds_is_refused(void **state)
{
	struct kit *kit = *state;
	struct str text = { arena_alloc(kit->arena, 100000), 100000 };
	struct str answer;
	struct {
		const char *format;
		int length;
		int status;
	} rows[] = {
		{ "GET /gema?%.*s HTTP/1.1\r\nHost: x\r\n\r\n", 8000, 200 },
		{ "GET /gema?%.*s HTTP/1.1\r\nHost: x\r\n\r\n", 8200, 414 },
		{ "GET /gema?%.*s HTTP/1.1\r\nHost: x\r\n\r\n", 14000, 414 },
		{ "GET /gema HTTP/1.1\r\nHost: x\r\nX: %.*s\r\n\r\n", 16000, 200 },
		{ "GET /gema HTTP/1.1\r\nHost: x\r\nX: %.*s\r\n\r\n", 16400, 431 },
		{ "GET /gema HTTP/1.1\r\nHost: x\r\nX: %.*s\r\n\r\n", 24000, 431 },
		/* From here on the library speaks for itself. */
		{ "GET /gema?%.*s HTTP/1.1\r\nHost: x\r\n\r\n", 100000, 414 },
		{ "GET /gema HTTP/1.1\r\nHost: x\r\nX: %.*s\r\n\r\n", 100000, 431 },
	};

	memset((char *)(uintptr_t)text.ptr, 'a', text.len);
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf request;

		buf_init(&request, kit->arena);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		buf_add_fmt(&request, rows[i].format, rows[i].length, text.ptr);
#pragma GCC diagnostic pop
		answer = client_ask(kit->arena, kit->site->port, buf_str(&request));
		if (answer_status(answer) != rows[i].status ||
		    (rows[i].length < 25000 &&
		     answer_has(answer, REFUSED) != (rows[i].status != 200)))
			fail_msg("row %zu: %.*s", i, STR_ARG(answer));
	}
}

/* ---- uploads ---- */

static struct str upload_bytes(struct arena *arena, size_t size)
{
	char *ptr = arena_alloc(arena, size);

	for (size_t i = 0; i < size; i++)
		ptr[i] = (char)('a' + i % 23);
	return (struct str){ ptr, size };
}

static struct str upload(struct kit *kit, const char *path, size_t size)
{
	struct str bytes = upload_bytes(kit->arena, size);
	struct buf request;

	buf_init(&request, kit->arena);
	buf_add_fmt(&request, "POST %s HTTP/1.1\r\nHost: x\r\n" PARTS "Content-Length: %zu\r\n\r\n",
	            path, sizeof(FILE_A FIELD_B) - 1 + size);
	buf_add(&request, STR(FILE_A));
	buf_add(&request, bytes);
	buf_add(&request, STR(FIELD_B));
	return client_ask(kit->arena, kit->site->port, buf_str(&request));
}

static void an_upload_is_whole_on_disk_and_removed_after(void **state)
{
	struct kit *kit = *state;
	struct str answer = upload(kit, "/unggah", 5 << 20);

	assert_int_equal(answer_status(answer), 200);
	assert_true(answer_has(answer, "form 3 b=dua\nupload berkas=[a.csv] 5242880 whole\n"));
	assert_true(site_becomes_clean(kit->site));
}

static void an_upload_over_the_limit_is_refused_and_removed(void **state)
{
	struct kit *kit = *state;
	struct str answer = upload(kit, "/unggah", SITE_UPLOAD_BYTES_MAX + 1000);

	assert_int_equal(answer_status(answer), 413);
	/* Its length says so beforehand. */
	answer = ask(state, UPLOAD "Content-Length: 999999999\r\nExpect: 100-continue\r\n\r\n");
	assert_int_equal(answer_status(answer), 413);
	/* A route that takes no file takes none, however small. */
	answer = upload(kit, "/gema", 10);
	assert_int_equal(answer_status(answer), 413);
	assert_true(site_becomes_clean(kit->site));
}

static void a_form_over_the_limit_is_refused(void **state)
{
	struct kit *kit = *state;
	struct str text = upload_bytes(kit->arena, HTTP_FORM_BYTES_MAX + 1);
	struct buf request;

	buf_init(&request, kit->arena);
	buf_add_fmt(&request, POST FORM "Transfer-Encoding: chunked\r\n\r\n%zx\r\n", text.len);
	buf_add(&request, text);
	buf_add(&request, STR("\r\n0\r\n\r\n"));
	assert_int_equal(answer_status(client_ask(kit->arena, kit->site->port, buf_str(&request))),
	                 413);
}

static void a_client_that_vanishes_leaves_no_file(void **state)
{
	struct kit *kit = *state;
	int fd = client_connect(kit->site->port);
	struct buf request;

	buf_init(&request, kit->arena);
	buf_add(&request, STR(UPLOAD "Content-Length: 1000000\r\n\r\n" FILE_A));
	buf_add(&request, upload_bytes(kit->arena, 300000));
	client_send(fd, buf_str(&request));
	for (int i = 0; i < 2000 && site_file_count(kit->site) == 0; i++)
		usleep(1000);
	assert_int_equal(site_file_count(kit->site), 1);
	close(fd);
	assert_true(site_becomes_clean(kit->site));
}

static void a_file_field_left_empty_is_no_upload(void **state)
{
	struct str answer = ask(state, UPLOAD "Content-Length: 133\r\n\r\n"
	                                      "--XX\r\nContent-Disposition: form-data; "
	                                      "name=\"berkas\"; filename=\"\"\r\n\r\n" FIELD_B);
	struct kit *kit = *state;

	assert_int_equal(answer_status(answer), 200);
	assert_true(answer_has(answer, "form 3 b=dua\n"));
	assert_false(answer_has(answer, "upload"));
	assert_true(site_becomes_clean(kit->site));
}

/* ---- load, deadlines and the end: each with a site of its own ---- */

static void a_full_queue_answers_at_once(void **state)
{
	struct site *site = site_start((struct http_server_config){ .queue_max = 2 });
	int fds[4];
	struct str answer;

	(void)state;
	atomic_store(&site->held, true);
	for (size_t i = 0; i < COUNT(fds); i++) {
		fds[i] = client_connect(site->port);
		client_send(fds[i], STR("GET /tahan HTTP/1.1\r\nHost: x\r\n\r\n"));
		while (atomic_load(&site->holding) == 0)
			usleep(1000);
		usleep(20000);
	}
	/* One runs, two wait, the fourth is told to come again. */
	answer = client_read(site->arena, fds[3], 500, NULL);
	assert_int_equal(answer_status(answer), 503);
	assert_true(answer_has(answer, "fault request.busy GET /tahan\n"));
	assert_false(answer_has(answer, "\r\nConnection: close\r\n"));
	assert_int_equal(http_server_counted(site->server).full, 1);
	/* Slow work does not stand before quick pages. */
	answer = client_ask(site->arena, site->port, STR(GET "\r\n"));
	assert_int_equal(answer_status(answer), 200);
	atomic_store(&site->held, false);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(answer_status(client_read(site->arena, fds[i], 500, NULL)), 200);
	for (size_t i = 0; i < COUNT(fds); i++)
		close(fds[i]);
	site_end(site);
}

/* How long until the other side closes, when `drop` is sent again and again; *last what it said. */
static int64_t ms_until_cut(int port, struct str first, struct str drop, int every_ms,
                            struct buf *last)
{
	int fd = client_connect(port);
	int64_t start = now_ms();
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	char block[4096];

	client_send(fd, first);
	while (now_ms() - start < 8000) {
		ssize_t got = poll(&wait, 1, every_ms) > 0 ? recv(fd, block, sizeof(block), 0) : -2;

		if (got == 0 || got == -1)
			break;
		if (got > 0)
			buf_add(last, (struct str){ block, (size_t)got });
		client_send(fd, drop);
	}
	close(fd);
	return now_ms() - start;
}

static void who_is_too_slow_is_told_and_cut(void **state)
{
	static const struct {
		const char *name;
		struct str first;
		struct str drop;
		int64_t late;
		int64_t most_ms;
		const char *says;
	} rows[] = {
		{ "head", STR_INIT("GET /gema HTTP/1.1\r\nHost: x\r\nX: "), STR_INIT("a"), 1, 3000,
		  "fault request.slow GET /\n" },
		{ "first line", STR_INIT("GET /"), STR_INIT("a"), 1, 3000,
		  "fault request.slow GET /\n" },
		{ "head of a second request", STR_INIT(GET "\r\nGET /"), STR_INIT("a"), 1, 4000,
		  "fault request.slow GET /\n" },
		{ "body", STR_INIT(POST FORM "Content-Length: 9999\r\n\r\n"), STR_INIT("a"), 1,
		  3000, "fault request.slow POST /gema\n" },
		{ "silent", STR_INIT(""), STR_INIT(""), 0, 4500, "" },
	};
	struct site *site = site_start((struct http_server_config){
		.header_seconds = 1, .idle_seconds = 2, .body_bytes_second = 100 });
	int64_t late = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf said;
		int64_t ms;

		buf_init(&said, site->arena);
		ms = ms_until_cut(site->port, rows[i].first, rows[i].drop, 100, &said);
		late += rows[i].late;
		if (!answer_has(buf_str(&said), rows[i].says) ||
		    answer_has(buf_str(&said), "HTTP/1.1 408 ") != (rows[i].late > 0))
			fail_msg("%s was told %.*s", rows[i].name, STR_ARG(buf_str(&said)));
		if (ms < 900 || ms > rows[i].most_ms)
			fail_msg("%s was cut after %lld ms", rows[i].name, (long long)ms);
		for (int w = 0; w < 1000 && http_server_counted(site->server).late != late; w++)
			usleep(1000);
		if (http_server_counted(site->server).late != late)
			fail_msg("%s is not counted", rows[i].name);
	}
	site_end(site);
}

static void who_keeps_the_pace_is_not_cut(void **state)
{
	struct site *site = site_start((struct http_server_config){
		.header_seconds = 1, .idle_seconds = 5, .body_bytes_second = 100 });
	int fd = client_connect(site->port);
	struct str part = upload_bytes(site->arena, 100);
	struct str answer;

	(void)state;
	/* Between two requests nothing is late. */
	client_send(fd, STR(GET "\r\n"));
	assert_int_equal(answer_status(client_read(site->arena, fd, 2000, NULL)), 200);
	client_send(fd, STR(POST FORM "Content-Length: 1000\r\n\r\n"));
	for (int i = 0; i < 10; i++) {
		client_send(fd, part);
		usleep(200000);
	}
	answer = client_read(site->arena, fd, 500, NULL);
	assert_int_equal(answer_status(answer), 200);
	assert_int_equal(http_server_counted(site->server).late, 0);
	close(fd);
	site_end(site);
}

static void a_short_page_is_made_by_its_loop(void **state)
{
	struct str answer = ask(state, "GET /singkat HTTP/1.1\r\nHost: x\r\nCookie: a=1\r\n\r\n");

	assert_int_equal(answer_status(answer), 200);
	assert_true(answer_has(answer, "GET /singkat in brief\npeer 127.0.0.1\ncookie 1 a=1\n"));
}

static void what_is_too_long_for_a_loop_is_made_anew_by_a_worker(void **state)
{
	struct kit *kit = *state;
	int before = atomic_load(&kit->site->handed_over);
	struct str answer = ask(state,
	                        "GET /singkat?x=1 HTTP/1.1\r\nHost: x\r\nCookie: a=1\r\n\r\n");

	assert_int_equal(answer_status(answer), 200);
	assert_true(str_ends(answer, STR("\r\n\r\nGET /singkat\npeer 127.0.0.1\nquery 1 x=1\n"
	                                 "cookie 1 a=1\n")));
	assert_false(answer_has(answer, "X-Half"));
	assert_int_equal(atomic_load(&kit->site->handed_over), before + 1);
}

static void a_burst_of_connections_is_dealt_to_all_loops(void **state)
{
	struct site *site = site_start((struct http_server_config){ .loops = 2 });
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_port = htons((uint16_t)site->port) };
	pthread_t loops[8];
	int fds[8];
	int first = 0;

	(void)state;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	/* The library deals by descriptors, of which a client here takes some as well. */
	for (size_t i = 0; i < COUNT(fds); i++)
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	for (size_t i = 0; i < COUNT(fds); i++)
		assert_int_equal(connect(fds[i], (struct sockaddr *)&address, sizeof(address)), 0);
	for (size_t i = 0; i < COUNT(fds); i++) {
		client_send(fds[i], STR("GET /singkat HTTP/1.1\r\nHost: x\r\n\r\n"));
		assert_int_equal(answer_status(client_read(site->arena, fds[i], 200, NULL)), 200);
		loops[i] = atomic_load(&site->loop);
		first += pthread_equal(loops[i], loops[0]) != 0;
		close(fds[i]);
	}
	assert_in_range(first, 2, 6);
	site_end(site);
}

static void *stop_site(void *arg)
{
	struct site *site = arg;

	http_server_stop(site->server, STOP_SECONDS);
	return NULL;
}

static void work_in_flight_ends_before_the_server(void **state)
{
	struct site *site = site_start((struct http_server_config){ .loops = 1 });
	int idle = client_connect(site->port);
	int busy = client_connect(site->port);
	pthread_t thread;
	struct str answer;
	bool closed;

	(void)state;
	atomic_store(&site->held, true);
	client_send(idle, STR(GET "\r\n"));
	assert_int_equal(answer_status(client_read(site->arena, idle, 200, NULL)), 200);
	client_send(busy, STR("GET /tahan HTTP/1.1\r\nHost: x\r\n\r\n"));
	while (atomic_load(&site->holding) == 0)
		usleep(1000);
	pthread_create(&thread, NULL, stop_site, site);
	/* Who waits between requests is let go, new ones are not taken. */
	client_read(site->arena, idle, QUIET_MS, &closed);
	assert_true(closed);
	atomic_store(&site->held, false);
	answer = client_read(site->arena, busy, QUIET_MS, &closed);
	assert_int_equal(answer_status(answer), 200);
	assert_true(answer_has(answer, "\r\nConnection: close\r\n") && closed);
	pthread_join(thread, NULL);
	close(idle);
	close(busy);
	site_end(site);
}

static void what_waits_past_the_end_is_told_so(void **state)
{
	struct site *site = site_start((struct http_server_config){ .loops = 1 });
	int fds[2];
	pthread_t thread;

	(void)state;
	atomic_store(&site->held, true);
	for (size_t i = 0; i < COUNT(fds); i++) {
		fds[i] = client_connect(site->port);
		client_send(fds[i], STR("GET /tahan HTTP/1.1\r\nHost: x\r\n\r\n"));
		while (atomic_load(&site->holding) == 0)
			usleep(1000);
		usleep(50000);
	}
	pthread_create(&thread, NULL, stop_site, site);
	/* Only behind the time it is given the work ends. */
	usleep(STOP_SECONDS * 1000000 + 300000);
	atomic_store(&site->held, false);
	assert_int_equal(answer_status(client_read(site->arena, fds[0], QUIET_MS, NULL)), 200);
	assert_int_equal(answer_status(client_read(site->arena, fds[1], QUIET_MS, NULL)), 503);
	pthread_join(thread, NULL);
	close(fds[0]);
	close(fds[1]);
	site_end(site);
}

struct trickle {
	int port;
	const char *first;
	_Atomic bool ends;
};

/* A byte now and then, for as long as somebody listens. */
static void *run_trickle(void *arg)
{
	struct trickle *trickle = arg;
	int fd = client_connect(trickle->port);

	client_send(fd, str_of(trickle->first));
	while (!atomic_load(&trickle->ends)) {
		client_send(fd, STR("a"));
		usleep(20000);
	}
	close(fd);
	return NULL;
}

static void a_trickle_does_not_hold_up_the_end(void **state)
{
	static const char *const rows[] = {
		"GET /gema HTTP/1.1\r\nHost: x\r\nX: ",
		POST FORM "Content-Length: 99999\r\n\r\n",
		UPLOAD "Content-Length: 99999\r\n\r\n" FILE_A,
		POST FORM "Transfer-Encoding: chunked\r\n\r\nFFFF\r\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct site *site = site_start((struct http_server_config){
			.header_seconds = 60, .idle_seconds = 60, .body_bytes_second = 1 });
		struct trickle trickle = { .port = site->port, .first = rows[i] };
		pthread_t thread;
		int64_t start;

		pthread_create(&thread, NULL, run_trickle, &trickle);
		usleep(200000);
		start = now_ms();
		assert_true(http_server_stop(site->server, 1));
		assert_in_range(now_ms() - start, 0, 2500);
		atomic_store(&trickle.ends, true);
		pthread_join(thread, NULL);
		site_end(site);
	}
}

/* A thread cannot be ended from outside; the end of the server must not wait for it for ever. */
static void a_handler_that_does_not_end_is_told_of(void **state)
{
	struct site *site = site_start((struct http_server_config){ .loops = 1 });
	int fd = client_connect(site->port);
	int64_t start;

	(void)state;
	atomic_store(&site->held, true);
	client_send(fd, STR("GET /tahan HTTP/1.1\r\nHost: x\r\n\r\n"));
	while (atomic_load(&site->holding) == 0)
		usleep(1000);
	start = now_ms();
	assert_false(http_server_stop(site->server, 1));
	assert_in_range(now_ms() - start, 1000, (1 + SERVER_STOP_GRACE_SECONDS) * 1000 + 500);
	atomic_store(&site->held, false);
	assert_true(http_server_stop(site->server, 1));
	assert_int_equal(answer_status(client_read(site->arena, fd, QUIET_MS, NULL)), 200);
	close(fd);
	site_end(site);
}

static void says_why_it_cannot_listen(void **state)
{
	struct kit *kit = *state;
	struct http_server_config config = {
		.address = STR("127.0.0.1"),
		.port = kit->site->port,
		.loops = 1,
		.quick_workers = 1,
		.slow_workers = 1,
		.queue_max = 1,
		.folder = str_of(kit->site->folder),
		.plan = site_plan,
		.handle = site_handle,
	};
	struct http_server *server;
	const struct err *err = http_server_start(kit->arena, &config, &server);

	assert_int_equal(err->code, ERR_BUSY);
	config.address = STR("contoh");
	assert_int_equal(http_server_start(kit->arena, &config, &server)->code, ERR_INVALID);
	config.address = STR("192.0.2.1");
	assert_int_equal(http_server_start(kit->arena, &config, &server)->code, ERR_INVALID);
}

static void an_old_upload_is_removed_at_the_start(void **state)
{
	struct kit *kit = *state;
	struct site *site = site_start((struct http_server_config){ .loops = 1 });
	struct http_server_config config = {
		.address = STR("127.0.0.1"),
		.loops = 1,
		.quick_workers = 1,
		.slow_workers = 1,
		.queue_max = 1,
		.folder = str_of(site->folder),
		.plan = site_plan,
		.handle = site_handle,
		.arg = site,
	};
	struct http_server *server;
	FILE *file = fopen(str_c(kit->arena, str_fmt(kit->arena, "%s/upload-00", site->folder)),
	                   "w");

	fclose(file);
	assert_int_equal(site_file_count(site), 1);
	assert_null(http_server_start(kit->arena, &config, &server));
	assert_int_equal(site_file_count(site), 0);
	site_end(site);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(hands_a_request_on_as_it_was),
		TEST(refuses_what_can_be_framed_in_two_ways),
		TEST(what_follows_a_nul_is_lost_and_not_obeyed),
		TEST(answers_carry_the_policy_and_are_not_stored),
		TEST(a_refusal_goes_to_the_dispatcher_with_its_reason),
		TEST(control_characters_do_not_arrive),
		TEST(a_missing_page_is_the_dispatchers),
		TEST(a_slash_too_many_is_led_to_the_page),
		TEST(static_files_come_in_the_best_form),
		TEST(pages_are_packed_for_those_who_can_read_it),
		TEST(head_has_the_length_and_no_body),
		TEST(a_download_is_whole_and_removed),
		TEST(a_connection_serves_request_after_request),
		TEST(a_head_past_all_bounds_is_refused),
		TEST(an_upload_is_whole_on_disk_and_removed_after),
		TEST(an_upload_over_the_limit_is_refused_and_removed),
		TEST(a_form_over_the_limit_is_refused),
		TEST(a_client_that_vanishes_leaves_no_file),
		TEST(a_file_field_left_empty_is_no_upload),
		TEST(a_full_queue_answers_at_once),
		TEST(who_is_too_slow_is_told_and_cut),
		TEST(who_keeps_the_pace_is_not_cut),
		TEST(a_short_page_is_made_by_its_loop),
		TEST(what_is_too_long_for_a_loop_is_made_anew_by_a_worker),
		TEST(a_burst_of_connections_is_dealt_to_all_loops),
		TEST(work_in_flight_ends_before_the_server),
		TEST(what_waits_past_the_end_is_told_so),
		TEST(a_trickle_does_not_hold_up_the_end),
		TEST(a_handler_that_does_not_end_is_told_of),
		TEST(says_why_it_cannot_listen),
		TEST(an_old_upload_is_removed_at_the_start),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
