/* SPDX-License-Identifier: Apache-2.0 */
/* abdi law: which parameters hold on a day, and by what regulation. */
#include "base/arena.h"
#include "cli/commands.h"
#include "cli/internal.h"
#include "db/db.h"
#include "i18n/words.h"
#include "law/law.h"

struct question {
	struct str key;
	struct date on;
	const struct law_value *values;
	size_t count;
};

static const struct err *look_up(struct ctx *c, void *arg)
{
	struct question *q = arg;

	return law_list(c, q->key, q->on, &q->values, &q->count);
}

static void json_date(struct json *json, struct str key, struct date date)
{
	char iso[DATE_TEXT_BYTES];

	json_put_str(json, key, str_of(date_iso(date, iso)));
}

static const struct err *write_json(struct cli *cli, const struct question *q)
{
	struct json *json = cli_json(cli);

	json_object(json);
	json_date(json, STR("on"), q->on);
	json_key(json, STR("values"));
	json_array(json);
	for (size_t i = 0; i < q->count; i++) {
		const struct law_value *value = &q->values[i];

		json_object_compact(json);
		json_put_str(json, STR("key"), value->key);
		json_put_str(json, STR("value"), value->value);
		json_put_str(json, STR("unit"), value->unit);
		json_date(json, STR("from_on"), value->from_on);
		json_date(json, STR("until_on"), value->until_on);
		json_put_str(json, STR("source"), value->source);
		json_close(json);
	}
	json_close(json);
	json_close(json);
	return json_end(json);
}

static struct str span(struct cli *cli, const struct law_value *value)
{
	struct arena *arena = cli->c->arena;
	enum lang lang = cli->c->lang;
	struct str from = words_date_short(arena, lang, value->from_on);
	struct str last;

	if (date_eq(value->until_on, date_open()))
		return words_fmt(arena, lang, STR("law.since"), WORD_ARGS({ "from", from }));
	last = words_date_short(arena, lang, date_add_days(value->until_on, -1));
	return words_fmt(arena, lang, STR("law.between"),
	                 WORD_ARGS({ "from", from }, { "last", last }));
}

/* The words of a unit, or its code where a law file has brought a new one. */
static struct str unit_words(struct cli *cli, const struct law_value *value)
{
	struct str key = str_fmt(cli->c->arena, "unit.%.*s", STR_ARG(value->unit));
	struct str words = words_get(cli->c->lang, key);

	return str_eq(words, key) ? value->unit : words;
}

static void write_text(struct cli *cli, const struct question *q)
{
	struct arena *arena = cli->c->arena;

	for (size_t i = 0; i < q->count; i++) {
		const struct law_value *value = &q->values[i];

		cli_paint(cli, CLI_BOLD, value->key);
		cli_paint(cli, CLI_PLAIN,
		          str_fmt(arena, "\n  %.*s %.*s\n  ", STR_ARG(value->value),
		                  STR_ARG(unit_words(cli, value))));
		cli_paint(cli, CLI_DIM,
		          str_fmt(arena, "%.*s; %.*s", STR_ARG(span(cli, value)),
		                  STR_ARG(value->source)));
		cli_paint(cli, CLI_PLAIN, STR("\n"));
	}
}

static const struct err *run(struct cli *cli, int *exit_code)
{
	struct ctx *c = cli->c;
	struct question q = {
		.key = cli->arguments[0],
		.on = cli_date(cli, "on", cli_today(cli)),
	};

	(void)exit_code;
	TRY(db_read(c, look_up, &q));
	if (q.count == 0)
		return err_new(c->arena, ERR_MISSING, words_date(c->arena, c->lang, q.on),
		               "err.law_silent", q.key);
	cli->row_count = (int64_t)q.count;
	if (cli->json)
		return write_json(cli, &q);
	write_text(cli, &q);
	return NULL;
}

static const struct cli_option options[] = {
	{ "on", CLI_DATE, "DATE", false, "law.option.on" },
	{ "json", CLI_FLAG, NULL, false, "option.json" },
};

const struct cli_command cli_command_law = {
	.name = "law",
	.needs = CLI_NEEDS_DATABASE,
	.arguments = { "KEY" },
	.options = options,
	.option_count = COUNT(options),
	.run = run,
	.summary = "law.summary",
	.example = "abdi law person.entry_age_min --on 2021-01-01",
};
