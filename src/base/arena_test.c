/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"

#define ROOMY (64u << 20)

/* What deferred calls leave behind, in the order in which they ran. */
static struct {
	char marks[16];
	size_t count;
} ran;

static char letters[] = "abc";

static void note(void *arg)
{
	const char *mark = arg;

	ran.marks[ran.count++] = *mark;
	ran.marks[ran.count] = '\0';
}

static int reset(void **state)
{
	(void)state;
	memset(&ran, 0, sizeof(ran));
	return 0;
}

static void memory_is_zeroed_and_aligned(void **state)
{
	struct arena *arena = arena_new(ROOMY);

	(void)state;
	for (size_t size = 0; size < 300; size++) {
		unsigned char *ptr = arena_alloc(arena, size);

		assert_int_equal((uintptr_t)ptr % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(ptr[i], 0);
		memset(ptr, 0xA5, size);
	}
	arena_free(arena);
}

static void memory_is_zeroed_again_after_a_rewind(void **state)
{
	struct arena *arena = arena_new(ROOMY);

	(void)state;
	for (int turn = 0; turn < 3; turn++) {
		struct arena_mark mark = arena_mark(arena);
		size_t size = 100000;
		unsigned char *ptr = arena_alloc(arena, size);

		for (size_t i = 0; i < size; i++)
			assert_int_equal(ptr[i], 0);
		memset(ptr, 0xFF, size);
		arena_rewind(arena, mark);
	}
	arena_free(arena);
}

static void pieces_do_not_touch_each_other(void **state)
{
	struct arena *arena = arena_new(ROOMY);
	unsigned char *pieces[500];

	(void)state;
	for (size_t i = 0; i < COUNT(pieces); i++) {
		pieces[i] = arena_alloc(arena, i * 7);
		memset(pieces[i], (int)(i & 0xFF), i * 7);
	}
	for (size_t i = 0; i < COUNT(pieces); i++) {
		for (size_t j = 0; j < i * 7; j++)
			assert_int_equal(pieces[i][j], i & 0xFF);
	}
	arena_free(arena);
}

static void deferred_calls_run_newest_first(void **state)
{
	struct arena *arena = arena_new(ROOMY);

	(void)state;
	arena_defer(arena, note, &letters[0]);
	arena_defer(arena, note, &letters[1]);
	arena_defer(arena, note, &letters[2]);
	assert_int_equal(ran.count, 0);
	arena_free(arena);
	assert_string_equal(ran.marks, "cba");
}

static struct arena *deferring;

static void defer_more(void *arg)
{
	note(arg);
	arena_defer(deferring, note, &letters[2]);
}

static void a_deferred_call_may_defer_another(void **state)
{
	(void)state;
	deferring = arena_new(ROOMY);
	arena_defer(deferring, note, &letters[0]);
	arena_defer(deferring, defer_more, &letters[1]);
	arena_free(deferring);
	assert_string_equal(ran.marks, "bca");
}

static void rewinding_runs_only_what_was_deferred_since(void **state)
{
	struct arena *arena = arena_new(ROOMY);
	struct arena_mark mark;
	size_t used;

	(void)state;
	arena_defer(arena, note, &letters[0]);
	used = arena_used_bytes(arena);
	mark = arena_mark(arena);
	arena_defer(arena, note, &letters[1]);
	arena_alloc(arena, 1u << 20);
	arena_defer(arena, note, &letters[2]);
	assert_true(arena_used_bytes(arena) > 1u << 20);
	arena_rewind(arena, mark);
	assert_string_equal(ran.marks, "cb");
	assert_int_equal(arena_used_bytes(arena), used);
	arena_free(arena);
	assert_string_equal(ran.marks, "cba");
}

static void rewinding_an_empty_arena_to_its_beginning_is_fine(void **state)
{
	struct arena *arena = arena_new(ROOMY);
	struct arena_mark mark = arena_mark(arena);

	(void)state;
	arena_rewind(arena, mark);
	arena_alloc(arena, 10);
	arena_rewind(arena, mark);
	assert_int_equal(arena_used_bytes(arena), 0);
	arena_free(arena);
}

static void a_loop_with_rewinds_stays_within_the_bound(void **state)
{
	struct arena *arena = arena_new(1u << 20);

	(void)state;
	arena_alloc(arena, 1000);
	for (int turn = 0; turn < 1000; turn++) {
		struct arena_mark mark = arena_mark(arena);

		for (int i = 0; i < 8; i++)
			arena_alloc(arena, 60000);
		arena_rewind(arena, mark);
	}
	arena_free(arena);
}

/* Run in a child, whose standard error is thrown away: it must end by a signal. */
static void assert_stops(void (*fn)(void))
{
	int status;
	pid_t child = fork();

	assert_true(child >= 0);
	if (child == 0) {
		if (freopen("/dev/null", "w", stderr) != NULL)
			fn();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

static void pass_the_bound(void)
{
	struct arena *arena = arena_new(1000);

	arena_alloc(arena, 600);
	arena_alloc(arena, 600);
}

static void overflow_an_array(void)
{
	arena_array(arena_new(SIZE_MAX), SIZE_MAX / 4, 8);
}

static void passing_the_bound_stops_the_process(void **state)
{
	(void)state;
	assert_stops(pass_the_bound);
}

static void an_array_that_overflows_stops_the_process(void **state)
{
	(void)state;
	assert_stops(overflow_an_array);
}

static void freeing_nothing_is_fine(void **state)
{
	(void)state;
	arena_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_and_aligned),
		cmocka_unit_test(memory_is_zeroed_again_after_a_rewind),
		cmocka_unit_test(pieces_do_not_touch_each_other),
		cmocka_unit_test_setup(deferred_calls_run_newest_first, reset),
		cmocka_unit_test_setup(a_deferred_call_may_defer_another, reset),
		cmocka_unit_test_setup(rewinding_runs_only_what_was_deferred_since, reset),
		cmocka_unit_test(rewinding_an_empty_arena_to_its_beginning_is_fine),
		cmocka_unit_test(a_loop_with_rewinds_stays_within_the_bound),
		cmocka_unit_test(passing_the_bound_stops_the_process),
		cmocka_unit_test(an_array_that_overflows_stops_the_process),
		cmocka_unit_test(freeing_nothing_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
