/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Measure rules of the registry and the outlook inside one process, where a command's start-up
 * would drown them. Prints lines "ROW<tab>UNIT<tab>VALUE" for bench/table.py.
 *
 *     bench_registry URL ON keys FILE              look people up, a NIP a line
 *     bench_registry URL ON names ROW=FRAGMENT…    search names, with total and 25 people
 *     bench_registry URL ON project YEARS          the outlook, and its pass over holders alone
 *     bench_registry URL ON writer FILE            import FILE while another thread writes
 *
 * BENCH_SERVER_PID names the server of a PostgreSQL database: its CPU time counts too.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "bench/server_cpu.h"
#include "db/db.h"
#include "jobs/jobs.h"
#include "law/law.h"
#include "registry/import.h"
#include "registry/registry.h"
#include "workforce/workforce.h"

#define ARENA_BYTES_MAX   ((size_t)4 << 30)
#define REQUEST_BYTES_MAX ((size_t)1 << 30)
#define LINE_BYTES        256
#define PAGE_PEOPLE       25
#define RUN_SECONDS       0.6  /* of each measurement, in which it is run over and over */
#define RUNS_MIN          3
#define RUNS_MAX          20000
#define WAITS_MAX         200000
#define WRITE_PAUSE_US    2000 /* between two small writes, as people make them */

struct bench {
	struct ctx c;
	struct date on;
	char **arguments;
	int argument_count;
	int64_t server_pid; /* 0 on SQLite */
};

/* ---- time ---- */

static double clock_seconds(clockid_t clock)
{
	struct timespec now;

	(void)clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int64_t clock_now(void)
{
	return (int64_t)(clock_seconds(CLOCK_REALTIME) * 1e6);
}

static double cpu_seconds(const struct bench *b)
{
	double own = clock_seconds(CLOCK_PROCESS_CPUTIME_ID);

	return b->server_pid == 0 ? own : own + server_cpu_seconds(&b->server_pid, 1);
}

/* ---- a measurement that is run over and over ---- */

typedef const struct err *bench_run(struct ctx *c, void *arg);

struct measured {
	double wall_ms;
	double cpu_ms;
};

/* One run has an arena and a snapshot of its own, as a request has; the first is not counted. */
static const struct err *once(const struct bench *b, bench_run *run, void *arg)
{
	struct ctx c = b->c;
	const struct err *err;

	c.arena = arena_new(REQUEST_BYTES_MAX);
	c.now = clock_now();
	err = db_read(&c, run, arg);
	if (err != NULL)
		err = err_copy(b->c.arena, err);
	arena_free(c.arena);
	return err;
}

static const struct err *measure(const struct bench *b, bench_run *run, void *arg,
                                 struct measured *out)
{
	double wall, cpu, seconds;
	int runs = 0;

	TRY(once(b, run, arg));
	wall = clock_seconds(CLOCK_MONOTONIC);
	cpu = cpu_seconds(b);
	do {
		TRY(once(b, run, arg));
		runs++;
		seconds = clock_seconds(CLOCK_MONOTONIC) - wall;
	} while (runs < RUNS_MAX && (runs < RUNS_MIN || seconds < RUN_SECONDS));
	out->cpu_ms = (cpu_seconds(b) - cpu) * 1000 / runs;
	out->wall_ms = seconds * 1000 / runs;
	return NULL;
}

static void print_measured(const char *row, const struct measured *m)
{
	printf("%s\tms CPU\t%.4f\n", row, m->cpu_ms);
	printf("%s\tms\t%.4f\n", row, m->wall_ms);
}

/* ---- keys ---- */

struct keys {
	const struct bench *bench;
	struct str *nips;
	size_t count;
	size_t at;
};

static const struct err *find_person(struct ctx *c, void *arg)
{
	struct keys *keys = arg;
	struct registry_person person;

	return registry_person_find(c, keys->nips[keys->at++ % keys->count], keys->bench->on,
	                            &person);
}

static const struct err *keys_read(struct bench *b, struct keys *keys)
{
	struct arena *arena = b->c.arena;
	char line[LINE_BYTES];
	FILE *file = fopen(b->arguments[0], "r");

	if (file == NULL)
		return err_errno(arena, ENOENT, str_of(b->arguments[0]));
	keys->nips = arena_array(arena, RUNS_MAX, sizeof(*keys->nips));
	while (keys->count < RUNS_MAX && fgets(line, sizeof(line), file) != NULL)
		keys->nips[keys->count++] = str_copy(arena, str_trim(str_of(line)));
	(void)fclose(file);
	return keys->count > 0 ? NULL
	                       : err_new(arena, ERR_INVALID, STR("FILE"), "err.internal", STR(""));
}

static const struct err *bench_keys(struct bench *b)
{
	struct keys keys = { .bench = b };
	struct measured m;

	TRY(keys_read(b, &keys));
	TRY(measure(b, find_person, &keys, &m));
	print_measured("key", &m);
	return NULL;
}

/* ---- names ---- */

struct search {
	const struct bench *bench;
	struct str fragment;
	struct registry_person people[PAGE_PEOPLE];
	int count;
	int64_t total;
};

static const struct err *search_names(struct ctx *c, void *arg)
{
	struct search *s = arg;

	return registry_person_search(c, s->fragment, s->bench->on, PAGE_PEOPLE, s->people,
	                              &s->count, &s->total);
}

static const struct err *bench_names(struct bench *b)
{
	for (int i = 0; i < b->argument_count; i++) {
		struct search s = { .bench = b, .fragment = str_of(b->arguments[i]) };
		struct measured m;
		struct str row;
		char *name;

		if (!str_cut(&s.fragment, '=', &row))
			return err_new(b->c.arena, ERR_USAGE, STR(""), "err.internal", s.fragment);
		TRY(measure(b, search_names, &s, &m));
		name = str_c(b->c.arena, row);
		print_measured(name, &m);
		printf("%s\thits\t%lld\n", name, (long long)s.total);
	}
	return NULL;
}

/* ---- project ---- */

struct outlook {
	struct workforce_request request;
	struct workforce_outlook outlook;
	int64_t counts[SERVICE_STATUS_COUNT];
	int64_t holders;
};

static const struct err *project(struct ctx *c, void *arg)
{
	struct outlook *o = arg;

	TRY(law_load(c, o->request.on, &o->request.law));
	return workforce_project(c, &o->request, &o->outlook);
}

static const struct err *count_holder(void *arg, const struct registry_holder *holder)
{
	(void)holder;
	((struct outlook *)arg)->holders++;
	return NULL;
}

static const struct err *scan(struct ctx *c, void *arg)
{
	struct outlook *o = arg;

	return registry_holder_scan(c, o->request.on, NULL, count_holder, o, o->counts);
}

static const struct err *bench_project(struct bench *b)
{
	struct outlook o = { .request = { .on = b->on } };
	struct measured m;
	int64_t years;

	if (!str_int(str_of(b->arguments[0]), &years) || years < 1 || years > WORKFORCE_YEARS_MAX)
		return err_new(b->c.arena, ERR_USAGE, STR(""), "err.internal", STR(""));
	o.request.years = (int)years;
	o.request.due_max = 10;
	TRY(measure(b, project, &o, &m));
	print_measured("project", &m);
	TRY(measure(b, scan, &o, &m));
	print_measured("project_scan", &m);
	return NULL;
}

/* ---- writer ---- */

/* Someone else who writes while an import runs: how long each small write took, in ms. */
struct neighbour {
	const struct bench *bench;
	atomic_bool stop;
	double *waits_ms;
	size_t count;
	const struct err *err;
};

static const struct err *small_write(struct ctx *c, void *arg)
{
	return jobs_add(c, STR("bench"), STR("{}"), arg);
}

static const struct err *write_once(struct neighbour *n)
{
	struct ctx c = n->bench->c;
	const struct err *err;
	double began = clock_seconds(CLOCK_MONOTONIC);
	int64_t id;

	c.arena = arena_new(REQUEST_BYTES_MAX);
	c.now = clock_now();
	err = db_write(&c, small_write, &id);
	if (err != NULL)
		fprintf(stderr, "small write: %s\n", err->message);
	n->waits_ms[n->count++] = (clock_seconds(CLOCK_MONOTONIC) - began) * 1000;
	arena_free(c.arena);
	return NULL;
}

static void *neighbour_main(void *arg)
{
	struct neighbour *n = arg;

	while (!atomic_load(&n->stop) && n->count < WAITS_MAX) {
		(void)write_once(n);
		(void)usleep(WRITE_PAUSE_US);
	}
	return NULL;
}

static int by_value(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static void print_waits(struct neighbour *n)
{
	if (n->count == 0)
		return;
	qsort(n->waits_ms, n->count, sizeof(*n->waits_ms), by_value);
	printf("wait_median\tms\t%.3f\n", n->waits_ms[n->count / 2]);
	printf("wait_p99\tms\t%.3f\n", n->waits_ms[n->count * 99 / 100]);
	printf("wait_worst\tms\t%.3f\n", n->waits_ms[n->count - 1]);
}

static const struct err *file_read(void *arg, char *out, size_t cap, size_t *got)
{
	*got = fread(out, 1, cap, arg);
	return NULL;
}

static const struct err *bench_writer(struct bench *b)
{
	struct ctx c = b->c;
	struct neighbour n = { .bench = b };
	struct import_request request = { .as_of = b->on,
		                          .file_name = STR("bench.csv"),
		                          .file_digest = STR("00"),
		                          .spill_folder = db_folder(b->c.db) };
	struct import_result result;
	const struct err *err;
	pthread_t thread;
	FILE *file = fopen(b->arguments[0], "r");

	if (file == NULL)
		return err_errno(c.arena, ENOENT, str_of(b->arguments[0]));
	request.source = csv_records(c.arena, file_read, file);
	n.waits_ms = arena_array(c.arena, WAITS_MAX, sizeof(*n.waits_ms));
	if (pthread_create(&thread, NULL, neighbour_main, &n) != 0)
		return err_errno(c.arena, EAGAIN, STR("thread"));
	c.now = clock_now();
	err = registry_import_roster(&c, &request, &result);
	atomic_store(&n.stop, true);
	(void)pthread_join(thread, NULL);
	(void)fclose(file);
	if (err == NULL)
		print_waits(&n);
	return err;
}

/* ---- main ---- */

static const struct {
	const char *name;
	const struct err *(*run)(struct bench *b);
} benches[] = {
	{ "keys", bench_keys },
	{ "names", bench_names },
	{ "project", bench_project },
	{ "writer", bench_writer },
};

static const struct err *find_agency(struct ctx *c, void *arg)
{
	struct registry_agency agency;
	bool found;

	TRY(registry_agency_only(c, &agency, &found));
	if (!found)
		return err_new(c->arena, ERR_MISSING, STR(""), "err.agency_missing", STR(""));
	*(int64_t *)arg = agency.id;
	return NULL;
}

static const struct err *run(struct bench *b, const char *url, const char *name)
{
	TRY(db_open(b->c.arena, str_of(url), false, &b->c.db));
	TRY(db_read(&b->c, find_agency, &b->c.agency_id));
	for (size_t i = 0; i < COUNT(benches); i++)
		if (str_eq(str_of(benches[i].name), str_of(name)))
			return benches[i].run(b);
	return err_new(b->c.arena, ERR_USAGE, STR(""), "err.internal", str_of(name));
}

int main(int argc, char **argv)
{
	struct bench b = { .c = { .arena = arena_new(ARENA_BYTES_MAX), .now = clock_now() },
		           .arguments = argv + 4,
		           .argument_count = argc - 4 };
	const struct err *err;

	if (argc < 5 || !date_parse_iso(str_of(argv[2]), &b.on)) {
		fprintf(stderr, "usage: bench_registry URL ON keys|names|project|writer ARG…\n");
		return 2;
	}
	(void)str_int(str_of(getenv("BENCH_SERVER_PID")), &b.server_pid);
	err = run(&b, argv[1], argv[3]);
	if (err != NULL)
		fprintf(stderr, "%s: %s %.*s %.*s\n", argv[3], err->message, STR_ARG(err->value),
		        STR_ARG(err->detail));
	arena_free(b.c.arena);
	return err == NULL ? 0 : 1;
}
