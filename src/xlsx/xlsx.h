/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_XLSX_XLSX_H
#define ABDI_XLSX_XLSX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/err.h"
#include "base/str.h"

struct arena;

/*
 * Workbooks (.xlsx) as tables of text, one row at a time, from a file that nobody here has written.
 * Nothing is fetched, no document type is read, and memory is bounded whatever the file: its
 * shared strings lie in temporary files without a name.
 */

#define XLSX_FILE_BYTES_MAX  (INT64_C(256) << 20) /* a million people are about 150 MB */
#define XLSX_PART_BYTES_MAX  (INT64_C(2) << 30)   /* one part inflated; the same are 1.2 GB */
#define XLSX_RATIO_MAX       60  /* how far a sheet may inflate; those of offices: 9 to 15 */
#define XLSX_RATIO_STRINGS   20  /* and any other part; shared strings of offices: 4 to 6 */
#define XLSX_RATIO_FREE      (INT64_C(4) << 20) /* a smaller part may inflate as it likes */
#define XLSX_STRINGS_MAX     8000000            /* shared; a million people have 5 million */
#define XLSX_ENTRIES_MAX     4096                 /* in the archive; pictures count */
#define XLSX_SHEETS_MAX      1024
#define XLSX_ROWS_MAX        1048576              /* what spreadsheets themselves allow */
#define XLSX_ROW_XML_BYTES   (INT64_C(8) << 20)   /* markup from one row to the next */
#define XLSX_STRING_BYTES    (128u << 10)         /* one cell; spreadsheets allow 32,767 letters */

enum xlsx_visibility { XLSX_VISIBLE, XLSX_HIDDEN, XLSX_VERY_HIDDEN };

/* A worksheet, as its tab shows it. */
struct xlsx_sheet {
	struct str name;
	enum xlsx_visibility visibility;
};

struct xlsx;

/* What a file is, by its bytes. */
enum table_kind { TABLE_TEXT, TABLE_XLSX };

/*
 * Tell a text file (CSV) from a workbook. The place in the file is left at its beginning.
 *   name   only for errors
 * Errors: INVALID it is something else; message says what and what to do: xlsx.is_xls,
 * xlsx.encrypted, xlsx.is_html, xlsx.is_xml, xlsx.is_pdf, xlsx.is_other; IO.
 */
const struct err *table_kind_find(struct arena *arena, int fd, struct str name,
                                  enum table_kind *out);

/*
 * Open a workbook: its sheets, styles and shared strings are read.
 *   fd            stays the caller's and must be seekable
 *   spill_folder  where the temporary files are made
 * Closed by the arena. Errors: INVALID it is another kind of file, encrypted, damaged or made to
 * do harm; LIMIT one of the maxima above; FULL, IO of the temporary files.
 */
const struct err *xlsx_open(struct arena *arena, int fd, struct str spill_folder,
                            struct xlsx **out);

/* Worksheets in the order of the tabs; sheets of charts are left out. */
size_t xlsx_sheet_count(const struct xlsx *xlsx);
const struct xlsx_sheet *xlsx_sheet_at(const struct xlsx *xlsx, size_t sheet);

/* The sheet of a name, letters compared without case. Errors: MISSING, its value has the names. */
const struct err *xlsx_sheet_find(struct xlsx *xlsx, struct str name, size_t *out);

/* Begin to read a sheet from its first row, also a second time. Errors: as xlsx_open(). */
const struct err *xlsx_sheet_open(struct xlsx *xlsx, size_t sheet);

/*
 * The next row that is not empty; `line` is its number in the sheet. Cells are text as a
 * spreadsheet would save it: dates and times in ISO form, other numbers as they are up to 15
 * digits. A longer number has lost its last digits when it was typed and is written as 1.98504E+17,
 * so that nobody takes it for whole. A formula is its last result; one that was never computed is
 * empty. Of merged cells the first has the value. `end_byte` runs up to the size of the file.
 * Errors: INVALID damaged; LIMIT a maximum above, CSV_FIELDS_MAX or CSV_RECORD_BYTES_MAX.
 */
const struct err *xlsx_read(struct xlsx *xlsx, struct csv_record *out, bool *more);

/* The open sheet as a source of records; encoding "xlsx", separator ';'. */
struct record_source xlsx_records(struct xlsx *xlsx);

#endif
