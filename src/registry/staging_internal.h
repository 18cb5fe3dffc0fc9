/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_STAGING_INTERNAL_H
#define ABDI_REGISTRY_STAGING_INTERNAL_H

#include <stdint.h>
#include <stdio.h>

#include "base/csv.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"
#include "registry/staging.h"
#include "registry/table.h"

/* ---- files ---- */

/* Kinds of files of a draft; each is uploads/ID and this behind it. */
#define STAGING_FILE_UPLOAD  ""
#define STAGING_FILE_LINES   ".lines"   /* rows of lines with something to tell */
#define STAGING_FILE_CHANGES ".changes" /* rows of changes, one a line of the file */
#define STAGING_FILE_ABSENT  ".absent"
#define STAGING_FILE_FAULTY  ".csv"
extern const char *const staging_tab_files[STAGING_TAB_COUNT];

struct str staging_path(struct ctx *c, int64_t id, const char *kind);

/* Copy a file into uploads/ID and take its fingerprint. */
const struct err *staging_keep(struct ctx *c, struct str from, int64_t id, struct str *digest,
                               int64_t *bytes);

/* All files of a draft; none of them need be there. */
void staging_files_remove(struct ctx *c, int64_t id);

/* Open a file of a draft; closed by the arena. Errors: those of err_errno. */
const struct err *staging_file_open(struct ctx *c, int64_t id, const char *kind, const char *mode,
                                    FILE **out);

/* The upload as a table, as the draft says. */
const struct err *staging_table_open(struct ctx *c, const struct staging_draft *draft,
                                     struct table *out);

/* ---- rows of texts in files ---- */

#define STAGING_TEXTS_MAX 4096 /* of one row: cells, and six for each finding */

const struct err *staging_texts_write(struct ctx *c, FILE *file, const struct str *texts,
                                      size_t count);
/* The row at a place; it lives in c->arena. Errors: CORRUPT, IO. */
const struct err *staging_texts_read(struct ctx *c, FILE *file, int64_t at,
                                     const struct str **texts, size_t *count);

/* ---- corrections ---- */

struct staging_edit {
	int64_t line;
	int64_t column; /* -1: a decision on the whole line */
	struct str value;
	enum staging_decision decision;
};

struct staging_edits {
	struct staging_edit *all; /* sorted by line; of a line the decision first */
	size_t count;
};

/* Corrections of these lines, inside a transaction. */
const struct err *staging_edits_load(struct ctx *c, int64_t id, int64_t from, int64_t to,
                                     struct staging_edits *out);

/* Those of one line. */
const struct staging_edit *staging_edits_of(const struct staging_edits *edits, int64_t line,
                                            size_t *count);

/* A source with the corrections laid over it; a skipped line is blank. */
struct record_source staging_overlay(struct ctx *c, struct record_source source,
                                     const struct staging_edits *edits);

/* ---- states ---- */

const struct err *staging_state_set(struct ctx *c, const struct staging_draft *draft,
                                    enum staging_state state, int64_t job_id,
                                    const struct err *why);
/* Errors: CONFLICT its value is the state. */
const struct err *staging_conflict(struct ctx *c, const struct staging_draft *draft);
bool staging_is_at_work(enum staging_state state);

#endif
