/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "registry/registry.h"
#include "workforce/workforce.h"

/* part / whole in hundredths of a percent, half away from zero; 0 of nothing. */
static int64_t percent_x100(int64_t part, int64_t whole)
{
	int64_t scaled = part * 10000;

	if (whole <= 0)
		return 0;
	return scaled < 0 ? -((-scaled * 2 + whole) / (2 * whole))
	                  : (scaled * 2 + whole) / (2 * whole);
}

/* All statuses in service: what "asn" means (UU 20/2023 Art. 1). */
static uint32_t in_service_bits(void)
{
	uint32_t bits = 0;

	for (int i = 0; i < SERVICE_STATUS_COUNT; i++)
		if (registry_status_in_service((enum service_status)i))
			bits |= 1u << i;
	return bits;
}

static uint32_t status_bits(struct str word)
{
	for (int i = 0; i < SERVICE_STATUS_COUNT; i++)
		if (str_eq_nocase(word, registry_status_code((enum service_status)i)))
			return 1u << i;
	return str_eq_nocase(word, STR("asn")) ? in_service_bits() : 0;
}

/* Which statuses "pns+cpns" counts; 0 when a word in it is none of ours. */
static uint32_t population_bits(struct str population)
{
	struct str part;
	uint32_t bits = 0;

	while (str_cut(&population, '+', &part)) {
		uint32_t more = status_bits(str_trim(part));

		if (more == 0)
			return 0;
		bits |= more;
	}
	return bits;
}

static bool populations_agree(struct str a, struct str b)
{
	uint32_t bits = population_bits(a);

	if (bits == 0)
		return str_eq_nocase(str_trim(a), str_trim(b));
	return bits == population_bits(b);
}

struct workforce_comparison workforce_compare(int64_t before, struct str before_population,
                                              int64_t now, struct str now_population,
                                              int64_t retirements)
{
	int64_t after = now - retirements;

	return (struct workforce_comparison){
		.change = now - before,
		.change_pct_x100 = percent_x100(now - before, before),
		.after_count = after,
		.retire_pct_x100 = percent_x100(-retirements, now),
		.after_pct_x100 = percent_x100(after - before, before),
		.same_population = populations_agree(before_population, now_population),
	};
}
