/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "auth/internal.h"
#include "auth/session.h"
#include "base/arena.h"

#define GROUP_CHARS 4
#define BASE64URL   sodium_base64_VARIANT_URLSAFE_NO_PADDING

static_assert(AUTH_TOKEN_CHARS + 1 == sodium_base64_ENCODED_LEN(AUTH_TOKEN_BYTES, BASE64URL),
              "a token is the base64url of its bytes");

const struct err *auth_crypto_ready(struct ctx *c)
{
	if (sodium_init() < 0)
		return err_detail(c->arena, ERR_INTERNAL, "err.internal", "sodium_init");
	return NULL;
}

struct str auth_token_new(struct arena *arena)
{
	unsigned char bytes[AUTH_TOKEN_BYTES];
	char *text = arena_alloc(arena, AUTH_TOKEN_CHARS + 1);

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2base64(text, AUTH_TOKEN_CHARS + 1, bytes, sizeof(bytes), BASE64URL);
	sodium_memzero(bytes, sizeof(bytes));
	return (struct str){ text, AUTH_TOKEN_CHARS };
}

bool auth_token_is_formed(struct str token)
{
	if (token.len != AUTH_TOKEN_CHARS)
		return false;
	for (size_t i = 0; i < token.len; i++) {
		char c = token.ptr[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      c == '-' || c == '_'))
			return false;
	}
	return true;
}

struct str auth_code_new(struct arena *arena, size_t groups)
{
	/* Without 0, 1, I, L and O, which are read for one another. */
	static const char signs[] = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
	size_t len = groups * (GROUP_CHARS + 1) - 1;
	char *text = arena_alloc(arena, len);

	for (size_t i = 0; i < len; i++)
		text[i] = i % (GROUP_CHARS + 1) == GROUP_CHARS
		                  ? '-'
		                  : signs[randombytes_uniform(sizeof(signs) - 1)];
	return (struct str){ text, len };
}

struct auth_digest auth_digest_of(struct str text)
{
	struct auth_digest digest;

	crypto_generichash(digest.bytes, sizeof(digest.bytes), (const unsigned char *)text.ptr,
	                   text.len, NULL, 0);
	return digest;
}

struct str auth_digest_str(const struct auth_digest *digest)
{
	return (struct str){ (const char *)digest->bytes, sizeof(digest->bytes) };
}
