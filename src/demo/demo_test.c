/* SPDX-License-Identifier: Apache-2.0 */
#include "test/support.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "db/db.h"
#include "demo/demo.h"
#include "demo/model.h"
#include "law/law.h"
#include "registry/import.h"
#include "registry/registry.h"

static struct date day(int year, int month, int number)
{
	struct date out;

	assert_true(date_from_parts(year, month, number, &out));
	return out;
}

struct asking {
	struct date on;
	const struct law *law;
};

static const struct err *load_law(struct ctx *c, void *arg)
{
	struct asking *a = arg;

	return law_load(c, a->on, &a->law);
}

static const struct err *try_make(struct ctx *c, uint64_t seed, struct date on,
                                  const struct demo **out)
{
	struct asking a = { .on = on };

	assert_ok(law_seed(c));
	assert_ok(db_read(c, load_law, &a));
	return demo_make(c, a.law, seed, on, out);
}

static const struct demo *make(struct ctx *c, uint64_t seed, struct date on)
{
	const struct demo *demo;

	assert_ok(try_make(c, seed, on, &demo));
	return demo;
}

static bool serves(const struct demo_person *p, struct date on)
{
	return !date_before(on, p->entry_on) && date_before(on, p->left_on);
}

static struct date pension_of(const struct demo *demo, const struct demo_person *p)
{
	return law_retirement_on(p->birth_on, demo->posts[p->post].age_limit);
}

/* ---- the model ---- */

static void check_population(const struct demo *demo)
{
	struct date year_on = date_add_months(demo->on, 12);
	int employees = 0, candidates = 0, soon = 0;

	for (int i = 0; i < PEOPLE; i++) {
		const struct demo_person *p = &demo->people[i];

		if (!serves(p, demo->on))
			continue;
		employees++;
		candidates += date_before(demo->on, p->pns_on);
		soon += date_before(pension_of(demo, p), year_on);
		assert_true(date_before(demo->on, pension_of(demo, p)));
		assert_false(date_eq(pension_of(demo, p), year_on));
	}
	assert_int_equal(employees, 9122);
	assert_int_equal(candidates, 920);
	assert_int_equal(soon, 596);
}

static void any_date_has_9122_employees_of_whom_596_retire_within_a_year(void **state)
{
	struct ctx *c = *state;
	struct arena_mark mark = arena_mark(c->arena);
	const struct date dates[] = {
		day(2021, 1, 1), day(2024, 2, 29),  day(2025, 7, 15),
		day(2026, 1, 1), day(2026, 12, 31),
	};

	for (size_t i = 0; i < COUNT(dates); i++) {
		check_population(make(c, i, dates[i]));
		arena_rewind(c->arena, mark);
	}
}

static void later_years_see_between_220_and_560_pensions(void **state)
{
	const struct demo *demo = make(*state, 3, day(2026, 1, 1));
	int years[15] = { 0 };

	for (int i = 0; i < PEOPLE; i++) {
		int year = date_parts(pension_of(demo, &demo->people[i])).year - 2026;

		if (serves(&demo->people[i], demo->on) && year < 15)
			years[year]++;
	}
	for (int i = 1; i < 15; i++)
		assert_in_range(years[i], 220, 560);
}

static void earlier_years_had_more_employees(void **state)
{
	const struct demo *demo = make(*state, 1, day(2026, 1, 1));
	int counts[DEMO_YEARS + 1] = { 0 };

	for (int back = 0; back <= DEMO_YEARS; back++)
		for (int i = 0; i < PEOPLE; i++)
			counts[back] += serves(&demo->people[i],
			                       date_add_months(demo->on, -12 * back));
	for (int back = 1; back <= DEMO_YEARS; back++)
		assert_true(counts[back] > counts[back - 1]);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void staff_numbers_are_right_and_unique(void **state)
{
	struct ctx *c = *state;
	const struct demo *demo = make(c, 1, day(2026, 1, 1));
	const char **nips = arena_array(c->arena, PEOPLE, sizeof(*nips));

	for (int i = 0; i < PEOPLE; i++) {
		const struct demo_person *p = &demo->people[i];
		struct date_parts birth = date_parts(p->birth_on);
		struct date_parts entry = date_parts(p->entry_on);
		char wanted[19];

		snprintf(wanted, sizeof(wanted), "%04d%02d%02d%04d%02d%d%s", birth.year,
		         birth.month, birth.day, entry.year, entry.month, p->female ? 2 : 1,
		         p->nip + 15);
		assert_string_equal(p->nip, wanted);
		assert_int_equal(strlen(p->nip), 18);
		assert_string_not_equal(p->nip + 15, "000");
		assert_int_equal(entry.day, 1);
		assert_in_range(date_age_years(p->birth_on, p->entry_on), 18, 46);
		nips[i] = p->nip;
	}
	qsort(nips, PEOPLE, sizeof(*nips), by_text);
	for (int i = 1; i < PEOPLE; i++)
		assert_string_not_equal(nips[i - 1], nips[i]);
}

static void check_stays(const struct demo *demo, const struct demo_person *p)
{
	struct date until = p->entry_on;

	assert_in_range(p->stay_count, 1, STAYS_MAX);
	for (int i = 0; i < p->stay_count; i++) {
		const struct demo_stay *stay = &p->stays[i];

		assert_true(date_before(stay->from_on, stay->until_on));
		assert_false(date_before(stay->from_on, p->entry_on));
		assert_false(date_before(stay->from_on, demo->founded_on));
		if (stay->capacity != CAPACITY_DEFINITIVE)
			continue;
		if (i > 0 && !date_eq(until, p->entry_on))
			assert_true(date_eq(stay->from_on, until));
		until = stay->until_on;
	}
	assert_true(date_eq(until, p->left_on));
}

static void people_hold_one_post_at_a_time_and_never_none(void **state)
{
	const struct demo *demo = make(*state, 1, day(2026, 1, 1));
	int moved = 0;

	for (int i = 0; i < PEOPLE; i++) {
		check_stays(demo, &demo->people[i]);
		moved += demo->people[i].stay_count > 1;
	}
	assert_in_range(moved, 1000, 3000);
}

static void posts_never_have_more_holders_than_seats(void **state)
{
	struct ctx *c = *state;
	const struct demo *demo = make(c, 1, day(2026, 1, 1));
	int *held = arena_array(c->arena, (size_t)demo->post_count, sizeof(*held));

	for (int month = 0; month <= 12 * DEMO_YEARS; month++) {
		struct date on = date_add_days(date_add_months(demo->on, -month), month % 28);

		memset(held, 0, (size_t)demo->post_count * sizeof(*held));
		for (int i = 0; i < PEOPLE; i++) {
			int post = demo_post_on(&demo->people[i], on);

			assert_true((post != NONE) == serves(&demo->people[i], on));
			if (post != NONE)
				held[post]++;
		}
		for (int i = 0; i < demo->post_count; i++)
			assert_true(held[i] <= demo->posts[i].seats);
	}
}

static void grades_fit_posts_and_rise_step_by_step(void **state)
{
	const struct demo *demo = make(*state, 1, day(2026, 1, 1));

	for (int i = 0; i < PEOPLE; i++) {
		const struct demo_person *p = &demo->people[i];
		const struct demo_grade *last = &p->grades[p->grade_count - 1];

		assert_true(last->ordinal >= demo->posts[p->post].grade_min);
		assert_true(last->ordinal <= demo->posts[p->post].grade_max);
		assert_false(date_before(p->grades[0].from_on, p->entry_on));
		assert_true(date_before(last->from_on, p->left_on));
		for (int k = 1; k < p->grade_count; k++) {
			assert_int_equal(p->grades[k].ordinal, p->grades[k - 1].ordinal + 1);
			assert_true(date_before(p->grades[k - 1].from_on, p->grades[k].from_on));
		}
	}
}

static void the_regency_has_16_offices_18_districts_and_600_posts(void **state)
{
	const struct demo *demo = make(*state, 1, day(2026, 1, 1));
	struct demo_counts counts = demo_count(demo);

	assert_int_equal(counts.offices, 16);
	assert_int_equal(counts.districts, 18);
	assert_int_equal(counts.positions, 600);
	assert_int_equal(counts.former, 2000);
	assert_in_range(counts.vacant, 10, 30);
	assert_in_range(counts.acting, 8, counts.vacant);
	for (int i = 0; i < demo->post_count; i++) {
		const struct demo_post *post = &demo->posts[i];

		assert_in_range(post->duty_count, 2, 6);
		assert_in_range(post->job_class, 1, 17);
		assert_true(post->grade_min > 0 && post->grade_max >= post->grade_min);
	}
}

/* ---- the same again ---- */

static void the_same_arguments_give_the_same_roster_and_others_another(void **state)
{
	struct ctx *c = *state;
	struct date on = day(2026, 1, 1);
	struct str first, again, other_seed, other_day;

	(void)demo_roster(c, make(c, 5, on), &first);
	(void)demo_roster(c, make(c, 5, on), &again);
	(void)demo_roster(c, make(c, 6, on), &other_seed);
	(void)demo_roster(c, make(c, 5, day(2026, 2, 1)), &other_day);
	assert_true(first.len > 1000000);
	assert_true(str_eq(first, again));
	assert_false(str_eq(first, other_seed));
	assert_false(str_eq(first, other_day));
}

static void a_day_whose_law_is_not_known_is_refused(void **state)
{
	const struct demo *demo;

	assert_err(try_make(*state, 1, day(1960, 1, 1), &demo), ERR_INVALID);
	assert_err(try_make(*state, 1, day(9001, 1, 1), &demo), ERR_INVALID);
}

/* ---- the database ---- */

struct counting {
	struct date on;
	int64_t statuses[SERVICE_STATUS_COUNT];
	int64_t holders;
	int64_t units;
	int64_t roots;
	int64_t positions;
	struct registry_agency agency;
};

static const struct err *on_holder(void *arg, const struct registry_holder *holder)
{
	struct counting *n = arg;

	(void)holder;
	n->holders++;
	return NULL;
}

static const struct err *on_unit(void *arg, const struct registry_unit *unit)
{
	struct counting *n = arg;

	n->roots += unit->parent_id == 0;
	n->units++;
	return NULL;
}

static const struct err *on_position(void *arg, const struct registry_position *position)
{
	struct counting *n = arg;

	assert_true(position->seats_count > 0);
	n->positions++;
	return NULL;
}

static const struct err *count_work(struct ctx *c, void *arg)
{
	struct counting *n = arg;
	bool found;

	TRY(registry_agency_only(c, &n->agency, &found));
	assert_true(found);
	TRY(registry_holder_scan(c, n->on, NULL, on_holder, n, n->statuses));
	TRY(registry_unit_scan(c, n->on, on_unit, n));
	return registry_position_scan(c, n->on, on_position, n);
}

static struct counting count(struct ctx *c, struct date on)
{
	struct counting n = { .on = on };

	assert_ok(db_read(c, count_work, &n));
	return n;
}

/* The bytes of a roster, as an import asks for them. */
static const struct err *roster_source(void *arg, char *out, size_t cap, size_t *got)
{
	struct str *rest = arg;

	*got = rest->len < cap ? rest->len : cap;
	if (*got > 0)
		memcpy(out, rest->ptr, *got);
	*rest = str_sub(*rest, *got, rest->len);
	return NULL;
}

static void check_import(struct ctx *c, const struct demo *demo)
{
	struct str bytes;
	struct demo_roster_counts told = demo_roster(c, demo, &bytes);
	struct import_request request = { .file_name = STR("roster.csv"),
		                          .file_digest = STR("0"),
		                          .source = csv_records(c->arena, roster_source, &bytes),
		                          .as_of = demo->on,
		                          .dry_run = true,
		                          .spill_folder = test_folder(c) };
	struct import_result result;

	assert_ok(registry_import_roster(c, &request, &result));
	assert_int_equal(result.line_count, told.lines);
	assert_int_equal(result.accepted_count, 9122);
	assert_int_equal(result.rejected_count, told.faulty);
	assert_int_equal(result.changed_count, told.changed + told.gender + told.near);
	assert_int_equal(result.unchanged_count, 9122 - result.changed_count);
	assert_int_equal(result.added_count, 0);
	assert_int_equal(result.warning_count, told.gender + told.near);
	assert_int_equal(result.absent_count, 0);
}

static void a_stored_region_is_counted_imported_and_not_made_twice(void **state)
{
	struct ctx *c = *state;
	const struct demo *demo = make(c, 1, day(2026, 1, 1));
	struct counting now, before;

	assert_ok(demo_store(c, demo));
	now = count(c, demo->on);
	before = count(c, demo->since);
	assert_true(now.agency.is_sample);
	assert_true(str_find(now.agency.name, STR("Contoh")) >= 0);
	assert_int_equal(now.statuses[SERVICE_CPNS], 920);
	assert_int_equal(now.statuses[SERVICE_PNS], 9122 - 920);
	assert_int_equal(now.holders, 9122);
	assert_int_equal(now.positions, 600);
	assert_int_equal(now.units, demo_count(demo).units);
	assert_int_equal(now.roots, 16 + 18);
	assert_true(before.holders > 9122);
	check_import(c, demo);
	assert_err(demo_store(c, demo), ERR_CONFLICT);
}

struct founding {
	struct str name;
	int64_t agency_id;
};

static const struct err *found_work(struct ctx *c, void *arg)
{
	struct founding *f = arg;

	return registry_agency_add(c, f->name, STR("33.99"), 7, true, &f->agency_id);
}

static void a_region_whose_making_was_interrupted_is_made_anew(void **state)
{
	struct ctx *c = *state;
	const struct demo *demo = make(c, 1, day(2026, 1, 1));
	struct founding founding = { .name = demo_agency_name(demo) };
	int64_t act_id;

	assert_ok(db_write(c, found_work, &founding));
	c->agency_id = founding.agency_id;
	assert_ok(registry_act_open(c, STR("demo"), 0, &act_id));
	assert_ok(demo_store(c, demo));
	assert_int_equal(count(c, demo->on).holders, 9122);
}

static void another_agency_keeps_its_database(void **state)
{
	struct ctx *c = *state;
	struct founding founding = { .name = STR("Kabupaten Lain") };

	assert_ok(db_write(c, found_work, &founding));
	assert_err(demo_store(c, make(c, 1, day(2026, 1, 1))), ERR_CONFLICT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_db(any_date_has_9122_employees_of_whom_596_retire_within_a_year),
		test_db(later_years_see_between_220_and_560_pensions),
		test_db(earlier_years_had_more_employees),
		test_db(staff_numbers_are_right_and_unique),
		test_db(people_hold_one_post_at_a_time_and_never_none),
		test_db(posts_never_have_more_holders_than_seats),
		test_db(grades_fit_posts_and_rise_step_by_step),
		test_db(the_regency_has_16_offices_18_districts_and_600_posts),
		test_db(the_same_arguments_give_the_same_roster_and_others_another),
		test_db(a_day_whose_law_is_not_known_is_refused),
		test_db(a_stored_region_is_counted_imported_and_not_made_twice),
		test_db(a_region_whose_making_was_interrupted_is_made_anew),
		test_db(another_agency_keeps_its_database),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
