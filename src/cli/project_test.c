/* SPDX-License-Identifier: Apache-2.0 */
/* How the outlook is written, in both languages, over an outlook of our own. */
/* cmocka.h needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/project.h"

#define ARENA_BYTES_MAX (64u << 20)
#define COLUMNS         80

/* A command that writes into memory. */
struct desk {
	struct ctx ctx;
	struct cli cli;
	char *out_bytes;
	size_t out_len;
	char *err_bytes;
	size_t err_len;
};

static int setup(void **state)
{
	struct desk *desk = calloc(1, sizeof(*desk));

	assert_non_null(desk);
	desk->ctx.arena = arena_new(ARENA_BYTES_MAX);
	desk->cli.c = &desk->ctx;
	desk->cli.out = open_memstream(&desk->out_bytes, &desk->out_len);
	desk->cli.err = open_memstream(&desk->err_bytes, &desk->err_len);
	*state = desk;
	return 0;
}

static int teardown(void **state)
{
	struct desk *desk = *state;

	fclose(desk->cli.out);
	fclose(desk->cli.err);
	free(desk->out_bytes);
	free(desk->err_bytes);
	arena_free(desk->ctx.arena);
	free(desk);
	return 0;
}

#define test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

static struct str written(struct desk *desk)
{
	fflush(desk->cli.out);
	return (struct str){ desk->out_bytes, desk->out_len };
}

static struct str warned(struct desk *desk)
{
	fflush(desk->cli.err);
	return (struct str){ desk->err_bytes, desk->err_len };
}

static void assert_has(struct str text, const char *part)
{
	if (str_find(text, str_of(part)) < 0)
		fail_msg("\"%s\" is not in:\n%.*s", part, STR_ARG(text));
}

static struct date day(int year, int month, int day_of_month)
{
	struct date date;

	assert_true(date_from_parts(year, month, day_of_month, &date));
	return date;
}

/* Text that is longer than its column, and that a spreadsheet would calculate. */
#define LONG_UNIT "Bidang Pembinaan Ketenagaan dan Penyelenggaraan Pendidikan Anak Usia Dini"
static struct workforce_row units[] = {
	{ .name = STR_INIT(LONG_UNIT), .holder_count = 9000, .retirement_total = 821 },
	{ .name = STR_INIT("Dinas Kesehatan"),
	  .holder_count = 122,
	  .retirement_counts = { 0, 1 },
	  .retirement_total = 1 },
};
static struct workforce_row kinds[] = {
	{ .kind = POSITION_JPT_PRATAMA, .holder_count = 30, .retirement_total = 3 },
};
static struct workforce_row positions[] = {
	{ .name = STR_INIT("Kepala Dinas Pendidikan, Kebudayaan, Pemuda, dan Olahraga"),
	  .within = STR_INIT(LONG_UNIT),
	  .kind = POSITION_JPT_PRATAMA,
	  .holder_count = 1,
	  .retirement_counts = { 1 },
	  .retirement_total = 1,
	  .falls_empty = true },
};
static const struct workforce_row *empties[] = { &positions[0] };
static struct workforce_due due[] = {
	{ .person = { .name = STR_INIT("Raden Mas Budi Santoso Kusumaningrat Adiwijaya"),
	              .nip = STR_INIT("196101171985031002"),
	              .position_title = STR_INIT("Pengadministrasi Perkantoran") } },
};
static struct workforce_cell cells[] = {
	{ 2021, 2, STR_INIT("Dinas \"A\""), STR_INIT("Bidang; Umum, Lain"), STR_INIT("=SUM(A1)"),
	  POSITION_PELAKSANA, 3 },
};
static const struct law_retirement_age age_58 = { .kind = POSITION_PELAKSANA,
	                                          .age_years = 58,
	                                          .source = STR_INIT("UU 5/2014 Art. 90") };
static const struct law_retirement_age age_60 = { .kind = POSITION_JPT_PRATAMA,
	                                          .age_years = 60,
	                                          .source = STR_INIT("UU 5/2014 Art. 90") };
static const struct law_retirement_age *ages[] = { &age_60, &age_58 };

/* The Tegal figures (TV-07). */
static struct workforce_report tegal(struct desk *desk, enum lang lang)
{
	struct workforce_report view = {
		.agency = { .name = STR("Kabupaten Contoh"), .is_sample = true },
		.request = { .on = day(2021, 1, 1), .years = 2 },
		.outlook = {
			.on = day(2021, 1, 1),
			.years = 2,
			.population = { [SERVICE_CPNS] = 920, [SERVICE_PNS] = 8202 },
			.population_total = 9122,
			.year = { { 2021, 9122, 596, 0, 0, 8526 },
			          { 2022, 8526, 225, 0, 0, 8301 } },
			.month_counts = { [1] = 47, [5] = 549, [14] = 225 },
			.kinds = kinds, .kind_count = COUNT(kinds),
			.units = units, .unit_count = COUNT(units),
			.positions = positions, .position_count = COUNT(positions),
			.empties = empties, .empty_count = COUNT(empties),
			.due = due, .due_count = COUNT(due), .due_total = 611,
			.cells = cells, .cell_count = COUNT(cells),
			.ages = ages, .age_count = COUNT(ages),
		},
	};

	positions[0].empty_on = day(2021, 2, 1);
	due[0].retire_on = day(2021, 2, 1);
	desk->ctx.lang = lang;
	assert_true(workforce_compare_parse(STR("2020=9638:pns"), &view.request));
	view.request.due_max = 10;
	return view;
}

static void percents_are_read_with_comma_or_point(void **state)
{
	static const struct {
		struct str text;
		int64_t basis_points;
	} rows[] = {
		{ STR_INIT("0"), 0 },        { STR_INIT("0,6"), 60 },
		{ STR_INIT("0.6"), 60 },     { STR_INIT("0,06"), 6 },
		{ STR_INIT("1,25 %"), 125 }, { STR_INIT("100"), 10000 },
		{ STR_INIT("100,01"), -1 },  { STR_INIT("101"), -1 },
		{ STR_INIT("-1"), -1 },      { STR_INIT(""), -1 },
		{ STR_INIT(",5"), -1 },      { STR_INIT("5,"), -1 },
		{ STR_INIT("0,123"), -1 },   { STR_INIT("1.0,5"), -1 },
		{ STR_INIT("satu"), -1 },    { STR_INIT("99999999999999999999"), -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t basis_points = -1;

		if (workforce_percent_parse(rows[i].text, &basis_points) !=
		    (rows[i].basis_points >= 0))
			fail_msg("%.*s", STR_ARG(rows[i].text));
		if (rows[i].basis_points >= 0)
			assert_int_equal(basis_points, rows[i].basis_points);
	}
}

static void a_comparison_needs_year_count_and_population(void **state)
{
	static const struct str wrong[] = {
		STR_INIT(""),
		STR_INIT("2020"),
		STR_INIT("2020=9638"),
		STR_INIT("2020=9638:"),
		STR_INIT("2020=:pns"),
		STR_INIT("=1:pns"),
		STR_INIT("20=1:pns"),
		STR_INIT("2020=-1:pns"),
		STR_INIT("2020=0:pns"),
		STR_INIT("0000=1:pns"),
		STR_INIT("2020=9999999999999999999:pns"),
	};
	struct workforce_request request = { .years = 1 };

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (workforce_compare_parse(wrong[i], &request))
			fail_msg("%.*s", STR_ARG(wrong[i]));
	assert_true(workforce_compare_parse(STR("2020=9638:pns + cpns"), &request));
	assert_int_equal(request.compared_year, 2020);
	assert_int_equal(request.compared_count, 9638);
	assert_true(str_eq(request.compared_population, STR("pns + cpns")));
}

static void assert_fits(struct str text)
{
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		if (text_width(line) > COLUMNS)
			fail_msg("%zu columns: %.*s", text_width(line), STR_ARG(line));
		assert_false(str_ends(line, STR(" ")));
	}
}

static void text_fits_eighty_columns_in_both_languages(void **state)
{
	struct desk *desk = *state;

	for (int lang = LANG_ID; lang <= LANG_EN; lang++) {
		struct workforce_report view = tegal(desk, (enum lang)lang);

		view.request.exits_bp = 60;
		view.ages_file = STR("usia-pensiun-usulan.csv");
		workforce_report_complete(&desk->ctx, &view);
		project_text_write(&desk->cli, &view);
	}
	assert_fits(written(desk));
}

static void text_says_the_finding_and_warns_in_indonesian(void **state)
{
	struct desk *desk = *state;
	struct workforce_report view = tegal(desk, LANG_ID);

	workforce_report_complete(&desk->ctx, &view);
	project_text_write(&desk->cli, &view);
	assert_has(written(desk), "Proyeksi pegawai 2021–2022");
	assert_has(written(desk), "CONTOH");
	assert_has(written(desk), "1 Januari 2021: 9.122 pegawai (920 CPNS, 8.202 PNS)");
	assert_has(written(desk), "596 orang pensiun pada 2021, yaitu 6,53% dari 9.122.");
	assert_has(written(desk), "−516");
	assert_has(written(desk), "−5,35%");
	assert_has(written(desk), "8.526");
	assert_has(written(desk), "−11,54%");
	assert_has(written(desk), "bukan populasi");
	assert_has(written(desk), "19610117 198503 1 002");
	assert_has(written(desk), "60, 58 (UU 5/2014 Art. 90)");
	assert_has(written(desk), "610 lainnya");
}

static void text_writes_numbers_the_english_way_in_english(void **state)
{
	struct desk *desk = *state;
	struct workforce_report view = tegal(desk, LANG_EN);

	workforce_report_complete(&desk->ctx, &view);
	project_text_write(&desk->cli, &view);
	assert_has(written(desk), "Retirements in 2021: 596, that is 6.53% of 9,122.");
	assert_has(written(desk), "SAMPLE");
	assert_has(written(desk), "are different");
}

static void json_has_the_years_the_months_and_the_comparison(void **state)
{
	struct desk *desk = *state;
	struct workforce_report view = tegal(desk, LANG_ID);
	const struct json_value *json;
	const struct json_value *part;
	struct str text;
	int64_t number;

	workforce_report_complete(&desk->ctx, &view);
	assert_null(project_json_write(&desk->cli, &view));
	assert_null(json_read(desk->ctx.arena, written(desk), &json));
	part = json_get(json_get(json, "retirements"), "year");
	assert_int_equal(json_count(part), 2);
	assert_true(json_get_int(part, "2021", &number));
	assert_int_equal(number, 596);
	part = json_get(json_get(json, "retirements"), "month");
	assert_int_equal(json_count(part), 3);
	assert_true(json_get_int(part, "2021-02", &number));
	assert_int_equal(number, 47);
	assert_true(json_get_int(part, "2022-03", &number));
	assert_int_equal(number, 225);
	part = json_get(json, "comparison");
	assert_true(json_get_int(part, "after", &number));
	assert_int_equal(number, 8526);
	assert_has(written(desk), "\"change_percent\": -5.35");
	assert_int_equal(json_count(json_get(json, "warnings")), 1);
	part = json_at(json_get(json, "falling_empty"), 0);
	assert_true(json_get_str(part, "empty_on", &text));
	assert_true(str_eq(text, STR("2021-02-01")));
	assert_null(json_get(json_at(json_get(json, "by_unit"), 0), "id"));
}

static void csv_is_what_excel_of_the_language_reads(void **state)
{
	struct desk *desk = *state;
	struct workforce_report view = tegal(desk, LANG_ID);

	workforce_report_complete(&desk->ctx, &view);
	assert_null(project_csv_write(&desk->cli, &view));
	assert_true(str_starts(written(desk), STR("\xef\xbb\xbfTahun;Bulan;Unit induk;Unit;")));
	assert_has(written(desk),
	           "2021;2;\"Dinas \"\"A\"\"\";\"Bidang; Umum, Lain\";Pelaksana;'=SUM(A1);3\r\n");
	assert_has(warned(desk), "bukan populasi yang sama");
}

static void csv_is_separated_by_commas_in_english(void **state)
{
	struct desk *desk = *state;
	struct workforce_report view = tegal(desk, LANG_EN);

	workforce_report_complete(&desk->ctx, &view);
	assert_null(project_csv_write(&desk->cli, &view));
	assert_true(str_starts(written(desk), STR("\xef\xbb\xbfYear,Month,Parent unit,Unit,")));
}

/* What the reader of each case must be told; the rest is not said. */
static void warnings_say_what_is_left_out(void **state)
{
	struct desk *desk = *state;
	struct workforce_report view = tegal(desk, LANG_ID);

	view.request.compared = false;
	workforce_report_complete(&desk->ctx, &view);
	assert_int_equal(view.warning_count, 0);

	view = tegal(desk, LANG_ID);
	view.outlook.on = day(2021, 7, 1);
	view.outlook.overdue_count = 3;
	view.outlook.no_post_count = 1234;
	view.outlook.no_age_count = 5;
	view.request.due_max = 0;
	view.ages_file = STR("usulan.csv");
	workforce_report_complete(&desk->ctx, &view);
	assert_int_equal(view.warning_count, 7);
	assert_has(view.warnings[1], "usulan.csv");
	assert_has(view.warnings[2], "dihitung mulai 1 Juli 2021");
	assert_has(view.warnings[3], "3 orang sudah melewati TMT pensiun");
	assert_has(view.warnings[4], "1.234 orang tidak memegang jabatan definitif");
	assert_has(view.warnings[6], "1 dari 611");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(percents_are_read_with_comma_or_point),
		test(a_comparison_needs_year_count_and_population),
		test(text_fits_eighty_columns_in_both_languages),
		test(text_says_the_finding_and_warns_in_indonesian),
		test(text_writes_numbers_the_english_way_in_english),
		test(json_has_the_years_the_months_and_the_comparison),
		test(csv_is_what_excel_of_the_language_reads),
		test(csv_is_separated_by_commas_in_english),
		test(warnings_say_what_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
