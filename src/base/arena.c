/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Under the address sanitizer everything that was not handed out is off limits, and a gap is left
 * behind each piece, so that running past its end is found although the bytes are ours.
 */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_SANITIZED 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_SANITIZED 1
#endif

#ifdef ARENA_SANITIZED
#include <sanitizer/asan_interface.h>
#define ARENA_GAP_BYTES 16
static void forbid(void *ptr, size_t size)
{
	ASAN_POISON_MEMORY_REGION(ptr, size);
}

static void permit(void *ptr, size_t size)
{
	ASAN_UNPOISON_MEMORY_REGION(ptr, size);
}
#else
#define ARENA_GAP_BYTES 0
static void forbid(void *ptr, size_t size)
{
	(void)ptr;
	(void)size;
}

static void permit(void *ptr, size_t size)
{
	(void)ptr;
	(void)size;
}
#endif

#define ALIGNMENT         alignof(max_align_t)
#define CHUNK_BYTES_FIRST (8u << 10)   /* most requests need less */
#define CHUNK_BYTES_LARGE (256u << 10) /* chunks double up to this */

/* Chunks form a stack: the newest takes what is asked for, older ones are never looked at again. */
struct chunk {
	struct chunk *older;
	size_t taken_before; /* from all older chunks together */
	size_t used;
	size_t size;
	alignas(max_align_t) char bytes[];
};

struct deferral {
	struct deferral *older;
	arena_deferred *fn;
	void *arg;
};

struct arena {
	struct chunk *newest;
	struct chunk *spare; /* one that a rewind gave back, so that loops do not go to malloc */
	struct deferral *deferred;
	size_t max_bytes;
	size_t next_chunk_bytes;
};

static _Noreturn void stop(const char *why, size_t bytes)
{
	fprintf(stderr, "abdi: %s (%zu bytes)\n", why, bytes);
	abort();
}

struct arena *arena_new(size_t max_bytes)
{
	struct arena *arena = calloc(1, sizeof(*arena));

	if (arena == NULL)
		stop("out of memory", sizeof(*arena));
	arena->max_bytes = max_bytes;
	arena->next_chunk_bytes = CHUNK_BYTES_FIRST;
	return arena;
}

static void chunk_free(struct chunk *chunk)
{
	if (chunk == NULL)
		return;
	permit(chunk->bytes, chunk->size);
	free(chunk);
}

/* Keep the largest chunk that was given back. */
static void chunk_give_back(struct arena *arena, struct chunk *chunk)
{
	struct chunk *spare = arena->spare;

	if (chunk->size > CHUNK_BYTES_LARGE || (spare != NULL && spare->size >= chunk->size)) {
		chunk_free(chunk);
		return;
	}
	chunk_free(spare);
	forbid(chunk->bytes, chunk->size);
	arena->spare = chunk;
}

static struct chunk *chunk_take(struct arena *arena, size_t least)
{
	struct chunk *chunk = arena->spare;
	size_t size = least > arena->next_chunk_bytes ? least : arena->next_chunk_bytes;

	if (chunk != NULL && chunk->size >= least) {
		arena->spare = NULL;
		return chunk;
	}
	chunk = malloc(sizeof(*chunk) + size);
	if (chunk == NULL)
		stop("out of memory", size);
	chunk->size = size;
	forbid(chunk->bytes, size);
	if (arena->next_chunk_bytes < CHUNK_BYTES_LARGE)
		arena->next_chunk_bytes *= 2;
	return chunk;
}

static void chunk_push(struct arena *arena, size_t least)
{
	struct chunk *chunk = chunk_take(arena, least);

	chunk->used = 0;
	chunk->older = arena->newest;
	chunk->taken_before = arena_used_bytes(arena);
	arena->newest = chunk;
}

void *arena_bytes(struct arena *arena, size_t size)
{
	size_t used = arena_used_bytes(arena);
	struct chunk *chunk = arena->newest;
	size_t whole;
	char *ptr;

	if (size > arena->max_bytes || used > arena->max_bytes - size)
		stop("an arena passed its bound", arena->max_bytes);
	whole = (size + ARENA_GAP_BYTES + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (chunk == NULL || chunk->size - chunk->used < whole) {
		chunk_push(arena, whole);
		chunk = arena->newest;
	}
	ptr = chunk->bytes + chunk->used;
	chunk->used += whole;
	permit(ptr, size);
	return ptr;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(arena_bytes(arena, size), 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t item_size)
{
	size_t size;

	if (__builtin_mul_overflow(count, item_size, &size))
		stop("an array past all memory", count);
	return arena_alloc(arena, size);
}

void arena_defer(struct arena *arena, arena_deferred *fn, void *arg)
{
	struct deferral *deferral = ARENA_NEW(arena, struct deferral);

	deferral->fn = fn;
	deferral->arg = arg;
	deferral->older = arena->deferred;
	arena->deferred = deferral;
}

struct arena_mark arena_mark(const struct arena *arena)
{
	size_t used = arena->newest == NULL ? 0 : arena->newest->used;

	return (struct arena_mark){ arena->newest, used, arena->deferred };
}

/* A deferred call may take memory and even defer; both end with the same rewind. */
static void run_deferred(struct arena *arena, const struct deferral *until)
{
	while (arena->deferred != until) {
		struct deferral *deferral = arena->deferred;

		assert(deferral != NULL);
		arena->deferred = deferral->older;
		deferral->fn(deferral->arg);
	}
}

void arena_rewind(struct arena *arena, struct arena_mark mark)
{
	run_deferred(arena, mark.deferred);
	while (arena->newest != mark.chunk) {
		struct chunk *chunk = arena->newest;

		assert(chunk != NULL);
		arena->newest = chunk->older;
		chunk_give_back(arena, chunk);
	}
	if (arena->newest != NULL) {
		assert(mark.used <= arena->newest->used);
		arena->newest->used = mark.used;
		forbid(arena->newest->bytes + mark.used, arena->newest->size - mark.used);
	}
}

void arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	arena_rewind(arena, (struct arena_mark){ NULL, 0, NULL });
	chunk_free(arena->spare);
	free(arena);
}

size_t arena_used_bytes(const struct arena *arena)
{
	return arena->newest == NULL ? 0 : arena->newest->taken_before + arena->newest->used;
}
