/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_SEALED_FILE_H
#define ABDI_BASE_SEALED_FILE_H

#include <stddef.h>

#include "base/err.h"
#include "base/key_file.h"
#include "base/str.h"

struct arena;

/*
 * A file that says nothing to anyone without its key, and that nobody can change, shorten or put
 * in the place of another unseen: XChaCha20-Poly1305 as a stream (libsodium's secretstream) over
 * blocks of 64 KB, so that any length takes the memory of one block.
 */
struct sealed_writer;

/*
 * Begin to write one.
 *   fd      empty, open for writing; stays the caller's
 *   path    for errors
 *   about   what the file is; reading it needs the same words
 * Errors: FULL, IO.
 */
const struct err *sealed_writer_new(struct arena *arena, int fd, struct str path,
                                    const unsigned char key[KEY_FILE_BYTES], struct str about,
                                    struct sealed_writer **out);
const struct err *sealed_write(struct sealed_writer *writer, const char *bytes, size_t len);

/* Write the end; the file is on the disk when this returns. One without it cannot be read. */
const struct err *sealed_end(struct sealed_writer *writer);

/*
 * Write what a sealed file holds to another one.
 *   from, to   open for reading and for writing; stay the caller's
 * Errors: CORRUPT of another key or about something else, changed, or cut short; FULL; IO.
 */
const struct err *sealed_read(struct arena *arena, int from, struct str path,
                              const unsigned char key[KEY_FILE_BYTES], struct str about, int to);

#endif
