/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "db/internal.h"
#include "sql_db.h"

#define PROCESS_LOCK_CLASS 0x61626469 /* "abdi": keeps process numbers apart from other locks */
#define PROCESS_COUNT_MAX  512        /* as many as the ids have room for; see id.c */

/* The lock of a SQLite file ------------------------------------------------------------------ */

/*
 * flock() belongs to the open file, so it falls with the process however that ends, and a second
 * open in the same process is refused as well.
 */
const struct err *lock_file_take(struct arena *arena, struct db *db)
{
	struct str path = str_fmt(arena, "%.*s/lock", STR_ARG(db->folder));
	int fd = open(str_c(arena, path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_errno(arena, errno, path);
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		int failed = errno;

		close(fd);
		if (failed != EWOULDBLOCK)
			return err_errno(arena, failed, path);
		return err_new(arena, ERR_BUSY, STR("db"), "err.database_busy", db->address);
	}
	db->lock_fd = fd;
	return NULL;
}

void lock_file_drop(struct db *db)
{
	if (db->lock_fd >= 0)
		close(db->lock_fd);
	db->lock_fd = -1;
}

/* The keeper --------------------------------------------------------------------------------- */

/* Ask the keeper for one number, 0 when it has none to give. The mutex is held. */
static const struct err *keeper_ask(struct arena *arena, struct db *db,
                                    const struct db_query *query, const struct db_value *values,
                                    size_t count, bool *found, int64_t *number)
{
	struct ctx c = { .arena = arena, .db = db, .conn = &db->keeper };
	struct db_rows *rows;

	db->keeper.failure = (struct db_failure){ 0 };
	TRY(db_find(&c, query, values, count, &rows, found));
	*number = *found ? db_col_int(rows, 0) : 0;
	return NULL;
}

/*
 * Connect the keeper and give back to it what it held: the number of this process and the named
 * locks. A lock that someone else took meanwhile is lost; its holder learns of it only by the
 * loss of its own connection, which fell with the keeper's in all but odd cases.
 */
static const struct err *keeper_connect(struct arena *arena, struct db *db)
{
	bool found;
	int64_t number;

	TRY(db->ops->connect(arena, &db->keeper));
	TRY(keeper_ask(arena, db, &SQL_DB_PROCESS_NUMBER,
	               DB_BIND(db_int(PROCESS_LOCK_CLASS), db_int(PROCESS_COUNT_MAX)), &found,
	               &number));
	if (!found)
		return err_detail(arena, ERR_LIMIT, "err.database_busy",
		                  "%d processes use this database already", PROCESS_COUNT_MAX);
	atomic_store(&db->id_process, number);
	for (struct db_named_lock *lock = db->locks; lock != NULL; lock = lock->next)
		TRY(keeper_ask(arena, db, &SQL_DB_LOCK_TAKE, DB_BIND(db_int(lock->key)), &found,
		               &number));
	return NULL;
}

/* The same with the mutex held. */
static const struct err *keeper_revive(struct arena *arena, struct db *db)
{
	const struct err *err;
	bool found;
	int64_t number;

	/* Dropping a lock that is not held does nothing, but shows that the server answers. */
	if (db->keeper.own != NULL &&
	    keeper_ask(arena, db, &SQL_DB_LOCK_DROP, DB_BIND(db_int(0)), &found, &number) == NULL)
		return NULL;
	db->ops->disconnect(&db->keeper);
	err = keeper_connect(arena, db);
	if (err != NULL)
		db->ops->disconnect(&db->keeper);
	return err;
}

const struct err *keeper_check(struct arena *arena, struct db *db)
{
	const struct err *err;

	if (db->engine == DB_SQLITE)
		return NULL;
	pthread_mutex_lock(&db->lock_mutex);
	err = keeper_revive(arena, db);
	if (err == NULL)
		atomic_store(&db->keeper_doubted, false);
	pthread_mutex_unlock(&db->lock_mutex);
	return err;
}

/* Named locks -------------------------------------------------------------------------------- */

static bool is_held_here(const struct db *db, struct str name)
{
	for (const struct db_named_lock *lock = db->locks; lock != NULL; lock = lock->next) {
		if (str_eq(lock->name, name))
			return true;
	}
	return false;
}

/* Take the lock among processes. On SQLite there is only this one. */
static const struct err *take_outside(struct ctx *c, int64_t key, bool *taken)
{
	bool found;
	int64_t number;

	*taken = true;
	if (c->db->engine == DB_SQLITE)
		return NULL;
	TRY(keeper_revive(c->arena, c->db));
	TRY(keeper_ask(c->arena, c->db, &SQL_DB_LOCK_TAKE, DB_BIND(db_int(key)), &found, &number));
	*taken = number != 0;
	return NULL;
}

static void lock_release(void *arg)
{
	struct db_named_lock *lock = arg;
	struct db *db = lock->db;
	struct db_named_lock **link = &db->locks;

	pthread_mutex_lock(&db->lock_mutex);
	while (*link != lock)
		link = &(*link)->next;
	*link = lock->next;
	/* A keeper that was lost holds nothing any more. */
	if (db->engine == DB_POSTGRES && db->keeper.own != NULL) {
		struct arena *arena = arena_new(DB_CONN_BYTES_MAX);
		bool found;
		int64_t number;

		(void)keeper_ask(arena, db, &SQL_DB_LOCK_DROP, DB_BIND(db_int(lock->key)), &found,
		                 &number);
		arena_free(arena);
	}
	pthread_mutex_unlock(&db->lock_mutex);
}

static const struct err *lock_take(struct ctx *c, struct db_named_lock *lock, bool *taken)
{
	*taken = false;
	if (is_held_here(c->db, lock->name))
		return NULL;
	TRY(take_outside(c, lock->key, taken));
	if (*taken) {
		lock->next = c->db->locks;
		c->db->locks = lock;
	}
	return NULL;
}

const struct err *db_lock(struct ctx *c, struct str name)
{
	struct db_named_lock *lock = ARENA_NEW(c->arena, struct db_named_lock);
	const struct err *err;
	bool taken;

	lock->db = c->db;
	lock->name = str_copy(c->arena, name);
	lock->key = (int64_t)str_hash(name);
	pthread_mutex_lock(&c->db->lock_mutex);
	err = lock_take(c, lock, &taken);
	pthread_mutex_unlock(&c->db->lock_mutex);
	if (err != NULL)
		return err;
	if (!taken)
		return err_new(c->arena, ERR_BUSY, STR(""), "err.lock_busy", name);
	arena_defer(c->arena, lock_release, lock);
	return NULL;
}
