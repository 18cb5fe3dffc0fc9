/* SPDX-License-Identifier: Apache-2.0 */
#include <malloc.h>
#include <time.h>

#include "app/internal.h"
#include "db/db.h"

#define LONG_US  50000            /* what takes longer has used memory worth giving back */
#define QUIET_US INT64_C(5000000) /* for the next of several such questions it is still there */

static int64_t monotonic_us(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void rest_note(struct app *app, int64_t us)
{
	if (us >= LONG_US)
		atomic_store(&app->long_ended_us, monotonic_us());
}

/*
 * The C library keeps what was freed between pieces that are still in use, in a heap for each
 * thread: after outlooks of a nation by several workers, 100 MB and more.
 */
void rest_look(struct app *app)
{
	int64_t ended_us = atomic_load(&app->long_ended_us);

	if (ended_us == app->rested_us || monotonic_us() - ended_us < QUIET_US)
		return;
	app->rested_us = ended_us;
	db_rest(app->config.db);
	(void)malloc_trim(0);
}
