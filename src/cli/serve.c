/* SPDX-License-Identifier: Apache-2.0 */
/* abdi serve: pages for browsers, until it is told to stop. */
#include <signal.h>
#include <stdlib.h>

#include "app/app.h"
#include "base/arena.h"
#include "cli/commands.h"
#include "app/folder.h"
#include "cli/internal.h"
#include "cli/settings.h"

#define PORT_MAX 65535

/* Set by a signal: the one thing a handler may do. */
static volatile sig_atomic_t asked_to_stop;

static void on_signal(int number)
{
	(void)number;
	asked_to_stop = 1;
}

static void heed_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static const struct err *listen_on(struct cli *cli, struct app_config *config)
{
	int64_t port = cli_int(cli, "port", APP_PORT);

	if (port < 0 || port > PORT_MAX)
		return err_new(cli->c->arena, ERR_USAGE, STR("--port"), "serve.port",
		               cli_text(cli, "port"));
	config->port = (int)port;
	config->address = cli_text(cli, "address");
	if (config->address.len == 0)
		config->address = STR("127.0.0.1");
	return NULL;
}

static const struct err *run(struct cli *cli, int *exit_code)
{
	struct app_config config = {
		.db = cli->c->db,
		.db_name = settings_redact(cli->c->arena, cli->db_url),
		.clock = cli_clock,
		.clock_arg = cli,
		.log = cli->log,
		.out = cli->err,
		.stop = &asked_to_stop,
		.trust_proxy = cli_flag(cli, "behind-proxy"),
		.lang = cli->c->lang,
	};
	const struct auth_key *key;
	struct app *app;

	(void)exit_code;
	TRY(listen_on(cli, &config));
	TRY(folder_ready(cli->c, &key));
	heed_signals();
	TRY(app_start(cli->c, &config, &app));
	return app_run(app);
}

static const struct cli_option options[] = {
	{ "address", CLI_TEXT, "ADDRESS", false, "serve.option.address" },
	{ "port", CLI_INT, "PORT", false, "serve.option.port" },
	{ "behind-proxy", CLI_FLAG, NULL, false, "serve.option.behind_proxy" },
};

const struct cli_command cli_command_serve = {
	.name = "serve",
	.needs = CLI_NEEDS_NEW_DATABASE,
	.options = options,
	.option_count = COUNT(options),
	.run = run,
	.summary = "serve.summary",
	.example = "abdi serve --db abdi.db --port 8080",
};
