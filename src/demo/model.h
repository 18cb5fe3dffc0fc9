/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_DEMO_MODEL_H
#define ABDI_DEMO_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "demo/demo.h"
#include "demo/random.h"
#include "law/law.h"
#include "registry/registry.h"

/*
 * The sample region in memory, and the steps that fill it: tables, structure, people, career,
 * names, in this order. Things name each other by index; NONE is no thing.
 */

struct arena;

#define NONE (-1)

#define PEOPLE     (DEMO_EMPLOYEES + DEMO_FORMER)
#define STAYS_MAX  8 /* posts of one person in four years, acting ones included */
#define GRADES_MAX 4 /* grades of one person in four years */

/* Streams of the seed. */
enum stream {
	STREAM_PLACE,
	STREAM_DUTY,
	STREAM_SEAT,
	STREAM_BIRTH,
	STREAM_ENTRY,
	STREAM_EXIT,
	STREAM_CHAIN,
	STREAM_MOVE,
	STREAM_GRADE,
	STREAM_NAME,
	STREAM_SEATS,
	STREAM_ROSTER,
};

/* Steps of management whose holders rotate and rise, from the top: II.b III.a III.b IV.a IV.b. */
#define RUNG_COUNT 5

struct demo_unit {
	struct str name;
	int office; /* the unit directly under the agency; itself for an office */
};

struct demo_post {
	int unit;
	struct str title;
	enum position_kind kind;
	struct str echelon;
	bool single; /* one seat: management */
	int rung;    /* 0..RUNG_COUNT-1, or NONE when its holders do not rotate */
	int grade_min;
	int grade_max;
	int job_class;
	const struct law_education *education; /* what its holders entered the service with */
	struct str profession;
	int age_limit; /* years, by the law on `on` */
	int weight;    /* share of the people outside management */
	int seats;
	int holders; /* definitive, on `on` */
	const struct str *duties;
	int duty_count;
};

struct demo_decree {
	struct str number;
	struct str title;
	struct date signed_on;
};

struct demo_grade {
	int ordinal;
	int decree;
	struct date from_on; /* until the next one's, or until the person leaves */
};

struct demo_stay {
	int post;
	enum capacity capacity;
	int decree;
	struct date from_on;
	struct date until_on;
};

struct demo_person {
	char nip[19];
	bool female;
	bool recruit; /* joined within the four years */
	struct str name;
	struct str title_before;
	struct str title_after;
	struct str birth_place;
	struct date birth_on;
	struct date entry_on;
	struct date pns_on;  /* date_open() while still a candidate */
	struct date left_on; /* date_open() while in service */
	enum service_status left_as;
	const struct law_education *education; /* the highest now */
	struct date education_on;              /* since then; before, that of the post */
	int post;                              /* the last definitive one; NONE until chosen */
	struct demo_grade grades[GRADES_MAX];  /* rising */
	int grade_count;
	struct demo_stay stays[STAYS_MAX]; /* by from_on, once career is done */
	int stay_count;
};

struct demo {
	struct arena *arena;
	const struct law *law;
	uint64_t seed;
	struct date on;
	struct date since;      /* where history begins: DEMO_YEARS before on */
	struct date founded_on; /* of units and posts */
	struct demo_unit *units;
	int unit_count;
	int office_count;
	int district_count;
	struct str *districts;
	struct demo_post *posts;
	int post_count;
	struct demo_decree *decrees;
	int decree_count;
	struct demo_person *people; /* PEOPLE: those in service first, then those who left */
};

/* A comma-separated file of data/demo: rows of `columns` fields, the heading left out. */
struct demo_table {
	const struct str *fields;
	size_t columns;
	size_t rows;
};

/* Errors: CORRUPT the program does not carry such a file, or a row has another number of fields. */
const struct err *demo_table_read(struct ctx *c, struct str name, size_t columns,
                                  struct demo_table *out);
struct str demo_table_at(const struct demo_table *table, size_t row, size_t column);
/*
 * The rows whose first field is `key`: how many, and the row number of the first (they stand
 * together).
 */
size_t demo_table_group(const struct demo_table *table, struct str key, size_t *first);

/* The first of the month, so many months after the month of a date. */
struct date demo_month(struct date date, int months);

/* A decree of that day and subject; the same one when asked again. */
int demo_decree(struct demo *demo, struct date signed_on, const char *code, const char *title);

/* Steps. Each draws from streams of its own. */
const struct err *demo_structure_make(struct ctx *c, struct demo *demo);
const struct err *demo_people_make(struct ctx *c, struct demo *demo);
void demo_chain_make(struct demo *demo);
void demo_career_make(struct demo *demo);
const struct err *demo_names_make(struct ctx *c, struct demo *demo);

/*
 * Give a person who has a post the dates that follow from the first day of pension: birth, entry
 * into the service, appointment as PNS.
 *   pension_on   first of a month
 *   before       the entry lies before it
 */
void demo_person_born(struct demo *demo, struct demo_person *person, struct date pension_on,
                      struct date before);

/* Grades of the four years, when post and dates are known. */
void demo_person_graded(struct demo *demo, struct demo_person *person, struct demo_random *r);

/*
 * Append a definitive stay; the last ones come first until demo_career_make() has put them in
 * order.
 */
void demo_stay_add(struct demo_person *person, int post, struct date from_on, struct date until_on,
                   int decree);

/*
 * Where someone who leaves on `person->left_on` for `person->left_as` was last, and what follows
 * from it.
 */
void demo_leaver_placed(struct demo *demo, struct demo_person *person, int post);

/* Invented names of districts and towns, no two alike. */
const struct err *demo_places(struct ctx *c, struct demo_random *r, struct str *out, int count);

/* The post a person holds definitively on a date, or NONE. */
int demo_post_on(const struct demo_person *person, struct date on);

#endif
