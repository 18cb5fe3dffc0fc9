/* SPDX-License-Identifier: Apache-2.0 */
/* Corrections of a draft: kept as rows, laid over the file when it is read. */
#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "registry/staging_internal.h"
#include "sql_registry.h"

static const char *const decisions[] = {
	[STAGING_OPEN] = "",
	[STAGING_ACCEPT] = "accept",
	[STAGING_SKIP] = "skip",
};

/* ---- setting ---- */

static const struct err *editable(struct ctx *c, int64_t id, int64_t line,
                                  struct staging_draft *draft)
{
	struct db_rows *row;
	bool found;
	int64_t count;

	TRY(staging_find(c, id, draft));
	if (draft->state != STAGING_CHECKED)
		return staging_conflict(c, draft);
	if (line <= draft->heading_line)
		return err_new(c->arena, ERR_INVALID, STR("line"), "staging.line_missing",
		               str_fmt(c->arena, "%lld", (long long)line));
	TRY(db_find(c, &SQL_REGISTRY_DRAFT_EDIT_COUNT, DB_BIND(db_int(c->agency_id), db_int(id)),
	            &row, &found));
	count = found ? db_col_int(row, 0) : 0;
	if (found)
		db_rows_end(row);
	if (count >= STAGING_CELLS_MAX)
		return err_new(c->arena, ERR_LIMIT, STR("line"), "staging.edits_many",
		               str_fmt(c->arena, "%d", STAGING_CELLS_MAX));
	return NULL;
}

static const struct err *edited(struct ctx *c, int64_t id)
{
	return db_exec(c, &SQL_REGISTRY_DRAFT_EDITED,
	               DB_BIND(db_int(c->agency_id), db_int(id), db_int(c->now),
	                       db_int(c->now + STAGING_KEEP_US)));
}

static bool is_cell_text(struct str value)
{
	if (value.len > STAGING_CELL_BYTES_MAX || !text_is_utf8(value))
		return false;
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.ptr[i] < ' ' || value.ptr[i] == 0x7F)
			return false;
	return true;
}

const struct err *staging_cell_set(struct ctx *c, int64_t id, int64_t line, int64_t column,
                                   struct str value)
{
	struct staging_draft draft;

	TRY(editable(c, id, line, &draft));
	/* What we do not keep of the file we do not keep as a correction. */
	if (column < 0 || (size_t)column >= draft.mapping.count ||
	    draft.mapping.fields[column] == ROSTER_NIK ||
	    draft.mapping.fields[column] == ROSTER_DROPPED)
		return err_new(c->arena, ERR_INVALID, STR("column"), "staging.column_missing",
		               STR(""));
	if (!is_cell_text(value))
		return err_new(c->arena, ERR_INVALID, STR("value"), "staging.value_wrong",
		               str_fmt(c->arena, "%d", STAGING_CELL_BYTES_MAX));
	TRY(db_exec(c, &SQL_REGISTRY_DRAFT_CELL_SET,
	            DB_BIND(db_int(c->agency_id), db_int(id), db_int(line), db_int(column),
	                    db_str(value))));
	return edited(c, id);
}

const struct err *staging_cell_clear(struct ctx *c, int64_t id, int64_t line, int64_t column)
{
	struct staging_draft draft;

	TRY(staging_find(c, id, &draft));
	if (draft.state != STAGING_CHECKED)
		return staging_conflict(c, &draft);
	TRY(db_exec(c, &SQL_REGISTRY_DRAFT_CELL_CLEAR,
	            DB_BIND(db_int(c->agency_id), db_int(id), db_int(line), db_int(column))));
	return edited(c, id);
}

const struct err *staging_line_decide(struct ctx *c, int64_t id, int64_t line,
                                      enum staging_decision decision)
{
	struct staging_draft draft;

	TRY(editable(c, id, line, &draft));
	if (decision == STAGING_OPEN)
		TRY(db_exec(c, &SQL_REGISTRY_DRAFT_LINE_CLEAR,
		            DB_BIND(db_int(c->agency_id), db_int(id), db_int(line))));
	else
		TRY(db_exec(c, &SQL_REGISTRY_DRAFT_LINE_SET,
		            DB_BIND(db_int(c->agency_id), db_int(id), db_int(line),
		                    db_str(str_of(decisions[decision])))));
	return edited(c, id);
}

/* ---- reading ---- */

static const struct err *load_cells(struct ctx *c, int64_t id, int64_t from, int64_t to,
                                    struct staging_edits *out)
{
	struct db_rows *rows;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_DRAFT_CELLS,
	             DB_BIND(db_int(c->agency_id), db_int(id), db_int(from), db_int(to)), &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more || out->count == STAGING_CELLS_MAX)
			break;
		out->all[out->count++] = (struct staging_edit){ .line = db_col_int(rows, 0),
			                                        .column = db_col_int(rows, 1),
			                                        .value = db_col_copy(c, rows, 2) };
	}
	db_rows_end(rows);
	return NULL;
}

static const struct err *load_lines(struct ctx *c, int64_t id, int64_t from, int64_t to,
                                    struct staging_edits *out)
{
	struct db_rows *rows;
	bool more;

	TRY(db_query(c, &SQL_REGISTRY_DRAFT_LINES,
	             DB_BIND(db_int(c->agency_id), db_int(id), db_int(from), db_int(to)), &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more || out->count == STAGING_CELLS_MAX)
			break;
		out->all[out->count++] = (struct staging_edit){
			.line = db_col_int(rows, 0),
			.column = -1,
			.decision = str_eq(db_col_str(rows, 1), STR("skip")) ? STAGING_SKIP
			                                                     : STAGING_ACCEPT,
		};
	}
	db_rows_end(rows);
	return NULL;
}

static int compare(const void *a, const void *b)
{
	const struct staging_edit *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

const struct err *staging_edits_load(struct ctx *c, int64_t id, int64_t from, int64_t to,
                                     struct staging_edits *out)
{
	out->all = arena_array(c->arena, STAGING_CELLS_MAX, sizeof(*out->all));
	out->count = 0;
	TRY(load_cells(c, id, from, to, out));
	TRY(load_lines(c, id, from, to, out));
	qsort(out->all, out->count, sizeof(*out->all), compare);
	return NULL;
}

const struct staging_edit *staging_edits_of(const struct staging_edits *edits, int64_t line,
                                            size_t *count)
{
	size_t from = 0, to = edits->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (edits->all[middle].line < line)
			from = middle + 1;
		else
			to = middle;
	}
	*count = 0;
	while (from + *count < edits->count && edits->all[from + *count].line == line)
		(*count)++;
	return *count > 0 ? &edits->all[from] : NULL;
}

/* ---- laid over a source ---- */

struct overlay {
	struct record_source source;
	const struct staging_edits *edits;
	struct str fields[CSV_FIELDS_MAX];
};

static bool all_empty(const struct csv_record *record)
{
	for (size_t i = 0; i < record->count; i++)
		if (record->fields[i].len > 0)
			return false;
	return true;
}

static const struct err *overlay_read(void *arg, struct csv_record *out, bool *more)
{
	struct overlay *o = arg;
	const struct staging_edit *edits;
	size_t count;

	TRY(o->source.read(o->source.arg, out, more));
	if (!*more)
		return NULL;
	edits = staging_edits_of(o->edits, out->line, &count);
	if (edits == NULL)
		return NULL;
	for (size_t i = 0; i < out->count; i++)
		o->fields[i] = out->fields[i];
	for (size_t i = 0; i < count; i++) {
		if (edits[i].column < 0) {
			out->blank = out->blank || edits[i].decision == STAGING_SKIP;
			continue;
		}
		for (; out->count <= (size_t)edits[i].column; out->count++)
			o->fields[out->count] = STR("");
		o->fields[edits[i].column] = edits[i].value;
	}
	out->fields = o->fields;
	out->blank = out->blank || all_empty(out);
	return NULL;
}

static void overlay_form(void *arg, const char **encoding, char *separator)
{
	struct overlay *o = arg;

	o->source.form(o->source.arg, encoding, separator);
}

struct record_source staging_overlay(struct ctx *c, struct record_source source,
                                     const struct staging_edits *edits)
{
	struct overlay *o = ARENA_NEW(c->arena, struct overlay);

	o->source = source;
	o->edits = edits;
	return (struct record_source){ o, overlay_read, overlay_form };
}
