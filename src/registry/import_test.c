/* SPDX-License-Identifier: Apache-2.0 */
/* Rosters go into the registry: what comes out, what is told, and what is seen meanwhile. */
#include "test/support.h"

#include <pthread.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"
#include "registry/import.h"
#include "registry/internal.h"
#include "registry/registry.h"
#include "test/roster.h"

#define HEAD                                                                                      \
	"NIP;NAMA;TEMPAT LAHIR;TANGGAL LAHIR;JENIS KELAMIN;STATUS;TMT CPNS;GOLONGAN;TMT GOLONGAN;" \
	"PENDIDIKAN;JENIS JABATAN;JABATAN;TMT JABATAN;UNIT KERJA;OPD\n"

#define ANI   "198502032010012001"
#define BUDI  "197803152005011002"
#define CITRA "199003152015042003"
#define PPPK  "198807212022212003"

#define ANI_LINE                                                                              \
	ANI ";Ani Lestari, S.E.;Slawi;03-02-1985;P;PNS;01-01-2010;III/c;01-04-2018;S-1;Jabatan " \
	    "Pelaksana;Analis Kepegawaian;01-03-2019;Bidang Mutasi;BKPSDM\n"
#define BUDI_LINE                                                                           \
	BUDI ";Budi Santoso;Brebes;15-03-1978;L;PNS;01-01-2005;III/d;01-10-2017;S-2;Jabatan " \
	     "Administrator;Kepala Bidang Mutasi;01-02-2018;Bidang Mutasi;BKPSDM\n"
#define CITRA_LINE                                                                           \
	CITRA ";Citra Dewi;Tegal;15-03-1990;P;PNS;01-04-2015;III/b;01-04-2019;S-1;Jabatan "    \
	      "Pelaksana;Pengelola Keuangan;01-05-2016;Sekretariat;Dinas Perhubungan\n"

#define BOTH HEAD ANI_LINE BUDI_LINE

static const char *const everyone[] = { ANI, BUDI, CITRA, PPPK, NULL };

static int setup(void **state)
{
	if (test_setup(state) != 0)
		return -1;
	roster_found(*state);
	return 0;
}

#define test_import(function) cmocka_unit_test_setup_teardown(function, setup, test_teardown)

/* ---- what goes in ---- */

static void new_people_come_with_their_units_and_posts(void **state)
{
	struct ctx *c = *state;
	struct roster_told told = roster_import(c, BOTH, "2021-01-01");

	assert_int_equal(told.result.number, 1);
	assert_int_equal(told.result.accepted_count, 2);
	assert_int_equal(told.result.added_count, 2);
	assert_int_equal(told.result.rejected_count, 0);
	assert_int_equal(told.result.unit_count, 2);
	assert_int_equal(told.result.position_count, 2);
	assert_int_equal(told.result.separator, ';');
	assert_str(told.changes, "");
	assert_str(told.absent, "");
	assert_str(roster_dossier(c, ANI, c->now),
	           "name |Ani Lestari|S.E.|Slawi 1985-02-03|P 1985-02-03..\n"
	           "status pns entry 2010-01-01 2010-01-01..\n"
	           "grade pns 11 2018-04-01..\n"
	           "education S1  2021-01-01..\n"
	           "post definitive Analis Kepegawaian, Bidang Mutasi 2019-03-01..\n");
}

static void posts_have_seats_and_the_age_of_their_oldest_holder(void **state)
{
	struct ctx *c = *state;

	roster_import(c, BOTH, "2021-01-01");
	assert_int_equal(roster_number(c, "SELECT count(*) FROM position_fact"
	                                  " WHERE kind = 'ADMINISTRATOR' AND seats_count = 1"
	                                  " AND from_on = '2018-02-01'"),
	                 1);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM position_fact"
	                                  " WHERE kind = 'PELAKSANA' AND seats_count IS NULL"),
	                 1);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM unit_fact"
	                                  " WHERE from_on = '2018-02-01'"),
	                 2);
}

static void a_pppk_is_on_a_ladder_of_its_own(void **state)
{
	struct ctx *c = *state;

	roster_import(c,
	              HEAD PPPK
	              ";Dian Puspita;Tegal;21-07-1988;P;PPPK;01-03-2022;IX;01-03-2022;S-1;"
	              "Jabatan Fungsional;Guru Ahli Pertama;01-03-2022;SDN 1;Dinas Pendidikan\n",
	              "2024-01-01");
	assert_str(roster_dossier(c, PPPK, c->now),
	           "name |Dian Puspita||Tegal 1988-07-21|P 1988-07-21..\n"
	           "status pppk entry 2022-03-01 2022-03-01..\n"
	           "grade pppk 9 2022-03-01..\n"
	           "education S1  2024-01-01..\n"
	           "post definitive Guru Ahli Pertama, SDN 1 2022-03-01..\n");
}

static void an_acting_line_leaves_the_own_post_alone(void **state)
{
	struct ctx *c = *state;
	struct roster_told told;

	roster_import(c, BOTH, "2021-01-01");
	told = roster_import(
		c,
		"NIP;NAMA;JENIS JABATAN;JABATAN;TMT JABATAN;UNIT KERJA;OPD\n" ANI
		";Ani Lestari;Jabatan Administrator;Plt. Kepala Bidang Mutasi;01-02-2022;"
		"Bidang Mutasi;BKPSDM\n",
		"2022-03-01");
	assert_str(told.changes, "2 JABATAN:  -> Kepala Bidang Mutasi, Bidang Mutasi\n");
	assert_int_equal(told.result.position_count, 0);
	assert_str(roster_dossier(c, ANI, c->now),
	           "name |Ani Lestari|S.E.|Slawi 1985-02-03|P 1985-02-03..\n"
	           "status pns entry 2010-01-01 2010-01-01..\n"
	           "grade pns 11 2018-04-01..\n"
	           "education S1  2021-01-01..\n"
	           "post definitive Analis Kepegawaian, Bidang Mutasi 2019-03-01..\n"
	           "post plt Kepala Bidang Mutasi, Bidang Mutasi 2022-02-01..\n");
}

static void title_lines_may_stand_above_the_headings(void **state)
{
	struct ctx *c = *state;
	struct roster_told told;
	struct buf text;

	buf_init(&text, c->arena);
	buf_add(&text, STR("DAFTAR PEGAWAI\n\n"));
	for (int i = 0; i < 27; i++)
		buf_add_fmt(&text, "Catatan nomor %d;;\n", i);
	buf_add(&text, STR(BOTH));
	told = roster_import(c, str_c(c->arena, buf_str(&text)), "2021-01-01");
	assert_int_equal(told.result.heading_line, 30);
	assert_int_equal(told.result.accepted_count, 2);
	buf_clear(&text);
	for (int i = 0; i < 30; i++)
		buf_add_fmt(&text, "Catatan nomor %d;;\n", i);
	buf_add(&text, STR(BOTH));
	assert_err(roster_try(c, str_c(c->arena, buf_str(&text)), "2021-01-01"), ERR_INVALID);
}

static void a_slip_in_the_name_of_an_office_is_told_of_its_own_cell(void **state)
{
	struct ctx *c = *state;
	struct roster_told told = roster_import(c,
	                                        "NIP;NAMA;UNIT KERJA;OPD\n" ANI
	                                        ";Ani;Bidang A;Dinas Kesehatan\n" BUDI
	                                        ";Budi;Bidang B;Dinas Keshatan\n",
	                                        "2021-01-01");

	assert_non_null(strstr(str_c(c->arena, told.findings),
	                       "3 unit_near_match OPD (Dinas Kesehatan)\n"));
	assert_null(strstr(str_c(c->arena, told.findings), "unit_near_match UNIT KERJA"));
	assert_int_equal(told.result.accepted_count, 2);
}

static void a_duplicate_rejects_the_later_line_and_names_both(void **state)
{
	struct ctx *c = *state;
	struct roster_told told = roster_import(
		c, HEAD ANI_LINE BUDI_LINE ANI ";Ani Lain;;;;;;;;;;;;Seksi B;BKPSDM\n",
		"2021-01-01");

	assert_non_null(strstr(str_c(c->arena, told.findings), "4 nip_duplicate NIP line 2\n"));
	assert_str(told.rejects, ANI ";Ani Lain;;;;;;;;;;;;Seksi B;BKPSDM nip_duplicate\n");
	assert_int_equal(told.result.rejected_count, 1);
	assert_int_equal(told.result.accepted_count, 2);
	/* A rejected line makes no unit. */
	assert_int_equal(told.result.unit_count, 2);
}

/* ---- the same again, and changes ---- */

static void the_same_file_again_changes_nothing_and_leaves_no_trace(void **state)
{
	struct ctx *c = *state;
	struct roster_told told;
	struct str before;
	int64_t acts;

	roster_import(c, BOTH, "2021-01-01");
	acts = roster_number(c, "SELECT count(*) FROM act");
	c->now += TEST_HOUR;
	before = roster_picture(c, "2021-01-01", everyone);
	told = roster_import(c, BOTH, "2021-01-01");
	assert_int_equal(told.result.accepted_count, 2);
	assert_int_equal(told.result.unchanged_count, 2);
	assert_int_equal(told.result.number, 0);
	assert_str(told.changes, "");
	assert_int_equal(roster_number(c, "SELECT count(*) FROM act"), acts);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM open_act"), 0);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM import"), 1);
	assert_str(roster_picture(c, "2021-01-01", everyone), str_c(c->arena, before));
	/* A year later it still says the same. */
	told = roster_import(c, BOTH, "2022-01-01");
	assert_int_equal(told.result.unchanged_count, 2);
}

static void a_changed_file_tells_before_and_after_and_keeps_history(void **state)
{
	struct ctx *c = *state;
	int64_t first = c->now;
	struct roster_told told;
	struct str before;

	roster_import(c, BOTH, "2021-01-01");
	before = roster_dossier(c, ANI, first);
	c->now += TEST_HOUR;
	told = roster_import(
		c,
		HEAD ANI ";Ani Lestari Putri, S.E., M.M.;Slawi;03-02-1985;P;PNS;01-01-2010;III/d;"
			 "01-04-2022;S-2;Jabatan Pelaksana;Analis Kinerja;01-03-2022;Bidang "
			 "Kinerja;BKPSDM\n" BUDI_LINE,
		"2022-06-01");
	assert_int_equal(told.result.changed_count, 1);
	assert_int_equal(told.result.unchanged_count, 1);
	assert_int_equal(told.result.number, 2);
	assert_str(
		told.changes,
		"2 NAMA: Ani Lestari -> Ani Lestari Putri\n"
		"2 GELAR BELAKANG: S.E. -> S.E., M.M.\n"
		"2 GOLONGAN: III/c -> III/d\n"
		"2 PENDIDIKAN: S1 -> S2\n"
		"2 JABATAN: Analis Kepegawaian, Bidang Mutasi -> Analis Kinerja, Bidang Kinerja\n");
	assert_str(roster_dossier(c, ANI, c->now),
	           "name |Ani Lestari Putri|S.E., M.M.|Slawi 1985-02-03|P 1985-02-03..\n"
	           "status pns entry 2010-01-01 2010-01-01..\n"
	           "grade pns 11 2018-04-01..2022-04-01\n"
	           "grade pns 12 2022-04-01..\n"
	           "education S1  2021-01-01..2022-06-01\n"
	           "education S2  2022-06-01..\n"
	           "post definitive Analis Kepegawaian, Bidang Mutasi 2019-03-01..2022-03-01\n"
	           "post definitive Analis Kinerja, Bidang Kinerja 2022-03-01..\n");
	assert_str(roster_dossier(c, ANI, first), str_c(c->arena, before));
}

/* Employments whose people are not found by their post, and people found who never were in it. */
static int64_t lost_holders(struct ctx *c)
{
	return roster_number(c, "SELECT count(*) FROM employment AS e WHERE NOT EXISTS ("
	                        " SELECT 1 FROM position_holder AS h"
	                        " WHERE h.agency_id = e.agency_id AND h.person_id = e.person_id"
	                        " AND h.position_id = e.position_id)") +
	       roster_number(c, "SELECT count(*) FROM position_holder AS h WHERE NOT EXISTS ("
	                        " SELECT 1 FROM employment AS e"
	                        " WHERE h.agency_id = e.agency_id AND h.person_id = e.person_id"
	                        " AND h.position_id = e.position_id)");
}

static const struct err *refuse(void *arg)
{
	struct ctx *c = arg;

	assert_int_equal(lost_holders(c), 0);
	return err_detail(c->arena, ERR_IO, "err.io", "no more");
}

static void whoever_was_in_a_post_is_found_by_it(void **state)
{
	static const char moved[] = "NIP;NAMA;NAMA JABATAN;TMT JABATAN;UNIT KERJA\n" ANI
				    ";Ani Lestari;Analis Kinerja;01-03-2022;Bidang Kinerja\n";
	struct ctx *c = *state;

	roster_import(c, BOTH, "2021-01-01");
	assert_int_equal(roster_number(c, "SELECT count(*) FROM position_holder"), 2);
	assert_err(roster_try_during(c, moved, "2022-06-01", refuse, c), ERR_IO);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM position_holder"), 2);
	roster_import(c, moved, "2022-06-01");
	assert_int_equal(roster_number(c, "SELECT count(*) FROM position_holder"), 3);
	assert_int_equal(lost_holders(c), 0);
	assert_ok(roster_undo(c, 2));
	assert_int_equal(lost_holders(c), 0);
}

static void a_corrected_date_moves_the_fact(void **state)
{
	struct ctx *c = *state;
	struct roster_told told;

	roster_import(c, BOTH, "2021-01-01");
	told = roster_import(c,
	                     "NIP;NAMA;GOLONGAN;TMT GOLONGAN;UNIT KERJA\n" ANI
	                     ";Ani Lestari;III/c;01-10-2018;Bidang Mutasi\n",
	                     "2021-01-01");
	assert_str(told.changes, "2 TMT GOLONGAN: 2018-04-01 -> 2018-10-01\n");
	assert_int_equal(roster_number(c, "SELECT count(*) FROM grade_live"
	                                  " WHERE from_on = '2018-10-01'"),
	                 1);
	/* The grade is not held from the date that was wrong. */
	assert_int_equal(roster_number(c, "SELECT count(*) FROM grade_live"
	                                  " WHERE from_on = '2018-04-01'"),
	                 0);
}

static void an_older_snapshot_leaves_later_facts_alone(void **state)
{
	static const char newer[] = HEAD ANI
		";Ani Lestari, S.E.;Slawi;03-02-1985;P;PNS;01-01-2010;III/d;01-04-2022;S-2;Jabatan "
		"Pelaksana;Analis Kinerja;01-03-2022;Bidang Kinerja;BKPSDM\n";
	struct ctx *c = *state;

	roster_import(c, newer, "2022-06-01");
	roster_import(c, HEAD ANI_LINE, "2021-01-01");
	assert_str(roster_dossier(c, ANI, c->now),
	           "name |Ani Lestari|S.E.|Slawi 1985-02-03|P 1985-02-03..\n"
	           "status pns entry 2010-01-01 2010-01-01..\n"
	           "grade pns 11 2018-04-01..2022-04-01\n"
	           "grade pns 12 2022-04-01..\n"
	           "education S1  2021-01-01..2022-06-01\n"
	           "education S2  2022-06-01..\n"
	           "post definitive Analis Kepegawaian, Bidang Mutasi 2019-03-01..2022-03-01\n"
	           "post definitive Analis Kinerja, Bidang Kinerja 2022-03-01..\n");
	assert_int_equal(roster_import(c, newer, "2022-06-01").result.unchanged_count, 1);
}

static void empty_cells_and_missing_columns_wipe_nothing(void **state)
{
	static const char *const rosters[] = {
		HEAD ANI ";Ani Lestari;;;;;;;;;;;;Bidang Mutasi;BKPSDM\n",
		HEAD ANI ";Ani Lestari;-;-;-;-;-;-;-;-;-;-;-;Bidang Mutasi;BKPSDM\n",
		"NIP;NAMA;UNIT KERJA\n" ANI ";Ani Lestari;Bidang Mutasi\n",
		"NIP;NAMA;OPD\n" ANI ";Ani Lestari;BKPSDM\n",
	};
	struct ctx *c = *state;
	struct str before;

	roster_import(c, BOTH, "2021-01-01");
	before = roster_picture(c, "2021-01-01", everyone);
	for (size_t i = 0; i < COUNT(rosters); i++) {
		struct roster_told told = roster_import(c, rosters[i], "2021-06-01");

		assert_str(told.changes, "");
		assert_int_equal(told.result.unchanged_count, 1);
		assert_str(roster_picture(c, "2021-01-01", everyone), str_c(c->arena, before));
	}
}

static void people_a_roster_leaves_out_are_told_and_stay(void **state)
{
	struct ctx *c = *state;
	struct roster_told told;
	struct str before;

	roster_import(c, BOTH, "2021-01-01");
	before = roster_dossier(c, BUDI, c->now);
	told = roster_import(c, HEAD ANI_LINE, "2021-06-01");
	assert_str(told.absent, "Budi Santoso, " BUDI "\n");
	assert_int_equal(told.result.absent_count, 1);
	assert_str(roster_dossier(c, BUDI, c->now), str_c(c->arena, before));
}

static void a_dry_run_tells_the_same_and_writes_nothing(void **state)
{
	static const char *const tables[] = { "act",           "open_act",       "import",
		                              "unit",          "unit_fact",      "position",
		                              "position_fact", "person",         "person_nip",
		                              "person_fact",   "service_status", "grade",
		                              "education",     "employment" };
	static const char changed[] = HEAD ANI
		";Ani Lestari, S.E.;Slawi;03-02-1985;P;PNS;01-01-2010;III/d;01-04-2020;S-1;Jabatan "
		"Pelaksana;Analis Baru;01-03-2020;Bidang Baru;BKPSDM\n" CITRA_LINE;
	struct ctx *c = *state;
	struct roster_told dry, wet;
	int64_t counts[COUNT(tables)];

	roster_import(c, BOTH, "2021-01-01");
	for (size_t i = 0; i < COUNT(tables); i++)
		counts[i] = roster_number(
			c,
			str_c(c->arena, str_fmt(c->arena, "SELECT count(*) FROM %s", tables[i])));
	dry = roster_dry_run(c, changed, "2021-01-01");
	for (size_t i = 0; i < COUNT(tables); i++)
		assert_int_equal(counts[i],
		                 roster_number(c, str_c(c->arena,
		                                        str_fmt(c->arena, "SELECT count(*) FROM %s",
		                                                tables[i]))));
	wet = roster_import(c, changed, "2021-01-01");
	assert_str(dry.changes, str_c(c->arena, wet.changes));
	assert_str(dry.findings, str_c(c->arena, wet.findings));
	assert_str(dry.absent, str_c(c->arena, wet.absent));
	assert_int_equal(dry.result.added_count, wet.result.added_count);
	assert_int_equal(dry.result.changed_count, wet.result.changed_count);
	assert_int_equal(dry.result.unit_count, wet.result.unit_count);
	assert_int_equal(dry.result.position_count, wet.result.position_count);
	assert_int_equal(dry.result.number, 0);
	assert_int_equal(wet.result.number, 2);
}

static void a_file_without_the_headings_is_refused_whole(void **state)
{
	static const char *const texts[] = { "", "\n\n\n", "NIP;NAMA\n" ANI ";Ani\n", "halo\n",
		                             ANI_LINE };
	struct ctx *c = *state;

	for (size_t i = 0; i < COUNT(texts); i++)
		assert_err(roster_try(c, texts[i], "2021-01-01"), ERR_INVALID);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM act WHERE kind <> 'init'"), 0);
	/* Headings alone are a roster of nobody. */
	assert_int_equal(roster_import(c, HEAD, "2021-01-01").result.line_count, 0);
}

/* ---- while it runs ---- */

/* Another reader or writer of the same database, with an arena of its own. */
struct other {
	struct ctx c;
	struct str before;
	int calls;
	const struct err *err;
};

static void other_done(void *arg)
{
	arena_free(arg);
}

static struct other other_of(struct ctx *c)
{
	struct other other = { .c = *c };

	other.c.arena = arena_new(16u << 20);
	arena_defer(c->arena, other_done, other.c.arena);
	return other;
}

#define CHANGED                                                                               \
	HEAD ANI ";Ani Lestari Baru, S.E.;Slawi;03-02-1985;P;PNS;01-01-2010;III/d;01-04-2020;S-2;" \
		 "Jabatan Pelaksana;Analis Baru;01-03-2020;Bidang Baru;BKPSDM\n" CITRA_LINE

static const struct err *look_during(void *arg)
{
	struct other *other = arg;

	other->calls++;
	assert_str(roster_picture(&other->c, "2021-01-01", everyone),
	           str_c(other->c.arena, other->before));
	return NULL;
}

static void nothing_is_seen_before_all_of_it_is(void **state)
{
	struct ctx *c = *state;
	struct other other = other_of(c);

	roster_import(c, BOTH, "2021-01-01");
	other.before = roster_picture(&other.c, "2021-01-01", everyone);
	assert_ok(roster_try_during(c, CHANGED, "2021-01-01", look_during, &other));
	assert_int_equal(other.calls, 1);
	assert_false(str_eq(roster_picture(c, "2021-01-01", everyone), other.before));
}

static const struct err *refuse_during(void *arg)
{
	struct other *other = arg;

	return err_new(other->c.arena, ERR_FULL, STR(""), "err.database_full", STR(""));
}

static void an_error_of_the_listener_leaves_nothing(void **state)
{
	struct ctx *c = *state;
	struct other other = other_of(c);

	roster_import(c, BOTH, "2021-01-01");
	other.before = roster_picture(c, "2021-01-01", everyone);
	assert_err(roster_try_during(c, CHANGED, "2021-01-01", refuse_during, &other), ERR_FULL);
	assert_str(roster_picture(c, "2021-01-01", everyone), str_c(c->arena, other.before));
	assert_int_equal(roster_number(c, "SELECT count(*) FROM open_act"), 0);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person_nip"), 2);
	assert_ok(roster_try(c, CHANGED, "2021-01-01"));
}

static const struct err *add_unit_work(struct ctx *c, void *arg)
{
	int64_t act_id, unit_id;

	(void)arg;
	TRY(registry_act_add(c, STR("correction"), &act_id));
	return registry_unit_add(c, act_id,
	                         &(struct registry_unit){ .name = STR("Inspektorat"),
	                                                  .from_on = roster_day("2020-01-01"),
	                                                  .until_on = date_open() },
	                         &unit_id);
}

static void *write_in_thread(void *arg)
{
	struct other *other = arg;

	other->err = db_write(&other->c, add_unit_work, NULL);
	return NULL;
}

/* A thread of its own: a write that waited for the import would never come back. */
static const struct err *write_during(void *arg)
{
	struct other *other = arg;
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, write_in_thread, other), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_ok(other->err);
	assert_int_equal(roster_number(&other->c, "SELECT count(*) FROM unit_fact_live"
	                                          " WHERE name = 'Inspektorat'"),
	                 1);
	other->calls++;
	return NULL;
}

static void other_writes_go_through_while_an_import_is_open(void **state)
{
	struct ctx *c = *state;
	struct other other = other_of(c);

	roster_import(c, BOTH, "2021-01-01");
	assert_ok(roster_try_during(c, CHANGED, "2021-01-01", write_during, &other));
	assert_int_equal(other.calls, 1);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM unit_fact_live"
	                                  " WHERE name IN ('Inspektorat', 'Bidang Baru')"),
	                 2);
}

/* Citra, whom CHANGED brings, is recorded by somebody else in between. */
static const struct err *add_citra_work(struct ctx *c, void *arg)
{
	const struct registry_name name = { .name = STR("Citra Dewi"),
		                            .birth_on = roster_day("1990-06-07"),
		                            .female = true,
		                            .from_on = roster_day("1990-06-07"),
		                            .until_on = date_open() };
	const struct registry_dossier dossier = { .nip = STR(CITRA),
		                                  .names = &name,
		                                  .name_count = 1 };
	int64_t act_id, person_id;

	(void)arg;
	TRY(registry_act_add(c, STR("correction"), &act_id));
	return registry_person_add(c, act_id, &dossier, &person_id);
}

static const struct err *add_citra_during(void *arg, const struct import_named *person)
{
	struct other *other = arg;

	(void)person;
	other->calls++;
	other->err = db_write(&other->c, add_citra_work, NULL);
	return NULL;
}

/* One of the two is refused, in words, and the other is whole. On PostgreSQL it is the later. */
static void a_nip_that_two_record_at_once_is_refused_to_one(void **state)
{
	struct ctx *c = *state;
	struct other other = other_of(c);
	struct import_request request = roster_request(c, CHANGED, "2021-01-01");
	struct import_result result;
	struct arena_mark mark;
	const struct err *err;

	roster_import(c, BOTH, "2021-01-01");
	mark = arena_mark(c->arena);
	request.listener.arg = &other;
	request.listener.absent = add_citra_during;
	err = registry_import_roster(c, &request, &result);
	assert_int_equal(other.calls, 1);
	if (db_engine_of(c->db) == DB_SQLITE) {
		assert_ok(other.err);
		assert_err(err, ERR_CONFLICT);
		assert_string_equal(err->message, "import.nip_taken");
		assert_str(err->value, CITRA);
	} else {
		assert_err(other.err, ERR_CONFLICT);
		assert_ok(err);
	}
	arena_rewind(c->arena, mark); /* and the lock with it */
	assert_int_equal(roster_number(c, "SELECT count(*) FROM open_act"), 0);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person_nip"), 3);
	assert_ok(roster_try(c, CHANGED, "2021-01-01"));
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person_nip"), 3);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM person"), 3);
}

static const struct err *import_during(void *arg)
{
	struct other *other = arg;

	assert_err(roster_try(&other->c, BOTH, "2021-01-01"), ERR_BUSY);
	assert_err(roster_undo(&other->c, 1), ERR_BUSY);
	other->calls++;
	return NULL;
}

static void a_second_import_at_the_same_time_is_told_to_wait(void **state)
{
	struct ctx *c = *state;
	struct other other = other_of(c);

	roster_import(c, BOTH, "2021-01-01");
	assert_ok(roster_try_during(c, CHANGED, "2021-01-01", import_during, &other));
	assert_int_equal(other.calls, 1);
	assert_int_equal(roster_number(c, "SELECT count(*) FROM import"), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_import(new_people_come_with_their_units_and_posts),
		test_import(posts_have_seats_and_the_age_of_their_oldest_holder),
		test_import(a_pppk_is_on_a_ladder_of_its_own),
		test_import(an_acting_line_leaves_the_own_post_alone),
		test_import(title_lines_may_stand_above_the_headings),
		test_import(a_slip_in_the_name_of_an_office_is_told_of_its_own_cell),
		test_import(a_duplicate_rejects_the_later_line_and_names_both),
		test_import(the_same_file_again_changes_nothing_and_leaves_no_trace),
		test_import(a_changed_file_tells_before_and_after_and_keeps_history),
		test_import(whoever_was_in_a_post_is_found_by_it),
		test_import(a_corrected_date_moves_the_fact),
		test_import(an_older_snapshot_leaves_later_facts_alone),
		test_import(empty_cells_and_missing_columns_wipe_nothing),
		test_import(people_a_roster_leaves_out_are_told_and_stay),
		test_import(a_dry_run_tells_the_same_and_writes_nothing),
		test_import(a_file_without_the_headings_is_refused_whole),
		test_import(nothing_is_seen_before_all_of_it_is),
		test_import(an_error_of_the_listener_leaves_nothing),
		test_import(other_writes_go_through_while_an_import_is_open),
		test_import(a_second_import_at_the_same_time_is_told_to_wait),
		test_import(a_nip_that_two_record_at_once_is_refused_to_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
