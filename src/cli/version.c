/* SPDX-License-Identifier: Apache-2.0 */
/* abdi version: which program this is, and what it is linked with. */
#include <libpq-fe.h>
#include <sodium.h>
#include <sqlite3.h>

#include "base/arena.h"
#include "cli/commands.h"
#include "cli/internal.h"
#include "db/migrate.h"

const char cli_version[] = "0.1.0";

static struct str postgres_version(struct arena *arena)
{
	int number = PQlibVersion();

	return str_fmt(arena, "%d.%d", number / 10000, number % 10000);
}

static const struct err *run(struct cli *cli, int *exit_code)
{
	struct arena *arena = cli->c->arena;
	struct str postgres = postgres_version(arena);
	struct json *json;

	(void)exit_code;
	if (!cli->json) {
		cli_paint(cli, CLI_PLAIN,
		          str_fmt(arena,
		                  "abdi %s\nschema %zu\nsqlite %s\nlibpq %.*s\nlibsodium %s\n",
		                  cli_version, migrate_step_count, sqlite3_libversion(),
		                  STR_ARG(postgres), sodium_version_string()));
		return NULL;
	}
	json = cli_json(cli);
	json_object(json);
	json_put_str(json, STR("abdi"), str_of(cli_version));
	json_put_int(json, STR("schema"), (int64_t)migrate_step_count);
	json_put_str(json, STR("sqlite"), str_of(sqlite3_libversion()));
	json_put_str(json, STR("libpq"), postgres);
	json_put_str(json, STR("libsodium"), str_of(sodium_version_string()));
	json_close(json);
	return json_end(json);
}

static const struct cli_option options[] = {
	{ "json", CLI_FLAG, NULL, false, "option.json" },
};

const struct cli_command cli_command_version = {
	.name = "version",
	.needs = CLI_NEEDS_NOTHING,
	.options = options,
	.option_count = COUNT(options),
	.run = run,
	.summary = "version.summary",
	.example = "abdi version --json",
};
