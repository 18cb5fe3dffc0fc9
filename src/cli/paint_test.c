/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "cli/internal.h"

#define ARENA_BYTES_MAX (1u << 20)
#define FULL            "\xe2\x96\x88"

/* A command with nothing but an output in memory. */
struct stage {
	struct cli cli;
	struct ctx ctx;
	char *text;
	size_t len;
};

static int setup(void **state)
{
	struct stage *stage = calloc(1, sizeof(*stage));

	assert_non_null(stage);
	stage->ctx.arena = arena_new(ARENA_BYTES_MAX);
	stage->cli.c = &stage->ctx;
	stage->cli.out = open_memstream(&stage->text, &stage->len);
	stage->cli.err = stage->cli.out;
	assert_non_null(stage->cli.out);
	*state = stage;
	return 0;
}

static int teardown(void **state)
{
	struct stage *stage = *state;

	fclose(stage->cli.out);
	free(stage->text);
	arena_free(stage->ctx.arena);
	free(stage);
	return 0;
}

/* What was written since the last call. */
static const char *written(struct stage *stage)
{
	char *copy;

	fflush(stage->cli.out);
	copy = str_c(stage->ctx.arena, (struct str){ stage->text, stage->len });
	rewind(stage->cli.out);
	fflush(stage->cli.out);
	return copy;
}

static void styles_show_only_on_a_coloured_terminal(void **state)
{
	struct stage *stage = *state;

	cli_paint(&stage->cli, CLI_RED, STR("awas"));
	assert_string_equal(written(stage), "awas");
	stage->cli.out_color = true;
	cli_paint(&stage->cli, CLI_RED, STR("awas"));
	assert_string_equal(written(stage), "\033[31mawas\033[0m");
}

static void data_cannot_steer_the_terminal(void **state)
{
	struct stage *stage = *state;

	cli_paint(&stage->cli, CLI_PLAIN,
	          STR("a\033[2Jb\rc\td\xc2\x9b"
	              "e\n"));
	assert_string_equal(written(stage), "a?[2Jb?c?d?e\n");
}

static void bars_have_eighths_and_never_lose_something(void **state)
{
	static const struct {
		int64_t value;
		int64_t max;
		const char *bar;
	} rows[] = {
		{ 0, 10, "" },
		{ -3, 10, "" },
		{ 10, 10, FULL FULL FULL FULL },
		{ 99, 10, FULL FULL FULL FULL },
		{ 5, 10, FULL FULL },
		{ 1, 1000000, "\xe2\x96\x8f" },
		{ 1, 8, "\xe2\x96\x8c" },
		{ 7, 32, "\xe2\x96\x89" },
		{ 1, 0, "" },
	};
	struct stage *stage = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		cli_bar(&stage->cli, CLI_BLUE, rows[i].value, rows[i].max, 4);
		assert_string_equal(written(stage), rows[i].bar);
	}
}

static void cells_are_padded_and_cut_by_columns(void **state)
{
	static const struct {
		const char *text;
		int width;
		bool right;
		const char *cell;
	} rows[] = {
		{ "abc", 5, false, "abc  " },   { "abc", 5, true, "  abc" },
		{ "abcdef", 4, false, "abc…" }, { "abcd", 4, false, "abcd" },
		{ "pé", 3, false, "pé " },      { "人人人", 5, true, "人人…" },
		{ "人人人", 4, false, "人… " }, { "abc", 1, false, "…" },
		{ "abc", 0, false, "" },
	};
	struct stage *stage = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		cli_cell(&stage->cli, CLI_PLAIN, str_of(rows[i].text), rows[i].width,
		         rows[i].right);
		assert_string_equal(written(stage), rows[i].cell);
	}
}

static void progress_is_drawn_on_a_terminal_only_and_not_too_often(void **state)
{
	struct stage *stage = *state;

	cli_progress(&stage->cli, "{done}/{total}", 1, 4);
	cli_progress_end(&stage->cli);
	assert_string_equal(written(stage), "");
	stage->cli.err_tty = true;
	for (int i = 0; i < 50; i++)
		cli_progress(&stage->cli, "{done}/{total}", 2, 0);
	assert_string_equal(written(stage), "\r\033[K2/0");
	cli_progress_end(&stage->cli);
	cli_progress_end(&stage->cli);
	assert_string_equal(written(stage), "\r\033[K");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(styles_show_only_on_a_coloured_terminal, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(data_cannot_steer_the_terminal, setup, teardown),
		cmocka_unit_test_setup_teardown(bars_have_eighths_and_never_lose_something, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(cells_are_padded_and_cut_by_columns, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(
			progress_is_drawn_on_a_terminal_only_and_not_too_often, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
