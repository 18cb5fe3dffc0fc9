/* SPDX-License-Identifier: Apache-2.0 */
#include "page/reply.h"

#include "base/buf.h"

#define PAGE_BYTES_USUAL (32u << 10) /* so that most pages are written without being moved */

struct page page_begin(struct ctx *c, const struct req *rq, struct reply *rp)
{
	rp->content_type = STR("text/html; charset=utf-8");
	buf_clear(&rp->body);
	buf_reserve(&rp->body, PAGE_BYTES_USUAL);
	return (struct page){
		.arena = c->arena,
		.out = &rp->body,
		.lang = c->lang,
		.chrome = rq->chrome,
	};
}

static const struct err *into_body(void *arg, struct str bytes)
{
	buf_add(arg, bytes);
	return NULL;
}

struct json *page_json(struct ctx *c, struct reply *rp)
{
	rp->content_type = STR("application/json");
	buf_clear(&rp->body);
	return json_new(c->arena, into_body, &rp->body);
}
