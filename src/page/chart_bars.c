/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "base/arena.h"
#include "i18n/words.h"
#include "page/chart_draw.h"

#define WIDE_HEIGHT   2500
#define NARROW_HEIGHT 2100
#define GAP           10   /* between two parts of a bar: 1 unit of paper */
#define BAR_MAX       520  /* one bar alone is no wall */

static int64_t total_of(const struct chart_data *data, size_t point)
{
	int64_t total = 0;

	for (size_t s = 0; s < data->series_count; s++) {
		assert(data->series[s].values[point] >= 0);
		total += data->series[s].values[point];
	}
	return total;
}

static int64_t greatest_of(const struct chart_data *data)
{
	int64_t greatest = 0;

	for (size_t i = 0; i < data->count; i++)
		greatest = total_of(data, i) > greatest ? total_of(data, i) : greatest;
	return greatest;
}

static void draw_part(struct chart_draw *d, size_t series, int x, int width, int top, int bottom)
{
	if (bottom - top < GAP)
		return;
	buf_add_fmt(&d->out, "<rect class=\"b%zu\"", series + 1);
	chart_length(d, "x", x);
	chart_length(d, "width", width);
	chart_length(d, "y", top);
	chart_length(d, "height", bottom - top - (bottom - top > 2 * GAP ? GAP : 0));
	buf_add(&d->out, STR("/>"));
}

/* Parts stand where their running sum does, so that a bar ends exactly at its total. */
static void draw_bar(struct chart_draw *d, size_t point, int middle, int width)
{
	int64_t sum = 0;
	int below = d->bottom;

	for (size_t s = 0; s < d->data->series_count; s++) {
		int y;

		sum += d->data->series[s].values[point];
		y = chart_y(d, sum);
		draw_part(d, s, middle - width / 2, width, y, below);
		below = y;
	}
}

static void draw_total(struct chart_draw *d, size_t point, int middle)
{
	struct str total = words_number(d->arena, d->data->lang, total_of(d->data, point));
	int half = chart_text_width(total, true) / 2;
	int y = chart_y(d, total_of(d->data, point)) - 60;
	int x = middle > d->width - half ? d->width - half : middle;

	if (chart_box_is_free(d, chart_text_box(total, true, x, y, CHART_MIDDLE)))
		chart_text(d, "t-tegas", total, x, y, CHART_MIDDLE);
}

/* Totals on top of all bars, of every other, …: as many as fit side by side. */
static void draw_totals(struct chart_draw *d, const int *xs, int pitch)
{
	size_t every = 1;
	int widest = 0;

	for (size_t i = 0; i < d->data->count; i++) {
		struct str total = words_number(d->arena, d->data->lang, total_of(d->data, i));
		int width = chart_text_width(total, true);

		widest = width > widest ? width : widest;
	}
	while ((int)every * pitch < widest + 30 && every < d->data->count)
		every++;
	for (size_t i = 0; i < d->data->count; i += every)
		draw_total(d, i, xs[i]);
}

static struct page_html draw(struct arena *arena, const struct chart_data *data, bool narrow)
{
	struct chart_draw d = chart_draw_new(arena, data, narrow, greatest_of(data));
	int xs[CHART_POINTS_MAX];
	int pitch = (d.right - d.left) / (int)data->count;
	int width = pitch * 62 / 100 > BAR_MAX ? BAR_MAX : pitch * 62 / 100;

	d.height = narrow ? NARROW_HEIGHT : WIDE_HEIGHT;
	d.bottom = d.height - 280;
	for (size_t i = 0; i < data->count; i++)
		xs[i] = d.left + pitch / 2 + (int)i * pitch;
	chart_begin(&d, xs, d.top, d.bottom);
	chart_grid(&d);
	for (size_t i = 0; i < data->count; i++)
		draw_bar(&d, i, xs[i], width);
	draw_totals(&d, xs, pitch);
	chart_labels(&d, xs, false);
	return chart_end(&d);
}

struct chart chart_bars(struct arena *arena, const struct chart_data *data)
{
	return (struct chart){
		.wide = draw(arena, data, false),
		.narrow = draw(arena, data, true),
	};
}
