/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/date.h"
#include "base/str.h"
#include "base/text.h"
#include "law/law.h"
#include "registry/cell.h"
#include "test/carried_law.h"

static struct ctx c;
static const struct law *law;

static int setup(void **state)
{
	struct date on;

	(void)state;
	c.arena = arena_new(64u << 20);
	assert_true(date_parse_iso(STR("2026-01-05"), &on));
	law = carried_law(&c, on);
	assert_int_equal(law->grade_count, 34);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(c.arena);
	return 0;
}

static void assert_text(size_t row, struct str actual, const char *expected)
{
	if (!str_eq(actual, str_of(expected)))
		fail_msg("row %zu: \"%.*s\", not \"%s\"", row, STR_ARG(actual), expected);
}

static void signs_for_none_are_none(void **state)
{
	static const char *const nones[] = { "",     "   ",  "-",      " - ",       "--",
		                             "---",  "–",    "—",      ".",         "0",
		                             "n/a",  "N/A",  "#N/A",   "Nihil",     "TIDAK ADA",
		                             "NULL", "?",    "Kosong", "belum ada", "\xC2\xA0-",
		                             "_",    "#REF!" };
	static const char *const somethings[] = { "00", "1", "H", "No", "Nani", "Tidak Ada Unit",
		                                  "-1" };

	(void)state;
	for (size_t i = 0; i < COUNT(nones); i++)
		if (!cell_is_none(str_of(nones[i])))
			fail_msg("\"%s\" should be none", nones[i]);
	for (size_t i = 0; i < COUNT(somethings); i++)
		if (cell_is_none(str_of(somethings[i])))
			fail_msg("\"%s\" should not be none", somethings[i]);
}

static void white_space_is_made_one(void **state)
{
	static const struct {
		const char *cell;
		const char *clean;
	} rows[] = {
		{ "Dinas  Kesehatan", "Dinas Kesehatan" },
		{ "  Dinas\tKesehatan \r\n", "Dinas Kesehatan" },
		{ "Dinas\nKesehatan", "Dinas Kesehatan" },
		{ "Dinas\xC2\xA0\xC2\xA0Kesehatan", "Dinas Kesehatan" },
		{ "Dinas\xE2\x80\xAFKesehatan", "Dinas Kesehatan" },
		{ "\xEF\xBB\xBF"
		  "Dinas",
		  "Dinas" },
		{ "Ren\xC3\xA9 \xC2\xBD", "Ren\xC3\xA9 \xC2\xBD" },
		{ "Jum\xE2\x80\x99"
		  "at",
		  "Jum\xE2\x80\x99"
		  "at" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_text(i, cell_clean(&c, str_of(rows[i].cell)), rows[i].clean);
}

static void genders_are_read(void **state)
{
	static const struct {
		const char *cell;
		char gender; /* '?' is unreadable */
	} rows[] = {
		{ "L", 'L' },           { "P", 'P' },         { "M", 'L' },
		{ "F", 'P' },           { "l", 'L' },         { "Lk.", 'L' },
		{ "Pr", 'P' },          { "W", 'P' },         { "Laki-laki", 'L' },
		{ "LAKI - LAKI", 'L' }, { "Laki Laki", 'L' }, { "Pria", 'L' },
		{ "Perempuan", 'P' },   { "Wanita", 'P' },    { "Male", 'L' },
		{ "FEMALE", 'P' },      { "1", 'L' },         { "2", 'P' },
		{ "X", '?' },           { "L/P", '?' },       { "", '?' },
		{ "Islam", '?' },       { "-", '?' },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		bool female = false;
		bool read = cell_gender_read(&c, str_of(rows[i].cell), &female);
		char gender = (char)(!read ? '?' : female ? 'P' : 'L');

		if (gender != rows[i].gender)
			fail_msg("\"%s\" is read as %c", rows[i].cell, gender);
	}
}

static void standings_are_read(void **state)
{
	static const struct {
		const char *cell;
		int status; /* -1 unknown, -2 active */
	} rows[] = {
		{ "PNS", SERVICE_PNS },
		{ "P", SERVICE_PNS },
		{ "Pegawai Negeri Sipil", SERVICE_PNS },
		{ "PNS Daerah", SERVICE_PNS },
		{ "CPNS", SERVICE_CPNS },
		{ "C", SERVICE_CPNS },
		{ "Calon PNS", SERVICE_CPNS },
		{ "PPPK", SERVICE_PPPK },
		{ "P3K", SERVICE_PPPK },
		{ "PPPK Guru", SERVICE_PPPK },
		{ "PPPK Penuh Waktu", SERVICE_PPPK },
		{ "PPPK Paruh Waktu", SERVICE_PPPK_PART_TIME },
		{ "PPPK (Paruh Waktu)", SERVICE_PPPK_PART_TIME },
		{ "P3K PARUH WAKTU", SERVICE_PPPK_PART_TIME },
		{ "Pensiun", SERVICE_RETIRED },
		{ "Meninggal Dunia", SERVICE_DIED },
		{ "Pindah Instansi", SERVICE_MOVED_OUT },
		{ "Aktif", -2 },
		{ "AKTIF ", -2 },
		{ "Tugas Belajar", -2 },
		{ "Honorer", -1 },
		{ "THL", -1 },
		{ "Kawin", -1 },
		{ "", -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		enum service_status status = SERVICE_STATUS_COUNT;
		int read = -1;

		if (cell_status_read(&c, str_of(rows[i].cell), &status))
			read = (int)status;
		else if (cell_status_is_active(&c, str_of(rows[i].cell)))
			read = -2;
		if (read != rows[i].status)
			fail_msg("\"%s\" is read as %d", rows[i].cell, read);
	}
}

static void schooling_is_read(void **state)
{
	static const struct {
		const char *cell;
		const char *level; /* NULL is unknown */
	} rows[] = {
		/* the national export */
		{ "S-1/Sarjana", "S1" },
		{ "S-2", "S2" },
		{ "S-3/Doktor", "S3" },
		{ "Diploma IV", "D4" },
		{ "Diploma III/Sarjana Muda", "D3" },
		{ "Diploma II", "D2" },
		{ "Diploma I", "D1" },
		{ "SLTA", "SMA" },
		{ "SLTA Kejuruan", "SMA" },
		{ "SLTA Keguruan", "SMA" },
		{ "SLTP", "SMP" },
		{ "SLTP Kejuruan", "SMP" },
		{ "Sekolah Dasar", "SD" },
		/* offices */
		{ "S1", "S1" },
		{ "S.1", "S1" },
		{ "S 1", "S1" },
		{ "S-I", "S1" },
		{ "S1 Akuntansi", "S1" },
		{ "Sarjana (S1)", "S1" },
		{ "Strata 1", "S1" },
		{ "Strata I", "S1" },
		{ "Profesi Ners", "S1" },
		{ "S2 Manajemen", "S2" },
		{ "S.II", "S2" },
		{ "Magister", "S2" },
		{ "Pasca Sarjana", "S2" },
		{ "S3", "S3" },
		{ "D-IV", "D4" },
		{ "D.IV", "D4" },
		{ "DIV", "D4" },
		{ "D4", "D4" },
		{ "D-IV/S1", "D4" },
		{ "Sarjana Terapan", "D4" },
		{ "D-III", "D3" },
		{ "D.III", "D3" },
		{ "DIII Kebidanan", "D3" },
		{ "D3", "D3" },
		{ "Diploma III", "D3" },
		{ "Sarjana Muda", "D3" },
		{ "Akademi Perawat", "D3" },
		{ "D-II", "D2" },
		{ "D.I", "D1" },
		{ "D I", "D1" },
		{ "SMA/SMK", "SMA" },
		{ "SMA Sederajat", "SMA" },
		{ "SMK", "SMA" },
		{ "SMA / sederajat", "SMA" },
		{ "STM", "SMA" },
		{ "SPG", "SMA" },
		{ "MA", "SMA" },
		{ "Paket C", "SMA" },
		{ "SMU", "SMA" },
		{ "SMP", "SMP" },
		{ "MTs", "SMP" },
		{ "SD / Sederajat", "SD" },
		{ "SD", "SD" },
		{ "SR", "SD" },
		/* no level is guessed */
		{ "ST", NULL },
		{ "Manajemen", NULL },
		{ "SDM", NULL },
		{ "Diploma", NULL },
		{ "S4", NULL },
		{ "1", NULL },
		{ "", NULL },
		{ "D", NULL },
		{ "DV", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str level = { "", 0 };
		bool read = cell_education_read(&c, str_of(rows[i].cell), &level);

		if (read != (rows[i].level != NULL) ||
		    (read && !str_eq(level, str_of(rows[i].level))))
			fail_msg("\"%s\" is read as \"%.*s\"", rows[i].cell, STR_ARG(level));
		if (read)
			assert_non_null(law_education_find(law, level));
	}
}

/* ---- grades ---- */

#define NO_GRADE (-1)

static void assert_grade(const char *cell, enum grade_scheme scheme, int ordinal, int rank)
{
	int read_ordinal = 0, read_rank = 0;
	enum cell_grade read = cell_grade_read(&c, law, str_of(cell), scheme, &read_ordinal,
	                                       &read_rank);

	if (read == CELL_GRADE_NONE)
		read_ordinal = NO_GRADE;
	else if (read == CELL_GRADE_UNKNOWN)
		read_ordinal = 0;
	if (read_ordinal != ordinal || read_rank != rank)
		fail_msg("\"%s\" is read as %d, rank %d; not %d, rank %d", cell, read_ordinal,
		         read_rank, ordinal, rank);
}

static void pns_grades_are_read_as_offices_write_them(void **state)
{
	static const struct {
		const char *cell;
		int ordinal; /* 0 is unknown */
		int rank;
	} rows[] = {
		{ "III/c", 11, 0 },
		{ "III.c", 11, 0 },
		{ "IIIc", 11, 0 },
		{ "III c", 11, 0 },
		{ "III-c", 11, 0 },
		{ "III/C", 11, 0 },
		{ "iii/c", 11, 0 },
		{ " III / c ", 11, 0 },
		{ "III\xC2\xA0"
		  "c",
		  11, 0 },
		{ "III\\c", 11, 0 },
		{ "3c", 11, 0 },
		{ "3/c", 11, 0 },
		{ "33", 11, 0 },
		{ "11", 1, 0 },
		{ "45", 17, 0 },
		{ "Gol. III/c", 11, 0 },
		{ "Golongan III/c", 11, 0 },
		{ "Gol.III/c", 11, 0 },
		{ "I/a", 1, 0 },
		{ "IV/e", 17, 0 },
		{ "IVa", 13, 0 },
		{ "II/d", 8, 0 },
		/* with the rank's name */
		{ "Penata (III/c)", 11, 11 },
		{ "Penata, III/c", 11, 11 },
		{ "Penata Tk. I (III/d)", 12, 12 },
		{ "Penata Tk.I (III/d)", 12, 12 },
		{ "Penata TK I III/d", 12, 12 },
		{ "Penata Muda Tingkat I, III/b", 10, 10 },
		{ "Penata Muda Tk I/III b", 10, 10 },
		{ "Pembina Utama Muda, IV/c", 15, 15 },
		{ "PEMBINA UTAMA MADYA / IV.d", 16, 16 },
		{ "Pengatur Tk.I - II/d", 8, 8 },
		{ "Juru Tk. I I/d", 4, 4 },
		{ "Juru Tk. I, I/d", 4, 4 },
		{ "Juru, I/c", 3, 3 },
		{ "III/d - Penata Tk. I", 12, 12 },
		{ "III/c (Penata)", 11, 11 },
		{ "Penata Muda Tk. 1 (III/b)", 10, 10 },
		{ "Penata Muda\nIII/a", 9, 9 },
		{ "Penata Muda, III/a, 01-04-2019", 9, 9 },
		/* a name that contradicts */
		{ "Penata Muda (III/c)", 11, 9 },
		{ "Pembina Tk. I (IV/a)", 13, 14 },
		{ "III/c Penata Muda Tk.I", 11, 10 },
		/* the rank alone */
		{ "Penata", 11, 11 },
		{ "Juru", 3, 3 },
		{ "Pengatur Muda Tk. I", 6, 6 },
		{ "Pembina Utama", 17, 17 },
		{ "Penata Tingkat I", 12, 12 },
		{ "penata tkt. i", 12, 12 },
		/* none */
		{ "", NO_GRADE, 0 },
		{ "-", NO_GRADE, 0 },
		{ "0", NO_GRADE, 0 },
		/* no grade of the law */
		{ "III/f", 0, 0 },
		{ "V/a", 0, 0 },
		{ "III/e", 0, 0 },
		{ "IV/f", 0, 0 },
		{ "0/a", 0, 0 },
		{ "III", 0, 0 },
		{ "IX", 0, 0 },
		{ "XI", 0, 0 },
		{ "XII", 0, 0 },
		{ "9", 0, 0 },
		{ "15", 0, 0 },
		{ "20", 0, 0 },
		{ "46", 0, 0 },
		{ "51", 0, 0 },
		{ "111/c", 0, 0 },
		{ "Penata (III/f)", 0, 11 },
		{ "Golongan III", 0, 0 },
		{ "c", 0, 0 },
		{ "/", 0, 0 },
		{ "Ahli Muda", 0, 0 },
		{ "Pelaksana", 0, 0 },
		{ "lll/c", 0, 0 },
		{ "Tk. I", 0, 0 },
		{ "IIII/a", 0, 0 },
		{ "XXXXXXXXXXXXXXXXXXXX", 0, 0 },
		{ "Ivan", 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_grade(rows[i].cell, GRADE_PNS, rows[i].ordinal, rows[i].rank);
}

static void pppk_grades_are_read(void **state)
{
	static const struct {
		const char *cell;
		int ordinal;
	} rows[] = {
		{ "IX", 9 },          { "ix", 9 },       { "9", 9 },
		{ "Golongan IX", 9 }, { "Gol. IX", 9 },  { "Gol.IX", 9 },
		{ "GOL-IX", 9 },      { "Gol V", 5 },    { "IX (Ahli Pertama)", 9 },
		{ "PPPK IX", 9 },     { "I", 1 },        { "XVII", 17 },
		{ "17", 17 },         { "-", NO_GRADE }, { "", NO_GRADE },
		{ "XVIII", 0 },       { "18", 0 },       { "0/", 0 },
		{ "III/a", 0 },       { "IIIa", 0 },     { "Penata", 0 },
		{ "99", 0 }, { "sembilan", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_grade(rows[i].cell, GRADE_PPPK, rows[i].ordinal, 0);
}

static void every_grade_and_rank_of_the_law_reads_as_itself(void **state)
{
	(void)state;
	for (size_t i = 0; i < law->grade_count; i++) {
		const struct law_grade *g = &law->grades[i];
		struct str both = str_fmt(c.arena, "%.*s, %.*s", STR_ARG(g->rank_name),
		                          STR_ARG(g->code));

		assert_grade(str_c(c.arena, g->code), g->scheme, g->ordinal, 0);
		if (g->scheme != GRADE_PNS)
			continue;
		assert_int_equal(cell_rank_read(&c, law, g->rank_name), g->ordinal);
		assert_grade(str_c(c.arena, both), GRADE_PNS, g->ordinal, g->ordinal);
	}
}

static void echelons_are_read(void **state)
{
	static const struct {
		const char *cell;
		const char *code; /* NULL unknown, empty: told that there is none */
	} rows[] = {
		{ "III.b", "III.b" },
		{ "IIIb", "III.b" },
		{ "III/b", "III.b" },
		{ "III B", "III.b" },
		{ "III-b", "III.b" },
		{ "Eselon III.b", "III.b" },
		{ "ESELON IIIB", "III.b" },
		{ "Es. III.b", "III.b" },
		{ "3b", "III.b" },
		{ "32", "III.b" },
		{ "II a", "II.a" },
		{ "I.b", "I.b" },
		{ "IV.a", "IV.a" },
		{ "V.a", "V.a" },
		{ "III.b (Administrator)", "III.b" },
		{ "-", "" },
		{ "Non Eselon", "" },
		{ "NON-ESELON", "" },
		{ "Pelaksana", "" },
		{ "99", "" },
		{ "III", NULL },
		{ "Eselon III", NULL },
		{ "III.c", NULL },
		{ "VI.a", NULL },
		{ "V.b", NULL },
		{ "JPT", NULL },
		{ "30", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str cell = str_of(rows[i].cell), code = { "", 0 };
		bool known = cell_echelon_read(&c, law, cell, &code) ||
		             cell_echelon_is_none(&c, cell);

		if (known != (rows[i].code != NULL))
			fail_msg("\"%s\" is read as \"%.*s\"", rows[i].cell, STR_ARG(code));
		if (known)
			assert_text(i, code, rows[i].code);
	}
}

/* ---- posts ---- */

static void acting_holders_are_told_from_holders(void **state)
{
	static const struct {
		const char *cell;
		enum capacity capacity;
		const char *title;
	} rows[] = {
		{ "Kepala Dinas Sosial", CAPACITY_DEFINITIVE, "Kepala Dinas Sosial" },
		{ "Plt. Kepala Dinas Sosial", CAPACITY_PLT, "Kepala Dinas Sosial" },
		{ "Plt Camat", CAPACITY_PLT, "Camat" },
		{ "PLT.CAMAT", CAPACITY_PLT, "CAMAT" },
		{ "(Plt.) Camat", CAPACITY_PLT, "Camat" },
		{ "Camat (Plt.)", CAPACITY_PLT, "Camat" },
		{ "Camat Tarub (plt)", CAPACITY_PLT, "Camat Tarub" },
		{ "Pelaksana Tugas Camat", CAPACITY_PLT, "Camat" },
		{ "Pelaksana Tugas (Plt.) Camat", CAPACITY_PLT, "Camat" },
		{ "Plh. Sekretaris Daerah", CAPACITY_PLH, "Sekretaris Daerah" },
		{ "Pelaksana Harian Lurah", CAPACITY_PLH, "Lurah" },
		{ "Pj. Sekretaris Daerah", CAPACITY_PJ, "Sekretaris Daerah" },
		{ "Penjabat Lurah", CAPACITY_PJ, "Lurah" },
		{ "Pjs. Lurah", CAPACITY_PJ, "Lurah" },
		{ "Plt.", CAPACITY_PLT, "" },
		/* no capacity */
		{ "Pelaksana", CAPACITY_DEFINITIVE, "Pelaksana" },
		{ "Pjok Guru", CAPACITY_DEFINITIVE, "Pjok Guru" },
		{ "Guru Kelas (SD)", CAPACITY_DEFINITIVE, "Guru Kelas (SD)" },
		{ "Kabid A (Plt. Kabid B)", CAPACITY_DEFINITIVE, "Kabid A (Plt. Kabid B)" },
		{ "", CAPACITY_DEFINITIVE, "" },
		{ ")", CAPACITY_DEFINITIVE, ")" },
		{ "(", CAPACITY_DEFINITIVE, "(" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str title = str_of(rows[i].cell);

		assert_int_equal(cell_capacity_cut(&title), rows[i].capacity);
		assert_text(i, title, rows[i].title);
	}
}

static void a_level_before_its_post_is_put_behind_it(void **state)
{
	static const struct {
		const char *cell;
		const char *title;
	} rows[] = {
		{ "AHLI PERTAMA - GURU KELAS", "GURU KELAS AHLI PERTAMA" },
		{ "Terampil - Perawat", "Perawat Terampil" },
		{ "Guru Kelas - Ahli Muda", "Guru Kelas - Ahli Muda" },
		{ "Kepala UPTD - Puskesmas", "Kepala UPTD - Puskesmas" },
		{ "Ahli Pertama - ", "Ahli Pertama - " },
		{ " - Guru", " - Guru" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_text(i, cell_title_turn(&c, str_of(rows[i].cell)), rows[i].title);
}

static void kinds_of_posts_are_told(void **state)
{
	static const struct {
		const char *kind;
		const char *echelon;
		const char *title;
		enum position_kind expected;
		enum cell_kind how;
	} rows[] = {
		/* by the echelon, whatever else the line says */
		{ "Jabatan Struktural", "II.b", "Kepala Dinas Sosial", POSITION_JPT_PRATAMA,
		  CELL_KIND_TOLD },
		{ "", "III.b", "Kepala Bidang Aset", POSITION_ADMINISTRATOR, CELL_KIND_TOLD },
		{ "Pelaksana", "IV.a", "Lurah", POSITION_PENGAWAS, CELL_KIND_TOLD },
		/* by the kind */
		{ "JPT Pratama", "", "Staf Ahli Bupati", POSITION_JPT_PRATAMA, CELL_KIND_TOLD },
		{ "Jabatan Administrator", "", "Camat", POSITION_ADMINISTRATOR, CELL_KIND_TOLD },
		{ "Pengawas", "", "Lurah", POSITION_PENGAWAS, CELL_KIND_TOLD },
		{ "Jabatan Pelaksana", "", "Pengemudi", POSITION_PELAKSANA, CELL_KIND_TOLD },
		{ "JFU", "", "Pengelola Keuangan", POSITION_PELAKSANA, CELL_KIND_TOLD },
		{ "Jabatan Fungsional Umum", "", "Caraka", POSITION_PELAKSANA, CELL_KIND_TOLD },
		{ "Eselon III.b", "", "Sekretaris", POSITION_ADMINISTRATOR, CELL_KIND_TOLD },
		{ "Eselon III", "", "Sekretaris", POSITION_ADMINISTRATOR, CELL_KIND_TOLD },
		{ "Fungsional", "", "Guru Ahli Muda", POSITION_JF_MUDA, CELL_KIND_TOLD },
		{ "Jabatan Fungsional", "", "Guru Madya", POSITION_JF_MADYA, CELL_KIND_TOLD },
		{ "Fungsional (JF)", "", "Auditor Pertama", POSITION_JF_PERTAMA, CELL_KIND_TOLD },
		{ "Fungsional Guru", "", "Guru Muda", POSITION_JF_MUDA, CELL_KIND_TOLD },
		{ "JFT", "", "Perawat Pelaksana Lanjutan", POSITION_JF_MAHIR, CELL_KIND_TOLD },
		{ "Fungsional", "", "Guru Ahli Muda Bahasa Inggris", POSITION_JF_MUDA,
		  CELL_KIND_TOLD },
		{ "Fungsional", "", "Perawat", POSITION_JF, CELL_KIND_TOLD },
		{ "Ahli Muda", "", "Analis Kebijakan", POSITION_JF_MUDA, CELL_KIND_TOLD },
		/* by the title alone */
		{ "", "", "Camat", POSITION_ADMINISTRATOR, CELL_KIND_GUESSED },
		{ "-", "", "Camat Tarub", POSITION_ADMINISTRATOR, CELL_KIND_GUESSED },
		{ "", "", "Kepala Bidang Aset", POSITION_ADMINISTRATOR, CELL_KIND_GUESSED },
		{ "", "", "Sekretaris", POSITION_ADMINISTRATOR, CELL_KIND_GUESSED },
		{ "", "", "Sekretaris Daerah", POSITION_JPT_PRATAMA, CELL_KIND_GUESSED },
		{ "", "", "Lurah Pakembaran", POSITION_PENGAWAS, CELL_KIND_GUESSED },
		{ "Jabatan Struktural", "", "Kepala Seksi Mutasi", POSITION_PENGAWAS,
		  CELL_KIND_GUESSED },
		{ "", "", "Kepala Seksi Guru Ahli Muda", POSITION_PENGAWAS, CELL_KIND_GUESSED },
		{ "", "", "Guru Ahli Muda", POSITION_JF_MUDA, CELL_KIND_TOLD },
		{ "", "", "Perawat Mahir", POSITION_JF_MAHIR, CELL_KIND_TOLD },
		{ "", "", "Dokter Ahli Madya", POSITION_JF_MADYA, CELL_KIND_TOLD },
		{ "", "", "Dokter Madya", POSITION_JF_MADYA, CELL_KIND_TOLD },
		{ "", "", "Perawat Terampil", POSITION_JF_TERAMPIL, CELL_KIND_TOLD },
		{ "", "", "Analis Kebijakan Ahli Muda", POSITION_JF_MUDA, CELL_KIND_TOLD },
		{ "", "", "Analis Sesuatu Ahli Pertama", POSITION_JF_PERTAMA, CELL_KIND_TOLD },
		{ "", "", "Penyuluh Sesuatu Penyelia", POSITION_JF_PENYELIA, CELL_KIND_TOLD },
		{ "", "", "Guru", POSITION_JF, CELL_KIND_GUESSED },
		{ "", "", "Pengadministrasi Umum", POSITION_PELAKSANA, CELL_KIND_GUESSED },
		/* no guess */
		{ "", "", "Gurunda", POSITION_PELAKSANA, CELL_KIND_UNKNOWN },
		{ "", "", "Camatan", POSITION_PELAKSANA, CELL_KIND_UNKNOWN },
		{ "", "", "Pramuka Muda", POSITION_PELAKSANA, CELL_KIND_UNKNOWN },
		{ "Struktural", "", "Sesuatu", POSITION_PELAKSANA, CELL_KIND_UNKNOWN },
		{ "Lain-lain", "IX.z", "Sesuatu", POSITION_PELAKSANA, CELL_KIND_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		enum position_kind kind = POSITION_KIND_COUNT;
		struct str key = text_sort_key(c.arena, str_of(rows[i].title));
		enum cell_kind how = cell_position_kind(&c, law, str_of(rows[i].kind),
		                                        str_of(rows[i].echelon), key, &kind);

		if (kind != rows[i].expected || how != rows[i].how)
			fail_msg("\"%s\" \"%s\" \"%s\" is kind %d, told %d", rows[i].kind,
			         rows[i].echelon, rows[i].title, (int)kind, (int)how);
	}
}

/* ---- names ---- */

static void titles_are_told_from_names(void **state)
{
	static const struct {
		const char *cell;
		const char *before;
		const char *name;
		const char *after;
	} rows[] = {
		{ "Budi Santoso", "", "Budi Santoso", "" },
		{ "  Budi   Santoso ", "", "Budi Santoso", "" },
		{ "Drs. H. Ahmad Fauzi, M.Si.", "Drs. H.", "Ahmad Fauzi", "M.Si." },
		{ "DRS. H. AHMAD FAUZI, M.SI", "DRS. H.", "AHMAD FAUZI", "M.SI" },
		{ "Drs.H.Ahmad Fauzi", "Drs.H.", "Ahmad Fauzi", "" },
		{ "dr. Siti", "dr.", "Siti", "" },
		{ "dr.Siti Aminah,Sp.A", "dr.", "Siti Aminah", "Sp.A" },
		{ "Dr. dr. Rina, Sp.PD.", "Dr. dr.", "Rina", "Sp.PD." },
		{ "Ir. I Made Sudana, M.T.", "Ir.", "I Made Sudana", "M.T." },
		{ "I Gusti Ngurah", "", "I Gusti Ngurah", "" },
		{ "Hj. Nur", "Hj.", "Nur", "" },
		{ "Prof. Dr. K.H. Said, M.A.", "Prof. Dr. K.H.", "Said", "M.A." },
		{ "H Ahmad", "H", "Ahmad", "" },
		{ "H. M. Yusuf", "H.", "M. Yusuf", "" },
		{ "apt. Dewi Lestari, S.Farm.", "apt.", "Dewi Lestari", "S.Farm." },
		{ "Ns. Rini, S.Kep", "Ns.", "Rini", "S.Kep" },
		{ "Drs, Ahmad Fauzi, M.Si", "Drs", "Ahmad Fauzi", "M.Si" },
		/* a lone word is a name */
		{ "H", "", "H", "" },
		{ "H.", "", "H.", "" },
		{ "Dr.", "", "Dr.", "" },
		{ "Drs. H", "Drs.", "H", "" },
		{ "Soekarno", "", "Soekarno", "" },
		{ "Hi", "", "Hi", "" },
		{ "SH", "", "SH", "" },
		/* names that begin like titles */
		{ "R. Soekmono", "", "R. Soekmono", "" },
		{ "R.A. Kartini", "", "R.A. Kartini", "" },
		{ "Drajat Iriana", "", "Drajat Iriana", "" },
		{ "Hi Tanoto", "", "Hi Tanoto", "" },
		{ "Irma Hjuni", "", "Irma Hjuni", "" },
		{ "Ma'ruf Amin", "", "Ma'ruf Amin", "" },
		/* titles behind, with and without commas and dots */
		{ "Budi Santoso, S.H., M.H.", "", "Budi Santoso", "S.H., M.H." },
		{ "Budi Santoso S.Pd", "", "Budi Santoso", "S.Pd" },
		{ "Budi Santoso S.Pd., M.Pd.", "", "Budi Santoso", "S.Pd., M.Pd." },
		{ "Budi Santoso S. Pd", "", "Budi Santoso", "S. Pd" },
		{ "Budi Santoso SE", "", "Budi Santoso", "SE" },
		{ "BUDI SANTOSO SE MM", "", "BUDI SANTOSO", "SE MM" },
		{ "Budi Santoso, SE MM", "", "Budi Santoso", "SE MM" },
		{ "Rini Astuti, AMG", "", "Rini Astuti", "AMG" },
		{ "Rini Astuti A.Md.Keb.", "", "Rini Astuti", "A.Md.Keb." },
		{ "Budi Santoso,", "", "Budi Santoso", "" },
		{ "Budi Santoso, , S.H.", "", "Budi Santoso", "S.H." },
		{ "Siti Ners", "", "Siti Ners", "" },
		/* what looks like a title and is a name */
		{ "Fauzi, Ahmad", "", "Fauzi, Ahmad", "" },
		{ "FAUZI, AHMAD", "", "FAUZI, AHMAD", "" },
		{ "Fauzi, Ahmad, S.H.", "", "Fauzi, Ahmad", "S.H." },
		{ "Abdul M.Yusuf", "", "Abdul M.Yusuf", "" },
		{ "SITI MA", "", "SITI MA", "" },
		{ "Budi Se", "", "Budi Se", "" },
		/* none */
		{ "", "", "", "" },
		{ "-", "", "", "" },
		{ "S.Pd.", "", "", "S.Pd." },
		{ "S.E., M.M.", "", "", "S.E., M.M." },
		{ ",", "", "", "" },
		{ ", , ,", "", "", "" },
		{ ".", "", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct cell_name read = cell_name_read(&c, str_of(rows[i].cell));

		assert_text(i, read.title_before, rows[i].before);
		assert_text(i, read.name, rows[i].name);
		assert_text(i, read.title_after, rows[i].after);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signs_for_none_are_none),
		cmocka_unit_test(white_space_is_made_one),
		cmocka_unit_test(genders_are_read),
		cmocka_unit_test(standings_are_read),
		cmocka_unit_test(schooling_is_read),
		cmocka_unit_test(pns_grades_are_read_as_offices_write_them),
		cmocka_unit_test(pppk_grades_are_read),
		cmocka_unit_test(every_grade_and_rank_of_the_law_reads_as_itself),
		cmocka_unit_test(echelons_are_read),
		cmocka_unit_test(acting_holders_are_told_from_holders),
		cmocka_unit_test(a_level_before_its_post_is_put_behind_it),
		cmocka_unit_test(kinds_of_posts_are_told),
		cmocka_unit_test(titles_are_told_from_names),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
