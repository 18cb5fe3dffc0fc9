/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <string.h>

#include "base/date.h"
#include "xlsx/internal.h"

#define DIGITS_KEPT     15 /* what a spreadsheet itself keeps of a number */
#define DIGITS_READ     18 /* what fits a 64-bit number with room for one more */
#define DIGITS_SHOWN    6  /* of a number that does not fit its cell */
#define SERIAL_MAX      2958465 /* 9999-12-31 */
#define SERIAL_NO_DAY   60 /* 1900-02-29, a day of spreadsheets only */
#define SECONDS_A_DAY   86400
#define CODE_TOKENS_MAX 64
#define POWER_MAX       18

enum format_kind format_builtin(unsigned id)
{
	static const struct {
		unsigned from;
		unsigned to;
		enum format_kind kind;
	} rows[] = {
		{ 14, 17, FORMAT_DATE }, { 18, 21, FORMAT_TIME }, { 22, 22, FORMAT_DATE_TIME },
		{ 27, 31, FORMAT_DATE }, { 32, 35, FORMAT_TIME }, { 36, 36, FORMAT_DATE },
		{ 45, 45, FORMAT_TIME }, { 46, 46, FORMAT_ELAPSED }, { 47, 47, FORMAT_TIME },
		{ 50, 54, FORMAT_DATE }, { 55, 56, FORMAT_TIME }, { 57, 58, FORMAT_DATE },
		{ 71, 74, FORMAT_DATE }, { 75, 76, FORMAT_TIME }, { 77, 77, FORMAT_DATE_TIME },
		{ 78, 80, FORMAT_TIME }, { 81, 81, FORMAT_DATE },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (id >= rows[i].from && id <= rows[i].to)
			return rows[i].kind;
	return FORMAT_NUMBER;
}

/* ---- format codes ---- */

/* What a code shows, as the row of its letters: one for "dd", '#' for a place of a digit. */
struct code {
	struct str text;
	size_t at;
	char tokens[CODE_TOKENS_MAX];
	size_t count;
	bool elapsed;
};

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
}

static void token_add(struct code *code, char c)
{
	if (code->count > 0 && code->tokens[code->count - 1] == c)
		return;
	if (code->count < CODE_TOKENS_MAX)
		code->tokens[code->count++] = c;
}

/* "[h]" counts hours past a day; "[Red]", "[$-421]" and "[>9]" say nothing here. */
static void read_bracket(struct code *code)
{
	struct str rest = str_sub(code->text, code->at, code->text.len);
	ptrdiff_t end = str_find_char(rest, ']');
	struct str inside = str_sub(rest, 1, end < 1 ? 0 : (size_t)end - 1);
	bool same = inside.len > 0 && inside.len <= 4 && strchr("hmsHMS", inside.ptr[0]) != NULL;

	for (size_t i = 0; same && i < inside.len; i++)
		same = lower(inside.ptr[i]) == lower(inside.ptr[0]);
	code->elapsed = code->elapsed || same;
	code->at += end < 0 ? rest.len : (size_t)end + 1;
}

static void read_quote(struct code *code)
{
	ptrdiff_t end = str_find_char(str_sub(code->text, code->at + 1, code->text.len), '"');

	code->at = end < 0 ? code->text.len : code->at + (size_t)end + 2;
}

static bool skip_word(struct code *code, struct str word)
{
	if (!str_eq_nocase(str_sub(code->text, code->at, word.len), word))
		return false;
	code->at += word.len;
	return true;
}

static void read_letter(struct code *code)
{
	char c = lower(code->text.ptr[code->at]);
	char next = code->at + 1 < code->text.len ? code->text.ptr[code->at + 1] : '\0';

	if (c == 'e' && (next == '+' || next == '-'))
		token_add(code, '#');
	else if (c == 'y' || c == 'd' || c == 'm' || c == 'h' || c == 's')
		token_add(code, c);
	else if (c == 'e' || c == 'b')
		token_add(code, 'y');
	else if (c == '#' || c == '?')
		token_add(code, '#');
	code->at++;
}

/* The first section is the one for positive numbers. */
static void read_code(struct code *code)
{
	while (code->at < code->text.len && code->text.ptr[code->at] != ';') {
		char c = code->text.ptr[code->at];

		if (c == '"')
			read_quote(code);
		else if (c == '[')
			read_bracket(code);
		else if (c == '\\' || c == '_' || c == '*')
			code->at += 2;
		else if (!skip_word(code, STR("general")) && !skip_word(code, STR("am/pm")) &&
		         !skip_word(code, STR("a/p")))
			read_letter(code);
	}
}

enum format_kind format_read(struct str text)
{
	struct code code = { .text = text };
	unsigned kind = FORMAT_NUMBER;

	read_code(&code);
	if (code.elapsed)
		return FORMAT_ELAPSED;
	for (size_t i = 0; i < code.count; i++) {
		char c = code.tokens[i];
		char before = i > 0 ? code.tokens[i - 1] : '\0';
		char behind = i + 1 < code.count ? code.tokens[i + 1] : '\0';

		if (c == '#')
			return FORMAT_NUMBER;
		if (c == 'h' || c == 's' || (c == 'm' && (before == 'h' || behind == 's')))
			kind |= FORMAT_TIME;
		else
			kind |= FORMAT_DATE;
	}
	return (enum format_kind)kind;
}

/* ---- numbers ---- */

/* ±mantissa × 10^exponent, at most DIGITS_KEPT digits and no zeros at the end. */
struct decimal {
	bool negative;
	uint64_t mantissa;
	int exponent;
};

static uint64_t power(int exponent)
{
	uint64_t p = 1;

	for (int i = 0; i < exponent; i++)
		p *= 10;
	return p;
}

static int digit_count(uint64_t n)
{
	int count = 1;

	for (; n >= 10; n /= 10)
		count++;
	return count;
}

static void round_to(struct decimal *d, int digits)
{
	int over = digit_count(d->mantissa) - digits;

	if (over > 0) {
		d->mantissa = (d->mantissa + power(over) / 2) / power(over);
		d->exponent += over;
	}
	while (d->mantissa != 0 && d->mantissa % 10 == 0) {
		d->mantissa /= 10;
		d->exponent++;
	}
	if (d->mantissa == 0)
		*d = (struct decimal){ .mantissa = 0 };
}

static bool read_digits(struct str text, size_t *at, struct decimal *d)
{
	bool any = false, point = false;

	for (; *at < text.len; (*at)++) {
		char c = text.ptr[*at];

		if (c == '.' && !point) {
			point = true;
			continue;
		}
		if (c < '0' || c > '9')
			break;
		any = true;
		if (d->mantissa < power(DIGITS_READ - 1)) {
			d->mantissa = d->mantissa * 10 + (uint64_t)(c - '0');
			d->exponent -= point;
		} else {
			d->exponent += !point;
		}
	}
	return any;
}

static bool read_decimal(struct str text, struct decimal *d)
{
	size_t at = 0;
	int64_t exponent = 0;

	*d = (struct decimal){ .mantissa = 0 };
	/* Longer is no number that a spreadsheet writes, and counting exponents stays safe. */
	if (text.len == 0 || text.len > 400)
		return false;
	if (text.ptr[0] == '-' || text.ptr[0] == '+') {
		d->negative = text.ptr[0] == '-';
		at++;
	}
	if (!read_digits(text, &at, d))
		return false;
	if (at < text.len) {
		struct str rest = str_sub(text, at + 1, text.len);

		if (lower(text.ptr[at]) != 'e')
			return false;
		if (str_starts(rest, STR("+")))
			rest = str_sub(rest, 1, rest.len);
		if (!str_int(rest, &exponent) || exponent < -999 || exponent > 999)
			return false;
	}
	d->exponent += (int)exponent;
	round_to(d, DIGITS_KEPT);
	return true;
}

static void add_scientific(struct buf *out, struct decimal d)
{
	struct decimal shown = d;
	int digits, exponent;
	uint64_t one;

	round_to(&shown, DIGITS_SHOWN);
	digits = digit_count(shown.mantissa);
	exponent = shown.exponent + digits - 1;
	one = power(digits - 1);
	buf_add_fmt(out, "%d", (int)(shown.mantissa / one));
	if (digits > 1)
		buf_add_fmt(out, ".%0*llu", digits - 1, (unsigned long long)(shown.mantissa % one));
	buf_add_fmt(out, "E%c%02d", exponent < 0 ? '-' : '+', exponent < 0 ? -exponent : exponent);
}

static void add_decimal(struct buf *out, struct decimal d)
{
	int whole = digit_count(d.mantissa) + d.exponent; /* digits in front of the point */

	if (d.negative)
		buf_add_char(out, '-');
	if (whole > DIGITS_KEPT || whole < -DIGITS_SHOWN) {
		add_scientific(out, d);
		return;
	}
	if (d.exponent >= 0) {
		buf_add_fmt(out, "%llu", (unsigned long long)(d.mantissa * power(d.exponent)));
		return;
	}
	if (-d.exponent > POWER_MAX) {
		add_scientific(out, d);
		return;
	}
	buf_add_fmt(out, "%llu.%0*llu", (unsigned long long)(d.mantissa / power(-d.exponent)),
	            -d.exponent, (unsigned long long)(d.mantissa % power(-d.exponent)));
}

/* ---- days and times ---- */

struct serial {
	int64_t days;
	int64_t seconds;
};

static bool read_serial(struct decimal d, bool from_1904, struct serial *out)
{
	uint64_t part = 0;
	int digits = -d.exponent;

	if (d.negative || digit_count(d.mantissa) + d.exponent > 7)
		return false;
	/* Less than a tenth of a second is nothing. */
	for (; digits > 16; digits--)
		d.mantissa /= 10;
	if (digits <= 0) {
		out->days = (int64_t)(d.mantissa * power(-digits));
	} else {
		out->days = (int64_t)(d.mantissa / power(digits));
		part = d.mantissa % power(digits);
	}
	for (; digits > 10; digits--)
		part /= 10;
	out->seconds = digits <= 0 ? 0
	                           : (int64_t)((part * SECONDS_A_DAY + power(digits) / 2) /
	                                       power(digits));
	if (out->seconds == SECONDS_A_DAY) {
		out->days++;
		out->seconds = 0;
	}
	out->days += from_1904 ? 1462 : 0;
	return out->days <= SERIAL_MAX;
}

static void add_day(struct buf *out, int64_t days)
{
	struct date date = { 0 };
	char text[DATE_TEXT_BYTES];

	if (days == SERIAL_NO_DAY) {
		buf_add(out, STR("1900-02-29"));
		return;
	}
	(void)date_from_parts(1899, 12, days < SERIAL_NO_DAY ? 31 : 30, &date);
	buf_add(out, str_of(date_iso(date_add_days(date, (int)days), text)));
}

static void add_time(struct buf *out, int64_t seconds)
{
	buf_add_fmt(out, "%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
	            (int)(seconds % 60));
}

/* False when it is no day or time; then it is the number that it is. */
static bool add_serial(struct buf *out, struct decimal d, enum format_kind kind, bool from_1904)
{
	struct serial serial;

	if (!read_serial(d, from_1904 && kind != FORMAT_ELAPSED, &serial))
		return false;
	if (kind == FORMAT_ELAPSED)
		add_time(out, serial.days * SECONDS_A_DAY + serial.seconds);
	else if (kind == FORMAT_TIME)
		add_time(out, serial.seconds);
	else if (serial.days == 0)
		return false;
	else
		add_day(out, serial.days);
	if (kind == FORMAT_DATE_TIME && serial.seconds > 0) {
		buf_add_char(out, ' ');
		add_time(out, serial.seconds);
	}
	return true;
}

void format_number(struct buf *out, struct str text, enum format_kind kind, bool from_1904)
{
	struct decimal d;

	text = str_trim(text);
	if (!read_decimal(text, &d)) {
		buf_add(out, text);
		return;
	}
	if (kind == FORMAT_NUMBER || !add_serial(out, d, kind, from_1904))
		add_decimal(out, d);
}

void format_instant(struct buf *out, struct str text)
{
	struct str day = str_sub(text, 0, 10), time;
	struct date date;
	bool midnight = true;

	text = str_trim(text);
	day = str_sub(text, 0, 10);
	if (!date_parse_iso(day, &date) || (text.len > 10 && text.ptr[10] != 'T')) {
		buf_add(out, text);
		return;
	}
	time = str_sub(text, 11, text.len);
	for (size_t i = 0; i < time.len; i++)
		midnight = midnight && strchr("0:.", time.ptr[i]) != NULL;
	buf_add(out, day);
	if (!midnight) {
		buf_add_char(out, ' ');
		buf_add(out, time);
	}
}

/* ---- text ---- */

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The letter that _xHHHH_ at the beginning of `text` stands for, or -1. */
static int32_t escape_value(struct str text)
{
	int32_t value = 0;

	if (text.len < 7 || text.ptr[0] != '_' || text.ptr[1] != 'x' || text.ptr[6] != '_')
		return -1;
	for (size_t i = 2; i < 6; i++) {
		int digit = hex_value(text.ptr[i]);

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

void format_unescape(struct buf *text, size_t from)
{
	struct buf out = { text->arena, text->ptr, from, text->cap };

	if (text->len == from ||
	    str_find((struct str){ text->ptr + from, text->len - from }, STR("_x")) < 0)
		return;
	/* What is written is never longer than what was read. */
	for (size_t i = from; i < text->len;) {
		int32_t value = escape_value((struct str){ text->ptr + i, text->len - i });

		if (value < 0) {
			out.ptr[out.len++] = text->ptr[i++];
			continue;
		}
		/* No text has a zero in it, and one of the two databases refuses it. */
		if (value > 0)
			buf_add_utf8(&out, (uint32_t)value);
		i += 7;
	}
	text->len = out.len;
}
