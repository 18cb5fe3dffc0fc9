/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"

#define ARENA_BYTES_MAX (64u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static const struct err *take(void *arg, struct str bytes)
{
	buf_add(arg, bytes);
	return NULL;
}

static struct json *to_buf(struct arena *arena, struct buf *out)
{
	buf_init(out, arena);
	return json_new(arena, take, out);
}

/* Whatever bytes a value is made of, what is written is JSON, and says the same when it can. */
static void write_and_read(struct arena *arena, struct str text)
{
	struct buf out;
	struct json *json = to_buf(arena, &out);
	const struct json_value *value;
	struct str read;

	json_object(json);
	json_put_str(json, STR("a"), text);
	json_key(json, STR("b"));
	json_array(json);
	json_str(json, text);
	json_int(json, (int64_t)text.len - 7);
	json_close(json);
	json_close(json);
	must(json_end(json) == NULL);
	must(json_read(arena, buf_str(&out), &value) == NULL);
	must(json_get_str(value, "a", &read) && text_is_utf8(read));
	must(!text_is_utf8(text) || str_eq(read, text));
	must(json_as_str(json_at(json_get(value, "b"), 0), &read));
}

static void walk(const struct json_value *value, int depth)
{
	struct str text;
	int64_t number;

	must(depth <= JSON_DEPTH_MAX);
	must(!json_as_str(value, &text) || text_is_utf8(text));
	(void)json_as_int(value, &number);
	for (size_t i = 0; json_at(value, i) != NULL; i++)
		walk(json_at(value, i), depth + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
	struct str text = { (const char *)data, size };
	const struct json_value *value;

	if (json_read(arena, text, &value) == NULL)
		walk(value, 0);
	write_and_read(arena, text);
	arena_free(arena);
	return 0;
}
