/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_APP_SETUP_H
#define ABDI_APP_SETUP_H

#include "base/ctx.h"
#include "base/err.h"
#include "http/http.h"

/*
 * The first-run wizard (ux.md 16): agency, first admin, first data, check. Open from the local
 * network, to whoever has the code of the start block, while there is no agency. What the steps
 * were told travels in the form, but for the password, which the last step asks for.
 */
const struct err *setup_get(struct ctx *c, const struct req *rq, struct reply *rp);
const struct err *setup_post(struct ctx *c, const struct req *rq, struct reply *rp);

#endif
