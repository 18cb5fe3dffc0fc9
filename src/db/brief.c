/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading in a thread that others wait for. SQLite asks every now and then whether to go on, so
 * that also a pass over everybody, or a disk that is slow to answer, holds it up no longer than
 * DB_BRIEF_US.
 */
#include <assert.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"
#include "db/db.h"
#include "db/internal.h"
#include "sql_db.h"

struct brief {
	int64_t until_us;
	bool late;
};

static int64_t clock_us(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Stops once: what is said afterwards is the end of the transaction. */
static int is_late(void *arg)
{
	struct brief *brief = arg;

	if (brief->late || clock_us() < brief->until_us)
		return 0;
	brief->late = true;
	return 1;
}

const struct err *db_read_brief(struct ctx *c, db_work *work, void *arg, bool *done)
{
	struct brief brief = { .until_us = clock_us() + DB_BRIEF_US };
	struct db_conn *conn;
	const struct err *err;

	assert(c->conn == NULL);
	*done = false;
	if (c->db->ops->ask == NULL || atomic_load(&c->db->file_gone))
		return NULL;
	TRY(conn_take_free(c, &conn));
	if (conn == NULL)
		return NULL;
	conn->brief = true;
	c->db->ops->ask(conn, is_late, &brief);
	err = conn_transact(c, conn, &SQL_DB_BEGIN_READ, work, arg);
	c->db->ops->ask(conn, NULL, NULL);
	conn->brief = false;
	conn_return(conn);
	*done = !brief.late;
	return brief.late ? NULL : err;
}
