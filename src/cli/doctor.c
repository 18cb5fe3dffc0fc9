/* SPDX-License-Identifier: Apache-2.0 */
/* abdi doctor: each setting with its source, and whether what an installation needs is in order. */
#include <sys/stat.h>

#include "auth/key.h"
#include "base/arena.h"
#include "base/text.h"
#include "base/workday.h"
#include "cli/args.h"
#include "cli/commands.h"
#include "cli/internal.h"
#include "cli/settings.h"
#include "db/db.h"
#include "db/migrate.h"
#include "i18n/words.h"
#include "law/law.h"
#include "registry/registry.h"
#include "sql_cli.h"

#define FINDINGS_MAX 32
#define OTHERS_BITS  077 /* any right of group or others */
#define NAME_COLUMNS 24

enum health { HEALTH_GOOD, HEALTH_WARNING, HEALTH_PROBLEM };

static const struct {
	const char *code;
	const char *words;
	enum cli_style style;
} healths[] = {
	[HEALTH_GOOD] = { "good", "doctor.good", CLI_GREEN },
	[HEALTH_WARNING] = { "warning", "doctor.warning", CLI_GOLD },
	[HEALTH_PROBLEM] = { "problem", "doctor.problem", CLI_RED },
};

/* One line of the report. */
struct finding {
	const char *name;   /* "database"; its words are doctor.check.NAME */
	struct str value;   /* what was found */
	enum health health;
	struct str remedy;  /* words; empty when nothing is to be done */
};

struct report {
	struct cli *cli;
	struct finding findings[FINDINGS_MAX];
	size_t count;
	enum health worst;
};

static void add(struct report *r, const char *name, struct str value, enum health health,
                struct str remedy)
{
	if (r->count < FINDINGS_MAX)
		r->findings[r->count++] = (struct finding){ name, value, health, remedy };
	if (health > r->worst)
		r->worst = health;
}

static struct str words(struct report *r, const char *key)
{
	return words_get(r->cli->c->lang, str_of(key));
}

static void add_error(struct report *r, const char *name, struct str value, const struct err *error)
{
	struct ctx *c = r->cli->c;

	add(r, name, value, HEALTH_PROBLEM, words_err(c->arena, c->lang, error));
}

static struct str number(struct report *r, int64_t n)
{
	return str_fmt(r->cli->c->arena, "%lld", (long long)n);
}

/* ---- checks; each adds its lines ---- */

static void check_settings(struct report *r)
{
	static const char *const names[SETTING_COUNT] = {
		[SETTING_DATABASE] = "setting_database",
		[SETTING_LANG] = "setting_lang",
		[SETTING_LOG] = "setting_log",
	};
	struct arena *arena = r->cli->c->arena;

	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct setting *setting = &r->cli->settings->all[id];
		struct str source = setting->source.len > 0 ? setting->source
		                                            : words(r, "doctor.default");
		struct str shown = settings_redact(arena, setting->value);

		add(r, names[id], str_fmt(arena, "%.*s (%.*s)", STR_ARG(shown), STR_ARG(source)),
		    HEALTH_GOOD, STR(""));
	}
}

/* A path that only its owner may open. */
static void check_private(struct report *r, const char *name, struct str path)
{
	struct stat status;

	if (stat(str_c(r->cli->c->arena, path), &status) != 0)
		add(r, name, path, HEALTH_PROBLEM, words(r, "doctor.path_missing"));
	else if ((status.st_mode & OTHERS_BITS) != 0)
		add(r, name, path, HEALTH_PROBLEM, words(r, "doctor.path_open"));
	else
		add(r, name, path, HEALTH_GOOD, STR(""));
}

static void check_folder(struct report *r, struct str folder)
{
	struct arena *arena = r->cli->c->arena;
	struct str path = auth_key_path(arena, folder);
	const struct auth_key *key;
	const struct err *error;

	check_private(r, "folder", folder);
	error = auth_key_load(arena, folder, &key);
	if (error != NULL)
		add_error(r, "key", path, error);
	else
		add(r, "key", path, HEALTH_GOOD, STR(""));
}

/* A SQLite file has one process. A server that has it is well; another command soon ends. */
static bool check_holder(struct report *r)
{
	struct arena *arena = r->cli->c->arena;
	struct db_holder holder;
	struct str who;

	if (!db_holder_find(arena, r->cli->db_url, &holder))
		return false;
	who = str_fmt(arena, "PID %lld%s%.*s", (long long)holder.pid,
	              holder.address.len > 0 ? ", " : "", STR_ARG(holder.address));
	if (holder.address.len > 0) {
		add(r, "database", STR("SQLite"), HEALTH_GOOD, STR(""));
		add(r, "server", who, HEALTH_GOOD, words(r, "doctor.served"));
	} else {
		add(r, "database", str_fmt(arena, "SQLite, %.*s", STR_ARG(who)), HEALTH_WARNING,
		    words(r, "doctor.held"));
	}
	return true;
}

static bool check_database(struct report *r)
{
	struct ctx *c = r->cli->c;
	struct str shown = settings_redact(c->arena, r->cli->db_url);
	const struct err *error = db_open(c->arena, r->cli->db_url, false, &c->db);

	if (error != NULL && error->code == ERR_BUSY && check_holder(r)) {
		check_folder(r, str_fmt(c->arena, "%.*s.d", STR_ARG(r->cli->db_url)));
		return false;
	}
	if (error != NULL) {
		add_error(r, "database", shown, error);
		return false;
	}
	add(r, "database", db_engine_of(c->db) == DB_SQLITE ? STR("SQLite") : STR("PostgreSQL"),
	    HEALTH_GOOD, STR(""));
	return true;
}

static bool check_schema(struct report *r)
{
	int newest = (int)migrate_step_count;
	struct str value;
	int version;
	const struct err *error = migrate_version(r->cli->c, &version);

	if (error != NULL) {
		add_error(r, "schema", STR(""), error);
		return false;
	}
	value = str_fmt(r->cli->c->arena, "%d / %d", version, newest);
	if (version == newest)
		add(r, "schema", value, HEALTH_GOOD, STR(""));
	else if (version > newest)
		add(r, "schema", value, HEALTH_PROBLEM, words(r, "doctor.schema_newer"));
	else
		add(r, "schema", value, HEALTH_WARNING, words(r, "doctor.schema_older"));
	return version == newest;
}

static const struct err *count_rows(struct ctx *c, const struct db_query *query, int64_t *out)
{
	struct db_rows *row;
	bool found;

	TRY(db_find(c, query, DB_NONE, &row, &found));
	*out = found ? db_col_int(row, 0) : 0;
	db_rows_end(row);
	return NULL;
}

static const struct err *check_agency(struct ctx *c, struct report *r)
{
	struct registry_agency agency;
	bool found;

	TRY(registry_agency_only(c, &agency, &found));
	if (!found) {
		add(r, "agency", STR(""), HEALTH_PROBLEM, words(r, "err.agency_missing"));
		return NULL;
	}
	r->cli->zone_hours = agency.zone_hours;
	add(r, "agency", agency.name, HEALTH_GOOD, STR(""));
	return NULL;
}

static const struct err *check_law(struct ctx *c, struct report *r)
{
	int64_t count;

	TRY(count_rows(c, &SQL_CLI_LAW_SEED_COUNT, &count));
	if (count > 0)
		add(r, "law", number(r, count), HEALTH_GOOD, STR(""));
	else
		add(r, "law", number(r, count), HEALTH_PROBLEM, words(r, "doctor.law_missing"));
	return NULL;
}

static bool year_known(const struct calendar *calendar, int year)
{
	int index = year - calendar->year_first;

	return index >= 0 && (size_t)index < calendar->year_count && calendar->years_known[index];
}

static struct str years_known(struct ctx *c, const struct calendar *calendar)
{
	struct buf years;

	buf_init(&years, c->arena);
	for (size_t i = 0; i < calendar->year_count; i++)
		if (calendar->years_known[i])
			buf_add_fmt(&years, "%s%d", years.len > 0 ? " " : "",
			            calendar->year_first + (int)i);
	return buf_str(&years);
}

static const struct err *check_calendar(struct ctx *c, struct report *r)
{
	int year = date_parts(cli_today(r->cli)).year;
	const struct calendar *calendar;
	struct str value;

	TRY(law_calendar(c, &calendar));
	value = years_known(c, calendar);
	if (!year_known(calendar, year))
		add(r, "calendar", value, HEALTH_PROBLEM,
		    words_fmt(c->arena, c->lang, STR("doctor.calendar_missing"),
		              WORD_ARGS({ "year", number(r, year) })));
	else if (!year_known(calendar, year + 1))
		add(r, "calendar", value, HEALTH_WARNING,
		    words_fmt(c->arena, c->lang, STR("doctor.calendar_next"),
		              WORD_ARGS({ "year", number(r, year + 1) })));
	else
		add(r, "calendar", value, HEALTH_GOOD, STR(""));
	return NULL;
}

static const struct err *check_open_acts(struct ctx *c, struct report *r)
{
	int64_t count;

	TRY(count_rows(c, &SQL_CLI_OPEN_ACT_COUNT, &count));
	if (count == 0)
		add(r, "open_acts", number(r, count), HEALTH_GOOD, STR(""));
	else
		add(r, "open_acts", number(r, count), HEALTH_WARNING,
		    words(r, "doctor.open_acts_left"));
	return NULL;
}

static const struct err *check_contents(struct ctx *c, void *arg)
{
	struct report *r = arg;

	TRY(check_agency(c, r));
	TRY(check_law(c, r));
	TRY(check_calendar(c, r));
	return check_open_acts(c, r);
}

/* ---- the report ---- */

static const struct err *write_json(struct report *r)
{
	struct json *json = cli_json(r->cli);

	json_object(json);
	json_put_str(json, STR("health"), str_of(healths[r->worst].code));
	json_key(json, STR("checks"));
	json_array(json);
	for (size_t i = 0; i < r->count; i++) {
		const struct finding *finding = &r->findings[i];

		json_object_compact(json);
		json_put_str(json, STR("name"), str_of(finding->name));
		json_put_str(json, STR("health"), str_of(healths[finding->health].code));
		json_put_str(json, STR("value"), finding->value);
		json_put_str(json, STR("remedy"), finding->remedy);
		json_close(json);
	}
	json_close(json);
	json_close(json);
	return json_end(json);
}

static void write_finding(struct report *r, const struct finding *finding)
{
	struct cli *cli = r->cli;
	struct str key = str_fmt(cli->c->arena, "doctor.check.%s", finding->name);
	struct str name = words_get(cli->c->lang, key);

	cli_cell(cli, CLI_PLAIN, name, NAME_COLUMNS, false);
	cli_paint(cli, healths[finding->health].style, words(r, healths[finding->health].words));
	cli_paint(cli, CLI_PLAIN, str_fmt(cli->c->arena, "  %.*s\n", STR_ARG(finding->value)));
	if (finding->remedy.len == 0)
		return;
	cli_cell(cli, CLI_PLAIN, STR(""), NAME_COLUMNS, false);
	cli_paint(cli, CLI_PLAIN, finding->remedy);
	cli_paint(cli, CLI_PLAIN, STR("\n"));
}

static const struct err *run(struct cli *cli, int *exit_code)
{
	struct report *r = ARENA_NEW(cli->c->arena, struct report);
	const struct err *error = NULL;

	r->cli = cli;
	check_settings(r);
	if (check_database(r)) {
		check_folder(r, db_folder(cli->c->db));
		if (check_schema(r))
			error = db_read(cli->c, check_contents, r);
	}
	if (error != NULL)
		add_error(r, "contents", STR(""), error);
	if (r->worst == HEALTH_PROBLEM)
		*exit_code = CLI_PROBLEM;
	cli->row_count = (int64_t)r->count;
	if (cli->json)
		return write_json(r);
	for (size_t i = 0; i < r->count; i++)
		write_finding(r, &r->findings[i]);
	return NULL;
}

static const struct cli_option options[] = {
	{ "json", CLI_FLAG, NULL, false, "option.json" },
};

const struct cli_command cli_command_doctor = {
	.name = "doctor",
	.needs = CLI_NEEDS_NOTHING,
	.options = options,
	.option_count = COUNT(options),
	.run = run,
	.summary = "doctor.summary",
	.example = "abdi doctor --db abdi.db",
};
