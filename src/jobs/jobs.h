/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_JOBS_JOBS_H
#define ABDI_JOBS_JOBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Long work as a row: queued in the transaction of the deed that asks for it, run by whoever comes
 * first, watched by whoever asks. queued → running → done | failed, and nothing goes back.
 *
 * A running job is held by a lock of the installation that falls with its process, so no job runs
 * twice and a job whose process died is known by the lock nobody holds.
 */

enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_STATE_COUNT };

#define JOBS_PROGRESS_EVERY_US  INT64_C(500000) /* progress is written at most twice a second */
#define JOBS_ARGUMENT_BYTES_MAX 4096            /* ids and options; what is long lies in a file */

struct job_runner;

/* A job as it stands. Strings live as long as the arena it was read into. */
struct job {
	int64_t id;
	int64_t agency_id;
	struct str kind;
	enum job_state state;
	struct str argument;
	int64_t done_count;
	int64_t total_count;      /* 0 while not known */
	struct str error_code;    /* of a failed one: err_code_name */
	struct str error_message; /* and its catalogue key */
	int64_t queued_at;
	int64_t started_at;       /* 0 before */
	int64_t finished_at;      /* 0 before */
	/* Of a running one, in its own process only. */
	const struct job_runner *runner;
	int64_t written_at;       /* when progress last went into the database; 0 never */
};

/* Do the work. Starts its own transactions; tells its progress by job_progress(). */
typedef const struct err *job_run(struct ctx *c, struct job *job);

/* A row of the table of kinds. */
struct job_kind {
	const char *name; /* "import.roster" */
	job_run *run;
};

/*
 * What running needs; made by the command line or the server.
 *   kinds     the kinds it can run; jobs of other kinds are left alone
 *   clock     the present instant, microseconds UTC; gets `arg`
 *   listener  hears of each progress in this process, however often; may be NULL; gets `arg`
 */
struct job_runner {
	const struct job_kind *kinds;
	size_t kind_count;
	int64_t (*clock)(void *arg);
	void (*listener)(void *arg, const struct job *job);
	void *arg;
};

/* "queued", "running", "done", "failed". */
struct str job_state_code(enum job_state state);

/*
 * Queue a job of c->agency_id, inside the caller's transaction.
 *   argument   JSON for the kind, 0..JOBS_ARGUMENT_BYTES_MAX bytes; no personal data
 * Errors: LIMIT the argument is longer.   Writes: job.
 */
const struct err *jobs_add(struct ctx *c, struct str kind, struct str argument, int64_t *id);

/* A job of c->agency_id, inside a transaction. Errors: MISSING. */
const struct err *jobs_find(struct ctx *c, int64_t id, struct job *out);

/*
 * Run one queued job of c->agency_id now and keep how it ended. The lock is held as long as
 * c->arena. Call outside a transaction.
 * Errors: MISSING no such job, or of a kind the runner does not know; CONFLICT it is not queued;
 * BUSY another process has just taken it; else the job's own.   Writes: job.
 */
const struct err *jobs_run(struct ctx *c, const struct job_runner *runner, int64_t id);

/*
 * Run the oldest queued job of any agency whose kind the runner knows. How it ended stands in its
 * row; the error here is that of the queue itself. For workers: one arena a call.
 *   ran   false when there was none
 */
const struct err *jobs_run_next(struct ctx *c, const struct job_runner *runner, bool *ran);

/*
 * Say how far a running job is: to the listener always, to the database when the last time was
 * long enough ago. Call outside a transaction. Errors: those of db_write.   Writes: job.
 */
const struct err *job_progress(struct ctx *c, struct job *job, int64_t done, int64_t total);

/*
 * At start-up: jobs left running by a process that died become failed (gone, err.job_interrupted).
 * Those that another live process holds are left alone. Call outside a transaction.
 *   count   how many there were
 */
const struct err *jobs_fail_interrupted(struct ctx *c, int *count);

#endif
