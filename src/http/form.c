/* SPDX-License-Identifier: Apache-2.0 */
#include "http/http.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"

#define ZONE_HOURS_AROUND 7 /* two-digit years only need to know about when it is */

/* What reading one field needs and where it puts the result. */
struct reading {
	struct ctx *c;
	const struct form_field *row;
	struct str text; /* trimmed */
	void *target;
	struct form_errors *errors;
};

static void refuse(const struct reading *r, const char *message, struct str value)
{
	struct form_errors *errors = r->errors;

	if (errors->count < FORM_ERRORS_MAX)
		errors->all[errors->count++] = err_new(r->c->arena, ERR_INVALID,
		                                       str_of(r->row->name), message, value);
}

static struct str number(const struct reading *r, int64_t n)
{
	return str_fmt(r->c->arena, "%lld", (long long)n);
}

/* Line ends as \n, or as a space where the field is one line. */
static struct str lines_unified(struct arena *arena, struct str text, char line_end)
{
	char *ptr = arena_alloc(arena, text.len);
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n')
			continue;
		if (c == '\r' || c == '\n')
			c = line_end;
		if (c == '\t' && line_end == ' ')
			c = ' ';
		ptr[len++] = c;
	}
	return (struct str){ ptr, len };
}

static void read_text(const struct reading *r)
{
	char line_end = r->row->kind == FORM_LINES ? '\n' : ' ';
	struct str text = lines_unified(r->c->arena, r->text, line_end);
	int64_t length = (int64_t)text_length(text);

	assert(r->row->max > 0 && r->row->min <= r->row->max);
	if (length > r->row->max)
		refuse(r, "form.too_long", number(r, r->row->max));
	else if (length < r->row->min)
		refuse(r, "form.too_short", number(r, r->row->min));
	else
		*(struct str *)r->target = text;
}

/* 1.234.567 without its dots; false when a dot stands where no thousand ends. */
static bool ungroup(struct arena *arena, struct str text, struct str *out)
{
	char *ptr = arena_alloc(arena, text.len);
	bool grouped = str_find_char(text, '.') >= 0;
	size_t len = 0;
	size_t first = text.len > 0 && text.ptr[0] == '-' ? 1 : 0;

	if (grouped && (text.len - first) % 4 == 0)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		bool at_dot = (text.len - i) % 4 == 0;

		if (grouped && i >= first && (text.ptr[i] == '.') != at_dot)
			return false;
		if (text.ptr[i] != '.')
			ptr[len++] = text.ptr[i];
	}
	*out = (struct str){ ptr, len };
	return true;
}

static void read_int(const struct reading *r)
{
	struct str digits;
	int64_t n;

	if (!ungroup(r->c->arena, r->text, &digits) || !str_int(digits, &n))
		refuse(r, "form.number", STR(""));
	else if (n < r->row->min || n > r->row->max)
		refuse(r, "form.number_range",
		       str_fmt(r->c->arena, "%lld–%lld", (long long)r->row->min,
		               (long long)r->row->max));
	else
		*(int64_t *)r->target = n;
}

static void read_date(const struct reading *r)
{
	struct date around = date_of_instant(r->c->now, ZONE_HOURS_AROUND);
	struct date date;

	switch (date_read_loose(r->text, around, &date)) {
	case DATE_READ_OK: *(struct date *)r->target = date; break;
	case DATE_READ_NONE:
		if (r->row->required)
			refuse(r, "form.required", STR(""));
		else
			*(struct date *)r->target = date_open();
		break;
	case DATE_READ_IMPOSSIBLE:
	case DATE_READ_UNKNOWN: refuse(r, "form.date", STR("")); break;
	}
}

/* A field that was left out, or holds nothing. */
static void read_nothing(const struct reading *r)
{
	if (r->row->required)
		refuse(r, "form.required", STR(""));
	else if (r->row->kind == FORM_DATE)
		*(struct date *)r->target = date_open();
}

static void set_zero(enum form_kind kind, void *target)
{
	switch (kind) {
	case FORM_TEXT:
	case FORM_LINES: *(struct str *)target = STR(""); break;
	case FORM_INT:   *(int64_t *)target = 0; break;
	case FORM_DATE:  *(struct date *)target = (struct date){ 0 }; break;
	case FORM_FLAG:  *(bool *)target = false; break;
	}
}

static void read_one(const struct reading *r, const struct http_fields *fields)
{
	set_zero(r->row->kind, r->target);
	/* They are gone from what is shown again; is the rest right? Only its writer knows. */
	if (http_field_is_cut(fields, r->row->name)) {
		refuse(r, "form.control", STR(""));
		return;
	}
	if (r->row->kind == FORM_FLAG) {
		*(bool *)r->target = http_field_has(fields, r->row->name);
		if (r->row->required && !*(bool *)r->target)
			refuse(r, "form.required", STR(""));
	} else if (r->text.len == 0) {
		read_nothing(r);
	} else if (r->row->kind == FORM_INT) {
		read_int(r);
	} else if (r->row->kind == FORM_DATE) {
		read_date(r);
	} else {
		read_text(r);
	}
}

void form_read(struct ctx *c, const struct http_fields *fields, const struct form_field *rows,
               size_t count, void *out, struct form_errors *errors)
{
	*errors = (struct form_errors){ .count = 0 };
	for (size_t i = 0; i < count; i++) {
		struct reading r = {
			.c = c,
			.row = &rows[i],
			.text = str_trim(http_field_get(fields, rows[i].name)),
			.target = (char *)out + rows[i].offset,
			.errors = errors,
		};

		read_one(&r, fields);
	}
}

const struct err *form_error_of(const struct form_errors *errors, const char *name)
{
	for (size_t i = 0; i < errors->count; i++) {
		if (str_eq(errors->all[i]->field, str_of(name)))
			return errors->all[i];
	}
	return NULL;
}

void form_controls(struct ctx *c, const struct http_fields *fields, struct form_errors *errors)
{
	for (size_t i = 0; i < fields->cut_count; i++) {
		if (errors->count < FORM_ERRORS_MAX &&
		    form_error_of(errors, str_c(c->arena, fields->cut[i])) == NULL)
			errors->all[errors->count++] = err_new(
				c->arena, ERR_INVALID, fields->cut[i], "form.control", STR(""));
	}
}
