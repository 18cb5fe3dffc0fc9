/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/model.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/embed.h"

static const struct err *embedded_source(void *arg, char *out, size_t cap, size_t *got)
{
	struct str *rest = arg;

	*got = rest->len < cap ? rest->len : cap;
	if (*got > 0)
		memcpy(out, rest->ptr, *got);
	*rest = str_sub(*rest, *got, rest->len);
	return NULL;
}

static const struct err *malformed(struct ctx *c, struct str name, int64_t line)
{
	return err_detail(c->arena, ERR_CORRUPT, "demo.data_malformed", "%.*s line %d",
	                  STR_ARG(name), (int)line);
}

const struct err *demo_table_read(struct ctx *c, struct str name, size_t columns,
                                  struct demo_table *out)
{
	const struct str *text = embed_find(name);
	struct csv_record record = { .line = 0 };
	struct str rest;
	struct csv *csv;
	struct str *fields;
	size_t room;
	size_t rows = 0;
	bool more;

	if (text == NULL)
		return malformed(c, name, 0);
	rest = *text;
	room = 1;
	for (size_t i = 0; i < text->len; i++)
		room += text->ptr[i] == '\n';
	fields = arena_array(c->arena, room * columns, sizeof(*fields));
	TRY(csv_open(c->arena, embedded_source, &rest, &csv));
	for (;;) {
		TRY(csv_read(csv, &record, &more));
		if (!more)
			break;
		if (record.count != columns)
			return malformed(c, name, record.line);
		if (record.line > 1) {
			for (size_t i = 0; i < columns; i++)
				fields[rows * columns + i] = str_copy(c->arena, record.fields[i]);
			rows++;
		}
	}
	*out = (struct demo_table){ .fields = fields, .columns = columns, .rows = rows };
	return NULL;
}

struct str demo_table_at(const struct demo_table *table, size_t row, size_t column)
{
	return table->fields[row * table->columns + column];
}

size_t demo_table_group(const struct demo_table *table, struct str key, size_t *first)
{
	size_t count = 0;

	*first = 0;
	while (*first < table->rows && !str_eq(demo_table_at(table, *first, 0), key))
		(*first)++;
	while (*first + count < table->rows && str_eq(demo_table_at(table, *first + count, 0), key))
		count++;
	return count;
}
