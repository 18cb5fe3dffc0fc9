/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_TABLE_H
#define ABDI_REGISTRY_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"
#include "registry/heading.h"
#include "xlsx/xlsx.h"

/* A file with a table in it, CSV or workbook: told by its bytes, not by its name. */
struct table {
	enum table_kind kind;
	struct xlsx *xlsx;      /* NULL for text */
	size_t sheet;           /* the chosen one */
	struct str sheet_name;  /* empty for text */
	int64_t heading_line;   /* as asked for, or found; 0 when no line is usable */
	struct record_source source; /* from the first record on */
	/* private */
	struct ctx *c;
	int fd;
	struct str file_name;
};

/*
 * Open a file and choose its table.
 *   fd             stays the caller's, is read from its beginning, and must be seekable
 *   file_name      for errors
 *   sheet          name of a sheet; empty: the first visible one with a usable heading, else the
 *                  first visible one that has rows
 *   heading_line   0: look for it
 *   spill_folder   for shared strings of a workbook
 * Lives as long as c->arena. Errors: INVALID of another kind, damaged, or a sheet of a text was
 * asked for; MISSING no such sheet; LIMIT; IO.
 */
const struct err *table_open(struct ctx *c, int fd, struct str file_name, struct str sheet,
                             int64_t heading_line, struct str spill_folder, struct table *out);

/* Begin again at the first record, of the same or another sheet (not of a text). */
const struct err *table_rewind(struct table *table, size_t sheet);

#endif
