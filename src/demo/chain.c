/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/model.h"

#include "base/arena.h"

/*
 * How management changed hands. Told backwards from `on`: at each inauguration some holders had
 * just come, from a post of the same rung whose holder moved on too, or from the rung below;
 * and some posts had been left by people who retired since the inauguration before. So no post
 * ever has two holders, and every empty place has a history.
 */

#define INAUGURATIONS 3
#define JPT_AGE_LAST  55 /* full years: nobody enters the top rung later */

/* Months before `on`, the latest first; the last window begins with history. */
static const int inauguration_months[INAUGURATIONS] = { 8, 24, 40 };

struct chain {
	struct demo *demo;
	struct demo_random r;
	int *holder;        /* by post: the holder just before the point told so far, or NONE */
	int *prior;         /* by post: who held it before the present inauguration */
	bool *taken;        /* by post: prior is settled by someone who rose from it */
	struct date *until; /* by person: where the stay that is being told ends */
	bool *acts;         /* by person: acts somewhere already */
	int *now_holder;    /* by post, on `on` */
	struct date day;    /* of the present inauguration */
	struct date window; /* who left behind this day left an empty place for it */
	int decree;
};

/* One rung at one inauguration: posts with a new holder, and these holders. */
struct rung {
	int *posts;
	int *people;
	int count;
};

static bool serves(const struct chain *ch, int person, struct date on)
{
	return person != NONE && date_before(on, ch->until[person]);
}

/* ---- people who left ---- */

/* Someone who retired in (window, day] and has no post yet, to have held this one. */
static int retired_from(struct chain *ch, int post, struct date after, struct date until)
{
	for (int i = DEMO_EMPLOYEES; i < PEOPLE; i++) {
		struct demo_person *person = &ch->demo->people[i];

		if (person->post == NONE && person->left_as == SERVICE_RETIRED &&
		    date_before(after, person->left_on) && !date_before(until, person->left_on)) {
			demo_leaver_placed(ch->demo, person, post);
			ch->until[i] = person->left_on;
			return i;
		}
	}
	return NONE;
}

/* Someone of the same office acts in a post while it is empty. */
static void act_in(struct chain *ch, int post, enum capacity capacity, struct date from_on,
                   struct date until_on)
{
	struct demo *demo = ch->demo;
	int office = demo->units[demo->posts[post].unit].office;

	for (int i = 0; i < demo->post_count; i++) {
		int person = ch->now_holder[i];
		struct demo_person *p;

		if (i == post || person == NONE || ch->acts[person] ||
		    demo->posts[i].rung == NONE ||
		    demo->units[demo->posts[i].unit].office != office)
			continue;
		p = &demo->people[person];
		ch->acts[person] = true;
		p->stays[p->stay_count++] = (struct demo_stay){ post, capacity, NONE, from_on,
			                                        until_on };
		return;
	}
}

/* ---- one inauguration ---- */

static struct rung choose(struct chain *ch, int rung)
{
	struct demo *demo = ch->demo;
	size_t room = (size_t)demo->post_count;
	struct rung out = { arena_array(demo->arena, room, sizeof(int)),
		            arena_array(demo->arena, room, sizeof(int)), 0 };

	for (int i = 0; i < demo->post_count; i++) {
		int person = ch->holder[i];

		if (demo->posts[i].rung != rung || !serves(ch, person, ch->day))
			continue;
		if (!ch->taken[i] && !demo_random_chance(&ch->r, 350))
			continue;
		if (rung == 0 &&
		    date_age_years(demo->people[person].birth_on, ch->day) > JPT_AGE_LAST)
			continue;
		out.posts[out.count] = i;
		out.people[out.count++] = person;
	}
	return out;
}

/* The youngest come first: they are those who rise. */
static void sort_young(const struct demo *demo, struct rung *rung)
{
	for (int i = 1; i < rung->count; i++)
		for (int j = i; j > 0; j--) {
			int a = rung->people[j - 1];
			int b = rung->people[j];
			int post = rung->posts[j];

			if (!date_before(demo->people[a].birth_on, demo->people[b].birth_on))
				break;
			rung->people[j] = a;
			rung->people[j - 1] = b;
			rung->posts[j] = rung->posts[j - 1];
			rung->posts[j - 1] = post;
		}
}

/*
 * A post on the rung below from which someone rose, its holder being new there as well; or a
 * staff post.
 */
static int risen_from(struct chain *ch, int post, int rung)
{
	const struct demo *demo = ch->demo;
	int start = demo_random_below(&ch->r, demo->post_count);
	int office = demo->units[demo->posts[post].unit].office;
	int staff = NONE;

	for (int n = 0; n < demo->post_count; n++) {
		int i = (start + n) % demo->post_count;
		const struct demo_post *p = &demo->posts[i];
		bool near = demo->units[p->unit].office == office;

		if (p->rung != NONE && p->rung == rung + 1 && !ch->taken[i] &&
		    serves(ch, ch->holder[i], ch->day))
			return i;
		if (p->kind == POSITION_PELAKSANA && p->education->entry_grade_pns >= 7 &&
		    (near || staff == NONE))
			staff = i;
	}
	return staff;
}

/* The person came into `post` that day. From then back they are told elsewhere. */
static void arrive(struct chain *ch, int person, int post)
{
	demo_stay_add(&ch->demo->people[person], post, ch->day, ch->until[person], ch->decree);
	ch->until[person] = ch->day;
}

/*
 * Those who stayed on the rung change places in a ring. Who comes back to the same place this
 * way did not move: demo_career_make() joins the two stays.
 */
static void rotate(struct chain *ch, const struct rung *ring)
{
	for (int i = 0; i < ring->count; i++)
		ch->prior[ring->posts[i]] = ring->people[(i + 1) % ring->count];
}

/*
 * Where each of a rung came from. Of n posts, as many holders rose from below as places are
 * otherwise explained: by someone who rose further, or by someone who left.
 */
static void inaugurate(struct chain *ch, int rung)
{
	struct demo *demo = ch->demo;
	struct rung all = choose(ch, rung);
	struct rung ring = { arena_array(demo->arena, (size_t)all.count + 1, sizeof(int)),
		             arena_array(demo->arena, (size_t)all.count + 1, sizeof(int)), 0 };
	int rise = 0;

	sort_young(demo, &all);
	for (int i = 0; i < all.count; i++) {
		int post = all.posts[i];

		if (!ch->taken[post] && demo_random_chance(&ch->r, 300)) {
			ch->prior[post] = retired_from(ch, post, ch->window, ch->day);
			ch->taken[post] = true;
		}
		rise += ch->taken[post];
	}
	/* Places that are still open, beside the people who go around in them. */
	for (int i = 0, place = 0; i < all.count; i++) {
		arrive(ch, all.people[i], all.posts[i]);
		if (!ch->taken[all.posts[i]])
			ring.posts[place++] = all.posts[i];
		if (i >= rise)
			ring.people[ring.count++] = all.people[i];
	}
	rotate(ch, &ring);
	for (int i = 0; i < rise; i++) {
		int from = risen_from(ch, all.posts[i], rung);

		if (demo->posts[from].rung == NONE) {
			demo_stay_add(&demo->people[all.people[i]], from, demo->founded_on, ch->day,
			              NONE);
			ch->until[all.people[i]] = demo->founded_on;
		} else {
			ch->prior[from] = all.people[i];
			ch->taken[from] = true;
		}
	}
	for (int i = 0; i < all.count; i++)
		ch->holder[all.posts[i]] = ch->prior[all.posts[i]];
}

/* Who held a post before, when that person left: someone acted in between. */
static void bridge(struct chain *ch)
{
	for (int i = 0; i < ch->demo->post_count; i++) {
		int before = ch->holder[i];

		if (!ch->taken[i] || before == NONE || before < DEMO_EMPLOYEES)
			continue;
		if (ch->until[before].days + 30 < ch->day.days && demo_random_chance(&ch->r, 600))
			act_in(ch, i, CAPACITY_PLT, ch->until[before], ch->day);
	}
}

/* ---- all of it ---- */

/* A working day in the middle of a month. */
static struct date inauguration_day(struct chain *ch, int months)
{
	struct date day = date_add_days(demo_month(ch->demo->on, -months),
	                                9 + demo_random_below(&ch->r, 12));

	return date_weekday(day) < 5 ? day : date_add_days(day, -2);
}

/* Posts empty on `on` were left after the last inauguration; most have someone acting. */
static void empty_posts(struct chain *ch, struct date last_day)
{
	struct demo *demo = ch->demo;
	int n = 0;

	for (int i = 0; i < demo->post_count; i++) {
		struct date plh = date_add_days(demo->on, -demo_random_between(&ch->r, 2, 9));

		if (demo->posts[i].rung == NONE || demo->posts[i].holders > 0)
			continue;
		ch->holder[i] = retired_from(ch, i, last_day, demo->on);
		if (ch->holder[i] == NONE)
			continue;
		if (n % 3 != 2)
			act_in(ch, i, CAPACITY_PLT, ch->until[ch->holder[i]], date_open());
		else if (n % 2 == 0)
			act_in(ch, i, CAPACITY_PLH, plh, date_open());
		n++;
	}
}

/* Those whose present post began before history. */
static void settle(struct chain *ch)
{
	struct demo *demo = ch->demo;

	for (int i = 0; i < demo->post_count; i++) {
		int person = ch->holder[i];
		struct date from;

		if (!demo->posts[i].single || person == NONE)
			continue;
		from = demo_month(demo->since, -demo_random_between(&ch->r, 1, 30));
		demo_stay_add(&demo->people[person], i, from, ch->until[person], NONE);
	}
}

void demo_chain_make(struct demo *demo)
{
	size_t posts = (size_t)demo->post_count;
	struct chain ch = { .demo = demo, .r = demo_random_stream(demo->seed, STREAM_CHAIN) };
	struct date days[INAUGURATIONS + 1];

	ch.holder = arena_array(demo->arena, posts, sizeof(int));
	ch.now_holder = arena_array(demo->arena, posts, sizeof(int));
	ch.prior = arena_array(demo->arena, posts, sizeof(int));
	ch.taken = arena_array(demo->arena, posts, sizeof(bool));
	ch.acts = arena_array(demo->arena, PEOPLE, sizeof(bool));
	ch.until = arena_array(demo->arena, PEOPLE, sizeof(struct date));
	for (size_t i = 0; i < posts; i++)
		ch.holder[i] = ch.now_holder[i] = NONE;
	for (int i = 0; i < PEOPLE; i++) {
		ch.until[i] = demo->people[i].left_on;
		if (i < DEMO_EMPLOYEES && demo->posts[demo->people[i].post].single)
			ch.holder[demo->people[i].post] = ch.now_holder[demo->people[i].post] = i;
	}
	for (int i = 0; i < INAUGURATIONS; i++)
		days[i] = inauguration_day(&ch, inauguration_months[i]);
	days[INAUGURATIONS] = demo->since;
	empty_posts(&ch, days[0]);
	for (int i = 0; i < INAUGURATIONS; i++) {
		ch.day = days[i];
		ch.window = days[i + 1];
		ch.decree = demo_decree(demo, date_add_days(ch.day, -7), "821.2",
		                        "Pengangkatan dalam jabatan");
		for (size_t k = 0; k < posts; k++)
			ch.taken[k] = false;
		for (int rung = 0; rung < RUNG_COUNT; rung++)
			inaugurate(&ch, rung);
		bridge(&ch);
	}
	settle(&ch);
}
