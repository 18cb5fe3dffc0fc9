/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "base/text.h"
#include "law/internal.h"
#include "law/law.h"

#define AGE_YEARS_MAX     150 /* more is a slip of the pen, whatever is proposed */
#define WHAT_IF_ROWS_MAX 1000 /* families of titles; the law itself has about thirty */

/* The longest family first; within one, a stated kind before any kind. */
static int by_precedence(const void *a, const void *b)
{
	const struct law_retirement_age *left = a;
	const struct law_retirement_age *right = b;
	int order;

	if (left->family.len != right->family.len)
		return left->family.len > right->family.len ? -1 : 1;
	order = str_cmp(left->family, right->family);
	if (order != 0)
		return order;
	if (left->any_kind != right->any_kind)
		return left->any_kind ? 1 : -1;
	return (left->kind > right->kind) - (left->kind < right->kind);
}

void law_retirement_ages_sort(struct law_retirement_age *ages, size_t count)
{
	qsort(ages, count, sizeof(*ages), by_precedence);
}

/* "guru ahli muda" is of the family "guru", "gurunda" is not. */
static bool is_of_family(struct str title_key, struct str family)
{
	if (family.len == 0)
		return true;
	if (!str_starts(title_key, family))
		return false;
	return title_key.len == family.len || title_key.ptr[family.len] == ' ';
}

const struct law_retirement_age *law_retirement_age(const struct law *law, enum position_kind kind,
                                                    struct str title_key)
{
	for (size_t i = 0; i < law->retirement_age_count; i++) {
		const struct law_retirement_age *age = &law->retirement_ages[i];

		if ((age->any_kind || age->kind == kind) && is_of_family(title_key, age->family))
			return age;
	}
	return NULL;
}

struct date law_retirement_on(struct date birth, int age_years)
{
	return date_add_months(date_first_of_month(birth), 12 * age_years + 1);
}

enum column {
	COLUMN_FAMILY,
	COLUMN_KIND,
	COLUMN_AGE_YEARS,
	COLUMN_FROM_ON,
	COLUMN_UNTIL_ON,
	COLUMN_SOURCE,
	COLUMN_COUNT
};

static const struct str column_names[COLUMN_COUNT] = {
	STR_INIT("family"),  STR_INIT("kind"),     STR_INIT("age_years"),
	STR_INIT("from_on"), STR_INIT("until_on"), STR_INIT("source"),
};

/* A what-if file as far as it has been read. */
struct what_if {
	struct ctx *c;
	struct date on;
	size_t places[COLUMN_COUNT]; /* where each column stands in a record */
	struct law_retirement_age *ages;
	size_t count;
};

static const struct err *cell_refused(const struct what_if *w, const struct csv_record *record,
                                      enum column column)
{
	struct str field = str_fmt(w->c->arena, "%jd:%.*s", (intmax_t)record->line,
	                           STR_ARG(column_names[column]));
	struct str value = { NULL, 0 };

	if (w->places[column] < record->count)
		value = record->fields[w->places[column]];
	return err_new(w->c->arena, ERR_INVALID, field, "law.what_if_cell", value);
}

static struct str cell(const struct what_if *w, const struct csv_record *record, enum column column)
{
	size_t place = w->places[column];

	return place < record->count ? str_trim(record->fields[place]) : (struct str){ NULL, 0 };
}

/* Every column of data/law/retirement_age.csv, in any order. */
static const struct err *heading_read(struct what_if *w, const struct csv_record *record)
{
	for (size_t column = 0; column < COLUMN_COUNT; column++) {
		size_t place = 0;

		while (place < record->count &&
		       !str_eq(str_trim(record->fields[place]), column_names[column]))
			place++;
		if (place == record->count)
			return err_new(w->c->arena, ERR_INVALID, column_names[column],
			               "law.what_if_heading", column_names[column]);
		w->places[column] = place;
	}
	return NULL;
}

/* An ISO date; an empty cell means what stands in *out already. */
static bool cell_date(struct str text, struct date *out)
{
	return text.len == 0 || date_parse_iso(text, out);
}

static const struct err *age_read(struct what_if *w, const struct csv_record *record)
{
	struct str kind = cell(w, record, COLUMN_KIND);
	struct law_retirement_age age = {
		.any_kind = kind.len == 0 || str_eq(kind, STR("*")),
		.from_on = w->on,
		.until_on = date_open(),
	};
	int64_t years;

	if (!age.any_kind && !law_position_kind_parse(kind, &age.kind))
		return cell_refused(w, record, COLUMN_KIND);
	if (!str_int(cell(w, record, COLUMN_AGE_YEARS), &years) || years < 1 ||
	    years > AGE_YEARS_MAX)
		return cell_refused(w, record, COLUMN_AGE_YEARS);
	if (!cell_date(cell(w, record, COLUMN_FROM_ON), &age.from_on))
		return cell_refused(w, record, COLUMN_FROM_ON);
	if (!cell_date(cell(w, record, COLUMN_UNTIL_ON), &age.until_on) ||
	    !date_before(age.from_on, age.until_on))
		return cell_refused(w, record, COLUMN_UNTIL_ON);
	if (date_before(w->on, age.from_on) || !date_before(w->on, age.until_on))
		return NULL;
	if (w->count == WHAT_IF_ROWS_MAX)
		return err_new(w->c->arena, ERR_LIMIT, STR("age_years"), "law.what_if_long",
		               str_fmt(w->c->arena, "%d", WHAT_IF_ROWS_MAX));
	age.age_years = (int)years;
	age.family = text_sort_key(w->c->arena, cell(w, record, COLUMN_FAMILY));
	age.source = str_copy(w->c->arena, cell(w, record, COLUMN_SOURCE));
	w->ages[w->count++] = age;
	return NULL;
}

const struct err *law_with_retirement_ages(struct ctx *c, const struct law *law,
                                           struct str csv_text, const struct law **out)
{
	struct what_if w = { .c = c, .on = law->on };
	struct law_bytes bytes = { csv_text, 0 };
	struct law *changed = ARENA_NEW(c->arena, struct law);
	struct csv_record record;
	bool has_heading = false;
	struct csv *csv;
	bool more;

	w.ages = arena_array(c->arena, WHAT_IF_ROWS_MAX, sizeof(*w.ages));
	TRY(csv_open(c->arena, law_bytes_read, &bytes, &csv));
	TRY(csv_read(csv, &record, &more));
	while (more) {
		if (!record.blank) {
			TRY(has_heading ? age_read(&w, &record) : heading_read(&w, &record));
			has_heading = true;
		}
		TRY(csv_read(csv, &record, &more));
	}
	if (w.count == 0)
		return err_new(c->arena, ERR_INVALID, STR("age_years"), "law.what_if_empty",
		               date_str(c->arena, law->on));
	law_retirement_ages_sort(w.ages, w.count);
	*changed = *law;
	changed->retirement_ages = w.ages;
	changed->retirement_age_count = w.count;
	*out = changed;
	return NULL;
}
