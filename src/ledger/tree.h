/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_LEDGER_TREE_H
#define ABDI_LEDGER_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct arena;

/*
 * The Merkle tree of RFC 6962, section 2, with SHA-256: hashes, growth, proofs. Nothing here knows
 * where hashes are kept; making a proof asks for them through a function.
 */

#define LEDGER_HASH_BYTES  32
#define LEDGER_HEIGHT_MAX  63                     /* of a tree with INT64_MAX leaves */
#define LEDGER_PROOF_MAX   (2 * LEDGER_HEIGHT_MAX) /* hashes in a proof; no honest one has more */

struct ledger_hash {
	unsigned char bytes[LEDGER_HASH_BYTES];
};

bool ledger_hash_eq(const struct ledger_hash *a, const struct ledger_hash *b);

/* The root of a tree without leaves: SHA-256 of nothing (RFC 6962, 2.1). */
struct ledger_hash ledger_hash_empty(void);
/* SHA-256(0x00 || entry) */
struct ledger_hash ledger_hash_leaf(struct str entry);
/* SHA-256(0x01 || left || right) */
struct ledger_hash ledger_hash_node(const struct ledger_hash *left,
                                    const struct ledger_hash *right);

/* A hash as base64, the form in which checkpoints and proofs have it; and back, strictly. */
struct str ledger_hash_text(struct arena *arena, const struct ledger_hash *hash);
bool ledger_hash_read(struct str text, struct ledger_hash *out);

/*
 * A growing tree, as little of it as growing needs: where bit b of the size is set, edge[b] is the
 * root of a complete subtree of 2^b leaves, the highest bit's furthest left. An empty tree is all
 * zeros. It may be copied, and kept as bytes beside the size.
 */
struct ledger_tree {
	int64_t size;
	struct ledger_hash edge[LEDGER_HEIGHT_MAX];
};

/*
 * Append a leaf by its hash. At most one node a level is hashed, fewer than two on the average.
 *   done   receives the complete subtrees that end with this leaf, from the leaf itself upwards:
 *          done[b] is the root of 2^b leaves. May be NULL; otherwise LEDGER_HEIGHT_MAX + 1 places
 * Returns how many there are, at least 1.
 */
int ledger_tree_append(struct ledger_tree *tree, const struct ledger_hash *leaf,
                       struct ledger_hash *done);

/* The root (MTH of RFC 6962). */
struct ledger_hash ledger_tree_root(const struct ledger_tree *tree);

/*
 * Where making a proof gets its hashes: the root of the complete subtree over the leaves
 * [index << height, (index + 1) << height). Only subtrees within the asked tree are asked for.
 */
typedef const struct err *ledger_hash_get(void *arg, int height, int64_t index,
                                          struct ledger_hash *out);

/* A proof: hashes from the leaf's side up. */
struct ledger_proof {
	struct ledger_hash hashes[LEDGER_PROOF_MAX];
	size_t count;
};

/*
 * The growing form of the tree with `size` leaves, from stored hashes: what a writer that starts
 * needs. Errors: those of `get`.
 */
const struct err *ledger_tree_load(ledger_hash_get *get, void *arg, int64_t size,
                                   struct ledger_tree *out);

/*
 * Prove that the leaf `index` is in the tree of `size` leaves (PATH of RFC 6962, 2.1.1).
 * 0 <= index < size is asserted. Errors: those of `get`.
 */
const struct err *ledger_inclusion_prove(ledger_hash_get *get, void *arg, int64_t index,
                                         int64_t size, struct ledger_proof *out);

/*
 * Prove that the tree of `size` leaves begins with that of `old_size` (PROOF of RFC 6962, 2.1.2).
 * 0 < old_size <= size is asserted. Errors: those of `get`.
 */
const struct err *ledger_consistency_prove(ledger_hash_get *get, void *arg, int64_t old_size,
                                           int64_t size, struct ledger_proof *out);

/*
 * Does the proof lead from the leaf to the root? (RFC 9162, 2.1.3.2.) Every input may come from
 * outside. A proof does not bind the size: a signed checkpoint does, so take both from one.
 */
bool ledger_inclusion_check(const struct ledger_hash *leaf, int64_t index, int64_t size,
                            const struct ledger_hash *proof, size_t count,
                            const struct ledger_hash *root);

/*
 * Does the new tree begin with the old one? (RFC 9162, 2.1.4.2.) Every input may come from outside.
 * An old size of 0 is refused: every tree begins with nothing, so such a proof says nothing, and
 * who accepts it must say so itself. Equal sizes have an empty proof and equal roots.
 */
bool ledger_consistency_check(int64_t old_size, const struct ledger_hash *old_root, int64_t size,
                              const struct ledger_hash *root, const struct ledger_hash *proof,
                              size_t count);

#endif
