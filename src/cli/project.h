/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_CLI_PROJECT_H
#define ABDI_CLI_PROJECT_H

#include "base/err.h"
#include "cli/cli.h"
#include "workforce/report.h"

/* How `abdi project` writes the outlook to cli->out. */
void project_text_write(struct cli *cli, const struct workforce_report *view);
const struct err *project_json_write(struct cli *cli, const struct workforce_report *view);
/* One row for each month and position with retirements: see workforce_csv_heading(). */
const struct err *project_csv_write(struct cli *cli, const struct workforce_report *view);

#endif
