/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_STAGING_INTERNAL_H
#define ABDI_REGISTRY_STAGING_INTERNAL_H

#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/sealed_file.h"
#include "base/str.h"
#include "registry/staging.h"
#include "registry/table.h"

/* ---- files ---- */

/* Kinds of files of a draft; each is uploads/ID and this behind it. The first two are sealed. */
#define STAGING_FILE_UPLOAD  ""
#define STAGING_FILE_REJECTS ".rejects" /* rows of rejected lines, when the upload has gone */
#define STAGING_FILE_COLUMNS ".columns" /* sheets, headings and samples of the chosen table */
#define STAGING_FILE_COLUMNS_PART ".columns.part"
#define STAGING_FILE_LINES   ".lines"   /* rows of lines with something to tell */
#define STAGING_FILE_CHANGES ".changes" /* rows of changes, one a line of the file */
#define STAGING_FILE_ABSENT  ".absent"
#define STAGING_FILE_FAULTY  ".csv"
extern const char *const staging_tab_files[STAGING_TAB_COUNT];

struct str staging_path(struct ctx *c, int64_t id, const char *kind);

/* Write a sealed file of a draft; sealed_end() ends it. Errors: FULL, IO, those of the key. */
const struct err *staging_sealed_new(struct ctx *c, int64_t id, const char *kind,
                                     struct sealed_writer **out);

/*
 * What a sealed file holds, as a file without a name; closed by the arena.
 * Errors: MISSING it is not there; CORRUPT staging.unreadable; FULL, IO.
 */
const struct err *staging_sealed_open(struct ctx *c, int64_t id, const char *kind, int *out);

/* Seal a file as uploads/ID and take its fingerprint. */
const struct err *staging_keep(struct ctx *c, struct str from, int64_t id, struct str *digest,
                               int64_t *bytes);

/* One file of a draft, or all of them; none of them need be there. */
void staging_file_remove(struct ctx *c, int64_t id, const char *kind);
void staging_files_remove(struct ctx *c, int64_t id);

/* Open a file of a draft; closed by the arena. Errors: those of err_errno. */
const struct err *staging_file_open(struct ctx *c, int64_t id, const char *kind, const char *mode,
                                    FILE **out);

/* The upload as a table, as the draft says. */
const struct err *staging_table_open(struct ctx *c, const struct staging_draft *draft,
                                     struct table *out);

/* ---- rows of texts in files ---- */

#define STAGING_TEXTS_MAX 4096 /* of one row: cells, and six for each finding */

void staging_texts_add(struct buf *out, const struct str *texts, size_t count);
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

/* ---- the table ---- */

/*
 * What the file itself says, into the draft: kind, sheet, heading line, columns by their words.
 * Kept for pages, too. Call outside a transaction.
 */
const struct err *staging_look(struct ctx *c, struct staging_draft *draft);

/* Put the mapping that the sender chose for these headings before into `mapping`, if any. */
const struct err *staging_remembered(struct ctx *c, const struct staging_draft *draft,
                                     struct heading_mapping *mapping);

/* Write sheet, headings, columns and date; what was checked is void. */
const struct err *staging_void_check(struct ctx *c, const struct staging_draft *draft);

/* May its table, columns and cells change, and may it be checked? */
bool staging_is_settable(const struct staging_draft *draft);

/* ---- states ---- */

const struct err *staging_state_set(struct ctx *c, const struct staging_draft *draft,
                                    enum staging_state state, int64_t job_id,
                                    const struct err *why);
/* Errors: CONFLICT its value is the state. */
const struct err *staging_conflict(struct ctx *c, const struct staging_draft *draft);
bool staging_is_at_work(enum staging_state state);

#endif
