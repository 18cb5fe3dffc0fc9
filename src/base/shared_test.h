/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_SHARED_TEST_H
#define ABDI_BASE_SHARED_TEST_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

/*
 * The folder of the shared reference data, for tests of base that cannot use test/support.h:
 * ABDI_SHARED, or else ../shared beside the sources.
 */
static inline struct str shared_path(struct arena *arena, const char *name)
{
	const char *shared = getenv("ABDI_SHARED");
	const char *source = getenv("ABDI_SOURCE");

	if (shared != NULL && shared[0] != '\0')
		return str_fmt(arena, "%s/testdata/%s", shared, name);
	return str_fmt(arena, "%s/../shared/testdata/%s", source == NULL ? "." : source, name);
}

/* The whole of a file of it; false when it is not there. */
static inline bool shared_read(struct arena *arena, struct str path, struct str *out)
{
	FILE *file = fopen(str_c(arena, path), "rb");
	struct buf buf;
	char block[4096];
	size_t got;

	if (file == NULL)
		return false;
	buf_init(&buf, arena);
	while ((got = fread(block, 1, sizeof(block), file)) > 0)
		buf_add(&buf, (struct str){ block, got });
	fclose(file);
	*out = buf_str(&buf);
	return true;
}

#endif
