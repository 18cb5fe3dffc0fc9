/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_KEY_FILE_H
#define ABDI_BASE_KEY_FILE_H

#include "base/err.h"
#include "base/str.h"

struct arena;

#define KEY_FILE_BYTES 32

/* Secret keys of an installation, each in a file of its own in keys/ beside the database. */

/* Path of a key: FOLDER/keys/NAME. */
struct str key_file_path(struct arena *arena, struct str folder, const char *name);

/*
 * Make the folder keys/ (0700) and a new random key (0600), durable before this returns.
 * Errors: CONFLICT there is a key already: it is left as it is; FULL; DENIED; IO.
 */
const struct err *key_file_make(struct arena *arena, struct str folder, const char *name);

/*
 * Read a key.
 *   bytes   where it goes; in the arena, as it is wiped when that ends
 * Errors: MISSING; DENIED the file is open to others than its owner, or is not a plain file;
 * CORRUPT it has not KEY_FILE_BYTES bytes; IO.
 */
const struct err *key_file_load(struct arena *arena, struct str folder, const char *name,
                                unsigned char bytes[KEY_FILE_BYTES]);

#endif
