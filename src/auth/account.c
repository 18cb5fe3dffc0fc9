/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/account.h"

#include <assert.h>

#include "auth/internal.h"
#include "auth/session.h"
#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "sql_auth.h"

static bool name_char(char c, bool first)
{
	if (c >= 'a' && c <= 'z')
		return true;
	return !first && ((c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_');
}

const struct err *auth_name_check(struct ctx *c, struct str name)
{
	bool good = name.len > 0 && name.len <= AUTH_NAME_BYTES_MAX;

	for (size_t i = 0; good && i < name.len; i++)
		good = name_char(name.ptr[i], i == 0);
	if (!good)
		return err_new(c->arena, ERR_INVALID, STR("name"), "err.account_name", name);
	return NULL;
}

/* What people call an account: the name when nothing was given. */
static const struct err *display_check(struct ctx *c, struct str name, struct str *display)
{
	struct str text = str_trim(*display);

	if (!text_is_utf8(text))
		return err_new(c->arena, ERR_INVALID, STR("display"), "auth.display_wrong",
		               STR(""));
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7f)
			return err_new(c->arena, ERR_INVALID, STR("display"), "auth.display_wrong",
			               STR(""));
	if (text_length(text) > AUTH_DISPLAY_CHARS_MAX)
		return err_new(c->arena, ERR_INVALID, STR("display"), "auth.display_wrong",
		               STR(""));
	*display = text.len > 0 ? text : name;
	return NULL;
}

/* Found by either name, so both are in it. */
static struct str sort_key(struct ctx *c, struct str display, struct str name)
{
	return text_sort_key(c->arena,
	                     str_fmt(c->arena, "%.*s %.*s", STR_ARG(display), STR_ARG(name)));
}

static const struct err *missing(struct ctx *c)
{
	return err_new(c->arena, ERR_MISSING, STR("account"), "auth.account_missing", STR(""));
}

static const struct err *add(struct ctx *c, const struct auth_account_new *account, int64_t *id)
{
	struct str display = account->display;
	int64_t made = db_new_id(c);
	struct db_rows *rows;
	bool taken;

	assert(account->hash.len > 0);
	TRY(auth_name_check(c, account->name));
	TRY(display_check(c, account->name, &display));
	TRY(db_find(c, &SQL_AUTH_ACCOUNT_HASH, DB_BIND(db_int(c->agency_id), db_str(account->name)),
	            &rows, &taken));
	if (taken)
		return err_new(c->arena, ERR_CONFLICT, STR("name"), "err.account_exists",
		               account->name);
	TRY(db_exec(c, &SQL_AUTH_ACCOUNT_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(made), db_str(account->name),
	                    db_str(display), db_str(sort_key(c, display, account->name)),
	                    db_str(account->hash), db_bool(account->must_change), db_int(c->now))));
	TRY(auth_grant_add_all(c, made, account->grants, account->grant_count));
	*id = made;
	return NULL;
}

const struct err *auth_account_make(struct ctx *c, const struct auth_account_new *account,
                                    int64_t *id)
{
	TRY(auth_grant_check(c, account->grants, account->grant_count));
	return add(c, account, id);
}

const struct err *auth_account_add(struct ctx *c, struct str name, struct str hash, struct str role,
                                   int64_t *id)
{
	struct auth_grant grant = { .scope = 0 };
	struct auth_account_new account = {
		.name = name, .hash = hash, .grants = &grant, .grant_count = 1
	};

	if (!role_parse(role, &grant.role))
		return err_new(c->arena, ERR_INVALID, STR("role"), "err.account_role", role);
	return add(c, &account, id);
}

/* ---- reading ---- */

static void read_account(struct ctx *c, const struct db_rows *rows, struct auth_account *a)
{
	*a = (struct auth_account){
		.id = db_col_int(rows, 0),
		.name = db_col_copy(c, rows, 1),
		.display = db_col_copy(c, rows, 2),
		.closed = !str_eq(db_col_str(rows, 3), STR("active")),
		.must_change = db_col_bool(rows, 4),
		.created_at = db_col_int(rows, 5),
		.signed_in_at = db_col_int(rows, 6),
	};
}

/* Rows of accounts with their grants, those of one account one after another. */
static const struct err *read_accounts(struct ctx *c, struct db_rows *rows,
                                       struct auth_account *accounts, size_t *count)
{
	size_t n = 0;
	bool more;

	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		if (n == 0 || accounts[n - 1].id != db_col_int(rows, 0))
			read_account(c, rows, &accounts[n++]);
		auth_grant_collect(rows, 7, &accounts[n - 1].roles, &accounts[n - 1].unit_scope);
	}
	db_rows_end(rows);
	*count = n;
	return NULL;
}

static const struct err *read_one(struct ctx *c, struct db_rows *rows, struct auth_account *out)
{
	size_t count;

	TRY(read_accounts(c, rows, out, &count));
	return count == 0 ? missing(c) : NULL;
}

const struct err *auth_account_find(struct ctx *c, int64_t id, struct auth_account *out)
{
	struct db_rows *rows;

	TRY(db_query(c, &SQL_AUTH_ACCOUNT_FIND, DB_BIND(db_int(c->agency_id), db_int(id)), &rows));
	return read_one(c, rows, out);
}

const struct err *auth_account_find_name(struct ctx *c, struct str name, struct auth_account *out)
{
	struct db_rows *rows;

	TRY(db_query(c, &SQL_AUTH_ACCOUNT_FIND_NAME, DB_BIND(db_int(c->agency_id), db_str(name)),
	             &rows));
	return read_one(c, rows, out);
}

static struct str state_of(const struct auth_account_query *query)
{
	return query->closed ? STR("closed") : STR("active");
}

static struct str pattern_of(struct ctx *c, const struct auth_account_query *query)
{
	/* A sort key has no '%' and no '_'. */
	struct str key = text_sort_key(c->arena, query->search);

	return key.len == 0 ? STR("%") : str_fmt(c->arena, "%%%.*s%%", STR_ARG(key));
}

/* Where the page begins; an account that is not there begins it at the first. */
static const struct err *find_start(struct ctx *c, int64_t after_id, struct str *key)
{
	struct db_rows *rows;
	bool found;

	*key = STR("");
	if (after_id == 0)
		return NULL;
	TRY(db_find(c, &SQL_AUTH_ACCOUNT_SORT_KEY, DB_BIND(db_int(c->agency_id), db_int(after_id)),
	            &rows, &found));
	if (found)
		*key = db_col_copy(c, rows, 0);
	return NULL;
}

const struct err *auth_account_list(struct ctx *c, const struct auth_account_query *query,
                                    struct auth_account *accounts, size_t *count, bool *more)
{
	struct auth_account page[AUTH_LIST_MAX + 1];
	struct db_rows *rows;
	struct str start;
	size_t n;

	assert(query->limit >= 1 && query->limit <= AUTH_LIST_MAX);
	TRY(find_start(c, query->after_id, &start));
	TRY(db_query(c, &SQL_AUTH_ACCOUNT_LIST,
	             DB_BIND(db_int(c->agency_id), db_str(state_of(query)), db_str(start),
	                     db_int(query->after_id), db_str(pattern_of(c, query)),
	                     db_int(query->limit + 1)),
	             &rows));
	TRY(read_accounts(c, rows, page, &n));
	*more = n > (size_t)query->limit;
	*count = *more ? (size_t)query->limit : n;
	for (size_t i = 0; i < *count; i++)
		accounts[i] = page[i];
	return NULL;
}

const struct err *auth_account_count(struct ctx *c, const struct auth_account_query *query,
                                     int64_t *count)
{
	struct db_rows *rows;
	bool found;

	TRY(db_find(c, &SQL_AUTH_ACCOUNT_COUNT,
	            DB_BIND(db_int(c->agency_id), db_str(state_of(query)),
	                    db_str(pattern_of(c, query))),
	            &rows, &found));
	*count = found ? db_col_int(rows, 0) : 0;
	return NULL;
}

/* ---- changing ---- */

const struct err *auth_account_rename(struct ctx *c, int64_t id, struct str display)
{
	struct auth_account account;

	TRY(auth_account_find(c, id, &account));
	TRY(display_check(c, account.name, &display));
	return db_exec(c, &SQL_AUTH_ACCOUNT_RENAME,
	               DB_BIND(db_int(c->agency_id), db_int(id), db_str(display),
	                       db_str(sort_key(c, display, account.name))));
}

static const struct err *set_state(struct ctx *c, int64_t id, struct str state)
{
	int64_t changed;

	TRY(db_exec_count(c, &SQL_AUTH_ACCOUNT_STATE,
	                  DB_BIND(db_int(c->agency_id), db_int(id), db_str(state)), &changed));
	return changed == 0 ? missing(c) : NULL;
}

const struct err *auth_account_close(struct ctx *c, int64_t id)
{
	TRY(auth_admin_is_left(c, id));
	TRY(set_state(c, id, STR("closed")));
	return auth_session_end_all(c, id, 0);
}

const struct err *auth_account_open(struct ctx *c, int64_t id)
{
	return set_state(c, id, STR("active"));
}
