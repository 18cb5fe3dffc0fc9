/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_HTTP_ROUTE_H
#define ABDI_HTTP_ROUTE_H

#include <stdbool.h>
#include <stddef.h>

#include "auth/permission.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"
#include "http/http.h"

/*
 * Routes are rows: each module's web.c ends in a table of them, app/modules.c lists the tables.
 * The dispatcher, the menus, the permission matrix and the description of the API are made from
 * these rows, so they cannot disagree.
 */

/* How the dispatcher wraps a handler. */
enum route_tx {
	TX_NONE,  /* no transaction: starts its own, or needs none */
	TX_READ,  /* one read-only snapshot */
	TX_WRITE, /* the whole handler is one write job; it may be run more than once */
};

/*
 * Where it runs. Slow work (hashing, files, exports) must not stand before quick pages. A page that
 * is mostly made in a fraction of a millisecond is made by the loop that read the request, without
 * being handed from thread to thread; when it takes longer this time, a quick worker makes it
 * anew. That is for TX_READ alone, and for handlers that do all their long work in the database.
 */
enum route_lane { LANE_QUICK, LANE_SLOW, LANE_LOOP };

/*
 * Fill the reply, or say why not. An error rolls everything back and becomes a page (or problem
 * JSON): INVALID 400, DENIED 403, MISSING 404, CONFLICT 409, LIMIT 413, BUSY and GONE 503, the
 * rest 500.
 */
typedef const struct err *route_handler(struct ctx *c, const struct req *rq, struct reply *rp);

struct route {
	enum http_method method;
	const char *path;             /* "/kerja/pegawai/{id}": {…} stands for one part of a path */
	enum permission permission;
	enum route_tx tx;
	enum route_lane lane;
	route_handler *handler;
	const char *summary;          /* catalogue key: one line that says what it is for */
	int64_t upload_bytes_max;     /* 0: takes no file */
};

/* A table of routes, with its length. */
struct route_table {
	const struct route *routes;
	size_t count;
};

/*
 * The row for a method and a path, with the parts at its {…}. A literal part wins over {…}.
 *   known   set when some row has this path under another method (405 rather than 404)
 */
const struct route *route_find(const struct route_table *tables, size_t table_count,
                               enum http_method method, struct str path,
                               struct str parts[HTTP_PATH_PARTS_MAX], bool *known);

#endif
