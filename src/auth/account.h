/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_AUTH_ACCOUNT_H
#define ABDI_AUTH_ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/key.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Accounts that may sign in, by name and password. A password is first digested under the
 * installation's key and then hashed slowly (Argon2id), which takes about 60 ms and 64 MiB: so
 * hashing stands apart from the transactions, and they stay short.
 */

#define AUTH_NAME_BYTES_MAX     64
#define AUTH_PASSWORD_CHARS_MIN 12
#define AUTH_PASSWORD_CHARS_MAX 200

/*
 * Hash a password for auth_account_add().
 *   password   AUTH_PASSWORD_CHARS_MIN..MAX code points of UTF-8; no rule on which
 * Errors: INVALID (the value is never quoted); INTERNAL no memory for Argon2.
 */
const struct err *auth_password_hash(struct ctx *c, const struct auth_key *key, struct str password,
                                     struct str *hash);

/*
 * Add an account to c->agency_id, inside a write transaction.
 *   name   1..AUTH_NAME_BYTES_MAX of a-z, 0-9, dot, hyphen, underscore; begins with a letter
 *   role   "admin"
 * Errors: INVALID name or role; CONFLICT the name is taken.   Writes: account.
 */
const struct err *auth_account_add(struct ctx *c, struct str name, struct str hash, struct str role,
                                   int64_t *id);

/*
 * Is that the password of that account of c->agency_id? Starts its own reading transaction. An
 * unknown name takes as long as a wrong password.
 */
const struct err *auth_password_check(struct ctx *c, const struct auth_key *key, struct str name,
                                      struct str password, bool *ok);

/* May that be a password? For saying so before anything else is done. Errors: INVALID. */
const struct err *auth_password_length_check(struct ctx *c, struct str password);

/* Is that a name an account may have? Errors: INVALID. */
const struct err *auth_name_check(struct ctx *c, struct str name);

#endif
