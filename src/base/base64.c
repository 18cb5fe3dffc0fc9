/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base64.h"

#include <sodium.h>

#include "base/arena.h"
#include "base/text.h"

struct str base64_encode(struct arena *arena, struct str bytes)
{
	size_t size = sodium_base64_encoded_len(bytes.len, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_bytes(arena, size);

	sodium_bin2base64(text, size, (const unsigned char *)bytes.ptr, bytes.len,
	                  sodium_base64_VARIANT_ORIGINAL);
	return (struct str){ text, size - 1 };
}

/*
 * Decode into at most `size` bytes. The library refuses what is not exact, but takes some bytes
 * past ASCII for letters.
 */
static bool decode(struct str text, unsigned char *out, size_t size, size_t *len)
{
	const char *from = text.len == 0 ? "" : text.ptr;

	return text_is_ascii(text) && sodium_base642bin(out, size, from, text.len, NULL, len, NULL,
	                                                sodium_base64_VARIANT_ORIGINAL) == 0;
}

bool base64_decode(struct arena *arena, struct str text, struct str *out)
{
	size_t size = text.len / 4 * 3;
	unsigned char *bytes = arena_bytes(arena, size + 1);
	size_t len;

	if (!decode(text, bytes, size, &len))
		return false;
	*out = (struct str){ (const char *)bytes, len };
	return true;
}

bool base64_decode_exact(struct str text, unsigned char *out, size_t size)
{
	size_t len;

	return decode(text, out, size, &len) && len == size;
}

struct str hex_encode(struct arena *arena, struct str bytes)
{
	char *text = arena_bytes(arena, bytes.len * 2 + 1);

	sodium_bin2hex(text, bytes.len * 2 + 1, (const unsigned char *)bytes.ptr, bytes.len);
	return (struct str){ text, bytes.len * 2 };
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_decode_exact(struct str text, unsigned char *out, size_t size)
{
	if (text.len != size * 2)
		return false;
	for (size_t i = 0; i < size; i++) {
		int high = digit(text.ptr[2 * i]);
		int low = digit(text.ptr[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		out[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}
