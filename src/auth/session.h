/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_AUTH_SESSION_H
#define ABDI_AUTH_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/permission.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

struct arena;

/*
 * Who is signed in. The browser keeps a random token in a cookie; the database keeps its digest
 * alone, so that a copy of the database opens nobody's session.
 */

#define AUTH_SESSION_COOKIE "abdi_sesi"  /* the token of a session */
#define AUTH_VISIT_COOKIE   "abdi_kunjungan" /* before there is one: what its forms are bound to */

#define AUTH_TOKEN_BYTES 32 /* random; nobody guesses 256 bits */
#define AUTH_TOKEN_CHARS 43 /* the same in base64url, as it travels */

#define AUTH_MINUTE INT64_C(60000000) /* microseconds */

/* A working day with its breaks: who leaves at 16 and comes at 7.30 signs in anew. */
#define AUTH_SESSION_IDLE (12 * 60 * AUTH_MINUTE)
/* A working week: a stolen token that is kept busy dies as well. */
#define AUTH_SESSION_WHOLE (7 * 24 * 60 * AUTH_MINUTE)
/* How old seen_at may grow before it is written again: reading pages must not write each time. */
#define AUTH_SESSION_SEEN (5 * AUTH_MINUTE)
/* The oldest are ended when one account begins more. */
#define AUTH_SESSIONS_MAX 20

/* session_scope() of somebody who may read people nowhere: no unit has this id. */
#define AUTH_SCOPE_NOWHERE INT64_C(-1)

/* A session that holds, and its account as it is now. Lives as long as the arena of its request. */
struct account_session {
	int64_t id;
	int64_t account_id;
	struct str name;    /* for signing in */
	struct str display; /* what people call them */
	unsigned roles;     /* bit 1u << enum role for each */
	int64_t unit_scope; /* where the scoped ones of these roles hold; use session_scope() */
	bool must_change;   /* the password is a one-time one: see session_must_change() */
	int64_t began_at;
	int64_t seen_at;    /* up to AUTH_SESSION_SEEN behind */
	struct str csrf;    /* for page_chrome.csrf */
};

/*
 * Begin a session of an account, in a write transaction, after its password was checked. A new
 * token each time; the session this browser had until now ends.
 *   previous   the cookie AUTH_SESSION_COOKIE as it came, or empty
 *   token      for the cookie; given until the browser closes
 * Errors: MISSING no such account, or it is closed.   Writes: account_session.
 */
const struct err *auth_session_begin(struct ctx *c, int64_t account_id, struct str previous,
                                     struct str *token);

/*
 * The session of a token, in any transaction: one look-up by digest. NULL, which is no error, when
 * there is none, it ended or grew too old, or its account is closed.
 */
const struct err *auth_session_find(struct ctx *c, struct str token,
                                    const struct account_session **out);

/* Is it time for auth_session_seen()? */
bool auth_session_is_seen_late(const struct account_session *s, int64_t now);

/*
 * Note that a session is in use. Starts its own write job, so it is called outside a transaction,
 * best when the answer has been sent. A session that ended meanwhile stays ended.
 */
const struct err *auth_session_seen(struct ctx *c, int64_t session_id);

/* End a session, in a write transaction. One that ended already is left as it is. */
const struct err *auth_session_end(struct ctx *c, int64_t session_id);

/*
 * End all sessions of an account, in a write transaction.
 *   except   one that goes on; 0 for none
 */
const struct err *auth_session_end_all(struct ctx *c, int64_t account_id, int64_t except);

/* May they? NULL, nobody, may what is PERM_PUBLIC. */
bool session_may(const struct account_session *s, enum permission permission);

/*
 * Whose people they may see: 0 the whole agency, else the subtree of that unit;
 * AUTH_SCOPE_NOWHERE for nobody and for roles that read no people.
 */
int64_t session_scope(const struct account_session *s);

/* The highest of their roles (the order of enum role), for the page's head; ROLE_COUNT: none. */
enum role session_role(const struct account_session *s);

/*
 * With a one-time password nothing opens but the own account and the way out: must this path be
 * answered by a redirect to AUTH_PATH_ACCOUNT?
 */
bool session_must_change(const struct account_session *s, struct str path);

#define AUTH_PATH_SIGN_IN  "/masuk"
#define AUTH_PATH_SIGN_OUT "/keluar"
#define AUTH_PATH_ACCOUNT  "/kerja/akun"
#define AUTH_PATH_USERS    "/kerja/pengguna"
#define AUTH_PATH_HOME     "/kerja"

#define AUTH_ONWARD_FIELD     "lanjut"
#define AUTH_ONWARD_BYTES_MAX 1024 /* a list with all its filters; longer ones start at home */

/*
 * Where somebody who is not signed in goes for a page: "/masuk?lanjut=%2Fkerja%2Fpegawai". Only
 * targets that auth_is_onward() takes are carried along.
 */
struct str auth_sign_in_path(struct arena *arena, struct str path, struct str query_text);

/* Is that a page of this site, below AUTH_PATH_HOME, to go to after signing in? */
bool auth_is_onward(struct str target);

/* ---- csrf.c ---- */

/* A value for AUTH_VISIT_COOKIE. */
struct str auth_visit_new(struct arena *arena);

/*
 * What a form must bring back, made of the cookie it belongs to: the session's, or else the
 * visit's. Empty for a cookie that is not one of ours.
 */
struct str auth_csrf_token(struct arena *arena, struct str cookie);

/*
 * Did the form come from a page that we gave to this browser? Compared in constant time.
 *   cookie   as it came: AUTH_SESSION_COOKIE when somebody is signed in, else AUTH_VISIT_COOKIE
 *   given    the form's field "csrf"
 * Errors: DENIED auth.csrf.
 */
const struct err *auth_csrf_check(struct ctx *c, struct str cookie, struct str given);

/* ---- peer.c ---- */

/*
 * Is this address of this machine or of its local network? Loopback, private (RFC 1918),
 * link-local, unique local, IPv4 within IPv6. False for anything that is no address.
 */
bool auth_peer_is_local(struct str address);

#endif
