/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_CACHE_H
#define ABDI_BASE_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct arena;

/*
 * Answers that a process remembers between requests, as bytes under a key. It forgets whenever it
 * likes, so a value must be one that can be made again; whoever asks puts into the key all that
 * the value depends on. Safe from any thread.
 */
struct cache;

#define CACHE_SLOTS           512        /* values in one cache */
#define CACHE_DEAR_SLOTS      64         /* of them for dear ones */
#define CACHE_KEY_BYTES_MAX   256        /* a longer key is not remembered */
#define CACHE_VALUE_BYTES_MAX (1u << 20) /* a longer value neither */

/*
 * Make an empty one; it ends with the arena.
 *   max_bytes   the most that all its keys and values may take
 */
struct cache *cache_new(struct arena *arena, size_t max_bytes);

/* A copy of a value in the arena. False when it is not there; a NULL cache knows nothing. */
bool cache_find(struct cache *cache, struct arena *arena, struct str key, struct str *value);

/*
 * How dear a value was: what took a pass over everybody is not driven out by what took a
 * millisecond, however much of that comes.
 */
enum cache_cost { CACHE_CHEAP, CACHE_DEAR };

/* Remember a value, in the place of others when room is short. NULL does nothing. */
void cache_put(struct cache *cache, struct str key, struct str value, enum cache_cost cost);

#endif
