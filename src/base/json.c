/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

#define FLUSH_BYTES  (32u << 10) /* finished bytes are handed on in pieces of about this size */
#define DECIMALS_MAX 18
#define DIGITS_MAX   19 /* of 64 bits without sign */

struct level {
	bool object;
	bool compact;
	bool used; /* something was written in it */
};

struct json {
	struct buf out;
	json_sink *sink;
	void *arg;
	const struct err *failed;
	struct level levels[JSON_DEPTH_MAX];
	size_t depth;
	bool keyed; /* a key was written and waits for its value */
	bool done;  /* the outermost value was begun */
};

struct json *json_new(struct arena *arena, json_sink *sink, void *arg)
{
	struct json *json = ARENA_NEW(arena, struct json);

	buf_init(&json->out, arena);
	json->sink = sink;
	json->arg = arg;
	return json;
}

static void flush(struct json *json)
{
	if (json->failed == NULL && json->out.len > 0)
		json->failed = json->sink(json->arg, buf_str(&json->out));
	buf_clear(&json->out);
}

static struct level *innermost(struct json *json)
{
	return json->depth == 0 ? NULL : &json->levels[json->depth - 1];
}

static void break_line(struct json *json)
{
	buf_add_char(&json->out, '\n');
	for (size_t i = 0; i < json->depth; i++)
		buf_add(&json->out, STR("  "));
}

/* Comma and white space in front of an item of the innermost level. */
static void separate(struct json *json, struct level *level)
{
	if (level->used)
		buf_add_char(&json->out, ',');
	if (!level->compact)
		break_line(json);
	else if (level->used)
		buf_add_char(&json->out, ' ');
	level->used = true;
}

/* What stands in front of any value; asserts that one may stand here. */
static void begin_value(struct json *json)
{
	struct level *level = innermost(json);

	if (json->out.len >= FLUSH_BYTES)
		flush(json);
	if (level == NULL) {
		assert(!json->done);
		json->done = true;
	} else if (level->object) {
		assert(json->keyed);
		json->keyed = false;
	} else {
		separate(json, level);
	}
}

static void open_level(struct json *json, bool object, bool compact)
{
	struct level *outer;

	begin_value(json);
	outer = innermost(json);
	assert(json->depth < JSON_DEPTH_MAX);
	buf_add_char(&json->out, object ? '{' : '[');
	json->levels[json->depth++] = (struct level){
		.object = object,
		.compact = compact || (outer != NULL && outer->compact),
	};
}

void json_object(struct json *json)
{
	open_level(json, true, false);
}

void json_object_compact(struct json *json)
{
	open_level(json, true, true);
}

void json_array(struct json *json)
{
	open_level(json, false, false);
}

void json_array_compact(struct json *json)
{
	open_level(json, false, true);
}

void json_close(struct json *json)
{
	struct level *level = innermost(json);

	assert(level != NULL && !json->keyed);
	json->depth--;
	if (level->used && !level->compact)
		break_line(json);
	buf_add_char(&json->out, level->object ? '}' : ']');
}

/* What must not stand in a string as it is. */
static void add_escaped(struct buf *out, unsigned char c)
{
	switch (c) {
	case '"': buf_add(out, STR("\\\"")); break;
	case '\\': buf_add(out, STR("\\\\")); break;
	case '\n': buf_add(out, STR("\\n")); break;
	case '\r': buf_add(out, STR("\\r")); break;
	case '\t': buf_add(out, STR("\\t")); break;
	default: buf_add_fmt(out, "\\u%04x", c);
	}
}

static void add_string(struct buf *out, struct str s)
{
	size_t from = 0; /* everything before it was added */
	size_t at = 0;

	buf_add_char(out, '"');
	while (at < s.len) {
		unsigned char c = (unsigned char)s.ptr[at];
		size_t size = c < 0x80 ? 1 : text_char_bytes(s, at);

		if (size > 0 && c >= 0x20 && c != '"' && c != '\\') {
			at += size;
			continue;
		}
		buf_add(out, str_sub(s, from, at - from));
		if (size == 0)
			buf_add_utf8(out, 0xFFFD);
		else
			add_escaped(out, c);
		from = ++at;
	}
	buf_add(out, str_sub(s, from, at - from));
	buf_add_char(out, '"');
}

void json_key(struct json *json, struct str key)
{
	struct level *level = innermost(json);

	assert(level != NULL && level->object && !json->keyed);
	separate(json, level);
	add_string(&json->out, key);
	buf_add(&json->out, STR(": "));
	json->keyed = true;
}

void json_str(struct json *json, struct str value)
{
	begin_value(json);
	add_string(&json->out, value);
}

void json_int(struct json *json, int64_t value)
{
	begin_value(json);
	buf_add_int(&json->out, value);
}

void json_fixed(struct json *json, int64_t value, int decimals)
{
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	char text[DIGITS_MAX + 3];
	size_t at = sizeof(text);
	int written = 0;

	assert(decimals >= 0 && decimals <= DECIMALS_MAX);
	begin_value(json);
	do {
		text[--at] = (char)('0' + rest % 10);
		rest /= 10;
		written++;
		if (written == decimals)
			text[--at] = '.';
	} while (rest > 0 || written <= decimals);
	if (value < 0)
		text[--at] = '-';
	buf_add(&json->out, (struct str){ text + at, sizeof(text) - at });
}

void json_bool(struct json *json, bool value)
{
	begin_value(json);
	buf_add(&json->out, value ? STR("true") : STR("false"));
}

void json_null(struct json *json)
{
	begin_value(json);
	buf_add(&json->out, STR("null"));
}

void json_put_str(struct json *json, struct str key, struct str value)
{
	json_key(json, key);
	json_str(json, value);
}

void json_put_int(struct json *json, struct str key, int64_t value)
{
	json_key(json, key);
	json_int(json, value);
}

const struct err *json_end(struct json *json)
{
	assert(json->depth == 0 && json->done);
	buf_add_char(&json->out, '\n');
	flush(json);
	return json->failed;
}
