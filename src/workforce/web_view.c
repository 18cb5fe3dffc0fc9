/* SPDX-License-Identifier: Apache-2.0 */
/* From the outlook to what its page shows: sentences, charts, the rows that matter most. */
#include <stdlib.h>

#include "base/arena.h"
#include "i18n/words.h"
#include "workforce/web_view.h"

#define UNIT_HOLDERS_MIN 10 /* of fewer people no share says anything */

/* What all parts of the view are made from. */
struct making {
	struct ctx *c;
	const struct workforce_report *report;
	const struct workforce_outlook *o;
	struct outlook_view *view;
};

static struct str number(const struct making *m, int64_t n)
{
	return words_number(m->c->arena, m->c->lang, n);
}

static struct str year_text(const struct making *m, int year)
{
	return str_fmt(m->c->arena, "%d", year);
}

static struct str words(const struct making *m, const char *key, const struct word_arg *args,
                        size_t count)
{
	return words_fmt(m->c->arena, m->c->lang, str_of(key), args, count);
}

/* ---- head ---- */

static void title_make(const struct making *m)
{
	int first = date_parts(m->report->request.on).year;
	int years = m->report->request.years;

	m->view->last_year = first + (years > 1 ? years - 1 : 0);
	m->view->title = years <= 1
	                         ? words(m, "outlook.title_one",
	                                 WORD_ARGS({ "year", year_text(m, first) }))
	                         : words(m, "outlook.title",
	                                 WORD_ARGS({ "first", year_text(m, first) },
	                                           { "last", year_text(m, m->view->last_year) }));
}

/* ---- stock ---- */

/* The year from which the number of people no longer falls; 0 when it falls to the end. */
static int year_of_turn(const struct workforce_outlook *o)
{
	int turn = o->year[0].year;

	for (int i = 0; i < o->years; i++)
		if (o->year[i].end_count < o->year[i].start_count)
			turn = i + 1 < o->years ? o->year[i + 1].year : 0;
	return turn;
}

static const char *finding_key(const struct making *m)
{
	const struct workforce_outlook *o = m->o;
	int turn = year_of_turn(o);

	if (o->population_total == 0)
		return "outlook.finding.nobody";
	if (!m->view->has_recruits)
		return m->view->end_change == 0 ? "outlook.finding.none_steady"
		                                : "outlook.finding.none";
	if (turn == 0)
		return "outlook.finding.falls";
	return turn == o->year[0].year ? "outlook.finding.holds" : "outlook.finding.turns";
}

static void finding_make(const struct making *m)
{
	const struct workforce_outlook *o = m->o;
	int last = o->years - 1;
	int64_t start = o->population_total;
	int64_t percent = start == 0 ? 0 : (m->view->end_change * 10000) / start;

	m->view->finding = words(
		m, finding_key(m),
		WORD_ARGS({ "start", number(m, start) },
	                  { "on", words_date(m->c->arena, m->c->lang, o->on) },
	                  { "last", year_text(m, o->year[last].year) },
	                  { "end", number(m, o->year[last].end_count) },
	                  { "without", number(m, m->view->years[last].without_count) },
	                  { "recruits", number(m, m->report->request.recruits_a_year) },
	                  { "turn", year_text(m, year_of_turn(o)) },
	                  { "percent", words_decimal(m->c->arena, m->c->lang, percent / 10, 1) }));
}

static void stock_chart_make(const struct making *m)
{
	const struct workforce_outlook *o = m->o;
	int64_t with[WORKFORCE_YEARS_MAX + 1], without[WORKFORCE_YEARS_MAX + 1];
	struct str labels[WORKFORCE_YEARS_MAX + 1];
	const struct chart_series series[] = {
		{ words(m, "outlook.series.recruits",
		        WORD_ARGS({ "n", number(m, m->report->request.recruits_a_year) })),
		  with, 0 },
		{ words_get(m->c->lang, STR("outlook.series.none")), without, 0 },
	};
	size_t skipped = m->view->has_recruits ? 0 : 1;

	with[0] = without[0] = o->population_total;
	labels[0] = words_date_short(m->c->arena, m->c->lang, o->on);
	for (int i = 0; i < o->years; i++) {
		with[i + 1] = o->year[i].end_count;
		without[i + 1] = m->view->years[i].without_count;
		labels[i + 1] = year_text(m, o->year[i].year);
	}
	m->view->stock = chart_lines(
		m->c->arena,
		&(struct chart_data){ .id = "g1",
	                              .title = words_get(m->c->lang, STR("outlook.stock")),
	                              .finding = m->view->finding,
	                              .lang = m->c->lang,
	                              .labels = labels,
	                              .count = (size_t)o->years + 1,
	                              .series = series + skipped,
	                              .series_count = COUNT(series) - skipped });
}

static void stock_make(const struct making *m)
{
	const struct workforce_outlook *o = m->o;
	struct workforce_year without[WORKFORCE_YEARS_MAX];

	m->view->has_recruits = m->report->request.recruits_a_year > 0;
	workforce_stock(o, 0, m->report->request.exits_bp, without);
	for (int i = 0; i < o->years; i++)
		m->view->years[i] = (struct outlook_year){ o->year[i], without[i].end_count };
	m->view->end_change = o->year[o->years - 1].end_count - o->population_total;
	finding_make(m);
	stock_chart_make(m);
}

/* ---- retirements ---- */

static const char *const group_keys[WORKFORCE_GROUP_COUNT] = {
	[WORKFORCE_TEACHERS] = "outlook.group.teachers",
	[WORKFORCE_HEALTH] = "outlook.group.health",
	[WORKFORCE_FUNCTIONAL] = "outlook.group.functional",
	[WORKFORCE_GENERAL] = "outlook.group.general",
	[WORKFORCE_MANAGEMENT] = "outlook.group.management",
};

/* A group in which nobody retires is no series. */
static void group_add(const struct making *m, enum workforce_group group, const int64_t *counts)
{
	struct outlook_group *added = &m->view->groups[m->view->group_count];

	*added = (struct outlook_group){ .name = group_keys[group] };
	for (int i = 0; i < m->o->years; i++) {
		added->counts[i] = counts[i];
		added->total += counts[i];
	}
	if (added->total == 0)
		return;
	m->view->group_count++;
	added->number = (int)m->view->group_count;
}

static void retirements_finding_make(const struct making *m)
{
	const struct workforce_outlook *o = m->o;
	int most = 0;
	int64_t total = 0;

	for (int i = 0; i < o->years; i++) {
		total += o->year[i].retirement_count;
		if (o->year[i].retirement_count > o->year[most].retirement_count)
			most = i;
	}
	m->view->groups_finding = words(
		m, total == 0 ? "outlook.retirements_none" : "outlook.retirements_finding",
		WORD_ARGS({ "n", number(m, o->year[0].retirement_count) },
	                  { "year", year_text(m, o->year[0].year) },
	                  { "most", number(m, o->year[most].retirement_count) },
	                  { "most_year", year_text(m, o->year[most].year) },
	                  { "total", number(m, total) },
	                  { "last", year_text(m, m->view->last_year) }));
}

static void retirements_chart_make(const struct making *m)
{
	struct str labels[WORKFORCE_YEARS_MAX];
	struct chart_series series[WORKFORCE_GROUP_COUNT];

	for (int i = 0; i < m->o->years; i++)
		labels[i] = year_text(m, m->o->year[i].year);
	for (size_t i = 0; i < m->view->group_count; i++)
		series[i] = (struct chart_series){
			.name = words_get(m->c->lang, str_of(m->view->groups[i].name)),
			.values = m->view->groups[i].counts,
		};
	if (m->view->group_count == 0)
		return;
	m->view->retirements = chart_bars(
		m->c->arena,
		&(struct chart_data){ .id = "g2",
	                              .title = words_get(m->c->lang, STR("outlook.retirements")),
	                              .finding = m->view->groups_finding,
	                              .lang = m->c->lang,
	                              .labels = labels,
	                              .count = (size_t)m->o->years,
	                              .series = series,
	                              .series_count = m->view->group_count });
}

static const struct err *retirements_make(const struct making *m)
{
	int64_t counts[WORKFORCE_GROUP_COUNT][WORKFORCE_YEARS_MAX];
	const struct workforce_groups *groups;

	TRY(workforce_groups_load(m->c, &groups));
	workforce_groups_count(m->c->arena, groups, m->o, counts);
	for (int group = 0; group < WORKFORCE_GROUP_COUNT; group++)
		group_add(m, (enum workforce_group)group, counts[group]);
	retirements_finding_make(m);
	retirements_chart_make(m);
	m->view->teacher_count = -1;
	/* Twelve months from the start lie within the span only when it has two years. */
	if (m->report->request.with_cells && m->o->years > 1)
		m->view->teacher_count = workforce_groups_due(m->c->arena, groups, m->o,
		                                              WORKFORCE_TEACHERS);
	return NULL;
}

/* ---- units ---- */

/* Fewer left comes first; of equals the one with more people. */
static bool loses_more(const struct workforce_row *a, const struct workforce_row *b)
{
	int64_t left = a->retirement_total * b->holder_count;
	int64_t right = b->retirement_total * a->holder_count;

	return left != right ? left > right : a->holder_count > b->holder_count;
}

static void unit_add(const struct making *m, const struct workforce_row *row)
{
	struct outlook_view *view = m->view;
	size_t at = view->unit_count;

	while (at > 0 && loses_more(row, view->units[at - 1].row))
		at--;
	if (at == OUTLOOK_UNITS_SHOWN)
		return;
	if (view->unit_count < OUTLOOK_UNITS_SHOWN)
		view->unit_count++;
	for (size_t i = view->unit_count - 1; i > at; i--)
		view->units[i] = view->units[i - 1];
	view->units[at] = (struct outlook_unit){ .row = row };
}

static void units_make(const struct making *m)
{
	for (size_t i = 0; i < m->o->unit_count; i++) {
		const struct workforce_row *row = &m->o->units[i];

		if (row->holder_count >= UNIT_HOLDERS_MIN && row->retirement_total > 0)
			unit_add(m, row);
	}
	for (size_t i = 0; i < m->view->unit_count; i++) {
		struct outlook_unit *unit = &m->view->units[i];

		unit->left_count = unit->row->holder_count - unit->row->retirement_total;
		unit->left_pct = (200 * unit->left_count + unit->row->holder_count) /
		                 (2 * unit->row->holder_count);
		unit->bar = chart_share(m->c->arena, unit->left_count, unit->row->holder_count);
	}
}

/* ---- the whole ---- */

/* The list of people knows only the limits in force. */
static struct page_url due_url(const struct making *m)
{
	const struct workforce_request *asked = &m->report->request;
	const struct page_query pairs[] = {
		{ "tampil", STR("pensiun") },
		{ "unit", asked->unit_id == 0
		                  ? STR("")
		                  : str_fmt(m->c->arena, "%jd", (intmax_t)asked->unit_id) },
		{ "urut", STR("pensiun") },
		{ "pada", date_str(m->c->arena, asked->on) },
	};

	if (m->view->form->ages != WORKFORCE_AGES_LAW)
		return (struct page_url){ STR("") };
	return page_url_query(m->c->arena, STR("/kerja/pegawai"), pairs, COUNT(pairs));
}

static struct page_url export_url(const struct making *m, const struct req *rq, const char *path)
{
	struct page_query pairs[OUTLOOK_FIELD_COUNT];

	for (int i = 0; i < OUTLOOK_FIELD_COUNT; i++)
		pairs[i] = (struct page_query){
			.name = m->view->form->fields[i].name,
			.value = http_field_get(&rq->query, m->view->form->fields[i].name),
		};
	return page_url_query(m->c->arena, str_of(path), pairs, OUTLOOK_FIELD_COUNT);
}

const struct err *outlook_view_make(struct ctx *c, const struct req *rq,
                                    const struct workforce_report *report,
                                    const struct outlook_form *form, struct outlook_view *view)
{
	const struct making m = { c, report, &report->outlook, view };

	*view = (struct outlook_view){ .report = report, .form = form };
	title_make(&m);
	if (form->errors.count > 0)
		return NULL;
	view->population = workforce_population_words(c->arena, c->lang, m.o);
	stock_make(&m);
	TRY(retirements_make(&m));
	units_make(&m);
	view->empties_shown = m.o->empty_count < OUTLOOK_EMPTIES_SHOWN ? m.o->empty_count
	                                                               : OUTLOOK_EMPTIES_SHOWN;
	if (report->request.compared)
		view->comparison = workforce_comparison_words(c, report);
	view->due = due_url(&m);
	view->csv = export_url(&m, rq, "/kerja/proyeksi.csv");
	view->xlsx = export_url(&m, rq, "/kerja/proyeksi.xlsx");
	return NULL;
}
