/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_WORKFORCE_WEB_VIEW_H
#define ABDI_WORKFORCE_WEB_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"
#include "http/http.h"
#include "page/chart.h"
#include "page/field.h"
#include "page/page.h"
#include "workforce/report.h"

/* What the page of the outlook shows. Made by web_view.c of what was asked and reckoned. */

#define OUTLOOK_EMPTIES_SHOWN 6 /* of each list: the page has 10 KB on the wire */
#define OUTLOOK_DUE_SHOWN     6
#define OUTLOOK_UNITS_SHOWN   4
#define OUTLOOK_UNITS_MAX     300 /* offered to choose from; a region has 40 to 80 offices */

enum outlook_field {
	OUTLOOK_RECRUITS,
	OUTLOOK_AGES,
	OUTLOOK_EXITS,
	OUTLOOK_ON,
	OUTLOOK_YEARS,
	OUTLOOK_UNIT,
	OUTLOOK_COMPARED_YEAR,
	OUTLOOK_COMPARED_COUNT,
	OUTLOOK_COMPARED_POPULATION,
	OUTLOOK_FIELD_COUNT
};

/* The what-if form: what was typed, and what it means when nothing is wrong with it. */
struct outlook_form {
	struct page_field fields[OUTLOOK_FIELD_COUNT];
	struct form_errors errors;
	enum workforce_ages ages;
	int64_t scope;             /* no unit outside of it may be asked for */
	bool compared_open;        /* that part of the form is in use */
};

/* One year of the table under the main chart. */
struct outlook_year {
	struct workforce_year with;
	int64_t without_count;     /* at the end of the year, without recruits */
};

/* Retirements of one group. */
struct outlook_group {
	int number;                /* of its colour: 1..5 */
	const char *name;          /* catalogue key */
	int64_t counts[WORKFORCE_YEARS_MAX];
	int64_t total;
};

/* How much of a unit is left at the end. */
struct outlook_unit {
	const struct workforce_row *row;
	int64_t left_count;
	int64_t left_pct;
	struct page_html bar;
};

struct outlook_view {
	const struct workforce_report *report;
	const struct outlook_form *form;
	struct str title;          /* "Proyeksi pegawai 2021–2030" */
	int last_year;
	bool has_recruits;
	struct str population;     /* "8.202 PNS, 920 CPNS" */
	int64_t teacher_count;     /* of those due; -1 not known */
	int64_t end_change;        /* end of the span less now */
	struct str finding;
	struct chart stock;
	struct outlook_year years[WORKFORCE_YEARS_MAX];
	struct outlook_group groups[WORKFORCE_GROUP_COUNT];
	size_t group_count;
	struct str groups_finding;
	struct chart retirements;
	struct outlook_unit units[OUTLOOK_UNITS_SHOWN];
	size_t unit_count;
	size_t empties_shown;
	struct str comparison;     /* the sentence; empty when nothing is compared */
	struct page_url due;       /* list of people near their pension; empty: it would differ */
	struct page_url csv;
	struct page_url xlsx;
};

/*
 * Read the form and, when it is right, the outlook. Inside a read transaction.
 *   scope   the subtree the reader may see; 0 the whole agency
 *   due_max, with_cells   as in struct workforce_request
 * Errors: MISSING scope or unit is not there for this reader; workforce_project()'s. What is wrong
 * with the form stands in form->errors, and the report is empty then.
 */
const struct err *outlook_read(struct ctx *c, const struct http_fields *query, int64_t scope,
                               int64_t due_max, bool with_cells, struct outlook_form *form,
                               struct workforce_report *report);

/* All that the page shows of it. */
const struct err *outlook_view_make(struct ctx *c, const struct req *rq,
                                    const struct workforce_report *report,
                                    const struct outlook_form *form, struct outlook_view *view);

/* Write the report as a workbook. Errors: IO, FULL. */
const struct err *outlook_xlsx_write(struct ctx *c, const struct workforce_report *report,
                                     struct str path);

#endif
