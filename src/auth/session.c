/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/session.h"

#include <assert.h>

#include "auth/internal.h"
#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"
#include "sql_auth.h"

static_assert(ROLE_COUNT <= 32, "roles are bits of an unsigned");

static const struct err *end_previous(struct ctx *c, struct str token)
{
	struct auth_digest digest;

	if (!auth_token_is_formed(token))
		return NULL;
	digest = auth_digest_of(token);
	return db_exec(
		c, &SQL_AUTH_SESSION_END_DIGEST,
		DB_BIND(db_int(c->agency_id), db_blob(auth_digest_str(&digest)), db_int(c->now)));
}

/* Room for one more: what is too old goes, and of what goes on the oldest beyond the maximum. */
static const struct err *make_room(struct ctx *c, int64_t account_id)
{
	TRY(db_exec(c, &SQL_AUTH_SESSION_PURGE,
	            DB_BIND(db_int(c->agency_id), db_int(account_id),
	                    db_int(c->now - AUTH_SESSION_WHOLE))));
	return db_exec(c, &SQL_AUTH_SESSION_END_BEYOND,
	               DB_BIND(db_int(c->agency_id), db_int(account_id), db_int(c->now),
	                       db_int(AUTH_SESSIONS_MAX - 1)));
}

const struct err *auth_session_begin(struct ctx *c, int64_t account_id, struct str previous,
                                     struct str *token)
{
	struct str made;
	struct auth_digest digest;
	int64_t changed;

	TRY(auth_crypto_ready(c));
	TRY(db_exec_count(c, &SQL_AUTH_ACCOUNT_SIGNED_IN,
	                  DB_BIND(db_int(c->agency_id), db_int(account_id), db_int(c->now)),
	                  &changed));
	if (changed == 0)
		return err_new(c->arena, ERR_MISSING, STR("account"), "auth.account_missing",
		               STR(""));
	TRY(end_previous(c, previous));
	TRY(make_room(c, account_id));
	made = auth_token_new(c->arena);
	digest = auth_digest_of(made);
	TRY(db_exec(c, &SQL_AUTH_SESSION_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(db_new_id(c)), db_int(account_id),
	                    db_blob(auth_digest_str(&digest)), db_int(c->now))));
	*token = made;
	return NULL;
}

static void read_session(struct ctx *c, const struct db_rows *rows, struct account_session *s)
{
	s->id = db_col_int(rows, 0);
	s->account_id = db_col_int(rows, 1);
	s->began_at = db_col_int(rows, 2);
	s->seen_at = db_col_int(rows, 3);
	s->name = db_col_copy(c, rows, 4);
	s->display = db_col_copy(c, rows, 5);
	s->must_change = db_col_bool(rows, 6);
}

const struct err *auth_session_find(struct ctx *c, struct str token,
                                    const struct account_session **out)
{
	struct account_session *s = NULL;
	struct auth_digest digest;
	struct db_rows *rows;
	bool more;

	*out = NULL;
	if (!auth_token_is_formed(token))
		return NULL;
	digest = auth_digest_of(token);
	TRY(db_query(c, &SQL_AUTH_SESSION_FIND,
	             DB_BIND(db_int(c->agency_id), db_blob(auth_digest_str(&digest)),
	                     db_int(c->now - AUTH_SESSION_IDLE),
	                     db_int(c->now - AUTH_SESSION_WHOLE)),
	             &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		if (s == NULL) {
			s = ARENA_NEW(c->arena, struct account_session);
			read_session(c, rows, s);
		}
		auth_grant_collect(rows, 7, &s->roles, &s->unit_scope);
	}
	db_rows_end(rows);
	if (s != NULL)
		s->csrf = auth_csrf_token(c->arena, token);
	*out = s;
	return NULL;
}

bool auth_session_is_seen_late(const struct account_session *s, int64_t now)
{
	return now - s->seen_at >= AUTH_SESSION_SEEN;
}

static const struct err *seen_work(struct ctx *c, void *arg)
{
	const int64_t *id = arg;

	return db_exec(c, &SQL_AUTH_SESSION_SEEN,
	               DB_BIND(db_int(c->agency_id), db_int(*id), db_int(c->now)));
}

const struct err *auth_session_seen(struct ctx *c, int64_t session_id)
{
	return db_write(c, seen_work, &session_id);
}

const struct err *auth_session_end(struct ctx *c, int64_t session_id)
{
	return db_exec(c, &SQL_AUTH_SESSION_END,
	               DB_BIND(db_int(c->agency_id), db_int(session_id), db_int(c->now)));
}

const struct err *auth_session_end_all(struct ctx *c, int64_t account_id, int64_t except)
{
	return db_exec(
		c, &SQL_AUTH_SESSION_END_ALL,
		DB_BIND(db_int(c->agency_id), db_int(account_id), db_int(c->now), db_int(except)));
}

/* ---- what a session may ---- */

static bool has_role(const struct account_session *s, size_t role)
{
	return (s->roles & (1u << role)) != 0;
}

bool session_may(const struct account_session *s, enum permission permission)
{
	if (permission == PERM_PUBLIC)
		return true;
	if (s == NULL)
		return false;
	/* Also somebody without any role has a password to change and a session to end. */
	if (permission == PERM_SIGNED_IN)
		return true;
	for (size_t role = 0; role < ROLE_COUNT; role++)
		if (has_role(s, role) && role_may((enum role)role, permission))
			return true;
	return false;
}

int64_t session_scope(const struct account_session *s)
{
	int64_t scope = AUTH_SCOPE_NOWHERE;

	for (size_t role = 0; s != NULL && role < ROLE_COUNT; role++) {
		if (!has_role(s, role) || !role_may((enum role)role, PERM_PEOPLE_READ))
			continue;
		if (!role_is_scoped((enum role)role))
			return 0;
		/* A scoped role without a unit is no role for the whole agency. */
		scope = s->unit_scope > 0 ? s->unit_scope : AUTH_SCOPE_NOWHERE;
	}
	return scope;
}

enum role session_role(const struct account_session *s)
{
	for (size_t role = 0; s != NULL && role < ROLE_COUNT; role++)
		if (has_role(s, role))
			return (enum role)role;
	return ROLE_COUNT;
}

static bool is_below(struct str path, struct str root)
{
	return str_starts(path, root) && (path.len == root.len || path.ptr[root.len] == '/');
}

bool session_must_change(const struct account_session *s, struct str path)
{
	return s != NULL && s->must_change && !is_below(path, STR(AUTH_PATH_ACCOUNT)) &&
	       !str_eq(path, STR(AUTH_PATH_SIGN_OUT));
}

/* ---- the way to the sign-in page and on ---- */

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

struct str auth_sign_in_path(struct arena *arena, struct str path, struct str query_text)
{
	struct str target = query_text.len == 0 ? path
	                                        : str_fmt(arena, "%.*s?%.*s", STR_ARG(path),
	                                                  STR_ARG(query_text));
	struct buf out;

	if (!auth_is_onward(target) || str_eq(target, STR(AUTH_PATH_HOME)))
		return STR(AUTH_PATH_SIGN_IN);
	buf_init(&out, arena);
	buf_add(&out, STR(AUTH_PATH_SIGN_IN "?" AUTH_ONWARD_FIELD "="));
	for (size_t i = 0; i < target.len; i++) {
		if (is_plain(target.ptr[i]))
			buf_add_char(&out, target.ptr[i]);
		else
			buf_add_fmt(&out, "%%%02X", (unsigned)(unsigned char)target.ptr[i]);
	}
	return buf_str(&out);
}

bool auth_is_onward(struct str target)
{
	ptrdiff_t query = str_find_char(target, '?');
	struct str path = query < 0 ? target : str_sub(target, 0, (size_t)query);

	if (!is_below(path, STR(AUTH_PATH_HOME)) || target.len > AUTH_ONWARD_BYTES_MAX)
		return false;
	/* It becomes a header: visible ASCII, and no backslash, which browsers take for '/'. */
	for (size_t i = 0; i < target.len; i++)
		if (target.ptr[i] <= ' ' || target.ptr[i] > '~' || target.ptr[i] == '\\')
			return false;
	return str_find(path, STR("//")) < 0;
}
