/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_CLI_SETTINGS_H
#define ABDI_CLI_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/log.h"
#include "base/str.h"
#include "cli/args.h"

struct arena;

/* What an installation is told from outside. The order is that of the table in settings.c. */
enum setting_id { SETTING_DATABASE, SETTING_LANG, SETTING_LOG, SETTING_COUNT };

/* One setting as it holds for this run. */
struct setting {
	struct str value;
	struct str source; /* "--db", "ABDI_DATABASE", "LC_ALL"; empty for the default */
};

struct settings {
	struct setting all[SETTING_COUNT];
	enum lang lang;
	enum log_level log_level;
	bool clock_fixed;    /* ABDI_NOW, for tests */
	int64_t fixed_now;
};

/* The variable of a setting: "ABDI_DATABASE". */
const char *setting_variable(enum setting_id id);

/*
 * The settings of a run: options, then the environment, then the default.
 *   environment   NAME=VALUE, NULL ends
 * Errors: USAGE a value is wrong, or a variable ABDI_… is not known. out->lang holds also then.
 */
const struct err *settings_read(struct arena *arena, const char *const *environment,
                                const struct args *args, struct settings *out);

/* The language alone, for words about a command line that could not be read. */
enum lang settings_lang(const char *const *environment, struct str option);

/* The value of a variable; empty when not set. */
struct str settings_variable(const char *const *environment, const char *name);

/* A database url without its password, for showing. */
struct str settings_redact(struct arena *arena, struct str url);

#endif
