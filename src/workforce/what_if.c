/* SPDX-License-Identifier: Apache-2.0 */
/* Age limits that are not law, to see what they would change. */
#include "base/arena.h"
#include "base/embed.h"
#include "workforce/workforce.h"

/* The law with every age limit some years higher. */
static const struct law *law_later(struct arena *arena, const struct law *law, int years)
{
	struct law *changed = ARENA_NEW(arena, struct law);
	struct law_retirement_age *ages = arena_array(arena, law->retirement_age_count,
	                                              sizeof(*ages));

	*changed = *law;
	for (size_t i = 0; i < law->retirement_age_count; i++) {
		ages[i] = law->retirement_ages[i];
		ages[i].age_years += years;
	}
	changed->retirement_ages = ages;
	return changed;
}

const struct err *workforce_what_if(struct ctx *c, const struct law *law, enum workforce_ages ages,
                                    const struct law **out)
{
	const struct str *proposal;

	*out = law;
	switch (ages) {
	case WORKFORCE_AGES_LAW:         return NULL;
	case WORKFORCE_AGES_ONE_LATER:   *out = law_later(c->arena, law, 1); return NULL;
	case WORKFORCE_AGES_TWO_LATER:   *out = law_later(c->arena, law, 2); return NULL;
	case WORKFORCE_AGES_KORPRI_2025: break;
	case WORKFORCE_AGES_COUNT:       return NULL;
	}
	proposal = embed_find(STR("workforce/korpri_2025.csv"));
	return law_with_retirement_ages(c, law, *proposal, out);
}

static const struct str ages_codes[WORKFORCE_AGES_COUNT] = {
	[WORKFORCE_AGES_LAW] = STR_INIT(""),
	[WORKFORCE_AGES_KORPRI_2025] = STR_INIT("korpri-2025"),
	[WORKFORCE_AGES_ONE_LATER] = STR_INIT("tambah-1"),
	[WORKFORCE_AGES_TWO_LATER] = STR_INIT("tambah-2"),
};

struct str workforce_ages_code(enum workforce_ages ages)
{
	return ages_codes[ages];
}

bool workforce_ages_parse(struct str code, enum workforce_ages *out)
{
	for (int i = 0; i < WORKFORCE_AGES_COUNT; i++) {
		if (!str_eq(code, ages_codes[i]))
			continue;
		*out = (enum workforce_ages)i;
		return true;
	}
	return false;
}
