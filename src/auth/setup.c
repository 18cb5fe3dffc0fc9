/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/setup.h"

#include <sodium.h>

#include "auth/internal.h"
#include "auth/session.h"
#include "base/arena.h"
#include "db/db.h"
#include "sql_auth.h"

#define SETUP_GROUPS      3  /* 12 signs of 31: 59 bits against half an hour of guessing */
#define TYPED_BYTES_MAX   40 /* a code with spaces and hyphens wherever */

/* The digest of a code as it may be typed: case, hyphens and spaces do not matter. */
static struct auth_digest digest_typed(struct str typed)
{
	char signs[TYPED_BYTES_MAX];
	struct auth_digest digest;
	size_t len = 0;

	for (size_t i = 0; i < typed.len && i < TYPED_BYTES_MAX; i++) {
		char c = typed.ptr[i];

		if (c == '-' || c == ' ')
			continue;
		signs[len++] = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	digest = auth_digest_of((struct str){ signs, len });
	sodium_memzero(signs, sizeof(signs));
	return digest;
}

const struct err *auth_setup_make(struct ctx *c, struct str *code)
{
	struct auth_digest digest;
	struct str made;

	TRY(auth_crypto_ready(c));
	made = auth_code_new(c->arena, SETUP_GROUPS);
	digest = digest_typed(made);
	TRY(db_exec(c, &SQL_AUTH_SETUP_END_ALL, DB_BIND(db_int(c->now))));
	TRY(db_exec(
		c, &SQL_AUTH_SETUP_ADD,
		DB_BIND(db_int(db_new_id(c)), db_blob(auth_digest_str(&digest)), db_int(c->now))));
	*code = made;
	return NULL;
}

const struct err *auth_setup_check(struct ctx *c, struct str code)
{
	struct auth_digest typed;
	struct db_rows *rows;
	bool found;

	TRY(auth_crypto_ready(c));
	typed = digest_typed(code);
	TRY(db_find(c, &SQL_AUTH_SETUP_FIND,
	            DB_BIND(db_int(c->now - AUTH_SETUP_MINUTES * AUTH_MINUTE)), &rows, &found));
	if (found && code.len <= TYPED_BYTES_MAX) {
		struct str kept = db_col_str(rows, 0);

		if (kept.len == AUTH_DIGEST_BYTES &&
		    sodium_memcmp(kept.ptr, typed.bytes, AUTH_DIGEST_BYTES) == 0)
			return NULL;
	}
	return err_new(c->arena, ERR_DENIED, STR("code"), "auth.setup_code", STR(""));
}

const struct err *auth_setup_use(struct ctx *c, struct str code)
{
	TRY(auth_setup_check(c, code));
	return db_exec(c, &SQL_AUTH_SETUP_END_ALL, DB_BIND(db_int(c->now)));
}
