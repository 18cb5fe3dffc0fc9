/* SPDX-License-Identifier: Apache-2.0 */
/* Imports are taken back, and everything is as it was. */
#include "test/support.h"

#include "base/arena.h"
#include "db/db.h"
#include "registry/import.h"
#include "registry/registry.h"
#include "test/roster.h"

#define HEAD                                                                                      \
	"NIP;NAMA;TANGGAL LAHIR;STATUS;TMT CPNS;GOLONGAN;TMT GOLONGAN;PENDIDIKAN;JENIS JABATAN;" \
	"JABATAN;TMT JABATAN;UNIT KERJA;OPD\n"

#define ANI   "198502032010012001"
#define BUDI  "197803152005011002"
#define CITRA "199003152015042003"

#define ANI_LINE                                                                               \
	ANI ";Ani Lestari, S.E.;03-02-1985;PNS;01-01-2010;III/c;01-04-2018;S-1;Jabatan "     \
	    "Pelaksana;Analis Kepegawaian;01-03-2019;Bidang Mutasi;BKPSDM\n"
#define BUDI_LINE                                                                              \
	BUDI ";Budi Santoso;15-03-1978;PNS;01-01-2005;III/d;01-10-2017;S-2;Jabatan "         \
	     "Administrator;Kepala Bidang Mutasi;01-02-2018;Bidang Mutasi;BKPSDM\n"
#define CITRA_LINE                                                                             \
	CITRA ";Citra Dewi;15-03-1990;PNS;01-04-2015;III/b;01-04-2019;S-1;Jabatan "          \
	      "Pelaksana;Pengelola Keuangan;01-05-2016;Sekretariat;Dinas Perhubungan\n"

#define FIRST HEAD ANI_LINE BUDI_LINE

/* Ani is renamed, promoted, schooled and moved; Citra is new; so are a unit and two posts. */
#define SECOND                                                                                 \
	HEAD ANI                                                                               \
	";Ani Lestari Putri, S.E., M.M.;03-02-1985;PNS;01-01-2010;III/d;01-04-2020;S-2;Jabatan " \
	"Pelaksana;Analis Kinerja;01-03-2020;Bidang Kinerja;BKPSDM\n" BUDI_LINE CITRA_LINE

/* Ani alone, promoted once more. */
#define THIRD                                                                      \
	"NIP;NAMA;GOLONGAN;TMT GOLONGAN;UNIT KERJA\n" ANI                          \
	";Ani Lestari;IV/a;01-10-2020;Bidang Mutasi\n"

static const char *const everyone[] = { ANI, BUDI, CITRA, NULL };

static int setup(void **state)
{
	if (test_setup(state) != 0)
		return -1;
	roster_found(*state);
	return 0;
}

#define test_undo(function) cmocka_unit_test_setup_teardown(function, setup, test_teardown)

/* Import it an hour after what was before. */
static struct roster_told import(struct ctx *c, const char *text)
{
	c->now += TEST_HOUR;
	return roster_import(c, text, "2021-01-01");
}

static const struct err *undo(struct ctx *c, int64_t number)
{
	c->now += TEST_HOUR;
	return roster_undo(c, number);
}

static const char *picture(struct ctx *c)
{
	return str_c(c->arena, roster_picture(c, "2021-01-01", everyone));
}

static void all_is_as_before_and_history_keeps_both(void **state)
{
	struct ctx *c = *state;
	const char *empty = picture(c), *first, *second;
	int64_t between;

	import(c, FIRST);
	first = picture(c);
	import(c, SECOND);
	second = picture(c);
	between = c->now;
	assert_string_not_equal(first, second);
	assert_ok(undo(c, 2));
	assert_string_equal(picture(c), first);
	assert_ok(undo(c, 1));
	assert_string_equal(picture(c), empty);
	assert_str(roster_dossier(c, CITRA, between),
	           "name |Citra Dewi|| 1990-03-15|P 1990-03-15..\n"
	           "status pns entry 2015-04-01 2015-04-01..\n"
	           "grade pns 10 2019-04-01..\n"
	           "education S1  2021-01-01..\n"
	           "post definitive Pengelola Keuangan, Sekretariat 2016-05-01..\n");
	assert_str(roster_dossier(c, CITRA, c->now), "");
}

static void an_import_is_undone_once(void **state)
{
	struct ctx *c = *state;
	const struct err *err;

	import(c, FIRST);
	assert_err(undo(c, 2), ERR_MISSING);
	assert_ok(undo(c, 1));
	err = undo(c, 1);
	assert_err(err, ERR_CONFLICT);
	assert_string_equal(err->message, "import.undo_done");
	assert_str(err->value, "1");
}

static void a_day_later_it_is_too_late(void **state)
{
	struct ctx *c = *state;
	const char *first;
	const struct err *err;

	import(c, FIRST);
	first = picture(c);
	c->now += 23 * TEST_HOUR + 1;
	err = undo(c, 1);
	assert_err(err, ERR_CONFLICT);
	assert_string_equal(err->message, "import.undo_late");
	assert_string_equal(picture(c), first);
	c->now -= TEST_HOUR + 1;
	assert_ok(undo(c, 1));
}

static void assert_built_on(const struct err *err, const char *number)
{
	assert_err(err, ERR_CONFLICT);
	assert_string_equal(err->message, "import.undo_built_on");
	assert_str(err->value, number);
}

static void a_later_import_that_builds_on_it_goes_first(void **state)
{
	struct ctx *c = *state;
	const char *empty = picture(c), *third;

	import(c, FIRST);
	import(c, SECOND);
	import(c, THIRD);
	third = picture(c);
	assert_built_on(undo(c, 1), "3");
	assert_built_on(undo(c, 2), "3");
	assert_string_equal(picture(c), third);
	assert_ok(undo(c, 3));
	assert_built_on(undo(c, 1), "2");
	assert_ok(undo(c, 2));
	assert_ok(undo(c, 1));
	assert_string_equal(picture(c), empty);
}

static void what_was_put_back_twice_is_undone_with_its_first_import(void **state)
{
	struct ctx *c = *state;
	const char *empty = picture(c), *first;

	import(c, FIRST);
	first = picture(c);
	for (int64_t number = 2; number < 5; number++) {
		import(c, THIRD);
		assert_built_on(undo(c, 1), number == 2 ? "2" : number == 3 ? "3" : "4");
		assert_ok(undo(c, number));
		assert_string_equal(picture(c), first);
	}
	assert_ok(undo(c, 1));
	assert_string_equal(picture(c), empty);
}

/* Each adds something that would hang in the air without the first import. */
static void whatever_leans_on_an_import_keeps_it(void **state)
{
	static const char *const additions[] = {
		/* someone in a post it made */
		HEAD ANI_LINE BUDI_LINE CITRA ";Citra Dewi;15-03-1990;PNS;;III/b;;S-1;Jabatan "
					      "Pelaksana;Analis Kepegawaian;01-03-2019;Bidang "
					      "Mutasi;BKPSDM\n",
		/* a post in a unit it made */
		HEAD CITRA ";Citra Dewi;15-03-1990;PNS;;III/b;;S-1;Jabatan Pelaksana;Pranata;"
			   "01-03-2019;Bidang Mutasi;BKPSDM\n",
		/* a unit under an office it made */
		HEAD CITRA ";Citra Dewi;15-03-1990;PNS;;III/b;;S-1;Jabatan Pelaksana;Pranata;"
			   "01-03-2019;Bidang Arsip;BKPSDM\n",
		/* more about someone it named first */
		"NIP;NAMA;JENIS JABATAN;JABATAN;TMT JABATAN;UNIT KERJA\n" ANI
		";Ani Lestari;Jabatan Pelaksana;Plt. Analis Lain;01-03-2020;Inspektorat\n",
	};
	struct ctx *c = *state;

	for (size_t i = 0; i < COUNT(additions); i++) {
		int64_t number = import(c, FIRST).result.number;
		struct str later = str_fmt(c->arena, "%lld", (long long)number + 1);

		assert_int_equal(number, 2 * (int64_t)i + 1);
		assert_int_equal(import(c, additions[i]).result.number, number + 1);
		assert_built_on(undo(c, number), str_c(c->arena, later));
		assert_ok(undo(c, number + 1));
		assert_ok(undo(c, number));
	}
}

static void an_import_that_came_between_and_built_nothing_stays(void **state)
{
	struct ctx *c = *state;

	import(c, FIRST);
	import(c, HEAD CITRA_LINE);
	assert_ok(undo(c, 1));
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person_fact_live"), 1);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM unit_fact_live"), 2);
}

static void a_person_who_comes_again_is_the_same_person(void **state)
{
	struct ctx *c = *state;
	const char *first;
	int64_t id;

	import(c, HEAD ANI_LINE);
	id = roster_number(c, "SELECT id FROM person");
	first = str_c(c->arena, roster_dossier(c, ANI, c->now));
	assert_ok(undo(c, 1));
	assert_int_equal(import(c, HEAD ANI_LINE).result.added_count, 1);
	assert_int_equal(roster_number(c, "SELECT id FROM person"), id);
	assert_str(roster_dossier(c, ANI, c->now), first);
	assert_int_equal(import(c, HEAD ANI_LINE).result.unchanged_count, 1);
	assert_ok(undo(c, 2));
	assert_str(roster_dossier(c, ANI, c->now), "");
}

struct entries {
	struct ctx *c;
	struct str text;
};

static const struct err *entry_row(void *arg, const struct import_entry *e)
{
	struct entries *entries = arg;

	entries->text = str_fmt(entries->c->arena, "%.*s%lld %.*s %lld+%lld%s\n",
	                        STR_ARG(entries->text), (long long)e->number, STR_ARG(e->file_name),
	                        (long long)e->added_count, (long long)e->changed_count,
	                        e->undone ? " undone" : "");
	return NULL;
}

static const struct err *list_work(struct ctx *c, void *arg)
{
	return registry_import_list(c, entry_row, arg);
}

static void the_list_has_all_of_them(void **state)
{
	struct ctx *c = *state;
	struct entries entries = { .c = c };

	import(c, FIRST);
	import(c, SECOND);
	import(c, SECOND);
	assert_ok(undo(c, 2));
	import(c, THIRD);
	assert_ok(db_read(c, list_work, &entries));
	assert_str(entries.text, "3 pegawai.csv 0+1\n"
	                         "2 pegawai.csv 1+1 undone\n"
	                         "1 pegawai.csv 2+0\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_undo(all_is_as_before_and_history_keeps_both),
		test_undo(an_import_is_undone_once),
		test_undo(a_day_later_it_is_too_late),
		test_undo(a_later_import_that_builds_on_it_goes_first),
		test_undo(what_was_put_back_twice_is_undone_with_its_first_import),
		test_undo(whatever_leans_on_an_import_keeps_it),
		test_undo(an_import_that_came_between_and_built_nothing_stays),
		test_undo(a_person_who_comes_again_is_the_same_person),
		test_undo(the_list_has_all_of_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
