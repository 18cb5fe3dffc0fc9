/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/args.h"
#include "cli/help.h"
#include "cli/internal.h"
#include "cli/settings.h"
#include "db/db.h"
#include "db/migrate.h"
#include "i18n/words.h"
#include "jobs/jobs.h"
#include "law/law.h"
#include "registry/registry.h"

/* The most one command may hold: an outlook of a million people with its tables needs a third. */
#define CLI_ARENA_BYTES_MAX ((size_t)1 << 30)

#define ZONE_WIB         7 /* where "today" is while no agency says otherwise */
#define LOG_FIELDS_MAX   6
#define MICROSECONDS     INT64_C(1000000)

static int64_t clock_us(clockid_t id)
{
	struct timespec now = { 0 };

	clock_gettime(id, &now);
	return (int64_t)now.tv_sec * MICROSECONDS + now.tv_nsec / 1000;
}

int64_t cli_clock(void *arg)
{
	const struct cli *cli = arg;

	return cli->settings->clock_fixed ? cli->settings->fixed_now : clock_us(CLOCK_REALTIME);
}

/* ---- what the running command was given ---- */

static const struct args_value *own_value(const struct cli *cli, const char *name)
{
	for (size_t i = 0; i < cli->command->option_count; i++)
		if (strcmp(cli->command->options[i].name, name) == 0)
			return &cli->given->own[i];
	return NULL;
}

bool cli_flag(const struct cli *cli, const char *name)
{
	const struct args_value *value = own_value(cli, name);

	return value != NULL && value->given;
}

struct str cli_text(const struct cli *cli, const char *name)
{
	const struct args_value *value = own_value(cli, name);

	return value != NULL ? value->text : STR("");
}

int64_t cli_int(const struct cli *cli, const char *name, int64_t otherwise)
{
	int64_t number;

	return str_int(cli_text(cli, name), &number) ? number : otherwise;
}

struct date cli_date(const struct cli *cli, const char *name, struct date otherwise)
{
	struct date date;

	return date_parse_iso(cli_text(cli, name), &date) ? date : otherwise;
}

struct date cli_today(const struct cli *cli)
{
	return date_of_instant(cli->c->now, cli->zone_hours);
}

/* ---- what it writes ---- */

void cli_say(struct cli *cli, const char *key, const struct word_arg *args, size_t count)
{
	cli_progress_end(cli);
	cli_write_clean(cli->err, words_fmt(cli->c->arena, cli->c->lang, str_of(key), args, count));
	fputc('\n', cli->err);
}

void cli_print(struct cli *cli, const char *key, const struct word_arg *args, size_t count)
{
	cli_write_clean(cli->out, words_fmt(cli->c->arena, cli->c->lang, str_of(key), args, count));
	fputc('\n', cli->out);
}

const struct err *cli_output_failed(struct cli *cli)
{
	return err_errno(cli->c->arena, errno, words_get(cli->c->lang, STR("cli.output")));
}

static const struct err *write_out(void *arg, struct str bytes)
{
	struct cli *cli = arg;

	if (fwrite(bytes.ptr, 1, bytes.len, cli->out) != bytes.len || fflush(cli->out) != 0)
		return cli_output_failed(cli);
	return NULL;
}

struct json *cli_json(struct cli *cli)
{
	return json_new(cli->c->arena, write_out, cli);
}

/* ---- what it needs ---- */

const struct err *cli_database_open(struct cli *cli, bool create)
{
	struct ctx *c = cli->c;
	const struct err *err;
	int applied;
	int interrupted;

	TRY(db_open(c->arena, cli->db_url, create, &c->db));
	TRY(migrate_run(c, &applied));
	TRY(law_seed(c));
	/* A full disk must not keep people from reading: the next start gives those jobs up. */
	err = jobs_fail_interrupted(c, &interrupted);
	return err != NULL && err->code == ERR_FULL ? NULL : err;
}

static const struct err *find_agency(struct ctx *c, void *arg)
{
	struct cli *cli = arg;
	struct registry_agency agency;
	bool found;

	TRY(registry_agency_only(c, &agency, &found));
	if (!found)
		return err_new(c->arena, ERR_MISSING, STR(""), "err.agency_missing", STR(""));
	cli->c->agency_id = agency.id;
	cli->zone_hours = agency.zone_hours;
	return NULL;
}

static const struct err *make_ready(struct cli *cli)
{
	switch (cli->command->needs) {
	case CLI_NEEDS_NOTHING: return NULL;
	case CLI_NEEDS_DATABASE: return cli_database_open(cli, false);
	case CLI_NEEDS_NEW_DATABASE: return cli_database_open(cli, true);
	case CLI_NEEDS_AGENCY:
		TRY(cli_database_open(cli, false));
		return db_read(cli->c, find_agency, cli);
	}
	return NULL;
}

/* ---- how it ends ---- */

static const struct err *run_command(struct cli *cli, int *exit_code)
{
	TRY(make_ready(cli));
	TRY(cli->command->run(cli, exit_code));
	cli_progress_end(cli);
	if (fflush(cli->out) != 0 || ferror(cli->out))
		return cli_output_failed(cli);
	return NULL;
}

/* "abdi: what happened …", and for a wrong call where help is. */
static void report(FILE *file, struct arena *arena, enum lang lang, const struct err *error,
                   struct str topic)
{
	struct str help;

	fputs("abdi: ", file);
	cli_write_clean(file, words_err(arena, lang, error));
	fputc('\n', file);
	if (error->code != ERR_USAGE)
		return;
	help = words_fmt(arena, lang, STR("cli.see_help"), WORD_ARGS({ "command", topic }));
	cli_write_clean(file, str_trim(help));
	fputc('\n', file);
}

/* Faults of the installation are errors; a "no" to what people asked is news. */
static enum log_level level_of(const struct err *error)
{
	if (error == NULL)
		return LOG_INFO;
	switch (error->code) {
	case ERR_INVALID:
	case ERR_MISSING:
	case ERR_CONFLICT:
	case ERR_DENIED:
	case ERR_USAGE: return LOG_INFO;
	case ERR_LIMIT:
	case ERR_BUSY: return LOG_WARN;
	case ERR_FULL:
	case ERR_GONE:
	case ERR_IO:
	case ERR_CORRUPT:
	case ERR_INTERNAL: break;
	}
	return LOG_ERROR;
}

static void log_end(const struct cli *cli, const struct err *error, int exit_code, int64_t began)
{
	struct log_field fields[LOG_FIELDS_MAX] = {
		LOG_STR("command", str_of(cli->command->name)),
		LOG_INT("exit", exit_code),
		LOG_INT("ms", (clock_us(CLOCK_MONOTONIC) - began) / 1000),
		LOG_INT("rows", cli->row_count),
	};
	size_t count = 4;

	if (error != NULL) {
		fields[count++] = LOG_STR("code", str_of(err_code_name(error->code)));
		fields[count++] = LOG_STR("detail", error->detail);
	}
	log_write(cli->log, level_of(error), cli->c->now, "command", fields, count);
}

static int run_logged(struct cli *cli)
{
	int64_t began = clock_us(CLOCK_MONOTONIC);
	int exit_code = CLI_DONE;
	const struct err *error = run_command(cli, &exit_code);

	if (error != NULL) {
		cli_progress_end(cli);
		/* What was computed before the failure belongs before the words about it. */
		fflush(cli->out);
		exit_code = error->code == ERR_USAGE ? CLI_USAGE : CLI_FAILED;
		report(cli->err, cli->c->arena, cli->c->lang, error, str_of(cli->command->name));
	}
	log_end(cli, error, exit_code, began);
	return exit_code;
}

static bool is_terminal(FILE *file)
{
	return isatty(fileno(file)) == 1;
}

static bool wants_color(const char *const *environment, FILE *file)
{
	return is_terminal(file) && settings_variable(environment, "NO_COLOR").len == 0 &&
	       !str_eq(settings_variable(environment, "TERM"), STR("dumb"));
}

static int run_with(struct arena *arena, const struct args *args, const struct settings *settings,
                    const char *const *environment, FILE *out, FILE *err)
{
	struct ctx c = { .arena = arena, .lang = settings->lang };
	struct log log = { err, settings->log_level, !is_terminal(err) };
	struct cli cli = {
		.c = &c,
		.command = args->command,
		.log = &log,
		.out = out,
		.err = err,
		.out_color = wants_color(environment, out),
		.err_tty = is_terminal(err),
		.db_url = settings->all[SETTING_DATABASE].value,
		.zone_hours = ZONE_WIB,
		.settings = settings,
		.given = &args->given,
	};

	memcpy(cli.arguments, args->arguments, sizeof(cli.arguments));
	cli.json = cli_flag(&cli, "json");
	c.now = cli_clock(&cli);
	return run_logged(&cli);
}

static int run_in(struct arena *arena, int argc, const char *const *argv,
                  const char *const *environment, FILE *out, FILE *err)
{
	enum lang lang = settings_lang(environment, args_lang(argc, argv));
	struct args args;
	struct settings settings;
	const struct err *error = args_parse(arena, argc, argv, &args);

	if (error == NULL && !args.given.common[ARGS_HELP].given)
		error = settings_read(arena, environment, &args, &settings);
	if (error != NULL) {
		struct str topic = args.command != NULL ? str_of(args.command->name) : args.group;

		report(err, arena, lang, error, topic);
		return CLI_USAGE;
	}
	if (args.given.common[ARGS_HELP].given)
		return help_write(arena, lang, out, args.command, args.group) ? CLI_DONE
		                                                              : CLI_FAILED;
	if (args.command == NULL) {
		help_write(arena, lang, err, NULL, STR(""));
		return CLI_USAGE;
	}
	return run_with(arena, &args, &settings, environment, out, err);
}

int cli_run(int argc, const char *const *argv, const char *const *environment, FILE *out, FILE *err)
{
	struct arena *arena = arena_new(CLI_ARENA_BYTES_MAX);
	int exit_code = run_in(arena, argc, argv, environment, out, err);

	arena_free(arena);
	return exit_code;
}

int cli_main(int argc, char **argv)
{
	/* A full quota and a closed pipe come back from the write, where there are words for it. */
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	return cli_run(argc, (const char *const *)argv, (const char *const *)environ, stdout,
	               stderr);
}
