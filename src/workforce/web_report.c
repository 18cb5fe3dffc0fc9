/* SPDX-License-Identifier: Apache-2.0 */
/* What all ways of writing the outlook share: names of things, and what readers are warned of. */
#include "base/arena.h"
#include "base/buf.h"
#include "i18n/words.h"
#include "workforce/report.h"

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

struct str workforce_kind_words(enum lang lang, enum position_kind kind)
{
	return words_get(lang, str_of(kind_keys[kind]));
}

struct str workforce_status_words(enum lang lang, enum service_status status)
{
	return words_get(lang, str_of(status_keys[status]));
}

struct str workforce_population_words(struct arena *arena, enum lang lang,
                                      const struct workforce_outlook *outlook)
{
	struct buf out;

	buf_init(&out, arena);
	for (int i = 0; i < SERVICE_STATUS_COUNT; i++) {
		if (outlook->population[i] == 0)
			continue;
		if (out.len > 0)
			buf_add(&out, STR(", "));
		buf_add(&out, words_number(arena, lang, outlook->population[i]));
		buf_add_char(&out, ' ');
		buf_add(&out, workforce_status_words(lang, (enum service_status)i));
	}
	return buf_str(&out);
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

static void warn(struct ctx *c, struct workforce_report *report, const char *key,
                 const struct word_arg *args, size_t count)
{
	report->warnings[report->warning_count++] = words_fmt(c->arena, c->lang, str_of(key), args,
	                                                      count);
}

static void warn_count(struct ctx *c, struct workforce_report *report, const char *key, int64_t n)
{
	if (n > 0)
		warn(c, report, key,
		     WORD_ARGS({ "n", words_number(c->arena, c->lang, n) },
		               { "on", words_date(c->arena, c->lang, report->outlook.on) }));
}

static void warn_population(struct ctx *c, struct workforce_report *report)
{
	struct arena *arena = c->arena;
	enum lang lang = c->lang;

	if (!report->request.compared || report->comparison.same_population)
		return;
	warn(c, report, "project.warning.population",
	     WORD_ARGS({ "year", str_fmt(arena, "%d", report->request.compared_year) },
	               { "before", words_number(arena, lang, report->request.compared_count) },
	               { "before_population", report->request.compared_population },
	               { "on", words_date(arena, lang, report->outlook.on) },
	               { "now", words_number(arena, lang, report->outlook.population_total) },
	               { "now_population", report->population }));
}

static void warn_partial_year(struct ctx *c, struct workforce_report *report)
{
	struct date_parts on = date_parts(report->outlook.on);

	if (on.month == 1 && on.day == 1)
		return;
	warn(c, report, "project.warning.partial_year",
	     WORD_ARGS({ "year", str_fmt(c->arena, "%d", on.year) },
	               { "on", words_date(c->arena, c->lang, report->outlook.on) }));
}

/* JSON promises everyone who is due; when there are too many, it says how many are left out. */
static void warn_due_cut(struct ctx *c, struct workforce_report *report)
{
	struct arena *arena = c->arena;
	enum lang lang = c->lang;
	const struct workforce_outlook *o = &report->outlook;

	if (report->request.due_max == 0 && (int64_t)o->due_count < o->due_total)
		warn(c, report, "project.warning.due_cut",
		     WORD_ARGS({ "n", words_number(arena, lang, (int64_t)o->due_count) },
		               { "total", words_number(arena, lang, o->due_total) }));
}

void workforce_report_complete(struct ctx *c, struct workforce_report *report)
{
	const struct workforce_outlook *o = &report->outlook;

	report->warnings = arena_array(c->arena, WARNINGS_MAX, sizeof(*report->warnings));
	report->population = population_codes(c->arena, o);
	if (report->request.compared)
		report->comparison = workforce_compare(
			report->request.compared_count, report->request.compared_population,
			o->population_total, report->population, o->year[0].retirement_count);
	warn_population(c, report);
	if (report->ages_file.len > 0)
		warn(c, report, "project.warning.ages", WORD_ARGS({ "file", report->ages_file }));
	warn_partial_year(c, report);
	warn_count(c, report, "project.warning.overdue", o->overdue_count);
	warn_count(c, report, "project.warning.no_post", o->no_post_count);
	warn_count(c, report, "project.warning.no_age", o->no_age_count);
	warn_due_cut(c, report);
}

struct str workforce_comparison_words(struct ctx *c, const struct workforce_report *report)
{
	const struct workforce_request *request = &report->request;
	const struct workforce_comparison *comparison = &report->comparison;
	const struct workforce_outlook *o = &report->outlook;
	struct arena *arena = c->arena;
	enum lang lang = c->lang;

	return words_fmt(arena, lang, STR("project.comparison"),
	                 WORD_ARGS({ "before_year", str_fmt(arena, "%d", request->compared_year) },
	                           { "before", words_number(arena, lang, request->compared_count) },
	                           { "before_population", request->compared_population },
	                           { "year", str_fmt(arena, "%d", o->year[0].year) },
	                           { "now", words_number(arena, lang, o->population_total) },
	                           { "now_population", report->population },
	                           { "change", words_number(arena, lang, comparison->change) },
	                           { "change_percent",
	                             words_decimal(arena, lang, comparison->change_pct_x100, 2) },
	                           { "n", words_number(arena, lang, o->year[0].retirement_count) },
	                           { "after", words_number(arena, lang, comparison->after_count) },
	                           { "retire_percent",
	                             words_decimal(arena, lang, comparison->retire_pct_x100, 2) },
	                           { "after_percent",
	                             words_decimal(arena, lang, comparison->after_pct_x100, 2) }));
}
