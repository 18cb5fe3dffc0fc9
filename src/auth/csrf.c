/* SPDX-License-Identifier: Apache-2.0 */
#include <sodium.h>

#include "auth/internal.h"
#include "auth/session.h"
#include "base/arena.h"

#define CSRF_BYTES 16 /* 128 bits: guessed in no lifetime of a session */
#define BASE64URL  sodium_base64_VARIANT_URLSAFE_NO_PADDING
#define CSRF_CHARS sodium_base64_ENCODED_LEN(CSRF_BYTES, BASE64URL) /* its NUL included */

struct str auth_visit_new(struct arena *arena)
{
	return auth_token_new(arena);
}

/*
 * A digest under the cookie as its key: it needs no store, belongs to that cookie alone, and tells
 * who sees a page nothing about the cookie.
 */
struct str auth_csrf_token(struct arena *arena, struct str cookie)
{
	static const unsigned char purpose[] = "abdi form";
	unsigned char digest[CSRF_BYTES];
	char *text;

	if (!auth_token_is_formed(cookie))
		return STR("");
	crypto_generichash(digest, sizeof(digest), purpose, sizeof(purpose) - 1,
	                   (const unsigned char *)cookie.ptr, cookie.len);
	text = arena_alloc(arena, CSRF_CHARS);
	sodium_bin2base64(text, CSRF_CHARS, digest, sizeof(digest), BASE64URL);
	return (struct str){ text, CSRF_CHARS - 1 };
}

const struct err *auth_csrf_check(struct ctx *c, struct str cookie, struct str given)
{
	struct str wanted = auth_csrf_token(c->arena, cookie);

	if (wanted.len == 0 || given.len != wanted.len ||
	    sodium_memcmp(given.ptr, wanted.ptr, wanted.len) != 0)
		return err_new(c->arena, ERR_DENIED, STR("csrf"), "auth.csrf", STR(""));
	return NULL;
}
