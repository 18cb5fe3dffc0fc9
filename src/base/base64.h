/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_BASE64_H
#define ABDI_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct arena;

/* Base64 with padding, of the standard alphabet: RFC 4648, section 4. */
struct str base64_encode(struct arena *arena, struct str bytes);

/*
 * The bytes that a text stands for. Strict: one text for one run of bytes, so white space, missing
 * padding, letters of other alphabets and set bits behind the last byte are refused (false).
 */
bool base64_decode(struct arena *arena, struct str text, struct str *out);

/* The same for exactly `size` bytes, into memory of the caller. */
bool base64_decode_exact(struct str text, unsigned char *out, size_t size);

/* Lower-case hexadecimal, two digits a byte: RFC 4648, section 8. */
struct str hex_encode(struct arena *arena, struct str bytes);

/* False unless it is lower-case hexadecimal of exactly `size` bytes. */
bool hex_decode_exact(struct str text, unsigned char *out, size_t size);

#endif
