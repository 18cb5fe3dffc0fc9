/* SPDX-License-Identifier: Apache-2.0 */
#include "base/key_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

#define OTHERS_BITS 077 /* any right of group or others */

static struct str keys_folder(struct arena *arena, struct str folder)
{
	return str_fmt(arena, "%.*s/keys", STR_ARG(folder));
}

struct str key_file_path(struct arena *arena, struct str folder, const char *name)
{
	return str_fmt(arena, "%.*s/%s", STR_ARG(keys_folder(arena, folder)), name);
}

static void close_file(void *arg)
{
	const int *file = arg;

	close(*file);
}

/* Open a file until the arena ends. Never follows a link at its end, and never waits on a pipe. */
static const struct err *open_file(struct arena *arena, struct str path, int flags, int *out)
{
	int file = open(str_c(arena, path), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	int *kept;

	if (file < 0)
		return err_errno(arena, errno, path);
	kept = ARENA_NEW(arena, int);
	*kept = file;
	arena_defer(arena, close_file, kept);
	*out = file;
	return NULL;
}

/* Make a new name in a folder durable. */
static const struct err *sync_folder(struct arena *arena, struct str folder)
{
	int file;

	TRY(open_file(arena, folder, O_RDONLY | O_DIRECTORY, &file));
	if (fsync(file) != 0)
		return err_errno(arena, errno, folder);
	return NULL;
}

/* A key of zero bytes after a crash would be worse than none: the name appears when it is whole. */
static const struct err *write_key(struct arena *arena, struct str path)
{
	struct str part = str_fmt(arena, "%.*s.part", STR_ARG(path));
	unsigned char bytes[KEY_FILE_BYTES];
	ssize_t written;
	int file;

	/* What an interrupted run left; nobody can be using it yet. */
	unlink(str_c(arena, part));
	TRY(open_file(arena, part, O_WRONLY | O_CREAT | O_EXCL, &file));
	randombytes_buf(bytes, sizeof(bytes));
	written = write(file, bytes, sizeof(bytes));
	sodium_memzero(bytes, sizeof(bytes));
	if (written != (ssize_t)sizeof(bytes))
		return err_errno(arena, written < 0 ? errno : ENOSPC, part);
	if (fsync(file) != 0)
		return err_errno(arena, errno, part);
	/* A link, because it refuses to replace a key that another process has made meanwhile. */
	if (link(str_c(arena, part), str_c(arena, path)) != 0) {
		if (errno == EEXIST)
			return err_new(arena, ERR_CONFLICT, path, "err.key_exists", path);
		return err_errno(arena, errno, path);
	}
	unlink(str_c(arena, part));
	return NULL;
}

const struct err *key_file_make(struct arena *arena, struct str folder, const char *name)
{
	struct str keys = keys_folder(arena, folder);
	struct str path = key_file_path(arena, folder, name);

	if (sodium_init() < 0)
		return err_detail(arena, ERR_INTERNAL, "err.internal", "sodium_init");
	if (mkdir(str_c(arena, keys), 0700) != 0 && errno != EEXIST)
		return err_errno(arena, errno, keys);
	if (access(str_c(arena, path), F_OK) == 0)
		return err_new(arena, ERR_CONFLICT, path, "err.key_exists", path);
	TRY(write_key(arena, path));
	TRY(sync_folder(arena, keys));
	return sync_folder(arena, folder);
}

static void wipe(void *arg)
{
	sodium_memzero(arg, KEY_FILE_BYTES);
}

const struct err *key_file_load(struct arena *arena, struct str folder, const char *name,
                                unsigned char bytes[KEY_FILE_BYTES])
{
	struct str path = key_file_path(arena, folder, name);
	struct stat status;
	int file;

	TRY(open_file(arena, path, O_RDONLY, &file));
	if (fstat(file, &status) != 0)
		return err_errno(arena, errno, path);
	if (!S_ISREG(status.st_mode) || (status.st_mode & OTHERS_BITS) != 0)
		return err_new(arena, ERR_DENIED, path, "err.key_open_to_others", path);
	arena_defer(arena, wipe, bytes);
	if (status.st_size != KEY_FILE_BYTES || read(file, bytes, KEY_FILE_BYTES) != KEY_FILE_BYTES)
		return err_new(arena, ERR_CORRUPT, path, "err.key_malformed", path);
	return NULL;
}
