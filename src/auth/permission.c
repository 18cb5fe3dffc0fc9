/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/permission.h"

#include <assert.h>

/* clang-format off */
static const struct str permission_codes[PERMISSION_COUNT] = {
	[PERM_PUBLIC]       = STR_INIT("public"),
	[PERM_SIGNED_IN]    = STR_INIT("signed_in"),
	[PERM_PEOPLE_READ]  = STR_INIT("people_read"),
	[PERM_PEOPLE_WRITE] = STR_INIT("people_write"),
	[PERM_IMPORT]       = STR_INIT("import"),
	[PERM_OUTLOOK]      = STR_INIT("outlook"),
	[PERM_USERS]        = STR_INIT("users"),
	[PERM_SYSTEM]       = STR_INIT("system"),
};

static const struct str role_codes[ROLE_COUNT] = {
	[ROLE_ADMIN]     = STR_INIT("admin"),
	[ROLE_PERSONNEL] = STR_INIT("personnel"),
	[ROLE_LEADER]    = STR_INIT("leader"),
	[ROLE_UNIT_HEAD] = STR_INIT("unit_head"),
	[ROLE_INSPECTOR] = STR_INIT("inspector"),
};

/*
 * Which role opens what. The admin opens everything: the first one founds the installation alone
 * (ux.md 16: imports, units, accounts) and could give themselves any role anyway. A unit head has
 * the outlook of the own subtree.
 */
static const bool matrix[ROLE_COUNT][PERMISSION_COUNT] = {
	/*                   public signed_in read   write  import outlook users  system */
	[ROLE_ADMIN]     = { true,  true,     true,  true,  true,  true,   true,  true  },
	[ROLE_PERSONNEL] = { true,  true,     true,  true,  true,  true,   false, false },
	[ROLE_LEADER]    = { true,  true,     true,  false, false, true,   false, false },
	[ROLE_UNIT_HEAD] = { true,  true,     true,  false, false, true,   false, false },
	[ROLE_INSPECTOR] = { true,  true,     true,  false, false, true,   false, false },
};

static const bool scoped[ROLE_COUNT] = {
	[ROLE_UNIT_HEAD] = true,
};
/* clang-format on */

struct str permission_code(enum permission permission)
{
	assert(permission < PERMISSION_COUNT);
	return permission_codes[permission];
}

struct str role_code(enum role role)
{
	assert(role < ROLE_COUNT);
	return role_codes[role];
}

bool role_parse(struct str code, enum role *out)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		if (str_eq(code, role_codes[i])) {
			*out = (enum role)i;
			return true;
		}
	return false;
}

bool role_may(enum role role, enum permission permission)
{
	assert(role < ROLE_COUNT && permission < PERMISSION_COUNT);
	return matrix[role][permission];
}

bool role_is_scoped(enum role role)
{
	assert(role < ROLE_COUNT);
	return scoped[role];
}
