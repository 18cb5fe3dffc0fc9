/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/keys.h"

#include <assert.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "registry/spill.h"

#define TEXT_BYTES_A_KEY 32
#define READ_BYTES       (16u << 10) /* of each run while they are merged */
#define RUNS_MAX         2048        /* 32 MiB of those; some 30 million keys */
#define RECORD_HEAD      (sizeof(uint32_t) + sizeof(int64_t))

_Static_assert(READ_BYTES >= RECORD_HEAD + KEYS_TEXT_MAX, "the longest record fits");

/* A key in memory. The first bytes as a number decide nearly every comparison. */
struct slot {
	uint64_t head;
	const char *text;
	uint32_t len;
	int64_t id;
};

/* What was emptied at once: records in the file, one behind the other, sorted. */
struct run {
	int64_t at; /* of the file, behind what is in the buffer */
	int64_t end;
	char *buffer;
	size_t used;
	size_t filled;
	struct slot now;
};

struct keys {
	struct slot *slots;
	size_t slot_count;
	size_t slots_max;
	char *text;
	size_t text_used;
	size_t text_max;
	struct spill spill;
	int64_t file_bytes;
	struct run *runs;
	size_t run_count;
	struct run **heap; /* the run with the least key on top, while they are taken */
	size_t heap_count;
	char *last; /* the text handed out last */
	size_t next; /* slot to hand out, when nothing was spilled */
};

static void keys_done(void *arg)
{
	struct keys *keys = arg;

	for (size_t i = 0; i < keys->run_count; i++)
		free(keys->runs[i].buffer);
	free(keys->runs);
	free(keys->heap);
	free(keys->slots);
	free(keys->text);
	spill_done(&keys->spill);
}

static const struct err *no_memory(struct ctx *c)
{
	return err_detail(c->arena, ERR_LIMIT, "err.memory", "keys");
}

const struct err *keys_new(struct ctx *c, struct str spill_folder, struct keys **out)
{
	return keys_new_sized(c, spill_folder, KEYS_MEMORY, out);
}

const struct err *keys_new_sized(struct ctx *c, struct str spill_folder, size_t memory_keys,
                                 struct keys **out)
{
	struct keys *keys = ARENA_NEW(c->arena, struct keys);

	keys->slots_max = memory_keys;
	keys->text_max = memory_keys * TEXT_BYTES_A_KEY + KEYS_TEXT_MAX;
	keys->slots = malloc(memory_keys * sizeof(*keys->slots));
	keys->text = malloc(keys->text_max);
	keys->last = arena_alloc(c->arena, KEYS_TEXT_MAX);
	spill_init(c, &keys->spill, spill_folder);
	arena_defer(c->arena, keys_done, keys);
	if (keys->slots == NULL || keys->text == NULL)
		return no_memory(c);
	*out = keys;
	return NULL;
}

/* ---- order ---- */

static uint64_t head_of(const char *text, size_t len)
{
	uint64_t head = 0;

	memcpy(&head, text, len < sizeof(head) ? len : sizeof(head));
	return be64toh(head);
}

static int compare(const struct slot *a, const struct slot *b)
{
	uint32_t len = a->len < b->len ? a->len : b->len;
	int order;

	if (a->head != b->head)
		return a->head < b->head ? -1 : 1;
	order = memcmp(a->text, b->text, len);
	if (order != 0)
		return order;
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

static int by_key(const void *a, const void *b)
{
	return compare(a, b);
}

/* ---- giving ---- */

static size_t record_put(char *to, const struct slot *slot)
{
	memcpy(to, &slot->len, sizeof(slot->len));
	memcpy(to + sizeof(slot->len), &slot->id, sizeof(slot->id));
	memcpy(to + RECORD_HEAD, slot->text, slot->len);
	return RECORD_HEAD + slot->len;
}

/* The slots go into the file as they are, sorted. */
static const struct err *slots_write(struct ctx *c, struct keys *keys)
{
	char buffer[READ_BYTES];
	size_t used = 0;

	for (size_t i = 0; i < keys->slot_count; i++) {
		if (used + RECORD_HEAD + keys->slots[i].len > sizeof(buffer)) {
			TRY(spill_write(c, &keys->spill, buffer, used, keys->file_bytes));
			keys->file_bytes += (int64_t)used;
			used = 0;
		}
		used += record_put(buffer + used, &keys->slots[i]);
	}
	TRY(spill_write(c, &keys->spill, buffer, used, keys->file_bytes));
	keys->file_bytes += (int64_t)used;
	return NULL;
}

static const struct err *spill_slots(struct ctx *c, struct keys *keys)
{
	struct run run = { .at = keys->file_bytes };

	if (keys->runs == NULL) {
		TRY(spill_open(c, &keys->spill));
		keys->runs = calloc(RUNS_MAX, sizeof(*keys->runs));
	}
	if (keys->runs == NULL || keys->run_count == RUNS_MAX)
		return no_memory(c);
	qsort(keys->slots, keys->slot_count, sizeof(*keys->slots), by_key);
	TRY(slots_write(c, keys));
	run.end = keys->file_bytes;
	keys->runs[keys->run_count++] = run;
	keys->slot_count = 0;
	keys->text_used = 0;
	return NULL;
}

const struct err *keys_add(struct ctx *c, struct keys *keys, struct key key)
{
	char *text;

	if (key.text.len > KEYS_TEXT_MAX)
		return no_memory(c);
	if (keys->slot_count == keys->slots_max || keys->text_used + key.text.len > keys->text_max)
		TRY(spill_slots(c, keys));
	text = keys->text + keys->text_used;
	memcpy(text, key.text.ptr, key.text.len);
	keys->text_used += key.text.len;
	keys->slots[keys->slot_count++] = (struct slot){ .head = head_of(text, key.text.len),
		                                         .text = text,
		                                         .len = (uint32_t)key.text.len,
		                                         .id = key.id };
	return NULL;
}

/* ---- taking ---- */

/* What is left of the buffer moves to its head, and the file fills the rest. */
static const struct err *run_fill(struct ctx *c, struct keys *keys, struct run *run)
{
	size_t left = run->filled - run->used;
	size_t room = READ_BYTES - left;
	size_t count = run->end - run->at < (int64_t)room ? (size_t)(run->end - run->at) : room;

	memmove(run->buffer, run->buffer + run->used, left);
	TRY(spill_read(c, &keys->spill, run->buffer + left, count, run->at));
	run->at += (int64_t)count;
	run->used = 0;
	run->filled = left + count;
	return NULL;
}

static const struct err *run_next(struct ctx *c, struct keys *keys, struct run *run, bool *more)
{
	const char *record;

	if (run->filled - run->used < RECORD_HEAD + KEYS_TEXT_MAX && run->at < run->end)
		TRY(run_fill(c, keys, run));
	*more = run->used < run->filled;
	if (!*more)
		return NULL;
	record = run->buffer + run->used;
	memcpy(&run->now.len, record, sizeof(run->now.len));
	memcpy(&run->now.id, record + sizeof(run->now.len), sizeof(run->now.id));
	run->now.text = record + RECORD_HEAD;
	run->now.head = head_of(run->now.text, run->now.len);
	run->used += RECORD_HEAD + run->now.len;
	return NULL;
}

/* Let what stands at `at` sink to its place. */
static void heap_sink(struct keys *keys, size_t at)
{
	struct run *moving = keys->heap[at];

	for (;;) {
		size_t child = at * 2 + 1;

		if (child >= keys->heap_count)
			break;
		if (child + 1 < keys->heap_count &&
		    compare(&keys->heap[child + 1]->now, &keys->heap[child]->now) < 0)
			child++;
		if (compare(&moving->now, &keys->heap[child]->now) <= 0)
			break;
		keys->heap[at] = keys->heap[child];
		at = child;
	}
	keys->heap[at] = moving;
}

const struct err *keys_sort(struct ctx *c, struct keys *keys)
{
	bool more;

	if (keys->run_count == 0) {
		qsort(keys->slots, keys->slot_count, sizeof(*keys->slots), by_key);
		return NULL;
	}
	TRY(spill_slots(c, keys));
	free(keys->slots);
	free(keys->text);
	keys->slots = NULL;
	keys->text = NULL;
	keys->heap = calloc(keys->run_count, sizeof(struct run *));
	if (keys->heap == NULL)
		return no_memory(c);
	for (size_t i = 0; i < keys->run_count; i++) {
		struct run *run = &keys->runs[i];

		run->buffer = malloc(READ_BYTES);
		if (run->buffer == NULL)
			return no_memory(c);
		TRY(run_next(c, keys, run, &more));
		if (more)
			keys->heap[keys->heap_count++] = run;
	}
	for (size_t i = keys->heap_count / 2; i-- > 0;)
		heap_sink(keys, i);
	return NULL;
}

static const struct err *merge_next(struct ctx *c, struct keys *keys, struct key *out, bool *more)
{
	struct run *run;
	bool goes_on;

	*more = keys->heap_count > 0;
	if (!*more)
		return NULL;
	run = keys->heap[0];
	memcpy(keys->last, run->now.text, run->now.len);
	*out = (struct key){ { keys->last, run->now.len }, run->now.id };
	TRY(run_next(c, keys, run, &goes_on));
	if (!goes_on) {
		free(run->buffer);
		run->buffer = NULL;
		keys->heap[0] = keys->heap[--keys->heap_count];
	}
	if (keys->heap_count > 0)
		heap_sink(keys, 0);
	return NULL;
}

const struct err *keys_next(struct ctx *c, struct keys *keys, struct key *out, bool *more)
{
	const struct slot *slot;

	if (keys->run_count > 0)
		return merge_next(c, keys, out, more);
	*more = keys->next < keys->slot_count;
	if (!*more)
		return NULL;
	slot = &keys->slots[keys->next++];
	*out = (struct key){ { slot->text, slot->len }, slot->id };
	return NULL;
}
