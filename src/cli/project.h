/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_CLI_PROJECT_H
#define ABDI_CLI_PROJECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/str.h"
#include "cli/cli.h"
#include "registry/registry.h"
#include "workforce/workforce.h"

/* What `abdi project` shows; text, JSON and CSV are three ways to write it. */
struct project_view {
	struct registry_agency agency;
	struct workforce_request request;
	struct workforce_outlook outlook;
	struct str ages_file;                   /* --bup; empty: the law's own ages */
	struct workforce_comparison comparison; /* when request.compared */
	struct str population;                  /* what is counted, as codes: "cpns+pns" */
	struct str *warnings;                   /* in the reader's words */
	size_t warning_count;
};

/* "0,6", "0.6" or "0,6%" in basis points, from 0 to 100 %; false when it is none. */
bool project_percent_parse(struct str text, int64_t *basis_points);

/* "2020=9638:pns" into the request's compared_…; false when it is none. */
bool project_compare_parse(struct str text, struct workforce_request *request);

/* Fill in what follows from the outlook: population, comparison, warnings. */
void project_view_complete(struct cli *cli, struct project_view *view);

/* The words for a kind of post and for a service status. */
struct str project_kind(enum lang lang, enum position_kind kind);
struct str project_status(enum lang lang, enum service_status status);

/* Write the view to cli->out. */
void project_text_write(struct cli *cli, const struct project_view *view);
const struct err *project_json_write(struct cli *cli, const struct project_view *view);
/*
 * One row for each month and position with retirements, with a byte order mark; separated by ";"
 * in Indonesian and "," in English, as Excel in that language expects.
 */
const struct err *project_csv_write(struct cli *cli, const struct project_view *view);

#endif
