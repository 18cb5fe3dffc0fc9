/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_PAGE_CHART_DRAW_H
#define ABDI_PAGE_CHART_DRAW_H

#include "base/buf.h"
#include "page/chart.h"

/* What lines and bars are drawn with. Lengths are tenths of a unit: 125 is 12.5. */

#define CHART_TEXTS_MAX 160 /* texts of one drawing */

/* A text that was placed: nothing may be put upon it. */
struct chart_box {
	int left;
	int right;
	int top;
	int bottom;
};

/* A drawing in the making: its size, the field of its values, and what already lies there. */
struct chart_draw {
	struct arena *arena;
	const struct chart_data *data;
	struct buf out;
	bool narrow;
	int width;
	int height;
	int left;     /* of the field */
	int right;
	int top;
	int bottom;
	struct chart_scale scale;
	struct chart_box boxes[CHART_TEXTS_MAX];
	size_t box_count;
};

enum chart_anchor { CHART_START, CHART_MIDDLE, CHART_END };

struct chart_draw chart_draw_new(struct arena *arena, const struct chart_data *data, bool narrow,
                                 int64_t greatest);

/* About how wide a text is; a little more rather than less. */
int chart_text_width(struct str text, bool bold);

/* Where a value lies. */
int chart_y(const struct chart_draw *d, int64_t value);

/* The room a text takes. */
struct chart_box chart_text_box(struct str text, bool bold, int x, int y, enum chart_anchor anchor);
bool chart_box_is_free(const struct chart_draw *d, struct chart_box box);

/* Write a text and keep its place. Class and anchor may be NULL and CHART_START. */
void chart_text(struct chart_draw *d, const char *css, struct str text, int x, int y,
                enum chart_anchor anchor);

/* " x=\"12.5\"": an attribute with a length. */
void chart_length(struct chart_draw *d, const char *name, int length);

/* The tag with title and finding, up to what is drawn; then grid with its numbers. */
void chart_begin(struct chart_draw *d, const int *xs, int read_top, int read_bottom);
void chart_grid(struct chart_draw *d);
/* The labels under the axis: all that fit, the first and the last always. */
void chart_labels(struct chart_draw *d, const int *xs, bool ends_inside);
struct page_html chart_end(struct chart_draw *d);

#endif
