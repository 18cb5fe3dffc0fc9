/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_WEB_IMPORT_HANDLER_H
#define ABDI_REGISTRY_WEB_IMPORT_HANDLER_H

#include "base/ctx.h"
#include "base/err.h"
#include "http/http.h"
#include "http/route.h"
#include "registry/import_view.h"
#include "registry/staging.h"

/* What the web_import*.c share; web_import.c lists the handlers in its table. */

#define IMPORT_PATH "/kerja/impor"

/* Fields of forms and queries, which are also ids. */
#define FIELD_FILE     "berkas"
#define FIELD_AS_OF    "per"
#define FIELD_REPLACES "ganti"
#define FIELD_SHEET    "lembar"
#define FIELD_LINE     "baris_judul"
#define FIELD_COLUMN   "kolom"  /* and "kolom_0" … */
#define FIELD_CELL     "sel_"   /* "sel_0" … */
#define FIELD_RESTORE  "asli"   /* number of a column whose correction is taken back */
#define FIELD_DECISION "putusan"
#define FIELD_TAB      "tab"
#define FIELD_SKIP     "mulai"
#define FIELD_SAME     "sama"
#define FIELD_JOB      "tugas"
#define FIELD_NOTICE   "selesai" /* what was just done */

route_handler import_home_get;
route_handler import_upload_get;
route_handler import_upload_post;
route_handler import_columns_get;
route_handler import_columns_post;
route_handler import_sheet_post;
route_handler import_draft_get;
route_handler import_check_post;
route_handler import_run_post;
route_handler import_undo_get;
route_handler import_undo_post;
route_handler import_discard_get;
route_handler import_discard_post;
route_handler import_absent_get;
route_handler import_faulty_get;
route_handler import_line_get;
route_handler import_line_post;
route_handler import_decide_post;
route_handler import_number_get;
route_handler import_number_undo_post;

/* The page of a draft by its state. */
const struct err *import_check_show(struct ctx *c, const struct req *rq, struct reply *rp,
                                    const struct staging_draft *draft);
const struct err *import_progress_show(struct ctx *c, const struct req *rq, struct reply *rp,
                                       const struct staging_draft *draft);
const struct err *import_done_show(struct ctx *c, const struct req *rq, struct reply *rp,
                                   const struct staging_draft *draft);

/* What stands above the pages of a draft, in a transaction. */
const struct err *import_head(struct ctx *c, const struct req *rq,
                              const struct staging_draft *draft, struct import_head_view *out);

/*
 * What an account is called; empty for the one that asks. One that is not there any more, and the
 * operator at the command line, have a word.
 */
const struct err *import_sender(struct ctx *c, const struct req *rq, int64_t actor_id,
                                struct str *out);

/* "22 November 2026 pukul 13.05 WIB". */
struct str import_instant(struct ctx *c, int zone_hours, int64_t instant);

/* Hours for which an import can be undone, by the law, and the agency's zone. */
const struct err *import_times(struct ctx *c, int64_t *undo_hours, int *zone_hours);

/* What a finding says, in the reader's language. */
struct str import_finding_words(struct ctx *c, const struct import_finding *finding);

/* 303 to a page of a draft: import_go(c, rp, id, "/kolom"). Always NULL. */
const struct err *import_go(struct ctx *c, struct reply *rp, int64_t id, const char *rest);

/* A whole number of a query or form, 0..max; `otherwise` when there is none. */
int64_t import_number(const struct http_fields *fields, const char *name, int64_t max,
                      int64_t otherwise);

/* The tab of a query or form; the given one when it names none. */
enum staging_tab import_tab(const struct http_fields *fields, enum staging_tab otherwise);
struct str import_tab_code(enum staging_tab tab);

#endif
