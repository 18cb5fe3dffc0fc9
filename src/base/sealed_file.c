/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sealed_file.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"

#define BLOCK_BYTES  65536
#define HEADER_BYTES crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define EXTRA_BYTES  crypto_secretstream_xchacha20poly1305_ABYTES
#define SEALED_BYTES (BLOCK_BYTES + EXTRA_BYTES)

static_assert(crypto_secretstream_xchacha20poly1305_KEYBYTES == KEY_FILE_BYTES, "size of a key");

/* What stands at the beginning: which way of sealing this is. */
static const struct str magic = STR_INIT("abdi-sealed-1\n");

static const struct err *write_all(struct arena *arena, int fd, struct str path, const void *bytes,
                                   size_t len)
{
	const char *from = bytes;

	while (len > 0) {
		ssize_t n = write(fd, from, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(arena, errno, path);
		from += n;
		len -= (size_t)n;
	}
	return NULL;
}

/* Up to `len` bytes; fewer at the end of the file alone. */
static const struct err *read_some(struct arena *arena, int fd, struct str path, void *bytes,
                                   size_t len, size_t *got)
{
	char *to = bytes;

	*got = 0;
	while (*got < len) {
		ssize_t n = read(fd, to + *got, len - *got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(arena, errno, path);
		if (n == 0)
			break;
		*got += (size_t)n;
	}
	return NULL;
}

/* ---- writing ---- */

struct sealed_writer {
	struct arena *arena;
	int fd;
	struct str path;
	struct str about;
	crypto_secretstream_xchacha20poly1305_state state;
	size_t len;
	unsigned char plain[BLOCK_BYTES];
	unsigned char sealed[SEALED_BYTES];
};

static void writer_wipe(void *arg)
{
	sodium_memzero(arg, sizeof(struct sealed_writer));
}

const struct err *sealed_writer_new(struct arena *arena, int fd, struct str path,
                                    const unsigned char key[KEY_FILE_BYTES], struct str about,
                                    struct sealed_writer **out)
{
	struct sealed_writer *w = ARENA_NEW(arena, struct sealed_writer);
	unsigned char header[HEADER_BYTES];

	if (sodium_init() < 0)
		return err_detail(arena, ERR_INTERNAL, "err.internal", "sodium_init");
	arena_defer(arena, writer_wipe, w);
	w->arena = arena;
	w->fd = fd;
	w->path = path;
	w->about = str_copy(arena, about);
	(void)crypto_secretstream_xchacha20poly1305_init_push(&w->state, header, key);
	TRY(write_all(arena, fd, path, magic.ptr, magic.len));
	TRY(write_all(arena, fd, path, header, sizeof(header)));
	*out = w;
	return NULL;
}

static const struct err *block_end(struct sealed_writer *w, unsigned char tag)
{
	unsigned long long sealed_len;

	(void)crypto_secretstream_xchacha20poly1305_push(
		&w->state, w->sealed, &sealed_len, w->plain, w->len,
		(const unsigned char *)w->about.ptr, w->about.len, tag);
	w->len = 0;
	return write_all(w->arena, w->fd, w->path, w->sealed, (size_t)sealed_len);
}

const struct err *sealed_write(struct sealed_writer *w, const char *bytes, size_t len)
{
	while (len > 0) {
		size_t room = BLOCK_BYTES - w->len;
		size_t part = len < room ? len : room;

		/* A full block waits for the next byte, as the last one is marked. */
		if (room == 0) {
			TRY(block_end(w, 0));
			continue;
		}
		memcpy(w->plain + w->len, bytes, part);
		w->len += part;
		bytes += part;
		len -= part;
	}
	return NULL;
}

const struct err *sealed_end(struct sealed_writer *w)
{
	TRY(block_end(w, crypto_secretstream_xchacha20poly1305_TAG_FINAL));
	return fsync(w->fd) == 0 ? NULL : err_errno(w->arena, errno, w->path);
}

/* ---- reading ---- */

struct reading {
	struct arena *arena;
	int from;
	int to;
	struct str path;
	struct str about;
	crypto_secretstream_xchacha20poly1305_state state;
	unsigned char sealed[SEALED_BYTES];
	unsigned char plain[BLOCK_BYTES];
};

static void reading_wipe(void *arg)
{
	sodium_memzero(arg, sizeof(struct reading));
}

static const struct err *broken(const struct reading *r)
{
	return err_new(r->arena, ERR_CORRUPT, r->path, "err.sealed_broken", STR(""));
}

static const struct err *head_read(struct reading *r, const unsigned char *key)
{
	unsigned char head[64];
	size_t got;

	assert(magic.len + HEADER_BYTES <= sizeof(head));
	TRY(read_some(r->arena, r->from, r->path, head, magic.len + HEADER_BYTES, &got));
	if (got != magic.len + HEADER_BYTES || memcmp(head, magic.ptr, magic.len) != 0 ||
	    crypto_secretstream_xchacha20poly1305_init_pull(&r->state, head + magic.len, key) != 0)
		return broken(r);
	return NULL;
}

static const struct err *block_read(struct reading *r, bool *last)
{
	unsigned long long plain_len;
	unsigned char tag;
	size_t got;

	TRY(read_some(r->arena, r->from, r->path, r->sealed, SEALED_BYTES, &got));
	if (got < EXTRA_BYTES || crypto_secretstream_xchacha20poly1305_pull(
					 &r->state, r->plain, &plain_len, &tag, r->sealed, got,
					 (const unsigned char *)r->about.ptr, r->about.len) != 0)
		return broken(r);
	*last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	return write_all(r->arena, r->to, r->path, r->plain, (size_t)plain_len);
}

const struct err *sealed_read(struct arena *arena, int from, struct str path,
                              const unsigned char key[KEY_FILE_BYTES], struct str about, int to)
{
	struct reading *r = ARENA_NEW(arena, struct reading);
	bool last = false;
	size_t more;

	if (sodium_init() < 0)
		return err_detail(arena, ERR_INTERNAL, "err.internal", "sodium_init");
	arena_defer(arena, reading_wipe, r);
	r->arena = arena;
	r->from = from;
	r->to = to;
	r->path = path;
	r->about = about;
	TRY(head_read(r, key));
	while (!last)
		TRY(block_read(r, &last));
	TRY(read_some(arena, from, path, r->sealed, 1, &more));
	return more == 0 ? NULL : broken(r);
}
