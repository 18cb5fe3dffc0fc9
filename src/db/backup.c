/* SPDX-License-Identifier: Apache-2.0 */
#include "db/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "db/db.h"
#include "db/internal.h"

extern char **environ;

#define TOOL_MISSING 127 /* what posix_spawn's child ends with when there is no such program */

/* ---- files ---- */

/* The copy grows beside its place, so that a half-written one never bears its name. */
static const struct err *part_begin(struct arena *arena, struct str path, struct str *part)
{
	struct stat found;
	int fd;

	if (stat(str_c(arena, path), &found) == 0)
		return err_new(arena, ERR_CONFLICT, STR("file"), "backup.exists", path);
	*part = str_fmt(arena, "%.*s.part", STR_ARG(path));
	(void)unlink(str_c(arena, *part));
	fd = open(str_c(arena, *part), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_errno(arena, errno, path);
	close(fd);
	return NULL;
}

static const struct err *durable(struct arena *arena, struct str path, int flags)
{
	int fd = open(str_c(arena, path), flags | O_CLOEXEC);
	const struct err *err = NULL;

	if (fd < 0)
		return err_errno(arena, errno, path);
	if (fsync(fd) != 0)
		err = err_errno(arena, errno, path);
	close(fd);
	return err;
}

static struct str folder_of(struct str path)
{
	for (size_t i = path.len; i > 0; i--)
		if (path.ptr[i - 1] == '/')
			return i == 1 ? STR("/") : str_sub(path, 0, i - 1);
	return STR(".");
}

static const struct err *part_keep(struct arena *arena, struct str part, struct str path)
{
	TRY(durable(arena, part, O_RDONLY));
	if (rename(str_c(arena, part), str_c(arena, path)) != 0)
		return err_errno(arena, errno, path);
	return durable(arena, folder_of(path), O_RDONLY | O_DIRECTORY);
}

/* ---- PostgreSQL: its own tools ---- */

/* Run a tool of PostgreSQL and wait for it. */
static const struct err *tool_run(struct arena *arena, const char *const argv[], size_t count)
{
	char **words = arena_array(arena, count + 1, sizeof(*words));
	pid_t child;
	int status, failed;

	for (size_t i = 0; i < count; i++)
		words[i] = str_c(arena, str_of(argv[i]));
	failed = posix_spawnp(&child, words[0], NULL, NULL, words, environ);

	if (failed == ENOENT)
		return err_new(arena, ERR_MISSING, STR(""), "backup.tool", str_of(argv[0]));
	if (failed != 0)
		return err_errno(arena, failed, str_of(argv[0]));
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return err_errno(arena, errno, str_of(argv[0]));
	if (WIFEXITED(status) && WEXITSTATUS(status) == TOOL_MISSING)
		return err_new(arena, ERR_MISSING, STR(""), "backup.tool", str_of(argv[0]));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return err_detail(arena, ERR_IO, "backup.tool_failed", "%s ended with %d", argv[0],
		                  status);
	return NULL;
}

static const struct err *postgres_dump(struct arena *arena, struct str url, struct str path)
{
	const char *const argv[] = { "pg_dump",        "--format=custom",  "--no-owner",
		                     "--file",         str_c(arena, path), "--dbname",
		                     str_c(arena, url) };

	return tool_run(arena, argv, COUNT(argv));
}

static const struct err *postgres_load(struct arena *arena, struct str path, struct str url)
{
	const char *const argv[] = { "pg_restore",      "--exit-on-error", "--single-transaction",
		                     "--no-owner",      "--dbname",        str_c(arena, url),
		                     str_c(arena, path) };

	return tool_run(arena, argv, COUNT(argv));
}

/* ---- both ---- */

static const struct err *copy_work(struct ctx *c, void *arg)
{
	const struct str *part = arg;

	return sqlite_copy_out(c, *part);
}

static const struct err *copy_into(struct ctx *c, struct str part)
{
	if (c->db->engine == DB_POSTGRES)
		return postgres_dump(c->arena, c->db->address, part);
	return db_read(c, copy_work, &part);
}

const struct err *db_backup(struct ctx *c, struct str path)
{
	struct str part;
	const struct err *err;

	TRY(part_begin(c->arena, path, &part));
	err = copy_into(c, part);
	if (err == NULL)
		err = part_keep(c->arena, part, path);
	if (err != NULL)
		(void)unlink(str_c(c->arena, part));
	return err;
}

static bool is_postgres(struct str url)
{
	return str_starts(url, STR("postgresql://")) || str_starts(url, STR("postgres://"));
}

const struct err *db_restore(struct arena *arena, struct str path, struct str url)
{
	struct stat found;
	struct str part;
	const struct err *err;

	if (stat(str_c(arena, path), &found) != 0)
		return err_errno(arena, errno, path);
	if (is_postgres(url))
		return postgres_load(arena, path, url);
	TRY(part_begin(arena, url, &part));
	err = sqlite_copy_in(arena, path, part);
	if (err == NULL)
		err = part_keep(arena, part, url);
	if (err != NULL)
		(void)unlink(str_c(arena, part));
	return err;
}
