/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_AUTH_GRANT_H
#define ABDI_AUTH_GRANT_H

#include <stddef.h>
#include <stdint.h>

#include "auth/permission.h"
#include "base/ctx.h"
#include "base/err.h"

/*
 * What an account may do and where. The scope is an opaque key that the registry resolves to a
 * subtree of units: 0 is the whole agency. Scoped roles (role_is_scoped) have one, others have 0.
 * An account may have several grants, each role once, and all scoped ones of them the same scope:
 * who heads two units has the unit above both, or two accounts.
 */
struct auth_grant {
	enum role role;
	int64_t scope;
};

#define AUTH_GRANTS_MAX ROLE_COUNT /* each role once */

/* Is that a set of grants an account may have? Errors: INVALID role or scope. */
const struct err *auth_grant_check(struct ctx *c, const struct auth_grant *grants, size_t count);

/*
 * Give an account these grants and no others, in a write transaction.
 * Errors: INVALID; CONFLICT the last admin would be none any more.   Writes: account_grant.
 */
const struct err *auth_grant_replace(struct ctx *c, int64_t account_id,
                                     const struct auth_grant *grants, size_t count);

#endif
