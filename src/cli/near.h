/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_CLI_NEAR_H
#define ABDI_CLI_NEAR_H

#include <stddef.h>

#include "base/str.h"

/* The best candidate so far for what someone meant. Start with { typed, { 0 }, 0 }. */
struct near {
	struct str typed;
	struct str best; /* empty while nothing is near enough */
	size_t distance;
};

/* Offer one candidate. Near enough is a third of the longer word, and one letter in any case. */
void near_offer(struct near *near, struct str candidate);

#endif
