/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_TEST_ROSTER_H
#define ABDI_TEST_ROSTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "registry/import.h"

/* What tests of imports share: rosters as texts, and the registry as a text to compare. */

/* A query of a test only; id -1 keeps it out of the caches of the program's own. */
#define TEST_QUERY(words, count)              \
	(&(const struct db_query){            \
		.name = "test",               \
		.sqlite = (words),            \
		.postgres = (words),          \
		.id = -1,                     \
		.params = (count),            \
	})

/* An hour later, and a day. */
#define TEST_HOUR (INT64_C(3600) * 1000000)

/* What an import told, one line each; `during` is run when all is written and nothing published. */
struct roster_told {
	struct import_result result;
	struct str findings; /* line code column [other] [other_line] */
	struct str changes;  /* line column: before -> after */
	struct str absent;   /* name, NIP */
	struct str rejects;  /* the records handed back */
};

/* Lay in the law and found the agency; c->agency_id becomes it. */
void roster_found(struct ctx *c);

struct date roster_day(const char *iso);

/* A request for the text as a file; its listener is empty. */
struct import_request roster_request(struct ctx *c, const char *text, const char *as_of);

/* Import the text and keep what is told; or only try to, and give back the refusal. */
struct roster_told roster_import(struct ctx *c, const char *text, const char *as_of);
struct roster_told roster_dry_run(struct ctx *c, const char *text, const char *as_of);
const struct err *roster_try(struct ctx *c, const char *text, const char *as_of);
/* The same, with a callback in the middle: everything is written, nothing is published. */
const struct err *roster_try_during(struct ctx *c, const char *text, const char *as_of,
                                    const struct err *(*during)(void *arg), void *arg);

/* Take an import back. */
const struct err *roster_undo(struct ctx *c, int64_t number);

/* What the registry believed of a person at an instant, one line a fact. */
struct str roster_dossier(struct ctx *c, const char *nip, int64_t known_at);

/*
 * Everything that readers see on a date: units, positions, holders, standings, the dossiers and
 * the entries of these people (NULL ends), and what a search for each fragment of the alphabet
 * finds. Two equal texts are two equal registries.
 */
struct str roster_picture(struct ctx *c, const char *on, const char *const *nips);

/* One number: of a query without values, inside a transaction of its own. */
int64_t roster_number(struct ctx *c, const char *query);

#endif
