/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_LAW_LAW_H
#define ABDI_LAW_LAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "base/workday.h"

/*
 * The law as data. Rows come from data/law, data/calendar and data/region, carried in the
 * program and laid into shared reference tables by law_seed(); each has the dates between
 * which it holds and the regulation it comes from. A rule loads the law of the day on which the
 * act happened (tempus) and asks it; no threshold stands in C.
 */

/* What a post is. The order is the order of law: higher management first, then tracks by level. */
enum position_kind {
	POSITION_JPT_UTAMA,
	POSITION_JPT_MADYA,
	POSITION_JPT_PRATAMA,
	POSITION_ADMINISTRATOR,
	POSITION_PENGAWAS,
	POSITION_PELAKSANA,
	POSITION_JF_UTAMA,    /* keahlian, ahli utama */
	POSITION_JF_MADYA,
	POSITION_JF_MUDA,
	POSITION_JF_PERTAMA,
	POSITION_JF_PENYELIA, /* keterampilan */
	POSITION_JF_MAHIR,
	POSITION_JF_TERAMPIL,
	POSITION_JF_PEMULA,
	POSITION_JF,          /* functional, level not stated */
	POSITION_KIND_COUNT
};

/* "JPT_PRATAMA", "JF_MADYA" …: the code in the database, in files and in JSON. */
struct str law_position_kind_code(enum position_kind kind);
bool law_position_kind_parse(struct str code, enum position_kind *out);
/* Management posts (JPT, administrator, pengawas): each seat is one person's. */
bool law_position_kind_is_managerial(enum position_kind kind);
bool law_position_kind_is_functional(enum position_kind kind);

/* PNS grades and PPPK grades are different ladders and never compared. */
enum grade_scheme { GRADE_PNS, GRADE_PPPK };

/* A rung: PNS ordinal 1 (I/a) .. 17 (IV/e), PPPK ordinal 1 (I) .. 17 (XVII). */
struct law_grade {
	enum grade_scheme scheme;
	int ordinal;
	struct str code;      /* "III/c", "IX" */
	struct str rank_name; /* "Penata"; empty for PPPK */
};

struct law_echelon {
	struct str code; /* "III.a" */
	enum position_kind kind;
	int grade_min;
	int grade_max;
	struct str source;
};

struct law_functional_level {
	enum position_kind kind;
	struct str name;          /* "Ahli Madya", "Terampil" */
	int grade_min;
	int grade_max;
	int credit_year_x100;     /* credit points a year, hundredths; 0 unknown: 3750 is 37.5 */
	int credit_grade_x100;    /* points to the next grade; 0 unknown */
	int credit_level_x100;    /* points to the next level; 0 none */
	struct str source;
};

/* Age limit of a family of posts, or of a kind. The longest matching title wins, then the kind. */
struct law_retirement_age {
	struct str family;        /* first words of the title, a sort key: "guru"; empty for any */
	bool any_kind;
	enum position_kind kind;  /* when not any_kind */
	int age_years;
	struct date from_on;
	struct date until_on;
	struct str source;
};

/* A level of schooling, its order, and what it opens. */
struct law_education {
	struct str code;          /* "SD" "SMP" "SMA" "D1" "D2" "D3" "D4" "S1" "S2" "S3" */
	int ordinal;              /* 1 .. ; D4 and S1 are equal */
	int entry_grade_pns;      /* first grade, ordinal */
	int entry_grade_pppk;
	int ceiling_grade_pns;    /* regular promotion ends here */
	struct str source;
};

/* The least a kind of post asks for (PP 11/2017 Art. 54, 107; functional tracks). */
struct law_requirement {
	enum position_kind kind;
	struct str rule;          /* "education_min" (value: education code), "age_max" (years),
	                             "experience_years", "performance_years",
	                             "previous_post_years" (in the kind of post one step below) */
	struct str value;
	struct str source;
};

struct law_job_class {
	int job_class; /* 1..17 */
	int points_min;
	int points_max; /* INT_MAX for the last */
};

/* How a title tells the kind where neither level nor echelon is given: "camat" → ADMINISTRATOR. */
struct law_title {
	struct str starts; /* sort key of the first words */
	enum position_kind kind;
};

/* One dated parameter. */
struct law_value {
	struct str key;    /* "person.entry_age_min" */
	struct date from_on;
	struct date until_on;
	struct str value;  /* as written; law_int() reads it */
	struct str unit;   /* "years", "minutes", "hours", "working_days", … */
	struct str source; /* "PP 11/2017 Art. 203" */
};

/* The rows in force on one date. Arrays live as long as the arena they were loaded into. */
struct law {
	struct date on;
	const struct law_grade *grades;
	size_t grade_count;
	const struct law_echelon *echelons;
	size_t echelon_count;
	const struct law_functional_level *levels;
	size_t level_count;
	const struct law_retirement_age *retirement_ages; /* longest family first */
	size_t retirement_age_count;
	const struct law_education *educations;
	size_t education_count;
	const struct law_requirement *requirements;
	size_t requirement_count;
	const struct law_job_class *job_classes;
	size_t job_class_count;
	const struct law_title *titles; /* longest first */
	size_t title_count;
	const struct law_value *values; /* sorted by key */
	size_t value_count;
	const struct str *province_codes; /* "33", sorted: for NIK */
	size_t province_code_count;
};

/*
 * Lay the rows the program carries into the reference tables, when they are not there yet or
 * come from an older program. Writes: the tables of schema/0001_law_reference.sql.
 * Errors: those of db_write; CORRUPT a data file of the program is malformed (a test reads all).
 */
const struct err *law_seed(struct ctx *c);

/* All rows in force on `on`, in a transaction. A read of about 300 rows. Errors: db's. */
const struct err *law_load(struct ctx *c, struct date on, const struct law **out);

/* One parameter as a number. A key that no row holds on law->on is MISSING: the law is silent. */
const struct err *law_int(struct ctx *c, const struct law *law, struct str key, int64_t *out);
/* NULL when no row holds. */
const struct law_value *law_value_find(const struct law *law, struct str key);

/*
 * The age limit of a post, in years.
 *   title_key   text_sort_key of the post's title: families (guru, dosen, peneliti) go by it
 * Law: data/law/retirement_age.csv; UU 20/2023 Art. 55, PP 11/2017, UU 14/2005, UU 11/2019.
 * NULL when no row holds on that date.
 */
const struct law_retirement_age *law_retirement_age(const struct law *law, enum position_kind kind,
                                                    struct str title_key);

/*
 * First day of pension: the first of the month after the birth month, in the year of birth plus
 * age (plus one when born in December). A birth on the 1st or on 29 February needs no special
 * case: only the month counts.   Law: domain.md 4.2; TV-06.
 */
struct date law_retirement_on(struct date birth, int age_years);

/* NULL when there is none. */
const struct law_grade *law_grade_find(const struct law *law, enum grade_scheme scheme,
                                       int ordinal);
const struct law_echelon *law_echelon_find(const struct law *law, struct str code);
const struct law_functional_level *law_level_find(const struct law *law, enum position_kind kind);
const struct law_education *law_education_find(const struct law *law, struct str code);
const struct law_requirement *law_requirement_find(const struct law *law, enum position_kind kind,
                                                   struct str rule);
/* Job class 1..17 of an evaluation in points; 0 below the first.   Law: PermenPAN 34/2011. */
int law_job_class_of(const struct law *law, int points);

/*
 * Read what-if age limits from CSV text with the columns of data/law/retirement_age.csv
 * (family,kind,age_years,from_on,until_on,source), in any order; rows that do not hold on law->on
 * are left out. An empty kind is any kind; empty dates mean law->on and until further notice.
 * The result replaces law->retirement_ages in a copy of `law`: what the file leaves out has no age.
 * Errors: INVALID a cell (field "LINE:COLUMN", its value in value), a missing column, or no row
 * that holds; LIMIT too many rows.
 */
const struct err *law_with_retirement_ages(struct ctx *c, const struct law *law, struct str csv,
                                           const struct law **out);

/* The holiday calendar with every year the tables know: data/calendar/holiday.csv. Zone-free. */
const struct err *law_calendar(struct ctx *c, const struct calendar **out);

/* A region by its Ministry of Home Affairs code ("33", "33.28"). *found false when unknown. */
const struct err *law_region_name(struct ctx *c, struct str code, struct str *name, bool *found);

/* Every parameter that holds on a date, for `abdi law`; the key may be a prefix. */
const struct err *law_list(struct ctx *c, struct str key_prefix, struct date on,
                           const struct law_value **out, size_t *count);

#endif
