/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "base/date.h"

/*
 * Dates as people type them. The text is taken apart from left to right into numbers, month
 * names and gaps; nothing is guessed: what fits no known shape is UNKNOWN, and a shape with
 * numbers that no calendar has is IMPOSSIBLE.
 */

#define NUMBER_DIGITS_MAX  8 /* 19801231 */
#define MONTH_LETTERS_MAX  9 /* September */
#define SERIAL_MAX         2958465 /* 9999-12-31 */
#define SERIAL_LEAP_BUG    60      /* 29 February 1900, which spreadsheets have and calendars not */
#define SERIAL_ZERO        (-25568) /* 1899-12-31 as days since 1970 */
#define SERIAL_TIMED_MIN   5 /* digits; with fewer, what follows could be the month: 31.12 */

struct scan {
	const char *at;
	const char *end;
};

struct number {
	int value;
	int digits;
};

static const struct month_name {
	struct str name;
	int month;
} month_names[] = {
	/* sorted by name */
	{ STR_INIT("ags"), 8 },        { STR_INIT("agst"), 8 },      { STR_INIT("agt"), 8 },
	{ STR_INIT("agts"), 8 },       { STR_INIT("agu"), 8 },       { STR_INIT("agus"), 8 },
	{ STR_INIT("agust"), 8 },      { STR_INIT("agustus"), 8 },   { STR_INIT("apr"), 4 },
	{ STR_INIT("april"), 4 },      { STR_INIT("aug"), 8 },       { STR_INIT("august"), 8 },
	{ STR_INIT("dec"), 12 },       { STR_INIT("december"), 12 }, { STR_INIT("des"), 12 },
	{ STR_INIT("desember"), 12 },  { STR_INIT("feb"), 2 },       { STR_INIT("februari"), 2 },
	{ STR_INIT("february"), 2 },   { STR_INIT("jan"), 1 },       { STR_INIT("januari"), 1 },
	{ STR_INIT("january"), 1 },    { STR_INIT("jul"), 7 },       { STR_INIT("juli"), 7 },
	{ STR_INIT("july"), 7 },       { STR_INIT("jun"), 6 },       { STR_INIT("june"), 6 },
	{ STR_INIT("juni"), 6 },       { STR_INIT("mar"), 3 },       { STR_INIT("march"), 3 },
	{ STR_INIT("maret"), 3 },      { STR_INIT("may"), 5 },       { STR_INIT("mei"), 5 },
	{ STR_INIT("mrt"), 3 },        { STR_INIT("nop"), 11 },      { STR_INIT("nopember"), 11 },
	{ STR_INIT("nov"), 11 },       { STR_INIT("november"), 11 }, { STR_INIT("oct"), 10 },
	{ STR_INIT("october"), 10 },   { STR_INIT("okt"), 10 },      { STR_INIT("oktober"), 10 },
	{ STR_INIT("peb"), 2 },        { STR_INIT("pebruari"), 2 },  { STR_INIT("sep"), 9 },
	{ STR_INIT("sept"), 9 },       { STR_INIT("september"), 9 },
};

static size_t left(const struct scan *scan)
{
	return (size_t)(scan->end - scan->at);
}

static bool next_is(const struct scan *scan, char c)
{
	return scan->at < scan->end && *scan->at == c;
}

static bool take(struct scan *scan, char c)
{
	if (!next_is(scan, c))
		return false;
	scan->at++;
	return true;
}

/* Spaces, and the no-break space that comes along from documents. */
static bool take_spaces(struct scan *scan)
{
	const char *from = scan->at;

	for (;;) {
		if (next_is(scan, ' ') || next_is(scan, '\t'))
			scan->at++;
		else if (left(scan) >= 2 && memcmp(scan->at, "\xC2\xA0", 2) == 0)
			scan->at += 2;
		else
			return scan->at > from;
	}
}

static bool take_number(struct scan *scan, struct number *out)
{
	*out = (struct number){ 0, 0 };
	while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9') {
		if (out->digits == NUMBER_DIGITS_MAX)
			return false;
		out->value = out->value * 10 + (*scan->at++ - '0');
		out->digits++;
	}
	return out->digits > 0;
}

/* Letters in lower case; false when there are none or more than any month has. */
static bool take_word(struct scan *scan, char out[MONTH_LETTERS_MAX], size_t *len)
{
	*len = 0;
	while (scan->at < scan->end) {
		char c = (char)(*scan->at | 0x20);

		if (c < 'a' || c > 'z')
			break;
		if (*len == MONTH_LETTERS_MAX)
			return false;
		out[(*len)++] = c;
		scan->at++;
	}
	return *len > 0;
}

static bool find_month(struct str name, int *out)
{
	size_t low = 0;
	size_t high = COUNT(month_names);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_cmp(name, month_names[middle].name);

		if (order == 0) {
			*out = month_names[middle].month;
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

/* A month as one or two digits or as a name, which may end in the dot of a short form. */
static bool take_month(struct scan *scan, int *out, bool *named)
{
	char letters[MONTH_LETTERS_MAX];
	struct number number;
	size_t len;

	*named = false;
	if (take_number(scan, &number)) {
		*out = number.value;
		return number.digits <= 2;
	}
	if (number.digits > 0 || !take_word(scan, letters, &len))
		return false;
	*named = true;
	take(scan, '.');
	return find_month((struct str){ letters, len }, out);
}

/* Spaces with at most one of - / . , among them. False when there is nothing of the kind. */
static bool take_gap(struct scan *scan)
{
	bool spaces = take_spaces(scan);
	bool mark = take(scan, '-') || take(scan, '/') || take(scan, '.') || take(scan, ',');

	take_spaces(scan);
	return spaces || mark;
}

/* Nothing but zeros and what separates them, or a dash of any length. */
static bool means_none(struct str text)
{
	if (str_eq(text, STR("\xE2\x80\x93")) || str_eq(text, STR("\xE2\x80\x94")))
		return true;
	for (size_t i = 0; i < text.len; i++) {
		if (memchr("0-/.: ", text.ptr[i], 6) == NULL)
			return false;
	}
	return true;
}

static bool take_two_digits(struct scan *scan, int most, int *out)
{
	struct number number;

	if (!take_number(scan, &number) || number.digits > 2 || number.value > most)
		return false;
	*out = number.value;
	return true;
}

/* "AM", "pm", "WIB" and the like. */
static bool take_time_word(struct scan *scan)
{
	static const struct str words[] = {
		STR_INIT("am"), STR_INIT("pm"), STR_INIT("wib"), STR_INIT("wit"), STR_INIT("wita"),
	};
	char letters[MONTH_LETTERS_MAX];
	size_t len;

	if (!take_word(scan, letters, &len))
		return false;
	for (size_t i = 0; i < COUNT(words); i++) {
		if (str_eq((struct str){ letters, len }, words[i]))
			return true;
	}
	return false;
}

/* "Z", "+07:00", "+0700". */
static bool take_offset(struct scan *scan)
{
	struct number number;
	int minutes;

	if (take(scan, 'Z'))
		return true;
	if (!take(scan, '+') && !take(scan, '-'))
		return false;
	if (!take_number(scan, &number))
		return false;
	if (number.digits == 2 && take(scan, ':'))
		return take_two_digits(scan, 59, &minutes);
	return number.digits == 2 || number.digits == 4;
}

/* A time of day up to the end: 7:30, 07.30.15, 17:30:00.000, 7:30 AM, 00:00:00Z. */
static bool is_time(struct scan scan)
{
	struct number fraction;
	int hours;
	int minutes;
	int seconds = 0;

	if (!take_two_digits(&scan, 24, &hours) || !(take(&scan, ':') || take(&scan, '.')) ||
	    !take_two_digits(&scan, 59, &minutes))
		return false;
	if ((take(&scan, ':') || take(&scan, '.')) && !take_two_digits(&scan, 60, &seconds))
		return false;
	if ((take(&scan, '.') || take(&scan, ',')) && !take_number(&scan, &fraction))
		return false;
	take_spaces(&scan);
	if (left(&scan) == 0)
		return true;
	/* Anywhere else an instant can be another day; midnight was a bare date before. */
	if (hours == 0 && minutes == 0 && seconds == 0 && take_offset(&scan))
		return left(&scan) == 0;
	return take_time_word(&scan) && left(&scan) == 0;
}

static bool ends_or_has_time(struct scan scan)
{
	if (left(&scan) == 0)
		return true;
	if (!take(&scan, 'T')) {
		bool comma = take(&scan, ',');

		if (!take_spaces(&scan) && !comma)
			return false;
	}
	return is_time(scan);
}

static bool is_fraction(struct scan scan)
{
	if (!take(&scan, '.') && !take(&scan, ','))
		return false;
	while (scan.at < scan.end && *scan.at >= '0' && *scan.at <= '9')
		scan.at++;
	return left(&scan) == 0;
}

static enum date_read from_parts(int year, int month, int day, struct date *out)
{
	return date_from_parts(year, month, day, out) ? DATE_READ_OK : DATE_READ_IMPOSSIBLE;
}

/* One number: a day of a spreadsheet, or all eight digits of a date. */
static enum date_read read_number(struct number number, bool leading_zero, struct scan rest,
                                  struct date *out)
{
	bool behind = ends_or_has_time(rest);

	if (number.digits == 8) {
		if (!behind)
			return DATE_READ_UNKNOWN;
		return from_parts(number.value / 10000, number.value / 100 % 100,
		                  number.value % 100, out);
	}
	if (leading_zero || number.value < 1 || number.value > SERIAL_MAX)
		return DATE_READ_UNKNOWN;
	if (!behind && !is_fraction(rest))
		return DATE_READ_UNKNOWN;
	if (number.value == SERIAL_LEAP_BUG)
		return DATE_READ_IMPOSSIBLE;
	out->days = SERIAL_ZERO + number.value - (number.value > SERIAL_LEAP_BUG ? 1 : 0);
	return DATE_READ_OK;
}

/* 80 is the latest year ending in 80 that is not behind the year of `around`. */
static int full_year(int two_digits, struct date around)
{
	int now = date_parts(around).year;
	int year = now / 100 * 100 + two_digits;

	return year > now ? year - 100 : year;
}

/* Three parts, of which the first was read: day month year, or year month day. */
static enum date_read read_three(struct number first, struct scan scan, struct date around,
                                 struct date *out)
{
	struct number last;
	int month;
	bool named;
	bool gap = take_gap(&scan);

	if (!take_month(&scan, &month, &named) || !(gap || named))
		return DATE_READ_UNKNOWN;
	if (!take_gap(&scan) && !named)
		return DATE_READ_UNKNOWN;
	if (!take_number(&scan, &last) || !ends_or_has_time(scan))
		return DATE_READ_UNKNOWN;
	if (first.digits == 4 && last.digits <= 2)
		return from_parts(first.value, month, last.value, out);
	if (first.digits > 2)
		return DATE_READ_UNKNOWN;
	if (last.digits == 2)
		return from_parts(full_year(last.value, around), month, first.value, out);
	if (last.digits == 4)
		return from_parts(last.value, month, first.value, out);
	return DATE_READ_IMPOSSIBLE;
}

enum date_read date_read_loose(struct str text, struct date around, struct date *out)
{
	struct scan scan;
	struct number first;
	bool leading_zero;

	text = str_trim(text);
	/* Spreadsheets mark a cell as text with an apostrophe, and exports keep it. */
	if (text.len > 0 && text.ptr[0] == '\'')
		text = str_trim(str_sub(text, 1, text.len));
	if (means_none(text))
		return DATE_READ_NONE;
	scan = (struct scan){ text.ptr, text.ptr + text.len };
	leading_zero = next_is(&scan, '0');
	if (!take_number(&scan, &first))
		return DATE_READ_UNKNOWN;
	if (left(&scan) == 0 || first.digits >= SERIAL_TIMED_MIN)
		return read_number(first, leading_zero, scan, out);
	return read_three(first, scan, around, out);
}
