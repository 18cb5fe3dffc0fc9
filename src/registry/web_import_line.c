/* SPDX-License-Identifier: Apache-2.0 */
/* The import wizard: one line of the file, and the form that corrects its cells. */
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "i18n/words.h"
#include "page/page.h"
#include "page/reply.h"
#include "pages_registry.h"
#include "registry/web_import_handler.h"

#define STATUS_INVALID 400
#define SKIP_MAX       10000000

/* One line with its form. */
struct mending {
	const struct req *rq;
	struct reply *rp;
	int64_t line;
	struct staging_draft draft;
	struct staging_row row;
	const struct staging_column *columns;
	size_t count;
	struct form_errors errors;
};

static const struct err *find(struct ctx *c, void *arg)
{
	struct mending *m = arg;

	if (!str_is_digits(m->rq->parts[1]) || !str_int(m->rq->parts[1], &m->line))
		return err_new(c->arena, ERR_MISSING, STR("line"), "staging.line_missing",
		               m->rq->parts[1]);
	TRY(staging_find(c, m->rq->id, &m->draft));
	TRY(staging_row_find(c, &m->draft, m->line, &m->row));
	return staging_columns(c, &m->draft, &m->columns, &m->count);
}

/* ---- the page ---- */

/* What is not kept of the file cannot be mended here, as it would have to be kept. */
static bool is_shown(const struct mending *m, size_t column)
{
	int field = m->columns[column].field;

	return column < m->row.cell_count && field >= 0 && field != ROSTER_DROPPED &&
	       field != ROSTER_NIK;
}

/* The field a finding is about: by its heading, else by the usual one; -1 for none. */
static int column_of(const struct mending *m, const struct import_finding *f)
{
	for (size_t i = 0; i < m->count; i++)
		if (is_shown(m, i) && str_eq(m->columns[i].heading, str_trim(f->column)))
			return (int)i;
	for (size_t i = 0; i < m->count; i++)
		if (is_shown(m, i) &&
		    str_eq(heading_usual((enum roster_field)m->columns[i].field), f->column))
			return (int)i;
	return -1;
}

static char *name_of(struct ctx *c, size_t column)
{
	return str_c(c->arena, str_fmt(c->arena, FIELD_CELL "%zu", column));
}

static void fill_field(struct ctx *c, const struct mending *m, size_t column,
                       struct import_field_view *to)
{
	const struct staging_cell *cell = &m->row.cells[column];
	char *name = name_of(c, column);

	to->name = str_of(name);
	to->label = m->columns[column].heading.len > 0
	                    ? m->columns[column].heading
	                    : heading_usual((enum roster_field)m->columns[column].field);
	/* What was typed stands there again when the form is shown once more. */
	to->value = m->errors.count > 0 ? http_field_get(&m->rq->form, name) : cell->value;
	to->column = str_fmt(c->arena, "%zu", column);
	to->corrected = cell->corrected;
	to->before = cell->corrected && !str_eq(cell->value, cell->before) ? cell->before : STR("");
}

static void fill_notes(struct ctx *c, const struct mending *m, int column, const struct str **notes,
                       size_t *count)
{
	struct str *all = arena_array(c->arena, m->row.finding_count + 1, sizeof(*all));

	for (size_t i = 0; i < m->row.finding_count; i++)
		if (column_of(m, &m->row.findings[i]) == column)
			all[(*count)++] = import_finding_words(c, &m->row.findings[i]);
	*notes = all;
}

static void fill_fields(struct ctx *c, const struct mending *m, struct import_line_view *v)
{
	struct import_field_view *faulty = arena_array(c->arena, m->count + 1, sizeof(*faulty));
	struct import_field_view *others = arena_array(c->arena, m->count + 1, sizeof(*others));

	for (size_t i = 0; i < m->count; i++) {
		struct import_field_view field = { .note_count = 0 };

		if (!is_shown(m, i))
			continue;
		fill_field(c, m, i, &field);
		fill_notes(c, m, (int)i, &field.notes, &field.note_count);
		if (field.note_count > 0 || field.corrected)
			faulty[v->faulty_count++] = field;
		else
			others[v->other_count++] = field;
		if (m->columns[i].field == ROSTER_NAME)
			v->person = m->row.cells[i].value;
	}
	v->faulty = faulty;
	v->others = others;
	fill_notes(c, m, -1, &v->notes, &v->note_count);
}

static const struct err *show(struct ctx *c, void *arg)
{
	struct mending *m = arg;
	const struct http_fields *from = m->rq->method == HTTP_POST ? &m->rq->form : &m->rq->query;
	struct import_line_view v = {
		.errors = &m->errors,
		.line = m->line,
		.rejected = m->row.rejected,
		.tab_code = import_tab_code(
			import_tab(from, m->row.rejected ? STAGING_ERRORS : STAGING_WARNINGS)),
		.skip = import_number(from, FIELD_SKIP, SKIP_MAX, 0),
	};
	struct page p;

	TRY(import_head(c, m->rq, &m->draft, &v.head));
	fill_fields(c, m, &v);
	p = page_begin(c, m->rq, m->rp);
	registry_page_import_line(&p, &v);
	return NULL;
}

const struct err *import_line_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct mending *m = ARENA_NEW(c->arena, struct mending);

	m->rq = rq;
	m->rp = rp;
	TRY(find(c, m));
	return show(c, m);
}

/* ---- the answer ---- */

/* Cells that say something else than before. */
static const struct err *correct(struct ctx *c, const struct mending *m)
{
	for (size_t i = 0; i < m->count; i++) {
		char *name = name_of(c, i);
		struct str value = str_trim(http_field_get(&m->rq->form, name));

		if (!is_shown(m, i) || !http_field_has(&m->rq->form, name) ||
		    str_eq(value, str_trim(m->row.cells[i].value)))
			continue;
		TRY(staging_cell_set(c, m->draft.id, m->line, (int64_t)i, value));
	}
	return NULL;
}

static const struct err *mend_work(struct ctx *c, void *arg)
{
	struct mending *m = arg;
	int64_t column = import_number(&m->rq->form, FIELD_RESTORE, CSV_FIELDS_MAX, -1);

	if (column >= 0)
		return staging_cell_clear(c, m->draft.id, m->line, column);
	return correct(c, m);
}

/* A value that cannot be kept is told at its own field, before anything is written. */
static void check_values(struct ctx *c, struct mending *m)
{
	for (size_t i = 0; i < m->count; i++) {
		char *name = name_of(c, i);
		struct str value = str_trim(http_field_get(&m->rq->form, name));
		bool plain = value.len <= STAGING_CELL_BYTES_MAX;

		for (size_t k = 0; k < value.len; k++)
			plain = plain && (unsigned char)value.ptr[k] >= ' ';
		if (!plain && m->errors.count < FORM_ERRORS_MAX)
			m->errors.all[m->errors.count++] = err_new(
				c->arena, ERR_INVALID, str_of(name), "staging.value_wrong",
				str_fmt(c->arena, "%d", STAGING_CELL_BYTES_MAX));
	}
	form_controls(c, &m->rq->form, &m->errors);
}

static const struct err *back(struct ctx *c, const struct mending *m)
{
	enum staging_tab tab = import_tab(&m->rq->form,
	                                  m->row.rejected ? STAGING_ERRORS : STAGING_WARNINGS);
	int64_t skip = import_number(&m->rq->form, FIELD_SKIP, SKIP_MAX, 0);

	return import_go(c, m->rp, m->draft.id,
	                 str_c(c->arena, str_fmt(c->arena,
	                                         "?" FIELD_TAB "=%.*s&" FIELD_SKIP
	                                         "=%lld&" FIELD_NOTICE "=baris#baris-%lld",
	                                         STR_ARG(import_tab_code(tab)), (long long)skip,
	                                         (long long)m->line)));
}

const struct err *import_line_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct mending *m = ARENA_NEW(c->arena, struct mending);

	m->rq = rq;
	m->rp = rp;
	TRY(db_read(c, find, m));
	check_values(c, m);
	if (m->errors.count > 0) {
		rp->status = STATUS_INVALID;
		return db_read(c, show, m);
	}
	TRY(db_write(c, mend_work, m));
	return back(c, m);
}
