/* SPDX-License-Identifier: Apache-2.0 */
/* The import wizard: what a check found, by tab and page; decisions; the faulty lines as a file. */
#include "base/arena.h"
#include "base/buf.h"
#include "i18n/words.h"
#include "page/page.h"
#include "page/reply.h"
#include "pages_registry.h"
#include "registry/web_import_handler.h"

#define ROWS_OF_PAGE  25
#define SKIP_MAX      10000000
#define REASON_ARENA_BYTES (1u << 20)
#define FIXED_CELLS   4 /* name, NIP, grade, unit: each has a column of its own on the page */

/* ---- one row ---- */

/* What a row is made of while it is laid out. */
struct laying {
	struct ctx *c;
	const struct staging_draft *draft;
	const struct staging_row *row;
	struct import_row_view *to;
	int columns[FIXED_CELLS]; /* of the file; -1 for none */
	struct import_cell_view *fixed[FIXED_CELLS];
	struct import_cell_view *others;
};

/* The column of the file that says this; -1 for none. */
static int column_of(const struct staging_draft *draft, enum roster_field field)
{
	for (size_t i = 0; i < draft->mapping.count; i++)
		if (draft->mapping.fields[i] == (signed char)field)
			return (int)i;
	return -1;
}

static int column_of_either(const struct staging_draft *draft, enum roster_field first,
                            enum roster_field second)
{
	int column = column_of(draft, first);

	return column >= 0 ? column : column_of(draft, second);
}

static struct str field_words(struct ctx *c, int field)
{
	return words_get(c->lang, str_fmt(c->arena, "wizard.field_%.*s",
	                                  STR_ARG(heading_field_code((enum roster_field)field))));
}

/* Was it corrected after the check? Then what the check said about it is out of date. */
static bool is_newer(const struct staging_cell *cell)
{
	return cell->corrected && !str_eq(cell->value, cell->before);
}

static void tell_newer(struct ctx *c, const struct staging_cell *cell, struct import_cell_view *to)
{
	struct str *note = ARENA_NEW(c->arena, struct str);

	*note = words_get(c->lang, STR("wizard.cell_corrected"));
	to->before = cell->before;
	to->value = cell->value;
	to->tone = STR("sel-awas");
	to->notes = note;
	to->note_count = 1;
}

/*
 * The fixed cell a finding is about, or -1. Findings name their column by its heading; the first
 * word of their code is that of the field, and the value tells two columns of a kind apart.
 */
static int fixed_of(const struct laying *l, const struct import_finding *f)
{
	static const char *const firsts[FIXED_CELLS] = { "name_", "nip_", "grade_", "unit_" };

	for (int i = 0; i < FIXED_CELLS; i++) {
		const struct staging_cell *cell;

		if (!str_starts(str_of(f->code), str_of(firsts[i])) || l->columns[i] < 0 ||
		    (size_t)l->columns[i] >= l->row->cell_count)
			continue;
		cell = &l->row->cells[l->columns[i]];
		if (cell->corrected || str_eq(str_trim(cell->value), str_trim(f->value)))
			return i;
	}
	return -1;
}

static void set_tone(struct import_cell_view *cell, enum import_severity severity)
{
	if (severity == IMPORT_ERROR)
		cell->tone = STR("sel-galat");
	else if (cell->tone.len == 0)
		cell->tone = STR("sel-awas");
}

/* The cell of a column without a place of its own: the one there is, or a new one. */
static struct import_cell_view *other_of(struct laying *l, struct str label, struct str value)
{
	struct import_cell_view *cell;

	for (size_t i = 0; i < l->to->other_count; i++)
		if (str_eq(l->others[i].label, label))
			return &l->others[i];
	cell = &l->others[l->to->other_count++];
	*cell = (struct import_cell_view){ .label = label, .value = value };
	return cell;
}

static void add_note(struct laying *l, struct import_cell_view *cell,
                     const struct import_finding *f)
{
	struct str *notes = arena_array(l->c->arena, cell->note_count + 1, sizeof(*notes));

	for (size_t i = 0; i < cell->note_count; i++)
		notes[i] = cell->notes[i];
	notes[cell->note_count++] = import_finding_words(l->c, f);
	cell->notes = notes;
	set_tone(cell, f->severity);
}

/* Has the cell a finding speaks of been corrected since? Told by what it said then. */
static bool is_settled(const struct laying *l, const struct import_finding *f)
{
	for (size_t i = 0; i < l->row->cell_count; i++)
		if (is_newer(&l->row->cells[i]) && f->value.len > 0 &&
		    str_eq(str_trim(l->row->cells[i].before), str_trim(f->value)))
			return true;
	return false;
}

static void lay_finding(struct laying *l, const struct import_finding *f)
{
	int at = fixed_of(l, f);

	if (at < 0) {
		if (!is_settled(l, f))
			add_note(l, other_of(l, f->column, f->value), f);
		return;
	}
	if (!is_newer(&l->row->cells[l->columns[at]]))
		add_note(l, l->fixed[at], f);
}

/* What changes of a known person: in its own cell where there is one. */
static void lay_change(struct laying *l, const struct import_change *change)
{
	enum roster_field field;
	bool known = heading_match(l->c, change->column, &field);
	struct import_cell_view *cell;

	if (known && field == ROSTER_GRADE && l->columns[2] >= 0) {
		l->fixed[2]->before = change->before;
		l->fixed[2]->value = change->after;
		return;
	}
	cell = other_of(l, change->column, change->after);
	cell->before = change->before;
}

static void lay_fixed(struct laying *l)
{
	for (int i = 0; i < FIXED_CELLS; i++) {
		const struct staging_cell *cell;

		if (l->columns[i] < 0 || (size_t)l->columns[i] >= l->row->cell_count)
			continue;
		cell = &l->row->cells[l->columns[i]];
		l->fixed[i]->value = cell->value;
		if (is_newer(cell)) {
			l->to->edited = true;
			tell_newer(l->c, cell, l->fixed[i]);
		}
	}
}

static bool is_fixed(const struct laying *l, size_t column)
{
	for (int i = 0; i < FIXED_CELLS; i++)
		if (l->columns[i] == (int)column)
			return true;
	return false;
}

/* Corrections of columns that the page does not show as such. */
static void lay_corrections(struct laying *l)
{
	for (size_t i = 0; i < l->row->cell_count; i++) {
		struct import_cell_view *cell = &l->others[l->to->other_count];

		if (!is_newer(&l->row->cells[i]) || is_fixed(l, i) ||
		    l->draft->mapping.fields[i] < 0)
			continue;
		l->to->edited = true;
		l->to->other_count++;
		cell->label = field_words(l->c, l->draft->mapping.fields[i]);
		tell_newer(l->c, &l->row->cells[i], cell);
	}
}

/* A line that was decided on needs no more telling. */
static void lay_row(struct ctx *c, const struct staging_draft *draft, const struct staging_row *row,
                    struct import_row_view *to)
{
	struct laying l = {
		.c = c,
		.draft = draft,
		.row = row,
		.to = to,
		.columns = { column_of(draft, ROSTER_NAME), column_of(draft, ROSTER_NIP),
		             column_of_either(draft, ROSTER_GRADE, ROSTER_RANK),
		             column_of_either(draft, ROSTER_UNIT, ROSTER_PARENT) },
		.fixed = { &to->name, &to->nip, &to->grade, &to->unit },
	};

	*to = (struct import_row_view){ .line = row->line,
		                        .decision = row->decision,
		                        .rejected = row->rejected };
	l.others = arena_array(c->arena,
	                       row->finding_count + row->change_count + row->cell_count + 1,
	                       sizeof(*l.others));
	to->others = l.others;
	lay_fixed(&l);
	for (size_t i = 0; i < row->change_count; i++)
		lay_change(&l, &row->changes[i]);
	for (size_t i = 0; i < row->finding_count && row->decision == STAGING_OPEN; i++)
		lay_finding(&l, &row->findings[i]);
	lay_corrections(&l);
}

/* ---- the page ---- */

static void fill_tabs(const struct staging_draft *draft, struct import_check_view *v)
{
	static const char *const labels[STAGING_TAB_COUNT] = {
		[STAGING_ERRORS] = "wizard.tab_errors",
		[STAGING_WARNINGS] = "wizard.tab_warnings",
		[STAGING_ADDED] = "wizard.tab_added",
		[STAGING_CHANGED] = "wizard.tab_changed",
	};
	const int64_t counts[STAGING_TAB_COUNT] = {
		[STAGING_ERRORS] = draft->rejected_count,
		[STAGING_WARNINGS] = draft->warned_count,
		[STAGING_ADDED] = draft->added_count,
		[STAGING_CHANGED] = draft->changed_count,
	};

	for (int tab = 0; tab < STAGING_TAB_COUNT; tab++)
		v->tabs[tab] = (struct import_tab_view){
			.code = import_tab_code((enum staging_tab)tab),
			.label = str_of(labels[tab]),
			.count = counts[tab],
			.current = v->tab == (enum staging_tab)tab,
		};
	v->tab_code = import_tab_code(v->tab);
	v->tab_count = counts[v->tab];
}

/* Where most is to be done: the first tab that has something. */
static enum staging_tab first_tab(const struct staging_draft *draft)
{
	if (draft->rejected_count > 0)
		return STAGING_ERRORS;
	if (draft->warned_count > 0)
		return STAGING_WARNINGS;
	return draft->changed_count > 0 ? STAGING_CHANGED : STAGING_ADDED;
}

static const struct err *fill_rows(struct ctx *c, const struct staging_draft *draft,
                                   struct import_check_view *v)
{
	const struct staging_row *rows;
	struct import_row_view *views;

	TRY(staging_rows(c, draft, v->tab, v->skip, ROWS_OF_PAGE, &rows, &v->count, &v->total));
	views = arena_array(c->arena, v->count + 1, sizeof(*views));
	for (size_t i = 0; i < v->count; i++) {
		lay_row(c, draft, &rows[i], &views[i]);
		v->has_others |= views[i].other_count > 0;
	}
	v->rows = views;
	v->has_grade = column_of_either(draft, ROSTER_GRADE, ROSTER_RANK) >= 0;
	v->has_unit = column_of_either(draft, ROSTER_UNIT, ROSTER_PARENT) >= 0;
	v->has_earlier = v->skip > 0;
	v->earlier = v->skip > ROWS_OF_PAGE ? v->skip - ROWS_OF_PAGE : 0;
	v->later = v->skip + ROWS_OF_PAGE;
	v->has_later = v->later < v->total;
	return NULL;
}

const struct err *import_check_show(struct ctx *c, const struct req *rq, struct reply *rp,
                                    const struct staging_draft *draft)
{
	struct import_check_view v = {
		.draft = draft,
		.stale = draft->edited_at > draft->checked_at,
		.tab = import_tab(&rq->query, first_tab(draft)),
		.skip = import_number(&rq->query, FIELD_SKIP, SKIP_MAX, 0),
	};
	struct page p;

	TRY(import_head(c, rq, draft, &v.head));
	fill_tabs(draft, &v);
	TRY(fill_rows(c, draft, &v));
	p = page_begin(c, rq, rp);
	registry_page_import_check(&p, &v);
	return NULL;
}

/* ---- decisions ---- */

const struct err *import_decide_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct str asked = http_field_get(&rq->form, FIELD_DECISION);
	enum staging_tab tab = import_tab(&rq->form, STAGING_ERRORS);
	int64_t skip = import_number(&rq->form, FIELD_SKIP, SKIP_MAX, 0);
	enum staging_decision decision = str_eq(asked, STR("terima")) ? STAGING_ACCEPT
	                                 : str_eq(asked, STR("lewati")) ? STAGING_SKIP
	                                                                : STAGING_OPEN;
	int64_t line;

	if (!str_is_digits(rq->parts[1]) || !str_int(rq->parts[1], &line))
		return err_new(c->arena, ERR_MISSING, STR("line"), "staging.line_missing",
		               rq->parts[1]);
	TRY(staging_line_decide(c, rq->id, line, decision));
	return import_go(
		c, rp, rq->id,
		str_c(c->arena,
	              str_fmt(c->arena, "?" FIELD_TAB "=%.*s&" FIELD_SKIP "=%lld#baris-%lld",
	                      STR_ARG(import_tab_code(tab)), (long long)skip, (long long)line)));
}

/* ---- the faulty lines as a file ---- */

/* There may be a million lines: the words of one are given back before the next. */
static void reason(void *arg, const struct staging_row *row, struct buf *out)
{
	struct ctx own = *(const struct ctx *)arg;

	own.arena = arena_new(REASON_ARENA_BYTES);
	for (size_t i = 0; i < row->finding_count; i++) {
		const struct import_finding *f = &row->findings[i];

		if (f->severity != IMPORT_ERROR)
			continue;
		if (out->len > 0)
			buf_add(out, STR(" "));
		buf_add_fmt(out, "%.*s: %.*s", STR_ARG(f->column),
		            STR_ARG(import_finding_words(&own, f)));
	}
	arena_free(own.arena);
}

/* "pegawai.xlsx" gives "pegawai-galat.csv". */
static struct str faulty_name(struct ctx *c, struct str file_name)
{
	size_t len = file_name.len;

	for (size_t i = file_name.len; i > 1 && file_name.len - i < 5; i--)
		if (file_name.ptr[i - 1] == '.') {
			len = i - 1;
			break;
		}
	return str_fmt(c->arena, "%.*s-galat.csv", STR_ARG(str_sub(file_name, 0, len)));
}

const struct err *import_faulty_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct staging_draft draft;
	struct str path;

	TRY(staging_find(c, rq->id, &draft));
	TRY(staging_faulty_write(c, &draft, words_get(c->lang, STR("import.reason_heading")),
	                         reason, c, &path));
	return reply_download(rp, STR("text/csv; charset=utf-8"), faulty_name(c, draft.file_name),
	                      path);
}
