/* SPDX-License-Identifier: Apache-2.0 */
#include "db/migrate.h"

#include <sodium.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "db/internal.h"
#include "sql_db.h"

#define DIGEST_BYTES crypto_generichash_BYTES
#define DIGEST_TEXT  (2 * DIGEST_BYTES + 1)

static struct str step_digest(const struct migrate_step *step, char out[DIGEST_TEXT])
{
	unsigned char digest[DIGEST_BYTES];

	crypto_generichash(digest, sizeof(digest), (const unsigned char *)step->text.ptr,
	                   step->text.len, NULL, 0);
	sodium_bin2hex(out, DIGEST_TEXT, digest, sizeof(digest));
	return (struct str){ out, DIGEST_TEXT - 1 };
}

/* A database that no step was ever applied to has no list of them yet. */
static const struct err *table_exists(struct ctx *c, bool *exists)
{
	struct db_rows *rows;
	bool found;

	TRY(db_find(c, &SQL_DB_STEP_TABLE_EXISTS, DB_NONE, &rows, &found));
	*exists = found && db_col_int(rows, 0) > 0;
	return NULL;
}

/* The applied step at `index` must be the program's step there, word for word. */
static const struct err *step_check(struct ctx *c, const struct db_rows *rows, size_t index)
{
	char digest[DIGEST_TEXT];
	struct str name = str_fmt(c->arena, "%04d_%.*s", (int)db_col_int(rows, 0),
	                          STR_ARG(db_col_str(rows, 1)));

	if (index >= migrate_step_count)
		return err_new(c->arena, ERR_CONFLICT, STR("db"), "err.schema_newer", name);
	if (db_col_int(rows, 0) != migrate_steps[index].number ||
	    !str_eq(db_col_str(rows, 2), step_digest(&migrate_steps[index], digest)))
		return err_new(c->arena, ERR_CONFLICT, STR("db"), "err.schema_changed", name);
	return NULL;
}

/* How many steps are applied; each of them is checked. */
static const struct err *count_applied(struct ctx *c, void *arg)
{
	size_t *count = arg;
	struct db_rows *rows;
	bool exists;
	bool more;

	*count = 0;
	TRY(table_exists(c, &exists));
	if (!exists)
		return NULL;
	TRY(db_query(c, &SQL_DB_STEP_LIST, DB_NONE, &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			return NULL;
		TRY(step_check(c, rows, *count));
		++*count;
	}
}

static const struct err *step_apply(struct ctx *c, void *arg)
{
	const struct migrate_step *step = arg;
	char digest[DIGEST_TEXT];

	TRY(db_exec(c, &SQL_DB_STEP_TABLE_CREATE, DB_NONE));
	TRY(db_run_script(c, script_translate(c->arena, step->text, db_engine_of(c->db))));
	return db_exec(c, &SQL_DB_STEP_ADD,
	               DB_BIND(db_int(step->number), db_str(str_of(step->name)),
	                       db_str(step_digest(step, digest)), db_int(c->now)));
}

/*
 * Every key starts with the agency, which tells rows apart only where there are many. SQLite's
 * planner would take a scan of the agency for a look-up; PostgreSQL gathers figures of its own.
 */
static const struct err *tell_planner(struct ctx *c, void *arg)
{
	(void)arg;
	TRY(db_exec(c, &SQL_DB_STATISTICS_MAKE, DB_NONE));
	TRY(db_exec(c, &SQL_DB_STATISTICS_CLEAR, DB_NONE));
	TRY(db_exec(c, &SQL_DB_STATISTICS_TELL, DB_NONE));
	return db_exec(c, &SQL_DB_STATISTICS_MAKE, DB_NONE);
}

/* Count once more behind the lock: another process may have been at it until now. */
static const struct err *apply_missing(struct ctx *c, int *applied)
{
	size_t count;

	TRY(db_lock(c, STR("schema")));
	TRY(db_read(c, count_applied, &count));
	for (size_t i = count; i < migrate_step_count; i++) {
		struct migrate_step step = migrate_steps[i];

		TRY(db_write(c, step_apply, &step));
		++*applied;
	}
	return db_engine_of(c->db) == DB_SQLITE ? db_write(c, tell_planner, NULL) : NULL;
}

const struct err *migrate_run(struct ctx *c, int *applied)
{
	struct arena_mark mark = arena_mark(c->arena);
	const struct err *err;
	size_t count;

	*applied = 0;
	TRY(db_read(c, count_applied, &count));
	if (count == migrate_step_count)
		return NULL;
	err = apply_missing(c, applied);
	/* An error lives in the arena, and with it the lock until the caller lets go of both. */
	if (err == NULL)
		arena_rewind(c->arena, mark);
	return err;
}

static const struct err *last_applied(struct ctx *c, void *arg)
{
	int *version = arg;
	struct db_rows *rows;
	bool exists;
	bool more = true;

	*version = 0;
	TRY(table_exists(c, &exists));
	if (!exists)
		return NULL;
	TRY(db_query(c, &SQL_DB_STEP_LIST, DB_NONE, &rows));
	while (more) {
		TRY(db_next(rows, &more));
		if (more)
			*version = (int)db_col_int(rows, 0);
	}
	return NULL;
}

const struct err *migrate_version(struct ctx *c, int *version)
{
	return db_read(c, last_applied, version);
}
