/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_LISTING_H
#define ABDI_REGISTRY_LISTING_H

#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"
#include "registry/internal.h"

/*
 * The NIPs, names and holders of posts of an import, kept until its end and then put where they are
 * looked up, in order and in small write jobs. Nobody may see them before the act is recorded, so
 * nobody misses them until then.
 */
struct listing;

/* Closed by c->arena. */
const struct err *listing_new(struct ctx *c, struct str spill_folder, struct listing **out);

/* Note what a batch has left to do, once it is written. Errors: those of keys_add(). */
const struct err *listing_note(struct ctx *c, struct listing *listing,
                               const struct unlisted *unlisted);

/*
 * Do it. Starts its own transactions. `job` is as c, with an arena to be used up and given back.
 * Errors: CONFLICT somebody else has recorded a person under one of the NIPs meanwhile; GONE the
 * act was dropped; those of the database and of the temporary file.
 */
const struct err *listing_write(struct ctx *c, struct ctx *job, struct listing *listing,
                                int64_t act_id);

#endif
