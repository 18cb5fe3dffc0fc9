/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_LAW_INTERNAL_H
#define ABDI_LAW_INTERNAL_H

#include <stddef.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "law/law.h"

/* Fill one item from the present row. */
typedef const struct err *law_row_reader(struct ctx *c, const struct db_rows *rows, void *item);

/* Items side by side in the arena. */
struct law_items {
	void *items;
	size_t count;
};

/* Run a query and read each row into an item of `item_size` bytes. Errors: db's, the reader's. */
const struct err *law_items_load(struct ctx *c, const struct db_query *query,
                                 const struct db_value *values, size_t value_count,
                                 law_row_reader *reader, size_t item_size, struct law_items *out);

/* Reads key, from_on, until_on, value, unit, source into a struct law_value. */
law_row_reader law_value_row;

/* Sort parameters by key and date, bytewise, whatever the engine's own order is. */
void law_values_sort(struct law_value *values, size_t count);

/* Sort age limits so that the first that matches is the one that applies. */
void law_retirement_ages_sort(struct law_retirement_age *ages, size_t count);

/* Bytes of a text held in the program, for csv_open(). */
struct law_bytes {
	struct str text;
	size_t at;
};

/* A csv_source over struct law_bytes. */
const struct err *law_bytes_read(void *arg, char *out, size_t cap, size_t *got);

#endif
