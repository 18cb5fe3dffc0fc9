/* SPDX-License-Identifier: Apache-2.0 */
#include "http/internal.h"

#include <assert.h>
#include <time.h>

/* A worker without work, on its own stack. */
struct sleeper {
	struct sleeper *next;
	pthread_cond_t called;
	bool is_called;
};

static void call(struct lane *lane)
{
	struct sleeper *sleeper = lane->idle;

	lane->idle = sleeper->next;
	sleeper->is_called = true;
	pthread_cond_signal(&sleeper->called);
}

/*
 * Call one worker, the one that worked last, and none while another is on its way: who comes
 * calls the next when there is more. Sixteen workers woken in turn cost 25 us of CPU a request;
 * in this way it is as if there were as many as are needed.
 */
static void call_one(struct lane *lane)
{
	if (lane->first == NULL || lane->idle == NULL || lane->waking)
		return;
	lane->waking = true;
	call(lane);
}

static void sleep_until_called(struct lane *lane)
{
	struct sleeper self = { .next = lane->idle, .called = PTHREAD_COND_INITIALIZER };

	lane->idle = &self;
	while (!self.is_called)
		pthread_cond_wait(&self.called, &lane->lock);
	lane->waking = false;
	pthread_cond_destroy(&self.called);
}

/* The next task, or NULL when the lane is closed and empty. */
static struct task *take(struct lane *lane, bool *late)
{
	struct task *task;

	pthread_mutex_lock(&lane->lock);
	while (lane->first == NULL && !lane->closed)
		sleep_until_called(lane);
	task = lane->first;
	if (task != NULL) {
		lane->first = task->next;
		lane->waiting--;
		call_one(lane);
	}
	*late = lane->closed;
	pthread_mutex_unlock(&lane->lock);
	return task;
}

static void *run(void *arg)
{
	struct lane *lane = arg;
	struct gzip *gzip = NULL;
	struct task *task;
	bool late;

	while ((task = take(lane, &late)) != NULL)
		lane->work(lane->arg, task, &gzip, late);
	gzip_free(gzip);
	pthread_mutex_lock(&lane->lock);
	lane->running--;
	pthread_cond_signal(&lane->ended);
	pthread_mutex_unlock(&lane->lock);
	return NULL;
}

const struct err *lane_open(struct lane *lane, struct arena *arena, int workers, int waiting_max,
                            lane_work *work, void *arg)
{
	pthread_condattr_t attributes;

	assert(workers >= 1 && (size_t)workers <= COUNT(lane->threads) && waiting_max >= 1);
	pthread_mutex_init(&lane->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&lane->ended, &attributes);
	lane->waiting_max = waiting_max;
	lane->work = work;
	lane->arg = arg;
	while (lane->thread_count < workers) {
		int code = pthread_create(&lane->threads[lane->thread_count], NULL, run, lane);

		if (code != 0)
			return err_errno(arena, code, STR("pthread_create"));
		pthread_mutex_lock(&lane->lock);
		lane->running++;
		pthread_mutex_unlock(&lane->lock);
		lane->thread_count++;
	}
	return NULL;
}

bool lane_push(struct lane *lane, struct task *task, void (*before)(struct task *task))
{
	bool room;

	pthread_mutex_lock(&lane->lock);
	room = !lane->closed && lane->waiting < lane->waiting_max;
	if (room) {
		before(task);
		task->next = NULL;
		if (lane->first == NULL)
			lane->first = task;
		else
			lane->last->next = task;
		lane->last = task;
		lane->waiting++;
		call_one(lane);
	}
	pthread_mutex_unlock(&lane->lock);
	return room;
}

bool lane_close(struct lane *lane, int64_t until_ms)
{
	struct timespec until = { until_ms / 1000, until_ms % 1000 * 1000000 };
	int failed = 0;

	if (lane->work == NULL)
		return true;
	pthread_mutex_lock(&lane->lock);
	lane->closed = true;
	while (lane->idle != NULL)
		call(lane);
	while (lane->running > 0 && failed == 0)
		failed = pthread_cond_timedwait(&lane->ended, &lane->lock, &until);
	failed = lane->running;
	pthread_mutex_unlock(&lane->lock);
	if (failed > 0)
		return false;
	for (int i = 0; i < lane->thread_count; i++)
		pthread_join(lane->threads[i], NULL);
	lane->thread_count = 0;
	return true;
}
