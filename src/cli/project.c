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
#define ON_YEAR_MIN        1945         /* the state whose servants these are */
#define ON_YEAR_MAX        2200
#define RECRUITS_MAX       1000000      /* a year: a quarter of the whole nation's service */
#define COMPARED_COUNT_MAX 1000000000   /* people; more than any state has */
#define AGES_FILE_BYTES_MAX (1u << 20)  /* --bup: thousands of rows */
#define DUE_SHOWN          10           /* people named in the text */

/* ---- options ---- */

bool project_percent_parse(struct str text, int64_t *basis_points)
{
	struct str fraction = STR("");
	int64_t whole;
	int64_t parts = 0;
	ptrdiff_t mark;

	text = str_trim(text);
	if (str_ends(text, STR("%")))
		text = str_trim(str_sub(text, 0, text.len - 1));
	mark = str_find_char(text, ',');
	if (mark < 0)
		mark = str_find_char(text, '.');
	if (mark >= 0) {
		fraction = str_sub(text, (size_t)mark + 1, text.len);
		text = str_sub(text, 0, (size_t)mark);
		if (!str_is_digits(fraction) || fraction.len > 2 || !str_int(fraction, &parts))
			return false;
		parts *= fraction.len == 1 ? 10 : 1;
	}
	if (!str_is_digits(text) || !str_int(text, &whole) || whole > 100)
		return false;
	*basis_points = whole * 100 + parts;
	return *basis_points <= 10000;
}

bool project_compare_parse(struct str text, struct workforce_request *request)
{
	struct str year_text;
	struct str count_text;
	struct str population;
	int64_t year;
	int64_t count;

	if (!str_cut(&text, '=', &year_text) || !str_cut(&text, ':', &count_text))
		return false;
	population = str_trim(text);
	if (!str_is_digits(year_text) || year_text.len != 4 || !str_int(year_text, &year) ||
	    year < 1 || !str_is_digits(count_text) || !str_int(count_text, &count) || count < 1 ||
	    count > COMPARED_COUNT_MAX || population.len == 0)
		return false;
	request->compared = true;
	request->compared_year = (int)year;
	request->compared_count = count;
	request->compared_population = population;
	return true;
}

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
	if (date_parts(out->on).year < ON_YEAR_MIN || date_parts(out->on).year > ON_YEAR_MAX)
		return wrong(cli, STR("--on"), "project.error.on", cli_text(cli, "on"));
	if (years < 1 || years > WORKFORCE_YEARS_MAX)
		return wrong(cli, STR("--years"), "project.error.years", cli_text(cli, "years"));
	out->years = (int)years;
	out->recruits_a_year = cli_int(cli, "recruits", 0);
	if (out->recruits_a_year < 0 || out->recruits_a_year > RECRUITS_MAX)
		return wrong(cli, STR("--recruits"), "project.error.recruits",
		             cli_text(cli, "recruits"));
	if (exits.len > 0 && !project_percent_parse(exits, &out->exits_bp))
		return wrong(cli, STR("--exits"), "project.error.exits", exits);
	if (compare.len > 0 && !project_compare_parse(compare, out))
		return wrong(cli, STR("--compare"), "project.error.compare", compare);
	if (cli->json && cli_flag(cli, "csv"))
		return wrong(cli, STR("--csv"), "project.error.format", STR("--json"));
	out->with_cells = cli_flag(cli, "csv");
	/* The table of months names nobody, the text a few; JSON has all. */
	out->due_max = cli->json ? 0 : DUE_SHOWN;
	return NULL;
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
	struct project_view view;
	struct str ages_csv;
};

static const struct err *project_read(struct ctx *c, void *arg)
{
	struct project_work *work = arg;
	struct project_view *view = &work->view;
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
	struct project_view *view = &work.view;

	(void)exit_code;
	TRY(request_read(cli, &view->request));
	if (view->ages_file.len > 0)
		TRY(ages_file_read(cli, view->ages_file, &work.ages_csv));
	TRY(db_read(cli->c, project_read, &work));
	project_view_complete(cli, view);
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
