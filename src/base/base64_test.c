/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

/* RFC 4648, section 10. */
static const char *const rows[][2] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
};

static void the_rfc_agrees_both_ways(void **state)
{
	struct arena *arena = arena_new(1u << 20);
	struct str bytes;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_true(str_eq(base64_encode(arena, str_of(rows[i][0])), str_of(rows[i][1])));
		assert_true(base64_decode(arena, str_of(rows[i][1]), &bytes));
		assert_true(str_eq(bytes, str_of(rows[i][0])));
	}
	arena_free(arena);
}

static void other_texts_of_the_same_bytes_are_refused(void **state)
{
	static const char *const texts[] = {
		"Zg",    "Zg=", "Zh==", "Zm9",  "Zm9v\n",  " Zm9v",      "Zm 9v",
		"Zm9v=", "Z",   "====", "_m9v", "\xCAm9v", "Z\xD1\x7Av", "Zm9\xFF",
	};
	struct arena *arena = arena_new(1u << 20);
	struct str bytes;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		if (base64_decode(arena, str_of(texts[i]), &bytes))
			fail_msg("%s was read", texts[i]);
	arena_free(arena);
}

static void exact_sizes_are_exact(void **state)
{
	unsigned char bytes[4];

	(void)state;
	assert_true(base64_decode_exact(STR("Zm9v"), bytes, 3));
	assert_memory_equal(bytes, "foo", 3);
	assert_false(base64_decode_exact(STR("Zm9v"), bytes, 4));
	assert_false(base64_decode_exact(STR("Zm9v"), bytes, 2));
	assert_true(hex_decode_exact(STR("00ff7a"), bytes, 3));
	assert_memory_equal(bytes, "\x00\xff\x7a", 3);
	assert_false(hex_decode_exact(STR("00FF7A"), bytes, 3));
	assert_false(hex_decode_exact(STR("00ff7"), bytes, 3));
	assert_false(hex_decode_exact(STR("00ff7g"), bytes, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rfc_agrees_both_ways),
		cmocka_unit_test(other_texts_of_the_same_bytes_are_refused),
		cmocka_unit_test(exact_sizes_are_exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
