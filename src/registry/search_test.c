/* SPDX-License-Identifier: Apache-2.0 */
/* People are found by fragments of their names, and by NIP. */
#include "test/support.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"
#include "registry/import.h"
#include "registry/registry.h"
#include "test/roster.h"

#define HEAD "NIP;NAMA;GELAR DEPAN;GELAR BELAKANG;GOLONGAN;JABATAN;UNIT KERJA\n"

#define ANI "198502032010012001"

/* Names with what people write into them. */
#define PEOPLE                                                                   \
	HEAD ANI ";Ani Lestari;Dra.;M.Si.;IV/a;Analis;Bidang Mutasi\n"           \
	"197803152005011002;BUDI SANTOSO;;S.E.;III/d;Analis;Bidang Mutasi\n"     \
	"199003152015042003;José Ma'ruf;;;III/b;Analis;Bidang Mutasi\n"          \
	"198807212012122003;Sri 100%_Rini;;;II/c;Analis;Bidang Mutasi\n"         \
	"198101012005011001;Abdul Basit al-Hasan;;;III/a;Analis;Bidang Mutasi\n"

struct asking {
	const char *fragment;
	int limit;
	struct str names;
	int64_t total;
};

static const struct err *search_work(struct ctx *c, void *arg)
{
	struct asking *a = arg;
	struct registry_person *people = arena_array(c->arena, REGISTRY_SEARCH_MAX,
	                                             sizeof(*people));
	struct buf names;
	int count;

	buf_init(&names, c->arena);
	TRY(registry_person_search(c, str_of(a->fragment), roster_day("2021-01-01"), a->limit,
	                           people, &count, &a->total));
	assert_true(count <= a->limit);
	for (int i = 0; i < count; i++)
		buf_add_fmt(&names, "%s%.*s", i == 0 ? "" : "|", STR_ARG(people[i].name));
	a->names = buf_str(&names);
	return NULL;
}

static struct asking ask(struct ctx *c, const char *fragment, int limit)
{
	struct asking asking = { .fragment = fragment, .limit = limit };

	assert_ok(db_read(c, search_work, &asking));
	return asking;
}

static void check(struct ctx *c, const char *fragment, const char *names, int64_t total)
{
	struct asking asking = ask(c, fragment, 10);

	if (asking.total != total || !str_eq(asking.names, str_of(names)))
		fail_msg("\"%s\" found %lld: %.*s", fragment, (long long)asking.total,
		         STR_ARG(asking.names));
}

static int setup(void **state)
{
	if (test_setup(state) != 0)
		return -1;
	roster_found(*state);
	roster_import(*state, PEOPLE, "2021-01-01");
	return 0;
}

#define test_search(function) cmocka_unit_test_setup_teardown(function, setup, test_teardown)

static void a_fragment_is_found_wherever_it_stands(void **state)
{
	struct ctx *c = *state;

	check(c, "lestari", "Ani Lestari", 1);
	check(c, "ani lest", "Ani Lestari", 1);
	check(c, "tos", "BUDI SANTOSO", 1);
	check(c, "asit al", "Abdul Basit al-Hasan", 1);
	check(c, "san", "Abdul Basit al-Hasan|BUDI SANTOSO", 2);
	check(c, "zzz", "", 0);
}

static void one_or_two_letters_are_the_beginning(void **state)
{
	struct ctx *c = *state;

	check(c, "a", "Abdul Basit al-Hasan|Ani Lestari", 2);
	check(c, "Bu", "BUDI SANTOSO", 1);
	check(c, "jo", "José Ma'ruf", 1);
	check(c, "le", "", 0);
}

static void case_marks_punctuation_and_titles_do_not_matter(void **state)
{
	struct ctx *c = *state;

	check(c, "LESTARI", "Ani Lestari", 1);
	check(c, "jose", "José Ma'ruf", 1);
	check(c, "JOSÉ", "José Ma'ruf", 1);
	check(c, "maruf", "José Ma'ruf", 1);
	check(c, "al-hasan", "Abdul Basit al-Hasan", 1);
	check(c, "al  hasan", "Abdul Basit al-Hasan", 1);
	check(c, "dra", "", 0);
	check(c, "m.si", "", 0);
}

static void nothing_in_a_fragment_is_a_command(void **state)
{
	static const char *const fragments[] = { "%%%",
		                                 "___",
		                                 "%",
		                                 "_",
		                                 "a%",
		                                 "a_i",
		                                 "\"",
		                                 "\"\"\"",
		                                 "'''",
		                                 "'",
		                                 "ani' OR '1'='1",
		                                 "ani*",
		                                 "ani OR budi",
		                                 "NEAR(ani budi)",
		                                 "sort_key:ani",
		                                 "^ani",
		                                 "\\",
		                                 "lest%i",
		                                 "lest_ri",
		                                 "" };
	struct ctx *c = *state;

	for (size_t i = 0; i < COUNT(fragments); i++) {
		struct asking asking = ask(c, fragments[i], 10);

		/* What is left of some of them, without punctuation, begins one name or is one. */
		assert_true(asking.total <= 2);
		assert_true(asking.total == 0 || strchr(fragments[i], 'a') != NULL);
	}
	check(c, "ani OR budi", "", 0);
	check(c, "lest%i", "", 0);
	check(c, "100", "Sri 100%_Rini", 1);
	check(c, "ani*", "Ani Lestari", 1);
}

static void the_limit_cuts_and_the_total_stays(void **state)
{
	struct ctx *c = *state;
	struct asking asking = ask(c, "san", 1);

	assert_str(asking.names, "Abdul Basit al-Hasan");
	assert_int_equal(asking.total, 2);
	asking.limit = 0;
	assert_err(db_read(c, search_work, &asking), ERR_LIMIT);
	asking.limit = REGISTRY_SEARCH_MAX + 1;
	assert_err(db_read(c, search_work, &asking), ERR_LIMIT);
}

#define RENAMED HEAD ANI ";Ani Lestari Widodo;;;IV/a;Analis;Bidang Mutasi\n"

static void a_new_name_is_found_and_the_old_one_is_not(void **state)
{
	struct ctx *c = *state;

	roster_import(c, HEAD ANI ";Anita Widodo;;;IV/a;Analis;Bidang Mutasi\n", "2021-01-01");
	check(c, "lestari", "", 0);
	check(c, "widodo", "Anita Widodo", 1);
	check(c, "le", "", 0);
	check(c, "an", "Anita Widodo", 1);
	assert_ok(roster_undo(c, 2));
	check(c, "lestari", "Ani Lestari", 1);
	check(c, "widodo", "", 0);
	roster_import(c, RENAMED, "2021-01-01");
	check(c, "lestari", "Ani Lestari Widodo", 1);
	assert_ok(roster_undo(c, 3));
	assert_ok(roster_undo(c, 1));
	check(c, "lestari", "", 0);
	check(c, "san", "", 0);
	check(c, "a", "", 0);
}

static const struct err *look_during(void *arg)
{
	struct ctx own = *(struct ctx *)arg;

	own.arena = arena_new(16u << 20);
	check(&own, "lestari", "Ani Lestari", 1);
	check(&own, "widodo", "", 0);
	check(&own, "rahayu", "", 0);
	check(&own, "an", "Ani Lestari", 1);
	arena_free(own.arena);
	return NULL;
}

static void an_open_import_is_not_found_yet(void **state)
{
	struct ctx *c = *state;

	assert_ok(roster_try_during(
		c, RENAMED "198101012005012009;Rahayu;;;III/a;Analis;Bidang Mutasi\n", "2021-01-01",
		look_during, c));
	check(c, "widodo", "Ani Lestari Widodo", 1);
	check(c, "rahayu", "Rahayu", 1);
}

#define CROWD 4100 /* beyond the number up to which hits are fetched and sorted */

static void a_crowd_is_counted_exactly_and_listed_in_order(void **state)
{
	struct ctx *c = *state;
	struct asking asking;
	struct buf text;

	buf_init(&text, c->arena);
	buf_add(&text, STR("NIP;NAMA;UNIT KERJA\n"));
	for (int i = 0; i < CROWD; i++)
		buf_add_fmt(&text, "1985%02d%02d2010%02d1%03d;Warga %04d;Dinas\n",
		            i / 1000 % 12 + 1, i / 100 % 10 + 1, i / 1000 + 1, i % 999 + 1,
		            CROWD - i);
	assert_int_equal(
		roster_import(c, str_c(c->arena, buf_str(&text)), "2021-01-01").result.added_count,
		CROWD);
	asking = ask(c, "warga", 3);
	assert_int_equal(asking.total, CROWD);
	assert_str(asking.names, "Warga 0001|Warga 0002|Warga 0003");
	asking = ask(c, "arga 41", 3);
	assert_int_equal(asking.total, 1);
	asking = ask(c, "wa", 2);
	assert_int_equal(asking.total, CROWD);
	assert_str(asking.names, "Warga 0001|Warga 0002");
}

/* ---- by NIP ---- */

struct finding {
	const char *nip;
	const char *on;
	struct registry_person person;
};

static const struct err *find_work(struct ctx *c, void *arg)
{
	struct finding *f = arg;

	return registry_person_find(c, str_of(f->nip), roster_day(f->on), &f->person);
}

static void a_nip_finds_its_person_on_a_date(void **state)
{
	struct ctx *c = *state;
	struct finding f = { .nip = ANI, .on = "2021-01-01" };

	assert_ok(db_read(c, find_work, &f));
	assert_str(f.person.name, "Ani Lestari");
	assert_str(f.person.title_before, "Dra.");
	assert_str(f.person.title_after, "M.Si.");
	assert_str(f.person.grade_code, "IV/a");
	assert_str(f.person.position_title, "Analis");
	assert_str(f.person.unit_name, "Bidang Mutasi");
	/* Before the roster the person was born, but held no post that is known. */
	f.on = "2000-01-01";
	assert_ok(db_read(c, find_work, &f));
	assert_str(f.person.position_title, "");
	f.on = "1980-01-01";
	assert_err(db_read(c, find_work, &f), ERR_MISSING);
	f = (struct finding){ .nip = "198502032010012002", .on = "2021-01-01" };
	assert_err(db_read(c, find_work, &f), ERR_MISSING);
	assert_ok(roster_undo(c, 1));
	f.nip = ANI;
	assert_err(db_read(c, find_work, &f), ERR_MISSING);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_search(a_fragment_is_found_wherever_it_stands),
		test_search(one_or_two_letters_are_the_beginning),
		test_search(case_marks_punctuation_and_titles_do_not_matter),
		test_search(nothing_in_a_fragment_is_a_command),
		test_search(the_limit_cuts_and_the_total_stays),
		test_search(a_new_name_is_found_and_the_old_one_is_not),
		test_search(an_open_import_is_not_found_yet),
		test_search(a_crowd_is_counted_exactly_and_listed_in_order),
		test_search(a_nip_finds_its_person_on_a_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
