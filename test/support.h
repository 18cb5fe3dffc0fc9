/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_TEST_SUPPORT_H
#define ABDI_TEST_SUPPORT_H

/*
 * What database tests share. A test program that includes this header is run twice by
 * ./dev test, with ABDI_TEST_ENGINE=sqlite and =postgres.
 *
 *	static void post_without_holder_is_empty(void **state)
 *	{
 *		struct ctx *c = *state;
 *		…
 *	}
 *
 *	int main(void)
 *	{
 *		const struct CMUnitTest tests[] = {
 *			test_db(post_without_holder_is_empty),
 *		};
 *
 *		return cmocka_run_group_tests(tests, NULL, NULL);
 *	}
 */

/* cmocka.h needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

/* The instant at which every test happens: 2026-01-05T03:00:00Z, a Monday, 10:00 in Jakarta. */
#define TEST_NOW INT64_C(1767582000000000)

/* The agency of a test's context; the test adds its row when it needs one. */
#define TEST_AGENCY_ID 1

/* One test with a database of its own. */
#define test_db(function) cmocka_unit_test_setup_teardown(function, test_setup, test_teardown)

/*
 * Fixtures for cmocka: *state becomes a struct ctx on a fresh, migrated, empty database of the
 * engine under test, with TEST_NOW and TEST_AGENCY_ID; the teardown closes and drops it.
 */
int test_setup(void **state);
int test_teardown(void **state);

/* A context on one more empty database, not migrated; dropped with the test. */
struct ctx *test_context_empty(void);

/* The url of the database of a context made here, to open it once more or hand it to a command. */
struct str test_url(const struct ctx *c);

/* A folder for the files of the running test; removed with it. */
struct str test_folder(const struct ctx *c);

/* Close the database now, as a process that ends does; test_reopen() opens it again. */
void test_close(struct ctx *c);
void test_reopen(struct ctx *c);

/* The engine under test is SQLite. */
bool test_on_sqlite(void);

/*
 * The path of a file of the shared reference data, such as "roster/roster.csv": below
 * ABDI_SHARED/testdata, where ABDI_SHARED is ../shared unless set. Empty when it is not there;
 * then call skip().
 */
struct str test_shared_path(struct arena *arena, const char *name);

/* The whole of a file. Fails the test when it cannot be read. */
struct str test_read_file(struct arena *arena, struct str path);

/* Fail unless the call succeeded, and say why it did not. */
#define assert_ok(error) test_assert_ok((error), __FILE__, __LINE__)
void test_assert_ok(const struct err *error, const char *file, int line);

/* Fail unless the call was refused with that code, as in assert_err(f(), ERR_MISSING). */
#define assert_err(error, expected) test_assert_err((error), (expected), __FILE__, __LINE__)
void test_assert_err(const struct err *error, enum err_code expected, const char *file, int line);

/* Fail unless `actual` has exactly the bytes of the C string `expected`. */
#define assert_str(actual, expected) test_assert_str((actual), (expected), __FILE__, __LINE__)
void test_assert_str(struct str actual, const char *expected, const char *file, int line);

#endif
