/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_ARENA_H
#define ABDI_BASE_ARENA_H

#include <stddef.h>

/*
 * An arena is the memory and the open things of one request, command or job
 * step. Nothing taken from it is freed alone; arena_free() runs the deferred
 * calls, newest first, and gives all memory back.
 */
struct arena;

/* What arena_defer() runs at the end: close a file, finish a statement. */
typedef void arena_deferred(void *arg);

/* A place in an arena to come back to; see arena_mark(). */
struct arena_mark {
	void *chunk;
	size_t used;
	void *deferred;
};

/*
 * Make an empty arena.
 *   max_bytes   the most it may hold; passing it is a bug of the caller's
 *               bounds, so the process stops with one line on standard error
 */
struct arena *arena_new(size_t max_bytes);

/* Run the deferred calls, newest first, and free everything. NULL is accepted. */
void arena_free(struct arena *arena);

/*
 * Take `size` zeroed bytes, aligned for any type. Never NULL: memory running
 * out ends the process, because no caller could answer it better.
 */
void *arena_alloc(struct arena *arena, size_t size);

/* The same, but not zeroed: for bytes that the caller writes at once. */
void *arena_bytes(struct arena *arena, size_t size);

/* An array of `count` zeroed items; the product is checked for overflow. */
void *arena_array(struct arena *arena, size_t count, size_t item_size);

/* Take one zeroed `type`. */
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))

/* Run fn(arg) when the arena ends or is rewound past this point. */
void arena_defer(struct arena *arena, arena_deferred *fn, void *arg);

/* Remember the present end, so that a loop can give back what one turn took. */
struct arena_mark arena_mark(const struct arena *arena);

/* Run what was deferred since the mark, then give back what was taken since. */
void arena_rewind(struct arena *arena, struct arena_mark mark);

/* Bytes taken from the arena so far. */
size_t arena_used_bytes(const struct arena *arena);

#endif
