/* SPDX-License-Identifier: Apache-2.0 */
#include "workforce/pension.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/date.h"
#include "law/law.h"

int workforce_slot(struct date on, struct date first_of_month)
{
	struct date_parts start = date_parts(on);
	struct date_parts parts = date_parts(first_of_month);

	return (parts.year - start.year) * 12 + parts.month - 1;
}

struct date workforce_slot_date(struct date on, int slot)
{
	struct date first;
	bool real = date_from_parts(date_parts(on).year + slot / 12, slot % 12 + 1, 1, &first);

	assert(real);
	(void)real;
	return first;
}

/*
 * The first of the earliest month of birth that need be looked at: two years before anyone who
 * reaches the age in the year of `on`, so that no rule about months can lead past it.
 */
static struct date first_birth_month(struct date on, int age_years)
{
	struct date first;
	bool real = date_from_parts(date_parts(on).year - age_years - 2, 1, 1, &first);

	assert(real);
	(void)real;
	return first;
}

/* Skip the months whose people are on pension before `on`. */
static struct date first_birth(struct date on, int age_years)
{
	struct date birth = first_birth_month(on, age_years);

	while (date_before(law_retirement_on(birth, age_years), on))
		birth = date_add_months(birth, 1);
	return birth;
}

struct workforce_pension *workforce_pension_new(struct arena *arena, struct date on, int slot_last,
                                                int age_years)
{
	struct workforce_pension *pension = ARENA_NEW(arena, struct workforce_pension);
	struct date birth = first_birth(on, age_years);
	size_t days_max = ((size_t)slot_last + 2) * 31;
	int slot = workforce_slot(on, law_retirement_on(birth, age_years));

	pension->age_years = age_years;
	pension->first_day = birth.days;
	pension->slots = arena_array(arena, days_max, sizeof(*pension->slots));
	while (slot <= slot_last) {
		struct date next = date_add_months(birth, 1);

		for (; date_before(birth, next); birth.days++)
			pension->slots[pension->day_count++] = (int16_t)slot;
		slot = workforce_slot(on, law_retirement_on(birth, age_years));
	}
	return pension;
}
