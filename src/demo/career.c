/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/model.h"

#include <stdlib.h>

#include "base/arena.h"

/*
 * What happened to everybody else in four years: moves, rises to a higher level, grades, leaving.
 */

#define MOVED_PER_MILLE 180 /* staff who changed unit within the four years */
#define RISEN_PER_MILLE 70  /* staff who came from the level below */
#define RISE_AGE_LAST   56  /* full years: nobody in the sample rises later */
#define DECREES_MAX     64
#define SPARE_SEATS_MAX 2 /* seats beyond the most that were ever held */

void demo_stay_add(struct demo_person *person, int post, struct date from_on, struct date until_on,
                   int decree)
{
	if (person->stay_count < STAYS_MAX && date_before(from_on, until_on))
		person->stays[person->stay_count++] =
			(struct demo_stay){ post, CAPACITY_DEFINITIVE, decree, from_on, until_on };
}

int demo_decree(struct demo *demo, struct date signed_on, const char *code, const char *title)
{
	struct demo_decree *decree;

	for (int i = 0; i < demo->decree_count; i++)
		if (date_eq(demo->decrees[i].signed_on, signed_on) &&
		    str_eq(demo->decrees[i].title, str_of(title)))
			return i;
	if (demo->decrees == NULL)
		demo->decrees = arena_array(demo->arena, DECREES_MAX, sizeof(*demo->decrees));
	if (demo->decree_count == DECREES_MAX)
		return NONE;
	decree = &demo->decrees[demo->decree_count];
	decree->signed_on = signed_on;
	decree->title = str_of(title);
	decree->number = str_fmt(demo->arena, "%s/%03d/%d", code, 100 + demo->decree_count,
	                         date_parts(signed_on).year);
	return demo->decree_count++;
}

static struct date later(struct date a, struct date b)
{
	return date_before(a, b) ? b : a;
}

static struct date earlier(struct date a, struct date b)
{
	return date_before(a, b) ? a : b;
}

/* ---- leaving ---- */

void demo_leaver_placed(struct demo *demo, struct demo_person *person, int post)
{
	struct demo_random r = demo_random_stream(
		demo->seed, STREAM_EXIT + 16 + 64 * (uint64_t)(person - demo->people));
	struct date pension_on = person->left_on;

	if (person->left_as != SERVICE_RETIRED)
		pension_on = demo_month(person->left_on, demo_random_between(&r, 4, 240));
	person->post = post;
	demo_person_born(demo, person, pension_on, demo_month(demo->since, -12));
}

/* Those whom the chain of management did not need left from the staff, each post by its share. */
static void place_leavers(struct demo *demo, struct demo_random *r)
{
	int *seats = arena_array(demo->arena, DEMO_EMPLOYEES, sizeof(*seats));
	int count = 0;

	for (int i = 0; i < DEMO_EMPLOYEES; i++)
		if (!demo->posts[demo->people[i].post].single && !demo->people[i].recruit)
			seats[count++] = demo->people[i].post;
	for (int i = DEMO_EMPLOYEES; i < PEOPLE; i++)
		if (demo->people[i].post == NONE)
			demo_leaver_placed(demo, &demo->people[i],
			                   seats[demo_random_below(r, count)]);
}

/* ---- moves of staff ---- */

static bool is_level_below(const struct demo_post *low, const struct demo_post *high)
{
	return low->kind == high->kind + 1 && low->education == high->education &&
	       law_position_kind_is_functional(low->kind) &&
	       law_position_kind_is_functional(high->kind);
}

/*
 * A post with the same title elsewhere, or of the level below in the same office; NONE when there
 * is none.
 */
static int origin(const struct demo *demo, struct demo_random *r, int post, bool rise)
{
	const struct demo_post *to = &demo->posts[post];
	int found = NONE;
	int seen = 0;

	for (int i = 0; i < demo->post_count; i++) {
		const struct demo_post *from = &demo->posts[i];
		bool near = demo->units[from->unit].office == demo->units[to->unit].office;

		if (i == post || from->single || !str_eq(from->profession, to->profession))
			continue;
		if (rise ? !near || !is_level_below(from, to) : !str_eq(from->title, to->title))
			continue;
		seen++;
		if (demo_random_below(r, seen) == 0)
			found = i;
	}
	return found;
}

/* A first of a month on which the person may have moved. */
static bool move_day(const struct demo *demo, struct demo_random *r,
                     const struct demo_person *person, struct date *day)
{
	struct date last = earlier(person->left_on, demo->on);

	*day = demo_month(demo->on, -demo_random_between(r, 1, 12 * DEMO_YEARS - 1));
	return date_before(*day, date_add_months(last, -2));
}

static void place_staff(struct demo *demo, struct demo_person *person, struct demo_random *r)
{
	struct date from = demo_month(demo->since, -demo_random_between(r, 1, 42));
	int chance = demo_random_below(r, 1000);
	int before = NONE;
	struct date day = from;

	if (!person->recruit && chance < MOVED_PER_MILLE + RISEN_PER_MILLE &&
	    move_day(demo, r, person, &day)) {
		bool rise = chance >= MOVED_PER_MILLE;

		if (!rise || date_age_years(person->birth_on, day) <= RISE_AGE_LAST)
			before = origin(demo, r, person->post, rise);
	}
	if (before == NONE) {
		demo_stay_add(person, person->post, person->recruit ? person->entry_on : from,
		              person->left_on, NONE);
		return;
	}
	demo_stay_add(person, person->post, day, person->left_on,
	              demo_decree(demo, date_add_days(day, -14), "824.4", "Pemindahan pegawai"));
	demo_stay_add(person, before, from, day, NONE);
}

/* ---- putting stays in order ---- */

static int by_from(const void *a, const void *b)
{
	const struct demo_stay *x = a;
	const struct demo_stay *y = b;

	if (x->from_on.days != y->from_on.days)
		return x->from_on.days < y->from_on.days ? -1 : 1;
	return (int)x->capacity - (int)y->capacity;
}

/* Earliest first, none before the person entered, and one where someone stayed in place. */
static void order_stays(struct demo_person *person)
{
	int kept = 0;

	for (int i = 0; i < person->stay_count; i++)
		person->stays[i].from_on = later(person->stays[i].from_on, person->entry_on);
	qsort(person->stays, (size_t)person->stay_count, sizeof(person->stays[0]), by_from);
	for (int i = 0; i < person->stay_count; i++) {
		struct demo_stay *stay = &person->stays[i];
		bool joined = false;

		if (!date_before(stay->from_on, stay->until_on))
			continue;
		for (int k = 0; k < kept && !joined; k++) {
			struct demo_stay *last = &person->stays[k];

			joined = last->post == stay->post && last->capacity == stay->capacity &&
			         date_eq(last->until_on, stay->from_on);
			if (joined)
				last->until_on = stay->until_on;
		}
		if (!joined)
			person->stays[kept++] = *stay;
	}
	person->stay_count = kept;
}

int demo_post_on(const struct demo_person *person, struct date on)
{
	for (int i = 0; i < person->stay_count; i++) {
		const struct demo_stay *stay = &person->stays[i];

		if (stay->capacity == CAPACITY_DEFINITIVE && !date_before(on, stay->from_on) &&
		    date_before(on, stay->until_on))
			return stay->post;
	}
	return NONE;
}

/* ---- grades ---- */

/*
 * The first of April or October, so many half-years before the last one, when rises in grade
 * count.
 */
static struct date promotion_day(struct date around, int half_years)
{
	struct date_parts p = date_parts(around);
	struct date day;
	int halves = p.year * 2 + (p.month >= 10 ? 1 : p.month >= 4 ? 0 : -1) - half_years;

	(void)date_from_parts(halves / 2, halves % 2 == 0 ? 4 : 10, 1, &day);
	return day;
}

static int grade_of(const struct demo *demo, const struct demo_person *person,
                    struct demo_random *r, struct date end)
{
	const struct demo_post *post = &demo->posts[person->post];
	int years = date_age_years(person->entry_on, end);
	int entry = post->education->entry_grade_pns;
	int low = post->grade_min > entry ? post->grade_min : entry;
	int grade = entry + years / 4 + demo_random_between(r, -1, years > 12 ? 1 : 0);

	if (person->recruit)
		return entry;
	if (grade > post->grade_max)
		grade = post->grade_max;
	return grade < low ? low : grade;
}

static void add_grade(struct demo *demo, struct demo_person *person, int ordinal,
                      struct date from_on)
{
	int decree = NONE;

	if (!date_before(from_on, demo->since) && !date_eq(from_on, person->entry_on))
		decree = demo_decree(demo, date_add_days(from_on, -21), "823.3",
		                     "Kenaikan pangkat");
	person->grades[person->grade_count++] = (struct demo_grade){ ordinal, decree, from_on };
}

void demo_person_graded(struct demo *demo, struct demo_person *person, struct demo_random *r)
{
	struct date end = earlier(person->left_on, demo->on);
	int entry = demo->posts[person->post].education->entry_grade_pns;
	int grade = grade_of(demo, person, r, end);
	struct date days[GRADES_MAX];
	int count = 0;

	/* Backwards: the present grade, and those before it that reach into the four years. */
	days[0] = promotion_day(date_add_days(end, -1), demo_random_below(r, 8));
	while (count < GRADES_MAX - 1 && grade - count > entry &&
	       date_before(person->entry_on, days[count]) &&
	       date_before(demo->since, days[count])) {
		days[count + 1] = promotion_day(days[count], demo_random_between(r, 5, 9));
		count++;
	}
	if (grade - count <= entry || !date_before(person->entry_on, days[count]))
		days[count] = person->entry_on;
	for (int i = count; i >= 0; i--)
		add_grade(demo, person, grade - i, days[i]);
}

/* ---- schooling ---- */

/* Some of those in management or at higher levels studied on. */
static void study(struct demo *demo, struct demo_person *person, struct demo_random *r)
{
	const struct demo_post *post = &demo->posts[person->post];
	const struct law_education *higher = law_education_find(
		demo->law, post->education->entry_grade_pns < 9 ? STR("S1") : STR("S2"));
	int per_mille = post->single ? 600 : post->kind == POSITION_PELAKSANA ? 30 : 120;
	struct date end = earlier(person->left_on, demo->on);
	int months = (end.days - person->entry_on.days) / 31;

	person->education = post->education;
	person->education_on = person->entry_on;
	if (post->education->entry_grade_pns < 7 || higher == NULL || months < 60 ||
	    !demo_random_chance(r, per_mille))
		return;
	person->education = higher;
	person->education_on = demo_month(person->entry_on, demo_random_between(r, 36, months - 6));
}

/* ---- seats ---- */

struct seat_event {
	int post;
	int day;
	int change;
};

static int by_post_and_day(const void *a, const void *b)
{
	const struct seat_event *x = a;
	const struct seat_event *y = b;

	if (x->post != y->post)
		return x->post - y->post;
	return x->day != y->day ? x->day - y->day : x->change - y->change;
}

/*
 * A post has as many seats as it had holders at the most in the four years, and sometimes one to
 * spare.
 */
static void count_seats(struct demo *demo)
{
	struct demo_random r = demo_random_stream(demo->seed, STREAM_SEATS);
	struct seat_event *events = arena_array(demo->arena, (size_t)PEOPLE * STAYS_MAX * 2,
	                                        sizeof(*events));
	size_t count = 0;
	int held = 0;

	for (int i = 0; i < PEOPLE; i++)
		for (int k = 0; k < demo->people[i].stay_count; k++) {
			const struct demo_stay *stay = &demo->people[i].stays[k];

			if (stay->capacity != CAPACITY_DEFINITIVE ||
			    !date_before(demo->since, stay->until_on))
				continue;
			events[count++] = (struct seat_event){
				stay->post, later(stay->from_on, demo->since).days, 1
			};
			events[count++] = (struct seat_event){ stay->post, stay->until_on.days,
				                               -1 };
		}
	qsort(events, count, sizeof(*events), by_post_and_day);
	for (size_t i = 0; i < count; i++) {
		struct demo_post *post = &demo->posts[events[i].post];

		held = (i == 0 || events[i].post != events[i - 1].post ? 0 : held) +
		       events[i].change;
		if (held > post->seats)
			post->seats = held;
	}
	for (int i = 0; i < demo->post_count; i++)
		if (demo->posts[i].single)
			demo->posts[i].seats = 1;
		else
			demo->posts[i].seats += demo_random_below(&r, SPARE_SEATS_MAX + 1);
}

void demo_career_make(struct demo *demo)
{
	struct demo_random moves = demo_random_stream(demo->seed, STREAM_MOVE);
	struct demo_random grades = demo_random_stream(demo->seed, STREAM_GRADE);

	place_leavers(demo, &moves);
	for (int i = 0; i < PEOPLE; i++) {
		struct demo_person *person = &demo->people[i];

		if (!demo->posts[person->post].single)
			place_staff(demo, person, &moves);
		order_stays(person);
		study(demo, person, &grades);
		demo_person_graded(demo, person, &grades);
	}
	count_seats(demo);
}
