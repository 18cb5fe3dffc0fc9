/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_APP_HOME_H
#define ABDI_APP_HOME_H

#include "base/ctx.h"
#include "base/err.h"
#include "http/http.h"

/*
 * The first page behind the sign-in, by role: four numbers with their date and the rows behind
 * them, what is to be done, and what is not there yet. Each role sees the own subtree.
 */
const struct err *home_get(struct ctx *c, const struct req *rq, struct reply *rp);

#endif
