/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/receipt.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "ledger/detail.h"

#define ORIGIN "log.example/abdi"
#define HASH   "2cLWa1IsJSJyj1Of+fZ7hdQN7/8JX8ilKMmU9PNbs94=\n"
#define HEAD   "c2sp.org/tlog-proof@v1\n"
#define LEAVES 11

/* A log with its checkpoint. */
struct log {
	struct arena *arena;
	struct ledger_hash hashes[LEAVES];
	struct ledger_leaves leaves;
	const struct ledger_signer *signer;
	struct ledger_policy policy;
	struct str checkpoint;
};

static int setup(void **state)
{
	struct arena *arena = arena_new(64u << 20);
	struct log *log = ARENA_NEW(arena, struct log);
	struct ledger_checkpoint checkpoint = { .origin = STR(ORIGIN), .size = LEAVES };
	struct ledger_tree tree = { 0 };
	struct ledger_note note;

	log->arena = arena;
	for (int i = 0; i < LEAVES; i++) {
		log->hashes[i] = ledger_hash_leaf(str_fmt(arena, "{\"n\":%d}", i));
		ledger_tree_append(&tree, &log->hashes[i], NULL);
	}
	log->leaves = (struct ledger_leaves){ log->hashes, LEAVES };
	assert_null(ledger_signer_make(arena, STR(ORIGIN), LEDGER_KEY_ED25519, &log->signer));
	log->policy = (struct ledger_policy){ STR(ORIGIN), &log->signer->key, 1, NULL, 0, 0 };
	checkpoint.root = ledger_tree_root(&tree);
	assert_null(ledger_note_new(arena, ledger_checkpoint_text(arena, &checkpoint), &note));
	assert_null(ledger_note_sign(arena, &note, log->signer, 0));
	log->checkpoint = ledger_note_text(arena, &note);
	*state = log;
	return 0;
}

static int teardown(void **state)
{
	struct log *log = *state;

	arena_free(log->arena);
	return 0;
}

static struct ledger_receipt receipt_of(struct log *log, int64_t index, struct str extra)
{
	struct ledger_receipt receipt = { .extra = extra, .index = index };

	assert_null(ledger_inclusion_prove(ledger_leaves_hash, &log->leaves, index, LEAVES,
	                                   &receipt.proof));
	receipt.checkpoint = log->checkpoint;
	return receipt;
}

static void what_was_written_is_read_and_holds(void **state)
{
	struct log *log = *state;

	for (int64_t i = 0; i < LEAVES; i++) {
		struct str extra = i % 2 == 0 ? STR("") : STR("\x00{}");
		struct ledger_receipt receipt = receipt_of(log, i, extra);
		struct str text = ledger_receipt_text(log->arena, &receipt);
		struct ledger_checkpoint checkpoint;
		struct ledger_receipt read;

		assert_null(ledger_receipt_read(log->arena, text, &read));
		assert_true(read.index == i && str_eq(read.extra, extra));
		assert_true(str_eq(read.checkpoint, log->checkpoint));
		assert_true(str_eq(ledger_receipt_text(log->arena, &read), text));
		assert_null(ledger_receipt_check(log->arena, &read, &log->policy, &log->hashes[i],
		                                 &checkpoint));
		assert_true(checkpoint.size == LEAVES);
	}
}

static int check(struct log *log, const struct ledger_receipt *receipt, int leaf)
{
	const struct err *err = ledger_receipt_check(log->arena, receipt, &log->policy,
	                                             &log->hashes[leaf], NULL);

	return err == NULL ? -1 : (int)err->code;
}

static void another_entry_or_log_is_refused(void **state)
{
	struct log *log = *state;
	struct ledger_receipt receipt = receipt_of(log, 4, STR(""));

	assert_int_equal(check(log, &receipt, 4), -1);
	assert_int_equal(check(log, &receipt, 5), ERR_CORRUPT);
	receipt.index = 5;
	assert_int_equal(check(log, &receipt, 4), ERR_CORRUPT);
	receipt.index = LEAVES;
	assert_int_equal(check(log, &receipt, 4), ERR_CORRUPT);
	receipt = receipt_of(log, 4, STR(""));
	receipt.proof.hashes[0].bytes[0] ^= 1;
	assert_int_equal(check(log, &receipt, 4), ERR_CORRUPT);
	receipt = receipt_of(log, 4, STR(""));
	log->policy.log_count = 0;
	assert_int_equal(check(log, &receipt, 4), ERR_MISSING);
}

static void what_is_no_receipt_is_refused(void **state)
{
	static const char *const bad[] = {
		"",
		HEAD,
		HEAD "index 0\n",
		HEAD "index 0\n\n",
		HEAD "index 00\n\nx",
		HEAD "index -1\n\nx",
		HEAD "index 9223372036854775808\n\nx",
		HEAD "index\n\nx",
		HEAD "Index 0\n\nx",
		HEAD "index 0\n" HASH "x",
		HEAD "index 0\nAAAA\n\nx",
		HEAD "index 0 \n\nx",
		HEAD "extra \nindex 0\n\nx",
		HEAD "extra AA\nindex 0\n\nx",
		HEAD "extra AAAA\n",
		HEAD "extra AAAA\nextra AAAA\nindex 0\n\nx",
		HEAD "index 0\nextra AAAA\n\nx",
		"c2sp.org/tlog-proof@v2\nindex 0\n\nx",
		"\n" HEAD "index 0\n\nx",
	};
	struct log *log = *state;
	struct ledger_receipt receipt;
	struct str many = STR(HEAD "index 0\n");

	for (size_t i = 0; i < COUNT(bad); i++)
		if (ledger_receipt_read(log->arena, str_of(bad[i]), &receipt) == NULL)
			fail_msg("row %zu was read", i);
	assert_null(ledger_receipt_read(log->arena, STR(HEAD "index 0\n\nx"), &receipt));
	for (int i = 0; i < LEDGER_HEIGHT_MAX; i++)
		many = str_fmt(log->arena, "%.*s" HASH, STR_ARG(many));
	assert_null(ledger_receipt_read(log->arena, str_fmt(log->arena, "%.*s\nx", STR_ARG(many)),
	                                &receipt));
	assert_non_null(ledger_receipt_read(
		log->arena, str_fmt(log->arena, "%.*s" HASH "\nx", STR_ARG(many)), &receipt));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_written_is_read_and_holds, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(another_entry_or_log_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_no_receipt_is_refused, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
