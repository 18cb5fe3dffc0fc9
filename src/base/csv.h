/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_CSV_H
#define ABDI_BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct arena;

#define CSV_RECORD_BYTES_MAX (1u << 20) /* a longer one is an unclosed quote, not a person */
#define CSV_FIELDS_MAX       512        /* columns; spreadsheets of offices have 20 to 120 */

/*
 * Where bytes come from: fill at most `cap` bytes and say how many in *got; 0 is the end.
 * The reader itself does no input.
 */
typedef const struct err *csv_source(void *arg, char *out, size_t cap, size_t *got);

/* One record. Fields are valid until the next csv_read(). */
struct csv_record {
	const struct str *fields;
	size_t count;
	int64_t line;      /* physical line on which it starts; the first of the file is 1 */
	int64_t end_byte;  /* bytes of the source consumed so far, for progress */
	bool blank;        /* no field, or only empty ones */
	bool unclosed;     /* the file ended inside quotes; the text so far is the last field */
};

/*
 * A reader of RFC 4180 and what offices make of it: separator , ; tab or |, told from the first
 * records; quoted fields with doubled quotes, separators and line ends inside; CRLF, LF or CR;
 * text before or after a quoted part is kept as it stands. Encodings: UTF-8 with or without
 * BOM, UTF-16 of either order (by BOM, or by its pattern of zero bytes), and Windows-1252 for a
 * record that is not UTF-8. A leading "sep=;" line is obeyed and counts as a line.
 */
struct csv;

/* Memory is bounded by CSV_RECORD_BYTES_MAX whatever the length of the source. */
const struct err *csv_open(struct arena *arena, csv_source *source, void *arg, struct csv **out);

/* The next record; *more is false at the end. Errors: LIMIT record or field count; source's own. */
const struct err *csv_read(struct csv *csv, struct csv_record *out, bool *more);

/* The separator in use, after the first csv_read(). */
char csv_separator(const struct csv *csv);

/* "utf-8", "utf-16le", "utf-16be" or "windows-1252" (some record needed it so far). */
const char *csv_encoding(const struct csv *csv);

/*
 * Records from whatever file has them: CSV, a sheet of a workbook.
 *   read   the next one, as csv_read()
 *   form   how the file is written, after the first read: its encoding, and the separator that a
 *          file of the same kind is to have
 */
struct record_source {
	void *arg;
	const struct err *(*read)(void *arg, struct csv_record *out, bool *more);
	void (*form)(void *arg, const char **encoding, char *separator);
};

/* The records of a CSV text; see csv_open(). */
struct record_source csv_records(struct arena *arena, csv_source *source, void *arg);

/* Append one field, quoted when it must be; then one record with its CRLF. */
void csv_add_field(struct buf *out, struct str field, char separator, bool first);
void csv_end_record(struct buf *out);

#endif
