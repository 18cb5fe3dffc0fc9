/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_PAGE_REPLY_H
#define ABDI_PAGE_REPLY_H

#include "base/ctx.h"
#include "base/json.h"
#include "http/http.h"
#include "page/page.h"

/*
 * Start the answer as a page in the reader's language:
 *
 *	struct page p = page_begin(c, rq, rp);
 *
 *	registry_page_people(&p, &view);
 *	return NULL;
 */
struct page page_begin(struct ctx *c, const struct req *rq, struct reply *rp);

/* Start the answer as JSON; json_end() finishes it. */
struct json *page_json(struct ctx *c, struct reply *rp);

#endif
