/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/arena.h"

/* Read until the buffer is full or the file ends; -1 and errno when it cannot be read. */
static ssize_t read_fully(int file, char *bytes, size_t cap)
{
	size_t got = 0;

	while (got < cap) {
		ssize_t n = read(file, bytes + got, cap - got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	return (ssize_t)got;
}

/* At most `cap` bytes of a file. */
static const struct err *read_path(struct arena *arena, struct str path, size_t cap,
                                   struct str *out)
{
	char *bytes = arena_alloc(arena, cap);
	int file = open(str_c(arena, path), O_RDONLY | O_CLOEXEC);
	ssize_t got;
	int saved;

	if (file < 0)
		return err_errno(arena, errno, path);
	got = read_fully(file, bytes, cap);
	saved = errno;
	close(file);
	if (got < 0)
		return err_errno(arena, saved, path);
	*out = (struct str){ bytes, (size_t)got };
	return NULL;
}

const struct err *file_whole(struct arena *arena, struct str path, size_t max_bytes,
                             struct str *out)
{
	TRY(read_path(arena, path, max_bytes + 1, out));
	if (out->len > max_bytes)
		return err_new(arena, ERR_LIMIT, path, "err.file_long", path);
	return NULL;
}

const struct err *file_first_line(struct arena *arena, struct str path, size_t max_bytes,
                                  struct str *out)
{
	/* One byte more than the longest line and its CRLF tells a line that is too long. */
	struct str rest, line = { 0 };

	TRY(read_path(arena, path, max_bytes + 3, &rest));
	str_cut(&rest, '\n', &line);
	if (str_ends(line, STR("\r")))
		line.len--;
	if (line.len > max_bytes)
		return err_new(arena, ERR_LIMIT, path, "err.line_long", path);
	*out = line;
	return NULL;
}
