/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/str.h"
#include "db/db.h"
#include "db/internal.h"

static_assert(sizeof(((struct db_value *)0)->inlined) >= DATE_TEXT_BYTES, "a date must fit");

struct db_value db_null(void)
{
	return (struct db_value){ .type = DB_NULL };
}

struct db_value db_int(int64_t number)
{
	return (struct db_value){ .type = DB_INT, .number = number };
}

struct db_value db_bool(bool flag)
{
	return db_int(flag ? 1 : 0);
}

struct db_value db_str(struct str text)
{
	return (struct db_value){
		.type = DB_TEXT,
		.text = { text.len == 0 ? "" : text.ptr, text.len },
	};
}

struct db_value db_str_or_null(struct str text)
{
	return text.len == 0 ? db_null() : db_str(text);
}

struct db_value db_blob(struct str bytes)
{
	struct db_value value = db_str(bytes);

	value.type = DB_BLOB;
	return value;
}

/* The text stands inside the value, which is copied about: its pointer is made when it is read. */
struct db_value db_date(struct date date)
{
	struct db_value value = { .type = DB_TEXT };

	date_iso(date, value.inlined);
	value.text.len = DATE_TEXT_BYTES - 1;
	return value;
}

struct str db_value_text(const struct db_value *value)
{
	assert(value->type == DB_TEXT || value->type == DB_BLOB);
	if (value->text.ptr == NULL)
		return (struct str){ value->inlined, value->text.len };
	return value->text;
}

static const struct db_cell *cell(const struct db_rows *rows, int column)
{
	assert(column >= 0 && column < rows->column_count);
	return &rows->cells[column];
}

bool db_col_is_null(const struct db_rows *rows, int column)
{
	return cell(rows, column)->type == DB_NULL;
}

/* A sum of numbers is a wider type on PostgreSQL, which arrives as text. */
int64_t db_col_int(const struct db_rows *rows, int column)
{
	const struct db_cell *at = cell(rows, column);
	int64_t number = 0;

	if (at->type == DB_TEXT) {
		bool is_number = str_int(at->text, &number);

		assert(is_number);
		(void)is_number;
		return number;
	}
	return at->type == DB_INT ? at->number : 0;
}

bool db_col_bool(const struct db_rows *rows, int column)
{
	return db_col_int(rows, column) != 0;
}

struct str db_col_str(const struct db_rows *rows, int column)
{
	const struct db_cell *at = cell(rows, column);

	assert(at->type != DB_INT);
	return at->type == DB_NULL ? (struct str){ "", 0 } : at->text;
}

struct str db_col_copy(struct ctx *c, const struct db_rows *rows, int column)
{
	return str_copy(c->arena, db_col_str(rows, column));
}

struct date db_col_date(const struct db_rows *rows, int column)
{
	struct str text = db_col_str(rows, column);
	struct date date = { 0 };
	bool is_date = text.len == 0 || date_parse_iso(text, &date);

	assert(is_date);
	(void)is_date;
	return date;
}

int db_col_count(const struct db_rows *rows)
{
	return rows->column_count;
}
