/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_APP_APP_H
#define ABDI_APP_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/log.h"
#include "base/str.h"

/*
 * The composition root of the server: the list of modules, the dispatcher between the network and
 * their handlers, what stands around every page, and the life of the process.
 */

#define APP_PORT 8080 /* where it listens unless told otherwise */

/*
 *   db        open, at the newest schema step; outlives the server
 *   address   "127.0.0.1"; port 0 takes a free one
 *   clock     the present instant, microseconds UTC; gets clock_arg; safe from any thread
 *   log       one line a request
 *   out       where the start block goes (ux.md 18); NULL for none
 *   stop      looked at ten times a second; the server ends when it is set
 *   trust_proxy   believe the forwarding headers of a peer on loopback
 */
struct app_config {
	struct db *db;
	struct str db_name;  /* as shown at the start, without a password */
	struct str address;
	int port;
	int64_t (*clock)(void *arg);
	void *clock_arg;
	const struct log *log;
	FILE *out;
	bool color;
	const volatile int *stop;
	bool trust_proxy;
	enum lang lang;      /* of the start block, and of readers who state none */
};

struct app;

/*
 * Start serving. A database without an agency is served, too: with a setup code in the start
 * block and the first-run wizard at /awal.
 *   c   for the start; its arena owns the server
 * Errors: those of http_server_start() and of the database.
 */
const struct err *app_start(struct ctx *c, const struct app_config *config, struct app **out);

/* The port it listens on. */
int app_port(const struct app *app);

/* Serve until *config.stop, then let work in flight end. */
const struct err *app_run(struct app *app);

#endif
