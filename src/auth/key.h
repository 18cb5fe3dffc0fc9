/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_AUTH_KEY_H
#define ABDI_AUTH_KEY_H

#include <stdbool.h>

#include "base/err.h"
#include "base/key_file.h"
#include "base/str.h"

struct arena;

#define AUTH_KEY_BYTES KEY_FILE_BYTES

/*
 * The installation's key for passwords. It lies in keys/password.key beside the database, never
 * in it, so that a stolen database alone does not allow guessing. Wiped when its arena ends.
 */
struct auth_key {
	unsigned char bytes[AUTH_KEY_BYTES];
};

/* Path of the key file in the installation's folder (db_folder). */
struct str auth_key_path(struct arena *arena, struct str folder);

/*
 * Make the folder keys/ (0700) and a new random key (0600), durable before this returns.
 * Errors: CONFLICT there is a key already: it is left as it is; FULL; DENIED; IO.
 */
const struct err *auth_key_make(struct arena *arena, struct str folder);

/*
 * Read the key. Errors: MISSING; DENIED the file is open to others than its owner, or is not a
 * plain file; CORRUPT it has not AUTH_KEY_BYTES bytes; IO.
 */
const struct err *auth_key_load(struct arena *arena, struct str folder,
                                const struct auth_key **out);

#endif
