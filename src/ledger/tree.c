/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/tree.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/base64.h"

bool ledger_hash_eq(const struct ledger_hash *a, const struct ledger_hash *b)
{
	return memcmp(a->bytes, b->bytes, LEDGER_HASH_BYTES) == 0;
}

struct ledger_hash ledger_hash_empty(void)
{
	struct ledger_hash hash;

	crypto_hash_sha256(hash.bytes, (const unsigned char *)"", 0);
	return hash;
}

struct ledger_hash ledger_hash_leaf(struct str entry)
{
	static const unsigned char prefix = 0x00;
	crypto_hash_sha256_state state;
	struct ledger_hash hash;

	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, &prefix, 1);
	if (entry.len > 0)
		crypto_hash_sha256_update(&state, (const unsigned char *)entry.ptr, entry.len);
	crypto_hash_sha256_final(&state, hash.bytes);
	return hash;
}

struct ledger_hash ledger_hash_node(const struct ledger_hash *left, const struct ledger_hash *right)
{
	unsigned char text[1 + 2 * LEDGER_HASH_BYTES];
	struct ledger_hash hash;

	text[0] = 0x01;
	memcpy(text + 1, left->bytes, LEDGER_HASH_BYTES);
	memcpy(text + 1 + LEDGER_HASH_BYTES, right->bytes, LEDGER_HASH_BYTES);
	crypto_hash_sha256(hash.bytes, text, sizeof(text));
	return hash;
}

struct str ledger_hash_text(struct arena *arena, const struct ledger_hash *hash)
{
	return base64_encode(arena, (struct str){ (const char *)hash->bytes, LEDGER_HASH_BYTES });
}

bool ledger_hash_read(struct str text, struct ledger_hash *out)
{
	struct ledger_hash hash;

	if (!base64_decode_exact(text, hash.bytes, LEDGER_HASH_BYTES))
		return false;
	*out = hash;
	return true;
}

int ledger_tree_append(struct ledger_tree *tree, const struct ledger_hash *leaf,
                       struct ledger_hash *done)
{
	struct ledger_hash hash = *leaf;
	int height = 0;

	assert(tree->size >= 0 && tree->size < INT64_MAX);
	if (done != NULL)
		done[0] = hash;
	for (; (tree->size >> height & 1) != 0; height++) {
		hash = ledger_hash_node(&tree->edge[height], &hash);
		if (done != NULL)
			done[height + 1] = hash;
	}
	tree->edge[height] = hash;
	tree->size++;
	return height + 1;
}

struct ledger_hash ledger_tree_root(const struct ledger_tree *tree)
{
	struct ledger_hash root = ledger_hash_empty();
	bool begun = false;

	/* The lowest bit is furthest right. */
	for (int height = 0; height < LEDGER_HEIGHT_MAX; height++) {
		if ((tree->size >> height & 1) == 0)
			continue;
		root = begun ? ledger_hash_node(&tree->edge[height], &root) : tree->edge[height];
		begun = true;
	}
	return root;
}

const struct err *ledger_tree_load(ledger_hash_get *get, void *arg, int64_t size,
                                   struct ledger_tree *out)
{
	struct ledger_tree tree = { .size = size };

	assert(size >= 0);
	for (int height = 0; height < LEDGER_HEIGHT_MAX; height++)
		if ((size >> height & 1) != 0)
			TRY(get(arg, height, (size >> height) - 1, &tree.edge[height]));
	*out = tree;
	return NULL;
}
