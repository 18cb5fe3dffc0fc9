/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/args.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "i18n/words.h"

#define ARENA_BYTES_MAX (1u << 20)
#define WORDS_MAX       16

static int setup(void **state)
{
	*state = arena_new(ARENA_BYTES_MAX);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

/* Parse a line whose words are parted by single spaces. */
static const struct err *parse(struct arena *arena, const char *line, struct args *args)
{
	const char *argv[WORDS_MAX + 1] = { "abdi" };
	struct str rest = str_of(line);
	struct str word;
	int argc = 1;

	while (argc < WORDS_MAX && str_cut(&rest, ' ', &word))
		argv[argc++] = str_c(arena, word);
	return args_parse(arena, argc, argv, args);
}

static void assert_good(struct arena *arena, const char *line, struct args *args)
{
	const struct err *error = parse(arena, line, args);

	if (error != NULL)
		fail_msg("%s: %s %.*s", line, error->message, STR_ARG(error->value));
}

static void common_options_stand_on_either_side(void **state)
{
	static const char *const lines[] = {
		"--db a.db law person",
		"--db=a.db law person",
		"law --db a.db person",
		"law person --db=a.db",
	};

	for (size_t i = 0; i < COUNT(lines); i++) {
		struct args args;

		assert_good(*state, lines[i], &args);
		assert_string_equal(args.command->name, "law");
		assert_true(str_eq(args.given.common[ARGS_DB].text, STR("a.db")));
		assert_true(str_eq(args.arguments[0], STR("person")));
	}
}

static void options_end_at_two_hyphens(void **state)
{
	struct args args;

	assert_good(*state, "law -- --json", &args);
	assert_true(str_eq(args.arguments[0], STR("--json")));
}

static void wrong_lines_are_named(void **state)
{
	static const struct {
		const char *line;
		const char *message;
		const char *field;
		const char *value;
	} rows[] = {
		{ "lwa x", "err.command_unknown_near", "lwa", "law" },
		{ "docter", "err.command_unknown_near", "docter", "doctor" },
		{ "xylophone", "err.command_unknown", "xylophone", "" },
		{ "law x --jsn", "err.option_unknown_near", "--jsn", "--json" },
		{ "law x --colour", "err.option_unknown", "--colour", "law" },
		{ "--years 3 law x", "err.option_before_command", "--years", "" },
		{ "--bd a.db law x", "err.option_unknown_near", "--bd", "--db" },
		{ "law x -j", "err.option_short", "-j", "" },
		{ "law x --on", "err.option_value_missing", "--on", "DATE" },
		{ "law x --on --json", "err.option_value_missing", "--on", "DATE" },
		{ "law x --on=", "err.option_value_missing", "--on", "DATE" },
		{ "law x --on 2021-02-30", "err.option_not_date", "--on", "2021-02-30" },
		{ "law x --json=1", "err.option_takes_no_value", "--json", "" },
		{ "law", "err.argument_missing", "law", "KEY" },
		{ "law x y", "err.argument_extra", "law", "y" },
		{ "user add x", "err.option_required", "--role", "ROLE" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct args args;
		const struct err *error = parse(*state, rows[i].line, &args);

		assert_non_null(error);
		assert_int_equal(error->code, ERR_USAGE);
		assert_string_equal(error->message, rows[i].message);
		assert_string_equal(str_c(*state, error->field), rows[i].field);
		assert_string_equal(str_c(*state, error->value), rows[i].value);
	}
}

static void help_anywhere_forgives_the_rest(void **state)
{
	static const char *const lines[] = {
		"--help law",      "law --help", "law --nonsense x y z --help",
		"law --on --help", "law -h",
	};

	for (size_t i = 0; i < COUNT(lines); i++) {
		struct args args;

		assert_good(*state, lines[i], &args);
		assert_true(args.given.common[ARGS_HELP].given);
		assert_string_equal(args.command->name, "law");
	}
}

static void the_language_is_found_in_a_broken_line(void **state)
{
	const char *const apart[] = { "abdi", "--nonsense", "--lang", "en" };
	const char *const joined[] = { "abdi", "--lang=en", "--nonsense" };

	(void)state;
	assert_true(str_eq(args_lang(4, apart), STR("en")));
	assert_true(str_eq(args_lang(3, joined), STR("en")));
	assert_int_equal(args_lang(1, apart).len, 0);
}

static bool has_words(const char *key)
{
	return !str_eq(words_get(LANG_ID, str_of(key)), str_of(key)) &&
	       !str_eq(words_get(LANG_EN, str_of(key)), str_of(key));
}

/* Required arguments come before those that may be left out, options have words and no twins. */
static void check_row(const struct cli_command *command)
{
	bool optional = false;

	assert_non_null(command->run);
	assert_true(has_words(command->summary));
	assert_true(str_starts(str_of(command->example), STR("abdi ")));
	assert_true(str_find(str_of(command->example), str_of(command->name)) > 0);
	assert_true(command->option_count <= CLI_OPTIONS_MAX);
	for (size_t i = 0; i < CLI_ARGUMENTS_MAX && command->arguments[i] != NULL; i++) {
		assert_false(optional && command->arguments[i][0] != '[');
		optional = command->arguments[i][0] == '[';
	}
	for (size_t i = 0; i < command->option_count; i++) {
		const struct cli_option *option = &command->options[i];

		assert_true(has_words(option->summary));
		assert_int_equal(option->kind == CLI_FLAG, option->placeholder == NULL);
		for (size_t j = 0; j < ARGS_COMMON_COUNT; j++)
			assert_string_not_equal(option->name, args_common[j].name);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(option->name, command->options[j].name);
	}
}

static void the_table_is_sorted_and_complete(void **state)
{
	(void)state;
	for (size_t i = 0; i < cli_command_count; i++) {
		if (i > 0)
			assert_true(strcmp(cli_commands[i - 1]->name, cli_commands[i]->name) < 0);
		check_row(cli_commands[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(common_options_stand_on_either_side),
		cmocka_unit_test(options_end_at_two_hyphens),
		cmocka_unit_test(wrong_lines_are_named),
		cmocka_unit_test(help_anywhere_forgives_the_rest),
		cmocka_unit_test(the_language_is_found_in_a_broken_line),
		cmocka_unit_test(the_table_is_sorted_and_complete),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
