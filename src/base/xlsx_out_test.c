/* SPDX-License-Identifier: Apache-2.0 */
/* cmocka.h needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "base/arena.h"
#include "base/xlsx_out.h"

#define SHEET_BYTES_MAX (1u << 20)

static char folder[] = "/tmp/abdi-xlsx-XXXXXX";
static char path[64];

static int begin(void **state)
{
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof(path), "%s/a.xlsx", folder);
	*state = arena_new(64u << 20);
	return 0;
}

static int end(void **state)
{
	arena_free(*state);
	unlink(path);
	return rmdir(folder);
}

/* The sheet's own part of the file. */
static const char *sheet_of(struct arena *arena)
{
	char *text = arena_alloc(arena, SHEET_BYTES_MAX);
	zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
	zip_file_t *part;

	assert_non_null(zip);
	part = zip_fopen(zip, "xl/worksheets/sheet1.xml", 0);
	assert_non_null(part);
	assert_true(zip_fread(part, text, SHEET_BYTES_MAX - 1) > 0);
	zip_fclose(part);
	zip_discard(zip);
	return text;
}

static void texts_numbers_and_dates_are_what_they_were(void **state)
{
	const struct str headings[] = { STR_INIT("Nama"), STR_INIT("Jumlah"), STR_INIT("Tanggal") };
	const int widths[] = { 20, 10, 12 };
	struct xlsx_cell cells[] = { { .kind = XLSX_TEXT, .text = STR("=HYPERLINK(\"http://x\")") },
		                     { .kind = XLSX_NUMBER, .number = 42 },
		                     { .kind = XLSX_DATE } };
	struct xlsx_out *out;
	const char *sheet;

	assert_true(date_from_parts(2026, 1, 5, &cells[2].date));
	assert_null(xlsx_out_open(*state, str_of(path), str_of(folder), STR("Pegawai"), headings,
	                          widths, COUNT(headings), &out));
	assert_null(xlsx_out_row(out, cells, COUNT(cells)));
	cells[0].text = STR("198502032010012001");
	assert_null(xlsx_out_row(out, cells, COUNT(cells)));
	assert_null(xlsx_out_close(out));
	sheet = sheet_of(*state);
	assert_non_null(strstr(sheet, "Nama"));
	assert_non_null(strstr(sheet, "<t>=HYPERLINK(\"http://x\")</t>"));
	assert_null(strstr(sheet, "<f>"));
	assert_non_null(strstr(sheet, "<t>198502032010012001</t>"));
	assert_non_null(strstr(sheet, "<v>42</v>"));
	assert_non_null(strstr(sheet, "<v>46027</v>"));
}

static void what_is_left_open_is_closed_with_the_arena(void **state)
{
	struct arena *arena = arena_new(16u << 20);
	const struct str headings[] = { STR_INIT("Nama") };
	const int widths[] = { 20 };
	struct xlsx_out *out;

	(void)state;
	assert_null(xlsx_out_open(arena, str_of(path), str_of(folder), STR("Pegawai"), headings,
	                          widths, 1, &out));
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_numbers_and_dates_are_what_they_were),
		cmocka_unit_test(what_is_left_open_is_closed_with_the_arena),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
