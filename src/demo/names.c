/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

/*
 * Invented names: a list of common given names beside heads and tails that are put together, with
 * or without a second and third name. And the numbers that go with them.
 */

enum { DEGREE_PROFESSION, DEGREE_LEVEL, DEGREE_BEFORE, DEGREE_AFTER, DEGREE_COLUMNS };

#define TOWNS 24 /* birth places */

struct naming {
	struct ctx *c;
	struct demo_table names;
	struct demo_table degrees;
	struct demo_random r;
	struct str towns[TOWNS];
};

/* ---- places ---- */

static bool is_new(const struct str *names, int count, struct str name)
{
	for (int i = 0; i < count; i++)
		if (str_eq(names[i], name))
			return false;
	return true;
}

static struct str pick(const struct demo_table *table, struct demo_random *r, struct str use)
{
	size_t first;
	size_t count = demo_table_group(table, use, &first);

	return count == 0
	               ? STR("")
	               : demo_table_at(table, first + (size_t)demo_random_below(r, (int)count), 1);
}

const struct err *demo_places(struct ctx *c, struct demo_random *r, struct str *out, int count)
{
	struct demo_table table;

	TRY(demo_table_read(c, STR("demo/place.csv"), 2, &table));
	for (int i = 0; i < count;) {
		struct str head = pick(&table, r, STR("district_head"));
		struct str tail = pick(&table, r, STR("district_tail"));
		struct str name = str_fmt(c->arena, "%.*s%.*s", STR_ARG(head), STR_ARG(tail));

		if (is_new(out, i, name))
			out[i++] = name;
	}
	return NULL;
}

/* ---- names ---- */

static void add_given(struct naming *n, struct buf *out, bool female)
{
	if (demo_random_chance(&n->r, 350)) {
		buf_add(out,
		        pick(&n->names, &n->r, female ? STR("female_given") : STR("male_given")));
		return;
	}
	buf_add(out, pick(&n->names, &n->r, female ? STR("female_head") : STR("male_head")));
	buf_add(out, pick(&n->names, &n->r, female ? STR("female_tail") : STR("male_tail")));
}

static void add_last(struct naming *n, struct buf *out)
{
	buf_add_char(out, ' ');
	if (demo_random_chance(&n->r, 300)) {
		buf_add(out, pick(&n->names, &n->r, STR("last")));
		return;
	}
	buf_add(out, pick(&n->names, &n->r, STR("last_head")));
	buf_add(out, pick(&n->names, &n->r, STR("last_tail")));
}

/* One name for some, two for most, three for the rest. */
static struct str person_name(struct naming *n, bool female)
{
	struct buf out;
	int chance = demo_random_below(&n->r, 100);

	buf_init(&out, n->c->arena);
	add_given(n, &out, female);
	if (chance >= 70) {
		buf_add_char(&out, ' ');
		add_given(n, &out, female);
	}
	if (chance >= 9)
		add_last(n, &out);
	return buf_str(&out);
}

/* The degrees that go with a post and a level of schooling. */
static void add_titles(struct naming *n, const struct demo *demo, struct demo_person *person)
{
	struct str profession = demo->posts[person->post].profession;
	size_t fits[32];
	size_t count = 0;
	size_t row;

	for (size_t i = 0; i < n->degrees.rows && count < COUNT(fits); i++)
		if (str_eq(demo_table_at(&n->degrees, i, DEGREE_PROFESSION), profession) &&
		    str_eq(demo_table_at(&n->degrees, i, DEGREE_LEVEL), person->education->code))
			fits[count++] = i;
	if (count > 0) {
		row = fits[demo_random_below(&n->r, (int)count)];
		person->title_before = demo_table_at(&n->degrees, row, DEGREE_BEFORE);
		person->title_after = demo_table_at(&n->degrees, row, DEGREE_AFTER);
	}
	if (person->title_before.len == 0 && date_age_years(person->birth_on, demo->on) > 40 &&
	    demo_random_chance(&n->r, 110))
		person->title_before = person->female ? STR("Hj.") : STR("H.");
}

static int female_per_mille(const struct demo_post *post)
{
	if (str_eq(post->profession, STR("bidan")))
		return 1000;
	if (post->single)
		return 300;
	return str_eq(post->profession, STR("umum")) ? 450 : 660;
}

/* ---- numbers ---- */

struct nip_key {
	int64_t key; /* birth, entry, gender */
	int index;
};

static int by_key(const void *a, const void *b)
{
	const struct nip_key *x = a;
	const struct nip_key *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->index - y->index;
}

/*
 * Birth, first month of service, gender and a serial that counts those who share these. domain.md
 * 2.1
 */
static void number_people(struct demo *demo)
{
	struct nip_key *keys = arena_array(demo->arena, PEOPLE, sizeof(*keys));
	char text[40];
	int serial = 0;

	for (int i = 0; i < PEOPLE; i++) {
		const struct demo_person *p = &demo->people[i];
		struct date_parts birth = date_parts(p->birth_on);
		struct date_parts entry = date_parts(p->entry_on);
		int64_t key = birth.year * INT64_C(10000) + birth.month * 100 + birth.day;

		key = key * 1000000 + entry.year * 100 + entry.month;
		keys[i] = (struct nip_key){ key * 10 + (p->female ? 2 : 1), i };
	}
	qsort(keys, PEOPLE, sizeof(*keys), by_key);
	for (int i = 0; i < PEOPLE; i++) {
		serial = i > 0 && keys[i].key == keys[i - 1].key ? serial + 1 : 1;
		(void)snprintf(text, sizeof(text), "%015lld%03d", (long long)keys[i].key, serial);
		memcpy(demo->people[keys[i].index].nip, text, sizeof(demo->people[0].nip) - 1);
	}
}

const struct err *demo_names_make(struct ctx *c, struct demo *demo)
{
	struct naming n = { .c = c, .r = demo_random_stream(demo->seed, STREAM_NAME) };

	TRY(demo_table_read(c, STR("demo/name.csv"), 2, &n.names));
	TRY(demo_table_read(c, STR("demo/degree.csv"), DEGREE_COLUMNS, &n.degrees));
	TRY(demo_places(c, &n.r, n.towns, TOWNS));
	for (int i = 0; i < PEOPLE; i++) {
		struct demo_person *person = &demo->people[i];

		person->female = demo_random_chance(&n.r,
		                                    female_per_mille(&demo->posts[person->post]));
		person->name = person_name(&n, person->female);
		person->birth_place = n.towns[demo_random_below(&n.r, TOWNS)];
		add_titles(&n, demo, person);
	}
	number_people(demo);
	return NULL;
}
