/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"

#define NOW INT64_C(1767582000123456) /* 2026-01-05T03:00:00.123456Z */

/* A log that writes into memory. */
struct memory {
	struct log log;
	char *text;
	size_t size;
};

static int setup(void **state)
{
	struct memory *memory = calloc(1, sizeof(*memory));

	assert_non_null(memory);
	memory->log.out = open_memstream(&memory->text, &memory->size);
	memory->log.level = LOG_INFO;
	assert_non_null(memory->log.out);
	*state = memory;
	return 0;
}

static int teardown(void **state)
{
	struct memory *memory = *state;

	fclose(memory->log.out);
	free(memory->text);
	free(memory);
	return 0;
}

static void a_line_is_logfmt_for_people(void **state)
{
	struct memory *memory = *state;

	log_line(&memory->log, LOG_INFO, NOW, "import", LOG_INT("rows", 9122),
	         LOG_STR("state", STR("done")), LOG_STR("why", STR("disk \"full\"")),
	         LOG_STR("none", STR("")));
	assert_string_equal(memory->text,
	                    "time=2026-01-05T03:00:00.123456Z level=info event=import rows=9122 "
	                    "state=done why=\"disk \\\"full\\\"\" none=\"\"\n");
}

static void a_line_is_an_object_for_machines(void **state)
{
	struct memory *memory = *state;

	memory->log.json = true;
	log_line(&memory->log, LOG_ERROR, NOW, "import", LOG_INT("rows", -1),
	         LOG_STR("state", STR("a\"b\\c\n\xFF")));
	assert_string_equal(memory->text,
	                    "{\"time\":\"2026-01-05T03:00:00.123456Z\",\"level\":\"error\","
	                    "\"event\":\"import\",\"rows\":-1,"
	                    "\"state\":\"a\\\"b\\\\c\\u000a\xEF\xBF\xBD\"}\n");
}

static void lines_above_the_level_are_dropped(void **state)
{
	struct memory *memory = *state;

	memory->log.level = LOG_WARN;
	log_write(&memory->log, LOG_DEBUG, NOW, "a", NULL, 0);
	log_write(&memory->log, LOG_INFO, NOW, "b", NULL, 0);
	fflush(memory->log.out);
	assert_int_equal(memory->size, 0);
	log_write(&memory->log, LOG_WARN, NOW, "c", NULL, 0);
	log_write(&memory->log, LOG_ERROR, NOW, "d", NULL, 0);
	assert_non_null(strstr(memory->text, "level=warn event=c\n"));
	assert_non_null(strstr(memory->text, "level=error event=d\n"));
}

/* Nobody can begin a line of their own or hide behind control characters. */
static void a_value_stays_on_its_line(void **state)
{
	struct memory *memory = *state;

	log_line(&memory->log, LOG_INFO, NOW, "x", LOG_STR("a", STR("1\nlevel=error \x1B[2J")));
	assert_ptr_equal(strchr(memory->text, '\n'), memory->text + memory->size - 1);
	assert_null(strchr(memory->text, '\x1B'));
}

static void a_line_of_any_size_is_json(void **state)
{
	struct arena *arena = arena_new(1u << 20);
	struct memory *memory = *state;
	const struct json_value *value;
	struct log_field fields[40];
	char bytes[600];

	memory->log.json = true;
	memset(bytes, '\x01', sizeof(bytes));
	bytes[sizeof(bytes) - 1] = '\0';
	for (size_t i = 0; i < COUNT(fields); i++) {
		struct str key = str_fmt(arena, "k%zu", i);

		fields[i] = LOG_STR(key.ptr, ((struct str){ bytes, sizeof(bytes) }));
	}
	log_write(&memory->log, LOG_INFO, NOW, bytes, NULL, 0);
	rewind(memory->log.out);
	log_write(&memory->log, LOG_INFO, NOW, "x", fields, COUNT(fields));
	assert_null(json_read(arena, (struct str){ memory->text, memory->size }, &value));
	assert_true(json_count(value) > 3);
	arena_free(arena);
}

static void times_before_1970_are_right(void **state)
{
	struct memory *memory = *state;

	log_write(&memory->log, LOG_INFO, -1, "x", NULL, 0);
	assert_non_null(strstr(memory->text, "time=1969-12-31T23:59:59.999999Z "));
}

static void levels_have_names(void **state)
{
	enum log_level level = LOG_INFO;

	(void)state;
	assert_true(log_level_parse(STR("error"), &level));
	assert_int_equal(level, LOG_ERROR);
	assert_true(log_level_parse(STR("debug"), &level));
	assert_int_equal(level, LOG_DEBUG);
	assert_false(log_level_parse(STR("Warn"), &level));
	assert_false(log_level_parse(STR(""), &level));
	assert_int_equal(level, LOG_DEBUG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_line_is_logfmt_for_people, setup, teardown),
		cmocka_unit_test_setup_teardown(a_line_is_an_object_for_machines, setup, teardown),
		cmocka_unit_test_setup_teardown(lines_above_the_level_are_dropped, setup, teardown),
		cmocka_unit_test_setup_teardown(a_value_stays_on_its_line, setup, teardown),
		cmocka_unit_test_setup_teardown(a_line_of_any_size_is_json, setup, teardown),
		cmocka_unit_test_setup_teardown(times_before_1970_are_right, setup, teardown),
		cmocka_unit_test(levels_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
