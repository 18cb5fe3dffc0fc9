/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_HTTP_SERVER_H
#define ABDI_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "http/http.h"
#include "http/route.h"

struct arena;
struct http_server;

/*
 * An HTTP/1.1 server around libmicrohttpd; server.c is the only file that knows that library.
 *
 * A few loops parse, guard the framing, answer static files and put uploads on disk; they never
 * wait. A whole request goes through a bounded queue to a worker of its lane, which runs `handle`
 * and wakes the connection. A full queue answers 503 with Retry-After at once. What the plan says
 * is short the loop tries itself first: handing over costs as much as a page.
 *
 * Guarded before anything is read: more than one Content-Length, Transfer-Encoding beside
 * Content-Length, none or several Host, control bytes in a header's value, a target longer than
 * HTTP_TARGET_BYTES_MAX. Such a request goes to `handle` as well, with the reason in rq->fault, and
 * its connection is closed behind the answer. (The library ends a value at NUL before we see it:
 * what follows is lost, not obeyed.)
 */

#define SERVER_HEADER_SECONDS     10  /* from the first byte to the end of the headers */
#define SERVER_IDLE_SECONDS       30  /* between requests of one connection */
#define SERVER_BODY_BYTES_SECOND  1024 /* a body slower than this on average is cut */
#define SERVER_CONNECTIONS_MAX    2000
#define SERVER_CONNECTIONS_IP_MAX 200 /* of one address */

/* A file that the loops answer by themselves, in up to three encodings of one content. */
struct http_static {
	struct str path;         /* "/aset/app.1f2e3d4c.css" */
	struct str content_type;
	struct str plain;
	struct str gzip;         /* empty when it gained nothing */
	struct str brotli;
	struct str etag;         /* with its quotes */
};

/* What the loop must know of a request before its body comes. */
struct http_plan {
	enum route_lane lane;
	int64_t upload_bytes_max; /* 0: no file; HTTP_FORM_BYTES_MAX bounds the form */
	bool refuse_body;         /* the route takes none */
};

/*
 *   address       "127.0.0.1", "0.0.0.0", "::1"; port 0 takes a free one
 *   loops         1..4; workers of both lanes 1..16; queue_max requests wait per lane
 *   folder        where uploads lie until their request ends; 0700
 *   header_seconds, idle_seconds, body_bytes_second   0 takes SERVER_… above
 *   trust_proxy   believe X-Forwarded-For and X-Forwarded-Proto of a peer on loopback
 *   statics       sorted by path; live as long as the server
 *   plan          called on a loop, must not wait; path is decoded
 *   handle        called on a worker with an arena that is dropped when the answer is sent; when
 *                 rq->fault is BUSY or GONE on a loop or the timer, where it must not wait. For
 *                 LANE_LOOP on a loop, with rq->brief: then it may answer false for "this takes too
 *                 long here", and is called again on a quick worker as if for the first time
 */
struct http_server_config {
	struct str address;
	int port;
	int loops;
	int quick_workers;
	int slow_workers;
	int queue_max;
	struct str folder;
	bool trust_proxy;
	int header_seconds;
	int idle_seconds;
	int body_bytes_second;
	const struct http_static *statics;
	size_t static_count;
	void (*plan)(void *arg, enum http_method method, struct str path, struct http_plan *out);
	bool (*handle)(void *arg, struct arena *arena, struct req *rq, struct reply *rp);
	void *arg;
};

/*
 * Listen and serve. Headers that every answer carries (policy, nosniff, referrer) are added here.
 * Errors: BUSY the port is taken; DENIED; INVALID the address; IO.
 */
const struct err *http_server_start(struct arena *arena, const struct http_server_config *config,
                                    struct http_server **out);

/* The port it listens on. */
int http_server_port(const struct http_server *server);

/* Counts since the start, for metrics and tests. */
struct http_server_counts {
	int64_t requests;
	int64_t refused; /* by the guard */
	int64_t full;    /* 503 for a full queue */
	int64_t late;    /* cut for a deadline */
	int connections;
};
struct http_server_counts http_server_counted(struct http_server *server);

/* How long a handler may still run behind the seconds of http_server_stop(). */
#define SERVER_STOP_GRACE_SECONDS 5

/*
 * Stop: take no new connection, let work in flight end (at most `seconds`), tell 503 to what still
 * waits, then close. A handler that runs is given SERVER_STOP_GRACE_SECONDS more. When it does not
 * end by then false is returned: its thread cannot be ended from outside and uses what it was
 * given, so only the end of the process helps, or asking again later. The arena of
 * http_server_start() asks until it is true.
 */
bool http_server_stop(struct http_server *server, int seconds);

#endif
