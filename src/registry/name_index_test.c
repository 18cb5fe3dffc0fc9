/* SPDX-License-Identifier: Apache-2.0 */
/* What a search finds is what a walk over all names finds, whatever came and went meanwhile. */
#include "test/support.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "db/db.h"
#include "registry/import.h"
#include "registry/registry.h"
#include "test/roster.h"

#define HEAD     "NIP;NAMA;UNIT KERJA\n"
#define PEOPLE   900 /* more than a search looks through without an index */
#define FEW      40  /* so few changes that the index stays */
#define ASKED    150 /* fragments a walk */
#define PAGE     10
#define NAME_MAX 96
#define NIP_MAX  20

/* Few syllables, so that threes repeat within a name and stand in other names apart. */
static const char *const syllables[] = { "an", "na", "ba",  "din", "adi", "na d", "о",
	                                 "бв", "an", "a'", "idi", "nan", " b",   "ж" };

struct crowd {
	char names[PEOPLE][NAME_MAX];
	struct str keys[PEOPLE]; /* empty where nobody is */
	int order[PEOPLE];
	uint64_t random;
};

static uint64_t draw(struct crowd *crowd, uint64_t below)
{
	crowd->random = crowd->random * UINT64_C(6364136223846793005) +
	                UINT64_C(1442695040888963407);
	return (crowd->random >> 33) % below;
}

static void syllables_add(struct crowd *crowd, struct buf *out, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++)
		buf_add(out, str_of(syllables[draw(crowd, COUNT(syllables))]));
}

static void name_make(struct ctx *c, struct crowd *crowd, int at)
{
	struct buf name;
	struct str text;

	buf_init(&name, c->arena);
	buf_add(&name, STR("x"));
	syllables_add(crowd, &name, 2 + draw(crowd, 5));
	buf_add(&name, STR("y"));
	text = buf_str(&name);
	assert_true(text.len < NAME_MAX);
	snprintf(crowd->names[at], NAME_MAX, "%.*s", STR_ARG(text));
	crowd->keys[at] = text_sort_key(c->arena, text);
}

static const char *nip_of(int at, char out[NIP_MAX])
{
	snprintf(out, NIP_MAX, "198501%02d2010011%03d", at / 100 + 1, at + 1);
	return out;
}

static void line_add(const struct crowd *crowd, struct buf *text, int at)
{
	char nip[NIP_MAX];

	buf_add_fmt(text, "%s;%s;Dinas\n", nip_of(at, nip), crowd->names[at]);
}

/* Give new names to the people from `first` to before `end`: the lines of a roster. */
static const char *rename_people(struct ctx *c, struct crowd *crowd, int first, int end)
{
	struct buf text;

	buf_init(&text, c->arena);
	buf_add(&text, STR(HEAD));
	for (int i = first; i < end; i++) {
		name_make(c, crowd, i);
		line_add(crowd, &text, i);
	}
	return str_c(c->arena, buf_str(&text));
}

/* ---- what a walk finds ---- */

struct asking {
	struct str fragment;
	struct registry_person people[PAGE];
	int count;
	int64_t total;
};

static const struct err *search_work(struct ctx *c, void *arg)
{
	struct asking *a = arg;

	return registry_person_search(c, a->fragment, roster_day("2021-01-01"), PAGE, a->people,
	                              &a->count, &a->total);
}

static const struct crowd *ordered; /* qsort() hands nothing on */

static int by_key(const void *a, const void *b)
{
	int left = *(const int *)a, right = *(const int *)b;
	int order = str_cmp(ordered->keys[left], ordered->keys[right]);

	return order != 0 ? order : (left > right) - (left < right);
}

static void crowd_order(struct crowd *crowd)
{
	for (int i = 0; i < PEOPLE; i++)
		crowd->order[i] = i;
	ordered = crowd;
	qsort(crowd->order, PEOPLE, sizeof(*crowd->order), by_key);
}

static bool is_hit(struct str key, struct str fragment)
{
	return text_length(fragment) < 3 ? str_starts(key, fragment) : str_find(key, fragment) >= 0;
}

static int64_t check_fragment(struct ctx *c, const struct crowd *crowd, struct str fragment)
{
	struct asking a = { .fragment = fragment };
	struct str key = text_sort_key(c->arena, fragment);
	int64_t total = 0;

	assert_ok(db_read(c, search_work, &a));
	for (int i = 0; key.len > 0 && i < PEOPLE; i++) {
		int at = crowd->order[i];
		char nip[NIP_MAX];

		if (crowd->keys[at].len == 0 || !is_hit(crowd->keys[at], key))
			continue;
		if (total < PAGE && !str_eq(a.people[total].nip, str_of(nip_of(at, nip))))
			fail_msg("\"%.*s\" %lld: %.*s, not %s", STR_ARG(fragment), (long long)total,
			         STR_ARG(a.people[total].name), crowd->names[at]);
		total++;
	}
	if (a.total != total || a.count != (total < PAGE ? total : PAGE))
		fail_msg("\"%.*s\": %lld, not %lld", STR_ARG(fragment), (long long)a.total,
		         (long long)total);
	return total;
}

/* A part of some name, or syllables that may stand in none. */
static struct str fragment_make(struct ctx *c, struct crowd *crowd)
{
	struct str key = crowd->keys[draw(crowd, PEOPLE)];
	struct buf made;
	size_t from, end;

	if (key.len == 0 || draw(crowd, 4) == 0) {
		buf_init(&made, c->arena);
		syllables_add(crowd, &made, 1 + draw(crowd, 4));
		return buf_str(&made);
	}
	from = draw(crowd, key.len);
	end = from + 1 + draw(crowd, key.len - from);
	/* Letters of two bytes stay whole. */
	while (from > 0 && (key.ptr[from] & 0xC0) == 0x80)
		from--;
	while (end < key.len && (key.ptr[end] & 0xC0) == 0x80)
		end++;
	return str_sub(key, from, end - from);
}

static void check_all(struct ctx *c, struct crowd *crowd)
{
	static const char *const fragments[] = { "ananan", "nanana", "бвб",  "ж",      "оо",
		                                 "ooo",    "\"an\"", "a'an", "   ",    "an b",
		                                 "x",      "xa",     "zzz",  "din din" };
	int found = 0;

	crowd_order(crowd);
	for (size_t i = 0; i < COUNT(fragments); i++)
		(void)check_fragment(c, crowd, str_of(fragments[i]));
	for (int i = 0; i < ASKED; i++)
		found += check_fragment(c, crowd, fragment_make(c, crowd)) > 0;
	assert_true(found > 0);
}

static struct crowd *crowd_import(struct ctx *c)
{
	struct crowd *crowd = ARENA_NEW(c->arena, struct crowd);
	const char *text;

	roster_found(c);
	crowd->random = 1;
	text = rename_people(c, crowd, 0, PEOPLE);
	assert_int_equal(roster_import(c, text, "2021-01-01").result.added_count, PEOPLE);
	return crowd;
}

static void an_index_finds_what_a_walk_finds(void **state)
{
	struct ctx *c = *state;
	struct crowd *crowd = crowd_import(c);

	check_all(c, crowd);
}

static void few_changes_are_found_beside_the_index(void **state)
{
	struct ctx *c = *state;
	struct crowd *crowd = crowd_import(c);
	struct crowd *before = ARENA_NEW(c->arena, struct crowd);

	*before = *crowd;
	roster_import(c, rename_people(c, crowd, 0, FEW), "2021-01-01");
	check_all(c, crowd);
	/* Some of those once more, and some others. */
	roster_import(c, rename_people(c, crowd, FEW / 2, FEW + FEW / 2), "2021-01-01");
	check_all(c, crowd);
	assert_ok(roster_undo(c, 3));
	assert_ok(roster_undo(c, 2));
	check_all(c, before);
}

static void many_changes_make_it_anew(void **state)
{
	struct ctx *c = *state;
	struct crowd *crowd = crowd_import(c);
	struct crowd *before = ARENA_NEW(c->arena, struct crowd);

	*before = *crowd;
	roster_import(c, rename_people(c, crowd, 100, PEOPLE), "2021-01-01");
	check_all(c, crowd);
	if (db_engine_of(c->db) == DB_SQLITE)
		assert_int_equal(roster_number(c, "SELECT count(*) FROM name_index"), 1);
	assert_ok(roster_undo(c, 2));
	check_all(c, before);
	assert_ok(roster_undo(c, 1));
	for (int i = 0; i < PEOPLE; i++)
		before->keys[i].len = 0;
	crowd_order(before);
	assert_int_equal(check_fragment(c, before, STR("ana")), 0);
	assert_int_equal(check_fragment(c, before, STR("x")), 0);
}

struct during {
	struct ctx own;
	struct crowd *crowd;
};

static const struct err *look_during(void *arg)
{
	struct during *d = arg;

	d->own.arena = arena_new((size_t)256 << 20);
	check_all(&d->own, d->crowd);
	arena_free(d->own.arena);
	return NULL;
}

static const struct err *fail_during(void *arg)
{
	struct during *d = arg;

	return err_new(d->own.arena, ERR_IO, STR(""), "err.io", STR(""));
}

static void an_open_import_hides_its_names(void **state)
{
	struct ctx *c = *state;
	struct crowd *crowd = crowd_import(c);
	struct crowd *before = ARENA_NEW(c->arena, struct crowd);
	struct during during = { .own = *c, .crowd = before };
	const char *text;

	roster_import(c, rename_people(c, crowd, 0, FEW), "2021-01-01");
	*before = *crowd;
	text = rename_people(c, crowd, FEW / 2, PEOPLE);
	assert_ok(roster_try_during(c, text, "2021-01-01", look_during, &during));
	check_all(c, crowd);
	/* One that fails at its end leaves nothing. */
	*before = *crowd;
	during.own = *c;
	text = rename_people(c, crowd, 0, PEOPLE);
	assert_err(roster_try_during(c, text, "2021-01-01", fail_during, &during), ERR_IO);
	check_all(c, before);
}

static void threes_that_stand_apart_are_no_fragment(void **state)
{
	static const char *const names[] = { "wxyz", "wxy xyz", "xyz wxy", "wxyxyz", "wwxyzz" };
	struct ctx *c = *state;
	struct crowd *crowd = ARENA_NEW(c->arena, struct crowd);
	struct buf text;

	roster_found(c);
	crowd->random = 1;
	(void)rename_people(c, crowd, 0, PEOPLE);
	buf_init(&text, c->arena);
	buf_add(&text, STR(HEAD));
	for (int i = 0; i < PEOPLE; i++) {
		if (i < (int)COUNT(names)) {
			snprintf(crowd->names[i], NAME_MAX, "%s", names[i]);
			crowd->keys[i] = str_of(names[i]);
		}
		line_add(crowd, &text, i);
	}
	roster_import(c, str_c(c->arena, buf_str(&text)), "2021-01-01");
	crowd_order(crowd);
	assert_int_equal(check_fragment(c, crowd, STR("wxyz")), 2);
	assert_int_equal(check_fragment(c, crowd, STR("wxy")), 5);
	assert_int_equal(check_fragment(c, crowd, STR("xyxyz")), 1);
	assert_int_equal(check_fragment(c, crowd, STR("y xyz")), 1);
	assert_int_equal(check_fragment(c, crowd, STR("z wxyz")), 0);
}

#define test_search(function) cmocka_unit_test_setup_teardown(function, test_setup, test_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_search(an_index_finds_what_a_walk_finds),
		test_search(few_changes_are_found_beside_the_index),
		test_search(many_changes_make_it_anew),
		test_search(an_open_import_hides_its_names),
		test_search(threes_that_stand_apart_are_no_fragment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
