/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "law/internal.h"
#include "law/law.h"
#include "sql_law.h"

const struct err *law_value_row(struct ctx *c, const struct db_rows *rows, void *item)
{
	struct law_value *value = item;

	value->key = db_col_copy(c, rows, 0);
	value->from_on = db_col_date(rows, 1);
	value->until_on = db_col_date(rows, 2);
	value->value = db_col_copy(c, rows, 3);
	value->unit = db_col_copy(c, rows, 4);
	value->source = db_col_copy(c, rows, 5);
	return NULL;
}

static int by_key(const void *a, const void *b)
{
	const struct law_value *left = a;
	const struct law_value *right = b;
	int order = str_cmp(left->key, right->key);

	if (order != 0)
		return order;
	return (left->from_on.days > right->from_on.days) -
	       (left->from_on.days < right->from_on.days);
}

void law_values_sort(struct law_value *values, size_t count)
{
	qsort(values, count, sizeof(*values), by_key);
}

const struct law_value *law_value_find(const struct law *law, struct str key)
{
	size_t low = 0;
	size_t high = law->value_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_cmp(law->values[middle].key, key);

		if (order == 0)
			return &law->values[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const struct err *law_int(struct ctx *c, const struct law *law, struct str key, int64_t *out)
{
	const struct law_value *value = law_value_find(law, key);

	if (value == NULL)
		return err_new(c->arena, ERR_MISSING, STR("law"), "law.value_missing", key);
	if (!str_int(value->value, out))
		return err_new(c->arena, ERR_CORRUPT, key, "law.value_no_number", value->value);
	return NULL;
}

const struct err *law_list(struct ctx *c, struct str key_prefix, struct date on,
                           const struct law_value **out, size_t *count)
{
	struct law_items list;

	TRY(law_items_load(c, &SQL_LAW_VALUE_LIST, DB_BIND(db_date(on), db_str(key_prefix)),
	                   law_value_row, sizeof(struct law_value), &list));
	law_values_sort(list.items, list.count);
	*out = list.items;
	*count = list.count;
	return NULL;
}
