/* SPDX-License-Identifier: Apache-2.0 */
/* A roster as a workbook gives what it gives as CSV. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/arena.h"
#include "base/csv.h"
#include "cli/cli.h"
#include "cli/internal.h"
#include "db/db.h"
#include "test/support.h"

#define ARGUMENTS_MAX 12

static const struct err *bytes_read(void *arg, char *out, size_t cap, size_t *got)
{
	struct str *rest = arg;
	struct str part = str_sub(*rest, 0, cap);

	if (part.len > 0)
		memcpy(out, part.ptr, part.len);
	*rest = str_sub(*rest, part.len, rest->len);
	*got = part.len;
	return NULL;
}

/* The same cells as text, in the second of two sheets. */
static void make_workbook(struct arena *arena, struct str csv, struct str path)
{
	lxw_workbook *book = workbook_new(str_c(arena, path));
	lxw_worksheet *sheet;
	struct record_source source = csv_records(arena, bytes_read, &csv);
	struct csv_record record;
	bool more = true;

	(void)worksheet_write_string(workbook_add_worksheet(book, "Petunjuk"), 0, 0, "Isi", NULL);
	sheet = workbook_add_worksheet(book, "Pegawai");
	for (;;) {
		struct arena_mark mark = arena_mark(arena);

		assert_ok(source.read(source.arg, &record, &more));
		if (!more)
			break;
		for (size_t i = 0; i < record.count; i++)
			if (record.fields[i].len > 0)
				(void)worksheet_write_string(sheet, (lxw_row_t)record.line - 1,
				                             (lxw_col_t)i,
				                             str_c(arena, record.fields[i]), NULL);
		arena_rewind(arena, mark);
	}
	assert_int_equal(workbook_close(book), LXW_NO_ERROR);
}

/* Run abdi with these words behind the database, and give what it wrote. */
static char *run(struct arena *arena, struct str url, int code, const char *const *words)
{
	static const char *const environment[] = { "ABDI_NOW=2026-01-05T03:00:00Z", "ABDI_LANG=en",
		                                   NULL };
	const char *argv[ARGUMENTS_MAX + 3] = { "abdi", "--db", str_c(arena, url) };
	char *out_text = NULL, *err_text = NULL;
	size_t out_len, err_len;
	FILE *out = open_memstream(&out_text, &out_len), *err = open_memstream(&err_text, &err_len);
	int argc = 3, got;

	assert_true(out != NULL && err != NULL);
	for (size_t i = 0; words[i] != NULL; i++)
		argv[argc++] = words[i];
	got = cli_run(argc, argv, environment, out, err);
	(void)fclose(out);
	(void)fclose(err);
	if (got != code)
		fail_msg("%s %s: exit %d: %s", words[0], words[1], got, err_text);
	free(err_text);
	return out_text;
}

#define RUN(arena, url, code, ...) \
	run((arena), (url), (code), (const char *const[]){ __VA_ARGS__, NULL })

static void found(struct arena *arena, struct str url, struct str folder)
{
	char *path = str_c(arena, str_fmt(arena, "%.*s/password", STR_ARG(folder)));
	FILE *file = fopen(path, "w");

	assert_int_equal(fwrite("benar kuda baterai\n", 1, 19, file), 19);
	assert_int_equal(fclose(file), 0);
	free(RUN(arena, url, 0, "init", "--agency", "Kabupaten Contoh", "--region", "33.28",
	         "--admin", "admin", "--password-file", path));
}

/* Take the one line out in which the two differ. */
static void cut_encoding(char *json)
{
	char *line = strstr(json, "  \"encoding\"");
	size_t len;

	assert_non_null(line);
	len = strcspn(line, "\n");
	memmove(line, line + len, strlen(line + len) + 1);
}

static void a_workbook_gives_what_its_csv_gives(void **state)
{
	struct arena *arena = arena_new(256u << 20);
	struct ctx *first = *state, *second = test_context_empty();
	struct str csv = test_shared_path(arena, "roster/roster.csv");
	struct str folder = str_copy(arena, test_folder(first));
	struct str path = str_fmt(arena, "%.*s/roster.data", STR_ARG(folder));
	char *of_csv, *of_book;

	if (csv.len == 0)
		skip();
	make_workbook(arena, test_read_file(arena, csv), path);
	test_close(first);
	test_close(second);
	found(arena, test_url(first), folder);
	found(arena, test_url(second), folder);
	of_csv = RUN(arena, test_url(first), 3, "import", "roster", str_c(arena, csv), "--as-of",
	             "2021-01-01", "--json");
	of_book = RUN(arena, test_url(second), 3, "import", "roster", str_c(arena, path), "--as-of",
	              "2021-01-01", "--json");
	assert_true(strlen(of_csv) > 100000);
	cut_encoding(of_csv);
	cut_encoding(of_book);
	assert_string_equal(of_csv, of_book);
	free(of_csv);
	free(of_book);
	arena_free(arena);
}

static int setup(void **state)
{
	*state = test_context_empty();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_workbook_gives_what_its_csv_gives, setup,
		                                test_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
