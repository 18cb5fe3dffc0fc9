/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_APP_INTERNAL_H
#define ABDI_APP_INTERNAL_H

#include <stdatomic.h>

#include "app/app.h"
#include "app/menu.h"
#include "http/http.h"
#include "http/route.h"
#include "http/server.h"
#include "registry/registry.h"

/* What one request may hold: a page of 500 people takes 1 MB, a form half of one. */
#define REQUEST_ARENA_BYTES (64u << 20)

/* The running server. Made at the start, read by all threads. */
struct app {
	struct app_config config;
	struct arena *arena; /* of the start */
	struct http_server *server;
	struct cache *cache; /* of answers that may be made again */
	const struct menu *menu;
	_Atomic uint32_t request_number; /* begins anywhere; see reference_of() */
	_Atomic int64_t long_ended_us;   /* when long work ended last; see rest.c */
	int64_t rested_us;               /* that of it after which memory was given back */
	struct str setup_code; /* shown in the start block; empty when somebody can sign in */
	_Atomic bool unowned;  /* nobody could at the start; false as soon as somebody can */
};

/* ---- dispatch.c ---- */

/*
 * Answer a request: who asks, may they, the handler in its transaction, or why not. False on a
 * loop (rq->brief) for what a worker has to do, anew.
 */
bool dispatch_handle(void *app, struct arena *arena, struct req *rq, struct reply *rp);

/* What a route takes, for the loop that reads its body. */
void dispatch_plan(void *app, enum http_method method, struct str path, struct http_plan *out);

/* ---- rest.c: memory that long work leaves behind goes back to the kernel when it is over ---- */

/* A request or job took so long. */
void rest_note(struct app *app, int64_t us);

/* Is it time? Asked by the main thread now and then. */
void rest_look(struct app *app);

/* ---- chrome.c ---- */

/* What stands around a page for this reader. */
const struct page_chrome *chrome_make(struct ctx *c, const struct menu *menu,
                                      const struct registry_agency *agency, const struct req *rq);

/* The language of a reader: ?bahasa=, then the cookie, then Accept-Language, then `otherwise`. */
enum lang chrome_lang(const struct req *rq, enum lang otherwise);

#define LANG_COOKIE "abdi_bahasa"

/* ---- fault.c ---- */

/* The status of an error. */
int fault_status(const struct err *err);

/*
 * Make the answer one that says what happened, whether anything was saved and what to do, as a page
 * or as problem JSON (RFC 9457).
 *   reference   shown to the reader and written to the log
 */
void fault_reply(struct ctx *c, const struct req *rq, const struct err *err, struct str reference,
                 struct reply *rp);

/* ---- app.c ---- */

/* Where the running server is: "http://127.0.0.1:8080". */
struct str app_url(struct arena *arena, const struct app *app);

/* ---- start_block.c ---- */

/* What the start prints (ux.md 18). `us` is how long it took. */
const struct err *start_block(struct ctx *c, const struct app *app, int64_t us);

#endif
