/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_CLI_NEAR_H
#define ABDI_CLI_NEAR_H

#include <stdbool.h>

#include "base/str.h"

#define NEAR_BYTES_MAX 64 /* longer words are compared by their beginning */

/*
 * How many letters must be put in, taken out, changed or swapped with their neighbour to make
 * `b` of `a`. Bytes are compared, ASCII letters without case.
 */
int near_distance(struct str a, struct str b);

/* The best candidate so far for what someone meant. Start with { typed, { 0 }, 0 }. */
struct near {
	struct str typed;
	struct str best; /* empty while nothing is near enough */
	int distance;
};

/* Offer one candidate. Near enough is a third of the longer word, and one letter in any case. */
void near_offer(struct near *near, struct str candidate);

#endif
