/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_TIMELINE_H
#define ABDI_REGISTRY_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"

/* A fact that stands: when it holds, and whether it says the same as the one that comes. */
struct timeline_row {
	int64_t id;
	struct date from_on;
	struct date until_on;
	bool same;
};

#define TIMELINE_ROWS_MAX 64 /* facts of one kind of one person; careers have a dozen */

/*
 * How a snapshot's fact goes into a person's facts of one kind without overlap.
 *   withdraw   rows to take back
 *   keep_until for each withdrawn row: the part [from_on, keep_until) is recorded anew; equal to
 *              the row's from_on when nothing of it stays
 *   until_on   where the new fact ends: the first fact behind the snapshot, or date_open()
 */
struct timeline_plan {
	size_t withdraw_count;
	size_t withdraw[TIMELINE_ROWS_MAX]; /* indexes into the rows */
	struct date keep_until[TIMELINE_ROWS_MAX];
	struct date until_on;
};

/*
 * Plan it. A snapshot of `as_of` says that a fact holds since `from_on` (<= as_of). Facts that
 * begin between from_on and as_of contradict it and go; one that began earlier ends at from_on,
 * or goes as well when it says the same (then only its beginning was wrong); facts that begin
 * behind as_of are later knowledge and stay.
 *   rows   live facts in the order of from_on, not overlapping, at most TIMELINE_ROWS_MAX
 */
void timeline_put(const struct timeline_row *rows, size_t count, struct date from_on,
                  struct date as_of, struct timeline_plan *plan);

#endif
