/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_HEADING_H
#define ABDI_REGISTRY_HEADING_H

#include <stdbool.h>

#include "base/csv.h"
#include "base/ctx.h"
#include "base/str.h"

/* What a column of a roster can say. */
enum roster_field {
	ROSTER_NIP,
	ROSTER_NAME,
	ROSTER_TITLE_BEFORE,
	ROSTER_TITLE_AFTER,
	ROSTER_BIRTH_PLACE,
	ROSTER_BIRTH_ON,
	ROSTER_BIRTH_PLACE_AND_DATE, /* "Slawi, 31-12-1980" in one cell */
	ROSTER_GENDER,
	ROSTER_NIK,      /* checked and dropped: restricted */
	ROSTER_STATUS,
	ROSTER_ENTRY_ON, /* TMT CPNS */
	ROSTER_PNS_ON,   /* TMT PNS */
	ROSTER_GRADE,    /* golongan, with or without the rank's name */
	ROSTER_RANK,     /* pangkat alone */
	ROSTER_GRADE_ON, /* TMT golongan */
	ROSTER_KIND,     /* jenis jabatan */
	ROSTER_ECHELON,
	ROSTER_POSITION,
	ROSTER_POSITION_ON, /* TMT jabatan */
	ROSTER_EDUCATION,
	ROSTER_EDUCATION_FIELD,
	ROSTER_UNIT,
	ROSTER_PARENT,   /* the office above: OPD, unor induk */
	ROSTER_DROPPED,  /* known and left out: running number, former NIP, address, phone */
	ROSTER_FIELD_COUNT
};

/* Which column says what; -1 for none. */
struct roster_columns {
	int at[ROSTER_FIELD_COUNT];
	struct str headings
		[ROSTER_FIELD_COUNT]; /* as the file writes them; the usual word when it has none */
};

/*
 * What a heading means, by the words offices use; false for one that says nothing here.
 * Case, points, strokes and what stands in brackets do not matter.
 */
bool heading_match(struct ctx *c, struct str heading, enum roster_field *field);

/*
 * Match a record as the line of headings. Returns how many fields it names; it can serve when
 * it has a NIP, a name, and a unit or an office: `usable`. The headings are copied into c->arena.
 */
int heading_columns(struct ctx *c, const struct csv_record *record, struct roster_columns *columns,
                    bool *usable);

#define HEADING_RECORDS_MAX 30 /* title lines that may stand above the headings */
#define HEADING_COLUMNS_MAX CSV_FIELDS_MAX

/* What columns say when people have chosen it: an enum roster_field each, or -1 for nothing. */
struct heading_mapping {
	signed char fields[HEADING_COLUMNS_MAX];
	size_t count;
};

/* The same as heading_columns(), by a mapping instead of the words. */
int heading_columns_chosen(struct ctx *c, const struct csv_record *record,
                           const struct heading_mapping *mapping, struct roster_columns *columns,
                           bool *usable);

/* What the words of the headings say. A field that stands twice is the first one's. */
void heading_mapping_guess(struct ctx *c, const struct csv_record *record,
                           struct heading_mapping *out);

/* A field in files and forms: "nip", "birth_on"; "dropped" for one that is known and left out. */
struct str heading_field_code(enum roster_field field);
bool heading_field_parse(struct str code, enum roster_field *out);

/* The usual heading of a field, for messages: "NIP", "TMT GOLONGAN". */
struct str heading_usual(enum roster_field field);

#endif
