/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_EMBED_H
#define ABDI_BASE_EMBED_H

#include <stddef.h>

#include "base/str.h"

/* A file of data/ that travels inside the program; see tools/embed.py. */
struct embed_file {
	struct str name; /* its path below data/: "law/grade.csv" */
	struct str text; /* its bytes, as they stand in the file */
};

/* All of them, sorted by name; made by tools/embed.py. */
extern const struct embed_file embed_files[];
/* How many there are. */
extern const size_t embed_file_count;

/* The bytes of the file with that name, or NULL when none was embedded under it. */
const struct str *embed_find(struct str name);

#endif
