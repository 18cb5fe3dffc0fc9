/* SPDX-License-Identifier: Apache-2.0 */
/* Charts: what stands in them, and that all of it lies inside and nothing upon another. */
/* cmocka.h needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "page/chart.h"

#define ARENA_BYTES_MAX (64u << 20)
#define BOXES_MAX       200

static int setup(void **state)
{
	*state = arena_new(ARENA_BYTES_MAX);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

#define test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

/* ---- reading a drawing ---- */

/* Cut the next tag off: "<text x="1">" without its brackets, and the text behind it. */
static bool next_tag(struct str *rest, struct str *tag, struct str *text)
{
	ptrdiff_t start = str_find_char(*rest, '<');
	ptrdiff_t end = str_find_char(*rest, '>');
	ptrdiff_t after;

	if (start < 0)
		return false;
	*tag = str_sub(*rest, (size_t)start + 1, (size_t)(end - start) - 1);
	*rest = str_sub(*rest, (size_t)end + 1, rest->len);
	after = str_find_char(*rest, '<');
	*text = str_sub(*rest, 0, after < 0 ? rest->len : (size_t)after);
	return true;
}

static struct str attribute(struct arena *arena, struct str tag, const char *name)
{
	struct str mark = str_fmt(arena, " %s=\"", name);
	ptrdiff_t at = str_find(tag, mark);
	struct str value;

	if (at < 0)
		return STR("");
	value = str_sub(tag, (size_t)at + mark.len, tag.len);
	return str_sub(value, 0, (size_t)str_find_char(value, '"'));
}

/* "12.5" as 125; fails on anything else: there is no "nan" and no exponent. */
static int tenths(struct str text)
{
	struct str whole;
	int64_t n = 0, part = 0;
	bool negative = str_starts(text, STR("-"));

	text = str_sub(text, negative ? 1 : 0, text.len);
	assert_true(str_cut(&text, '.', &whole) && str_is_digits(whole) && str_int(whole, &n));
	if (text.len > 0)
		assert_true(text.len == 1 && str_is_digits(text) && str_int(text, &part));
	return (int)(negative ? -(n * 10 + part) : n * 10 + part);
}

static int length_of(struct arena *arena, struct str tag, const char *name)
{
	struct str value = attribute(arena, tag, name);

	return value.len == 0 ? 0 : tenths(value);
}

struct box {
	int left;
	int right;
	int top;
	int bottom;
	struct str text;
};

/* What was found in a drawing. */
struct drawing {
	int width;
	int height;
	struct box boxes[BOXES_MAX];
	size_t box_count;
	int texts;
	int rects;
	int lines;
	int polylines;
	int circles;
};

static void assert_inside(const struct drawing *d, int x, int y, struct str tag)
{
	if (x < 0 || x > d->width || y < 0 || y > d->height)
		fail_msg("%d,%d is outside: %.*s", x, y, STR_ARG(tag));
}

static void text_read(struct arena *arena, struct drawing *d, struct str tag, struct str text)
{
	struct str anchor = attribute(arena, tag, "text-anchor");
	bool bold = attribute(arena, tag, "class").len > 0;
	int width = (int)text_length(text) * (bold ? 72 : 66);
	int x = length_of(arena, tag, "x");
	int y = length_of(arena, tag, "y");
	struct box box = { .left = x, .top = y - 95, .bottom = y + 25, .text = text };

	box.left -= anchor.len == 0 ? 0 : str_eq(anchor, STR("middle")) ? width / 2 : width;
	box.right = box.left + width;
	assert_inside(d, box.left, box.top, tag);
	assert_inside(d, box.right, box.bottom, tag);
	for (size_t i = 0; i < d->box_count; i++) {
		const struct box *other = &d->boxes[i];

		if (box.left < other->right && other->left < box.right && box.top < other->bottom &&
		    other->top < box.bottom)
			fail_msg("\"%.*s\" lies on \"%.*s\"", STR_ARG(text), STR_ARG(other->text));
	}
	assert_in_range(d->box_count, 0, BOXES_MAX - 1);
	d->boxes[d->box_count++] = box;
	d->texts++;
}

static void polyline_read(struct arena *arena, struct drawing *d, struct str tag)
{
	struct str points = attribute(arena, tag, "points");
	struct str point, x;

	while (str_cut(&points, ' ', &point)) {
		assert_true(str_cut(&point, ',', &x));
		assert_inside(d, tenths(x), tenths(point), tag);
	}
	d->polylines++;
}

static void shape_read(struct arena *arena, struct drawing *d, struct str tag)
{
	int x = length_of(arena, tag, "x");
	int y = length_of(arena, tag, "y");

	if (str_starts(tag, STR("rect "))) {
		assert_inside(d, x, y, tag);
		assert_inside(d, x + length_of(arena, tag, "width"),
		              y + length_of(arena, tag, "height"), tag);
		assert_true(length_of(arena, tag, "height") > 0);
		d->rects++;
	} else if (str_starts(tag, STR("line "))) {
		assert_inside(d, length_of(arena, tag, "x1"), length_of(arena, tag, "y1"), tag);
		assert_inside(d, length_of(arena, tag, "x2"), length_of(arena, tag, "y2"), tag);
		d->lines++;
	} else if (str_starts(tag, STR("circle "))) {
		assert_inside(d, length_of(arena, tag, "cx"), length_of(arena, tag, "cy"), tag);
		d->circles++;
	}
}

/* Read a drawing and check what holds for every one. */
static struct drawing drawing_of(struct arena *arena, struct page_html html)
{
	struct drawing d = { 0 };
	struct str rest = html.markup;
	struct str tag, text, view;

	assert_true(next_tag(&rest, &tag, &text));
	assert_true(str_starts(tag, STR("svg ")));
	assert_true(str_find(tag, STR("role=\"img\"")) > 0);
	assert_true(str_find(tag, STR("style=")) < 0);
	view = attribute(arena, tag, "viewBox");
	assert_true(str_starts(view, STR("0 0 ")));
	view = str_sub(view, 4, view.len);
	assert_true(str_cut(&view, ' ', &text));
	d.width = tenths(text);
	d.height = tenths(view);
	while (next_tag(&rest, &tag, &text)) {
		if (str_starts(tag, STR("text")))
			text_read(arena, &d, tag, text);
		else if (str_starts(tag, STR("polyline ")))
			polyline_read(arena, &d, tag);
		else
			shape_read(arena, &d, tag);
	}
	return d;
}

static void assert_has(struct page_html html, const char *part)
{
	if (str_find(html.markup, str_of(part)) < 0)
		fail_msg("\"%s\" is not in:\n%.*s", part, STR_ARG(html.markup));
}

static void assert_has_not(struct page_html html, const char *part)
{
	if (str_find(html.markup, str_of(part)) >= 0)
		fail_msg("\"%s\" is in:\n%.*s", part, STR_ARG(html.markup));
}

/* ---- what is drawn ---- */

static const struct str years[] = {
	STR_INIT("1 Jan 2021"), STR_INIT("2021"), STR_INIT("2022"), STR_INIT("2023"),
	STR_INIT("2024"),       STR_INIT("2025"), STR_INIT("2026"), STR_INIT("2027"),
	STR_INIT("2028"),       STR_INIT("2029"), STR_INIT("2030"), STR_INIT("2031"),
	STR_INIT("2032"),       STR_INIT("2033"), STR_INIT("2034"), STR_INIT("2035"),
};
static const int64_t falling[] = { 9122, 8526, 8301, 8066, 7825, 7584, 7364, 7145,
	                           6924, 6665, 6428, 6200, 6000, 5800, 5600, 5400 };
static const int64_t steady[] = { 9122, 8821, 8946, 9061, 9165, 9268, 9392, 9516,
	                          9638, 9721, 9826, 9900, 9950, 9990, 9995, 9999 };
static const int64_t zeros[16] = { 0 };

static struct chart_data data_of(const struct chart_series *series, size_t series_count,
                                 size_t count)
{
	return (struct chart_data){
		.id = "g1",
		.title = STR("Jumlah pegawai"),
		.finding = STR("Turun dari 9.122 menjadi 6.428."),
		.lang = LANG_ID,
		.labels = years,
		.count = count,
		.series = series,
		.series_count = series_count,
		.forecast = STR("Proyeksi →"),
	};
}

static void steps_of_a_grid_are_round_and_reach_the_greatest_value(void **state)
{
	static const struct {
		int64_t greatest;
		int steps;
		int64_t step;
		int64_t top;
	} rows[] = {
		{ 0, 4, 1, 1 },           { 1, 4, 1, 1 },
		{ 4, 4, 1, 4 },           { 5, 4, 2, 6 },
		{ 596, 3, 200, 600 },     { 600, 3, 200, 600 },
		{ 601, 3, 300, 900 },     { 9122, 4, 3000, 12000 },
		{ 9122, 3, 4000, 12000 }, { 1000000, 4, 300000, 1200000 },
		{ 99, 4, 30, 120 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct chart_scale scale = chart_scale(rows[i].greatest, rows[i].steps);

		assert_int_equal(scale.step, rows[i].step);
		assert_int_equal(scale.top, rows[i].top);
	}
}

static void lines_are_named_at_their_ends_and_told_apart_by_dashes(void **state)
{
	const struct chart_series series[] = { { STR_INIT("Formasi 350/tahun"), steady, 0 },
		                               { STR_INIT("Tanpa rekrutmen"), falling, 0 } };
	struct chart_data data = data_of(series, 2, 11);
	struct chart chart = chart_lines(*state, &data);
	struct drawing wide = drawing_of(*state, chart.wide);
	struct drawing narrow = drawing_of(*state, chart.narrow);

	assert_int_equal(wide.width, 6400);
	assert_true(narrow.width <= 3400);
	assert_int_equal(wide.polylines, 2);
	assert_int_equal(narrow.polylines, 2);
	assert_int_equal(wide.lines, 5);
	assert_int_equal(narrow.lines, 4);
	assert_int_equal(wide.circles, 1);
	assert_has(chart.wide, "class=\"g-garis w-soga\"");
	assert_has(chart.wide, "class=\"label-seri t-soga\"");
	assert_has(chart.wide, ">Tanpa rekrutmen</text>");
	assert_has(chart.wide, ">6.428</text>");
	assert_has(chart.narrow, ">Tanpa rekrutmen: 6.428</text>");
	assert_has(chart.wide, ">12.000</text>");
	assert_has(chart.wide, "aria-labelledby=\"g1-j g1-d\"");
	assert_has(chart.wide, "<title id=\"g1-j\">Jumlah pegawai</title>");
	assert_has(chart.narrow, "<desc id=\"g1n-d\">Turun dari 9.122 menjadi 6.428.</desc>");
	assert_has_not(chart.wide, "zona");
}

static void forecast_is_a_zone_behind_what_is_known(void **state)
{
	const struct chart_series series[] = { { STR_INIT("Formasi"), steady, 0 },
		                               { STR_INIT("Tanpa"), falling, 4 },
		                               { STR_INIT("Kebutuhan"), steady, 4 } };
	struct chart_data data = data_of(series, 3, 12);
	struct chart chart;
	struct drawing wide;

	data.known_last = 4;
	chart = chart_lines(*state, &data);
	wide = drawing_of(*state, chart.wide);
	assert_int_equal(wide.rects, 1);
	assert_int_equal(wide.circles, 5);
	assert_has(chart.wide, ">Proyeksi →</text>");
	assert_has(chart.wide, "class=\"nol\"");
	drawing_of(*state, chart.narrow);
}

/* Ends on one spot, names longer than there is room, few and many points, zero and very much. */
static void nothing_overlaps_or_leaves_the_drawing(void **state)
{
	static const int64_t huge[16] = { 4300000, 4200000, 4100000, 4000000, 3900000, 3800000,
		                          3700000, 3600000, 3500000, 3400000, 3300000, 3200000,
		                          3100000, 3000000, 2900000, 2800000 };
	static const int64_t up[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
	const int64_t *const values[] = { zeros, huge, up, falling, steady };
	const struct str name = STR("Formasi 1.000.000/tahun menurut usulan unit");

	for (size_t v = 0; v < COUNT(values); v++)
		for (size_t count = 1; count <= 16; count++)
			for (size_t n = 1; n <= CHART_SERIES_MAX; n++) {
				struct chart_series series[CHART_SERIES_MAX];
				struct chart_data data = data_of(series, n, count);
				struct chart chart;

				for (size_t i = 0; i < n; i++)
					series[i] = (struct chart_series){ name, values[v], 0 };
				data.known_last = count / 3;
				chart = chart_lines(*state, &data);
				drawing_of(*state, chart.wide);
				drawing_of(*state, chart.narrow);
				chart = chart_bars(*state, &data);
				drawing_of(*state, chart.wide);
				drawing_of(*state, chart.narrow);
			}
}

static void greatest_numbers_do_not_overflow(void **state)
{
	static const int64_t most[] = { INT64_MAX / 4, INT64_MAX / 8, 0, 1 };
	const struct chart_series series[] = { { STR_INIT("A"), most, 0 } };
	struct chart_data data = data_of(series, 1, 4);
	struct chart chart = chart_lines(*state, &data);

	assert_int_equal(drawing_of(*state, chart.wide).polylines, 1);
}

static void bars_are_stacked_with_their_totals_on_top(void **state)
{
	static const int64_t a[] = { 210, 80, 0 };
	static const int64_t b[] = { 386, 145, 0 };
	const struct chart_series series[] = { { STR_INIT("Guru"), a, 0 },
		                               { STR_INIT("Pelaksana"), b, 0 } };
	struct chart_data data = data_of(series, 2, 3);
	struct chart chart = chart_bars(*state, &data);
	struct drawing wide = drawing_of(*state, chart.wide);

	assert_int_equal(wide.rects, 4);
	assert_has(chart.wide, "class=\"b2\"");
	assert_has(chart.wide, ">596</text>");
	assert_has(chart.wide, ">225</text>");
	assert_has(chart.wide, ">600</text>");
}

/* What app.js reads: as many lengths as labels, a row for each series. */
static void read_out_is_json_in_an_attribute(void **state)
{
	const struct chart_series series[] = { { STR_INIT("\"A\" & <b>'"), steady, 0 },
		                               { STR_INIT("Tanpa"), falling, 1 } };
	struct chart_data data = data_of(series, 2, 3);
	struct chart chart = chart_lines(*state, &data);
	struct str rest = chart.wide.markup;
	struct str tag, text;

	assert_true(next_tag(&rest, &tag, &text));
	text = attribute(*state, tag, "data-seri");
	assert_true(str_starts(text, STR("{&quot;x&quot;: [")));
	assert_true(str_find(text, STR("\\&quot;A\\&quot; &amp; &lt;b&gt;&#39; 9.122")) > 0);
	assert_true(str_find(text, STR("[&quot;&quot;, &quot;Tanpa 9.122&quot;")) > 0);
	assert_has_not(chart.wide, "<b>");
	assert_has_not(chart.narrow, "<b>");
	assert_has_not(chart.narrow, "data-seri");
}

static void share_fills_its_bar(void **state)
{
	assert_has(chart_share(*state, 41, 100), "<rect width=\"41.0\"");
	assert_has(chart_share(*state, 1, 3), "<rect width=\"33.3\"");
	assert_has(chart_share(*state, 0, 0), "<rect width=\"0.0\"");
	assert_has(chart_share(*state, 7, 5), "<rect width=\"100.0\"");
	assert_has(chart_share(*state, -7, 5), "<rect width=\"0.0\"");
	assert_has(chart_share(*state, INT64_MAX / 2, INT64_MAX), "<rect width=\"50.0\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(steps_of_a_grid_are_round_and_reach_the_greatest_value),
		test(lines_are_named_at_their_ends_and_told_apart_by_dashes),
		test(forecast_is_a_zone_behind_what_is_known),
		test(nothing_overlaps_or_leaves_the_drawing),
		test(greatest_numbers_do_not_overflow),
		test(bars_are_stacked_with_their_totals_on_top),
		test(read_out_is_json_in_an_attribute),
		test(share_fills_its_bar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
