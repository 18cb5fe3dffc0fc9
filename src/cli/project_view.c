/* SPDX-License-Identifier: Apache-2.0 */
/* What all ways of writing the outlook share: names of things, and what readers are warned of. */
#include "base/arena.h"
#include "base/buf.h"
#include "cli/project.h"
#include "i18n/words.h"

#define WARNINGS_MAX 8 /* one of each kind */

static const char *const kind_keys[POSITION_KIND_COUNT] = {
	[POSITION_JPT_UTAMA] = "project.kind.jpt_utama",
	[POSITION_JPT_MADYA] = "project.kind.jpt_madya",
	[POSITION_JPT_PRATAMA] = "project.kind.jpt_pratama",
	[POSITION_ADMINISTRATOR] = "project.kind.administrator",
	[POSITION_PENGAWAS] = "project.kind.pengawas",
	[POSITION_PELAKSANA] = "project.kind.pelaksana",
	[POSITION_JF_UTAMA] = "project.kind.jf_utama",
	[POSITION_JF_MADYA] = "project.kind.jf_madya",
	[POSITION_JF_MUDA] = "project.kind.jf_muda",
	[POSITION_JF_PERTAMA] = "project.kind.jf_pertama",
	[POSITION_JF_PENYELIA] = "project.kind.jf_penyelia",
	[POSITION_JF_MAHIR] = "project.kind.jf_mahir",
	[POSITION_JF_TERAMPIL] = "project.kind.jf_terampil",
	[POSITION_JF_PEMULA] = "project.kind.jf_pemula",
	[POSITION_JF] = "project.kind.jf",
};

/* Those in service; nobody else is in a population. */
static const char *const status_keys[SERVICE_STATUS_COUNT] = {
	[SERVICE_CPNS] = "project.status.cpns",
	[SERVICE_PNS] = "project.status.pns",
	[SERVICE_PPPK] = "project.status.pppk",
	[SERVICE_PPPK_PART_TIME] = "project.status.pppk_part_time",
};

struct str project_kind(enum lang lang, enum position_kind kind)
{
	return words_get(lang, str_of(kind_keys[kind]));
}

struct str project_status(enum lang lang, enum service_status status)
{
	return words_get(lang, str_of(status_keys[status]));
}

static struct str population_codes(struct arena *arena, const struct workforce_outlook *outlook)
{
	struct buf out;

	buf_init(&out, arena);
	for (int i = 0; i < SERVICE_STATUS_COUNT; i++) {
		if (outlook->population[i] == 0)
			continue;
		if (out.len > 0)
			buf_add_char(&out, '+');
		buf_add(&out, registry_status_code((enum service_status)i));
	}
	return buf_str(&out);
}

static void warn(struct cli *cli, struct project_view *view, const char *key,
                 const struct word_arg *args, size_t count)
{
	view->warnings[view->warning_count++] = words_fmt(cli->c->arena, cli->c->lang, str_of(key),
	                                                  args, count);
}

static void warn_count(struct cli *cli, struct project_view *view, const char *key, int64_t n)
{
	if (n > 0)
		warn(cli, view, key,
		     WORD_ARGS(
			     { "n", words_number(cli->c->arena, cli->c->lang, n) },
			     { "on", words_date(cli->c->arena, cli->c->lang, view->outlook.on) }));
}

static void warn_population(struct cli *cli, struct project_view *view)
{
	struct arena *arena = cli->c->arena;
	enum lang lang = cli->c->lang;

	if (!view->request.compared || view->comparison.same_population)
		return;
	warn(cli, view, "project.warning.population",
	     WORD_ARGS({ "year", str_fmt(arena, "%d", view->request.compared_year) },
	               { "before", words_number(arena, lang, view->request.compared_count) },
	               { "before_population", view->request.compared_population },
	               { "on", words_date(arena, lang, view->outlook.on) },
	               { "now", words_number(arena, lang, view->outlook.population_total) },
	               { "now_population", view->population }));
}

static void warn_partial_year(struct cli *cli, struct project_view *view)
{
	struct date_parts on = date_parts(view->outlook.on);

	if (on.month == 1 && on.day == 1)
		return;
	warn(cli, view, "project.warning.partial_year",
	     WORD_ARGS({ "year", str_fmt(cli->c->arena, "%d", on.year) },
	               { "on", words_date(cli->c->arena, cli->c->lang, view->outlook.on) }));
}

/* JSON promises everyone who is due; when there are too many, it says how many are left out. */
static void warn_due_cut(struct cli *cli, struct project_view *view)
{
	struct arena *arena = cli->c->arena;
	enum lang lang = cli->c->lang;
	const struct workforce_outlook *o = &view->outlook;

	if (view->request.due_max == 0 && (int64_t)o->due_count < o->due_total)
		warn(cli, view, "project.warning.due_cut",
		     WORD_ARGS({ "n", words_number(arena, lang, (int64_t)o->due_count) },
		               { "total", words_number(arena, lang, o->due_total) }));
}

void project_view_complete(struct cli *cli, struct project_view *view)
{
	const struct workforce_outlook *o = &view->outlook;

	view->warnings = arena_array(cli->c->arena, WARNINGS_MAX, sizeof(*view->warnings));
	view->population = population_codes(cli->c->arena, o);
	if (view->request.compared)
		view->comparison = workforce_compare(
			view->request.compared_count, view->request.compared_population,
			o->population_total, view->population, o->year[0].retirement_count);
	warn_population(cli, view);
	if (view->ages_file.len > 0)
		warn(cli, view, "project.warning.ages", WORD_ARGS({ "file", view->ages_file }));
	warn_partial_year(cli, view);
	warn_count(cli, view, "project.warning.overdue", o->overdue_count);
	warn_count(cli, view, "project.warning.no_post", o->no_post_count);
	warn_count(cli, view, "project.warning.no_age", o->no_age_count);
	warn_due_cut(cli, view);
}
