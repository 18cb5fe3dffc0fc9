/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "page/reply.h"
#include "pages_registry.h"
#include "registry/web_common.h"
#include "registry/web_view.h"

#define HITS 10 /* of each kind on the page */

const struct err *registry_web_find(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct find_ask ask = { .text = registry_web_get(rq, "q", "q"), .limit = HITS };
	struct find_answer *found = ARENA_NEW(c->arena, struct find_answer);
	struct find_view v = { .text = ask.text, .found = found };
	struct page p;

	ask.on = registry_web_today(c, rq);
	v.on = ask.on;
	TRY(registry_web_unit(c, rq, 0, ask.on, &ask.unit_id, &v.scope));
	TRY(registry_find(c, &ask, found));
	v.all_people = page_url_query(c->arena, STR("/kerja/pegawai"),
	                              (struct page_query[]){ { "q", ask.text } }, 1);
	v.all_posts = page_url_query(c->arena, STR("/kerja/jabatan"),
	                             (struct page_query[]){ { "q", ask.text } }, 1);
	p = page_begin(c, rq, rp);
	registry_page_find(&p, &v);
	return NULL;
}
