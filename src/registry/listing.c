/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/listing.h"

#include "base/arena.h"
#include "db/db.h"
#include "sql_registry.h"

#define JOB_KEYS 8000 /* of one write job: about 20 ms of the writer */

struct listing {
	struct keys *nips;
	struct keys *names;
};

/* Keys of one job, which may run more than once. */
struct listing_job {
	int64_t act_id;
	bool nips; /* or names */
	struct key *keys;
	size_t count;
	struct str taken; /* a NIP that somebody else has */
};

const struct err *listing_new(struct ctx *c, struct str spill_folder, struct listing **out)
{
	struct listing *listing = ARENA_NEW(c->arena, struct listing);

	TRY(keys_new(c, spill_folder, &listing->nips));
	TRY(keys_new(c, spill_folder, &listing->names));
	*out = listing;
	return NULL;
}

const struct err *listing_note(struct ctx *c, struct listing *listing,
                               const struct unlisted *unlisted)
{
	for (size_t i = 0; i < unlisted->nip_count; i++)
		TRY(keys_add(c, listing->nips, unlisted->nips[i]));
	for (size_t i = 0; i < unlisted->name_count; i++)
		TRY(keys_add(c, listing->names, unlisted->names[i]));
	return NULL;
}

static const struct err *add_work(struct ctx *c, void *arg)
{
	const struct listing_job *job = arg;

	TRY(act_check_open(c, job->act_id));
	for (size_t i = 0; i < job->count; i++) {
		const struct key *key = &job->keys[i];

		if (job->nips)
			TRY(db_post(
				c, &SQL_REGISTRY_PERSON_NIP_ADD,
				DB_BIND(db_str(key->text), db_int(c->agency_id), db_int(key->id))));
		else
			TRY(db_post(
				c, &SQL_REGISTRY_PERSON_NAME_ADD,
				DB_BIND(db_int(c->agency_id), db_str(key->text), db_int(key->id))));
	}
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

	if (err == NULL || !job->nips || err->code != ERR_CONFLICT)
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
	TRY(add_all(c, job, listing->nips,
	            &(struct listing_job){ .act_id = act_id, .nips = true }));
	return add_all(c, job, listing->names, &(struct listing_job){ .act_id = act_id });
}
