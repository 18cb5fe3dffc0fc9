/* SPDX-License-Identifier: Apache-2.0 */
#include "http/internal.h"

#include <linux/tcp.h> /* the C library's own knows fewer counts */
#include <netinet/in.h>
#include <stdatomic.h>
#include <sys/socket.h>

#define TOLD_MAX 32 /* at one look; of more, as in an attack, the rest is cut without a word */

/*
 * The library only knows how long nothing came. Someone who sends a byte now and then would keep
 * a connection for ever, so the timer asks the kernel how many bytes a connection has seen.
 */

/* Received or acknowledged bytes, by phase. */
static uint64_t bytes_of(const struct watch *watch, int phase)
{
	struct tcp_info info = { .tcpi_state = 0 };
	socklen_t size = sizeof(info);

	if (phase == PHASE_BODY)
		return (uint64_t)atomic_load(&watch->body_bytes);
	if (getsockopt(watch->fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0)
		return 0;
	return phase == PHASE_SEND ? info.tcpi_bytes_acked : info.tcpi_bytes_received;
}

/* Begin to measure. What a new connection has sent by now counts as its first bytes. */
static void note(struct watch *watch, int phase, uint32_t turn, int64_t now_ms)
{
	bool fresh = turn == 0;

	watch->known = true;
	watch->seen_turn = turn;
	watch->since_ms = now_ms;
	watch->base_bytes = fresh || phase == PHASE_BODY ? 0 : bytes_of(watch, phase);
}

static bool head_is_late(struct watch *watch, const struct deadlines *deadlines, int64_t now_ms)
{
	bool begun = atomic_load(&watch->head_begun) ||
	             bytes_of(watch, PHASE_HEAD) > watch->base_bytes;

	if (!begun)
		watch->since_ms = now_ms;
	return begun && now_ms - watch->since_ms > deadlines->header_ms;
}

/* As long as a head may take there is no minimum, so that a short stall is forgiven. */
static bool flow_is_late(const struct watch *watch, int phase, const struct deadlines *deadlines,
                         int64_t now_ms)
{
	int64_t elapsed_ms = now_ms - watch->since_ms;
	int64_t bytes;

	if (elapsed_ms <= deadlines->header_ms)
		return false;
	bytes = (int64_t)(bytes_of(watch, phase) - watch->base_bytes);
	return bytes < deadlines->body_bytes_second * elapsed_ms / 1000;
}

static bool is_late(struct watch *watch, const struct deadlines *deadlines, int64_t now_ms)
{
	int phase = atomic_load(&watch->phase);
	uint32_t turn = atomic_load(&watch->turn);

	if (!watch->known || turn != watch->seen_turn)
		note(watch, phase, turn, now_ms);
	switch (phase) {
	case PHASE_HEAD: return head_is_late(watch, deadlines, now_ms);
	case PHASE_BODY:
	case PHASE_SEND: return flow_is_late(watch, phase, deadlines, now_ms);
	default:         return false;
	}
}

/* The library notices a shut socket, and closes it in its own thread. */
static void cut(struct watch *watch)
{
	watch->cut = true;
	shutdown(watch->fd, SHUT_RDWR);
}

int watches_check(struct watches *watches, const struct deadlines *deadlines, int64_t now_ms,
                  bool draining)
{
	int late = 0;
	int told = 0;

	pthread_mutex_lock(&watches->lock);
	for (struct watch *watch = watches->first; watch != NULL; watch = watch->next) {
		if (watch->cut)
			continue;
		if (is_late(watch, deadlines, now_ms)) {
			if (deadlines->tell != NULL && atomic_load(&watch->phase) != PHASE_SEND &&
			    told++ < TOLD_MAX)
				deadlines->tell(deadlines->arg, watch);
			cut(watch);
			late++;
		} else if (draining && atomic_load(&watch->phase) == PHASE_HEAD &&
		           !atomic_load(&watch->head_begun) &&
		           bytes_of(watch, PHASE_HEAD) <= watch->base_bytes) {
			cut(watch);
		}
	}
	pthread_mutex_unlock(&watches->lock);
	return late;
}

void watch_phase(struct watch *watch, enum phase phase)
{
	atomic_store(&watch->phase, (int)phase);
	atomic_store(&watch->head_begun, false);
	atomic_fetch_add(&watch->turn, 1);
}

static void keep(char *place, size_t size, struct str text)
{
	size_t len = text.len < size ? text.len : size - 1;

	/* Not in the middle of a character. */
	while (len < text.len && len > 0 && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
		len--;
	for (size_t i = 0; i < len; i++)
		place[i] = text.ptr[i];
	place[len] = '\0';
}

void watch_body(struct watches *watches, struct watch *watch, const struct req *rq)
{
	pthread_mutex_lock(&watches->lock);
	keep(watch->path, sizeof(watch->path), rq->path);
	keep(watch->accept, sizeof(watch->accept), rq->accept);
	keep(watch->language, sizeof(watch->language), rq->accept_language);
	watch_phase(watch, PHASE_BODY);
	pthread_mutex_unlock(&watches->lock);
}

void watch_add(struct watches *watches, struct watch *watch)
{
	pthread_mutex_lock(&watches->lock);
	watch->next = watches->first;
	watch->previous = NULL;
	if (watches->first != NULL)
		watches->first->previous = watch;
	watches->first = watch;
	watches->count++;
	pthread_mutex_unlock(&watches->lock);
}

void watch_remove(struct watches *watches, struct watch *watch)
{
	pthread_mutex_lock(&watches->lock);
	if (watch->next != NULL)
		watch->next->previous = watch->previous;
	if (watch->previous != NULL)
		watch->previous->next = watch->next;
	else
		watches->first = watch->next;
	watches->count--;
	pthread_mutex_unlock(&watches->lock);
}
