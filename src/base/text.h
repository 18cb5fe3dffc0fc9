/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_TEXT_H
#define ABDI_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/str.h"

struct arena;

/* Well-formed UTF-8: no overlong form, no surrogate, nothing past U+10FFFF. */
bool text_is_utf8(struct str bytes);

bool text_is_ascii(struct str bytes);

/* How many bytes the well-formed character at `at` has; 0 when there is none. */
size_t text_char_bytes(struct str bytes, size_t at);

/* Append `bytes`, read as Windows-1252, as UTF-8; its five unassigned bytes become U+FFFD. */
void text_from_windows1252(struct buf *out, struct str bytes);

/*
 * The form in which names are compared and sorted, the same on both engines as plain bytes:
 * NFKD without marks, case folded, punctuation and symbols dropped except that "&" is the word
 * "dan" and that '/' and dashes become a space, runs of white space made one, none at the ends.
 * Text that is not UTF-8 is read as Windows-1252.
 */
struct str text_sort_key(struct arena *arena, struct str text);

/* Code points in well-formed UTF-8. */
size_t text_length(struct str utf8);

#define TEXT_DISTANCE_BYTES_MAX 64 /* longer texts are compared by their beginning */

/*
 * How many letters must be put in, taken out, changed or swapped with their neighbour to make
 * `b` of `a` (optimal string alignment). Bytes are compared, ASCII letters without case.
 */
size_t text_distance(struct str a, struct str b);

/* Columns a terminal needs: wide East Asian characters are 2, marks 0. */
size_t text_width(struct str utf8);

#endif
