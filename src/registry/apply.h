/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_APPLY_H
#define ABDI_REGISTRY_APPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "registry/import.h"
#include "registry/internal.h"
#include "registry/place.h"
#include "registry/roster.h"

/* A batch of checked lines goes into the registry, in one transaction. */

#define APPLY_LINES_MAX   1500 /* lines of one batch: about 50 ms of the writer */

struct apply {
	int64_t act_id;
	struct date as_of;
	bool dry_run; /* compare only */
	const struct law *law;
	const struct roster_columns *columns;
	struct places *places;
	/* new units and positions from these indexes on are not written yet */
	size_t unit_first;
	size_t position_first;
	struct roster_line *lines;
	size_t line_count;

	/* Results, written anew by each run. Lines of other agencies are marked so. */
	int64_t added_count;
	int64_t changed_count;
	int64_t unchanged_count;
	struct unlisted unlisted;
	struct import_change *changes;
	size_t change_count;
	size_t change_cap;
};

/* A db_work: `arg` is a struct apply. Lines that are rejected already are passed over. */
const struct err *apply_batch(struct ctx *c, void *arg);

#endif
