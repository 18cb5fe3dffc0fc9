/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers as ECMAScript prints them: ECMA-262, Number::toString with radix 10. */
#include "base/canon.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS_MAX     17  /* always enough for a double to come back */
#define TEXT_BYTES     32  /* 17 digits, point, sign, exponent */
#define PLAIN_ABOVE    (-6) /* 0.000001 is written plainly, 1e-7 is not */
#define PLAIN_UP_TO    21   /* 100000000000000000000 is written plainly, 1e+21 is not */

/* digits × 10^(point - count): the decimal point stands behind the first `point` digits. */
struct decimal {
	char digits[DIGITS_MAX + 1];
	int count;
	int point;
};

/* The value rounded to `count` digits. */
static struct decimal decimal_of(double value, int count)
{
	struct decimal decimal = { .count = count };
	char text[TEXT_BYTES];
	int exponent = 0;
	const char *e;

	snprintf(text, sizeof(text), "%.*e", count - 1, value);
	e = strchr(text, 'e');
	assert(e != NULL);
	sscanf(e + 1, "%d", &exponent);
	decimal.digits[0] = text[0];
	if (count > 1)
		memcpy(decimal.digits + 1, text + 2, (size_t)count - 1);
	decimal.point = exponent + 1;
	return decimal;
}

/* One more in the last digit. */
static struct decimal decimal_next(struct decimal decimal)
{
	int at = decimal.count - 1;

	while (at >= 0 && decimal.digits[at] == '9')
		decimal.digits[at--] = '0';
	if (at >= 0) {
		decimal.digits[at]++;
	} else {
		decimal.digits[0] = '1';
		decimal.point++;
	}
	return decimal;
}

static bool comes_back(const struct decimal *decimal, double value)
{
	char text[TEXT_BYTES];
	double read = 0;

	snprintf(text, sizeof(text), "%.*se%d", decimal->count, decimal->digits,
	         decimal->point - decimal->count);
	/* No locale is ever set, so the point is a point. */
	return sscanf(text, "%lf", &read) == 1 && read == value;
}

/*
 * The fewest digits that read as the same double, and of those the nearest. Above a power of two
 * doubles lie twice as far apart as below it: there the nearest may read as the one below, while
 * the next one up comes back.
 */
static struct decimal shortest(double value)
{
	struct decimal decimal;

	for (int count = 1; count < DIGITS_MAX; count++) {
		decimal = decimal_of(value, count);
		if (comes_back(&decimal, value))
			return decimal;
		decimal = decimal_next(decimal);
		if (comes_back(&decimal, value))
			return decimal;
	}
	return decimal_of(value, DIGITS_MAX);
}

static void add_zeros(struct buf *out, int count)
{
	while (count-- > 0)
		buf_add_char(out, '0');
}

static void add_digits(struct buf *out, const struct decimal *decimal, int from, int until)
{
	buf_add(out, (struct str){ decimal->digits + from, (size_t)(until - from) });
}

static void add_scientific(struct buf *out, const struct decimal *decimal)
{
	add_digits(out, decimal, 0, 1);
	if (decimal->count > 1) {
		buf_add_char(out, '.');
		add_digits(out, decimal, 1, decimal->count);
	}
	buf_add_fmt(out, "e%+d", decimal->point - 1);
}

void canon_add_real(struct buf *out, double value)
{
	struct decimal decimal;
	int point;

	assert(isfinite(value));
	if (value == 0) {
		buf_add_char(out, '0'); /* minus zero as well */
		return;
	}
	if (value < 0)
		buf_add_char(out, '-');
	decimal = shortest(fabs(value));
	point = decimal.point;
	if (point > PLAIN_UP_TO || point <= PLAIN_ABOVE) {
		add_scientific(out, &decimal);
	} else if (point <= 0) {
		buf_add(out, STR("0."));
		add_zeros(out, -point);
		add_digits(out, &decimal, 0, decimal.count);
	} else if (point >= decimal.count) {
		add_digits(out, &decimal, 0, decimal.count);
		add_zeros(out, point - decimal.count);
	} else {
		add_digits(out, &decimal, 0, point);
		buf_add_char(out, '.');
		add_digits(out, &decimal, point, decimal.count);
	}
}
