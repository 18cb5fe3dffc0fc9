/* SPDX-License-Identifier: Apache-2.0 */
#include "app/control.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "db/backup.h"
#include "db/db.h"

#define NOTE_BYTES_MAX 8192
#define TICK_US        50000
#define TAKE_TICKS     (5 * 1000000 / TICK_US)        /* a server looks ten times a second */
#define DONE_TICKS     (30 * 60 * (1000000 / TICK_US)) /* a copy of a nation takes minutes */

/* The life of a note is in the end of its name: asked, taken, answered. */
#define ASKED    ".ask"
#define TAKEN    ".run"
#define ANSWERED ".done"

static struct str control_folder(struct arena *arena, struct str folder)
{
	return str_fmt(arena, "%.*s/control", STR_ARG(folder));
}

/* A note appears whole: written beside its name and moved there. */
static const struct err *note_write(struct arena *arena, struct str path, struct str text)
{
	char *part = str_c(arena, str_fmt(arena, "%.*s.part", STR_ARG(path)));
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool written;

	if (fd < 0)
		return err_errno(arena, errno, path);
	written = write(fd, text.ptr, text.len) == (ssize_t)text.len;
	if (close(fd) != 0 || !written || rename(part, str_c(arena, path)) != 0)
		return err_errno(arena, errno, path);
	return NULL;
}

/* False when there is no such note. */
static bool note_read(struct arena *arena, struct str path, struct str *text)
{
	char *bytes = arena_alloc(arena, NOTE_BYTES_MAX);
	int fd = open(str_c(arena, path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t n;

	if (fd < 0)
		return false;
	n = read(fd, bytes, NOTE_BYTES_MAX);
	close(fd);
	*text = (struct str){ bytes, n > 0 ? (size_t)n : 0 };
	return n >= 0;
}

static bool exists(struct arena *arena, struct str path)
{
	return access(str_c(arena, path), F_OK) == 0;
}

/* ---- the command's part ---- */

static struct str absolute(struct arena *arena, struct str path)
{
	char *here = arena_alloc(arena, NOTE_BYTES_MAX / 2);

	if (str_starts(path, STR("/")) || getcwd(here, NOTE_BYTES_MAX / 2) == NULL)
		return path;
	return str_fmt(arena, "%s/%.*s", here, STR_ARG(path));
}

/* "code\nmessage\nvalue" back to an error. */
static const struct err *answer_read(struct arena *arena, struct str text)
{
	struct str code, message, value = STR("");

	if (!str_cut(&text, '\n', &code) || str_eq(code, STR("ok")))
		return NULL;
	if (!str_cut(&text, '\n', &message))
		message = STR("err.internal");
	(void)str_cut(&text, '\n', &value);
	for (int i = 0; i <= ERR_INTERNAL; i++)
		if (str_eq(code, str_of(err_code_name((enum err_code)i))))
			return err_new(arena, (enum err_code)i, STR("file"), str_c(arena, message),
			               value);
	return err_new(arena, ERR_INTERNAL, STR(""), "err.internal", STR(""));
}

/* Wait until the answer is there; give up when nobody takes the note, or nobody ends it. */
static bool wait_for(struct arena *arena, struct str asked, struct str done, struct str *text)
{
	for (int tick = 0; tick < DONE_TICKS; tick++) {
		struct arena_mark mark = arena_mark(arena);

		if (note_read(arena, done, text))
			return true;
		if (tick > TAKE_TICKS && exists(arena, asked))
			return false;
		arena_rewind(arena, mark);
		usleep(TICK_US);
	}
	return false;
}

const struct err *control_backup(struct arena *arena, struct str folder, struct str path)
{
	struct str place = control_folder(arena, folder);
	struct str stem = str_fmt(arena, "%.*s/backup-%ld", STR_ARG(place), (long)getpid());
	struct str asked = str_fmt(arena, "%.*s" ASKED, STR_ARG(stem));
	struct str done = str_fmt(arena, "%.*s" ANSWERED, STR_ARG(stem));
	struct str text;

	if (mkdir(str_c(arena, place), 0700) != 0 && errno != EEXIST)
		return err_errno(arena, errno, place);
	(void)unlink(str_c(arena, done));
	TRY(note_write(arena, asked, absolute(arena, path)));
	if (!wait_for(arena, asked, done, &text)) {
		(void)unlink(str_c(arena, asked));
		return err_new(arena, ERR_GONE, STR(""), "backup.no_answer", STR(""));
	}
	(void)unlink(str_c(arena, done));
	return answer_read(arena, text);
}

/* ---- the server's part ---- */

static void answer_write(struct ctx *c, struct str path, const struct err *err)
{
	struct str text = STR("ok\n");

	if (err != NULL)
		text = str_fmt(c->arena, "%s\n%s\n%.*s\n", err_code_name(err->code), err->message,
		               STR_ARG(err->value));
	(void)note_write(c->arena, path, text);
}

static void answer_one(struct ctx *c, struct str place, struct str name)
{
	struct str stem = str_sub(name, 0, name.len - (sizeof(ASKED) - 1));
	struct str asked = str_fmt(c->arena, "%.*s/%.*s", STR_ARG(place), STR_ARG(name));
	struct str taken = str_fmt(c->arena, "%.*s/%.*s" TAKEN, STR_ARG(place), STR_ARG(stem));
	struct str path;

	if (rename(str_c(c->arena, asked), str_c(c->arena, taken)) != 0 ||
	    !note_read(c->arena, taken, &path))
		return;
	answer_write(c, str_fmt(c->arena, "%.*s/%.*s" ANSWERED, STR_ARG(place), STR_ARG(stem)),
	             db_backup(c, path));
	(void)unlink(str_c(c->arena, taken));
}

void control_answer(struct ctx *c)
{
	struct str place = control_folder(c->arena, db_folder(c->db));
	DIR *folder = opendir(str_c(c->arena, place));
	struct dirent *entry;

	if (folder == NULL)
		return;
	while ((entry = readdir(folder)) != NULL)
		if (str_ends(str_of(entry->d_name), STR(ASKED)))
			answer_one(c, place, str_copy(c->arena, str_of(entry->d_name)));
	closedir(folder);
}
