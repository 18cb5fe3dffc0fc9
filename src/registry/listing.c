/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/listing.h"

#include "base/arena.h"
#include "db/db.h"
#include "sql_registry.h"

#define JOB_KEYS 8000 /* of one write job: about 20 ms of the writer */

/* What waits, by where it will stand. */
enum listing_kind { LISTING_NIPS, LISTING_NAMES, LISTING_HOLDERS, LISTING_KINDS };

struct listing {
	struct keys *keys[LISTING_KINDS];
};

/* Keys of one job, which may run more than once. */
struct listing_job {
	int64_t act_id;
	enum listing_kind kind;
	struct key *keys;
	size_t count;
	struct str taken; /* a NIP that somebody else has */
};

const struct err *listing_new(struct ctx *c, struct str spill_folder, struct listing **out)
{
	struct listing *listing = ARENA_NEW(c->arena, struct listing);

	for (int kind = 0; kind < LISTING_KINDS; kind++)
		TRY(keys_new(c, spill_folder, &listing->keys[kind]));
	*out = listing;
	return NULL;
}

static const struct err *note(struct ctx *c, struct keys *keys, const struct key *from,
                              size_t count)
{
	for (size_t i = 0; i < count; i++)
		TRY(keys_add(c, keys, from[i]));
	return NULL;
}

const struct err *listing_note(struct ctx *c, struct listing *listing,
                               const struct unlisted *unlisted)
{
	struct keys *const *keys = listing->keys;

	TRY(note(c, keys[LISTING_NIPS], unlisted->nips, unlisted->nip_count));
	TRY(note(c, keys[LISTING_NAMES], unlisted->names, unlisted->name_count));
	return note(c, keys[LISTING_HOLDERS], unlisted->holders, unlisted->holder_count);
}

static const struct err *add_key(struct ctx *c, enum listing_kind kind, const struct key *key)
{
	switch (kind) {
	case LISTING_NIPS:
		return db_post(c, &SQL_REGISTRY_PERSON_NIP_ADD,
		               DB_BIND(db_str(key->text), db_int(c->agency_id), db_int(key->id)));
	case LISTING_NAMES:
		return db_post(c, &SQL_REGISTRY_PERSON_NAME_ADD,
		               DB_BIND(db_int(c->agency_id), db_str(key->text), db_int(key->id)));
	case LISTING_HOLDERS:
	default:
		return db_post(c, &SQL_REGISTRY_POSITION_HOLDER_ADD,
		               DB_BIND(db_int(c->agency_id), db_int(position_of_key(key->text)),
		                       db_int(key->id)));
	}
}

static const struct err *add_work(struct ctx *c, void *arg)
{
	const struct listing_job *job = arg;

	TRY(act_check_open(c, job->act_id));
	for (size_t i = 0; i < job->count; i++)
		TRY(add_key(c, job->kind, &job->keys[i]));
	return NULL;
}

static const struct err *find_taken(struct ctx *c, void *arg)
{
	struct listing_job *job = arg;
	struct db_rows *row;
	bool found = false;

	for (size_t i = 0; i < job->count && !found; i++) {
		TRY(db_find(c, &SQL_REGISTRY_PERSON_NIP_FIND, DB_BIND(db_str(job->keys[i].text)),
		            &row, &found));
		if (!found)
			continue;
		job->taken = job->keys[i].text;
		db_rows_end(row);
	}
	return NULL;
}

/* The office meant has to hear which person it is about. */
static const struct err *add_job(struct ctx *c, struct listing_job *job)
{
	const struct err *err = db_write(c, add_work, job);

	if (err == NULL || job->kind != LISTING_NIPS || err->code != ERR_CONFLICT)
		return err;
	TRY(db_read(c, find_taken, job));
	return err_new(c->arena, ERR_CONFLICT, STR("nip"), "import.nip_taken", job->taken);
}

static const struct err *take(struct ctx *c, struct keys *keys, struct listing_job *job)
{
	bool more = true;

	job->keys = arena_array(c->arena, JOB_KEYS, sizeof(*job->keys));
	for (job->count = 0; job->count < JOB_KEYS; job->count++) {
		struct key key;

		TRY(keys_next(c, keys, &key, &more));
		if (!more)
			break;
		job->keys[job->count] = (struct key){ str_copy(c->arena, key.text), key.id };
	}
	return NULL;
}

static const struct err *add_all(struct ctx *c, struct ctx *job_c, struct keys *keys,
                                 struct listing_job *job)
{
	TRY(keys_sort(c, keys));
	for (job->count = JOB_KEYS; job->count == JOB_KEYS;) {
		struct arena_mark mark = arena_mark(job_c->arena);
		const struct err *err = take(job_c, keys, job);

		if (err == NULL && job->count > 0)
			err = add_job(job_c, job);
		if (err != NULL)
			return err_copy(c->arena, err);
		arena_rewind(job_c->arena, mark);
	}
	return NULL;
}

const struct err *listing_write(struct ctx *c, struct ctx *job, struct listing *listing,
                                int64_t act_id)
{
	for (int kind = 0; kind < LISTING_KINDS; kind++) {
		struct listing_job adding = { .act_id = act_id, .kind = (enum listing_kind)kind };

		TRY(add_all(c, job, listing->keys[kind], &adding));
	}
	return NULL;
}
