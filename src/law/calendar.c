/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "base/workday.h"
#include "db/db.h"
#include "law/internal.h"
#include "law/law.h"
#include "sql_law.h"

struct holiday {
	struct date on;
	bool national; /* by the yearly decree, not an election or joint leave */
};

static const struct err *holiday_row(struct ctx *c, const struct db_rows *rows, void *item)
{
	struct holiday *holiday = item;

	(void)c;
	holiday->on = db_col_date(rows, 0);
	holiday->national = str_eq(db_col_str(rows, 1), STR("libur_nasional"));
	return NULL;
}

static size_t year_index(const struct calendar *calendar, struct date on)
{
	return (size_t)(date_parts(on).year - calendar->year_first);
}

/*
 * A year is known when a national holiday of it is: the decree lists them for the whole year,
 * while an election day may be set years ahead.
 */
static void years_mark(struct ctx *c, const struct holiday *days, size_t count,
                       struct calendar *calendar)
{
	bool *known;

	if (count == 0)
		return;
	calendar->year_first = date_parts(days[0].on).year;
	calendar->year_count = year_index(calendar, days[count - 1].on) + 1;
	known = arena_array(c->arena, calendar->year_count, sizeof(*known));
	for (size_t i = 0; i < count; i++) {
		if (days[i].national)
			known[year_index(calendar, days[i].on)] = true;
	}
	calendar->years_known = known;
}

const struct err *law_calendar(struct ctx *c, const struct calendar **out)
{
	struct calendar *calendar = ARENA_NEW(c->arena, struct calendar);
	const struct holiday *days;
	struct law_items list;
	struct date *dates;

	TRY(law_items_load(c, &SQL_LAW_HOLIDAY_LIST, DB_NONE, holiday_row, sizeof(*days), &list));
	days = list.items;
	dates = arena_array(c->arena, list.count, sizeof(*dates));
	for (size_t i = 0; i < list.count; i++) {
		assert(i == 0 || !date_before(days[i].on, days[i - 1].on));
		/* Two holidays may fall on one day; offices close but once. */
		if (i == 0 || !date_eq(days[i].on, days[i - 1].on))
			dates[calendar->holiday_count++] = days[i].on;
	}
	calendar->holidays = dates;
	years_mark(c, days, list.count, calendar);
	*out = calendar;
	return NULL;
}
