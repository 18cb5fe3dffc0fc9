/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "http/internal.h"

#define ARENA_BYTES_MAX (64u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* Written out again and read, fields are what they were. */
static void read_fields(struct arena *arena, struct str text)
{
	struct http_fields fields;
	struct http_fields again;
	struct buf out;

	if (http_parse_fields(arena, text, &fields) != NULL)
		return;
	must(fields.count <= HTTP_FIELDS_MAX);
	buf_init(&out, arena);
	for (size_t i = 0; i < fields.count; i++) {
		must(http_is_text(fields.all[i].name) && http_is_text(fields.all[i].value));
		buf_add_char(&out, '&');
		buf_add(&out, http_encode(arena, fields.all[i].name));
		buf_add_char(&out, '=');
		buf_add(&out, http_encode(arena, fields.all[i].value));
	}
	must(http_parse_fields(arena, buf_str(&out), &again) == NULL);
	must(again.count == fields.count);
	for (size_t i = 0; i < fields.count; i++) {
		must(str_eq(again.all[i].name, fields.all[i].name));
		must(str_eq(again.all[i].value, fields.all[i].value));
	}
}

static void read_cookies(struct arena *arena, struct str text)
{
	struct http_fields cookies;

	http_parse_cookies(arena, text, &cookies);
	must(cookies.count <= HTTP_FIELDS_MAX);
	for (size_t i = 0; i < cookies.count; i++)
		must(http_is_token(cookies.all[i].name) &&
		     http_is_cookie_value(cookies.all[i].value));
}

static void read_path(struct arena *arena, struct str text)
{
	struct str path;
	struct str part;

	if (http_parse_path(arena, text, &path) != NULL)
		return;
	must(path.len > 0 && path.ptr[0] == '/' && text_is_utf8(path));
	must(str_find_char(path, '\0') < 0 && str_find_char(path, '\\') < 0);
	path = str_sub(path, 1, path.len);
	while (str_cut(&path, '/', &part))
		must(part.len > 0 && !str_eq(part, STR(".")) && !str_eq(part, STR("..")));
}

/* A typed form of every kind, from the same bytes. */
static void read_form(struct arena *arena, struct str text)
{
	struct sample {
		struct str line;
		struct str lines;
		int64_t number;
		int64_t date[2];
		bool flag;
	} form;
	static const struct form_field rows[] = {
		{ "a", FORM_TEXT, true, 1, 10, offsetof(struct sample, line) },
		{ "b", FORM_LINES, false, 2, 1000, offsetof(struct sample, lines) },
		{ "c", FORM_INT, false, -9, 9999, offsetof(struct sample, number) },
		{ "d", FORM_DATE, false, 0, 0, offsetof(struct sample, date) },
		{ "e", FORM_FLAG, false, 0, 0, offsetof(struct sample, flag) },
	};
	struct ctx c = { .arena = arena, .now = INT64_C(1795305600000000) };
	struct form_errors errors;
	struct http_fields fields;

	if (http_parse_fields(arena, text, &fields) != NULL)
		return;
	form_read(&c, &fields, rows, COUNT(rows), &form, &errors);
	must(text_length(form.line) <= 10 && str_find_char(form.line, '\n') < 0);
	must(text_length(form.lines) <= 1000 && str_find_char(form.lines, '\r') < 0);
	must(form.number >= -9 && form.number <= 9999);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
	struct str text = { (const char *)data, size };

	read_fields(arena, text);
	read_cookies(arena, text);
	read_path(arena, text);
	read_form(arena, text);
	(void)http_accepts(text, STR("gzip"));
	arena_free(arena);
	return 0;
}
