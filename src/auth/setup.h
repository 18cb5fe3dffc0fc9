/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_AUTH_SETUP_H
#define ABDI_AUTH_SETUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

/*
 * The code that opens the first-run wizard. Shown once, by whoever starts the server; the database
 * keeps its digest alone. That it is taken from the local network only is the dispatcher's part
 * (auth_peer_is_local). There is no agency yet, so the codes belong to agency 0.
 */

#define AUTH_SETUP_MINUTES 30 /* ux.md 16: time enough for a walk to the other desk */

/*
 * Make a code, in a write transaction; those made before are dead from now on.
 *   code   "K7QM-2XPD-9RTV": 12 of 31 signs that are not mistaken for each other, 59 bits
 */
const struct err *auth_setup_make(struct ctx *c, struct str *code);

/*
 * Does that code open the wizard now? Small letters and left-out hyphens do not matter. In any
 * transaction, and as often as the wizard has steps.   Errors: DENIED auth.setup_code.
 */
const struct err *auth_setup_check(struct ctx *c, struct str code);

/* The same in a write transaction, for the wizard's last step: the code is dead from then on. */
const struct err *auth_setup_use(struct ctx *c, struct str code);

#endif
