/* SPDX-License-Identifier: Apache-2.0 */
#include "jobs/jobs.h"

#include "base/arena.h"
#include "db/db.h"
#include "sql_jobs.h"
#include "test/support.h"

/* What a test's jobs do and see. */
struct scene {
	int64_t now;
	int heard_count;
	int64_t heard_done;
	int run_count;
	int steps;                /* progress calls of a run */
	int64_t step_us;          /* clock between them */
	const struct err *failure;
};

static struct scene *scene_of(const struct job *job)
{
	return job->runner->arg;
}

static int64_t scene_clock(void *arg)
{
	const struct scene *scene = arg;

	return scene->now;
}

static void scene_listen(void *arg, const struct job *job)
{
	struct scene *scene = arg;

	scene->heard_count++;
	scene->heard_done = job->done_count;
}

static const struct err *count_run(struct ctx *c, struct job *job)
{
	struct scene *scene = scene_of(job);

	assert_null(c->conn);
	scene->run_count++;
	for (int i = 1; i <= scene->steps; i++) {
		scene->now += scene->step_us;
		TRY(job_progress(c, job, i, scene->steps));
	}
	return scene->failure;
}

static const struct job_kind kinds[] = {
	{ "test.count", count_run },
};

static struct job_runner runner_of(struct scene *scene)
{
	return (struct job_runner){ kinds, COUNT(kinds), scene_clock, scene_listen, scene };
}

struct adding {
	struct str kind;
	int64_t id;
};

static const struct err *add_work(struct ctx *c, void *arg)
{
	struct adding *adding = arg;

	return jobs_add(c, adding->kind, STR("{}"), &adding->id);
}

static int64_t add(struct ctx *c, const char *kind)
{
	struct adding adding = { .kind = str_of(kind) };

	assert_ok(db_write(c, add_work, &adding));
	return adding.id;
}

struct finding {
	int64_t id;
	struct job job;
};

static const struct err *find_work(struct ctx *c, void *arg)
{
	struct finding *finding = arg;

	return jobs_find(c, finding->id, &finding->job);
}

static struct job find(struct ctx *c, int64_t id)
{
	struct finding finding = { .id = id };

	assert_ok(db_read(c, find_work, &finding));
	return finding.job;
}

static void a_job_goes_from_queued_to_done(void **state)
{
	struct ctx *c = *state;
	struct scene scene = { .now = TEST_NOW + 5, .steps = 3, .step_us = 1 };
	struct job_runner runner = runner_of(&scene);
	int64_t id = add(c, "test.count");
	struct job job = find(c, id);

	assert_int_equal(job.state, JOB_QUEUED);
	assert_int_equal(job.queued_at, TEST_NOW);
	assert_int_equal(job.started_at, 0);
	assert_str(job.argument, "{}");
	assert_ok(jobs_run(c, &runner, id));
	job = find(c, id);
	assert_int_equal(job.state, JOB_DONE);
	assert_int_equal(job.started_at, TEST_NOW + 5);
	assert_int_equal(job.finished_at, TEST_NOW + 8);
	assert_int_equal(job.done_count, 3);
	assert_int_equal(job.total_count, 3);
	assert_int_equal(job.error_code.len, 0);
	assert_int_equal(scene.heard_count, 3);
	assert_int_equal(scene.heard_done, 3);
}

static void a_failure_is_told_and_kept(void **state)
{
	struct ctx *c = *state;
	struct scene scene = { .now = TEST_NOW };
	struct job_runner runner = runner_of(&scene);
	int64_t id = add(c, "test.count");
	struct job job;

	scene.failure = err_new(c->arena, ERR_FULL, STR(""), "err.database_full", STR(""));
	assert_err(jobs_run(c, &runner, id), ERR_FULL);
	job = find(c, id);
	assert_int_equal(job.state, JOB_FAILED);
	assert_str(job.error_code, "full");
	assert_str(job.error_message, "err.database_full");
}

static void a_job_runs_once(void **state)
{
	struct ctx *c = *state;
	struct scene scene = { .now = TEST_NOW };
	struct job_runner runner = runner_of(&scene);
	int64_t id = add(c, "test.count");
	struct arena_mark mark = arena_mark(c->arena);

	assert_ok(jobs_run(c, &runner, id));
	arena_rewind(c->arena, mark);
	assert_err(jobs_run(c, &runner, id), ERR_CONFLICT);
	assert_int_equal(scene.run_count, 1);
}

static void the_oldest_known_job_runs_next(void **state)
{
	struct ctx *c = *state;
	struct scene scene = { .now = TEST_NOW };
	struct job_runner runner = runner_of(&scene);
	int64_t strange = add(c, "other.kind");
	int64_t first = add(c, "test.count");
	int64_t second = add(c, "test.count");
	bool ran;

	c->agency_id = 0;
	assert_ok(jobs_run_next(c, &runner, &ran));
	assert_true(ran);
	assert_int_equal(c->agency_id, 0);
	c->agency_id = TEST_AGENCY_ID;
	assert_int_equal(find(c, first).state, JOB_DONE);
	assert_int_equal(find(c, second).state, JOB_QUEUED);
	assert_ok(jobs_run_next(c, &runner, &ran));
	assert_true(ran);
	assert_ok(jobs_run_next(c, &runner, &ran));
	assert_false(ran);
	assert_int_equal(find(c, strange).state, JOB_QUEUED);
	assert_err(jobs_run(c, &runner, strange), ERR_MISSING);
}

static void a_long_queue_of_strangers_does_not_hide_a_job(void **state)
{
	struct ctx *c = *state;
	struct scene scene = { .now = TEST_NOW };
	struct job_runner runner = runner_of(&scene);
	bool ran;

	for (int i = 0; i < 130; i++)
		add(c, "other.kind");
	add(c, "test.count");
	assert_ok(jobs_run_next(c, &runner, &ran));
	assert_true(ran);
}

static void a_failed_job_does_not_stop_the_worker(void **state)
{
	struct ctx *c = *state;
	struct scene scene = { .now = TEST_NOW };
	struct job_runner runner = runner_of(&scene);
	bool ran;

	scene.failure = err_new(c->arena, ERR_INVALID, STR(""), "err.internal", STR(""));
	add(c, "test.count");
	assert_ok(jobs_run_next(c, &runner, &ran));
	assert_true(ran);
}

/* Progress that looks into its own row at each step. */
static const struct err *watch_run(struct ctx *c, struct job *job)
{
	struct scene *scene = scene_of(job);
	static const int64_t written[] = { 1, 1, 3, 3, 5 };

	for (int i = 1; i <= 5; i++) {
		scene->now += JOBS_PROGRESS_EVERY_US / 2;
		TRY(job_progress(c, job, i, 5));
		assert_int_equal(find(c, job->id).done_count, written[i - 1]);
	}
	return NULL;
}

static void progress_is_written_at_most_twice_a_second(void **state)
{
	static const struct job_kind watching[] = { { "test.watch", watch_run } };
	struct ctx *c = *state;
	struct scene scene = { .now = TEST_NOW };
	struct job_runner runner = { watching, 1, scene_clock, scene_listen, &scene };

	assert_ok(jobs_run(c, &runner, add(c, "test.watch")));
	assert_int_equal(scene.heard_count, 5);
}

/* In the middle of a run, its lock held, nobody may give it up. */
static const struct err *startup_run(struct ctx *c, struct job *job)
{
	int count;

	TRY(jobs_fail_interrupted(c, &count));
	assert_int_equal(count, 0);
	assert_int_equal(find(c, job->id).state, JOB_RUNNING);
	return NULL;
}

static void a_living_job_is_not_given_up(void **state)
{
	static const struct job_kind starting[] = { { "test.start", startup_run } };
	struct ctx *c = *state;
	struct scene scene = { .now = TEST_NOW };
	struct job_runner runner = { starting, 1, scene_clock, NULL, &scene };
	int64_t id = add(c, "test.start");

	assert_ok(jobs_run(c, &runner, id));
	assert_int_equal(find(c, id).state, JOB_DONE);
}

/* A row left running, as by a process that died: put there by the queries of the module. */
static const struct err *die_work(struct ctx *c, void *arg)
{
	const int64_t *id = arg;

	return db_exec(c, &SQL_JOBS_START,
	               DB_BIND(db_int(c->agency_id), db_int(*id), db_int(c->now)));
}

static void a_job_of_a_dead_process_becomes_failed(void **state)
{
	struct ctx *c = *state;
	int64_t id = add(c, "test.count");
	int64_t waiting = add(c, "test.count");
	struct job job;
	int count;

	assert_ok(db_write(c, die_work, &id));
	assert_ok(jobs_fail_interrupted(c, &count));
	assert_int_equal(count, 1);
	job = find(c, id);
	assert_int_equal(job.state, JOB_FAILED);
	assert_str(job.error_code, "gone");
	assert_str(job.error_message, "err.job_interrupted");
	assert_int_equal(job.finished_at, TEST_NOW);
	assert_int_equal(find(c, waiting).state, JOB_QUEUED);
	assert_ok(jobs_fail_interrupted(c, &count));
	assert_int_equal(count, 0);
}

static void a_job_of_another_agency_is_not_found(void **state)
{
	struct ctx *c = *state;
	struct finding finding = { .id = add(c, "test.count") };

	c->agency_id = TEST_AGENCY_ID + 1;
	assert_err(db_read(c, find_work, &finding), ERR_MISSING);
}

static const struct err *long_work(struct ctx *c, void *arg)
{
	static const char text[JOBS_ARGUMENT_BYTES_MAX + 1] = { 0 };
	int64_t id;

	(void)arg;
	return jobs_add(c, STR("test.count"), (struct str){ text, sizeof(text) }, &id);
}

static void a_long_argument_is_refused(void **state)
{
	assert_err(db_write(*state, long_work, NULL), ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_db(a_job_goes_from_queued_to_done),
		test_db(a_failure_is_told_and_kept),
		test_db(a_job_runs_once),
		test_db(the_oldest_known_job_runs_next),
		test_db(a_long_queue_of_strangers_does_not_hide_a_job),
		test_db(a_failed_job_does_not_stop_the_worker),
		test_db(progress_is_written_at_most_twice_a_second),
		test_db(a_living_job_is_not_given_up),
		test_db(a_job_of_a_dead_process_becomes_failed),
		test_db(a_job_of_another_agency_is_not_found),
		test_db(a_long_argument_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
