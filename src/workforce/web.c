/* SPDX-License-Identifier: Apache-2.0 */
/* The outlook in the browser: page, files and JSON, all of one report. */
#include "workforce/web.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "auth/session.h"
#include "base/arena.h"
#include "db/db.h"
#include "page/reply.h"
#include "pages_workforce.h"
#include "workforce/web_view.h"

#define FLUSH_BYTES  65536
#define DUE_IN_FILE  10000 /* people named in a workbook: each is looked up */

/* An outlook takes 100 bytes a person; the slow lane runs few at a time. */
#define OUTLOOK_ARENA_BYTES_MAX ((size_t)1 << 30)

/* Whose people the reader may see. */
static int64_t scope_of(const struct req *rq)
{
	return session_scope(rq->session);
}

static const struct err *first_error(const struct outlook_form *form)
{
	return form->errors.count > 0 ? form->errors.all[0] : NULL;
}

static void arena_done(void *arg)
{
	arena_free(arg);
}

/* The same context with room for an outlook, which the arena of a request has not. */
static struct ctx roomy(struct ctx *c)
{
	struct ctx own = *c;

	own.arena = arena_new(OUTLOOK_ARENA_BYTES_MAX);
	arena_defer(c->arena, arena_done, own.arena);
	return own;
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

/* A file being written; closed with the arena when nobody did. */
struct writing {
	struct ctx *c;
	struct str path;
	FILE *file;
};

static void writing_done(void *arg)
{
	struct writing *w = arg;

	if (w->file != NULL)
		fclose(w->file);
}

static const struct err *writing_begin(struct ctx *c, struct str path, struct writing **out)
{
	struct writing *w = ARENA_NEW(c->arena, struct writing);

	*w = (struct writing){ c, path, fopen(str_c(c->arena, path), "wb") };
	if (w->file == NULL)
		return err_errno(c->arena, errno, path);
	arena_defer(c->arena, writing_done, w);
	*out = w;
	return NULL;
}

static const struct err *writing_add(void *arg, struct str bytes)
{
	struct writing *w = arg;

	errno = 0;
	if (fwrite(bytes.ptr, 1, bytes.len, w->file) != bytes.len)
		return err_errno(w->c->arena, errno, w->path);
	return NULL;
}

static const struct err *writing_end(struct writing *w)
{
	int failed = fclose(w->file);

	w->file = NULL;
	return failed != 0 ? err_errno(w->c->arena, errno, w->path) : NULL;
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
	return (struct http_fields){ .all = fields, .count = COUNT(api_names) };
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

static void file_remove(void *arg)
{
	unlink(arg);
}

/* Of a million people it is 50 MB, so it goes through a file as well. */
static const struct err *json_write(struct ctx *c, const struct workforce_report *report,
                                    struct reply *rp)
{
	struct str path = file_path(c, "json");
	struct writing *w;
	struct json *json;

	arena_defer(c->arena, file_remove, str_c(c->arena, path));
	rp->content_type = STR("application/json");
	rp->file_path = path;
	TRY(writing_begin(c, path, &w));
	json = json_new(c->arena, writing_add, w);
	workforce_report_json(json, report);
	TRY(json_end(json));
	return writing_end(w);
}

static const struct err *outlook_json(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct http_fields query = api_query(c, &rq->query);
	struct ctx own = roomy(c);
	struct workforce_report report;
	struct outlook_form form;

	TRY(outlook_read(&own, &query, scope_of(rq), 0, false, &form, &report));
	TRY(api_error(c, &form));
	return json_write(c, &report, rp);
}

static const struct err *outlook_page(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct ctx own = roomy(c);
	struct workforce_report report;
	struct outlook_form form;
	struct outlook_view view;
	struct page p;

	TRY(outlook_read(&own, &rq->query, scope_of(rq), OUTLOOK_DUE_SHOWN, true, &form, &report));
	TRY(outlook_view_make(&own, rq, &report, &form, &view));
	if (form.errors.count > 0)
		rp->status = 400;
	p = page_begin(c, rq, rp);
	workforce_page_outlook(&p, &view);
	return NULL;
}

/* ---- exports ---- */

static const struct err *csv_write(struct ctx *c, const struct workforce_report *report,
                                   struct str path)
{
	struct writing *w;
	struct buf out;

	TRY(writing_begin(c, path, &w));
	buf_init(&out, c->arena);
	workforce_csv_heading(&out, c->lang);
	for (size_t i = 0; i < report->outlook.cell_count; i++) {
		workforce_csv_cell(&out, c->lang, &report->outlook.cells[i]);
		if (out.len < FLUSH_BYTES)
			continue;
		TRY(writing_add(w, buf_str(&out)));
		buf_clear(&out);
	}
	TRY(writing_add(w, buf_str(&out)));
	return writing_end(w);
}

static const struct err *outlook_csv(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct str path = file_path(c, "csv");
	struct ctx own = roomy(c);
	struct workforce_report report;
	struct outlook_form form;

	TRY(outlook_read(&own, &rq->query, scope_of(rq), 1, true, &form, &report));
	TRY(first_error(&form));
	/* Handed over first, so that half a file is removed as well. */
	TRY(reply_download(rp, STR("text/csv; charset=utf-8"), file_name(c, &report, "csv"), path));
	return csv_write(c, &report, path);
}

static const struct err *outlook_xlsx(struct ctx *c, const struct req *rq, struct reply *rp)
{
	static const struct str type = STR_INIT(
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
	struct str path = file_path(c, "xlsx");
	struct ctx own = roomy(c);
	struct workforce_report report;
	struct outlook_form form;

	TRY(outlook_read(&own, &rq->query, scope_of(rq), DUE_IN_FILE, true, &form, &report));
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
