/* SPDX-License-Identifier: Apache-2.0 */
#include "workforce/workload.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool workload_minutes(const struct workload_task *tasks, size_t count, int64_t *minutes)
{
	int64_t sum = 0;

	if (count > WORKLOAD_TASKS_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct workload_task *t = &tasks[i];

		if (t->volume_count < 0 || t->volume_count > WORKLOAD_VOLUME_MAX)
			return false;
		if (t->minutes < 0 || t->minutes > WORKLOAD_MINUTES_MAX)
			return false;
		sum += t->volume_count * t->minutes;
	}
	*minutes = sum;
	return true;
}

/* work × scale / effective, half up; twice the product stays within 64 bits by the maxima. */
static int64_t divided_half_up(int64_t work, int64_t scale, int64_t effective)
{
	return (2 * work * scale + effective) / (2 * effective);
}

struct workload_need workload_need(int64_t work, int64_t effective, int64_t holders)
{
	struct workload_need need;

	assert(work >= 0 && work <= WORKLOAD_TOTAL_MAX);
	assert(effective > 0 && effective <= WORKLOAD_TOTAL_MAX);
	need.raw_x1000 = divided_half_up(work, 1000, effective);
	need.count = divided_half_up(work, 1, effective);
	need.gap_count = holders - need.count;
	return need;
}
