/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_CLI_ARGS_H
#define ABDI_CLI_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "cli/cli.h"

struct arena;

/* Options of every command. The order is that of args_common[]. */
enum args_common { ARGS_DB, ARGS_HELP, ARGS_LANG, ARGS_LOG, ARGS_COMMON_COUNT };

extern const struct cli_option args_common[ARGS_COMMON_COUNT];

/* What was given for one option. */
struct args_value {
	bool given;
	struct str text; /* empty for a flag */
};

/* The options of a run, common ones and the command's own in the order of its table. */
struct cli_given {
	struct args_value common[ARGS_COMMON_COUNT];
	struct args_value own[CLI_OPTIONS_MAX];
};

/* A command line, taken apart. */
struct args {
	const struct cli_command *command; /* NULL: nothing was named, or only a group */
	struct str group;                  /* "import" in `abdi import --help` */
	struct str arguments[CLI_ARGUMENTS_MAX];
	struct cli_given given;
};

/*
 * Take argv apart: common options before or after the command's words, its own options and
 * arguments behind them; `--name value` or `--name=value`; `--` ends the options. With --help
 * anywhere the rest is read as far as it makes sense and nothing is refused.
 * Errors: USAGE; field is the option or word, value what was given or what is nearest to it.
 */
const struct err *args_parse(struct arena *arena, int argc, const char *const *argv,
                             struct args *out);

/* The value of --lang wherever it stands, before anything was checked; empty when not given. */
struct str args_lang(int argc, const char *const *argv);

/* A command by its full name; NULL when there is none. */
const struct cli_command *args_command_find(struct str name);

/* The error of a command that does not exist; its value is the nearest one. */
const struct err *args_command_unknown(struct arena *arena, struct str typed);

/* Is `group` the first of the two words of some command? */
bool args_is_group(struct str group);

#endif
