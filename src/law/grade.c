/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include "base/str.h"
#include "law/law.h"

/*
 * Look-ups in a loaded law: grades, echelons, levels, schooling, requirements and job classes.
 * Each table has fewer than forty rows, so they are walked.
 */

const struct law_grade *law_grade_find(const struct law *law, enum grade_scheme scheme, int ordinal)
{
	for (size_t i = 0; i < law->grade_count; i++) {
		const struct law_grade *grade = &law->grades[i];

		if (grade->scheme == scheme && grade->ordinal == ordinal)
			return grade;
	}
	return NULL;
}

const struct law_echelon *law_echelon_find(const struct law *law, struct str code)
{
	for (size_t i = 0; i < law->echelon_count; i++) {
		if (str_eq(law->echelons[i].code, code))
			return &law->echelons[i];
	}
	return NULL;
}

const struct law_functional_level *law_level_find(const struct law *law, enum position_kind kind)
{
	for (size_t i = 0; i < law->level_count; i++) {
		if (law->levels[i].kind == kind)
			return &law->levels[i];
	}
	return NULL;
}

const struct law_education *law_education_find(const struct law *law, struct str code)
{
	for (size_t i = 0; i < law->education_count; i++) {
		if (str_eq(law->educations[i].code, code))
			return &law->educations[i];
	}
	return NULL;
}

const struct law_requirement *law_requirement_find(const struct law *law, enum position_kind kind,
                                                   struct str rule)
{
	for (size_t i = 0; i < law->requirement_count; i++) {
		const struct law_requirement *r = &law->requirements[i];

		if (r->kind == kind && str_eq(r->rule, rule))
			return r;
	}
	return NULL;
}

int law_job_class_of(const struct law *law, int points)
{
	int best = 0;

	/* Points come in steps of five, so what lies between two classes belongs to the lower. */
	for (size_t i = 0; i < law->job_class_count; i++) {
		const struct law_job_class *row = &law->job_classes[i];

		if (row->points_min <= points && row->job_class > best)
			best = row->job_class;
	}
	return best;
}
