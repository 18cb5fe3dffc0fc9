/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_APP_API_H
#define ABDI_APP_API_H

#include "base/ctx.h"
#include "base/err.h"
#include "http/http.h"

/* What the API has, printed from the route tables: a page for people, OpenAPI 3.1 for programs. */
const struct err *api_page_get(struct ctx *c, const struct req *rq, struct reply *rp);
const struct err *api_openapi_get(struct ctx *c, const struct req *rq, struct reply *rp);

#endif
