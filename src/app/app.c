/* SPDX-License-Identifier: Apache-2.0 */
#include "app/app.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "app/control.h"
#include "app/folder.h"
#include "app/founding.h"
#include "app/internal.h"
#include "app/modules.h"
#include "auth/setup.h"
#include "base/arena.h"
#include "base/cache.h"
#include "db/db.h"
#include "http/server.h"
#include "jobs/jobs.h"
#include "page/asset.h"
#include "registry/staging.h"

/* The process model of one machine; more than four loops only wait for the workers. */
#define LOOPS_MAX     4
#define SLOW_WORKERS  3  /* hashing takes 64 MB each; exports and outlooks a core each */
#define QUEUE_MAX     256
#define STOP_SECONDS  20
#define CACHE_BYTES_MAX (8u << 20)
#define TICK_US       100000
#define PURGE_US      60000000 /* uploads go at most so much later than they may */
#define NOTE_ARENA_BYTES ((size_t)16 << 20)
#define KEEP_BLOCK_BYTES (1 << 20)   /* larger ones go back to the kernel at once */
#define KEEP_FREE_BYTES  (4 << 20)   /* at the end of a heap; so does what is more */
#define JOB_ARENA_BYTES ((size_t)512 << 20)

static int64_t monotonic_us(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int loops_of_machine(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	return cores < 1 ? 1 : cores > LOOPS_MAX ? LOOPS_MAX : (int)cores;
}

/* ---- start ---- */

/* The server's view of the files that travel inside the program. */
static const struct http_static *statics(struct arena *arena)
{
	struct http_static *rows = arena_array(arena, asset_count, sizeof(*rows));

	for (size_t i = 0; i < asset_count; i++)
		rows[i] = (struct http_static){
			.path = assets[i].path,
			.content_type = assets[i].content_type,
			.plain = assets[i].plain,
			.gzip = assets[i].gzip,
			.brotli = assets[i].brotli,
			.etag = assets[i].etag,
		};
	return rows;
}

/* A database that nobody can sign in to gets a code for the wizard; the one before it is dead. */
static const struct err *setup_work(struct ctx *c, void *arg)
{
	struct app *app = arg;
	bool open, begun;

	app->setup_code = STR("");
	TRY(founding_is_open(c, &open, &begun));
	app->unowned = open;
	if (!open)
		return NULL;
	return auth_setup_make(c, &app->setup_code);
}

/*
 * The arena of a page is some 250 KB, above what the C library keeps by itself: it would go back to
 * the kernel after each answer and come again page by page, 60 times as many faults.
 */
static void keep_memory(void)
{
	(void)mallopt(M_MMAP_THRESHOLD, KEEP_BLOCK_BYTES);
	(void)mallopt(M_TRIM_THRESHOLD, KEEP_FREE_BYTES);
}

/* Each loop and worker finds a read connection, and the main thread does. */
static const struct err *listen_up(struct ctx *c, struct app *app)
{
	struct str incoming;
	struct http_server_config config = {
		.address = app->config.address,
		.port = app->config.port,
		.loops = loops_of_machine(),
		.quick_workers = DB_READERS_MAX - 1 - SLOW_WORKERS - loops_of_machine(),
		.slow_workers = SLOW_WORKERS,
		.queue_max = QUEUE_MAX,
		.trust_proxy = app->config.trust_proxy,
		.statics = statics(c->arena),
		.static_count = asset_count,
		.plan = dispatch_plan,
		.handle = dispatch_handle,
		.arg = app,
	};

	TRY(folder_incoming(c, &incoming));
	config.folder = incoming;
	TRY(http_server_start(c->arena, &config, &app->server));
	/* For who meets the lock; a disk without room must not keep the server from serving. */
	(void)db_holder_tell(c->arena, c->db, app_url(c->arena, app));
	return NULL;
}

const struct err *app_start(struct ctx *c, const struct app_config *config, struct app **out)
{
	struct app *app = ARENA_NEW(c->arena, struct app);
	int64_t began = monotonic_us();

	app->config = *config;
	app->arena = c->arena;
	keep_memory();
	app->cache = cache_new(c->arena, CACHE_BYTES_MAX);
	app->menu = menu_new(c->arena);
	atomic_init(&app->request_number, (uint32_t)(c->now ^ began));
	TRY(db_write(c, setup_work, app));
	/* Uploads whose time has run out while nothing served go first. */
	TRY(staging_purge(c));
	/* The code was made in the arena of a write job, which may be run again: keep a copy. */
	app->setup_code = str_copy(c->arena, app->setup_code);
	TRY(listen_up(c, app));
	if (config->out != NULL)
		TRY(start_block(c, app, monotonic_us() - began));
	*out = app;
	return NULL;
}

struct str app_url(struct arena *arena, const struct app *app)
{
	bool v6 = str_find_char(app->config.address, ':') >= 0;

	return str_fmt(arena, "http://%s%.*s%s:%d", v6 ? "[" : "", STR_ARG(app->config.address),
	               v6 ? "]" : "", http_server_port(app->server));
}

int app_port(const struct app *app)
{
	return http_server_port(app->server);
}

/* ---- run ---- */

/* Notes are answered beside the jobs: a backup must not wait for an import. */
static void *answer_notes(void *arg)
{
	struct app *app = arg;

	while (!*app->config.stop) {
		struct arena *arena = arena_new(NOTE_ARENA_BYTES);
		struct ctx c = {
			.arena = arena,
			.db = app->config.db,
			.now = app->config.clock(app->config.clock_arg),
			.lang = app->config.lang,
		};

		(void)db_file_look(app->config.db);
		control_answer(&c);
		arena_free(arena);
		usleep(TICK_US);
	}
	return NULL;
}

static void log_failed(const struct app *app, const struct ctx *c, const char *what,
                       const struct err *err)
{
	if (err != NULL)
		log_line(app->config.log, LOG_ERROR, c->now, what,
		         LOG_STR("error", str_of(err->message)), LOG_STR("detail", err->detail));
}

/* What was given up, or has expired, goes now and then. */
static void purge(struct app *app, int64_t *purged_at)
{
	struct ctx c = { .db = app->config.db, .lang = app->config.lang };

	if (monotonic_us() - *purged_at < PURGE_US)
		return;
	*purged_at = monotonic_us();
	c.arena = arena_new(NOTE_ARENA_BYTES);
	c.now = app->config.clock(app->config.clock_arg);
	log_failed(app, &c, "purge", staging_purge(&c));
	arena_free(c.arena);
}

/* One job, if there is one. Its arena ends with it. */
static bool work_one(struct app *app, const struct job_runner *runner)
{
	int64_t began = monotonic_us();
	struct arena *arena = arena_new(JOB_ARENA_BYTES);
	struct ctx c = {
		.arena = arena,
		.db = app->config.db,
		.now = app->config.clock(app->config.clock_arg),
		.lang = app->config.lang,
	};
	bool ran = false;
	const struct err *err = NULL;

	if (runner->kind_count > 0)
		err = jobs_run_next(&c, runner, &ran);
	log_failed(app, &c, "job", err);
	arena_free(arena);
	rest_note(app, monotonic_us() - began);
	rest_look(app);
	return ran;
}

/*
 * A handler does not come back. Its thread uses the database and the arena, so neither can be
 * closed; whatever is committed is safe, and locks fall with the process.
 */
static void end_at_once(const struct app *app)
{
	log_line(app->config.log, LOG_ERROR, app->config.clock(app->config.clock_arg), "stop",
	         LOG_STR("error", STR("stuck")));
	_exit(EXIT_FAILURE);
}

const struct err *app_run(struct app *app)
{
	struct job_runner runner = {
		.clock = app->config.clock,
		.arg = app->config.clock_arg,
	};
	pthread_t notes;
	int64_t purged_at = monotonic_us();
	int failed = pthread_create(&notes, NULL, answer_notes, app);

	if (failed != 0)
		return err_errno(app->arena, failed, STR("thread"));
	runner.kinds = module_jobs(&runner.kind_count);
	while (!*app->config.stop) {
		purge(app, &purged_at);
		if (!work_one(app, &runner))
			usleep(TICK_US);
	}
	if (!http_server_stop(app->server, STOP_SECONDS))
		end_at_once(app);
	pthread_join(notes, NULL);
	return NULL;
}
