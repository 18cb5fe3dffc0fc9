/* SPDX-License-Identifier: Apache-2.0 */
#include "base/canon.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"

#define MEMBERS_FIRST 32 /* room that more than most entries need */

/* A member of an open object: where its text stands, "key":value without the comma. */
struct member {
	struct str key;
	size_t from;
	size_t until;
};

struct level {
	bool object;
	size_t from;   /* behind the bracket */
	size_t count;  /* items so far */
	size_t first;  /* its first member in `members` */
};

struct canon {
	struct arena *arena;
	struct buf out;
	struct level levels[JSON_DEPTH_MAX];
	size_t depth;
	struct member *members; /* of all open objects, one after the other */
	size_t member_count;
	size_t member_cap;
	bool keyed; /* a key was written and waits for its value */
	bool done;  /* the outermost value was begun */
};

struct canon *canon_new(struct arena *arena)
{
	struct canon *canon = ARENA_NEW(arena, struct canon);

	canon->arena = arena;
	canon->member_cap = MEMBERS_FIRST;
	canon->members = arena_array(arena, MEMBERS_FIRST, sizeof(*canon->members));
	buf_init(&canon->out, arena);
	return canon;
}

static struct level *innermost(struct canon *canon)
{
	return canon->depth == 0 ? NULL : &canon->levels[canon->depth - 1];
}

/* What stands in front of any value; asserts that one may stand here. */
static void begin_value(struct canon *canon)
{
	struct level *level = innermost(canon);

	if (level == NULL) {
		assert(!canon->done);
		canon->done = true;
	} else if (level->object) {
		assert(canon->keyed);
		canon->keyed = false;
	} else if (level->count++ > 0) {
		buf_add_char(&canon->out, ',');
	}
}

static void open_level(struct canon *canon, bool object)
{
	begin_value(canon);
	assert(canon->depth < JSON_DEPTH_MAX);
	buf_add_char(&canon->out, object ? '{' : '[');
	canon->levels[canon->depth++] = (struct level){
		.object = object,
		.from = canon->out.len,
		.first = canon->member_count,
	};
}

void canon_object(struct canon *canon)
{
	open_level(canon, true);
}

void canon_array(struct canon *canon)
{
	open_level(canon, false);
}

/*
 * Code units of UTF-16 sort like code points, but for those past U+FFFF: their surrogates stand
 * below U+E000 to U+FFFF. In UTF-8 those have the first bytes F0 and up, these EE and EF.
 */
static int rank(unsigned char byte)
{
	if (byte >= 0xF0)
		return byte - 2;
	return byte == 0xEE || byte == 0xEF ? byte + 5 : byte;
}

static int utf16_cmp(struct str a, struct str b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;

	for (size_t i = 0; i < shorter; i++) {
		unsigned char left = (unsigned char)a.ptr[i];
		unsigned char right = (unsigned char)b.ptr[i];

		if (left != right)
			return rank(left) - rank(right);
	}
	return (a.len > b.len) - (a.len < b.len);
}

static int member_cmp(const void *a, const void *b)
{
	const struct member *left = a;
	const struct member *right = b;

	return utf16_cmp(left->key, right->key);
}

static bool in_order(const struct member *members, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (member_cmp(&members[i - 1], &members[i]) >= 0)
			return false;
	return true;
}

/* Lay the members of the level that is being closed out anew, in the order of their keys. */
static void sort_members(struct canon *canon, const struct level *level)
{
	struct member *members = canon->members + level->first;
	size_t len = canon->out.len - level->from;
	struct arena_mark mark = arena_mark(canon->arena);
	char *copy = arena_bytes(canon->arena, len);
	size_t at = level->from;

	memcpy(copy, canon->out.ptr + level->from, len);
	qsort(members, level->count, sizeof(*members), member_cmp);
	assert(in_order(members, level->count)); /* no key stands twice */
	for (size_t i = 0; i < level->count; i++) {
		size_t bytes = members[i].until - members[i].from;

		if (i > 0)
			canon->out.ptr[at++] = ',';
		memcpy(canon->out.ptr + at, copy + (members[i].from - level->from), bytes);
		at += bytes;
	}
	assert(at == canon->out.len);
	arena_rewind(canon->arena, mark);
}

static void end_member(struct canon *canon, const struct level *level)
{
	if (level->object && level->count > 0)
		canon->members[canon->member_count - 1].until = canon->out.len;
}

void canon_close(struct canon *canon)
{
	struct level *level = innermost(canon);

	assert(level != NULL && !canon->keyed);
	end_member(canon, level);
	if (level->object) {
		if (!in_order(canon->members + level->first, level->count))
			sort_members(canon, level);
		canon->member_count = level->first;
	}
	buf_add_char(&canon->out, level->object ? '}' : ']');
	canon->depth--;
}

/* What must not stand in a string as it is (RFC 8785, 3.2.2.2). */
static void add_escaped(struct buf *out, unsigned char c)
{
	switch (c) {
	case '"': buf_add(out, STR("\\\"")); break;
	case '\\': buf_add(out, STR("\\\\")); break;
	case '\b': buf_add(out, STR("\\b")); break;
	case '\t': buf_add(out, STR("\\t")); break;
	case '\n': buf_add(out, STR("\\n")); break;
	case '\f': buf_add(out, STR("\\f")); break;
	case '\r': buf_add(out, STR("\\r")); break;
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

static struct member *member_new(struct canon *canon)
{
	struct member *grown;

	if (canon->member_count == canon->member_cap) {
		canon->member_cap *= 2;
		grown = arena_array(canon->arena, canon->member_cap, sizeof(*grown));
		memcpy(grown, canon->members, canon->member_count * sizeof(*grown));
		canon->members = grown;
	}
	return &canon->members[canon->member_count++];
}

void canon_key(struct canon *canon, struct str key)
{
	struct level *level = innermost(canon);
	struct member *member;

	assert(level != NULL && level->object && !canon->keyed && text_is_utf8(key));
	end_member(canon, level);
	if (level->count++ > 0)
		buf_add_char(&canon->out, ',');
	member = member_new(canon);
	member->key = str_copy(canon->arena, key);
	member->from = canon->out.len;
	add_string(&canon->out, key);
	buf_add_char(&canon->out, ':');
	canon->keyed = true;
}

void canon_str(struct canon *canon, struct str value)
{
	begin_value(canon);
	add_string(&canon->out, value);
}

void canon_int(struct canon *canon, int64_t value)
{
	assert(value >= -CANON_INT_MAX && value <= CANON_INT_MAX);
	begin_value(canon);
	buf_add_int(&canon->out, value);
}

void canon_real(struct canon *canon, double value)
{
	begin_value(canon);
	canon_add_real(&canon->out, value);
}

void canon_bool(struct canon *canon, bool value)
{
	begin_value(canon);
	buf_add(&canon->out, value ? STR("true") : STR("false"));
}

void canon_null(struct canon *canon)
{
	begin_value(canon);
	buf_add(&canon->out, STR("null"));
}

void canon_put_str(struct canon *canon, struct str key, struct str value)
{
	canon_key(canon, key);
	canon_str(canon, value);
}

void canon_put_int(struct canon *canon, struct str key, int64_t value)
{
	canon_key(canon, key);
	canon_int(canon, value);
}

void canon_put_id(struct canon *canon, struct str key, int64_t value)
{
	canon_key(canon, key);
	begin_value(canon);
	buf_add_char(&canon->out, '"');
	buf_add_int(&canon->out, value);
	buf_add_char(&canon->out, '"');
}

struct str canon_end(struct canon *canon)
{
	assert(canon->depth == 0 && canon->done);
	return buf_str(&canon->out);
}

static void add_value(struct canon *canon, const struct json_value *value)
{
	enum json_kind kind = json_kind_of(value);
	const struct json_value *member;
	struct str text = STR("");
	void *cursor = NULL;
	double real = 0;
	bool truth = false;

	switch (kind) {
	case JSON_KIND_NULL: canon_null(canon); return;
	case JSON_KIND_BOOL: canon_bool(canon, json_as_bool(value, &truth) && truth); return;
	case JSON_KIND_INT:
	case JSON_KIND_REAL: canon_real(canon, json_as_real(value, &real) ? real : 0); return;
	case JSON_KIND_STR: canon_str(canon, json_as_str(value, &text) ? text : STR("")); return;
	case JSON_KIND_ARRAY: canon_array(canon); break;
	case JSON_KIND_OBJECT: canon_object(canon); break;
	}
	for (size_t i = 0; kind == JSON_KIND_ARRAY && i < json_count(value); i++)
		add_value(canon, json_at(value, i));
	while (json_next(value, &cursor, &text, &member)) {
		canon_key(canon, text);
		add_value(canon, member);
	}
	canon_close(canon);
}

const struct err *canon_text(struct arena *arena, struct str text, struct str *out)
{
	const struct json_value *value;
	struct canon *canon;

	TRY(json_read_real(arena, text, &value));
	canon = canon_new(arena);
	add_value(canon, value);
	*out = canon_end(canon);
	return NULL;
}

bool canon_check(struct arena *arena, struct str text)
{
	struct str canonical;

	return canon_text(arena, text, &canonical) == NULL && str_eq(canonical, text);
}
