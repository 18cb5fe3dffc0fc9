/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_CANON_H
#define ABDI_BASE_CANON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct arena;

/*
 * Canonical JSON: RFC 8785, the JSON Canonicalization Scheme. One value has one text, so that a
 * hash or a signature over the text is one over the value:
 *   - no white space; members sorted by their keys as UTF-16 code units (RFC 8785, 3.2.3);
 *   - strings with the shortest escapes, everything else as UTF-8 (3.2.2.2);
 *   - numbers as ECMAScript prints the double (3.2.2.3, ECMA-262 Number::toString).
 */

/* The whole numbers that every reader of JSON keeps exactly: -(2^53 - 1) to 2^53 - 1. */
#define CANON_INT_MAX INT64_C(9007199254740991)

/*
 * A writer. The calls may bring the members of an object in any order; the text has them sorted.
 * Bytes of a string that are not UTF-8 become U+FFFD. A key that is not UTF-8, that stands twice in
 * an object or has no value, more than JSON_DEPTH_MAX levels and a number past CANON_INT_MAX are
 * bugs of the caller and end the process: ids, which have 63 bits, are written as strings.
 */
struct canon;

struct canon *canon_new(struct arena *arena);
void canon_object(struct canon *canon); /* { */
void canon_array(struct canon *canon);  /* [ */
void canon_close(struct canon *canon);  /* the innermost } or ] */
void canon_key(struct canon *canon, struct str key);
void canon_str(struct canon *canon, struct str value);
void canon_int(struct canon *canon, int64_t value);
/* Any number but NaN and the infinities, which JSON has not. */
void canon_real(struct canon *canon, double value);
void canon_bool(struct canon *canon, bool value);
void canon_null(struct canon *canon);

/* Key and value in one call. */
void canon_put_str(struct canon *canon, struct str key, struct str value);
void canon_put_int(struct canon *canon, struct str key, int64_t value);
/* A 64-bit number as a string of decimal digits. */
void canon_put_id(struct canon *canon, struct str key, int64_t value);

/* The text, in the arena. All levels must be closed. */
struct str canon_end(struct canon *canon);

/*
 * Any JSON text in its canonical form. Numbers become the nearest double, as RFC 8785 has it.
 * Errors: INVALID as json_read_real(), which also refuses a key with U+0000.
 */
const struct err *canon_text(struct arena *arena, struct str text, struct str *out);

/* Is the text JSON, and already the canonical form of itself? */
bool canon_check(struct arena *arena, struct str text);

/* A finite number as ECMAScript prints it: 1e+21, 0.000001, 1e-7, 333333333.3333333. */
void canon_add_real(struct buf *out, double value);

#endif
