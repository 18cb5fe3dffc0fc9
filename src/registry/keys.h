/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_KEYS_H
#define ABDI_REGISTRY_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

/*
 * Any number of keys, each with an id, given in any order and taken in order. A tree of the
 * database that is larger than its cache is filled many times faster so: each of its pages is
 * written once instead of once for every few keys. Memory does not grow with their number: a full
 * table goes, sorted, into a temporary file, and those are merged.
 */
struct keys;

struct key {
	struct str text;
	int64_t id;
};

#define KEYS_MEMORY    16384 /* keys in memory; with 32 bytes of text each, 1 MiB */
#define KEYS_TEXT_MAX  4096  /* bytes of one key; more than the longest name takes */

/* Closed by c->arena. `spill_folder` is used only when memory is passed. */
const struct err *keys_new(struct ctx *c, struct str spill_folder, struct keys **out);

/* The same with another limit: the tests reach it with few keys. */
const struct err *keys_new_sized(struct ctx *c, struct str spill_folder, size_t memory_keys,
                                 struct keys **out);

/* Errors: FULL, IO of the temporary file; LIMIT too long a key, or no memory. */
const struct err *keys_add(struct ctx *c, struct keys *keys, struct key key);

/* All are given: from here on they are taken. Errors: as above. */
const struct err *keys_sort(struct ctx *c, struct keys *keys);

/* The next key by its bytes, equal ones by id. The text lives until the next call. */
const struct err *keys_next(struct ctx *c, struct keys *keys, struct key *out, bool *more);

#endif
