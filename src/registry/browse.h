/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_BROWSE_H
#define ABDI_REGISTRY_BROWSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "law/law.h"
#include "registry/registry.h"

/*
 * What readers see of the registry on a date: lists with filters, order and pages, and single
 * things. All inside a transaction. `unit_id` bounds a list to the subtree of that unit, 0 is the
 * whole agency; whose posts lie outside, or who has none, is then not in it.
 */

/* ---- people.c ---- */

#define PEOPLE_LIMIT_MAX 500   /* of one page */
#define PEOPLE_MONTHS_NEAR 12  /* a pension within so many months is near: no rule of law */

enum people_view { PEOPLE_ALL, PEOPLE_RETIRING, PEOPLE_INCOMPLETE, PEOPLE_VIEW_COUNT };
enum people_sort {
	PEOPLE_BY_NAME,
	PEOPLE_BY_POST,
	PEOPLE_BY_UNIT,
	PEOPLE_BY_RETIREMENT,
	PEOPLE_SORT_COUNT
};

/* What a person in service lacks. Part-time PPPK have no grade. */
enum people_missing { PEOPLE_NO_POST = 1, PEOPLE_NO_GRADE = 2, PEOPLE_NO_EDUCATION = 4 };

/* A question about people in service. Zero is: all of them, by name, from the beginning. */
struct people_ask {
	struct date on;
	int64_t unit_id;
	enum people_view view;
	struct str text;          /* part of a name or title, or the beginning of a NIP */
	bool names_only;          /* the text is looked for in names as registry_find() does */
	unsigned kinds;           /* bit 1u << position kind; 0 any */
	bool grade_asked;
	enum grade_scheme scheme;
	int ordinal;
	enum people_sort sort;
	bool down;                /* against the order */
	int64_t after;            /* behind this person; 0 from the beginning */
	bool back;                /* before that person instead */
	int limit;                /* 1..PEOPLE_LIMIT_MAX */
};

struct people_row {
	int64_t id;
	int64_t fact_id;          /* of the name; breaks ties */
	struct str sort_key;
	struct str nip;
	struct str name;
	struct str title_before;
	struct str title_after;
	struct date birth_on;
	enum service_status status;
	int64_t position_id;      /* definitive; 0 none */
	struct str post;
	struct str post_key;
	enum position_kind kind;
	int64_t unit_id;
	struct str unit;
	struct str unit_key;
	struct str unit_above;    /* the unit it belongs to; empty under the agency */
	struct str grade;         /* "III/c"; empty none */
	bool retires;             /* known when there is a post whose age limit the law states */
	struct date retire_on;    /* first day of pension */
	int missing;              /* of enum people_missing; only when the view asks for it */
};

struct people_answer {
	const struct people_row *rows;
	size_t count;
	bool more;         /* there are some behind the last */
	bool earlier;      /* and before the first */
	bool counted;      /* the next two are known */
	int64_t first;     /* number of the first row in the whole list, from 1 */
	int64_t total;
};

/*
 * One page. Without filters, by name and for the whole agency this is one walk of an index, not
 * counted (see registry_people_tally); anything else passes over all people of the subtree.
 * Errors: LIMIT.
 */
const struct err *registry_people_list(struct ctx *c, const struct people_ask *ask,
                                       struct people_answer *out);

/* How many are in each view. */
struct people_tally {
	int64_t views[PEOPLE_VIEW_COUNT];
	int64_t counted_at; /* instant at which this was true */
};

/*
 * Count the views in a subtree. Remembered in c->cache: up to PEOPLE_TALLY_EXACT people until the
 * registry changes, beyond that for PEOPLE_TALLY_SECONDS whatever changes, as it says itself.
 */
#define PEOPLE_TALLY_EXACT   100000
#define PEOPLE_TALLY_SECONDS 600
const struct err *registry_people_tally(struct ctx *c, struct date on, int64_t unit_id,
                                        struct people_tally *out);

/*
 * Everybody a question finds, page bounds aside, in the order of names.
 * Errors: fn's; LIMIT more than PEOPLE_EXPORT_MAX, which is what a sheet holds.
 */
#define PEOPLE_EXPORT_MAX 1048575
typedef const struct err *registry_people_fn(void *arg, const struct people_row *row);
const struct err *registry_people_each(struct ctx *c, const struct people_ask *ask,
                                       registry_people_fn *fn, void *arg);

/* A grade as "III/c" or "IX"; empty for an ordinal that no ladder has. */
struct str registry_grade_code(enum grade_scheme scheme, int ordinal);

/* ---- career.c ---- */

enum career_kind { CAREER_POST, CAREER_GRADE, CAREER_EDUCATION, CAREER_STATUS, CAREER_KIND_COUNT };

/* One thing that held of a person from a day on. */
struct career_step {
	enum career_kind kind;
	struct date from_on;
	struct date until_on;
	struct str title;        /* of a post; code of a schooling */
	struct str place;        /* unit of a post; field of a schooling */
	int64_t position_id;     /* of a post */
	enum capacity capacity;
	enum service_status status;
	struct str grade;        /* "III/c" */
	struct str rank;         /* "Penata"; empty for PPPK */
	struct str decree;       /* its number; empty when not known */
	bool decree_dated;
	struct date decree_on;
};

/* Why somebody was corrected by hand. */
struct career_correction {
	struct str part; /* new, name, birth, status, grade, education, post */
	struct str reason;
	int64_t recorded_at;
	int64_t actor_id; /* account; 0 is the operator at the command line */
};

/* A person on a date, as it was known at an instant. */
struct person_detail {
	int64_t id;
	struct str nip;
	bool named;                     /* a name holds on the date; otherwise the nearest */
	struct registry_name name;
	const struct registry_status *status;         /* NULL: none holds on the date */
	const struct registry_grade *grade;
	struct str grade_code;
	struct str rank;
	const struct registry_education *education;
	const struct registry_employment *employment; /* definitive */
	struct str post;
	struct str unit;
	int64_t unit_id;
	enum position_kind kind;
	const struct career_step *acting;             /* posts acted in on the date */
	size_t acting_count;
	bool retires;
	struct date retire_on;
	int retire_age;
	struct str retire_source;       /* regulation and article */
	const struct career_step *steps; /* the newest first */
	size_t step_count;
	const struct career_correction *corrections; /* the newest first, at most 20 */
	size_t correction_count;
};

/*
 * Everything about one person.
 *   known_at   instant; what was recorded later is left out
 * Errors: MISSING nobody, or nothing was known of them then.
 */
const struct err *registry_person_detail(struct ctx *c, int64_t person_id, struct date on,
                                         int64_t known_at, struct person_detail *out);

/* ---- tree.c ---- */

/* A unit among the others of a date, with what is in it. */
struct unit_node {
	int64_t id;
	int64_t parent_id;
	struct str name;
	struct str key;
	struct unit_node *parent; /* NULL under the agency, or when the unit above is not there */
	struct unit_node *first;  /* below it, by name */
	struct unit_node *next;   /* beside it */
	size_t child_count;
	int64_t people;           /* definitive holders in service, of this unit alone */
	int64_t posts;
	int64_t people_all;       /* with all below */
	int64_t posts_all;
};

struct unit_tree {
	struct unit_node *nodes; /* by id */
	size_t count;
	struct unit_node *first; /* those under the agency, by name */
	size_t top_count;
};

/*
 * All units of a date as a tree, with counts. Its counts are remembered in c->cache until the
 * registry changes. Errors: LIMIT.
 */
const struct err *registry_unit_tree(struct ctx *c, struct date on, bool counts,
                                     const struct unit_tree **out);

/* NULL when there is none. */
struct unit_node *registry_unit_node(const struct unit_tree *tree, int64_t id);

/* Is a unit in the subtree of another? All are in that of 0, also what is no unit. */
bool registry_unit_within(const struct unit_tree *tree, int64_t unit_id, int64_t top_id);

/*
 * The ids of a unit and all below it on a date, rising; none when there is no such unit.
 *   unit_id   0 for all units of the agency
 */
const struct err *registry_subtree(struct ctx *c, int64_t unit_id, struct date on,
                                   const int64_t **ids, size_t *count);

/* Who leads a unit: its highest managerial post, and who holds it or acts in it. */
struct unit_head {
	int64_t position_id; /* 0: the unit has no such post */
	struct str title;
	int64_t person_id;   /* 0: nobody */
	struct str name;
	struct str title_before;
	struct str title_after;
	enum capacity capacity;
};
const struct err *registry_unit_head(struct ctx *c, int64_t unit_id, struct date on,
                                     struct unit_head *out);

/* ---- posts.c ---- */

#define POSTS_LIMIT_MAX  500
#define POSTS_PEOPLE_MAX 20000 /* in the posts of one page */

struct posts_ask {
	struct date on;
	int64_t unit_id;
	bool own_only;     /* of the unit alone, not of those below it */
	bool kind_asked;
	enum position_kind kind;
	struct str text;   /* part of a title */
	bool vacant;       /* only those with a stated seat that nobody fills */
	int64_t after;     /* behind this post; 0 from the beginning */
	bool back;         /* before it */
	int limit;         /* 1..POSTS_LIMIT_MAX */
};

/* Somebody in a post. */
struct post_person {
	int64_t person_id;
	enum capacity capacity;
	struct str name;
	struct str title_before;
	struct str title_after;
	struct date from_on;
	struct date until_on; /* of former ones */
};

struct post_row {
	int64_t id;
	struct str title;
	enum position_kind kind;
	struct str echelon;
	int64_t unit_id;
	struct str unit;
	int grade_min; /* PNS ordinals; 0 not stated */
	int grade_max;
	int job_class; /* 0 not stated */
	int seats;     /* 0 not stated */
	int held;      /* definitive holders in service */
	int vacant;    /* seats that nobody fills; 0 when seats are not stated */
	const struct post_person *people; /* definitive first, then acting */
	size_t people_count;
};

struct posts_answer {
	const struct post_row *rows;
	size_t count;
	bool more;
	bool earlier;
	int64_t first;
	int64_t total;
};

/* One page by title. Errors: LIMIT. */
const struct err *registry_posts_list(struct ctx *c, const struct posts_ask *ask,
                                      struct posts_answer *out);

struct post_detail {
	struct post_row row;
	const struct str *duties;
	size_t duty_count;
	const struct post_person *former; /* the last first */
	size_t former_count;
};

/* Errors: MISSING no such post on that date. */
const struct err *registry_post_get(struct ctx *c, int64_t position_id, struct date on,
                                    struct post_detail *out);

/* ---- find.c ---- */

#define FIND_LIMIT_MAX 100 /* of each kind in one answer; that of registry_person_search() */

struct find_ask {
	struct date on;
	int64_t unit_id;
	struct str text;
	int limit; /* of each kind */
};

struct find_unit {
	int64_t id;
	struct str name;
	struct str parent; /* empty under the agency */
};

struct find_post {
	int64_t id;
	struct str title;
	struct str unit;
	enum position_kind kind;
};

struct find_answer {
	struct registry_person people[FIND_LIMIT_MAX];
	int people_count;
	int64_t people_total;
	struct find_unit units[FIND_LIMIT_MAX];
	int unit_count;
	int64_t unit_total;
	struct find_post posts[FIND_LIMIT_MAX];
	int post_count;
	int64_t post_total;
};

/*
 * People, units and posts by a text: from three letters on anywhere in the name, with fewer at
 * its beginning; case, marks, punctuation and titles of people do not count. Four digits and
 * more, with or without spaces, are the beginning of a NIP.
 * Errors: LIMIT.
 */
const struct err *registry_find(struct ctx *c, const struct find_ask *ask, struct find_answer *out);

#endif
