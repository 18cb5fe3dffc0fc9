/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_CLI_CLI_H
#define ABDI_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"

/* Exit codes of every command (ux.md 17). */
enum cli_exit {
	CLI_DONE = 0,     /* done */
	CLI_FAILED = 1,   /* refused or failed; nothing half done */
	CLI_USAGE = 2,    /* called wrongly */
	CLI_REJECTED = 3, /* some of the input data was rejected */
	CLI_PROBLEM = 4,  /* a check found a problem */
};

enum cli_option_kind { CLI_FLAG, CLI_TEXT, CLI_INT, CLI_DATE };

/*
 * A long option: --as-of DATE. Every command also has --db, --lang, --log and --help; one that
 * answers in JSON lists a flag "json".
 */
struct cli_option {
	const char *name;        /* "as-of" */
	enum cli_option_kind kind;
	const char *placeholder; /* "DATE"; NULL for a flag */
	bool required;
	const char *summary;     /* catalogue key */
};

/* What a command wants ready before it runs. */
enum cli_needs {
	CLI_NEEDS_NOTHING,
	CLI_NEEDS_DATABASE,     /* opened and at the newest schema step, law seeded */
	CLI_NEEDS_NEW_DATABASE, /* the same, made when it is not there */
	CLI_NEEDS_AGENCY,       /* a database with an agency; c->agency_id is set */
};

#define CLI_ARGUMENTS_MAX 2
#define CLI_OPTIONS_MAX   16 /* of one command, the common ones not counted */

struct cli;
struct cli_given;
struct cli_meter;
struct settings;

/* One row of the command table in cli/commands.c. */
struct cli_command {
	const char *name; /* "import roster" */
	enum cli_needs needs;
	/* Positional ones: "FILE", or "[NAME]" when it may be left out; NULL ends. */
	const char *arguments[CLI_ARGUMENTS_MAX];
	const struct cli_option *options;
	size_t option_count;
	/* Do it. *exit_code is CLI_DONE on entry; an error becomes CLI_FAILED, USAGE CLI_USAGE. */
	const struct err *(*run)(struct cli *cli, int *exit_code);
	const char *summary; /* catalogue key: one line of help */
	const char *example; /* "abdi import roster pegawai.csv --as-of 2021-01-01" */
};

/* A running command. */
struct cli {
	struct ctx *c;
	const struct cli_command *command;
	const struct log *log;
	FILE *out;       /* data */
	FILE *err;       /* words for people */
	bool out_color;  /* colour on out: a terminal, and NO_COLOR is not set */
	bool err_tty;    /* progress may be drawn on err */
	bool json;       /* --json was given */
	struct str arguments[CLI_ARGUMENTS_MAX]; /* empty when not given */
	struct str db_url;                       /* --db, ABDI_DATABASE or abdi.db */
	int64_t row_count;                       /* rows touched, for the log line; set by run */
	int zone_hours;                          /* the agency's; WIB before there is one */
	const struct settings *settings;         /* of this run, with their sources */
	const struct cli_given *given;           /* options: cli_flag() and its siblings */
	struct cli_meter *meter;                 /* what cli_progress() draws */
};

/* The table, sorted by name; help and usage are printed from it. */
extern const struct cli_command *const cli_commands[];
extern const size_t cli_command_count;

/* Read argv, open what the command needs, run it, print its error, log one line. */
int cli_main(int argc, char **argv);

/* Options given to the running command. */
bool cli_flag(const struct cli *cli, const char *name);
/* Empty when not given. */
struct str cli_text(const struct cli *cli, const char *name);
/* `otherwise` when not given. Well-formedness was checked before run. */
int64_t cli_int(const struct cli *cli, const char *name, int64_t otherwise);
struct date cli_date(const struct cli *cli, const char *name, struct date otherwise);

/*
 * The present instant, microseconds UTC, for work that lasts (a struct job_runner's clock);
 * `cli` is the struct cli. Stands still under ABDI_NOW.
 */
int64_t cli_clock(void *cli);

/* Today in the agency's zone, from c->now. */
struct date cli_today(const struct cli *cli);

/* Words to people on standard error, one line: cli_say(cli, "import.done", WORD_ARGS(…)). */
struct word_arg;
void cli_say(struct cli *cli, const char *key, const struct word_arg *args, size_t count);

/* A JSON writer on standard output. A closed pipe or full disk comes back from json_end(). */
struct json *cli_json(struct cli *cli);

/* Styles for a terminal; plain text when colour is off. */
enum cli_style { CLI_PLAIN, CLI_BOLD, CLI_DIM, CLI_BLUE, CLI_GOLD, CLI_GREEN, CLI_RED };
/* Write `text` in a style to cli->out. */
void cli_paint(struct cli *cli, enum cli_style style, struct str text);
/* A horizontal bar of `value` out of `max` in at most `width` columns, in block characters. */
void cli_bar(struct cli *cli, enum cli_style style, int64_t value, int64_t max, int width);
/* `text` padded to `width` terminal columns, on the left when `right`; cut with … when longer. */
void cli_cell(struct cli *cli, enum cli_style style, struct str text, int width, bool right);

/* Progress on one line of a terminal, at most ten times a second. total 0: not known. */
void cli_progress(struct cli *cli, const char *key, int64_t done, int64_t total);
void cli_progress_end(struct cli *cli);

#endif
