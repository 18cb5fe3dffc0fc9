/* SPDX-License-Identifier: Apache-2.0 */
/* The import wizard: an import by its number, whichever way it came, and its undo. */
#include "base/arena.h"
#include "i18n/words.h"
#include "page/page.h"
#include "page/reply.h"
#include "pages_registry.h"
#include "registry/web_import_handler.h"

#define REFRESH_SECONDS      "3"
#define MICROSECONDS_AN_HOUR (INT64_C(3600) * 1000000)

struct looking {
	struct ctx *c;
	struct import_entry entry;
	bool found;
};

static const struct err *take(void *arg, const struct import_entry *entry)
{
	struct looking *l = arg;

	if (entry->number != l->entry.number || l->found)
		return NULL;
	l->entry = *entry;
	l->entry.file_name = str_copy(l->c->arena, entry->file_name);
	l->found = true;
	return NULL;
}

static const struct err *missing(struct ctx *c, struct str number)
{
	return err_new(c->arena, ERR_MISSING, STR("import"), "wizard.number_missing", number);
}

static const struct err *find(struct ctx *c, const struct req *rq, struct import_entry *out)
{
	struct looking l = { .c = c };

	if (!str_is_digits(rq->parts[0]) || !str_int(rq->parts[0], &l.entry.number))
		return missing(c, rq->parts[0]);
	TRY(registry_import_list(c, take, &l));
	if (!l.found)
		return missing(c, rq->parts[0]);
	*out = l.entry;
	return NULL;
}

static struct str words_of(struct ctx *c, const struct err *err)
{
	return words_fmt(c->arena, c->lang, str_of(err->message),
	                 WORD_ARGS({ "value", err->value }));
}

/* How far the undo is that was asked for here. */
static const struct err *look_at_job(struct ctx *c, const struct req *rq,
                                     struct import_number_view *v)
{
	int64_t job_id = import_number(&rq->query, FIELD_JOB, INT64_MAX, 0);
	struct job job;
	const struct err *err;

	if (job_id == 0)
		return NULL;
	err = staging_undo_job(c, v->number, job_id, &job);
	if (err != NULL && err->code == ERR_MISSING)
		return NULL;
	TRY(err);
	v->waiting = job.state == JOB_QUEUED;
	v->at_work = v->waiting || job.state == JOB_RUNNING;
	v->failed = job.state == JOB_FAILED;
	return NULL;
}

/* Can it be undone, and if not, why? */
static const struct err *look_at_undo(struct ctx *c, const struct import_entry *entry,
                                      struct import_number_view *v)
{
	const struct err *why = registry_import_undo_check(c, entry->number);
	int64_t undo_hours;
	int zone_hours;

	if (why != NULL && why->code != ERR_CONFLICT)
		return why;
	TRY(import_times(c, &undo_hours, &zone_hours));
	v->recorded = import_instant(c, zone_hours, entry->recorded_at);
	if (why != NULL)
		v->why_not = words_of(c, why);
	else
		v->undo_until = import_instant(
			c, zone_hours, entry->recorded_at + undo_hours * MICROSECONDS_AN_HOUR);
	return NULL;
}

const struct err *import_number_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct import_number_view v = { .why_not = STR("") };
	struct import_entry entry;
	struct page p;

	TRY(find(c, rq, &entry));
	v.number = entry.number;
	v.file_name = entry.file_name;
	v.as_of = entry.as_of;
	v.added_count = entry.added_count;
	v.changed_count = entry.changed_count;
	v.undone = entry.undone;
	TRY(look_at_job(c, rq, &v));
	TRY(look_at_undo(c, &entry, &v));
	if (v.at_work && !v.undone)
		reply_header(rp, "Refresh", STR(REFRESH_SECONDS));
	p = page_begin(c, rq, rp);
	registry_page_import_number(&p, &v);
	return NULL;
}

const struct err *import_number_undo_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct import_entry entry;
	int64_t job_id;

	TRY(find(c, rq, &entry));
	TRY(staging_undo_number(c, entry.number, &job_id));
	return reply_see_other(rp, str_fmt(c->arena, IMPORT_PATH "/nomor/%lld?" FIELD_JOB "=%lld",
	                                   (long long)entry.number, (long long)job_id));
}
