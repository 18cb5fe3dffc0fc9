/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_BUF_H
#define ABDI_BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct arena;

/* The only thing that grows. Lives in an arena; buf_clear() keeps the room for the next use. */
struct buf {
	struct arena *arena;
	char *ptr;
	size_t len;
	size_t cap;
};

void buf_init(struct buf *buf, struct arena *arena);
void buf_clear(struct buf *buf);
/* Make room for `more` bytes beyond the present length. */
void buf_reserve(struct buf *buf, size_t more);

void buf_add(struct buf *buf, struct str s);
void buf_add_char(struct buf *buf, char c);
void buf_add_int(struct buf *buf, int64_t n);
void buf_add_fmt(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* One code point as UTF-8; a surrogate or a value past U+10FFFF becomes U+FFFD. */
void buf_add_utf8(struct buf *buf, uint32_t code_point);

/* What is in it now; valid until the next add. */
struct str buf_str(const struct buf *buf);

#endif
