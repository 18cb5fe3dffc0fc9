/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/model.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

/* Columns of data/demo/unit.csv, post.csv and duty.csv. */
enum { UNIT_OFFICE, UNIT_NAME, UNIT_TEMPLATE, UNIT_EXPERT, UNIT_COLUMNS };
enum {
	POST_TEMPLATE,
	POST_TITLE,
	POST_KIND,
	POST_ECHELON,
	POST_CLASS,
	POST_EDUCATION,
	POST_PROFESSION,
	POST_DUTIES,
	POST_WEIGHT,
	POST_COLUMNS
};
enum { DUTY_SET, DUTY_PHRASE, DUTY_COLUMNS };

#define UNITS_MAX  300
#define POSTS_MAX  800
#define DUTIES_MIN 2
#define DUTIES_MAX 6

struct builder {
	struct ctx *c;
	struct demo *demo;
	struct demo_table unit_rows;
	struct demo_table post_rows;
	struct demo_table duty_rows;
	struct demo_random duty_random;
};

/* What {…} in a name stands for. */
struct filling {
	struct str district;
	struct str office;
	struct str unit;
	struct str expert;
	struct str place;
};

static struct str filled(struct arena *arena, struct str text, const struct filling *with)
{
	struct buf out;

	buf_init(&out, arena);
	while (text.len > 0) {
		ptrdiff_t open = str_find_char(text, '{');
		ptrdiff_t shut = str_find_char(text, '}');
		struct str key;

		if (open < 0 || shut < open)
			break;
		key = str_sub(text, (size_t)open + 1, (size_t)(shut - open) - 1);
		buf_add(&out, str_sub(text, 0, (size_t)open));
		buf_add(&out, str_eq(key, STR("district")) ? with->district
		              : str_eq(key, STR("office")) ? with->office
		              : str_eq(key, STR("unit"))   ? with->unit
		              : str_eq(key, STR("expert")) ? with->expert
		                                           : with->place);
		text = str_sub(text, (size_t)shut + 1, text.len);
	}
	buf_add(&out, text);
	return buf_str(&out);
}

static int rung_of(struct str echelon)
{
	static const struct str rungs[RUNG_COUNT] = {
		STR_INIT("II.b"), STR_INIT("III.a"), STR_INIT("III.b"),
		STR_INIT("IV.a"), STR_INIT("IV.b"),
	};

	for (int i = 0; i < RUNG_COUNT; i++)
		if (str_eq(rungs[i], echelon))
			return i;
	return NONE;
}

/* Grade range, age limit and schooling are the law's; a sample cannot be made without them. */
static const struct err *apply_law(struct builder *b, struct demo_post *post)
{
	const struct law *law = b->demo->law;
	const struct law_retirement_age *age;
	const struct law_echelon *echelon = law_echelon_find(law, post->echelon);
	const struct law_functional_level *level = law_level_find(law, post->kind);

	age = law_retirement_age(law, post->kind, text_sort_key(b->c->arena, post->title));
	if (age == NULL || post->education == NULL)
		return err_new(b->c->arena, ERR_INVALID, STR("on"), "demo.law_silent", post->title);
	post->age_limit = age->age_years;
	if (echelon != NULL) {
		post->grade_min = echelon->grade_min;
		post->grade_max = echelon->grade_max;
	} else if (level != NULL) {
		post->grade_min = level->grade_min;
		post->grade_max = level->grade_max;
	} else {
		post->grade_min = post->education->entry_grade_pns;
		post->grade_max = post->education->ceiling_grade_pns;
	}
	return NULL;
}

/* A few of the phrases of its set, in the order of the file. */
static void give_duties(struct builder *b, struct demo_post *post, struct str set,
                        const struct filling *with)
{
	size_t first;
	int left = (int)demo_table_group(&b->duty_rows, set, &first);
	int want = demo_random_between(&b->duty_random, DUTIES_MIN,
	                               left < DUTIES_MAX ? left : DUTIES_MAX);
	struct str *duties = arena_array(b->c->arena, DUTIES_MAX, sizeof(*duties));

	for (size_t i = first; left > 0 && post->duty_count < want; i++, left--)
		if (demo_random_below(&b->duty_random, left) < want - post->duty_count)
			duties[post->duty_count++] = filled(
				b->c->arena, demo_table_at(&b->duty_rows, i, DUTY_PHRASE), with);
	post->duties = duties;
}

static const struct err *add_post(struct builder *b, int unit, size_t row, struct filling *with)
{
	const struct demo_table *t = &b->post_rows;
	struct demo_post *post = &b->demo->posts[b->demo->post_count];
	struct str class_text = demo_table_at(t, row, POST_CLASS);
	struct str weight_text = demo_table_at(t, row, POST_WEIGHT);
	int64_t job_class;
	int64_t weight;

	if (b->demo->post_count == POSTS_MAX ||
	    !law_position_kind_parse(demo_table_at(t, row, POST_KIND), &post->kind) ||
	    !str_int(class_text, &job_class) || !str_int(weight_text, &weight))
		return err_detail(b->c->arena, ERR_CORRUPT, "demo.data_malformed",
		                  "demo/post.csv row %d", (int)row);
	b->demo->post_count++;
	post->unit = unit;
	post->title = filled(b->c->arena, demo_table_at(t, row, POST_TITLE), with);
	post->echelon = demo_table_at(t, row, POST_ECHELON);
	post->single = law_position_kind_is_managerial(post->kind);
	post->profession = demo_table_at(t, row, POST_PROFESSION);
	post->rung = str_eq(post->profession, STR("umum")) ? rung_of(post->echelon) : NONE;
	post->job_class = (int)job_class;
	post->education = law_education_find(b->demo->law, demo_table_at(t, row, POST_EDUCATION));
	post->weight = post->single ? 0 : (int)weight;
	give_duties(b, post, demo_table_at(t, row, POST_DUTIES), with);
	return apply_law(b, post);
}

/* One unit and the posts of its template. An empty name is the office itself. */
static const struct err *add_unit(struct builder *b, size_t row, struct str district)
{
	const struct demo_table *t = &b->unit_rows;
	struct demo *demo = b->demo;
	int index = demo->unit_count;
	struct filling with = { .district = district };
	size_t first;
	size_t count;

	if (index == UNITS_MAX)
		return err_detail(b->c->arena, ERR_CORRUPT, "demo.data_malformed", "demo/unit.csv");
	with.expert = demo_table_at(t, row, UNIT_EXPERT);
	with.office = filled(b->c->arena, demo_table_at(t, row, UNIT_OFFICE), &with);
	with.unit = filled(b->c->arena, demo_table_at(t, row, UNIT_NAME), &with);
	with.place = with.unit.len > 0 ? with.unit : with.office;
	demo->units[index].name = with.place;
	demo->units[index].office = index;
	if (with.unit.len > 0) {
		int office = 0;

		while (office < index && !str_eq(demo->units[office].name, with.office))
			office++;
		demo->units[index].office = office;
	} else if (district.len > 0) {
		demo->district_count++;
	} else {
		demo->office_count++;
	}
	demo->unit_count++;
	count = demo_table_group(&b->post_rows, demo_table_at(t, row, UNIT_TEMPLATE), &first);
	for (size_t i = first; i < first + count; i++)
		TRY(add_post(b, index, i, &with));
	return NULL;
}

/* A row that names {district} stands for one unit in each of them. */
static const struct err *add_units(struct builder *b)
{
	for (size_t row = 0; row < b->unit_rows.rows; row++) {
		bool each = str_find(demo_table_at(&b->unit_rows, row, UNIT_OFFICE),
		                     STR("{district}")) >= 0 ||
		            str_find(demo_table_at(&b->unit_rows, row, UNIT_NAME),
		                     STR("{district}")) >= 0;

		if (!each)
			TRY(add_unit(b, row, STR("")));
		for (int i = 0; each && i < DEMO_DISTRICTS; i++)
			TRY(add_unit(b, row, b->demo->districts[i]));
	}
	return NULL;
}

const struct err *demo_structure_make(struct ctx *c, struct demo *demo)
{
	struct builder b = { .c = c, .demo = demo };
	struct demo_random places = demo_random_stream(demo->seed, STREAM_PLACE);

	b.duty_random = demo_random_stream(demo->seed, STREAM_DUTY);
	demo->units = arena_array(c->arena, UNITS_MAX, sizeof(*demo->units));
	demo->posts = arena_array(c->arena, POSTS_MAX, sizeof(*demo->posts));
	demo->districts = arena_array(c->arena, DEMO_DISTRICTS, sizeof(*demo->districts));
	TRY(demo_places(c, &places, demo->districts, DEMO_DISTRICTS));
	TRY(demo_table_read(c, STR("demo/unit.csv"), UNIT_COLUMNS, &b.unit_rows));
	TRY(demo_table_read(c, STR("demo/post.csv"), POST_COLUMNS, &b.post_rows));
	TRY(demo_table_read(c, STR("demo/duty.csv"), DUTY_COLUMNS, &b.duty_rows));
	return add_units(&b);
}
