/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/detail.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/buf.h"
#include "base/canon.h"
#include "base/json.h"

#define OPENING_KEYS 5

static const unsigned char leaf_prefix = 0x00;
static const struct str detail_label = STR_INIT("abdi-detail/v1\n");
static const struct str salt_label = STR_INIT("abdi-salt/v1\n");

struct ledger_salt ledger_salt_random(void)
{
	struct ledger_salt salt;

	randombytes_buf(salt.bytes, sizeof(salt.bytes));
	return salt;
}

struct ledger_salt ledger_salt_derive(const unsigned char secret[LEDGER_SALT_SECRET_BYTES],
                                      int64_t index)
{
	unsigned char whole[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state state;
	struct ledger_salt salt;
	unsigned char place[8];

	assert(index >= 0);
	for (size_t i = 0; i < sizeof(place); i++)
		place[i] = (unsigned char)(index >> (8 * (sizeof(place) - 1 - i)));
	crypto_auth_hmacsha256_init(&state, secret, LEDGER_SALT_SECRET_BYTES);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)salt_label.ptr,
	                              salt_label.len);
	crypto_auth_hmacsha256_update(&state, place, sizeof(place));
	crypto_auth_hmacsha256_final(&state, whole);
	memcpy(salt.bytes, whole, sizeof(salt.bytes));
	sodium_memzero(whole, sizeof(whole));
	sodium_memzero(&state, sizeof(state));
	return salt;
}

struct ledger_hash ledger_detail_hash(const struct ledger_salt *salt, struct str detail)
{
	crypto_hash_sha256_state state;
	struct ledger_hash hash;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, &leaf_prefix, 1);
	crypto_hash_sha256_update(&state, (const unsigned char *)detail_label.ptr,
	                          detail_label.len);
	crypto_hash_sha256_update(&state, salt->bytes, sizeof(salt->bytes));
	if (detail.len > 0)
		crypto_hash_sha256_update(&state, (const unsigned char *)detail.ptr, detail.len);
	crypto_hash_sha256_final(&state, hash.bytes);
	return hash;
}

const struct err *ledger_leaves_hash(void *arg, int height, int64_t index, struct ledger_hash *out)
{
	const struct ledger_leaves *leaves = arg;
	struct ledger_tree tree = { 0 };
	int64_t from = index << height;
	int64_t until = (index + 1) << height;

	assert(from >= 0 && until <= leaves->count);
	for (int64_t i = from; i < until; i++)
		ledger_tree_append(&tree, &leaves->hashes[i], NULL);
	*out = ledger_tree_root(&tree);
	return NULL;
}

bool ledger_opening_check(struct arena *arena, const struct ledger_opening *opening, int64_t count,
                          const struct ledger_hash *root)
{
	struct ledger_hash leaf = ledger_detail_hash(&opening->salt, opening->detail);

	return opening->count == count && canon_check(arena, opening->detail) &&
	       ledger_inclusion_check(&leaf, opening->index, count, opening->proof.hashes,
	                              opening->proof.count, root);
}

struct str ledger_opening_text(struct arena *arena, const struct ledger_opening *opening)
{
	const struct str salt = { (const char *)opening->salt.bytes, LEDGER_SALT_BYTES };
	struct canon *canon = canon_new(arena);

	canon_object(canon);
	canon_put_int(canon, STR("count"), opening->count);
	canon_put_str(canon, STR("detail"), opening->detail);
	canon_put_int(canon, STR("index"), opening->index);
	canon_key(canon, STR("proof"));
	canon_array(canon);
	for (size_t i = 0; i < opening->proof.count; i++)
		canon_str(canon, ledger_hash_text(arena, &opening->proof.hashes[i]));
	canon_close(canon);
	canon_put_str(canon, STR("salt"), base64_encode(arena, salt));
	canon_close(canon);
	return canon_end(canon);
}

static bool read_proof(const struct json_value *array, struct ledger_proof *out)
{
	struct str text;

	out->count = json_count(array);
	if (json_kind_of(array) != JSON_KIND_ARRAY || out->count > LEDGER_HEIGHT_MAX)
		return false;
	for (size_t i = 0; i < out->count; i++)
		if (!json_as_str(json_at(array, i), &text) ||
		    !ledger_hash_read(text, &out->hashes[i]))
			return false;
	return true;
}

static bool read_members(const struct json_value *value, struct ledger_opening *out)
{
	struct str salt;

	return json_kind_of(value) == JSON_KIND_OBJECT && json_count(value) == OPENING_KEYS &&
	       json_get_int(value, "count", &out->count) &&
	       json_get_int(value, "index", &out->index) &&
	       json_get_str(value, "detail", &out->detail) &&
	       out->detail.len <= LEDGER_DETAIL_BYTES_MAX && json_get_str(value, "salt", &salt) &&
	       base64_decode_exact(salt, out->salt.bytes, LEDGER_SALT_BYTES) &&
	       read_proof(json_get(value, "proof"), &out->proof);
}

const struct err *ledger_opening_read(struct arena *arena, struct str text,
                                      struct ledger_opening *out)
{
	const struct json_value *value;
	struct ledger_opening opening = { 0 };

	if (text.len > LEDGER_OPENING_BYTES_MAX)
		return err_new(arena, ERR_LIMIT, STR("opening"), "ledger.opening_long",
		               str_fmt(arena, "%u", LEDGER_OPENING_BYTES_MAX));
	if (!canon_check(arena, text) || json_read(arena, text, &value) != NULL ||
	    !read_members(value, &opening))
		return err_new(arena, ERR_INVALID, STR("opening"), "ledger.opening_malformed",
		               STR(""));
	*out = opening;
	return NULL;
}
