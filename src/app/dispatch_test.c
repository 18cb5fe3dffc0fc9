/* SPDX-License-Identifier: Apache-2.0 */
/* Who may open what, by the tables themselves: a new route is tested without a line here. */
#include "test/support.h"

#include <string.h>

#include "app/modules.h"
#include "auth/permission.h"
#include "auth/session.h"
#include "base/arena.h"
#include "base/json.h"
#include "i18n/words.h"
#include "test/house.h"

#define TARGET_BYTES 256
#define ROUTES_MAX   256
#define NOBODY       ROLE_COUNT

/* Accounts that the tests need beside those of the roles. */
#define GUEST_FORM "nama=tamu&tampilan=Tamu&peran_leader=1"

static struct house *house;

/* ---- the tables ---- */

struct listing {
	const struct route *all[ROUTES_MAX];
	size_t count;
};

static void list_one(void *arg, const struct route *route)
{
	struct listing *list = arg;

	assert_in_range(list->count, 0, ROUTES_MAX - 1);
	list->all[list->count++] = route;
}

static struct listing routes(void)
{
	struct listing list = { .count = 0 };

	module_route_each(list_one, &list);
	assert_true(list.count > 20);
	return list;
}

static bool is_api(const struct route *route)
{
	return strncmp(route->path, "/api/v1", 7) == 0;
}

static bool is_json(const struct route *route)
{
	return is_api(route) || strcmp(route->path, "/api/openapi.json") == 0;
}

static bool is_download(const struct route *route)
{
	return strstr(route->path, "ekspor") != NULL || strstr(route->path, ".csv") != NULL ||
	       strstr(route->path, ".xlsx") != NULL;
}

/* Something that is there and that a unit head sees, too; 1 where the test knows no such thing. */
static int64_t id_for(const char *path)
{
	int64_t office = house_number(house, "SELECT max(scope) FROM account_grant");

	if (strstr(path, "/unit/") != NULL)
		return office;
	if (strstr(path, "/jabatan/") != NULL || strstr(path, "/positions/") != NULL)
		return house_number(house,
		                    "SELECT max(position_id) FROM position_fact_live "
		                    "WHERE unit_id = %lld AND until_on = '9999-12-31'",
		                    (long long)office);
	if (strstr(path, "/pegawai/") != NULL || strstr(path, "/people/") != NULL)
		return house_number(house,
		                    "SELECT max(e.person_id) FROM employment_live e JOIN "
		                    "position_fact_live p ON p.position_id = e.position_id "
		                    "WHERE p.unit_id = %lld AND e.until_on = '9999-12-31' "
		                    "AND p.until_on = '9999-12-31'",
		                    (long long)office);
	if (strstr(path, "/pengguna/") != NULL)
		return house_number(house, "SELECT id FROM account WHERE name = 'tamu'");
	return 1;
}

/* What a page cannot do without. */
static const char *query_for(const char *path)
{
	return strcmp(path, "/kerja/pegawai/{id}/ubah") == 0 ? "bagian=nama" : "";
}

/* A path as it is asked for: {id} becomes an id. */
static void target_of(const struct route *route, const char *query, char target[TARGET_BYTES])
{
	const char *hole = strstr(route->path, "{id}");
	const char *own = query_for(route->path);
	const char *rest = hole == NULL ? "" : hole + 4;
	int head = (int)(hole == NULL ? strlen(route->path) : (size_t)(hole - route->path));
	char id[24] = "";

	if (hole != NULL)
		snprintf(id, sizeof(id), "%lld", (long long)id_for(route->path));
	snprintf(target, TARGET_BYTES, "%.*s%s%s%s%s%s%s", head, route->path, id, rest,
	         own[0] != '\0' || query[0] != '\0' ? "?" : "", own,
	         own[0] != '\0' && query[0] != '\0' ? "&" : "", query);
}

/* ---- the matrix ---- */

static bool may(size_t role, enum permission permission)
{
	return role == NOBODY ? permission == PERM_PUBLIC : role_may((enum role)role, permission);
}

static bool to_sign_in(const struct house_answer *a)
{
	return a->status == 303 && str_starts(a->location, STR(AUTH_PATH_SIGN_IN));
}

static void check_refused(const struct route *route, size_t role, const struct house_ask *ask,
                          const struct house_answer *a)
{
	if (role == NOBODY && !is_api(route)) {
		if (!to_sign_in(a))
			house_fail(a, ask, "nobody is not sent to the sign-in");
		return;
	}
	if (a->status != 403)
		house_fail(a, ask, "is not refused");
	if (is_api(route) && !str_eq(a->type, STR("application/problem+json")))
		house_fail(a, ask, "the refusal is no problem JSON");
}

/* What is answered otherwise than by a page, to those who may. */
static int status_expected(const struct route *route, size_t role)
{
	if (strcmp(route->path, "/awal") == 0)
		return 404; /* the wizard is over */
	if (role != NOBODY &&
	    (strcmp(route->path, "/") == 0 || strcmp(route->path, AUTH_PATH_SIGN_IN) == 0))
		return 303;
	return 200;
}

static void check_page(const struct route *route, size_t role, const struct house_ask *ask,
                       const struct house_answer *a)
{
	if (a->status == 404 && strstr(route->path, "{id}") != NULL && id_for(route->path) == 1)
		return;
	if (a->status != status_expected(route, role))
		house_fail(a, ask, "another status than expected");
	if (a->status != 200)
		return;
	if (is_json(route)) {
		const struct json_value *value;

		if (!str_eq(a->type, STR("application/json")) ||
		    json_read(house->answer_arena, a->body, &value) != NULL)
			house_fail(a, ask, "no JSON");
		return;
	}
	if (a->body.len == 0)
		house_fail(a, ask, "nothing came");
	if (!is_download(route) && !str_starts(a->type, STR("text/html")))
		house_fail(a, ask, "no page");
	if (!is_download(route) && (!house_says(a, "</html>") || !house_says(a, "<h1")))
		house_fail(a, ask, "no whole page");
}

static void check_form(const struct route *route, const struct house_ask *ask,
                       const struct house_answer *a)
{
	if (a->status >= 500 || a->status == 403 || a->status == 405)
		house_fail(a, ask, "an empty form is not just invalid");
	if (to_sign_in(a) && strcmp(route->path, "/keluar") != 0)
		house_fail(a, ask, "who may is sent away");
}

static void check_route(const struct route *route, size_t role)
{
	char target[TARGET_BYTES];
	struct house_ask ask = { .method = route->method, .target = target };
	struct house_answer a;

	target_of(route, "", target);
	/* A form may end a session, and an account has only so many: each question has its own. */
	if (role != NOBODY)
		ask.session = house_enter(house, house_account((enum role)role));
	a = house_ask(house, &ask);
	if (!may(role, route->permission))
		check_refused(route, role, &ask, &a);
	else if (route->method == HTTP_POST)
		check_form(route, &ask, &a);
	else
		check_page(route, role, &ask, &a);
}

static void each_role_opens_what_the_matrix_says_and_nothing_else(void **state)
{
	struct listing list = routes();

	(void)state;
	for (size_t role = 0; role <= NOBODY; role++)
		for (size_t i = 0; i < list.count; i++)
			check_route(list.all[i], role);
}

/* ---- the tables are whole ---- */

static void every_route_says_what_it_is_for_in_both_languages(void **state)
{
	struct listing list = routes();

	(void)state;
	for (size_t i = 0; i < list.count; i++) {
		const struct route *route = list.all[i];
		struct str key = str_of(route->summary == NULL ? "" : route->summary);

		assert_true(route->permission < PERMISSION_COUNT);
		assert_non_null(route->handler);
		for (int lang = LANG_ID; lang <= LANG_EN; lang++)
			if (key.len == 0 || words_get((enum lang)lang, key).len == 0 ||
			    str_eq(words_get((enum lang)lang, key), key))
				fail_msg("%s has no summary", route->path);
		for (size_t j = 0; j < i; j++)
			if (list.all[j]->method == route->method)
				assert_string_not_equal(list.all[j]->path, route->path);
	}
}

/* Only these are open to everybody; another one is thought about before it is added here. */
static void few_routes_are_public_and_the_api_is_read_only(void **state)
{
	static const char *const open[] = { "/",       "/awal", "/masuk",
		                            "/status", "/api",  "/api/openapi.json" };
	struct listing list = routes();

	(void)state;
	for (size_t i = 0; i < list.count; i++) {
		const struct route *route = list.all[i];
		bool named = false;

		for (size_t j = 0; j < COUNT(open); j++)
			named |= strcmp(open[j], route->path) == 0;
		if (route->permission == PERM_PUBLIC && !named)
			fail_msg("%s is public", route->path);
		if (is_api(route))
			assert_int_equal(route->method, HTTP_GET);
		/* What changes the record changes it whole or not at all. */
		if (route->method == HTTP_GET)
			assert_true(route->tx != TX_WRITE);
	}
}

static void every_page_speaks_both_languages(void **state)
{
	static const struct {
		const char *query;
		const char *says;
		const char *other;
	} langs[] = {
		{ "bahasa=id", "<html lang=\"id\"", "<html lang=\"en\"" },
		{ "bahasa=en", "<html lang=\"en\"", "<html lang=\"id\"" },
	};
	struct listing list = routes();
	struct str session = house_enter(house, "admin");

	(void)state;
	for (size_t i = 0; i < list.count; i++)
		for (size_t j = 0; j < COUNT(langs); j++) {
			char target[TARGET_BYTES];
			struct house_ask ask = { .target = target, .session = session };
			struct house_answer a;

			if (list.all[i]->method != HTTP_GET || is_json(list.all[i]) ||
			    is_download(list.all[i]))
				continue;
			target_of(list.all[i], langs[j].query, target);
			a = house_ask(house, &ask);
			if (a.status != 200)
				continue;
			if (!house_says(&a, langs[j].says) || house_says(&a, langs[j].other))
				house_fail(&a, &ask, "another language");
			assert_true(house_header(&a, "Set-Cookie").len > 0);
		}
}

static void the_language_is_asked_for_then_kept_then_that_of_the_browser(void **state)
{
	static const struct {
		const char *target, *language, *says;
	} rows[] = {
		{ "/", NULL, "lang=\"id\"" },
		{ "/", "en-GB,en;q=0.9", "lang=\"en\"" },
		{ "/", "id-ID,id;q=0.9,en;q=0.8", "lang=\"id\"" },
		{ "/", "fr", "lang=\"id\"" },
		{ "/?bahasa=id", "en", "lang=\"id\"" },
		{ "/?bahasa=xx", "en", "lang=\"id\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct house_ask ask = { .target = rows[i].target, .language = rows[i].language };
		struct house_answer a = house_ask(house, &ask);

		if (a.status != 200 || !house_says(&a, rows[i].says))
			house_fail(&a, &ask, rows[i].says);
	}
}

/* ---- forms from elsewhere ---- */

static void a_form_is_taken_from_our_own_pages_only(void **state)
{
	static const struct {
		const char *origin, *fetch_site;
		bool without_token;
		bool taken;
	} rows[] = {
		{ NULL, NULL, true, false },
		{ "http://abdi.contoh:8080", "same-origin", true, false },
		{ "http://jahat.contoh", NULL, false, false },
		{ "http://abdi.contoh:8081", NULL, false, false },
		{ "https://abdi.contoh:8080.jahat.contoh", NULL, false, false },
		{ "null", NULL, false, false },
		{ NULL, "cross-site", false, false },
		{ NULL, "same-site", false, false },
		{ "http://abdi.contoh:8080", "cross-site", false, false },
		{ NULL, NULL, false, true },
		{ "http://abdi.contoh:8080", "same-origin", false, true },
		{ "https://ABDI.contoh:8080", "same-origin", false, true },
	};
	struct listing list = routes();

	(void)state;
	for (size_t i = 0; i < list.count; i++)
		for (size_t j = 0; j < COUNT(rows); j++) {
			char target[TARGET_BYTES];
			struct house_ask ask = { .method = HTTP_POST,
				                 .target = target,
				                 .origin = rows[j].origin,
				                 .fetch_site = rows[j].fetch_site,
				                 .without_token = rows[j].without_token };
			struct house_answer a;

			/* One form that is taken is enough; each of them refuses. */
			if (list.all[i]->method != HTTP_POST ||
			    (rows[j].taken && strcmp(list.all[i]->path, "/masuk") != 0))
				continue;
			target_of(list.all[i], "", target);
			if (list.all[i]->permission != PERM_PUBLIC)
				ask.session = house_enter(house, "admin");
			a = house_ask(house, &ask);
			if ((a.status == 403) == rows[j].taken)
				house_fail(&a, &ask, rows[j].origin == NULL ? "" : rows[j].origin);
		}
}

static void a_token_belongs_to_one_browser(void **state)
{
	struct str own = house_enter(house, "pimpinan");
	struct str other = house_enter(house, "pengawas");
	struct house_ask ask = {
		.method = HTTP_POST, .target = "/keluar", .session = own, .without_token = true
	};
	struct house_answer a;

	(void)state;
	ask.form = str_c(house->c->arena,
	                 str_fmt(house->c->arena, "csrf=%.*s",
	                         STR_ARG(auth_csrf_token(house->c->arena, other))));
	a = house_ask(house, &ask);
	assert_int_equal(a.status, 403);
	ask.form = str_c(house->c->arena, str_fmt(house->c->arena, "csrf=%.*s",
	                                          STR_ARG(auth_csrf_token(house->c->arena, own))));
	a = house_ask(house, &ask);
	assert_int_equal(a.status, 303);
}

static void a_browser_without_a_cookie_gets_one_with_its_form(void **state)
{
	struct house_ask ask = { .target = "/masuk", .without_cookies = true };
	struct house_answer a = house_ask(house, &ask);
	struct str cookie = house_header(&a, "Set-Cookie");

	(void)state;
	assert_int_equal(a.status, 200);
	assert_true(str_starts(cookie, STR(AUTH_VISIT_COOKIE "=")));
	assert_true(str_find(cookie, STR("HttpOnly")) > 0);
	assert_true(house_says(&a, "name=\"csrf\""));
	assert_false(house_says(&a, "name=\"csrf\" value=\"\""));
}

/* ---- sessions ---- */

static void a_one_time_password_opens_the_own_account_only(void **state)
{
	struct house_ask reset = { .method = HTTP_POST, .session = house_enter(house, "admin") };
	struct listing list = routes();
	char target[TARGET_BYTES];
	struct house_answer a;
	struct str session;

	(void)state;
	/* Other tests have closed it. */
	snprintf(target, sizeof(target), "/kerja/pengguna/%lld/buka",
	         (long long)id_for("/pengguna/"));
	reset.target = target;
	(void)house_ask(house, &reset);
	snprintf(target, sizeof(target), "/kerja/pengguna/%lld/sandi",
	         (long long)id_for("/pengguna/"));
	a = house_ask(house, &reset);
	assert_true(a.status == 200 || a.status == 303);
	session = house_enter(house, "tamu");
	for (size_t i = 0; i < list.count; i++) {
		const struct route *route = list.all[i];
		struct house_ask ask = { .target = target, .session = session };

		if (route->method != HTTP_GET || !role_may(ROLE_LEADER, route->permission))
			continue;
		target_of(route, "", target);
		a = house_ask(house, &ask);
		if (strcmp(route->path, AUTH_PATH_ACCOUNT) == 0) {
			assert_int_equal(a.status, 200);
			continue;
		}
		if (a.status == 200 && route->permission != PERM_PUBLIC)
			house_fail(&a, &ask, "opens with a one-time password");
		if (route->permission != PERM_PUBLIC && !is_api(route))
			assert_str(a.location, AUTH_PATH_ACCOUNT);
	}
}

static void a_session_ends_after_a_working_day_unused(void **state)
{
	struct house_ask ask = { .target = "/kerja/pegawai?q=sari%20dewi",
		                 .session = house_enter(house, "pimpinan") };
	struct house_answer a;

	(void)state;
	house->now = TEST_NOW + AUTH_SESSION_IDLE - AUTH_MINUTE;
	a = house_ask(house, &ask);
	assert_int_equal(a.status, 200);
	/* It was used, so it lives on. */
	house->now += AUTH_SESSION_IDLE - AUTH_MINUTE;
	a = house_ask(house, &ask);
	assert_int_equal(a.status, 200);
	house->now += AUTH_SESSION_IDLE + AUTH_MINUTE;
	a = house_ask(house, &ask);
	house->now = TEST_NOW;
	/* And after signing in the reader is where they wanted to be. */
	assert_str(a.location, "/masuk?lanjut=%2Fkerja%2Fpegawai%3Fq%3Dsari%2520dewi");
}

/* ---- what is not there, what goes wrong ---- */

static void an_unknown_page_is_404_and_a_wrong_method_405(void **state)
{
	static const struct {
		enum http_method method;
		const char *target, *allow;
		int status;
	} rows[] = {
		{ HTTP_GET, "/tidak-ada", "", 404 },
		{ HTTP_GET, "/kerja/tidak-ada", "", 404 },
		{ HTTP_GET, "/kerja/pegawai/abc", "", 404 },
		{ HTTP_GET, "/kerja/pegawai/99999999999999999999", "", 404 },
		{ HTTP_GET, "/kerja/pegawai/-1", "", 404 },
		{ HTTP_GET, "/kerja/pegawai/0", "", 404 },
		{ HTTP_GET, "/kerja/unit/12345", "", 404 },
		{ HTTP_GET, "/kerja/jabatan/12345", "", 404 },
		{ HTTP_GET, "/kerja/pengguna/12345", "", 404 },
		{ HTTP_GET, "/api/v1/people/12345", "", 404 },
		{ HTTP_GET, "/api/v1/tidak-ada", "", 404 },
		{ HTTP_POST, "/tidak-ada", "", 404 },
		{ HTTP_POST, "/kerja", "GET, HEAD", 405 },
		{ HTTP_POST, "/api/v1/people", "GET, HEAD", 405 },
		{ HTTP_GET, "/keluar", "POST", 405 },
	};
	struct str session = house_enter(house, "admin");

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct house_ask ask = { .method = rows[i].method,
			                 .target = rows[i].target,
			                 .session = session };
		struct house_answer a = house_ask(house, &ask);

		if (a.status != rows[i].status)
			house_fail(&a, &ask, "another status");
		assert_str(house_header(&a, "Allow"), rows[i].allow);
		/* Who goes astray keeps the own frame: navigation, name, the way out. */
		if (!str_starts(str_of(rows[i].target), STR("/api/")) &&
		    str_find(a.body, STR("action=\"/keluar\"")) < 0)
			house_fail(&a, &ask, "a page in a stranger's frame");
	}
}

/* "7F3A-91C4" as it stands in the text behind `before`; fails when there is none. */
static struct str reference_in(struct str text, const char *before)
{
	ptrdiff_t at = str_find(text, str_of(before));
	struct str reference;

	assert_true(at >= 0);
	reference = str_sub(text, (size_t)at + strlen(before), 9);
	assert_int_equal(reference.len, 9);
	for (size_t i = 0; i < 9; i++)
		assert_non_null(strchr(i == 4 ? "-" : "0123456789ABCDEF", reference.ptr[i]));
	return reference;
}

static void an_error_page_has_a_reference_that_the_log_has_too(void **state)
{
	struct house_ask ask = { .target = "/kerja/pegawai/12345?q=RAHASIA",
		                 .session = house_enter(house, "admin") };
	struct house_answer a = house_ask(house, &ask);

	(void)state;
	assert_int_equal(a.status, 404);
	assert_true(str_find(house_log(house), reference_in(a.body, "<span class=\"mono\">")) >= 0);
	/* What people look for is nobody's business. */
	assert_true(str_find(house_log(house), STR("RAHASIA")) < 0);
	assert_true(str_find(house_log(house), ask.session) < 0);
}

static void an_error_of_the_api_is_a_problem_by_the_standard(void **state)
{
	static const struct {
		const char *target, *account;
		const char *accept;
		int status;
	} rows[] = {
		{ "/api/v1/people/12345", "admin", NULL, 404 },
		{ "/api/v1/nothing", "admin", NULL, 404 },
		{ "/api/v1/people", NULL, NULL, 403 },
		{ "/api/v1/users", "pengawas", NULL, 403 },
		{ "/api/v1/imports", "kepala-unit", NULL, 403 },
		{ "/api/v1/outlook?years=x", "kepala-unit", NULL, 400 },
		{ "/kerja/pegawai/12345", "admin", "application/json", 404 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct house_ask ask = { .target = rows[i].target, .accept = rows[i].accept };
		const struct json_value *value;
		struct house_answer a;
		struct str text;
		int64_t status;

		if (rows[i].account != NULL)
			ask.session = house_enter(house, rows[i].account);
		a = house_ask(house, &ask);
		if (a.status != rows[i].status || !str_eq(a.type, STR("application/problem+json")))
			house_fail(&a, &ask, "no problem");
		assert_ok(json_read(house->answer_arena, a.body, &value));
		assert_true(json_get_int(value, "status", &status) && status == a.status);
		assert_true(json_get_str(value, "type", &text));
		assert_true(json_get_str(value, "title", &text) && text.len > 0);
		assert_true(json_get_str(value, "detail", &text) && text.len > 0);
		assert_true(json_get_str(value, "instance", &text));
		assert_true(str_starts(str_of(ask.target), text));
		assert_true(json_get_str(value, "reference", &text));
		assert_true(str_find(house_log(house), text) >= 0);
	}
}

/* ---- requests that cannot be acted upon ---- */

static const struct {
	int status;
	enum err_code code;
	const char *message, *value;
} refused[] = {
	{ 400, ERR_INVALID, "request.head", "" },
	{ 400, ERR_INVALID, "form.escape", "" },
	{ 400, ERR_INVALID, "form.text", "" },
	{ 400, ERR_INVALID, "form.path", "" },
	{ 400, ERR_INVALID, "form.parts", "" },
	{ 405, ERR_USAGE, "error.method", "" },
	{ 408, ERR_GONE, "request.slow", "" },
	{ 413, ERR_LIMIT, "form.too_large", "256" },
	{ 413, ERR_LIMIT, "form.fields", "256" },
	{ 413, ERR_LIMIT, "form.files", "4" },
	{ 414, ERR_LIMIT, "request.target_long", "" },
	{ 415, ERR_USAGE, "form.type", "" },
	{ 415, ERR_USAGE, "request.packed", "" },
	{ 431, ERR_LIMIT, "request.head_large", "" },
	{ 501, ERR_USAGE, "request.coding", "" },
	{ 503, ERR_BUSY, "request.busy", "" },
	{ 505, ERR_USAGE, "request.version", "" },
	{ 507, ERR_FULL, "file.full", "/rahasia/incoming/upload-1" },
	{ 500, ERR_IO, "err.io", "/rahasia/incoming/upload-1" },
};

static struct http_fault fault_at(size_t i)
{
	return (struct http_fault){ refused[i].status,
		                    err_new(house->c->arena, refused[i].code, STR(""),
		                            refused[i].message, str_of(refused[i].value)) };
}

/* All but a full queue and a slow sender, where nobody may wait for the database. */
static bool has_frame(size_t i)
{
	return refused[i].code != ERR_BUSY && refused[i].code != ERR_GONE;
}

static void check_refusal(const struct house_ask *ask, const struct house_answer *a, size_t i,
                          enum lang lang)
{
	static const char *const saved[] = { "error.nothing_changed", "error.nothing_saved" };
	struct str what = words_err(house->answer_arena, lang, ask->fault.err);

	if (a->status != refused[i].status || !str_starts(a->type, STR("text/html")))
		house_fail(a, ask, "another status or type");
	if (refused[i].code == ERR_FULL)
		what = words_get(lang, STR("error.what_full"));
	if (refused[i].status != 500 && str_find(a->body, what) < 0)
		house_fail(a, ask, refused[i].message);
	/* Where things lie on the server is not for readers. */
	if (house_says(a, "/rahasia"))
		house_fail(a, ask, "names a place on the server");
	if (str_find(a->body, words_get(lang, str_of(saved[ask->method == HTTP_POST]))) < 0)
		house_fail(a, ask, "does not say what was saved");
	if (!house_says(a, lang == LANG_EN ? "<html lang=\"en\"" : "<html lang=\"id\"") ||
	    !house_says(a, "<h1>") || !house_says(a, "</html>") ||
	    str_find(a->body, STR("{value}")) >= 0 || str_find(a->body, STR("error.")) >= 0)
		house_fail(a, ask, "no whole page");
	if (str_find(a->body, STR("<script>")) >= 0 || str_find(a->body, STR("<style")) >= 0)
		house_fail(a, ask, "a page with code of its own");
	if (house_says(a, "action=\"/keluar\"") != (ask->session.len > 0 && has_frame(i)))
		house_fail(a, ask, "another frame than expected");
	assert_true(str_find(house_log(house), reference_in(a->body, "<span class=\"mono\">")) >=
	            0);
}

static void a_refused_request_is_answered_by_a_page_of_the_house(void **state)
{
	struct str session = house_enter(house, "admin");

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++)
		for (int k = 0; k < 8; k++) {
			enum lang lang = k & 1 ? LANG_EN : LANG_ID;
			struct house_ask ask = { .method = k & 2 ? HTTP_POST : HTTP_GET,
				                 .target = "/kerja/pegawai",
				                 .language = lang == LANG_EN ? "en" : "id",
				                 .session = k & 4 ? session : STR(""),
				                 .fault = fault_at(i) };
			struct house_answer a = house_ask(house, &ask);

			check_refusal(&ask, &a, i, lang);
			assert_str(house_header(&a, "Allow"),
			           refused[i].status == 405 ? "GET, HEAD, POST" : "");
			assert_str(house_header(&a, "Retry-After"),
			           refused[i].status == 503 ? "5" : "");
		}
}

static void a_refused_request_of_the_api_is_answered_by_a_problem(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		struct house_ask ask = { .target = "/api/v1/people", .fault = fault_at(i) };
		struct house_answer a = house_ask(house, &ask);
		const struct json_value *value;
		struct str text;
		int64_t status;

		if (a.status != refused[i].status ||
		    !str_eq(a.type, STR("application/problem+json")))
			house_fail(&a, &ask, "no problem");
		assert_ok(json_read(house->answer_arena, a.body, &value));
		assert_true(json_get_int(value, "status", &status) && status == a.status);
		assert_true(json_get_str(value, "title", &text) && text.len > 0);
		assert_true(json_get_str(value, "detail", &text) && text.len > 0);
		assert_true(json_get_str(value, "reference", &text) && text.len == 9);
	}
}

static void the_path_of_a_refused_request_leads_nowhere(void **state)
{
	static const char *const paths[] = {
		"//jahat.contoh",          "/\\jahat.contoh",        "/%2F/jahat.contoh",
		"/a%zz\"><b>jahat.contoh", "/kerja/../jahat.contoh",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++)
		for (int k = 0; k < 2; k++) {
			struct house_ask ask = { .target = paths[i],
				                 .session = k ? house_enter(house, "admin")
				                              : STR(""),
				                 .fault = fault_at(0) };
			struct house_answer a = house_ask(house, &ask);

			assert_int_equal(a.status, 400);
			if (house_says(&a, "jahat"))
				house_fail(&a, &ask, "the path came back");
		}
}

static void a_full_queue_is_told_without_the_database(void **state)
{
	struct house_ask ask = { .target = "/kerja", .session = house_enter(house, "admin") };
	struct db *db = house->app.config.db;
	struct house_answer a;

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++) {
		if (has_frame(i))
			continue;
		ask.fault = fault_at(i);
		house->app.config.db = NULL;
		a = house_ask(house, &ask);
		house->app.config.db = db;
		assert_int_equal(a.status, refused[i].status);
	}
}

/* Every form: what it was typed with is not what could be kept, so nothing is. */
static void a_form_with_control_characters_is_never_carried_out(void **state)
{
	static const struct {
		const char *target, *form, *keeps, *at;
	} rows[] = {
		{ "/kerja/pengguna/baru", "nama=bar%00u&tampilan=Baru&peran_leader=1",
		  "value=\"baru\"", "nama-galat" },
		{ "/kerja/pengguna/baru", "nama=baru&tampilan=Ba%1Bru&peran_leader=1",
		  "value=\"Baru\"", "tampilan-galat" },
		{ "/kerja/sistem/hapus-contoh", "agency=Kabupaten%01%20Baru&region=33.28",
		  "value=\"Kabupaten Baru\"", "agency-galat" },
		{ "/kerja/akun/sandi",
		  "sandi_lama=" HOUSE_PASSWORD "&sandi_baru=satu%00dua%20tiga%20empat"
		  "&sandi_ulang=satu%00dua%20tiga%20empat",
		  "sandi_baru-galat", "sandi_ulang-galat" },
	};
	struct str session = house_enter(house, "admin");
	int64_t before = house_number(house, "SELECT count(*) FROM account");

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct house_ask ask = { .method = HTTP_POST,
			                 .target = rows[i].target,
			                 .form = rows[i].form,
			                 .session = session };
		struct house_answer a = house_ask(house, &ask);
		struct str words = words_get(LANG_ID, STR("form.control"));

		if (a.status != 400 || str_find(a.body, words) < 0 ||
		    !house_says(&a, rows[i].keeps) || !house_says(&a, rows[i].at))
			house_fail(&a, &ask, "no message at the field");
	}
	assert_int_equal(house_number(house, "SELECT count(*) FROM account"), before);
}

static void the_api_describes_each_of_its_addresses(void **state)
{
	struct listing list = routes();
	struct house_answer a = house_get(house, STR(""), "/api/openapi.json");
	const struct json_value *value, *get;
	size_t count = 0;
	struct str text;

	(void)state;
	assert_int_equal(a.status, 200);
	assert_ok(json_read(house->answer_arena, a.body, &value));
	assert_true(json_get_str(value, "openapi", &text));
	assert_str(text, "3.1.0");
	for (size_t i = 0; i < list.count; i++) {
		if (!is_api(list.all[i]))
			continue;
		get = json_get(json_get(json_get(value, "paths"), list.all[i]->path), "get");
		assert_true(json_get_str(get, "summary", &text) && text.len > 0);
		assert_non_null(json_get(get, "responses"));
		count++;
	}
	assert_true(count >= 5);
	assert_int_equal(json_count(json_get(value, "paths")), count);
	a = house_get(house, STR(""), "/api");
	assert_true(house_says(&a, "/api/v1/people"));
}

/* ---- on a loop ---- */

static void a_loop_makes_nothing_but_pages_that_read(void **state)
{
	struct listing list = routes();
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < list.count; i++) {
		if (list.all[i]->lane != LANE_LOOP)
			continue;
		assert_int_equal(list.all[i]->tx, TX_READ);
		assert_int_equal(list.all[i]->method, HTTP_GET);
		count++;
	}
	assert_true(count > 0);
}

/* On PostgreSQL nothing is made there. */
static void assert_brief(bool expected)
{
	assert_int_equal(house->brief, expected && db_engine_of(house->c->db) == DB_SQLITE);
}

static void a_loop_leaves_faults_and_writing_to_workers(void **state)
{
	struct str session = house_enter(house, "admin");

	(void)state;
	assert_int_equal(house_get(house, session, "/kerja/pegawai").status, 200);
	assert_int_equal(house_get(house, session, "/kerja/pegawai").status, 200);
	assert_brief(true);
	assert_int_equal(house_get(house, STR(""), "/kerja/pegawai").status, 303);
	assert_brief(true);
	assert_int_equal(house_get(house, session, "/kerja/pegawai/1").status, 404);
	assert_brief(false);
	assert_int_equal(house_get(house, session, "/kerja/pegawai?urut=x").status, 400);
	assert_brief(false);
	/* That a session is in use is noted now and then. */
	house->now += AUTH_SESSION_SEEN;
	assert_int_equal(house_get(house, session, "/kerja/pegawai").status, 200);
	assert_brief(false);
	assert_int_equal(house_get(house, session, "/kerja/pegawai").status, 200);
	assert_brief(true);
	house->now = TEST_NOW;
}

static void a_session_that_was_ended_is_over_on_a_loop_too(void **state)
{
	struct str session = house_enter(house, "admin");

	(void)state;
	assert_int_equal(house_get(house, session, "/kerja/pegawai").status, 200);
	assert_int_equal(house_get(house, session, "/kerja/pegawai").status, 200);
	assert_brief(true);
	assert_int_equal(house_post(house, session, "/keluar", "").status, 303);
	assert_int_equal(house_get(house, session, "/kerja/pegawai").status, 303);
	assert_brief(true);
}

/* ---- the house ---- */

static int open_house(void **state)
{
	struct house_answer a;

	if (test_setup(state) != 0)
		return -1;
	house = house_open(*state);
	house_sample(house);
	a = house_post(house, house_enter(house, "admin"), "/kerja/pengguna/baru", GUEST_FORM);
	if (a.status == 200 || a.status == 303)
		return 0;
	print_error("no guest: %d\n%.*s\n", a.status, STR_ARG(a.body));
	return -1;
}

static int close_house(void **state)
{
	house_close(house);
	return test_teardown(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_role_opens_what_the_matrix_says_and_nothing_else),
		cmocka_unit_test(every_route_says_what_it_is_for_in_both_languages),
		cmocka_unit_test(few_routes_are_public_and_the_api_is_read_only),
		cmocka_unit_test(every_page_speaks_both_languages),
		cmocka_unit_test(the_language_is_asked_for_then_kept_then_that_of_the_browser),
		cmocka_unit_test(a_form_is_taken_from_our_own_pages_only),
		cmocka_unit_test(a_token_belongs_to_one_browser),
		cmocka_unit_test(a_browser_without_a_cookie_gets_one_with_its_form),
		cmocka_unit_test(a_one_time_password_opens_the_own_account_only),
		cmocka_unit_test(a_session_ends_after_a_working_day_unused),
		cmocka_unit_test(an_unknown_page_is_404_and_a_wrong_method_405),
		cmocka_unit_test(an_error_page_has_a_reference_that_the_log_has_too),
		cmocka_unit_test(the_api_describes_each_of_its_addresses),
		cmocka_unit_test(an_error_of_the_api_is_a_problem_by_the_standard),
		cmocka_unit_test(a_refused_request_is_answered_by_a_page_of_the_house),
		cmocka_unit_test(a_refused_request_of_the_api_is_answered_by_a_problem),
		cmocka_unit_test(the_path_of_a_refused_request_leads_nowhere),
		cmocka_unit_test(a_full_queue_is_told_without_the_database),
		cmocka_unit_test(a_form_with_control_characters_is_never_carried_out),
		cmocka_unit_test(a_loop_makes_nothing_but_pages_that_read),
		cmocka_unit_test(a_loop_leaves_faults_and_writing_to_workers),
		cmocka_unit_test(a_session_that_was_ended_is_over_on_a_loop_too),
	};

	return cmocka_run_group_tests(tests, open_house, close_house);
}
