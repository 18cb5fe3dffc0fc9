/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/csv.h"
#include "base/ctx.h"
#include "base/date.h"
#include "base/str.h"
#include "base/text.h"
#include "registry/heading.h"
#include "registry/roster.h"
#include "test/carried_law.h"

#define COLUMNS_MAX 32

static struct ctx c;
static const struct law *law;
static struct date as_of;

static int setup(void **state)
{
	(void)state;
	c.arena = arena_new(64u << 20);
	assert_true(date_parse_iso(STR("2026-01-05"), &as_of));
	law = carried_law(&c, as_of);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(c.arena);
	return 0;
}

/* A record of cells separated by |. */
static struct csv_record record_of(const char *text)
{
	struct str *cells = arena_array(c.arena, COLUMNS_MAX, sizeof(*cells));
	struct csv_record record = { .fields = cells, .line = 17 };
	struct str rest = str_of(text), cell;

	while (str_cut(&rest, '|', &cell))
		cells[record.count++] = cell;
	return record;
}

static struct roster_reader reader_of(const char *headings)
{
	struct roster_columns *columns = ARENA_NEW(c.arena, struct roster_columns);
	struct csv_record record = record_of(headings);
	struct roster_reader reader;
	bool usable;

	heading_columns(&c, &record, columns, &usable);
	assert_true(usable);
	assert_null(roster_reader_init(&c, law, columns, as_of, &reader));
	return reader;
}

static struct roster_line read_line(const char *headings, const char *cells)
{
	struct roster_reader reader = reader_of(headings);
	struct csv_record record = record_of(cells);
	struct roster_line line;

	roster_read(&c, &reader, &record, &line);
	return line;
}

/* "nip_date grade_missing": what was found, in the order in which it was found. */
static struct str found_of(const struct roster_line *line)
{
	struct buf buf;

	buf_init(&buf, c.arena);
	for (size_t i = 0; i < line->finding_count; i++) {
		if (i > 0)
			buf_add_char(&buf, ' ');
		buf_add(&buf, str_of(line->findings[i].code));
	}
	return buf_str(&buf);
}

/*
 * Lines under their headings and the codes that must come out, in this order; none means no
 * finding. A man born on 15 March 1981 who entered in April 2003 has the NIP 198103152003041001.
 */
#define H_BARE "NIP|Nama|Unit Kerja|Jabatan"
#define V_BARE "198103152003041001|Budi|Dinas Sosial|Pengemudi"
#define BARE_WITH(heading, cell) H_BARE "|" heading, V_BARE "|" cell

static const struct {
	const char *headings;
	const char *cells;
	const char *codes;
} lines[] = {
	/* nothing to find */
	{ H_BARE, V_BARE, "" },
	{ H_BARE, "19810315 200304 1 001|Budi|Dinas Sosial|Pengemudi", "" },
	{ H_BARE, "'198103152003041001|Budi|Dinas Sosial|Pengemudi", "" },
	{ H_BARE, "198103152024211001|Budi|Dinas Sosial|Pengemudi", "" },
	{ H_BARE, "198103152003041001|H|Dinas Sosial|Plt. Camat", "" },
	{ BARE_WITH("Tgl Lahir", "15-03-1981"), "" },
	{ BARE_WITH("Tgl Lahir", "1981-03-15"), "" },
	{ BARE_WITH("Tgl Lahir", "15/03/1981"), "" },
	{ BARE_WITH("Tgl Lahir", "15 Maret 1981"), "" },
	{ BARE_WITH("Tgl Lahir", "29660"), "" },
	{ BARE_WITH("Tgl Lahir", "-"), "" },
	{ BARE_WITH("Tgl Lahir", ""), "" },
	{ BARE_WITH("TTL", "Tegal, 15-03-1981"), "" },
	{ BARE_WITH("TTL", "Tegal"), "" },
	{ BARE_WITH("TTL", "-"), "" },
	{ BARE_WITH("L/P", "L"), "" },
	{ BARE_WITH("L/P", "M"), "" },
	{ BARE_WITH("L/P", "-"), "" },
	{ BARE_WITH("NIK", "3328011503810001"), "" },
	{ BARE_WITH("NIK", "-"), "" },
	{ BARE_WITH("Status", "PNS"), "" },
	{ BARE_WITH("Status", "Aktif"), "" },
	{ BARE_WITH("Status", "Pensiun"), "" },
	{ BARE_WITH("TMT CPNS", "01-04-2003"), "" },
	{ BARE_WITH("Gol", "III/c"), "" },
	{ BARE_WITH("Pangkat/Gol", "Penata (III/c)"), "" },
	{ BARE_WITH("Pangkat|Gol", "Penata|III/c"), "" },
	{ BARE_WITH("Pangkat", "Juru"), "" },
	{ BARE_WITH("Gol|TMT Gol.", "III/c|01-04-2019"), "" },
	{ BARE_WITH("Pend. Terakhir", "SLTA"), "" },
	{ BARE_WITH("Eselon", "Non Eselon"), "" },
	{ BARE_WITH("Eselon", "-"), "" },
	{ BARE_WITH("Jenis Jabatan", "Pelaksana"), "" },
	{ BARE_WITH("TMT Jabatan", "2019-04-01 00:00:00"), "" },
	{ "NIP|Nama|OPD|Jabatan", V_BARE, "" },
	{ "NIP|Nama|OPD|Unit Kerja|Jabatan", "198103152003041001|Budi|-|Dinas Sosial|Pengemudi",
	  "" },
	/* the NIP */
	{ H_BARE, "|Budi|Dinas Sosial|Pengemudi", "nip_length" },
	{ H_BARE, "-|Budi|Dinas Sosial|Pengemudi", "nip_length" },
	{ H_BARE, "19810315200304100|Budi|Dinas Sosial|Pengemudi", "nip_length" },
	{ H_BARE, "130123456|Budi|Dinas Sosial|Pengemudi", "nip_length" },
	{ H_BARE, "19810315200304100X|Budi|Dinas Sosial|Pengemudi", "nip_digits" },
	{ H_BARE, "198102302003041001|Budi|Dinas Sosial|Pengemudi", "nip_date" },
	{ H_BARE, "198103152003131001|Budi|Dinas Sosial|Pengemudi", "nip_date" },
	{ H_BARE, "198103152003043001|Budi|Dinas Sosial|Pengemudi", "nip_gender" },
	{ H_BARE, "198103152003041000|Budi|Dinas Sosial|Pengemudi", "nip_serial" },
	{ H_BARE, "1,98103E+17|Budi|Dinas Sosial|Pengemudi", "nip_scientific" },
	{ H_BARE, "1.98103E+17|Budi|Dinas Sosial|Pengemudi", "nip_scientific" },
	/* names, units, posts */
	{ H_BARE, "198103152003041001||Dinas Sosial|Pengemudi", "name_missing" },
	{ H_BARE, "198103152003041001|-|Dinas Sosial|Pengemudi", "name_missing" },
	{ H_BARE, "198103152003041001|, S.H.|Dinas Sosial|Pengemudi", "name_missing" },
	{ H_BARE, "198103152003041001|Budi||Pengemudi", "unit_missing" },
	{ H_BARE, "198103152003041001|Budi|...|Pengemudi", "unit_missing" },
	{ "NIP|Nama|OPD|Unit Kerja|Jabatan", "198103152003041001|Budi|Dinas Sosial||Pengemudi",
	  "unit_missing" },
	{ "NIP|Nama|OPD|Jabatan", "198103152003041001|Budi|-|Pengemudi", "unit_missing" },
	{ H_BARE, "198103152003041001|Budi|Dinas Sosial|", "position_missing" },
	{ H_BARE, "198103152003041001|Budi|Dinas Sosial|Plt.", "position_missing" },
	{ H_BARE, "198103152003041001|Budi", "unit_missing position_missing" },
	{ H_BARE, "", "nip_length name_missing unit_missing position_missing" },
	/* birth and gender */
	{ BARE_WITH("Tgl Lahir", "16-03-1981"), "birth_differs_from_nip" },
	{ BARE_WITH("TTL", "Tegal, 15-04-1981"), "birth_differs_from_nip" },
	{ BARE_WITH("Tgl Lahir", "31-02-1981"), "date_impossible" },
	{ BARE_WITH("Tgl Lahir", "15-13-1981"), "date_impossible" },
	{ BARE_WITH("Tgl Lahir", "lupa"), "date_unreadable" },
	{ BARE_WITH("L/P", "P"), "gender_differs_from_nip" },
	{ BARE_WITH("L/P", "F"), "gender_differs_from_nip" },
	{ BARE_WITH("L/P", "X"), "gender_unreadable" },
	{ BARE_WITH("NIK", "9928011503810001"), "nik_pattern" },
	{ BARE_WITH("NIK", "12345"), "nik_pattern" },
	/* standing */
	{ BARE_WITH("Status", "Honorer"), "status_unknown" },
	{ BARE_WITH("Status", "PPPK"), "status_differs_from_nip" },
	{ BARE_WITH("Status|Gol", "PPPK|III/c"), "status_differs_from_nip" },
	{ BARE_WITH("Status|Gol", "PPPK|IX"), "status_differs_from_nip" },
	{ H_BARE "|Status", "198103152024211001|Budi|Dinas Sosial|Pengemudi|PNS",
	  "status_differs_from_nip" },
	{ BARE_WITH("TMT CPNS", "01-04-2004"), "entry_differs_from_nip" },
	{ H_BARE, "198103151998041001|Budi|Dinas Sosial|Pengemudi", "age_at_entry" },
	{ H_BARE, "196903152020041001|Budi|Dinas Sosial|Pengemudi", "age_at_entry" },
	/* grades */
	{ BARE_WITH("Gol", ""), "grade_missing" },
	{ BARE_WITH("Gol", "III/f"), "grade_unknown" },
	{ BARE_WITH("Gol", "V/a"), "grade_unknown" },
	{ BARE_WITH("Gol", "IX"), "grade_unknown" },
	{ BARE_WITH("Pangkat/Gol", "Penata (III/f)"), "grade_unknown" },
	{ H_BARE "|Gol", "198103152024211001|Budi|Dinas Sosial|Pengemudi|III/a", "grade_unknown" },
	{ BARE_WITH("Pangkat/Gol", "Penata Muda (III/c)"), "rank_differs_from_grade" },
	{ BARE_WITH("Pangkat|Gol", "Pembina|III/c"), "rank_differs_from_grade" },
	{ BARE_WITH("Gol|TMT Gol.", "III/c|31-02-2019"), "date_impossible" },
	/* schooling, posts */
	{ BARE_WITH("Pend. Terakhir", "Manajemen"), "education_unknown" },
	{ H_BARE "|Pend. Terakhir", "198103152003041001|Budi|Dinas Sosial|Camat|SLTA",
	  "education_below_post" },
	{ BARE_WITH("Eselon", "VII.z"), "echelon_unknown" },
	{ H_BARE "|Eselon", "198103152003041001|Budi|Dinas Sosial|Kabid|III", "echelon_unknown" },
	{ H_BARE "|Eselon", "198103152003041001|Budi|Dinas Sosial|Sesuatu|Eselon III",
	  "echelon_unknown" },
	{ H_BARE "|Jenis Jabatan", "198103152003041001|Budi|Dinas Sosial|Sesuatu|Struktural",
	  "position_kind_unknown" },
	{ H_BARE "|Eselon", "198103152003041001|Budi|Dinas Sosial|Sesuatu|-",
	  "position_kind_unknown" },
	{ H_BARE, "198103152003041001|Budi|Dinas Sosial|Sesuatu", "" },
	{ H_BARE "|Jenis Jabatan", "198103152003041001|Budi|RSUD|Perawat|Fungsional",
	  "position_level_unknown" },
	{ H_BARE "|Jenis Jabatan", "198103152003041001|Budi|SD 1|Guru|Fungsional", "" },
	{ H_BARE "|Eselon|Gol", "198103152003041001|Budi|Dinas Sosial|Kepala Dinas|II.b|III/d",
	  "grade_below_post" },
	{ H_BARE "|Eselon|Gol", "198103152003041001|Budi|Dinas Sosial|Kepala Dinas|II.b|IV/b", "" },
	{ H_BARE, "196403151990031001|Budi|Dinas Sosial|Pengemudi", "past_retirement_age" },
	{ H_BARE, "196803151990031001|Budi|Dinas Sosial|Pengemudi", "" },
	{ H_BARE, "196603151990031001|Budi|SD 1|Guru Ahli Muda", "" },
	{ H_BARE, "196603151990031001|Budi|SD 1|AHLI MUDA - GURU KELAS", "" },
	/* the order of dates */
	{ BARE_WITH("TMT Jabatan", "01-02-2026"), "date_after_snapshot" },
	{ BARE_WITH("TMT Jabatan", "01-04-1979"), "dates_order" },
	{ BARE_WITH("TMT Jabatan", "01-04-2001"), "dates_order" },
	{ BARE_WITH("Gol|TMT Gol.", "III/c|01-04-2001"), "dates_order" },
	{ BARE_WITH("TMT PNS", "01-04-2001"), "dates_order" },
	{ H_BARE "|TMT Jabatan", "198103152024211001|Budi|Dinas Sosial|Pengemudi|01-04-2001", "" },
	/* an error hides no other of the line, and a line in error is not judged further */
	{ H_BARE "|Tgl Lahir|Gol", "1|-|-|-|31-02-1981|Z",
	  "nip_length name_missing date_impossible grade_unknown unit_missing position_missing" },
	{ BARE_WITH("Gol|TMT Jabatan", "Z|01-02-2099"), "grade_unknown" },
};

static void each_line_gets_just_its_findings(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct roster_line line = read_line(lines[i].headings, lines[i].cells);
		struct str found = found_of(&line);

		if (!str_eq(found, str_of(lines[i].codes)))
			fail_msg("\"%s\" under \"%s\": found \"%.*s\", not \"%s\"", lines[i].cells,
			         lines[i].headings, STR_ARG(found), lines[i].codes);
	}
}

/* Codes that only the import gives: it knows the other lines, the units and the registry. */
static bool is_of_import(struct str code)
{
	return str_eq(code, STR("nip_duplicate")) || str_eq(code, STR("nip_elsewhere")) ||
	       str_eq(code, STR("unit_near_match")) || str_eq(code, STR("record_broken"));
}

static void every_code_is_found_somewhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < roster_code_count; i++) {
		struct str code = roster_codes[i].code;
		bool found = is_of_import(code);

		if (i > 0)
			assert_true(str_cmp(roster_codes[i - 1].code, code) < 0);
		for (size_t k = 0; !found && k < COUNT(lines); k++) {
			struct str rest = str_of(lines[k].codes), word;

			while (str_cut(&rest, ' ', &word))
				found = found || str_eq(word, code);
		}
		if (!found)
			fail_msg("no line gets %.*s", STR_ARG(code));
	}
}

static void errors_reject_a_line_and_warnings_do_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct roster_line line = read_line(lines[i].headings, lines[i].cells);
		bool error = false;

		for (size_t k = 0; k < line.finding_count; k++)
			error = error || line.findings[k].severity == IMPORT_ERROR;
		assert_int_equal(line.rejected, error);
	}
}

/* What makes a line unusable, and nothing else, is an error. */
static void just_these_codes_are_errors(void **state)
{
	static const char *const errors =
		"date_impossible grade_unknown name_missing nip_date nip_digits nip_duplicate "
		"nip_elsewhere nip_gender nip_length nip_scientific nip_serial record_broken "
		"unit_missing";
	struct buf found;

	(void)state;
	buf_init(&found, c.arena);
	for (size_t i = 0; i < roster_code_count; i++) {
		if (roster_codes[i].severity != IMPORT_ERROR)
			continue;
		if (found.len > 0)
			buf_add_char(&found, ' ');
		buf_add(&found, roster_codes[i].code);
	}
	assert_true(str_eq(buf_str(&found), str_of(errors)));
}

static void a_finding_names_line_column_value_and_what_fits(void **state)
{
	static const struct {
		const char *headings;
		const char *cells;
		const char *column;
		const char *value;
		const char *other;
	} rows[] = {
		{ BARE_WITH("Tgl. Lahir", " 16/03/1981 "), "Tgl. Lahir", "16/03/1981",
		  "1981-03-15" },
		{ BARE_WITH("L/P", "Wanita"), "L/P", "Wanita", "L" },
		{ H_BARE, "1981 0315|Budi|Dinas Sosial|Pengemudi", "NIP", "1981 0315", "8" },
		{ H_BARE, "198103152003041001||Dinas Sosial|Pengemudi", "Nama", "", "" },
		{ BARE_WITH("Pangkat/Gol", "Penata Muda (III/c)"), "Pangkat/Gol",
		  "Penata Muda (III/c)", "Penata (III/c)" },
		{ BARE_WITH("TMT CPNS", "01-05-2003"), "TMT CPNS", "01-05-2003", "04-2003" },
		{ BARE_WITH("Status", "PPPK"), "Status", "PPPK", "PNS" },
		{ BARE_WITH("NIK", "9928011503810001"), "NIK", "992801******0001", "" },
		{ BARE_WITH("NIK", "12345"), "NIK", "******", "" },
		{ BARE_WITH("NIK", "Jl. Mawar 5 Slawi"), "NIK", "******", "" },
		{ BARE_WITH("TMT Jabatan", "01-02-2026"), "TMT Jabatan", "01-02-2026",
		  "2026-01-05" },
		/* without a column of its own the usual heading is named */
		{ H_BARE, "198103151998041001|Budi|Dinas Sosial|Pengemudi", "NIP",
		  "198103151998041001", "17" },
		{ "NIP|Nama|Unit Kerja", "198103152003041001|Budi|Dinas Sosial", "JABATAN", "",
		  "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct roster_line line = read_line(rows[i].headings, rows[i].cells);
		const struct import_finding *found = &line.findings[0];

		assert_int_equal(line.finding_count, 1);
		assert_int_equal(found->line, 17);
		if (!str_eq(found->column, str_of(rows[i].column)) ||
		    !str_eq(found->value, str_of(rows[i].value)) ||
		    !str_eq(found->other, str_of(rows[i].other)))
			fail_msg("row %zu: %s in \"%.*s\", \"%.*s\", other \"%.*s\"", i,
			         found->code, STR_ARG(found->column), STR_ARG(found->value),
			         STR_ARG(found->other));
	}
}

static void a_long_cell_is_quoted_up_to_a_whole_character(void **state)
{
	struct buf cells;
	struct roster_line line;

	(void)state;
	buf_init(&cells, c.arena);
	buf_add(&cells, STR(V_BARE "|x"));
	for (int i = 0; i < 300; i++)
		buf_add(&cells, STR("\xC3\xA9"));
	line = read_line(H_BARE "|Gol", str_c(c.arena, buf_str(&cells)));
	assert_true(str_eq(found_of(&line), STR("grade_unknown")));
	assert_true(text_is_utf8(line.findings[0].value));
	assert_in_range(line.findings[0].value.len, 100, 200);
}

static void a_broken_record_is_an_error(void **state)
{
	struct roster_reader reader = reader_of(H_BARE);
	struct csv_record record = record_of(V_BARE);
	struct roster_line line;

	(void)state;
	record.unclosed = true;
	roster_read(&c, &reader, &record, &line);
	assert_true(line.rejected);
	assert_true(str_eq(found_of(&line), STR("record_broken")));
}

static void assert_date(struct date date, const char *iso)
{
	char text[DATE_TEXT_BYTES];

	assert_string_equal(date_iso(date, text), iso);
}

static void a_line_of_the_national_export_is_read_whole(void **state)
{
	struct roster_line line = read_line(
		"PNS ID|NIP BARU|NIP LAMA|NAMA|GELAR DEPAN|GELAR BELAKANG|TEMPAT LAHIR NAMA|"
		"TANGGAL LAHIR|JENIS KELAMIN|NIK|STATUS CPNS PNS|TMT CPNS|TMT PNS|GOL AKHIR NAMA|"
		"TMT GOLONGAN|JENIS JABATAN NAMA|ESELON NAMA|JABATAN NAMA|TMT JABATAN|"
		"TINGKAT PENDIDIKAN NAMA|PENDIDIKAN NAMA|UNOR NAMA|UNOR INDUK NAMA|INSTANSI KERJA "
		"NAMA",
		"08999694A|198103152003042001||SITI  AMINAH|Dra.|M.Si.|Tegal|15-03-1981|F|"
		"3328015503810001|PNS|01-04-2003|01-04-2004|III/d|01-10-2018|Jabatan "
		"Struktural|III.b|"
		"Plt. Kepala Bidang  Aset|01-04-2020|S-2|S-2 Akuntansi|Bidang Aset|"
		"Badan Keuangan Daerah|Pemerintah Kab. Contoh");

	(void)state;
	assert_int_equal(line.finding_count, 0);
	assert_true(str_eq(line.nip, STR("198103152003042001")));
	assert_true(str_eq(line.name, STR("SITI AMINAH")));
	assert_true(str_eq(line.title_before, STR("Dra.")));
	assert_true(str_eq(line.title_after, STR("M.Si.")));
	assert_true(str_eq(line.birth_place, STR("Tegal")));
	assert_date(line.birth_on, "1981-03-15");
	assert_true(line.female);
	assert_int_equal(line.status, SERVICE_PNS);
	assert_date(line.entry_on, "2003-04-01");
	assert_true(line.status_dated);
	assert_date(line.status_on, "2004-04-01");
	assert_int_equal(line.grade, 12);
	assert_date(line.grade_on, "2018-10-01");
	assert_int_equal(line.kind, POSITION_ADMINISTRATOR);
	assert_true(str_eq(line.echelon, STR("III.b")));
	assert_int_equal(line.capacity, CAPACITY_PLT);
	assert_true(str_eq(line.title, STR("Kepala Bidang Aset")));
	assert_true(str_eq(line.title_key, STR("kepala bidang aset")));
	assert_date(line.post_on, "2020-04-01");
	assert_true(str_eq(line.education, STR("S2")));
	assert_true(str_eq(line.education_field, STR("S-2 Akuntansi")));
	assert_true(str_eq(line.unit, STR("Bidang Aset")));
	assert_true(str_eq(line.office, STR("Badan Keuangan Daerah")));
}

static void an_office_line_is_read_whole(void **state)
{
	struct roster_line line = read_line(
		"No|Nama Lengkap|NIP|TTL|L/P|Pangkat / Gol. Ruang|TMT Gol.|Nama Jabatan|Jenis "
		"Jabatan|"
		"Pend. Terakhir|OPD|Status",
		"12.|Drs. H. Ahmad Fauzi, M.Si.|'19810315 200304 1 001|Tegal - 15 Maret 1981|Lk|"
		"Penata Tk.I, III/d|43556|AHLI MUDA - GURU KELAS|Fungsional|S.1 PGSD|"
		"Dinas  Pendidikan|Aktif");

	(void)state;
	assert_true(str_eq(found_of(&line), STR("")));
	assert_true(str_eq(line.nip, STR("198103152003041001")));
	assert_true(str_eq(line.name, STR("Ahmad Fauzi")));
	assert_true(str_eq(line.title_before, STR("Drs. H.")));
	assert_true(str_eq(line.title_after, STR("M.Si.")));
	assert_true(str_eq(line.birth_place, STR("Tegal")));
	assert_date(line.birth_on, "1981-03-15");
	assert_false(line.female);
	assert_int_equal(line.status, SERVICE_PNS);
	assert_false(line.status_told);
	assert_int_equal(line.grade, 12);
	assert_date(line.grade_on, "2019-04-01");
	assert_true(str_eq(line.title, STR("GURU KELAS AHLI MUDA")));
	assert_int_equal(line.kind, POSITION_JF_MUDA);
	assert_true(str_eq(line.education, STR("S1")));
	assert_true(str_eq(line.unit, STR("Dinas Pendidikan")));
}

static void the_number_tells_a_pppk_where_no_column_does(void **state)
{
	struct roster_line line = read_line(H_BARE "|Gol",
	                                    "198103152024211001|Budi|SD 1|Guru Ahli Pertama|IX");

	(void)state;
	assert_int_equal(line.finding_count, 0);
	assert_int_equal(line.status, SERVICE_PPPK);
	assert_int_equal(line.scheme, GRADE_PPPK);
	assert_int_equal(line.grade, 9);
	assert_false(line.entry_told);
}

static void a_date_behind_the_snapshot_is_cut_to_it(void **state)
{
	struct roster_line line = read_line(BARE_WITH("TMT Jabatan", "01-02-2026"));

	(void)state;
	assert_true(date_eq(line.post_on, as_of));
}

/* As many findings as one line can give, without one being lost. */
static void the_worst_line_has_room(void **state)
{
	struct roster_line line = read_line(
		"NIP|Nama|Unit Kerja|Jabatan|Tgl Lahir|L/P|NIK|Status|TMT CPNS|TMT PNS|Gol|TMT "
		"Gol.|"
		"Pend. Terakhir|Eselon|Jenis Jabatan|TMT Jabatan|Pangkat",
		"195003151998041001|Budi|Dinas Sosial|Kepala "
		"Dinas|16-03-1990|P|1|PPPK|01-04-1999|x|"
		"I/a|01-04-1949|SD|II.b|x|01-04-1949|Penata");

	(void)state;
	assert_false(line.rejected);
	assert_in_range(line.finding_count, 10, ROSTER_FINDINGS_MAX - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_line_gets_just_its_findings),
		cmocka_unit_test(every_code_is_found_somewhere),
		cmocka_unit_test(errors_reject_a_line_and_warnings_do_not),
		cmocka_unit_test(just_these_codes_are_errors),
		cmocka_unit_test(a_finding_names_line_column_value_and_what_fits),
		cmocka_unit_test(a_long_cell_is_quoted_up_to_a_whole_character),
		cmocka_unit_test(a_broken_record_is_an_error),
		cmocka_unit_test(a_line_of_the_national_export_is_read_whole),
		cmocka_unit_test(an_office_line_is_read_whole),
		cmocka_unit_test(the_number_tells_a_pppk_where_no_column_does),
		cmocka_unit_test(a_date_behind_the_snapshot_is_cut_to_it),
		cmocka_unit_test(the_worst_line_has_room),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
