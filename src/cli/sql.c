/* SPDX-License-Identifier: Apache-2.0 */
/* abdi sql: the named queries, their text and their plans on the engine in use. */
#include "base/arena.h"
#include "cli/commands.h"
#include "cli/internal.h"
#include "cli/near.h"
#include "db/db.h"
#include "i18n/words.h"

#define PARAMS_MAX 100 /* the widest statement binds about 40 values */

static const struct db_query *query_find(struct str name)
{
	for (size_t i = 0; i < db_query_count; i++)
		if (str_eq(str_of(db_queries[i]->name), name))
			return db_queries[i];
	return NULL;
}

static const struct err *query_unknown(struct ctx *c, struct str name)
{
	struct near near = { .typed = name };

	for (size_t i = 0; i < db_query_count; i++)
		near_offer(&near, str_of(db_queries[i]->name));
	if (near.best.len == 0)
		return err_new(c->arena, ERR_MISSING, name, "err.query_unknown", STR(""));
	return err_new(c->arena, ERR_MISSING, name, "err.query_unknown_near", near.best);
}

static bool is_postgres(struct str url)
{
	return str_starts(url, STR("postgres://")) || str_starts(url, STR("postgresql://"));
}

static void list_all(struct cli *cli)
{
	for (size_t i = 0; i < db_query_count; i++) {
		cli_paint(cli, CLI_PLAIN, str_of(db_queries[i]->name));
		cli_paint(cli, CLI_PLAIN, STR("\n"));
	}
	cli->row_count = (int64_t)db_query_count;
}

/* Engines plan what reads or writes rows, not what steers transactions, settings or tables. */
static bool has_plan(struct str text)
{
	static const struct str without[] = {
		STR_INIT("BEGIN"),    STR_INIT("COMMIT"),    STR_INIT("CREATE"),
		STR_INIT("PRAGMA"),   STR_INIT("RELEASE"),   STR_INIT("ROLLBACK"),
		STR_INIT("SAVEPOINT"), STR_INIT("SET"),
	};

	for (size_t i = 0; i < COUNT(without); i++)
		if (str_starts(text, without[i]))
			return false;
	return true;
}

struct explaining {
	struct cli *cli;
	const struct db_query *query;
};

/* The last column of a row is the engine's sentence, on both engines. */
static const struct err *print_plan(struct cli *cli, struct db_rows *rows)
{
	bool more;

	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			return NULL;
		cli_paint(cli, CLI_BLUE, db_col_str(rows, db_col_count(rows) - 1));
		cli_paint(cli, CLI_PLAIN, STR("\n"));
		cli->row_count++;
	}
}

/* A query made on the spot of a named one; all that is written here is the engine's word for it. */
static const struct err *explain(struct ctx *c, void *arg)
{
	struct explaining *explaining = arg;
	const struct db_query *query = explaining->query;
	struct str sqlite = str_fmt(c->arena, "EXPLAIN QUERY PLAN %s", query->sqlite);
	struct str postgres = str_fmt(c->arena, "EXPLAIN %s", query->postgres);
	const struct db_query made = {
		.name = query->name,
		.sqlite = str_c(c->arena, sqlite),
		.postgres = str_c(c->arena, postgres),
		.id = -1,
		.params = query->params,
	};
	struct db_value zeros[PARAMS_MAX];
	struct db_rows *rows;

	/* A comparison with NULL would be planned as nothing at all; 0 fits every type we bind. */
	for (size_t i = 0; i < COUNT(zeros); i++)
		zeros[i] = db_int(0);
	if (query->params > PARAMS_MAX)
		return err_detail(c->arena, ERR_INTERNAL, "err.internal", "%s: params",
		                  query->name);
	TRY(db_query(c, &made, zeros, (size_t)query->params, &rows));
	TRY(print_plan(explaining->cli, rows));
	db_rows_end(rows);
	return NULL;
}

static const struct err *run(struct cli *cli, int *exit_code)
{
	struct explaining explaining = { .cli = cli };
	const struct db_query *query;
	struct str name = cli->arguments[0];
	struct str text;

	(void)exit_code;
	if (name.len == 0) {
		list_all(cli);
		return NULL;
	}
	query = query_find(name);
	if (query == NULL)
		return query_unknown(cli->c, name);
	text = str_of(is_postgres(cli->db_url) ? query->postgres : query->sqlite);
	cli_paint(cli, CLI_PLAIN, text);
	cli_paint(cli, CLI_PLAIN, STR("\n"));
	if (!cli_flag(cli, "explain"))
		return NULL;
	if (!has_plan(text))
		return err_new(cli->c->arena, ERR_INVALID, STR("--explain"), "err.query_no_plan",
		               name);
	explaining.query = query;
	TRY(cli_database_open(cli, false));
	cli_paint(cli, CLI_PLAIN, STR("\n"));
	return db_read(cli->c, explain, &explaining);
}

static const struct cli_option options[] = {
	{ "explain", CLI_FLAG, NULL, false, "sql.option.explain" },
};

const struct cli_command cli_command_sql = {
	.name = "sql",
	.needs = CLI_NEEDS_NOTHING,
	.arguments = { "[NAME]" },
	.options = options,
	.option_count = COUNT(options),
	.run = run,
	.summary = "sql.summary",
	.example = "abdi sql jobs.find --explain",
};
