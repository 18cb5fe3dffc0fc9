/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>

#include "auth/account.h"
#include "auth/internal.h"
#include "auth/session.h"
#include "auth/throttle.h"
#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "sql_auth.h"

#define ARGON_MEMORY_BYTES (UINT32_C(64) << 20) /* stack.md: 60 ms, out of reach of wide guessing */
#define ARGON_PASSES       2
#define RANDOM_GROUPS      4 /* of one-time passwords: 16 signs of 31 */

/* Of a password nobody has, with the costs above: what an unknown name is compared with. */
static const char nobody_hash[] =
	"$argon2id$v=19$m=65536,t=2,p=1$"
	"AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const struct err *auth_password_length_check(struct ctx *c, struct str password)
{
	size_t chars;

	if (!text_is_utf8(password))
		return err_new(c->arena, ERR_INVALID, STR("password"), "err.password_not_text",
		               STR(""));
	chars = text_length(password);
	if (chars >= AUTH_PASSWORD_CHARS_MIN && chars <= AUTH_PASSWORD_CHARS_MAX)
		return NULL;
	return err_new(c->arena, ERR_INVALID, STR("password"), "err.password_length",
	               str_fmt(c->arena, "%zu", chars));
}

/* The keyed digest that goes into Argon2 in the password's place. */
static void digest(const struct auth_key *key, struct str password,
                   unsigned char out[crypto_generichash_BYTES])
{
	crypto_generichash(out, crypto_generichash_BYTES, (const unsigned char *)password.ptr,
	                   password.len, key->bytes, sizeof(key->bytes));
}

const struct err *auth_password_hash(struct ctx *c, const struct auth_key *key, struct str password,
                                     struct str *hash)
{
	unsigned char digested[crypto_generichash_BYTES];
	char text[crypto_pwhash_STRBYTES];
	int failed;

	TRY(auth_password_length_check(c, password));
	TRY(auth_crypto_ready(c));
	digest(key, password, digested);
	failed = crypto_pwhash_str(text, (const char *)digested, sizeof(digested), ARGON_PASSES,
	                           ARGON_MEMORY_BYTES);
	sodium_memzero(digested, sizeof(digested));
	if (failed != 0)
		return err_detail(c->arena, ERR_INTERNAL, "err.internal", "crypto_pwhash_str");
	*hash = str_copy(c->arena, str_of(text));
	return NULL;
}

struct lookup {
	struct str name;
	struct str hash; /* empty when there is no such account, or it is closed */
	int64_t id;
};

static const struct err *find_hash(struct ctx *c, void *arg)
{
	struct lookup *lookup = arg;
	struct db_rows *rows;
	bool found;

	lookup->hash = STR("");
	TRY(db_find(c, &SQL_AUTH_ACCOUNT_HASH, DB_BIND(db_int(c->agency_id), db_str(lookup->name)),
	            &rows, &found));
	if (!found || !str_eq(db_col_str(rows, 2), STR("active")))
		return NULL;
	lookup->hash = db_col_copy(c, rows, 0);
	lookup->id = db_col_int(rows, 1);
	return NULL;
}

const struct err *auth_password_check(struct ctx *c, const struct auth_key *key, struct str name,
                                      struct str password, int64_t *account_id)
{
	struct lookup lookup = { .name = name };
	unsigned char digested[crypto_generichash_BYTES];
	const char *hash;
	bool matches;

	TRY(auth_crypto_ready(c));
	TRY(db_read(c, find_hash, &lookup));
	hash = lookup.hash.len > 0 ? str_c(c->arena, lookup.hash) : nobody_hash;
	digest(key, password, digested);
	matches = crypto_pwhash_str_verify(hash, (const char *)digested, sizeof(digested)) == 0;
	sodium_memzero(digested, sizeof(digested));
	*account_id = matches && lookup.hash.len > 0 ? lookup.id : 0;
	return NULL;
}

const struct err *auth_password_random(struct ctx *c, struct str *password)
{
	struct str code;
	char *text;

	TRY(auth_crypto_ready(c));
	code = auth_code_new(c->arena, RANDOM_GROUPS);
	text = str_c(c->arena, code);
	/* Small letters: nobody has to hold a key down for them. */
	for (size_t i = 0; i < code.len; i++)
		if (text[i] >= 'A' && text[i] <= 'Z')
			text[i] = (char)(text[i] - 'A' + 'a');
	*password = (struct str){ text, code.len };
	return NULL;
}

static const struct err *set(struct ctx *c, int64_t account_id, struct str hash, bool must_change)
{
	int64_t changed;

	TRY(db_exec_count(c, &SQL_AUTH_ACCOUNT_PASSWORD,
	                  DB_BIND(db_int(c->agency_id), db_int(account_id), db_str(hash),
	                          db_bool(must_change)),
	                  &changed));
	if (changed == 0)
		return err_new(c->arena, ERR_MISSING, STR("account"), "auth.account_missing",
		               STR(""));
	return NULL;
}

const struct err *auth_password_change(struct ctx *c, int64_t account_id, int64_t session_id,
                                       struct str hash)
{
	struct db_rows *rows;
	bool found;

	TRY(db_find(c, &SQL_AUTH_SESSION_GOES_ON, DB_BIND(db_int(c->agency_id), db_int(session_id)),
	            &rows, &found));
	if (!found || db_col_int(rows, 0) == 0)
		return err_new(c->arena, ERR_DENIED, STR(""), "auth.session_ended", STR(""));
	TRY(set(c, account_id, hash, false));
	return auth_session_end_all(c, account_id, session_id);
}

const struct err *auth_password_reset(struct ctx *c, const struct auth_key *key, int64_t account_id,
                                      struct str hash)
{
	struct auth_account account;

	TRY(auth_account_find(c, account_id, &account));
	TRY(set(c, account_id, hash, true));
	TRY(auth_throttle_clear(c, key, &(struct auth_attempt){ .name = account.name }));
	return auth_session_end_all(c, account_id, 0);
}
