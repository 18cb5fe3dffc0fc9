/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/cache.h"
#include "base/text.h"
#include "db/db.h"
#include "registry/browse.h"
#include "registry/browse_internal.h"
#include "sql_registry.h"

/* ---- one person as a row ---- */

struct str registry_grade_code(enum grade_scheme scheme, int ordinal)
{
	static const struct str pns[] = {
		STR_INIT("I/a"),   STR_INIT("I/b"),   STR_INIT("I/c"),   STR_INIT("I/d"),
		STR_INIT("II/a"),  STR_INIT("II/b"),  STR_INIT("II/c"),  STR_INIT("II/d"),
		STR_INIT("III/a"), STR_INIT("III/b"), STR_INIT("III/c"), STR_INIT("III/d"),
		STR_INIT("IV/a"),  STR_INIT("IV/b"),  STR_INIT("IV/c"),  STR_INIT("IV/d"),
		STR_INIT("IV/e"),
	};
	static const struct str pppk[] = {
		STR_INIT("I"),    STR_INIT("II"),   STR_INIT("III"),  STR_INIT("IV"),
		STR_INIT("V"),    STR_INIT("VI"),   STR_INIT("VII"),  STR_INIT("VIII"),
		STR_INIT("IX"),   STR_INIT("X"),    STR_INIT("XI"),   STR_INIT("XII"),
		STR_INIT("XIII"), STR_INIT("XIV"),  STR_INIT("XV"),   STR_INIT("XVI"),
		STR_INIT("XVII"),
	};

	if (ordinal < 1 || ordinal > (int)COUNT(pns))
		return STR("");
	return scheme == GRADE_PPPK ? pppk[ordinal - 1] : pns[ordinal - 1];
}

bool browse_is_hit(struct str part, struct str sort_key)
{
	return text_length(part) < BROWSE_FRAGMENT_LENGTH ? str_starts(sort_key, part)
	                                                  : str_find(sort_key, part) >= 0;
}

bool browse_retirement(const struct law *law, enum position_kind kind, struct str post_key,
                       struct date birth_on, struct date *retire_on)
{
	const struct law_retirement_age *age = law_retirement_age(law, kind, post_key);

	if (age != NULL)
		*retire_on = law_retirement_on(birth_on, age->age_years);
	return age != NULL;
}

/* The columns of people_page and people_rows. */
static const struct err *row_read(struct ctx *c, const struct db_rows *rows, const struct law *law,
                                  struct people_row *out)
{
	*out = (struct people_row){
		.id = db_col_int(rows, 0),
		.fact_id = db_col_int(rows, 1),
		.sort_key = db_col_copy(c, rows, 2),
		.nip = db_col_copy(c, rows, 3),
		.name = db_col_copy(c, rows, 4),
		.title_before = db_col_copy(c, rows, 5),
		.title_after = db_col_copy(c, rows, 6),
		.birth_on = db_col_date(rows, 7),
		.position_id = db_col_is_null(rows, 10) ? 0 : db_col_int(rows, 9),
		.post = db_col_copy(c, rows, 10),
		.post_key = db_col_copy(c, rows, 11),
		.kind = POSITION_PELAKSANA,
		.unit_id = db_col_int(rows, 13),
		.unit = db_col_copy(c, rows, 14),
		.unit_key = db_col_copy(c, rows, 15),
		.unit_above = db_col_copy(c, rows, 18),
		.grade = registry_grade_code(str_eq(db_col_str(rows, 16), STR("pppk")) ? GRADE_PPPK
		                                                                       : GRADE_PNS,
		                             (int)db_col_int(rows, 17)),
	};
	if (!registry_status_parse(db_col_str(rows, 8), &out->status) ||
	    (out->position_id != 0 && !law_position_kind_parse(db_col_str(rows, 12), &out->kind)))
		return err_detail(c->arena, ERR_CORRUPT, "err.database_corrupt", "person row");
	if (out->position_id != 0)
		out->retires = browse_retirement(law, out->kind, out->post_key, out->birth_on,
		                                 &out->retire_on);
	return NULL;
}

static int row_by_id(const void *a, const void *b)
{
	const struct people_row *left = a;
	const struct people_row *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

/* Rows of these people, in the order of their ids. Who left meanwhile is left out. */
static const struct err *rows_fetch(struct ctx *c, struct date on, const struct law *law,
                                    const int64_t *ids, size_t count, struct people_row *rows,
                                    size_t *found)
{
	struct db_rows *cursor;
	struct buf list;
	bool more;

	buf_init(&list, c->arena);
	for (size_t i = 0; i < count; i++) {
		buf_add_char(&list, i == 0 ? '[' : ',');
		buf_add_int(&list, ids[i]);
	}
	buf_add_char(&list, ']');
	*found = 0;
	if (count == 0)
		return NULL;
	TRY(db_query(c, &SQL_REGISTRY_PEOPLE_ROWS,
	             DB_BIND(db_int(c->agency_id), db_date(on), db_str(buf_str(&list))), &cursor));
	while (*found < count) {
		TRY(db_next(cursor, &more));
		if (!more)
			break;
		TRY(row_read(c, cursor, law, &rows[(*found)++]));
	}
	db_rows_end(cursor);
	qsort(rows, *found, sizeof(*rows), row_by_id);
	return NULL;
}

/* ---- the page most people look at: everybody, by name ---- */

/* Names in their order are those without an end, so they answer for today and later alone. */
static bool is_present(const struct ctx *c, const struct people_ask *ask)
{
	return !date_before(ask->on, date_of_instant(c->now, 0));
}

static bool is_plain(const struct ctx *c, const struct people_ask *ask)
{
	return is_present(c, ask) && ask->unit_id == 0 && ask->view == PEOPLE_ALL &&
	       ask->text.len == 0 && ask->kinds == 0 && !ask->grade_asked &&
	       ask->sort == PEOPLE_BY_NAME;
}

/* The name a page begins behind. A person who is gone begins it anew. */
static const struct err *name_of(struct ctx *c, int64_t person_id, struct date on, struct str *key,
                                 int64_t *fact_id)
{
	struct db_rows *row;
	bool found;

	TRY(db_find(c, &SQL_REGISTRY_PERSON_KEY,
	            DB_BIND(db_int(c->agency_id), db_int(person_id), db_date(on)), &row, &found));
	if (!found)
		return NULL;
	*key = db_col_copy(c, row, 0);
	*fact_id = db_col_int(row, 1);
	db_rows_end(row);
	return NULL;
}

static const struct err *plain_read(struct ctx *c, const struct people_ask *ask, bool settled,
                                    struct people_row *rows, size_t *count)
{
	bool back = ask->down != ask->back;
	const struct db_query *query = back      ? &SQL_REGISTRY_PEOPLE_PAGE_BACK
	                               : settled ? &SQL_REGISTRY_PEOPLE_PAGE
	                                         : &SQL_REGISTRY_PEOPLE_PAGE_LIVE;
	struct str key = back ? STR("\xF4\x8F\xBF\xBF") : STR("");
	const struct law *law;
	struct db_rows *cursor;
	int64_t fact_id = 0;
	bool more;

	TRY(law_load(c, ask->on, &law));
	if (ask->after != 0)
		TRY(name_of(c, ask->after, ask->on, &key, &fact_id));
	TRY(db_query(c, query,
	             DB_BIND(db_int(c->agency_id), db_date(ask->on), db_str(key), db_int(fact_id),
	                     db_int(ask->limit + 1)),
	             &cursor));
	for (*count = 0; *count <= (size_t)ask->limit; (*count)++) {
		TRY(db_next(cursor, &more));
		if (!more)
			break;
		TRY(row_read(c, cursor, law, &rows[*count]));
	}
	db_rows_end(cursor);
	return NULL;
}

/* Texts of a row in the order in which they are remembered. */
#define ROW_TEXTS 11

static void row_texts(struct people_row *row, struct str *texts[ROW_TEXTS])
{
	struct str *const all[ROW_TEXTS] = { &row->sort_key,    &row->nip,         &row->name,
		                             &row->title_before, &row->title_after, &row->post,
		                             &row->post_key,    &row->unit,        &row->unit_key,
		                             &row->grade,       &row->unit_above };

	memcpy(texts, all, sizeof(all));
}

/* Rows as bytes: each struct as it lies in memory, then its texts. */
static struct str rows_pack(struct ctx *c, const struct people_row *rows, size_t count)
{
	struct str *texts[ROW_TEXTS];
	struct buf out;

	buf_init(&out, c->arena);
	for (size_t i = 0; i < count; i++) {
		struct people_row row = rows[i];

		buf_add(&out, (struct str){ (const char *)&row, sizeof(row) });
		row_texts(&row, texts);
		for (size_t t = 0; t < ROW_TEXTS; t++)
			buf_add(&out, *texts[t]);
	}
	return buf_str(&out);
}

static size_t rows_unpack(struct str bytes, struct people_row *rows, size_t room)
{
	struct str *texts[ROW_TEXTS];
	size_t count = 0, at = 0;

	while (at < bytes.len && count < room) {
		struct people_row *row = &rows[count++];

		memcpy(row, bytes.ptr + at, sizeof(*row));
		at += sizeof(*row);
		row_texts(row, texts);
		for (size_t t = 0; t < ROW_TEXTS; t++) {
			texts[t]->ptr = bytes.ptr + at;
			at += texts[t]->len;
		}
	}
	return count;
}

const struct err *browse_version(struct ctx *c, struct str *version, bool *settled)
{
	int64_t numbers[3];

	TRY(db_numbers(c, &SQL_REGISTRY_BROWSE_VERSION, DB_BIND(db_int(c->agency_id)), numbers,
	               COUNT(numbers)));
	*version = str_fmt(c->arena, "%jd/%jd.%jd.%jd", (intmax_t)c->agency_id,
	                   (intmax_t)numbers[0], (intmax_t)numbers[1], (intmax_t)numbers[2]);
	*settled = numbers[2] == 0;
	return NULL;
}

/* The way to read a page backwards is the other way round. */
static void rows_turn(struct people_row *rows, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct people_row kept = rows[i];

		rows[i] = rows[count - 1 - i];
		rows[count - 1 - i] = kept;
	}
}

static void answer_fill(const struct people_ask *ask, struct people_row *rows, size_t count,
                        struct people_answer *out)
{
	bool beyond = count > (size_t)ask->limit;

	if (beyond)
		count--;
	if (ask->back)
		rows_turn(rows, count);
	out->rows = rows;
	out->count = count;
	out->more = ask->back ? true : beyond;
	out->earlier = ask->back ? beyond : ask->after != 0;
}

static const struct err *plain_list(struct ctx *c, const struct people_ask *ask,
                                    struct people_answer *out)
{
	struct people_row *rows = arena_array(c->arena, (size_t)ask->limit + 1, sizeof(*rows));
	struct str version, key, bytes;
	bool settled;
	size_t count;

	TRY(browse_version(c, &version, &settled));
	key = str_fmt(c->arena, "people %.*s %d %jd %d%d %d", STR_ARG(version), ask->on.days,
	              (intmax_t)ask->after, ask->down, ask->back, ask->limit);
	if (cache_find(c->cache, c->arena, key, &bytes)) {
		count = rows_unpack(bytes, rows, (size_t)ask->limit + 1);
	} else {
		TRY(plain_read(c, ask, settled, rows, &count));
		cache_put(c->cache, key, rows_pack(c, rows, count), CACHE_CHEAP);
	}
	answer_fill(ask, rows, count, out);
	return NULL;
}

/* ---- everything else: a pass over the people, keeping the best of them ---- */

#define KEY_BYTES 96 /* of a post or unit; longer ones are ordered by their beginning */

/* What a person is ordered by, in one comparison from the top. */
struct place_in_list {
	char first[KEY_BYTES]; /* post, unit or month of pension; empty by name */
	char name[KEY_BYTES];
	int64_t fact_id;
	int64_t person_id;
};

/* One question while it is answered. */
struct passing {
	struct ctx *c;
	const struct people_ask *ask;
	const struct law *law;
	const struct browse_units *units; /* by unit only */
	struct date near_on;
	struct str name_part; /* names_only: what a name must hold */
	bool bounded; /* the cursor's place is known */
	struct place_in_list cursor;
	struct place_in_list *best;
	size_t best_count;
	size_t best_max;
	int64_t total;
	int64_t before; /* of them in front of the page's first */
};

/* What the pass reads of a person. */
struct passer {
	int64_t person_id;
	int64_t fact_id;
	struct str name_key;
	struct date birth_on;
	bool has_post;
	struct str post_key;
	enum position_kind kind;
	int64_t unit_id;
	bool retires;
	struct date retire_on;
	int missing;
};

static const struct err *passer_read(const struct passing *p, const struct db_rows *rows,
                                     struct passer *out)
{
	*out = (struct passer){
		.person_id = db_col_int(rows, 0),
		.fact_id = db_col_int(rows, 1),
		.name_key = db_col_str(rows, 2),
		.birth_on = db_col_date(rows, 3),
		.has_post = !db_col_is_null(rows, 7),
		.post_key = db_col_str(rows, 5),
		.kind = POSITION_PELAKSANA,
		.unit_id = db_col_int(rows, 7),
		.missing = (int)db_col_int(rows, 8),
	};
	if (!out->has_post)
		return NULL;
	if (!law_position_kind_parse(db_col_str(rows, 6), &out->kind))
		return err_detail(p->c->arena, ERR_CORRUPT, "err.database_corrupt", "kind");
	out->retires = browse_retirement(p->law, out->kind, out->post_key, out->birth_on,
	                                 &out->retire_on);
	return NULL;
}

static bool is_retiring(const struct passing *p, const struct passer *who)
{
	return who->retires && !date_before(p->near_on, who->retire_on);
}

static bool passes(const struct passing *p, const struct passer *who)
{
	if (p->ask->kinds != 0 && (!who->has_post || (p->ask->kinds & 1u << who->kind) == 0))
		return false;
	if (p->name_part.len > 0 && !browse_is_hit(p->name_part, who->name_key))
		return false;
	if (p->ask->view == PEOPLE_RETIRING)
		return is_retiring(p, who);
	return p->ask->view != PEOPLE_INCOMPLETE || who->missing != 0;
}

static void key_set(char key[KEY_BYTES], struct str text)
{
	size_t len = text.len < KEY_BYTES ? text.len : KEY_BYTES;

	memcpy(key, text.ptr == NULL ? "" : text.ptr, len);
	memset(key + len, 0, KEY_BYTES - len);
}

/* Who has no post, unit or pension stands behind the others. */
#define KEY_LAST STR("\xFF")

static void place_of(const struct passing *p, const struct passer *who, struct place_in_list *out)
{
	char iso[DATE_TEXT_BYTES];
	struct str first = STR("");

	switch (p->ask->sort) {
	case PEOPLE_BY_POST: first = who->has_post ? who->post_key : KEY_LAST; break;
	case PEOPLE_BY_UNIT:
		first = who->has_post ? browse_unit_key(p->units, who->unit_id) : KEY_LAST;
		break;
	case PEOPLE_BY_RETIREMENT:
		first = who->retires ? str_of(date_iso(who->retire_on, iso)) : KEY_LAST;
		break;
	case PEOPLE_BY_NAME:
	case PEOPLE_SORT_COUNT: break;
	}
	key_set(out->first, first);
	key_set(out->name, who->name_key);
	out->fact_id = who->fact_id;
	out->person_id = who->person_id;
}

/* In the order asked for. */
static int place_cmp(const struct passing *p, const struct place_in_list *a,
                     const struct place_in_list *b)
{
	int order = memcmp(a->first, b->first, KEY_BYTES);

	if (order == 0)
		order = memcmp(a->name, b->name, KEY_BYTES);
	if (order == 0)
		order = (a->fact_id > b->fact_id) - (a->fact_id < b->fact_id);
	return p->ask->down ? -order : order;
}

/* Put a place among the best; away from the cursor the worst falls out. */
static void best_add(struct passing *p, const struct place_in_list *place)
{
	int way = p->ask->back ? -1 : 1;
	size_t low = 0, high = p->best_count;

	if (p->best_count == p->best_max) {
		if (way * place_cmp(p, place, &p->best[p->best_count - 1]) >= 0)
			return;
		p->best_count--;
		high--;
	}
	while (low < high) {
		size_t middle = (low + high) / 2;

		if (way * place_cmp(p, place, &p->best[middle]) < 0)
			high = middle;
		else
			low = middle + 1;
	}
	memmove(&p->best[low + 1], &p->best[low], (p->best_count - low) * sizeof(*p->best));
	p->best[low] = *place;
	p->best_count++;
}

static void pass_one(struct passing *p, const struct passer *who)
{
	struct place_in_list place;
	int order;

	p->total++;
	place_of(p, who, &place);
	order = p->bounded ? place_cmp(p, &place, &p->cursor) : 1;
	if (order <= 0)
		p->before += order < 0 || !p->ask->back;
	if (p->ask->back ? order < 0 : order > 0)
		best_add(p, &place);
}

/*
 * In the order of ids, which is that of the tables: in any other order a million people are a
 * million places on the disk.
 */
static const struct db_query *pass_query(const struct people_ask *ask)
{
	return ask->unit_id != 0 ? &SQL_REGISTRY_PEOPLE_SCAN_UNIT : &SQL_REGISTRY_PEOPLE_SCAN_BY_ID;
}

/* Digits alone, spaces and dots between them: the beginning of a NIP. */
static struct str nip_part(struct ctx *c, struct str text)
{
	struct buf digits;

	buf_init(&digits, c->arena);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] >= '0' && text.ptr[i] <= '9')
			buf_add_char(&digits, text.ptr[i]);
		else if (text.ptr[i] != ' ' && text.ptr[i] != '.' && text.ptr[i] != '-')
			return STR("");
	}
	return digits.len == 0 ? STR("") : buf_str(&digits);
}

static const struct err *pass_open(struct ctx *c, const struct people_ask *ask,
                                   const struct db_query *query, bool missing,
                                   struct db_rows **rows)
{
	struct str key = text_sort_key(c->arena, ask->text);
	struct str scheme = !ask->grade_asked                ? STR("")
	                    : ask->scheme == GRADE_PPPK      ? STR("pppk")
	                                                : STR("pns");

	/* A text of nothing but signs is in no name, and this in no sort key. */
	if (ask->text.len > 0 && key.len == 0)
		key = STR("\x01");
	return db_query(c, query,
	                DB_BIND(db_int(c->agency_id), db_date(ask->on), db_str(scheme),
	                        db_int(ask->ordinal), db_str(key), db_str(nip_part(c, ask->text)),
	                        db_int(ask->unit_id), db_int(missing)),
	                rows);
}

static const struct err *passing_init(struct passing *p, struct ctx *c,
                                      const struct people_ask *ask)
{
	*p = (struct passing){ .c = c, .ask = ask };
	p->near_on = date_add_months(ask->on, PEOPLE_MONTHS_NEAR);
	if (ask->names_only)
		p->name_part = text_sort_key(c->arena, ask->text);
	TRY(law_load(c, ask->on, &p->law));
	if (ask->sort == PEOPLE_BY_UNIT)
		TRY(browse_units_load(c, ask->on, &p->units));
	return NULL;
}

/* Where the page begins, from the present facts of the person it begins behind. */
static const struct err *cursor_find(struct passing *p)
{
	struct people_row row;
	size_t found;

	if (p->ask->after == 0)
		return NULL;
	TRY(rows_fetch(p->c, p->ask->on, p->law, &p->ask->after, 1, &row, &found));
	if (found == 0)
		return NULL;
	place_of(p,
	         &(struct passer){ .person_id = row.id,
	                           .fact_id = row.fact_id,
	                           .name_key = row.sort_key,
	                           .has_post = row.position_id != 0,
	                           .post_key = row.post_key,
	                           .unit_id = row.unit_id,
	                           .retires = row.retires,
	                           .retire_on = row.retire_on },
	         &p->cursor);
	p->bounded = true;
	return NULL;
}

/* Give the page its rows, in the order of the best. */
static const struct err *best_fetch(struct passing *p, struct people_row *out, size_t *count)
{
	struct people_row *rows = arena_array(p->c->arena, p->best_count, sizeof(*rows));
	int64_t *ids = arena_array(p->c->arena, p->best_count, sizeof(*ids));
	size_t found;

	for (size_t i = 0; i < p->best_count; i++)
		ids[i] = p->best[i].person_id;
	TRY(rows_fetch(p->c, p->ask->on, p->law, ids, p->best_count, rows, &found));
	*count = 0;
	for (size_t i = 0; i < p->best_count; i++) {
		struct people_row key = { .id = ids[i] };
		const struct people_row *row = bsearch(&key, rows, found, sizeof(key), row_by_id);

		if (row != NULL)
			out[(*count)++] = *row;
	}
	return NULL;
}

static const struct err *passed_list(struct ctx *c, const struct people_ask *ask,
                                     struct people_answer *out)
{
	struct people_row *rows = arena_array(c->arena, (size_t)ask->limit + 1, sizeof(*rows));
	struct passing p;
	struct passer who;
	struct db_rows *cursor;
	bool more;
	size_t count;

	TRY(passing_init(&p, c, ask));
	TRY(cursor_find(&p));
	p.best_max = (size_t)ask->limit + 1;
	p.best = arena_array(c->arena, p.best_max + 1, sizeof(*p.best));
	TRY(pass_open(c, ask, pass_query(ask), ask->view == PEOPLE_INCOMPLETE, &cursor));
	for (;;) {
		TRY(db_next(cursor, &more));
		if (!more)
			break;
		TRY(passer_read(&p, cursor, &who));
		if (passes(&p, &who))
			pass_one(&p, &who);
	}
	db_rows_end(cursor);
	TRY(best_fetch(&p, rows, &count));
	answer_fill(ask, rows, count, out);
	out->counted = true;
	out->total = p.total;
	out->first = ask->back ? p.before - (int64_t)out->count + 1 : p.before + 1;
	out->more = out->first + (int64_t)out->count - 1 < p.total;
	out->earlier = out->first > 1;
	return NULL;
}

/* Tell on each row what is missing of the person; a page asks once for all. */
static const struct err *missing_fill(struct ctx *c, const struct people_ask *ask,
                                      struct people_answer *out)
{
	struct people_row *rows = arena_array(c->arena, out->count, sizeof(*rows));

	for (size_t i = 0; i < out->count; i++) {
		struct db_rows *row;
		bool found;

		rows[i] = out->rows[i];
		TRY(db_find(c, &SQL_REGISTRY_EDUCATION_ON,
		            DB_BIND(db_int(c->agency_id), db_int(rows[i].id), db_date(ask->on)),
		            &row, &found));
		if (found)
			db_rows_end(row);
		rows[i].missing = (rows[i].position_id == 0 ? PEOPLE_NO_POST : 0) |
		                  (rows[i].grade.len == 0 &&
		                                   rows[i].status != SERVICE_PPPK_PART_TIME
		                           ? PEOPLE_NO_GRADE
		                           : 0) |
		                  (found ? 0 : PEOPLE_NO_EDUCATION);
	}
	out->rows = rows;
	return NULL;
}

/* All that an answer depends on. A longer question is not remembered. */
static struct str ask_key(struct ctx *c, const struct people_ask *ask, struct str version)
{
	return str_fmt(c->arena, "ask %.*s %d %jd %d%d%d%d%d%d %u %d %d %jd %d %.*s",
	               STR_ARG(version), ask->on.days, (intmax_t)ask->unit_id, (int)ask->view,
	               (int)ask->sort, ask->down, ask->back, ask->names_only, ask->grade_asked,
	               ask->kinds, (int)ask->scheme, ask->ordinal, (intmax_t)ask->after, ask->limit,
	               STR_ARG(ask->text));
}

static bool answer_recall(struct ctx *c, struct str key, const struct people_ask *ask,
                          struct people_answer *out)
{
	struct people_row *rows;
	struct str bytes;

	if (!cache_find(c->cache, c->arena, key, &bytes))
		return false;
	rows = arena_array(c->arena, (size_t)ask->limit + 1, sizeof(*rows));
	memcpy(out, bytes.ptr, sizeof(*out));
	out->count = rows_unpack(str_sub(bytes, sizeof(*out), bytes.len), rows,
	                         (size_t)ask->limit + 1);
	out->rows = rows;
	return true;
}

static void answer_remember(struct ctx *c, struct str key, const struct people_answer *answer)
{
	struct buf bytes;

	buf_init(&bytes, c->arena);
	buf_add(&bytes, (struct str){ (const char *)answer, sizeof(*answer) });
	buf_add(&bytes, rows_pack(c, answer->rows, answer->count));
	cache_put(c->cache, key, buf_str(&bytes), CACHE_DEAR);
}

const struct err *registry_people_list(struct ctx *c, const struct people_ask *ask,
                                       struct people_answer *out)
{
	struct str version, key;
	bool settled;

	*out = (struct people_answer){ 0 };
	if (ask->limit < 1 || ask->limit > PEOPLE_LIMIT_MAX)
		return err_new(c->arena, ERR_LIMIT, STR("limit"), "employee.limit",
		               str_fmt(c->arena, "%d", PEOPLE_LIMIT_MAX));
	if (is_plain(c, ask))
		return plain_list(c, ask, out);
	TRY(browse_version(c, &version, &settled));
	key = ask_key(c, ask, version);
	if (answer_recall(c, key, ask, out))
		return NULL;
	TRY(passed_list(c, ask, out));
	if (ask->view == PEOPLE_INCOMPLETE)
		TRY(missing_fill(c, ask, out));
	answer_remember(c, key, out);
	return NULL;
}

/* ---- counts ---- */

static const struct err *tally_count(struct ctx *c, struct date on, int64_t unit_id,
                                     struct people_tally *out)
{
	struct people_ask ask = { .on = on, .unit_id = unit_id };
	struct passing p;
	struct passer who;
	struct db_rows *rows;
	bool more;

	TRY(passing_init(&p, c, &ask));
	*out = (struct people_tally){ .counted_at = c->now };
	TRY(pass_open(c, &ask, pass_query(&ask), true, &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		TRY(passer_read(&p, rows, &who));
		out->views[PEOPLE_ALL]++;
		out->views[PEOPLE_RETIRING] += is_retiring(&p, &who);
		out->views[PEOPLE_INCOMPLETE] += who.missing != 0;
	}
	db_rows_end(rows);
	return NULL;
}

/* What is remembered: the tally, and the version of the registry it was true for. */
const struct err *registry_people_tally(struct ctx *c, struct date on, int64_t unit_id,
                                        struct people_tally *out)
{
	struct str key = str_fmt(c->arena, "tally %jd %d %jd", (intmax_t)c->agency_id, on.days,
	                         (intmax_t)unit_id);
	struct str version, bytes;
	struct buf kept;
	bool settled;

	TRY(browse_version(c, &version, &settled));
	if (cache_find(c->cache, c->arena, key, &bytes)) {
		memcpy(out, bytes.ptr, sizeof(*out));
		if (str_eq(str_sub(bytes, sizeof(*out), bytes.len), version) ||
		    (out->views[PEOPLE_ALL] > PEOPLE_TALLY_EXACT &&
		     c->now - out->counted_at < INT64_C(1000000) * PEOPLE_TALLY_SECONDS))
			return NULL;
	}
	TRY(tally_count(c, on, unit_id, out));
	buf_init(&kept, c->arena);
	buf_add(&kept, (struct str){ (const char *)out, sizeof(*out) });
	buf_add(&kept, version);
	cache_put(c->cache, key, buf_str(&kept), CACHE_DEAR);
	return NULL;
}

/* ---- everybody, for files ---- */

#define EACH_BATCH       500
#define EACH_ARENA_BYTES (64u << 20) /* rows of one batch: a few hundred kilobytes */

/* Ids grow in pieces, so that a short list takes little room. */
struct id_list {
	int64_t *ids;
	size_t count;
	size_t cap;
};

static void id_add(struct ctx *c, struct id_list *list, int64_t id)
{
	if (list->count == list->cap) {
		size_t cap = list->cap == 0 ? 1024 : list->cap * 2;
		int64_t *ids = arena_array(c->arena, cap, sizeof(*ids));

		if (list->count > 0)
			memcpy(ids, list->ids, list->count * sizeof(*ids));
		list->ids = ids;
		list->cap = cap;
	}
	list->ids[list->count++] = id;
}

static const struct err *each_ids(struct passing *p, struct id_list *list)
{
	const struct people_ask *ask = p->ask;
	struct db_rows *rows;
	struct passer who;
	bool more;

	TRY(pass_open(p->c, ask,
	              ask->unit_id != 0 ? &SQL_REGISTRY_PEOPLE_SCAN_UNIT
	                                : &SQL_REGISTRY_PEOPLE_SCAN_BY_NAME,
	              ask->view == PEOPLE_INCOMPLETE, &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		TRY(passer_read(p, rows, &who));
		if (!passes(p, &who))
			continue;
		if (list->count == PEOPLE_EXPORT_MAX)
			return err_new(p->c->arena, ERR_LIMIT, STR(""), "employee.export_limit",
			               str_fmt(p->c->arena, "%d", PEOPLE_EXPORT_MAX));
		id_add(p->c, list, who.person_id);
	}
	db_rows_end(rows);
	return NULL;
}

/* Rows of a few people, handed on in the order of their ids here. */
static const struct err *each_batch(struct ctx *c, const struct passing *p, const int64_t *ids,
                                    size_t count, registry_people_fn *fn, void *arg)
{
	struct people_row *rows = arena_array(c->arena, count, sizeof(*rows));
	size_t found;

	TRY(rows_fetch(c, p->ask->on, p->law, ids, count, rows, &found));
	for (size_t i = 0; i < count; i++) {
		struct people_row key = { .id = ids[i] };
		const struct people_row *row = bsearch(&key, rows, found, sizeof(key), row_by_id);

		if (row != NULL)
			TRY(fn(arg, row));
	}
	return NULL;
}

static void batch_arena_end(void *arg)
{
	arena_free(arg);
}

const struct err *registry_people_each(struct ctx *c, const struct people_ask *ask,
                                       registry_people_fn *fn, void *arg)
{
	struct people_ask by_name = *ask;
	struct id_list list = { NULL, 0, 0 };
	struct ctx batch = *c;
	struct arena_mark mark;
	struct passing p;

	by_name.sort = PEOPLE_BY_NAME;
	TRY(passing_init(&p, c, &by_name));
	TRY(each_ids(&p, &list));
	/* Rows lie in an arena of their own, so that fn may take memory that stays. */
	batch.arena = arena_new(EACH_ARENA_BYTES);
	arena_defer(c->arena, batch_arena_end, batch.arena);
	mark = arena_mark(batch.arena);
	for (size_t at = 0; at < list.count; at += EACH_BATCH) {
		size_t left = list.count - at;
		const struct err *err = each_batch(&batch, &p, &list.ids[at],
		                                   left < EACH_BATCH ? left : EACH_BATCH, fn, arg);

		if (err != NULL)
			return err_copy(c->arena, err);
		arena_rewind(batch.arena, mark);
	}
	return NULL;
}
