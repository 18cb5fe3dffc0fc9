/* SPDX-License-Identifier: Apache-2.0 */
#include "law/law.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "law/internal.h"
#include "sql_law.h"

static const struct err *kind_read(struct ctx *c, const struct db_rows *rows, int column,
                                   enum position_kind *out)
{
	struct str code = db_col_str(rows, column);

	if (!law_position_kind_parse(code, out))
		return err_new(c->arena, ERR_CORRUPT, STR("kind"), "law.kind_unknown", code);
	return NULL;
}

static int int_read(const struct db_rows *rows, int column)
{
	return (int)db_col_int(rows, column);
}

static const struct err *grade_row(struct ctx *c, const struct db_rows *rows, void *item)
{
	struct law_grade *grade = item;

	grade->scheme = str_eq(db_col_str(rows, 0), STR("pppk")) ? GRADE_PPPK : GRADE_PNS;
	grade->ordinal = int_read(rows, 1);
	grade->code = db_col_copy(c, rows, 2);
	grade->rank_name = db_col_copy(c, rows, 3);
	return NULL;
}

static const struct err *echelon_row(struct ctx *c, const struct db_rows *rows, void *item)
{
	struct law_echelon *echelon = item;

	echelon->code = db_col_copy(c, rows, 0);
	TRY(kind_read(c, rows, 1, &echelon->kind));
	echelon->grade_min = int_read(rows, 2);
	echelon->grade_max = int_read(rows, 3);
	echelon->source = db_col_copy(c, rows, 4);
	return NULL;
}

static const struct err *level_row(struct ctx *c, const struct db_rows *rows, void *item)
{
	struct law_functional_level *level = item;

	TRY(kind_read(c, rows, 0, &level->kind));
	level->name = db_col_copy(c, rows, 1);
	level->grade_min = int_read(rows, 2);
	level->grade_max = int_read(rows, 3);
	level->credit_year_x100 = int_read(rows, 4);
	level->credit_grade_x100 = int_read(rows, 5);
	level->credit_level_x100 = int_read(rows, 6);
	level->source = db_col_copy(c, rows, 7);
	return NULL;
}

static const struct err *retirement_age_row(struct ctx *c, const struct db_rows *rows, void *item)
{
	struct law_retirement_age *age = item;

	age->family = db_col_copy(c, rows, 0);
	age->any_kind = str_eq(db_col_str(rows, 1), STR("*"));
	if (!age->any_kind)
		TRY(kind_read(c, rows, 1, &age->kind));
	age->age_years = int_read(rows, 2);
	age->from_on = db_col_date(rows, 3);
	age->until_on = db_col_date(rows, 4);
	age->source = db_col_copy(c, rows, 5);
	return NULL;
}

static const struct err *education_row(struct ctx *c, const struct db_rows *rows, void *item)
{
	struct law_education *education = item;

	education->code = db_col_copy(c, rows, 0);
	education->ordinal = int_read(rows, 1);
	education->entry_grade_pns = int_read(rows, 2);
	education->entry_grade_pppk = int_read(rows, 3);
	education->ceiling_grade_pns = int_read(rows, 4);
	education->source = db_col_copy(c, rows, 5);
	return NULL;
}

static const struct err *requirement_row(struct ctx *c, const struct db_rows *rows, void *item)
{
	struct law_requirement *requirement = item;

	TRY(kind_read(c, rows, 0, &requirement->kind));
	requirement->rule = db_col_copy(c, rows, 1);
	requirement->value = db_col_copy(c, rows, 2);
	requirement->source = db_col_copy(c, rows, 3);
	return NULL;
}

static const struct err *job_class_row(struct ctx *c, const struct db_rows *rows, void *item)
{
	struct law_job_class *row = item;

	(void)c;
	row->job_class = int_read(rows, 0);
	row->points_min = int_read(rows, 1);
	row->points_max = int_read(rows, 2);
	return NULL;
}

static const struct err *title_row(struct ctx *c, const struct db_rows *rows, void *item)
{
	struct law_title *title = item;

	title->starts = db_col_copy(c, rows, 0);
	return kind_read(c, rows, 1, &title->kind);
}

static const struct err *province_row(struct ctx *c, const struct db_rows *rows, void *item)
{
	struct str *code = item;

	*code = db_col_copy(c, rows, 0);
	return NULL;
}

static int longest_first(const void *a, const void *b)
{
	const struct law_title *left = a;
	const struct law_title *right = b;

	if (left->starts.len != right->starts.len)
		return left->starts.len > right->starts.len ? -1 : 1;
	return str_cmp(left->starts, right->starts);
}

enum table {
	TABLE_GRADE,
	TABLE_ECHELON,
	TABLE_LEVEL,
	TABLE_RETIREMENT_AGE,
	TABLE_EDUCATION,
	TABLE_REQUIREMENT,
	TABLE_JOB_CLASS,
	TABLE_TITLE,
	TABLE_VALUE,
	TABLE_PROVINCE,
	TABLE_COUNT
};

static const struct {
	const struct db_query *query; /* binds the date when its rows have dates */
	law_row_reader *reader;
	size_t item_size;
} tables[TABLE_COUNT] = {
	[TABLE_GRADE] = { &SQL_LAW_GRADE_LIST, grade_row, sizeof(struct law_grade) },
	[TABLE_ECHELON] = { &SQL_LAW_ECHELON_LIST, echelon_row, sizeof(struct law_echelon) },
	[TABLE_LEVEL] = { &SQL_LAW_LEVEL_LIST, level_row, sizeof(struct law_functional_level) },
	[TABLE_RETIREMENT_AGE] = { &SQL_LAW_RETIREMENT_AGE_LIST, retirement_age_row,
	                           sizeof(struct law_retirement_age) },
	[TABLE_EDUCATION] = { &SQL_LAW_EDUCATION_LIST, education_row,
	                      sizeof(struct law_education) },
	[TABLE_REQUIREMENT] = { &SQL_LAW_REQUIREMENT_LIST, requirement_row,
	                        sizeof(struct law_requirement) },
	[TABLE_JOB_CLASS] = { &SQL_LAW_JOB_CLASS_LIST, job_class_row,
	                      sizeof(struct law_job_class) },
	[TABLE_TITLE] = { &SQL_LAW_TITLE_LIST, title_row, sizeof(struct law_title) },
	[TABLE_VALUE] = { &SQL_LAW_VALUE_IN_FORCE, law_value_row, sizeof(struct law_value) },
	[TABLE_PROVINCE] = { &SQL_LAW_PROVINCE_LIST, province_row, sizeof(struct str) },
};

static const struct err *tables_load(struct ctx *c, struct date on, struct law_items *lists)
{
	for (size_t i = 0; i < TABLE_COUNT; i++) {
		const struct db_value date = db_date(on);

		TRY(law_items_load(c, tables[i].query, &date, (size_t)tables[i].query->params,
		                   tables[i].reader, tables[i].item_size, &lists[i]));
	}
	law_retirement_ages_sort(lists[TABLE_RETIREMENT_AGE].items,
	                         lists[TABLE_RETIREMENT_AGE].count);
	qsort(lists[TABLE_TITLE].items, lists[TABLE_TITLE].count, sizeof(struct law_title),
	      longest_first);
	law_values_sort(lists[TABLE_VALUE].items, lists[TABLE_VALUE].count);
	return NULL;
}

const struct err *law_load(struct ctx *c, struct date on, const struct law **out)
{
	struct law *law = ARENA_NEW(c->arena, struct law);
	struct law_items lists[TABLE_COUNT];

	TRY(tables_load(c, on, lists));
	*law = (struct law){
		.on = on,
		.grades = lists[TABLE_GRADE].items,
		.grade_count = lists[TABLE_GRADE].count,
		.echelons = lists[TABLE_ECHELON].items,
		.echelon_count = lists[TABLE_ECHELON].count,
		.levels = lists[TABLE_LEVEL].items,
		.level_count = lists[TABLE_LEVEL].count,
		.retirement_ages = lists[TABLE_RETIREMENT_AGE].items,
		.retirement_age_count = lists[TABLE_RETIREMENT_AGE].count,
		.educations = lists[TABLE_EDUCATION].items,
		.education_count = lists[TABLE_EDUCATION].count,
		.requirements = lists[TABLE_REQUIREMENT].items,
		.requirement_count = lists[TABLE_REQUIREMENT].count,
		.job_classes = lists[TABLE_JOB_CLASS].items,
		.job_class_count = lists[TABLE_JOB_CLASS].count,
		.titles = lists[TABLE_TITLE].items,
		.title_count = lists[TABLE_TITLE].count,
		.values = lists[TABLE_VALUE].items,
		.value_count = lists[TABLE_VALUE].count,
		.province_codes = lists[TABLE_PROVINCE].items,
		.province_code_count = lists[TABLE_PROVINCE].count,
	};
	*out = law;
	return NULL;
}
