/* SPDX-License-Identifier: Apache-2.0 */
#include "page/chart_draw.h"

#include <assert.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "i18n/words.h"
#include "page/put.h"

/* Plus Jakarta Sans at 13 px, plain and bold, in tenths a letter; other faces are narrower. */
#define LETTER      74
#define LETTER_BOLD 78
/*
 * A phone of 320 px leaves 254 to a card's inside: 13 units of 270 are 12.2 px there, and 15.6 at
 * 390. The style sheet keeps it from growing further.
 */
#define WIDE   6400
#define NARROW 2700
#define ASCENT      105 /* of a line of text above its base */
#define DESCENT     35
#define GAP         80  /* between two labels of the axis */

struct chart_scale chart_scale(int64_t greatest, int steps)
{
	static const int64_t nice[] = { 1, 2, 3, 4, 5, 10 };
	int64_t need = greatest <= 0 ? 1 : (greatest - 1) / steps + 1;
	int64_t power = 1;
	struct chart_scale scale;

	while (power <= need / 10)
		power *= 10;
	scale.step = power * 10;
	for (size_t i = 0; i < COUNT(nice); i++) {
		if (nice[i] * power < need)
			continue;
		scale.step = nice[i] * power;
		break;
	}
	scale.top = greatest <= 0 ? scale.step : ((greatest - 1) / scale.step + 1) * scale.step;
	return scale;
}

int chart_text_width(struct str text, bool bold)
{
	return (int)text_length(text) * (bold ? LETTER_BOLD : LETTER);
}

int chart_y(const struct chart_draw *d, int64_t value)
{
	int64_t room = d->bottom - d->top;
	int64_t whole = value / d->scale.top;
	int64_t rest = value % d->scale.top;

	/* Values near 2^63 must not overflow; no chart has a field of 2^20 tenths. */
	if (d->scale.top > INT64_MAX / (1 << 20))
		rest = rest / (1 << 20) * room / (d->scale.top / (1 << 20));
	else
		rest = (2 * rest * room + d->scale.top) / (2 * d->scale.top);
	return d->bottom - (int)(whole * room + rest);
}

struct chart_draw chart_draw_new(struct arena *arena, const struct chart_data *data, bool narrow,
                                 int64_t greatest)
{
	struct chart_draw d = {
		.arena = arena,
		.data = data,
		.narrow = narrow,
		.width = narrow ? NARROW : WIDE,
	};
	int numbers;

	assert(data->count >= 1 && data->count <= CHART_POINTS_MAX);
	assert(data->series_count >= 1 && data->series_count <= CHART_SERIES_MAX);
	buf_init(&d.out, arena);
	d.scale = chart_scale(greatest, narrow ? 3 : 4);
	numbers = chart_text_width(words_number(arena, data->lang, d.scale.top), false);
	d.left = numbers + 80 < 400 && !narrow ? 400 : numbers + 80;
	d.top = 220;
	d.right = d.width;
	return d;
}

struct chart_box chart_text_box(struct str text, bool bold, int x, int y, enum chart_anchor anchor)
{
	int width = chart_text_width(text, bold);
	int left = anchor == CHART_START ? x : anchor == CHART_MIDDLE ? x - width / 2 : x - width;

	return (struct chart_box){ left, left + width, y - ASCENT, y + DESCENT };
}

bool chart_box_is_free(const struct chart_draw *d, struct chart_box box)
{
	for (size_t i = 0; i < d->box_count; i++) {
		const struct chart_box *other = &d->boxes[i];

		if (box.left < other->right && other->left < box.right && box.top < other->bottom &&
		    other->top < box.bottom)
			return false;
	}
	return true;
}

void chart_length(struct chart_draw *d, const char *name, int length)
{
	buf_add_fmt(&d->out, " %s=\"%s%d", name, length < 0 ? "-" : "",
	            (length < 0 ? -length : length) / 10);
	if (length % 10 != 0)
		buf_add_fmt(&d->out, ".%d", (length < 0 ? -length : length) % 10);
	buf_add_char(&d->out, '"');
}

/* The writer of pages, onto a drawing: for what must be escaped. */
static struct page page_of(struct chart_draw *d)
{
	return (struct page){ .arena = d->arena, .out = &d->out, .lang = d->data->lang };
}

static void put_text(struct chart_draw *d, struct str text)
{
	struct page page = page_of(d);

	page_text_str(&page, text);
}

void chart_text(struct chart_draw *d, const char *css, struct str text, int x, int y,
                enum chart_anchor anchor)
{
	assert(d->box_count < CHART_TEXTS_MAX);
	d->boxes[d->box_count++] = chart_text_box(text, css != NULL, x, y, anchor);
	buf_add(&d->out, STR("<text"));
	if (css != NULL)
		buf_add_fmt(&d->out, " class=\"%s\"", css);
	chart_length(d, "x", x);
	chart_length(d, "y", y);
	if (anchor != CHART_START)
		buf_add_fmt(&d->out, " text-anchor=\"%s\"",
		            anchor == CHART_MIDDLE ? "middle" : "end");
	buf_add_char(&d->out, '>');
	put_text(d, text);
	buf_add(&d->out, STR("</text>"));
}

/* ---- the pointer's read-out, for web/js/app.js ---- */

static const struct err *into_buf(void *arg, struct str bytes)
{
	buf_add(arg, bytes);
	return NULL;
}

static void json_lengths(struct json *json, const int *xs, size_t count)
{
	json_key(json, STR("x"));
	json_array_compact(json);
	for (size_t i = 0; i < count; i++)
		json_fixed(json, xs[i], 1);
	json_close(json);
}

static void json_readings(struct json *json, const struct chart_draw *d)
{
	const struct chart_data *data = d->data;

	json_array_compact(json);
	for (size_t i = 0; i < data->count; i++)
		json_str(json, data->labels[i]);
	json_close(json);
	for (size_t s = 0; s < data->series_count; s++) {
		const struct chart_series *series = &data->series[s];

		json_array_compact(json);
		for (size_t i = 0; i < data->count; i++) {
			struct str number = STR("");

			if (i >= series->first)
				number = words_number(d->arena, data->lang,
				                      series->values[i - series->first]);
			json_str(json, number.len == 0
			                       ? number
			                       : str_fmt(d->arena, "%.*s %.*s",
			                                 STR_ARG(series->name), STR_ARG(number)));
		}
		json_close(json);
	}
}

static struct str read_out(struct chart_draw *d, const int *xs, int top, int bottom)
{
	struct buf text;
	struct json *json;

	buf_init(&text, d->arena);
	json = json_new(d->arena, into_buf, &text);
	json_object_compact(json);
	json_lengths(json, xs, d->data->count);
	json_put_int(json, STR("y0"), top / 10);
	json_put_int(json, STR("y1"), bottom / 10);
	json_put_int(json, STR("lebar"), d->width / 10);
	json_key(json, STR("baris"));
	json_array_compact(json);
	json_readings(json, d);
	json_close(json);
	json_close(json);
	json_end(json);
	return str_trim(str_sub(buf_str(&text), 0, text.len));
}

/* ---- frame ---- */

void chart_begin(struct chart_draw *d, const int *xs, int read_top, int read_bottom)
{
	const char *id = d->data->id;
	const char *form = d->narrow ? "n" : "";
	struct page page = page_of(d);

	buf_add_fmt(&d->out,
	            "<svg class=\"gambar-grafik%s\" viewBox=\"0 0 %d %d\" role=\"img\" "
	            "aria-labelledby=\"%s%s-j %s%s-d\"",
	            d->narrow ? "" : " lebar-saja", d->width / 10, d->height / 10, id, form, id,
	            form);
	if (!d->narrow) {
		buf_add(&d->out, STR(" data-seri=\""));
		page_attr_str(&page, read_out(d, xs, read_top, read_bottom));
		buf_add_char(&d->out, '"');
	}
	buf_add_fmt(&d->out, "><title id=\"%s%s-j\">", id, form);
	put_text(d, d->data->title);
	buf_add_fmt(&d->out, "</title><desc id=\"%s%s-d\">", id, form);
	put_text(d, d->data->finding);
	buf_add(&d->out, STR("</desc>"));
}

void chart_grid(struct chart_draw *d)
{
	for (int64_t value = 0; value <= d->scale.top; value += d->scale.step) {
		int y = chart_y(d, value);

		buf_add_fmt(&d->out, "<line class=\"%s\"", value == 0 ? "dasar" : "kisi-grafik");
		chart_length(d, "x1", d->left);
		chart_length(d, "x2", d->right);
		chart_length(d, "y1", y);
		chart_length(d, "y2", y);
		buf_add(&d->out, STR("/>"));
		chart_text(d, NULL, words_number(d->arena, d->data->lang, value), d->left - 80,
		           y + 40, CHART_END);
		if (value > INT64_MAX - d->scale.step)
			break;
	}
}

/* Where a label stands: under its point, but within the drawing. */
struct label {
	int x;
	enum chart_anchor anchor;
	struct chart_box box;
};

static struct label label_at(const struct chart_draw *d, const int *xs, size_t i, bool ends_inside)
{
	struct label label = { .x = xs[i], .anchor = CHART_MIDDLE };
	int half = chart_text_width(d->data->labels[i], false) / 2;

	if (ends_inside && d->data->count > 1 && i == 0)
		label.anchor = CHART_START;
	else if (ends_inside && d->data->count > 1 && i == d->data->count - 1)
		label.anchor = CHART_END;
	else if (label.x < half)
		label.x = half;
	else if (label.x > d->width - half)
		label.x = d->width - half;
	label.box = chart_text_box(d->data->labels[i], false, label.x, d->bottom + 200,
	                           label.anchor);
	return label;
}

/* Every which-th label, counted from the last; and the first. */
static bool label_is_due(const struct chart_draw *d, size_t i, size_t every)
{
	return i == 0 || (d->data->count - 1 - i) % every == 0;
}

static bool labels_fit(const struct chart_draw *d, const int *xs, size_t every, bool ends_inside)
{
	int end = INT32_MIN / 2;

	for (size_t i = 0; i < d->data->count; i++) {
		struct chart_box box;

		if (!label_is_due(d, i, every))
			continue;
		box = label_at(d, xs, i, ends_inside).box;
		if (box.left < end + GAP)
			return false;
		end = box.right;
	}
	return true;
}

void chart_labels(struct chart_draw *d, const int *xs, bool ends_inside)
{
	size_t every = 1;
	bool last_only;

	while (every < d->data->count && !labels_fit(d, xs, every, ends_inside))
		every++;
	/* Two labels that do not even fit alone: the last says more. */
	last_only = d->data->count > 1 && !labels_fit(d, xs, every, ends_inside);
	for (size_t i = last_only ? d->data->count - 1 : 0; i < d->data->count; i++) {
		struct label label;

		if (!label_is_due(d, i, every))
			continue;
		label = label_at(d, xs, i, ends_inside);
		chart_text(d, NULL, d->data->labels[i], label.x, d->bottom + 200, label.anchor);
	}
}

struct page_html chart_end(struct chart_draw *d)
{
	buf_add(&d->out, STR("</svg>"));
	return (struct page_html){ buf_str(&d->out) };
}

struct page_html chart_share(struct arena *arena, int64_t part, int64_t whole)
{
	int64_t tenths = whole <= 0 || part <= 0 ? 0 : part >= whole ? 1000 : 0;

	if (whole > 0 && part > 0 && part < whole)
		tenths = whole > INT64_MAX / 1000 ? part / (whole / 1000) : part * 1000 / whole;
	return (struct page_html){ str_fmt(
		arena,
		"<svg class=\"bilah\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" "
		"aria-hidden=\"true\"><rect width=\"%d.%d\" height=\"8\"/></svg>",
		(int)(tenths > 1000 ? 1000 : tenths) / 10,
		(int)(tenths > 1000 ? 1000 : tenths) % 10) };
}
