/* SPDX-License-Identifier: Apache-2.0 */
/* The outlook for a terminal of 80 columns: the finding first, then what it rests on. */
#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "cli/project.h"
#include "i18n/words.h"
#include "law/law.h"

#define COLUMNS      80
#define NUMBER_WIDTH 9
#define DATE_WIDTH   12
#define KIND_WIDTH   30
#define UNIT_WIDTH   44
#define MONTH_BAR_WIDTH 40
#define ROWS_SHOWN   10 /* kinds, units */
#define EMPTY_SHOWN  15

struct page {
	struct cli *cli;
	struct arena *arena;
	enum lang lang;
	const struct workforce_report *view;
	const struct workforce_outlook *o;
};

/* ---- pieces ---- */

static void line_end(const struct page *page)
{
	fputc('\n', page->cli->out);
}

static void space(const struct page *page, int columns)
{
	fprintf(page->cli->out, "%*s", columns, "");
}

static struct str number(const struct page *page, int64_t n)
{
	return words_number(page->arena, page->lang, n);
}

static struct str percent(const struct page *page, int64_t percent_x100)
{
	return words_decimal(page->arena, page->lang, percent_x100, 2);
}

static struct str year_text(const struct page *page, int year)
{
	return str_fmt(page->arena, "%d", year);
}

/* "2021–2030"; one year alone is itself. */
static struct str span_text(const struct page *page)
{
	int first = page->o->year[0].year;

	if (page->o->years == 1)
		return year_text(page, first);
	return str_fmt(page->arena, "%d\xe2\x80\x93%d", first, first + page->o->years - 1);
}

static void cell(const struct page *page, enum cli_style style, struct str text, int width)
{
	cli_cell(page->cli, style, text, width, false);
}

/* The last of a line: cut like the others, but without blanks behind it. */
static void last_cell(const struct page *page, enum cli_style style, struct str text, int width)
{
	size_t needed = text_width(text);

	cell(page, style, text, needed < (size_t)width ? (int)needed : width);
}

static void bar(const struct page *page, enum cli_style style, int64_t value, int64_t most,
                int width)
{
	if (value == 0)
		return;
	space(page, 2);
	cli_bar(page->cli, style, value, most, width);
}

static void number_cell(const struct page *page, enum cli_style style, int64_t n)
{
	cli_cell(page->cli, style, number(page, n), NUMBER_WIDTH, true);
}

static void heading_cell(const struct page *page, const char *key, int width, bool right)
{
	cli_cell(page->cli, CLI_DIM, words_get(page->lang, str_of(key)), width, right);
}

/* Text broken between words; lines behind the first are indented. */
static void paragraph(const struct page *page, enum cli_style style, int indent, struct str text)
{
	size_t used = 0;
	struct str word;
	struct buf line;

	buf_init(&line, page->arena);
	while (str_cut(&text, ' ', &word)) {
		size_t width = text_width(word);

		if (used > 0 && (size_t)indent + used + 1 + width > COLUMNS) {
			cli_paint(page->cli, style, buf_str(&line));
			line_end(page);
			space(page, indent);
			buf_clear(&line);
			used = 0;
		}
		if (used > 0) {
			buf_add_char(&line, ' ');
			used++;
		}
		buf_add(&line, word);
		used += width;
	}
	cli_paint(page->cli, style, buf_str(&line));
	line_end(page);
}

static void sentence(const struct page *page, enum cli_style style, const char *key,
                     const struct word_arg *args, size_t count)
{
	paragraph(page, style, 0, words_fmt(page->arena, page->lang, str_of(key), args, count));
}

static void heading(const struct page *page, const char *key)
{
	line_end(page);
	sentence(page, CLI_BOLD, key,
	         WORD_ARGS({ "span", span_text(page) },
	                   { "year", year_text(page, page->o->year[0].year) }));
}

/* ---- head ---- */

static void write_title(const struct page *page)
{
	struct str sample = words_get(page->lang, STR("project.sample"));
	struct str title = words_fmt(page->arena, page->lang, STR("project.title"),
	                             WORD_ARGS({ "span", span_text(page) }));
	int mark = page->view->agency.is_sample ? (int)text_width(sample) : 0;

	if (mark > 0) {
		cell(page, CLI_BOLD, title, COLUMNS - mark);
		cli_paint(page->cli, CLI_GOLD, sample);
	} else {
		cli_paint(page->cli, CLI_BOLD, title);
	}
	line_end(page);
}

static void write_population(const struct page *page)
{
	struct str parts = workforce_population_words(page->arena, page->lang, page->o);

	sentence(page, CLI_DIM, parts.len > 0 ? "project.population" : "project.population_none",
	         WORD_ARGS({ "agency", page->view->agency.name },
	                   { "on", words_date(page->arena, page->lang, page->o->on) },
	                   { "total", number(page, page->o->population_total) },
	                   { "parts", parts }));
}

static void write_finding(const struct page *page)
{
	const struct workforce_request *request = &page->view->request;
	const struct workforce_year *first = &page->o->year[0];
	const struct workforce_year *last = &page->o->year[page->o->years - 1];
	bool assumed = request->recruits_a_year > 0 || request->exits_bp > 0;
	int64_t part = workforce_compare(first->start_count, STR(""), first->start_count, STR(""),
	                                 first->retirement_count)
	                       .retire_pct_x100;

	line_end(page);
	sentence(page, CLI_PLAIN, assumed ? "project.finding_assumed" : "project.finding",
	         WORD_ARGS({ "n", number(page, first->retirement_count) },
	                   { "year", year_text(page, first->year) },
	                   { "percent", percent(page, -part) },
	                   { "start", number(page, first->start_count) },
	                   { "recruits", number(page, request->recruits_a_year) },
	                   { "exits", percent(page, request->exits_bp) },
	                   { "last", year_text(page, last->year) },
	                   { "end", number(page, last->end_count) }));
}

static void write_comparison(const struct page *page)
{
	if (!page->view->request.compared)
		return;
	line_end(page);
	paragraph(page, CLI_PLAIN, 0, workforce_comparison_words(page->cli->c, page->view));
}

static void write_warnings(const struct page *page)
{
	if (page->view->warning_count > 0)
		line_end(page);
	for (size_t i = 0; i < page->view->warning_count; i++) {
		cli_paint(page->cli, CLI_GOLD, STR("! "));
		paragraph(page, CLI_PLAIN, 2, page->view->warnings[i]);
	}
}

/* ---- years and months ---- */

static int64_t most_of_years(const struct workforce_outlook *o)
{
	int64_t most = 0;

	for (int i = 0; i < o->years; i++)
		most = o->year[i].retirement_count > most ? o->year[i].retirement_count : most;
	return most;
}

static void write_years(const struct page *page)
{
	int64_t most = most_of_years(page->o);
	int numbers = page->view->request.exits_bp > 0 ? 5 : 4;
	int bar_width = COLUMNS - 4 - numbers * NUMBER_WIDTH - 2;

	line_end(page);
	heading_cell(page, "project.column.year", 5, false);
	heading_cell(page, "project.column.start", NUMBER_WIDTH - 1, true);
	heading_cell(page, "project.column.retirements", NUMBER_WIDTH, true);
	if (numbers == 5)
		heading_cell(page, "project.column.exits", NUMBER_WIDTH, true);
	heading_cell(page, "project.column.recruits", NUMBER_WIDTH, true);
	heading_cell(page, "project.column.end", NUMBER_WIDTH, true);
	line_end(page);
	for (int i = 0; i < page->o->years; i++) {
		const struct workforce_year *year = &page->o->year[i];

		cell(page, CLI_PLAIN, year_text(page, year->year), 4);
		number_cell(page, CLI_PLAIN, year->start_count);
		number_cell(page, CLI_GOLD, year->retirement_count);
		if (numbers == 5)
			number_cell(page, CLI_PLAIN, year->exit_count);
		number_cell(page, CLI_GREEN, year->recruit_count);
		number_cell(page, CLI_BOLD, year->end_count);
		bar(page, CLI_GOLD, year->retirement_count, most, bar_width);
		line_end(page);
	}
}

static void write_months(const struct page *page)
{
	int64_t most = 0;

	for (int month = 0; month < 12; month++)
		most = page->o->month_counts[month] > most ? page->o->month_counts[month] : most;
	heading(page, "project.heading.months");
	for (int month = 0; month < 12; month++) {
		struct str key = str_fmt(page->arena, "date.month_short.%d", month + 1);

		cell(page, CLI_PLAIN, words_get(page->lang, key), 4);
		number_cell(page, CLI_PLAIN, page->o->month_counts[month]);
		bar(page, CLI_BLUE, page->o->month_counts[month], most, MONTH_BAR_WIDTH);
		line_end(page);
	}
}

/* ---- kinds and units ---- */

static void write_row_headings(const struct page *page, int name_width)
{
	space(page, name_width);
	heading_cell(page, "project.column.holders", NUMBER_WIDTH, true);
	heading_cell(page, "project.column.retirements", NUMBER_WIDTH, true);
	line_end(page);
}

static void write_row(const struct page *page, struct str name, const struct workforce_row *row,
                      int name_width, int64_t most)
{
	cell(page, CLI_PLAIN, name, name_width);
	number_cell(page, CLI_PLAIN, row->holder_count);
	number_cell(page, CLI_GOLD, row->retirement_total);
	bar(page, CLI_GOLD, row->retirement_total, most,
	    COLUMNS - name_width - 2 * NUMBER_WIDTH - 2);
	line_end(page);
}

static void write_kinds(const struct page *page)
{
	heading(page, "project.heading.kinds");
	write_row_headings(page, KIND_WIDTH);
	for (size_t i = 0; i < page->o->kind_count && i < ROWS_SHOWN; i++)
		write_row(page, workforce_kind_words(page->lang, page->o->kinds[i].kind),
		          &page->o->kinds[i], KIND_WIDTH, page->o->kinds[0].retirement_total);
}

/*
 * The name under which the offices lie that people compare: the agency itself, or the one unit
 * that holds all others.
 */
static struct str offices_within(const struct workforce_outlook *o)
{
	size_t top_count = 0;
	struct str top = STR("");

	for (size_t i = 0; i < o->unit_count; i++) {
		if (o->units[i].within.len > 0)
			continue;
		top = o->units[i].name;
		top_count++;
	}
	return top_count == 1 && o->unit_count > 1 ? top : STR("");
}

static void write_units(const struct page *page)
{
	struct str within = offices_within(page->o);
	int64_t most = 0;
	int shown = 0;

	heading(page, "project.heading.units");
	write_row_headings(page, UNIT_WIDTH);
	for (size_t i = 0; i < page->o->unit_count && shown < ROWS_SHOWN; i++) {
		const struct workforce_row *unit = &page->o->units[i];

		if (!str_eq(unit->within, within))
			continue;
		most = shown++ == 0 ? unit->retirement_total : most;
		write_row(page, unit->name, unit, UNIT_WIDTH, most);
	}
}

/* ---- posts and people ---- */

static void write_more(const struct page *page, size_t all, size_t shown)
{
	if (all > shown)
		sentence(page, CLI_DIM, "project.more",
		         WORD_ARGS({ "n", number(page, (int64_t)(all - shown)) }));
}

static void write_empties(const struct page *page)
{
	size_t managerial = 0;

	while (managerial < page->o->empty_count &&
	       law_position_kind_is_managerial(page->o->empties[managerial]->kind))
		managerial++;
	heading(page, "project.heading.empty");
	sentence(page, CLI_PLAIN, "project.empty",
	         WORD_ARGS({ "managerial", number(page, (int64_t)managerial) },
	                   { "others", number(page, (int64_t)(page->o->empty_count - managerial)) },
	                   { "vacant", number(page, page->o->vacant_count) }));
	for (size_t i = 0; i < page->o->empty_count && i < EMPTY_SHOWN; i++) {
		const struct workforce_row *row = page->o->empties[i];

		cell(page, CLI_PLAIN, words_date_short(page->arena, page->lang, row->empty_on),
		     DATE_WIDTH);
		space(page, 1);
		cell(page, i < managerial ? CLI_BOLD : CLI_PLAIN, row->name, 31);
		space(page, 1);
		last_cell(page, CLI_DIM, row->within, COLUMNS - DATE_WIDTH - 33);
		line_end(page);
	}
	write_more(page, page->o->empty_count, EMPTY_SHOWN);
}

/* 8 6 1 3, as it prints on papers. */
static struct str nip_text(const struct page *page, struct str nip)
{
	if (nip.len != 18)
		return nip;
	return str_fmt(page->arena, "%.8s %.6s %.1s %.3s", nip.ptr, nip.ptr + 8, nip.ptr + 14,
	               nip.ptr + 15);
}

static void write_due(const struct page *page)
{
	struct date until = date_add_months(page->o->on, 12);

	heading(page, "project.heading.due");
	sentence(page, CLI_PLAIN, "project.due",
	         WORD_ARGS({ "n", number(page, page->o->due_total) },
	                   { "until", words_date(page->arena, page->lang, until) }));
	for (size_t i = 0; i < page->o->due_count; i++) {
		const struct workforce_due *due = &page->o->due[i];

		cell(page, CLI_PLAIN, words_date_short(page->arena, page->lang, due->retire_on),
		     DATE_WIDTH);
		space(page, 1);
		cell(page, CLI_PLAIN, due->person.name, 22);
		space(page, 1);
		cell(page, CLI_DIM, nip_text(page, due->person.nip), 21);
		space(page, 1);
		last_cell(page, CLI_DIM, due->person.position_title, COLUMNS - DATE_WIDTH - 46);
		line_end(page);
	}
	write_more(page, (size_t)page->o->due_total, page->o->due_count);
}

/* ---- law ---- */

static bool source_was_said(const struct workforce_outlook *o, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (str_eq(o->ages[i]->source, o->ages[index]->source))
			return true;
	return false;
}

static bool age_was_said(const struct workforce_outlook *o, size_t from, size_t index)
{
	for (size_t i = from; i < index; i++)
		if (str_eq(o->ages[i]->source, o->ages[index]->source) &&
		    o->ages[i]->age_years == o->ages[index]->age_years)
			return true;
	return false;
}

/* "58, 60 (UU 5/2014 Art. 90); 60 (UU 14/2005 Art. 40)". */
static void write_law(const struct page *page)
{
	const struct workforce_outlook *o = page->o;
	struct buf out;

	if (o->age_count == 0)
		return;
	buf_init(&out, page->arena);
	for (size_t i = 0; i < o->age_count; i++) {
		if (source_was_said(o, i))
			continue;
		if (out.len > 0)
			buf_add(&out, STR("; "));
		buf_add_int(&out, o->ages[i]->age_years);
		for (size_t j = i + 1; j < o->age_count; j++)
			if (str_eq(o->ages[i]->source, o->ages[j]->source) &&
			    !age_was_said(o, i, j))
				buf_add_fmt(&out, ", %d", o->ages[j]->age_years);
		buf_add_fmt(&out, " (%.*s)", STR_ARG(o->ages[i]->source));
	}
	line_end(page);
	sentence(page, CLI_DIM, "project.law", WORD_ARGS({ "ages", buf_str(&out) }));
}

void project_text_write(struct cli *cli, const struct workforce_report *view)
{
	const struct page page = { cli, cli->c->arena, cli->c->lang, view, &view->outlook };

	write_title(&page);
	write_population(&page);
	write_finding(&page);
	write_comparison(&page);
	write_warnings(&page);
	write_years(&page);
	write_months(&page);
	write_kinds(&page);
	write_units(&page);
	write_empties(&page);
	write_due(&page);
	write_law(&page);
}
