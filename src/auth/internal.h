/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_AUTH_INTERNAL_H
#define ABDI_AUTH_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

struct arena;
struct auth_grant;
struct db_rows;

/* What the files of this folder share. */

/* Make libsodium ready; a second time costs nothing. */
const struct err *auth_crypto_ready(struct ctx *c);

/* Random bytes as base64url without padding: AUTH_TOKEN_CHARS for AUTH_TOKEN_BYTES. */
struct str auth_token_new(struct arena *arena);

/* Could the cookie be a token of ours? Anything else is not looked up. */
bool auth_token_is_formed(struct str token);

/* Groups of four random signs with hyphens between them, none mistaken for another. */
struct str auth_code_new(struct arena *arena, size_t groups);

/*
 * The 16 bytes that stand for whoever has this address: IPv4 as it is, of IPv6 the /64, within
 * which one household takes a new one at will. Empty for what is no address.
 */
struct str auth_peer_network(struct arena *arena, struct str address);

/* BLAKE2b-256 of what must be recognised but not kept. */
#define AUTH_DIGEST_BYTES 32
struct auth_digest {
	unsigned char bytes[AUTH_DIGEST_BYTES];
};
struct auth_digest auth_digest_of(struct str text);
struct str auth_digest_str(const struct auth_digest *digest);

/* Is that account not the last active admin? Errors: CONFLICT auth.last_admin. */
const struct err *auth_admin_is_left(struct ctx *c, int64_t without_id);

/* Grants for an account that has none yet; they were checked. */
const struct err *auth_grant_add_all(struct ctx *c, int64_t account_id,
                                     const struct auth_grant *grants, size_t count);

/* Add the grant in two columns of a row to a set of roles; NULL when there is none. */
void auth_grant_collect(const struct db_rows *rows, int role_column, unsigned *roles,
                        int64_t *unit_scope);

#endif
