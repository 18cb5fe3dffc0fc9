/* SPDX-License-Identifier: Apache-2.0 */
#include "test/support.h"

#include "db/db.h"
#include "db/internal.h"

static void every_query_can_be_prepared(void **state)
{
	int refused = 0;

	for (size_t i = 0; i < db_query_count; i++) {
		const struct db_query *query = db_queries[i];
		const struct err *err = db_prepare(*state, query);

		assert_int_equal(query->id, i);
		if (err == NULL)
			continue;
		print_error("%s: %.*s\n", query->name, STR_ARG(err->detail));
		refused++;
	}
	assert_int_equal(refused, 0);
}

static void a_query_on_a_missing_table_is_refused(void **state)
{
	static const struct db_query wrong = {
		.name = "test.wrong",
		.sqlite = "SELECT id FROM no_such_table",
		.postgres = "SELECT id FROM no_such_table",
		.id = -1,
	};

	assert_err(db_prepare(*state, &wrong), ERR_INTERNAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_db(every_query_can_be_prepared),
		test_db(a_query_on_a_missing_table_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
