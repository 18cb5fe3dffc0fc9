/* SPDX-License-Identifier: Apache-2.0 */
#include "base/xlsx_out.h"

#include <assert.h>
#include <errno.h>
#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/text.h"

struct xlsx_out {
	struct arena *arena;
	struct str path;
	lxw_workbook *book; /* NULL once it is closed: closing frees it */
	lxw_worksheet *sheet;
	lxw_format *head;
	lxw_format *date;
	lxw_row_t row;
	size_t column_count;
};

static void book_end(void *arg)
{
	struct xlsx_out *out = arg;

	if (out->book != NULL)
		(void)workbook_close(out->book);
	out->book = NULL;
}

static const struct err *failed(struct xlsx_out *out, lxw_error error)
{
	if (error == LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE)
		return err_new(out->arena, ERR_LIMIT, STR(""), "find.sheet_full",
		               str_fmt(out->arena, "%d", XLSX_ROWS_MAX));
	return err_errno(out->arena, errno != 0 ? errno : EIO, out->path);
}

/* Terminated, of a length that the format takes, and cut between characters. */
static const char *cell_text(struct xlsx_out *out, struct str text)
{
	size_t len = text.len < XLSX_CELL_BYTES_MAX ? text.len : XLSX_CELL_BYTES_MAX;

	while (len > 0 && len < text.len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
		len--;
	return str_c(out->arena, str_sub(text, 0, len));
}

const struct err *xlsx_out_open(struct arena *arena, struct str path, struct str folder,
                                struct str sheet, const struct str *headings, const int *widths,
                                size_t column_count, struct xlsx_out **result)
{
	struct xlsx_out *out = ARENA_NEW(arena, struct xlsx_out);
	lxw_workbook_options options = { .constant_memory = LXW_TRUE,
		                         .tmpdir = str_c(arena, folder) };

	assert(column_count > 0 && column_count <= XLSX_COLUMNS_MAX);
	out->arena = arena;
	out->path = str_copy(arena, path);
	out->column_count = column_count;
	out->book = workbook_new_opt(str_c(arena, path), &options);
	if (out->book == NULL)
		return err_errno(arena, ENOMEM, path);
	arena_defer(arena, book_end, out);
	out->sheet = workbook_add_worksheet(out->book, str_c(arena, sheet));
	if (out->sheet == NULL)
		return err_errno(arena, EIO, path);
	out->head = workbook_add_format(out->book);
	format_set_bold(out->head);
	out->date = workbook_add_format(out->book);
	format_set_num_format(out->date, "dd-mm-yyyy");
	for (size_t i = 0; i < column_count; i++)
		worksheet_set_column(out->sheet, (lxw_col_t)i, (lxw_col_t)i, widths[i], NULL);
	worksheet_freeze_panes(out->sheet, 1, 0);
	for (size_t i = 0; i < column_count; i++)
		worksheet_write_string(out->sheet, 0, (lxw_col_t)i, cell_text(out, headings[i]),
		                       out->head);
	out->row = 1;
	*result = out;
	return NULL;
}

/* A date before 1900 has no number in a sheet and is written as text. */
static lxw_error write_date(struct xlsx_out *out, lxw_col_t column, struct date date)
{
	struct date_parts parts = date_parts(date);
	lxw_datetime day = { .year = parts.year, .month = parts.month, .day = parts.day };
	char iso[DATE_TEXT_BYTES];

	if (parts.year < 1900)
		return worksheet_write_string(out->sheet, out->row, column, date_iso(date, iso),
		                              NULL);
	return worksheet_write_datetime(out->sheet, out->row, column, &day, out->date);
}

static lxw_error write_cell(struct xlsx_out *out, lxw_col_t column, const struct xlsx_cell *cell)
{
	switch (cell->kind) {
	case XLSX_TEXT:
		if (cell->text.len == 0)
			return LXW_NO_ERROR;
		return worksheet_write_string(out->sheet, out->row, column,
		                              cell_text(out, cell->text), NULL);
	case XLSX_NUMBER:
		return worksheet_write_number(out->sheet, out->row, column, (double)cell->number,
		                              NULL);
	case XLSX_DATE: return write_date(out, column, cell->date);
	case XLSX_EMPTY: break;
	}
	return LXW_NO_ERROR;
}

const struct err *xlsx_out_row(struct xlsx_out *out, const struct xlsx_cell *cells, size_t count)
{
	struct arena_mark mark = arena_mark(out->arena);
	lxw_error error = LXW_NO_ERROR;

	assert(count <= out->column_count);
	errno = 0;
	if (out->row == XLSX_ROWS_MAX)
		return failed(out, LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE);
	for (size_t i = 0; i < count && error == LXW_NO_ERROR; i++)
		error = write_cell(out, (lxw_col_t)i, &cells[i]);
	if (error != LXW_NO_ERROR)
		return failed(out, error);
	out->row++;
	arena_rewind(out->arena, mark);
	return NULL;
}

const struct err *xlsx_out_close(struct xlsx_out *out)
{
	lxw_workbook *book = out->book;
	lxw_error error;

	worksheet_autofilter(out->sheet, 0, 0, out->row - 1, (lxw_col_t)(out->column_count - 1));
	out->book = NULL;
	errno = 0;
	error = workbook_close(book);
	return error == LXW_NO_ERROR ? NULL : failed(out, error);
}
