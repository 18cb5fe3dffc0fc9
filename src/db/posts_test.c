/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "db/db.h"
#include "db/internal.h"
#include "sql_db.h"
#include "test/support.h"

#define FIRST 100000 /* no step of the schema has such a number */

#define QUERY(text)                                                                        \
	(&(const struct db_query){ .name = "test", .sqlite = (text), .postgres = (text), \
	                           .id = -1 })

/* Rows to post as one job. */
struct posting {
	int count;
	size_t text_bytes; /* of each row's digest */
	int twice;         /* the row that comes again at the end; -1 for none */
	int64_t seen;      /* rows that a question in the middle of the job has counted */
};

static const struct err *count_work(struct ctx *c, void *arg)
{
	struct db_rows *row;
	bool found;

	TRY(db_find(c, QUERY("SELECT count(*) FROM schema_step WHERE number >= 100000"), DB_NONE,
	            &row, &found));
	*(int64_t *)arg = db_col_int(row, 0);
	return NULL;
}

static const struct err *post(struct ctx *c, const struct posting *p, int i)
{
	char name[16];
	char *digest = arena_alloc(c->arena, p->text_bytes + 1);

	/* Neither text lives longer than this call. */
	snprintf(name, sizeof(name), "row %d", i);
	memset(digest, 'a' + i % 26, p->text_bytes);
	TRY(db_post(c, &SQL_DB_STEP_ADD,
	            DB_BIND(db_int(FIRST + i), db_str(str_of(name)),
	                    db_str((struct str){ digest, p->text_bytes }), db_int(i))));
	memset(name, 'x', sizeof(name));
	memset(digest, 'x', p->text_bytes);
	return NULL;
}

static const struct err *post_all(struct ctx *c, void *arg)
{
	struct posting *p = arg;

	for (int i = 0; i < p->count; i++) {
		TRY(post(c, p, i));
		if (i == p->count / 2)
			TRY(count_work(c, &p->seen));
	}
	return p->twice < 0 ? NULL : post(c, p, p->twice);
}

static int64_t rows(struct ctx *c)
{
	int64_t count;

	assert_ok(db_read(c, count_work, &count));
	return count;
}

static const struct err *same_work(struct ctx *c, void *arg)
{
	const struct posting *p = arg;
	struct db_rows *row;
	bool more;

	TRY(db_query(c,
	             QUERY("SELECT number, name, digest FROM schema_step WHERE number >= 100000"
	                   " ORDER BY number"),
	             DB_NONE, &row));
	for (int i = 0; i < p->count; i++) {
		char name[16];
		struct str digest;

		TRY(db_next(row, &more));
		assert_true(more);
		snprintf(name, sizeof(name), "row %d", i);
		digest = db_col_str(row, 2);
		assert_int_equal(db_col_int(row, 0), FIRST + i);
		assert_true(str_eq(db_col_str(row, 1), str_of(name)));
		assert_int_equal(digest.len, p->text_bytes);
		assert_true(digest.len == 0 || digest.ptr[digest.len - 1] == 'a' + i % 26);
	}
	return NULL;
}

static void rows_arrive_as_they_were_posted(void **state)
{
	const struct posting postings[] = {
		{ .count = 1, .text_bytes = 10, .twice = -1 },
		{ .count = POSTS_ROWS - 1, .text_bytes = 0, .twice = -1 },
		{ .count = POSTS_ROWS, .text_bytes = 64, .twice = -1 },
		{ .count = 5 * POSTS_ROWS + 7, .text_bytes = 64, .twice = -1 },
		/* Texts that fill the room before the rows do, and one that has none. */
		{ .count = 50, .text_bytes = 3000, .twice = -1 },
		{ .count = 5, .text_bytes = 20000, .twice = -1 },
	};

	for (size_t i = 0; i < sizeof(postings) / sizeof(*postings); i++) {
		struct posting p = postings[i];
		struct ctx *c;

		if (i > 0) {
			assert_int_equal(test_teardown(state), 0);
			assert_int_equal(test_setup(state), 0);
		}
		c = *state;
		assert_ok(db_write(c, post_all, &p));
		assert_int_equal(rows(c), p.count);
		assert_ok(db_read(c, same_work, &p));
	}
}

static void a_question_sees_what_was_posted_before_it(void **state)
{
	struct posting p = { .count = 75, .text_bytes = 8, .twice = -1 };

	assert_ok(db_write(*state, post_all, &p));
	assert_int_equal(p.seen, 75 / 2 + 1);
}

static void a_row_that_cannot_go_in_takes_its_job_along_and_no_other(void **state)
{
	struct ctx *c = *state;
	struct posting good = { .count = 40, .text_bytes = 8, .twice = -1 };
	const int twices[] = { 0, 70, 99 };

	for (size_t i = 0; i < sizeof(twices) / sizeof(*twices); i++) {
		struct posting bad = { .count = 100, .text_bytes = 8, .twice = twices[i] };

		assert_err(db_write(c, post_all, &bad), ERR_CONFLICT);
		assert_int_equal(rows(c), 0);
	}
	assert_ok(db_write(c, post_all, &good));
	assert_int_equal(rows(c), 40);
}

static const struct err *give_up(struct ctx *c, void *arg)
{
	struct posting *p = arg;

	TRY(post(c, p, 0));
	return err_detail(c->arena, ERR_INVALID, "err.io", "changed its mind");
}

static void what_a_job_posted_before_it_failed_is_gone(void **state)
{
	struct ctx *c = *state;
	struct posting p = { .count = 3, .text_bytes = 8, .twice = -1 };

	assert_err(db_write(c, give_up, &p), ERR_INVALID);
	assert_int_equal(rows(c), 0);
	assert_ok(db_write(c, post_all, &p));
	assert_int_equal(rows(c), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_db(rows_arrive_as_they_were_posted),
		test_db(a_question_sees_what_was_posted_before_it),
		test_db(a_row_that_cannot_go_in_takes_its_job_along_and_no_other),
		test_db(what_a_job_posted_before_it_failed_is_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
