/* SPDX-License-Identifier: Apache-2.0 */
/* The projection over arrays: everything but the pass over the registry. */
/* cmocka.h needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/arena.h"
#include "workforce/internal.h"

#define ARENA_BYTES_MAX (256u << 20)

static struct date day(int year, int month, int day_of_month)
{
	struct date date;

	assert_true(date_from_parts(year, month, day_of_month, &date));
	return date;
}

/* Rows of a law of our own: the numbers are the test's, not the law's. */
#define AGE(kind_, years) { .kind = (kind_), .age_years = (years), .source = STR_INIT("test") }
static const struct law_retirement_age ages[] = {
	{ .family = STR_INIT("guru"),
	  .any_kind = true,
	  .age_years = 60,
	  .source = STR_INIT("test") },
	AGE(POSITION_JPT_PRATAMA, 60),
	AGE(POSITION_ADMINISTRATOR, 58),
	AGE(POSITION_PENGAWAS, 58),
	AGE(POSITION_PELAKSANA, 58),
	AGE(POSITION_JF_UTAMA, 65),
	AGE(POSITION_JF_MADYA, 60),
	AGE(POSITION_JF_MUDA, 58),
};
static const struct law law = { .retirement_ages = ages, .retirement_age_count = COUNT(ages) };

/* What the registry would hand over. */
struct facts {
	const struct registry_unit *units;
	size_t unit_count;
	const struct registry_position *positions;
	size_t position_count;
	const struct registry_holder *holders;
	size_t holder_count;
	int64_t population; /* PNS; 0: as many as there are holders */
};

#define FACTS(units_, positions_, holders_)                                                   \
	((struct facts){ units_, COUNT(units_), positions_, COUNT(positions_), holders_,      \
	                 COUNT(holders_), 0 })

static const struct err *feed(struct ctx *c, const struct facts *facts,
                              const struct workforce_request *request,
                              struct workforce_outlook *out)
{
	struct workforce_projection *p = workforce_projection_new(c, request);
	int64_t population[SERVICE_STATUS_COUNT] = { 0 };

	population[SERVICE_PNS] = facts->population > 0 ? facts->population
	                                                : (int64_t)facts->holder_count;
	for (size_t i = 0; i < facts->unit_count; i++)
		TRY(workforce_projection_unit(p, &facts->units[i]));
	for (size_t i = 0; i < facts->position_count; i++)
		TRY(workforce_projection_position(p, &facts->positions[i]));
	for (size_t i = 0; i < facts->holder_count; i++)
		TRY(workforce_projection_holder(p, &facts->holders[i]));
	return workforce_projection_finish(p, population, out);
}

static struct workforce_outlook project(struct ctx *c, struct facts facts,
                                        struct workforce_request request)
{
	struct workforce_outlook outlook;

	if (request.law == NULL)
		request.law = &law;
	assert_null(feed(c, &facts, &request, &outlook));
	return outlook;
}

static int setup(void **state)
{
	static struct ctx c;

	c = (struct ctx){ .arena = arena_new(ARENA_BYTES_MAX) };
	*state = &c;
	return 0;
}

static int teardown(void **state)
{
	struct ctx *c = *state;

	arena_free(c->arena);
	return 0;
}

#define test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

static void assert_text(struct str actual, const char *expected)
{
	if (!str_eq(actual, str_of(expected)))
		fail_msg("\"%.*s\" instead of \"%s\"", STR_ARG(actual), expected);
}

static const struct registry_unit one_unit[] = { { .id = 1, .name = STR_INIT("Dinas") } };
static const struct registry_position one_post[] = {
	{ 10, 1, .title = STR_INIT("Arsiparis"), .kind = POSITION_PELAKSANA },
};

/* One person in one post; the TMT pensiun that the outlook finds, as slot from January 2020. */
static struct date tmt_of(struct ctx *c, struct str title, enum position_kind kind,
                          struct date birth)
{
	const struct registry_position positions[] = { { 10, 1, .title = title, .kind = kind } };
	const struct registry_holder holders[] = { { 100, 10, birth, SERVICE_PNS } };
	struct workforce_outlook o = project(
		c, FACTS(one_unit, positions, holders),
		(struct workforce_request){ .on = day(2020, 1, 1), .years = 15 });
	struct date tmt = date_open();

	for (int slot = 0; slot < 15 * 12; slot++)
		if (o.month_counts[slot] == 1)
			tmt = workforce_slot_date(day(2020, 1, 1), slot);
	return tmt;
}

/* TV-06, among them leap day, the last of a year, the first of a month. */
static void pension_begins_the_month_after_the_birthday(void **state)
{
	static const struct {
		enum position_kind kind;
		struct date_parts birth;
		struct date_parts tmt;
	} rows[] = {
		{ POSITION_PELAKSANA, { 1965, 5, 17 }, { 2023, 6, 1 } },
		{ POSITION_PENGAWAS, { 1965, 5, 1 }, { 2023, 6, 1 } },
		{ POSITION_ADMINISTRATOR, { 1965, 12, 31 }, { 2024, 1, 1 } },
		{ POSITION_JF_MUDA, { 1964, 2, 29 }, { 2022, 3, 1 } },
		{ POSITION_JPT_PRATAMA, { 1964, 2, 29 }, { 2024, 3, 1 } },
		{ POSITION_JF_MADYA, { 1963, 8, 31 }, { 2023, 9, 1 } },
		{ POSITION_JF_UTAMA, { 1960, 10, 10 }, { 2025, 11, 1 } },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct date_parts b = rows[i].birth;
		struct date tmt = tmt_of(*state, STR("Jabatan"), rows[i].kind,
		                         day(b.year, b.month, b.day));

		assert_true(
			date_eq(tmt, day(rows[i].tmt.year, rows[i].tmt.month, rows[i].tmt.day)));
	}
}

static void the_family_of_a_title_decides_before_its_kind(void **state)
{
	assert_true(
		date_eq(tmt_of(*state, STR("Guru Ahli Muda"), POSITION_JF_MUDA, day(1965, 5, 17)),
	                day(2025, 6, 1)));
	assert_true(
		date_eq(tmt_of(*state, STR("Bidan Ahli Muda"), POSITION_JF_MUDA, day(1965, 5, 17)),
	                day(2023, 6, 1)));
}

static void one_title_in_two_kinds_has_two_age_limits(void **state)
{
	const struct registry_position positions[] = {
		{ 10, 1, .title = STR_INIT("Dokter"), .kind = POSITION_JF_MUDA },
		{ 11, 1, .title = STR_INIT("Dokter"), .kind = POSITION_JF_MADYA },
	};
	const struct registry_holder holders[] = {
		{ 100, 10, day(1963, 5, 17), SERVICE_PNS },
		{ 101, 11, day(1963, 5, 17), SERVICE_PNS },
	};
	struct workforce_outlook o = project(
		*state, FACTS(one_unit, positions, holders),
		(struct workforce_request){ .on = day(2021, 1, 1), .years = 3 });

	assert_int_equal(o.year[0].retirement_count, 1);
	assert_int_equal(o.year[2].retirement_count, 1);
	assert_int_equal(o.age_count, 2);
}

/* Born in December 1963: TMT 2022-01-01, the first day behind the span. */
static void the_january_behind_the_span_is_not_in_it(void **state)
{
	const struct registry_holder holders[] = { { 100, 10, day(1963, 12, 5), SERVICE_PNS } };
	struct workforce_outlook o = project(
		*state, FACTS(one_unit, one_post, holders),
		(struct workforce_request){ .on = day(2021, 1, 1), .years = 1 });

	assert_int_equal(o.year[0].retirement_count, 0);
	assert_int_equal(o.position_count, 0);
	assert_int_equal(o.units[0].retirement_total, 0);
	assert_int_equal(o.due_total, 1);
}

/* Every day of birth gets what law_retirement_on() says. */
static void the_table_of_an_age_agrees_with_the_law_on_every_day(void **state)
{
	struct ctx *c = *state;
	struct date on = day(2021, 2, 15);
	const struct workforce_pension *pension = workforce_pension_new(c->arena, on, 119, 58);

	for (struct date birth = day(1960, 1, 1); date_before(birth, day(1975, 1, 1));
	     birth.days++) {
		struct date tmt = law_retirement_on(birth, 58);
		int slot = workforce_slot(on, tmt);
		int expected = date_before(tmt, on) ? PENSION_OVERDUE
		               : slot > 119         ? PENSION_LATER
		                                    : slot;

		assert_int_equal(workforce_pension_slot(pension, birth), expected);
	}
}

/* Born in December 1962: TMT 2021-01-01. */
static void tmt_on_the_very_day_counts_and_the_day_after_is_overdue(void **state)
{
	const struct registry_holder holders[] = { { 100, 10, day(1962, 12, 5), SERVICE_PNS } };
	struct workforce_outlook o = project(
		*state, FACTS(one_unit, one_post, holders),
		(struct workforce_request){ .on = day(2021, 1, 1), .years = 1 });

	assert_int_equal(o.overdue_count, 0);
	assert_int_equal(o.month_counts[0], 1);
	assert_int_equal(o.due_total, 1);
	assert_int_equal(o.year[0].retirement_count, 1);

	o = project(*state, FACTS(one_unit, one_post, holders),
	            (struct workforce_request){ .on = day(2021, 1, 2), .years = 1 });
	assert_int_equal(o.overdue_count, 1);
	assert_int_equal(o.month_counts[0], 0);
	assert_int_equal(o.due_total, 0);
	assert_int_equal(o.year[0].retirement_count, 0);
	assert_int_equal(o.year[0].end_count, 1);
	assert_int_equal(o.empty_count, 0);
}

static void due_reaches_twelve_months_ahead_also_beyond_the_span(void **state)
{
	const struct registry_holder holders[] = {
		{ 100, 10, day(1963, 5, 5), SERVICE_PNS }, /* TMT 2021-06-01: before the start */
		{ 101, 10, day(1963, 6, 5), SERVICE_PNS }, /* TMT 2021-07-01: the start itself */
		{ 102, 10, day(1964, 6, 5), SERVICE_PNS }, /* TMT 2022-07-01: twelve months later */
		{ 103, 10, day(1964, 7, 5), SERVICE_PNS }, /* TMT 2022-08-01 */
	};
	struct workforce_outlook o = project(
		*state, FACTS(one_unit, one_post, holders),
		(struct workforce_request){ .on = day(2021, 7, 1), .years = 1 });

	assert_int_equal(o.overdue_count, 1);
	assert_int_equal(o.due_total, 2);
	assert_int_equal(o.due_count, 2);
	assert_int_equal(o.due[0].person.id, 101);
	assert_true(date_eq(o.due[1].retire_on, day(2022, 7, 1)));
	assert_int_equal(o.year[0].retirement_count, 1);
}

static void due_people_stand_by_day_then_name_then_nip(void **state)
{
	struct workforce_due due[] = {
		{ day(2021, 3, 1), { .name = STR_INIT("Ani"), .nip = STR_INIT("1") } },
		{ day(2021, 2, 1), { .name = STR_INIT("siti"), .nip = STR_INIT("1") } },
		{ day(2021, 2, 1), { .name = STR_INIT("SITI"), .nip = STR_INIT("2") } },
		{ day(2021, 2, 1), { .name = STR_INIT("Budi"), .nip = STR_INIT("9") } },
		{ day(2021, 2, 1), { .name = STR_INIT("Budi"), .nip = STR_INIT("3") } },
	};
	struct workforce_outlook o = { .due = due, .due_count = COUNT(due) };

	(void)state;
	workforce_due_order(&(struct workforce_request){ .due_max = 4 }, &o);
	assert_int_equal(o.due_count, 4);
	assert_text(due[0].person.nip, "3");
	assert_text(due[1].person.nip, "9");
	assert_text(due[2].person.name, "SITI");
	assert_text(due[3].person.name, "siti");
}

/* More people than the list may hold: whole months from the first on stay, whatever the order. */
static void a_due_list_beyond_its_limit_keeps_whole_early_months(void **state)
{
	struct ctx *c = *state;
	const size_t early = WORKFORCE_DUE_MAX - 10;
	const size_t late = 50;
	struct registry_holder *holders = arena_array(c->arena, early + late, sizeof(*holders));
	struct facts facts = { one_unit, 1, one_post, 1, holders, early + late, 0 };
	struct workforce_outlook o;

	for (size_t i = 0; i < early + late; i++)
		holders[i] = (struct registry_holder){ (int64_t)i + 1, 10,
			                               i < late ? day(1963, 9, 1) : day(1963, 2, 1),
			                               SERVICE_PNS };
	o = project(c, facts, (struct workforce_request){ .on = day(2021, 1, 1), .years = 1 });
	assert_int_equal(o.due_total, early + late);
	assert_int_equal(o.due_count, early);
	for (size_t i = 0; i < o.due_count; i++)
		assert_true(date_eq(o.due[i].retire_on, day(2021, 3, 1)));
}

static void what_if_ages_shift_the_year(void **state)
{
	static const struct law_retirement_age higher[] = { AGE(POSITION_PELAKSANA, 60) };
	static const struct law what_if = { .retirement_ages = higher, .retirement_age_count = 1 };
	const struct registry_holder holders[] = { { 100, 10, day(1963, 5, 17), SERVICE_PNS } };
	struct facts facts = FACTS(one_unit, one_post, holders);
	struct workforce_outlook o = project(
		*state, facts, (struct workforce_request){ .on = day(2021, 1, 1), .years = 3 });

	assert_int_equal(o.year[0].retirement_count, 1);
	assert_int_equal(o.ages[0]->age_years, 58);
	o = project(
		*state, facts,
		(struct workforce_request){ .on = day(2021, 1, 1), .years = 3, .law = &what_if });
	assert_int_equal(o.year[0].retirement_count, 0);
	assert_int_equal(o.year[2].retirement_count, 1);
	assert_int_equal(o.age_count, 1);
	assert_int_equal(o.ages[0]->age_years, 60);
}

static void an_age_limit_nobody_can_reach_is_refused(void **state)
{
	static const struct law_retirement_age wild[] = { AGE(POSITION_PELAKSANA, 5800) };
	static const struct law slip = { .retirement_ages = wild, .retirement_age_count = 1 };
	const struct registry_holder holders[] = { { 100, 10, day(1963, 5, 17), SERVICE_PNS } };
	struct facts facts = FACTS(one_unit, one_post, holders);
	struct workforce_outlook o;
	const struct err *error = feed(
		*state, &facts,
		&(struct workforce_request){ .on = day(2021, 1, 1), .years = 3, .law = &slip }, &o);

	assert_non_null(error);
	assert_int_equal(error->code, ERR_INVALID);
	assert_text(error->value, "5800");
}

static void a_post_the_law_is_silent_on_is_counted_apart(void **state)
{
	static const struct law silent = { .retirement_ages = NULL };
	const struct registry_holder holders[] = { { 100, 10, day(1963, 5, 17), SERVICE_PNS } };
	struct workforce_outlook o = project(
		*state, FACTS(one_unit, one_post, holders),
		(struct workforce_request){ .on = day(2021, 1, 1), .years = 3, .law = &silent });

	assert_int_equal(o.no_age_count, 1);
	assert_int_equal(o.year[0].retirement_count, 0);
	assert_int_equal(o.year[2].end_count, 1);
}

static void a_post_falls_empty_when_the_last_of_its_holders_leaves(void **state)
{
	const struct registry_position positions[] = {
		{ 10, 1, .title = STR_INIT("Arsiparis"), .kind = POSITION_PELAKSANA },
		{ 11, 1, .title = STR_INIT("Kepala Bidang"), .kind = POSITION_ADMINISTRATOR },
		{ 12, 1, .title = STR_INIT("Analis"), .kind = POSITION_PELAKSANA },
		{ 13, 1, .title = STR_INIT("Bendahara"), .kind = POSITION_PELAKSANA },
	};
	const struct registry_holder holders[] = {
		{ 100, 10, day(1963, 5, 17), SERVICE_PNS },
		{ 101, 10, day(1964, 8, 1), SERVICE_PNS },   /* both go, 2022-09-01 last */
		{ 102, 11, day(1964, 11, 30), SERVICE_PNS }, /* 2022-12-01 */
		{ 103, 12, day(1963, 5, 17), SERVICE_PNS },
		{ 104, 12, day(1990, 1, 1), SERVICE_PNS }, /* one stays */
		{ 105, 13, day(1950, 1, 1), SERVICE_PNS },
		{ 106, 13, day(1963, 5, 17), SERVICE_PNS }, /* one is overdue */
	};
	struct workforce_outlook o = project(
		*state, FACTS(one_unit, positions, holders),
		(struct workforce_request){ .on = day(2021, 1, 1), .years = 2 });

	assert_int_equal(o.empty_count, 3);
	assert_text(o.empties[0]->name, "Kepala Bidang"); /* management first, though it is later */
	assert_true(date_eq(o.empties[0]->empty_on, day(2022, 12, 1)));
	assert_text(o.empties[1]->name, "Bendahara");
	assert_text(o.empties[2]->name, "Arsiparis");
	assert_true(date_eq(o.empties[2]->empty_on, day(2022, 9, 1)));
	assert_int_equal(o.empties[2]->holder_count, 2);

	/* In one year the second archivist does not yet leave. */
	o = project(*state, FACTS(one_unit, positions, holders),
	            (struct workforce_request){ .on = day(2021, 1, 1), .years = 1 });
	assert_int_equal(o.empty_count, 1);
}

static void units_add_up_to_the_top_whatever_the_order_of_ids(void **state)
{
	static const struct registry_unit units[] = {
		{ .id = 1, .parent_id = 3, .name = STR_INIT("Seksi A") },
		{ .id = 2, .parent_id = 0, .name = STR_INIT("Dinas Z") },
		{ .id = 3, .parent_id = 4, .name = STR_INIT("Bidang") },
		{ .id = 4, .parent_id = 0, .name = STR_INIT("Dinas A") },
		{ .id = 5, .parent_id = 4, .name = STR_INIT("Kosong") },
		{ .id = 6, .parent_id = 99, .name = STR_INIT("Yatim") },
	};
	const struct registry_position positions[] = {
		{ 10, 1, .title = STR_INIT("Analis"), .kind = POSITION_PELAKSANA },
		{ 11, 3, .title = STR_INIT("Analis"), .kind = POSITION_PELAKSANA },
		{ 12, 2, .title = STR_INIT("Analis"), .kind = POSITION_PELAKSANA },
		{ 13, 6, .title = STR_INIT("Analis"), .kind = POSITION_PELAKSANA },
	};
	const struct registry_holder holders[] = {
		{ 100, 10, day(1963, 5, 17), SERVICE_PNS },
		{ 101, 11, day(1964, 5, 17), SERVICE_PNS },
		{ 102, 12, day(1963, 5, 17), SERVICE_PNS },
		{ 103, 13, day(1990, 5, 17), SERVICE_PNS },
	};
	struct workforce_outlook o = project(
		*state, FACTS(units, positions, holders),
		(struct workforce_request){ .on = day(2021, 1, 1), .years = 2 });
	static const char *const names[] = { "Dinas A", "Bidang", "Dinas Z", "Seksi A", "Yatim" };
	static const int totals[] = { 2, 2, 1, 1, 0 };

	assert_int_equal(o.unit_count, COUNT(names));
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_text(o.units[i].name, names[i]);
		assert_int_equal(o.units[i].retirement_total, totals[i]);
	}
	assert_int_equal(o.units[0].holder_count, 2);
	assert_int_equal(o.units[0].retirement_counts[0], 1);
	assert_int_equal(o.units[0].retirement_counts[1], 1);
	assert_text(o.units[3].within, "Bidang");
	assert_text(o.positions[2].above, "Bidang");
}

static void units_that_lie_in_each_other_are_refused(void **state)
{
	static const struct registry_unit units[] = {
		{ .id = 1, .parent_id = 2, .name = STR_INIT("A") },
		{ .id = 2, .parent_id = 1, .name = STR_INIT("B") },
	};
	const struct registry_holder holders[] = { { 100, 10, day(1963, 5, 17), SERVICE_PNS } };
	struct facts facts = FACTS(units, one_post, holders);
	struct workforce_outlook o;
	const struct err *error = feed(
		*state, &facts,
		&(struct workforce_request){ .on = day(2021, 1, 1), .years = 1, .law = &law }, &o);

	assert_non_null(error);
	assert_int_equal(error->code, ERR_CORRUPT);
}

/* Two installations with other ids for the same facts answer alike. */
static void lists_do_not_depend_on_ids(void **state)
{
	static const struct registry_position forward[] = {
		{ 10, 1, .title = STR_INIT("Bidan"), .kind = POSITION_PELAKSANA },
		{ 11, 1, .title = STR_INIT("Analis"), .kind = POSITION_PELAKSANA },
		{ 12, 1, .title = STR_INIT("Camat"), .kind = POSITION_ADMINISTRATOR },
	};
	static const struct registry_position backward[] = {
		{ 10, 1, .title = STR_INIT("Camat"), .kind = POSITION_ADMINISTRATOR },
		{ 11, 1, .title = STR_INIT("Analis"), .kind = POSITION_PELAKSANA },
		{ 12, 1, .title = STR_INIT("Bidan"), .kind = POSITION_PELAKSANA },
	};
	const struct registry_holder holders[] = {
		{ 100, 10, day(1963, 5, 17), SERVICE_PNS },
		{ 101, 11, day(1963, 5, 17), SERVICE_PNS },
		{ 102, 12, day(1963, 5, 17), SERVICE_PNS },
	};
	static const char *const names[] = { "Analis", "Bidan", "Camat" };
	struct workforce_request request = { .on = day(2021, 1, 1),
		                             .years = 1,
		                             .with_cells = true };
	struct workforce_outlook a = project(*state, FACTS(one_unit, forward, holders), request);
	struct workforce_outlook b = project(*state, FACTS(one_unit, backward, holders), request);

	assert_int_equal(a.cell_count, COUNT(names));
	for (size_t i = 0; i < COUNT(names); i++) {
		assert_text(a.positions[i].name, names[i]);
		assert_text(b.positions[i].name, names[i]);
		assert_text(a.cells[i].position, names[i]);
		assert_text(b.cells[i].position, names[i]);
	}
}

static void cells_count_alike_retirements_of_a_month_together(void **state)
{
	const struct registry_holder holders[] = {
		{ 100, 10, day(1963, 5, 17), SERVICE_PNS },
		{ 101, 10, day(1964, 5, 17), SERVICE_PNS },
		{ 102, 10, day(1963, 5, 2), SERVICE_PNS },
	};
	struct workforce_outlook o = project(*state, FACTS(one_unit, one_post, holders),
	                                     (struct workforce_request){ .on = day(2021, 1, 1),
	                                                                 .years = 2,
	                                                                 .with_cells = true });

	assert_int_equal(o.cell_count, 2);
	assert_int_equal(o.cells[0].year, 2021);
	assert_int_equal(o.cells[0].month, 6);
	assert_int_equal(o.cells[0].count, 2);
	assert_text(o.cells[0].unit, "Dinas");
	assert_int_equal(o.cells[1].year, 2022);
	assert_int_equal(o.cells[1].count, 1);
}

static void stated_seats_without_a_holder_are_vacant(void **state)
{
	const struct registry_position positions[] = {
		{ 10, 1, .title = STR_INIT("Analis"), .kind = POSITION_PELAKSANA,
		  .seats_count = 2 },
		{ 11, 1, .title = STR_INIT("Camat"), .kind = POSITION_ADMINISTRATOR,
		  .seats_count = 1 },
		{ 12, 1, .title = STR_INIT("Bidan"), .kind = POSITION_PELAKSANA },
	};
	const struct registry_holder holders[] = { { 100, 10, day(1990, 5, 17), SERVICE_PNS } };
	struct workforce_outlook o = project(
		*state, FACTS(one_unit, positions, holders),
		(struct workforce_request){ .on = day(2021, 1, 1), .years = 1 });

	assert_int_equal(o.vacant_count, 1);
	assert_int_equal(o.kind_count, 1);
	assert_text(o.kinds[0].name, "PELAKSANA");
	assert_int_equal(o.kinds[0].holder_count, 1);
}

static void people_without_a_known_post_are_counted_apart(void **state)
{
	const struct registry_holder holders[] = {
		{ 100, 10, day(1990, 5, 17), SERVICE_PNS },
		{ 101, 77, day(1963, 5, 17), SERVICE_PNS },
	};
	struct facts facts = FACTS(one_unit, one_post, holders);
	struct workforce_outlook o;

	facts.population = 5;
	o = project(*state, facts, (struct workforce_request){ .on = day(2021, 1, 1), .years = 1 });
	assert_int_equal(o.population_total, 5);
	assert_int_equal(o.no_post_count, 4);
	assert_int_equal(o.year[0].retirement_count, 0);
}

static void stock_follows_retirements_exits_and_recruits(void **state)
{
	const struct registry_holder holders[] = {
		{ 100, 10, day(1963, 5, 17), SERVICE_PNS },
		{ 101, 10, day(1964, 5, 17), SERVICE_PNS },
	};
	struct facts facts = FACTS(one_unit, one_post, holders);
	struct workforce_request request = {
		.on = day(2021, 1, 1), .years = 2, .recruits_a_year = 7, .exits_bp = 50
	};
	struct workforce_outlook o;

	facts.population = 301;
	o = project(*state, facts, request);
	/* 0.5 % of 300 is 1.5: half goes up. Then 0.5 % of 304 is 1.52. */
	assert_int_equal(o.year[0].start_count, 301);
	assert_int_equal(o.year[0].retirement_count, 1);
	assert_int_equal(o.year[0].exit_count, 2);
	assert_int_equal(o.year[0].recruit_count, 7);
	assert_int_equal(o.year[0].end_count, 305);
	assert_int_equal(o.year[1].start_count, 305);
	assert_int_equal(o.year[1].exit_count, 2);
	assert_int_equal(o.year[1].end_count, 309);
}

static void stock_never_falls_below_nothing(void **state)
{
	const struct registry_holder holders[] = {
		{ 100, 10, day(1963, 5, 17), SERVICE_PNS },
		{ 101, 10, day(1964, 5, 17), SERVICE_PNS },
	};
	struct workforce_outlook o = project(
		*state, FACTS(one_unit, one_post, holders),
		(struct workforce_request){ .on = day(2021, 1, 1), .years = 3, .exits_bp = 10000 });

	assert_int_equal(o.year[0].end_count, 0);
	assert_int_equal(o.year[1].end_count, 0);
	assert_int_equal(o.year[2].end_count, 0);
}

static void nobody_at_all_is_an_answer_too(void **state)
{
	struct workforce_outlook o = project(
		*state, (struct facts){ .unit_count = 0 },
		(struct workforce_request){ .on = day(2021, 1, 1), .years = 15 });

	assert_int_equal(o.population_total, 0);
	assert_int_equal(o.year[14].year, 2035);
	assert_int_equal(o.unit_count + o.position_count + o.due_count + o.cell_count + o.age_count,
	                 0);
}

/* Many posts: the chunks and the two indexes are in use. */
static void ten_thousand_posts_keep_their_own_counts(void **state)
{
	struct ctx *c = *state;
	const size_t count = 10000;
	struct registry_position *positions = arena_array(c->arena, count, sizeof(*positions));
	struct registry_holder *holders = arena_array(c->arena, count, sizeof(*holders));
	struct workforce_outlook o;

	for (size_t i = 0; i < count; i++) {
		positions[i] = (struct registry_position){
			(int64_t)i * 4096 + 7, 1, .title = str_fmt(c->arena, "Jabatan %05zu", i),
			.kind = POSITION_PELAKSANA
		};
		holders[i] = (struct registry_holder){ (int64_t)i + 1, positions[i].id,
			                               day(1963 + (int)(i % 2), 5, 17),
			                               SERVICE_PNS };
	}
	o = project(c, (struct facts){ one_unit, 1, positions, count, holders, count, 0 },
	            (struct workforce_request){ .on = day(2021, 1, 1), .years = 2 });
	assert_int_equal(o.position_count, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(o.positions[i].retirement_counts[i % 2], 1);
		assert_int_equal(o.positions[i].retirement_total, 1);
	}
	assert_int_equal(o.units[0].retirement_total, (int64_t)count);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(pension_begins_the_month_after_the_birthday),
		test(the_family_of_a_title_decides_before_its_kind),
		test(one_title_in_two_kinds_has_two_age_limits),
		test(the_january_behind_the_span_is_not_in_it),
		test(the_table_of_an_age_agrees_with_the_law_on_every_day),
		test(tmt_on_the_very_day_counts_and_the_day_after_is_overdue),
		test(due_reaches_twelve_months_ahead_also_beyond_the_span),
		test(due_people_stand_by_day_then_name_then_nip),
		test(a_due_list_beyond_its_limit_keeps_whole_early_months),
		test(what_if_ages_shift_the_year),
		test(an_age_limit_nobody_can_reach_is_refused),
		test(a_post_the_law_is_silent_on_is_counted_apart),
		test(a_post_falls_empty_when_the_last_of_its_holders_leaves),
		test(units_add_up_to_the_top_whatever_the_order_of_ids),
		test(units_that_lie_in_each_other_are_refused),
		test(lists_do_not_depend_on_ids),
		test(cells_count_alike_retirements_of_a_month_together),
		test(stated_seats_without_a_holder_are_vacant),
		test(people_without_a_known_post_are_counted_apart),
		test(stock_follows_retirements_exits_and_recruits),
		test(stock_never_falls_below_nothing),
		test(nobody_at_all_is_an_answer_too),
		test(ten_thousand_posts_keep_their_own_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
