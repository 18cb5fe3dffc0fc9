/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/ctx.h"
#include "base/str.h"
#include "registry/heading.h"

#define NOTHING ROSTER_FIELD_COUNT /* a heading that says nothing here */
#define COLUMNS_MAX 64

static struct ctx c;

static int setup(void **state)
{
	(void)state;
	c.arena = arena_new(16u << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(c.arena);
	return 0;
}

static const struct {
	const char *heading;
	enum roster_field field;
} headings[] = {
	/* the national export */
	{ "PNS ID", ROSTER_DROPPED },
	{ "NIP BARU", ROSTER_NIP },
	{ "NIP LAMA", ROSTER_DROPPED },
	{ "NAMA", ROSTER_NAME },
	{ "GELAR DEPAN", ROSTER_TITLE_BEFORE },
	{ "GELAR BELAKANG", ROSTER_TITLE_AFTER },
	{ "TEMPAT LAHIR NAMA", ROSTER_BIRTH_PLACE },
	{ "TANGGAL LAHIR", ROSTER_BIRTH_ON },
	{ "JENIS KELAMIN", ROSTER_GENDER },
	{ "NIK", ROSTER_NIK },
	{ "STATUS CPNS PNS", ROSTER_STATUS },
	{ "TMT CPNS", ROSTER_ENTRY_ON },
	{ "TMT PNS", ROSTER_PNS_ON },
	{ "GOL AWAL NAMA", NOTHING },
	{ "GOL AKHIR ID", NOTHING },
	{ "GOL AKHIR NAMA", ROSTER_GRADE },
	{ "TMT GOLONGAN", ROSTER_GRADE_ON },
	{ "JENIS JABATAN ID", NOTHING },
	{ "JENIS JABATAN NAMA", ROSTER_KIND },
	{ "ESELON NAMA", ROSTER_ECHELON },
	{ "JABATAN NAMA", ROSTER_POSITION },
	{ "TMT JABATAN", ROSTER_POSITION_ON },
	{ "TINGKAT PENDIDIKAN ID", NOTHING },
	{ "TINGKAT PENDIDIKAN NAMA", ROSTER_EDUCATION },
	{ "PENDIDIKAN NAMA", ROSTER_EDUCATION_FIELD },
	{ "UNOR NAMA", ROSTER_UNIT },
	{ "UNOR INDUK NAMA", ROSTER_PARENT },
	{ "INSTANSI KERJA NAMA", ROSTER_DROPPED },
	/* office spreadsheets */
	{ "No", ROSTER_DROPPED },
	{ "NO.", ROSTER_DROPPED },
	{ "No. Urut", ROSTER_DROPPED },
	{ "Nama Lengkap", ROSTER_NAME },
	{ "NAMA PEGAWAI", ROSTER_NAME },
	{ "Nama Lengkap (dengan gelar)", ROSTER_NAME },
	{ "Nama & Gelar", ROSTER_NAME },
	{ "nama_lengkap", ROSTER_NAME },
	{ "NamaLengkap", ROSTER_NAME },
	{ "NIP", ROSTER_NIP },
	{ "N I P", ROSTER_NIP },
	{ "N.I.P.", ROSTER_NIP },
	{ "NIP (18 digit)", ROSTER_NIP },
	{ "NIP/NIPPPK", ROSTER_NIP },
	{ "  nip\n", ROSTER_NIP },
	{ "\xC2\xA0NIP\xC2\xA0", ROSTER_NIP },
	{ "NIP Lama", ROSTER_DROPPED },
	{ "Tgl Lahir", ROSTER_BIRTH_ON },
	{ "Tgl.Lahir", ROSTER_BIRTH_ON },
	{ "Tgl. Lahir", ROSTER_BIRTH_ON },
	{ "TGL_LAHIR", ROSTER_BIRTH_ON },
	{ "TglLahir", ROSTER_BIRTH_ON },
	{ "TANGGAL\nLAHIR", ROSTER_BIRTH_ON },
	{ "Tanggal Lahir (dd-mm-yyyy)", ROSTER_BIRTH_ON },
	{ "Tempat, Tgl. Lahir", ROSTER_BIRTH_PLACE_AND_DATE },
	{ "Tempat / Tanggal Lahir", ROSTER_BIRTH_PLACE_AND_DATE },
	{ "TEMPAT DAN TANGGAL LAHIR", ROSTER_BIRTH_PLACE_AND_DATE },
	{ "TTL", ROSTER_BIRTH_PLACE_AND_DATE },
	{ "Tempat Lahir", ROSTER_BIRTH_PLACE },
	{ "L/P", ROSTER_GENDER },
	{ "(L/P)", ROSTER_GENDER },
	{ "L / P", ROSTER_GENDER },
	{ "JK", ROSTER_GENDER },
	{ "Jenis Kelamin (L/P)", ROSTER_GENDER },
	{ "Jns. Kelamin", ROSTER_GENDER },
	{ "Pangkat/Gol", ROSTER_GRADE },
	{ "Pangkat/Gol.", ROSTER_GRADE },
	{ "Pangkat / Gol. Ruang", ROSTER_GRADE },
	{ "Pangkat/\r\nGol. Ruang", ROSTER_GRADE },
	{ "PANGKAT (GOL. RUANG)", ROSTER_GRADE },
	{ "Gol/Ruang", ROSTER_GRADE },
	{ "Gol.", ROSTER_GRADE },
	{ "Golongan Darah", NOTHING },
	{ "GOL. DARAH", NOTHING },
	{ "Pangkat", ROSTER_RANK },
	{ "TMT Gol.", ROSTER_GRADE_ON },
	{ "TMT\nGol", ROSTER_GRADE_ON },
	{ "TMT Pangkat", ROSTER_GRADE_ON },
	{ "TMTGolongan", ROSTER_GRADE_ON },
	{ "Nama Jabatan", ROSTER_POSITION },
	{ "Jabatan", ROSTER_POSITION },
	{ "JABATAN SAAT INI", ROSTER_POSITION },
	{ "Jenis Jabatan", ROSTER_KIND },
	{ "Eselon", ROSTER_ECHELON },
	{ "Esl.", ROSTER_ECHELON },
	{ "TMT Jabatan", ROSTER_POSITION_ON },
	{ "Unit Kerja", ROSTER_UNIT },
	{ "UNIT ORGANISASI", ROSTER_UNIT },
	{ "Unit Kerja Pegawai", ROSTER_UNIT },
	{ "UNIT_KERJA_PNS", ROSTER_UNIT },
	{ "Pend.Terakhir.PNS", ROSTER_EDUCATION },
	{ "Jabatan Terakhir Pegawai", ROSTER_POSITION },
	{ "OPD", ROSTER_PARENT },
	{ "SKPD", ROSTER_PARENT },
	{ "Perangkat Daerah", ROSTER_PARENT },
	{ "SKPD/OPD", ROSTER_PARENT },
	{ "Satuan Kerja", ROSTER_PARENT },
	{ "Pend. Terakhir", ROSTER_EDUCATION },
	{ "Pendidikan", ROSTER_EDUCATION },
	{ "TK. PENDIDIKAN", ROSTER_EDUCATION },
	{ "Jurusan", ROSTER_EDUCATION_FIELD },
	{ "Status", ROSTER_STATUS },
	{ "Status Kepegawaian", ROSTER_STATUS },
	{ "Status Perkawinan", NOTHING },
	{ "CPNS/PNS", ROSTER_STATUS },
	{ "No. HP", ROSTER_DROPPED },
	{ "Keterangan", ROSTER_DROPPED },
	/* what is no heading */
	{ "", NOTHING },
	{ "   ", NOTHING },
	{ "()", NOTHING },
	{ "...", NOTHING },
	{ "1", NOTHING },
	{ "DAFTAR NAMA PEGAWAI", NOTHING },
	{ "TMT", NOTHING },
	{ "Pegawai", NOTHING },
	{ "198105162003041001", NOTHING },
	{ "Pensiun", NOTHING },
};

static void headings_are_told_by_meaning(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(headings); i++) {
		enum roster_field field = NOTHING;

		if (!heading_match(&c, str_of(headings[i].heading), &field))
			field = NOTHING;
		if (field != headings[i].field)
			fail_msg("\"%s\" is read as %d, not %d", headings[i].heading, (int)field,
			         (int)headings[i].field);
	}
}

/* A record of cells separated by |. */
static struct csv_record record_of(const char *text)
{
	struct str *cells = arena_array(c.arena, COLUMNS_MAX, sizeof(*cells));
	struct csv_record record = { .fields = cells, .line = 1 };
	struct str rest = str_of(text), cell;

	while (str_cut(&rest, '|', &cell))
		cells[record.count++] = cell;
	return record;
}

static void a_line_of_headings_needs_nip_name_and_unit(void **state)
{
	static const struct {
		const char *line;
		int named;
		bool usable;
	} rows[] = {
		{ "No|Nama|NIP|Unit Kerja", 4, true },
		{ "No|Nama|NIP|OPD", 4, true },
		{ "No|Nama|NIP", 3, false },
		{ "Nama|OPD|Jabatan", 3, false },
		{ "NIP|OPD|Jabatan", 3, false },
		{ "DAFTAR PEGAWAI NEGERI SIPIL", 0, false },
		{ "||NIP||Nama||||Unit Kerja|Sesuatu", 3, true },
		{ "(1)|(2)|(3)|(4)", 0, false },
		{ "1|Drs. Budi|198105162003041001|Dinas Sosial", 0, false },
		{ "", 0, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct csv_record record = record_of(rows[i].line);
		struct roster_columns columns;
		bool usable;
		int named = heading_columns(&c, &record, &columns, &usable);

		if (named != rows[i].named || usable != rows[i].usable)
			fail_msg("\"%s\": %d named, usable %d", rows[i].line, named, usable);
	}
}

static void the_first_of_two_columns_counts_and_keeps_its_words(void **state)
{
	struct csv_record record = record_of("No|Nama Lengkap |NIP|NAMA|Gol.|Unit Kerja");
	struct roster_columns columns;
	bool usable;

	(void)state;
	assert_int_equal(heading_columns(&c, &record, &columns, &usable), 6);
	assert_int_equal(columns.at[ROSTER_NAME], 1);
	assert_true(str_eq(columns.headings[ROSTER_NAME], STR("Nama Lengkap")));
	assert_int_equal(columns.at[ROSTER_GRADE], 4);
	assert_int_equal(columns.at[ROSTER_GRADE_ON], -1);
	assert_true(str_eq(columns.headings[ROSTER_GRADE_ON], STR("TMT GOLONGAN")));
}

static void every_field_has_a_usual_heading_that_means_it(void **state)
{
	(void)state;
	for (int f = 0; f < ROSTER_DROPPED; f++) {
		enum roster_field field = NOTHING;

		assert_true(heading_match(&c, heading_usual((enum roster_field)f), &field));
		assert_int_equal(field, f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headings_are_told_by_meaning),
		cmocka_unit_test(a_line_of_headings_needs_nip_name_and_unit),
		cmocka_unit_test(the_first_of_two_columns_counts_and_keeps_its_words),
		cmocka_unit_test(every_field_has_a_usual_heading_that_means_it),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
