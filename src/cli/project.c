/* SPDX-License-Identifier: Apache-2.0 */
/* abdi project: who retires when, which posts fall empty, how many are left. */
#include "cli/project.h"

#include <errno.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cli/commands.h"
#include "db/db.h"
#include "i18n/words.h"
#include "law/law.h"

#define YEARS_BY_DEFAULT   10
#define AGES_FILE_BYTES_MAX (1u << 20)  /* --bup: thousands of rows */
#define DUE_SHOWN          10           /* people named in the text */

/* ---- options ---- */

static const struct err *wrong(struct cli *cli, struct str option, const char *message,
                               struct str value)
{
	return err_new(cli->c->arena, ERR_USAGE, option, message, value);
}

static const struct err *request_read(struct cli *cli, struct workforce_request *out)
{
	int64_t years = cli_int(cli, "years", YEARS_BY_DEFAULT);
	struct str exits = cli_text(cli, "exits");
	struct str compare = cli_text(cli, "compare");

	out->on = cli_date(cli, "on", cli_today(cli));
	if (date_parts(out->on).year < WORKFORCE_ON_YEAR_MIN ||
	    date_parts(out->on).year > WORKFORCE_ON_YEAR_MAX)
		return wrong(cli, STR("--on"), "project.error.on", cli_text(cli, "on"));
	if (years < 1 || years > WORKFORCE_YEARS_MAX)
		return wrong(cli, STR("--years"), "project.error.years", cli_text(cli, "years"));
	out->years = (int)years;
	out->recruits_a_year = cli_int(cli, "recruits", 0);
	if (out->recruits_a_year < 0 || out->recruits_a_year > WORKFORCE_RECRUITS_MAX)
		return wrong(cli, STR("--recruits"), "project.error.recruits",
		             cli_text(cli, "recruits"));
	if (exits.len > 0 && !workforce_percent_parse(exits, &out->exits_bp))
		return wrong(cli, STR("--exits"), "project.error.exits", exits);
	if (compare.len > 0 && !workforce_compare_parse(compare, out))
		return wrong(cli, STR("--compare"), "project.error.compare", compare);
	if (cli->json && cli_flag(cli, "csv"))
		return wrong(cli, STR("--csv"), "project.error.format", STR("--json"));
	out->with_cells = cli_flag(cli, "csv");
	/* The table of months names nobody, the text a few; JSON has all. */
	out->due_max = cli->json ? 0 : DUE_SHOWN;
	return NULL;
}

const struct err *project_json_write(struct cli *cli, const struct workforce_report *view)
{
	struct json *json = cli_json(cli);

	workforce_report_json(json, view);
	return json_end(json);
}

/* ---- the outlook ---- */

static const struct err *ages_file_read(struct cli *cli, struct str path, struct str *out)
{
	struct arena *arena = cli->c->arena;
	FILE *file = fopen(str_c(arena, path), "rb");
	char *bytes;
	size_t got;
	int saved;

	if (file == NULL)
		return err_errno(arena, errno, path);
	bytes = arena_alloc(arena, AGES_FILE_BYTES_MAX + 1);
	errno = 0;
	got = fread(bytes, 1, AGES_FILE_BYTES_MAX + 1, file);
	saved = ferror(file) ? errno : 0;
	fclose(file);
	if (saved != 0)
		return err_errno(arena, saved, path);
	if (got > AGES_FILE_BYTES_MAX)
		return err_new(arena, ERR_LIMIT, STR("--bup"), "project.error.ages_long", path);
	*out = (struct str){ bytes, got };
	return NULL;
}

/* What the transaction needs beside the view it fills. */
struct project_work {
	struct workforce_report view;
	struct str ages_csv;
};

static const struct err *project_read(struct ctx *c, void *arg)
{
	struct project_work *work = arg;
	struct workforce_report *view = &work->view;
	bool found;

	TRY(registry_agency_only(c, &view->agency, &found));
	TRY(law_load(c, view->request.on, &view->request.law));
	if (view->ages_file.len > 0)
		TRY(law_with_retirement_ages(c, view->request.law, work->ages_csv,
		                             &view->request.law));
	return workforce_project(c, &view->request, &view->outlook);
}

static const struct err *run(struct cli *cli, int *exit_code)
{
	struct project_work work = { .view.ages_file = cli_text(cli, "bup") };
	struct workforce_report *view = &work.view;

	(void)exit_code;
	TRY(request_read(cli, &view->request));
	if (view->ages_file.len > 0)
		TRY(ages_file_read(cli, view->ages_file, &work.ages_csv));
	TRY(db_read(cli->c, project_read, &work));
	workforce_report_complete(cli->c, view);
	cli->row_count = view->outlook.population_total;
	if (cli->json)
		return project_json_write(cli, view);
	if (cli_flag(cli, "csv"))
		return project_csv_write(cli, view);
	project_text_write(cli, view);
	return NULL;
}

static const struct cli_option options[] = {
	{ "on", CLI_DATE, "DATE", false, "project.option.on" },
	{ "years", CLI_INT, "N", false, "project.option.years" },
	{ "recruits", CLI_INT, "N", false, "project.option.recruits" },
	{ "exits", CLI_TEXT, "PERCENT", false, "project.option.exits" },
	{ "bup", CLI_TEXT, "FILE", false, "project.option.bup" },
	{ "compare", CLI_TEXT, "YEAR=COUNT:POPULATION", false, "project.option.compare" },
	{ "csv", CLI_FLAG, NULL, false, "project.option.csv" },
	{ "json", CLI_FLAG, NULL, false, "option.json" },
};

const struct cli_command cli_command_project = {
	.name = "project",
	.needs = CLI_NEEDS_AGENCY,
	.options = options,
	.option_count = COUNT(options),
	.run = run,
	.summary = "project.summary",
	.example = "abdi project --on 2021-01-01 --years 10 --compare 2020=9638:pns",
};
