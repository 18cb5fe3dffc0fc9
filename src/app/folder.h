/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_APP_FOLDER_H
#define ABDI_APP_FOLDER_H

#include "auth/key.h"
#include "base/ctx.h"
#include "base/err.h"

/*
 * Make what an installation keeps beside its database: blobs/ and the key for passwords. What is
 * there already stays: an interrupted init goes on with its own key. Errors: those of the files.
 */
const struct err *folder_ready(struct ctx *c, const struct auth_key **key);

#endif
