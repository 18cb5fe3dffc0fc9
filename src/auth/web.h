/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_AUTH_WEB_H
#define ABDI_AUTH_WEB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"
#include "http/route.h"

/* Sign-in and -out, the own account, users and roles. */
extern const struct route auth_routes[];
extern const size_t auth_route_count;

/* A subtree an account can be bound to, as people know it. */
struct auth_scope {
	int64_t key;
	struct str label;
};

#define AUTH_SCOPES_MAX 1000 /* choices of one list; a longer one nobody reads to its end */

/*
 * What the opaque scope of a grant is called. Auth knows no units, so the composition root gives
 * these two functions: src/app/scope.c defines the one constant, by the registry; a test may
 * define its own. A constant rather than a variable set at start-up, because there is nothing to
 * set: it is the same in every run.
 */
struct auth_scope_names {
	/* All that may be chosen, at most AUTH_SCOPES_MAX, in the order in which they are shown. */
	const struct err *(*list)(struct ctx *c, struct auth_scope *scopes, size_t *count);
	/* The name of one; *found is false when there is no such unit today. */
	const struct err *(*find)(struct ctx *c, int64_t key, struct str *label, bool *found);
};

extern const struct auth_scope_names auth_scope_names;

#endif
