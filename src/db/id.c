/* SPDX-License-Identifier: Apache-2.0 */
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

#include "db/db.h"
#include "db/internal.h"

/*
 * 42 bits of milliseconds since 1970 (until 2109), 9 bits of the process's number, 12 bits of a
 * counter. The counter and the milliseconds are one number in id_last, so a full counter borrows
 * from the next millisecond and a clock that is set back does not repeat.
 */
#define PROCESS_BITS 9
#define COUNTER_BITS 12

/* The clock of the machine, not c->now: a database that is opened twice within one test or one
 * restored snapshot must not make the same ids again. */
static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t db_new_id(struct ctx *c)
{
	struct db *db = c->db;
	int64_t from_clock = now_ms() << COUNTER_BITS;
	int64_t last = atomic_load(&db->id_last);
	int64_t next;

	do {
		next = from_clock > last ? from_clock : last + 1;
	} while (!atomic_compare_exchange_weak(&db->id_last, &last, next));
	return (next >> COUNTER_BITS) << (PROCESS_BITS + COUNTER_BITS) |
	       atomic_load(&db->id_process) << COUNTER_BITS |
	       (next & ((INT64_C(1) << COUNTER_BITS) - 1));
}
