/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/csv.h"
#include "base/xlsx_out.h"
#include "db/db.h"
#include "i18n/words.h"
#include "registry/web_common.h"
#include "registry/web_people.h"

/* People as a file: exactly those of the list, whatever page of it was looked at. */

#define FLUSH_BYTES 65536
#define SEPARATOR   ';' /* what spreadsheets in this country expect */

static const struct {
	const char *key;
	int width;
} columns[] = {
	{ "employee.nip", 21 },        { "employee.title_before", 12 },
	{ "employee.name", 32 },       { "employee.title_after", 16 },
	{ "employee.birth_on", 13 },   { "employee.status", 12 },
	{ "employee.grade", 10 },      { "employee.post", 40 },
	{ "employee.kind", 28 },       { "employee.unit", 40 },
	{ "employee.unit_above", 40 },   { "employee.retirement", 13 },
};

/* A row as cells, in the order of the columns. */
static void cells_of(enum lang lang, const struct people_row *row,
                     struct xlsx_cell cells[COUNT(columns)])
{
	bool posted = row->position_id != 0;
	const struct xlsx_cell all[COUNT(columns)] = {
		{ .kind = XLSX_TEXT, .text = row->nip },
		{ .kind = XLSX_TEXT, .text = row->title_before },
		{ .kind = XLSX_TEXT, .text = row->name },
		{ .kind = XLSX_TEXT, .text = row->title_after },
		{ .kind = XLSX_DATE, .date = row->birth_on },
		{ .kind = XLSX_TEXT, .text = words_get(lang, registry_web_status(row->status)) },
		{ .kind = XLSX_TEXT, .text = row->grade },
		{ .kind = XLSX_TEXT, .text = row->post },
		{ .kind = XLSX_TEXT,
		  .text = posted ? words_get(lang, registry_web_kind(row->kind)) : STR("") },
		{ .kind = XLSX_TEXT, .text = row->unit },
		{ .kind = XLSX_TEXT, .text = row->unit_above },
		{ .kind = row->retires ? XLSX_DATE : XLSX_EMPTY, .date = row->retire_on },
	};

	for (size_t i = 0; i < COUNT(columns); i++)
		cells[i] = all[i];
}

/* An empty file in the folder of the database; the reply removes it. */
static const struct err *file_make(struct ctx *c, struct str *path, int *fd)
{
	char *name = str_c(c->arena,
	                   str_fmt(c->arena, "%.*s/ekspor-XXXXXX", STR_ARG(db_folder(c->db))));

	*fd = mkstemp(name);
	if (*fd < 0)
		return err_errno(c->arena, errno, str_of(name));
	*path = str_of(name);
	return NULL;
}

/* ---- CSV ---- */

struct csv_export {
	struct ctx *c;
	FILE *file;
	struct str path;
	struct buf text;
};

static void file_end(void *arg)
{
	(void)fclose(arg);
}

static const struct err *csv_flush(struct csv_export *e)
{
	if (fwrite(e->text.ptr, 1, e->text.len, e->file) != e->text.len)
		return err_errno(e->c->arena, errno, e->path);
	buf_clear(&e->text);
	return NULL;
}

/* A cell that a spreadsheet would take for a formula gets an apostrophe, which makes it text. */
static void csv_text(struct csv_export *e, struct str text, bool first)
{
	char guarded[XLSX_CELL_BYTES_MAX];

	if (text.len > 0 && text.len < sizeof(guarded) &&
	    str_find_char(STR("=+-@\t\r\n|"), text.ptr[0]) >= 0) {
		guarded[0] = '\'';
		for (size_t i = 0; i < text.len; i++)
			guarded[i + 1] = text.ptr[i];
		text = (struct str){ guarded, text.len + 1 };
	}
	csv_add_field(&e->text, text, SEPARATOR, first);
}

static const struct err *csv_row(void *arg, const struct people_row *row)
{
	struct csv_export *e = arg;
	struct xlsx_cell cells[COUNT(columns)];
	char iso[DATE_TEXT_BYTES];

	cells_of(e->c->lang, row, cells);
	for (size_t i = 0; i < COUNT(columns); i++)
		csv_text(e,
		         cells[i].kind == XLSX_DATE   ? str_of(date_iso(cells[i].date, iso))
		         : cells[i].kind == XLSX_TEXT ? cells[i].text
		                                      : STR(""),
		         i == 0);
	csv_end_record(&e->text);
	return e->text.len < FLUSH_BYTES ? NULL : csv_flush(e);
}

static const struct err *csv_write(struct ctx *c, const struct people_ask *ask, struct str *path)
{
	struct csv_export e = { .c = c };
	int fd;

	TRY(file_make(c, path, &fd));
	e.path = *path;
	e.file = fdopen(fd, "w");
	if (e.file == NULL) {
		(void)close(fd);
		return err_errno(c->arena, ENOMEM, *path);
	}
	arena_defer(c->arena, file_end, e.file);
	buf_init(&e.text, c->arena);
	buf_reserve(&e.text, 2 * FLUSH_BYTES);
	buf_add(&e.text, STR("\xEF\xBB\xBF"));
	for (size_t i = 0; i < COUNT(columns); i++)
		csv_text(&e, words_get(c->lang, str_of(columns[i].key)), i == 0);
	csv_end_record(&e.text);
	TRY(registry_people_each(c, ask, csv_row, &e));
	TRY(csv_flush(&e));
	return fflush(e.file) == 0 ? NULL : err_errno(c->arena, errno, *path);
}

/* ---- XLSX ---- */

struct xlsx_export {
	struct ctx *c;
	struct xlsx_out *sheet;
};

static const struct err *xlsx_row(void *arg, const struct people_row *row)
{
	struct xlsx_export *e = arg;
	struct xlsx_cell cells[COUNT(columns)];

	cells_of(e->c->lang, row, cells);
	return xlsx_out_row(e->sheet, cells, COUNT(cells));
}

static const struct err *xlsx_write(struct ctx *c, const struct people_ask *ask, struct str *path)
{
	struct xlsx_export e = { .c = c };
	struct str headings[COUNT(columns)];
	int widths[COUNT(columns)];
	int fd;

	for (size_t i = 0; i < COUNT(columns); i++) {
		headings[i] = words_get(c->lang, str_of(columns[i].key));
		widths[i] = columns[i].width;
	}
	TRY(file_make(c, path, &fd));
	(void)close(fd);
	TRY(xlsx_out_open(c->arena, *path, db_folder(c->db),
	                  words_get(c->lang, STR("employee.list_title")), headings, widths,
	                  COUNT(columns), &e.sheet));
	TRY(registry_people_each(c, ask, xlsx_row, &e));
	return xlsx_out_close(e.sheet);
}

/* ---- the handler ---- */

static void remove_file(void *arg)
{
	(void)unlink(arg);
}

const struct err *registry_web_people_export(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct people_question q;
	struct str path = STR(""), name;
	bool sheet = str_eq(http_field_get(&rq->query, "format"), STR("xlsx"));
	const struct err *err;

	TRY(registry_people_question(c, rq, &q));
	err = sheet ? xlsx_write(c, &q.ask, &path) : csv_write(c, &q.ask, &path);
	if (err != NULL) {
		if (path.len > 0)
			arena_defer(c->arena, remove_file, str_c(c->arena, path));
		return err;
	}
	name = str_fmt(c->arena, "pegawai-%.*s.%s", STR_ARG(date_str(c->arena, q.ask.on)),
	               sheet ? "xlsx" : "csv");
	return reply_download(rp,
	                      sheet ? STR("application/vnd.openxmlformats-officedocument."
	                                  "spreadsheetml.sheet")
	                            : STR("text/csv; charset=utf-8"),
	                      name, path);
}
