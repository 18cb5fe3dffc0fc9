/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/base64.h"
#include "ledger/detail.h"

#define SIZE_MOST 130 /* past two powers of two, and all pairs of sizes are quick */

static struct ledger_hash leaves[SIZE_MOST];

static int setup(void **state)
{
	struct arena *arena = arena_new(64u << 20);

	for (int i = 0; i < SIZE_MOST; i++)
		leaves[i] = ledger_hash_leaf(str_fmt(arena, "leaf %d", i));
	*state = arena;
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

/* MTH as RFC 6962 writes it down, to compare with. */
static struct ledger_hash plain_root(int from, int until)
{
	struct ledger_hash left;
	struct ledger_hash right;
	int half = 1;

	if (until == from)
		return ledger_hash_empty();
	if (until - from == 1)
		return leaves[from];
	while (2 * half < until - from)
		half *= 2;
	left = plain_root(from, from + half);
	right = plain_root(from + half, until);
	return ledger_hash_node(&left, &right);
}

static struct ledger_leaves first(int64_t count)
{
	return (struct ledger_leaves){ leaves, count };
}

static void hash_is(struct arena *arena, struct ledger_hash hash, const char *hex)
{
	struct str text = hex_encode(arena,
	                             (struct str){ (const char *)hash.bytes, sizeof(hash.bytes) });

	assert_true(str_eq(text, str_of(hex)));
}

/* Leaves and roots that implementations of RFC 6962 test with. */
static void known_roots_agree(void **state)
{
	static const struct str entries[] = {
		STR_INIT(""),
		STR_INIT("\x00"),
		STR_INIT("\x10"),
		STR_INIT("\x20\x21"),
		STR_INIT("\x30\x31"),
		STR_INIT("\x40\x41\x42\x43"),
		STR_INIT("\x50\x51\x52\x53\x54\x55\x56\x57"),
		STR_INIT("\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"),
	};
	struct ledger_tree tree = { 0 };

	hash_is(*state, ledger_tree_root(&tree),
	        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	for (size_t i = 0; i < COUNT(entries); i++) {
		struct ledger_hash leaf = ledger_hash_leaf(entries[i]);

		ledger_tree_append(&tree, &leaf, NULL);
		if (i == 0)
			hash_is(*state, ledger_tree_root(&tree),
			        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
	}
	hash_is(*state, ledger_tree_root(&tree),
	        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
}

static void every_size_has_the_root_of_the_definition(void **state)
{
	struct ledger_hash done[LEDGER_HEIGHT_MAX + 1];
	struct ledger_tree tree = { 0 };

	(void)state;
	for (int size = 1; size <= SIZE_MOST; size++) {
		struct ledger_leaves all = first(size);
		struct ledger_hash expected = plain_root(0, size);
		struct ledger_hash got;
		struct ledger_tree loaded;
		int count = ledger_tree_append(&tree, &leaves[size - 1], done);

		for (int height = 0; height < count; height++) {
			struct ledger_hash part = plain_root(size - (1 << height), size);

			assert_true(ledger_hash_eq(&done[height], &part));
		}
		got = ledger_tree_root(&tree);
		assert_true(ledger_hash_eq(&got, &expected));
		assert_null(ledger_tree_load(ledger_leaves_hash, &all, size, &loaded));
		got = ledger_tree_root(&loaded);
		assert_true(ledger_hash_eq(&got, &expected));
	}
}

/* Every change of a proof that holds must be noticed. */
static void refuse_changed_inclusion(int index, int size, const struct ledger_proof *proof,
                                     const struct ledger_hash *root)
{
	struct ledger_proof changed = *proof;

	assert_false(ledger_inclusion_check(&leaves[(index + 1) % SIZE_MOST], index, size,
	                                    proof->hashes, proof->count, root));
	assert_false(ledger_inclusion_check(&leaves[index], -1, size, proof->hashes, proof->count,
	                                    root));
	assert_false(ledger_inclusion_check(&leaves[index], size, size, proof->hashes, proof->count,
	                                    root));
	assert_false(ledger_inclusion_check(&leaves[index], index, size, proof->hashes,
	                                    proof->count + 1, root));
	if (proof->count > 0)
		assert_false(ledger_inclusion_check(&leaves[index], index, size, proof->hashes,
		                                    proof->count - 1, root));
	for (size_t i = 0; i < proof->count; i++) {
		changed.hashes[i].bytes[i % LEDGER_HASH_BYTES] ^= 1;
		assert_false(ledger_inclusion_check(&leaves[index], index, size, changed.hashes,
		                                    changed.count, root));
		changed = *proof;
	}
	for (int other = 0; other < size; other++)
		if (other != index)
			assert_false(ledger_inclusion_check(&leaves[index], other, size,
			                                    proof->hashes, proof->count, root));
}

static void every_leaf_of_every_tree_is_proved(void **state)
{
	(void)state;
	for (int size = 1; size <= SIZE_MOST; size += size < 20 ? 1 : 11) {
		struct ledger_leaves all = first(size);
		struct ledger_hash root = plain_root(0, size);
		struct ledger_proof proof = { 0 };

		for (int index = 0; index < size; index++) {
			assert_null(ledger_inclusion_prove(ledger_leaves_hash, &all, index, size,
			                                   &proof));
			assert_true(ledger_inclusion_check(&leaves[index], index, size,
			                                   proof.hashes, proof.count, &root));
			refuse_changed_inclusion(index, size, &proof, &root);
		}
	}
}

static void refuse_changed_consistency(int old_size, int size, const struct ledger_proof *proof)
{
	struct ledger_hash old_root = plain_root(0, old_size);
	struct ledger_hash root = plain_root(0, size);
	struct ledger_proof changed = *proof;

	for (size_t i = 0; i < proof->count; i++) {
		changed.hashes[i].bytes[i % LEDGER_HASH_BYTES] ^= 0x80;
		assert_false(ledger_consistency_check(old_size, &old_root, size, &root,
		                                      changed.hashes, changed.count));
		changed = *proof;
	}
	assert_false(ledger_consistency_check(old_size, &old_root, size, &root, proof->hashes,
	                                      proof->count + 1));
	if (proof->count > 0)
		assert_false(ledger_consistency_check(old_size, &old_root, size, &root,
		                                      proof->hashes, proof->count - 1));
	/* A proof that ends below the root of the tree it is said to be of. */
	assert_false(ledger_consistency_check(old_size, &old_root, 4 * size, &root, proof->hashes,
	                                      proof->count));
	if (old_size < size) {
		assert_false(ledger_consistency_check(size, &root, old_size, &old_root,
		                                      proof->hashes, proof->count));
		assert_false(ledger_consistency_check(old_size, &root, size, &root, proof->hashes,
		                                      proof->count));
		assert_false(ledger_consistency_check(old_size, &old_root, size, &old_root,
		                                      proof->hashes, proof->count));
	}
}

static void every_older_tree_is_proved(void **state)
{
	(void)state;
	for (int size = 1; size <= SIZE_MOST; size += size < 20 ? 1 : 11) {
		struct ledger_leaves all = first(size);
		struct ledger_hash root = plain_root(0, size);

		for (int old_size = 1; old_size <= size; old_size++) {
			struct ledger_hash old_root = plain_root(0, old_size);
			struct ledger_proof proof = { 0 };

			assert_null(ledger_consistency_prove(ledger_leaves_hash, &all, old_size,
			                                     size, &proof));
			assert_true(ledger_consistency_check(old_size, &old_root, size, &root,
			                                     proof.hashes, proof.count));
			refuse_changed_consistency(old_size, size, &proof);
		}
	}
}

static void nothing_is_consistent_with_a_tree_of_no_leaves(void **state)
{
	struct ledger_hash empty = ledger_hash_empty();

	(void)state;
	assert_false(ledger_consistency_check(0, &empty, 1, &leaves[0], NULL, 0));
	assert_false(ledger_consistency_check(0, &empty, 0, &empty, NULL, 0));
	assert_false(ledger_consistency_check(-1, &empty, 1, &leaves[0], NULL, 0));
	assert_false(ledger_inclusion_check(&leaves[0], 0, 0, NULL, 0, &empty));
}

static void the_largest_sizes_do_not_overflow(void **state)
{
	struct ledger_hash proof[LEDGER_PROOF_MAX];

	(void)state;
	for (int i = 0; i < LEDGER_PROOF_MAX; i++)
		proof[i] = leaves[i];
	for (size_t count = 0; count <= LEDGER_PROOF_MAX; count++) {
		assert_false(ledger_inclusion_check(&leaves[0], INT64_MAX - 1, INT64_MAX, proof,
		                                    count, &leaves[1]));
		assert_false(ledger_consistency_check(INT64_MAX - 1, &leaves[0], INT64_MAX,
		                                      &leaves[1], proof, count));
		assert_false(ledger_consistency_check(INT64_C(1) << 62, &leaves[0], INT64_MAX,
		                                      &leaves[1], proof, count));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_roots_agree),
		cmocka_unit_test(every_size_has_the_root_of_the_definition),
		cmocka_unit_test(every_leaf_of_every_tree_is_proved),
		cmocka_unit_test(every_older_tree_is_proved),
		cmocka_unit_test(nothing_is_consistent_with_a_tree_of_no_leaves),
		cmocka_unit_test(the_largest_sizes_do_not_overflow),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
