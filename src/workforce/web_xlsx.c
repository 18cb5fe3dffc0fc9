/* SPDX-License-Identifier: Apache-2.0 */
/* The outlook as a workbook: a sheet each for stock, retirements, posts falling empty, people. */
#include <xlsxwriter.h>

#include "base/arena.h"
#include "db/db.h"
#include "i18n/words.h"
#include "workforce/web_view.h"

#define ROWS_MAX 1048575 /* of a sheet, its heading left out */

/* One sheet being written, row by row: the library keeps no row that is finished. */
struct sheet {
	struct ctx *c;
	lxw_worksheet *sheet;
	lxw_format *bold;
	lxw_format *day;
	lxw_row_t row;
	lxw_col_t column;
	lxw_error failed; /* the first */
};

static void note(struct sheet *s, lxw_error failed)
{
	if (s->failed == LXW_NO_ERROR)
		s->failed = failed;
}

static void put_str(struct sheet *s, struct str text)
{
	note(s,
	     worksheet_write_string(s->sheet, s->row, s->column++, str_c(s->c->arena, text), NULL));
}

static void put_int(struct sheet *s, int64_t n)
{
	note(s, worksheet_write_number(s->sheet, s->row, s->column++, (double)n, NULL));
}

static void put_date(struct sheet *s, struct date date)
{
	struct date_parts parts = date_parts(date);
	lxw_datetime at = { .year = parts.year, .month = parts.month, .day = parts.day };

	note(s, worksheet_write_datetime(s->sheet, s->row, s->column++, &at, s->day));
}

static void row_end(struct sheet *s)
{
	s->row++;
	s->column = 0;
}

static struct sheet sheet_new(struct ctx *c, lxw_workbook *book, const char *name_key,
                              const char *const *heading_keys, size_t heading_count)
{
	struct sheet s = { .c = c };

	s.sheet = workbook_add_worksheet(book,
	                                 str_c(c->arena, words_get(c->lang, str_of(name_key))));
	s.bold = workbook_add_format(book);
	format_set_bold(s.bold);
	s.day = workbook_add_format(book);
	format_set_num_format(s.day, "yyyy-mm-dd");
	worksheet_set_column(s.sheet, 0, (lxw_col_t)(heading_count - 1), 22, NULL);
	worksheet_freeze_panes(s.sheet, 1, 0);
	for (size_t i = 0; i < heading_count; i++)
		note(&s,
		     worksheet_write_string(
			     s.sheet, 0, (lxw_col_t)i,
			     str_c(c->arena, words_get(c->lang, str_of(heading_keys[i]))), s.bold));
	s.row = 1;
	return s;
}

static lxw_error stock_write(struct ctx *c, lxw_workbook *book,
                             const struct workforce_report *report)
{
	static const char *const headings[] = {
		"project.column.year",     "project.column.start", "project.column.retirements",
		"project.column.exits",    "project.column.recruits", "project.column.end",
	};
	struct sheet s = sheet_new(c, book, "outlook.sheet.stock", headings, COUNT(headings));
	const struct workforce_outlook *o = &report->outlook;

	for (int i = 0; i < o->years; i++, row_end(&s)) {
		put_int(&s, o->year[i].year);
		put_int(&s, o->year[i].start_count);
		put_int(&s, o->year[i].retirement_count);
		put_int(&s, o->year[i].exit_count);
		put_int(&s, o->year[i].recruit_count);
		put_int(&s, o->year[i].end_count);
	}
	row_end(&s);
	put_str(&s, report->agency.name);
	put_str(&s, report->unit_name);
	put_date(&s, o->on);
	put_str(&s, workforce_population_words(c->arena, c->lang, o));
	row_end(&s);
	for (size_t i = 0; i < report->warning_count; i++, row_end(&s))
		put_str(&s, report->warnings[i]);
	return s.failed;
}

static lxw_error months_write(struct ctx *c, lxw_workbook *book, const struct workforce_outlook *o)
{
	struct sheet s = sheet_new(c, book, "outlook.sheet.months", workforce_csv_keys,
	                           WORKFORCE_CSV_COLUMNS);

	for (size_t i = 0; i < o->cell_count && i < ROWS_MAX; i++, row_end(&s)) {
		struct arena_mark mark = arena_mark(c->arena);
		const struct workforce_cell *cell = &o->cells[i];

		put_int(&s, cell->year);
		put_int(&s, cell->month);
		put_str(&s, cell->within);
		put_str(&s, cell->unit);
		put_str(&s, workforce_kind_words(c->lang, cell->kind));
		put_str(&s, cell->position);
		put_int(&s, cell->count);
		arena_rewind(c->arena, mark);
	}
	return s.failed;
}

static lxw_error empties_write(struct ctx *c, lxw_workbook *book, const struct workforce_outlook *o)
{
	static const char *const headings[] = { "outlook.column.position", "outlook.column.unit",
		                                "outlook.column.kind", "outlook.column.empty_on",
		                                "outlook.column.holders" };
	struct sheet s = sheet_new(c, book, "outlook.sheet.empties", headings, COUNT(headings));

	for (size_t i = 0; i < o->empty_count && i < ROWS_MAX; i++, row_end(&s)) {
		struct arena_mark mark = arena_mark(c->arena);
		const struct workforce_row *row = o->empties[i];

		put_str(&s, row->name);
		put_str(&s, row->within);
		put_str(&s, workforce_kind_words(c->lang, row->kind));
		put_date(&s, row->empty_on);
		put_int(&s, row->holder_count);
		arena_rewind(c->arena, mark);
	}
	return s.failed;
}

static lxw_error due_write(struct ctx *c, lxw_workbook *book, const struct workforce_outlook *o)
{
	static const char *const headings[] = { "outlook.column.name", "outlook.column.nip",
		                                "outlook.column.retire_on",
		                                "outlook.column.position", "outlook.column.unit" };
	struct sheet s = sheet_new(c, book, "outlook.sheet.due", headings, COUNT(headings));

	for (size_t i = 0; i < o->due_count; i++, row_end(&s)) {
		struct arena_mark mark = arena_mark(c->arena);
		const struct registry_person *person = &o->due[i].person;

		put_str(&s, person->name);
		put_str(&s, person->nip);
		put_date(&s, o->due[i].retire_on);
		put_str(&s, person->position_title);
		put_str(&s, person->unit_name);
		arena_rewind(c->arena, mark);
	}
	if ((int64_t)o->due_count < o->due_total)
		put_str(&s, words_fmt(c->arena, c->lang, STR("project.warning.due_cut"),
		                      WORD_ARGS({ "n", words_number(c->arena, c->lang,
		                                                    (int64_t)o->due_count) },
		                                { "total", words_number(c->arena, c->lang,
		                                                        o->due_total) })));
	return s.failed;
}

const struct err *outlook_xlsx_write(struct ctx *c, const struct workforce_report *report,
                                     struct str path)
{
	lxw_workbook_options options = {
		.constant_memory = LXW_TRUE,
		.tmpdir = str_c(c->arena, db_folder(c->db)),
	};
	lxw_workbook *book = workbook_new_opt(str_c(c->arena, path), &options);
	lxw_error failed, closed;

	if (book == NULL)
		return err_detail(c->arena, ERR_IO, "err.io", "workbook");
	/* In constant memory one sheet is written at a time. */
	failed = stock_write(c, book, report);
	if (failed == LXW_NO_ERROR)
		failed = months_write(c, book, &report->outlook);
	if (failed == LXW_NO_ERROR)
		failed = empties_write(c, book, &report->outlook);
	if (failed == LXW_NO_ERROR)
		failed = due_write(c, book, &report->outlook);
	closed = workbook_close(book);
	if (failed == LXW_NO_ERROR)
		failed = closed;
	return failed == LXW_NO_ERROR ? NULL
	                              : err_detail(c->arena, ERR_IO, "err.io", "workbook: %s",
	                                           lxw_strerror(failed));
}
