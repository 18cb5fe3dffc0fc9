/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/import.h"

#include "base/arena.h"
#include "db/db.h"
#include "law/law.h"
#include "registry/apply.h"
#include "registry/heading.h"
#include "registry/listing.h"
#include "registry/name_index.h"
#include "registry/place.h"
#include "registry/roster.h"
#include "registry/seen.h"
#include "sql_registry.h"

#define BATCH_ARENA_BYTES   (32u << 20) /* 1,500 lines with all their cells take about 5 MB */
#define STAGED_ARENA_BYTES ((size_t)512 << 20) /* units and posts at their limits take 150 MB */
#define BATCH_TEXT_BYTES    (8u << 20)  /* a batch ends early when its lines are this long */

/*
 * One run. Things that live as long as the run are in c's arena, those of a batch in `batch.arena`.
 */
struct run {
	struct ctx *c;
	const struct import_request *request;
	struct import_result *result;
	const struct law *law;
	struct roster_columns columns;
	struct roster_reader reader;
	struct places *places;
	struct seen *seen;
	struct listing *listing;
	int64_t act_id;
	struct ctx batch;  /* c with an arena that is emptied after each batch */
	struct ctx
		staged; /* c with an arena for what no longer counts when all lines are written */
	struct arena_mark staged_begin;
	struct roster_line *lines;
	struct csv_record *records; /* copies, for handing rejected lines back */
	size_t line_count;
	size_t units_written;
	size_t positions_written;
	bool has_neighbours;   /* other agencies here: any line may turn out to be theirs */
	int64_t statistics_at; /* lines after which the planner is told again */
};

/* ---- headings ---- */

static const struct err *next_record(struct run *r, struct csv_record *record, bool *more)
{
	return r->request->source.read(r->request->source.arg, record, more);
}

static const struct err *heading_found(struct run *r, const struct csv_record *record)
{
	const struct import_request *request = r->request;

	r->result->heading_line = record->line;
	request->source.form(request->source.arg, &r->result->encoding, &r->result->separator);
	return request->listener.heading == NULL
	               ? NULL
	               : request->listener.heading(request->listener.arg, record,
	                                           r->result->separator);
}

/* The line that was asked for; what stands above it is passed over. */
static const struct err *read_told_heading(struct run *r, int64_t line)
{
	struct csv_record record = { .line = 0 };
	bool more = true, usable = false;

	while (more && record.line < line)
		TRY(next_record(r, &record, &more));
	if (more && record.line == line) {
		if (r->request->mapping != NULL)
			heading_columns_chosen(r->c, &record, r->request->mapping, &r->columns,
			                       &usable);
		else
			heading_columns(r->c, &record, &r->columns, &usable);
	}
	if (usable)
		return heading_found(r, &record);
	return err_new(r->c->arena, ERR_INVALID, STR("heading"), "xlsx.heading_row",
	               str_fmt(r->c->arena, "%lld", (long long)line));
}

/* The first record that names enough columns is the heading; what stands above it is a title. */
static const struct err *read_heading(struct run *r)
{
	struct csv_record record;
	int best = 0;
	bool more, usable;

	if (r->request->heading_line > 0)
		return read_told_heading(r, r->request->heading_line);
	for (int i = 0; i < HEADING_RECORDS_MAX; i++) {
		int named;

		TRY(next_record(r, &record, &more));
		if (!more)
			break;
		named = heading_columns(r->c, &record, &r->columns, &usable);
		if (usable)
			return heading_found(r, &record);
		best = named > best ? named : best;
	}
	return err_new(r->c->arena, ERR_INVALID, STR("heading"),
	               best == 0 ? "import.heading_missing" : "import.heading_incomplete",
	               str_fmt(r->c->arena, "%d", best));
}

/* ---- places of a line ---- */

static const struct err *find_unit(struct run *r, struct roster_line *line, enum roster_field field,
                                   struct str name, struct place_unit **unit)
{
	struct str near;

	TRY(places_unit(&r->batch, r->places, line->office, name, unit, &near));
	if (near.len > 0)
		roster_find(line, &r->columns, field, "unit_near_match", name, near, 0);
	return NULL;
}

static const struct err *find_place(struct run *r, struct roster_line *line)
{
	bool told = r->columns.at[ROSTER_UNIT] >= 0;
	struct place_unit *unit;
	struct date since;

	/* The office first, so that a slip in its name is told of its own cell. */
	if (line->office.len > 0)
		TRY(find_unit(r, line, ROSTER_PARENT, line->office, &unit));
	TRY(find_unit(r, line, told ? ROSTER_UNIT : ROSTER_PARENT, line->unit, &unit));
	if (line->title.len == 0)
		return NULL;
	TRY(places_position(&r->batch, r->places, unit, line->title, line->title_key, line->kind,
	                    line->echelon, &line->post));
	since = line->post_dated ? line->post_on : r->request->as_of;
	places_hold(r->places, line->post, line->capacity, since);
	return NULL;
}

/* A second line with the same NIP is rejected; it names the first. */
static const struct err *check_duplicate(struct run *r, struct roster_line *line)
{
	int64_t first_line;

	TRY(seen_add(r->c, r->seen, line->nip, line->line, &first_line));
	if (first_line != 0)
		roster_find(line, &r->columns, ROSTER_NIP, "nip_duplicate", line->nip, STR(""),
		            first_line);
	return NULL;
}

/* ---- batches ---- */

static struct csv_record copy_record(struct ctx *c, const struct csv_record *record)
{
	struct str *fields = arena_array(c->arena, record->count + 1, sizeof(*fields));
	struct csv_record copy = *record;

	for (size_t i = 0; i < record->count; i++)
		fields[i] = str_copy(c->arena, record->fields[i]);
	copy.fields = fields;
	return copy;
}

static const struct err *hand_back(struct run *r, const struct roster_line *line,
                                   const struct csv_record *record)
{
	const struct import_listener *to = &r->request->listener;
	const struct import_line stand = { line->line, line->rejected, line->added, line->changed };
	const char *codes[ROSTER_FINDINGS_MAX];
	size_t count = 0;

	if (to->line != NULL)
		TRY(to->line(to->arg, &stand, record));
	for (size_t i = 0; i < line->finding_count; i++) {
		const struct import_finding *finding = &line->findings[i];

		r->result->warning_count += finding->severity == IMPORT_WARNING;
		if (finding->severity == IMPORT_ERROR)
			codes[count++] = finding->code;
		if (to->finding != NULL)
			TRY(to->finding(to->arg, finding));
	}
	if (line->rejected && to->reject != NULL)
		TRY(to->reject(to->arg, record, codes, count));
	return NULL;
}

static const struct err *tell(struct run *r, const struct apply *a)
{
	const struct import_listener *to = &r->request->listener;

	for (size_t i = 0; i < r->line_count; i++) {
		struct roster_line *line = &r->lines[i];

		if (line->elsewhere)
			roster_find(line, &r->columns, ROSTER_NIP, "nip_elsewhere", line->nip,
			            STR(""), 0);
		TRY(hand_back(r, &r->lines[i], &r->records[i]));
		if (r->lines[i].rejected)
			r->result->rejected_count++;
		else
			r->result->accepted_count++;
	}
	for (size_t i = 0; to->change != NULL && i < a->change_count; i++)
		TRY(to->change(to->arg, &a->changes[i]));
	return NULL;
}

static const struct err *run_batch(struct run *r)
{
	struct apply a = {
		.act_id = r->act_id,
		.as_of = r->request->as_of,
		.dry_run = r->request->dry_run,
		.law = r->law,
		.columns = &r->columns,
		.places = r->places,
		.unit_first = r->units_written,
		.position_first = r->positions_written,
		.lines = r->lines,
		.line_count = r->line_count,
	};

	if (a.dry_run)
		TRY(db_read(&r->batch, apply_batch, &a));
	else
		TRY(db_write(&r->batch, apply_batch, &a));
	r->units_written = places_unit_count(r->places);
	r->positions_written = places_position_count(r->places);
	r->result->added_count += a.added_count;
	r->result->changed_count += a.changed_count;
	r->result->unchanged_count += a.unchanged_count;
	TRY(listing_note(r->c, r->listing, &a.unlisted));
	return tell(r, &a);
}

/* The batch's arena holds the error; it is about to be emptied. */
static const struct err *kept(struct run *r, const struct err *err)
{
	return err == NULL ? NULL : err_copy(r->c->arena, err);
}

static const struct err *fill_line(struct run *r, const struct csv_record *record)
{
	struct roster_line *line = &r->lines[r->line_count];

	roster_read(&r->batch, &r->reader, record, line);
	if (line->nip.len > 0 && !line->rejected)
		TRY(check_duplicate(r, line));
	if (!line->rejected)
		TRY(find_place(r, line));
	if (line->rejected || r->has_neighbours || r->request->listener.line != NULL)
		r->records[r->line_count] = copy_record(&r->batch, record);
	r->line_count++;
	return NULL;
}

static const struct err *fill_batch(struct run *r, bool *more)
{
	struct csv_record record;

	size_t before = arena_used_bytes(r->batch.arena);

	r->line_count = 0;
	while (r->line_count < APPLY_LINES_MAX &&
	       arena_used_bytes(r->batch.arena) - before < BATCH_TEXT_BYTES) {
		TRY(next_record(r, &record, more));
		if (!*more)
			return NULL;
		if (record.blank)
			continue;
		r->result->line_count++;
		TRY(fill_line(r, &record));
		if (r->request->listener.progress != NULL && r->line_count == APPLY_LINES_MAX)
			TRY(r->request->listener.progress(r->request->listener.arg,
			                                  record.end_byte));
	}
	return NULL;
}

/* A first roster fills empty tables: what was right for the first batch is wrong for the tenth. */
static const struct err *tell_planner(struct run *r)
{
	if (r->request->dry_run || r->result->line_count < r->statistics_at)
		return NULL;
	r->statistics_at = r->result->line_count * 10;
	return registry_statistics(r->c);
}

static const struct err *run_lines(struct run *r)
{
	bool more = true;

	while (more) {
		struct arena_mark mark = arena_mark(r->batch.arena);
		const struct err *err;

		r->lines = arena_array(r->batch.arena, APPLY_LINES_MAX, sizeof(*r->lines));
		r->records = arena_array(r->batch.arena, APPLY_LINES_MAX, sizeof(*r->records));
		err = fill_batch(r, &more);
		if (err == NULL && r->line_count > 0)
			err = run_batch(r);
		TRY(kept(r, err));
		arena_rewind(r->batch.arena, mark);
		TRY(tell_planner(r));
	}
	return NULL;
}

/* ---- the end ---- */

/* Seats and ages of the posts a roster named first; the same steps for units. */
struct finishing {
	struct run *run;
	size_t next;
};

#define FINISH_ROWS 4000

static struct db_value seats_of(const struct place_position *p)
{
	/*
	 * Only management posts are one person's each; teachers and staff are as many as there are.
	 */
	if (law_position_kind_is_managerial(p->is->kind) && p->holder_count > 0)
		return db_int(p->holder_count);
	return db_null();
}

static struct date since_of(struct date from_on, struct date as_of)
{
	return date_before(from_on, as_of) ? from_on : as_of;
}

static const struct err *finish_positions(struct ctx *c, void *arg)
{
	struct finishing *f = arg;
	struct run *r = f->run;
	size_t end = places_position_count(r->places);

	for (size_t i = f->next; i < end && i < f->next + FINISH_ROWS; i++) {
		const struct place_position *p = places_position_at(r->places, i);

		if (p->is_new)
			TRY(db_post(c, &SQL_REGISTRY_POSITION_FACT_SEATS,
			            DB_BIND(db_int(c->agency_id), db_int(p->id), db_int(r->act_id),
			                    seats_of(p),
			                    db_date(since_of(p->from_on, r->request->as_of)))));
	}
	return NULL;
}

static const struct err *finish_units(struct ctx *c, void *arg)
{
	struct finishing *f = arg;
	struct run *r = f->run;
	size_t end = places_unit_count(r->places);

	for (size_t i = f->next; i < end && i < f->next + FINISH_ROWS; i++) {
		const struct place_unit *unit = places_unit_at(r->places, i);

		if (unit->is_new)
			TRY(db_post(c, &SQL_REGISTRY_UNIT_FACT_FROM,
			            DB_BIND(db_int(c->agency_id), db_int(unit->id),
			                    db_int(r->act_id),
			                    db_date(since_of(unit->from_on, r->request->as_of)))));
	}
	return NULL;
}

static const struct err *finish_places(struct run *r)
{
	struct finishing f = { .run = r };

	for (f.next = 0; f.next < places_position_count(r->places); f.next += FINISH_ROWS)
		TRY(db_write(r->c, finish_positions, &f));
	for (f.next = 0; f.next < places_unit_count(r->places); f.next += FINISH_ROWS)
		TRY(db_write(r->c, finish_units, &f));
	return NULL;
}

static void count_places(struct run *r)
{
	for (size_t i = 0; i < places_unit_count(r->places); i++)
		r->result->unit_count += places_unit_at(r->places, i)->is_new;
	for (size_t i = 0; i < places_position_count(r->places); i++)
		r->result->position_count += places_position_at(r->places, i)->is_new;
}

static const struct err *next_number(struct ctx *c, int64_t *number)
{
	struct db_rows *row;
	bool found;

	TRY(db_find(c, &SQL_REGISTRY_IMPORT_NEXT_NUMBER, DB_BIND(db_int(c->agency_id)), &row,
	            &found));
	*number = found ? db_col_int(row, 0) : 1;
	if (found)
		db_rows_end(row);
	return NULL;
}

/* The one short act by which all of it is seen. */
static const struct err *publish_work(struct ctx *c, void *arg)
{
	struct run *r = arg;
	struct import_result *n = r->result;

	TRY(next_number(c, &n->number));
	TRY(db_exec(c, &SQL_REGISTRY_IMPORT_ADD,
	            DB_BIND(db_int(c->agency_id), db_int(r->act_id), db_int(n->number),
	                    db_str(r->request->file_name), db_str(r->request->file_digest),
	                    db_date(r->request->as_of), db_int(n->line_count),
	                    db_int(n->accepted_count), db_int(n->rejected_count),
	                    db_int(n->added_count), db_int(n->changed_count))));
	return registry_act_record(c, r->act_id);
}

static bool is_changed(const struct run *r)
{
	const struct import_result *n = r->result;

	return n->added_count + n->changed_count + n->unit_count + n->position_count > 0;
}

/* What is written when all lines are known; nobody sees it yet. */
static const struct err *complete(struct run *r)
{
	count_places(r);
	if (r->request->dry_run || !is_changed(r))
		return NULL;
	TRY(finish_places(r));
	TRY(listing_write(r->c, &r->batch, r->listing, r->act_id));
	/* The index of names takes as much memory as places and NIPs did: not both at once. */
	arena_rewind(r->staged.arena, r->staged_begin);
	r->places = NULL;
	r->seen = NULL;
	r->listing = NULL;
	r->law = NULL;
	return registry_act_prepare(r->c, r->act_id);
}

static const struct err *finish(struct run *r)
{
	if (r->request->dry_run)
		return NULL;
	if (!is_changed(r))
		return registry_act_drop(r->c, r->act_id);
	TRY(db_write(r->c, publish_work, r));
	r->result->act_id = r->act_id;
	/* It stands now; an old index that cannot be removed is removed by the next act. */
	(void)name_index_tidy(r->c);
	return NULL;
}

/* ---- people the roster does not name ---- */

static const struct err *absent_page(struct run *r, int64_t *after, bool *more)
{
	const struct import_listener *to = &r->request->listener;
	struct ctx *c = r->c;
	struct db_rows *rows;
	bool next, named;

	*more = false;
	TRY(db_query(c, &SQL_REGISTRY_SERVING_SCAN,
	             DB_BIND(db_int(c->agency_id), db_int(*after), db_date(r->request->as_of)),
	             &rows));
	for (;;) {
		TRY(db_next(rows, &next));
		if (!next)
			break;
		*more = true;
		*after = db_col_int(rows, 0);
		TRY(seen_has(c, r->seen, db_col_str(rows, 1), &named));
		if (named)
			continue;
		r->result->absent_count++;
		if (to->absent != NULL)
			TRY(to->absent(to->arg, &(struct import_named){ db_col_str(rows, 2),
			                                                db_col_str(rows, 1) }));
	}
	db_rows_end(rows);
	return NULL;
}

/* A page at a time, so that PostgreSQL holds no million rows for us. */
static const struct err *absent_work(struct ctx *c, void *arg)
{
	struct run *r = arg;
	int64_t after = 0;
	bool more = true;

	r->result->absent_count = 0;
	while (more) {
		struct arena_mark mark = arena_mark(c->arena);

		TRY(absent_page(r, &after, &more));
		arena_rewind(c->arena, mark);
	}
	return NULL;
}

/* ---- the whole ---- */

static const struct err *load_work(struct ctx *c, void *arg)
{
	struct run *r = arg;
	struct db_rows *row;

	TRY(db_find(c, &SQL_REGISTRY_AGENCY_OTHER, DB_BIND(db_int(c->agency_id)), &row,
	            &r->has_neighbours));
	if (r->has_neighbours)
		db_rows_end(row);
	TRY(law_load(c, r->request->as_of, &r->law));
	TRY(places_load(c, r->request->as_of, &r->places));
	r->units_written = places_unit_count(r->places);
	r->positions_written = places_position_count(r->places);
	return NULL;
}

static void batch_done(void *arg)
{
	arena_free(arg);
}

static const struct err *run_open(struct run *r)
{
	int dropped;

	r->batch = *r->c;
	r->batch.arena = arena_new(BATCH_ARENA_BYTES);
	arena_defer(r->c->arena, batch_done, r->batch.arena);
	r->staged = *r->c;
	r->staged.arena = arena_new(STAGED_ARENA_BYTES);
	arena_defer(r->c->arena, batch_done, r->staged.arena);
	r->staged_begin = arena_mark(r->staged.arena);
	TRY(read_heading(r));
	TRY(seen_new(&r->staged, r->request->spill_folder, &r->seen));
	TRY(listing_new(&r->staged, r->request->spill_folder, &r->listing));
	if (!r->request->dry_run) {
		TRY(db_lock(r->c, STR("act")));
		TRY(registry_act_drop_stale(r->c, &dropped));
	}
	TRY(db_read(&r->staged, load_work, r));
	TRY(roster_reader_init(r->c, r->law, &r->columns, r->request->as_of, &r->reader));
	if (!r->request->dry_run)
		TRY(registry_act_open(r->c, STR("import"), 0, &r->act_id));
	return NULL;
}

static const struct err *run_all(struct run *r)
{
	TRY(run_open(r));
	TRY(run_lines(r));
	/* Before publishing, so that an error of the listener leaves nothing. */
	TRY(db_read(r->c, absent_work, r));
	TRY(complete(r));
	if (r->request->listener.ready != NULL)
		TRY(r->request->listener.ready(r->request->listener.arg));
	return finish(r);
}

const struct err *registry_import_roster(struct ctx *c, const struct import_request *request,
                                         struct import_result *out)
{
	struct import_result result = { 0 };
	struct run r = { .c = c, .request = request, .result = &result };
	const struct err *err = run_all(&r);

	if (err != NULL) {
		/*
		 * Best effort: what cannot be dropped now is hidden, and dropped by the next
		 * import.
		 */
		if (r.act_id != 0)
			(void)registry_act_drop(c, r.act_id);
		return err;
	}
	/* A text may have turned out to be of another encoding on its last line. */
	request->source.form(request->source.arg, &result.encoding, &result.separator);
	*out = result;
	return NULL;
}
