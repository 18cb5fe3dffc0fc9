/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_BROWSE_INTERNAL_H
#define ABDI_REGISTRY_BROWSE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "law/law.h"

/* What the files behind browse.h share. */

/*
 * A text that differs whenever readers would see something else of this agency; `settled` when no
 * act is open.
 */
const struct err *browse_version(struct ctx *c, struct str *version, bool *settled);

#define BROWSE_FRAGMENT_LENGTH 3 /* letters from which a text is looked for anywhere */

/* Is a text (a sort key) in a name: anywhere, or when it is short at the beginning? */
bool browse_is_hit(struct str part, struct str sort_key);

/* First day of pension of a holder; false when the law states no age for such a post. */
bool browse_retirement(const struct law *law, enum position_kind kind, struct str post_key,
                       struct date birth_on, struct date *retire_on);

/* All units of a date, by id. */
struct browse_unit {
	int64_t id;
	int64_t parent_id;
	struct str name;
	struct str key;
};
struct browse_units {
	struct browse_unit *all;
	size_t count;
};
#define BROWSE_UNITS_MAX 200000 /* as places of a roster */
const struct err *browse_units_load(struct ctx *c, struct date on, const struct browse_units **out);

/* NULL when there is none. */
const struct browse_unit *browse_unit_find(const struct browse_units *units, int64_t id);

/* Its sort key; one behind all others for a unit that is not there. */
struct str browse_unit_key(const struct browse_units *units, int64_t id);

#endif
