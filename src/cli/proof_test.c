/* SPDX-License-Identifier: Apache-2.0 */
/* The ledger's checks on cases that others wrote, by the command that people try them with. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/shared_test.h"
#include "cli/cli.h"
#include "cli/internal.h"
#include "cli/proof_cases.h"

/* A tree of one leaf, "entry". */
#define ROOT "2cLWa1IsJSJyj1Of+fZ7hdQN7/8JX8ilKMmU9PNbs94="

struct counted {
	int cases;
	int accepted;
	int agreeing;
};

static const struct err *count(void *arg, const struct proof_case *found)
{
	struct counted *counted = arg;

	counted->cases++;
	counted->accepted += found->verdict;
	counted->agreeing += found->agrees;
	if (!found->agrees)
		print_message("differs: %.*s\n", STR_ARG(found->name));
	return NULL;
}

static int setup(void **state)
{
	*state = arena_new(256u << 20);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static void a_case_is_judged(struct arena *arena, const char *text, bool accepted, bool agrees)
{
	struct counted counted = { 0 };

	assert_null(proof_cases_run(arena, str_of(text), count, &counted));
	assert_int_equal(counted.cases, 1);
	assert_int_equal(counted.accepted, accepted);
	assert_int_equal(counted.agreeing, agrees);
}

static void verdicts_are_compared_with_what_is_expected(void **state)
{
	a_case_is_judged(*state,
	                 "{\"leafIdx\":0,\"treeSize\":1,\"root\":\"" ROOT "\",\"leafHash\":\"" ROOT
	                 "\",\"proof\":null,\"wantErr\":false}",
	                 true, true);
	a_case_is_judged(*state,
	                 "{\"leafIdx\":0,\"treeSize\":1,\"root\":\"" ROOT "\",\"leafHash\":\"" ROOT
	                 "\",\"proof\":null,\"wantErr\":true}",
	                 true, false);
	a_case_is_judged(*state,
	                 "{\"leafIdx\":18446744073709551615,\"treeSize\":1,\"root\":\"" ROOT
	                 "\",\"leafHash\":\"" ROOT "\",\"proof\":[],\"wantErr\":true}",
	                 false, true);
	a_case_is_judged(*state,
	                 "{\"size1\":0,\"size2\":1,\"root1\":\"\",\"root2\":\"" ROOT
	                 "\",\"proof\":[],\"wantErr\":true}",
	                 false, true);
	a_case_is_judged(*state,
	                 "[{\"kind\":\"consistency\",\"size\":1,\"size2\":1,\"root\":\"" ROOT
	                 "\",\"root2\":\"" ROOT "\",\"proof\":[],\"valid\":false}]",
	                 true, false);
	a_case_is_judged(*state, "[{\"checkpoint_body\":\"a\\n1\\nAAAA\\n\",\"valid\":true}]", true,
	                 true);
	a_case_is_judged(*state,
	                 "{\"leaf_data\":\"'entry' and more\",\"roots_by_size\":{\"0\":"
	                 "\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"}}",
	                 true, true);
	a_case_is_judged(*state, "{\"roots_by_size\":{\"1\":\"" ROOT "\"}}", false, false);
	a_case_is_judged(*state, "{\"sizes\":{\"1\":{\"tile/0/000\":\"00:32\"}}}", false, false);
}

static void other_files_are_refused(void **state)
{
	static const char *const texts[] = {
		"",
		"{}",
		"[{}]",
		"[1]",
		"\"x\"",
		"{\"leafIdx\":0}",
		"{\"size1\":1,\"wantErr\":true}",
		"{\"kind\":\"other\",\"valid\":true}",
		"{\"note_b64\":1}",
		"{\"note\":\"\"}",
		"{\"roots_by_size\":{\"x\":\"\"}}",
		"{\"sizes\":{\"99999999\":{}}}",
		"{\"bad_vkeys\":[]}",
		"{\"ed25519_seed_hex\":\"00\"}",
	};
	struct counted counted = { 0 };

	for (size_t i = 0; i < COUNT(texts); i++)
		if (proof_cases_run(*state, str_of(texts[i]), count, &counted) == NULL)
			fail_msg("%s was taken", texts[i]);
}

/* Every file of a folder and the folders in it. */
static void try_folder(struct arena *arena, struct str folder, struct counted *counted)
{
	DIR *dir = opendir(str_c(arena, folder));
	const struct dirent *entry;

	if (dir == NULL)
		return;
	while ((entry = readdir(dir)) != NULL) {
		struct str path = str_fmt(arena, "%.*s/%s", STR_ARG(folder), entry->d_name);
		struct str text;

		if (str_ends(path, STR(".json"))) {
			assert_true(shared_read(arena, path, &text));
			assert_null(proof_cases_run(arena, text, count, counted));
		} else if (strchr(entry->d_name, '.') == NULL) {
			try_folder(arena, path, counted);
		}
	}
	closedir(dir);
}

static void a_folder_agrees(struct arena *arena, const char *name, int cases)
{
	struct counted counted = { 0 };

	try_folder(arena, shared_path(arena, name), &counted);
	if (counted.cases == 0)
		skip();
	assert_int_equal(counted.cases, cases);
	assert_int_equal(counted.agreeing, cases);
}

static void the_cases_of_merkle_agree(void **state)
{
	a_folder_agrees(*state, "merkle", 96);
}

static void the_cases_of_tlog_agree(void **state)
{
	a_folder_agrees(*state, "tlog_reference", 861);
}

static void the_cases_of_notes_agree(void **state)
{
	a_folder_agrees(*state, "notes_formats", 20);
}

/* Run the command on a file with this text; its exit code, and what it wrote. */
static int run_command(struct arena *arena, const char *text, const char *option, struct str *out)
{
	static const char *const environment[] = { "ABDI_LANG=en", NULL };
	char path[] = "/tmp/abdi-proof-XXXXXX";
	const char *argv[] = { "abdi", "proof", "check", path, option, NULL };
	FILE *written = tmpfile();
	FILE *said = tmpfile();
	int file = mkstemp(path);
	char *bytes = arena_alloc(arena, 4096);
	int code;

	assert_true(file >= 0 && written != NULL && said != NULL);
	assert_true(write(file, text, strlen(text)) == (ssize_t)strlen(text));
	close(file);
	code = cli_run(option == NULL ? 4 : 5, argv, environment, written, said);
	rewind(written);
	*out = (struct str){ bytes, fread(bytes, 1, 4096, written) };
	fclose(written);
	fclose(said);
	unlink(path);
	return code;
}

static void the_command_exits_4_when_one_case_differs(void **state)
{
	static const char good[] = "[{\"desc\":\"fine\",\"checkpoint_body\":\"a\\n1\\nAAAA\\n\","
				   "\"valid\":true},{\"desc\":\"short\","
				   "\"checkpoint_body\":\"a\\n\",\"valid\":false}]";
	static const char other[] = "[{\"desc\":\"fine\",\"checkpoint_body\":\"a\\n1\\nAAAA\\n\","
				    "\"valid\":true},{\"desc\":\"short\","
				    "\"checkpoint_body\":\"a\\n\",\"valid\":true}]";
	struct str out;

	assert_int_equal(run_command(*state, good, NULL, &out), CLI_DONE);
	assert_true(str_find(out, STR("ok        agrees         fine\n")) >= 0);
	assert_true(str_find(out, STR("refused   agrees         short\n")) >= 0);
	assert_int_equal(run_command(*state, other, NULL, &out), CLI_PROBLEM);
	assert_true(str_find(out, STR("refused   DIFFERS        short\n")) >= 0);
	assert_int_equal(run_command(*state, other, "--json", &out), CLI_PROBLEM);
	assert_true(str_find(out, STR("\"differing\": 1")) >= 0);
	assert_int_equal(run_command(*state, "[]", NULL, &out), CLI_FAILED);
	assert_int_equal(run_command(*state, "{", NULL, &out), CLI_FAILED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(verdicts_are_compared_with_what_is_expected, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(other_files_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(the_cases_of_merkle_agree, setup, teardown),
		cmocka_unit_test_setup_teardown(the_cases_of_tlog_agree, setup, teardown),
		cmocka_unit_test_setup_teardown(the_cases_of_notes_agree, setup, teardown),
		cmocka_unit_test_setup_teardown(the_command_exits_4_when_one_case_differs, setup,
		                                teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
