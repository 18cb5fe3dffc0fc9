/* SPDX-License-Identifier: Apache-2.0 */
#include "http/internal.h"

#include <errno.h>
#include <time.h>

#define TICK_MS 250

int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void *run(void *arg)
{
	struct timer *timer = arg;

	pthread_mutex_lock(&timer->lock);
	while (!timer->ends) {
		int64_t next_ms = clock_ms() + TICK_MS;
		struct timespec until = { next_ms / 1000, next_ms % 1000 * 1000000 };

		pthread_cond_timedwait(&timer->wake, &timer->lock, &until);
		timer->tick(timer->arg, clock_ms());
	}
	pthread_mutex_unlock(&timer->lock);
	return NULL;
}

const struct err *timer_start(struct timer *timer, struct arena *arena, timer_tick *tick, void *arg)
{
	pthread_condattr_t attributes;
	int code;

	timer->tick = tick;
	timer->arg = arg;
	pthread_mutex_init(&timer->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&timer->wake, &attributes);
	code = pthread_create(&timer->thread, NULL, run, timer);
	if (code != 0)
		return err_errno(arena, code, STR("pthread_create"));
	timer->runs = true;
	return NULL;
}

static void call(struct timer *timer, bool ends)
{
	pthread_mutex_lock(&timer->lock);
	timer->ends = ends;
	pthread_cond_signal(&timer->wake);
	pthread_mutex_unlock(&timer->lock);
}

void timer_wake(struct timer *timer)
{
	call(timer, false);
}

void timer_stop(struct timer *timer)
{
	if (!timer->runs)
		return;
	call(timer, true);
	pthread_join(timer->thread, NULL);
	timer->runs = false;
}
