/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_DB_BACKUP_H
#define ABDI_DB_BACKUP_H

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Copies of a whole database. What lies in the folder beside it, the keys above all, is not in
 * them: keys and data are kept apart on purpose.
 *
 * On SQLite the copy is a database file by itself, made by the process that serves, from one
 * snapshot, while readers and writers go on. On PostgreSQL it is the archive of its own pg_dump.
 */

/*
 * Copy the database into a new file (0600). It appears under its name when it is whole and
 * durable. Call outside a transaction.
 * Errors: CONFLICT there is such a file; FULL; DENIED; IO; MISSING pg_dump is not installed.
 */
const struct err *db_backup(struct ctx *c, struct str path);

/*
 * Put a copy in the place of a database that is not there yet: a SQLite file, or an empty database
 * of a PostgreSQL server.
 *   url   as for db_open()
 * Errors: CONFLICT there is a database already; CORRUPT the copy is none, or is damaged; MISSING
 * no such file; FULL; IO.
 */
const struct err *db_restore(struct arena *arena, struct str path, struct str url);

#endif
