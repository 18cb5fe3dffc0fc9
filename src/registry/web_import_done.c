/* SPDX-License-Identifier: Apache-2.0 */
/* The import wizard: work under way, how it ended, undo, giving a draft up, who was left out. */
#include "base/arena.h"
#include "i18n/words.h"
#include "page/page.h"
#include "page/reply.h"
#include "pages_registry.h"
#include "registry/web_import_handler.h"

#define NAMED_SHOWN          50 /* new units and posts told one by one */
#define PEOPLE_OF_PAGE       50
#define SKIP_MAX             10000000
#define REFRESH_SECONDS      "3"
#define TENTHS_A_MEGABYTE    10
#define BYTES_A_MEGABYTE     (INT64_C(1) << 20)
#define MICROSECONDS_AN_HOUR (INT64_C(3600) * 1000000)

/* ---- progress ---- */

static struct str megabytes(struct ctx *c, int64_t bytes)
{
	return words_decimal(c->arena, c->lang, bytes * TENTHS_A_MEGABYTE / BYTES_A_MEGABYTE, 1);
}

/* A job counts lines; those of an import are read twice. */
static void fill_progress(struct ctx *c, const struct staging_draft *draft, const struct job *job,
                          struct import_progress_view *v)
{
	int64_t done = job->done_count < job->total_count ? job->done_count : job->total_count;
	bool twice = draft->state == STAGING_IMPORTING;

	v->percent = (int)(done * 100 / job->total_count);
	v->line_total = twice ? (job->total_count + 1) / 2 : job->total_count;
	v->step = !twice ? 0 : done <= v->line_total ? 1 : 2;
	v->lines = v->step == 2 ? done - v->line_total : done;
	v->guessed = draft->checked_at == 0;
	v->done = megabytes(c, draft->file_bytes * v->lines / v->line_total);
	v->total = megabytes(c, draft->file_bytes);
}

const struct err *import_progress_show(struct ctx *c, const struct req *rq, struct reply *rp,
                                       const struct staging_draft *draft)
{
	struct import_progress_view v = { .percent = -1 };
	struct job job;
	struct page p;

	TRY(import_head(c, rq, draft, &v.head));
	TRY(jobs_find(c, draft->job_id, &job));
	v.waiting = job.state == JOB_QUEUED;
	if (job.total_count > 0)
		fill_progress(c, draft, &job, &v);
	/* The page comes again by itself, without script. */
	reply_header(rp, "Refresh", STR(REFRESH_SECONDS));
	p = page_begin(c, rq, rp);
	registry_page_import_progress(&p, &v);
	return NULL;
}

/* ---- the end ---- */

struct naming {
	struct ctx *c;
	struct import_named_view *all;
	size_t count;
	size_t cap;
	int64_t total;
};

static const struct err *take_named(void *arg, const struct import_named *named)
{
	struct naming *n = arg;

	n->total++;
	if (n->count < n->cap)
		n->all[n->count++] = (struct import_named_view){
			str_copy(n->c->arena, named->name), str_copy(n->c->arena, named->within)
		};
	return NULL;
}

static struct naming naming_of(struct ctx *c, size_t cap)
{
	return (struct naming){ .c = c,
		                .all = arena_array(c->arena, cap, sizeof(struct import_named_view)),
		                .cap = cap };
}

static const struct err *fill_created(struct ctx *c, const struct staging_draft *draft,
                                      struct import_done_view *v)
{
	struct naming units = naming_of(c, NAMED_SHOWN), positions = naming_of(c, NAMED_SHOWN);

	if (draft->import_act_id == 0 || draft->state == STAGING_UNDONE)
		return NULL;
	TRY(registry_import_units(c, draft->import_act_id, take_named, &units));
	TRY(registry_import_positions(c, draft->import_act_id, take_named, &positions));
	v->units = units.all;
	v->unit_count = units.count;
	v->unit_total = units.total;
	v->positions = positions.all;
	v->position_count = positions.count;
	v->position_total = positions.total;
	return NULL;
}

struct looking {
	int64_t number;
	int64_t recorded_at; /* 0: it is not there, or was undone */
};

static const struct err *look(void *arg, const struct import_entry *entry)
{
	struct looking *l = arg;

	if (entry->number == l->number && !entry->undone)
		l->recorded_at = entry->recorded_at;
	return NULL;
}

/* Until when the import of a draft can be undone; empty when it cannot. */
static const struct err *undo_until(struct ctx *c, const struct staging_draft *draft,
                                    struct str *out)
{
	struct looking l = { .number = draft->import_number };
	int64_t undo_hours;
	int zone_hours;

	*out = STR("");
	if (l.number == 0 || (draft->state != STAGING_IMPORTED && draft->state != STAGING_FAILED))
		return NULL;
	TRY(registry_import_list(c, look, &l));
	TRY(import_times(c, &undo_hours, &zone_hours));
	if (l.recorded_at != 0 && c->now - l.recorded_at <= undo_hours * MICROSECONDS_AN_HOUR)
		*out = import_instant(c, zone_hours,
		                      l.recorded_at + undo_hours * MICROSECONDS_AN_HOUR);
	return NULL;
}

const struct err *import_done_show(struct ctx *c, const struct req *rq, struct reply *rp,
                                   const struct staging_draft *draft)
{
	struct import_done_view v = { .draft = draft, .error = STR("") };
	struct page p;

	TRY(import_head(c, rq, draft, &v.head));
	TRY(undo_until(c, draft, &v.undo_until));
	if (draft->state == STAGING_FAILED) {
		v.error = words_fmt(
			c->arena, c->lang, draft->error_message,
			WORD_ARGS({ "value", draft->error_value }, { "field", draft->file_name }));
		p = page_begin(c, rq, rp);
		registry_page_import_failed(&p, &v);
		return NULL;
	}
	TRY(fill_created(c, draft, &v));
	p = page_begin(c, rq, rp);
	registry_page_import_done(&p, &v);
	return NULL;
}

/* ---- asking once more ---- */

const struct err *import_undo_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct staging_draft draft;
	struct import_done_view v = { .draft = &draft };
	struct page p;

	TRY(staging_find(c, rq->id, &draft));
	TRY(import_head(c, rq, &draft, &v.head));
	TRY(undo_until(c, &draft, &v.undo_until));
	if (v.undo_until.len == 0)
		return import_go(c, rp, rq->id, "");
	p = page_begin(c, rq, rp);
	registry_page_import_undo(&p, &v);
	return NULL;
}

const struct err *import_discard_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct staging_draft draft;
	struct import_done_view v = { .draft = &draft };
	struct page p;

	TRY(staging_find(c, rq->id, &draft));
	if (draft.state != STAGING_UPLOADED && draft.state != STAGING_CHECKED &&
	    draft.state != STAGING_FAILED)
		return import_go(c, rp, rq->id, "");
	TRY(import_head(c, rq, &draft, &v.head));
	p = page_begin(c, rq, rp);
	registry_page_import_discard(&p, &v);
	return NULL;
}

/* ---- who was left out ---- */

const struct err *import_absent_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct staging_draft draft;
	struct naming people = naming_of(c, PEOPLE_OF_PAGE);
	struct import_absent_view v = {
		.skip = import_number(&rq->query, FIELD_SKIP, SKIP_MAX, 0),
	};
	int64_t listed;
	struct page p;

	TRY(staging_find(c, rq->id, &draft));
	TRY(import_head(c, rq, &draft, &v.head));
	TRY(staging_absent(c, &draft, v.skip, PEOPLE_OF_PAGE, take_named, &people));
	listed = draft.absent_count < STAGING_LISTED_ROWS_MAX ? draft.absent_count
	                                                      : STAGING_LISTED_ROWS_MAX;
	v.people = people.all;
	v.count = people.count;
	v.total = draft.absent_count;
	v.has_earlier = v.skip > 0;
	v.earlier = v.skip > PEOPLE_OF_PAGE ? v.skip - PEOPLE_OF_PAGE : 0;
	v.later = v.skip + PEOPLE_OF_PAGE;
	v.has_later = v.later < listed;
	p = page_begin(c, rq, rp);
	registry_page_import_absent(&p, &v);
	return NULL;
}
