/* SPDX-License-Identifier: Apache-2.0 */
/* The outlook in the browser: page, files and JSON, all of one report. */
#include "workforce/web.h"

#include <errno.h>
#include <stdio.h>

#include "auth/session.h"
#include "base/arena.h"
#include "db/db.h"
#include "page/reply.h"
#include "pages_workforce.h"
#include "workforce/web_view.h"

#define FLUSH_BYTES  65536
#define DUE_IN_FILE  10000 /* people named in a workbook: each is looked up */

/* Whose people the reader may see. */
static int64_t scope_of(const struct req *rq)
{
	return session_scope(rq->session);
}

static const struct err *first_error(const struct outlook_form *form)
{
	return form->errors.count > 0 ? form->errors.all[0] : NULL;
}

/* ---- page and JSON ---- */

/* What the fields of the form are called in the API, and on the page. */
static const char *const api_names[][2] = {
	{ "recruits", "formasi" },
	{ "ages", "bup" },
	{ "exits", "keluar" },
	{ "on", "pada" },
	{ "years", "tahun" },
	{ "unit", "unit" },
	{ "compared_year", "banding-tahun" },
	{ "compared_count", "banding-jumlah" },
	{ "compared_population", "banding-populasi" },
};

static struct http_fields api_query(struct ctx *c, const struct http_fields *query)
{
	struct http_field *fields = arena_array(c->arena, COUNT(api_names), sizeof(*fields));

	for (size_t i = 0; i < COUNT(api_names); i++)
		fields[i] = (struct http_field){ str_of(api_names[i][1]),
			                         http_field_get(query, api_names[i][0]) };
	return (struct http_fields){ fields, COUNT(api_names) };
}

static const struct err *api_error(struct ctx *c, const struct outlook_form *form)
{
	const struct err *err = first_error(form);

	for (size_t i = 0; err != NULL && i < COUNT(api_names); i++)
		if (str_eq(err->field, str_of(api_names[i][1])))
			return err_new(c->arena, err->code, str_of(api_names[i][0]), err->message,
			               err->value);
	return err;
}

static const struct err *outlook_json(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct http_fields query = api_query(c, &rq->query);
	struct workforce_report report;
	struct outlook_form form;
	struct json *json;

	TRY(outlook_read(c, &query, scope_of(rq), 0, false, &form, &report));
	TRY(api_error(c, &form));
	json = page_json(c, rp);
	workforce_report_json(json, &report);
	return json_end(json);
}

static const struct err *outlook_page(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct workforce_report report;
	struct outlook_form form;
	struct outlook_view view;
	struct page p;

	if (rq->wants_json)
		return outlook_json(c, rq, rp);
	TRY(outlook_read(c, &rq->query, scope_of(rq), OUTLOOK_DUE_SHOWN, true, &form, &report));
	TRY(outlook_view_make(c, rq, &report, &form, &view));
	if (form.errors.count > 0)
		rp->status = 400;
	p = page_begin(c, rq, rp);
	workforce_page_outlook(&p, &view);
	return NULL;
}

/* ---- files ---- */

static struct str file_path(struct ctx *c, const char *ending)
{
	return str_fmt(c->arena, "%.*s/proyeksi-%lld.%s", STR_ARG(db_folder(c->db)),
	               (long long)db_new_id(c), ending);
}

static struct str file_name(struct ctx *c, const struct workforce_report *report,
                            const char *ending)
{
	int first = date_parts(report->outlook.on).year;

	return str_fmt(c->arena, "proyeksi-%d-%d.%s", first, first + report->outlook.years - 1,
	               ending);
}

static void file_close(void *arg)
{
	FILE **file = arg;

	if (*file != NULL)
		fclose(*file);
}

static const struct err *flush(struct ctx *c, FILE *file, struct buf *out, struct str path)
{
	errno = 0;
	if (fwrite(out->ptr, 1, out->len, file) != out->len)
		return err_errno(c->arena, errno, path);
	buf_clear(out);
	return NULL;
}

static const struct err *csv_write(struct ctx *c, const struct workforce_report *report,
                                   struct str path)
{
	FILE **file = ARENA_NEW(c->arena, FILE *);
	struct buf out;
	int failed;

	*file = fopen(str_c(c->arena, path), "wb");
	if (*file == NULL)
		return err_errno(c->arena, errno, path);
	arena_defer(c->arena, file_close, file);
	buf_init(&out, c->arena);
	workforce_csv_heading(&out, c->lang);
	for (size_t i = 0; i < report->outlook.cell_count; i++) {
		workforce_csv_cell(&out, c->lang, &report->outlook.cells[i]);
		if (out.len >= FLUSH_BYTES)
			TRY(flush(c, *file, &out, path));
	}
	TRY(flush(c, *file, &out, path));
	failed = fclose(*file);
	*file = NULL;
	return failed != 0 ? err_errno(c->arena, errno, path) : NULL;
}

static const struct err *outlook_csv(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct workforce_report report;
	struct outlook_form form;
	struct str path = file_path(c, "csv");

	TRY(outlook_read(c, &rq->query, scope_of(rq), 1, true, &form, &report));
	TRY(first_error(&form));
	/* Handed over first, so that half a file is removed as well. */
	TRY(reply_download(rp, STR("text/csv; charset=utf-8"), file_name(c, &report, "csv"), path));
	return csv_write(c, &report, path);
}

static const struct err *outlook_xlsx(struct ctx *c, const struct req *rq, struct reply *rp)
{
	static const struct str type = STR_INIT(
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	struct workforce_report report;
	struct outlook_form form;
	struct str path = file_path(c, "xlsx");

	TRY(outlook_read(c, &rq->query, scope_of(rq), DUE_IN_FILE, true, &form, &report));
	TRY(first_error(&form));
	TRY(reply_download(rp, type, file_name(c, &report, "xlsx"), path));
	return outlook_xlsx_write(c, &report, path);
}

/* A million people take a second: none of this may stand before quick pages. */
const struct route workforce_routes[] = {
	{ HTTP_GET, "/kerja/proyeksi", PERM_OUTLOOK, TX_READ, LANE_SLOW, outlook_page,
	  "outlook.route.page", 0 },
	{ HTTP_GET, "/kerja/proyeksi.csv", PERM_OUTLOOK, TX_READ, LANE_SLOW, outlook_csv,
	  "outlook.route.csv", 0 },
	{ HTTP_GET, "/kerja/proyeksi.xlsx", PERM_OUTLOOK, TX_READ, LANE_SLOW, outlook_xlsx,
	  "outlook.route.xlsx", 0 },
	{ HTTP_GET, "/api/v1/outlook", PERM_OUTLOOK, TX_READ, LANE_SLOW, outlook_json,
	  "outlook.route.json", 0 },
};
const size_t workforce_route_count = COUNT(workforce_routes);
