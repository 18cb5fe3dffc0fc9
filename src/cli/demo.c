/* SPDX-License-Identifier: Apache-2.0 */
/* abdi demo: an installation with a made-up region in it, to try things on. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "app/folder.h"
#include "app/sample.h"
#include "auth/account.h"
#include "cli/internal.h"
#include "cli/settings.h"
#include "db/db.h"
#include "demo/demo.h"
#include "i18n/words.h"
#include "law/law.h"

#define SEED_BY_DEFAULT 1

struct asking {
	uint64_t seed;
	struct date on;
	const struct law *law;
	const struct demo *demo;
	struct demo_counts counts;
	struct str roster_path; /* empty: no roster wanted */
	struct demo_roster_counts roster;
};

/* ---- the roster file ---- */

/* A file that is written beside its place and moved there when the region is in the database. */
struct draft {
	char *path;
	bool kept;
};

static void draft_done(void *arg)
{
	struct draft *draft = arg;

	if (!draft->kept)
		(void)unlink(draft->path);
}

static const struct err *write_bytes(struct arena *arena, int fd, struct str bytes, struct str path)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n < 0 && errno != EINTR)
			return err_errno(arena, errno, path);
		if (n > 0)
			bytes = str_sub(bytes, (size_t)n, bytes.len);
	}
	return fsync(fd) == 0 ? NULL : err_errno(arena, errno, path);
}

static const struct err *draft_write(struct arena *arena, struct str path, struct str bytes,
                                     struct draft *draft)
{
	const struct err *err;
	int fd;

	draft->path = str_c(arena, str_fmt(arena, "%.*s.part", STR_ARG(path)));
	fd = open(draft->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_errno(arena, errno, path);
	arena_defer(arena, draft_done, draft);
	err = write_bytes(arena, fd, bytes, path);
	if (close(fd) != 0 && err == NULL)
		err = err_errno(arena, errno, path);
	return err;
}

static const struct err *draft_keep(struct arena *arena, struct draft *draft, struct str path)
{
	if (rename(draft->path, str_c(arena, path)) != 0)
		return err_errno(arena, errno, path);
	draft->kept = true;
	return NULL;
}

/* ---- what is told ---- */

static const struct err *tell_json(struct cli *cli, const struct asking *a)
{
	const struct {
		const char *key;
		int64_t value;
	} numbers[] = {
		{ "employees", a->counts.employees },
		{ "cpns", a->counts.cpns },
		{ "former", a->counts.former },
		{ "retirements_12_months", DEMO_RETIREMENTS },
		{ "offices", a->counts.offices },
		{ "districts", a->counts.districts },
		{ "units", a->counts.units },
		{ "positions", a->counts.positions },
		{ "positions_vacant", a->counts.vacant },
		{ "positions_acting", a->counts.acting },
		{ "seats", a->counts.seats },
		{ "duties", a->counts.duties },
		{ "moves", a->counts.moves },
		{ "promotions", a->counts.promotions },
	};
	struct json *json = cli_json(cli);

	json_object(json);
	json_put_str(json, STR("agency"), demo_agency_name(a->demo));
	json_key(json, STR("sample"));
	json_bool(json, true);
	json_put_int(json, STR("seed"), (int64_t)a->seed);
	json_put_str(json, STR("on"), date_str(cli->c->arena, a->on));
	for (size_t i = 0; i < COUNT(numbers); i++)
		json_put_int(json, str_of(numbers[i].key), numbers[i].value);
	if (a->roster_path.len > 0) {
		json_key(json, STR("roster"));
		json_object_compact(json);
		json_put_str(json, STR("file"), a->roster_path);
		json_put_int(json, STR("lines"), a->roster.lines);
		json_put_int(json, STR("faulty"), a->roster.faulty);
		json_put_int(json, STR("changed"), a->roster.changed);
		json_close(json);
	}
	json_close(json);
	return json_end(json);
}

static struct str number(struct cli *cli, int64_t n)
{
	return words_number(cli->c->arena, cli->c->lang, n);
}

static void tell_text(struct cli *cli, const struct asking *a)
{
	struct arena *arena = cli->c->arena;
	struct str on = date_str(arena, a->on);

	cli_say(cli, "demo.done",
	        WORD_ARGS({ "agency", demo_agency_name(a->demo) },
	                  { "database", settings_redact(arena, cli->db_url) },
	                  { "on", words_date(arena, cli->c->lang, a->on) },
	                  { "employees", number(cli, a->counts.employees) },
	                  { "cpns", number(cli, a->counts.cpns) },
	                  { "offices", number(cli, a->counts.offices) },
	                  { "districts", number(cli, a->counts.districts) },
	                  { "positions", number(cli, a->counts.positions) },
	                  { "duties", number(cli, a->counts.duties) },
	                  { "vacant", number(cli, a->counts.vacant) },
	                  { "acting", number(cli, a->counts.acting) },
	                  { "former", number(cli, a->counts.former) },
	                  { "retirements", number(cli, DEMO_RETIREMENTS) }));
	if (a->roster_path.len > 0)
		cli_say(cli, "demo.roster",
		        WORD_ARGS({ "file", a->roster_path },
		                  { "lines", number(cli, a->roster.lines) },
		                  { "faulty", number(cli, a->roster.faulty) },
		                  { "changed", number(cli, a->roster.changed) }, { "on", on }));
	cli_say(cli, "demo.next", WORD_ARGS({ "on", on }));
	if (cli_text(cli, "accounts-password-file").len == 0)
		cli_say(cli, "demo.no_account", NULL, 0);
}

/* ---- the command ---- */

static struct date first_of_year(struct date today)
{
	struct date first = today;

	(void)date_from_parts(date_parts(today).year, 1, 1, &first);
	return first;
}

static const struct err *load_law(struct ctx *c, void *arg)
{
	struct asking *a = arg;

	return law_load(c, a->on, &a->law);
}

static const struct err *run(struct cli *cli, int *exit_code)
{
	struct ctx *c = cli->c;
	struct asking a = { .roster_path = cli_text(cli, "roster") };
	int64_t seed = cli_int(cli, "seed", SEED_BY_DEFAULT);
	struct str password_path = cli_text(cli, "accounts-password-file");
	const struct auth_key *key;
	struct str roster, password;

	(void)exit_code;
	if (seed < 0)
		return err_new(c->arena, ERR_USAGE, STR("--seed"), "demo.seed",
		               cli_text(cli, "seed"));
	a.seed = (uint64_t)seed;
	a.on = cli_date(cli, "on", first_of_year(cli_today(cli)));
	if (password_path.len > 0) {
		TRY(file_first_line(c->arena, password_path, AUTH_PASSWORD_CHARS_MAX * 4,
		                    &password));
		TRY(auth_password_length_check(c, password));
	}
	TRY(folder_ready(c, &key));
	TRY(db_read(c, load_law, &a));
	TRY(demo_make(c, a.law, a.seed, a.on, &a.demo));
	a.counts = demo_count(a.demo);
	if (a.roster_path.len > 0) {
		struct draft *draft = ARENA_NEW(c->arena, struct draft);

		a.roster = demo_roster(c, a.demo, &roster);
		TRY(draft_write(c->arena, a.roster_path, roster, draft));
		TRY(demo_store(c, a.demo));
		TRY(draft_keep(c->arena, draft, a.roster_path));
	} else {
		TRY(demo_store(c, a.demo));
	}
	if (password_path.len > 0)
		TRY(sample_accounts(c, key, password));
	cli->row_count = a.counts.employees + a.counts.former;
	if (cli->json)
		return tell_json(cli, &a);
	tell_text(cli, &a);
	return NULL;
}

static const struct cli_option options[] = {
	{ "seed", CLI_INT, "N", false, "demo.option.seed" },
	{ "on", CLI_DATE, "DATE", false, "demo.option.on" },
	{ "roster", CLI_TEXT, "FILE", false, "demo.option.roster" },
	{ "accounts-password-file", CLI_TEXT, "FILE", false, "demo.option.accounts" },
	{ "json", CLI_FLAG, NULL, false, "option.json" },
};

const struct cli_command cli_command_demo = {
	.name = "demo",
	.needs = CLI_NEEDS_NEW_DATABASE,
	.options = options,
	.option_count = COUNT(options),
	.run = run,
	.summary = "demo.summary",
	.example = "abdi demo --db contoh.db --seed 1 --roster pegawai.csv",
};
