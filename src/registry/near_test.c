/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"
#include "registry/near.h"

static int setup(void **state)
{
	*state = arena_new(64u << 20);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static const struct {
	const char *a;
	const char *b;
	bool near;
} pairs[] = {
	/* slips of the pen */
	{ "Dinas Keshatan", "Dinas Kesehatan", true },
	{ "Dinas Kesehtaan", "Dinas Kesehatan", true },
	{ "Dinas Kesehatann", "Dinas Kesehatan", true },
	{ "Dinas Kesahatan", "Dinas Kesehatan", true },
	{ "Dians Kesehatan", "Dinas Kesehatan", true },
	{ "Puskemas Slawi", "Puskesmas Slawi", true },
	{ "Kecamatan Pagerbrang", "Kecamatan Pagerbarang", true },
	{ "Inspektorat", "Inspektrat", true },
	/* the same is not near, nor are two slips, nor two words */
	{ "Dinas Kesehatan", "Dinas Kesehatan", false },
	{ "DINAS KESEHATAN", "Dinas Kesehatan", false },
	{ "Dinas Keshatn", "Dinas Kesehatan", false },
	{ "Dins Keshatan", "Dinas Kesehatan", false },
	{ "Dinas Kesehatan", "Dinas Kesehatan Hewan", false },
	{ "Desa Karangsari", "Desa Karangjati", false },
	/* numbers mean what they say */
	{ "SMP Negeri 1", "SMP Negeri 2", false },
	{ "SMP Negeri 1 Slawi", "SMP Negeri 2 Slawi", false },
	{ "SMP Negeri 10", "SMP Negeri 11", false },
	{ "SDN Bojong 01", "SDN Bojong 02", false },
	{ "SDN Bojong0001", "SDN Bojong0002", false },
	{ "Seksi I", "Seksi II", false },
	{ "Bidang III", "Bidang IIII", false },
	{ "Subbagian VIII", "Subbagian XIII", false },
	/* other names */
	{ "Kecamatan Tarub", "Kecamatan Talang", false },
	{ "Bagian Umum", "Bagian Hukum", false },
	{ "Bidang SMA", "Bidang SMK", false },
	{ "Bidang SD", "Bidang SMP", false },
	{ "Dinas Sosial", "Dinas Pasar", false },
	{ "Desa Bakti", "Desa Sakti", false },
	{ "", "", false },
	{ "a", "", false },
};

static void nearly_the_same_is_told_from_different(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct str a = text_sort_key(*state, str_of(pairs[i].a));
		struct str b = text_sort_key(*state, str_of(pairs[i].b));

		if (near_same(a, b) != pairs[i].near || near_same(b, a) != pairs[i].near)
			fail_msg("\"%s\" and \"%s\" should be %d", pairs[i].a, pairs[i].b,
			         pairs[i].near);
	}
}

/* The index must find exactly what the comparison finds. */
static void the_index_agrees_with_the_comparison(void **state)
{
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct near_index *index = near_new(*state);
		struct str a = text_sort_key(*state, str_of(pairs[i].a));
		struct str b = text_sort_key(*state, str_of(pairs[i].b));

		near_add(index, 7, a, str_of(pairs[i].a));
		assert_int_equal(near_find(index, 7, b).len > 0, pairs[i].near);
		if (pairs[i].near)
			assert_true(str_eq(near_find(index, 7, b), str_of(pairs[i].a)));
		assert_int_equal(near_find(index, 8, b).len, 0);
	}
}

static void a_name_is_found_among_many(void **state)
{
	struct near_index *index = near_new(*state);

	for (int i = 0; i < 20000; i++) {
		struct str key = str_fmt(*state, "sd negeri kedungbanteng %d", i);

		near_add(index, 1, key, key);
	}
	near_add(index, 1, STR("sd negeri pagerbarang"), STR("SD Negeri Pagerbarang"));
	assert_true(str_eq(near_find(index, 1, STR("sd negeri pagerbarng")),
	                   STR("SD Negeri Pagerbarang")));
	assert_int_equal(near_find(index, 1, STR("sd negeri kedungbanteng 20001")).len, 0);
	assert_true(str_eq(near_find(index, 1, STR("sd negeri kedungbantang 15")),
	                   STR("sd negeri kedungbanteng 15")));
}

static void very_long_names_are_left_alone(void **state)
{
	struct near_index *index = near_new(*state);
	struct str words = STR("aaaa bbbb cccc dddd eeee ffff gggg hhhh iiij kkkk llll mmmm nnnn");
	char letters[400];
	struct str word = { letters, sizeof(letters) };

	for (size_t i = 0; i < sizeof(letters); i++)
		letters[i] = (char)('a' + i % 20);
	near_add(index, 1, words, words);
	near_add(index, 1, word, word);
	assert_int_equal(near_find(index, 1, words).len, 0);
	assert_int_equal(near_find(index, 1, word).len, 0);
	assert_false(near_same(words, words));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nearly_the_same_is_told_from_different),
		cmocka_unit_test(the_index_agrees_with_the_comparison),
		cmocka_unit_test(a_name_is_found_among_many),
		cmocka_unit_test(very_long_names_are_left_alone),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
