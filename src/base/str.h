/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_STR_H
#define ABDI_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* The only string in signatures: bytes and a length, UTF-8, not terminated, not owned. */
struct str {
	const char *ptr;
	size_t len;
};

/* A literal as a str; STR_INIT for static tables, where a compound literal may not stand. */
#define STR(literal)      ((struct str){ "" literal, sizeof(literal) - 1 })
#define STR_INIT(literal) { "" literal, sizeof(literal) - 1 }

/* For printf: "%.*s", STR_ARG(s). */
#define STR_ARG(s) (int)(s).len, (s).ptr

/* Items in a true array. */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A terminated C string as a str; NULL gives the empty str. */
struct str str_of(const char *c);

bool str_eq(struct str a, struct str b);
/* The same, ASCII letters compared without case. */
bool str_eq_nocase(struct str a, struct str b);
/* Bytewise order: negative, 0 or positive. */
int str_cmp(struct str a, struct str b);
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* Where `part` first stands in `s`, or -1. */
ptrdiff_t str_find(struct str s, struct str part);
ptrdiff_t str_find_char(struct str s, char c);

/* `s` from `from` on, at most `len` bytes; both are cut to what there is. */
struct str str_sub(struct str s, size_t from, size_t len);

/* Without white space at both ends (ASCII space, tab, CR, LF and U+00A0). */
struct str str_trim(struct str s);

/*
 * Cut the next part off `*rest`, up to `separator` or the end.
 * False when nothing is left; an empty part between two separators counts.
 */
bool str_cut(struct str *rest, char separator, struct str *part);

/* A copy that lives as long as the arena. */
struct str str_copy(struct arena *arena, struct str s);

/* The same, terminated, for libc, SQL and argv. A NUL inside stays where it is. */
char *str_c(struct arena *arena, struct str s);

/* printf into the arena. */
struct str str_fmt(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * The whole of `s` as a decimal number, sign allowed, no space.
 * False when it is not one or does not fit.
 */
bool str_int(struct str s, int64_t *out);

/* Only ASCII digits, and at least one. */
bool str_is_digits(struct str s);

/* FNV-1a of the bytes, 64 bits: for tables in memory, never for proof. */
uint64_t str_hash(struct str s);

#endif
