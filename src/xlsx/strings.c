/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "xlsx/internal.h"

#define BLOCK_BYTES 16384u
#define BLOCKS_MAX  192 /* kept of one file: 3 MiB */

/*
 * A temporary file without a name, written once and then read anywhere. Strings are numbered as
 * they first occur in a sheet, so reading goes forward but for the few that come again and again.
 */
struct spill {
	struct arena *arena;
	struct str folder;
	int fd;
	char *tail; /* not written yet */
	size_t tail_len;
	uint64_t written;
	char *blocks[BLOCKS_MAX]; /* block n stands at n % BLOCKS_MAX */
	uint64_t numbers[BLOCKS_MAX];
};

struct strings {
	struct arena *arena;
	struct spill text;
	struct spill starts; /* where each string begins: 8 bytes each, and one for the end */
	uint64_t count;
	uint64_t text_bytes;
};

static void spill_done(void *arg)
{
	struct spill *spill = arg;

	(void)close(spill->fd);
}

static const struct err *spill_open(struct spill *spill, struct arena *arena, struct str folder)
{
	spill->arena = arena;
	spill->folder = str_copy(arena, folder);
	spill->tail = arena_alloc(arena, BLOCK_BYTES);
	spill->fd = open(str_c(arena, folder), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (spill->fd < 0)
		return err_errno(arena, errno, folder);
	arena_defer(arena, spill_done, spill);
	return NULL;
}

static const struct err *spill_flush(struct spill *spill)
{
	size_t done = 0;

	while (done < spill->tail_len) {
		ssize_t n = write(spill->fd, spill->tail + done, spill->tail_len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(spill->arena, errno, spill->folder);
		done += (size_t)n;
	}
	spill->written += spill->tail_len;
	spill->tail_len = 0;
	return NULL;
}

static const struct err *spill_add(struct spill *spill, const char *bytes, size_t len)
{
	while (len > 0) {
		size_t part = BLOCK_BYTES - spill->tail_len;

		part = part < len ? part : len;
		memcpy(spill->tail + spill->tail_len, bytes, part);
		spill->tail_len += part;
		bytes += part;
		len -= part;
		if (spill->tail_len == BLOCK_BYTES)
			TRY(spill_flush(spill));
	}
	return NULL;
}

static const struct err *block_load(struct spill *spill, uint64_t number, const char **out)
{
	size_t slot = number % BLOCKS_MAX, done = 0;

	if (spill->blocks[slot] == NULL)
		spill->blocks[slot] = arena_alloc(spill->arena, BLOCK_BYTES);
	else if (spill->numbers[slot] == number) {
		*out = spill->blocks[slot];
		return NULL;
	}
	while (done < BLOCK_BYTES) {
		ssize_t n = pread(spill->fd, spill->blocks[slot] + done, BLOCK_BYTES - done,
		                  (off_t)(number * BLOCK_BYTES + done));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(spill->arena, errno, spill->folder);
		if (n == 0)
			break;
		done += (size_t)n;
	}
	spill->numbers[slot] = number;
	*out = spill->blocks[slot];
	return NULL;
}

static const struct err *spill_read(struct spill *spill, uint64_t at, size_t len, struct buf *out)
{
	while (len > 0) {
		size_t in = at % BLOCK_BYTES;
		size_t part = BLOCK_BYTES - in < len ? BLOCK_BYTES - in : len;
		const char *block;

		TRY(block_load(spill, at / BLOCK_BYTES, &block));
		buf_add(out, (struct str){ block + in, part });
		at += part;
		len -= part;
	}
	return NULL;
}

const struct err *strings_new(struct arena *arena, struct str folder, struct strings **out)
{
	struct strings *strings = ARENA_NEW(arena, struct strings);

	strings->arena = arena;
	TRY(spill_open(&strings->text, arena, folder));
	TRY(spill_open(&strings->starts, arena, folder));
	*out = strings;
	return NULL;
}

static const struct err *start_add(struct strings *strings)
{
	return spill_add(&strings->starts, (const char *)&strings->text_bytes,
	                 sizeof(strings->text_bytes));
}

const struct err *strings_add(struct strings *strings, struct str text)
{
	if (strings->count == XLSX_STRINGS_MAX)
		return xlsx_limit(strings->arena, "xlsx.unsafe", "shared strings",
		                  XLSX_STRINGS_MAX);
	TRY(start_add(strings));
	TRY(spill_add(&strings->text, text.ptr, text.len));
	strings->text_bytes += text.len;
	strings->count++;
	return NULL;
}

const struct err *strings_seal(struct strings *strings)
{
	TRY(start_add(strings));
	TRY(spill_flush(&strings->starts));
	return spill_flush(&strings->text);
}

/* A start never lies across two blocks. */
static const struct err *start_get(struct strings *strings, uint64_t number, uint64_t *out)
{
	uint64_t at = number * sizeof(*out);
	const char *block;

	TRY(block_load(&strings->starts, at / BLOCK_BYTES, &block));
	memcpy(out, block + at % BLOCK_BYTES, sizeof(*out));
	return NULL;
}

const struct err *strings_get(struct strings *strings, uint64_t number, struct buf *out,
                              bool *found)
{
	uint64_t from, to;

	*found = number < strings->count;
	if (!*found)
		return NULL;
	TRY(start_get(strings, number, &from));
	TRY(start_get(strings, number + 1, &to));
	return spill_read(&strings->text, from, (size_t)(to - from), out);
}
