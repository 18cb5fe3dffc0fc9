/* SPDX-License-Identifier: Apache-2.0 */
/* What a check found, read back by tab and page. */
#include <assert.h>
#include <errno.h>
#include <unistd.h>

#include "base/arena.h"
#include "registry/roster.h"
#include "registry/staging_internal.h"

#define ROW_HEAD         4 /* line, flags, number of cells, number of findings */
#define FINDING_TEXTS    6
#define CHANGE_TEXTS     3
#define FAULTY_ARENA     (8u << 20)

/* As staging_job.c writes it. */
struct entry {
	int64_t row;
	int64_t changes;
};

struct results {
	FILE *tab;
	FILE *lines;
	FILE *changes;
	int64_t count; /* entries of the tab */
};

static int64_t number(struct str text)
{
	int64_t n = 0;

	(void)str_int(text, &n);
	return n;
}

static const struct err *corrupt(struct ctx *c)
{
	return err_detail(c->arena, ERR_CORRUPT, "err.io", "uploads: a row of a check");
}

static const struct err *results_open(struct ctx *c, const struct staging_draft *draft,
                                      enum staging_tab tab, struct results *out)
{
	if (draft->checked_at == 0 || staging_is_at_work(draft->state))
		return staging_conflict(c, draft);
	TRY(staging_file_open(c, draft->id, staging_tab_files[tab], "r", &out->tab));
	TRY(staging_file_open(c, draft->id, STAGING_FILE_LINES, "r", &out->lines));
	TRY(staging_file_open(c, draft->id, STAGING_FILE_CHANGES, "r", &out->changes));
	if (fseeko(out->tab, 0, SEEK_END) != 0)
		return err_errno(c->arena, errno, STR("uploads"));
	out->count = (int64_t)ftello(out->tab) / (int64_t)sizeof(struct entry);
	return NULL;
}

static const struct err *entry_at(struct ctx *c, struct results *r, int64_t index,
                                  struct entry *out)
{
	if (fseeko(r->tab, (off_t)(index * (int64_t)sizeof(*out)), SEEK_SET) != 0 ||
	    fread(out, sizeof(*out), 1, r->tab) != 1)
		return corrupt(c);
	return NULL;
}

/* ---- a row ---- */

/* The catalogue's own pointer, so that a code from a file is one that the rules know. */
static const char *known_code(struct str code)
{
	for (size_t i = 0; i < roster_code_count; i++)
		if (str_eq(roster_codes[i].code, code))
			return roster_codes[i].code.ptr;
	return NULL;
}

static const struct err *findings_read(struct ctx *c, const struct str *texts,
                                       struct staging_row *row)
{
	struct import_finding *all = arena_array(c->arena, row->finding_count + 1, sizeof(*all));

	for (size_t i = 0; i < row->finding_count; i++, texts += FINDING_TEXTS) {
		all[i] = (struct import_finding){
			.line = row->line,
			.column = texts[0],
			.value = texts[1],
			.code = known_code(texts[2]),
			.severity = str_eq(texts[3], STR("e")) ? IMPORT_ERROR : IMPORT_WARNING,
			.other = texts[4],
			.other_line = number(texts[5]),
		};
		if (all[i].code == NULL)
			return corrupt(c);
	}
	row->findings = all;
	return NULL;
}

static const struct err *row_read(struct ctx *c, struct results *r, int64_t at, size_t column_count,
                                  struct staging_row *row)
{
	const struct str *texts;
	struct staging_cell *cells;
	size_t count, told;
	int64_t flags;

	TRY(staging_texts_read(c, r->lines, at, &texts, &count));
	if (count < ROW_HEAD)
		return corrupt(c);
	flags = number(texts[1]);
	told = (size_t)number(texts[2]);
	*row = (struct staging_row){
		.line = number(texts[0]),
		.rejected = flags & 1,
		.added = flags & 2,
		.changed = flags & 4,
		.cell_count = column_count,
		.finding_count = (size_t)number(texts[3]),
	};
	if (told > column_count || row->finding_count > ROSTER_FINDINGS_MAX ||
	    count != ROW_HEAD + told + row->finding_count * FINDING_TEXTS)
		return corrupt(c);
	cells = arena_array(c->arena, column_count + 1, sizeof(*cells));
	for (size_t i = 0; i < told; i++)
		cells[i].value = cells[i].before = texts[ROW_HEAD + i];
	row->cells = cells;
	return findings_read(c, texts + ROW_HEAD + told, row);
}

static const struct err *changes_read(struct ctx *c, struct results *r, int64_t at,
                                      struct staging_row *row)
{
	const struct str *texts;
	struct import_change *all;
	size_t count;

	TRY(staging_texts_read(c, r->changes, at, &texts, &count));
	if (count == 0 || (count - 1) % CHANGE_TEXTS != 0 || number(texts[0]) != row->line)
		return corrupt(c);
	row->change_count = (count - 1) / CHANGE_TEXTS;
	all = arena_array(c->arena, row->change_count + 1, sizeof(*all));
	for (size_t i = 0; i < row->change_count; i++)
		all[i] = (struct import_change){ row->line, texts[1 + i * CHANGE_TEXTS],
			                         texts[2 + i * CHANGE_TEXTS],
			                         texts[3 + i * CHANGE_TEXTS] };
	row->changes = all;
	return NULL;
}

/*
 * What stands in the files is of the last check, with the corrections of that time; `before` is
 * what the check saw.
 */
static void row_correct(struct ctx *c, const struct staging_edits *edits, struct staging_row *row)
{
	struct staging_cell *cells = arena_array(c->arena, row->cell_count + 1, sizeof(*cells));
	size_t count;
	const struct staging_edit *of = staging_edits_of(edits, row->line, &count);

	for (size_t i = 0; i < row->cell_count; i++)
		cells[i] = row->cells[i];
	for (size_t i = 0; i < count; i++) {
		if (of[i].column < 0) {
			row->decision = of[i].decision;
		} else if ((size_t)of[i].column < row->cell_count) {
			cells[of[i].column].value = of[i].value;
			cells[of[i].column].corrected = true;
		}
	}
	row->cells = cells;
}

static const struct err *rows_correct(struct ctx *c, int64_t id, struct staging_row *rows,
                                      size_t count)
{
	struct staging_edits edits;
	int64_t from = INT64_MAX, to = 0;

	if (count == 0)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		from = rows[i].line < from ? rows[i].line : from;
		to = rows[i].line > to ? rows[i].line : to;
	}
	TRY(staging_edits_load(c, id, from, to, &edits));
	for (size_t i = 0; i < count; i++)
		row_correct(c, &edits, &rows[i]);
	return NULL;
}

/* ---- pages ---- */

const struct err *staging_rows(struct ctx *c, const struct staging_draft *draft,
                               enum staging_tab tab, int64_t skip, int64_t limit,
                               const struct staging_row **out, size_t *count, int64_t *total)
{
	struct staging_row *rows = arena_array(c->arena, STAGING_ROWS_MAX, sizeof(*rows));
	struct results r;
	struct entry entry;

	assert(limit >= 1 && limit <= STAGING_ROWS_MAX);
	TRY(results_open(c, draft, tab, &r));
	*total = r.count;
	*count = 0;
	for (int64_t i = skip < 0 ? 0 : skip; i < r.count && (int64_t)*count < limit; i++) {
		struct staging_row *row = &rows[*count];

		TRY(entry_at(c, &r, i, &entry));
		TRY(row_read(c, &r, entry.row, draft->mapping.count, row));
		if (entry.changes >= 0)
			TRY(changes_read(c, &r, entry.changes, row));
		(*count)++;
	}
	*out = rows;
	return rows_correct(c, draft->id, rows, *count);
}

/* Lines of a text rise, and those of a sheet nearly always do; else it is looked through. */
static const struct err *find_in_tab(struct ctx *c, const struct staging_draft *draft,
                                     enum staging_tab tab, int64_t line, struct staging_row *out,
                                     bool *found)
{
	struct results r;
	struct entry entry;
	int64_t from = 0, to;

	*found = false;
	TRY(results_open(c, draft, tab, &r));
	for (to = r.count; from < to;) {
		int64_t middle = from + (to - from) / 2;
		struct arena_mark mark = arena_mark(c->arena);

		TRY(entry_at(c, &r, middle, &entry));
		TRY(row_read(c, &r, entry.row, draft->mapping.count, out));
		if (out->line == line) {
			*found = true;
			return entry.changes < 0 ? NULL : changes_read(c, &r, entry.changes, out);
		}
		if (out->line < line)
			from = middle + 1;
		else
			to = middle;
		arena_rewind(c->arena, mark);
	}
	return NULL;
}

const struct err *staging_row_find(struct ctx *c, const struct staging_draft *draft, int64_t line,
                                   struct staging_row *out)
{
	bool found = false;

	for (int tab = 0; tab < STAGING_TAB_COUNT && !found; tab++)
		TRY(find_in_tab(c, draft, (enum staging_tab)tab, line, out, &found));
	if (!found)
		return err_new(c->arena, ERR_MISSING, STR("line"), "staging.line_missing",
		               str_fmt(c->arena, "%lld", (long long)line));
	return rows_correct(c, draft->id, out, 1);
}

const struct err *staging_absent(struct ctx *c, const struct staging_draft *draft, int64_t skip,
                                 int64_t limit, import_named_fn *fn, void *arg)
{
	int64_t most = draft->absent_count < STAGING_LISTED_ROWS_MAX ? draft->absent_count
	                                                             : STAGING_LISTED_ROWS_MAX;
	FILE *file;

	if (draft->checked_at == 0 || staging_is_at_work(draft->state))
		return staging_conflict(c, draft);
	TRY(staging_file_open(c, draft->id, STAGING_FILE_ABSENT, "r", &file));
	for (int64_t i = 0; i < most && i < skip + limit; i++) {
		struct arena_mark mark = arena_mark(c->arena);
		const struct str *texts;
		size_t count;

		TRY(staging_texts_read(c, file, (int64_t)ftello(file), &texts, &count));
		if (count != 2)
			return corrupt(c);
		if (i >= skip)
			TRY(fn(arg, &(struct import_named){ texts[0], texts[1] }));
		else
			arena_rewind(c->arena, mark);
	}
	return NULL;
}

/* ---- the rejected lines as a file ---- */

struct faulty {
	struct ctx *c;
	const struct staging_draft *draft;
	struct results results;
	struct record_source source;
	staging_reason_fn *reason;
	void *arg;
	FILE *out;
	struct buf text;
	struct buf reasons;
};

static const struct err *record_write(struct faulty *f, const struct csv_record *record,
                                      struct str reason)
{
	buf_clear(&f->text);
	for (size_t i = 0; i < f->draft->mapping.count; i++)
		csv_add_field(&f->text, i < record->count ? record->fields[i] : STR(""), ';',
		              i == 0);
	csv_add_field(&f->text, reason, ';', f->draft->mapping.count == 0);
	csv_end_record(&f->text);
	return fwrite(f->text.ptr, 1, f->text.len, f->out) == f->text.len
	               ? NULL
	               : err_errno(f->c->arena, errno, STR("uploads"));
}

/* The record of a line, further down the file. */
static const struct err *record_find(struct faulty *f, int64_t line, struct csv_record *record,
                                     bool *found)
{
	bool more = true;

	*found = false;
	while (more && !*found) {
		TRY(f->source.read(f->source.arg, record, &more));
		*found = more && record->line == line;
	}
	return NULL;
}

static const struct err *faulty_lines(struct faulty *f, struct ctx *line_c)
{
	struct csv_record record;
	bool found = true;

	for (int64_t i = 0; i < f->results.count && found; i++) {
		struct arena_mark mark = arena_mark(line_c->arena);
		struct staging_row row;
		struct entry entry;

		TRY(entry_at(f->c, &f->results, i, &entry));
		TRY(row_read(line_c, &f->results, entry.row, f->draft->mapping.count, &row));
		TRY(record_find(f, row.line, &record, &found));
		if (!found)
			break;
		buf_clear(&f->reasons);
		f->reason(f->arg, &row, &f->reasons);
		TRY(record_write(f, &record, buf_str(&f->reasons)));
		arena_rewind(line_c->arena, mark);
	}
	return NULL;
}

/* The rows that were kept of an import, as a source of records. */
struct kept {
	struct ctx *c;
	FILE *file;
	struct arena_mark mark;
};

static const struct err *kept_read(void *arg, struct csv_record *out, bool *more)
{
	struct kept *k = arg;
	const struct str *texts;
	size_t count;
	int at;

	/* An end is told by asking for the next byte. */
	arena_rewind(k->c->arena, k->mark);
	at = getc(k->file);
	*more = at != EOF && ungetc(at, k->file) != EOF;
	if (!*more)
		return NULL;
	TRY(staging_texts_read(k->c, k->file, (int64_t)ftello(k->file), &texts, &count));
	if (count == 0)
		return corrupt(k->c);
	*out = (struct csv_record){ .line = number(texts[0]),
		                    .fields = texts + 1,
		                    .count = count - 1 };
	return NULL;
}

static void file_done(void *arg)
{
	(void)fclose(arg);
}

static void arena_done(void *arg)
{
	arena_free(arg);
}

static const struct err *kept_open(struct ctx *c, int fd, struct record_source *out)
{
	struct kept *k = ARENA_NEW(c->arena, struct kept);
	struct ctx *own = ARENA_NEW(c->arena, struct ctx);
	int twin = dup(fd);

	*own = *c;
	own->arena = arena_new(FAULTY_ARENA);
	arena_defer(c->arena, arena_done, own->arena);
	k->c = own;
	k->mark = arena_mark(own->arena);
	k->file = twin < 0 ? NULL : fdopen(twin, "r");
	if (k->file == NULL)
		return err_errno(c->arena, errno, STR("uploads"));
	arena_defer(c->arena, file_done, k->file);
	*out = (struct record_source){ k, kept_read, NULL };
	return NULL;
}

/* The lines of the file with its corrections; after an import, those that were kept. */
static const struct err *source_open(struct ctx *c, const struct staging_draft *draft,
                                     struct record_source *out)
{
	struct staging_edits *edits = ARENA_NEW(c->arena, struct staging_edits);
	struct table *table = ARENA_NEW(c->arena, struct table);
	const struct err *err;
	int fd;

	err = staging_sealed_open(c, draft->id, STAGING_FILE_REJECTS, &fd);
	if (err == NULL)
		return kept_open(c, fd, out);
	if (err->code != ERR_MISSING)
		return err;
	TRY(staging_edits_load(c, draft->id, 0, INT64_MAX, edits));
	TRY(staging_table_open(c, draft, table));
	*out = staging_overlay(c, table->source, edits);
	return NULL;
}

static const struct err *faulty_write(struct faulty *f, struct str reason_heading)
{
	struct ctx line_c = *f->c;
	struct csv_record record;
	const struct err *err;
	bool found;

	line_c.arena = arena_new(FAULTY_ARENA);
	arena_defer(f->c->arena, arena_done, line_c.arena);
	if (fwrite("\xEF\xBB\xBF", 1, 3, f->out) != 3)
		return err_errno(f->c->arena, errno, STR("uploads"));
	TRY(record_find(f, f->draft->heading_line, &record, &found));
	if (found)
		TRY(record_write(f, &record, reason_heading));
	err = faulty_lines(f, &line_c);
	if (err != NULL)
		return err_copy(f->c->arena, err);
	return fflush(f->out) == 0 ? NULL : err_errno(f->c->arena, errno, STR("uploads"));
}

const struct err *staging_faulty_write(struct ctx *c, const struct staging_draft *draft,
                                       struct str reason_heading, staging_reason_fn *reason,
                                       void *arg, struct str *path)
{
	struct faulty *f = ARENA_NEW(c->arena, struct faulty);

	f->c = c;
	f->draft = draft;
	f->reason = reason;
	f->arg = arg;
	buf_init(&f->text, c->arena);
	buf_init(&f->reasons, c->arena);
	TRY(results_open(c, draft, STAGING_ERRORS, &f->results));
	TRY(source_open(c, draft, &f->source));
	TRY(staging_file_open(c, draft->id, STAGING_FILE_FAULTY, "w", &f->out));
	TRY(faulty_write(f, reason_heading));
	*path = staging_path(c, draft->id, STAGING_FILE_FAULTY);
	return NULL;
}
