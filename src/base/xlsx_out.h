/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_XLSX_OUT_H
#define ABDI_BASE_XLSX_OUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/err.h"
#include "base/str.h"

struct arena;

/*
 * A workbook of one sheet, written row by row to a file. Memory does not grow with the rows. Texts
 * are written as texts, so none of them becomes a formula or a link.
 */
struct xlsx_out;

#define XLSX_ROWS_MAX    1048576 /* of a sheet, by its format; the heading is one of them */
#define XLSX_COLUMNS_MAX 64
#define XLSX_CELL_BYTES_MAX 32000 /* a longer text is cut; the format allows 32,767 characters */

enum xlsx_cell_kind { XLSX_TEXT, XLSX_NUMBER, XLSX_DATE, XLSX_EMPTY };

struct xlsx_cell {
	enum xlsx_cell_kind kind;
	struct str text;
	int64_t number;
	struct date date;
};

/*
 * Begin a workbook.
 *   path      a file that is made or overwritten; the caller removes it
 *   folder    for the parts while they are written
 *   sheet     its name, at most 31 characters without []:*?/\
 *   headings  of the columns, in bold, with filters; the first row stays in sight
 *   widths    of the columns, in characters
 */
const struct err *xlsx_out_open(struct arena *arena, struct str path, struct str folder,
                                struct str sheet, const struct str *headings, const int *widths,
                                size_t column_count, struct xlsx_out **out);

/* Add a row. Errors: LIMIT the sheet is full. */
const struct err *xlsx_out_row(struct xlsx_out *out, const struct xlsx_cell *cells, size_t count);

/* Finish the file. Without it the arena's end closes what is open and the file is not whole. */
const struct err *xlsx_out_close(struct xlsx_out *out);

#endif
