/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_CORRECT_H
#define ABDI_REGISTRY_CORRECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "law/law.h"
#include "registry/identity.h"
#include "registry/registry.h"

/*
 * One person is added or corrected without a file: one act "correction" each, with its reason.
 * Nothing is overwritten. What held before is taken back or cut short by the rules of a roster
 * (timeline.h), as of today, and is still known to whoever asks about an earlier instant.
 * Errors name the field they are about: name, birth_on, nip, status, entry_on, grade, from_on,
 * level, position, capacity, reason.
 */

enum correction_part {
	CORRECT_NAME,  /* name and titles */
	CORRECT_BIRTH, /* place and date of birth, gender */
	CORRECT_STATUS,
	CORRECT_GRADE,
	CORRECT_EDUCATION,
	CORRECT_POST,
	CORRECT_PART_COUNT
};

/* "name", "birth", …: the code in the database. */
struct str registry_correction_code(enum correction_part part);

#define CORRECTION_REASON_MIN   5 /* characters: "SK" alone says nothing */
#define CORRECTION_REASON_MAX   500

/*
 * What is to hold instead. Of the facts only that of the part counts, and of a fact its end does
 * not.
 *   base_id   the fact that the person who corrects has seen; 0 when there was none
 */
struct correction {
	enum correction_part part;
	int64_t person_id;
	int64_t base_id;
	struct date today;
	struct str reason;
	struct registry_name name; /* whole, also to correct one half of it */
	struct registry_status status;
	struct registry_grade grade;
	struct registry_education education;
	struct registry_employment employment;
};

/* The fact that holds today; 0 for none. In a transaction. */
const struct err *registry_correction_base(struct ctx *c, int64_t person_id,
                                           enum correction_part part, enum capacity capacity,
                                           struct date today, int64_t *base_id);

/*
 * Would it go in? Writes nothing.
 *   birth_on   of the person, which no fact may precede
 * Errors: INVALID a value; MISSING the post; CONFLICT someone changed it meanwhile.
 */
const struct err *registry_correction_check(struct ctx *c, const struct law *law,
                                            const struct correction *correction,
                                            struct date birth_on);

/*
 * Carry it out, inside a write job.
 * Writes: act, correction, and the fact's table.
 */
const struct err *registry_correction_apply(struct ctx *c, const struct correction *correction);

/*
 * May somebody with this NIP be added?
 *   nip   taken apart, when it is one
 * Errors: INVALID it is none; CONFLICT someone has it, here or elsewhere.
 */
const struct err *registry_newcomer_nip(struct ctx *c, struct str text, struct nip *nip);

/*
 * Add a person who is not known, inside a write job: dates as in the dossier, whose lists have
 * at most one fact each.
 * Errors: as registry_person_add().   Writes: act, correction, person and facts.
 */
const struct err *registry_newcomer_add(struct ctx *c, const struct registry_dossier *dossier,
                                        struct str reason, int64_t *person_id);

#endif
