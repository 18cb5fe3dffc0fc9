/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_CLI_HELP_H
#define ABDI_CLI_HELP_H

#include <stdbool.h>
#include <stdio.h>

#include "base/ctx.h"
#include "base/str.h"
#include "cli/cli.h"

struct arena;

/*
 * Help, printed from the command table.
 *   command   this one in full; NULL for a list
 *   group     with no command: only those whose first word it is; empty for all
 * False when the stream did not take it.
 */
bool help_write(struct arena *arena, enum lang lang, FILE *out, const struct cli_command *command,
                struct str group);

#endif
