/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_APP_FOLDER_H
#define ABDI_APP_FOLDER_H

#include "auth/key.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Make what an installation keeps beside its database: blobs/ and the key for passwords. What is
 * there already stays: an interrupted init goes on with its own key. Errors: those of the files.
 */
const struct err *folder_ready(struct ctx *c, const struct auth_key **key);

/*
 * Where files lie while a browser sends them; made when it is not there. The server empties it
 * when it starts.
 */
const struct err *folder_incoming(struct ctx *c, struct str *path);

#endif
