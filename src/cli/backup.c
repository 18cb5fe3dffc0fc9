/* SPDX-License-Identifier: Apache-2.0 */
/* abdi backup, abdi restore: copies of the whole database, and back. */
#include "app/control.h"
#include "base/arena.h"
#include "cli/commands.h"
#include "cli/internal.h"
#include "cli/settings.h"
#include "db/backup.h"
#include "db/db.h"
#include "db/migrate.h"
#include "i18n/words.h"
#include "registry/registry.h"

/* A database that a server holds is copied by that server. */
static const struct err *backup_run(struct cli *cli, int *exit_code)
{
	struct arena *arena = cli->c->arena;
	struct str path = cli->arguments[0];
	const struct err *err = cli_database_open(cli, false);

	(void)exit_code;
	if (err == NULL)
		err = db_backup(cli->c, path);
	else if (err->code == ERR_BUSY)
		err = control_backup(arena, str_fmt(arena, "%.*s.d", STR_ARG(cli->db_url)), path);
	TRY(err);
	cli_say(cli, "backup.done",
	        WORD_ARGS({ "file", path }, { "database", settings_redact(arena, cli->db_url) }));
	return NULL;
}

static const struct err *restore_run(struct cli *cli, int *exit_code)
{
	struct arena *arena = cli->c->arena;
	struct str path = cli->arguments[0];

	(void)exit_code;
	TRY(db_restore(arena, path, cli->db_url));
	/* It is opened once, so that what cannot serve is known now and not at the next start. */
	TRY(cli_database_open(cli, false));
	/* Until the server gathers statistics by itself, a list would take minutes. */
	TRY(registry_statistics(cli->c));
	cli_say(cli, "backup.restored",
	        WORD_ARGS({ "file", path }, { "database", settings_redact(arena, cli->db_url) },
	                  { "folder", db_folder(cli->c->db) }));
	return NULL;
}

const struct cli_command cli_command_backup = {
	.name = "backup",
	.needs = CLI_NEEDS_NOTHING,
	.arguments = { "FILE" },
	.run = backup_run,
	.summary = "backup.summary",
	.example = "abdi backup cadangan-2026-11-22.db --db abdi.db",
};

const struct cli_command cli_command_restore = {
	.name = "restore",
	.needs = CLI_NEEDS_NOTHING,
	.arguments = { "FILE" },
	.run = restore_run,
	.summary = "backup.restore_summary",
	.example = "abdi restore cadangan-2026-11-22.db --db pulih.db",
};
