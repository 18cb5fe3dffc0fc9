/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_SPILL_H
#define ABDI_REGISTRY_SPILL_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

/* A temporary file that nobody else can open and that is gone with the process. */
struct spill {
	int file; /* -1 while there is none */
	struct str folder;
};

/* None yet; `folder` is where it will be. */
void spill_init(struct ctx *c, struct spill *spill, struct str folder);
void spill_done(struct spill *spill);

/* Errors of all three: FULL, IO. */
const struct err *spill_open(struct ctx *c, struct spill *spill);
const struct err *spill_write(struct ctx *c, const struct spill *spill, const void *bytes,
                              size_t count, int64_t at);
/* Exactly so many bytes. */
const struct err *spill_read(struct ctx *c, const struct spill *spill, void *bytes, size_t count,
                             int64_t at);

#endif
