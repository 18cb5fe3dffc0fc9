/* SPDX-License-Identifier: Apache-2.0 */
/* abdi init: found an installation: its database, its agency, its first account. */
#include "app/folder.h"
#include "app/founding.h"
#include "auth/account.h"
#include "auth/key.h"
#include "base/arena.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "cli/internal.h"
#include "cli/settings.h"
#include "db/db.h"
#include "i18n/words.h"

#define BYTES_A_CHAR 4 /* of UTF-8 */

static const struct err *look_first(struct ctx *c, void *arg)
{
	return founding_look(c, arg);
}

static const struct err *carry_out(struct ctx *c, void *arg)
{
	return founding_carry_out(c, arg);
}

static const struct err *password_read(struct cli *cli, struct str *password)
{
	struct arena *arena = cli->c->arena;
	struct str path = cli_text(cli, "password-file");

	TRY(file_first_line(arena, path, AUTH_PASSWORD_CHARS_MAX * BYTES_A_CHAR, password));
	return auth_password_length_check(cli->c, *password);
}

static const struct err *run(struct cli *cli, int *exit_code)
{
	struct ctx *c = cli->c;
	struct founding f = {
		.agency = str_trim(cli_text(cli, "agency")),
		.region_code = cli_text(cli, "region"),
		.admin = cli_text(cli, "admin"),
	};
	const struct auth_key *key;
	struct str password;

	(void)exit_code;
	/* All that can be wrong without a database is told before one is made. */
	TRY(founding_name_check(c, f.agency));
	TRY(auth_name_check(c, f.admin));
	TRY(password_read(cli, &password));
	TRY(cli_database_open(cli, true));
	TRY(db_read(c, look_first, &f));
	TRY(folder_ready(c, &key));
	TRY(auth_password_hash(c, key, password, &f.password_hash));
	TRY(db_write(c, carry_out, &f));
	cli->row_count = 1;
	cli_say(cli, "init.done",
	        WORD_ARGS({ "agency", f.agency }, { "region", f.region_name }, { "admin", f.admin },
	                  { "database", settings_redact(c->arena, cli->db_url) },
	                  { "folder", db_folder(c->db) }));
	return NULL;
}

static const struct cli_option options[] = {
	{ "agency", CLI_TEXT, "NAME", true, "init.option.agency" },
	{ "region", CLI_TEXT, "CODE", true, "init.option.region" },
	{ "admin", CLI_TEXT, "NAME", true, "init.option.admin" },
	{ "password-file", CLI_TEXT, "FILE", true, "init.option.password_file" },
};

const struct cli_command cli_command_init = {
	.name = "init",
	.needs = CLI_NEEDS_NOTHING,
	.options = options,
	.option_count = COUNT(options),
	.run = run,
	.summary = "init.summary",
	.example =
		"abdi init --db abdi.db --agency \"Kabupaten Contoh\" --region 33.28 --admin admin "
		"--password-file sandi.txt",
};
