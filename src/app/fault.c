/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "app/internal.h"
#include "app/view.h"
#include "base/buf.h"
#include "i18n/words.h"
#include "page/reply.h"
#include "pages_app.h"

/* What an error is to a reader. In the order of enum err_code. */
struct fault {
	int status;
	const char *title;  /* key */
	const char *saved;  /* key: was anything kept? */
	const char *advice; /* key, or NULL when the message says it */
};

#define NOTHING_SAVED "error.nothing_saved"

static const struct fault faults[] = {
	[ERR_INVALID]  = { 400, "error.title_400", NOTHING_SAVED, "error.advice_back" },
	[ERR_MISSING]  = { 404, "error.title_404", NOTHING_SAVED, "error.advice_404"  },
	[ERR_CONFLICT] = { 409, "error.title_409", NOTHING_SAVED, "error.advice_409"  },
	[ERR_DENIED]   = { 403, "error.title_403", NOTHING_SAVED, "error.advice_403"  },
	[ERR_LIMIT]    = { 413, "error.title_413", NOTHING_SAVED, "error.advice_back" },
	[ERR_BUSY]     = { 503, "error.title_503", NOTHING_SAVED, "error.advice_503"  },
	[ERR_FULL]     = { 503, "error.title_full", NOTHING_SAVED, "error.advice_admin" },
	[ERR_GONE]     = { 503, "error.title_gone", "error.maybe_saved", "error.advice_503" },
	[ERR_IO]       = { 500, "error.title_500", NOTHING_SAVED, "error.advice_admin" },
	[ERR_CORRUPT]  = { 500, "error.title_500", NOTHING_SAVED, "error.advice_admin" },
	[ERR_USAGE]    = { 405, "error.title_405", NOTHING_SAVED, "error.advice_404"  },
	[ERR_INTERNAL] = { 500, "error.title_500", NOTHING_SAVED, "error.advice_admin" },
};

/* A request that could not be acted upon, by the status it is refused with. */
static const struct fault refusals[] = {
	{ 400, "error.title_request", NOTHING_SAVED, "error.advice_request" },
	{ 405, "error.title_405", NOTHING_SAVED, "error.advice_404" },
	{ 408, "error.title_408", NOTHING_SAVED, "error.advice_408" },
	{ 413, "error.title_413", NOTHING_SAVED, "error.advice_413" },
	{ 414, "error.title_414", NOTHING_SAVED, "error.advice_404" },
	{ 415, "error.title_415", NOTHING_SAVED, "error.advice_request" },
	{ 431, "error.title_431", NOTHING_SAVED, "error.advice_431" },
	{ 501, "error.title_request", NOTHING_SAVED, "error.advice_request" },
	{ 503, "error.title_503", NOTHING_SAVED, "error.advice_503" },
	{ 505, "error.title_request", NOTHING_SAVED, "error.advice_request" },
	{ 507, "error.title_full", NOTHING_SAVED, "error.advice_admin" },
};

/* Told otherwise than others of their code: a form of an old page, a file without anything. */
static const struct {
	const char *message;
	struct fault fault;
} special[] = {
	{ "auth.csrf", { 403, "error.title_stale", NOTHING_SAVED, "error.advice_stale" } },
	{ "err.database_moved", { 503, "error.title_gone", NOTHING_SAVED, "error.advice_admin" } },
};

static const struct fault *fault_of(const struct req *rq, const struct err *err)
{
	for (size_t i = 0; i < COUNT(special); i++)
		if (strcmp(err->message, special[i].message) == 0)
			return &special[i].fault;
	for (size_t i = 0; rq->fault.err != NULL && i < COUNT(refusals); i++)
		if (refusals[i].status == rq->fault.status)
			return &refusals[i];
	return &faults[err->code];
}

int fault_status(const struct err *err)
{
	return faults[err->code].status;
}

/* What the engine or the system said is for the log; readers get words of ours. */
static struct str what_of(struct ctx *c, const struct fault *fault, const struct err *err)
{
	if (fault->status == 500)
		return words_get(c->lang, STR("error.what_500"));
	if (err->code == ERR_FULL)
		return words_get(c->lang, STR("error.what_full"));
	return words_err(c->arena, c->lang, err);
}

static void problem(struct ctx *c, const struct req *rq, const struct err *err,
                    struct str reference, struct reply *rp)
{
	const struct fault *fault = fault_of(rq, err);
	struct json *json = page_json(c, rp);

	json_object(json);
	json_put_str(json, STR("type"), STR("about:blank"));
	json_put_str(json, STR("title"), words_get(c->lang, str_of(fault->title)));
	json_put_int(json, STR("status"), rp->status);
	json_put_str(json, STR("detail"), what_of(c, fault, err));
	json_put_str(json, STR("instance"), rq->path);
	json_put_str(json, STR("reference"), reference);
	if (err->field.len > 0 && fault->status == 400) {
		json_key(json, STR("errors"));
		json_array(json);
		json_object_compact(json);
		json_put_str(json, STR("pointer"), err->field);
		json_put_str(json, STR("code"), str_of(err->message));
		json_put_str(json, STR("detail"), what_of(c, fault, err));
		json_close(json);
		json_close(json);
	}
	json_close(json);
	(void)json_end(json);
	rp->content_type = STR("application/problem+json");
}

void fault_reply(struct ctx *c, const struct req *rq, const struct err *err, struct str reference,
                 struct reply *rp)
{
	const struct fault *fault = fault_of(rq, err);
	struct app_error_view view = {
		.status = fault->status,
		.title = fault->title,
		.what = what_of(c, fault, err),
		.saved = rq->method == HTTP_GET ? "error.nothing_changed" : fault->saved,
		.advice = fault->advice,
		.home = page_url_path(rq->session != NULL ? STR("/kerja") : STR("/")),
		.reference = reference,
	};
	struct page p;

	rp->header_count = 0;
	rp->file_path = STR("");
	rp->status = fault->status;
	if (fault->status == 503)
		reply_header(rp, "Retry-After", STR("5"));
	if (rq->wants_json) {
		problem(c, rq, err, reference, rp);
		return;
	}
	p = page_begin(c, rq, rp);
	app_page_error(&p, &view);
}
