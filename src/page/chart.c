/* SPDX-License-Identifier: Apache-2.0 */
/* Lines. Bars stand in chart_bars.c, what both are drawn with in chart_draw.c. */
#include <assert.h>

#include "base/arena.h"
#include "base/text.h"
#include "i18n/words.h"
#include "page/chart_draw.h"

#define WIDE_HEIGHT   3300
#define NARROW_HEIGHT 2200
#define FIELD_MIN     3000 /* the labels of a wide chart leave so much to the lines */
#define LINE_HEIGHT   160  /* from the name of a line to its value */
#define LABEL_HEIGHT  340  /* both, and a little */
#define MARGIN        20   /* paper around a text that stands among lines */
#define SEARCH_STEP   40
#define SAMPLE_STEP   20

static const char *const line_css[CHART_SERIES_MAX] = { "w-nila", "w-soga", "w-teal", "w-plum",
	                                                "w-arang" };
static const char *const name_css[CHART_SERIES_MAX] = {
	"label-seri t-nila", "label-seri t-soga", "label-seri t-teal",
	"label-seri t-plum", "label-seri t-arang",
};

/* A drawing with where its points are. */
struct lines {
	struct chart_draw d;
	int xs[CHART_POINTS_MAX];
	int ys[CHART_SERIES_MAX][CHART_POINTS_MAX]; /* from the series' first point on */
};

static int64_t greatest_of(const struct chart_data *data)
{
	int64_t greatest = 0;

	for (size_t s = 0; s < data->series_count; s++) {
		assert(data->series[s].first < data->count);
		for (size_t i = 0; i + data->series[s].first < data->count; i++) {
			int64_t value = data->series[s].values[i];

			assert(value >= 0);
			greatest = value > greatest ? value : greatest;
		}
	}
	return greatest;
}

static int64_t last_value(const struct chart_data *data, size_t s)
{
	return data->series[s].values[data->count - 1 - data->series[s].first];
}

static struct str number(const struct lines *l, int64_t n)
{
	return words_number(l->d.arena, l->d.data->lang, n);
}

/* So much of a text as fits, with an ellipsis. */
static struct str fitting(struct arena *arena, struct str text, int width)
{
	struct str cut = text;

	if (chart_text_width(text, true) <= width)
		return text;
	while (cut.len > 0 &&
	       chart_text_width(cut, true) + chart_text_width(STR("…"), true) > width) {
		cut.len--;
		while (cut.len > 0 && ((unsigned char)cut.ptr[cut.len] & 0xC0) == 0x80)
			cut.len--;
	}
	return str_fmt(arena, "%.*s…", STR_ARG(str_trim(cut)));
}

/* ---- lines and what stands behind them ---- */

static void draw_zone(struct lines *l)
{
	struct chart_draw *d = &l->d;
	int x = l->xs[d->data->known_last];

	buf_add(&d->out, STR("<rect class=\"zona\""));
	chart_length(d, "x", x);
	chart_length(d, "y", d->top);
	chart_length(d, "width", d->right - x);
	chart_length(d, "height", d->bottom - d->top);
	buf_add(&d->out, STR("/>"));
}

static void draw_zone_start(struct lines *l)
{
	struct chart_draw *d = &l->d;
	int x = l->xs[d->data->known_last];
	struct chart_box box = chart_text_box(d->data->forecast, false, x, d->top, CHART_START);

	buf_add(&d->out, STR("<line class=\"nol\""));
	chart_length(d, "x1", x);
	chart_length(d, "x2", x);
	chart_length(d, "y1", d->top);
	chart_length(d, "y2", d->bottom);
	buf_add(&d->out, STR("/>"));
	/* Over the field, where no line comes. */
	if (d->data->forecast.len > 0 && box.right <= d->width)
		chart_text(d, NULL, d->data->forecast, x, d->top - 60, CHART_START);
}

static void draw_line(struct lines *l, size_t s)
{
	const struct chart_series *series = &l->d.data->series[s];

	buf_add_fmt(&l->d.out, "<polyline class=\"g-garis %s\" points=\"", line_css[s]);
	for (size_t i = 0; i + series->first < l->d.data->count; i++)
		buf_add_fmt(&l->d.out, "%s%d.%d,%d.%d", i == 0 ? "" : " ",
		            l->xs[i + series->first] / 10, l->xs[i + series->first] % 10,
		            l->ys[s][i] / 10, l->ys[s][i] % 10);
	buf_add(&l->d.out, STR("\"/>"));
}

/* Known points of the main line; the first also where all is forecast: it was counted. */
static void draw_points(struct lines *l)
{
	const struct chart_series *main_series = &l->d.data->series[0];

	for (size_t i = main_series->first; i <= l->d.data->known_last; i++) {
		buf_add(&l->d.out, STR("<circle class=\"ttk\""));
		chart_length(&l->d, "cx", l->xs[i]);
		chart_length(&l->d, "cy", l->ys[0][i - main_series->first]);
		buf_add(&l->d.out, STR(" r=\"3.4\"/>"));
	}
}

/* ---- texts among lines ---- */

static bool is_hit(const struct lines *l, struct chart_box box, size_t s)
{
	const struct chart_series *series = &l->d.data->series[s];
	const int *ys = l->ys[s];

	for (size_t i = 0; i + 1 + series->first < l->d.data->count; i++) {
		int from = l->xs[i + series->first];
		int to = l->xs[i + 1 + series->first];

		for (int x = from; x <= to; x += SAMPLE_STEP) {
			int y = ys[i] + (int)((int64_t)(ys[i + 1] - ys[i]) * (x - from) /
			                      (to - from > 0 ? to - from : 1));

			if (x > box.left - MARGIN && x < box.right + MARGIN &&
			    y > box.top - MARGIN && y < box.bottom + MARGIN)
				return true;
		}
	}
	return false;
}

static bool is_clear_of_lines(const struct lines *l, struct chart_box box)
{
	for (size_t s = 0; s < l->d.data->series_count; s++)
		if (is_hit(l, box, s))
			return false;
	return true;
}

/* Room for a text near y: over it, under it, further and further away. False when there is none. */
static bool text_place(const struct lines *l, struct str text, int x, enum chart_anchor anchor,
                       bool below_first, bool among_lines, int *y)
{
	int from = *y;

	for (int step = 0; step < 2 * l->d.height / SEARCH_STEP; step++) {
		bool below = (step % 2 == 0) == below_first;
		int way = (step / 2) * SEARCH_STEP;
		int base = below ? from + 170 + way : from - 80 - way;
		struct chart_box box = chart_text_box(text, true, x, base, anchor);

		if (box.top < 0 || box.bottom > l->d.bottom || !chart_box_is_free(&l->d, box) ||
		    (!among_lines && !is_clear_of_lines(l, box)))
			continue;
		*y = base;
		return true;
	}
	return false;
}

static void text_among_lines(struct lines *l, const char *css, struct str text, int x, int y,
                             enum chart_anchor anchor, bool below_first)
{
	if (text_place(l, text, x, anchor, below_first, false, &y) ||
	    text_place(l, text, x, anchor, below_first, true, &y))
		chart_text(&l->d, css, text, x, y, anchor);
}

/* What was counted: the first point of the main line and the last known one. */
static void draw_known_values(struct lines *l)
{
	const struct chart_data *data = l->d.data;
	const struct chart_series *series = &data->series[0];
	size_t known = data->known_last;

	text_among_lines(l, "t-tegas", number(l, series->values[0]), l->xs[series->first],
	                 l->ys[0][0], CHART_START, false);
	if (known > series->first)
		text_among_lines(l, "t-tegas", number(l, series->values[known - series->first]),
		                 l->xs[known] - 60, l->ys[0][known - series->first], CHART_END,
		                 true);
}

/* ---- names at the ends ---- */

static int end_y(const struct lines *l, size_t s)
{
	return l->ys[s][l->d.data->count - 1 - l->d.data->series[s].first];
}

/* The series from the highest end to the lowest. */
static void by_end(const struct lines *l, size_t order[CHART_SERIES_MAX])
{
	for (size_t s = 0; s < l->d.data->series_count; s++) {
		size_t at = s;

		for (; at > 0 && end_y(l, order[at - 1]) > end_y(l, s); at--)
			order[at] = order[at - 1];
		order[at] = s;
	}
}

/* Beside the field, name over value; pushed apart where ends are close. */
static void draw_names_wide(struct lines *l)
{
	size_t count = l->d.data->series_count;
	size_t order[CHART_SERIES_MAX];
	int ys[CHART_SERIES_MAX];
	int floor = l->d.bottom - LINE_HEIGHT + 60;

	by_end(l, order);
	for (size_t i = 0; i < count; i++) {
		ys[i] = end_y(l, order[i]) - 20;
		if (i > 0 && ys[i] < ys[i - 1] + LABEL_HEIGHT)
			ys[i] = ys[i - 1] + LABEL_HEIGHT;
	}
	for (size_t i = count; i-- > 0; floor = ys[i] - LABEL_HEIGHT)
		ys[i] = ys[i] > floor ? floor : ys[i];
	for (size_t i = 0; i < count; i++) {
		const struct chart_series *series = &l->d.data->series[order[i]];

		chart_text(&l->d, name_css[order[i]],
		           fitting(l->d.arena, series->name, l->d.width - l->d.right - 100),
		           l->d.right + 100, ys[i], CHART_START);
		chart_text(&l->d, NULL, number(l, last_value(l->d.data, order[i])),
		           l->d.right + 100, ys[i] + LINE_HEIGHT, CHART_START);
	}
}

/* Within the field: over the highest line, under the others. */
static void draw_names_narrow(struct lines *l)
{
	const struct chart_data *data = l->d.data;
	size_t order[CHART_SERIES_MAX];

	by_end(l, order);
	for (size_t i = 0; i < data->series_count; i++) {
		size_t s = order[i];
		bool falls = end_y(l, s) > l->ys[s][0];
		struct str value = number(l, last_value(data, s));
		int room = l->d.right - l->d.left - 200 - chart_text_width(value, true) - 160;
		struct str text = str_fmt(l->d.arena, "%.*s: %.*s",
		                          STR_ARG(fitting(l->d.arena, data->series[s].name, room)),
		                          STR_ARG(value));

		text_among_lines(l, name_css[s], text, l->d.right - 20, end_y(l, s), CHART_END,
		                 i > 0 || (data->series_count == 1 && falls));
	}
}

/* ---- the whole ---- */

/* How far a wide field reaches: what the longest name leaves. */
static int wide_right(const struct lines *l)
{
	const struct chart_data *data = l->d.data;
	int widest = 0;
	int right;

	for (size_t s = 0; s < data->series_count; s++) {
		int name = chart_text_width(data->series[s].name, true);
		int value = chart_text_width(number(l, last_value(data, s)), false);

		widest = name > widest ? name : widest;
		widest = value > widest ? value : widest;
	}
	right = l->d.width - 120 - widest;
	return right < l->d.left + FIELD_MIN ? l->d.left + FIELD_MIN : right;
}

static void lines_place(struct lines *l, const struct chart_data *data)
{
	int room;

	l->d.height = l->d.narrow ? NARROW_HEIGHT : WIDE_HEIGHT;
	l->d.bottom = l->d.height - 320;
	l->d.right = l->d.narrow ? l->d.width - 80 : wide_right(l);
	room = l->d.right - l->d.left;
	for (size_t i = 0; i < data->count; i++)
		l->xs[i] = data->count == 1
		                   ? l->d.left + room / 2
		                   : l->d.left + (int)(i * (size_t)room / (data->count - 1));
	for (size_t s = 0; s < data->series_count; s++)
		for (size_t i = 0; i + data->series[s].first < data->count; i++)
			l->ys[s][i] = chart_y(&l->d, data->series[s].values[i]);
}

static struct page_html draw(struct arena *arena, const struct chart_data *data, bool narrow)
{
	struct lines *l = ARENA_NEW(arena, struct lines);

	assert(data->known_last < data->count);
	l->d = chart_draw_new(arena, data, narrow, greatest_of(data));
	lines_place(l, data);
	chart_begin(&l->d, l->xs, l->d.top, l->d.bottom);
	if (data->known_last > 0)
		draw_zone(l);
	chart_grid(&l->d);
	chart_labels(&l->d, l->xs, narrow);
	if (data->known_last > 0)
		draw_zone_start(l);
	for (size_t s = data->series_count; s-- > 0;)
		draw_line(l, s);
	draw_points(l);
	if (narrow)
		draw_names_narrow(l);
	else
		draw_names_wide(l);
	draw_known_values(l);
	return chart_end(&l->d);
}

struct chart chart_lines(struct arena *arena, const struct chart_data *data)
{
	return (struct chart){
		.wide = draw(arena, data, false),
		.narrow = draw(arena, data, true),
	};
}
