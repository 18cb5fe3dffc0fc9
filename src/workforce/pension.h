/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_WORKFORCE_PENSION_H
#define ABDI_WORKFORCE_PENSION_H

#include <stdint.h>

#include "base/date.h"

struct arena;

/*
 * Months of a projection are numbered: slot 0 is January of the year it starts in. A pension
 * table tells the slot of a first day of pension from a date of birth by one look-up, for one
 * age limit; it is filled from law_retirement_on() and knows no rule of its own.
 */
struct workforce_pension {
	struct workforce_pension *next;
	int age_years;
	int32_t first_day; /* first date of birth whose pension begins on the start date or later */
	int32_t day_count; /* dates of birth in the table; later ones retire behind its last slot */
	int16_t *slots;
};

enum { PENSION_OVERDUE = -1, PENSION_LATER = -2 };

/* The slot of a first of the month, for a projection that starts on `on`. */
int workforce_slot(struct date on, struct date first_of_month);
struct date workforce_slot_date(struct date on, int slot);

/* The table of an age limit, up to and with slot_last. */
struct workforce_pension *workforce_pension_new(struct arena *arena, struct date on, int slot_last,
                                                int age_years);

/* A slot, or PENSION_OVERDUE before the start date, or PENSION_LATER behind the last slot. */
static inline int workforce_pension_slot(const struct workforce_pension *pension, struct date birth)
{
	int32_t day = birth.days - pension->first_day;

	if (day < 0)
		return PENSION_OVERDUE;
	return day < pension->day_count ? pension->slots[day] : PENSION_LATER;
}

#endif
