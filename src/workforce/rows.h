/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_WORKFORCE_ROWS_H
#define ABDI_WORKFORCE_ROWS_H

#include <stddef.h>
#include <stdint.h>

struct arena;

/*
 * Rows of one size whose number nobody knows beforehand. They lie in chunks and never move, so
 * pointers to them stay good, and growing leaves nothing behind in the arena but short lists of
 * chunks.
 */
struct workforce_rows {
	struct arena *arena;
	size_t item_size;
	uint32_t count;
	uint32_t chunk_max; /* chunks there is room to list */
	void **chunks;
};

#define WORKFORCE_CHUNK_ROWS 4096u       /* rows in a chunk: 400 KB of posts */
#define WORKFORCE_ROWS_MAX   (1u << 24)  /* posts, units or retirements of one agency: 16 million */

void workforce_rows_init(struct workforce_rows *rows, struct arena *arena, size_t item_size);

/* One more row, zeroed; NULL when there are WORKFORCE_ROWS_MAX. */
void *workforce_rows_add(struct workforce_rows *rows);

/* The row at an index below count. */
void *workforce_rows_at(const struct workforce_rows *rows, uint32_t index);

/*
 * Where the row with an id lies, for rows that begin with an int64_t id. The id stands in the
 * slot, so that only the row that is sought is touched.
 */
struct workforce_index_slot {
	int64_t id;
	void *row; /* NULL: free */
};
struct workforce_index {
	struct workforce_index_slot *slots; /* a power of two of them, at most half in use */
	int shift;                    /* 64 less the power */
};

/* Index the rows there are now. One added later is not found. */
void workforce_index_build(struct workforce_index *index, const struct workforce_rows *rows);

/* NULL when there is none. */
void *workforce_index_find(const struct workforce_index *index, int64_t id);

#endif
