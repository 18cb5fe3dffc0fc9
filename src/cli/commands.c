/* SPDX-License-Identifier: Apache-2.0 */
/* The command table. Sorted by name: help prints it in this order, and a test checks it. */
#include "cli/commands.h"

#include "base/str.h"

/* clang-format off */
const struct cli_command *const cli_commands[] = {
	&cli_command_backup,
	&cli_command_demo,
	&cli_command_doctor,
	&cli_command_help,
	&cli_command_import_list,
	&cli_command_import_roster,
	&cli_command_import_undo,
	&cli_command_init,
	&cli_command_law,
	&cli_command_people,
	&cli_command_project,
	&cli_command_proof_check,
	&cli_command_restore,
	&cli_command_serve,
	&cli_command_sql,
	&cli_command_user_add,
	&cli_command_user_close,
	&cli_command_user_list,
	&cli_command_user_reset,
	&cli_command_version,
};
/* clang-format on */
const size_t cli_command_count = COUNT(cli_commands);
