/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_SEEN_H
#define ABDI_REGISTRY_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

/*
 * The NIPs a file has named so far, each with the line that named it first: a hash table of
 * 16-byte slots. Up to SEEN_MEMORY_SLOTS it lives in memory; a longer roster moves it to a
 * temporary file without a name, so that memory does not grow with the file.
 */
struct seen;

#define SEEN_MEMORY_SLOTS (1u << 19) /* 8 MiB: rosters up to 393,216 people */

/* Closed by c->arena. `spill_folder` is used only when memory is passed. */
const struct err *seen_new(struct ctx *c, struct str spill_folder, struct seen **out);

/*
 * Name a NIP (18 digits) on a line.
 *   first_line   0 when it was new, else the line that named it first
 * Errors: FULL, IO of the temporary file.
 */
const struct err *seen_add(struct ctx *c, struct seen *seen, struct str nip, int64_t line,
                           int64_t *first_line);

/* Whether a NIP was named. */
const struct err *seen_has(struct ctx *c, struct seen *seen, struct str nip, bool *has);

#endif
