/* SPDX-License-Identifier: Apache-2.0 */
#include "http/route.h"

#include <stdint.h>

/* How one row fits: a bit for each part, from the highest down, set where the part is literal. */
struct fit {
	uint32_t literals;
	struct str parts[HTTP_PATH_PARTS_MAX];
	size_t part_count;
};

#define FIRST_PART (1u << 31)

/*
 * Does the path fit the row? Both are walked together; most rows fall out within a few bytes,
 * so a few hundred of them cost less than keeping an index beside the tables would in words.
 */
static bool row_fits(const char *row, struct str path, struct fit *fit)
{
	const char *at = path.ptr;
	const char *end = path.ptr + path.len;
	uint32_t part = FIRST_PART;

	fit->literals = 0;
	fit->part_count = 0;
	while (*row != '\0' && at < end) {
		if (*row == '{') {
			const char *from = at;

			while (at < end && *at != '/')
				at++;
			while (*row != '\0' && *row != '/')
				row++;
			if (at == from || fit->part_count == HTTP_PATH_PARTS_MAX)
				return false;
			fit->parts[fit->part_count++] = (struct str){ from, (size_t)(at - from) };
		} else if (*row != *at) {
			return false;
		} else {
			if (*row == '/')
				part >>= 1;
			else
				fit->literals |= part;
			row++;
			at++;
		}
	}
	return *row == '\0' && at == end;
}

const struct route *route_find(const struct route_table *tables, size_t table_count,
                               enum http_method method, struct str path,
                               struct str parts[HTTP_PATH_PARTS_MAX], bool *known)
{
	const struct route *best = NULL;
	struct fit best_fit = { .part_count = 0 };
	struct fit fit;

	*known = false;
	for (size_t t = 0; t < table_count; t++) {
		for (size_t r = 0; r < tables[t].count; r++) {
			const struct route *row = &tables[t].routes[r];

			if (!row_fits(row->path, path, &fit))
				continue;
			*known = *known || row->method != method;
			if (row->method != method)
				continue;
			if (best == NULL || fit.literals > best_fit.literals) {
				best = row;
				best_fit = fit;
			}
		}
	}
	for (size_t i = 0; i < best_fit.part_count; i++)
		parts[i] = best_fit.parts[i];
	return best;
}
