/* SPDX-License-Identifier: Apache-2.0 */
#include "test/support.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"
#include "db/db.h"
#include "registry/place.h"
#include "registry/registry.h"

static struct date day(const char *iso)
{
	struct date date;

	assert_true(date_parse_iso(str_of(iso), &date));
	return date;
}

/* An agency, and the units and posts it has already: Dinas Kesehatan with two puskesmas. */
struct known {
	int64_t office_id;
	int64_t puskesmas_id;
	int64_t nurse_id;
	struct places *places;
};

static const struct err *unit_lay(struct ctx *c, int64_t act_id, const char *name,
                                  int64_t parent_id, int64_t *id)
{
	return registry_unit_add(c, act_id,
	                         &(struct registry_unit){ .parent_id = parent_id,
	                                                  .name = str_of(name),
	                                                  .from_on = day("2010-01-01"),
	                                                  .until_on = date_open() },
	                         id);
}

static const struct err *lay_work(struct ctx *c, void *arg)
{
	struct known *known = arg;
	int64_t act_id, other;

	TRY(registry_agency_add(c, STR("Kabupaten Contoh"), STR("33.28"), 7, true, &c->agency_id));
	TRY(registry_act_add(c, STR("correction"), &act_id));
	TRY(unit_lay(c, act_id, "Dinas Kesehatan", 0, &known->office_id));
	TRY(unit_lay(c, act_id, "Puskesmas Slawi", known->office_id, &known->puskesmas_id));
	TRY(unit_lay(c, act_id, "Puskesmas Tarub", known->office_id, &other));
	return registry_position_add(c, act_id,
	                             &(struct registry_position){ .unit_id = known->puskesmas_id,
	                                                          .title = STR("Perawat Ahli Muda"),
	                                                          .kind = POSITION_JF_MUDA,
	                                                          .from_on = day("2010-01-01"),
	                                                          .until_on = date_open() },
	                             &known->nurse_id);
}

static const struct err *load_work(struct ctx *c, void *arg)
{
	struct known *known = arg;

	return places_load(c, day("2026-01-05"), &known->places);
}

static struct known load(struct ctx *c)
{
	struct known known = { 0 };

	assert_ok(db_write(c, lay_work, &known));
	assert_ok(db_read(c, load_work, &known));
	return known;
}

static void names_find_the_unit_they_mean(void **state)
{
	static const struct {
		const char *office;
		const char *unit;
		const char *same; /* as the unit of an earlier row: "office/unit"; NULL is new */
		const char *near;
	} rows[] = {
		/* spelling is forgiven where it cannot mislead */
		{ "Dinas Kesehatan", "Puskesmas Slawi", "known", "" },
		{ "DINAS  KESEHATAN", "puskesmas slawi", "known", "" },
		{ "Dinas Kesehatan.", "Puskesmas-Slawi", "known", "" },
		/* without an office, the only one of that name */
		{ "", "Puskesmas Slawi", "known", "" },
		{ "", "Dinas Kesehatan", "office", "" },
		{ "Dinas Kesehatan", "Dinas Kesehatan", "office", "" },
		/* a slip of the pen makes a new unit and is told */
		{ "Dinas Kesehatan", "Puskesmas Slawii", NULL, "Puskesmas Slawi" },
		{ "Dinas Keshatan", "Dinas Keshatan", NULL, "Dinas Kesehatan" },
		{ "", "Dinas Kesehatam", NULL, "Dinas Kesehatan" },
		/* a name that is merely alike is not */
		{ "Dinas Kesehatan", "Puskesmas Talang", NULL, "" },
		{ "Dinas Sosial", "Dinas Sosial", NULL, "" },
		/* in another office the name is another unit's, and near only within its own */
		{ "Dinas Sosial", "Puskesmas Slawi", NULL, "" },
		{ "Dinas Sosial", "Puskesmas Tarob", NULL, "" },
	};
	struct ctx *c = *state;
	struct known known = load(c);

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct place_unit *unit = NULL, *again = NULL;
		struct str near, quiet;

		assert_ok(places_unit(c, known.places, str_of(rows[i].office), str_of(rows[i].unit),
		                      &unit, &near));
		assert_int_equal(unit->is_new, rows[i].same == NULL);
		if (rows[i].same != NULL)
			assert_int_equal(unit->id, rows[i].same[0] == 'k' ? known.puskesmas_id
			                                                  : known.office_id);
		assert_str(near, rows[i].near);
		/* The second line that names it finds the same, and nothing to tell. */
		assert_ok(places_unit(c, known.places, str_of(rows[i].office), str_of(rows[i].unit),
		                      &again, &quiet));
		assert_ptr_equal(again, unit);
		assert_str(quiet, "");
	}
}

static void a_new_unit_hangs_under_its_office(void **state)
{
	struct ctx *c = *state;
	struct known known = load(c);
	struct place_unit *unit;
	const struct place_unit *office;
	struct str near;

	assert_ok(places_unit(c, known.places, STR("Dinas Sosial"), STR("Bidang  Aset"), &unit,
	                      &near));
	assert_int_equal(places_unit_count(known.places), 5);
	assert_str(unit->name, "Bidang  Aset");
	assert_str(unit->key, "bidang aset");
	office = places_unit_by_id(known.places, unit->parent_id);
	assert_non_null(office);
	assert_str(office->name, "Dinas Sosial");
	assert_true(office->is_new);
	assert_int_equal(office->parent_id, 0);
	assert_int_equal(unit->root_id, office->id);
	assert_ptr_equal(places_unit_at(known.places, 4), unit);
	assert_null(places_unit_by_id(known.places, 1));
}

static void a_name_that_two_offices_have_is_not_guessed(void **state)
{
	struct ctx *c = *state;
	struct known known = load(c);
	struct place_unit *first, *second, *bare;
	struct str near;

	assert_ok(places_unit(c, known.places, STR("Dinas Kesehatan"), STR("Sekretariat"), &first,
	                      &near));
	assert_ok(places_unit(c, known.places, STR("Dinas Sosial"), STR("Sekretariat"), &second,
	                      &near));
	assert_int_not_equal(first->id, second->id);
	assert_ok(places_unit(c, known.places, STR(""), STR("Sekretariat"), &bare, &near));
	assert_int_not_equal(bare->id, first->id);
	assert_int_not_equal(bare->id, second->id);
	assert_int_equal(bare->parent_id, 0);
}

static struct place_position *post(struct ctx *c, struct places *places, int64_t unit_id,
                                   const char *title, enum position_kind kind, const char *echelon)
{
	struct place_position *position = NULL;

	assert_ok(places_position(c, places, places_unit_by_id(places, unit_id), str_of(title),
	                          text_sort_key(c->arena, str_of(title)), kind, str_of(echelon),
	                          &position));
	return position;
}

static void a_post_is_its_unit_title_kind_and_echelon(void **state)
{
	static const struct {
		const char *title;
		enum position_kind kind;
		const char *echelon;
		bool known;
	} rows[] = {
		{ "Perawat Ahli Muda", POSITION_JF_MUDA, "", true },
		{ "PERAWAT AHLI MUDA", POSITION_JF_MUDA, "", true },
		{ "Perawat Ahli Muda", POSITION_JF, "", false },
		{ "Perawat Ahli Muda", POSITION_JF_MUDA, "IV.a", false },
		{ "Perawat Ahli Madya", POSITION_JF_MADYA, "", false },
	};
	struct ctx *c = *state;
	struct known known = load(c);

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct place_position *p = post(c, known.places, known.puskesmas_id, rows[i].title,
		                                rows[i].kind, rows[i].echelon);

		assert_int_equal(p->id == known.nurse_id, rows[i].known);
		assert_int_equal(p->is_new, !rows[i].known);
		assert_ptr_equal(post(c, known.places, known.puskesmas_id, rows[i].title,
		                      rows[i].kind, rows[i].echelon),
		                 p);
		assert_ptr_equal(places_position_by_id(known.places, p->id), p);
	}
	assert_int_not_equal(
		post(c, known.places, known.office_id, "Perawat Ahli Muda", POSITION_JF_MUDA, "")
			->id,
		known.nurse_id);
	assert_int_equal(places_position_count(known.places), 5);
}

static void new_places_are_as_old_as_their_first_holder(void **state)
{
	struct ctx *c = *state;
	struct known known = load(c);
	struct place_unit *unit;
	struct place_position *p;
	struct str near;

	assert_ok(places_unit(c, known.places, STR("Dinas Sosial"), STR("Bidang Aset"), &unit,
	                      &near));
	p = post(c, known.places, unit->id, "Kepala Bidang", POSITION_ADMINISTRATOR, "III.b");
	places_hold(known.places, p, CAPACITY_DEFINITIVE, day("2020-04-01"));
	places_hold(known.places, p, CAPACITY_PLT, day("2018-04-01"));
	places_hold(known.places, p, CAPACITY_DEFINITIVE, day("2022-04-01"));
	assert_int_equal(p->holder_count, 2);
	assert_true(date_eq(p->from_on, day("2018-04-01")));
	assert_true(date_eq(unit->from_on, day("2018-04-01")));
	assert_true(date_eq(places_unit_by_id(known.places, unit->root_id)->from_on,
	                    day("2018-04-01")));
}

/* More than the blocks and indexes hold at first, and every one is found again. */
static void thousands_of_places_are_found_again(void **state)
{
	struct ctx *c = *state;
	struct known known = load(c);
	static int64_t unit_ids[5000], post_ids[5000];

	for (int turn = 0; turn < 2; turn++) {
		for (int i = 0; i < 5000; i++) {
			struct str name = str_fmt(c->arena, "SD Negeri %d", i);
			struct place_unit *unit;
			struct place_position *p;
			struct str near;

			assert_ok(places_unit(c, known.places, STR("Dinas Pendidikan"), name, &unit,
			                      &near));
			assert_str(near, "");
			p = post(c, known.places, unit->id, str_c(c->arena, name), POSITION_JF, "");
			assert_int_not_equal(post(c, known.places, unit->id, str_c(c->arena, name),
			                          POSITION_PELAKSANA, "")
			                             ->id,
			                     p->id);
			if (turn == 0) {
				unit_ids[i] = unit->id;
				post_ids[i] = p->id;
			}
			assert_int_equal(unit->id, unit_ids[i]);
			assert_int_equal(p->id, post_ids[i]);
		}
	}
	assert_int_equal(places_unit_count(known.places), 3 + 1 + 5000);
	assert_int_equal(places_position_count(known.places), 1 + 2 * 5000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_db(names_find_the_unit_they_mean),
		test_db(a_new_unit_hangs_under_its_office),
		test_db(a_name_that_two_offices_have_is_not_guessed),
		test_db(a_post_is_its_unit_title_kind_and_echelon),
		test_db(new_places_are_as_old_as_their_first_holder),
		test_db(thousands_of_places_are_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
