/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "law/law.h"

static void every_kind_has_a_code_that_reads_back(void **state)
{
	(void)state;
	for (int kind = 0; kind < POSITION_KIND_COUNT; kind++) {
		struct str code = law_position_kind_code((enum position_kind)kind);
		enum position_kind back = POSITION_KIND_COUNT;

		assert_true(code.len > 0);
		assert_true(law_position_kind_parse(code, &back));
		assert_int_equal(back, kind);
	}
}

static void other_codes_are_refused(void **state)
{
	enum position_kind kind;

	(void)state;
	assert_false(law_position_kind_parse(STR(""), &kind));
	assert_false(law_position_kind_parse(STR("jf"), &kind));
	assert_false(law_position_kind_parse(STR("JPT_"), &kind));
}

static void each_kind_is_management_or_functional_or_staff(void **state)
{
	(void)state;
	for (int kind = 0; kind < POSITION_KIND_COUNT; kind++) {
		int groups = (int)law_position_kind_is_managerial((enum position_kind)kind) +
		             (int)law_position_kind_is_functional((enum position_kind)kind) +
		             (int)(kind == POSITION_PELAKSANA);

		assert_int_equal(groups, 1);
	}
	assert_true(law_position_kind_is_managerial(POSITION_PENGAWAS));
	assert_true(law_position_kind_is_functional(POSITION_JF));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_has_a_code_that_reads_back),
		cmocka_unit_test(other_codes_are_refused),
		cmocka_unit_test(each_kind_is_management_or_functional_or_staff),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
