/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/spill.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

void spill_init(struct ctx *c, struct spill *spill, struct str folder)
{
	spill->file = -1;
	spill->folder = str_copy(c->arena, folder);
}

void spill_done(struct spill *spill)
{
	if (spill->file >= 0)
		(void)close(spill->file);
}

/* For file systems that know no file without a name: one with a name, for a moment. */
static int open_named(struct ctx *c, struct str folder)
{
	char *name = str_c(c->arena, str_fmt(c->arena, "%.*s/spill-XXXXXX", STR_ARG(folder)));
	int file = mkostemp(name, O_CLOEXEC);

	if (file >= 0)
		(void)unlink(name);
	return file;
}

const struct err *spill_open(struct ctx *c, struct spill *spill)
{
	int file = open(str_c(c->arena, spill->folder), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (file < 0 && (errno == EOPNOTSUPP || errno == EISDIR))
		file = open_named(c, spill->folder);
	if (file < 0)
		return err_errno(c->arena, errno, spill->folder);
	spill->file = file;
	return NULL;
}

const struct err *spill_write(struct ctx *c, const struct spill *spill, const void *bytes,
                              size_t count, int64_t at)
{
	const char *from = bytes;

	while (count > 0) {
		ssize_t put = pwrite(spill->file, from, count, (off_t)at);

		if (put <= 0)
			return err_errno(c->arena, put < 0 ? errno : ENOSPC, spill->folder);
		from += put;
		count -= (size_t)put;
		at += put;
	}
	return NULL;
}

const struct err *spill_read(struct ctx *c, const struct spill *spill, void *bytes, size_t count,
                             int64_t at)
{
	ssize_t got = pread(spill->file, bytes, count, (off_t)at);

	if (got != (ssize_t)count)
		return err_errno(c->arena, got < 0 ? errno : EIO, spill->folder);
	return NULL;
}
