/* SPDX-License-Identifier: Apache-2.0 */
/* abdi people: find people by any part of their name, or tell one person's career by NIP. */
#include "base/arena.h"
#include "cli/commands.h"
#include "cli/internal.h"
#include "db/db.h"
#include "i18n/words.h"
#include "law/law.h"
#include "registry/identity.h"
#include "registry/registry.h"

#define SHOWN_BY_DEFAULT 25

/* A question and its answer: a list of hits, or one person with all that is recorded. */
struct asking {
	struct str fragment;
	struct date on;
	int limit;
	bool one;
	struct nip nip;
	struct registry_person *people;
	int count;
	int64_t total;
	struct registry_dossier dossier;
	struct str *posts; /* of the dossier's employments: "Camat, Kecamatan Sukamaju" */
	const struct law *law;
};

static const struct err *read_posts(struct ctx *c, struct asking *a)
{
	const struct registry_dossier *d = &a->dossier;

	a->posts = arena_array(c->arena, d->employment_count + 1, sizeof(*a->posts));
	for (size_t i = 0; i < d->employment_count; i++) {
		struct str title, unit;

		TRY(registry_position_name(c, d->employments[i].position_id, &title, &unit));
		a->posts[i] = str_fmt(c->arena, "%.*s, %.*s", STR_ARG(title), STR_ARG(unit));
	}
	return NULL;
}

static const struct err *ask(struct ctx *c, void *arg)
{
	struct asking *a = arg;

	a->people = arena_array(c->arena, REGISTRY_SEARCH_MAX, sizeof(*a->people));
	if (!a->one)
		return registry_person_search(c, a->fragment, a->on, a->limit, a->people, &a->count,
		                              &a->total);
	TRY(registry_person_find(c, str_of(a->nip.digits), a->on, &a->people[0]));
	a->count = 1;
	a->total = 1;
	TRY(law_load(c, a->on, &a->law));
	TRY(registry_person_dossier(c, str_of(a->nip.digits), c->now, &a->dossier));
	return read_posts(c, a);
}

/* ---- JSON ---- */

static void put_date(struct json *json, const char *key, struct date date)
{
	char iso[DATE_TEXT_BYTES];

	json_key(json, str_of(key));
	if (date_eq(date, date_open()))
		json_null(json);
	else
		json_str(json, str_of(date_iso(date, iso)));
}

static void put_person(struct json *json, const struct registry_person *p)
{
	json_put_str(json, STR("nip"), p->nip);
	json_put_str(json, STR("name"), p->name);
	json_put_str(json, STR("title_before"), p->title_before);
	json_put_str(json, STR("title_after"), p->title_after);
	json_put_str(json, STR("position"), p->position_title);
	json_put_str(json, STR("unit"), p->unit_name);
	json_put_str(json, STR("grade"), p->grade_code);
}

static struct str grade_code(const struct asking *a, const struct registry_grade *grade)
{
	const struct law_grade *rung = law_grade_find(a->law, grade->scheme, grade->ordinal);

	return rung == NULL ? STR("") : rung->code;
}

/* One row of a career list: what, from, until. */
static void put_fact(struct json *json, const char *key, struct str value, struct date from_on,
                     struct date until_on)
{
	json_object_compact(json);
	json_put_str(json, str_of(key), value);
	put_date(json, "from_on", from_on);
	put_date(json, "until_on", until_on);
	json_close(json);
}

static void put_career(struct json *json, const struct asking *a)
{
	const struct registry_dossier *d = &a->dossier;

	json_key(json, STR("statuses"));
	json_array(json);
	for (size_t i = 0; i < d->status_count; i++)
		put_fact(json, "status", registry_status_code(d->statuses[i].status),
		         d->statuses[i].from_on, d->statuses[i].until_on);
	json_close(json);
	json_key(json, STR("grades"));
	json_array(json);
	for (size_t i = 0; i < d->grade_count; i++)
		put_fact(json, "grade", grade_code(a, &d->grades[i]), d->grades[i].from_on,
		         d->grades[i].until_on);
	json_close(json);
	json_key(json, STR("educations"));
	json_array(json);
	for (size_t i = 0; i < d->education_count; i++)
		put_fact(json, "level", d->educations[i].level, d->educations[i].from_on,
		         d->educations[i].until_on);
	json_close(json);
	json_key(json, STR("employments"));
	json_array(json);
	for (size_t i = 0; i < d->employment_count; i++) {
		json_object_compact(json);
		json_put_str(json, STR("position"), a->posts[i]);
		json_put_str(json, STR("capacity"),
		             registry_capacity_code(d->employments[i].capacity));
		put_date(json, "from_on", d->employments[i].from_on);
		put_date(json, "until_on", d->employments[i].until_on);
		json_close(json);
	}
	json_close(json);
}

static const struct err *tell_json(struct cli *cli, const struct asking *a)
{
	struct json *json = cli_json(cli);

	json_object(json);
	put_date(json, "on", a->on);
	if (a->one) {
		put_person(json, &a->people[0]);
		put_career(json, a);
	} else {
		json_put_int(json, STR("total"), a->total);
		json_key(json, STR("people"));
		json_array(json);
		for (int i = 0; i < a->count; i++) {
			json_object_compact(json);
			put_person(json, &a->people[i]);
			json_close(json);
		}
		json_close(json);
	}
	json_close(json);
	return json_end(json);
}

/* ---- text ---- */

static struct str full_name(struct arena *arena, const struct registry_person *p)
{
	return str_fmt(arena, "%.*s%s%.*s%s%.*s", STR_ARG(p->title_before),
	               p->title_before.len > 0 ? " " : "", STR_ARG(p->name),
	               p->title_after.len > 0 ? ", " : "", STR_ARG(p->title_after));
}

static void print_person(struct cli *cli, const struct registry_person *p)
{
	struct arena *arena = cli->c->arena;

	cli_cell(cli, CLI_BOLD, full_name(arena, p), 36, false);
	cli_paint(cli, CLI_PLAIN, STR(" "));
	cli_cell(cli, CLI_DIM, p->nip, 18, false);
	cli_paint(cli, CLI_PLAIN, STR("  "));
	cli_cell(cli, CLI_PLAIN, p->grade_code, 6, false);
	cli_write_clean(cli->out, str_fmt(arena, "%.*s, %.*s", STR_ARG(p->position_title),
	                                  STR_ARG(p->unit_name)));
	cli_paint(cli, CLI_PLAIN, STR("\n"));
}

static void print_fact(struct cli *cli, struct date from_on, struct date until_on, struct str what)
{
	struct arena *arena = cli->c->arena;
	enum lang lang = cli->c->lang;

	cli_cell(cli, CLI_DIM, words_date_short(arena, lang, from_on), 12, true);
	cli_cell(cli, CLI_DIM,
	         date_eq(until_on, date_open())
	                 ? STR("")
	                 : str_fmt(arena, " – %.*s",
	                           STR_ARG(words_date_short(arena, lang,
	                                                    date_add_days(until_on, -1)))),
	         16, false);
	cli_paint(cli, CLI_PLAIN, STR("  "));
	cli_write_clean(cli->out, what);
	cli_paint(cli, CLI_PLAIN, STR("\n"));
}

static void print_career(struct cli *cli, const struct asking *a)
{
	const struct registry_dossier *d = &a->dossier;
	struct arena *arena = cli->c->arena;

	for (size_t i = 0; i < d->status_count; i++)
		print_fact(
			cli, d->statuses[i].from_on, d->statuses[i].until_on,
			words_get(cli->c->lang,
		                  str_fmt(arena, "people.status_%.*s",
		                          STR_ARG(registry_status_code(d->statuses[i].status)))));
	for (size_t i = 0; i < d->grade_count; i++)
		print_fact(cli, d->grades[i].from_on, d->grades[i].until_on,
		           grade_code(a, &d->grades[i]));
	for (size_t i = 0; i < d->employment_count; i++)
		print_fact(cli, d->employments[i].from_on, d->employments[i].until_on,
		           words_fmt(arena, cli->c->lang,
		                     str_fmt(arena, "people.capacity_%.*s",
		                             STR_ARG(registry_capacity_code(
						     d->employments[i].capacity))),
		                     WORD_ARGS({ "position", a->posts[i] })));
}

static const struct err *tell_text(struct cli *cli, const struct asking *a)
{
	struct arena *arena = cli->c->arena;
	enum lang lang = cli->c->lang;

	for (int i = 0; i < a->count; i++)
		print_person(cli, &a->people[i]);
	if (a->one)
		print_career(cli, a);
	else if (a->total == 0)
		cli_say(cli, "people.none", WORD_ARGS({ "value", a->fragment }));
	else
		cli_say(cli, "people.shown",
		        WORD_ARGS({ "n", words_number(arena, lang, a->count) },
		                  { "total", words_number(arena, lang, a->total) }));
	return fflush(cli->out) == 0 ? NULL : cli_output_failed(cli);
}

static const struct err *run(struct cli *cli, int *exit_code)
{
	struct asking a = {
		.fragment = cli->arguments[0],
		.on = cli_date(cli, "on", cli_today(cli)),
		.limit = (int)cli_int(cli, "limit", SHOWN_BY_DEFAULT),
	};

	(void)exit_code;
	if (a.limit < 1 || a.limit > REGISTRY_SEARCH_MAX)
		return err_new(cli->c->arena, ERR_USAGE, STR("--limit"), "registry.search_limit",
		               STR(""));
	a.one = nip_read(a.fragment, &a.nip) == IDENTITY_OK;
	TRY(db_read(cli->c, ask, &a));
	cli->row_count = a.count;
	return cli->json ? tell_json(cli, &a) : tell_text(cli, &a);
}

static const struct cli_option options[] = {
	{ "json", CLI_FLAG, NULL, false, "option.json" },
	{ "limit", CLI_INT, "N", false, "people.option.limit" },
	{ "on", CLI_DATE, "DATE", false, "people.option.on" },
};

const struct cli_command cli_command_people = {
	.name = "people",
	.needs = CLI_NEEDS_AGENCY,
	.arguments = { "NAME|NIP" },
	.options = options,
	.option_count = COUNT(options),
	.run = run,
	.summary = "people.summary",
	.example = "abdi people \"siti am\"",
};
