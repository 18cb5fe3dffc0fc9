/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_DB_MIGRATE_H
#define ABDI_DB_MIGRATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

/*
 * One step of the schema: schema/NNNN_module_what.sql, embedded by the build. Forward only and
 * immutable once released; a digest of each applied step is kept, and a step that was edited
 * afterwards is refused.
 *
 * A step is written once for both engines, in PostgreSQL's words: on SQLite bigint, boolean and
 * bytea become INTEGER, INTEGER and BLOB, and every CREATE TABLE gets STRICT, WITHOUT ROWID
 * unless something stands behind its last bracket already. On PostgreSQL each text column gets
 * COLLATE "C", so that both engines order texts by their bytes.
 * Where the engines truly differ, a part of the step stands between "-- @sqlite" or "-- @postgres"
 * and "-- @end".
 */
struct migrate_step {
	int number;
	const char *name; /* "registry_core" */
	struct str text;
};

/* All steps in order; made by tools/embed.py. */
extern const struct migrate_step migrate_steps[];
extern const size_t migrate_step_count;

/*
 * Apply the steps that are missing, each in a transaction of its own.
 *   applied   how many were
 * Errors: CONFLICT a step was edited, or the database is newer than the program; those of db_write.
 */
const struct err *migrate_run(struct ctx *c, int *applied);

/* The last applied step, 0 for an empty database. */
const struct err *migrate_version(struct ctx *c, int *version);

#endif
