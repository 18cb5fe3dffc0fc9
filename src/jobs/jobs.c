/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs/jobs.h"

#include <assert.h>

#include "base/arena.h"
#include "db/db.h"
#include "sql_jobs.h"

#define LIST_MAX 64 /* jobs looked at in one read; a longer queue is read in turns */

static const struct str state_codes[JOB_STATE_COUNT] = {
	[JOB_QUEUED] = STR_INIT("queued"),
	[JOB_RUNNING] = STR_INIT("running"),
	[JOB_DONE] = STR_INIT("done"),
	[JOB_FAILED] = STR_INIT("failed"),
};

struct str job_state_code(enum job_state state)
{
	return state_codes[state];
}

static const struct err *state_parse(struct ctx *c, struct str code, enum job_state *out)
{
	for (enum job_state state = 0; state < JOB_STATE_COUNT; state++)
		if (str_eq(state_codes[state], code)) {
			*out = state;
			return NULL;
		}
	return err_new(c->arena, ERR_CORRUPT, STR("state"), "err.database_corrupt", code);
}

static const struct err *missing(struct ctx *c, int64_t id)
{
	return err_new(c->arena, ERR_MISSING, STR("job"), "err.job_missing",
	               str_fmt(c->arena, "%lld", (long long)id));
}

const struct err *jobs_add(struct ctx *c, struct str kind, struct str argument, int64_t *id)
{
	int64_t made = db_new_id(c);

	if (argument.len > JOBS_ARGUMENT_BYTES_MAX)
		return err_new(c->arena, ERR_LIMIT, STR("argument"), "err.job_argument_long", kind);
	TRY(db_exec(c, &SQL_JOBS_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(made), db_str(kind), db_str(argument),
	                    db_int(c->now))));
	*id = made;
	return NULL;
}

const struct err *jobs_find(struct ctx *c, int64_t id, struct job *out)
{
	struct db_rows *rows;
	struct job job = { 0 };
	bool found;

	TRY(db_find(c, &SQL_JOBS_FIND, DB_BIND(db_int(c->agency_id), db_int(id)), &rows, &found));
	if (!found)
		return missing(c, id);
	job.agency_id = db_col_int(rows, 0);
	job.id = db_col_int(rows, 1);
	job.kind = db_col_copy(c, rows, 2);
	TRY(state_parse(c, db_col_str(rows, 3), &job.state));
	job.argument = db_col_copy(c, rows, 4);
	job.done_count = db_col_int(rows, 5);
	job.total_count = db_col_int(rows, 6);
	job.error_code = db_col_copy(c, rows, 7);
	job.error_message = db_col_copy(c, rows, 8);
	job.queued_at = db_col_int(rows, 9);
	job.started_at = db_col_int(rows, 10);
	job.finished_at = db_col_int(rows, 11);
	db_rows_end(rows);
	*out = job;
	return NULL;
}

/* ---- running ---- */

/* One short write about a job: the query with its values, and how many rows it touched. */
struct change {
	const struct db_query *query;
	const struct db_value *values;
	size_t count;
	int64_t changed;
};

static const struct err *change_work(struct ctx *c, void *arg)
{
	struct change *change = arg;

	return db_exec_count(c, change->query, change->values, change->count, &change->changed);
}

static const struct err *change_job(struct ctx *c, const struct db_query *query,
                                    const struct db_value *values, size_t count, int64_t *changed)
{
	struct change change = { query, values, count, 0 };

	TRY(db_write(c, change_work, &change));
	*changed = change.changed;
	return NULL;
}

struct lookup {
	int64_t id;
	struct job job;
};

static const struct err *lookup_work(struct ctx *c, void *arg)
{
	struct lookup *lookup = arg;

	return jobs_find(c, lookup->id, &lookup->job);
}

static const struct err *lock(struct ctx *c, int64_t id)
{
	return db_lock(c, str_fmt(c->arena, "job.%lld", (long long)id));
}

static const struct job_kind *kind_find(const struct job_runner *runner, struct str name)
{
	for (size_t i = 0; i < runner->kind_count; i++)
		if (str_eq(str_of(runner->kinds[i].name), name))
			return &runner->kinds[i];
	return NULL;
}

/* Take the lock first and the row second, so that "running" without a holder means a dead one. */
static const struct err *claim(struct ctx *c, const struct job_runner *runner, int64_t id,
                               struct job *out)
{
	struct lookup lookup = { .id = id };
	int64_t now = runner->clock(runner->arg);
	int64_t changed;

	TRY(lock(c, id));
	TRY(change_job(c, &SQL_JOBS_START, DB_BIND(db_int(c->agency_id), db_int(id), db_int(now)),
	               &changed));
	TRY(db_read(c, lookup_work, &lookup));
	if (changed == 0)
		return err_new(c->arena, ERR_CONFLICT, STR("job"), "err.job_not_queued",
		               job_state_code(lookup.job.state));
	*out = lookup.job;
	out->runner = runner;
	return NULL;
}

static const struct err *finish(struct ctx *c, const struct job *job, const struct err *error)
{
	int64_t now = job->runner->clock(job->runner->arg);
	struct str code = str_of(error == NULL ? NULL : err_code_name(error->code));
	struct str message = str_of(error == NULL ? NULL : error->message);
	enum job_state state = error == NULL ? JOB_DONE : JOB_FAILED;
	int64_t changed;

	return change_job(c, &SQL_JOBS_FINISH,
	                  DB_BIND(db_int(c->agency_id), db_int(job->id),
	                          db_str(job_state_code(state)), db_str_or_null(code),
	                          db_str_or_null(message), db_int(now), db_int(job->done_count),
	                          db_int(job->total_count)),
	                  &changed);
}

/*
 * Run a claimed job. When its end cannot be written the row stays running, without a holder, and
 * the next start-up gives it up; the job's own error is still the one worth telling.
 */
static const struct err *run_claimed(struct ctx *c, struct job *job, const struct err **outcome)
{
	const struct job_kind *kind = kind_find(job->runner, job->kind);
	const struct err *kept;

	assert(kind != NULL);
	*outcome = kind->run(c, job);
	kept = finish(c, job, *outcome);
	return kept;
}

const struct err *jobs_run(struct ctx *c, const struct job_runner *runner, int64_t id)
{
	struct lookup lookup = { .id = id };
	const struct err *outcome = NULL;
	const struct err *kept;
	struct job job;

	assert(c->conn == NULL);
	TRY(db_read(c, lookup_work, &lookup));
	if (kind_find(runner, lookup.job.kind) == NULL)
		return missing(c, id);
	TRY(claim(c, runner, id, &job));
	kept = run_claimed(c, &job, &outcome);
	return outcome != NULL ? outcome : kept;
}

/* A page of jobs in one state. */
struct listing {
	enum job_state state;
	int64_t after;
	size_t count;
	struct {
		int64_t agency_id;
		int64_t id;
		struct str kind;
	} rows[LIST_MAX];
};

static const struct err *list_work(struct ctx *c, void *arg)
{
	struct listing *listing = arg;
	struct db_rows *rows;
	bool more;

	listing->count = 0;
	TRY(db_query(c, &SQL_JOBS_LIST,
	             DB_BIND(db_str(job_state_code(listing->state)), db_int(listing->after),
	                     db_int(LIST_MAX)),
	             &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more || listing->count == LIST_MAX)
			break;
		listing->rows[listing->count].agency_id = db_col_int(rows, 0);
		listing->rows[listing->count].id = db_col_int(rows, 1);
		listing->rows[listing->count].kind = db_col_copy(c, rows, 2);
		listing->count++;
	}
	db_rows_end(rows);
	return NULL;
}

/* Someone else was quicker; the next job may still be free. */
static bool taken(const struct err *error)
{
	return error->code == ERR_BUSY || error->code == ERR_CONFLICT;
}

/* The first job of a page that can be claimed. */
static const struct err *claim_first(struct ctx *c, const struct job_runner *runner,
                                     const struct listing *listing, struct job *job, bool *claimed)
{
	*claimed = false;
	for (size_t i = 0; i < listing->count && !*claimed; i++) {
		const struct err *error;

		if (kind_find(runner, listing->rows[i].kind) == NULL)
			continue;
		c->agency_id = listing->rows[i].agency_id;
		error = claim(c, runner, listing->rows[i].id, job);
		if (error != NULL && !taken(error))
			return error;
		*claimed = error == NULL;
	}
	return NULL;
}

const struct err *jobs_run_next(struct ctx *c, const struct job_runner *runner, bool *ran)
{
	struct listing *listing = ARENA_NEW(c->arena, struct listing);
	struct ctx own = *c;
	const struct err *outcome;
	struct job job;

	assert(c->conn == NULL);
	listing->state = JOB_QUEUED;
	*ran = false;
	do {
		TRY(db_read(c, list_work, listing));
		TRY(claim_first(&own, runner, listing, &job, ran));
		if (listing->count > 0)
			listing->after = listing->rows[listing->count - 1].id;
	} while (!*ran && listing->count == LIST_MAX);
	return *ran ? run_claimed(&own, &job, &outcome) : NULL;
}

const struct err *job_progress(struct ctx *c, struct job *job, int64_t done, int64_t total)
{
	const struct job_runner *runner = job->runner;
	int64_t now = runner->clock(runner->arg);
	int64_t changed;

	job->done_count = done;
	job->total_count = total;
	if (runner->listener != NULL)
		runner->listener(runner->arg, job);
	if (job->written_at != 0 && now - job->written_at < JOBS_PROGRESS_EVERY_US)
		return NULL;
	job->written_at = now;
	return change_job(
		c, &SQL_JOBS_PROGRESS,
		DB_BIND(db_int(c->agency_id), db_int(job->id), db_int(done), db_int(total)),
		&changed);
}

/* ---- start-up ---- */

static const struct err *fail_if_dead(struct ctx *c, int64_t agency_id, int64_t id, int *count)
{
	const struct err *error = lock(c, id);
	int64_t changed;

	if (error != NULL)
		return error->code == ERR_BUSY ? NULL : error;
	TRY(change_job(c, &SQL_JOBS_INTERRUPT,
	               DB_BIND(db_int(agency_id), db_int(id),
	                       db_str(str_of(err_code_name(ERR_GONE))),
	                       db_str(STR("err.job_interrupted")), db_int(c->now)),
	               &changed));
	*count += (int)changed;
	return NULL;
}

const struct err *jobs_fail_interrupted(struct ctx *c, int *count)
{
	struct listing *listing = ARENA_NEW(c->arena, struct listing);

	assert(c->conn == NULL);
	listing->state = JOB_RUNNING;
	*count = 0;
	do {
		TRY(db_read(c, list_work, listing));
		for (size_t i = 0; i < listing->count; i++) {
			struct arena_mark mark = arena_mark(c->arena);

			/* An error is left in the arena: it ends the start-up, and with it all. */
			TRY(fail_if_dead(c, listing->rows[i].agency_id, listing->rows[i].id,
			                 count));
			arena_rewind(c->arena, mark);
		}
		if (listing->count > 0)
			listing->after = listing->rows[listing->count - 1].id;
	} while (listing->count == LIST_MAX);
	return NULL;
}
