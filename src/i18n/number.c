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

static const struct str months[] = {
	STR_INIT("date.month.1"), STR_INIT("date.month.2"), STR_INIT("date.month.3"),
	STR_INIT("date.month.4"), STR_INIT("date.month.5"), STR_INIT("date.month.6"),
	STR_INIT("date.month.7"), STR_INIT("date.month.8"), STR_INIT("date.month.9"),
	STR_INIT("date.month.10"), STR_INIT("date.month.11"), STR_INIT("date.month.12"),
};

static const struct str months_short[] = {
	STR_INIT("date.month_short.1"),  STR_INIT("date.month_short.2"),
	STR_INIT("date.month_short.3"),  STR_INIT("date.month_short.4"),
	STR_INIT("date.month_short.5"),  STR_INIT("date.month_short.6"),
	STR_INIT("date.month_short.7"),  STR_INIT("date.month_short.8"),
	STR_INIT("date.month_short.9"),  STR_INIT("date.month_short.10"),
	STR_INIT("date.month_short.11"), STR_INIT("date.month_short.12"),
};

static void add_part(struct buf *out, enum lang lang, struct str hole, const struct str *names,
                     struct date_parts parts)
{
	if (str_eq(hole, STR("day")))
		buf_add_int(out, parts.day);
	else if (str_eq(hole, STR("month")))
		buf_add(out, words_get(lang, names[parts.month - 1]));
	else
		buf_add_int(out, parts.year);
}

/* As words_fmt() would, but shorter: a list has a date on each line. */
static struct str write_date(struct arena *arena, enum lang lang, struct str key,
                             const struct str *names, struct date date)
{
	struct date_parts parts = date_parts(date);
	struct str rest = words_get(lang, key);
	struct str text, hole;
	struct buf out;

	buf_init(&out, arena);
	while (str_cut(&rest, '{', &text)) {
		buf_add(&out, text);
		if (str_cut(&rest, '}', &hole))
			add_part(&out, lang, hole, names, parts);
	}
	return buf_str(&out);
}

struct str words_date(struct arena *arena, enum lang lang, struct date date)
{
	return write_date(arena, lang, STR("date.day"), months, date);
}

struct str words_date_short(struct arena *arena, enum lang lang, struct date date)
{
	return write_date(arena, lang, STR("date.day"), months_short, date);
}

struct str words_month(struct arena *arena, enum lang lang, struct date date)
{
	return write_date(arena, lang, STR("date.month_of_year"), months, date);
}
