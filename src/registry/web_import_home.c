/* SPDX-License-Identifier: Apache-2.0 */
/* The import wizard: the list of drafts and imports, and the upload. */
#include <stddef.h>

#include "auth/session.h"
#include "base/arena.h"
#include "base/json.h"
#include "db/db.h"
#include "i18n/words.h"
#include "page/field.h"
#include "page/page.h"
#include "page/reply.h"
#include "pages_registry.h"
#include "registry/web_import_handler.h"

#define STATUS_INVALID       400
#define DRAFTS_MAX           100
#define ENTRIES_MAX          50 /* imports of one page; a year of monthly files and their mending */
#define MICROSECONDS_AN_HOUR (INT64_C(3600) * 1000000)
#define BYTES_A_MEGABYTE     (INT64_C(1) << 20)

/* ---- the list ---- */

struct listing {
	struct ctx *c;
	struct staging_draft drafts[DRAFTS_MAX];
	size_t draft_count;
	struct import_entry entries[ENTRIES_MAX];
	size_t entry_count;
	int64_t entry_total;
};

static const struct err *take_draft(void *arg, const struct staging_draft *draft)
{
	struct listing *l = arg;

	if (l->draft_count < DRAFTS_MAX)
		l->drafts[l->draft_count++] = *draft;
	return NULL;
}

static const struct err *take_entry(void *arg, const struct import_entry *entry)
{
	struct listing *l = arg;

	l->entry_total++;
	if (l->entry_count == ENTRIES_MAX)
		return NULL;
	l->entries[l->entry_count] = *entry;
	l->entries[l->entry_count++].file_name = str_copy(l->c->arena, entry->file_name);
	return NULL;
}

/* The draft an import came of, for its page; 0 when it is gone or there was none. */
static int64_t draft_of(const struct listing *l, int64_t number)
{
	for (size_t i = 0; i < l->draft_count; i++)
		if (l->drafts[i].import_number == number)
			return l->drafts[i].id;
	return 0;
}

/* Is it at rest, so that the other list tells of it? */
static bool is_over(const struct staging_draft *draft)
{
	return draft->state == STAGING_IMPORTED || draft->state == STAGING_UNDONE;
}

static const struct err *fill_drafts(struct ctx *c, const struct req *rq, const struct listing *l,
                                     int zone_hours, struct import_home_view *v)
{
	struct import_draft_view *all = arena_array(c->arena, l->draft_count + 1, sizeof(*all));

	v->drafts = all;
	for (size_t i = 0; i < l->draft_count; i++) {
		const struct staging_draft *draft = &l->drafts[i];
		struct import_draft_view *to = &all[v->draft_count];

		if (is_over(draft))
			continue;
		v->draft_count++;
		to->id = draft->id;
		to->state = draft->state;
		to->file_name = draft->file_name;
		to->as_of = draft->as_of;
		to->expires = import_instant(c, zone_hours, draft->expires_at);
		TRY(import_sender(c, rq, draft->actor_id, &to->sender));
	}
	return NULL;
}

static void fill_entries(struct ctx *c, const struct listing *l, int64_t undo_hours, int zone_hours,
                         struct import_home_view *v)
{
	struct import_entry_view *all = arena_array(c->arena, l->entry_count + 1, sizeof(*all));

	for (size_t i = 0; i < l->entry_count; i++) {
		const struct import_entry *e = &l->entries[i];

		all[i] = (struct import_entry_view){
			.number = e->number,
			.draft_id = draft_of(l, e->number),
			.file_name = e->file_name,
			.recorded = import_instant(c, zone_hours, e->recorded_at),
			.as_of = e->as_of,
			.added_count = e->added_count,
			.changed_count = e->changed_count,
			.rejected_count = e->rejected_count,
			.undone = e->undone,
			.in_time = !e->undone &&
			           c->now - e->recorded_at <= undo_hours * MICROSECONDS_AN_HOUR,
		};
	}
	v->entries = all;
	v->entry_count = l->entry_count;
	v->entry_total = l->entry_total;
}

static const struct err *tell_json(struct ctx *c, struct reply *rp, const struct listing *l)
{
	struct json *json = page_json(c, rp);

	json_object(json);
	json_key(json, STR("imports"));
	json_array(json);
	for (size_t i = 0; i < l->entry_count; i++) {
		const struct import_entry *e = &l->entries[i];

		json_object_compact(json);
		json_put_int(json, STR("number"), e->number);
		json_put_str(json, STR("file"), e->file_name);
		json_put_str(json, STR("as_of"), date_str(c->arena, e->as_of));
		json_put_int(json, STR("accepted"), e->accepted_count);
		json_put_int(json, STR("rejected"), e->rejected_count);
		json_put_int(json, STR("added"), e->added_count);
		json_put_int(json, STR("changed"), e->changed_count);
		json_key(json, STR("undone"));
		json_bool(json, e->undone);
		json_close(json);
	}
	json_close(json);
	json_put_int(json, STR("total"), l->entry_total);
	json_close(json);
	return json_end(json);
}

const struct err *import_home_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct listing *l = ARENA_NEW(c->arena, struct listing);
	struct import_home_view v = { .notice = STR("") };
	int64_t undo_hours;
	int zone_hours;
	struct page p;

	l->c = c;
	TRY(registry_import_list(c, take_entry, l));
	if (rq->wants_json)
		return tell_json(c, rp, l);
	TRY(staging_list(c, 0, DRAFTS_MAX, take_draft, l));
	TRY(import_times(c, &undo_hours, &zone_hours));
	TRY(fill_drafts(c, rq, l, zone_hours, &v));
	fill_entries(c, l, undo_hours, zone_hours, &v);
	if (str_eq(http_field_get(&rq->query, FIELD_NOTICE), STR("buang")))
		v.notice = STR("wizard.notice_discarded");
	p = page_begin(c, rq, rp);
	registry_page_import_home(&p, &v);
	return NULL;
}

/* ---- upload ---- */

/* The form of an upload, with what was typed. */
struct uploading {
	const struct req *rq;
	struct reply *rp;
	struct form_errors errors;
	struct date as_of;
	struct str as_of_typed; /* as it stands in its box */
	int64_t replaces;
};

static const struct err *find_replaced(struct ctx *c, const struct uploading *u,
                                       struct import_upload_view *v)
{
	struct staging_draft draft;
	const struct err *err;

	if (u->replaces == 0)
		return NULL;
	err = staging_find(c, u->replaces, &draft);
	if (err != NULL && err->code == ERR_MISSING)
		return NULL;
	TRY(err);
	v->replaces = draft.id;
	v->replaces_name = draft.file_name;
	return NULL;
}

static const struct err *upload_show(struct ctx *c, void *arg)
{
	struct uploading *u = arg;
	const struct err *of_file = form_error_of(&u->errors, FIELD_FILE);
	struct import_upload_view v = {
		.errors = &u->errors,
		.megabytes_max = STAGING_FILE_BYTES_MAX / BYTES_A_MEGABYTE,
	};
	struct page p;

	TRY(find_replaced(c, u, &v));
	p = page_begin(c, u->rq, u->rp);
	v.file_error = of_file == NULL ? STR("") : page_err(&p, of_file);
	v.as_of = &(struct page_field){
		.name = FIELD_AS_OF,
		.label = "wizard.as_of",
		.hint = "wizard.as_of_hint",
		.type = "date",
		.value = u->as_of_typed,
	};
	registry_page_import_upload(&p, &v);
	return NULL;
}

const struct err *import_upload_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct uploading u = { .rq = rq, .rp = rp };

	u.replaces = import_number(&rq->query, FIELD_REPLACES, INT64_MAX, 0);
	u.as_of_typed = date_str(c->arena, rq->chrome->today);
	return upload_show(c, &u);
}

static void refuse(struct ctx *c, struct uploading *u, const char *field, const char *message,
                   struct str value)
{
	if (u->errors.count < FORM_ERRORS_MAX)
		u->errors.all[u->errors.count++] = err_new(c->arena, ERR_INVALID, str_of(field),
		                                           message, value);
}

static const struct http_upload *file_of(const struct req *rq)
{
	for (size_t i = 0; i < rq->upload_count; i++)
		if (str_eq(rq->uploads[i].field, STR(FIELD_FILE)) && rq->uploads[i].size_bytes > 0)
			return &rq->uploads[i];
	return NULL;
}

static const struct http_upload *read_upload(struct ctx *c, struct uploading *u)
{
	static const struct form_field rows[] = {
		{ FIELD_AS_OF, FORM_DATE, true, 0, 0, offsetof(struct uploading, as_of) },
	};
	const struct http_upload *file = file_of(u->rq);
	struct form_errors of_date;

	form_read(c, &u->rq->form, rows, COUNT(rows), u, &of_date);
	if (file == NULL)
		refuse(c, u, FIELD_FILE, "wizard.file_required", STR(""));
	for (size_t i = 0; i < of_date.count; i++)
		u->errors.all[u->errors.count++] = of_date.all[i];
	form_controls(c, &u->rq->form, &u->errors);
	if (of_date.count == 0 && date_before(u->rq->chrome->today, u->as_of))
		refuse(c, u, FIELD_AS_OF, "wizard.as_of_future", STR(""));
	u->as_of_typed = http_field_get(&u->rq->form, FIELD_AS_OF);
	u->replaces = import_number(&u->rq->form, FIELD_REPLACES, INT64_MAX, 0);
	return file;
}

/* Make the draft; what is wrong with the file is told at its field. */
static const struct err *create(struct ctx *c, struct uploading *u, const struct http_upload *file,
                                int64_t *id, int64_t *same)
{
	const struct staging_upload upload = { file->path, file->file_name, u->as_of };
	const struct err *err = staging_create(c, &upload, id, same);

	if (err == NULL || (err->code != ERR_INVALID && err->code != ERR_LIMIT))
		return err;
	refuse(c, u, FIELD_FILE, err->message, err->value);
	return NULL;
}

static const struct err *replace_work(struct ctx *c, void *arg)
{
	const struct uploading *u = arg;

	return staging_remove(c, u->replaces);
}

static const struct err *show_again(struct ctx *c, struct uploading *u)
{
	u->rp->status = STATUS_INVALID;
	return db_read(c, upload_show, u);
}

const struct err *import_upload_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct uploading u = { .rq = rq, .rp = rp };
	const struct http_upload *file = read_upload(c, &u);
	const struct err *err;
	int64_t id, same;

	if (u.errors.count == 0)
		TRY(create(c, &u, file, &id, &same));
	if (u.errors.count > 0)
		return show_again(c, &u);
	if (u.replaces != 0) {
		err = db_write(c, replace_work, &u);
		/* The older one may be gone, or be at work by now: it stays as it is. */
		if (err != NULL && err->code != ERR_MISSING && err->code != ERR_CONFLICT)
			return err;
	}
	return import_go(c, rp, id,
	                 same == 0 ? "/kolom"
	                           : str_c(c->arena, str_fmt(c->arena, "/kolom?" FIELD_SAME "=%lld",
	                                                     (long long)same)));
}
