/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_APP_FOUNDING_H
#define ABDI_APP_FOUNDING_H

#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

/* An installation comes into being: its agency and its first account. By `init` or the wizard. */

#define FOUNDING_NAME_CHARS_MAX 200

struct founding {
	struct str agency;
	struct str region_code;
	struct str admin;         /* name for signing in */
	struct str password_hash; /* of auth_password_hash() */
	struct str region_name;   /* found by founding_look() */
	int64_t agency_id;        /* made by founding_carry_out() */
};

/* May an agency be called that? Errors: INVALID. Needs no database. */
const struct err *founding_name_check(struct ctx *c, struct str name);

/* Is the region one of the Ministry's? Errors: INVALID with the nearest code as its value. */
const struct err *founding_region_check(struct ctx *c, struct founding *f);

/*
 * May an installation be founded: is there no agency, or nobody who could sign in to it? The latter
 * is what is left when the sample was being made and nobody came to own it.
 *   begun   the latter
 */
const struct err *founding_is_open(struct ctx *c, bool *open, bool *begun);

/*
 * What can be known before the slow hash, inside a transaction: nobody was here before, and the
 * region is one of the Ministry's. Errors: CONFLICT, also for a sample that nobody owns; INVALID
 * with the nearest code as its value.
 */
const struct err *founding_look(struct ctx *c, struct founding *f);

/* Add agency and admin, inside a write transaction. Errors: CONFLICT; those of auth_account_add. */
const struct err *founding_carry_out(struct ctx *c, struct founding *f);

#endif
