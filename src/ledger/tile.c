/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/tile.h"

#include <assert.h>

#include "base/arena.h"
#include "ledger/internal.h"

#define GROUP 1000 /* three digits of an index are one part of the path */

static void add_index(struct buf *out, int64_t index)
{
	int64_t unit = 1;

	while (index / unit >= GROUP)
		unit *= GROUP;
	for (; unit > 1; unit /= GROUP)
		buf_add_fmt(out, "x%03d/", (int)(index / unit % GROUP));
	buf_add_fmt(out, "%03d", (int)(index % GROUP));
}

struct str ledger_tile_path(struct arena *arena, struct ledger_tile tile)
{
	struct buf out;

	assert(tile.level >= LEDGER_TILE_ENTRIES && tile.level <= LEDGER_TILE_LEVEL_MAX);
	assert(tile.index >= 0 && tile.width >= 1 && tile.width <= LEDGER_TILE_WIDTH);
	buf_init(&out, arena);
	if (tile.level == LEDGER_TILE_ENTRIES)
		buf_add(&out, STR("tile/entries/"));
	else
		buf_add_fmt(&out, "tile/%d/", tile.level);
	add_index(&out, tile.index);
	if (tile.width < LEDGER_TILE_WIDTH)
		buf_add_fmt(&out, ".p/%d", tile.width);
	return buf_str(&out);
}

bool ledger_decimal(struct str text, int64_t *out)
{
	return str_is_digits(text) && (text.len == 1 || text.ptr[0] != '0') && str_int(text, out);
}

static bool take_level(struct str text, int *level)
{
	int64_t number;

	if (str_eq(text, STR("entries"))) {
		*level = LEDGER_TILE_ENTRIES;
		return true;
	}
	if (!ledger_decimal(text, &number) || number > LEDGER_TILE_LEVEL_MAX)
		return false;
	*level = (int)number;
	return true;
}

/* ".p/17" at the end; a full tile has nothing there. */
static bool take_width(struct str *text, int *width)
{
	ptrdiff_t at = str_find(*text, STR(".p/"));
	int64_t number;

	*width = LEDGER_TILE_WIDTH;
	if (at < 0)
		return true;
	if (!ledger_decimal(str_sub(*text, (size_t)at + 3, text->len), &number) || number < 1 ||
	    number >= LEDGER_TILE_WIDTH)
		return false;
	*width = (int)number;
	*text = str_sub(*text, 0, (size_t)at);
	return true;
}

static bool take_index(struct str text, int64_t *index)
{
	struct str part;
	bool first = true;

	*index = 0;
	while (text.len > 3) {
		/* x001/ in front of the last three digits, never x000/ at the beginning. */
		if (text.len < 8 || text.ptr[0] != 'x' || text.ptr[4] != '/')
			return false;
		part = str_sub(text, 1, 3);
		if (!str_is_digits(part) || (first && str_eq(part, STR("000"))))
			return false;
		if (__builtin_mul_overflow(*index, GROUP, index) ||
		    __builtin_add_overflow(*index, ledger_three_digits(part), index))
			return false;
		text = str_sub(text, 5, text.len);
		first = false;
	}
	return text.len == 3 && str_is_digits(text) &&
	       !__builtin_mul_overflow(*index, GROUP, index) &&
	       !__builtin_add_overflow(*index, ledger_three_digits(text), index);
}

bool ledger_tile_parse(struct str path, struct ledger_tile *out)
{
	struct str rest = path;
	struct ledger_tile tile;
	struct str part;

	if (path.len > LEDGER_TILE_PATH_MAX)
		return false;
	if (!str_cut(&rest, '/', &part) || !str_eq(part, STR("tile")))
		return false;
	if (!str_cut(&rest, '/', &part) || !take_level(part, &tile.level))
		return false;
	if (!take_width(&rest, &tile.width) || !take_index(rest, &tile.index))
		return false;
	*out = tile;
	return true;
}

int ledger_tile_width(int level, int64_t index, int64_t size)
{
	int shift = level == LEDGER_TILE_ENTRIES ? 0 : level * LEDGER_TILE_HEIGHT;
	int64_t count;

	if (shift > LEDGER_HEIGHT_MAX - 1 || index < 0 || size < 0)
		return 0;
	count = size >> shift;
	if (count / LEDGER_TILE_WIDTH > index)
		return LEDGER_TILE_WIDTH;
	return count / LEDGER_TILE_WIDTH == index ? (int)(count % LEDGER_TILE_WIDTH) : 0;
}

void ledger_bundle_add(struct buf *bundle, struct str entry)
{
	assert(entry.len <= LEDGER_ENTRY_BYTES_MAX);
	buf_add_char(bundle, (char)(entry.len >> 8));
	buf_add_char(bundle, (char)(entry.len & 0xFF));
	buf_add(bundle, entry);
}

bool ledger_bundle_next(struct str *rest, struct str *entry)
{
	size_t len;

	if (rest->len < 2)
		return false;
	len = (size_t)((unsigned char)rest->ptr[0] << 8 | (unsigned char)rest->ptr[1]);
	if (rest->len - 2 < len)
		return false;
	*entry = str_sub(*rest, 2, len);
	*rest = str_sub(*rest, 2 + len, rest->len);
	return true;
}
