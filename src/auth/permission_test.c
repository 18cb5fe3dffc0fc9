/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/permission.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void every_permission_and_role_has_its_own_code(void **state)
{
	(void)state;
	for (size_t i = 0; i < PERMISSION_COUNT; i++) {
		assert_true(permission_code((enum permission)i).len > 0);
		for (size_t j = 0; j < i; j++)
			assert_false(str_eq(permission_code((enum permission)i),
			                    permission_code((enum permission)j)));
	}
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		enum role role = ROLE_COUNT;

		assert_true(role_parse(role_code((enum role)i), &role));
		assert_int_equal(role, i);
	}
}

static void nothing_else_is_a_role(void **state)
{
	static const char *const codes[] = { "", "Admin", "admin ", "king", "unit-head" };
	enum role role;

	(void)state;
	for (size_t i = 0; i < COUNT(codes); i++)
		assert_false(role_parse(str_of(codes[i]), &role));
}

static void the_matrix_is_the_agreed_one(void **state)
{
	/* In the order of the permissions behind signed_in: read, write, import, outlook, users,
	 * system. */
	static const char *const rows[ROLE_COUNT] = {
		[ROLE_ADMIN] = "yyyyyy",     [ROLE_PERSONNEL] = "yyyy--", [ROLE_LEADER] = "y--y--",
		[ROLE_UNIT_HEAD] = "y--y--", [ROLE_INSPECTOR] = "y--y--",
	};

	(void)state;
	for (size_t role = 0; role < ROLE_COUNT; role++) {
		assert_true(role_may((enum role)role, PERM_PUBLIC));
		assert_true(role_may((enum role)role, PERM_SIGNED_IN));
		for (size_t p = PERM_PEOPLE_READ; p < PERMISSION_COUNT; p++)
			assert_int_equal(role_may((enum role)role, (enum permission)p),
			                 rows[role][p - PERM_PEOPLE_READ] == 'y');
	}
}

static void who_changes_something_can_read_it(void **state)
{
	(void)state;
	for (size_t role = 0; role < ROLE_COUNT; role++)
		if (role_may((enum role)role, PERM_PEOPLE_WRITE) ||
		    role_may((enum role)role, PERM_IMPORT))
			assert_true(role_may((enum role)role, PERM_PEOPLE_READ));
}

static void a_scoped_role_opens_only_what_is_limited_by_scope(void **state)
{
	(void)state;
	assert_true(role_is_scoped(ROLE_UNIT_HEAD));
	for (size_t role = 0; role < ROLE_COUNT; role++) {
		if (!role_is_scoped((enum role)role))
			continue;
		assert_false(role_may((enum role)role, PERM_IMPORT));
		assert_false(role_may((enum role)role, PERM_USERS));
		assert_false(role_may((enum role)role, PERM_SYSTEM));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_permission_and_role_has_its_own_code),
		cmocka_unit_test(nothing_else_is_a_role),
		cmocka_unit_test(the_matrix_is_the_agreed_one),
		cmocka_unit_test(who_changes_something_can_read_it),
		cmocka_unit_test(a_scoped_role_opens_only_what_is_limited_by_scope),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
