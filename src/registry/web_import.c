/* SPDX-License-Identifier: Apache-2.0 */
/* The import wizard: its routes, what its pages share, and which page a draft has. */
#include "registry/web_import.h"

#include "auth/session.h"
#include "base/arena.h"
#include "i18n/words.h"
#include "law/law.h"
#include "page/page.h"
#include "registry/registry.h"
#include "registry/web_common.h"
#include "registry/web_import_handler.h"

#define MICROSECONDS_AN_HOUR   (INT64_C(3600) * 1000000)
#define MICROSECONDS_A_MINUTE  (INT64_C(60) * 1000000)
#define HOURS_A_DAY            24
#define MINUTES_AN_HOUR        60
#define ZONE_WIB               7
#define ZONE_WITA              8

/* ---- what the pages share ---- */

struct str import_instant(struct ctx *c, int zone_hours, int64_t instant)
{
	int64_t local = instant + zone_hours * MICROSECONDS_AN_HOUR;
	int hour = (int)(local / MICROSECONDS_AN_HOUR % HOURS_A_DAY);
	int minute = (int)(local / MICROSECONDS_A_MINUTE % MINUTES_AN_HOUR);
	struct str date = words_date(c->arena, c->lang, date_of_instant(instant, zone_hours));
	const char *zone = zone_hours == ZONE_WIB    ? "WIB"
	                   : zone_hours == ZONE_WITA ? "WITA"
	                                             : "WIT";

	return words_fmt(c->arena, c->lang, STR("wizard.instant"),
	                 WORD_ARGS({ "date", date },
	                           { "time", str_fmt(c->arena, "%02d.%02d", hour, minute) },
	                           { "zone", str_of(zone) }));
}

struct str import_plain(struct arena *arena, int64_t number)
{
	return str_fmt(arena, "%lld", (long long)number);
}

const struct err *import_times(struct ctx *c, int64_t *undo_hours, int *zone_hours)
{
	struct registry_agency agency;
	const struct law *law;
	bool found;

	TRY(registry_agency_only(c, &agency, &found));
	*zone_hours = found ? agency.zone_hours : ZONE_WIB;
	TRY(law_load(c, date_of_instant(c->now, *zone_hours), &law));
	return law_int(c, law, STR("roster.undo_hours"), undo_hours);
}

const struct err *import_sender(struct ctx *c, const struct req *rq, int64_t actor_id,
                                struct str *out)
{
	*out = STR("");
	if (rq->session != NULL && rq->session->account_id == actor_id)
		return NULL;
	return registry_web_actor(c, actor_id, out);
}

/* What was just done, by FIELD_NOTICE. */
static struct str notice_of(const struct req *rq)
{
	static const struct {
		const char *done;
		const char *key;
	} notices[] = {
		{ "baris", "wizard.notice_line" },
		{ "buang", "wizard.notice_discarded" },
		{ "lembar", "wizard.notice_sheet" },
	};
	struct str done = http_field_get(&rq->query, FIELD_NOTICE);

	for (size_t i = 0; i < COUNT(notices); i++)
		if (str_eq(done, str_of(notices[i].done)))
			return str_of(notices[i].key);
	return STR("");
}

const struct err *import_head(struct ctx *c, const struct req *rq,
                              const struct staging_draft *draft, struct import_head_view *out)
{
	*out = (struct import_head_view){
		.id = draft->id,
		.state = draft->state,
		.file_name = draft->file_name,
		.sheet = draft->sheet,
		.as_of = draft->as_of,
		.notice = notice_of(rq),
	};
	return import_sender(c, rq, draft->actor_id, &out->sender);
}

struct str import_finding_words(struct ctx *c, const struct import_finding *f)
{
	return words_fmt(
		c->arena, c->lang, str_fmt(c->arena, "import.%s", f->code),
		WORD_ARGS({ "value", f->value }, { "other", f->other },
	                  { "line", str_fmt(c->arena, "%lld", (long long)f->other_line) }));
}

const struct err *import_go(struct ctx *c, struct reply *rp, int64_t id, const char *rest)
{
	return reply_see_other(rp, str_fmt(c->arena, IMPORT_PATH "/%lld%s", (long long)id, rest));
}

int64_t import_number(const struct http_fields *fields, const char *name, int64_t max,
                      int64_t otherwise)
{
	struct str text = http_field_get(fields, name);
	int64_t n;

	return str_is_digits(text) && str_int(text, &n) && n <= max ? n : otherwise;
}

static const char *const tab_codes[STAGING_TAB_COUNT] = {
	[STAGING_ERRORS] = "galat",
	[STAGING_WARNINGS] = "perhatian",
	[STAGING_ADDED] = "baru",
	[STAGING_CHANGED] = "perubahan",
};

struct str import_tab_code(enum staging_tab tab)
{
	return str_of(tab_codes[tab]);
}

enum staging_tab import_tab(const struct http_fields *fields, enum staging_tab otherwise)
{
	struct str code = http_field_get(fields, FIELD_TAB);

	for (int tab = 0; tab < STAGING_TAB_COUNT; tab++)
		if (str_eq(code, str_of(tab_codes[tab])))
			return (enum staging_tab)tab;
	return otherwise;
}

/* ---- a draft: its page is that of its state ---- */

const struct err *import_draft_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct staging_draft draft;

	TRY(staging_find(c, rq->id, &draft));
	switch (draft.state) {
	case STAGING_UPLOADED: return import_go(c, rp, draft.id, "/kolom");
	case STAGING_CHECKED:  return import_check_show(c, rq, rp, &draft);
	case STAGING_CHECKING:
	case STAGING_IMPORTING:
	case STAGING_UNDOING:  return import_progress_show(c, rq, rp, &draft);
	default:               return import_done_show(c, rq, rp, &draft);
	}
}

/* ---- what is asked of a draft with one button ---- */

const struct err *import_check_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	int64_t job_id;

	TRY(staging_check(c, rq->id, &job_id));
	return import_go(c, rp, rq->id, "");
}

const struct err *import_run_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	int64_t job_id;

	TRY(staging_run(c, rq->id, &job_id));
	return import_go(c, rp, rq->id, "");
}

const struct err *import_undo_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	int64_t job_id;

	TRY(staging_undo(c, rq->id, &job_id));
	return import_go(c, rp, rq->id, "");
}

const struct err *import_discard_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	TRY(staging_remove(c, rq->id));
	return reply_see_other(rp, STR(IMPORT_PATH "?" FIELD_NOTICE "=buang"));
}

/* ---- routes ---- */

/*
 * Every draft of the agency is open to whoever may import: the personnel office works as one, and
 * an upload must not be stuck with somebody who is on leave. Pages that read the file itself run
 * in the slow lane. Forms that show themselves again when they are wrong begin their own write job,
 * so that nothing is read from files inside it.
 */
/* clang-format off */
const struct route registry_import_routes[] = {
	{ HTTP_GET,  "/api/v1/imports", PERM_IMPORT, TX_READ, LANE_QUICK, import_home_get,
	  "wizard.route_home", 0 },
	{ HTTP_GET,  IMPORT_PATH, PERM_IMPORT, TX_READ, LANE_QUICK, import_home_get,
	  "wizard.route_home", 0 },
	{ HTTP_POST, IMPORT_PATH, PERM_IMPORT, TX_NONE, LANE_SLOW, import_upload_post,
	  "wizard.route_upload_post", STAGING_FILE_BYTES_MAX },
	{ HTTP_GET,  IMPORT_PATH "/nomor/{id}", PERM_IMPORT, TX_READ, LANE_QUICK,
	  import_number_get, "wizard.route_number", 0 },
	{ HTTP_POST, IMPORT_PATH "/nomor/{id}/batal", PERM_IMPORT, TX_WRITE, LANE_QUICK,
	  import_number_undo_post, "wizard.route_number_undo", 0 },
	{ HTTP_GET,  IMPORT_PATH "/unggah", PERM_IMPORT, TX_READ, LANE_QUICK, import_upload_get,
	  "wizard.route_upload", 0 },
	{ HTTP_GET,  IMPORT_PATH "/{id}", PERM_IMPORT, TX_READ, LANE_QUICK, import_draft_get,
	  "wizard.route_draft", 0 },
	{ HTTP_GET,  IMPORT_PATH "/{id}/baris/{n}", PERM_IMPORT, TX_READ, LANE_SLOW,
	  import_line_get, "wizard.route_line", 0 },
	{ HTTP_POST, IMPORT_PATH "/{id}/baris/{n}", PERM_IMPORT, TX_NONE, LANE_SLOW,
	  import_line_post, "wizard.route_line_post", 0 },
	{ HTTP_POST, IMPORT_PATH "/{id}/baris/{n}/putusan", PERM_IMPORT, TX_WRITE, LANE_QUICK,
	  import_decide_post, "wizard.route_decide", 0 },
	{ HTTP_GET,  IMPORT_PATH "/{id}/batal", PERM_IMPORT, TX_READ, LANE_QUICK, import_undo_get,
	  "wizard.route_undo", 0 },
	{ HTTP_POST, IMPORT_PATH "/{id}/batal", PERM_IMPORT, TX_WRITE, LANE_QUICK, import_undo_post,
	  "wizard.route_undo_post", 0 },
	{ HTTP_GET,  IMPORT_PATH "/{id}/buang", PERM_IMPORT, TX_READ, LANE_QUICK,
	  import_discard_get, "wizard.route_discard", 0 },
	{ HTTP_POST, IMPORT_PATH "/{id}/buang", PERM_IMPORT, TX_WRITE, LANE_QUICK,
	  import_discard_post, "wizard.route_discard_post", 0 },
	{ HTTP_GET,  IMPORT_PATH "/{id}/galat.csv", PERM_IMPORT, TX_READ, LANE_SLOW,
	  import_faulty_get, "wizard.route_faulty", 0 },
	{ HTTP_POST, IMPORT_PATH "/{id}/impor", PERM_IMPORT, TX_WRITE, LANE_QUICK,
	  import_run_post, "wizard.route_run", 0 },
	{ HTTP_GET,  IMPORT_PATH "/{id}/kolom", PERM_IMPORT, TX_READ, LANE_SLOW,
	  import_columns_get, "wizard.route_columns", 0 },
	{ HTTP_POST, IMPORT_PATH "/{id}/kolom", PERM_IMPORT, TX_NONE, LANE_SLOW,
	  import_columns_post, "wizard.route_columns_post", 0 },
	{ HTTP_POST, IMPORT_PATH "/{id}/lembar", PERM_IMPORT, TX_NONE, LANE_SLOW,
	  import_sheet_post, "wizard.route_sheet", 0 },
	{ HTTP_POST, IMPORT_PATH "/{id}/periksa", PERM_IMPORT, TX_WRITE, LANE_QUICK,
	  import_check_post, "wizard.route_check", 0 },
	{ HTTP_GET,  IMPORT_PATH "/{id}/tidak-disebut", PERM_IMPORT, TX_READ, LANE_QUICK,
	  import_absent_get, "wizard.route_absent", 0 },
};
/* clang-format on */
const size_t registry_import_route_count = COUNT(registry_import_routes);
