/* SPDX-License-Identifier: Apache-2.0 */
/* How numbers and dates are written for people: ux.md 10. */
#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "i18n/words.h"

#define DIGITS_MAX 20 /* of a 64-bit number */

/* U+2212: as wide as a plus, and never the place of a line break as a hyphen is. */
static const struct str minus_sign = STR_INIT("\xe2\x88\x92");

static char group_mark(enum lang lang)
{
	return lang == LANG_EN ? ',' : '.';
}

static char decimal_mark(enum lang lang)
{
	return lang == LANG_EN ? '.' : ',';
}

/* The size of n without its sign; the least number has no positive twin of its own type. */
static uint64_t magnitude(int64_t n)
{
	return n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
}

static void add_grouped(struct buf *out, enum lang lang, uint64_t n)
{
	char digits[DIGITS_MAX];
	size_t len = 0;

	do {
		digits[len++] = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	while (len > 0) {
		buf_add_char(out, digits[--len]);
		if (len > 0 && len % 3 == 0)
			buf_add_char(out, group_mark(lang));
	}
}

struct str words_number(struct arena *arena, enum lang lang, int64_t n)
{
	return words_decimal(arena, lang, n, 0);
}

struct str words_decimal(struct arena *arena, enum lang lang, int64_t value, int decimals)
{
	uint64_t size = magnitude(value);
	uint64_t unit = 1;
	struct buf out;

	for (int i = 0; i < decimals && unit <= UINT64_MAX / 10; i++)
		unit *= 10;
	buf_init(&out, arena);
	if (value < 0)
		buf_add(&out, minus_sign);
	add_grouped(&out, lang, size / unit);
	if (unit > 1)
		buf_add_char(&out, decimal_mark(lang));
	while (unit > 1) {
		unit /= 10;
		buf_add_char(&out, (char)('0' + size / unit % 10));
	}
	return buf_str(&out);
}

static struct str month_name(struct arena *arena, enum lang lang, const char *list, int month)
{
	return words_get(lang, str_fmt(arena, "date.%s.%d", list, month));
}

static struct str write_date(struct arena *arena, enum lang lang, struct str key, const char *list,
                             struct date date)
{
	struct date_parts parts = date_parts(date);

	return words_fmt(arena, lang, key,
	                 WORD_ARGS({ "day", str_fmt(arena, "%d", parts.day) },
	                           { "month", month_name(arena, lang, list, parts.month) },
	                           { "year", str_fmt(arena, "%d", parts.year) }));
}

struct str words_date(struct arena *arena, enum lang lang, struct date date)
{
	return write_date(arena, lang, STR("date.day"), "month", date);
}

struct str words_date_short(struct arena *arena, enum lang lang, struct date date)
{
	return write_date(arena, lang, STR("date.day"), "month_short", date);
}

struct str words_month(struct arena *arena, enum lang lang, struct date date)
{
	return write_date(arena, lang, STR("date.month_of_year"), "month", date);
}
