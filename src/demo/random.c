/* SPDX-License-Identifier: Apache-2.0 */
#include "demo/random.h"

/* SplitMix64: a counter with an odd step, and a mixer that makes neighbours unlike. */
#define STEP UINT64_C(0x9E3779B97F4A7C15)

static uint64_t mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

struct demo_random demo_random_stream(uint64_t seed, uint64_t stream)
{
	return (struct demo_random){ mix(mix(seed + STEP) ^ (stream + 1) * STEP) };
}

uint64_t demo_random_next(struct demo_random *r)
{
	r->state += STEP;
	return mix(r->state);
}

int demo_random_below(struct demo_random *r, int n)
{
	/* Scaling 32 bits to n favours no value by more than n in 2^32: a sample cannot tell. */
	return (int)(((demo_random_next(r) >> 32) * (uint64_t)n) >> 32);
}

int demo_random_between(struct demo_random *r, int low, int high)
{
	return high <= low ? low : low + demo_random_below(r, high - low + 1);
}

bool demo_random_chance(struct demo_random *r, int per_mille)
{
	return demo_random_below(r, 1000) < per_mille;
}

void demo_random_shuffle(struct demo_random *r, int *items, size_t count)
{
	for (size_t i = count; i > 1; i--) {
		size_t j = (size_t)demo_random_below(r, (int)i);
		int kept = items[i - 1];

		items[i - 1] = items[j];
		items[j] = kept;
	}
}
