/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_DEMO_DEMO_H
#define ABDI_DEMO_DEMO_H

#include <stdint.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "law/law.h"

/*
 * A made-up regency, the same from the same arguments on every machine: offices, districts,
 * posts with their duties, the people in them, and four years of what happened to them. Its
 * people, units and places are invented; only titles of posts and the law are real. The shape
 * is that of the Tegal text of domain.md 0.2.
 */

#define DEMO_EMPLOYEES   9122 /* in service on `on`, CPNS included */
#define DEMO_CPNS        920  /* of them candidates */
#define DEMO_RETIREMENTS 596  /* of them going on pension in the next 12 months */
#define DEMO_FORMER      2000 /* left in the four years before `on` */
#define DEMO_YEARS       4    /* of history */
#define DEMO_OFFICES     16
#define DEMO_DISTRICTS   18

/* A whole region in memory; opaque but for its counts. */
struct demo;

struct demo_counts {
	int64_t employees;
	int64_t cpns;
	int64_t former;
	int64_t offices;
	int64_t districts;
	int64_t units; /* offices and districts among them */
	int64_t positions;
	int64_t vacant; /* positions without a definitive holder on `on` */
	int64_t acting; /* of those, with an acting holder */
	int64_t seats;
	int64_t duties;
	int64_t moves;      /* definitive changes of post in the four years */
	int64_t promotions; /* rises in grade in the four years */
};

/*
 * Invent the region. Touches no database; the result lives as long as the arena (about 25 MB).
 *   law   in force on `on`: age limits, grade ranges, schooling
 * Errors: INVALID the law rows of that day do not know every post (too early a date), or the
 * year is past 9000.   Data: data/demo.
 */
const struct err *demo_make(struct ctx *c, const struct law *law, uint64_t seed, struct date on,
                            const struct demo **out);

/* What there is in it, by counting. */
struct demo_counts demo_count(const struct demo *demo);

/* "Kabupaten Contoh Lestari", a name that no regency has. */
struct str demo_agency_name(const struct demo *demo);

/*
 * Write the region into an empty database: the agency, marked as a sample, and all else in one
 * act, in write jobs of bounded size. c->agency_id is set. Starts its own transactions. When the
 * process dies on the way nothing is seen, and the next call begins again.
 * Errors: CONFLICT the database has an agency already; BUSY an import runs; the database's.
 * Writes: agency, act, decree, unit, position, duty, person and all facts of people.
 */
const struct err *demo_store(struct ctx *c, const struct demo *demo);

/* What is wrong on purpose in a roster of demo_roster(). */
struct demo_roster_counts {
	int64_t lines;   /* behind the heading */
	int64_t faulty;  /* lines that an import rejects */
	int64_t changed; /* people whose grade or post differs from the registry's */
	int64_t gender;  /* people whose gender differs from their NIP */
	int64_t near;    /* people whose unit is misspelt */
};

/*
 * The state on `on` as the personnel office would export it: headings of the national export,
 * ";", a byte order mark, dates as dd-mm-yyyy, no NIK, and a few deliberate faults.
 *   out   the file's bytes, about 2 MB
 */
struct demo_roster_counts demo_roster(struct ctx *c, const struct demo *demo, struct str *out);

#endif
