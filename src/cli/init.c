/* SPDX-License-Identifier: Apache-2.0 */
/* abdi init: found an installation: its database, its agency, its first account, its first data. */
#include "app/folder.h"
#include "app/founding.h"
#include "app/sample.h"
#include "auth/account.h"
#include "auth/key.h"
#include "base/arena.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "cli/internal.h"
#include "cli/settings.h"
#include "db/db.h"
#include "i18n/words.h"

#define BYTES_A_CHAR     4 /* of UTF-8 */
#define CONFIG_BYTES_MAX 65536

/* What the wizard asks, too. Options win over the file of --config. */
enum answer { ANSWER_AGENCY, ANSWER_REGION, ANSWER_ADMIN, ANSWER_PASSWORD_FILE, ANSWER_DATA };

static const struct {
	const char *option;
	const char *key; /* in the file */
	const char *placeholder;
} asked[] = {
	[ANSWER_AGENCY] = { "agency", "agency", "NAME" },
	[ANSWER_REGION] = { "region", "region", "CODE" },
	[ANSWER_ADMIN] = { "admin", "admin", "NAME" },
	[ANSWER_PASSWORD_FILE] = { "password-file", "password_file", "FILE" },
	[ANSWER_DATA] = { "data", "data", NULL },
};

struct founding_run {
	struct str answers[COUNT(asked)];
	struct founding founding;
	bool sample;
};

/* ---- the answers ---- */

static bool is_asked(struct str key)
{
	for (size_t i = 0; i < COUNT(asked); i++)
		if (str_eq(key, str_of(asked[i].key)))
			return true;
	return false;
}

/* A word of ours that is misspelt would be an answer nobody gave. */
static const struct err *check_keys(struct arena *arena, const struct json_value *config)
{
	struct str key;

	for (size_t i = 0; json_key_at(config, i, &key); i++) {
		if (is_asked(key))
			continue;
		if (str_eq(key, STR("password")))
			return err_new(arena, ERR_USAGE, STR("--config"), "init.config_password",
			               key);
		return err_new(arena, ERR_USAGE, STR("--config"), "init.config_unknown", key);
	}
	return NULL;
}

static const struct err *read_config(struct cli *cli, struct founding_run *run)
{
	struct arena *arena = cli->c->arena;
	struct str path = cli_text(cli, "config");
	const struct json_value *config;
	struct str text;

	if (path.len == 0)
		return NULL;
	TRY(file_whole(arena, path, CONFIG_BYTES_MAX, &text));
	if (json_read(arena, text, &config) != NULL || json_at(config, 0) != NULL ||
	    json_count(config) == 0)
		return err_new(arena, ERR_USAGE, STR("--config"), "init.config_not_json", path);
	TRY(check_keys(arena, config));
	for (size_t i = 0; i < COUNT(asked); i++)
		if (json_get(config, asked[i].key) != NULL &&
		    !json_get_str(config, asked[i].key, &run->answers[i]))
			return err_new(arena, ERR_USAGE, STR("--config"), "init.config_not_text",
			               str_of(asked[i].key));
	return NULL;
}

static const struct err *read_answers(struct cli *cli, struct founding_run *run)
{
	struct arena *arena = cli->c->arena;

	TRY(read_config(cli, run));
	for (size_t i = 0; i < COUNT(asked); i++) {
		struct str given = cli_text(cli, asked[i].option);

		if (given.len > 0)
			run->answers[i] = given;
		if (run->answers[i].len == 0 && asked[i].placeholder != NULL)
			return err_new(arena, ERR_USAGE, str_fmt(arena, "--%s", asked[i].option),
			               "err.option_required", str_of(asked[i].placeholder));
	}
	run->sample = str_eq(run->answers[ANSWER_DATA], STR("sample"));
	if (!run->sample && run->answers[ANSWER_DATA].len > 0 &&
	    !str_eq(run->answers[ANSWER_DATA], STR("empty")))
		return err_new(arena, ERR_USAGE, STR("--data"), "init.data_unknown",
		               run->answers[ANSWER_DATA]);
	run->founding = (struct founding){
		.agency = str_trim(run->answers[ANSWER_AGENCY]),
		.region_code = run->answers[ANSWER_REGION],
		.admin = run->answers[ANSWER_ADMIN],
	};
	return NULL;
}

static const struct err *password_read(struct cli *cli, const struct founding_run *run,
                                       struct str *password)
{
	TRY(file_first_line(cli->c->arena, run->answers[ANSWER_PASSWORD_FILE],
	                    AUTH_PASSWORD_CHARS_MAX * BYTES_A_CHAR, password));
	return auth_password_length_check(cli->c, *password);
}

/* ---- the founding ---- */

/* A sample that was interrupted before it had an admin is gone on with. */
static const struct err *look_first(struct ctx *c, void *arg)
{
	struct founding_run *run = arg;
	bool open, begun;

	TRY(founding_is_open(c, &open, &begun));
	return run->sample && begun ? founding_region_check(c, &run->founding)
	                            : founding_look(c, &run->founding);
}

static const struct err *carry_out(struct ctx *c, void *arg)
{
	struct founding_run *run = arg;

	return run->sample ? sample_admin(c, &run->founding)
	                   : founding_carry_out(c, &run->founding);
}

static const struct err *run_init(struct cli *cli, int *exit_code)
{
	struct founding_run *run = ARENA_NEW(cli->c->arena, struct founding_run);
	struct founding *f = &run->founding;
	struct ctx *c = cli->c;
	const struct auth_key *key;
	struct str password;

	(void)exit_code;
	/* All that can be wrong without a database is told before one is made. */
	TRY(read_answers(cli, run));
	TRY(founding_name_check(c, f->agency));
	TRY(auth_name_check(c, f->admin));
	TRY(password_read(cli, run, &password));
	TRY(cli_database_open(cli, true));
	TRY(db_read(c, look_first, run));
	TRY(folder_ready(c, &key));
	TRY(auth_password_hash(c, key, password, &f->password_hash));
	if (run->sample)
		TRY(sample_finish(c));
	TRY(db_write(c, carry_out, run));
	cli->row_count = 1;
	cli_say(cli, run->sample ? "init.done_sample" : "init.done",
	        WORD_ARGS({ "agency", f->agency }, { "region", f->region_name },
	                  { "admin", f->admin },
	                  { "database", settings_redact(c->arena, cli->db_url) },
	                  { "folder", db_folder(c->db) }));
	return NULL;
}

static const struct cli_option options[] = {
	{ "agency", CLI_TEXT, "NAME", false, "init.option.agency" },
	{ "region", CLI_TEXT, "CODE", false, "init.option.region" },
	{ "admin", CLI_TEXT, "NAME", false, "init.option.admin" },
	{ "password-file", CLI_TEXT, "FILE", false, "init.option.password_file" },
	{ "data", CLI_TEXT, "DATA", false, "init.option.data" },
	{ "config", CLI_TEXT, "FILE", false, "init.option.config" },
};

const struct cli_command cli_command_init = {
	.name = "init",
	.needs = CLI_NEEDS_NOTHING,
	.options = options,
	.option_count = COUNT(options),
	.run = run_init,
	.summary = "init.summary",
	.example =
		"abdi init --db abdi.db --agency \"Kabupaten Contoh\" --region 33.28 --admin admin "
		"--password-file sandi.txt",
};
