/* SPDX-License-Identifier: Apache-2.0 */
/* The commands as a user runs them, on a database that does not exist yet. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/json.h"
#include "cli/internal.h"
#include "db/db.h"
#include "test/support.h"

#define WORDS_MAX 24
#define ENV_NOW   "ABDI_NOW=2026-01-05T03:00:00Z"

/* A place without an open database, so that commands can have it. */
struct stage {
	struct ctx *c;
	struct arena *arena;
	struct str beside; /* db_folder */
	char *out;
	char *err;
	int exit_code;
};

static struct stage *stage_new(void)
{
	struct arena *arena = arena_new(64u << 20);
	struct stage *stage = ARENA_NEW(arena, struct stage);

	stage->arena = arena;
	stage->c = test_context_empty();
	stage->beside = str_copy(arena, db_folder(stage->c->db));
	test_close(stage->c);
	/* Opening made the file; a first run has none. On PostgreSQL the path is no path. */
	unlink(str_c(arena, test_url(stage->c)));
	return stage;
}

static int stage_setup(void **state)
{
	*state = stage_new();
	return 0;
}

static int stage_teardown(void **state)
{
	struct stage *stage = *state;

	free(stage->out);
	free(stage->err);
	arena_free(stage->arena);
	return test_teardown(NULL);
}

#define test_stage(function) cmocka_unit_test_setup_teardown(function, stage_setup, stage_teardown)

/* Run abdi with these words, NULL ends, and keep what it wrote. */
static int run(struct stage *stage, const char *const *words)
{
	static const char *const environment[] = { ENV_NOW, "ABDI_LANG=en", NULL };
	const char *argv[WORDS_MAX + 3] = { "abdi", "--db",
		                            str_c(stage->arena, test_url(stage->c)) };
	size_t out_len;
	size_t err_len;
	FILE *out;
	FILE *err;
	int argc = 3;

	free(stage->out);
	free(stage->err);
	stage->out = NULL;
	stage->err = NULL;
	out = open_memstream(&stage->out, &out_len);
	err = open_memstream(&stage->err, &err_len);
	assert_non_null(out);
	assert_non_null(err);
	for (size_t i = 0; words[i] != NULL; i++)
		argv[argc++] = words[i];
	stage->exit_code = cli_run(argc, argv, environment, out, err);
	fclose(out);
	fclose(err);
	return stage->exit_code;
}

#define RUN(stage, ...) run((stage), (const char *const[]){ __VA_ARGS__, NULL })

/* The exit code, and what must stand in the words to people ("" for none at all). */
#define assert_run(stage, code, words, ...)                                      \
	do {                                                                     \
		int got_ = RUN(stage, __VA_ARGS__);                              \
		check_run(stage, got_, code, words, __FILE__, __LINE__);         \
	} while (0)

static void check_run(struct stage *stage, int got, int code, const char *words, const char *file,
                      int line)
{
	bool said = words[0] == '\0' ? stage->err[0] == '\0'
	                             : str_find(str_of(stage->err), str_of(words)) >= 0;

	if (got == code && said)
		return;
	print_error("exit %d instead of %d; said: %s\nwrote: %s\n", got, code, stage->err,
	            stage->out);
	_fail(file, line);
}

static bool wrote(struct stage *stage, const char *text)
{
	return str_find(str_of(stage->out), str_of(text)) >= 0;
}

static const char *password_file(struct stage *stage, const char *line)
{
	const char *path = str_c(stage->arena, str_fmt(stage->arena, "%.*s/password.txt",
	                                               STR_ARG(test_folder(stage->c))));
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(line, file);
	assert_int_equal(fclose(file), 0);
	return path;
}

static int init(struct stage *stage, const char *region, const char *password)
{
	return RUN(stage, "init", "--agency", "Kabupaten Contoh", "--region", region, "--admin",
	           "admin", "--password-file", password_file(stage, password));
}

#define GOOD_PASSWORD "benar kuda baterai\n"

static void init_founds_one_agency(void **state)
{
	struct stage *stage = *state;
	struct stat status;
	struct str blobs;

	assert_int_equal(init(stage, "33.28", GOOD_PASSWORD), CLI_DONE);
	assert_non_null(strstr(stage->err, "Kabupaten Contoh"));
	assert_int_equal(stage->out[0], '\0');
	assert_int_equal(init(stage, "33.28", GOOD_PASSWORD), CLI_FAILED);
	assert_non_null(strstr(stage->err, "already holds Kabupaten Contoh"));
	blobs = str_fmt(stage->arena, "%.*s/blobs", STR_ARG(stage->beside));
	assert_int_equal(stat(str_c(stage->arena, blobs), &status), 0);
}

static const char *config_file(struct stage *stage, const char *text)
{
	const char *path = str_c(stage->arena, str_fmt(stage->arena, "%.*s/init.json",
	                                               STR_ARG(test_folder(stage->c))));
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	return path;
}

static const char *config_with(struct stage *stage, const char *more)
{
	return config_file(
		stage, str_c(stage->arena,
	                     str_fmt(stage->arena,
	                             "{\"agency\": \"Kabupaten Contoh\", \"region\": \"33.28\", "
	                             "\"admin\": \"admin\", \"password_file\": \"%s\"%s}",
	                             password_file(stage, GOOD_PASSWORD), more)));
}

static void init_takes_its_answers_from_a_file(void **state)
{
	struct stage *stage = *state;

	assert_run(stage, CLI_DONE, "Kabupaten Contoh", "init", "--config",
	           config_with(stage, ", \"data\": \"empty\""));
	assert_run(stage, CLI_DONE, "", "user", "list");
	assert_true(wrote(stage, "admin"));
	assert_run(stage, CLI_FAILED, "already holds", "init", "--config", config_with(stage, ""));
}

static void options_win_over_the_file_of_answers(void **state)
{
	struct stage *stage = *state;

	assert_run(stage, CLI_DONE, "Kota Lain", "init", "--agency", "Kota Lain", "--config",
	           config_with(stage, ""));
}

static void wrong_files_of_answers_make_nothing(void **state)
{
	struct stage *stage = *state;

	assert_run(stage, CLI_USAGE, "no JSON object", "init", "--config", config_file(stage, "x"));
	assert_run(stage, CLI_USAGE, "no JSON object", "init", "--config",
	           config_file(stage, "[1]"));
	assert_run(stage, CLI_USAGE, "no “region_code”", "init", "--config",
	           config_with(stage, ", \"region_code\": \"33\""));
	assert_run(stage, CLI_USAGE, "password does not stand", "init", "--config",
	           config_with(stage, ", \"password\": \"rahasia rahasia\""));
	assert_run(stage, CLI_USAGE, "must be text", "init", "--config",
	           config_with(stage, ", \"data\": 1"));
	assert_run(stage, CLI_USAGE, "first data", "init", "--config",
	           config_with(stage, ", \"data\": \"roster.csv\""));
	assert_run(stage, CLI_USAGE, "--region", "init", "--config",
	           config_file(stage, "{\"agency\": \"A\"}"));
	assert_run(stage, CLI_FAILED, "not found", "init", "--config", "/no/such/file");
	if (test_on_sqlite())
		assert_int_not_equal(access(str_c(stage->arena, test_url(stage->c)), F_OK), 0);
}

static void init_makes_the_sample_and_goes_on_with_one_nobody_owns(void **state)
{
	struct stage *stage = *state;
	const char *config;

	assert_run(stage, CLI_DONE, "abdi user add admin", "demo");
	/* Without an account it belongs to nobody: the messages say what mends it. */
	assert_run(stage, CLI_FAILED, "abdi user add admin", "init", "--config",
	           config_with(stage, ""));
	config = config_with(stage, ", \"data\": \"sample\"");
	assert_run(stage, CLI_DONE, "sample region", "init", "--config", config);
	assert_run(stage, CLI_DONE, "", "user", "list");
	assert_true(wrote(stage, "admin"));
	assert_run(stage, CLI_FAILED, "already holds", "init", "--config", config);
}

static void wrong_facts_are_refused_before_anything_is_made(void **state)
{
	struct stage *stage = *state;

	assert_int_equal(init(stage, "33.28", "pendek\n"), CLI_FAILED);
	assert_non_null(strstr(stage->err, "12 to 200"));
	assert_run(stage, CLI_FAILED, "sign-in name", "init", "--agency", "A", "--region", "33.28",
	           "--admin", "Ad Min", "--password-file", password_file(stage, GOOD_PASSWORD));
	assert_run(stage, CLI_FAILED, "not found", "init", "--agency", "A", "--region", "33.28",
	           "--admin", "admin", "--password-file", "/no/such/file");
	if (test_on_sqlite())
		assert_int_not_equal(access(str_c(stage->arena, test_url(stage->c)), F_OK), 0);
}

static void an_unknown_region_names_the_nearest(void **state)
{
	static const struct {
		const char *region;
		const char *nearest;
	} rows[] = {
		{ "3328", "33.28 (" },
		{ "33.30", "33.29 (" },
		{ "33-28", "33.28 (" },
		{ "10", "11 (" },
		{ "pekalongan", "such as 33.28" },
	};
	struct stage *stage = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(init(stage, rows[i].region, GOOD_PASSWORD), CLI_FAILED);
		if (strstr(stage->err, rows[i].nearest) == NULL)
			fail_msg("%s: %s", rows[i].region, stage->err);
	}
	assert_int_equal(init(stage, "33.28", GOOD_PASSWORD), CLI_DONE);
}

static void law_prints_what_holds_on_a_day(void **state)
{
	struct stage *stage = *state;
	const struct json_value *answer;

	init(stage, "33.28", GOOD_PASSWORD);
	assert_run(stage, CLI_DONE, "", "law", "person", "--on", "2021-01-01");
	assert_true(wrote(stage, "person.entry_age_min"));
	assert_run(stage, CLI_DONE, "", "law", "person", "--on", "2021-01-01", "--json");
	assert_ok(json_read(stage->arena, str_of(stage->out), &answer));
	assert_true(json_count(json_get(answer, "values")) > 0);
	assert_run(stage, CLI_FAILED, "no.such.key", "law", "no.such.key");
	assert_run(stage, CLI_FAILED, "1 January 1900", "law", "person", "--on", "1900-01-01");
}

static void sql_prints_queries_and_plans(void **state)
{
	struct stage *stage = *state;

	assert_run(stage, CLI_DONE, "", "sql");
	assert_true(wrote(stage, "jobs.find\n"));
	assert_run(stage, CLI_DONE, "", "sql", "jobs.find");
	assert_true(wrote(stage, "FROM job"));
	assert_run(stage, CLI_FAILED, "jobs.find", "sql", "jobs.fnd");
	init(stage, "33.28", GOOD_PASSWORD);
	assert_run(stage, CLI_DONE, "", "sql", "jobs.find", "--explain");
	assert_true(wrote(stage, test_on_sqlite() ? "SEARCH job" : "Scan"));
	assert_run(stage, CLI_FAILED, "no plan", "sql", "db.commit", "--explain");
}

static void doctor_finds_health_and_trouble(void **state)
{
	struct stage *stage = *state;
	const struct json_value *answer;
	struct str health;

	assert_int_equal(RUN(stage, "doctor"), CLI_PROBLEM);
	init(stage, "33.28", GOOD_PASSWORD);
	assert_run(stage, CLI_DONE, "", "doctor");
	assert_true(wrote(stage, "Kabupaten Contoh"));
	assert_run(stage, CLI_DONE, "", "doctor", "--json");
	assert_ok(json_read(stage->arena, str_of(stage->out), &answer));
	assert_true(json_get_str(answer, "health", &health));
	/* The holidays of 2027 are not decreed in January 2026. */
	assert_str(health, "warning");
}

static void a_key_that_others_can_read_is_a_problem(void **state)
{
	struct stage *stage = *state;
	struct str path;

	init(stage, "33.28", GOOD_PASSWORD);
	path = str_fmt(stage->arena, "%.*s/keys/password.key", STR_ARG(stage->beside));
	assert_int_equal(chmod(str_c(stage->arena, path), 0644), 0);
	assert_int_equal(RUN(stage, "doctor"), CLI_PROBLEM);
	assert_true(wrote(stage, "chmod 600"));
}

static void commands_without_an_agency_or_a_database_say_what_to_do(void **state)
{
	struct stage *stage = *state;

	if (test_on_sqlite())
		assert_run(stage, CLI_FAILED, "abdi init", "law", "person");
}

static void wrong_calls_end_in_two_and_name_help(void **state)
{
	struct stage *stage = *state;

	assert_run(stage, CLI_USAGE, "doctor", "docter");
	assert_run(stage, CLI_USAGE, "Help: abdi help law", "law");
	assert_run(stage, CLI_USAGE, "--lang", "version", "--lang", "fr");
	assert_run(stage, CLI_USAGE, "KEY", "--lang", "id", "law");
	assert_non_null(strstr(stage->err, "Petunjuk"));
	assert_int_equal(RUN(stage, "--log", "error"), CLI_USAGE);
	assert_non_null(strstr(stage->err, "Commands:"));
}

static void help_comes_from_the_table(void **state)
{
	struct stage *stage = *state;

	assert_run(stage, CLI_DONE, "", "help");
	for (size_t i = 0; i < cli_command_count; i++)
		assert_true(wrote(stage, cli_commands[i]->name));
	assert_run(stage, CLI_DONE, "", "help", "init");
	assert_true(wrote(stage, "--password-file FILE"));
	assert_true(wrote(stage, "abdi init --db abdi.db"));
	assert_run(stage, CLI_DONE, "", "init", "--help");
	assert_true(wrote(stage, "--password-file FILE"));
	assert_run(stage, CLI_USAGE, "init", "help", "inti");
	assert_run(stage, CLI_DONE, "", "--help");
	assert_true(wrote(stage, "Commands:"));
}

static void version_is_told_in_text_and_json(void **state)
{
	struct stage *stage = *state;
	const struct json_value *answer;
	struct str version;

	assert_run(stage, CLI_DONE, "", "version");
	assert_true(str_starts(str_of(stage->out), STR("abdi ")));
	assert_run(stage, CLI_DONE, "", "version", "--json");
	assert_ok(json_read(stage->arena, str_of(stage->out), &answer));
	assert_true(json_get_str(answer, "abdi", &version));
}

static void each_command_logs_one_line_when_asked(void **state)
{
	struct stage *stage = *state;
	const struct json_value *line;
	struct str command;

	assert_run(stage, CLI_DONE, "\"version\"", "version", "--log", "info");
	assert_ok(json_read(stage->arena, str_trim(str_of(stage->err)), &line));
	assert_true(json_get_str(line, "command", &command));
	assert_str(command, "version");
}

static void a_full_disk_behind_the_output_is_told(void **state)
{
	static const char *const argv[] = { "abdi", "version" };
	static const char *const environment[] = { "ABDI_LANG=en", NULL };
	struct stage *stage = *state;
	FILE *full = fopen("/dev/full", "w");
	size_t len;
	FILE *err = open_memstream(&stage->err, &len);

	assert_non_null(full);
	assert_int_equal(cli_run(2, argv, environment, full, err), CLI_FAILED);
	fclose(full);
	fclose(err);
	assert_non_null(strstr(stage->err, "no room left for standard output"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_stage(init_founds_one_agency),
		test_stage(init_takes_its_answers_from_a_file),
		test_stage(options_win_over_the_file_of_answers),
		test_stage(wrong_files_of_answers_make_nothing),
		test_stage(init_makes_the_sample_and_goes_on_with_one_nobody_owns),
		test_stage(wrong_facts_are_refused_before_anything_is_made),
		test_stage(an_unknown_region_names_the_nearest),
		test_stage(law_prints_what_holds_on_a_day),
		test_stage(sql_prints_queries_and_plans),
		test_stage(doctor_finds_health_and_trouble),
		test_stage(a_key_that_others_can_read_is_a_problem),
		test_stage(commands_without_an_agency_or_a_database_say_what_to_do),
		test_stage(wrong_calls_end_in_two_and_name_help),
		test_stage(help_comes_from_the_table),
		test_stage(version_is_told_in_text_and_json),
		test_stage(each_command_logs_one_line_when_asked),
		test_stage(a_full_disk_behind_the_output_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
