/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_APP_SAMPLE_H
#define ABDI_APP_SAMPLE_H

#include "app/founding.h"
#include "auth/key.h"
#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"

/* The sample region as an installation to walk through: its data and an account for each role. */

/* Make the region as of the first day of this year. Starts its own transactions. */
const struct err *sample_make(struct ctx *c);

/* The same, going on where an interrupted call has stopped; a region that is whole is left. */
const struct err *sample_finish(struct ctx *c);

/* Give the sample's agency its admin, in a write transaction. */
const struct err *sample_admin(struct ctx *c, struct founding *founding);

/*
 * An account for each role, named after it ("admin", "kepegawaian", "pimpinan", "kepala-unit",
 * "pengawas"), all with one password; the head of a unit gets the first office. Accounts that are
 * there already are left. Starts its own transactions.
 */
const struct err *sample_accounts(struct ctx *c, const struct auth_key *key, struct str password);

#endif
