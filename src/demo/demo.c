/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/demo.h"

#include "base/arena.h"
#include "demo/model.h"

#define YEAR_LAST 9000 /* the calendar ends at 9999, and pensions lie up to forty years ahead */

const struct err *demo_make(struct ctx *c, const struct law *law, uint64_t seed, struct date on,
                            const struct demo **out)
{
	struct demo *demo = ARENA_NEW(c->arena, struct demo);
	struct date_parts parts = date_parts(on);

	if (parts.year > YEAR_LAST)
		return err_new(c->arena, ERR_INVALID, STR("on"), "demo.on_too_late",
		               date_str(c->arena, on));
	demo->arena = c->arena;
	demo->law = law;
	demo->seed = seed;
	demo->on = on;
	demo->since = date_add_months(on, -12 * DEMO_YEARS);
	(void)date_from_parts(parts.year - 2 * DEMO_YEARS - 1, 1, 1, &demo->founded_on);
	TRY(demo_structure_make(c, demo));
	TRY(demo_people_make(c, demo));
	demo_chain_make(demo);
	demo_career_make(demo);
	TRY(demo_names_make(c, demo));
	*out = demo;
	return NULL;
}

struct str demo_agency_name(const struct demo *demo)
{
	(void)demo;
	return STR("Kabupaten Contoh Lestari");
}

static void count_person(const struct demo *demo, const struct demo_person *person,
                         struct demo_counts *out)
{
	bool serves = date_before(demo->on, person->left_on);

	out->employees += serves;
	out->former += !serves;
	out->cpns += serves && date_before(demo->on, person->pns_on);
	for (int i = 0; i < person->stay_count; i++) {
		const struct demo_stay *stay = &person->stays[i];

		if (stay->capacity == CAPACITY_DEFINITIVE)
			out->moves += i > 0 && !date_before(stay->from_on, demo->since);
		else
			out->acting += date_eq(stay->until_on, date_open());
	}
	for (int i = 1; i < person->grade_count; i++)
		out->promotions += !date_before(person->grades[i].from_on, demo->since);
}

struct demo_counts demo_count(const struct demo *demo)
{
	struct demo_counts out = { .offices = demo->office_count,
		                   .districts = demo->district_count,
		                   .units = demo->unit_count,
		                   .positions = demo->post_count };

	for (int i = 0; i < demo->post_count; i++) {
		out.seats += demo->posts[i].seats;
		out.duties += demo->posts[i].duty_count;
		out.vacant += demo->posts[i].holders == 0;
	}
	for (int i = 0; i < PEOPLE; i++)
		count_person(demo, &demo->people[i], &out);
	return out;
}
