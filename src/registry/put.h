/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_PUT_H
#define ABDI_REGISTRY_PUT_H

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "registry/internal.h"
#include "registry/place.h"
#include "registry/registry.h"

/*
 * Put a fact of a known person in force as a snapshot of `as_of` tells it, by the rules of
 * timeline.h: what it contradicts is taken back, what came before it is cut short, what is known
 * of later times stays. Inside a write job.
 *   same_id   the fact that says the same and only began at another date; 0 for none
 *   fact      its until_on is ignored
 *   unlisted  where what can be looked up later may be noted
 */
const struct err *put_name(struct ctx *c, int64_t act_id, int64_t person_id, struct date as_of,
                           int64_t same_id, const struct registry_name *fact,
                           struct unlisted *unlisted);
const struct err *put_status(struct ctx *c, int64_t act_id, int64_t person_id, struct date as_of,
                             int64_t same_id, const struct registry_status *fact);
const struct err *put_grade(struct ctx *c, int64_t act_id, int64_t person_id, struct date as_of,
                            int64_t same_id, const struct registry_grade *fact);
const struct err *put_education(struct ctx *c, int64_t act_id, int64_t person_id, struct date as_of,
                                int64_t same_id, const struct registry_education *fact);
const struct err *put_employment(struct ctx *c, int64_t act_id, int64_t person_id,
                                 struct date as_of, int64_t same_id,
                                 const struct registry_employment *fact, struct unlisted *unlisted);

/* Write a new unit or position of a roster under the ids it has. */
const struct err *unit_write(struct ctx *c, int64_t act_id, const struct place_unit *unit,
                             struct date from_on);
const struct err *position_write(struct ctx *c, int64_t act_id, const struct law *law,
                                 const struct place_position *position, struct date from_on);

#endif
