/* SPDX-License-Identifier: Apache-2.0 */
/* Retirements by month and position, flat: for a pivot table. Warnings go beside it, to people. */
#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/csv.h"
#include "cli/internal.h"
#include "cli/project.h"
#include "i18n/words.h"

#define FLUSH_BYTES 65536

static const char *const heading_keys[] = {
	"project.csv.year", "project.csv.month", "project.csv.within",   "project.csv.unit",
	"project.csv.kind", "project.csv.title", "project.csv.retirements",
};

static const struct err *flush(struct cli *cli, struct buf *out)
{
	if (fwrite(out->ptr, 1, out->len, cli->out) != out->len)
		return cli_output_failed(cli);
	buf_clear(out);
	return NULL;
}

/* A cell that a spreadsheet would take for a formula gets an apostrophe, which makes it text. */
static void add_text(struct buf *out, struct arena *arena, struct str text, char separator)
{
	if (text.len > 0 && str_find_char(STR("=+-@\t\r"), text.ptr[0]) >= 0)
		text = str_fmt(arena, "'%.*s", STR_ARG(text));
	csv_add_field(out, text, separator, false);
}

static void add_number(struct buf *out, int64_t number, char separator, bool first)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, number);
	csv_add_field(out, str_of(text), separator, first);
}

static void add_cell(struct cli *cli, struct buf *out, const struct workforce_cell *cell,
                     char separator)
{
	add_number(out, cell->year, separator, true);
	add_number(out, cell->month, separator, false);
	add_text(out, cli->c->arena, cell->within, separator);
	add_text(out, cli->c->arena, cell->unit, separator);
	csv_add_field(out, project_kind(cli->c->lang, cell->kind), separator, false);
	add_text(out, cli->c->arena, cell->position, separator);
	add_number(out, cell->count, separator, false);
	csv_end_record(out);
}

const struct err *project_csv_write(struct cli *cli, const struct project_view *view)
{
	char separator = cli->c->lang == LANG_EN ? ',' : ';';
	struct buf out;

	buf_init(&out, cli->c->arena);
	buf_add_utf8(&out, 0xFEFF);
	for (size_t i = 0; i < COUNT(heading_keys); i++)
		csv_add_field(&out, words_get(cli->c->lang, str_of(heading_keys[i])), separator,
		              i == 0);
	csv_end_record(&out);
	for (size_t i = 0; i < view->outlook.cell_count; i++) {
		add_cell(cli, &out, &view->outlook.cells[i], separator);
		if (out.len >= FLUSH_BYTES)
			TRY(flush(cli, &out));
	}
	TRY(flush(cli, &out));
	for (size_t i = 0; i < view->warning_count; i++) {
		cli_write_clean(cli->err, view->warnings[i]);
		fputc('\n', cli->err);
	}
	return NULL;
}
