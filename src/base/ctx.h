/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_CTX_H
#define ABDI_BASE_CTX_H

#include <stdint.h>

struct arena;
struct cache;
struct db;
struct db_conn;

/* The reader's language. Indonesian is the first and the default. */
enum lang { LANG_ID, LANG_EN };

/*
 * The only ambient thing: one request, command or job step.
 *   arena       its memory and its open things
 *   db          the installation's database: asks for transactions (db_read, db_write)
 *   conn        the connection of the running transaction; NULL outside one
 *   now         the instant this began, microseconds UTC; never read the clock in a rule
 *   agency_id   whose data this is; 0 before an agency exists
 *   actor_id    the account that asks; 0 is the operator at the command line
 *   cache       what this process remembers of answers, see cache.h; NULL: nothing
 */
struct ctx {
	struct arena *arena;
	struct db *db;
	struct db_conn *conn;
	int64_t now;
	int64_t agency_id;
	int64_t actor_id;
	enum lang lang;
	struct cache *cache;
};

#endif
