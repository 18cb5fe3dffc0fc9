/* SPDX-License-Identifier: Apache-2.0 */
/* The import wizard: which sheet, which line has the headings, what each column means. */
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"
#include "i18n/words.h"
#include "page/field.h"
#include "page/page.h"
#include "page/reply.h"
#include "pages_registry.h"
#include "registry/web_import_handler.h"

#define STATUS_INVALID      400
#define COLUMNS_SHOWN_MAX   (HTTP_FIELDS_MAX - 16) /* the form holds a few other fields */
#define HEADING_LINE_MAX    10000000
#define ALPHABET            26

/* One of the two forms of the page, with what was typed. */
struct matching {
	const struct req *rq;
	struct reply *rp;
	struct staging_draft draft;
	struct form_errors errors;
	bool typed; /* the columns as they were sent are shown again */
	struct heading_mapping mapping;
	struct date as_of;
	struct str as_of_typed;
	struct str sheet;
	int64_t heading_line;
	struct str heading_line_typed;
};

/* ---- the page ---- */

/* A, B, … Z, AA as spreadsheets name columns. */
static struct str letters(struct ctx *c, size_t column)
{
	char text[8];
	size_t at = sizeof(text);

	for (column++; column > 0; column = (column - 1) / ALPHABET)
		text[--at] = (char)('A' + (column - 1) % ALPHABET);
	return str_copy(c->arena, (struct str){ text + at, sizeof(text) - at });
}

static struct str samples(struct ctx *c, const struct staging_column *column)
{
	struct buf out;

	buf_init(&out, c->arena);
	for (size_t i = 0; i < column->sample_count; i++) {
		if (i > 0)
			buf_add(&out, STR(" · "));
		buf_add(&out, column->samples[i]);
	}
	return buf_str(&out);
}

static struct str code_of(int field)
{
	return field < 0 ? STR("") : heading_field_code((enum roster_field)field);
}

/* A column that has neither heading nor content says nothing to anybody. */
static bool is_shown(const struct staging_column *column, size_t shown)
{
	return (column->heading.len > 0 || column->sample_count > 0) && shown < COLUMNS_SHOWN_MAX;
}

static void fill_columns(struct ctx *c, const struct matching *m, const struct staging_column *all,
                         size_t count, struct import_columns_view *v)
{
	struct import_column_view *views = arena_array(c->arena, count + 1, sizeof(*views));

	for (size_t i = 0; i < count; i++) {
		int field = m->typed && i < m->mapping.count ? m->mapping.fields[i] : all[i].field;

		if (!is_shown(&all[i], v->count)) {
			v->hidden_count++;
			continue;
		}
		views[v->count++] = (struct import_column_view){
			.name = str_fmt(c->arena, FIELD_COLUMN "_%zu", i),
			.letter = letters(c, i),
			.heading = all[i].heading,
			.sample = samples(c, &all[i]),
			.chosen = code_of(field),
			.guessed = field >= 0 && field == all[i].guessed,
			.remembered = field != all[i].guessed,
		};
	}
	v->columns = views;
	v->has_heading = true;
}

static void fill_options(struct ctx *c, struct import_columns_view *v)
{
	struct page_option *options = arena_array(c->arena, ROSTER_FIELD_COUNT + 1,
	                                          sizeof(*options));

	options[0] = (struct page_option){ STR(""), STR("wizard.field_none"), true };
	for (int field = 0; field < ROSTER_FIELD_COUNT; field++) {
		struct str code = code_of(field);

		options[field + 1] = (struct page_option){
			code, str_fmt(c->arena, "wizard.field_%.*s", STR_ARG(code)), true
		};
	}
	v->options = options;
	v->option_count = ROSTER_FIELD_COUNT + 1;
}

static const struct err *fill_sheets(struct ctx *c, const struct matching *m,
                                     struct import_columns_view *v)
{
	const struct staging_sheet *sheets;
	struct page_option *options;
	struct page_field *field;
	size_t count;

	TRY(staging_sheets(c, &m->draft, &sheets, &count));
	if (count == 0)
		return NULL;
	options = arena_array(c->arena, count, sizeof(*options));
	for (size_t i = 0; i < count; i++) {
		struct str label = sheets[i].name;

		if (sheets[i].hidden)
			label = words_fmt(c->arena, c->lang, STR("wizard.sheet_hidden"),
			                  WORD_ARGS({ "sheet", label }));
		options[i] = (struct page_option){ sheets[i].name, label, false };
	}
	field = ARENA_NEW(c->arena, struct page_field);
	*field = (struct page_field){
		.name = FIELD_SHEET,
		.label = "wizard.sheet",
		.value = m->sheet.len > 0 ? m->sheet : m->draft.sheet,
		.options = options,
		.option_count = count,
	};
	v->sheet = field;
	return NULL;
}

/* The columns; a file without a usable line of headings has none to show. */
static const struct err *read_columns(struct ctx *c, const struct matching *m,
                                      struct import_columns_view *v)
{
	const struct staging_column *all;
	const struct err *err;
	size_t count;

	if (m->draft.heading_line == 0)
		return NULL;
	err = staging_columns(c, &m->draft, &all, &count);
	if (err != NULL && err->code == ERR_CONFLICT)
		return NULL;
	TRY(err);
	fill_columns(c, m, all, count, v);
	return NULL;
}

static const struct err *show(struct ctx *c, void *arg)
{
	struct matching *m = arg;
	const struct err *of_table = form_error_of(&m->errors, FIELD_COLUMN);
	struct import_columns_view v = { .errors = &m->errors };
	struct page p;

	TRY(import_head(c, m->rq, &m->draft, &v.head));
	TRY(fill_sheets(c, m, &v));
	TRY(read_columns(c, m, &v));
	fill_options(c, &v);
	v.same_import = import_number(&m->rq->query, FIELD_SAME, INT64_MAX, 0);
	p = page_begin(c, m->rq, m->rp);
	v.table_error = of_table == NULL ? STR("") : page_err(&p, of_table);
	v.heading_line = &(struct page_field){
		.name = FIELD_LINE,
		.label = "wizard.heading_line",
		.hint = "wizard.heading_line_hint",
		.inputmode = "numeric",
		.value = m->heading_line_typed,
		.optional = true,
	};
	v.as_of = &(struct page_field){
		.name = FIELD_AS_OF,
		.label = "wizard.as_of",
		.hint = "wizard.as_of_hint",
		.type = "date",
		.value = m->as_of_typed,
	};
	registry_page_import_columns(&p, &v);
	return NULL;
}

static const struct err *find_work(struct ctx *c, void *arg)
{
	struct matching *m = arg;

	TRY(staging_find(c, m->rq->id, &m->draft));
	m->as_of_typed = date_str(c->arena, m->draft.as_of);
	m->heading_line_typed = m->draft.heading_line == 0
	                                ? STR("")
	                                : str_fmt(c->arena, "%lld",
	                                          (long long)m->draft.heading_line);
	return NULL;
}

/* Columns can be matched until the import runs; later the draft's own page says how it stands. */
static bool is_over(const struct staging_draft *draft)
{
	return draft->import_number != 0 ||
	       (draft->state != STAGING_UPLOADED && draft->state != STAGING_CHECKED &&
	        draft->state != STAGING_FAILED);
}

const struct err *import_columns_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct matching *m = ARENA_NEW(c->arena, struct matching);

	m->rq = rq;
	m->rp = rp;
	TRY(find_work(c, m));
	if (is_over(&m->draft))
		return import_go(c, rp, rq->id, "");
	return show(c, m);
}

/* ---- the answers ---- */

/* What the page can tell is told there, at a field of its own; any other error is returned. */
static const struct err *take(struct ctx *c, struct matching *m, const char *field,
                              const struct err *err)
{
	if (err == NULL || err->code != ERR_INVALID)
		return err;
	m->errors.all[m->errors.count++] = err_new(c->arena, ERR_INVALID, str_of(field),
	                                           err->message, err->value);
	return NULL;
}

static const struct err *show_again(struct ctx *c, struct matching *m)
{
	m->rp->status = STATUS_INVALID;
	return db_read(c, show, m);
}

static void read_mapping(struct ctx *c, struct matching *m)
{
	m->mapping.count = m->draft.mapping.count;
	for (size_t i = 0; i < m->mapping.count; i++) {
		char *name = str_c(c->arena, str_fmt(c->arena, FIELD_COLUMN "_%zu", i));
		enum roster_field field;

		m->mapping.fields[i] = heading_field_parse(http_field_get(&m->rq->form, name),
		                                           &field)
		                               ? (signed char)field
		                               : -1;
	}
	m->typed = true;
}

static void read_as_of(struct ctx *c, struct matching *m)
{
	static const struct form_field rows[] = {
		{ FIELD_AS_OF, FORM_DATE, true, 0, 0, offsetof(struct matching, as_of) },
	};

	form_read(c, &m->rq->form, rows, COUNT(rows), m, &m->errors);
	m->as_of_typed = http_field_get(&m->rq->form, FIELD_AS_OF);
	if (m->errors.count == 0 && date_before(m->rq->chrome->today, m->as_of))
		m->errors.all[m->errors.count++] = err_new(c->arena, ERR_INVALID, STR(FIELD_AS_OF),
		                                           "wizard.as_of_future", STR(""));
	form_controls(c, &m->rq->form, &m->errors);
}

/* One write job: the mapping, and the check it leads to. */
static const struct err *match_work(struct ctx *c, void *arg)
{
	struct matching *m = arg;
	int64_t job_id;

	TRY(staging_mapping_set(c, m->rq->id, &m->mapping, m->as_of));
	return staging_check(c, m->rq->id, &job_id);
}

const struct err *import_columns_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct matching *m = ARENA_NEW(c->arena, struct matching);

	m->rq = rq;
	m->rp = rp;
	TRY(db_read(c, find_work, m));
	read_mapping(c, m);
	read_as_of(c, m);
	if (m->errors.count == 0)
		TRY(take(c, m, FIELD_COLUMN, db_write(c, match_work, m)));
	return m->errors.count > 0 ? show_again(c, m) : import_go(c, rp, rq->id, "");
}

const struct err *import_sheet_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	static const struct form_field rows[] = {
		{ FIELD_LINE, FORM_INT, false, 0, HEADING_LINE_MAX,
		  offsetof(struct matching, heading_line) },
	};
	struct matching *m = ARENA_NEW(c->arena, struct matching);

	m->rq = rq;
	m->rp = rp;
	TRY(db_read(c, find_work, m));
	form_read(c, &rq->form, rows, COUNT(rows), m, &m->errors);
	form_controls(c, &rq->form, &m->errors);
	m->heading_line_typed = http_field_get(&rq->form, FIELD_LINE);
	m->sheet = http_field_get(&rq->form, FIELD_SHEET);
	/* The line that was found on one sheet says nothing about another. */
	if (m->heading_line == m->draft.heading_line && !str_eq(m->sheet, m->draft.sheet))
		m->heading_line = 0;
	if (m->errors.count == 0)
		TRY(take(c, m, FIELD_LINE,
		         staging_table_set(c, rq->id, m->sheet, m->heading_line)));
	return m->errors.count > 0 ? show_again(c, m)
	                           : import_go(c, rp, rq->id, "/kolom?" FIELD_NOTICE "=lembar");
}
