/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <time.h>

#include "app/founding.h"
#include "app/internal.h"
#include "app/modules.h"
#include "auth/session.h"
#include "base/arena.h"
#include "db/db.h"
#include "i18n/words.h"
#include "page/page.h"

#define PATH_SETUP  "/awal"
#define PATH_STATUS "/status"
#define YEAR_SECONDS (365 * 24 * 3600)
#define ZONE_WIB    7 /* before there is an agency */
#define STATUS_REFUSED 400

/* One request on its way. */
struct passage {
	struct app *app;
	struct ctx c;
	struct req *rq;
	struct reply *rp;
	const struct route *route;
	struct registry_agency agency;
	bool has_agency;
	bool is_open; /* for the first-run wizard */
	bool handled; /* a way-in check answered by itself: the handler is not run */
	bool done;    /* it came to an end; on a loop it may not */
};

static int64_t microseconds(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/*
 * "7F3A-91C4": what the reader reads out on the telephone stands in the log, too. Numbers that
 * begin anywhere, stirred so that one misheard sign leads to no other request; no two of the next
 * four billion are alike.
 */
static struct str reference_of(struct app *app, struct arena *arena)
{
	uint32_t n = atomic_fetch_add(&app->request_number, 1);

	n = (n ^ n >> 16) * 0x85EBCA6Bu;
	n = (n ^ n >> 13) * 0xC2B2AE35u;
	n ^= n >> 16;
	return str_fmt(arena, "%04X-%04X", n >> 16, n & 0xFFFF);
}

/* ---- the way in ---- */

static bool under(struct str path, const char *prefix)
{
	struct str own = str_of(prefix);

	return str_eq(path, own) || (str_starts(path, own) && path.ptr[own.len] == '/');
}

static const struct err *find_route(struct passage *g)
{
	bool known = false;

	g->route = module_route_find(g->rq->method, g->rq->path, g->rq->parts, &known);
	if (g->route == NULL)
		return err_new(g->c.arena, known ? ERR_USAGE : ERR_MISSING, STR(""),
		               known ? "error.method" : "error.no_page", STR(""));
	g->rq->route = g->route;
	if (strstr(g->route->path, "{id}") != NULL &&
	    (!str_is_digits(g->rq->parts[0]) || !str_int(g->rq->parts[0], &g->rq->id)))
		return err_new(g->c.arena, ERR_MISSING, STR(""), "error.no_page", STR(""));
	return NULL;
}

/* While nobody can sign in; looked at only until somebody can. */
static const struct err *look_for_owner(struct passage *g, struct ctx *c)
{
	bool begun;

	if (!g->app->unowned)
		return NULL;
	TRY(founding_is_open(c, &g->is_open, &begun));
	if (!g->is_open)
		g->app->unowned = false;
	return NULL;
}

/* Who asks, and whose house this is: inside whatever transaction there is. */
static const struct err *identify(struct passage *g, struct ctx *c)
{
	TRY(registry_agency_only(c, &g->agency, &g->has_agency));
	c->agency_id = g->agency.id;
	g->c.agency_id = g->agency.id;
	g->is_open = !g->has_agency;
	if (!g->has_agency)
		return NULL;
	TRY(look_for_owner(g, c));
	TRY(auth_session_find(c, http_field_get(&g->rq->cookies, AUTH_SESSION_COOKIE),
	                      &g->rq->session));
	if (g->rq->session != NULL)
		c->actor_id = g->c.actor_id = g->rq->session->account_id;
	return NULL;
}

static void visit_make(struct passage *g, struct ctx *c)
{
	struct http_field *cookies;
	struct str visit;

	/* One that is not ours counts as none: it would lock its browser out of every form. */
	if (g->rq->session != NULL ||
	    auth_csrf_token(c->arena, http_field_get(&g->rq->cookies, AUTH_VISIT_COOKIE)).len > 0)
		return;
	visit = auth_visit_new(c->arena);
	reply_cookie(g->rp, c->arena, AUTH_VISIT_COOKIE, visit, 0, g->rq->secure);
	cookies = arena_array(c->arena, g->rq->cookies.count + 1, sizeof(*cookies));
	for (size_t i = 0; i < g->rq->cookies.count; i++)
		cookies[i] = g->rq->cookies.all[i];
	cookies[g->rq->cookies.count] = (struct http_field){ STR(AUTH_VISIT_COOKIE), visit };
	g->rq->cookies = (struct http_fields){ .all = cookies, .count = g->rq->cookies.count + 1 };
}

static void redirect(struct passage *g, struct str path)
{
	(void)reply_see_other(g->rp, path);
	g->handled = true;
}

/*
 * May this request reach its handler? Sent elsewhere: everybody while nobody could sign in, whoever
 * is not signed in, whoever must change a one-time password first.
 */
static const struct err *admit(struct passage *g)
{
	const struct req *rq = g->rq;
	const struct account_session *s = rq->session;

	if (g->is_open && !under(rq->path, PATH_SETUP) && !under(rq->path, PATH_STATUS)) {
		redirect(g, STR(PATH_SETUP));
		return NULL;
	}
	if (session_may(s, g->route->permission)) {
		if (s != NULL && session_must_change(s, rq->path))
			redirect(g, STR(AUTH_PATH_ACCOUNT));
		return NULL;
	}
	if (s != NULL)
		return err_new(g->c.arena, ERR_DENIED, STR(""), "error.not_permitted", STR(""));
	if (rq->wants_json)
		return err_new(g->c.arena, ERR_DENIED, STR(""), "error.not_signed_in", STR(""));
	redirect(g, rq->method == HTTP_GET ? auth_sign_in_path(g->c.arena, rq->path, rq->query_text)
	                                   : STR(AUTH_PATH_SIGN_IN));
	return NULL;
}

/* A form is taken from our own pages only: by where the browser says it stood, and by its token. */
static const struct err *check_origin(struct passage *g)
{
	const struct req *rq = g->rq;
	struct str origin = rq->origin;
	ptrdiff_t slashes = str_find(origin, STR("://"));

	if (rq->fetch_site.len > 0 && !str_eq(rq->fetch_site, STR("same-origin")))
		return err_new(g->c.arena, ERR_DENIED, STR(""), "auth.csrf", STR(""));
	/* "null" is a page without an origin, such as a frame in a sandbox: none of ours. */
	if (origin.len > 0 &&
	    (slashes < 0 ||
	     !str_eq_nocase(str_sub(origin, (size_t)slashes + 3, origin.len), rq->host)))
		return err_new(g->c.arena, ERR_DENIED, STR(""), "auth.csrf", STR(""));
	return auth_csrf_check(&g->c,
	                       http_field_get(&rq->cookies, rq->session != NULL
	                                                            ? AUTH_SESSION_COOKIE
	                                                            : AUTH_VISIT_COOKIE),
	                       http_field_get(&rq->form, "csrf"));
}

static const struct err *enter(struct passage *g, struct ctx *c)
{
	TRY(identify(g, c));
	visit_make(g, c);
	g->rq->chrome = chrome_make(c, g->app->menu, g->has_agency ? &g->agency : NULL, g->rq);
	TRY(admit(g));
	if (!g->handled && g->rq->method == HTTP_POST)
		TRY(check_origin(g));
	return NULL;
}

/* ---- the handler, in its transaction ---- */

static const struct err *enter_work(struct ctx *c, void *arg)
{
	return enter(arg, c);
}

/*
 * Control characters were taken out of the form, so it is not what its writer typed. form_read()
 * tells that at the field; where a handler read it otherwise and went on, nothing is kept. One with
 * transactions of its own asks form_controls().
 */
static const struct err *check_controls(const struct passage *g, struct ctx *c)
{
	const struct http_fields *form = &g->rq->form;

	if (form->cut_count == 0 || g->rp->status >= STATUS_REFUSED)
		return NULL;
	return err_new(c->arena, ERR_INVALID, form->cut[0], "form.control", STR(""));
}

static const struct err *read_work(struct ctx *c, void *arg)
{
	struct passage *g = arg;

	TRY(enter(g, c));
	if (g->handled)
		return NULL;
	TRY(g->route->handler(c, g->rq, g->rp));
	return check_controls(g, c);
}

/* A write job may be run again: the answer begins anew each time, with the headers so far. */
static const struct err *write_work(struct ctx *c, void *arg)
{
	struct passage *g = arg;
	struct reply before = *g->rp;
	const struct err *err;

	c->agency_id = g->c.agency_id;
	c->actor_id = g->c.actor_id;
	buf_clear(&g->rp->body);
	err = g->route->handler(c, g->rq, g->rp);
	if (err == NULL)
		err = check_controls(g, c);
	if (err != NULL)
		*g->rp = before;
	return err;
}

static const struct err *pass(struct passage *g)
{
	if (g->rq->fault.err != NULL)
		return g->rq->fault.err;
	TRY(find_route(g));
	if (g->rq->brief)
		return db_read_brief(&g->c, read_work, g, &g->done);
	if (g->route->tx == TX_READ)
		return db_read(&g->c, read_work, g);
	TRY(db_read(&g->c, enter_work, g));
	if (g->handled)
		return NULL;
	if (g->route->tx == TX_WRITE)
		return db_write(&g->c, write_work, g);
	return g->route->handler(&g->c, g->rq, g->rp);
}

/* ---- the whole ---- */

static void log_request(const struct passage *g, const struct err *err, struct str reference,
                        int64_t us)
{
	bool bad = err != NULL && g->rq->fault.err == NULL && fault_status(err) >= 500;

	log_line(g->app->config.log, bad ? LOG_ERROR : LOG_INFO, g->c.now, "request",
	         LOG_STR("id", reference), LOG_INT("actor", g->c.actor_id),
	         LOG_STR("route", g->route == NULL ? STR("none") : str_of(g->route->path)),
	         LOG_INT("status", g->rp->status), LOG_INT("us", us),
	         LOG_STR("error", err == NULL ? STR("") : str_of(err->message)),
	         LOG_STR("detail", bad ? err->detail : STR("")));
}

static bool session_is_to_be_kept(const struct passage *g)
{
	return g->rq->session != NULL && auth_session_is_seen_late(g->rq->session, g->c.now);
}

/* Best effort, after the answer stands: a session that is used lives on. */
static void keep_session(struct passage *g)
{
	if (session_is_to_be_kept(g))
		(void)auth_session_seen(&g->c, g->rq->session->id);
}

/* A loop answers what went well in no time. Writing and explaining are a worker's. */
static bool is_for_worker(const struct passage *g, const struct err *err)
{
	return g->rq->brief && (!g->done || err != NULL || session_is_to_be_kept(g));
}

/* Whoever goes astray is still who they are: the page that says so stands in their own frame. */
static const struct err *frame_work(struct ctx *c, void *arg)
{
	struct passage *g = arg;

	TRY(identify(g, c));
	g->rq->chrome = chrome_make(c, g->app->menu, g->has_agency ? &g->agency : NULL, g->rq);
	return NULL;
}

/* Who must not wait, or what the database itself said, leaves the reader without a frame. */
static bool may_have_frame(const struct passage *g, const struct err *err)
{
	return err->code == ERR_MISSING || err->code == ERR_USAGE ||
	       (g->rq->fault.err != NULL && err->code != ERR_BUSY && err->code != ERR_GONE);
}

/* Of two methods the other one is the one that this path has. */
static struct str allowed(const struct req *rq)
{
	if (rq->fault.err != NULL)
		return STR("GET, HEAD, POST");
	return rq->method == HTTP_POST ? STR("GET, HEAD") : STR("POST");
}

/* A page about a failure still needs something to stand around it when there is no database. */
static void answer_failure(struct passage *g, const struct err *err, struct str reference)
{
	if (g->rq->chrome == NULL && may_have_frame(g, err))
		(void)db_read(&g->c, frame_work, g);
	if (g->rq->chrome == NULL) {
		g->rq->session = NULL;
		g->rq->chrome = chrome_make(&g->c, g->app->menu, NULL, g->rq);
	}
	fault_reply(&g->c, g->rq, err, reference, g->rp);
	if (g->rp->status == 405)
		reply_header(g->rp, "Allow", allowed(g->rq));
}

static void keep_lang(const struct passage *g)
{
	struct str asked = http_field_get(&g->rq->query, "bahasa");

	if (asked.len > 0)
		reply_cookie(g->rp, g->c.arena, LANG_COOKIE,
		             g->c.lang == LANG_EN ? STR("en") : STR("id"), YEAR_SECONDS,
		             g->rq->secure);
}

bool dispatch_handle(void *arg, struct arena *arena, struct req *rq, struct reply *rp)
{
	struct app *app = arg;
	int64_t began = microseconds();
	int64_t us;
	struct str reference;
	const struct err *err;
	struct passage g = {
		.app = app,
		.rq = rq,
		.rp = rp,
		.c = { .arena = arena,
		       .db = app->config.db,
		       .now = app->config.clock(app->config.clock_arg),
		       .lang = chrome_lang(rq, app->config.lang),
		       .cache = app->cache },
	};

	rq->wants_json = under(rq->path, "/api/v1") ||
	                 str_find(rq->accept, STR("application/json")) == 0;
	err = pass(&g);
	if (is_for_worker(&g, err))
		return false;
	reference = reference_of(app, arena);
	if (err != NULL)
		answer_failure(&g, err, reference);
	keep_lang(&g);
	keep_session(&g);
	us = microseconds() - began;
	log_request(&g, err, reference, us);
	rest_note(app, us);
	return true;
}

/* Where every answer of the database has to be waited for, no page is made on a loop. */
static enum route_lane lane_of(const struct app *app, const struct route *route)
{
	if (route == NULL)
		return LANE_QUICK;
	return route->lane == LANE_LOOP && db_engine_of(app->config.db) != DB_SQLITE ? LANE_QUICK
	                                                                             : route->lane;
}

void dispatch_plan(void *arg, enum http_method method, struct str path, struct http_plan *out)
{
	struct str parts[HTTP_PATH_PARTS_MAX];
	bool known;
	const struct route *route = module_route_find(method, path, parts, &known);

	*out = (struct http_plan){
		.lane = lane_of(arg, route),
		.upload_bytes_max = route == NULL ? 0 : route->upload_bytes_max,
		.refuse_body = route == NULL || method == HTTP_GET,
	};
}
