/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_WORKDAY_H
#define ABDI_BASE_WORKDAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"

/*
 * Days on which offices are closed, sorted and without repeats, and the years for which the
 * list is complete. Counting into a year that is not known is refused, never guessed: holidays
 * by the moon cannot be computed (domain.md 15).
 */
struct calendar {
	const struct date *holidays;
	size_t holiday_count;
	int year_first;          /* years_known[i] speaks of year_first + i */
	size_t year_count;
	const bool *years_known;
};

/* Monday to Friday and not a holiday. The year must be known. */
bool workday_is(const struct calendar *calendar, struct date date);

/*
 * The day that is `count` (0..2000) working days after `start`; the start day is not counted.
 * False when the way there passes through a year the calendar does not know; then *missing_year
 * names the first such year and `out` is untouched.   Law: Perpres 21/2023; domain.md 15, TV-17.
 */
bool workday_add(const struct calendar *calendar, struct date start, int count, struct date *out,
                 int *missing_year);

/* Working days after `start` up to and including `end`; negative never: 0 when end <= start. */
bool workday_count(const struct calendar *calendar, struct date start, struct date end, int *out,
                   int *missing_year);

#endif
