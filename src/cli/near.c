/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/near.h"

#include "base/text.h"

void near_offer(struct near *near, struct str candidate)
{
	size_t longer = near->typed.len > candidate.len ? near->typed.len : candidate.len;
	size_t allowed = longer < 6 ? 1 : longer / 3;
	size_t distance = text_distance(near->typed, candidate);

	if (distance > allowed || (near->best.len > 0 && distance >= near->distance))
		return;
	near->best = candidate;
	near->distance = distance;
}
