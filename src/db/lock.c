/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
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
#define HOLDER_BYTES_MAX   512
#define PROCESS_COUNT_MAX  512        /* as many as the ids have room for; see id.c */

/* The lock of a SQLite file ------------------------------------------------------------------ */

/*
 * flock() belongs to the open file, so it falls with the process however that ends, and a second
 * open in the same process is refused as well. What stands in the file is for people: two lines,
 * the number of the process and its address. It is believed only while the lock is held.
 */

static void holder_read(struct arena *arena, int fd, struct db_holder *out)
{
	char *text = arena_alloc(arena, HOLDER_BYTES_MAX);
	ssize_t got = pread(fd, text, HOLDER_BYTES_MAX, 0);
	struct str rest = { text, got > 0 ? (size_t)got : 0 };
	struct str line = STR("");

	*out = (struct db_holder){ .pid = 0 };
	if (!str_cut(&rest, '\n', &line) || !str_int(line, &out->pid))
		return;
	/* Left by one that was killed; whoever holds the lock now does not say who it is. */
	if (out->pid < 1 || (kill((pid_t)out->pid, 0) != 0 && errno == ESRCH)) {
		out->pid = 0;
		return;
	}
	if (str_cut(&rest, '\n', &line))
		out->address = line;
}

static const struct err *holder_write(struct arena *arena, int fd, struct str path,
                                      struct str address)
{
	struct str text = str_fmt(arena, "%ld\n%.*s\n", (long)getpid(), STR_ARG(address));

	if (ftruncate(fd, 0) != 0 || pwrite(fd, text.ptr, text.len, 0) != (ssize_t)text.len)
		return err_errno(arena, errno, path);
	return NULL;
}

/* "./abdi.db (PID 1234, http://127.0.0.1:8080)" */
static const struct err *held(struct arena *arena, const struct db *db, int fd)
{
	struct db_holder holder;
	struct str value = db->address;

	holder_read(arena, fd, &holder);
	if (holder.pid > 0)
		value = str_fmt(arena, "%.*s (PID %lld%s%.*s)", STR_ARG(db->address),
		                (long long)holder.pid, holder.address.len > 0 ? ", " : "",
		                STR_ARG(holder.address));
	return err_new(arena, ERR_BUSY, STR("db"), "err.database_held", value);
}

const struct err *lock_file_take(struct arena *arena, struct db *db)
{
	struct str path = str_fmt(arena, "%.*s/lock", STR_ARG(db->folder));
	int fd = open(str_c(arena, path), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	const struct err *err;
	int failed;

	if (fd < 0)
		return err_errno(arena, errno, path);
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		db->lock_fd = fd;
		/* On a full disk the file can be read all the same. */
		(void)holder_write(arena, fd, path, STR(""));
		return NULL;
	}
	failed = errno;
	err = failed == EWOULDBLOCK ? held(arena, db, fd) : err_errno(arena, failed, path);
	close(fd);
	return err;
}

bool db_holder_find(struct arena *arena, struct str path, struct db_holder *out)
{
	char *lock = str_c(arena, str_fmt(arena, "%.*s.d/lock", STR_ARG(path)));
	int fd = open(lock, O_RDONLY | O_CLOEXEC);
	bool is_held;

	if (fd < 0)
		return false;
	is_held = flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
	if (is_held)
		holder_read(arena, fd, out);
	close(fd);
	return is_held;
}

const struct err *db_holder_tell(struct arena *arena, struct db *db, struct str address)
{
	if (db->lock_fd < 0)
		return NULL;
	return holder_write(arena, db->lock_fd, db->folder, address);
}

void lock_file_drop(struct db *db)
{
	if (db->lock_fd >= 0) {
		(void)!ftruncate(db->lock_fd, 0);
		close(db->lock_fd);
	}
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
