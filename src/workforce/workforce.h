/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_WORKFORCE_WORKFORCE_H
#define ABDI_WORKFORCE_WORKFORCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "law/law.h"
#include "registry/registry.h"

/* The outlook: who retires when, which posts fall empty, how many are left. Reads only. */

#define WORKFORCE_YEARS_MAX 15      /* of a projection; beyond it law and people change too much */
#define WORKFORCE_DUE_MAX   100000  /* people listed as due: 2.5 % of the whole nation's service */

/* What a reader may ask for. */
#define WORKFORCE_ON_YEAR_MIN  1945       /* the state whose servants these are */
#define WORKFORCE_ON_YEAR_MAX  2200
#define WORKFORCE_RECRUITS_MAX 1000000    /* a year: a quarter of the whole nation's service */
#define WORKFORCE_COMPARED_MAX 1000000000 /* people; more than any state has */

/* What is asked. Recruits and other exits are assumptions of the reader, 0 by default. */
struct workforce_request {
	struct date on;            /* start: facts and law of this day; its year is 1900..9000 */
	int years;                 /* 1..WORKFORCE_YEARS_MAX calendar years from the year of `on` */
	int64_t recruits_a_year;
	int64_t exits_bp;          /* other exits a year, of those not retiring: 60 is 0.6 % */
	const struct law *law;     /* of `on`, or with what-if age limits */
	int64_t unit_id;           /* only this unit and all below it; 0 the whole agency */
	/* A count of another source to compare with (domain.md 4.3), when compared is set. */
	bool compared;
	int compared_year;
	int64_t compared_count;
	struct str compared_population; /* "pns", "pns+cpns", "asn" … as its source says */
	/* What the outlook need not hold when nobody reads it. */
	int64_t due_max;           /* people to list who are due first; 0 for WORKFORCE_DUE_MAX */
	bool with_cells;           /* also retirements by month and position */
};

/* "0,6", "0.6" or "0,6%" in basis points, from 0 to 100 %; false when it is none. */
bool workforce_percent_parse(struct str text, int64_t *basis_points);

/* "2020=9638:pns" into the request's compared_…; false when it is none. */
bool workforce_compare_parse(struct str text, struct workforce_request *request);

/* Stock and flow of one calendar year. */
struct workforce_year {
	int year;
	int64_t start_count;
	int64_t retirement_count;
	int64_t exit_count;
	int64_t recruit_count;
	int64_t end_count;
};

/* Retirements of a unit (with all below it), a kind of post or a position, a year each. */
struct workforce_row {
	int64_t id;                /* unit or position; kind in a row of kinds */
	struct str name;
	struct str within;         /* parent unit or unit; empty at the top */
	struct str above;          /* of a position: the unit above its unit */
	enum position_kind kind;   /* of a position or a row of kinds */
	int64_t holder_count;      /* on `on`, definitive */
	int64_t retirement_counts[WORKFORCE_YEARS_MAX];
	int64_t retirement_total;
	bool falls_empty;          /* a position whose last holder retires within the span */
	struct date empty_on;      /* the day after its last holder's last day */
};

/* Retirements of one position in one month. */
struct workforce_cell {
	int year;
	int month;
	struct str within;         /* the unit above the unit; empty at the top */
	struct str unit;
	struct str position;
	enum position_kind kind;
	int64_t count;
};

/* A person within twelve months of pension. */
struct workforce_due {
	struct date retire_on;
	struct registry_person person;
};

/*
 * Lists are ordered by value, then by the names a reader sees, never by id, so that two
 * installations with the same facts give the same outlook.
 */
struct workforce_outlook {
	struct date on;
	int years;
	int64_t population
		[SERVICE_STATUS_COUNT]; /* in service on `on`, by status: what is counted */
	int64_t population_total;
	int64_t overdue_count;     /* past their age limit on `on`, not counted as retirements */
	int64_t no_post_count;     /* in service without a definitive post: no age limit known */
	int64_t no_age_count;      /* in a post for which the law of `on` states no age limit */
	struct workforce_year year[WORKFORCE_YEARS_MAX];
	int64_t month_counts[WORKFORCE_YEARS_MAX * 12]; /* from January of the year of `on` */
	struct workforce_row *kinds;
	size_t kind_count;
	struct workforce_row
		*units; /* every unit with a holder below it, parents before children */
	size_t unit_count;
	struct workforce_row *positions; /* those with a retirement in the span, most first */
	size_t position_count;
	const struct workforce_row *
		*empties; /* of positions: those that fall empty; management first,
	                                         then by day */
	size_t empty_count;
	struct workforce_due *due; /* TMT from `on` to twelve months later, both days included */
	size_t due_count;
	int64_t due_total;         /* of these people, listed or not */
	struct workforce_cell *cells; /* with_cells: by month, unit and position */
	size_t cell_count;
	const struct law_retirement_age *
		*ages; /* the age limits that posts with a holder were judged by */
	size_t age_count;
	int64_t vacant_count;      /* positions with stated seats and no definitive holder */
};

/*
 * Build the outlook, inside a read transaction. Cost is one pass over holders and one look-up for
 * each person listed as due; memory is about 150 bytes a position.
 *   A retirement falls in the month of its TMT. TMT before `on` is overdue and no flow.
 *   A post falls empty when every definitive holder retires in the span or is overdue, and one at
 *   least retires in it. The first year counts from `on`, its exits and recruits in full.
 *   Stock never falls below 0, whatever exits are assumed.
 *   With unit_id only that subtree's posts and their definitive holders in service are there.
 * Errors: db's; MISSING no such unit on that day; INVALID an age limit no person can reach;
 * CORRUPT units that lie in each other;
 * LIMIT more than 16 million units, positions or retirements.   Law: domain.md 4.
 */
const struct err *workforce_project(struct ctx *c, const struct workforce_request *request,
                                    struct workforce_outlook *out);

/*
 * The same stock and retirements under other assumptions: into years[0 .. o->years - 1].
 * Pure arithmetic, the one workforce_project() uses.
 */
void workforce_stock(const struct workforce_outlook *o, int64_t recruits_a_year, int64_t exits_bp,
                     struct workforce_year years[WORKFORCE_YEARS_MAX]);

/* ---- what_if.c ---- */

/* Age limits to reckon with: those in force, or others to see what they would change. */
enum workforce_ages {
	WORKFORCE_AGES_LAW,
	WORKFORCE_AGES_KORPRI_2025, /* a proposal, not law: domain.md 4.1 */
	WORKFORCE_AGES_ONE_LATER,   /* every limit a year higher */
	WORKFORCE_AGES_TWO_LATER,
	WORKFORCE_AGES_COUNT
};

/* "", "korpri-2025", "tambah-1", "tambah-2": as they stand in a query. */
struct str workforce_ages_code(enum workforce_ages ages);
bool workforce_ages_parse(struct str code, enum workforce_ages *out);

/* The law with these limits; `law` itself when they are its own. */
const struct err *workforce_what_if(struct ctx *c, const struct law *law, enum workforce_ages ages,
                                    const struct law **out);

/* ---- group.c ---- */

/* What people ask for beside the kinds of the law. Every post is in one. */
enum workforce_group {
	WORKFORCE_TEACHERS,   /* titles of data/workforce/group.csv */
	WORKFORCE_HEALTH,
	WORKFORCE_FUNCTIONAL, /* all others of functional kinds */
	WORKFORCE_GENERAL,    /* pelaksana */
	WORKFORCE_MANAGEMENT, /* JPT, administrator, pengawas */
	WORKFORCE_GROUP_COUNT
};
struct workforce_groups;

/* Read the titles the program carries. */
const struct err *workforce_groups_load(struct ctx *c, const struct workforce_groups **out);
enum workforce_group workforce_group_of(struct arena *arena, const struct workforce_groups *groups,
                                        enum position_kind kind, struct str title);

/* Retirements by group and year. */
void workforce_groups_count(struct arena *arena, const struct workforce_groups *groups,
                            const struct workforce_outlook *o,
                            int64_t counts[WORKFORCE_GROUP_COUNT][WORKFORCE_YEARS_MAX]);

/*
 * How many of a group have their TMT within twelve months of the start. Needs an outlook with
 * cells, over two years or more.
 */
int64_t workforce_groups_due(struct arena *arena, const struct workforce_groups *groups,
                             const struct workforce_outlook *o, enum workforce_group group);

/* ---- compare.c ---- */

/* The arithmetic of two counts: TV-07. Percents in hundredths, half away from zero. */
struct workforce_comparison {
	int64_t change;              /* now - before */
	int64_t change_pct_x100;     /* of before */
	int64_t after_count;         /* now - retirements */
	int64_t retire_pct_x100;     /* -retirements of now */
	int64_t after_pct_x100;      /* after_count against before */
	bool same_population;        /* false: the counts are not defined alike; say so */
};
struct workforce_comparison workforce_compare(int64_t before, struct str before_population,
                                              int64_t now, struct str now_population,
                                              int64_t retirements);

#endif
