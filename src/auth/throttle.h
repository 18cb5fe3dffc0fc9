/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_AUTH_THROTTLE_H
#define ABDI_AUTH_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/key.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Waiting after failures. Tries are counted by the name that was typed, whether or not there is
 * such an account, and by the network they come from. Each has some tries free; then it waits,
 * twice as long each time up to a maximum, and counts from nothing again after an hour without a
 * try: so nobody is locked out for ever. What is kept is a digest under the installation's key:
 * names (some type their password there) and addresses cannot be read from the database.
 *
 * A browser that has signed in with a name before proves it with AUTH_KNOWN_COOKIE and has its own
 * count for that name: who types wrong passwords elsewhere does not make its owner wait.
 */

#define AUTH_KNOWN_COOKIE  "abdi_kenal"
#define AUTH_KNOWN_SECONDS (INT64_C(180) * 24 * 3600) /* half a year, anew with each sign-in */

/* Who tries. */
struct auth_attempt {
	struct str name;    /* as typed */
	struct str address; /* of the client; what is no address shares one count */
	struct str known;   /* the cookie AUTH_KNOWN_COOKIE as it came, or empty */
};

/*
 * Take one try, before the password is looked at: counted first, so that many at once get no more
 * than one after the other. Starts its own write job.
 *   wait_seconds   0: go on. Otherwise nothing was counted, and this is how long to wait.
 * Writes: sign_in_attempt.
 */
const struct err *auth_throttle_take(struct ctx *c, const struct auth_key *key,
                                     const struct auth_attempt *attempt, int64_t *wait_seconds);

/*
 * The try was right, in a write transaction: the name counts from nothing, the address has one
 * less.   Writes: sign_in_attempt.
 */
const struct err *auth_throttle_clear(struct ctx *c, const struct auth_key *key,
                                      const struct auth_attempt *attempt);

/* A value for AUTH_KNOWN_COOKIE after a sign-in with that name. */
struct str auth_known_new(struct arena *arena, const struct auth_key *key, struct str name);

/* Did we give that cookie for that name? */
bool auth_known_check(const struct auth_key *key, struct str name, struct str cookie);

#endif
