/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/csv.h"
#include "i18n/words.h"
#include "workforce/report.h"

const char *const workforce_csv_keys[WORKFORCE_CSV_COLUMNS] = {
	"project.csv.year", "project.csv.month", "project.csv.within",   "project.csv.unit",
	"project.csv.kind", "project.csv.title", "project.csv.retirements",
};

static char separator_of(enum lang lang)
{
	return lang == LANG_EN ? ',' : ';';
}

/* A cell that a spreadsheet would take for a formula gets an apostrophe, which makes it text. */
struct str workforce_csv_text(struct arena *arena, struct str text)
{
	if (text.len > 0 && str_find_char(STR("=+-@\t\r"), text.ptr[0]) >= 0)
		return str_fmt(arena, "'%.*s", STR_ARG(text));
	return text;
}

void workforce_csv_heading(struct buf *out, enum lang lang)
{
	buf_add_utf8(out, 0xFEFF);
	for (size_t i = 0; i < WORKFORCE_CSV_COLUMNS; i++)
		csv_add_field(out, words_get(lang, str_of(workforce_csv_keys[i])),
		              separator_of(lang), i == 0);
	csv_end_record(out);
}

static void add_text(struct buf *out, struct str text, char separator)
{
	csv_add_field(out, workforce_csv_text(out->arena, text), separator, false);
}

static void add_number(struct buf *out, int64_t number, char separator, bool first)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, number);
	csv_add_field(out, str_of(text), separator, first);
}

void workforce_csv_cell(struct buf *out, enum lang lang, const struct workforce_cell *cell)
{
	char separator = separator_of(lang);

	add_number(out, cell->year, separator, true);
	add_number(out, cell->month, separator, false);
	add_text(out, cell->within, separator);
	add_text(out, cell->unit, separator);
	csv_add_field(out, workforce_kind_words(lang, cell->kind), separator, false);
	add_text(out, cell->position, separator);
	add_number(out, cell->count, separator, false);
	csv_end_record(out);
}
