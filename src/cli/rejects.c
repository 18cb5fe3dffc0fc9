/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/rejects.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"

struct rejects {
	struct arena *arena;
	struct str path;
	char *draft;
	FILE *file;
	size_t columns; /* of the heading: the reason stands behind them on every line */
	char separator;
	struct buf line;
};

static void rejects_done(void *arg)
{
	struct rejects *rejects = arg;

	if (rejects->file != NULL) {
		(void)fclose(rejects->file);
		(void)unlink(rejects->draft);
	}
}

static bool same_file(struct arena *arena, struct str a, struct str b)
{
	struct stat sa, sb;

	return stat(str_c(arena, a), &sa) == 0 && stat(str_c(arena, b), &sb) == 0 &&
	       sa.st_dev == sb.st_dev && sa.st_ino == sb.st_ino;
}

const struct err *rejects_new(struct arena *arena, struct str path, struct str input,
                              struct rejects **out)
{
	struct rejects *rejects = ARENA_NEW(arena, struct rejects);
	int fd;

	if (same_file(arena, path, input))
		return err_new(arena, ERR_INVALID, STR("--rejects"), "import.rejects_is_input",
		               path);
	rejects->arena = arena;
	rejects->path = str_copy(arena, path);
	rejects->draft = str_c(arena, str_fmt(arena, "%.*s.part", STR_ARG(path)));
	/* Staff numbers stand in it: nobody else's to read. */
	fd = open(rejects->draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_errno(arena, errno, path);
	rejects->file = fdopen(fd, "w");
	if (rejects->file == NULL) {
		(void)close(fd);
		return err_errno(arena, errno, path);
	}
	arena_defer(arena, rejects_done, rejects);
	buf_init(&rejects->line, arena);
	*out = rejects;
	return NULL;
}

static const struct err *put_line(struct rejects *rejects, const struct csv_record *record,
                                  struct str reason)
{
	buf_clear(&rejects->line);
	for (size_t i = 0; i < rejects->columns; i++)
		csv_add_field(&rejects->line, i < record->count ? record->fields[i] : STR(""),
		              rejects->separator, i == 0);
	csv_add_field(&rejects->line, reason, rejects->separator, rejects->columns == 0);
	csv_end_record(&rejects->line);
	if (fwrite(rejects->line.ptr, 1, rejects->line.len, rejects->file) != rejects->line.len)
		return err_errno(rejects->arena, errno, rejects->path);
	return NULL;
}

const struct err *rejects_heading(struct rejects *rejects, const struct csv_record *heading,
                                  char separator, struct str reason)
{
	static const char bom[] = "\xEF\xBB\xBF";

	rejects->columns = heading->count;
	rejects->separator = separator;
	if (fwrite(bom, 1, sizeof(bom) - 1, rejects->file) != sizeof(bom) - 1)
		return err_errno(rejects->arena, errno, rejects->path);
	return put_line(rejects, heading, reason);
}

const struct err *rejects_add(struct rejects *rejects, const struct csv_record *record,
                              struct str reason)
{
	return put_line(rejects, record, reason);
}

const struct err *rejects_sync(struct rejects *rejects)
{
	if (fflush(rejects->file) != 0 || fsync(fileno(rejects->file)) != 0)
		return err_errno(rejects->arena, errno, rejects->path);
	return NULL;
}

const struct err *rejects_keep(struct rejects *rejects)
{
	FILE *file = rejects->file;

	rejects->file = NULL;
	if (fclose(file) != 0 || rename(rejects->draft, str_c(rejects->arena, rejects->path)) != 0)
		return err_errno(rejects->arena, errno, rejects->path);
	return NULL;
}
