/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "registry/timeline.h"

void timeline_put(const struct timeline_row *rows, size_t count, struct date from_on,
                  struct date as_of, struct timeline_plan *plan)
{
	assert(count <= TIMELINE_ROWS_MAX);
	assert(!date_before(as_of, from_on));

	*plan = (struct timeline_plan){ .until_on = date_open() };
	for (size_t i = 0; i < count; i++) {
		const struct timeline_row *row = &rows[i];

		if (date_before(as_of, row->from_on)) {
			plan->until_on = row->from_on;
			return;
		}
		if (!date_before(from_on, row->until_on))
			continue;
		plan->withdraw[plan->withdraw_count] = i;
		plan->keep_until[plan->withdraw_count] =
			date_before(row->from_on, from_on) && !row->same ? from_on : row->from_on;
		plan->withdraw_count++;
	}
}
