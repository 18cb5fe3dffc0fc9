/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading side by side. Each thread has a connection of the pool and an arena of its own, and they
 * take tasks from one list. SQLite cannot hand a snapshot to another connection, so the writer's
 * count of commits tells whether two of them see the same; when not, the tasks run one by one.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "db/db.h"
#include "db/internal.h"
#include "sql_db.h"

/*
 *   next     the first task that nobody has taken
 *   failed   a task failed: none is begun any more
 */
struct list {
	const struct db_task *tasks;
	size_t count;
	_Atomic size_t next;
	_Atomic bool failed;
};

/*
 * A thread beside the caller's.
 *   stamp     of the caller's snapshot
 *   running   it was started, and has to be waited for
 */
struct helper {
	struct ctx c;
	struct db_conn *conn;
	struct list *list;
	int64_t stamp;
	pthread_t thread;
	bool running;
	const struct err *err;
};

static const struct err *list_run(struct list *list, struct ctx *c)
{
	while (!atomic_load(&list->failed)) {
		size_t at = atomic_fetch_add(&list->next, 1);
		const struct err *err;

		if (at >= list->count)
			return NULL;
		err = list->tasks[at].work(c, list->tasks[at].arg);
		if (err != NULL) {
			atomic_store(&list->failed, true);
			return err;
		}
	}
	return NULL;
}

/* A snapshot begins with the first statement that reads. */
static const struct err *snapshot_open(struct ctx *c)
{
	return db_exec(c, &SQL_DB_STEP_TABLE_EXISTS, DB_NONE);
}

/*
 * Both snapshots are open. When no commit has begun since before the caller's was, they are the
 * same; when one has, the caller does this thread's share.
 */
static const struct err *helper_work(struct ctx *c, void *arg)
{
	struct helper *h = arg;

	TRY(snapshot_open(c));
	return atomic_load(&c->db->commit_stamp) == h->stamp ? list_run(h->list, c) : NULL;
}

static void *helper_main(void *arg)
{
	struct helper *h = arg;

	h->err = conn_transact(&h->c, h->conn, &SQL_DB_BEGIN_READ, helper_work, h);
	return NULL;
}

/* Nothing to complain of when it cannot be had: there is the caller's thread. */
static void helper_start(struct helper *h, const struct ctx *c, struct list *list)
{
	*h = (struct helper){ .c = *c, .list = list, .stamp = c->conn->stamp };
	h->c.arena = arena_new(DB_TASK_BYTES_MAX);
	h->c.conn = NULL;
	if (conn_take_free(&h->c, &h->conn) == NULL && h->conn != NULL)
		h->running = quiet_thread_start(&h->thread, helper_main, h) == 0;
}

/* Its error, in the caller's arena. */
static const struct err *helper_end(struct helper *h, struct arena *arena)
{
	const struct err *err = NULL;

	if (h->running) {
		(void)pthread_join(h->thread, NULL);
		err = h->err == NULL ? NULL : err_copy(arena, h->err);
	}
	if (h->conn != NULL)
		conn_return(h->conn);
	arena_free(h->c.arena);
	return err;
}

/* A writing transaction has no stamp: nobody else can see what it wrote. */
static bool is_shareable(const struct ctx *c)
{
	int64_t stamp = c->conn->stamp;

	return !c->conn->brief && stamp != 0 && stamp % 2 == 0 &&
	       atomic_load(&c->db->commit_stamp) == stamp && sysconf(_SC_NPROCESSORS_ONLN) > 1;
}

/* The caller's share; its arena may be in use by a task of another thread. */
static const struct err *own_share(struct ctx *c, struct list *list)
{
	struct ctx own = *c;
	const struct err *err;

	own.arena = arena_new(DB_TASK_BYTES_MAX);
	err = list_run(list, &own);
	if (err != NULL)
		err = err_copy(c->arena, err);
	arena_free(own.arena);
	return err;
}

const struct err *db_tasks_run(struct ctx *c, const struct db_task *tasks, size_t count)
{
	struct list list = { .tasks = tasks, .count = count };
	struct helper helpers[DB_HELPERS_MAX];
	size_t helper_count = 0;
	const struct err *err, *helper_err;

	TRY(snapshot_open(c));
	while (is_shareable(c) && helper_count + 1 < count && helper_count < DB_HELPERS_MAX)
		helper_start(&helpers[helper_count++], c, &list);
	err = own_share(c, &list);
	for (size_t i = 0; i < helper_count; i++) {
		helper_err = helper_end(&helpers[i], c->arena);
		err = err == NULL ? helper_err : err;
	}
	return err;
}
