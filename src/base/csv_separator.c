/* SPDX-License-Identifier: Apache-2.0 */
#include "base/csv_internal.h"

#define RECORDS_LOOKED_AT 64

/* How many fields the first records of a sample have under one separator. */
struct shape {
	size_t fields[RECORDS_LOOKED_AT];
	size_t records;
};

/* Like the reader, but only counting: where quotes open depends on where fields begin. */
static struct shape shape_under(struct str sample, char separator, bool whole)
{
	enum { AT_FIELD, IN_TEXT, IN_QUOTES, BEHIND_QUOTE } place = AT_FIELD;
	struct shape shape = { .records = 0 };
	size_t fields = 1;

	for (size_t i = 0; i < sample.len && shape.records < RECORDS_LOOKED_AT; i++) {
		char c = sample.ptr[i];

		if (place == IN_QUOTES) {
			place = c == '"' ? BEHIND_QUOTE : IN_QUOTES;
		} else if (c == '"' && place != IN_TEXT) {
			place = IN_QUOTES;
		} else if (c == separator) {
			fields++;
			place = AT_FIELD;
		} else if (c == '\r' || c == '\n') {
			bool second = c == '\n' && i > 0 && sample.ptr[i - 1] == '\r';

			if (!second)
				shape.fields[shape.records++] = fields;
			fields = 1;
			place = AT_FIELD;
		} else if (c != ' ' || place != AT_FIELD) {
			place = IN_TEXT;
		}
	}
	if (whole && shape.records < RECORDS_LOOKED_AT)
		shape.fields[shape.records++] = fields;
	return shape;
}

/* The most records that have the same number of fields, two or more; and that number. */
static size_t agreement(const struct shape *shape, size_t *fields)
{
	size_t best = 0;

	*fields = 1;
	for (size_t i = 0; i < shape->records; i++) {
		size_t same = 0;

		if (shape->fields[i] < 2)
			continue;
		for (size_t j = 0; j < shape->records; j++)
			same += shape->fields[j] == shape->fields[i];
		if (same > best || (same == best && shape->fields[i] > *fields)) {
			best = same;
			*fields = shape->fields[i];
		}
	}
	return best;
}

char csv_separator_guess(struct str sample, bool whole)
{
	static const char candidates[] = { ',', ';', '\t', '|' };
	char best = candidates[0];
	size_t best_records = 0;
	size_t best_fields = 1;

	for (size_t i = 0; i < COUNT(candidates); i++) {
		struct shape shape = shape_under(sample, candidates[i], whole);
		size_t fields;
		size_t records = agreement(&shape, &fields);

		if (records > best_records || (records == best_records && fields > best_fields)) {
			best = candidates[i];
			best_records = records;
			best_fields = fields;
		}
	}
	return best;
}
