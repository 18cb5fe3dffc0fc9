/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_CLI_COMMANDS_H
#define ABDI_CLI_COMMANDS_H

#include "cli/cli.h"

/* The version of the program, as `abdi version` prints it. */
extern const char cli_version[];

/*
 * One constant a command, each in the file of its name (a group shares one: import.c). The table
 * is in commands.c; a new command is a file, a line here and a line there.
 */
extern const struct cli_command cli_command_backup;
extern const struct cli_command cli_command_demo;
extern const struct cli_command cli_command_doctor;
extern const struct cli_command cli_command_help;
extern const struct cli_command cli_command_import_list;
extern const struct cli_command cli_command_import_roster;
extern const struct cli_command cli_command_import_undo;
extern const struct cli_command cli_command_init;
extern const struct cli_command cli_command_law;
extern const struct cli_command cli_command_people;
extern const struct cli_command cli_command_project;
extern const struct cli_command cli_command_proof_check;
extern const struct cli_command cli_command_restore;
extern const struct cli_command cli_command_serve;
extern const struct cli_command cli_command_sql;
extern const struct cli_command cli_command_user_add;
extern const struct cli_command cli_command_user_close;
extern const struct cli_command cli_command_user_list;
extern const struct cli_command cli_command_user_reset;
extern const struct cli_command cli_command_version;

#endif
