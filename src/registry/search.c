/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "db/db.h"
#include "registry/name_index.h"
#include "registry/registry.h"
#include "sql_registry.h"

/*
 * On PostgreSQL up to this many hits are fetched from its index and sorted; beyond it a walk over
 * the names in order meets a page of hits sooner.
 */
#define SEARCH_SORT_MAX 4000

/* The people of an answer. */
struct page {
	int64_t ids[REGISTRY_SEARCH_MAX];
	int limit;
	int count;
	int64_t total;
};

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

const struct err *registry_person_brief(struct ctx *c, int64_t person_id, struct date on,
                                        struct registry_person *out)
{
	struct db_rows *row;
	bool found;

	TRY(db_find(c, &SQL_REGISTRY_PERSON_BRIEF,
	            DB_BIND(db_int(c->agency_id), db_int(person_id), db_date(on)), &row, &found));
	if (!found)
		return err_new(c->arena, ERR_MISSING, STR("person"), "registry.person_missing",
		               STR(""));
	*out = (struct registry_person){
		.id = person_id,
		.nip = db_col_copy(c, row, 0),
		.name = db_col_copy(c, row, 1),
	};
	db_rows_end(row);
	return NULL;
}

/* The ids as the engine takes a list of them in one value. */
static struct str id_list(struct ctx *c, const int64_t *ids, int count)
{
	bool is_sqlite = db_engine_of(c->db) == DB_SQLITE;
	struct buf list;

	buf_init(&list, c->arena);
	for (int i = 0; i < count; i++)
		buf_add_fmt(&list, "%c%lld",
		            i > 0       ? ','
		            : is_sqlite ? '['
		                        : '{',
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
static const struct err *settled(struct ctx *c, const struct db_query *when_settled,
                                 const struct db_query *live, const struct db_query **out)
{
	struct db_rows *row;
	bool open;

	TRY(db_find(c, &SQL_REGISTRY_OPEN_ACT_ANY, DB_NONE, &row, &open));
	if (open)
		db_rows_end(row);
	*out = open ? live : when_settled;
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

	TRY(settled(c, &SQL_REGISTRY_PERSON_PAGE_SETTLED, &SQL_REGISTRY_PERSON_PAGE, &query));
	TRY(db_query(c, query,
	             DB_BIND(db_int(c->agency_id), db_str(id_list(c, ids, count)), db_date(on)),
	             &rows));
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

/* What is looked for: a fragment, or where that is empty a range of sort keys. */
struct wanted {
	struct str fragment;
	struct str from;
	struct str before;
};

/* ---- SQLite: the index of names, and what came and went since it was made ---- */

/*
 *   went   facts in the index that are no more, in the order of ids
 *   came   names behind the index, in the order of names; only the first of them
 */
struct since {
	int64_t *went;
	int went_count;
	struct name_hits came;
};

static int by_id(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

static const struct err *read_went(struct ctx *c, const struct name_index *index,
                                   const struct wanted *w, struct since *since)
{
	struct db_rows *rows;
	struct buf ids;
	bool more;

	buf_init(&ids, c->arena);
	TRY(db_query(c, &SQL_REGISTRY_SEARCH_WENT,
	             DB_BIND(db_int(c->agency_id), db_int(index->last_act_id),
	                     db_int(index->last_fact_id), db_str_or_null(w->fragment),
	                     db_str_or_null(w->from), db_str_or_null(w->before)),
	             &rows));
	for (;;) {
		int64_t id;

		TRY(db_next(rows, &more));
		if (!more)
			break;
		id = db_col_int(rows, 0);
		buf_add(&ids, (struct str){ (const char *)&id, sizeof(id) });
		since->went_count++;
	}
	db_rows_end(rows);
	since->went = arena_array(c->arena, (size_t)since->went_count + 1, sizeof(*since->went));
	memcpy(since->went, buf_str(&ids).ptr, (size_t)since->went_count * sizeof(*since->went));
	qsort(since->went, (size_t)since->went_count, sizeof(*since->went), by_id);
	return NULL;
}

/*
 * All that an open act wrote has greater ids than it, and an import may have written a million
 * names: when no other act came behind it, nothing there need be looked through.
 */
static const struct err *came_end(struct ctx *c, int64_t *out)
{
	struct db_rows *row;
	bool found;

	*out = INT64_MAX;
	TRY(db_find(c, &SQL_REGISTRY_SEARCH_BOUNDS, DB_BIND(db_int(c->agency_id)), &row, &found));
	if (!found)
		return NULL;
	if (!db_col_is_null(row, 0) && db_col_int(row, 0) == db_col_int(row, 1))
		*out = db_col_int(row, 0);
	db_rows_end(row);
	return NULL;
}

static const struct err *read_came(struct ctx *c, const struct name_index *index,
                                   const struct wanted *w, struct name_hits *came)
{
	struct db_rows *rows;
	int64_t end;
	bool more;

	TRY(came_end(c, &end));
	TRY(db_query(c, &SQL_REGISTRY_SEARCH_CAME,
	             DB_BIND(db_int(c->agency_id), db_int(index->last_fact_id), db_int(end),
	                     db_str_or_null(w->fragment), db_str_or_null(w->from),
	                     db_str_or_null(w->before)),
	             &rows));
	for (;; came->total++) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		if (came->count < came->max)
			came->rows[came->count++] =
				(struct name_hit){ .fact_id = db_col_int(rows, 0),
				                   .person_id = db_col_int(rows, 1),
				                   .sort_key = db_col_copy(c, rows, 2) };
	}
	db_rows_end(rows);
	return NULL;
}

static bool has_gone(const struct since *since, int64_t fact_id)
{
	return since->went_count > 0 && bsearch(&fact_id, since->went, (size_t)since->went_count,
	                                        sizeof(fact_id), by_id) != NULL;
}

static bool comes_first(const struct name_hit *a, const struct name_hit *b)
{
	int order = str_cmp(a->sort_key, b->sort_key);

	return order != 0 ? order < 0 : a->person_id < b->person_id;
}

/* What the index shows, without what went and with what came, in one order. */
static void merge(const struct name_hits *known, const struct since *since, struct page *page)
{
	const struct name_hits *came = &since->came;
	int at = 0, next = 0;

	while (page->count < page->limit) {
		while (at < known->count && has_gone(since, known->rows[at].fact_id))
			at++;
		if (next < came->count &&
		    (at >= known->count || comes_first(&came->rows[next], &known->rows[at])))
			page->ids[page->count++] = came->rows[next++].person_id;
		else if (at < known->count)
			page->ids[page->count++] = known->rows[at++].person_id;
		else
			break;
	}
	page->total = known->total - since->went_count + came->total;
}

static struct name_hits hits_for(struct ctx *c, int max)
{
	return (struct name_hits){
		.rows = arena_array(c->arena, (size_t)max, sizeof(struct name_hit)), .max = max
	};
}

static const struct err *search_own(struct ctx *c, const struct wanted *w, struct page *page)
{
	struct since since = { .came = hits_for(c, page->limit) };
	struct name_index index;
	struct name_hits known;

	TRY(name_index_load(c, &index));
	TRY(read_went(c, &index, w, &since));
	TRY(read_came(c, &index, w, &since.came));
	known = hits_for(c, page->limit + since.went_count);
	if (w->fragment.len > 0)
		TRY(name_index_fragment(c, &index, w->fragment, &known));
	else
		TRY(name_index_prefix(c, &index, w->from, &known));
	merge(&known, &since, page);
	return NULL;
}

/* ---- PostgreSQL: its indexes ---- */

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
                                 const struct db_value *values, size_t value_count,
                                 struct page *page)
{
	struct db_rows *rows;
	bool more;

	if (page->total == 0)
		return NULL;
	TRY(db_query(c, query, values, value_count, &rows));
	while (page->count < page->limit) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		page->ids[page->count++] = db_col_int(rows, 0);
	}
	db_rows_end(rows);
	return NULL;
}

static const struct err *search_prefix(struct ctx *c, const struct wanted *w, struct page *page)
{
	const struct db_query *query;

	TRY(settled(c, &SQL_REGISTRY_SEARCH_PREFIX_COUNT_SETTLED, &SQL_REGISTRY_SEARCH_PREFIX_COUNT,
	            &query));
	TRY(count_of(c, query, DB_BIND(db_int(c->agency_id), db_str(w->from), db_str(w->before)),
	             &page->total));
	return collect(c, &SQL_REGISTRY_SEARCH_PREFIX,
	               DB_BIND(db_int(c->agency_id), db_str(w->from), db_str(w->before),
	                       db_int(page->limit)),
	               page);
}

static const struct err *search_fragment(struct ctx *c, const struct wanted *w, struct page *page)
{
	const struct db_query *query;

	TRY(settled(c, &SQL_REGISTRY_SEARCH_COUNT_SETTLED, &SQL_REGISTRY_SEARCH_COUNT, &query));
	TRY(count_of(c, query, DB_BIND(db_int(c->agency_id), db_str(w->fragment)), &page->total));
	return collect(c,
	               page->total > SEARCH_SORT_MAX ? &SQL_REGISTRY_SEARCH_MANY
	                                             : &SQL_REGISTRY_SEARCH_FEW,
	               DB_BIND(db_int(c->agency_id), db_str(w->fragment), db_int(page->limit)),
	               page);
}

/* ---- both ---- */

/* One or two letters are the beginning of a name. */
static struct wanted wanted_of(struct ctx *c, struct str key)
{
	if (text_length(key) >= 3)
		return (struct wanted){ .fragment = key };
	return (struct wanted){ .from = key,
		                .before = str_fmt(c->arena, "%.*s\xF4\x8F\xBF\xBF", STR_ARG(key)) };
}

const struct err *registry_person_search(struct ctx *c, struct str fragment, struct date on,
                                         int limit, struct registry_person *out, int *count,
                                         int64_t *total)
{
	struct str key = text_sort_key(c->arena, fragment);
	struct page page = { .limit = limit };
	struct wanted wanted;

	if (limit < 1 || limit > REGISTRY_SEARCH_MAX)
		return err_new(c->arena, ERR_LIMIT, STR("limit"), "registry.search_limit", STR(""));
	*count = 0;
	*total = 0;
	if (key.len == 0)
		return NULL;
	wanted = wanted_of(c, key);
	if (db_engine_of(c->db) == DB_SQLITE)
		TRY(search_own(c, &wanted, &page));
	else if (wanted.fragment.len > 0)
		TRY(search_fragment(c, &wanted, &page));
	else
		TRY(search_prefix(c, &wanted, &page));
	*count = page.count;
	*total = page.total;
	return page.count == 0 ? NULL : people_get(c, page.ids, page.count, on, out);
}
