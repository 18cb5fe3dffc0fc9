/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_PLACE_H
#define ABDI_REGISTRY_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "law/law.h"
#include "registry/registry.h"

/*
 * The units and positions a roster speaks of: those the registry has, and those the roster
 * names anew. A unit is known by its name within its office (the unit at the root above it); a
 * position by its unit, title, kind and echelon. New ones get their ids here and are written by
 * the batch that first needs them.
 */
struct places;

#define PLACE_UNITS_MAX     200000 /* a nation's ministry has about 100,000 */
#define PLACE_POSITIONS_MAX 400000 /* about 20 MB */

struct place_unit {
	int64_t id;
	int64_t parent_id;
	int64_t root_id; /* the office; its own id for an office */
	struct str name;
	struct str key;
	/* of a new one: the earliest date at which the roster puts someone there */
	struct date from_on;
	bool is_new;
};

/* Words that many posts share are kept once: "Guru Ahli Muda" stands in every school. */
struct place_title {
	struct str title;
	struct str key;
	struct str echelon;
	enum position_kind kind;
};

struct place_position {
	int64_t id;
	int64_t unit_id;
	const struct place_title *is;
	struct date from_on; /* as for units */
	/* definitive holders the roster names; a new managerial post gets so many seats */
	int holder_count;
	bool is_new;
};

/* Load what the registry has on `on`; inside a read transaction. Lives in c->arena. */
const struct err *places_load(struct ctx *c, struct date on, struct places **out);

/*
 * The unit a line names.
 *   office   name of the office above, empty when the file does not say
 *   near     set when a new unit was made whose name is nearly that of another in the same office:
 *            one word differs by one slip; asked of the office itself by naming it twice
 * Errors: LIMIT.
 */
const struct err *places_unit(struct ctx *c, struct places *places, struct str office,
                              struct str name, struct place_unit **unit, struct str *near);

/* The position a line names, made when it is not there. Errors: LIMIT. */
const struct err *places_position(struct ctx *c, struct places *places,
                                  const struct place_unit *unit, struct str title,
                                  struct str title_key, enum position_kind kind, struct str echelon,
                                  struct place_position **position);

/* Someone holds the position since `from_on`: new posts and units are at least that old. */
void places_hold(struct places *places, struct place_position *position, enum capacity capacity,
                 struct date from_on);

/* A position and its unit by id, for naming what a change leaves behind; NULL when unknown. */
const struct place_position *places_position_by_id(const struct places *places, int64_t id);
const struct place_unit *places_unit_by_id(const struct places *places, int64_t id);

/* All units and positions in the order in which they came; the new ones are at the end. */
size_t places_unit_count(const struct places *places);
struct place_unit *places_unit_at(struct places *places, size_t index);
size_t places_position_count(const struct places *places);
struct place_position *places_position_at(struct places *places, size_t index);

#endif
