/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_STAGING_H
#define ABDI_REGISTRY_STAGING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "jobs/jobs.h"
#include "registry/heading.h"
#include "registry/import.h"

/*
 * An uploaded roster on its way in, as the import wizard needs it: uploaded → checked → imported,
 * with corrections between. What it is stands in a row (a draft); its bytes and what a check found
 * lie as files of mode 0600 in uploads/ beside the database; the bytes are sealed (see
 * base/sealed_file.h), as they hold numbers that we do not keep. Nothing reaches the registry
 * before the import, and with it the bytes go; of rejected lines they stay, sealed.
 *
 *   staging_create        upload; kind, sheet, headings and columns are guessed or remembered
 *   staging_table_set     another sheet or heading line
 *   staging_columns       for the page that matches columns; staging_mapping_set takes its answer
 *   staging_check         a job: read all, compare, keep what was found
 *   staging_rows          what was found, by tab and page
 *   staging_cell_set …    corrections, which the next reading applies
 *   staging_run           a job: check once more with the corrections, then import
 *   staging_undo          a job: take the import back
 *
 * Unless said otherwise, functions run inside a transaction: those that set or queue something in a
 * write job, the others in either. Drafts of other agencies are MISSING; whose drafts a person may
 * see is for the caller to say (draft.actor_id).
 */

#define STAGING_FILE_BYTES_MAX  (INT64_C(256) << 20)
#define STAGING_KEEP_US         (INT64_C(72) * 3600 * 1000000) /* a draft, after its last use */
#define STAGING_IMPORTED_US     (INT64_C(24) * 3600 * 1000000) /* its files, after the import */
#define STAGING_SAMPLES_MAX     3
#define STAGING_ROWS_MAX        200    /* of one page */
#define STAGING_CELLS_MAX       20000  /* corrections and decisions of one draft */
#define STAGING_CELL_BYTES_MAX  1000   /* one corrected cell */
#define STAGING_WARNED_ROWS_MAX 100000 /* rows kept for a tab; its count is true all the same */
#define STAGING_LISTED_ROWS_MAX 10000  /* the same for new and changed people, and absent ones */

enum staging_state {
	STAGING_UPLOADED,
	STAGING_CHECKING, /* its job waits or runs */
	STAGING_CHECKED,
	STAGING_IMPORTING,
	STAGING_IMPORTED,
	STAGING_UNDOING,
	STAGING_UNDONE,
	STAGING_FAILED,  /* error_message says why; it can be checked again */
	STAGING_REMOVED, /* given up or expired; its files are gone or go soon */
	STAGING_STATE_COUNT
};

/* "uploaded", "checking", … */
struct str staging_state_code(enum staging_state state);

/* A draft. Strings live as long as the arena. Counts are those of the last check. */
struct staging_draft {
	int64_t id;
	int64_t actor_id;
	struct str file_name;
	struct str file_digest;
	int64_t file_bytes;
	struct str kind;      /* "csv" or "xlsx" */
	struct str sheet;     /* empty for csv */
	int64_t heading_line; /* 0: none is usable; staging_table_set() first */
	struct str heading_key;
	struct heading_mapping mapping;
	struct date as_of;
	enum staging_state state;
	int64_t job_id;           /* for jobs_find(): progress, and how it ended */
	struct str error_message; /* catalogue key; empty when nothing went wrong */
	struct str error_value;
	int64_t line_count;
	int64_t accepted_count;
	int64_t rejected_count;
	int64_t warned_count; /* lines with a warning that can go in */
	int64_t added_count;
	int64_t changed_count;
	int64_t unchanged_count;
	int64_t absent_count;
	int64_t unit_count;
	int64_t position_count;
	int64_t checked_at; /* 0 before */
	int64_t edited_at;  /* past checked_at: counts and rows are older than the corrections */
	int64_t created_at;
	int64_t expires_at;
	int64_t import_number; /* 0 before, and when the file changed nothing */
	int64_t import_act_id;
};

/* What is uploaded. */
struct staging_upload {
	struct str path;      /* its bytes; stays the caller's */
	struct str file_name; /* as the sender calls it; only its last part is kept */
	struct date as_of;
};

/*
 * Keep an upload and make its draft. Starts its own transactions; call outside one. Removes
 * expired drafts as well.
 *   same_import   number of a standing import of the very same bytes; 0 for none
 * Errors: INVALID empty, or not a table (table_kind_find(), xlsx_open()); LIMIT too large; IO.
 * Writes: import_draft, uploads/ID.
 */
const struct err *staging_create(struct ctx *c, const struct staging_upload *upload, int64_t *id,
                                 int64_t *same_import);

/* Errors: MISSING no such draft, or removed. */
const struct err *staging_find(struct ctx *c, int64_t id, struct staging_draft *out);

/* The newest drafts that are not removed; of one actor, or of all for 0. */
typedef const struct err *staging_draft_fn(void *arg, const struct staging_draft *draft);
const struct err *staging_list(struct ctx *c, int64_t actor_id, int limit, staging_draft_fn *fn,
                               void *arg);

/* ---- the table, its columns ---- */

struct staging_sheet {
	struct str name;
	bool hidden;
};

/* Sheets of a workbook; none of a csv. */
const struct err *staging_sheets(struct ctx *c, const struct staging_draft *draft,
                                 const struct staging_sheet **out, size_t *count);

/*
 * Choose another sheet or heading line; columns are guessed or remembered anew, corrections go.
 * Reads the file. Starts its own transactions; call outside one.
 *   sheet          empty: the first with usable headings
 *   heading_line   0: look for it
 * Errors: MISSING draft, sheet; INVALID; CONFLICT a job works on it, or it is imported.
 */
const struct err *staging_table_set(struct ctx *c, int64_t id, struct str sheet,
                                    int64_t heading_line);

struct staging_column {
	struct str heading;
	int field;   /* chosen now: an enum roster_field, or -1 */
	int guessed; /* by the words of the heading */
	struct str samples
		[STAGING_SAMPLES_MAX]; /* different ones from the first lines; a NIK masked */
	size_t sample_count;
};

/* The columns in their order. CONFLICT without a heading line. */
const struct err *staging_columns(struct ctx *c, const struct staging_draft *draft,
                                  const struct staging_column **out, size_t *count);

/*
 * Say what each column means, and of which day the file is. Remembered for this sender and these
 * headings. What was checked before is void.
 * Errors: MISSING; CONFLICT as above; INVALID field "mapping": staging.mapping_twice (value: the
 * field's code) or staging.mapping_incomplete (needs nip, name, and unit or parent).
 * Writes: import_draft, import_mapping.
 */
const struct err *staging_mapping_set(struct ctx *c, int64_t id,
                                      const struct heading_mapping *mapping, struct date as_of);

/* ---- jobs ---- */

/* For the table of the job runner: "staging-check", "staging-import", "staging-undo", and: */
#define STAGING_UNDO_NUMBER "import-undo"

extern const struct job_kind staging_job_kinds[];
extern const size_t staging_job_kind_count;

/*
 * Queue a check; an import, which checks once more first; an undo of what was imported. Whoever
 * asks for an undo has done it. Progress is told in lines: of a check, as many as seem to be in the
 * file until they are known; of an import, those of both its readings.
 * Errors: MISSING; CONFLICT it is in another state (value: its code), has no usable columns, or
 * a job works on it already.   Writes: import_draft, job.
 */
const struct err *staging_check(struct ctx *c, int64_t id, int64_t *job_id);
const struct err *staging_run(struct ctx *c, int64_t id, int64_t *job_id);
const struct err *staging_undo(struct ctx *c, int64_t id, int64_t *job_id);

/*
 * Queue the undo of an import by its number, whichever way it came. Its draft, if it has one, says
 * so as soon as it is undone.
 * Errors: those of registry_import_undo_check().   Writes: job.
 */
const struct err *staging_undo_number(struct ctx *c, int64_t number, int64_t *job_id);

/* The job of such an undo, inside a transaction. Errors: MISSING also when it is of another. */
const struct err *staging_undo_job(struct ctx *c, int64_t number, int64_t job_id, struct job *out);

/* Give a draft up. Its files go with the next staging_purge(). Errors: MISSING; CONFLICT. */
const struct err *staging_remove(struct ctx *c, int64_t id);

/*
 * Remove what has expired, and files that belong to no draft. Starts its own transactions; call
 * outside one, at start-up and now and then. (A draft whose job died with its process reads as
 * FAILED.)
 */
const struct err *staging_purge(struct ctx *c);

/* ---- what a check found ---- */

enum staging_tab {
	STAGING_ERRORS,
	STAGING_WARNINGS,
	STAGING_ADDED,
	STAGING_CHANGED,
	STAGING_TAB_COUNT
};

enum staging_decision { STAGING_OPEN, STAGING_ACCEPT, STAGING_SKIP };

struct staging_cell {
	struct str value;  /* as it stands now, corrections applied */
	struct str before; /* as the file has it */
	bool corrected;
};

/* One line of the file. Cells of columns that say nothing or a NIK are left out (empty). */
struct staging_row {
	int64_t line;
	bool rejected;
	bool added;
	bool changed;
	enum staging_decision decision;
	const struct staging_cell *cells; /* by the columns of the file */
	size_t cell_count;
	const struct import_finding
		*findings; /* words: import.CODE with {value}, {other}, {line} */
	size_t finding_count;
	const struct import_change *changes; /* in tab STAGING_CHANGED */
	size_t change_count;
};

/*
 * A page of a tab, in the order of the file.
 *   skip    rows in front of it
 *   limit   1..STAGING_ROWS_MAX
 *   total   rows of the tab that can be paged through
 * All is in c->arena. Errors: CONFLICT not checked yet; IO.
 */
const struct err *staging_rows(struct ctx *c, const struct staging_draft *draft,
                               enum staging_tab tab, int64_t skip, int64_t limit,
                               const struct staging_row **out, size_t *count, int64_t *total);

/* One line that is in some tab, for the form that corrects it. Errors: MISSING. */
const struct err *staging_row_find(struct ctx *c, const struct staging_draft *draft, int64_t line,
                                   struct staging_row *out);

/* People in service whom the file does not name, from `skip` on; at most STAGING_ROWS_MAX. */
const struct err *staging_absent(struct ctx *c, const struct staging_draft *draft, int64_t skip,
                                 int64_t limit, import_named_fn *fn, void *arg);

/*
 * Write the rejected lines as CSV: the file's own columns with corrections, and a last column with
 * the reason, which the caller words.
 *   reason   adds the reason of a line to `out`
 *   path     of the file that was written, in uploads/; the caller removes it when it is sent
 * Reads the whole upload: for the slow lane.
 */
typedef void staging_reason_fn(void *arg, const struct staging_row *row, struct buf *out);
const struct err *staging_faulty_write(struct ctx *c, const struct staging_draft *draft,
                                       struct str reason_heading, staging_reason_fn *reason,
                                       void *arg, struct str *path);

/* ---- corrections ---- */

/*
 * Say what a cell is to hold, or with `staging_cell_clear` that the file is right.
 *   value   0..STAGING_CELL_BYTES_MAX bytes without control characters
 * Errors: MISSING draft; INVALID line, column or value; LIMIT; CONFLICT not in state CHECKED.
 * Writes: import_draft, import_draft_cell.
 */
const struct err *staging_cell_set(struct ctx *c, int64_t id, int64_t line, int64_t column,
                                   struct str value);
const struct err *staging_cell_clear(struct ctx *c, int64_t id, int64_t line, int64_t column);

/*
 * Accept a line in spite of its warnings (it would go in anyway; the page need not show it again),
 * skip it, or take the decision back with STAGING_OPEN. Errors: as above.
 * Writes: import_draft, import_draft_line.
 */
const struct err *staging_line_decide(struct ctx *c, int64_t id, int64_t line,
                                      enum staging_decision decision);

#endif
