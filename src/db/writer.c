/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SQLite's only writer: a thread that holds the one connection which may write, runs the jobs of
 * all others on it, and lets up to DB_GROUP_MAX of them share one commit. A sync of the disk
 * costs as much as fifty jobs, so this is what makes durable writes fast.
 */
#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "db/db.h"
#include "db/internal.h"
#include "sql_db.h"

/* A job, on the stack of the thread that waits for it. */
struct job {
	struct ctx *c;
	db_work *work;
	void *arg;
	const struct err *err;
	struct arena_mark mark;
	bool ran;
	bool done;
	pthread_cond_t woken;
	struct job *next;
};

/*
 *   mutex     guards first, last, stopping and each job's done
 *   again_count   jobs in front of the queue whose group was lost; 0 mostly
 *   arena     for the errors of BEGIN and COMMIT; emptied for each group
 */
struct writer {
	struct db_conn conn;
	pthread_t thread;
	bool running;
	pthread_mutex_t mutex;
	pthread_cond_t wanted;
	struct job *first;
	struct job *last;
	bool stopping;
	size_t again_count;
	struct arena *arena;
};

#define WRITER_BYTES_MAX (1u << 20) /* of those errors */

/* The queue ---------------------------------------------------------------------------------- */

static struct job *queue_pop(struct writer *w)
{
	struct job *job;

	pthread_mutex_lock(&w->mutex);
	job = w->first;
	if (job != NULL) {
		w->first = job->next;
		if (w->first == NULL)
			w->last = NULL;
		job->next = NULL;
	}
	pthread_mutex_unlock(&w->mutex);
	return job;
}

static void queue_push(struct writer *w, struct job *job)
{
	pthread_mutex_lock(&w->mutex);
	if (w->last == NULL)
		w->first = job;
	else
		w->last->next = job;
	w->last = job;
	pthread_cond_signal(&w->wanted);
	pthread_mutex_unlock(&w->mutex);
}

/* Sleep until there is a job. False when the writer is to stop and none is left. */
static bool queue_wait(struct writer *w)
{
	bool more;

	pthread_mutex_lock(&w->mutex);
	while (w->first == NULL && !w->stopping)
		pthread_cond_wait(&w->wanted, &w->mutex);
	more = w->first != NULL;
	pthread_mutex_unlock(&w->mutex);
	return more;
}

static void group_wake(struct writer *w, struct job *const group[], size_t count)
{
	pthread_mutex_lock(&w->mutex);
	for (size_t i = 0; i < count; i++) {
		group[i]->done = true;
		pthread_cond_signal(&group[i]->woken);
	}
	pthread_mutex_unlock(&w->mutex);
}

/* A group of jobs ---------------------------------------------------------------------------- */

/* One statement of the writer's own: BEGIN, COMMIT and the savepoints. */
static const struct err *say(struct writer *w, struct arena *arena, const struct db_query *query)
{
	struct ctx c = { .arena = arena, .conn = &w->conn };

	return w->conn.db->ops->exec(&c, query, DB_NONE, NULL);
}

/* Say it although the transaction has failed, and keep the failure for who asks later. */
static const struct err *say_after_failure(struct writer *w, struct arena *arena,
                                           const struct db_query *query)
{
	struct db_failure kept = w->conn.failure;
	const struct err *err;

	w->conn.failure = (struct db_failure){ 0 };
	err = say(w, arena, query);
	if (kept.set)
		w->conn.failure = kept;
	return err;
}

static void group_roll_back(struct writer *w)
{
	if (!sqlite_is_idle(&w->conn))
		(void)say_after_failure(w, w->arena, &SQL_DB_ROLLBACK);
}

/* Undo what a failed job did, and only that. False when the whole transaction went down with it. */
static bool job_undo(struct writer *w, bool in_savepoint)
{
	if (!in_savepoint || sqlite_is_idle(&w->conn) ||
	    say_after_failure(w, w->arena, &SQL_DB_JOB_UNDO) != NULL ||
	    say_after_failure(w, w->arena, &SQL_DB_JOB_KEEP) != NULL) {
		group_roll_back(w);
		return false;
	}
	return true;
}

/*
 * Run one job in its savepoint. False when the whole transaction went down with it, which
 * SQLite does by itself when the disk is full or fails. The first job of a group has nobody before
 * it to protect, and without a savepoint SQLite need not put aside each page that it changes.
 */
static bool job_run(struct writer *w, struct job *job, bool first)
{
	struct ctx *c = job->c;

	w->conn.failure = (struct db_failure){ 0 };
	if (job->ran)
		arena_rewind(c->arena, job->mark);
	job->ran = true;
	job->err = first ? NULL : say(w, c->arena, &SQL_DB_JOB_BEGIN);
	if (job->err == NULL) {
		c->conn = &w->conn;
		job->err = job->work(c, job->arg);
		conn_rows_end(&w->conn);
		if (job->err == NULL)
			job->err = posts_send(c);
		posts_forget(&w->conn);
		c->conn = NULL;
	}
	if (job->err == NULL && w->conn.failure.set)
		job->err = conn_error(c->arena, &w->conn);
	if (job->err == NULL && !first)
		job->err = say(w, c->arena, &SQL_DB_JOB_KEEP);
	return job->err == NULL || job_undo(w, !first);
}

/*
 * The transaction is gone, and the last job of the group is to blame. The others did nothing
 * wrong: they stand in front of the queue again, in their order, and the next group is theirs
 * alone. Each turn answers at least the one to blame, so this comes to an end.
 */
static void group_run_again(struct writer *w, struct job *const group[], size_t count)
{
	struct job *finished[DB_GROUP_MAX];
	size_t finished_count = 0;

	pthread_mutex_lock(&w->mutex);
	for (size_t i = count; i-- > 0;) {
		struct job *job = group[i];

		if (job->err != NULL) {
			finished[finished_count++] = job;
			continue;
		}
		job->next = w->first;
		w->first = job;
		if (w->last == NULL)
			w->last = job;
	}
	w->again_count = count - finished_count;
	pthread_mutex_unlock(&w->mutex);
	group_wake(w, finished, finished_count);
}

/* Readers that share a snapshot learn from the stamp that there is a newer one. */
static const struct err *commit(struct writer *w)
{
	const struct err *err;

	if (!db_file_look(w->conn.db))
		return conn_fail(w->arena, &w->conn, ERR_GONE, "err.database_moved",
		                 "the file is not where it was opened");
	atomic_fetch_add(&w->conn.db->commit_stamp, 1);
	err = say(w, w->arena, &SQL_DB_COMMIT);
	atomic_fetch_add(&w->conn.db->commit_stamp, 1);
	return err;
}

/*
 * Commit. When that fails, no job of the group is in, and the log is emptied if it can be: a
 * commit record that reached the file although its sync failed must not come back to life.
 */
static void group_commit(struct writer *w, struct job *const group[], size_t count)
{
	bool any = false;

	for (size_t i = 0; i < count; i++)
		any = any || group[i]->err == NULL;
	w->conn.failure = (struct db_failure){ 0 };
	if (commit(w) == NULL) {
		if (any)
			atomic_fetch_add(&w->conn.db->commit_count, 1);
		return;
	}
	group_roll_back(w);
	for (size_t i = 0; i < count; i++) {
		if (group[i]->err == NULL)
			group[i]->err = conn_error(group[i]->c->arena, &w->conn);
	}
	sqlite_checkpoint(&w->conn, true);
}

static void group_run(struct writer *w)
{
	struct job *group[DB_GROUP_MAX];
	struct arena_mark mark = arena_mark(w->arena);
	size_t most = w->again_count > 0 ? w->again_count : DB_GROUP_MAX;
	size_t count = 0;
	bool alive;

	w->again_count = 0;
	w->conn.failure = (struct db_failure){ 0 };
	alive = say(w, w->arena, &SQL_DB_BEGIN_WRITE) == NULL;
	if (!alive) {
		group[0] = queue_pop(w);
		assert(group[0] != NULL);
		group[0]->err = conn_error(group[0]->c->arena, &w->conn);
		group_wake(w, group, 1);
	} else {
		while (alive && count < most && (group[count] = queue_pop(w)) != NULL) {
			alive = job_run(w, group[count], count == 0);
			count++;
		}
		if (alive) {
			group_commit(w, group, count);
			group_wake(w, group, count);
		} else {
			group_run_again(w, group, count);
		}
	}
	arena_rewind(w->arena, mark);
	sqlite_checkpoint(&w->conn, false);
}

static void *writer_main(void *arg)
{
	struct writer *w = arg;

	while (queue_wait(w))
		group_run(w);
	return NULL;
}

/* For others --------------------------------------------------------------------------------- */

const struct err *writer_submit(struct ctx *c, db_work *work, void *arg)
{
	struct writer *w = c->db->writer;
	struct job job = { .c = c, .work = work, .arg = arg, .mark = arena_mark(c->arena) };

	pthread_cond_init(&job.woken, NULL);
	queue_push(w, &job);
	pthread_mutex_lock(&w->mutex);
	while (!job.done)
		pthread_cond_wait(&job.woken, &w->mutex);
	pthread_mutex_unlock(&w->mutex);
	pthread_cond_destroy(&job.woken);
	return job.err;
}

/* The thread takes no signals: those are for whoever decides when to stop. */
int quiet_thread_start(pthread_t *thread, void *(*main)(void *arg), void *arg)
{
	sigset_t all;
	sigset_t before;
	int failed;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	failed = pthread_create(thread, NULL, main, arg);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return failed;
}

const struct err *writer_start(struct arena *arena, struct db *db)
{
	struct writer *w = ARENA_NEW(arena, struct writer);

	w->conn.db = db;
	w->arena = arena_new(WRITER_BYTES_MAX);
	pthread_mutex_init(&w->mutex, NULL);
	pthread_cond_init(&w->wanted, NULL);
	db->writer = w;
	atomic_store(&db->commit_stamp, 2);
	TRY(sqlite_writer_connect(arena, &w->conn));
	if (quiet_thread_start(&w->thread, writer_main, w) != 0)
		return err_detail(arena, ERR_INTERNAL, "err.database_internal",
		                  "no thread for the writer");
	w->running = true;
	return NULL;
}

void writer_stop(struct db *db)
{
	struct writer *w = db->writer;

	if (w == NULL)
		return;
	pthread_mutex_lock(&w->mutex);
	w->stopping = true;
	pthread_cond_signal(&w->wanted);
	pthread_mutex_unlock(&w->mutex);
	if (w->running)
		pthread_join(w->thread, NULL);
	sqlite_writer_disconnect(&w->conn);
	pthread_cond_destroy(&w->wanted);
	pthread_mutex_destroy(&w->mutex);
	arena_free(w->arena);
	db->writer = NULL;
}
