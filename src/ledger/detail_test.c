/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/detail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/str.h"

#define DETAILS 9

/* An entry about several people. */
struct entry {
	struct arena *arena;
	struct str details[DETAILS];
	struct ledger_salt salts[DETAILS];
	struct ledger_hash hashes[DETAILS];
	struct ledger_leaves leaves;
	struct ledger_hash root;
};

static int setup(void **state)
{
	static const unsigned char secret[LEDGER_SALT_SECRET_BYTES] = "not a secret";
	struct arena *arena = arena_new(16u << 20);
	struct entry *entry = ARENA_NEW(arena, struct entry);
	struct ledger_tree tree = { 0 };

	entry->arena = arena;
	for (int i = 0; i < DETAILS; i++) {
		entry->details[i] = str_fmt(arena, "{\"group\":\"identity\",\"nip\":\"19%d\"}", i);
		entry->salts[i] = ledger_salt_derive(secret, i);
		entry->hashes[i] = ledger_detail_hash(&entry->salts[i], entry->details[i]);
		ledger_tree_append(&tree, &entry->hashes[i], NULL);
	}
	entry->leaves = (struct ledger_leaves){ entry->hashes, DETAILS };
	entry->root = ledger_tree_root(&tree);
	*state = entry;
	return 0;
}

static int teardown(void **state)
{
	struct entry *entry = *state;

	arena_free(entry->arena);
	return 0;
}

static struct ledger_opening open_one(struct entry *entry, int64_t index)
{
	struct ledger_opening opening = {
		.detail = entry->details[index],
		.salt = entry->salts[index],
		.index = index,
		.count = DETAILS,
	};

	assert_null(ledger_inclusion_prove(ledger_leaves_hash, &entry->leaves, index, DETAILS,
	                                   &opening.proof));
	return opening;
}

static void hash_and_salt_are_as_written_down(void **state)
{
	struct entry *entry = *state;
	unsigned char secret[LEDGER_SALT_SECRET_BYTES];
	unsigned char expected[LEDGER_HASH_BYTES];
	struct ledger_salt salt;
	struct ledger_hash hash;

	(void)entry;
	for (size_t i = 0; i < sizeof(secret); i++)
		secret[i] = (unsigned char)i;
	memcpy(salt.bytes, secret, sizeof(salt.bytes));
	hash = ledger_detail_hash(&salt, STR("{\"nip\":\"1\"}"));
	assert_true(hex_decode_exact(
		STR("b5b1ec31067592d1218ccc5d412167539807c7495354043e7b389243e71ccc43"), expected,
		LEDGER_HASH_BYTES));
	assert_memory_equal(hash.bytes, expected, LEDGER_HASH_BYTES);
	salt = ledger_salt_derive(secret, 0x0102);
	assert_true(hex_decode_exact(STR("7348faf3049bfccb898feeb500cda1ac"), expected,
	                             LEDGER_SALT_BYTES));
	assert_memory_equal(salt.bytes, expected, LEDGER_SALT_BYTES);
}

static void each_detail_is_opened_alone(void **state)
{
	struct entry *entry = *state;

	for (int64_t i = 0; i < DETAILS; i++) {
		struct ledger_opening opening = open_one(entry, i);
		struct str text = ledger_opening_text(entry->arena, &opening);
		struct ledger_opening read;

		/* Nothing about the others is in it but hashes. */
		for (int64_t other = 0; other < DETAILS; other++)
			if (other != i)
				assert_true(str_find(text, str_fmt(entry->arena, "\"19%d\\\"",
				                                   (int)other)) < 0);
		assert_null(ledger_opening_read(entry->arena, text, &read));
		assert_true(str_eq(read.detail, entry->details[i]));
		assert_true(ledger_opening_check(entry->arena, &read, DETAILS, &entry->root));
	}
}

static void a_changed_opening_is_refused(void **state)
{
	struct entry *entry = *state;
	struct ledger_opening good = open_one(entry, 3);
	struct ledger_opening bad = good;

	bad.salt.bytes[0] ^= 1;
	assert_false(ledger_opening_check(entry->arena, &bad, DETAILS, &entry->root));
	bad = good;
	bad.detail = entry->details[4];
	assert_false(ledger_opening_check(entry->arena, &bad, DETAILS, &entry->root));
	bad = good;
	bad.index = 4;
	assert_false(ledger_opening_check(entry->arena, &bad, DETAILS, &entry->root));
	bad = good;
	bad.count = DETAILS + 1;
	assert_false(ledger_opening_check(entry->arena, &bad, DETAILS, &entry->root));
	assert_true(ledger_opening_check(entry->arena, &good, DETAILS, &entry->root));
}

static void a_detail_that_is_not_canonical_is_refused(void **state)
{
	struct entry *entry = *state;
	struct ledger_opening opening = { .detail = STR("{ \"a\":1}"), .count = 1 };
	struct ledger_hash root = ledger_detail_hash(&opening.salt, opening.detail);

	assert_false(ledger_opening_check(entry->arena, &opening, 1, &root));
	opening.detail = STR("{\"a\":1}");
	root = ledger_detail_hash(&opening.salt, opening.detail);
	assert_true(ledger_opening_check(entry->arena, &opening, 1, &root));
}

static void the_same_detail_twice_has_two_hashes(void **state)
{
	struct ledger_salt one = ledger_salt_random();
	struct ledger_salt two = ledger_salt_random();
	struct ledger_hash first = ledger_detail_hash(&one, STR("{}"));
	struct ledger_hash second = ledger_detail_hash(&two, STR("{}"));

	(void)state;
	assert_false(ledger_hash_eq(&first, &second));
}

static void other_texts_are_no_opening(void **state)
{
	static const char *const bad[] = {
		"",
		"[]",
		"{}",
		"{\"count\":1,\"detail\":\"{}\",\"index\":0,\"proof\":[],\"salt\":\"AAAA\"}",
		"{\"count\":1,\"detail\":\"{}\",\"index\":0,\"proof\":[\"AAAA\"],"
		"\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}",
		"{\"count\":1,\"detail\":\"{}\",\"index\":0,\"proof\":{},"
		"\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}",
		"{\"count\":1.5,\"detail\":\"{}\",\"index\":0,\"proof\":[],"
		"\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}",
		"{\"count\":1, \"detail\":\"{}\",\"index\":0,\"proof\":[],"
		"\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}",
		"{\"a\":0,\"count\":1,\"detail\":\"{}\",\"index\":0,\"proof\":[],"
		"\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}",
	};
	struct entry *entry = *state;
	struct ledger_opening opening;

	for (size_t i = 0; i < COUNT(bad); i++)
		if (ledger_opening_read(entry->arena, str_of(bad[i]), &opening) == NULL)
			fail_msg("row %zu was read", i);
	assert_null(
		ledger_opening_read(entry->arena,
	                            STR("{\"count\":1,\"detail\":\"{}\",\"index\":0,\"proof\":[],"
	                                "\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}"),
	                            &opening));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(hash_and_salt_are_as_written_down, setup, teardown),
		cmocka_unit_test_setup_teardown(each_detail_is_opened_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(a_changed_opening_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(a_detail_that_is_not_canonical_is_refused, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(the_same_detail_twice_has_two_hashes, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(other_texts_are_no_opening, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
