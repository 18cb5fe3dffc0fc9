/* SPDX-License-Identifier: Apache-2.0 */
#include "base/workday.h"

#include <assert.h>
#include <stdint.h>

#include "base/date.h"

#define FRIDAY           4
#define WORKDAYS_ADD_MAX 2000 /* about eight years; no deadline is longer */

static bool year_is_known(const struct calendar *calendar, int year)
{
	if (year < calendar->year_first)
		return false;
	if ((size_t)(year - calendar->year_first) >= calendar->year_count)
		return false;
	return calendar->years_known[year - calendar->year_first];
}

/* The place of the first holiday on `date` or later. */
static size_t holiday_from(const struct calendar *calendar, struct date date)
{
	size_t low = 0;
	size_t high = calendar->holiday_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (date_before(calendar->holidays[middle], date))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool workday_is(const struct calendar *calendar, struct date date)
{
	size_t at;

	assert(year_is_known(calendar, date_parts(date).year));
	if (date_weekday(date) > FRIDAY)
		return false;
	at = holiday_from(calendar, date);
	return at == calendar->holiday_count || !date_eq(calendar->holidays[at], date);
}

/* Going forward a day at a time. */
struct walk {
	const struct calendar *calendar;
	struct date day;
	struct date known_until; /* the last day of the year that was looked up last */
	size_t holiday;          /* the next one, on this day or later */
};

static struct walk walk_from(const struct calendar *calendar, struct date start)
{
	return (struct walk){ calendar, start, start, holiday_from(calendar, start) };
}

/* Look up the year of the present day. */
static bool walk_enter_year(struct walk *walk, int *missing_year)
{
	int year = date_parts(walk->day).year;

	if (!year_is_known(walk->calendar, year)) {
		*missing_year = year;
		return false;
	}
	return date_from_parts(year, 12, 31, &walk->known_until);
}

/* One day on; *working says of which kind it is. False when its year is not known. */
static bool walk_step(struct walk *walk, bool *working, int *missing_year)
{
	const struct calendar *calendar = walk->calendar;

	if (date_eq(walk->day, date_open())) {
		*missing_year = date_parts(date_open()).year + 1;
		return false;
	}
	walk->day = date_add_days(walk->day, 1);
	if (date_before(walk->known_until, walk->day) && !walk_enter_year(walk, missing_year))
		return false;
	while (walk->holiday < calendar->holiday_count &&
	       date_before(calendar->holidays[walk->holiday], walk->day))
		walk->holiday++;
	*working = date_weekday(walk->day) <= FRIDAY &&
	           (walk->holiday == calendar->holiday_count ||
	            !date_eq(calendar->holidays[walk->holiday], walk->day));
	return true;
}

bool workday_add(const struct calendar *calendar, struct date start, int count, struct date *out,
                 int *missing_year)
{
	struct walk walk = walk_from(calendar, start);
	bool working;

	assert(count >= 0 && count <= WORKDAYS_ADD_MAX);
	while (count > 0) {
		if (!walk_step(&walk, &working, missing_year))
			return false;
		if (working)
			count--;
	}
	*out = walk.day;
	return true;
}

bool workday_count(const struct calendar *calendar, struct date start, struct date end, int *out,
                   int *missing_year)
{
	struct walk walk = walk_from(calendar, start);
	bool working;
	int count = 0;

	while (date_before(walk.day, end)) {
		if (!walk_step(&walk, &working, missing_year))
			return false;
		if (working)
			count++;
	}
	*out = count;
	return true;
}
