/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/str.h"
#include "i18n/words.h"
#include "registry/roster.h"

static int setup(void **state)
{
	*state = arena_new(1u << 20);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static void every_finding_has_words_in_both_languages(void **state)
{
	static const enum lang langs[] = { LANG_ID, LANG_EN };

	assert_int_not_equal(roster_code_count, 0);
	for (size_t i = 0; i < roster_code_count; i++) {
		struct str key = str_fmt(*state, "import.%.*s", STR_ARG(roster_codes[i].code));

		for (size_t k = 0; k < COUNT(langs); k++) {
			struct str words = words_get(langs[k], key);

			if (words.len == 0 || str_eq(words, key))
				fail_msg("no words for %.*s", STR_ARG(key));
		}
	}
}

/* The placeholders that cli/import.c fills; another one would be printed as it stands. */
static void words_of_findings_ask_for_nothing_else(void **state)
{
	static const char *const known[] = { "{value}", "{other}", "{line}" };

	for (size_t i = 0; i < roster_code_count; i++) {
		struct str key = str_fmt(*state, "import.%.*s", STR_ARG(roster_codes[i].code));
		struct str rest = words_get(LANG_EN, key);
		ptrdiff_t at;

		while ((at = str_find_char(rest, '{')) >= 0) {
			bool fits = false;

			rest = str_sub(rest, (size_t)at, rest.len);
			for (size_t k = 0; k < COUNT(known); k++)
				fits = fits || str_starts(rest, str_of(known[k]));
			assert_true(fits);
			rest = str_sub(rest, 1, rest.len);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_finding_has_words_in_both_languages),
		cmocka_unit_test(words_of_findings_ask_for_nothing_else),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
