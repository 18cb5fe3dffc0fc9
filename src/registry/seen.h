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
 * 16-byte slots. When it is full it is emptied, sorted, into a temporary file without a name, and a
 * filter of bits remembers what went there; only a NIP that the filter knows is looked up in the
 * file. So memory does not grow with the roster: 4 MiB up to 196,608 people, 8 MiB beyond.
 */
struct seen;

#define SEEN_MEMORY_SLOTS (1u << 18)

/* Closed by c->arena. `spill_folder` is used only when memory is passed. */
const struct err *seen_new(struct ctx *c, struct str spill_folder, struct seen **out);

/* The same with another limit, a power of two from 8 on: the tests reach it with few people. */
const struct err *seen_new_sized(struct ctx *c, struct str spill_folder, uint64_t memory_slots,
                                 struct seen **out);

/* How often the table was emptied into the file. */
int64_t seen_spill_count(const struct seen *seen);

/*
 * Name a NIP (18 digits) on a line.
 *   first_line   0 when it was new, else the line that named it first
 * Errors: FULL, IO of the temporary file; LIMIT no memory.
 */
const struct err *seen_add(struct ctx *c, struct seen *seen, struct str nip, int64_t line,
                           int64_t *first_line);

/* Whether a NIP was named. */
const struct err *seen_has(struct ctx *c, struct seen *seen, struct str nip, bool *has);

#endif
