/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_INTERNAL_H
#define ABDI_REGISTRY_INTERNAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "registry/keys.h"
#include "registry/registry.h"

/*
 * NIPs, present names and holders of posts that are written but cannot be looked up yet: an import
 * on SQLite puts them in their places sorted, at its end. Each array has room for one of a line.
 */
struct unlisted {
	struct key *nips;    /* with the person */
	struct key *names;   /* sort keys, with the fact */
	struct key *holders; /* position_key() of the post, with the person */
	size_t nip_count;
	size_t name_count;
	size_t holder_count;
};

/*
 * Single facts of a person who is known, inside a write job. The caller sees to overlaps
 * (timeline.h). With `unlisted` a name or a holder is noted there where it may wait; NULL is at
 * once.
 */
const struct err *person_name_add(struct ctx *c, int64_t act_id, int64_t person_id,
                                  const struct registry_name *name, struct unlisted *unlisted);
const struct err *person_status_add(struct ctx *c, int64_t act_id, int64_t person_id,
                                    const struct registry_status *status);
const struct err *person_grade_add(struct ctx *c, int64_t act_id, int64_t person_id,
                                   const struct registry_grade *grade);
const struct err *person_education_add(struct ctx *c, int64_t act_id, int64_t person_id,
                                       const struct registry_education *education);
const struct err *person_employment_add(struct ctx *c, int64_t act_id, int64_t person_id,
                                        const struct registry_employment *employment,
                                        struct unlisted *unlisted);

/* A post as a key whose bytes stand in the order of ids, and back. */
struct str position_key(struct arena *arena, int64_t position_id);
int64_t position_of_key(struct str key);

/*
 * Make sure, in each transaction of an open act, that nobody has dropped it. It happens when the
 * connection that holds the lock "act" was lost and another process took the act for dead.
 * Errors: GONE.
 */
const struct err *act_check_open(struct ctx *c, int64_t act_id);

/*
 * registry_person_add() for a caller who knows that nothing stands under the NIP, nor hidden.
 *   person_id   under which it is known, 0 for none
 */
const struct err *person_add(struct ctx *c, int64_t act_id, const struct registry_dossier *dossier,
                             int64_t person_id, struct unlisted *unlisted);

/* Make a present name findable, by its letters and in order. */
const struct err *person_name_list(struct ctx *c, int64_t fact_id, struct str sort_key);

#endif
