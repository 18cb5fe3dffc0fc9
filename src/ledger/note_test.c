/* SPDX-License-Identifier: Apache-2.0 */
/* Keys, notes and checkpoints. */
#include "ledger/note.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "ledger/checkpoint.h"
#include "ledger/key.h"

#define AT_S INT64_C(1679315147)

/* Keys and signatures of the seed 00 01 … 1f, made by another implementation of Ed25519. */
#define LOG_NAME     "log.example/abdi"
#define LOG_KEY      LOG_NAME "+2e2b357a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
#define LOG_SIGNER                                                                       \
	"PRIVATE+KEY+" LOG_NAME "+2e2b357a+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
#define WITNESS_NAME "witness.example/w1"
#define WITNESS_KEY  WITNESS_NAME "+e75f6532+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
#define TEXT         LOG_NAME "\n1\n2cLWa1IsJSJyj1Of+fZ7hdQN7/8JX8ilKMmU9PNbs94=\n"
#define LOG_LINE                                                                         \
	"\xE2\x80\x94 " LOG_NAME                                                         \
	" Lis1epshHvtGTv2ytHyg4/KFnlctuYYGJnpWzdrMj3w9eIyQ9Zb8inH0naXSieDdQTNyBfFyVf/62RF5dho" \
	"EbD1Fpgw=\n"
#define WITNESS_LINE                                                                     \
	"\xE2\x80\x94 " WITNESS_NAME                                                     \
	" 519lMgAAAABkGFDLuiO7D42JY5xm0IycO15kJHxh0bULF/rPV8Twhm42YMNN3FsK8pUHYG8/Qy3z89PPGy8" \
	"We9B+r8ZX3EjZ0zI0CQ==\n"

static int setup(void **state)
{
	*state = arena_new(64u << 20);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static struct ledger_key key(struct arena *arena, const char *text)
{
	struct ledger_key out;

	assert_null(ledger_key_read(arena, str_of(text), &out));
	return out;
}

static const struct ledger_signer *signer(struct arena *arena, const char *name,
                                          enum ledger_key_type type)
{
	const struct ledger_signer *out;
	unsigned char seed[LEDGER_KEY_BYTES];

	for (size_t i = 0; i < sizeof(seed); i++)
		seed[i] = (unsigned char)i;
	assert_null(ledger_signer_new(arena, str_of(name), type, seed, &out));
	return out;
}

/* Open with keys; the code of the error, or -1. */
static int open_note(struct arena *arena, struct str bytes, const struct ledger_key *keys,
                     size_t count, struct ledger_note *note)
{
	const struct err *err = ledger_note_read(arena, bytes, note);

	if (err == NULL)
		err = ledger_note_check(arena, note, keys, count);
	return err == NULL ? -1 : (int)err->code;
}

static void keys_are_written_and_read(void **state)
{
	struct ledger_key log = key(*state, LOG_KEY);
	const struct ledger_signer *made = signer(*state, LOG_NAME, LEDGER_KEY_ED25519);
	const struct ledger_signer *read;

	assert_int_equal(log.id, 0x2e2b357a);
	assert_true(str_eq(ledger_key_text(*state, &log), STR(LOG_KEY)));
	assert_true(str_eq(ledger_signer_text(*state, made), STR(LOG_SIGNER)));
	assert_memory_equal(made->key.bytes, log.bytes, LEDGER_KEY_BYTES);
	assert_null(ledger_signer_read(*state, STR(LOG_SIGNER), &read));
	assert_memory_equal(read->secret, made->secret, sizeof(made->secret));
	made = signer(*state, WITNESS_NAME, LEDGER_KEY_COSIGNATURE);
	assert_true(str_eq(ledger_key_text(*state, &made->key), STR(WITNESS_KEY)));
}

static void fresh_keys_differ(void **state)
{
	const struct ledger_signer *one;
	const struct ledger_signer *two;

	assert_null(ledger_signer_make(*state, STR("a"), LEDGER_KEY_ED25519, &one));
	assert_null(ledger_signer_make(*state, STR("a"), LEDGER_KEY_ED25519, &two));
	assert_memory_not_equal(one->secret, two->secret, sizeof(one->secret));
}

static void other_keys_are_refused(void **state)
{
	static const char *const bad[] = {
		"",
		LOG_NAME,
		LOG_NAME "+2e2b357a",
		LOG_NAME "+2e2b357a+",
		LOG_NAME "+2E2B357A+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		LOG_NAME "+2e2b357b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		LOG_NAME "+2e2b357a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\n",
		LOG_NAME "+2e2b357a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG5",
		LOG_NAME "+2e2b357a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVQ==",
		"+2e2b357a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		"a b+2e2b357a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
		"PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		LOG_SIGNER,
	};
	const struct ledger_signer *read;
	struct ledger_key out;

	for (size_t i = 0; i < COUNT(bad); i++)
		if (ledger_key_read(*state, str_of(bad[i]), &out) == NULL)
			fail_msg("%s was read", bad[i]);
	assert_non_null(ledger_signer_read(*state, STR(LOG_KEY), &read));
	assert_non_null(ledger_signer_read(*state, STR("PRIVATE+KEY+"), &read));
	assert_non_null(ledger_signer_read(
		*state, STR("PRIVATE+KEY+a+2e2b357a+AQABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"),
		&read));
}

static void names_have_no_spaces_and_no_plus(void **state)
{
	static const struct str bad[] = {
		STR_INIT(""),         STR_INIT("a b"),          STR_INIT("a+b"),
		STR_INIT("a\tb"),     STR_INIT("a\nb"),         STR_INIT("a\xC2\xA0"),
		STR_INIT("\xC2\x85"), STR_INIT("\xE2\x80\xA8"), STR_INIT("\xE3\x80\x80"),
		STR_INIT("\xFF"),     STR_INIT("a\0b"),         STR_INIT("a\x7F"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(ledger_key_name_check(bad[i]));
	assert_true(ledger_key_name_check(STR("example.com/log42")));
	assert_true(ledger_key_name_check(STR("daerah\xE2\x80\x94utara")));
}

/* The example of C2SP signed-note. */
static void the_example_of_the_specification_opens(void **state)
{
	struct ledger_key foo = key(
		*state, "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
	struct str bytes = STR(
		"This is an example message.\n\n"
		"\xE2\x80\x94 example.com/foo "
		"Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3"
		"mFXmRKuwHjG1Yu72IneyaQM=\n");
	struct ledger_note note;

	assert_int_equal(open_note(*state, bytes, &foo, 1, &note), -1);
	assert_true(str_eq(note.text, STR("This is an example message.\n")));
	assert_int_equal(note.verified, 1);
	assert_int_equal(note.unknown, 0);
}

static void signing_gives_the_bytes_of_others(void **state)
{
	struct ledger_key keys[2] = { key(*state, LOG_KEY), key(*state, WITNESS_KEY) };
	struct ledger_note note;

	assert_null(ledger_note_new(*state, STR(TEXT), &note));
	assert_null(
		ledger_note_sign(*state, &note, signer(*state, LOG_NAME, LEDGER_KEY_ED25519), 0));
	assert_true(str_eq(ledger_note_text(*state, &note), STR(TEXT "\n" LOG_LINE)));
	assert_null(ledger_note_sign(*state, &note,
	                             signer(*state, WITNESS_NAME, LEDGER_KEY_COSIGNATURE), AT_S));
	assert_true(str_eq(ledger_note_text(*state, &note), STR(TEXT "\n" LOG_LINE WITNESS_LINE)));
	assert_int_equal(open_note(*state, STR(TEXT "\n" LOG_LINE WITNESS_LINE), keys, 2, &note),
	                 -1);
	assert_int_equal(note.verified, 2);
	assert_true(note.signatures[1].at_s == AT_S);
	assert_ptr_equal(note.signatures[1].key, &keys[1]);
}

static void a_cosignature_replaces_the_older_one(void **state)
{
	struct ledger_key witness = key(*state, WITNESS_KEY);
	struct ledger_note note;

	assert_null(ledger_note_new(*state, STR(TEXT), &note));
	assert_null(
		ledger_note_sign(*state, &note, signer(*state, LOG_NAME, LEDGER_KEY_ED25519), 0));
	assert_null(ledger_note_sign(
		*state, &note, signer(*state, WITNESS_NAME, LEDGER_KEY_COSIGNATURE), AT_S - 60));
	assert_null(ledger_note_add(*state, &note, STR(WITNESS_LINE)));
	assert_int_equal(note.count, 2);
	assert_null(ledger_note_check(*state, &note, &witness, 1));
	assert_true(note.signatures[1].at_s == AT_S);
	assert_int_equal(note.unknown, 1);
	assert_non_null(ledger_note_add(*state, &note, STR("witness\n")));
	assert_non_null(ledger_note_add(*state, &note, STR("")));
}

static void any_changed_byte_is_noticed(void **state)
{
	struct ledger_key keys[2] = { key(*state, LOG_KEY), key(*state, WITNESS_KEY) };
	struct str whole = str_copy(*state, STR(TEXT "\n" LOG_LINE WITNESS_LINE));
	char *bytes = str_c(*state, whole);

	for (size_t i = 0; i < whole.len; i++) {
		struct arena_mark mark = arena_mark(*state);
		struct ledger_note note;

		bytes[i] ^= 1;
		/* A name or an id that is not known any more leaves the other signature. */
		if (open_note(*state, (struct str){ bytes, whole.len }, keys, 2, &note) == -1)
			assert_true(note.verified == 1 && note.unknown == 1);
		bytes[i] ^= 1;
		arena_rewind(*state, mark);
	}
}

static void what_is_no_note_is_refused(void **state)
{
	static const struct str bad[] = {
		STR_INIT(""),
		STR_INIT("\n"),
		STR_INIT("\n\n"),
		STR_INIT(TEXT),
		STR_INIT(TEXT "\n"),
		STR_INIT(TEXT LOG_LINE),
		STR_INIT(TEXT "\n" LOG_LINE "\n"),
		STR_INIT(TEXT "\n" LOG_LINE "x"),
		STR_INIT(TEXT "\n- " LOG_NAME " AAAAAAA=\n"),
		STR_INIT(TEXT "\n\xE2\x80\x94 " LOG_NAME "\n"),
		STR_INIT(TEXT "\n\xE2\x80\x94 " LOG_NAME " AAAA\n"),
		STR_INIT(TEXT "\n\xE2\x80\x94 " LOG_NAME " Lis1eg==\n"),
		STR_INIT(TEXT "\0\n" LOG_LINE),
		STR_INIT("\xFF" TEXT "\n" LOG_LINE),
		STR_INIT("a\r\n\n" LOG_LINE),
	};
	struct ledger_note note;

	for (size_t i = 0; i < COUNT(bad); i++)
		if (ledger_note_read(*state, bad[i], &note) == NULL)
			fail_msg("row %zu was read", i);
	assert_non_null(ledger_note_new(*state, STR("no line end"), &note));
	assert_non_null(ledger_note_new(*state, STR("a\tb\n"), &note));
}

static void signatures_have_a_most(void **state)
{
	struct ledger_key log = key(*state, LOG_KEY);
	struct ledger_note note;
	struct buf bytes;

	buf_init(&bytes, *state);
	buf_add(&bytes, STR(TEXT "\n"));
	for (int i = 0; i < LEDGER_NOTE_SIGNATURES_MAX; i++)
		buf_add(&bytes, STR(LOG_LINE));
	assert_int_equal(open_note(*state, buf_str(&bytes), &log, 1, &note), -1);
	assert_int_equal(note.verified, 1);
	buf_add(&bytes, STR(LOG_LINE));
	assert_int_equal(open_note(*state, buf_str(&bytes), &log, 1, &note), ERR_LIMIT);
}

static void nobody_known_is_not_enough(void **state)
{
	struct ledger_key witness = key(*state, WITNESS_KEY);
	struct ledger_note note;

	assert_int_equal(open_note(*state, STR(TEXT "\n" LOG_LINE), &witness, 1, &note),
	                 ERR_MISSING);
	assert_int_equal(open_note(*state, STR(TEXT "\n" LOG_LINE), NULL, 0, &note), ERR_MISSING);
	/* The same key for another purpose has another id. */
	assert_true(key(*state, LOG_KEY).id != witness.id);
}

static void checkpoints_are_strict(void **state)
{
	static const char *const bad[] = {
		"",
		"a\n",
		"a\n1\n",
		"a\n1\nAAAA\n",
		"\n1\n2cLWa1IsJSJyj1Of+fZ7hdQN7/8JX8ilKMmU9PNbs94=\n",
		"a\n01\n2cLWa1IsJSJyj1Of+fZ7hdQN7/8JX8ilKMmU9PNbs94=\n",
		"a\n-1\n2cLWa1IsJSJyj1Of+fZ7hdQN7/8JX8ilKMmU9PNbs94=\n",
		"a\n+1\n2cLWa1IsJSJyj1Of+fZ7hdQN7/8JX8ilKMmU9PNbs94=\n",
		"a\n9223372036854775808\n2cLWa1IsJSJyj1Of+fZ7hdQN7/8JX8ilKMmU9PNbs94=\n",
		"a\n1\n2cLWa1IsJSJyj1Of+fZ7hdQN7/8JX8ilKMmU9PNbs94=",
		"a\n1\n2cLWa1IsJSJyj1Of+fZ7hdQN7/8JX8ilKMmU9PNbs94=\n\n",
		"a\n1\n2cLWa1IsJSJyj1Of+fZ7hdQN7/8JX8ilKMmU9PNbs94=\nx\n\ny\n",
		"a\n1\n2cLWa1IsJSJyj1Of+fZ7hdQN7/8JX8ilKMmU9PNbs94=\nx",
		"a\n0\n2cLWa1IsJSJyj1Of+fZ7hdQN7/8JX8ilKMmU9PNbs94=\n",
		"a\n1\n2cLWa1IsJSJyj1Of+fZ7hdQN7/8JX8ilKMmU9PNbs95=\n",
	};
	struct ledger_checkpoint checkpoint;

	for (size_t i = 0; i < COUNT(bad); i++)
		if (ledger_checkpoint_read(*state, str_of(bad[i]), &checkpoint) == NULL)
			fail_msg("row %zu was read", i);
	assert_null(ledger_checkpoint_read(*state, STR(TEXT "more\nlines\n"), &checkpoint));
	assert_true(checkpoint.size == 1);
	assert_true(str_eq(checkpoint.extension, STR("more\nlines\n")));
	assert_true(str_eq(ledger_checkpoint_text(*state, &checkpoint), STR(TEXT "more\nlines\n")));
	assert_null(ledger_checkpoint_read(
		*state, STR("a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"), &checkpoint));
}

static int open_checkpoint(struct arena *arena, struct str bytes,
                           const struct ledger_policy *policy)
{
	struct ledger_checkpoint checkpoint;
	struct ledger_note note;
	const struct err *err;

	err = ledger_checkpoint_open(arena, bytes, policy, &checkpoint, &note);
	return err == NULL ? -1 : (int)err->code;
}

static void a_policy_says_whose_signatures_count(void **state)
{
	struct ledger_key log = key(*state, LOG_KEY);
	struct ledger_key witness = key(*state, WITNESS_KEY);
	struct ledger_policy policy = { STR(LOG_NAME), &log, 1, &witness, 1, 1 };
	struct str both = STR(TEXT "\n" LOG_LINE WITNESS_LINE);
	struct str alone = STR(TEXT "\n" LOG_LINE);

	assert_int_equal(open_checkpoint(*state, both, &policy), -1);
	assert_int_equal(open_checkpoint(*state, alone, &policy), ERR_MISSING);
	policy.witnesses_min = 0;
	assert_int_equal(open_checkpoint(*state, alone, &policy), -1);
	assert_int_equal(open_checkpoint(*state, STR(TEXT "\n" WITNESS_LINE), &policy),
	                 ERR_MISSING);
	policy.origin = STR("log.example/other");
	assert_int_equal(open_checkpoint(*state, both, &policy), ERR_CORRUPT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(keys_are_written_and_read, setup, teardown),
		cmocka_unit_test_setup_teardown(fresh_keys_differ, setup, teardown),
		cmocka_unit_test_setup_teardown(other_keys_are_refused, setup, teardown),
		cmocka_unit_test(names_have_no_spaces_and_no_plus),
		cmocka_unit_test_setup_teardown(the_example_of_the_specification_opens, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(signing_gives_the_bytes_of_others, setup, teardown),
		cmocka_unit_test_setup_teardown(a_cosignature_replaces_the_older_one, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(any_changed_byte_is_noticed, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_no_note_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(signatures_have_a_most, setup, teardown),
		cmocka_unit_test_setup_teardown(nobody_known_is_not_enough, setup, teardown),
		cmocka_unit_test_setup_teardown(checkpoints_are_strict, setup, teardown),
		cmocka_unit_test_setup_teardown(a_policy_says_whose_signatures_count, setup,
		                                teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
