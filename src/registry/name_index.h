/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_NAME_INDEX_H
#define ABDI_REGISTRY_NAME_INDEX_H

#include <stdint.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

/*
 * An index of present names, on SQLite: all of them in order, in blocks of 32, and for each three
 * bytes the places where they stand. A fragment is where its threes stand side by side, so it is
 * met and counted exactly without a look at a name; a beginning is a range of ranks.
 *
 * It is made as a whole for an open act that changes many names, and ready when that act is
 * recorded. What few changes came after it, a search asks of the facts themselves.
 *
 *   places   numbers of 32 bits, lowest byte first, rising: 16 bits which name of the segment,
 *            16 bits which byte of it
 *   block    for each name 8 bytes fact, 8 bytes person, 2 bytes length, lowest byte first; then
 *            the sort keys
 */
#define NAME_INDEX_BLOCK   32       /* names read together */
#define NAME_INDEX_SEGMENT 32768    /* names whose places are sorted together while it is made */
#define NAME_INDEX_BYTES   1000     /* of a sort key that are searched */
#define NAME_INDEX_HEAD    18       /* bytes before a name's sort key */

/*
 * Rows of both tables are numbered, which keeps SQLite's tree flat under large values: the index,
 * then the segment (0 for the sums of all) and the three bytes, or the number of the block.
 */
#define NAME_INDEX_BITS    40
#define NAME_SEGMENT_BITS  24
#define NAME_SEGMENTS_MAX  ((1 << (NAME_INDEX_BITS - NAME_SEGMENT_BITS)) - 1)

/*
 *   last_act_id, last_fact_id   what it knows of; greater ones came after it
 */
struct name_index {
	int64_t id; /* 0 when there is none */
	int64_t last_act_id;
	int64_t last_fact_id;
	int64_t name_count;
};

struct name_hit {
	int64_t fact_id;
	int64_t person_id;
	struct str sort_key;
};

/* The first `max` hits in the order of names and people, and how many there are in all. */
struct name_hits {
	struct name_hit *rows;
	int max;
	int count;
	int64_t total;
};

/* The one that is ready; all zero when there is none. */
const struct err *name_index_load(struct ctx *c, struct name_index *out);

/* Names that begin with `key`; hits->rows has room for hits->max. */
const struct err *name_index_prefix(struct ctx *c, const struct name_index *index, struct str key,
                                    struct name_hits *hits);
/* Names that contain `key`, of three bytes or more. */
const struct err *name_index_fragment(struct ctx *c, const struct name_index *index, struct str key,
                                      struct name_hits *hits);

/*
 * Before an open act is recorded, and outside a transaction: make the index anew when there is
 * much that the present one does not know. Nobody sees it before name_index_publish().
 */
const struct err *name_index_build(struct ctx *c, int64_t act_id);
/* In the transaction that records the act. */
const struct err *name_index_publish(struct ctx *c, int64_t act_id);
/* Remove all but the one in use, in short steps. */
const struct err *name_index_tidy(struct ctx *c);

#endif
