/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/seen.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "registry/spill.h"

#define FIRST_SLOTS   (1u << 14)
#define FILTER_BITS   (UINT64_C(1) << 25) /* 4 MiB; at 2,000,000 one NIP in 500 is sought in vain */
#define FILTER_PROBES 4
#define PAGE_SLOTS    256 /* read at once; the first NIP of each page stands in memory */

struct slot {
	uint64_t nip; /* 18 digits fit; 0 is an empty slot */
	int64_t line;
};

/* What was emptied at once: sorted slots in the file, one behind the other. */
struct run {
	uint64_t start; /* in slots */
	uint64_t count;
	uint64_t *page_firsts;
	struct run *before;
};

struct seen {
	struct slot *slots;
	uint64_t slot_count; /* a power of two */
	uint64_t memory_slots;
	uint64_t used;
	uint64_t *filter; /* NULL while all is in memory */
	struct spill spill;
	uint64_t file_slots;
	struct run *last_run;
	int64_t run_count;
};

static void seen_done(void *arg)
{
	struct seen *seen = arg;

	free(seen->slots);
	free(seen->filter);
	spill_done(&seen->spill);
}

static const struct err *no_memory(struct ctx *c)
{
	return err_detail(c->arena, ERR_LIMIT, "err.memory", "seen");
}

const struct err *seen_new(struct ctx *c, struct str spill_folder, struct seen **out)
{
	return seen_new_sized(c, spill_folder, SEEN_MEMORY_SLOTS, out);
}

const struct err *seen_new_sized(struct ctx *c, struct str spill_folder, uint64_t memory_slots,
                                 struct seen **out)
{
	struct seen *seen = ARENA_NEW(c->arena, struct seen);

	seen->slot_count = memory_slots < FIRST_SLOTS ? memory_slots : FIRST_SLOTS;
	seen->memory_slots = memory_slots;
	seen->slots = calloc(seen->slot_count, sizeof(struct slot));
	spill_init(c, &seen->spill, spill_folder);
	if (seen->slots == NULL)
		return no_memory(c);
	arena_defer(c->arena, seen_done, seen);
	*out = seen;
	return NULL;
}

int64_t seen_spill_count(const struct seen *seen)
{
	return seen->run_count;
}

static uint64_t mix(uint64_t x)
{
	x ^= x >> 31;
	x *= 0x9E3779B97F4A7C15u;
	return x ^ (x >> 29);
}

/* ---- the table in memory ---- */

/* Where a NIP stands or would stand. There is always a free slot. */
static struct slot *table_find(struct slot *slots, uint64_t count, uint64_t nip)
{
	uint64_t at = mix(nip) & (count - 1);

	while (slots[at].nip != 0 && slots[at].nip != nip)
		at = (at + 1) & (count - 1);
	return &slots[at];
}

static const struct err *table_double(struct ctx *c, struct seen *seen)
{
	uint64_t count = seen->slot_count * 2;
	struct slot *slots = calloc(count, sizeof(*slots));

	if (slots == NULL)
		return no_memory(c);
	for (uint64_t i = 0; i < seen->slot_count; i++)
		if (seen->slots[i].nip != 0)
			*table_find(slots, count, seen->slots[i].nip) = seen->slots[i];
	free(seen->slots);
	seen->slots = slots;
	seen->slot_count = count;
	return NULL;
}

/* ---- the filter ---- */

/* The bit of a probe; the two halves of the hash step through the filter together. */
static uint64_t filter_bit(uint64_t hash, uint64_t probe)
{
	return ((hash >> 32) + probe * ((hash & UINT32_MAX) | 1)) % FILTER_BITS;
}

static void filter_add(struct seen *seen, uint64_t nip)
{
	uint64_t hash = mix(mix(nip) + 1);

	for (uint64_t i = 0; i < FILTER_PROBES; i++) {
		uint64_t bit = filter_bit(hash, i);

		seen->filter[bit / 64] |= UINT64_C(1) << (bit % 64);
	}
}

static bool filter_may_have(const struct seen *seen, uint64_t nip)
{
	uint64_t hash = mix(mix(nip) + 1);

	for (uint64_t i = 0; i < FILTER_PROBES; i++) {
		uint64_t bit = filter_bit(hash, i);

		if ((seen->filter[bit / 64] & UINT64_C(1) << (bit % 64)) == 0)
			return false;
	}
	return true;
}

/* ---- the file ---- */

static const struct err *file_open(struct ctx *c, struct seen *seen)
{
	TRY(spill_open(c, &seen->spill));
	seen->filter = calloc(FILTER_BITS / 64, sizeof(*seen->filter));
	return seen->filter == NULL ? no_memory(c) : NULL;
}

/* The page of a run in which a NIP would stand; false when it would stand before the first. */
static bool page_find(const struct run *run, uint64_t nip, uint64_t *page)
{
	uint64_t low = 0, high = (run->count + PAGE_SLOTS - 1) / PAGE_SLOTS;

	while (low < high) {
		uint64_t middle = low + (high - low) / 2;

		if (run->page_firsts[middle] <= nip)
			low = middle + 1;
		else
			high = middle;
	}
	*page = low - 1;
	return low > 0;
}

static const struct err *run_find(struct ctx *c, const struct seen *seen, const struct run *run,
                                  uint64_t nip, int64_t *line)
{
	struct slot slots[PAGE_SLOTS];
	uint64_t page, from, count;

	if (!page_find(run, nip, &page))
		return NULL;
	from = page * PAGE_SLOTS;
	count = run->count - from < PAGE_SLOTS ? run->count - from : PAGE_SLOTS;
	TRY(spill_read(c, &seen->spill, slots, count * sizeof(*slots),
	               (int64_t)((run->start + from) * sizeof(*slots))));
	for (uint64_t i = 0; i < count; i++)
		if (slots[i].nip == nip)
			*line = slots[i].line;
	return NULL;
}

/* ---- emptying the table into the file ---- */

static int by_nip(const void *a, const void *b)
{
	const struct slot *left = a, *right = b;

	return (left->nip > right->nip) - (left->nip < right->nip);
}

/* The used slots at the head of the table, sorted. */
static void table_sort(struct seen *seen)
{
	uint64_t count = 0;

	for (uint64_t i = 0; i < seen->slot_count; i++)
		if (seen->slots[i].nip != 0)
			seen->slots[count++] = seen->slots[i];
	qsort(seen->slots, count, sizeof(*seen->slots), by_nip);
}

static const struct err *spill(struct ctx *c, struct seen *seen)
{
	struct run *run = ARENA_NEW(c->arena, struct run);

	if (seen->filter == NULL)
		TRY(file_open(c, seen));
	table_sort(seen);
	TRY(spill_write(c, &seen->spill, seen->slots, seen->used * sizeof(struct slot),
	                (int64_t)(seen->file_slots * sizeof(struct slot))));
	*run = (struct run){ .start = seen->file_slots,
		             .count = seen->used,
		             .before = seen->last_run };
	run->page_firsts = arena_array(c->arena, run->count / PAGE_SLOTS + 1, sizeof(uint64_t));
	for (uint64_t i = 0; i < run->count; i++) {
		filter_add(seen, seen->slots[i].nip);
		if (i % PAGE_SLOTS == 0)
			run->page_firsts[i / PAGE_SLOTS] = seen->slots[i].nip;
	}
	memset(seen->slots, 0, seen->slot_count * sizeof(*seen->slots));
	seen->used = 0;
	seen->file_slots += run->count;
	seen->last_run = run;
	seen->run_count++;
	return NULL;
}

/* ---- asking ---- */

static uint64_t nip_number(struct str nip)
{
	int64_t number = 0;

	(void)str_int(nip, &number);
	return (uint64_t)number;
}

/* The line that named a NIP, or 0; *slot is where it belongs in memory. */
static const struct err *find(struct ctx *c, struct seen *seen, uint64_t nip, struct slot **slot,
                              int64_t *line)
{
	*slot = table_find(seen->slots, seen->slot_count, nip);
	*line = (*slot)->nip == 0 ? 0 : (*slot)->line;
	if (*line != 0 || seen->filter == NULL || !filter_may_have(seen, nip))
		return NULL;
	for (const struct run *run = seen->last_run; run != NULL && *line == 0; run = run->before)
		TRY(run_find(c, seen, run, nip, line));
	return NULL;
}

const struct err *seen_add(struct ctx *c, struct seen *seen, struct str nip, int64_t line,
                           int64_t *first_line)
{
	uint64_t number = nip_number(nip);
	struct slot *slot;

	TRY(find(c, seen, number, &slot, first_line));
	if (*first_line != 0)
		return NULL;
	*slot = (struct slot){ number, line };
	if (++seen->used * 4 <= seen->slot_count * 3)
		return NULL;
	return seen->slot_count < seen->memory_slots ? table_double(c, seen) : spill(c, seen);
}

const struct err *seen_has(struct ctx *c, struct seen *seen, struct str nip, bool *has)
{
	struct slot *slot;
	int64_t line;

	TRY(find(c, seen, nip_number(nip), &slot, &line));
	*has = line != 0;
	return NULL;
}
