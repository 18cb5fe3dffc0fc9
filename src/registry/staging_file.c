/* SPDX-License-Identifier: Apache-2.0 */
/* Files of drafts: the upload itself, and what a check found in it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/key_file.h"
#include "base/sealed_file.h"
#include "db/db.h"
#include "registry/spill.h"
#include "registry/staging_internal.h"
#include "sql_registry.h"

#define BLOCK_BYTES   65536
#define DIGEST_BYTES  32
#define TEXT_BYTES_MAX (4u << 20) /* of one row */
#define ORPHAN_US     (INT64_C(24) * 3600 * 1000000)
#define SENT_US       (INT64_C(3600) * 1000000) /* no download takes longer */
#define KEY_NAME      "uploads.key"

const char *const staging_tab_files[STAGING_TAB_COUNT] = {
	[STAGING_ERRORS] = ".errors",
	[STAGING_WARNINGS] = ".warnings",
	[STAGING_ADDED] = ".added",
	[STAGING_CHANGED] = ".changed",
};

static const char *const other_files[] = {
	STAGING_FILE_UPLOAD, STAGING_FILE_LINES,   STAGING_FILE_CHANGES, STAGING_FILE_ABSENT,
	STAGING_FILE_FAULTY, STAGING_FILE_REJECTS, STAGING_FILE_COLUMNS, STAGING_FILE_COLUMNS_PART,
};

static struct str folder(struct ctx *c)
{
	return str_fmt(c->arena, "%.*s/uploads", STR_ARG(db_folder(c->db)));
}

struct str staging_path(struct ctx *c, int64_t id, const char *kind)
{
	return str_fmt(c->arena, "%.*s/%lld%s", STR_ARG(folder(c)), (long long)id, kind);
}

static void fd_done(void *arg)
{
	(void)close(*(int *)arg);
}

static const struct err *fd_open(struct ctx *c, struct str path, int flags, int *out)
{
	int *kept = ARENA_NEW(c->arena, int);

	*kept = open(str_c(c->arena, path), flags | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*kept < 0)
		return err_errno(c->arena, errno, path);
	arena_defer(c->arena, fd_done, kept);
	*out = *kept;
	return NULL;
}

/* ---- what is sealed: bytes as the sender has them, with numbers we do not keep ---- */

static const struct err *key_load(struct ctx *c, const unsigned char **out)
{
	unsigned char *key = arena_alloc(c->arena, KEY_FILE_BYTES);

	TRY(key_file_load(c->arena, db_folder(c->db), KEY_NAME, key));
	*out = key;
	return NULL;
}

/* The key, made for the first upload. Another request may be making it as well. */
static const struct err *key_ready(struct ctx *c, const unsigned char **out)
{
	const struct err *err = key_load(c, out);

	if (err == NULL || err->code != ERR_MISSING)
		return err;
	err = key_file_make(c->arena, db_folder(c->db), KEY_NAME);
	if (err != NULL && err->code != ERR_CONFLICT)
		return err;
	return key_load(c, out);
}

/* What a sealed file is about, so that none can stand in the place of another. */
static struct str about(struct ctx *c, int64_t id, const char *kind)
{
	return str_fmt(c->arena, "%lld%s", (long long)id, kind);
}

const struct err *staging_sealed_new(struct ctx *c, int64_t id, const char *kind,
                                     struct sealed_writer **out)
{
	struct str path = staging_path(c, id, kind);
	const unsigned char *key;
	int fd;

	TRY(key_ready(c, &key));
	TRY(fd_open(c, path, O_WRONLY | O_CREAT | O_EXCL, &fd));
	return sealed_writer_new(c->arena, fd, path, key, about(c, id, kind), out);
}

static const struct err *unreadable(struct ctx *c)
{
	return err_new(c->arena, ERR_CORRUPT, STR("file"), "staging.unreadable", STR(""));
}

/* To a file without a name, as workbooks are read here and there; it goes with the arena. */
const struct err *staging_sealed_open(struct ctx *c, int64_t id, const char *kind, int *out)
{
	struct str path = staging_path(c, id, kind);
	const unsigned char *key;
	const struct err *err;
	struct spill plain;
	int *kept, from;

	TRY(fd_open(c, path, O_RDONLY, &from));
	err = key_load(c, &key);
	if (err != NULL)
		return err->code == ERR_MISSING ? unreadable(c) : err;
	spill_init(c, &plain, db_folder(c->db));
	TRY(spill_open(c, &plain));
	kept = ARENA_NEW(c->arena, int);
	*kept = plain.file;
	arena_defer(c->arena, fd_done, kept);
	err = sealed_read(c->arena, from, path, key, about(c, id, kind), plain.file);
	if (err != NULL)
		return err->code == ERR_CORRUPT ? unreadable(c) : err;
	if (lseek(plain.file, 0, SEEK_SET) != 0)
		return err_errno(c->arena, errno, path);
	*out = plain.file;
	return NULL;
}

/* ---- keeping an upload ---- */

struct copying {
	int from;
	struct sealed_writer *to;
	struct str path;
	int64_t bytes;
	crypto_generichash_state state;
};

static const struct err *copy(struct ctx *c, struct copying *k)
{
	char *block = arena_alloc(c->arena, BLOCK_BYTES);

	for (;;) {
		ssize_t n = read(k->from, block, BLOCK_BYTES);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(c->arena, errno, k->path);
		if (n == 0)
			break;
		k->bytes += n;
		if (k->bytes > STAGING_FILE_BYTES_MAX)
			return err_new(c->arena, ERR_LIMIT, STR("file"), "staging.file_large",
			               str_fmt(c->arena, "%lld",
			                       (long long)(STAGING_FILE_BYTES_MAX >> 20)));
		(void)crypto_generichash_update(&k->state, (unsigned char *)block, (size_t)n);
		TRY(sealed_write(k->to, block, (size_t)n));
	}
	if (k->bytes == 0)
		return err_new(c->arena, ERR_INVALID, STR("file"), "staging.file_empty", STR(""));
	return sealed_end(k->to);
}

const struct err *staging_keep(struct ctx *c, struct str from, int64_t id, struct str *digest,
                               int64_t *bytes)
{
	struct copying k = { .path = staging_path(c, id, STAGING_FILE_UPLOAD) };
	unsigned char hash[DIGEST_BYTES];
	char *hex = arena_alloc(c->arena, DIGEST_BYTES * 2 + 1);

	if (mkdir(str_c(c->arena, folder(c)), 0700) != 0 && errno != EEXIST)
		return err_errno(c->arena, errno, folder(c));
	(void)crypto_generichash_init(&k.state, NULL, 0, sizeof(hash));
	TRY(fd_open(c, from, O_RDONLY, &k.from));
	TRY(staging_sealed_new(c, id, STAGING_FILE_UPLOAD, &k.to));
	TRY(copy(c, &k));
	(void)crypto_generichash_final(&k.state, hash, sizeof(hash));
	(void)sodium_bin2hex(hex, DIGEST_BYTES * 2 + 1, hash, sizeof(hash));
	*digest = str_of(hex);
	*bytes = k.bytes;
	return NULL;
}

void staging_file_remove(struct ctx *c, int64_t id, const char *kind)
{
	(void)unlink(str_c(c->arena, staging_path(c, id, kind)));
}

void staging_files_remove(struct ctx *c, int64_t id)
{
	for (size_t i = 0; i < COUNT(other_files); i++)
		(void)unlink(str_c(c->arena, staging_path(c, id, other_files[i])));
	for (size_t i = 0; i < COUNT(staging_tab_files); i++)
		(void)unlink(str_c(c->arena, staging_path(c, id, staging_tab_files[i])));
}

static void file_done(void *arg)
{
	(void)fclose(arg);
}

const struct err *staging_file_open(struct ctx *c, int64_t id, const char *kind, const char *mode,
                                    FILE **out)
{
	struct str path = staging_path(c, id, kind);
	bool writes = mode[0] == 'w';
	int fd = open(str_c(c->arena, path),
	              (writes ? O_RDWR | O_CREAT | O_TRUNC : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW,
	              0600);

	if (fd < 0)
		return err_errno(c->arena, errno, path);
	*out = fdopen(fd, writes ? "w+" : "r");
	if (*out == NULL) {
		(void)close(fd);
		return err_errno(c->arena, errno, path);
	}
	arena_defer(c->arena, file_done, *out);
	return NULL;
}

const struct err *staging_table_open(struct ctx *c, const struct staging_draft *draft,
                                     struct table *out)
{
	int fd;

	TRY(staging_sealed_open(c, draft->id, STAGING_FILE_UPLOAD, &fd));
	return table_open(c, fd, draft->file_name, draft->sheet, draft->heading_line,
	                  db_folder(c->db), out);
}

/* ---- rows of texts ---- */

void staging_texts_add(struct buf *out, const struct str *texts, size_t count)
{
	uint32_t number = (uint32_t)count;

	buf_add(out, (struct str){ (const char *)&number, sizeof(number) });
	for (size_t i = 0; i < count; i++) {
		number = (uint32_t)texts[i].len;
		buf_add(out, (struct str){ (const char *)&number, sizeof(number) });
	}
	for (size_t i = 0; i < count; i++)
		buf_add(out, texts[i]);
}

const struct err *staging_texts_write(struct ctx *c, FILE *file, const struct str *texts,
                                      size_t count)
{
	uint32_t number = (uint32_t)count;
	bool fine = fwrite(&number, sizeof(number), 1, file) == 1;

	for (size_t i = 0; fine && i < count; i++) {
		number = (uint32_t)texts[i].len;
		fine = fwrite(&number, sizeof(number), 1, file) == 1;
	}
	for (size_t i = 0; fine && i < count; i++)
		fine = texts[i].len == 0 ||
		       fwrite(texts[i].ptr, 1, texts[i].len, file) == texts[i].len;
	return fine ? NULL : err_errno(c->arena, errno, STR("uploads"));
}

const struct err *staging_texts_read(struct ctx *c, FILE *file, int64_t at,
                                     const struct str **texts, size_t *count)
{
	uint32_t number, *lengths;
	size_t whole = 0;
	struct str *all;
	char *bytes;

	if (fseeko(file, (off_t)at, SEEK_SET) != 0 ||
	    fread(&number, sizeof(number), 1, file) != 1 || number > STAGING_TEXTS_MAX)
		return err_detail(c->arena, ERR_CORRUPT, "err.io", "uploads: a row");
	lengths = arena_array(c->arena, number + 1, sizeof(*lengths));
	all = arena_array(c->arena, number + 1, sizeof(*all));
	if (fread(lengths, sizeof(*lengths), number, file) != number)
		return err_detail(c->arena, ERR_CORRUPT, "err.io", "uploads: lengths of a row");
	for (uint32_t i = 0; i < number; i++)
		whole += lengths[i];
	if (whole > TEXT_BYTES_MAX)
		return err_detail(c->arena, ERR_CORRUPT, "err.io", "uploads: length of a row");
	bytes = arena_alloc(c->arena, whole + 1);
	if (fread(bytes, 1, whole, file) != whole)
		return err_detail(c->arena, ERR_CORRUPT, "err.io", "uploads: bytes of a row");
	for (uint32_t i = 0; i < number; i++) {
		all[i] = (struct str){ bytes, lengths[i] };
		bytes += lengths[i];
	}
	*texts = all;
	*count = number;
	return NULL;
}

/* ---- what is over ---- */

struct expired {
	int64_t agency_ids[1000];
	int64_t ids[1000];
	size_t count;
};

static const struct err *expired_work(struct ctx *c, void *arg)
{
	struct expired *e = arg;
	struct db_rows *rows;
	bool more;

	e->count = 0;
	TRY(db_query(c, &SQL_REGISTRY_DRAFT_EXPIRED, DB_BIND(db_int(c->now)), &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more || e->count == COUNT(e->ids))
			break;
		e->agency_ids[e->count] = db_col_int(rows, 0);
		e->ids[e->count++] = db_col_int(rows, 1);
	}
	db_rows_end(rows);
	return NULL;
}

static const struct err *delete_work(struct ctx *c, void *arg)
{
	const struct expired *e = arg;

	for (size_t i = 0; i < e->count; i++) {
		const struct db_value key[] = { db_int(e->agency_ids[i]), db_int(e->ids[i]) };

		TRY(db_exec(c, &SQL_REGISTRY_DRAFT_CELLS_DELETE, key, COUNT(key)));
		TRY(db_exec(c, &SQL_REGISTRY_DRAFT_LINES_DELETE, key, COUNT(key)));
		TRY(db_exec(c, &SQL_REGISTRY_DRAFT_DELETE, key, COUNT(key)));
	}
	return NULL;
}

struct looking {
	int64_t id;
	bool found;
};

static const struct err *exists_work(struct ctx *c, void *arg)
{
	struct looking *l = arg;
	struct db_rows *row;

	TRY(db_find(c, &SQL_REGISTRY_DRAFT_EXISTS, DB_BIND(db_int(l->id)), &row, &l->found));
	if (l->found)
		db_rows_end(row);
	return NULL;
}

/*
 * A file without a draft: its process died between the two, or the draft was given up. And one
 * that was being sent when its process died.
 */
static const struct err *remove_orphan(struct ctx *c, const char *name)
{
	struct str stem = str_of(name);
	ptrdiff_t dot = str_find_char(stem, '.');
	struct looking l = { 0, false };
	struct str path = str_fmt(c->arena, "%.*s/%s", STR_ARG(folder(c)), name);
	struct stat stat;
	int64_t age;

	if (dot > 0)
		stem = str_sub(stem, 0, (size_t)dot);
	if (!str_is_digits(stem) || !str_int(stem, &l.id))
		return NULL;
	if (lstat(str_c(c->arena, path), &stat) != 0)
		return NULL;
	age = c->now - (int64_t)stat.st_mtim.tv_sec * 1000000;
	l.found = age <= ORPHAN_US;
	if (!l.found)
		TRY(db_read(c, exists_work, &l));
	if (!l.found || (age > SENT_US && str_ends(str_of(name), STR(STAGING_FILE_FAULTY))))
		(void)unlink(str_c(c->arena, path));
	return NULL;
}

static void dir_done(void *arg)
{
	(void)closedir(arg);
}

const struct err *staging_purge(struct ctx *c)
{
	struct expired *e = ARENA_NEW(c->arena, struct expired);
	struct dirent *entry;
	DIR *dir;

	TRY(db_read(c, expired_work, e));
	if (e->count > 0)
		TRY(db_write(c, delete_work, e));
	for (size_t i = 0; i < e->count; i++)
		staging_files_remove(c, e->ids[i]);
	dir = opendir(str_c(c->arena, folder(c)));
	if (dir == NULL)
		return NULL;
	arena_defer(c->arena, dir_done, dir);
	while ((entry = readdir(dir)) != NULL)
		TRY(remove_orphan(c, entry->d_name));
	return NULL;
}
