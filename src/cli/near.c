/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/near.h"

#include <string.h>

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

static bool same(struct str a, size_t i, struct str b, size_t j)
{
	return lower(a.ptr[i]) == lower(b.ptr[j]);
}

/* Optimal string alignment, three rows of the table at a time. */
int near_distance(struct str a, struct str b)
{
	int rows[3][NEAR_BYTES_MAX + 1];
	int *before = rows[0];
	int *above = rows[1];
	int *row = rows[2];

	a = str_sub(a, 0, NEAR_BYTES_MAX);
	b = str_sub(b, 0, NEAR_BYTES_MAX);
	memset(before, 0, sizeof(rows[0]));
	for (size_t j = 0; j <= b.len; j++)
		above[j] = (int)j;
	for (size_t i = 1; i <= a.len; i++) {
		int *oldest = before;

		row[0] = (int)i;
		for (size_t j = 1; j <= b.len; j++) {
			int changed = above[j - 1] + (same(a, i - 1, b, j - 1) ? 0 : 1);

			row[j] = least(changed, 1 + least(above[j], row[j - 1]));
			if (i > 1 && j > 1 && same(a, i - 1, b, j - 2) && same(a, i - 2, b, j - 1))
				row[j] = least(row[j], before[j - 2] + 1);
		}
		before = above;
		above = row;
		row = oldest;
	}
	return above[b.len];
}

void near_offer(struct near *near, struct str candidate)
{
	size_t longer = near->typed.len > candidate.len ? near->typed.len : candidate.len;
	int allowed = longer < 6 ? 1 : (int)(longer / 3);
	int distance = near_distance(near->typed, candidate);

	if (distance > allowed || (near->best.len > 0 && distance >= near->distance))
		return;
	near->best = candidate;
	near->distance = distance;
}
