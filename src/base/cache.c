/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cache.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* Key and value lie behind each other in one piece; NULL where the slot is free. */
struct slot {
	char *bytes;
	size_t key_len;
	size_t value_len;
};

/* Each key has one slot, by its hash: what comes later drives out what was there. */
struct cache {
	pthread_mutex_t lock;
	size_t max_bytes;
	size_t used_bytes;
	size_t hand; /* the slot to give up next when room is short */
	struct slot slots[CACHE_SLOTS];
};

static void slot_clear(struct cache *cache, struct slot *slot)
{
	cache->used_bytes -= slot->key_len + slot->value_len;
	free(slot->bytes);
	*slot = (struct slot){ NULL, 0, 0 };
}

static void cache_end(void *arg)
{
	struct cache *cache = arg;

	for (size_t i = 0; i < CACHE_SLOTS; i++)
		slot_clear(cache, &cache->slots[i]);
	pthread_mutex_destroy(&cache->lock);
}

struct cache *cache_new(struct arena *arena, size_t max_bytes)
{
	struct cache *cache = ARENA_NEW(arena, struct cache);

	cache->max_bytes = max_bytes;
	pthread_mutex_init(&cache->lock, NULL);
	arena_defer(arena, cache_end, cache);
	return cache;
}

#define CHEAP_SLOTS (CACHE_SLOTS - CACHE_DEAR_SLOTS)

static struct slot *slot_of(struct cache *cache, struct str key, enum cache_cost cost)
{
	return cost == CACHE_DEAR ? &cache->slots[CHEAP_SLOTS + str_hash(key) % CACHE_DEAR_SLOTS]
	                          : &cache->slots[str_hash(key) % CHEAP_SLOTS];
}

static bool slot_holds(const struct slot *slot, struct str key)
{
	return slot->bytes != NULL && str_eq((struct str){ slot->bytes, slot->key_len }, key);
}

/* Cheap values go first, from a hand that goes round; dear ones only for one of their own kind. */
static void room_make(struct cache *cache, size_t size, enum cache_cost cost)
{
	for (size_t i = 0; i < CHEAP_SLOTS && cache->used_bytes + size > cache->max_bytes; i++)
		slot_clear(cache, &cache->slots[cache->hand++ % CHEAP_SLOTS]);
	for (size_t i = CHEAP_SLOTS;
	     cost == CACHE_DEAR && i < CACHE_SLOTS && cache->used_bytes + size > cache->max_bytes;
	     i++)
		slot_clear(cache, &cache->slots[i]);
}

bool cache_find(struct cache *cache, struct arena *arena, struct str key, struct str *value)
{
	const struct slot *slot;
	bool found;

	if (cache == NULL)
		return false;
	pthread_mutex_lock(&cache->lock);
	slot = slot_of(cache, key, CACHE_CHEAP);
	if (!slot_holds(slot, key))
		slot = slot_of(cache, key, CACHE_DEAR);
	found = slot_holds(slot, key);
	if (found)
		*value = str_copy(arena,
		                  (struct str){ slot->bytes + slot->key_len, slot->value_len });
	pthread_mutex_unlock(&cache->lock);
	return found;
}

void cache_put(struct cache *cache, struct str key, struct str value, enum cache_cost cost)
{
	size_t size = key.len + value.len;
	struct slot *slot;
	char *bytes;

	if (cache == NULL || key.len > CACHE_KEY_BYTES_MAX || value.len > CACHE_VALUE_BYTES_MAX ||
	    size > cache->max_bytes || size == 0)
		return;
	bytes = malloc(size);
	if (bytes == NULL)
		return;
	memcpy(bytes, key.ptr, key.len);
	if (value.len > 0)
		memcpy(bytes + key.len, value.ptr, value.len);
	pthread_mutex_lock(&cache->lock);
	slot = slot_of(cache, key, cost);
	slot_clear(cache, slot);
	room_make(cache, size, cost);
	if (cache->used_bytes + size <= cache->max_bytes) {
		*slot = (struct slot){ bytes, key.len, value.len };
		cache->used_bytes += size;
		bytes = NULL;
	}
	free(bytes);
	pthread_mutex_unlock(&cache->lock);
}
