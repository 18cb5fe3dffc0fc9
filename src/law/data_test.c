/* SPDX-License-Identifier: Apache-2.0 */
/* The data files themselves, as they travel in the program: no database. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/date.h"
#include "base/embed.h"
#include "base/err.h"
#include "base/str.h"
#include "base/text.h"
#include "law/internal.h"
#include "law/law.h"

#define ROWS_MAX    1000
#define COLUMNS_MAX 10

/* A file of which rows are read; the heading is left out. */
struct file {
	struct str columns[COLUMNS_MAX];
	size_t column_count;
	struct str rows[ROWS_MAX][COLUMNS_MAX];
	size_t row_count;
};

/* Files whose rows have dates, and how many columns at their head make the key. */
static const struct dated {
	const char *name;
	size_t key_columns;
	size_t rows; /* how many there are, so that none is lost unseen */
} dated[] = {
	{ "law/regulation.csv", 1, 65 },
	{ "law/value.csv", 1, 109 },
	{ "law/grade.csv", 2, 34 },
	{ "law/echelon.csv", 1, 9 },
	{ "law/functional_level.csv", 1, 16 },
	{ "law/retirement_age.csv", 2, 33 },
	{ "law/education.csv", 1, 20 },
	{ "law/requirement.csv", 2, 25 },
	{ "law/job_class.csv", 1, 17 },
};

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

static const struct file *file_read(struct arena *arena, const char *name)
{
	const struct str *text = embed_find(str_of(name));
	struct file *file = ARENA_NEW(arena, struct file);
	struct csv_record record;
	struct law_bytes bytes;
	struct csv *csv;
	bool more;

	assert_non_null(text);
	bytes = (struct law_bytes){ *text, 0 };
	assert_null(csv_open(arena, law_bytes_read, &bytes, &csv));
	assert_null(csv_read(csv, &record, &more));
	assert_true(more && record.count <= COLUMNS_MAX);
	file->column_count = record.count;
	for (size_t i = 0; i < record.count; i++)
		file->columns[i] = str_copy(arena, record.fields[i]);
	assert_null(csv_read(csv, &record, &more));
	while (more) {
		assert_true(file->row_count < ROWS_MAX);
		assert_int_equal(record.count, file->column_count);
		for (size_t i = 0; i < record.count; i++)
			file->rows[file->row_count][i] = str_copy(arena, record.fields[i]);
		file->row_count++;
		assert_null(csv_read(csv, &record, &more));
	}
	return file;
}

static struct str cell(const struct file *file, size_t row, const char *column)
{
	for (size_t i = 0; i < file->column_count; i++) {
		if (str_eq(file->columns[i], str_of(column)))
			return file->rows[row][i];
	}
	fail_msg("no column %s", column);
	return (struct str){ NULL, 0 };
}

static struct date cell_date(const struct file *file, size_t row, const char *column)
{
	struct str text = cell(file, row, column);
	struct date date;

	if (!date_parse_iso(text, &date))
		fail_msg("%s: not a date: %.*s", column, STR_ARG(text));
	return date;
}

static int64_t cell_int(const struct file *file, size_t row, const char *column)
{
	int64_t number;

	assert_true(str_int(cell(file, row, column), &number));
	return number;
}

static bool same_key(const struct file *file, size_t a, size_t b, size_t columns)
{
	for (size_t i = 0; i < columns; i++) {
		if (!str_eq(file->rows[a][i], file->rows[b][i]))
			return false;
	}
	return true;
}

static void files_parse_and_their_dates_run_forward(void **state)
{
	for (size_t i = 0; i < COUNT(dated); i++) {
		const struct file *file = file_read(*state, dated[i].name);

		if (file->row_count != dated[i].rows)
			fail_msg("%s: %zu rows", dated[i].name, file->row_count);
		for (size_t row = 0; row < file->row_count; row++) {
			if (!date_before(cell_date(file, row, "from_on"),
			                 cell_date(file, row, "until_on")))
				fail_msg("%s row %zu: empty interval", dated[i].name, row + 2);
		}
	}
}

static void no_two_rows_of_a_key_hold_on_one_day(void **state)
{
	for (size_t i = 0; i < COUNT(dated); i++) {
		const struct file *file = file_read(*state, dated[i].name);

		for (size_t a = 0; a < file->row_count; a++) {
			for (size_t b = a + 1; b < file->row_count; b++) {
				if (same_key(file, a, b, dated[i].key_columns) &&
				    date_before(cell_date(file, a, "from_on"),
				                cell_date(file, b, "until_on")) &&
				    date_before(cell_date(file, b, "from_on"),
				                cell_date(file, a, "until_on")))
					fail_msg("%s rows %zu and %zu overlap", dated[i].name,
					         a + 2, b + 2);
			}
		}
	}
}

/* "PP 11/2017 Art. 54" names PP 11/2017; "abdi…" and "practice…" own up to be no law. */
static bool source_part_is_known(const struct file *regulations, struct str part)
{
	part = str_trim(part);
	if (str_starts(part, STR("abdi")) || str_starts(part, STR("practice")))
		return true;
	if (str_eq(part, STR("via the open list vacanza/holidays")))
		return true;
	for (size_t i = 0; i < regulations->row_count; i++) {
		struct str code = regulations->rows[i][0];

		if (str_starts(part, code) && (part.len == code.len || part.ptr[code.len] == ' ' ||
		                               part.ptr[code.len] == ','))
			return true;
	}
	return false;
}

/* Parts stand between ";" and "jo." (in conjunction with). */
static bool source_is_known(const struct file *regulations, struct str source)
{
	struct str part;

	if (source.len == 0)
		return false;
	while (str_cut(&source, ';', &part)) {
		ptrdiff_t joined = str_find(part, STR(" jo. "));

		while (joined >= 0) {
			if (!source_part_is_known(regulations, str_sub(part, 0, (size_t)joined)))
				return false;
			part = str_sub(part, (size_t)joined + 5, part.len);
			joined = str_find(part, STR(" jo. "));
		}
		if (!source_part_is_known(regulations, part))
			return false;
	}
	return true;
}

static void every_source_is_a_known_regulation_or_owns_up(void **state)
{
	static const char *const others[] = { "law/title.csv", "calendar/holiday.csv" };
	const struct file *regulations = file_read(*state, "law/regulation.csv");

	for (size_t i = 1; i < COUNT(dated) + COUNT(others); i++) {
		const char *name = i < COUNT(dated) ? dated[i].name : others[i - COUNT(dated)];
		const struct file *file = file_read(*state, name);

		for (size_t row = 0; row < file->row_count; row++) {
			struct str source = cell(file, row, "source");

			if (!source_is_known(regulations, source))
				fail_msg("%s row %zu: %.*s", name, row + 2, STR_ARG(source));
		}
	}
	assert_false(source_is_known(regulations, STR("PP 11/20")));
	assert_false(source_is_known(regulations, STR("PP 11/2017 jo. PP 99/1999")));
}

static void replaced_regulations_name_a_successor_that_holds(void **state)
{
	const struct file *file = file_read(*state, "law/regulation.csv");

	for (size_t row = 0; row < file->row_count; row++) {
		struct str successor = cell(file, row, "replaced_by");
		bool ended = date_before(cell_date(file, row, "until_on"), date_open());
		size_t found = 0;

		for (size_t i = 0; i < file->row_count; i++) {
			if (str_eq(file->rows[i][0], successor))
				found += date_eq(cell_date(file, i, "from_on"),
				                 cell_date(file, row, "until_on"));
		}
		if (found != (size_t)ended)
			fail_msg("%.*s: %.*s", STR_ARG(file->rows[row][0]), STR_ARG(successor));
	}
}

/* domain.md 3.1. */
static void grades_are_the_ladder_of_the_law(void **state)
{
	static const char *const ladder[][2] = {
		{ "I/a", "Juru Muda" },
		{ "I/b", "Juru Muda Tingkat I" },
		{ "I/c", "Juru" },
		{ "I/d", "Juru Tingkat I" },
		{ "II/a", "Pengatur Muda" },
		{ "II/b", "Pengatur Muda Tingkat I" },
		{ "II/c", "Pengatur" },
		{ "II/d", "Pengatur Tingkat I" },
		{ "III/a", "Penata Muda" },
		{ "III/b", "Penata Muda Tingkat I" },
		{ "III/c", "Penata" },
		{ "III/d", "Penata Tingkat I" },
		{ "IV/a", "Pembina" },
		{ "IV/b", "Pembina Tingkat I" },
		{ "IV/c", "Pembina Utama Muda" },
		{ "IV/d", "Pembina Utama Madya" },
		{ "IV/e", "Pembina Utama" },
	};
	const struct file *file = file_read(*state, "law/grade.csv");

	for (size_t i = 0; i < COUNT(ladder); i++) {
		assert_true(str_eq(cell(file, i, "scheme"), STR("pns")));
		assert_int_equal(cell_int(file, i, "ordinal"), i + 1);
		assert_true(str_eq(cell(file, i, "code"), str_of(ladder[i][0])));
		assert_true(str_eq(cell(file, i, "rank_name"), str_of(ladder[i][1])));
	}
	assert_true(str_eq(cell(file, 17 + 8, "code"), STR("IX")));
	assert_true(str_eq(cell(file, 17 + 8, "scheme"), STR("pppk")));
}

static void job_classes_leave_no_points_between_but_the_steps_of_five(void **state)
{
	const struct file *file = file_read(*state, "law/job_class.csv");

	for (size_t row = 0; row < file->row_count; row++) {
		assert_int_equal(cell_int(file, row, "job_class"), row + 1);
		assert_true(cell_int(file, row, "points_min") < cell_int(file, row, "points_max"));
		if (row > 0)
			assert_int_equal(cell_int(file, row, "points_min"),
			                 cell_int(file, row - 1, "points_max") + 5);
	}
}

/* Otherwise no title would ever match them. */
static void families_and_first_words_are_sort_keys(void **state)
{
	const struct file *titles = file_read(*state, "law/title.csv");
	const struct file *ages = file_read(*state, "law/retirement_age.csv");

	for (size_t row = 0; row < titles->row_count; row++) {
		struct str words = cell(titles, row, "starts");

		if (words.len == 0 || !str_eq(text_sort_key(*state, words), words))
			fail_msg("title %.*s", STR_ARG(words));
		for (size_t other = 0; other < row; other++)
			assert_false(str_eq(words, cell(titles, other, "starts")));
	}
	for (size_t row = 0; row < ages->row_count; row++) {
		struct str words = cell(ages, row, "family");

		if (!str_eq(text_sort_key(*state, words), words))
			fail_msg("family %.*s", STR_ARG(words));
	}
}

static void holidays_are_real_days_in_order(void **state)
{
	const struct file *file = file_read(*state, "calendar/holiday.csv");

	assert_int_equal(file->row_count, 168);
	for (size_t row = 0; row < file->row_count; row++) {
		struct str kind = cell(file, row, "kind");

		if (row > 0)
			assert_false(date_before(cell_date(file, row, "on_date"),
			                         cell_date(file, row - 1, "on_date")));
		assert_true(str_eq(kind, STR("libur_nasional")) ||
		            str_eq(kind, STR("cuti_bersama")) || str_eq(kind, STR("pemilu")));
	}
}

static void regions_are_38_provinces_and_514_regencies_and_cities(void **state)
{
	const struct file *file = file_read(*state, "region/region.csv");
	size_t provinces = 0;

	for (size_t row = 0; row < file->row_count; row++) {
		struct str code = cell(file, row, "code");
		struct str parent = cell(file, row, "parent_code");

		provinces += parent.len == 0;
		assert_int_equal(code.len, parent.len == 0 ? 2 : 5);
		assert_true(str_starts(code, parent));
		assert_true(cell(file, row, "name").len > 0);
	}
	assert_int_equal(provinces, 38);
	assert_int_equal(file->row_count, 38 + 514);
}

#define test_data(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_data(files_parse_and_their_dates_run_forward),
		test_data(no_two_rows_of_a_key_hold_on_one_day),
		test_data(every_source_is_a_known_regulation_or_owns_up),
		test_data(replaced_regulations_name_a_successor_that_holds),
		test_data(grades_are_the_ladder_of_the_law),
		test_data(job_classes_leave_no_points_between_but_the_steps_of_five),
		test_data(families_and_first_words_are_sort_keys),
		test_data(holidays_are_real_days_in_order),
		test_data(regions_are_38_provinces_and_514_regencies_and_cities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
