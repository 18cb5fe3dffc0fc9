/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/staging.h"

#include <assert.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/text.h"
#include "db/db.h"
#include "registry/staging_internal.h"
#include "sql_registry.h"

#define NAME_BYTES_MAX 200

static const char *const states[STAGING_STATE_COUNT] = {
	[STAGING_UPLOADED] = "uploaded",   [STAGING_CHECKING] = "checking",
	[STAGING_CHECKED] = "checked",     [STAGING_IMPORTING] = "importing",
	[STAGING_IMPORTED] = "imported",   [STAGING_UNDOING] = "undoing",
	[STAGING_UNDONE] = "undone",       [STAGING_FAILED] = "failed",
	[STAGING_REMOVED] = "removed",
};

struct str staging_state_code(enum staging_state state)
{
	return str_of(states[state]);
}

bool staging_is_at_work(enum staging_state state)
{
	return state == STAGING_CHECKING || state == STAGING_IMPORTING || state == STAGING_UNDOING;
}

const struct err *staging_conflict(struct ctx *c, const struct staging_draft *draft)
{
	return err_new(c->arena, ERR_CONFLICT, STR("state"), "staging.state_other",
	               staging_state_code(draft->state));
}

/* ---- mappings as JSON ---- */

static const struct err *to_buf(void *arg, struct str bytes)
{
	buf_add(arg, bytes);
	return NULL;
}

static struct str mapping_text(struct ctx *c, const struct heading_mapping *mapping)
{
	struct buf out;
	struct json *json;

	buf_init(&out, c->arena);
	json = json_new(c->arena, to_buf, &out);
	json_array_compact(json);
	for (size_t i = 0; i < mapping->count; i++) {
		int field = mapping->fields[i];

		json_str(json, field < 0 ? STR("") : heading_field_code((enum roster_field)field));
	}
	json_close(json);
	/* A buffer refuses nothing. */
	(void)json_end(json);
	return str_trim(buf_str(&out));
}

static const struct err *mapping_parse(struct ctx *c, struct str text, struct heading_mapping *out)
{
	const struct json_value *all;

	TRY(json_read(c->arena, text, &all));
	out->count = json_count(all) < HEADING_COLUMNS_MAX ? json_count(all) : HEADING_COLUMNS_MAX;
	for (size_t i = 0; i < out->count; i++) {
		enum roster_field field;
		struct str code = STR("");

		(void)json_as_str(json_at(all, i), &code);
		out->fields[i] = heading_field_parse(code, &field) ? (signed char)field : -1;
	}
	return NULL;
}

/* ---- drafts ---- */

static const struct err *state_parse(struct ctx *c, struct str code, enum staging_state *out)
{
	for (int state = 0; state < STAGING_STATE_COUNT; state++)
		if (str_eq(code, str_of(states[state]))) {
			*out = (enum staging_state)state;
			return NULL;
		}
	return err_new(c->arena, ERR_CORRUPT, STR("state"), "err.database_corrupt", code);
}

static const struct err *draft_read(struct ctx *c, const struct db_rows *row,
                                    struct staging_draft *out)
{
	*out = (struct staging_draft){
		.id = db_col_int(row, 0),
		.actor_id = db_col_int(row, 1),
		.file_name = db_col_copy(c, row, 2),
		.file_digest = db_col_copy(c, row, 3),
		.file_bytes = db_col_int(row, 4),
		.kind = db_col_copy(c, row, 5),
		.sheet = db_col_copy(c, row, 6),
		.heading_line = db_col_int(row, 7),
		.heading_key = db_col_copy(c, row, 8),
		.as_of = db_col_date(row, 10),
		.job_id = db_col_int(row, 12),
		.error_message = db_col_copy(c, row, 13),
		.error_value = db_col_copy(c, row, 14),
		.line_count = db_col_int(row, 15),
		.accepted_count = db_col_int(row, 16),
		.rejected_count = db_col_int(row, 17),
		.warned_count = db_col_int(row, 18),
		.added_count = db_col_int(row, 19),
		.changed_count = db_col_int(row, 20),
		.unchanged_count = db_col_int(row, 21),
		.absent_count = db_col_int(row, 22),
		.unit_count = db_col_int(row, 23),
		.position_count = db_col_int(row, 24),
		.checked_at = db_col_int(row, 25),
		.edited_at = db_col_int(row, 26),
		.created_at = db_col_int(row, 27),
		.expires_at = db_col_int(row, 28),
		.import_number = db_col_int(row, 29),
		.import_act_id = db_col_int(row, 30),
	};
	TRY(state_parse(c, db_col_str(row, 11), &out->state));
	return mapping_parse(c, db_col_str(row, 9), &out->mapping);
}

/* A job that died with its process never came to say so. */
static const struct err *see_dead_job(struct ctx *c, struct staging_draft *draft)
{
	struct job job;

	if (!staging_is_at_work(draft->state))
		return NULL;
	TRY(jobs_find(c, draft->job_id, &job));
	if (job.state != JOB_FAILED)
		return NULL;
	draft->state = STAGING_FAILED;
	draft->error_message = job.error_message;
	return NULL;
}

/* It may have been taken back by another way: by its number, or at the command line. */
static const struct err *see_undone(struct ctx *c, struct staging_draft *draft)
{
	struct db_rows *row;
	bool found;

	if (draft->import_number == 0 ||
	    (draft->state != STAGING_IMPORTED && draft->state != STAGING_FAILED))
		return NULL;
	TRY(db_find(c, &SQL_REGISTRY_IMPORT_FIND,
	            DB_BIND(db_int(c->agency_id), db_int(draft->import_number)), &row, &found));
	if (!found)
		return NULL;
	if (db_col_int(row, 1) != 0)
		draft->state = STAGING_UNDONE;
	db_rows_end(row);
	return NULL;
}

static const struct err *see(struct ctx *c, struct staging_draft *draft)
{
	TRY(see_dead_job(c, draft));
	return see_undone(c, draft);
}

const struct err *staging_find(struct ctx *c, int64_t id, struct staging_draft *out)
{
	struct db_rows *row;
	const struct err *err;
	bool found;

	TRY(db_find(c, &SQL_REGISTRY_DRAFT_FIND, DB_BIND(db_int(c->agency_id), db_int(id)), &row,
	            &found));
	if (!found)
		return err_new(c->arena, ERR_MISSING, STR("draft"), "staging.missing",
		               str_fmt(c->arena, "%lld", (long long)id));
	err = draft_read(c, row, out);
	db_rows_end(row);
	TRY(err);
	return see(c, out);
}

const struct err *staging_list(struct ctx *c, int64_t actor_id, int limit, staging_draft_fn *fn,
                               void *arg)
{
	struct staging_draft *all = arena_array(c->arena, (size_t)limit + 1, sizeof(*all));
	struct db_rows *rows;
	size_t count = 0;
	bool more;

	assert(limit > 0 && limit <= STAGING_ROWS_MAX);
	TRY(db_query(c, &SQL_REGISTRY_DRAFT_LIST,
	             DB_BIND(db_int(c->agency_id), db_int(actor_id), db_int(limit)), &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		TRY(draft_read(c, rows, &all[count++]));
	}
	db_rows_end(rows);
	for (size_t i = 0; i < count; i++) {
		TRY(see(c, &all[i]));
		TRY(fn(arg, &all[i]));
	}
	return NULL;
}

const struct err *staging_state_set(struct ctx *c, const struct staging_draft *draft,
                                    enum staging_state state, int64_t job_id, const struct err *why)
{
	int64_t keep = state == STAGING_REMOVED ? 0 : STAGING_KEEP_US;

	return db_exec(
		c, &SQL_REGISTRY_DRAFT_STATE_SET,
		DB_BIND(db_int(c->agency_id), db_int(draft->id), db_str(staging_state_code(state)),
	                db_int(job_id), why == NULL ? db_null() : db_str(str_of(why->message)),
	                why == NULL ? db_null() : db_str(why->value), db_int(c->now + keep)));
}

/* ---- the table: see staging_table.c ---- */

const struct err *staging_remembered(struct ctx *c, const struct staging_draft *draft,
                                     struct heading_mapping *mapping)
{
	struct heading_mapping kept;
	struct db_rows *row;
	const struct err *err;
	bool found;

	TRY(db_find(
		c, &SQL_REGISTRY_MAPPING_FIND,
		DB_BIND(db_int(c->agency_id), db_int(draft->actor_id), db_str(draft->heading_key)),
		&row, &found));
	if (!found)
		return NULL;
	err = mapping_parse(c, db_col_str(row, 0), &kept);
	db_rows_end(row);
	TRY(err);
	if (kept.count == mapping->count)
		*mapping = kept;
	return NULL;
}

/* ---- creating ---- */

struct creating {
	struct staging_draft draft;
	int64_t same_import;
};

static const struct err *create_work(struct ctx *c, void *arg)
{
	struct creating *k = arg;
	struct staging_draft *d = &k->draft;
	struct heading_mapping mapping = d->mapping;
	struct db_rows *row;
	bool found;

	TRY(staging_remembered(c, d, &mapping));
	TRY(db_find(c, &SQL_REGISTRY_IMPORT_OF_DIGEST,
	            DB_BIND(db_int(c->agency_id), db_str(d->file_digest)), &row, &found));
	k->same_import = found ? db_col_int(row, 0) : 0;
	if (found)
		db_rows_end(row);
	return db_exec(c, &SQL_REGISTRY_DRAFT_ADD,
	               DB_BIND(db_int(c->agency_id), db_int(d->id), db_int(d->actor_id),
	                       db_str(d->file_name), db_str(d->file_digest), db_int(d->file_bytes),
	                       db_str(d->kind), db_str(d->sheet), db_int(d->heading_line),
	                       db_str(d->heading_key), db_str(mapping_text(c, &mapping)),
	                       db_date(d->as_of), db_int(c->now),
	                       db_int(c->now + STAGING_KEEP_US)));
}

/* The last part of a path of any system, without what could steer a terminal. */
static struct str plain_name(struct ctx *c, struct str name)
{
	struct buf out;

	buf_init(&out, c->arena);
	for (size_t i = 0; i < name.len; i++) {
		char ch = name.ptr[i];

		if (ch == '/' || ch == '\\')
			buf_clear(&out);
		else if ((unsigned char)ch >= ' ' && ch != 0x7F)
			buf_add_char(&out, ch);
	}
	name = str_sub(buf_str(&out), 0, NAME_BYTES_MAX);
	while (name.len > 0 && !text_is_utf8(name))
		name.len--;
	return name.len > 0 ? name : STR("-");
}

static const struct err *create(struct ctx *c, const struct staging_upload *upload,
                                struct creating *k)
{
	TRY(staging_keep(c, upload->path, k->draft.id, &k->draft.file_digest,
	                 &k->draft.file_bytes));
	TRY(staging_look(c, &k->draft));
	return db_write(c, create_work, k);
}

const struct err *staging_create(struct ctx *c, const struct staging_upload *upload, int64_t *id,
                                 int64_t *same_import)
{
	struct creating *k = ARENA_NEW(c->arena, struct creating);
	const struct err *err;

	assert(c->conn == NULL);
	TRY(staging_purge(c));
	k->draft = (struct staging_draft){
		.id = db_new_id(c),
		.actor_id = c->actor_id,
		.file_name = plain_name(c, upload->file_name),
		.as_of = upload->as_of,
	};
	err = create(c, upload, k);
	if (err != NULL) {
		staging_files_remove(c, k->draft.id);
		return err;
	}
	*id = k->draft.id;
	*same_import = k->same_import;
	return NULL;
}

/* What was imported is not checked again: its upload has gone. */
bool staging_is_settable(const struct staging_draft *draft)
{
	return draft->import_number == 0 &&
	       (draft->state == STAGING_UPLOADED || draft->state == STAGING_CHECKED ||
	        draft->state == STAGING_FAILED);
}

const struct err *staging_void_check(struct ctx *c, const struct staging_draft *d)
{
	return db_exec(c, &SQL_REGISTRY_DRAFT_TABLE_SET,
	               DB_BIND(db_int(c->agency_id), db_int(d->id), db_str(d->sheet),
	                       db_int(d->heading_line), db_str(d->heading_key),
	                       db_str(mapping_text(c, &d->mapping)), db_date(d->as_of),
	                       db_int(c->now + STAGING_KEEP_US)));
}

static const struct err *mapping_check(struct ctx *c, const struct staging_draft *draft,
                                       const struct heading_mapping *mapping)
{
	bool has[ROSTER_FIELD_COUNT] = { false };

	if (draft->heading_line == 0 || mapping->count != draft->mapping.count)
		return err_new(c->arena, ERR_INVALID, STR("mapping"), "staging.mapping_incomplete",
		               STR(""));
	for (size_t i = 0; i < mapping->count; i++) {
		int field = mapping->fields[i];

		assert(field >= -1 && field < ROSTER_FIELD_COUNT);
		if (field < 0 || field == ROSTER_DROPPED)
			continue;
		if (has[field])
			return err_new(c->arena, ERR_INVALID, STR("mapping"),
			               "staging.mapping_twice",
			               heading_usual((enum roster_field)field));
		has[field] = true;
	}
	if (!has[ROSTER_NIP] || !has[ROSTER_NAME] || (!has[ROSTER_UNIT] && !has[ROSTER_PARENT]))
		return err_new(c->arena, ERR_INVALID, STR("mapping"), "staging.mapping_incomplete",
		               STR(""));
	return NULL;
}

const struct err *staging_mapping_set(struct ctx *c, int64_t id,
                                      const struct heading_mapping *mapping, struct date as_of)
{
	struct staging_draft draft;

	TRY(staging_find(c, id, &draft));
	if (!staging_is_settable(&draft))
		return staging_conflict(c, &draft);
	TRY(mapping_check(c, &draft, mapping));
	draft.mapping = *mapping;
	draft.as_of = as_of;
	TRY(db_exec(c, &SQL_REGISTRY_MAPPING_SET,
	            DB_BIND(db_int(c->agency_id), db_int(draft.actor_id), db_str(draft.heading_key),
	                    db_str(mapping_text(c, mapping)), db_int(c->now))));
	return staging_void_check(c, &draft);
}

/* ---- jobs asked for ---- */

static const struct err *queue(struct ctx *c, const struct staging_draft *draft, const char *kind,
                               enum staging_state state, int64_t *job_id)
{
	TRY(jobs_add(c, str_of(kind),
	             str_fmt(c->arena, "{\"draft\":%lld,\"actor\":%lld}", (long long)draft->id,
	                     (long long)c->actor_id),
	             job_id));
	return staging_state_set(c, draft, state, *job_id, NULL);
}

const struct err *staging_check(struct ctx *c, int64_t id, int64_t *job_id)
{
	struct staging_draft draft;

	TRY(staging_find(c, id, &draft));
	if (!staging_is_settable(&draft))
		return staging_conflict(c, &draft);
	TRY(mapping_check(c, &draft, &draft.mapping));
	return queue(c, &draft, "staging-check", STAGING_CHECKING, job_id);
}

const struct err *staging_run(struct ctx *c, int64_t id, int64_t *job_id)
{
	struct staging_draft draft;

	TRY(staging_find(c, id, &draft));
	if (draft.state != STAGING_CHECKED)
		return staging_conflict(c, &draft);
	return queue(c, &draft, "staging-import", STAGING_IMPORTING, job_id);
}

const struct err *staging_undo(struct ctx *c, int64_t id, int64_t *job_id)
{
	struct staging_draft draft;

	TRY(staging_find(c, id, &draft));
	if (draft.import_number == 0 ||
	    (draft.state != STAGING_IMPORTED && draft.state != STAGING_FAILED))
		return staging_conflict(c, &draft);
	return queue(c, &draft, "staging-undo", STAGING_UNDOING, job_id);
}

const struct err *staging_undo_number(struct ctx *c, int64_t number, int64_t *job_id)
{
	TRY(registry_import_undo_check(c, number));
	return jobs_add(c, STR(STAGING_UNDO_NUMBER),
	                str_fmt(c->arena, "{\"number\":%lld,\"actor\":%lld}", (long long)number,
	                        (long long)c->actor_id),
	                job_id);
}

const struct err *staging_undo_job(struct ctx *c, int64_t number, int64_t job_id, struct job *out)
{
	const struct json_value *argument;
	int64_t of = 0;

	TRY(jobs_find(c, job_id, out));
	TRY(json_read(c->arena, out->argument, &argument));
	if (str_eq(out->kind, STR(STAGING_UNDO_NUMBER)) && json_get_int(argument, "number", &of) &&
	    of == number)
		return NULL;
	return err_new(c->arena, ERR_MISSING, STR("import"), "import.undo_missing",
	               str_fmt(c->arena, "%lld", (long long)number));
}

const struct err *staging_remove(struct ctx *c, int64_t id)
{
	struct staging_draft draft;

	TRY(staging_find(c, id, &draft));
	if (staging_is_at_work(draft.state))
		return staging_conflict(c, &draft);
	return staging_state_set(c, &draft, STAGING_REMOVED, draft.job_id, NULL);
}
