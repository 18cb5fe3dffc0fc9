/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_LEDGER_INTERNAL_H
#define ABDI_LEDGER_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "ledger/tile.h"
#include "ledger/tree.h"

struct arena;

/* Decimal digits without a leading zero, from 0 to INT64_MAX: the numbers of C2SP. */
bool ledger_decimal(struct str text, int64_t *out);

/* The number of three digits that were checked. */
static inline int ledger_three_digits(struct str text)
{
	return (text.ptr[0] - '0') * 100 + (text.ptr[1] - '0') * 10 + (text.ptr[2] - '0');
}

/* The root of 2^height hashes that lie one after the other; height is at most that of a tile. */
struct ledger_hash ledger_fold(const unsigned char *hashes, int height);

/* A tile from `get` into `out`, at most LEDGER_TILE_BYTES. Errors: those of `get`; CORRUPT. */
const struct err *ledger_tile_fetch(struct arena *arena, ledger_tile_get *get, void *arg,
                                    struct ledger_tile tile, unsigned char *out);

/* The next line without its end; false when nothing is left or the last line has no end. */
static inline bool ledger_line(struct str *rest, struct str *line)
{
	ptrdiff_t at = str_find_char(*rest, '\n');

	if (at < 0)
		return false;
	*line = str_sub(*rest, 0, (size_t)at);
	*rest = str_sub(*rest, (size_t)at + 1, rest->len);
	return true;
}

#endif
