/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_INTERNAL_H
#define ABDI_REGISTRY_INTERNAL_H

#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "registry/registry.h"

/*
 * Single facts of a person who is known, inside a write job. The caller sees to overlaps
 * (timeline.h).
 */
const struct err *person_name_add(struct ctx *c, int64_t act_id, int64_t person_id,
                                  const struct registry_name *name);
const struct err *person_status_add(struct ctx *c, int64_t act_id, int64_t person_id,
                                    const struct registry_status *status);
const struct err *person_grade_add(struct ctx *c, int64_t act_id, int64_t person_id,
                                   const struct registry_grade *grade);
const struct err *person_education_add(struct ctx *c, int64_t act_id, int64_t person_id,
                                       const struct registry_education *education);
const struct err *person_employment_add(struct ctx *c, int64_t act_id, int64_t person_id,
                                        const struct registry_employment *employment);

/*
 * Make sure, in each transaction of an open act, that nobody has dropped it. It happens when the
 * connection that holds the lock "act" was lost and another process took the act for dead.
 * Errors: GONE.
 */
const struct err *act_check_open(struct ctx *c, int64_t act_id);

/* A person's identity, made or taken up again. *known is set when it stood already. */
const struct err *person_identity(struct ctx *c, int64_t act_id, struct str nip, int64_t *person_id,
                                  bool *known);

#endif
