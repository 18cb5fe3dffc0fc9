/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_CLI_REJECTS_H
#define ABDI_CLI_REJECTS_H

#include <stddef.h>

#include "base/csv.h"
#include "base/err.h"
#include "base/str.h"

struct arena;

/*
 * The faulty lines of an import as a file to mend and send again: the office's own columns and
 * separator, UTF-8 with BOM as spreadsheets like it, and a last column with the reasons. It is
 * written beside the place where it belongs and moved there only when it is whole.
 */
struct rejects;

/* Errors: those of err_errno on `path`; INVALID it is the same file as `input`. */
const struct err *rejects_new(struct arena *arena, struct str path, struct str input,
                              struct rejects **out);
const struct err *rejects_heading(struct rejects *rejects, const struct csv_record *heading,
                                  char separator, struct str reason);
const struct err *rejects_add(struct rejects *rejects, const struct csv_record *record,
                              struct str reason);
/* Everything was added: bring it to the disk, so that a full one is known in time. */
const struct err *rejects_sync(struct rejects *rejects);
/* Put it in its place. Without this call the arena removes it. */
const struct err *rejects_keep(struct rejects *rejects);

#endif
