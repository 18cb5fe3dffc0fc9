/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_DEMO_RANDOM_H
#define ABDI_DEMO_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A deterministic generator for sample data: the same numbers on every machine and with every
 * compiler, never for secrets. Each part of the sample draws from a stream of its own, so that a
 * change in one does not reshuffle the others.
 */
struct demo_random {
	uint64_t state;
};

/* One of many independent streams of a seed. */
struct demo_random demo_random_stream(uint64_t seed, uint64_t stream);

/* 64 even bits. */
uint64_t demo_random_next(struct demo_random *r);

/* 0 .. n-1; n must be positive. */
int demo_random_below(struct demo_random *r, int n);

/* low .. high, both included; low when high is smaller. */
int demo_random_between(struct demo_random *r, int low, int high);

/* True in `per_mille` of 1000 cases. */
bool demo_random_chance(struct demo_random *r, int per_mille);

/* Put indexes in a random order. */
void demo_random_shuffle(struct demo_random *r, int *items, size_t count);

#endif
