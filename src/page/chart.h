/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_PAGE_CHART_H
#define ABDI_PAGE_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/str.h"
#include "page/page.h"

struct arena;

/*
 * Charts as SVG, drawn on the server: pure functions from values to markup. Each is drawn twice,
 * wide (640 units) and narrow (270), so that text is never smaller than 12 px; the page shows one:
 * chart.wide as it is, chart.narrow in an element of the class "sempit".
 *
 * Values are counts, 0 or more; bars and lines start at 0. All reckoning is in whole numbers.
 */

#define CHART_POINTS_MAX 64
#define CHART_SERIES_MAX 5 /* more than five nobody can tell apart */

struct chart {
	struct page_html wide;
	struct page_html narrow;
};

/* One line or one part of each bar. Its look follows from its place in the list: 1 to 5. */
struct chart_series {
	struct str name;
	const int64_t *values; /* of the points from `first` on */
	size_t first;          /* a line may begin later than the axis; 0 in bars */
};

/* What lines and bars have in common. */
struct chart_data {
	const char *id;           /* of the figure, unique on its page: "g1" */
	struct str title;
	struct str finding;       /* one sentence, for who does not see it */
	enum lang lang;
	const struct str *labels; /* under the axis, one a point */
	size_t count;             /* points, 1..CHART_POINTS_MAX */
	const struct chart_series *series; /* the first is the main one and drawn on top */
	size_t series_count;
	/* Lines: the last point that is known; what is behind it is a forecast. */
	size_t known_last;        /* 0: all is forecast, so no zone is drawn */
	struct str forecast;      /* the word over the zone */
};

/* Lines, each named at its end. */
struct chart chart_lines(struct arena *arena, const struct chart_data *data);

/* One bar a point, parts stacked with a gap of 1, totals on top. The page adds a legend. */
struct chart chart_bars(struct arena *arena, const struct chart_data *data);

/* One horizontal bar that is filled by part / whole, for a cell beside its number. */
struct page_html chart_share(struct arena *arena, int64_t part, int64_t whole);

/* The step between the lines of a grid from 0, and how many steps there are, at most `steps`. */
struct chart_scale {
	int64_t step;
	int64_t top; /* step × number of steps: at least the greatest value */
};
struct chart_scale chart_scale(int64_t greatest, int steps);

#endif
