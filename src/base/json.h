/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_JSON_H
#define ABDI_BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct arena;

/*
 * jansson, which reads for us, has functions of these names. The linker would give it ours, so
 * ours go by others there; a file that includes jansson.h does so before this header.
 */
#define json_object abdi_json_object
#define json_array  abdi_json_array
#define json_null   abdi_json_null

#define JSON_DEPTH_MAX 32 /* of what is written and of what is read */

/* Where finished bytes go: a file, a socket, a buffer. */
typedef const struct err *json_sink(void *arg, struct str bytes);

/*
 * A streaming writer: commas, quotes and order are its business, so what it writes is always
 * JSON. Bytes that are not UTF-8 become U+FFFD. Output is indented by two spaces with each item
 * of an array of scalars or of a `compact` object on one line; the same calls give the same bytes.
 * The first error of the sink is kept and returned by json_end().
 */
struct json;

struct json *json_new(struct arena *arena, json_sink *sink, void *arg);

void json_object(struct json *json);         /* { */
void json_object_compact(struct json *json); /* { … } on one line, nested parts too */
void json_array(struct json *json);          /* [ */
void json_array_compact(struct json *json);
void json_close(struct json *json);          /* the innermost } or ] */

void json_key(struct json *json, struct str key);
void json_str(struct json *json, struct str value);
void json_int(struct json *json, int64_t value);
/* value / 10^decimals, exactly, without trailing zeros cut: json_fixed(j, -535, 2) is -5.35 */
void json_fixed(struct json *json, int64_t value, int decimals);
void json_bool(struct json *json, bool value);
void json_null(struct json *json);

/* Key and value in one call. */
void json_put_str(struct json *json, struct str key, struct str value);
void json_put_int(struct json *json, struct str key, int64_t value);

/* Add a line end, hand the rest to the sink. Errors: the sink's. All levels must be closed. */
const struct err *json_end(struct json *json);

/*
 * A value that was read. Numbers keep 64 bits exactly; a duplicate key, a depth past
 * JSON_DEPTH_MAX, text that is not UTF-8 and anything behind the value are refused.
 */
struct json_value;

/* Errors: INVALID, its detail says where. The value lives as long as the arena. */
const struct err *json_read(struct arena *arena, struct str text, const struct json_value **out);

/*
 * The same, with every number as the double that ECMAScript reads in its place: for canonical JSON,
 * and for numbers past 64 bits, which json_read() refuses. Errors: INVALID, also past all doubles.
 */
const struct err *json_read_real(struct arena *arena, struct str text,
                                 const struct json_value **out);

enum json_kind {
	JSON_KIND_NULL,
	JSON_KIND_BOOL,
	JSON_KIND_INT,
	JSON_KIND_REAL, /* with json_read_real() every number is one */
	JSON_KIND_STR,
	JSON_KIND_ARRAY,
	JSON_KIND_OBJECT,
};

/* What a value is; NULL for "nothing there" counts as null. */
enum json_kind json_kind_of(const struct json_value *value);

/* NULL when it is not an object or has no such key. */
const struct json_value *json_get(const struct json_value *object, const char *key);
/* NULL when it is not an array or the index is past its end. */
const struct json_value *json_at(const struct json_value *array, size_t index);
size_t json_count(const struct json_value *array_or_object);
/* A key of an object, in no order that means anything; false when the index is past its end. */
bool json_key_at(const struct json_value *object, size_t index, struct str *key);
bool json_get_int(const struct json_value *object, const char *key, int64_t *out);
bool json_get_str(const struct json_value *object, const char *key, struct str *out);
/* The value itself as a string; false when it is none. */
bool json_as_str(const struct json_value *value, struct str *out);
bool json_as_int(const struct json_value *value, int64_t *out);
/* A number of either kind as a double. */
bool json_as_real(const struct json_value *value, double *out);
bool json_as_bool(const struct json_value *value, bool *out);
bool json_get_bool(const struct json_value *object, const char *key, bool *out);

/*
 * The members of an object, in the order of the text. Start with *cursor NULL; false at the end,
 * and for what is no object.
 */
bool json_next(const struct json_value *object, void **cursor, struct str *key,
               const struct json_value **value);

#endif
