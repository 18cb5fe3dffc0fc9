/* SPDX-License-Identifier: Apache-2.0 */
#include "http/http.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "http/internal.h"

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Percent-decoded into `out`, which has room for all of `text`; false on a broken escape. */
static bool unescape(struct str text, bool plus, char *out, size_t *len)
{
	size_t to = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '%') {
			int high = i + 2 < text.len ? hex_value(text.ptr[i + 1]) : -1;
			int low = i + 2 < text.len ? hex_value(text.ptr[i + 2]) : -1;

			if (high < 0 || low < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		} else if (plus && c == '+') {
			c = ' ';
		}
		out[to++] = c;
	}
	*len = to;
	return true;
}

static bool is_control(char byte)
{
	unsigned char c = (unsigned char)byte;

	return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
}

bool http_is_text(struct str bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		if (is_control(bytes.ptr[i]))
			return false;
	}
	return text_is_utf8(bytes);
}

struct str http_without_control(struct arena *arena, struct str bytes)
{
	char *ptr = arena_alloc(arena, bytes.len);
	size_t len = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		if (!is_control(bytes.ptr[i]))
			ptr[len++] = bytes.ptr[i];
	}
	return (struct str){ ptr, len };
}

/* Percent-decoded bytes, whatever they are. */
static const struct err *decode(struct arena *arena, struct str text, bool plus, struct str *out)
{
	struct str decoded = STR("");
	char *ptr;

	if (text.len > 0) {
		ptr = arena_alloc(arena, text.len);
		if (!unescape(text, plus, ptr, &decoded.len))
			return err_new(arena, ERR_INVALID, STR(""), "form.escape", STR(""));
		decoded.ptr = ptr;
	}
	*out = decoded;
	return NULL;
}

const struct err *http_decode(struct arena *arena, struct str text, bool plus, struct str *out)
{
	struct str decoded;

	TRY(decode(arena, text, plus, &decoded));
	if (!http_is_text(decoded))
		return err_new(arena, ERR_INVALID, STR(""), "form.text", STR(""));
	*out = decoded;
	return NULL;
}

static bool is_unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

struct str http_encode_but(struct arena *arena, struct str text, const char *kept)
{
	static const char digits[] = "0123456789ABCDEF";
	struct buf out;

	buf_init(&out, arena);
	buf_reserve(&out, text.len);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (is_unreserved(c) || (c != '\0' && strchr(kept, c) != NULL)) {
			buf_add_char(&out, c);
			continue;
		}
		buf_add_char(&out, '%');
		buf_add_char(&out, digits[(unsigned char)c >> 4]);
		buf_add_char(&out, digits[(unsigned char)c & 15]);
	}
	return buf_str(&out);
}

struct str http_encode(struct arena *arena, struct str text)
{
	return http_encode_but(arena, text, "");
}

/* How many non-empty parts, at most one more than `max`. */
static size_t count_parts(struct str text, char separator, size_t max)
{
	size_t count = 0;
	struct str part;

	while (count <= max && str_cut(&text, separator, &part))
		count += part.len > 0;
	return count;
}

const struct err *http_take_value(struct arena *arena, struct str bytes, struct http_field *field,
                                  struct str *cut, size_t *cut_count)
{
	field->value = bytes;
	if (http_is_text(bytes))
		return NULL;
	field->value = http_without_control(arena, bytes);
	if (!text_is_utf8(field->value))
		return err_new(arena, ERR_INVALID, field->name, "form.text", STR(""));
	if (field->value.len < bytes.len && *cut_count < HTTP_CUT_MAX)
		cut[(*cut_count)++] = field->name;
	return NULL;
}

static const struct err *read_field(struct arena *arena, struct str part, struct http_field *out,
                                    struct str *cut, size_t *cut_count)
{
	ptrdiff_t at = str_find_char(part, '=');
	size_t end = at < 0 ? part.len : (size_t)at;
	struct str value;

	TRY(http_decode(arena, str_sub(part, 0, end), true, &out->name));
	TRY(decode(arena, str_sub(part, end + 1, part.len), true, &value));
	return http_take_value(arena, value, out, cut, cut_count);
}

const struct err *http_parse_fields(struct arena *arena, struct str text, struct http_fields *out)
{
	size_t count = count_parts(text, '&', HTTP_FIELDS_MAX);
	struct http_field *all = arena_array(arena, count, sizeof(*all));
	struct str *cut = arena_array(arena, HTTP_CUT_MAX, sizeof(*cut));
	size_t cut_count = 0;
	struct str part;
	size_t n = 0;

	if (count > HTTP_FIELDS_MAX)
		return err_new(arena, ERR_LIMIT, STR(""), "form.fields",
		               str_fmt(arena, "%d", HTTP_FIELDS_MAX));
	while (str_cut(&text, '&', &part)) {
		if (part.len > 0)
			TRY(read_field(arena, part, &all[n++], cut, &cut_count));
	}
	*out = (struct http_fields){ all, n, cut, cut_count };
	return NULL;
}

bool http_is_token(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!is_unreserved(c) && (c == '\0' || strchr("!#$%&'*+^`|", c) == NULL))
			return false;
	}
	return text.len > 0;
}

bool http_is_cookie_value(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c <= 0x20 || c >= 0x7F || strchr("\",;\\", c) != NULL)
			return false;
	}
	return true;
}

void http_parse_cookies(struct arena *arena, struct str text, struct http_fields *out)
{
	size_t count = count_parts(text, ';', HTTP_FIELDS_MAX);
	struct http_field *all = arena_array(arena, count, sizeof(*all));
	struct str part;
	size_t n = 0;

	while (n < count && n < HTTP_FIELDS_MAX && str_cut(&text, ';', &part)) {
		ptrdiff_t at = str_find_char(part, '=');
		struct str name;
		struct str value;

		if (at < 0)
			continue;
		name = str_trim(str_sub(part, 0, (size_t)at));
		value = str_trim(str_sub(part, (size_t)at + 1, part.len));
		if (value.len >= 2 && value.ptr[0] == '"' && value.ptr[value.len - 1] == '"')
			value = str_sub(value, 1, value.len - 2);
		if (http_is_token(name) && http_is_cookie_value(value))
			all[n++] = (struct http_field){ name, value };
	}
	*out = (struct http_fields){ .all = all, .count = n };
}

/*
 * One part between two slashes. A slash that came as %2F, a backslash and a line end belong to no
 * name of ours, but to attempts at reading one path as another.
 */
static bool part_is_sound(struct str part)
{
	if (part.len == 0 || str_eq(part, STR(".")) || str_eq(part, STR("..")))
		return false;
	for (size_t i = 0; i < part.len; i++) {
		if ((unsigned char)part.ptr[i] < 0x20 || part.ptr[i] == '/' || part.ptr[i] == '\\')
			return false;
	}
	return true;
}

const struct err *http_parse_path(struct arena *arena, struct str raw, struct str *out)
{
	struct str rest = str_sub(raw, 1, raw.len);
	struct str part;
	struct buf path;
	bool sound = raw.len > 0 && raw.ptr[0] == '/';

	buf_init(&path, arena);
	buf_reserve(&path, raw.len);
	if (rest.len == 0)
		buf_add_char(&path, '/');
	/* str_cut() says nothing of an empty part behind the last slash. */
	sound = sound && (rest.len == 0 || rest.ptr[rest.len - 1] != '/');
	while (sound && str_cut(&rest, '/', &part)) {
		TRY(http_decode(arena, part, false, &part));
		sound = part_is_sound(part);
		buf_add_char(&path, '/');
		buf_add(&path, part);
	}
	if (!sound)
		return err_new(arena, ERR_INVALID, STR(""), "form.path", STR(""));
	*out = buf_str(&path);
	return NULL;
}

static const struct http_field *field_find(const struct http_fields *fields, const char *name)
{
	struct str wanted = str_of(name);

	for (size_t i = 0; i < fields->count; i++) {
		if (str_eq(fields->all[i].name, wanted))
			return &fields->all[i];
	}
	return NULL;
}

struct str http_field_get(const struct http_fields *fields, const char *name)
{
	const struct http_field *field = field_find(fields, name);

	return field == NULL ? STR("") : field->value;
}

bool http_field_has(const struct http_fields *fields, const char *name)
{
	return field_find(fields, name) != NULL;
}

bool http_field_is_cut(const struct http_fields *fields, const char *name)
{
	struct str wanted = str_of(name);

	for (size_t i = 0; i < fields->cut_count; i++) {
		if (str_eq(fields->cut[i], wanted))
			return true;
	}
	return false;
}
