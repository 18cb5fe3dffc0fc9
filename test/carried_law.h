/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_TEST_CARRIED_LAW_H
#define ABDI_TEST_CARRIED_LAW_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/ctx.h"
#include "base/date.h"
#include "base/embed.h"
#include "base/err.h"
#include "base/str.h"
#include "law/law.h"

/*
 * The law of a day as the program carries it, read without a database: for tests of rules that
 * need nothing else, and for fuzzing. A file that cannot be read is a bug of the caller's build.
 */

#define CARRIED_ROWS_MAX 512

struct carried_file {
	struct str rest;
	struct csv *csv;
	struct csv_record record;
};

static inline const struct err *carried_bytes(void *arg, char *out, size_t cap, size_t *got)
{
	struct carried_file *file = arg;
	struct str part = str_sub(file->rest, 0, cap);

	if (part.len > 0)
		memcpy(out, part.ptr, part.len);
	file->rest = str_sub(file->rest, part.len, file->rest.len);
	*got = part.len;
	return NULL;
}

/* The next row behind the heading; false at the end. */
static inline bool carried_row(struct carried_file *file)
{
	bool more = false;

	if (csv_read(file->csv, &file->record, &more) != NULL)
		abort();
	return more;
}

static inline void carried_open(struct ctx *c, struct str name, struct carried_file *file)
{
	const struct str *text = embed_find(name);

	if (text == NULL)
		abort();
	file->rest = *text;
	if (csv_open(c->arena, carried_bytes, file, &file->csv) != NULL || !carried_row(file))
		abort();
}

static inline struct str carried_text(struct ctx *c, const struct carried_file *file, size_t column)
{
	return str_copy(c->arena, file->record.fields[column]);
}

static inline int carried_int(const struct carried_file *file, size_t column)
{
	int64_t number = 0;

	if (!str_int(file->record.fields[column], &number))
		abort();
	return (int)number;
}

static inline enum position_kind carried_kind(const struct carried_file *file, size_t column)
{
	enum position_kind kind = POSITION_PELAKSANA;

	if (!law_position_kind_parse(file->record.fields[column], &kind))
		abort();
	return kind;
}

/* Whether the row of two dates, from `column` on, holds on that day. */
static inline bool carried_holds(const struct carried_file *file, size_t column, struct date on)
{
	struct date from_on = { 0 }, until_on = { 0 };

	if (!date_parse_iso(file->record.fields[column], &from_on) ||
	    !date_parse_iso(file->record.fields[column + 1], &until_on))
		abort();
	return !date_before(on, from_on) && date_before(on, until_on);
}

static inline void carried_grades(struct ctx *c, struct law *law)
{
	struct law_grade *grades = arena_array(c->arena, CARRIED_ROWS_MAX, sizeof(*grades));
	struct carried_file file;

	carried_open(c, STR("law/grade.csv"), &file);
	while (carried_row(&file)) {
		if (!carried_holds(&file, 4, law->on))
			continue;
		grades[law->grade_count++] = (struct law_grade){
			str_eq(file.record.fields[0], STR("pns")) ? GRADE_PNS : GRADE_PPPK,
			carried_int(&file, 1), carried_text(c, &file, 2), carried_text(c, &file, 3)
		};
	}
	law->grades = grades;
}

static inline void carried_echelons(struct ctx *c, struct law *law)
{
	struct law_echelon *echelons = arena_array(c->arena, CARRIED_ROWS_MAX, sizeof(*echelons));
	struct carried_file file;

	carried_open(c, STR("law/echelon.csv"), &file);
	while (carried_row(&file))
		if (carried_holds(&file, 4, law->on))
			echelons[law->echelon_count++] = (struct law_echelon){
				carried_text(c, &file, 0), carried_kind(&file, 1),
				carried_int(&file, 2), carried_int(&file, 3), STR("")
			};
	law->echelons = echelons;
}

/* As law_load() sorts them: the longest family first, a stated kind before any kind. */
static inline int carried_age_order(const void *a, const void *b)
{
	const struct law_retirement_age *left = a, *right = b;

	if (left->family.len != right->family.len)
		return left->family.len > right->family.len ? -1 : 1;
	return (left->any_kind > right->any_kind) - (left->any_kind < right->any_kind);
}

static inline void carried_ages(struct ctx *c, struct law *law)
{
	struct law_retirement_age *ages = arena_array(c->arena, CARRIED_ROWS_MAX, sizeof(*ages));
	struct carried_file file;

	carried_open(c, STR("law/retirement_age.csv"), &file);
	while (carried_row(&file)) {
		struct law_retirement_age *age = &ages[law->retirement_age_count];

		if (!carried_holds(&file, 3, law->on))
			continue;
		age->family = carried_text(c, &file, 0);
		age->any_kind = str_eq(file.record.fields[1], STR("*"));
		if (!age->any_kind)
			age->kind = carried_kind(&file, 1);
		age->age_years = carried_int(&file, 2);
		law->retirement_age_count++;
	}
	qsort(ages, law->retirement_age_count, sizeof(*ages), carried_age_order);
	law->retirement_ages = ages;
}

static inline void carried_educations(struct ctx *c, struct law *law)
{
	struct law_education *levels = arena_array(c->arena, CARRIED_ROWS_MAX, sizeof(*levels));
	struct carried_file file;

	carried_open(c, STR("law/education.csv"), &file);
	while (carried_row(&file))
		if (carried_holds(&file, 5, law->on))
			levels[law->education_count++] = (struct law_education){
				.code = carried_text(c, &file, 0),
				.ordinal = carried_int(&file, 1),
			};
	law->educations = levels;
}

static inline void carried_requirements(struct ctx *c, struct law *law)
{
	struct law_requirement *rows = arena_array(c->arena, CARRIED_ROWS_MAX, sizeof(*rows));
	struct carried_file file;

	carried_open(c, STR("law/requirement.csv"), &file);
	while (carried_row(&file))
		if (carried_holds(&file, 4, law->on))
			rows[law->requirement_count++] = (struct law_requirement){
				carried_kind(&file, 0), carried_text(c, &file, 1),
				carried_text(c, &file, 2), STR("")
			};
	law->requirements = rows;
}

static inline int carried_title_order(const void *a, const void *b)
{
	const struct law_title *left = a, *right = b;

	if (left->starts.len != right->starts.len)
		return left->starts.len > right->starts.len ? -1 : 1;
	return str_cmp(left->starts, right->starts);
}

static inline void carried_titles(struct ctx *c, struct law *law)
{
	struct law_title *titles = arena_array(c->arena, CARRIED_ROWS_MAX, sizeof(*titles));
	struct carried_file file;

	carried_open(c, STR("law/title.csv"), &file);
	while (carried_row(&file))
		titles[law->title_count++] = (struct law_title){ carried_text(c, &file, 0),
			                                         carried_kind(&file, 1) };
	qsort(titles, law->title_count, sizeof(*titles), carried_title_order);
	law->titles = titles;
}

static inline void carried_values(struct ctx *c, struct law *law)
{
	struct law_value *values = arena_array(c->arena, CARRIED_ROWS_MAX, sizeof(*values));
	struct carried_file file;

	carried_open(c, STR("law/value.csv"), &file);
	while (carried_row(&file))
		if (carried_holds(&file, 1, law->on))
			values[law->value_count++] = (struct law_value){
				.key = carried_text(c, &file, 0),
				.value = carried_text(c, &file, 3),
			};
	law->values = values; /* the file is sorted by key, as law_load() sorts them */
}

static inline const struct law *carried_law(struct ctx *c, struct date on)
{
	static const struct str provinces[] = { STR_INIT("32"), STR_INIT("33"), STR_INIT("36") };
	struct law *law = ARENA_NEW(c->arena, struct law);

	law->on = on;
	carried_grades(c, law);
	carried_echelons(c, law);
	carried_ages(c, law);
	carried_educations(c, law);
	carried_requirements(c, law);
	carried_titles(c, law);
	carried_values(c, law);
	law->province_codes = provinces;
	law->province_code_count = COUNT(provinces);
	return law;
}

#endif
