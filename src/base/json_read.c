/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>

/* Behind jansson.h, some of whose names this gives new ones. */
#include "base/json.h"

#include "base/arena.h"

/* A value is jansson's own, under a name that keeps it out of everybody's sight. */
static const struct json_value *wrap(const json_t *value)
{
	return (const struct json_value *)value;
}

static const json_t *unwrap(const struct json_value *value)
{
	return (const json_t *)value;
}

static void drop(void *arg)
{
	json_decref(arg);
}

/* The deepest nesting of brackets outside strings. */
static size_t depth_of(struct str text)
{
	size_t depth = 0;
	size_t deepest = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '[' || c == '{'))
			deepest = ++depth > deepest ? depth : deepest;
		else if (!quoted && (c == ']' || c == '}') && depth > 0)
			depth--;
	}
	return deepest;
}

const struct err *json_read(struct arena *arena, struct str text, const struct json_value **out)
{
	const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL;
	json_error_t error;
	json_t *value;

	/* First, so that the parser below, which recurses, never sees such a text. */
	if (depth_of(text) > JSON_DEPTH_MAX)
		return err_detail(arena, ERR_INVALID, "json.invalid", "nested deeper than %d",
		                  JSON_DEPTH_MAX);
	/* The parser takes a NUL behind a number for the end. */
	if (str_find_char(text, '\0') >= 0)
		return err_detail(arena, ERR_INVALID, "json.invalid", "a NUL byte");
	value = json_loadb(text.len == 0 ? "" : text.ptr, text.len, flags, &error);
	/* The parser's own words quote the text, which may be somebody's data. */
	if (value == NULL)
		return err_detail(arena, ERR_INVALID, "json.invalid", "line %d, column %d, code %d",
		                  error.line, error.column, (int)json_error_code(&error));
	arena_defer(arena, drop, value);
	*out = wrap(value);
	return NULL;
}

const struct json_value *json_get(const struct json_value *object, const char *key)
{
	return wrap(json_object_get(unwrap(object), key));
}

const struct json_value *json_at(const struct json_value *array, size_t index)
{
	return wrap(json_array_get(unwrap(array), index));
}

size_t json_count(const struct json_value *array_or_object)
{
	const json_t *value = unwrap(array_or_object);

	return json_is_array(value) ? json_array_size(value) : json_object_size(value);
}

bool json_key_at(const struct json_value *object, size_t index, struct str *key)
{
	/* Looking takes what could be changed; nothing is. */
	json_t *value = (json_t *)unwrap(object);
	void *at = json_object_iter(value);

	while (at != NULL && index-- > 0)
		at = json_object_iter_next(value, at);
	if (at != NULL)
		*key = str_of(json_object_iter_key(at));
	return at != NULL;
}

bool json_get_int(const struct json_value *object, const char *key, int64_t *out)
{
	return json_as_int(json_get(object, key), out);
}

bool json_get_str(const struct json_value *object, const char *key, struct str *out)
{
	return json_as_str(json_get(object, key), out);
}

bool json_as_str(const struct json_value *value, struct str *out)
{
	const json_t *string = unwrap(value);

	if (!json_is_string(string))
		return false;
	*out = (struct str){ json_string_value(string), json_string_length(string) };
	return true;
}

bool json_as_int(const struct json_value *value, int64_t *out)
{
	const json_t *number = unwrap(value);

	if (!json_is_integer(number))
		return false;
	*out = json_integer_value(number);
	return true;
}
