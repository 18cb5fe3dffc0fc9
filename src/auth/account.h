/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_AUTH_ACCOUNT_H
#define ABDI_AUTH_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/grant.h"
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
#define AUTH_DISPLAY_CHARS_MAX  200 /* the longest names with their titles */
#define AUTH_PASSWORD_CHARS_MIN 12
#define AUTH_PASSWORD_CHARS_MAX 200

/* An account, as those see it who run accounts. */
struct auth_account {
	int64_t id;
	struct str name;      /* for signing in */
	struct str display;   /* what people call them */
	bool closed;
	bool must_change;     /* its password is a one-time one */
	int64_t created_at;
	int64_t signed_in_at; /* the last time; 0 never */
	unsigned roles;       /* bit 1u << enum role for each */
	int64_t unit_scope;   /* where the scoped ones hold; 0 none */
};

/* ---- account.c ---- */

/*
 * What a new account is made of.
 *   name      1..AUTH_NAME_BYTES_MAX of a-z, 0-9, dot, hyphen, underscore; begins with a letter
 *   display   up to AUTH_DISPLAY_CHARS_MAX code points; empty is the name
 *   hash      of auth_password_hash()
 *   grants    at least one: see grant.h
 */
struct auth_account_new {
	struct str name;
	struct str display;
	struct str hash;
	bool must_change;
	const struct auth_grant *grants;
	size_t grant_count;
};

/*
 * Add an account to c->agency_id, inside a write transaction.
 * Errors: INVALID name, display, role, scope; CONFLICT the name is taken.
 * Writes: account, account_grant.
 */
const struct err *auth_account_make(struct ctx *c, const struct auth_account_new *account,
                                    int64_t *id);

/*
 * The same with one role and nothing else. A scoped role opens nothing until auth_grant_replace()
 * says where.
 */
const struct err *auth_account_add(struct ctx *c, struct str name, struct str hash, struct str role,
                                   int64_t *id);

/* An account of c->agency_id by its id or its name, open or closed. Errors: MISSING. */
const struct err *auth_account_find(struct ctx *c, int64_t id, struct auth_account *out);
const struct err *auth_account_find_name(struct ctx *c, struct str name, struct auth_account *out);

#define AUTH_LIST_MAX 100 /* accounts of one page */

/* Which accounts a list shows. */
struct auth_account_query {
	bool closed;       /* the closed ones, else the active ones */
	struct str search; /* any part of the display or the sign-in name; empty for all */
	int64_t after_id;  /* those behind this one; 0 from the first */
	int limit;         /* 1..AUTH_LIST_MAX */
};

/*
 * A page of accounts, by display name.
 *   accounts   room for query->limit
 *   more       there are others behind the last
 */
const struct err *auth_account_list(struct ctx *c, const struct auth_account_query *query,
                                    struct auth_account *accounts, size_t *count, bool *more);

/* How many there are in that state that match the search, on all pages. */
const struct err *auth_account_count(struct ctx *c, const struct auth_account_query *query,
                                     int64_t *count);

/* Call somebody otherwise, in a write transaction. Errors: INVALID display; MISSING. */
const struct err *auth_account_rename(struct ctx *c, int64_t id, struct str display);

/*
 * Close an account and end its sessions, or open it again; in a write transaction. Its name stays
 * taken, and what it did stays its own.
 * Errors: MISSING; CONFLICT the last admin.   Writes: account, account_session.
 */
const struct err *auth_account_close(struct ctx *c, int64_t id);
const struct err *auth_account_open(struct ctx *c, int64_t id);

/* Is that a name an account may have? Errors: INVALID. */
const struct err *auth_name_check(struct ctx *c, struct str name);

/* ---- password.c ---- */

/*
 * Hash a password for an account.
 *   password   AUTH_PASSWORD_CHARS_MIN..MAX code points of UTF-8; no rule on which
 * Errors: INVALID (the value is never quoted); INTERNAL no memory for Argon2.
 */
const struct err *auth_password_hash(struct ctx *c, const struct auth_key *key, struct str password,
                                     struct str *hash);

/*
 * Is that the password of that account of c->agency_id? Starts its own reading transaction. An
 * unknown name and a closed account take as long as a wrong password.
 *   account_id   0: no
 */
const struct err *auth_password_check(struct ctx *c, const struct auth_key *key, struct str name,
                                      struct str password, int64_t *account_id);

/* May that be a password? For saying so before anything else is done. Errors: INVALID. */
const struct err *auth_password_length_check(struct ctx *c, struct str password);

/* A one-time password: "k7qm-2xpd-9rtv-h4wz", 79 bits that are read without mistake. */
const struct err *auth_password_random(struct ctx *c, struct str *password);

/*
 * A new password chosen by its owner, who proved the old one (auth_password_check), in a write
 * transaction. All other sessions of the account end.
 *   session_id   the owner's; if it ended meanwhile, someone was quicker (a reset, a closing)
 * Errors: DENIED the session ended.   Writes: account, account_session.
 */
const struct err *auth_password_change(struct ctx *c, int64_t account_id, int64_t session_id,
                                       struct str hash);

/*
 * A one-time password given by an admin, in a write transaction: it opens nothing but the page that
 * changes it. All sessions of the account end, and so does waiting after failures.
 * Errors: MISSING.   Writes: account, account_session, sign_in_attempt.
 */
const struct err *auth_password_reset(struct ctx *c, const struct auth_key *key, int64_t account_id,
                                      struct str hash);

#endif
