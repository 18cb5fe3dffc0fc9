/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/seen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

struct slot {
	uint64_t nip; /* 18 digits fit; 0 is an empty slot */
	int64_t line;
};

struct seen {
	struct slot *slots; /* NULL once spilled */
	int file;           /* -1 while in memory */
	uint64_t slot_count; /* a power of two */
	uint64_t used;
	struct str folder;
};

#define SEEN_FIRST_SLOTS (1u << 14)

static void seen_done(void *arg)
{
	struct seen *seen = arg;

	free(seen->slots);
	if (seen->file >= 0)
		(void)close(seen->file);
}

const struct err *seen_new(struct ctx *c, struct str spill_folder, struct seen **out)
{
	struct seen *seen = ARENA_NEW(c->arena, struct seen);

	seen->slot_count = SEEN_FIRST_SLOTS;
	seen->slots = calloc(seen->slot_count, sizeof(struct slot));
	seen->file = -1;
	seen->folder = str_copy(c->arena, spill_folder);
	if (seen->slots == NULL)
		return err_detail(c->arena, ERR_LIMIT, "err.memory", "seen");
	arena_defer(c->arena, seen_done, seen);
	*out = seen;
	return NULL;
}

static uint64_t mix(uint64_t x)
{
	x ^= x >> 31;
	x *= 0x9E3779B97F4A7C15u;
	return x ^ (x >> 29);
}

/* One temporary file that nobody else can open and that is gone with the process. */
static const struct err *spill_open(struct ctx *c, const struct seen *seen, int *out)
{
	int file = open(str_c(c->arena, seen->folder), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (file < 0)
		return err_errno(c->arena, errno, seen->folder);
	*out = file;
	return NULL;
}

static const struct err *slot_read(struct ctx *c, int file, uint64_t at, struct slot *out)
{
	ssize_t got = pread(file, out, sizeof(*out), (off_t)(at * sizeof(*out)));

	if (got < 0)
		return err_errno(c->arena, errno, STR("seen"));
	/* Behind the end of a sparse file all slots are empty. */
	if (got != (ssize_t)sizeof(*out))
		*out = (struct slot){ 0, 0 };
	return NULL;
}

static const struct err *slot_write(struct ctx *c, int file, uint64_t at, const struct slot *slot)
{
	ssize_t put = pwrite(file, slot, sizeof(*slot), (off_t)(at * sizeof(*slot)));

	if (put != (ssize_t)sizeof(*slot))
		return err_errno(c->arena, put < 0 ? errno : ENOSPC, STR("seen"));
	return NULL;
}

/* Where a NIP stands or would stand; *found_line is 0 when it does not. */
static const struct err *probe(struct ctx *c, const struct slot *slots, int file, uint64_t count,
                               uint64_t nip, uint64_t *at, int64_t *found_line)
{
	struct slot slot;

	for (*at = mix(nip) & (count - 1);; *at = (*at + 1) & (count - 1)) {
		if (slots != NULL)
			slot = slots[*at];
		else
			TRY(slot_read(c, file, *at, &slot));
		*found_line = slot.nip == nip ? slot.line : 0;
		if (slot.nip == 0 || slot.nip == nip)
			return NULL;
	}
}

/* Twice the slots, in memory while they fit there, else in a file. */
static const struct err *grow(struct ctx *c, struct seen *seen)
{
	uint64_t count = seen->slot_count * 2;
	struct slot *slots = NULL;
	int file = -1;

	if (count <= SEEN_MEMORY_SLOTS) {
		slots = calloc(count, sizeof(*slots));
		if (slots == NULL)
			return err_detail(c->arena, ERR_LIMIT, "err.memory", "seen");
	} else {
		TRY(spill_open(c, seen, &file));
	}
	for (uint64_t i = 0; i < seen->slot_count; i++) {
		const struct err *err = NULL;
		struct slot slot;
		uint64_t at;
		int64_t line;

		if (seen->slots != NULL)
			slot = seen->slots[i];
		else
			err = slot_read(c, seen->file, i, &slot);
		if (err == NULL && slot.nip != 0)
			err = probe(c, slots, file, count, slot.nip, &at, &line);
		if (err == NULL && slot.nip != 0 && slots != NULL)
			slots[at] = slot;
		else if (err == NULL && slot.nip != 0)
			err = slot_write(c, file, at, &slot);
		if (err != NULL) {
			free(slots);
			if (file >= 0)
				(void)close(file);
			return err;
		}
	}
	seen_done(seen);
	seen->slots = slots;
	seen->file = file;
	seen->slot_count = count;
	return NULL;
}

static uint64_t nip_number(struct str nip)
{
	int64_t number = 0;

	(void)str_int(nip, &number);
	return (uint64_t)number;
}

const struct err *seen_add(struct ctx *c, struct seen *seen, struct str nip, int64_t line,
                           int64_t *first_line)
{
	struct slot slot = { nip_number(nip), line };
	uint64_t at;

	TRY(probe(c, seen->slots, seen->file, seen->slot_count, slot.nip, &at, first_line));
	if (*first_line != 0)
		return NULL;
	if (seen->slots != NULL)
		seen->slots[at] = slot;
	else
		TRY(slot_write(c, seen->file, at, &slot));
	if (++seen->used * 4 > seen->slot_count * 3)
		return grow(c, seen);
	return NULL;
}

const struct err *seen_has(struct ctx *c, struct seen *seen, struct str nip, bool *has)
{
	uint64_t at;
	int64_t line;

	TRY(probe(c, seen->slots, seen->file, seen->slot_count, nip_number(nip), &at, &line));
	*has = line != 0;
	return NULL;
}
