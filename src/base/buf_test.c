/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

static int setup(void **state)
{
	*state = arena_new(16u << 20);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static void assert_buf(const struct buf *buf, struct str expected)
{
	struct str got = buf_str(buf);

	if (!str_eq(got, expected))
		fail_msg("got \"%.*s\", expected \"%.*s\"", STR_ARG(got), STR_ARG(expected));
}

static void an_unused_buffer_is_the_empty_str(void **state)
{
	struct buf buf;

	buf_init(&buf, *state);
	assert_buf(&buf, STR(""));
	buf_add(&buf, (struct str){ NULL, 0 });
	assert_buf(&buf, STR(""));
}

static void everything_is_added_at_the_end(void **state)
{
	struct buf buf;

	buf_init(&buf, *state);
	buf_add(&buf, STR("rows="));
	buf_add_int(&buf, 9122);
	buf_add_char(&buf, ';');
	buf_add_fmt(&buf, "%03d:%s", 7, "x");
	assert_buf(&buf, STR("rows=9122;007:x"));
}

static void it_grows_and_keeps_its_room_when_cleared(void **state)
{
	struct buf buf;
	size_t cap;

	buf_init(&buf, *state);
	for (int i = 0; i < 100000; i++)
		buf_add_char(&buf, (char)('a' + i % 26));
	for (int i = 0; i < 100000; i++)
		assert_int_equal(buf.ptr[i], 'a' + i % 26);
	cap = buf.cap;
	buf_clear(&buf);
	assert_buf(&buf, STR(""));
	buf_add(&buf, STR("x"));
	assert_int_equal(buf.cap, cap);
}

static void a_part_of_itself_can_be_added(void **state)
{
	struct buf buf;

	buf_init(&buf, *state);
	buf_add(&buf, STR("abcdefgh"));
	for (int i = 0; i < 10; i++)
		buf_add(&buf, buf_str(&buf));
	assert_int_equal(buf.len, 8 << 10);
	assert_memory_equal(buf.ptr + buf.len - 8, "abcdefgh", 8);
}

static void numbers_are_written_to_both_ends_of_their_range(void **state)
{
	struct buf buf;

	buf_init(&buf, *state);
	buf_add_int(&buf, 0);
	buf_add_char(&buf, ' ');
	buf_add_int(&buf, INT64_MAX);
	buf_add_char(&buf, ' ');
	buf_add_int(&buf, INT64_MIN);
	assert_buf(&buf, STR("0 9223372036854775807 -9223372036854775808"));
	for (int n = -1100; n <= 1100; n++) {
		buf_clear(&buf);
		buf_add_int(&buf, n);
		assert_buf(&buf, str_fmt(*state, "%d", n));
	}
}

static void code_points_become_utf8(void **state)
{
	static const struct {
		uint32_t code_point;
		struct str expected;
	} rows[] = {
		{ 0, STR_INIT("\0") },
		{ 0x7F, STR_INIT("\x7F") },
		{ 0x80, STR_INIT("\xC2\x80") },
		{ 0x7FF, STR_INIT("\xDF\xBF") },
		{ 0x800, STR_INIT("\xE0\xA0\x80") },
		{ 0xD7FF, STR_INIT("\xED\x9F\xBF") },
		{ 0xD800, STR_INIT("\xEF\xBF\xBD") },
		{ 0xDFFF, STR_INIT("\xEF\xBF\xBD") },
		{ 0xFFFF, STR_INIT("\xEF\xBF\xBF") },
		{ 0x10000, STR_INIT("\xF0\x90\x80\x80") },
		{ 0x10FFFF, STR_INIT("\xF4\x8F\xBF\xBF") },
		{ 0x110000, STR_INIT("\xEF\xBF\xBD") },
		{ UINT32_MAX, STR_INIT("\xEF\xBF\xBD") },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf buf;

		buf_init(&buf, *state);
		buf_add_utf8(&buf, rows[i].code_point);
		assert_buf(&buf, rows[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_unused_buffer_is_the_empty_str),
		cmocka_unit_test(everything_is_added_at_the_end),
		cmocka_unit_test(it_grows_and_keeps_its_room_when_cleared),
		cmocka_unit_test(a_part_of_itself_can_be_added),
		cmocka_unit_test(numbers_are_written_to_both_ends_of_their_range),
		cmocka_unit_test(code_points_become_utf8),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
