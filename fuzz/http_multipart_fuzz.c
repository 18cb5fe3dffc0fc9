/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "http/internal.h"

#define ARENA_BYTES_MAX (64u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* What was told so far, and whether a part is open. */
struct told {
	struct buf out;
	bool open;
};

static const struct err *tell_part(void *arg, const struct multipart_part *part)
{
	struct told *told = arg;

	must(!told->open && http_is_text(part->name) && http_is_text(part->file_name));
	must(part->file_name.len <= MULTIPART_NAME_BYTES_MAX);
	must(str_find_char(part->file_name, '/') < 0 && str_find_char(part->file_name, '\\') < 0);
	told->open = true;
	buf_add_fmt(&told->out, "\x01%zu %zu %d", part->name.len, part->file_name.len,
	            part->is_file);
	return NULL;
}

static const struct err *tell_data(void *arg, struct str bytes)
{
	struct told *told = arg;

	must(told->open && bytes.len > 0);
	buf_add(&told->out, bytes);
	return NULL;
}

static const struct err *tell_end(void *arg)
{
	struct told *told = arg;

	must(told->open);
	told->open = false;
	buf_add_char(&told->out, '\x02');
	return NULL;
}

static struct str read_all(struct arena *arena, struct str text, size_t step)
{
	struct str type = STR("multipart/form-data; boundary=XX");
	struct told told = { .open = false };
	const struct err *err;
	struct multipart *m;

	buf_init(&told.out, arena);
	must(multipart_open(arena, type,
	                    &(struct multipart_taker){ tell_part, tell_data, tell_end, &told },
	                    &m) == NULL);
	for (err = NULL; err == NULL && text.len > 0; text = str_sub(text, step, text.len))
		err = multipart_feed(m, str_sub(text, 0, step));
	if (err == NULL)
		err = multipart_end(m);
	must(err != NULL || !told.open);
	must(err == NULL || err->code == ERR_INVALID || err->code == ERR_LIMIT);
	buf_add_fmt(&told.out, " %s", err == NULL ? "" : err_code_name(err->code));
	return buf_str(&told.out);
}

/* However the bytes are portioned, what is told is the same. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t steps[] = { 1, 2, 3, 7, 64 };
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
	struct str text = { (const char *)data, size };
	struct str whole = read_all(arena, text, size + 1);
	struct multipart_taker taker = { tell_part, tell_data, tell_end, NULL };
	struct multipart *m;

	for (size_t i = 0; i < COUNT(steps); i++)
		must(str_eq(read_all(arena, text, steps[i]), whole));
	(void)multipart_open(arena, text, &taker, &m);
	arena_free(arena);
	return 0;
}
