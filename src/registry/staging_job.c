/* SPDX-License-Identifier: Apache-2.0 */
/* Checking, importing and undoing a draft, as jobs; what a check finds goes into files. */
#include <errno.h>

#include "base/arena.h"
#include "base/json.h"
#include "db/db.h"
#include "registry/apply.h"
#include "registry/roster.h"
#include "registry/staging_internal.h"
#include "sql_registry.h"

#define PHASE_ARENA_BYTES (160u << 20) /* an import's own, the workbook's and the corrections */
#define LINE_ARENA_BYTES  (16u << 20)

/* One entry of a tab: where the row of the line begins, and where that of its changes. */
struct entry {
	int64_t row;
	int64_t changes; /* -1: none */
};

/* A line that changes something waits for its changes, which come behind the batch. */
struct waiting {
	int64_t line;
	int64_t row;
};

struct checking {
	struct ctx *c;
	struct job *job;
	struct staging_draft *draft;
	int readings;        /* of the file, in all */
	int64_t lines_known; /* of the file; 0 before the first reading */
	int64_t lines_done;  /* of this reading */
	int64_t lines_before; /* of earlier ones */
	struct record_source source;
	struct sealed_writer *rejects; /* NULL: they are not kept */
	struct buf reject;
	int64_t warned_count;
	FILE *lines;
	FILE *changes;
	FILE *absent;
	FILE *tabs[STAGING_TAB_COUNT];
	int64_t tab_counts[STAGING_TAB_COUNT];
	int64_t absent_count;

	/* The line at hand, until the next comes. */
	struct arena *arena;
	struct arena_mark start; /* the arena with nothing in it */
	struct import_line line;
	bool has_line;
	size_t cell_count;
	size_t finding_count;
	size_t text_count;
	struct str texts[STAGING_TEXTS_MAX];

	struct waiting waiting[APPLY_LINES_MAX];
	size_t waiting_count;
	size_t waiting_next;
	bool changes_came; /* since the last line: the next line is of another batch */

	/* The changes of one line. */
	int64_t change_line;
	size_t change_count;
	struct str change_texts[ROSTER_FIELD_COUNT * 3 + 1];
	struct arena *change_arena;
	struct arena_mark change_start;
};

/* ---- the line at hand ---- */

static struct str number(struct arena *arena, int64_t n)
{
	return str_fmt(arena, "%lld", (long long)n);
}

static const struct err *tab_add(struct checking *k, enum staging_tab tab, int64_t most,
                                 int64_t row, int64_t changes)
{
	const struct entry entry = { row, changes };

	if (k->tab_counts[tab] >= most)
		return NULL;
	k->tab_counts[tab]++;
	return fwrite(&entry, sizeof(entry), 1, k->tabs[tab]) == 1
	               ? NULL
	               : err_errno(k->c->arena, errno, STR("uploads"));
}

static bool is_told(const struct checking *k)
{
	return k->finding_count > 0 || k->line.added || k->line.changed;
}

static const struct err *line_keep(struct checking *k)
{
	int64_t row;

	k->texts[3] = number(k->arena, (int64_t)k->finding_count);
	row = (int64_t)ftello(k->lines);
	TRY(staging_texts_write(k->c, k->lines, k->texts, k->text_count));
	if (k->line.rejected)
		return tab_add(k, STAGING_ERRORS, INT64_MAX, row, -1);
	if (k->finding_count > 0) {
		k->warned_count++;
		TRY(tab_add(k, STAGING_WARNINGS, STAGING_WARNED_ROWS_MAX, row, -1));
	}
	if (k->line.added)
		TRY(tab_add(k, STAGING_ADDED, STAGING_LISTED_ROWS_MAX, row, -1));
	if (k->line.changed && k->waiting_count < APPLY_LINES_MAX)
		k->waiting[k->waiting_count++] = (struct waiting){ k->line.line, row };
	return NULL;
}

/* New people of a first roster are as many as the roster: only those that are listed are kept. */
static bool is_kept(const struct checking *k)
{
	return k->finding_count > 0 || k->line.rejected ||
	       (k->line.added && k->tab_counts[STAGING_ADDED] < STAGING_LISTED_ROWS_MAX) ||
	       (k->line.changed && k->tab_counts[STAGING_CHANGED] < STAGING_LISTED_ROWS_MAX);
}

static const struct err *line_end(struct checking *k)
{
	const struct err *err = NULL;

	if (k->has_line && is_told(k) && is_kept(k))
		err = line_keep(k);
	k->has_line = false;
	return err;
}

static const struct err *changes_end(struct checking *k)
{
	int64_t at;

	if (k->change_count == 0)
		return NULL;
	while (k->waiting_next < k->waiting_count &&
	       k->waiting[k->waiting_next].line != k->change_line)
		k->waiting_next++;
	at = (int64_t)ftello(k->changes);
	k->change_texts[0] = number(k->change_arena, k->change_line);
	TRY(staging_texts_write(k->c, k->changes, k->change_texts, k->change_count * 3 + 1));
	k->change_count = 0;
	arena_rewind(k->change_arena, k->change_start);
	if (k->waiting_next == k->waiting_count)
		return NULL;
	return tab_add(k, STAGING_CHANGED, STAGING_LISTED_ROWS_MAX,
	               k->waiting[k->waiting_next++].row, at);
}

/* Cells that say nothing here are not stored, and neither is a NIK. */
static bool is_stored(const struct heading_mapping *mapping, size_t column)
{
	return column < mapping->count && mapping->fields[column] >= 0 &&
	       mapping->fields[column] != ROSTER_NIK && mapping->fields[column] != ROSTER_DROPPED;
}

static const struct err *on_line(void *arg, const struct import_line *line,
                                 const struct csv_record *record)
{
	struct checking *k = arg;
	struct arena *arena = k->arena;

	TRY(line_end(k));
	if (k->changes_came) {
		TRY(changes_end(k));
		k->waiting_count = k->waiting_next = 0;
	}
	k->changes_came = false;
	arena_rewind(arena, k->start);
	k->line = *line;
	k->has_line = true;
	k->finding_count = 0;
	k->cell_count = record->count < k->draft->mapping.count ? record->count
	                                                        : k->draft->mapping.count;
	k->texts[0] = number(arena, line->line);
	k->texts[1] = str_fmt(arena, "%d", line->rejected | line->added << 1 | line->changed << 2);
	k->texts[2] = number(arena, (int64_t)k->cell_count);
	k->text_count = 4;
	for (size_t i = 0; i < k->cell_count; i++)
		k->texts[k->text_count++] = is_stored(&k->draft->mapping, i)
		                                    ? str_copy(arena, record->fields[i])
		                                    : STR("");
	return NULL;
}

static const struct err *on_finding(void *arg, const struct import_finding *f)
{
	struct checking *k = arg;
	const struct str parts[] = {
		f->column,       f->value,
		str_of(f->code), f->severity == IMPORT_ERROR ? STR("e") : STR("w"),
		f->other,        number(k->arena, f->other_line)
	};

	if (k->text_count + COUNT(parts) > STAGING_TEXTS_MAX)
		return NULL;
	for (size_t i = 0; i < COUNT(parts); i++)
		k->texts[k->text_count++] = str_copy(k->arena, parts[i]);
	k->finding_count++;
	return NULL;
}

/* ---- changes ---- */

static const struct err *on_change(void *arg, const struct import_change *change)
{
	struct checking *k = arg;
	struct str *to;

	TRY(line_end(k));
	k->changes_came = true;
	if (k->tab_counts[STAGING_CHANGED] >= STAGING_LISTED_ROWS_MAX)
		return NULL;
	if (change->line != k->change_line)
		TRY(changes_end(k));
	k->change_line = change->line;
	if (k->change_count == ROSTER_FIELD_COUNT)
		return NULL;
	to = &k->change_texts[1 + k->change_count++ * 3];
	to[0] = str_copy(k->change_arena, change->column);
	to[1] = str_copy(k->change_arena, change->before);
	to[2] = str_copy(k->change_arena, change->after);
	return NULL;
}

static const struct err *on_absent(void *arg, const struct import_named *person)
{
	struct checking *k = arg;
	const struct str texts[] = { person->name, person->within };

	if (k->absent_count++ >= STAGING_LISTED_ROWS_MAX)
		return NULL;
	return staging_texts_write(k->c, k->absent, texts, COUNT(texts));
}

static const struct err *on_ready(void *arg)
{
	struct checking *k = arg;

	TRY(line_end(k));
	TRY(changes_end(k));
	if (fflush(k->lines) != 0 || fflush(k->changes) != 0 || fflush(k->absent) != 0)
		return err_errno(k->c->arena, errno, STR("uploads"));
	for (int i = 0; i < STAGING_TAB_COUNT; i++)
		if (fflush(k->tabs[i]) != 0)
			return err_errno(k->c->arena, errno, STR("uploads"));
	return NULL;
}

/* Told in lines. How many there are is known from an earlier reading, or else from the bytes. */
static const struct err *on_progress(void *arg, int64_t bytes)
{
	struct checking *k = arg;
	int64_t lines = k->lines_known;

	if (lines == 0 && bytes > 0)
		lines = k->lines_done * k->draft->file_bytes / bytes;
	if (lines < k->lines_done)
		lines = k->lines_done;
	return job_progress(k->c, k->job, k->lines_before + k->lines_done, lines * k->readings);
}

/* ---- the rejected lines, which stay when the upload goes ---- */

/* An import does not fail for want of them: then the upload stays. */
static void reject_keep(struct checking *k, const struct csv_record *record)
{
	struct arena_mark mark = arena_mark(k->c->arena);
	struct str *texts = arena_array(k->c->arena, record->count + 1, sizeof(*texts));

	if (k->rejects == NULL)
		return;
	texts[0] = number(k->c->arena, record->line);
	for (size_t i = 0; i < record->count; i++)
		texts[i + 1] = record->fields[i];
	buf_clear(&k->reject);
	staging_texts_add(&k->reject, texts, record->count + 1);
	if (sealed_write(k->rejects, k->reject.ptr, k->reject.len) != NULL)
		k->rejects = NULL;
	else
		arena_rewind(k->c->arena, mark);
}

static const struct err *on_heading(void *arg, const struct csv_record *record, char separator)
{
	(void)separator;
	reject_keep(arg, record);
	return NULL;
}

static const struct err *on_reject(void *arg, const struct csv_record *record,
                                   const char *const *codes, size_t code_count)
{
	(void)codes;
	(void)code_count;
	reject_keep(arg, record);
	return NULL;
}

/* ---- one reading of the file ---- */

static void arena_done(void *arg)
{
	arena_free(arg);
}

static const struct err *results_open(struct checking *k)
{
	struct ctx *c = k->c;
	int64_t id = k->draft->id;

	k->arena = arena_new(LINE_ARENA_BYTES);
	arena_defer(c->arena, arena_done, k->arena);
	k->change_arena = arena_new(LINE_ARENA_BYTES);
	arena_defer(c->arena, arena_done, k->change_arena);
	k->start = arena_mark(k->arena);
	k->change_start = arena_mark(k->change_arena);
	TRY(staging_file_open(c, id, STAGING_FILE_LINES, "w", &k->lines));
	TRY(staging_file_open(c, id, STAGING_FILE_CHANGES, "w", &k->changes));
	TRY(staging_file_open(c, id, STAGING_FILE_ABSENT, "w", &k->absent));
	for (int i = 0; i < STAGING_TAB_COUNT; i++)
		TRY(staging_file_open(c, id, staging_tab_files[i], "w", &k->tabs[i]));
	return NULL;
}

struct loading {
	int64_t id;
	int64_t actor_id; /* who asked for it */
	struct staging_draft draft;
	struct staging_edits edits;
};

static const struct err *edits_work(struct ctx *c, void *arg)
{
	struct loading *l = arg;

	return staging_edits_load(c, l->id, 0, INT64_MAX, &l->edits);
}

/* Counts what is read, which is ahead of what is told by a batch. */
static const struct err *count_read(void *arg, struct csv_record *out, bool *more)
{
	struct checking *k = arg;

	TRY(k->source.read(k->source.arg, out, more));
	k->lines_done += *more && !out->blank && out->line > k->draft->heading_line;
	return NULL;
}

static void count_form(void *arg, const char **encoding, char *separator)
{
	const struct checking *k = arg;

	k->source.form(k->source.arg, encoding, separator);
}

static const struct err *request_make(struct checking *k, bool dry_run,
                                      struct import_request *request)
{
	struct ctx *c = k->c;
	struct table *table = ARENA_NEW(c->arena, struct table);
	struct loading *l = ARENA_NEW(c->arena, struct loading);

	l->id = k->draft->id;
	TRY(db_read(c, edits_work, l));
	TRY(staging_table_open(c, k->draft, table));
	k->source = staging_overlay(c, table->source, &l->edits);
	k->lines_done = 0;
	*request = (struct import_request){
		.file_name = k->draft->file_name,
		.file_digest = k->draft->file_digest,
		.source = { k, count_read, count_form },
		.heading_line = k->draft->heading_line,
		.mapping = &k->draft->mapping,
		.as_of = k->draft->as_of,
		.dry_run = dry_run,
		.spill_folder = db_folder(c->db),
		.listener = { .arg = k, .progress = on_progress },
	};
	return NULL;
}

/* A reading in an arena of its own, as it is followed by another. */
static const struct err *check_phase(struct checking *k, struct import_result *result)
{
	struct ctx *outer = k->c, own = *outer;
	struct import_request request;
	const struct err *err;

	own.arena = arena_new(PHASE_ARENA_BYTES);
	k->c = &own;
	err = results_open(k);
	if (err == NULL)
		err = request_make(k, true, &request);
	if (err == NULL) {
		request.listener = (struct import_listener){
			.arg = k,
			.finding = on_finding,
			.line = on_line,
			.change = on_change,
			.absent = on_absent,
			.ready = on_ready,
			.progress = on_progress,
		};
		err = registry_import_roster(&own, &request, result);
	}
	if (err != NULL)
		err = err_copy(outer->arena, err);
	k->c = outer;
	arena_free(own.arena);
	return err;
}

static const struct err *import_phase(struct checking *k, struct import_result *result,
                                      bool *rejects_kept)
{
	struct ctx *outer = k->c, own = *outer;
	struct import_request request;
	const struct err *err;

	own.arena = arena_new(PHASE_ARENA_BYTES);
	own.actor_id = k->draft->actor_id;
	k->c = &own;
	k->arena = arena_new(LINE_ARENA_BYTES);
	arena_defer(own.arena, arena_done, k->arena);
	buf_init(&k->reject, k->arena);
	err = request_make(k, false, &request);
	if (err == NULL) {
		request.listener = (struct import_listener){
			.arg = k,
			.heading = on_heading,
			.reject = on_reject,
			.progress = on_progress,
		};
		if (staging_sealed_new(&own, k->draft->id, STAGING_FILE_REJECTS, &k->rejects) !=
		    NULL)
			k->rejects = NULL;
		err = registry_import_roster(&own, &request, result);
	}
	*rejects_kept = k->rejects != NULL && err == NULL && sealed_end(k->rejects) == NULL;
	k->rejects = NULL;
	if (!*rejects_kept)
		staging_file_remove(&own, k->draft->id, STAGING_FILE_REJECTS);
	if (err != NULL)
		err = err_copy(outer->arena, err);
	k->c = outer;
	arena_free(own.arena);
	return err;
}

/* ---- keeping what came of it ---- */

struct counting {
	const struct staging_draft *draft;
	const struct import_result *result;
	enum staging_state state;
	int64_t warned_count;
	const struct err *why;
};

static const struct err *checked_work(struct ctx *c, void *arg)
{
	const struct counting *k = arg;
	const struct import_result *n = k->result;

	return db_exec(c, &SQL_REGISTRY_DRAFT_CHECKED,
	               DB_BIND(db_int(c->agency_id), db_int(k->draft->id),
	                       db_str(staging_state_code(k->state)), db_int(n->line_count),
	                       db_int(n->accepted_count), db_int(n->rejected_count),
	                       db_int(k->warned_count), db_int(n->added_count),
	                       db_int(n->changed_count), db_int(n->unchanged_count),
	                       db_int(n->absent_count), db_int(n->unit_count),
	                       db_int(n->position_count), db_int(c->now),
	                       db_int(c->now + STAGING_KEEP_US)));
}

static const struct err *imported_work(struct ctx *c, void *arg)
{
	const struct counting *k = arg;

	return db_exec(c, &SQL_REGISTRY_DRAFT_IMPORTED,
	               DB_BIND(db_int(c->agency_id), db_int(k->draft->id),
	                       db_int(k->result->number), db_int(k->result->act_id),
	                       db_int(c->now + STAGING_IMPORTED_US)));
}

static const struct err *state_work(struct ctx *c, void *arg)
{
	const struct counting *k = arg;

	return staging_state_set(c, k->draft, k->state, k->draft->job_id, k->why);
}

/* ---- the jobs ---- */

static const struct err *find_work(struct ctx *c, void *arg)
{
	struct loading *l = arg;

	return staging_find(c, l->id, &l->draft);
}

static const struct err *argument_read(struct ctx *c, const struct job *job, const char *key,
                                       int64_t *value, int64_t *actor_id)
{
	const struct json_value *argument;

	TRY(json_read(c->arena, job->argument, &argument));
	if (!json_get_int(argument, key, value) || !json_get_int(argument, "actor", actor_id))
		return err_detail(c->arena, ERR_CORRUPT, "err.internal", "argument of a job");
	return NULL;
}

static const struct err *load(struct ctx *c, const struct job *job, struct loading **out)
{
	struct loading *l = ARENA_NEW(c->arena, struct loading);

	TRY(argument_read(c, job, "draft", &l->id, &l->actor_id));
	TRY(db_read(c, find_work, l));
	*out = l;
	return NULL;
}

static const struct err *draft_of(struct ctx *c, const struct job *job,
                                  struct staging_draft **draft)
{
	struct loading *l;

	TRY(load(c, job, &l));
	*draft = &l->draft;
	return NULL;
}

/* An error is kept with the draft, for its page, before the job ends with it. */
static const struct err *failed(struct ctx *c, struct staging_draft *draft, const struct err *why)
{
	struct counting k = { .draft = draft, .state = STAGING_FAILED, .why = why };

	(void)db_write(c, state_work, &k);
	return why;
}

static const struct err *check(struct checking *k, enum staging_state state,
                               struct import_result *result)
{
	struct counting counts = { .draft = k->draft, .result = result, .state = state };

	TRY(check_phase(k, result));
	counts.warned_count = k->warned_count;
	return db_write(k->c, checked_work, &counts);
}

static struct checking *checking_new(struct ctx *c, struct job *job, struct staging_draft *draft,
                                     int readings)
{
	struct checking *k = ARENA_NEW(c->arena, struct checking);

	k->c = c;
	k->job = job;
	k->draft = draft;
	k->readings = readings;
	k->lines_known = draft->checked_at > 0 ? draft->line_count : 0;
	return k;
}

static const struct err *check_run(struct ctx *c, struct job *job)
{
	struct staging_draft *draft;
	struct import_result result = { 0 };
	const struct err *err;

	TRY(draft_of(c, job, &draft));
	err = check(checking_new(c, job, draft, 1), STAGING_CHECKED, &result);
	return err == NULL ? NULL : failed(c, draft, err);
}

static const struct err *import_run(struct ctx *c, struct job *job)
{
	struct staging_draft *draft;
	struct import_result result = { 0 };
	struct counting counts = { .result = &result };
	bool rejects_kept = false;
	struct checking *k;
	const struct err *err;

	TRY(draft_of(c, job, &draft));
	counts.draft = draft;
	k = checking_new(c, job, draft, 2);
	err = check(k, STAGING_IMPORTING, &result);
	k->lines_known = k->lines_before = result.line_count;
	if (err == NULL)
		err = import_phase(k, &result, &rejects_kept);
	if (err != NULL)
		return failed(c, draft, err);
	TRY(db_write(c, imported_work, &counts));
	if (rejects_kept)
		staging_file_remove(c, draft->id, STAGING_FILE_UPLOAD);
	return NULL;
}

static const struct err *undo_run(struct ctx *c, struct job *job)
{
	struct loading *l;
	struct counting counts = { .state = STAGING_UNDONE };
	struct ctx own = *c;
	const struct err *err;

	TRY(load(c, job, &l));
	own.actor_id = l->actor_id;
	err = registry_import_undo(&own, l->draft.import_number);
	if (err != NULL)
		return failed(c, &l->draft, err);
	counts.draft = &l->draft;
	TRY(db_write(c, state_work, &counts));
	staging_files_remove(c, l->draft.id);
	return NULL;
}

/* An import that came by another way has no draft to tell of it. */
static const struct err *undo_number_run(struct ctx *c, struct job *job)
{
	struct ctx own = *c;
	int64_t number;

	TRY(argument_read(c, job, "number", &number, &own.actor_id));
	return registry_import_undo(&own, number);
}

const struct job_kind staging_job_kinds[] = {
	{ "staging-check", check_run },
	{ "staging-import", import_run },
	{ "staging-undo", undo_run },
	{ STAGING_UNDO_NUMBER, undo_number_run },
};

const size_t staging_job_kind_count = COUNT(staging_job_kinds);
