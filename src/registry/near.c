/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/near.h"

#include "base/arena.h"
#include "base/text.h"

#define NEAR_WORDS_MAX   12 /* words of a name that are looked at */
#define NEAR_LETTERS_MIN 4  /* in shorter words one letter makes another word: SMA, SMK */
#define NEAR_BUCKETS     (1u << 14)
#define NEAR_BUCKET_SCAN 512 /* candidates looked at; a bucket beyond that holds names by number */

struct near_node {
	uint64_t hash;
	struct str key;
	struct str name;
	struct near_node *next;
};

struct near_index {
	struct arena *arena;
	struct near_node *buckets[NEAR_BUCKETS];
};

struct words {
	struct str at[NEAR_WORDS_MAX];
	size_t count;
};

static bool split(struct str key, struct words *words)
{
	struct str word;

	words->count = 0;
	while (str_cut(&key, ' ', &word)) {
		if (words->count == NEAR_WORDS_MAX)
			return false;
		words->at[words->count++] = word;
	}
	return words->count > 0;
}

/* Words in which a different letter means a different thing. */
static bool is_number(struct str word)
{
	bool roman = true;

	for (size_t i = 0; i < word.len; i++) {
		char ch = word.ptr[i];

		if (ch >= '0' && ch <= '9')
			return true;
		roman = roman && (ch == 'i' || ch == 'v' || ch == 'x' || ch == 'l');
	}
	return roman;
}

static bool words_near(struct str a, struct str b)
{
	size_t longer = a.len > b.len ? a.len : b.len;
	size_t shorter = a.len < b.len ? a.len : b.len;

	if (shorter < NEAR_LETTERS_MIN || longer - shorter > 1 || a.ptr[0] != b.ptr[0] ||
	    is_number(a) || is_number(b))
		return false;
	return text_distance(a, b) <= 1;
}

bool near_same(struct str a, struct str b)
{
	struct words wa, wb;
	size_t differing = SIZE_MAX;

	if (!split(a, &wa) || !split(b, &wb) || wa.count != wb.count)
		return false;
	for (size_t i = 0; i < wa.count; i++) {
		if (str_eq(wa.at[i], wb.at[i]))
			continue;
		if (differing != SIZE_MAX)
			return false;
		differing = i;
	}
	return differing != SIZE_MAX && words_near(wa.at[differing], wb.at[differing]);
}

static uint64_t hash_without(int64_t scope_id, const struct words *words, size_t left_out)
{
	uint64_t hash = (uint64_t)scope_id * 0x9E3779B97F4A7C15u + left_out;

	for (size_t i = 0; i < words->count; i++) {
		uint64_t part = i == left_out ? (unsigned char)words->at[i].ptr[0]
		                              : str_hash(words->at[i]);

		hash = (hash ^ part) * 0xD6E8FEB86659FD93u;
		hash ^= hash >> 32;
	}
	return hash;
}

struct near_index *near_new(struct arena *arena)
{
	struct near_index *index = ARENA_NEW(arena, struct near_index);

	index->arena = arena;
	return index;
}

void near_add(struct near_index *index, int64_t scope_id, struct str key, struct str name)
{
	struct words words;

	if (!split(key, &words))
		return;
	for (size_t i = 0; i < words.count; i++) {
		struct near_node *node;
		struct near_node **bucket;

		if (words.at[i].len < NEAR_LETTERS_MIN || is_number(words.at[i]))
			continue;
		node = ARENA_NEW(index->arena, struct near_node);
		node->hash = hash_without(scope_id, &words, i);
		node->key = key;
		node->name = name;
		bucket = &index->buckets[node->hash % NEAR_BUCKETS];
		node->next = *bucket;
		*bucket = node;
	}
}

struct str near_find(const struct near_index *index, int64_t scope_id, struct str key)
{
	struct words words;

	if (!split(key, &words))
		return STR("");
	for (size_t i = 0; i < words.count; i++) {
		uint64_t hash;
		int seen = 0;

		if (words.at[i].len < NEAR_LETTERS_MIN || is_number(words.at[i]))
			continue;
		hash = hash_without(scope_id, &words, i);
		for (const struct near_node *node = index->buckets[hash % NEAR_BUCKETS];
		     node != NULL && seen < NEAR_BUCKET_SCAN; node = node->next) {
			if (node->hash != hash)
				continue;
			seen++;
			if (near_same(node->key, key))
				return node->name;
		}
	}
	return STR("");
}
