/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "base/buf.h"
#include "base/text.h"
#include "db/db.h"
#include "registry/registry.h"
#include "sql_registry.h"

/*
 * Up to this many hits are fetched from the index and sorted; beyond it a walk over the names in
 * order meets a page of hits sooner. At a million names both cost about the same here.
 */
#define SEARCH_SORT_MAX 4000

/* The NIP decides when it was a NIP that was typed: 18 digits with or without spaces. */
const struct err *registry_person_find(struct ctx *c, struct str nip, struct date on,
                                       struct registry_person *out)
{
	struct db_rows *row;
	int64_t id;
	bool found;

	TRY(db_find(c, &SQL_REGISTRY_PERSON_NIP_FIND, DB_BIND(db_str(nip)), &row, &found));
	if (!found || db_col_int(row, 0) != c->agency_id)
		return err_new(c->arena, ERR_MISSING, STR("nip"), "registry.person_missing", nip);
	id = db_col_int(row, 1);
	db_rows_end(row);
	return registry_person_get(c, id, on, out);
}

static struct str grade_code(struct ctx *c, const struct db_rows *row)
{
	static const char *const romans[] = { "I",    "II",   "III", "IV",  "V",   "VI",
		                              "VII",  "VIII", "IX",  "X",   "XI",  "XII",
		                              "XIII", "XIV",  "XV",  "XVI", "XVII" };
	int ordinal = (int)db_col_int(row, 11);

	if (db_col_is_null(row, 11) || ordinal < 1 || ordinal > 17)
		return STR("");
	if (str_eq(db_col_str(row, 10), STR("pppk")))
		return str_of(romans[ordinal - 1]);
	return ordinal == 17 ? STR("IV/e")
	                     : str_fmt(c->arena, "%s/%c", romans[(ordinal - 1) / 4],
	                               "abcd"[(ordinal - 1) % 4]);
}

/* The ids as the engine takes a list of them in one value. */
static struct str id_list(struct ctx *c, const int64_t *ids, int count)
{
	bool is_sqlite = db_engine_of(c->db) == DB_SQLITE;
	struct buf list;

	buf_init(&list, c->arena);
	for (int i = 0; i < count; i++)
		buf_add_fmt(&list, "%c%lld", i > 0 ? ',' : is_sqlite ? '[' : '{',
		            (long long)ids[i]);
	buf_add_char(&list, is_sqlite ? ']' : '}');
	return buf_str(&list);
}

static void person_read(struct ctx *c, const struct db_rows *row, struct registry_person *out)
{
	*out = (struct registry_person){
		.id = db_col_int(row, 0),
		.nip = db_col_copy(c, row, 1),
		.name = db_col_copy(c, row, 2),
		.title_before = db_col_copy(c, row, 3),
		.title_after = db_col_copy(c, row, 4),
		.birth_on = db_col_date(row, 5),
		.female = str_eq(db_col_str(row, 6), STR("female")),
		.position_id = db_col_int(row, 7),
		.position_title = db_col_copy(c, row, 8),
		.unit_name = db_col_copy(c, row, 9),
		.grade_code = grade_code(c, row),
	};
}

/* While no act is open, which is nearly always, no row need be asked whether its act is. */
static const struct err *page_query(struct ctx *c, const struct db_query **out)
{
	struct db_rows *row;
	bool open;

	TRY(db_find(c, &SQL_REGISTRY_OPEN_ACT_ANY, DB_NONE, &row, &open));
	if (open)
		db_rows_end(row);
	*out = open ? &SQL_REGISTRY_PERSON_PAGE : &SQL_REGISTRY_PERSON_PAGE_SETTLED;
	return NULL;
}

/* All of `ids`, which are different, in their order, by one query. */
static const struct err *people_get(struct ctx *c, const int64_t *ids, int count, struct date on,
                                    struct registry_person *out)
{
	const struct db_query *query;
	struct db_rows *rows;
	int got = 0;
	bool more;

	TRY(page_query(c, &query));
	TRY(db_query(
		c, query,
		DB_BIND(db_int(c->agency_id), db_str(id_list(c, ids, count)), db_date(on)), &rows));
	for (int i = 0; i < count; i++)
		out[i].id = 0;
	for (;;) {
		int at = 0;

		TRY(db_next(rows, &more));
		if (!more)
			break;
		while (at < count && ids[at] != db_col_int(rows, 0))
			at++;
		assert(at < count);
		got += out[at].id == 0;
		person_read(c, rows, &out[at]);
	}
	db_rows_end(rows);
	return got == count ? NULL
	                    : err_new(c->arena, ERR_MISSING, STR("person"),
	                              "registry.person_missing", STR(""));
}

const struct err *registry_person_get(struct ctx *c, int64_t person_id, struct date on,
                                      struct registry_person *out)
{
	return people_get(c, &person_id, 1, on, out);
}

static const struct err *count_of(struct ctx *c, const struct db_query *query,
                                  const struct db_value *values, size_t count, int64_t *out)
{
	struct db_rows *row;
	bool found;

	TRY(db_find(c, query, values, count, &row, &found));
	*out = found ? db_col_int(row, 0) : 0;
	if (found)
		db_rows_end(row);
	return NULL;
}

static const struct err *collect(struct ctx *c, const struct db_query *query,
                                 const struct db_value *values, size_t value_count, int limit,
                                 int64_t *ids, int *count)
{
	struct db_rows *rows;
	bool more;

	*count = 0;
	TRY(db_query(c, query, values, value_count, &rows));
	while (*count < limit) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		ids[(*count)++] = db_col_int(rows, 0);
	}
	db_rows_end(rows);
	return NULL;
}

/* One or two letters: names that begin so, a range of the index on names. */
static const struct err *search_prefix(struct ctx *c, struct str key, int limit, int64_t *ids,
                                       int *count, int64_t *total)
{
	struct str behind = str_fmt(c->arena, "%.*s\xF4\x8F\xBF\xBF", STR_ARG(key));

	TRY(count_of(c, &SQL_REGISTRY_SEARCH_PREFIX_COUNT,
	             DB_BIND(db_int(c->agency_id), db_str(key), db_str(behind)), total));
	return collect(c, &SQL_REGISTRY_SEARCH_PREFIX,
	               DB_BIND(db_int(c->agency_id), db_str(key), db_str(behind), db_int(limit)),
	               limit, ids, count);
}

static const struct err *search_fragment(struct ctx *c, struct str key, int limit, int64_t *ids,
                                         int *count, int64_t *total)
{
	struct str phrase = str_fmt(c->arena, "\"%.*s\"", STR_ARG(key));
	int64_t stale = 0;

	TRY(count_of(c, &SQL_REGISTRY_SEARCH_COUNT, DB_BIND(db_str(phrase), db_str(key)), total));
	if (db_engine_of(c->db) == DB_SQLITE)
		TRY(count_of(c, &SQL_REGISTRY_SEARCH_STALE_COUNT,
		             DB_BIND(db_str(key), db_int(c->agency_id)), &stale));
	*total -= stale;
	if (*total > SEARCH_SORT_MAX)
		return collect(c, &SQL_REGISTRY_SEARCH_MANY,
		               DB_BIND(db_int(c->agency_id), db_str(key), db_int(limit)), limit,
		               ids, count);
	return collect(c, &SQL_REGISTRY_SEARCH_FEW,
	               DB_BIND(db_int(c->agency_id), db_str(phrase), db_str(key), db_int(limit)),
	               limit, ids, count);
}

const struct err *registry_person_search(struct ctx *c, struct str fragment, struct date on,
                                         int limit, struct registry_person *out, int *count,
                                         int64_t *total)
{
	struct str key = text_sort_key(c->arena, fragment);
	int64_t ids[REGISTRY_SEARCH_MAX];

	if (limit < 1 || limit > REGISTRY_SEARCH_MAX)
		return err_new(c->arena, ERR_LIMIT, STR("limit"), "registry.search_limit", STR(""));
	*count = 0;
	*total = 0;
	if (key.len == 0)
		return NULL;
	if (text_length(key) < 3)
		TRY(search_prefix(c, key, limit, ids, count, total));
	else
		TRY(search_fragment(c, key, limit, ids, count, total));
	return *count == 0 ? NULL : people_get(c, ids, *count, on, out);
}
