/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sodium.h>

#include "base/csv.h"
#include "base/ctx.h"
#include "base/date.h"
#include "base/embed.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "law/internal.h"
#include "law/law.h"
#include "sql_law.h"

#define COLUMNS_MAX  10
#define DIGEST_BYTES 32
#define DIGEST_TEXT  (2 * DIGEST_BYTES + 1)

/*
 * Files and the tables they are laid into. `shape` has one letter a column:
 * t text, e text that may be empty, n text or NULL, i number, o number or NULL, d ISO date,
 * k kind of post, a kind of post or * for any.
 */
struct seed_file {
	struct str name;
	const char *columns; /* the heading, as it stands in the file */
	const char *shape;
	const struct db_query *clear;
	const struct db_query *add;
};

static const struct seed_file files[] = {
	{ STR_INIT("law/regulation.csv"),
	  "code,title,topic,from_on,until_on,replaced_by,confidence", "tttddnt",
	  &SQL_LAW_REGULATION_CLEAR, &SQL_LAW_REGULATION_ADD },
	{ STR_INIT("law/value.csv"), "key,from_on,until_on,value,unit,source", "tddttt",
	  &SQL_LAW_VALUE_CLEAR, &SQL_LAW_VALUE_ADD },
	{ STR_INIT("law/grade.csv"), "scheme,ordinal,code,rank_name,from_on,until_on,source",
	  "titnddt", &SQL_LAW_GRADE_CLEAR, &SQL_LAW_GRADE_ADD },
	{ STR_INIT("law/echelon.csv"), "code,kind,grade_min,grade_max,from_on,until_on,source",
	  "tkiiddt", &SQL_LAW_ECHELON_CLEAR, &SQL_LAW_ECHELON_ADD },
	{ STR_INIT("law/functional_level.csv"),
	  "kind,name,grade_min,grade_max,credit_year_x100,credit_grade_x100,credit_level_x100,"
	  "from_on,until_on,source",
	  "ktiiiooddt", &SQL_LAW_LEVEL_CLEAR, &SQL_LAW_LEVEL_ADD },
	{ STR_INIT("law/retirement_age.csv"), "family,kind,age_years,from_on,until_on,source",
	  "eaiddt", &SQL_LAW_RETIREMENT_AGE_CLEAR, &SQL_LAW_RETIREMENT_AGE_ADD },
	{ STR_INIT("law/education.csv"),
	  "code,ordinal,entry_grade_pns,entry_grade_pppk,ceiling_grade_pns,from_on,until_on,source",
	  "tiiiiddt", &SQL_LAW_EDUCATION_CLEAR, &SQL_LAW_EDUCATION_ADD },
	{ STR_INIT("law/requirement.csv"), "kind,rule,value,unit,from_on,until_on,source",
	  "ktttddt", &SQL_LAW_REQUIREMENT_CLEAR, &SQL_LAW_REQUIREMENT_ADD },
	{ STR_INIT("law/job_class.csv"), "job_class,points_min,points_max,from_on,until_on,source",
	  "iiiddt", &SQL_LAW_JOB_CLASS_CLEAR, &SQL_LAW_JOB_CLASS_ADD },
	{ STR_INIT("law/title.csv"), "starts,kind,source", "tkt", &SQL_LAW_TITLE_CLEAR,
	  &SQL_LAW_TITLE_ADD },
	{ STR_INIT("calendar/holiday.csv"), "on_date,name,kind,source", "dttt",
	  &SQL_LAW_HOLIDAY_CLEAR, &SQL_LAW_HOLIDAY_ADD },
	{ STR_INIT("region/region.csv"), "code,name,parent_code", "ttn", &SQL_LAW_REGION_CLEAR,
	  &SQL_LAW_REGION_ADD },
};

static const struct err *corrupt(struct ctx *c, const struct seed_file *file, int64_t line,
                                 struct str column)
{
	return err_detail(c->arena, ERR_CORRUPT, "law.file_corrupt", "%.*s line %jd: %.*s",
	                  STR_ARG(file->name), (intmax_t)line, STR_ARG(column));
}

static bool int_value(struct str text, struct db_value *out)
{
	int64_t number;

	if (!str_int(text, &number))
		return false;
	*out = db_int(number);
	return true;
}

/* One cell as the value of its column. False when it does not have the column's shape. */
static bool cell_value(char shape, struct str text, struct db_value *out)
{
	enum position_kind kind;
	struct date date;

	switch (shape) {
	case 't': *out = db_str(text); return text.len > 0;
	case 'e': *out = db_str(text); return true;
	case 'n': *out = db_str_or_null(text); return true;
	case 'o': *out = db_null(); return text.len == 0 || int_value(text, out);
	case 'i': return int_value(text, out);
	case 'd':
		if (!date_parse_iso(text, &date))
			return false;
		*out = db_date(date);
		return true;
	default:
		assert(shape == 'k' || shape == 'a');
		*out = db_str(text);
		return (shape == 'a' && str_eq(text, STR("*"))) ||
		       law_position_kind_parse(text, &kind);
	}
}

static const struct err *record_add(struct ctx *c, const struct seed_file *file,
                                    const struct csv_record *record)
{
	struct db_value values[COLUMNS_MAX];
	struct str columns = str_of(file->columns);
	size_t count = str_of(file->shape).len;
	struct str column;

	assert(count <= COLUMNS_MAX && count == (size_t)file->add->params);
	if (record->count != count)
		return corrupt(c, file, record->line, columns);
	for (size_t i = 0; str_cut(&columns, ',', &column); i++) {
		if (!cell_value(file->shape[i], record->fields[i], &values[i]))
			return corrupt(c, file, record->line, column);
	}
	return db_post(c, file->add, values, count);
}

/* The first record must be the heading the table expects, column by column. */
static const struct err *heading_check(struct ctx *c, const struct seed_file *file,
                                       const struct csv_record *record)
{
	struct str columns = str_of(file->columns);
	struct str column;
	size_t count = 0;

	while (str_cut(&columns, ',', &column)) {
		if (count >= record->count || !str_eq(record->fields[count], column))
			return corrupt(c, file, record->line, column);
		count++;
	}
	return count == record->count ? NULL : corrupt(c, file, record->line, STR("heading"));
}

static const struct err *file_lay(struct ctx *c, const struct seed_file *file, struct str text)
{
	struct law_bytes bytes = { text, 0 };
	struct csv_record record;
	struct csv *csv;
	bool more;

	TRY(csv_open(c->arena, law_bytes_read, &bytes, &csv));
	TRY(csv_read(csv, &record, &more));
	if (!more)
		return corrupt(c, file, 1, STR("heading"));
	TRY(heading_check(c, file, &record));
	TRY(db_exec(c, file->clear, DB_NONE));
	TRY(csv_read(csv, &record, &more));
	while (more) {
		TRY(record_add(c, file, &record));
		TRY(csv_read(csv, &record, &more));
	}
	return NULL;
}

/* What the program carries of one file, and whether its table holds just that. */
struct seed_state {
	struct str text;
	char digest[DIGEST_TEXT];
	bool laid;
};

static const struct err *state_find(struct ctx *c, const struct seed_file *file,
                                    struct seed_state *out)
{
	const struct str *text = embed_find(file->name);
	unsigned char digest[DIGEST_BYTES];
	struct db_rows *rows;
	bool found;

	if (text == NULL)
		return corrupt(c, file, 0, STR("missing"));
	crypto_generichash(digest, sizeof(digest), (const unsigned char *)text->ptr, text->len,
	                   NULL, 0);
	sodium_bin2hex(out->digest, sizeof(out->digest), digest, sizeof(digest));
	out->text = *text;
	TRY(db_find(c, &SQL_LAW_SEED_FIND, DB_BIND(db_str(file->name)), &rows, &found));
	out->laid = found && str_eq(db_col_str(rows, 0), str_of(out->digest));
	return NULL;
}

static const struct err *all_laid(struct ctx *c, void *arg)
{
	bool *all = arg;

	*all = true;
	for (size_t i = 0; i < COUNT(files) && *all; i++) {
		struct seed_state state;

		TRY(state_find(c, &files[i], &state));
		*all = state.laid;
	}
	return NULL;
}

static const struct err *lay_changed(struct ctx *c, void *arg)
{
	(void)arg;
	for (size_t i = 0; i < COUNT(files); i++) {
		const struct seed_file *file = &files[i];
		struct seed_state state;

		TRY(state_find(c, file, &state));
		if (state.laid)
			continue;
		TRY(file_lay(c, file, state.text));
		TRY(db_exec(c, &SQL_LAW_SEED_CLEAR, DB_BIND(db_str(file->name))));
		TRY(db_exec(
			c, &SQL_LAW_SEED_ADD,
			DB_BIND(db_str(file->name), db_str(str_of(state.digest)), db_int(c->now))));
	}
	return NULL;
}

/* Most starts find all as it should be, and a read costs no commit. */
const struct err *law_seed(struct ctx *c)
{
	bool all = false;

	TRY(db_read(c, all_laid, &all));
	return all ? NULL : db_write(c, lay_changed, NULL);
}
