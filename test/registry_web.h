/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_TEST_REGISTRY_WEB_H
#define ABDI_TEST_REGISTRY_WEB_H

#include <string.h>

#include "auth/account.h"
#include "auth/session.h"
#include "base/arena.h"
#include "base/cache.h"
#include "db/db.h"
#include "page/page.h"
#include "registry/web.h"
#include "test/roster.h"
#include "test/support.h"

/* A small roster, and asking the registry's routes as a browser asks. For one test program. */

#define HEAD                                                                                      \
	"NIP;NAMA;TEMPAT LAHIR;TANGGAL LAHIR;JENIS KELAMIN;STATUS;TMT CPNS;GOLONGAN;TMT GOLONGAN;" \
	"PENDIDIKAN;JENIS JABATAN;JABATAN;TMT JABATAN;UNIT KERJA;OPD\n"

#define ANI   "198502032010012001"
#define BUDI  "196803151990011002"
#define CITRA "199003152015042003"
#define DEDI  "198807212022211003"

#define ROSTER                                                                                 \
	HEAD ANI ";Ani Lestari, S.E.;Slawi;03-02-1985;P;PNS;01-01-2010;III/c;01-04-2018;S-1;"   \
	         "Jabatan Pelaksana;Analis Kepegawaian;01-03-2019;Bidang Mutasi;BKPSDM\n" BUDI   \
	         ";Drs. Budi Santoso, M.Si.;Brebes;15-03-1968;L;PNS;01-01-1990;IV/b;"            \
	         "01-10-2017;S-2;"                                                               \
	         "Jabatan Administrator;Kepala Bidang Mutasi;01-02-2018;Bidang Mutasi;BKPSDM\n"  \
	CITRA ";Citra Dewi;Tegal;15-03-1990;P;PNS;01-04-2015;III/b;01-04-2019;S-1;Jabatan "      \
	      "Pelaksana;Pengelola Keuangan;01-05-2016;Sekretariat;Dinas Perhubungan\n" DEDI     \
	      ";Dedi Kurnia;Tegal;21-07-1988;L;PPPK;01-03-2022;IX;01-03-2022;S-1;;;;"            \
	      "Sekretariat;Dinas Perhubungan\n"

/* ---- asking ---- */

/* What a browser got. */
struct answer {
	int status;
	struct str body;
	struct reply reply;
};

/* One request on its way: who asks, and for what. */
struct visit {
	struct account_session session;
	struct page_chrome chrome;
	struct req rq;
	struct reply *reply;
};

static int status_of(enum err_code code)
{
	switch (code) {
	case ERR_INVALID: return 400;
	case ERR_DENIED: return 403;
	case ERR_MISSING: return 404;
	case ERR_CONFLICT: return 409;
	case ERR_LIMIT: return 413;
	default: return 500;
	}
}

static const struct err *run(struct ctx *c, void *arg)
{
	struct visit *v = arg;

	buf_init(&v->reply->body, c->arena);
	v->reply->header_count = 0;
	v->reply->status = 200;
	return v->rq.route->handler(c, &v->rq, v->reply);
}

/* Ask as somebody who may read and write in a subtree. */
static struct answer ask(struct ctx *c, int64_t scope, enum http_method method, const char *target,
                         const char *form)
{
	const struct route_table table = { registry_routes, registry_route_count };
	struct visit *v = ARENA_NEW(c->arena, struct visit);
	struct str whole = str_of(target), path = whole;
	ptrdiff_t mark = str_find_char(whole, '?');
	struct answer answer = { .status = 200 };
	const struct err *err;
	bool known;

	v->session = (struct account_session){
		.roles = 1u << (scope == 0 ? ROLE_PERSONNEL : ROLE_UNIT_HEAD), .unit_scope = scope
	};
	v->chrome = (struct page_chrome){ .agency = STR("Kabupaten Contoh"),
		                          .signed_in = true,
		                          .role = STR("page.account"),
		                          .csrf = STR("token"),
		                          .in_indonesian = page_url_path(STR("/")),
		                          .in_english = page_url_path(STR("/")),
		                          .today = roster_day("2026-01-05") };
	v->rq.session = &v->session;
	v->rq.chrome = &v->chrome;
	v->rq.method = method;
	if (mark >= 0) {
		path = str_sub(whole, 0, (size_t)mark);
		v->rq.query_text = str_sub(whole, (size_t)mark + 1, whole.len);
	}
	assert_ok(http_parse_path(c->arena, path, &v->rq.path));
	assert_ok(http_parse_fields(c->arena, v->rq.query_text, &v->rq.query));
	assert_ok(http_parse_fields(c->arena, str_of(form), &v->rq.form));
	v->rq.route = route_find(&table, 1, method, v->rq.path, v->rq.parts, &known);
	assert_non_null(v->rq.route);
	(void)str_int(v->rq.parts[0], &v->rq.id);
	v->rq.wants_json = str_starts(path, STR("/api/"));
	v->reply = &answer.reply;
	err = v->rq.route->tx == TX_WRITE  ? db_write(c, run, v)
	      : v->rq.route->tx == TX_READ ? db_read(c, run, v)
	                                   : run(c, v);
	if (err != NULL) {
		answer.status = status_of(err->code);
		answer.body = str_of(err->message);
		return answer;
	}
	answer.status = answer.reply.status;
	answer.body = buf_str(&answer.reply.body);
	return answer;
}

static struct answer get(struct ctx *c, const char *target)
{
	return ask(c, 0, HTTP_GET, target, "");
}

static bool says(const struct answer *answer, const char *text)
{
	return str_find(answer->body, str_of(text)) >= 0;
}

#define assert_says(answer, text)   assert_says_at((answer), (text), true, __LINE__)
#define assert_silent(answer, text) assert_says_at((answer), (text), false, __LINE__)

static void assert_says_at(struct answer got, const char *text, bool wanted, int line)
{
	const struct answer *answer = &got;

	if (says(answer, text) == wanted)
		return;
	print_error(
		"line %d: status %d, %s \"%s\":\n%.*s\n", line, answer->status,
		wanted ? "nothing says" : "it says", text,
		STR_ARG(str_sub(answer->body, (size_t)(str_find(answer->body, STR("<main")) + 1),
	                        answer->body.len)));
	_fail(__FILE__, line);
}

/* ---- what there is ---- */

static int64_t number_of(struct ctx *c, const char *query)
{
	return roster_number(c, query);
}

static int64_t person_of(struct ctx *c, const char *nip)
{
	return number_of(
		c,
		str_c(c->arena, str_fmt(c->arena, "SELECT id FROM person WHERE nip = '%s'", nip)));
}

static int64_t unit_of(struct ctx *c, const char *name)
{
	return number_of(c, str_c(c->arena, str_fmt(c->arena,
	                                            "SELECT unit_id FROM unit_fact_live WHERE "
	                                            "name = '%s'",
	                                            name)));
}

static int setup_empty(void **state)
{
	struct ctx *c;

	if (test_setup(state) != 0)
		return -1;
	c = *state;
	roster_found(c);
	return 0;
}

static int setup(void **state)
{
	if (setup_empty(state) != 0)
		return -1;
	(void)roster_import(*state, ROSTER, "2025-12-31");
	return 0;
}

#endif
