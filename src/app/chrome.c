/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "app/internal.h"
#include "app/menu.h"
#include "auth/session.h"
#include "base/arena.h"
#include "i18n/words.h"
#include "page/page.h"

enum lang chrome_lang(const struct req *rq, enum lang otherwise)
{
	struct str asked = http_field_get(&rq->query, "bahasa");

	if (asked.len == 0)
		asked = http_field_get(&rq->cookies, LANG_COOKIE);
	if (asked.len == 0)
		asked = str_sub(rq->accept_language, 0, 2);
	if (str_eq_nocase(asked, STR("en")))
		return LANG_EN;
	return str_eq_nocase(asked, STR("id")) ? LANG_ID : otherwise;
}

/* A refused request may have a path that leads elsewhere (//jahat.contoh): no link has it. */
static struct str path_of(const struct req *rq)
{
	return rq->fault.err != NULL ? STR("/") : rq->path;
}

/* This page in a language: its own query with another "bahasa". */
static struct page_url in_language(struct ctx *c, const struct req *rq, struct str lang)
{
	struct page_query *query = arena_array(c->arena, rq->query.count + 1, sizeof(*query));
	size_t count = 0;

	/* The answer to a post has no address of its own. */
	for (size_t i = 0; rq->method == HTTP_GET && i < rq->query.count; i++)
		if (!str_eq(rq->query.all[i].name, STR("bahasa")))
			query[count++] = (struct page_query){
				str_c(c->arena, rq->query.all[i].name), rq->query.all[i].value
			};
	query[count++] = (struct page_query){ "bahasa", lang };
	return page_url_query(c->arena, path_of(rq), query, count);
}

/* The first letters of the first two words. */
static struct str initials_of(struct ctx *c, struct str name)
{
	struct buf out;
	struct str rest = name, word;

	buf_init(&out, c->arena);
	for (int words = 0; words < 2 && str_cut(&rest, ' ', &word);) {
		size_t len = 1;

		if (word.len == 0)
			continue;
		while (len < word.len && ((unsigned char)word.ptr[len] & 0xC0) == 0x80)
			len++;
		buf_add(&out, str_sub(word, 0, len));
		words++;
	}
	return buf_str(&out);
}

static bool may(const void *reader, enum permission permission)
{
	return session_may(reader, permission);
}

static void person_fill(struct ctx *c, const struct account_session *s, struct page_chrome *chrome)
{
	enum role role = session_role(s);

	chrome->signed_in = true;
	chrome->person = s->display.len > 0 ? s->display : s->name;
	chrome->initials = initials_of(c, chrome->person);
	chrome->role = role == ROLE_COUNT
	                       ? STR("role.none")
	                       : str_fmt(c->arena, "role.%.*s", STR_ARG(role_code(role)));
}

const struct page_chrome *chrome_make(struct ctx *c, const struct menu *menu,
                                      const struct registry_agency *agency, const struct req *rq)
{
	struct page_chrome *chrome = ARENA_NEW(c->arena, struct page_chrome);

	chrome->path = path_of(rq);
	chrome->search = http_field_get(&rq->query, "q");
	chrome->in_indonesian = in_language(c, rq, STR("id"));
	chrome->in_english = in_language(c, rq, STR("en"));
	chrome->csrf = auth_csrf_token(c->arena, http_field_get(&rq->cookies, AUTH_VISIT_COOKIE));
	chrome->now = c->now;
	chrome->zone_hours = agency == NULL ? 7 : agency->zone_hours;
	chrome->today = date_of_instant(c->now, chrome->zone_hours);
	if (agency != NULL) {
		chrome->agency = agency->name;
		chrome->is_sample = agency->is_sample;
	}
	if (rq->session != NULL) {
		person_fill(c, rq->session, chrome);
		chrome->csrf = rq->session->csrf;
		menu_fill(menu, c->arena, path_of(rq), may, rq->session, chrome);
	}
	return chrome;
}
