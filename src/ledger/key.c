/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/key.h"

#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/text.h"

#define ID_BYTES     4
#define TYPED_BYTES  (1 + LEDGER_KEY_BYTES) /* type and key, as the texts have them */

static const struct str private_prefix = STR_INIT("PRIVATE+KEY+");

/* Spaces of Unicode past ASCII (White_Space), as UTF-8; ASCII's own are below 0x21. */
static const struct str spaces[] = {
	STR_INIT("\xC2\x85"),     STR_INIT("\xC2\xA0"),     STR_INIT("\xE1\x9A\x80"),
	STR_INIT("\xE2\x80\x80"), STR_INIT("\xE2\x80\x81"), STR_INIT("\xE2\x80\x82"),
	STR_INIT("\xE2\x80\x83"), STR_INIT("\xE2\x80\x84"), STR_INIT("\xE2\x80\x85"),
	STR_INIT("\xE2\x80\x86"), STR_INIT("\xE2\x80\x87"), STR_INIT("\xE2\x80\x88"),
	STR_INIT("\xE2\x80\x89"), STR_INIT("\xE2\x80\x8A"), STR_INIT("\xE2\x80\xA8"),
	STR_INIT("\xE2\x80\xA9"), STR_INIT("\xE2\x80\xAF"), STR_INIT("\xE2\x81\x9F"),
	STR_INIT("\xE3\x80\x80"),
};

bool ledger_key_name_check(struct str name)
{
	if (name.len == 0 || name.len > LEDGER_KEY_NAME_MAX || !text_is_utf8(name))
		return false;
	for (size_t i = 0; i < name.len; i++) {
		unsigned char c = (unsigned char)name.ptr[i];

		if (c <= ' ' || c == '+' || c == 0x7F)
			return false;
	}
	if (text_is_ascii(name))
		return true;
	for (size_t i = 0; i < COUNT(spaces); i++)
		if (str_find(name, spaces[i]) >= 0)
			return false;
	return true;
}

uint32_t ledger_key_id(struct str name, enum ledger_key_type type,
                       const unsigned char bytes[LEDGER_KEY_BYTES])
{
	const unsigned char middle[2] = { '\n', (unsigned char)type };
	unsigned char hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state state;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const unsigned char *)name.ptr, name.len);
	crypto_hash_sha256_update(&state, middle, sizeof(middle));
	crypto_hash_sha256_update(&state, bytes, LEDGER_KEY_BYTES);
	crypto_hash_sha256_final(&state, hash);
	return (uint32_t)hash[0] << 24 | (uint32_t)hash[1] << 16 | (uint32_t)hash[2] << 8 | hash[3];
}

static bool type_known(unsigned char type)
{
	return type == LEDGER_KEY_ED25519 || type == LEDGER_KEY_COSIGNATURE;
}

/* name+id+base64(type || 32 bytes), of both kinds of keys; whether the id fits is not looked at. */
static bool read_parts(struct str text, struct str *name, uint32_t *id,
                       unsigned char typed[TYPED_BYTES])
{
	unsigned char bytes[ID_BYTES];
	struct str part;

	if (!str_cut(&text, '+', name) || !ledger_key_name_check(*name))
		return false;
	if (!str_cut(&text, '+', &part) || !hex_decode_exact(part, bytes, ID_BYTES))
		return false;
	*id = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	      bytes[3];
	return base64_decode_exact(text, typed, TYPED_BYTES) && type_known(typed[0]);
}

const struct err *ledger_key_read(struct arena *arena, struct str text, struct ledger_key *out)
{
	unsigned char typed[TYPED_BYTES];
	struct ledger_key key;

	if (!read_parts(text, &key.name, &key.id, typed))
		return err_new(arena, ERR_INVALID, STR("key"), "ledger.key_malformed", STR(""));
	key.type = (enum ledger_key_type)typed[0];
	memcpy(key.bytes, typed + 1, LEDGER_KEY_BYTES);
	if (key.id != ledger_key_id(key.name, key.type, key.bytes))
		return err_new(arena, ERR_INVALID, STR("key"), "ledger.key_id", key.name);
	key.name = str_copy(arena, key.name);
	*out = key;
	return NULL;
}

static struct str print(struct arena *arena, const char *prefix, const struct ledger_key *key,
                        const unsigned char *bytes)
{
	unsigned char typed[TYPED_BYTES] = { (unsigned char)key->type };
	struct str text;

	memcpy(typed + 1, bytes, LEDGER_KEY_BYTES);
	text = base64_encode(arena, (struct str){ (const char *)typed, sizeof(typed) });
	sodium_memzero(typed, sizeof(typed));
	return str_fmt(arena, "%s%.*s+%08x+%.*s", prefix, STR_ARG(key->name), key->id,
	               STR_ARG(text));
}

struct str ledger_key_text(struct arena *arena, const struct ledger_key *key)
{
	return print(arena, "", key, key->bytes);
}

struct str ledger_signer_text(struct arena *arena, const struct ledger_signer *signer)
{
	return print(arena, private_prefix.ptr, &signer->key, signer->secret);
}

static void wipe(void *arg)
{
	sodium_memzero(arg, sizeof(struct ledger_signer));
}

const struct err *ledger_signer_new(struct arena *arena, struct str name, enum ledger_key_type type,
                                    const unsigned char seed[LEDGER_KEY_BYTES],
                                    const struct ledger_signer **out)
{
	struct ledger_signer *signer;

	if (!ledger_key_name_check(name))
		return err_new(arena, ERR_INVALID, STR("key"), "ledger.key_name", name);
	signer = ARENA_NEW(arena, struct ledger_signer);
	arena_defer(arena, wipe, signer);
	crypto_sign_seed_keypair(signer->key.bytes, signer->secret, seed);
	signer->key.name = str_copy(arena, name);
	signer->key.type = type;
	signer->key.id = ledger_key_id(name, type, signer->key.bytes);
	*out = signer;
	return NULL;
}

const struct err *ledger_signer_make(struct arena *arena, struct str name,
                                     enum ledger_key_type type, const struct ledger_signer **out)
{
	unsigned char seed[LEDGER_KEY_BYTES];
	const struct err *err;

	if (sodium_init() < 0)
		return err_detail(arena, ERR_INTERNAL, "err.internal", "sodium_init");
	randombytes_buf(seed, sizeof(seed));
	err = ledger_signer_new(arena, name, type, seed, out);
	sodium_memzero(seed, sizeof(seed));
	return err;
}

const struct err *ledger_signer_read(struct arena *arena, struct str text,
                                     const struct ledger_signer **out)
{
	unsigned char typed[TYPED_BYTES];
	const struct ledger_signer *signer;
	const struct err *err;
	struct str name;
	uint32_t id;

	if (!str_starts(text, private_prefix) ||
	    !read_parts(str_sub(text, private_prefix.len, text.len), &name, &id, typed))
		return err_new(arena, ERR_INVALID, STR("key"), "ledger.key_malformed", STR(""));
	err = ledger_signer_new(arena, name, (enum ledger_key_type)typed[0], typed + 1, &signer);
	sodium_memzero(typed, sizeof(typed));
	if (err != NULL)
		return err;
	if (signer->key.id != id)
		return err_new(arena, ERR_INVALID, STR("key"), "ledger.key_id", name);
	*out = signer;
	return NULL;
}
