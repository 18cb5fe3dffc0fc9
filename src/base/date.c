/* SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"

#include <assert.h>

#include "base/arena.h"

#define YEAR_MIN         1
#define YEAR_MAX         9999
#define DAYS_MIN         (-719162) /* 0001-01-01 */
#define DAYS_MAX         2932896   /* 9999-12-31 */
#define DAYS_TO_1970     719162    /* from 0001-01-01 */
#define DAYS_400_YEARS   146097
#define DAYS_100_YEARS   36524
#define DAYS_4_YEARS     1461
#define INSTANTS_PER_SEC 1000000
#define SECONDS_PER_HOUR 3600
#define SECONDS_PER_DAY  86400

/* Days of a common year before each month; the last is the whole year. */
static const int days_before_month[] = {
	0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365,
};

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_before(int year, int month)
{
	return days_before_month[month - 1] + (month > 2 && is_leap(year) ? 1 : 0);
}

static int days_in_month(int year, int month)
{
	int days = days_before_month[month] - days_before_month[month - 1];

	return days + (month == 2 && is_leap(year) ? 1 : 0);
}

static struct date make(int year, int month, int day)
{
	int whole = year - 1;
	int days = whole * 365 + whole / 4 - whole / 100 + whole / 400;

	return (struct date){ days + days_before(year, month) + day - 1 - DAYS_TO_1970 };
}

/* Dates do not leave the years 1 to 9999: what would, stays at the edge. */
static struct date clamp(int64_t days)
{
	if (days < DAYS_MIN)
		days = DAYS_MIN;
	if (days > DAYS_MAX)
		days = DAYS_MAX;
	return (struct date){ (int32_t)days };
}

struct date date_open(void)
{
	return (struct date){ DAYS_MAX };
}

bool date_from_parts(int year, int month, int day, struct date *out)
{
	if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1)
		return false;
	if (day > days_in_month(year, month))
		return false;
	*out = make(year, month, day);
	return true;
}

/* Peel off whole cycles of 400, 100, 4 and 1 years; the last of a cycle is one day longer. */
struct date_parts date_parts(struct date date)
{
	int rest = date.days + DAYS_TO_1970;
	int centuries;
	int years;
	int year = 1;
	int month;

	assert(date.days >= DAYS_MIN && date.days <= DAYS_MAX);
	year += rest / DAYS_400_YEARS * 400;
	rest %= DAYS_400_YEARS;
	centuries = rest / DAYS_100_YEARS;
	if (centuries == 4)
		centuries = 3;
	year += centuries * 100;
	rest -= centuries * DAYS_100_YEARS;
	year += rest / DAYS_4_YEARS * 4;
	rest %= DAYS_4_YEARS;
	years = rest / 365;
	if (years == 4)
		years = 3;
	year += years;
	rest -= years * 365;
	/* No month is shorter than 28 days or longer than 31, so this is it or one below it. */
	month = rest / 31 + 1;
	if (month < 12 && rest >= days_before(year, month + 1))
		month++;
	return (struct date_parts){ year, month, rest - days_before(year, month) + 1 };
}

static bool read_digits(const char *ptr, int count, int *out)
{
	int number = 0;

	for (int i = 0; i < count; i++) {
		if (ptr[i] < '0' || ptr[i] > '9')
			return false;
		number = number * 10 + (ptr[i] - '0');
	}
	*out = number;
	return true;
}

bool date_parse_iso(struct str text, struct date *out)
{
	int year;
	int month;
	int day;

	if (text.len != DATE_TEXT_BYTES - 1 || text.ptr[4] != '-' || text.ptr[7] != '-')
		return false;
	return read_digits(text.ptr, 4, &year) && read_digits(text.ptr + 5, 2, &month) &&
	       read_digits(text.ptr + 8, 2, &day) && date_from_parts(year, month, day, out);
}

static void put_digits(char *out, int count, int number)
{
	while (count-- > 0) {
		out[count] = (char)('0' + number % 10);
		number /= 10;
	}
}

char *date_iso(struct date date, char out[DATE_TEXT_BYTES])
{
	struct date_parts parts = date_parts(date);

	put_digits(out, 4, parts.year);
	out[4] = '-';
	put_digits(out + 5, 2, parts.month);
	out[7] = '-';
	put_digits(out + 8, 2, parts.day);
	out[10] = '\0';
	return out;
}

struct str date_str(struct arena *arena, struct date date)
{
	char *text = arena_alloc(arena, DATE_TEXT_BYTES);

	return (struct str){ date_iso(date, text), DATE_TEXT_BYTES - 1 };
}

struct date date_add_days(struct date date, int days)
{
	return clamp((int64_t)date.days + days);
}

struct date date_add_months(struct date date, int months)
{
	struct date_parts parts = date_parts(date);
	int64_t count = (int64_t)parts.year * 12 + parts.month - 1 + months;
	int year;
	int month;
	int last;

	if (count < YEAR_MIN * 12)
		return clamp(DAYS_MIN);
	if (count > YEAR_MAX * 12 + 11)
		return clamp(DAYS_MAX);
	year = (int)(count / 12);
	month = (int)(count % 12) + 1;
	last = days_in_month(year, month);
	return make(year, month, parts.day < last ? parts.day : last);
}

struct date date_first_of_month(struct date date)
{
	return (struct date){ date.days - date_parts(date).day + 1 };
}

bool date_before(struct date a, struct date b)
{
	return a.days < b.days;
}

bool date_eq(struct date a, struct date b)
{
	return a.days == b.days;
}

int date_age_years(struct date birth, struct date on)
{
	struct date_parts from = date_parts(birth);
	struct date_parts to = date_parts(on);
	bool reached = to.month > from.month || (to.month == from.month && to.day >= from.day);

	return to.year - from.year - (reached ? 0 : 1);
}

int date_weekday(struct date date)
{
	/* 0001-01-01 was a Monday in this calendar. */
	return (date.days + DAYS_TO_1970) % 7;
}

struct date date_of_instant(int64_t instant, int zone_hours)
{
	int64_t seconds = instant / INSTANTS_PER_SEC - (instant % INSTANTS_PER_SEC < 0 ? 1 : 0);
	int64_t days;

	seconds += (int64_t)zone_hours * SECONDS_PER_HOUR;
	days = seconds / SECONDS_PER_DAY - (seconds % SECONDS_PER_DAY < 0 ? 1 : 0);
	return clamp(days);
}
