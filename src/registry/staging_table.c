/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of a draft: which sheet, which line has the headings, what the columns hold. The
 * answers are kept beside the upload, so that pages need not open it again.
 */
#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "registry/identity.h"
#include "registry/staging_internal.h"
#include "sql_registry.h"

#define SAMPLE_LINES_MAX 50
#define SAMPLE_BYTES_MAX 80
#define KEY_BYTES        16
#define FACTS            2                         /* sheet and heading line, in front */
#define SHEET_TEXTS      2                         /* name, and whether it is hidden */
#define COLUMN_TEXTS     (1 + STAGING_SAMPLES_MAX) /* heading and samples */

/* ---- headings and their fingerprint ---- */

static struct str heading_key_of(struct ctx *c, const struct csv_record *record)
{
	crypto_generichash_state state;
	unsigned char hash[KEY_BYTES];
	char *hex = arena_alloc(c->arena, KEY_BYTES * 2 + 1);

	(void)crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	for (size_t i = 0; i < record->count; i++) {
		struct str key = text_sort_key(c->arena, record->fields[i]);

		(void)crypto_generichash_update(&state, (const unsigned char *)key.ptr, key.len);
		(void)crypto_generichash_update(&state, (const unsigned char *)"\n", 1);
	}
	(void)crypto_generichash_final(&state, hash, sizeof(hash));
	(void)sodium_bin2hex(hex, KEY_BYTES * 2 + 1, hash, sizeof(hash));
	return str_of(hex);
}

/* Go to the line of the headings. *found is false when there is none. */
static const struct err *read_heading(struct table *table, struct csv_record *record, bool *found)
{
	bool more = table->heading_line > 0;

	*found = false;
	while (more) {
		TRY(table->source.read(table->source.arg, record, &more));
		*found = more && record->line == table->heading_line;
		if (*found || (more && record->line > table->heading_line))
			return NULL;
	}
	return NULL;
}

/* ---- samples ---- */

/* Is it a NIK, whatever its column is called? */
static bool is_nik_like(struct str text)
{
	return text.len == NIK_DIGITS && str_is_digits(text);
}

static struct str sample_of(struct ctx *c, const struct staging_column *column, struct str cell)
{
	struct str text = str_trim(cell);

	if (text.len > 0 && (column->guessed == ROSTER_NIK || is_nik_like(text)))
		return STR("******");
	if (text.len > SAMPLE_BYTES_MAX) {
		text = str_sub(text, 0, SAMPLE_BYTES_MAX);
		while (text.len > 0 && !text_is_utf8(text))
			text.len--;
	}
	return str_copy(c->arena, text);
}

static void take_sample(struct ctx *c, struct staging_column *column, struct str cell)
{
	struct str text;

	if (column->sample_count == STAGING_SAMPLES_MAX)
		return;
	text = sample_of(c, column, cell);
	if (text.len == 0)
		return;
	for (size_t i = 0; i < column->sample_count; i++)
		if (str_eq(column->samples[i], text))
			return;
	column->samples[column->sample_count++] = text;
}

static const struct err *sample_lines(struct ctx *c, struct table *table,
                                      struct staging_column *all, size_t count)
{
	struct csv_record record;
	bool more = true;

	for (int i = 0; i < SAMPLE_LINES_MAX; i++) {
		TRY(table->source.read(table->source.arg, &record, &more));
		if (!more)
			break;
		for (size_t k = 0; k < count && k < record.count; k++)
			take_sample(c, &all[k], record.fields[k]);
	}
	return NULL;
}

/* The columns of an open table that stands behind its headings. */
static const struct err *columns_read(struct ctx *c, struct table *table,
                                      const struct csv_record *heading, struct staging_column **out,
                                      size_t *count)
{
	struct heading_mapping guess;
	struct staging_column *all;

	heading_mapping_guess(c, heading, &guess);
	all = arena_array(c->arena, guess.count + 1, sizeof(*all));
	for (size_t i = 0; i < guess.count; i++) {
		all[i].heading = str_copy(c->arena, str_trim(heading->fields[i]));
		all[i].guessed = guess.fields[i];
	}
	TRY(sample_lines(c, table, all, guess.count));
	*out = all;
	*count = guess.count;
	return NULL;
}

static void sheets_read(struct ctx *c, const struct table *table, struct staging_sheet **out,
                        size_t *count)
{
	*count = table->kind == TABLE_XLSX ? xlsx_sheet_count(table->xlsx) : 0;
	*out = arena_array(c->arena, *count + 1, sizeof(**out));
	for (size_t i = 0; i < *count; i++) {
		const struct xlsx_sheet *sheet = xlsx_sheet_at(table->xlsx, i);

		(*out)[i].name = sheet->name;
		(*out)[i].hidden = sheet->visibility != XLSX_VISIBLE;
	}
}

/* ---- kept beside the upload ---- */

/* All that pages ask of a table. */
struct seen_table {
	struct staging_sheet *sheets;
	size_t sheet_count;
	struct staging_column *columns; /* NULL without headings */
	size_t column_count;
};

static const struct err *seen_write(struct ctx *c, const struct staging_draft *draft, FILE *file,
                                    const struct seen_table *seen)
{
	size_t most = FACTS + seen->sheet_count * SHEET_TEXTS + seen->column_count * COLUMN_TEXTS;
	struct str *texts = arena_array(c->arena, most, sizeof(*texts));
	size_t n = 0;

	texts[n++] = draft->sheet;
	texts[n++] = str_fmt(c->arena, "%lld", (long long)draft->heading_line);
	for (size_t i = 0; i < seen->sheet_count; i++) {
		texts[n++] = seen->sheets[i].name;
		texts[n++] = seen->sheets[i].hidden ? STR("hidden") : STR("");
	}
	TRY(staging_texts_write(c, file, texts, n));
	n = 0;
	for (size_t i = 0; i < seen->column_count; i++) {
		texts[n++] = seen->columns[i].heading;
		for (size_t k = 0; k < STAGING_SAMPLES_MAX; k++)
			texts[n++] = k < seen->columns[i].sample_count ? seen->columns[i].samples[k]
			                                               : STR("");
	}
	TRY(staging_texts_write(c, file, texts, n));
	return fflush(file) == 0 ? NULL : err_errno(c->arena, errno, STR("uploads"));
}

/* Whole or not at all, as somebody may be reading the one before. */
static const struct err *seen_keep(struct ctx *c, const struct staging_draft *draft,
                                   const struct seen_table *seen)
{
	struct str part = staging_path(c, draft->id, STAGING_FILE_COLUMNS_PART);
	struct str path = staging_path(c, draft->id, STAGING_FILE_COLUMNS);
	FILE *file;

	TRY(staging_file_open(c, draft->id, STAGING_FILE_COLUMNS_PART, "w", &file));
	TRY(seen_write(c, draft, file, seen));
	return rename(str_c(c->arena, part), str_c(c->arena, path)) == 0
	               ? NULL
	               : err_errno(c->arena, errno, path);
}

static const struct err *seen_parse(struct ctx *c, const struct staging_draft *draft, FILE *file,
                                    struct seen_table *out, bool *fits)
{
	const struct str *texts;
	int64_t line;
	size_t count;

	TRY(staging_texts_read(c, file, 0, &texts, &count));
	*fits = count >= FACTS && str_eq(texts[0], draft->sheet) && str_int(texts[1], &line) &&
	        line == draft->heading_line;
	if (!*fits)
		return NULL;
	out->sheet_count = (count - FACTS) / SHEET_TEXTS;
	out->sheets = arena_array(c->arena, out->sheet_count + 1, sizeof(*out->sheets));
	for (size_t i = 0; i < out->sheet_count; i++)
		out->sheets[i] = (struct staging_sheet){
			texts[FACTS + i * SHEET_TEXTS], texts[FACTS + i * SHEET_TEXTS + 1].len > 0
		};
	TRY(staging_texts_read(c, file, (int64_t)ftello(file), &texts, &count));
	out->column_count = count / COLUMN_TEXTS;
	out->columns = arena_array(c->arena, out->column_count + 1, sizeof(*out->columns));
	for (size_t i = 0; i < out->column_count; i++) {
		const struct str *of = texts + i * COLUMN_TEXTS;
		struct staging_column *column = &out->columns[i];

		column->heading = of[0];
		while (column->sample_count < STAGING_SAMPLES_MAX &&
		       of[1 + column->sample_count].len > 0) {
			column->samples[column->sample_count] = of[1 + column->sample_count];
			column->sample_count++;
		}
	}
	return NULL;
}

/* ---- looking ---- */

/* Go to the draft's table as it is chosen, and take down what pages ask. */
static const struct err *seen_read(struct ctx *c, const struct staging_draft *draft,
                                   struct seen_table *out)
{
	struct csv_record heading;
	struct table table;
	bool found;

	*out = (struct seen_table){ .column_count = 0 };
	TRY(staging_table_open(c, draft, &table));
	sheets_read(c, &table, &out->sheets, &out->sheet_count);
	if (draft->heading_line == 0)
		return NULL;
	TRY(read_heading(&table, &heading, &found));
	return found ? columns_read(c, &table, &heading, &out->columns, &out->column_count) : NULL;
}

/* What was kept, or else the upload itself. */
static const struct err *seen_find(struct ctx *c, const struct staging_draft *draft,
                                   struct seen_table *out)
{
	const struct err *err;
	bool fits;
	FILE *file;

	*out = (struct seen_table){ .column_count = 0 };
	err = staging_file_open(c, draft->id, STAGING_FILE_COLUMNS, "r", &file);
	if (err != NULL)
		return err->code == ERR_MISSING ? seen_read(c, draft, out) : err;
	TRY(seen_parse(c, draft, file, out, &fits));
	return fits ? NULL : seen_read(c, draft, out);
}

const struct err *staging_look(struct ctx *c, struct staging_draft *draft)
{
	struct seen_table seen = { .column_count = 0 };
	struct csv_record heading;
	struct table table;
	bool found;

	TRY(staging_table_open(c, draft, &table));
	draft->kind = table.kind == TABLE_XLSX ? STR("xlsx") : STR("csv");
	draft->sheet = str_copy(c->arena, table.sheet_name);
	draft->heading_line = table.heading_line;
	draft->heading_key = STR("");
	draft->mapping.count = 0;
	sheets_read(c, &table, &seen.sheets, &seen.sheet_count);
	TRY(read_heading(&table, &heading, &found));
	if (found) {
		draft->heading_key = heading_key_of(c, &heading);
		heading_mapping_guess(c, &heading, &draft->mapping);
		TRY(columns_read(c, &table, &heading, &seen.columns, &seen.column_count));
	} else {
		draft->heading_line = 0;
	}
	return seen_keep(c, draft, &seen);
}

/* ---- what pages ask ---- */

const struct err *staging_sheets(struct ctx *c, const struct staging_draft *draft,
                                 const struct staging_sheet **out, size_t *count)
{
	struct seen_table seen;

	*count = 0;
	*out = NULL;
	if (!str_eq(draft->kind, STR("xlsx")))
		return NULL;
	TRY(seen_find(c, draft, &seen));
	*out = seen.sheets;
	*count = seen.sheet_count;
	return NULL;
}

/* The words of the headings are looked at again: they say the same to every version. */
static void columns_guess(struct ctx *c, const struct staging_draft *draft,
                          const struct seen_table *seen)
{
	struct str *headings = arena_array(c->arena, seen->column_count + 1, sizeof(*headings));
	struct csv_record record = { .fields = headings, .count = seen->column_count };
	struct heading_mapping guess;

	for (size_t i = 0; i < seen->column_count; i++)
		headings[i] = seen->columns[i].heading;
	heading_mapping_guess(c, &record, &guess);
	for (size_t i = 0; i < seen->column_count; i++) {
		struct staging_column *column = &seen->columns[i];

		column->guessed = i < guess.count ? guess.fields[i] : -1;
		column->field = i < draft->mapping.count ? draft->mapping.fields[i] : -1;
		for (size_t k = 0; column->field == ROSTER_NIK && k < column->sample_count; k++)
			column->samples[k] = STR("******");
	}
}

const struct err *staging_columns(struct ctx *c, const struct staging_draft *draft,
                                  const struct staging_column **out, size_t *count)
{
	struct seen_table seen;

	if (draft->heading_line > 0)
		TRY(seen_find(c, draft, &seen));
	if (draft->heading_line == 0 || seen.columns == NULL)
		return err_new(c->arena, ERR_CONFLICT, STR("heading_line"),
		               "staging.heading_missing", STR(""));
	columns_guess(c, draft, &seen);
	*out = seen.columns;
	*count = seen.column_count;
	return NULL;
}

/* ---- another table ---- */

struct choosing {
	struct staging_draft draft;
};

static const struct err *choose_find(struct ctx *c, void *arg)
{
	struct choosing *k = arg;

	TRY(staging_find(c, k->draft.id, &k->draft));
	return staging_is_settable(&k->draft) ? NULL : staging_conflict(c, &k->draft);
}

static const struct err *choose_work(struct ctx *c, void *arg)
{
	struct choosing *k = arg;
	const struct db_value key[] = { db_int(c->agency_id), db_int(k->draft.id) };
	struct staging_draft now, draft = k->draft;

	TRY(staging_find(c, draft.id, &now));
	if (!staging_is_settable(&now))
		return staging_conflict(c, &now);
	TRY(staging_remembered(c, &draft, &draft.mapping));
	TRY(db_exec(c, &SQL_REGISTRY_DRAFT_CELLS_DELETE, key, COUNT(key)));
	TRY(db_exec(c, &SQL_REGISTRY_DRAFT_LINES_DELETE, key, COUNT(key)));
	return staging_void_check(c, &draft);
}

const struct err *staging_table_set(struct ctx *c, int64_t id, struct str sheet,
                                    int64_t heading_line)
{
	struct choosing *k = ARENA_NEW(c->arena, struct choosing);

	assert(c->conn == NULL);
	if (heading_line < 0)
		return err_new(c->arena, ERR_INVALID, STR("heading_line"), "staging.line_missing",
		               STR(""));
	k->draft.id = id;
	TRY(db_read(c, choose_find, k));
	k->draft.sheet = sheet;
	k->draft.heading_line = heading_line;
	/* A file is read while nobody waits for the writer. */
	TRY(staging_look(c, &k->draft));
	return db_write(c, choose_work, k);
}
