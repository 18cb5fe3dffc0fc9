/* SPDX-License-Identifier: Apache-2.0 */
#include "test/house.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/folder.h"
#include "app/menu.h"
#include "app/sample.h"
#include "auth/account.h"
#include "auth/session.h"
#include "auth/setup.h"
#include "base/arena.h"
#include "base/cache.h"
#include "base/log.h"
#include "db/db.h"
#include "law/law.h"
#include "test/roster.h"
#include "test/support.h"

#define CACHE_BYTES 1000000
#define SHOWN_BYTES 1500
#define QUERY_BYTES 4096

static int64_t clock_of(void *arg)
{
	return ((const struct house *)arg)->now;
}

struct house *house_open(struct ctx *c)
{
	struct house *h = calloc(1, sizeof(*h));
	const struct auth_key *key;

	assert_non_null(h);
	assert_ok(folder_ready(c, &key));
	h->c = c;
	h->now = TEST_NOW;
	h->log = (struct log){ open_memstream(&h->log_text, &h->log_bytes), LOG_DEBUG, false };
	assert_non_null(h->log.out);
	h->app.config = (struct app_config){
		.db = c->db, .clock = clock_of, .clock_arg = h, .log = &h->log, .lang = LANG_ID
	};
	h->app.cache = cache_new(c->arena, CACHE_BYTES);
	h->app.menu = menu_new(c->arena);
	h->visit = auth_visit_new(c->arena);
	return h;
}

void house_close(struct house *h)
{
	if (h->answer_arena != NULL)
		arena_free(h->answer_arena);
	fclose(h->log.out);
	free(h->log_text);
	free(h);
}

/* ---- who is there ---- */

static const struct err *agency_work(struct ctx *c, void *arg)
{
	struct registry_agency agency;
	bool found;

	(void)arg;
	TRY(registry_agency_only(c, &agency, &found));
	c->agency_id = found ? agency.id : 0;
	return NULL;
}

void house_sample(struct house *h)
{
	struct arena_mark mark = arena_mark(h->c->arena);
	const struct auth_key *key;

	assert_ok(law_seed(h->c));
	assert_ok(sample_make(h->c));
	arena_rewind(h->c->arena, mark); /* gives back the lock on acts */
	assert_ok(folder_ready(h->c, &key));
	assert_ok(sample_accounts(h->c, key, STR(HOUSE_PASSWORD)));
}

static const struct err *setup_work(struct ctx *c, void *arg)
{
	return auth_setup_make(c, arg);
}

void house_setup_code(struct house *h)
{
	assert_ok(law_seed(h->c));
	assert_ok(db_write(h->c, setup_work, &h->app.setup_code));
	h->app.unowned = true;
	h->app.setup_code = str_copy(h->c->arena, h->app.setup_code);
}

struct entering {
	const char *account;
	struct str token;
};

static const struct err *enter_work(struct ctx *c, void *arg)
{
	struct entering *e = arg;
	struct auth_account account;

	TRY(agency_work(c, NULL));
	TRY(auth_account_find_name(c, str_of(e->account), &account));
	return auth_session_begin(c, account.id, STR(""), &e->token);
}

struct str house_enter(struct house *h, const char *account)
{
	struct entering e = { .account = account };

	h->c->now = h->now;
	assert_ok(db_write(h->c, enter_work, &e));
	return str_copy(h->c->arena, e.token);
}

const char *house_account(enum role role)
{
	static const char *const names[ROLE_COUNT] = {
		[ROLE_ADMIN] = "admin",           [ROLE_PERSONNEL] = "kepegawaian",
		[ROLE_LEADER] = "pimpinan",       [ROLE_UNIT_HEAD] = "kepala-unit",
		[ROLE_INSPECTOR] = "pengawas",
	};

	return names[role];
}

/* ---- asking ---- */

static void add_cookies(struct house *h, struct arena *arena, const struct house_ask *ask,
                        struct req *rq)
{
	struct http_field *cookies = arena_array(arena, 1, sizeof(*cookies));

	if (ask->without_cookies)
		return;
	cookies[0] = ask->session.len > 0
	                     ? (struct http_field){ STR(AUTH_SESSION_COOKIE), ask->session }
	                     : (struct http_field){ STR(AUTH_VISIT_COOKIE), h->visit };
	rq->cookies = (struct http_fields){ .all = cookies, .count = 1 };
}

/* The fields of a form with the token that the page before would have given. */
static void add_form(struct house *h, struct arena *arena, const struct house_ask *ask,
                     struct req *rq)
{
	struct http_fields typed = { .count = 0 };
	struct http_field *all;

	if (ask->form != NULL)
		assert_ok(http_parse_fields(arena, str_of(ask->form), &typed));
	rq->form = typed;
	if (ask->without_token || rq->method != HTTP_POST)
		return;
	all = arena_array(arena, typed.count + 1, sizeof(*all));
	for (size_t i = 0; i < typed.count; i++)
		all[i] = typed.all[i];
	all[typed.count] = (struct http_field){
		STR("csrf"), auth_csrf_token(arena, ask->session.len > 0 ? ask->session : h->visit)
	};
	rq->form.all = all;
	rq->form.count = typed.count + 1;
}

static struct str given(const char *text, const char *otherwise)
{
	return str_of(text == NULL ? otherwise : text);
}

static struct req *request_of(struct house *h, struct arena *arena, const struct house_ask *ask)
{
	struct req *rq = ARENA_NEW(arena, struct req);
	struct str target = str_of(ask->target);
	ptrdiff_t mark = str_find_char(target, '?');

	rq->method = ask->method;
	if (mark >= 0)
		rq->query_text = str_sub(target, (size_t)mark + 1, target.len);
	rq->path = mark < 0 ? target : str_sub(target, 0, (size_t)mark);
	/* Of a refused request it is there as it came. */
	if (ask->fault.err == NULL)
		assert_ok(http_parse_path(arena, rq->path, &rq->path));
	assert_ok(http_parse_fields(arena, rq->query_text, &rq->query));
	rq->host = STR("abdi.contoh:8080");
	rq->peer = given(ask->peer, "127.0.0.1");
	rq->origin = given(ask->origin, "");
	rq->fetch_site = given(ask->fetch_site, "");
	rq->accept = given(ask->accept, "text/html,*/*");
	rq->accept_language = given(ask->language, "");
	rq->fault = ask->fault;
	add_cookies(h, arena, ask, rq);
	add_form(h, arena, ask, rq);
	return rq;
}

/* As the server does it: in brief where the plan says so, and anew when that takes too long. */
static bool handle(struct house *h, struct req *rq, bool brief, struct reply *rp)
{
	struct req before = *rq;
	struct arena_mark mark = arena_mark(h->answer_arena);

	*rp = (struct reply){ .status = 200 };
	buf_init(&rp->body, h->answer_arena);
	rq->brief = brief;
	if (dispatch_handle(&h->app, h->answer_arena, rq, rp))
		return true;
	arena_rewind(h->answer_arena, mark);
	*rq = before;
	return false;
}

static bool is_for_loop(struct house *h, const struct req *rq)
{
	struct http_plan plan;

	if (rq->fault.err != NULL)
		return false;
	dispatch_plan(&h->app, rq->method, rq->path, &plan);
	return plan.lane == LANE_LOOP;
}

struct house_answer house_ask(struct house *h, const struct house_ask *ask)
{
	struct house_answer answer = { .status = 0 };
	struct req *rq;

	if (h->answer_arena != NULL)
		arena_free(h->answer_arena);
	h->answer_arena = arena_new(REQUEST_ARENA_BYTES);
	rq = request_of(h, h->answer_arena, ask);
	h->brief = is_for_loop(h, rq) && handle(h, rq, true, &answer.reply);
	if (!h->brief)
		assert_true(handle(h, rq, false, &answer.reply));
	answer.status = answer.reply.status;
	answer.type = answer.reply.content_type;
	answer.body = answer.reply.file_path.len > 0
	                      ? test_read_file(h->answer_arena, answer.reply.file_path)
	                      : buf_str(&answer.reply.body);
	answer.location = house_header(&answer, "Location");
	return answer;
}

struct house_answer house_get(struct house *h, struct str session, const char *target)
{
	const struct house_ask ask = { .target = target, .session = session };

	return house_ask(h, &ask);
}

struct house_answer house_post(struct house *h, struct str session, const char *target,
                               const char *form)
{
	const struct house_ask ask = {
		.method = HTTP_POST, .target = target, .form = form, .session = session
	};

	return house_ask(h, &ask);
}

struct str house_header(const struct house_answer *answer, const char *name)
{
	for (size_t i = 0; i < answer->reply.header_count; i++)
		if (str_eq_nocase(answer->reply.headers[i].name, str_of(name)))
			return answer->reply.headers[i].value;
	return STR("");
}

struct str house_log(struct house *h)
{
	fflush(h->log.out);
	return (struct str){ h->log_text, h->log_bytes };
}

bool house_says(const struct house_answer *answer, const char *text)
{
	return str_find(answer->body, str_of(text)) >= 0;
}

int64_t house_number(struct house *h, const char *format, ...)
{
	char query[QUERY_BYTES];
	va_list args;

	va_start(args, format);
	vsnprintf(query, sizeof(query), format, args);
	va_end(args);
	return roster_number(h->c, query);
}

void house_fail_at(const struct house_answer *answer, const struct house_ask *ask,
                   const char *words, const char *file, int line)
{
	ptrdiff_t main = str_find(answer->body, STR("<main"));

	print_error("%s %s: %s\nstatus %d, to \"%.*s\", %.*s\n%.*s\n",
	            ask->method == HTTP_POST ? "POST" : "GET", ask->target, words, answer->status,
	            STR_ARG(answer->location), STR_ARG(answer->type),
	            STR_ARG(str_sub(answer->body, main < 0 ? 0 : (size_t)main, SHOWN_BYTES)));
	_fail(file, line);
}
