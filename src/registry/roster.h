/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_ROSTER_H
#define ABDI_REGISTRY_ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "law/law.h"
#include "registry/heading.h"
#include "registry/import.h"
#include "registry/place.h"
#include "registry/registry.h"

/* One line of a roster, read and checked but not yet compared with the registry. */

#define ROSTER_FINDINGS_MAX 24 /* on one line; a column gives at most two */

/*
 * Every code that a line can get, sorted. An error makes the line unusable; with a warning it goes
 * in. The catalogues have words for each under "import.CODE".
 */
struct roster_code {
	struct str code;
	enum import_severity severity;
};
extern const struct roster_code roster_codes[];
extern const size_t roster_code_count;

struct arena;

struct roster_line {
	int64_t line;
	struct str nip; /* 18 digits */

	struct str name;
	bool titles_told; /* the file speaks of titles: columns of their own, or in the name */
	struct str title_before;
	struct str title_after;
	struct str birth_place; /* empty: not told */
	struct date birth_on;
	bool female;

	enum service_status status;
	bool status_told;
	bool entry_told;
	struct date entry_on;
	bool status_dated; /* TMT PNS was told */
	struct date status_on;

	bool grade_told;
	enum grade_scheme scheme;
	int grade;
	bool grade_dated;
	struct date grade_on;

	struct str education; /* code; empty: not told */
	struct str education_field;

	struct str unit;
	struct str office; /* empty: not told */
	struct str title;  /* of the post; empty: not told */
	struct str title_key;
	enum position_kind kind;
	struct str echelon;
	enum capacity capacity;
	bool post_dated;
	struct date post_on;
	struct place_position *post; /* set by the import when the title was told */

	struct arena *arena;              /* where the findings are taken from */
	struct import_finding *findings;  /* room for ROSTER_FINDINGS_MAX, once there is one */
	size_t finding_count;
	bool rejected;
	bool added;     /* found out by the batch: the person was not known */
	bool changed;   /* or is, and something differs */
	bool elsewhere; /* the registry has this NIP in another agency; found out by the batch */
};

/* What a line is read against. */
struct roster_reader {
	const struct law *law;
	const struct roster_columns *columns;
	struct date as_of;
	int entry_age_min; /* years, law value person.entry_age_min */
	int entry_age_max;
};

/* Errors: MISSING the law is silent on entry ages at `as_of`. */
const struct err *roster_reader_init(struct ctx *c, const struct law *law,
                                     const struct roster_columns *columns, struct date as_of,
                                     struct roster_reader *out);

/*
 * Read and check one record. Strings of `out` live in c->arena. A line with an error is
 * `rejected`; its findings say why. Duplicates and units are the import's to judge.
 */
void roster_read(struct ctx *c, const struct roster_reader *reader, const struct csv_record *record,
                 struct roster_line *out);

/* Note a finding on a line, by one of roster_codes. `value` and `other` are kept as given. */
void roster_find(struct roster_line *line, const struct roster_columns *columns,
                 enum roster_field field, const char *code, struct str value, struct str other,
                 int64_t other_line);

#endif
