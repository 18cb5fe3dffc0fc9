/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_roster LINES: write a roster as the national export has it, for measuring. The same
 * arguments give the same bytes. About a unit for 60 people and a post for 12, in no order; of
 * each 250 lines one is faulty, as in real files. All names are put together from syllables.
 */
#include <stdint.h>
#include <stdio.h>

#include "base/date.h"
#include "base/str.h"

#define PEOPLE_A_UNIT   60
#define UNITS_AN_OFFICE 40
#define FAULT_EVERY     250
#define RARE_EVERY      20000 /* people who carry a name that nearly nobody has */
#define RARE_FIRST      137
#define LINES_MAX       10000000
#define WORD_BYTES      24
#define NAME_WORDS      900
#define WORDS           (24 * 16 * 24) /* onsets, middles, codas */
#define WORD_STEP       5519           /* coprime to WORDS */

/* Births lie on these days, first appointments 20 to 30 years later: before AS_OF_YEAR. */
#define BIRTH_YEAR_FIRST   1968
#define BIRTH_DAYS         10000
#define ENTRY_AGE_MONTHS   241
#define ENTRY_MONTHS       120
#define AS_OF_YEAR         2026
#define YEARS_A_PROMOTION  4
#define SHUFFLE_STEP       INT64_C(481727) /* coprime to BIRTH_DAYS * ENTRY_MONTHS */

static const char *const onsets[] = { "A",  "Ba", "Ce", "Da", "E",  "Fi",  "Ga", "Ha",
	                              "I",  "Jo", "Ka", "Le", "Ma", "Ni",  "O",  "Pra",
	                              "Ra", "Su", "Ti", "U",  "Va", "Wi",  "Yu", "Za" };
static const char *const middles[] = { "di", "ga", "he", "ka", "lo", "mi", "na", "pu",
	                               "ri", "sa", "te", "tu", "vi", "wa", "yo", "ze" };
static const char *const codas[] = { "ni",  "no",  "wan", "to",  "ra",  "sih", "man", "tri",
	                             "ya",  "lia", "di",  "dra", "na",  "ti",  "ro",  "kah",
	                             "sa",  "mah", "din", "rul", "lis", "fah", "ning", "ko" };

/* A line of work: what its people are, and how they were schooled. */
struct work {
	const char *kind;
	const char *titles[3]; /* by grade: lower, middle, higher */
	const char *education;
	int entry_grade;
	int ceiling_grade;
};

/* By the kind of unit: school, health centre, division. */
static const struct work works[] = {
	{ "Jabatan Fungsional",
	  { "Guru Ahli Pertama", "Guru Ahli Muda", "Guru Ahli Madya" },
	  "S-1/Sarjana",
	  9,
	  15 },
	{ "Jabatan Fungsional",
	  { "Perawat Terampil", "Perawat Mahir", "Perawat Penyelia" },
	  "D-III",
	  7,
	  12 },
	{ "Jabatan Fungsional",
	  { "Perencana Ahli Pertama", "Perencana Ahli Muda", "Perencana Ahli Madya" },
	  "S-1/Sarjana",
	  9,
	  15 },
};
static const struct work clerk = {
	"Jabatan Pelaksana",
	{ "Pengadministrasi Umum", "Pengadministrasi Umum", "Pengadministrasi Umum" },
	"SLTA",
	5,
	10
};
static const struct work lead = {
	"Jabatan Struktural", { "Kepala Seksi", "Kepala Seksi", "Kepala Seksi" }, "S-2", 10, 13
};

struct person {
	int64_t index;
	uint64_t random;
	int64_t unit;
	const struct work *work;
	bool female;
	struct date birth_on;
	struct date entry_on;
	int grade;
};

static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

static int64_t draw(struct person *p, int64_t below)
{
	p->random += UINT64_C(0x9E3779B97F4A7C15);
	return (int64_t)(mix(p->random) % (uint64_t)below);
}

/* One of WORDS words; neighbours are unlike. */
static const char *word(int64_t number, char out[WORD_BYTES])
{
	int64_t n = number * WORD_STEP % WORDS;

	snprintf(out, WORD_BYTES, "%s%s%s", onsets[n % (int64_t)COUNT(onsets)],
	         middles[n / (int64_t)COUNT(onsets) % (int64_t)COUNT(middles)],
	         codas[n / (int64_t)(COUNT(onsets) * COUNT(middles))]);
	return out;
}

/* Some names are had by many and most by few: the product of two draws leans to the front. */
static const char *name_word(struct person *p, char out[WORD_BYTES])
{
	return word(draw(p, NAME_WORDS) * draw(p, NAME_WORDS) / NAME_WORDS, out);
}

static void put_name(struct person *p)
{
	char first[WORD_BYTES], second[WORD_BYTES], third[WORD_BYTES];

	(void)name_word(p, first);
	(void)name_word(p, second);
	if (p->index % RARE_EVERY == RARE_FIRST)
		printf("%s Yaqzan %s;", first, second);
	else if (draw(p, 3) == 0)
		printf("%s %s %s;", first, second, name_word(p, third));
	else
		printf("%s %s;", first, second);
}

/* "III/c" of an ordinal from 1. */
static void put_grade(int ordinal)
{
	static const char *const romans[] = { "I", "II", "III", "IV" };

	printf("%s/%c;", romans[(ordinal - 1) / 4], "abcd"[(ordinal - 1) % 4]);
}

static void put_date(struct date date)
{
	struct date_parts p = date_parts(date);

	printf("%02d-%02d-%04d;", p.day, p.month, p.year);
}

static void person_make(struct person *p, int64_t index, int64_t unit_count)
{
	int64_t span = (int64_t)BIRTH_DAYS * ENTRY_MONTHS;
	int64_t place = index * SHUFFLE_STEP % span;
	struct date first = { 0 };
	int served;

	*p = (struct person){ .index = index, .random = mix((uint64_t)index + 1) };
	(void)date_from_parts(BIRTH_YEAR_FIRST, 1, 1, &first);
	p->birth_on = date_add_days(first, (int)(place % BIRTH_DAYS));
	p->entry_on = date_first_of_month(
		date_add_months(p->birth_on, ENTRY_AGE_MONTHS + (int)(place / BIRTH_DAYS)));
	p->female = draw(p, 2) == 0;
	p->unit = draw(p, unit_count);
	p->work = draw(p, PEOPLE_A_UNIT) == 0 ? &lead
	          : draw(p, 4) == 0           ? &clerk
	                                      : &works[p->unit % (int64_t)COUNT(works)];
	served = AS_OF_YEAR - 1 - date_parts(p->entry_on).year;
	p->grade = p->work->entry_grade + served / YEARS_A_PROMOTION;
	if (p->grade > p->work->ceiling_grade)
		p->grade = p->work->ceiling_grade;
}

/* Distinct, because birth and month of appointment are, up to BIRTH_DAYS * ENTRY_MONTHS people. */
static void put_nip(const struct person *p)
{
	struct date_parts birth = date_parts(p->birth_on), entry = date_parts(p->entry_on);
	int serial = 1 + (int)(p->index / ((int64_t)BIRTH_DAYS * ENTRY_MONTHS));

	printf("%04d%02d%02d%04d%02d%d%03d;", birth.year, birth.month, birth.day, entry.year,
	       entry.month, p->female ? 2 : 1, serial);
}

static void put_nik(struct person *p)
{
	struct date_parts birth = date_parts(p->birth_on);

	printf("3328%02d%02d%02d%02d%04d;", 1 + (int)draw(p, 18), birth.day + (p->female ? 40 : 0),
	       birth.month, birth.year % 100, 1 + (int)draw(p, 9999));
}

/* A post's title goes with the grade, where the work has more than one. */
static const char *title(const struct person *p)
{
	int steps = p->grade - p->work->entry_grade;

	return p->work->titles[steps < 2 ? 0 : steps < 4 ? 1 : 2];
}

static void put_unit(int64_t unit, int64_t unit_count)
{
	int64_t office = unit / UNITS_AN_OFFICE;
	char place[WORD_BYTES], district[WORD_BYTES];

	(void)word(unit, place);
	(void)word(office, district);
	if (unit % 3 == 0)
		printf("SD Negeri %s %02d;", place, 1 + (int)(unit % 7));
	else
		printf("%s %s;", unit % 3 == 1 ? "Puskesmas" : "Bidang", place);
	printf("Dinas %s %d;", district, 1 + (int)(office % (1 + unit_count / 4000)));
}

static void put_line(struct person *p, int64_t unit_count)
{
	int64_t fault = p->index % FAULT_EVERY == FAULT_EVERY - 1 ? p->index / FAULT_EVERY % 4 : -1;
	char place[WORD_BYTES];

	printf("%016llX;", (unsigned long long)mix(p->random));
	put_nip(p);
	putchar(';');
	if (fault == 0)
		putchar(';');
	else
		put_name(p);
	printf(";%s;%s;", p->work->entry_grade >= 9 ? "S.Sos." : "", word(draw(p, 300), place));
	if (fault == 1)
		printf("31-02-1980;");
	else
		put_date(p->birth_on);
	printf("%c;", p->female ? 'F' : 'M');
	put_nik(p);
	printf("PNS;");
	put_date(p->entry_on);
	if (fault == 2)
		printf("III/f;");
	else
		put_grade(p->grade);
	printf("01-04-%d;%s;%s;%s;01-04-%d;%s;", AS_OF_YEAR - 1 - (int)draw(p, 4), p->work->kind,
	       p->work == &lead ? "IV.a" : "", title(p), AS_OF_YEAR - 1 - (int)draw(p, 4),
	       p->work->education);
	if (fault == 3)
		putchar(';');
	else
		put_unit(p->unit, unit_count);
	printf("%sPemerintah Provinsi Contoh\n", fault == 3 ? ";" : "");
}

int main(int argc, char **argv)
{
	int64_t lines;

	if (argc != 2 || !str_int(str_of(argv[1]), &lines) || lines < 1 || lines > LINES_MAX) {
		fprintf(stderr, "usage: bench_roster LINES\n");
		return 2;
	}
	printf("\xEF\xBB\xBFPNS ID;NIP BARU;NIP LAMA;NAMA;GELAR DEPAN;GELAR BELAKANG;"
	       "TEMPAT LAHIR NAMA;TANGGAL LAHIR;JENIS KELAMIN;NIK;STATUS CPNS PNS;TMT CPNS;"
	       "GOL AKHIR NAMA;TMT GOLONGAN;JENIS JABATAN NAMA;ESELON NAMA;JABATAN NAMA;"
	       "TMT JABATAN;TINGKAT PENDIDIKAN NAMA;UNOR NAMA;UNOR INDUK NAMA;"
	       "INSTANSI KERJA NAMA\n");
	for (int64_t i = 0; i < lines; i++) {
		struct person person;

		person_make(&person, i, 1 + lines / PEOPLE_A_UNIT);
		put_line(&person, 1 + lines / PEOPLE_A_UNIT);
	}
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
