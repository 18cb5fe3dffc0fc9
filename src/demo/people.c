/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/model.h"

#include <stdlib.h>

#include "base/arena.h"

/*
 * Who is in service on `on`, who left before, and when each was born. The ages come from the
 * wanted pensions: each person is given a first day of pension, and from it and the age limit
 * of the post the month of birth.
 */

#define VACANT_POSTS     18  /* management posts without a definitive holder on `on` */
#define ENTRY_SPREAD     156 /* months: people enter within 13 years after the end of school */
#define PROBATION_MONTHS 12

/* Intakes of candidates within the four years, the last two still on probation. */
static const struct intake {
	int months_before;
	int count;
	int pns_after; /* months; 0 still a candidate */
} intakes[] = {
	{ 40, 160, 12 },
	{ 27, 120, 13 },
	{ 13, 430, 0 },
	{ 9, 490, 0 },
};

/* Those who left, by year before `on`, the last year first. */
static const int leavers[DEMO_YEARS] = { 520, 510, 500, 470 };

/*
 * How near to pension holders of a kind tend to be, and how widely that varies; years of service
 * they need.
 */
static const struct seniority {
	int points;
	int spread;
	int service_years;
} seniorities[POSITION_KIND_COUNT] = {
	[POSITION_JPT_UTAMA] = { 600, 400, 16 },   [POSITION_JPT_MADYA] = { 600, 400, 16 },
	[POSITION_JPT_PRATAMA] = { 600, 400, 16 }, [POSITION_ADMINISTRATOR] = { 450, 520, 12 },
	[POSITION_PENGAWAS] = { 350, 560, 8 },     [POSITION_PELAKSANA] = { 0, 1000, 5 },
	[POSITION_JF_UTAMA] = { 900, 100, 20 },    [POSITION_JF_MADYA] = { 330, 670, 12 },
	[POSITION_JF_MUDA] = { 200, 720, 8 },      [POSITION_JF_PERTAMA] = { 0, 500, 5 },
	[POSITION_JF_PENYELIA] = { 320, 640, 10 }, [POSITION_JF_MAHIR] = { 180, 600, 7 },
	[POSITION_JF_TERAMPIL] = { 0, 500, 5 },    [POSITION_JF_PEMULA] = { 0, 400, 5 },
	[POSITION_JF] = { 300, 500, 5 },
};

/* Something to put in order, with its place as the tie-breaker. */
struct ranked {
	int64_t points;
	int index;
};

static int by_points(const void *a, const void *b)
{
	const struct ranked *x = a;
	const struct ranked *y = b;

	if (x->points != y->points)
		return x->points < y->points ? -1 : 1;
	return x->index - y->index;
}

struct date demo_month(struct date date, int months)
{
	return date_add_months(date_first_of_month(date), months);
}

static bool is_junior(const struct demo_post *post)
{
	return post->kind == POSITION_JF_PERTAMA || post->kind == POSITION_JF_TERAMPIL ||
	       post->kind == POSITION_PELAKSANA;
}

/* ---- seats ---- */

/*
 * Leave some management posts empty, then share everybody else out by weight, largest remainder
 * first.
 */
static void fill_posts(struct demo *demo, struct demo_random *r)
{
	int *open = arena_array(demo->arena, (size_t)demo->post_count, sizeof(*open));
	struct ranked *rest = arena_array(demo->arena, (size_t)demo->post_count, sizeof(*rest));
	size_t open_count = 0;
	int64_t weight = 0;
	int left = DEMO_EMPLOYEES;

	for (int i = 0; i < demo->post_count; i++) {
		demo->posts[i].holders = demo->posts[i].single;
		weight += demo->posts[i].weight;
		if (demo->posts[i].rung != NONE)
			open[open_count++] = i;
	}
	demo_random_shuffle(r, open, open_count);
	for (int i = 0; i < VACANT_POSTS; i++)
		demo->posts[open[i]].holders = 0;
	for (int i = 0; i < demo->post_count; i++)
		left -= demo->posts[i].holders;
	for (int i = 0, people = left; i < demo->post_count; i++) {
		int64_t share = people * (int64_t)demo->posts[i].weight;

		rest[i] = (struct ranked){ -(share % weight), i };
		demo->posts[i].holders += (int)(share / weight);
		left -= (int)(share / weight);
	}
	qsort(rest, (size_t)demo->post_count, sizeof(*rest), by_points);
	for (int i = 0; i < left; i++)
		demo->posts[rest[i].index].holders++;
}

static void seat_people(struct demo *demo)
{
	int person = 0;

	for (int i = 0; i < demo->post_count; i++)
		for (int n = 0; n < demo->posts[i].holders; n++)
			demo->people[person++].post = i;
	for (int i = 0; i < PEOPLE; i++) {
		demo->people[i].left_on = date_open();
		if (i >= DEMO_EMPLOYEES)
			demo->people[i].post = NONE;
	}
}

/* ---- birth and entry ---- */

/* A day in the month whose holders go on pension on pension_on. */
static struct date birth_for(struct demo_random *r, struct date pension_on, int age_limit)
{
	struct date month = demo_month(pension_on, -1 - 12 * age_limit);
	int days = demo_month(month, 1).days - month.days;

	return date_add_days(month, demo_random_below(r, days));
}

/* Months of age at which people with that schooling can begin. */
static int entry_months_min(const struct law_education *education)
{
	if (education->entry_grade_pns < 7)
		return 19 * 12;
	return education->entry_grade_pns < 9 ? 21 * 12 : 22 * 12;
}

static struct demo_random person_stream(const struct demo *demo, const struct demo_person *person,
                                        enum stream stream)
{
	uint64_t index = (uint64_t)(person - demo->people);

	return demo_random_stream(demo->seed, (uint64_t)stream + 16 + 64 * index);
}

static int months_between(struct date from, struct date to)
{
	struct date_parts a = date_parts(from);
	struct date_parts b = date_parts(to);

	return (b.year - a.year) * 12 + b.month - a.month;
}

void demo_person_born(struct demo *demo, struct demo_person *person, struct date pension_on,
                      struct date before)
{
	struct demo_random r = person_stream(demo, person, STREAM_BIRTH);
	const struct demo_post *post = &demo->posts[person->post];
	int low = entry_months_min(post->education);
	int high;
	int latest;

	person->birth_on = birth_for(&r, pension_on, post->age_limit);
	latest = months_between(person->birth_on, before) - 1;
	high = latest - 12 * (seniorities[post->kind].service_years - DEMO_YEARS - 1);
	if (high > low + ENTRY_SPREAD)
		high = low + ENTRY_SPREAD;
	low = demo_random_between(&r, low, high);
	person->entry_on = demo_month(person->birth_on, low < latest ? low : latest);
	person->pns_on = demo_month(person->entry_on, PROBATION_MONTHS + demo_random_below(&r, 5));
}

static void recruit(struct demo *demo, struct demo_person *person, const struct intake *intake)
{
	struct demo_random r = person_stream(demo, person, STREAM_ENTRY);
	const struct law_education *education = demo->posts[person->post].education;
	int months = entry_months_min(education) +
	             demo_random_below(&r, education->entry_grade_pns < 9 ? 72 : 132);

	person->recruit = true;
	person->entry_on = demo_month(demo->on, -intake->months_before);
	person->birth_on = date_add_days(demo_month(person->entry_on, -months),
	                                 demo_random_below(&r, 28));
	person->pns_on = intake->pns_after == 0 ? date_open()
	                                        : demo_month(person->entry_on, intake->pns_after);
}

/* Spread the intakes over the posts where people begin. */
static void recruit_all(struct demo *demo, struct demo_random *r)
{
	int *juniors = arena_array(demo->arena, DEMO_EMPLOYEES, sizeof(*juniors));
	size_t count = 0;
	size_t next = 0;

	for (int i = 0; i < DEMO_EMPLOYEES; i++)
		if (is_junior(&demo->posts[demo->people[i].post]))
			juniors[count++] = i;
	demo_random_shuffle(r, juniors, count);
	for (size_t k = 0; k < COUNT(intakes); k++)
		for (int i = 0; i < intakes[k].count; i++)
			recruit(demo, &demo->people[juniors[next++]], &intakes[k]);
}

/* ---- pensions to come ---- */

/*
 * The first days of pension of one year ahead, as months from the first one that can be: the
 * first of a month behind `on`. None falls on the day twelve months ahead, so that "within
 * twelve months" means the same with and without that day.
 */
static void pension_year(struct demo *demo, struct demo_random *r, int year, int count, int *months)
{
	bool on_first = date_eq(date_first_of_month(demo->on), demo->on);
	int first = 12 * (year - 1) - (on_first && year > 1);
	int last = 12 * year - 1 - on_first;

	if (on_first && year == 2)
		first++;
	for (int i = 0; i < count; i++)
		months[i] = demo_random_between(r, first, last);
}

/*
 * All of them, the nearest year first: the year ahead is given, the rest follows
 * data/demo/retirement.csv.
 */
static const struct err *pension_months(struct ctx *c, struct demo *demo, struct demo_random *r,
                                        int *months, int total)
{
	struct demo_table table;
	int64_t weights[64];
	int64_t sum = 0;
	int64_t seen = 0;
	int done = DEMO_RETIREMENTS;

	TRY(demo_table_read(c, STR("demo/retirement.csv"), 2, &table));
	if (table.rows > COUNT(weights))
		return err_detail(c->arena, ERR_CORRUPT, "demo.data_malformed",
		                  "demo/retirement.csv");
	for (size_t i = 0; i < table.rows; i++) {
		if (!str_int(demo_table_at(&table, i, 1), &weights[i]))
			return err_detail(c->arena, ERR_CORRUPT, "demo.data_malformed",
			                  "demo/retirement.csv");
		weights[i] = weights[i] * demo_random_between(r, 970, 1030);
		sum += weights[i];
	}
	pension_year(demo, r, 1, DEMO_RETIREMENTS, months);
	for (size_t i = 0; i < table.rows; i++) {
		int until;

		seen += weights[i];
		until = DEMO_RETIREMENTS + (int)((total - DEMO_RETIREMENTS) * seen / sum);
		pension_year(demo, r, (int)i + 2, until - done, months + done);
		done = until;
	}
	return NULL;
}

/* Give the nearest pensions to the most senior, with a good deal of chance. */
static const struct err *age_people(struct ctx *c, struct demo *demo, struct demo_random *r)
{
	struct ranked *queue = arena_array(demo->arena, DEMO_EMPLOYEES, sizeof(*queue));
	int *months = arena_array(demo->arena, DEMO_EMPLOYEES, sizeof(*months));
	int count = 0;

	for (int i = 0; i < DEMO_EMPLOYEES; i++) {
		const struct seniority *s = &seniorities[demo->posts[demo->people[i].post].kind];

		if (!demo->people[i].recruit)
			queue[count++] = (struct ranked){
				-(s->points + demo_random_below(r, s->spread)), i
			};
	}
	qsort(queue, (size_t)count, sizeof(*queue), by_points);
	TRY(pension_months(c, demo, r, months, count));
	for (int i = 0; i < count; i++)
		demo_person_born(demo, &demo->people[queue[i].index],
		                 demo_month(demo->on, 1 + months[i]),
		                 demo_month(demo->since, -PROBATION_MONTHS));
	return NULL;
}

/* ---- those who left ---- */

/* Why and on which day within the year that ends on `last`. Birth and post come with the career. */
static void leave(struct demo *demo, struct demo_person *person, struct demo_random *r, int years)
{
	int chance = demo_random_below(r, 1000);
	int months = 12 * years + demo_random_below(r, 12);

	person->left_as = chance < 820   ? SERVICE_RETIRED
	                  : chance < 890 ? SERVICE_DIED
	                  : chance < 950 ? SERVICE_MOVED_OUT
	                  : chance < 990 ? SERVICE_RESIGNED
	                                 : SERVICE_DISMISSED;
	person->left_on = demo_month(demo->on, -months);
	if (person->left_as == SERVICE_DIED)
		person->left_on = date_add_days(date_add_months(demo->on, -months),
		                                -demo_random_below(r, 28));
}

static void leave_all(struct demo *demo)
{
	struct demo_random r = demo_random_stream(demo->seed, STREAM_EXIT);
	struct demo_person *person = demo->people + DEMO_EMPLOYEES;

	for (int years = 0; years < DEMO_YEARS; years++)
		for (int i = 0; i < leavers[years]; i++)
			leave(demo, person++, &r, years);
}

const struct err *demo_people_make(struct ctx *c, struct demo *demo)
{
	struct demo_random r = demo_random_stream(demo->seed, STREAM_SEAT);

	demo->people = arena_array(c->arena, PEOPLE, sizeof(*demo->people));
	fill_posts(demo, &r);
	seat_people(demo);
	recruit_all(demo, &r);
	TRY(age_people(c, demo, &r));
	leave_all(demo);
	return NULL;
}
