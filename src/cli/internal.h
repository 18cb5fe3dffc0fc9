/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_CLI_INTERNAL_H
#define ABDI_CLI_INTERNAL_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "cli/cli.h"

struct word_arg;

/*
 * What cli_main() does with the process's own environment and streams; tests bring theirs.
 *   environment   NAME=VALUE, NULL ends
 * Returns the exit code.
 */
int cli_run(int argc, const char *const *argv, const char *const *environment, FILE *out,
            FILE *err);

/*
 * Open the database of this run, bring it to the newest step, lay in the law and give up jobs of
 * dead processes. For commands that must look at something else first (CLI_NEEDS_NOTHING).
 */
const struct err *cli_database_open(struct cli *cli, bool create);

/* The error of a failed write to standard output, from errno. */
const struct err *cli_output_failed(struct cli *cli);

/* A row of words on standard output, and its line end. */
void cli_print(struct cli *cli, const char *key, const struct word_arg *args, size_t count);

/* Write text to a terminal without what could steer it: control characters become "?". */
void cli_write_clean(FILE *file, struct str text);

#endif
