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

static const struct err *read_text(struct arena *arena, struct str text, size_t flags,
                                   const struct json_value **out)
{
	json_error_t error;
	json_t *value;

	/* First, so that the parser below, which recurses, never sees such a text. */
	if (depth_of(text) > JSON_DEPTH_MAX)
		return err_detail(arena, ERR_INVALID, "json.invalid", "nested deeper than %d",
		                  JSON_DEPTH_MAX);
	/* The parser takes a NUL behind a number for the end. */
	if (str_find_char(text, '\0') >= 0)
		return err_detail(arena, ERR_INVALID, "json.invalid", "a NUL byte");
	value = json_loadb(text.len == 0 ? "" : text.ptr, text.len,
	                   flags | JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL,
	                   &error);
	/* The parser's own words quote the text, which may be somebody's data. */
	if (value == NULL)
		return err_detail(arena, ERR_INVALID, "json.invalid", "line %d, column %d, code %d",
		                  error.line, error.column, (int)json_error_code(&error));
	arena_defer(arena, drop, value);
	*out = wrap(value);
	return NULL;
}

const struct err *json_read(struct arena *arena, struct str text, const struct json_value **out)
{
	return read_text(arena, text, 0, out);
}

const struct err *json_read_real(struct arena *arena, struct str text,
                                 const struct json_value **out)
{
	return read_text(arena, text, JSON_DECODE_INT_AS_REAL, out);
}

enum json_kind json_kind_of(const struct json_value *value)
{
	const json_t *any = unwrap(value);

	if (any == NULL)
		return JSON_KIND_NULL;
	switch (json_typeof(any)) {
	case JSON_OBJECT: return JSON_KIND_OBJECT;
	case JSON_ARRAY: return JSON_KIND_ARRAY;
	case JSON_STRING: return JSON_KIND_STR;
	case JSON_INTEGER: return JSON_KIND_INT;
	case JSON_REAL: return JSON_KIND_REAL;
	case JSON_TRUE:
	case JSON_FALSE: return JSON_KIND_BOOL;
	case JSON_NULL: return JSON_KIND_NULL;
	}
	return JSON_KIND_NULL;
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

bool json_as_real(const struct json_value *value, double *out)
{
	const json_t *number = unwrap(value);

	if (!json_is_number(number))
		return false;
	*out = json_number_value(number);
	return true;
}

bool json_as_bool(const struct json_value *value, bool *out)
{
	const json_t *truth = unwrap(value);

	if (!json_is_boolean(truth))
		return false;
	*out = json_is_true(truth);
	return true;
}

bool json_get_bool(const struct json_value *object, const char *key, bool *out)
{
	return json_as_bool(json_get(object, key), out);
}

bool json_next(const struct json_value *object, void **cursor, struct str *key,
               const struct json_value **value)
{
	/* Its walk asks for a value that may be changed; ours only looks. */
	json_t *walked = (json_t *)(uintptr_t)object;

	*cursor = *cursor == NULL ? json_object_iter(walked)
	                          : json_object_iter_next(walked, *cursor);
	if (*cursor == NULL)
		return false;
	*key = (struct str){ json_object_iter_key(*cursor), json_object_iter_key_len(*cursor) };
	*value = wrap(json_object_iter_value(*cursor));
	return true;
}
