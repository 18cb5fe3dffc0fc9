/* SPDX-License-Identifier: Apache-2.0 */
/* Making proofs, from the top of the tree down; the hashes are turned around at the end. */
#include <assert.h>

#include "ledger/tree.h"

struct source {
	ledger_hash_get *get;
	void *arg;
};

/* The height of the largest complete subtree with fewer than `count` leaves; count > 1. */
static int split_height(int64_t count)
{
	return 63 - __builtin_clzll((unsigned long long)(count - 1));
}

/*
 * The root of the leaves [from, until). `from` is a multiple of every complete subtree in it, so
 * that these are the bits of the count, the largest furthest left.
 */
static const struct err *range_root(const struct source *source, int64_t from, int64_t until,
                                    struct ledger_hash *out)
{
	int64_t count = until - from;
	struct ledger_hash part;
	bool begun = false;

	assert(count > 0);
	for (int height = 0; height < LEDGER_HEIGHT_MAX; height++) {
		if ((count >> height & 1) == 0)
			continue;
		until -= INT64_C(1) << height;
		TRY(source->get(source->arg, height, until >> height, &part));
		*out = begun ? ledger_hash_node(&part, out) : part;
		begun = true;
	}
	return NULL;
}

static const struct err *add(const struct source *source, int64_t from, int64_t until,
                             struct ledger_proof *proof)
{
	assert(proof->count < LEDGER_PROOF_MAX);
	return range_root(source, from, until, &proof->hashes[proof->count++]);
}

static void turn_around(struct ledger_proof *proof)
{
	for (size_t i = 0; i < proof->count / 2; i++) {
		struct ledger_hash *other = &proof->hashes[proof->count - 1 - i];
		struct ledger_hash kept = proof->hashes[i];

		proof->hashes[i] = *other;
		*other = kept;
	}
}

const struct err *ledger_inclusion_prove(ledger_hash_get *get, void *arg, int64_t index,
                                         int64_t size, struct ledger_proof *out)
{
	const struct source source = { get, arg };
	int64_t from = 0;
	int64_t until = size;

	assert(index >= 0 && index < size);
	out->count = 0;
	while (until - from > 1) {
		int64_t middle = from + (INT64_C(1) << split_height(until - from));

		if (index < middle) {
			TRY(add(&source, middle, until, out));
			until = middle;
		} else {
			TRY(add(&source, from, middle, out));
			from = middle;
		}
	}
	turn_around(out);
	return NULL;
}

const struct err *ledger_consistency_prove(ledger_hash_get *get, void *arg, int64_t old_size,
                                           int64_t size, struct ledger_proof *out)
{
	const struct source source = { get, arg };
	int64_t from = 0;
	int64_t until = size;

	assert(old_size > 0 && old_size <= size);
	out->count = 0;
	while (old_size != until) {
		int64_t middle = from + (INT64_C(1) << split_height(until - from));

		if (old_size <= middle) {
			TRY(add(&source, middle, until, out));
			until = middle;
		} else {
			TRY(add(&source, from, middle, out));
			from = middle;
		}
	}
	/* The old tree as a whole is known to the reader; a part of it is not. */
	if (from > 0)
		TRY(add(&source, from, until, out));
	turn_around(out);
	return NULL;
}
