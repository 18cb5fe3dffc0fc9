/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_WORKFORCE_WORKLOAD_H
#define ABDI_WORKFORCE_WORKLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Analysis of workload (analisis beban kerja): how many people the yearly work of a post takes.
 * Pure arithmetic in integers.   Law: PermenPANRB 1/2020; domain.md 5; TV-08, TV-09.
 */

#define WORKLOAD_VOLUME_MAX  INT64_C(100000000) /* results of one task a year */
#define WORKLOAD_MINUTES_MAX INT64_C(100000)    /* one result: more than a person works in a year */
#define WORKLOAD_TASKS_MAX   100                /* tasks of one post; decrees list 10 to 30 */
#define WORKLOAD_TOTAL_MAX   (WORKLOAD_VOLUME_MAX * WORKLOAD_MINUTES_MAX * WORKLOAD_TASKS_MAX)

struct workload_task {
	int64_t volume_count; /* results a year */
	int64_t minutes;      /* standard time of one */
};

struct workload_need {
	int64_t raw_x1000; /* people, in thousandths, half up: 2064 is 2.064 */
	int64_t count;     /* people, to the nearest, half up */
	int64_t gap_count; /* holders less need; negative is a shortage */
};

/* Minutes a year of all tasks. False when a value is negative or past its maximum. */
bool workload_minutes(const struct workload_task *tasks, size_t count, int64_t *minutes);

/*
 * People needed for an amount of work.
 *   work        minutes or hours a year, 0..WORKLOAD_TOTAL_MAX
 *   effective   what one person works in a year, in the same unit, above 0: the law's
 *               workload.effective_minutes_year or _hours_year
 *   holders     present holders (bezetting)
 */
struct workload_need workload_need(int64_t work, int64_t effective, int64_t holders);

#endif
