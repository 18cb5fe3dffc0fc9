/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"

struct spool {
	struct arena *arena;
	struct str folder; /* what errors name */
	FILE *file;
	int64_t count;
};

static void spool_done(void *arg)
{
	struct spool *spool = arg;

	(void)fclose(spool->file);
}

const struct err *spool_new(struct arena *arena, struct str folder, struct spool **out)
{
	struct spool *spool = ARENA_NEW(arena, struct spool);
	int fd = open(str_c(arena, folder), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_errno(arena, errno, folder);
	spool->arena = arena;
	spool->folder = str_copy(arena, folder);
	spool->file = fdopen(fd, "w+");
	if (spool->file == NULL) {
		(void)close(fd);
		return err_errno(arena, errno, folder);
	}
	arena_defer(arena, spool_done, spool);
	*out = spool;
	return NULL;
}

const struct err *spool_add(struct spool *spool, const struct str *fields, size_t count)
{
	uint32_t lengths[SPOOL_FIELDS_MAX + 1] = { (uint32_t)count };

	for (size_t i = 0; i < count; i++)
		lengths[i + 1] = (uint32_t)fields[i].len;
	if (fwrite(lengths, sizeof(*lengths), count + 1, spool->file) != count + 1)
		return err_errno(spool->arena, errno, spool->folder);
	for (size_t i = 0; i < count; i++)
		if (fields[i].len > 0 &&
		    fwrite(fields[i].ptr, 1, fields[i].len, spool->file) != fields[i].len)
			return err_errno(spool->arena, errno, spool->folder);
	spool->count++;
	return NULL;
}

const struct err *spool_sync(struct spool *spool)
{
	return fflush(spool->file) == 0 ? NULL : err_errno(spool->arena, errno, spool->folder);
}

int64_t spool_count(const struct spool *spool)
{
	return spool->count;
}

static bool read_row(struct spool *spool, struct buf *text, struct str *fields, uint32_t *count)
{
	uint32_t lengths[SPOOL_FIELDS_MAX];
	size_t at = 0, size = 0;

	if (fread(count, sizeof(*count), 1, spool->file) != 1 || *count > SPOOL_FIELDS_MAX ||
	    fread(lengths, sizeof(*lengths), *count, spool->file) != *count)
		return false;
	for (uint32_t i = 0; i < *count; i++)
		size += lengths[i];
	buf_clear(text);
	buf_reserve(text, size + 1);
	if (fread(text->ptr, 1, size, spool->file) != size)
		return false;
	for (uint32_t i = 0; i < *count; i++) {
		fields[i] = (struct str){ text->ptr + at, lengths[i] };
		at += lengths[i];
	}
	return true;
}

const struct err *spool_each(struct spool *spool, spool_fn *fn, void *arg)
{
	struct str fields[SPOOL_FIELDS_MAX];
	struct buf text;
	uint32_t count;

	TRY(spool_sync(spool));
	if (fseek(spool->file, 0, SEEK_SET) != 0)
		return err_errno(spool->arena, errno, spool->folder);
	buf_init(&text, spool->arena);
	for (int64_t i = 0; i < spool->count; i++) {
		if (!read_row(spool, &text, fields, &count))
			return err_detail(spool->arena, ERR_IO, "err.io", "spool");
		TRY(fn(arg, fields, count));
	}
	return NULL;
}
