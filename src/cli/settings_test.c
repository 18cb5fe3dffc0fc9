/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

#define ARENA_BYTES_MAX (1u << 20)

static int setup(void **state)
{
	*state = arena_new(ARENA_BYTES_MAX);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static struct settings read_good(struct arena *arena, const char *const *environment,
                                 const struct args *args)
{
	struct settings settings;

	assert_null(settings_read(arena, environment, args, &settings));
	return settings;
}

static void a_flag_wins_over_the_environment_and_that_over_the_default(void **state)
{
	const char *const environment[] = { "ABDI_DATABASE=env.db", "ABDI_LOG=info", NULL };
	struct args args = { .given.common[ARGS_DB] = { true, STR_INIT("flag.db") } };
	struct settings settings = read_good(*state, environment, &args);

	assert_true(str_eq(settings.all[SETTING_DATABASE].value, STR("flag.db")));
	assert_true(str_eq(settings.all[SETTING_DATABASE].source, STR("--db")));
	assert_int_equal(settings.log_level, LOG_INFO);
	assert_true(str_eq(settings.all[SETTING_LOG].source, STR("ABDI_LOG")));
	args = (struct args){ 0 };
	settings = read_good(*state, environment, &args);
	assert_true(str_eq(settings.all[SETTING_DATABASE].value, STR("env.db")));
	settings = read_good(*state, environment + 2, &args);
	assert_true(str_eq(settings.all[SETTING_DATABASE].value, STR("abdi.db")));
	assert_int_equal(settings.all[SETTING_DATABASE].source.len, 0);
}

static void the_locale_tells_the_language_unless_told_otherwise(void **state)
{
	const char *const locale[] = { "LANG=en_US.UTF-8", "LC_ALL=", NULL };
	const char *const both[] = { "LANG=en_US.UTF-8", "ABDI_LANG=id", NULL };
	const char *const strongest[] = { "LANG=en_US", "LC_MESSAGES=id_ID", NULL };
	const char *const none[] = { NULL };
	struct args args = { 0 };

	assert_int_equal(read_good(*state, locale, &args).lang, LANG_EN);
	assert_int_equal(read_good(*state, both, &args).lang, LANG_ID);
	assert_int_equal(read_good(*state, strongest, &args).lang, LANG_ID);
	assert_int_equal(read_good(*state, none, &args).lang, LANG_ID);
	assert_int_equal(settings_lang(none, STR("en")), LANG_EN);
}

static void wrong_settings_are_refused(void **state)
{
	static const struct {
		const char *variable;
		const char *message;
	} rows[] = {
		{ "ABDI_DATABSE=a.db", "err.setting_unknown" },
		{ "ABDI_=", "err.setting_unknown" },
		{ "ABDI_LANG=fr", "err.setting_lang" },
		{ "ABDI_LOG=loud", "err.setting_log" },
		{ "ABDI_NOW=2021-01-01", "err.setting_not_instant" },
		{ "ABDI_NOW=2021-01-01T24:00:00Z", "err.setting_not_instant" },
		{ "ABDI_NOW=2021-02-30T00:00:00Z", "err.setting_not_instant" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *const environment[] = { rows[i].variable, NULL };
		struct args args = { 0 };
		struct settings settings;
		const struct err *error = settings_read(*state, environment, &args, &settings);

		assert_non_null(error);
		assert_int_equal(error->code, ERR_USAGE);
		assert_string_equal(error->message, rows[i].message);
	}
}

static void tests_may_fix_the_clock(void **state)
{
	const char *const environment[] = { "ABDI_NOW=1970-01-02T01:02:03Z", "ABDI_TEST_ENGINE=x",
		                            NULL };
	struct args args = { 0 };
	struct settings settings = read_good(*state, environment, &args);

	assert_true(settings.clock_fixed);
	assert_int_equal(settings.fixed_now, INT64_C(90123000000));
}

static void a_password_is_never_shown(void **state)
{
	static const struct {
		const char *url;
		const char *shown;
	} rows[] = {
		{ "abdi.db", "abdi.db" },
		{ "postgresql:///a?host=/run", "postgresql:///a?host=/run" },
		{ "postgresql://me@h/a", "postgresql://me@h/a" },
		{ "postgresql://me:secret@h/a", "postgresql://me:***@h/a" },
		{ "postgresql:///a?password=secret&host=h", "postgresql:///a?password=***&host=h" },
		{ "postgresql://me:one@h/a?password=two", "postgresql://me:***@h/a?password=***" },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		assert_string_equal(str_c(*state, settings_redact(*state, str_of(rows[i].url))),
		                    rows[i].shown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_flag_wins_over_the_environment_and_that_over_the_default),
		cmocka_unit_test(the_locale_tells_the_language_unless_told_otherwise),
		cmocka_unit_test(wrong_settings_are_refused),
		cmocka_unit_test(tests_may_fix_the_clock),
		cmocka_unit_test(a_password_is_never_shown),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
