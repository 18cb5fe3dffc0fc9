/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_CLI_FILE_H
#define ABDI_CLI_FILE_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

struct arena;

/*
 * The first line of a file without its line end: how secrets are handed over. At most `max_bytes`
 * are read; a longer line is LIMIT.   Errors: those of err_errno; LIMIT.
 */
const struct err *file_first_line(struct arena *arena, struct str path, size_t max_bytes,
                                  struct str *out);

/*
 * A whole file. Errors: those of err_errno; LIMIT err.file_long when it has more than `max_bytes`.
 */
const struct err *file_whole(struct arena *arena, struct str path, size_t max_bytes,
                             struct str *out);

#endif
