/* SPDX-License-Identifier: Apache-2.0 */
/* Checking proofs, in the steps of RFC 9162, whose names of variables are kept. */
#include "ledger/tree.h"

bool ledger_inclusion_check(const struct ledger_hash *leaf, int64_t index, int64_t size,
                            const struct ledger_hash *proof, size_t count,
                            const struct ledger_hash *root)
{
	struct ledger_hash r = *leaf;
	int64_t fn = index;
	int64_t sn = size - 1;

	if (index < 0 || index >= size)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) == 0 && fn != sn) {
			r = ledger_hash_node(&r, &proof[i]);
		} else {
			r = ledger_hash_node(&proof[i], &r);
			/* Levels at which the right edge has no sibling are not in a proof. */
			for (; (fn & 1) == 0 && fn != 0; fn >>= 1)
				sn >>= 1;
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && ledger_hash_eq(&r, root);
}

/* Walk up from the last leaf of the old tree; the first hash is where both trees begin. */
static bool walk_up(int64_t old_size, const struct ledger_hash *old_root, int64_t size,
                    const struct ledger_hash *root, const struct ledger_hash *first,
                    const struct ledger_hash *proof, size_t count)
{
	struct ledger_hash fr = *first;
	struct ledger_hash sr = *first;
	int64_t fn = old_size - 1;
	int64_t sn = size - 1;

	for (; (fn & 1) != 0; fn >>= 1)
		sn >>= 1;
	for (size_t i = 0; i < count; i++) {
		if (sn == 0)
			return false;
		if ((fn & 1) != 0 || fn == sn) {
			fr = ledger_hash_node(&proof[i], &fr);
			sr = ledger_hash_node(&proof[i], &sr);
			for (; (fn & 1) == 0 && fn != 0; fn >>= 1)
				sn >>= 1;
		} else {
			sr = ledger_hash_node(&sr, &proof[i]);
		}
		fn >>= 1;
		sn >>= 1;
	}
	return sn == 0 && ledger_hash_eq(&fr, old_root) && ledger_hash_eq(&sr, root);
}

bool ledger_consistency_check(int64_t old_size, const struct ledger_hash *old_root, int64_t size,
                              const struct ledger_hash *root, const struct ledger_hash *proof,
                              size_t count)
{
	if (old_size <= 0 || old_size > size)
		return false;
	if (old_size == size)
		return count == 0 && ledger_hash_eq(old_root, root);
	if (count == 0)
		return false;
	/* A complete old tree is itself where both begin; then its root is not in the proof. */
	if ((old_size & (old_size - 1)) == 0)
		return walk_up(old_size, old_root, size, root, old_root, proof, count);
	return walk_up(old_size, old_root, size, root, &proof[0], proof + 1, count - 1);
}
