/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "law/internal.h"

#define ITEMS_AT_FIRST 32 /* most tables of the law have fewer rows */

const struct err *law_items_load(struct ctx *c, const struct db_query *query,
                                 const struct db_value *values, size_t value_count,
                                 law_row_reader *reader, size_t item_size, struct law_items *out)
{
	size_t cap = ITEMS_AT_FIRST;
	char *items = arena_array(c->arena, cap, item_size);
	size_t count = 0;
	struct db_rows *rows;
	bool more;

	TRY(db_query(c, query, values, value_count, &rows));
	TRY(db_next(rows, &more));
	while (more) {
		if (count == cap) {
			char *wider = arena_array(c->arena, 2 * cap, item_size);

			memcpy(wider, items, count * item_size);
			items = wider;
			cap *= 2;
		}
		TRY(reader(c, rows, items + count * item_size));
		count++;
		TRY(db_next(rows, &more));
	}
	db_rows_end(rows);
	out->items = items;
	out->count = count;
	return NULL;
}

const struct err *law_bytes_read(void *arg, char *out, size_t cap, size_t *got)
{
	struct law_bytes *bytes = arg;
	struct str part = str_sub(bytes->text, bytes->at, cap);

	if (part.len > 0)
		memcpy(out, part.ptr, part.len);
	bytes->at += part.len;
	*got = part.len;
	return NULL;
}
