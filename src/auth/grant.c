/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/grant.h"

#include "auth/internal.h"
#include "base/arena.h"
#include "db/db.h"
#include "sql_auth.h"

static const struct err *scope_check(struct ctx *c, const struct auth_grant *grant,
                                     int64_t unit_scope)
{
	if (!role_is_scoped(grant->role))
		return grant->scope == 0 ? NULL
		                         : err_new(c->arena, ERR_INVALID, STR("scope"),
		                                   "auth.scope_not_scoped", STR(""));
	if (grant->scope <= 0)
		return err_new(c->arena, ERR_INVALID, STR("scope"), "auth.scope_missing", STR(""));
	if (unit_scope != 0 && unit_scope != grant->scope)
		return err_new(c->arena, ERR_INVALID, STR("scope"), "auth.scope_several", STR(""));
	return NULL;
}

const struct err *auth_grant_check(struct ctx *c, const struct auth_grant *grants, size_t count)
{
	unsigned roles = 0;
	int64_t unit_scope = 0;

	if (count == 0)
		return err_new(c->arena, ERR_INVALID, STR("role"), "auth.role_missing", STR(""));
	for (size_t i = 0; i < count; i++) {
		if (grants[i].role >= ROLE_COUNT || (roles & (1u << grants[i].role)) != 0)
			return err_new(c->arena, ERR_INVALID, STR("role"), "err.account_role",
			               STR(""));
		TRY(scope_check(c, &grants[i], unit_scope));
		roles |= 1u << grants[i].role;
		if (role_is_scoped(grants[i].role))
			unit_scope = grants[i].scope;
	}
	return NULL;
}

static bool makes_admin(const struct auth_grant *grants, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (grants[i].role == ROLE_ADMIN)
			return true;
	return false;
}

static const struct err *count_admins(struct ctx *c, int64_t without_id, int64_t *count)
{
	struct db_rows *rows;
	bool found;

	TRY(db_find(c, &SQL_AUTH_ADMIN_COUNT, DB_BIND(db_int(c->agency_id), db_int(without_id)),
	            &rows, &found));
	*count = found ? db_col_int(rows, 0) : 0;
	return NULL;
}

const struct err *auth_admin_is_left(struct ctx *c, int64_t without_id)
{
	int64_t all, others;

	TRY(count_admins(c, 0, &all));
	TRY(count_admins(c, without_id, &others));
	if (others == 0 && all > 0)
		return err_new(c->arena, ERR_CONFLICT, STR("role"), "auth.last_admin", STR(""));
	return NULL;
}

const struct err *auth_grant_add_all(struct ctx *c, int64_t account_id,
                                     const struct auth_grant *grants, size_t count)
{
	for (size_t i = 0; i < count; i++)
		TRY(db_exec(c, &SQL_AUTH_GRANT_ADD,
		            DB_BIND(db_int(c->agency_id), db_int(account_id),
		                    db_str(role_code(grants[i].role)), db_int(grants[i].scope),
		                    db_int(c->now), db_int(c->actor_id))));
	return NULL;
}

const struct err *auth_grant_replace(struct ctx *c, int64_t account_id,
                                     const struct auth_grant *grants, size_t count)
{
	TRY(auth_grant_check(c, grants, count));
	if (!makes_admin(grants, count))
		TRY(auth_admin_is_left(c, account_id));
	TRY(db_exec(c, &SQL_AUTH_GRANT_REMOVE_ALL,
	            DB_BIND(db_int(c->agency_id), db_int(account_id))));
	return auth_grant_add_all(c, account_id, grants, count);
}

void auth_grant_collect(const struct db_rows *rows, int role_column, unsigned *roles,
                        int64_t *unit_scope)
{
	enum role role;

	/* NULL: no grant; a role this program does not know opens nothing. */
	if (!role_parse(db_col_str(rows, role_column), &role))
		return;
	*roles |= 1u << role;
	if (role_is_scoped(role))
		*unit_scope = db_col_int(rows, role_column + 1);
}
