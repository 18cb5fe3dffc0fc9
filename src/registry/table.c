/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/table.h"

#include <errno.h>
#include <unistd.h>

#include "base/arena.h"

static const struct err *text_read(void *arg, char *out, size_t cap, size_t *got)
{
	struct table *table = arg;
	ssize_t n;

	do
		n = read(table->fd, out, cap);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_errno(table->c->arena, errno, table->file_name);
	*got = (size_t)n;
	return NULL;
}

const struct err *table_rewind(struct table *table, size_t sheet)
{
	if (table->kind == TABLE_XLSX) {
		table->sheet = sheet;
		table->sheet_name = xlsx_sheet_at(table->xlsx, sheet)->name;
		table->source = xlsx_records(table->xlsx);
		return xlsx_sheet_open(table->xlsx, sheet);
	}
	if (lseek(table->fd, 0, SEEK_SET) < 0)
		return err_errno(table->c->arena, errno, table->file_name);
	table->source = csv_records(table->c->arena, text_read, table);
	return NULL;
}

/* Look for headings on the first lines of the open table. */
static const struct err *find_heading(struct table *table, int64_t *line, bool *has_rows)
{
	struct roster_columns columns;
	struct csv_record record;
	bool more = true, usable = false;

	*line = 0;
	*has_rows = false;
	for (int i = 0; i < HEADING_RECORDS_MAX && !usable; i++) {
		TRY(table->source.read(table->source.arg, &record, &more));
		if (!more)
			return NULL;
		*has_rows = true;
		(void)heading_columns(table->c, &record, &columns, &usable);
	}
	*line = usable ? record.line : 0;
	return NULL;
}

/* The first visible sheet with headings; else the first with rows, so that people see it. */
static const struct err *choose_sheet(struct table *table, size_t *sheet)
{
	bool found = false;

	*sheet = 0;
	for (size_t i = 0; i < xlsx_sheet_count(table->xlsx); i++) {
		bool has_rows;
		int64_t line;

		if (xlsx_sheet_at(table->xlsx, i)->visibility != XLSX_VISIBLE)
			continue;
		TRY(table_rewind(table, i));
		TRY(find_heading(table, &line, &has_rows));
		if (line > 0 || (has_rows && !found)) {
			*sheet = i;
			found = true;
		}
		if (line > 0)
			return NULL;
	}
	return NULL;
}

static const struct err *choose(struct table *table, struct str sheet, int64_t heading_line)
{
	size_t chosen = 0;
	bool has_rows;

	if (table->kind == TABLE_TEXT && sheet.len > 0)
		return err_new(table->c->arena, ERR_INVALID, STR("sheet"),
		               "xlsx.sheet_needs_workbook", sheet);
	if (table->kind == TABLE_XLSX && sheet.len > 0)
		TRY(xlsx_sheet_find(table->xlsx, sheet, &chosen));
	else if (table->kind == TABLE_XLSX)
		TRY(choose_sheet(table, &chosen));
	table->heading_line = heading_line;
	if (heading_line == 0) {
		TRY(table_rewind(table, chosen));
		TRY(find_heading(table, &table->heading_line, &has_rows));
	}
	return table_rewind(table, chosen);
}

const struct err *table_open(struct ctx *c, int fd, struct str file_name, struct str sheet,
                             int64_t heading_line, struct str spill_folder, struct table *out)
{
	*out = (struct table){ .c = c, .fd = fd, .file_name = file_name };
	TRY(table_kind_find(c->arena, fd, file_name, &out->kind));
	if (out->kind == TABLE_XLSX)
		TRY(xlsx_open(c->arena, fd, spill_folder, &out->xlsx));
	return choose(out, sheet, heading_line);
}
