/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/arena.h"
#include "cli/import.h"
#include "cli/internal.h"
#include "i18n/words.h"

#define CODES_MAX   48 /* kinds of findings; roster.c knows about thirty */
#define ERRORS_SHOWN 40 /* faulty lines told one by one; --rejects has all */
#define NAMES_SHOWN  10 /* changes and absent people told one by one */

/* How often each kind of finding came, with the first of its kind as an example. */
struct tally {
	struct str code;
	bool is_error;
	int64_t count;
	struct str line;
	struct str remedy;
};

struct telling {
	struct import_told *told;
	struct cli *cli;
	struct tally tallies[CODES_MAX];
	size_t tally_count;
	int64_t shown;
	int64_t limit;
};

static struct str number(struct telling *t, int64_t n)
{
	return words_number(t->cli->c->arena, t->cli->c->lang, n);
}

static const struct err *count_finding(void *arg, const struct str *f, size_t count)
{
	struct telling *t = arg;
	struct arena *arena = t->cli->c->arena;

	(void)count;
	for (size_t i = 0; i < t->tally_count; i++) {
		if (str_eq(t->tallies[i].code, f[3])) {
			t->tallies[i].count++;
			return NULL;
		}
	}
	if (t->tally_count < CODES_MAX)
		t->tallies[t->tally_count++] = (struct tally){ str_copy(arena, f[3]),
			                                       str_eq(f[4], STR("error")), 1,
			                                       str_copy(arena, f[0]),
			                                       str_copy(arena, f[7]) };
	return NULL;
}

static const struct err *show_error(void *arg, const struct str *f, size_t count)
{
	struct telling *t = arg;

	(void)count;
	if (!str_eq(f[4], STR("error")) || t->shown++ >= t->limit)
		return NULL;
	cli_cell(t->cli, CLI_BOLD, f[0], 7, true);
	cli_paint(t->cli, CLI_PLAIN, STR("  "));
	cli_cell(t->cli, CLI_RED, f[3], 16, false);
	cli_paint(t->cli, CLI_PLAIN, STR(" "));
	cli_write_clean(t->cli->out, f[7]);
	cli_paint(t->cli, CLI_PLAIN, STR("\n"));
	return NULL;
}

static const struct err *show_change(void *arg, const struct str *f, size_t count)
{
	struct telling *t = arg;

	(void)count;
	if (t->shown++ < t->limit)
		cli_print(t->cli, "import.text_change",
		          WORD_ARGS({ "line", f[0] }, { "column", f[1] },
		                    { "before", f[2].len > 0 ? f[2] : STR("–") },
		                    { "after", f[3].len > 0 ? f[3] : STR("–") }));
	return NULL;
}

static const struct err *show_absent(void *arg, const struct str *f, size_t count)
{
	struct telling *t = arg;

	(void)count;
	if (t->shown++ < t->limit)
		cli_print(t->cli, "import.text_absent_row",
		          WORD_ARGS({ "name", f[0] }, { "nip", f[1] }));
	return NULL;
}

static void heading(struct telling *t, const char *key, int64_t n)
{
	cli_paint(t->cli, CLI_PLAIN, STR("\n"));
	cli_paint(t->cli, CLI_BOLD,
	          words_fmt(t->cli->c->arena, t->cli->c->lang, str_of(key),
	                    WORD_ARGS({ "n", number(t, n) })));
	cli_paint(t->cli, CLI_PLAIN, STR("\n"));
}

static void more(struct telling *t)
{
	if (t->shown > t->limit)
		cli_print(t->cli, "import.text_more",
		          WORD_ARGS({ "n", number(t, t->shown - t->limit) }));
}

/* One figure of the summary: "  9.122  diterima". */
static void figure(struct telling *t, enum cli_style style, int64_t n, const char *key)
{
	cli_cell(t->cli, n > 0 ? style : CLI_DIM, number(t, n), 11, true);
	cli_paint(t->cli, CLI_PLAIN, STR("  "));
	cli_paint(t->cli, n > 0 ? CLI_PLAIN : CLI_DIM, words_get(t->cli->c->lang, str_of(key)));
	cli_paint(t->cli, CLI_PLAIN, STR("\n"));
}

static void summary(struct telling *t)
{
	const struct import_result *n = &t->told->result;

	figure(t, CLI_BOLD, n->line_count, "import.text_lines");
	figure(t, CLI_GREEN, n->accepted_count, "import.text_accepted");
	figure(t, CLI_PLAIN, n->added_count, "import.text_added");
	figure(t, CLI_PLAIN, n->changed_count, "import.text_changed");
	figure(t, CLI_PLAIN, n->unchanged_count, "import.text_unchanged");
	figure(t, CLI_RED, n->rejected_count, "import.text_rejected");
	figure(t, CLI_GOLD, n->warning_count, "import.text_warnings");
	figure(t, CLI_PLAIN, n->unit_count, "import.text_units");
	figure(t, CLI_PLAIN, n->position_count, "import.text_positions");
	figure(t, CLI_PLAIN, n->absent_count, "import.text_absent_count");
}

static int by_count(const void *a, const void *b)
{
	const struct tally *ta = a, *tb = b;

	if (ta->count != tb->count)
		return ta->count < tb->count ? 1 : -1;
	return str_cmp(ta->code, tb->code);
}

static void show_warnings(struct telling *t)
{
	qsort(t->tallies, t->tally_count, sizeof(t->tallies[0]), by_count);
	for (size_t i = 0; i < t->tally_count; i++) {
		const struct tally *tally = &t->tallies[i];

		if (tally->is_error)
			continue;
		cli_cell(t->cli, CLI_BOLD, number(t, tally->count), 7, true);
		cli_paint(t->cli, CLI_PLAIN, STR("  "));
		cli_cell(t->cli, CLI_GOLD, tally->code, 24, false);
		cli_print(t->cli, "import.text_example",
		          WORD_ARGS({ "line", tally->line }, { "remedy", tally->remedy }));
	}
}

const struct err *import_tell_text(struct import_told *told)
{
	struct telling t = { .told = told, .cli = told->cli, .limit = ERRORS_SHOWN };
	const struct import_result *n = &told->result;

	cli_paint(t.cli, CLI_BOLD,
	          words_get(t.cli->c->lang, str_of(told->dry_run ? "import.text_dry_run"
	                                           : n->number == 0 ? "import.text_nothing_new"
	                                                            : "import.text_done")));
	cli_paint(t.cli, CLI_PLAIN, STR("\n"));
	summary(&t);
	TRY(spool_each(told->findings, count_finding, &t));
	if (n->rejected_count > 0) {
		heading(&t, "import.text_errors", n->rejected_count);
		TRY(spool_each(told->findings, show_error, &t));
		more(&t);
	}
	if (n->warning_count > 0) {
		heading(&t, "import.text_warning_kinds", n->warning_count);
		show_warnings(&t);
	}
	t.limit = NAMES_SHOWN;
	if (spool_count(told->changes) > 0) {
		heading(&t, "import.text_changes", spool_count(told->changes));
		t.shown = 0;
		TRY(spool_each(told->changes, show_change, &t));
		more(&t);
	}
	if (n->absent_count > 0) {
		heading(&t, "import.text_absent", n->absent_count);
		t.shown = 0;
		TRY(spool_each(told->absent, show_absent, &t));
		more(&t);
	}
	return fflush(told->cli->out) == 0 ? NULL : cli_output_failed(told->cli);
}
