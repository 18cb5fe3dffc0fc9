/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_APP_SYSTEM_H
#define ABDI_APP_SYSTEM_H

#include <stdbool.h>

#include "base/ctx.h"
#include "base/err.h"
#include "http/http.h"

/* The state of the installation, for its admins: agency, copies, the end of the sample region. */
const struct err *system_get(struct ctx *c, const struct req *rq, struct reply *rp);

/* Make a copy of the database in backups/ beside it. */
const struct err *system_backup_post(struct ctx *c, const struct req *rq, struct reply *rp);

/* Remove the sample region; its agency becomes the one the form names. */
const struct err *system_sample_post(struct ctx *c, const struct req *rq, struct reply *rp);

/* Was a copy made on this page, and is it there still? Copies made elsewhere are not known. */
bool system_has_backup(struct ctx *c);

#endif
