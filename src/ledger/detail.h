/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_LEDGER_DETAIL_H
#define ABDI_LEDGER_DETAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "ledger/tree.h"

struct arena;

/*
 * Salted commitments to personal detail (docs/decisions/0015). An entry of the log is public and
 * for ever, so what concerns people stands in it only as the root of a small tree of its own. A
 * leaf of that tree is one detail: a group of fields of one person that is always shown together,
 * as canonical JSON. Its hash is that of RFC 6962 over
 *
 *     "abdi-detail/v1\n" || salt (16 bytes) || detail
 *
 * The salt is random or as good as random, and differs for each detail, so a hash tells nothing and
 * guesses cannot be tried. Opening one detail gives its salt and its path to the root, which are
 * hashes; nothing else is opened. When a salt is destroyed, its detail can never be proved or
 * guessed again, while the log stays as it is.
 *
 * The entry has the number of details and the root: {"details":{"count":3,"root":"base64"}}.
 * The tree is made and asked like any other: ledger_tree_append(), ledger_inclusion_prove().
 */

#define LEDGER_SALT_BYTES        16
#define LEDGER_SALT_SECRET_BYTES 32
#define LEDGER_DETAIL_BYTES_MAX  (64u << 10)
#define LEDGER_OPENING_BYTES_MAX (512u << 10)

struct ledger_salt {
	unsigned char bytes[LEDGER_SALT_BYTES];
};

/* From the system's random numbers. */
struct ledger_salt ledger_salt_random(void);

/*
 * The salt of a detail from a secret of its entry: the first 16 bytes of HMAC-SHA-256(secret,
 * "abdi-salt/v1\n" || index in 8 bytes, big-endian). One secret of 32 random bytes serves an entry
 * with a million details; salts that were given away tell nothing of the others.
 */
struct ledger_salt ledger_salt_derive(const unsigned char secret[LEDGER_SALT_SECRET_BYTES],
                                      int64_t index);

/* The leaf of a detail. */
struct ledger_hash ledger_detail_hash(const struct ledger_salt *salt, struct str detail);

/* Leaves in memory, for the functions of tree.h: pass ledger_leaves_hash and this. */
struct ledger_leaves {
	const struct ledger_hash *hashes;
	int64_t count;
};

ledger_hash_get ledger_leaves_hash;

/* One detail, opened. */
struct ledger_opening {
	struct str detail; /* canonical JSON */
	struct ledger_salt salt;
	int64_t index;
	int64_t count; /* details of the entry */
	struct ledger_proof proof;
};

/*
 * Does it belong to an entry with this number of details and this root? Also refuses a detail that
 * is not canonical JSON: two texts of one value must not both be "what was said".
 */
bool ledger_opening_check(struct arena *arena, const struct ledger_opening *opening, int64_t count,
                          const struct ledger_hash *root);

/*
 * An opening as canonical JSON, to be handed to the person whose detail it is:
 * {"count":3,"detail":"{…}","index":1,"proof":["base64",…],"salt":"base64"}.
 */
struct str ledger_opening_text(struct arena *arena, const struct ledger_opening *opening);

/* Strict: canonical JSON with these keys and no others. Errors: INVALID; LIMIT. */
const struct err *ledger_opening_read(struct arena *arena, struct str text,
                                      struct ledger_opening *out);

#endif
