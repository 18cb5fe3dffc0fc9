/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "demo/random.h"

static void the_same_seed_gives_the_same_numbers_everywhere(void **state)
{
	struct demo_random r = demo_random_stream(1, 0);
	struct demo_random again = demo_random_stream(1, 0);

	(void)state;
	assert_true(demo_random_next(&r) == UINT64_C(0x5C5B2489B31BEB7B));
	assert_true(demo_random_next(&r) == UINT64_C(0xE6C3D212B3317FCC));
	(void)demo_random_next(&again);
	assert_true(demo_random_next(&again) == UINT64_C(0xE6C3D212B3317FCC));
}

static void seeds_and_streams_differ(void **state)
{
	struct demo_random a = demo_random_stream(1, 0);
	struct demo_random b = demo_random_stream(2, 0);
	struct demo_random c = demo_random_stream(1, 1);
	uint64_t first = demo_random_next(&a);

	(void)state;
	assert_true(first != demo_random_next(&b));
	assert_true(first != demo_random_next(&c));
}

static void numbers_stay_in_their_range_and_reach_both_ends(void **state)
{
	struct demo_random r = demo_random_stream(7, 3);
	int seen[5] = { 0 };

	(void)state;
	for (int i = 0; i < 5000; i++) {
		int n = demo_random_between(&r, 10, 14);

		assert_in_range(n, 10, 14);
		seen[n - 10]++;
	}
	for (int i = 0; i < 5; i++)
		assert_in_range(seen[i], 800, 1200);
	assert_int_equal(demo_random_between(&r, 3, 2), 3);
}

static void chances_come_about_as_often_as_told(void **state)
{
	struct demo_random r = demo_random_stream(7, 4);
	int hits = 0;

	(void)state;
	for (int i = 0; i < 10000; i++)
		hits += demo_random_chance(&r, 250);
	assert_in_range(hits, 2300, 2700);
}

static void shuffling_loses_nothing(void **state)
{
	struct demo_random r = demo_random_stream(7, 5);
	int items[50];
	int sum = 0;
	int moved = 0;

	(void)state;
	for (int i = 0; i < 50; i++)
		items[i] = i;
	demo_random_shuffle(&r, items, 50);
	for (int i = 0; i < 50; i++) {
		sum += items[i];
		moved += items[i] != i;
	}
	assert_int_equal(sum, 50 * 49 / 2);
	assert_true(moved > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_seed_gives_the_same_numbers_everywhere),
		cmocka_unit_test(seeds_and_streams_differ),
		cmocka_unit_test(numbers_stay_in_their_range_and_reach_both_ends),
		cmocka_unit_test(chances_come_about_as_often_as_told),
		cmocka_unit_test(shuffling_loses_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
