/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_WORKFORCE_REPORT_H
#define ABDI_WORKFORCE_REPORT_H

#include <stddef.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "base/json.h"
#include "base/str.h"
#include "registry/registry.h"
#include "workforce/workforce.h"

/*
 * The outlook as people get it: the command line, the page, JSON and files are ways to write one
 * report. It speaks words, so its functions stand in web_*.c.
 */
struct workforce_report {
	struct registry_agency agency;
	struct str unit_name;                   /* of request.unit_id; empty for the agency */
	struct workforce_request request;
	struct workforce_outlook outlook;
	struct str ages_file;                   /* what-if age limits; empty: the law's own */
	struct workforce_comparison comparison; /* when request.compared */
	struct str population;                  /* what is counted, as codes: "cpns+pns" */
	struct str *warnings;                   /* in the reader's words */
	size_t warning_count;
};

/* Fill in what follows from the outlook: population, comparison, warnings. */
void workforce_report_complete(struct ctx *c, struct workforce_report *report);

/* The words for a kind of post and for a service status. */
struct str workforce_kind_words(enum lang lang, enum position_kind kind);
struct str workforce_status_words(enum lang lang, enum service_status status);

/* "8.202 PNS, 920 CPNS": who is counted; empty for nobody. */
struct str workforce_population_words(struct arena *arena, enum lang lang,
                                      const struct workforce_outlook *outlook);

/* The sentence of two counts, when request.compared. */
struct str workforce_comparison_words(struct ctx *c, const struct workforce_report *report);

/* Write the report as one object; the caller ends the writer. No ids: equal facts, equal bytes. */
void workforce_report_json(struct json *json, const struct workforce_report *report);

/*
 * Retirements by month and position as CSV, with a byte order mark; separated by ";" in
 * Indonesian and "," in English, as Excel in that language expects.
 */
void workforce_csv_heading(struct buf *out, enum lang lang);
void workforce_csv_cell(struct buf *out, enum lang lang, const struct workforce_cell *cell);

/* The headings of those columns, as catalogue keys. */
#define WORKFORCE_CSV_COLUMNS 7
extern const char *const workforce_csv_keys[WORKFORCE_CSV_COLUMNS];

/* Text that a spreadsheet would calculate, with an apostrophe before it. */
struct str workforce_csv_text(struct arena *arena, struct str text);

#endif
