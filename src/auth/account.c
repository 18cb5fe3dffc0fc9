/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/account.h"

#include <assert.h>
#include <sodium.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "sql_auth.h"

#define ARGON_MEMORY_BYTES (UINT32_C(64) << 20) /* stack.md: 60 ms, out of reach of wide guessing */
#define ARGON_PASSES       2

/* Of a password nobody has, with the costs above: what an unknown name is compared with. */
static const char nobody_hash[] =
	"$argon2id$v=19$m=65536,t=2,p=1$"
	"AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static const struct str roles[] = {
	STR_INIT("admin"),
};

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

static const struct err *role_check(struct ctx *c, struct str role)
{
	for (size_t i = 0; i < COUNT(roles); i++)
		if (str_eq(role, roles[i]))
			return NULL;
	return err_new(c->arena, ERR_INVALID, STR("role"), "err.account_role", role);
}

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

static const struct err *prepare(struct ctx *c)
{
	if (sodium_init() < 0)
		return err_detail(c->arena, ERR_INTERNAL, "err.internal", "sodium_init");
	return NULL;
}

const struct err *auth_password_hash(struct ctx *c, const struct auth_key *key, struct str password,
                                     struct str *hash)
{
	unsigned char digested[crypto_generichash_BYTES];
	char text[crypto_pwhash_STRBYTES];
	int failed;

	TRY(auth_password_length_check(c, password));
	TRY(prepare(c));
	digest(key, password, digested);
	failed = crypto_pwhash_str(text, (const char *)digested, sizeof(digested), ARGON_PASSES,
	                           ARGON_MEMORY_BYTES);
	sodium_memzero(digested, sizeof(digested));
	if (failed != 0)
		return err_detail(c->arena, ERR_INTERNAL, "err.internal", "crypto_pwhash_str");
	*hash = str_copy(c->arena, str_of(text));
	return NULL;
}

const struct err *auth_account_add(struct ctx *c, struct str name, struct str hash, struct str role,
                                   int64_t *id)
{
	int64_t made = db_new_id(c);
	struct db_rows *rows;
	bool taken;

	assert(hash.len > 0);
	TRY(auth_name_check(c, name));
	TRY(role_check(c, role));
	TRY(db_find(c, &SQL_AUTH_ACCOUNT_HASH, DB_BIND(db_int(c->agency_id), db_str(name)), &rows,
	            &taken));
	if (taken)
		return err_new(c->arena, ERR_CONFLICT, STR("name"), "err.account_exists", name);
	TRY(db_exec(c, &SQL_AUTH_ACCOUNT_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(made), db_str(name), db_str(hash),
	                    db_str(role), db_int(c->now))));
	*id = made;
	return NULL;
}

struct hash_lookup {
	struct str name;
	struct str hash; /* empty when there is no such account */
};

static const struct err *find_hash(struct ctx *c, void *arg)
{
	struct hash_lookup *lookup = arg;
	struct db_rows *rows;
	bool found;

	TRY(db_find(c, &SQL_AUTH_ACCOUNT_HASH, DB_BIND(db_int(c->agency_id), db_str(lookup->name)),
	            &rows, &found));
	lookup->hash = found ? db_col_copy(c, rows, 0) : STR("");
	return NULL;
}

const struct err *auth_password_check(struct ctx *c, const struct auth_key *key, struct str name,
                                      struct str password, bool *ok)
{
	struct hash_lookup lookup = { .name = name };
	unsigned char digested[crypto_generichash_BYTES];
	const char *hash;
	bool matches;

	TRY(prepare(c));
	TRY(db_read(c, find_hash, &lookup));
	hash = lookup.hash.len > 0 ? str_c(c->arena, lookup.hash) : nobody_hash;
	digest(key, password, digested);
	matches = crypto_pwhash_str_verify(hash, (const char *)digested, sizeof(digested)) == 0;
	sodium_memzero(digested, sizeof(digested));
	*ok = matches && lookup.hash.len > 0;
	return NULL;
}
