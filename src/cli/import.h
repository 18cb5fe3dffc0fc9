/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_CLI_IMPORT_H
#define ABDI_CLI_IMPORT_H

#include "base/err.h"
#include "cli/cli.h"
#include "cli/rejects.h"
#include "cli/spool.h"
#include "registry/import.h"

/*
 * What an import told while it ran, for telling it in words or as JSON when the counts are known.
 */
struct import_told {
	struct cli *cli;
	struct spool *findings; /* line, column, value, code, severity, other, first line, remedy */
	struct spool *changes;  /* line, column, before, after */
	struct spool *absent;   /* name, nip */
	struct rejects *rejects; /* NULL when no file was asked for */
	struct buf *reasons;     /* of the line at hand */
	int64_t reasons_line;
	struct import_result result;
	bool dry_run;
	struct date as_of;
};

/* The result as one JSON object on standard output. */
const struct err *import_tell_json(struct import_told *told);

/* The result for people. */
const struct err *import_tell_text(struct import_told *told);

#endif
