/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/identity.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/date.h"
#include "base/str.h"

#define PPPK_CODE_MIN    20 /* digits 13-14 from here on are the code of a contract */
#define NIK_DAY_OF_WOMEN 40 /* added to the day of birth */

/* The digits found in a cell, and what stood between them. */
struct digits {
	char text[NIP_DIGITS];
	size_t count; /* may pass what `text` holds */
	bool scientific;
	bool other; /* something that belongs to no number */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of the space, dot, dash or quote at `at`; 0 when something else stands there. */
static size_t gap_bytes(struct str text, size_t at)
{
	const unsigned char *p = (const unsigned char *)text.ptr + at;
	size_t left = text.len - at;

	if (strchr(" \t\r\n.-'`\"", *p) != NULL)
		return *p == '\0' ? 0 : 1;
	if (left >= 2 && p[0] == 0xC2 && p[1] == 0xA0)
		return 2; /* no-break space */
	if (left < 3)
		return 0;
	if (p[0] == 0xE2 && p[1] == 0x80 && ((p[2] >= 0x80 && p[2] <= 0x99) || p[2] == 0xAF))
		return 3; /* spaces of all widths, dashes, curled apostrophes */
	if (p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF)
		return 3; /* byte order mark */
	return 0;
}

/* "+17" and nothing behind it. */
static bool is_exponent(struct str s)
{
	if (s.len > 0 && (s.ptr[0] == '+' || s.ptr[0] == '-'))
		s = str_sub(s, 1, s.len);
	return str_is_digits(str_trim(s));
}

static bool is_zeros(struct str s)
{
	s = str_trim(s);
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] != '0')
			return false;
	}
	return true;
}

/* Collect the digits of a cell in which `wanted` are expected. */
static struct digits digits_of(struct str text, size_t wanted)
{
	struct digits d = { .count = 0 };
	bool comma = false;
	size_t i = 0;

	while (i < text.len) {
		char c = text.ptr[i];
		struct str rest = { text.ptr + i + 1, text.len - i - 1 };
		size_t gap;

		if (is_digit(c)) {
			if (d.count < sizeof(d.text))
				d.text[d.count] = c;
			d.count++;
			i++;
			continue;
		}
		if ((c == '.' || c == ',') && d.count == wanted && is_zeros(rest))
			break;
		if ((c == 'e' || c == 'E') && d.count > 0 && is_exponent(rest)) {
			d.scientific = true;
			return d;
		}
		gap = gap_bytes(text, i);
		if (c == ',')
			comma = true;
		else if (gap == 0)
			d.other = true;
		i += gap > 0 ? gap : 1;
	}
	d.other = d.other || comma;
	return d;
}

static enum identity_fault digits_fault(const struct digits *d, size_t wanted)
{
	if (d->scientific)
		return IDENTITY_SCIENTIFIC;
	if (d->other)
		return IDENTITY_NOT_DIGITS;
	return d->count == wanted ? IDENTITY_OK : IDENTITY_LENGTH;
}

static int number(const char *digits, size_t count)
{
	int n = 0;

	for (size_t i = 0; i < count; i++)
		n = n * 10 + (digits[i] - '0');
	return n;
}

/* 1,98504E+17 written out again: a year and a month, then nothing but zeros. */
static bool is_written_out(const char *digits)
{
	return memcmp(digits + 6, "000000000000", NIP_DIGITS - 6) == 0;
}

enum identity_fault nip_read(struct str text, struct nip *out)
{
	struct digits d = digits_of(text, NIP_DIGITS);
	enum identity_fault fault = digits_fault(&d, NIP_DIGITS);
	struct nip nip = { .is_pppk = false };
	int code;

	if (fault != IDENTITY_OK)
		return fault;
	if (is_written_out(d.text))
		return IDENTITY_SCIENTIFIC;
	if (!date_from_parts(number(d.text, 4), number(d.text + 4, 2), number(d.text + 6, 2),
	                     &nip.birth_on))
		return IDENTITY_DATE;
	code = number(d.text + 12, 2);
	if (code < 1 || (code > 12 && code < PPPK_CODE_MIN))
		return IDENTITY_MONTH;
	if (d.text[14] != '1' && d.text[14] != '2')
		return IDENTITY_GENDER;
	nip.serial = number(d.text + 15, 3);
	if (nip.serial == 0)
		return IDENTITY_SERIAL;

	memcpy(nip.digits, d.text, NIP_DIGITS);
	nip.is_pppk = code >= PPPK_CODE_MIN;
	nip.service_year = number(d.text + 8, 4);
	nip.service_month = nip.is_pppk ? 0 : code;
	nip.contract_code = nip.is_pppk ? code : 0;
	nip.female = d.text[14] == '2';
	*out = nip;
	return IDENTITY_OK;
}

bool nip_is_old(struct str text)
{
	struct digits d = digits_of(text, NIP_OLD_DIGITS);

	return digits_fault(&d, NIP_OLD_DIGITS) == IDENTITY_OK;
}

char *nip_format(const struct nip *nip, char out[NIP_FORMAT_BYTES])
{
	memcpy(out, nip->digits, 8);
	out[8] = ' ';
	memcpy(out + 9, nip->digits + 8, 6);
	out[15] = ' ';
	out[16] = nip->digits[14];
	out[17] = ' ';
	memcpy(out + 18, nip->digits + 15, 3);
	out[21] = '\0';
	return out;
}

char *nip_mask(const struct nip *nip, char out[NIP_DIGITS + 1])
{
	memcpy(out, nip->digits, NIP_DIGITS + 1);
	memset(out + 4, '*', 10);
	return out;
}

static bool is_province(const char *digits, const struct str *codes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (codes[i].len == 2 && memcmp(codes[i].ptr, digits, 2) == 0)
			return true;
	}
	return false;
}

/* The year that ends in these two digits and is nearest to the birth on file. */
static int nearest_year(int two, int known)
{
	int year = known - known % 100 + two;

	if (year - known > 50)
		return year - 100;
	return known - year > 50 ? year + 100 : year;
}

/* DDMMYY to a date. Without a birth on file it lies in the hundred years up to `around`. */
static bool birth_of(const char *digits, int day, const struct date *birth_on, struct date around,
                     struct date *out)
{
	int month = number(digits + 2, 2);
	int two = number(digits + 4, 2);
	int year;

	if (birth_on != NULL)
		return date_from_parts(nearest_year(two, date_parts(*birth_on).year), month, day,
		                       out);
	year = date_parts(around).year;
	year += two - year % 100;
	if (date_from_parts(year, month, day, out) && !date_before(around, *out))
		return true;
	return date_from_parts(year - 100, month, day, out);
}

enum identity_fault nik_read(struct str text, const struct str *codes, size_t code_count,
                             const struct date *birth_on, struct date around, struct nik *out)
{
	struct digits d = digits_of(text, NIK_DIGITS);
	enum identity_fault fault = digits_fault(&d, NIK_DIGITS);
	struct nik nik = { .female = false };
	int day;

	if (fault != IDENTITY_OK)
		return fault;
	if (!is_province(d.text, codes, code_count))
		return IDENTITY_REGION;
	day = number(d.text + 6, 2);
	nik.female = day > NIK_DAY_OF_WOMEN;
	if (!birth_of(d.text + 6, nik.female ? day - NIK_DAY_OF_WOMEN : day, birth_on, around,
	              &nik.birth_on))
		return IDENTITY_DATE;
	nik.serial = number(d.text + 12, 4);
	if (nik.serial == 0)
		return IDENTITY_SERIAL;

	memcpy(nik.digits, d.text, NIK_DIGITS);
	memcpy(nik.region, d.text, 2);
	nik.region[2] = '.';
	memcpy(nik.region + 3, d.text + 2, 2);
	*out = nik;
	return IDENTITY_OK;
}

char *nik_mask(const struct nik *nik, char out[NIK_DIGITS + 1])
{
	memcpy(out, nik->digits, NIK_DIGITS + 1);
	memset(out + 6, '*', 6);
	return out;
}
