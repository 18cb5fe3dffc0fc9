/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_CLI_SPOOL_H
#define ABDI_CLI_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct arena;

#define SPOOL_FIELDS_MAX 8

/*
 * Rows that must be told after what is known only at the end, kept in a temporary file without a
 * name: a roster of any length may have a finding on every line.
 */
struct spool;

/* Closed by the arena. Errors: FULL, IO. */
const struct err *spool_new(struct arena *arena, struct str folder, struct spool **out);

/* Add a row of 1..SPOOL_FIELDS_MAX fields. Errors: FULL, IO. */
const struct err *spool_add(struct spool *spool, const struct str *fields, size_t count);

/* Everything was added: a full disk is known now, not only when the rows are told. */
const struct err *spool_sync(struct spool *spool);

int64_t spool_count(const struct spool *spool);

/* Each row in turn; its fields live until `fn` returns. Errors: fn's; IO. */
typedef const struct err *spool_fn(void *arg, const struct str *fields, size_t count);
const struct err *spool_each(struct spool *spool, spool_fn *fn, void *arg);

#endif
