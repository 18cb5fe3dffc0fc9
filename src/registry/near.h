/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_NEAR_H
#define ABDI_REGISTRY_NEAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct arena;

/*
 * Names that are nearly the same: likely one name with a slip of the pen. Two sort keys are near
 * when they have as many words, exactly one word of four letters and more differs, its first letter
 * does not, and there one letter is more, less, other or swapped with its neighbour. Two would be
 * too many: of the villages of one regency, Karangsari and Karangjati are both there. A word with
 * a digit and a roman numeral never count: "SMP Negeri 1" is not "SMP Negeri 2".
 */
bool near_same(struct str a, struct str b);

/*
 * Names of one scope, findable by a near one. Each name stands under every key "its words but one,
 * and that one's first letter", so a look-up costs the names that share all other words, not all
 * names.
 */
struct near_index;

struct near_index *near_new(struct arena *arena);

/* `key` (a sort key) and `name` must live as long as the index. */
void near_add(struct near_index *index, int64_t scope_id, struct str key, struct str name);

/* The name of one that is near in the scope; empty when there is none. The same key is not near. */
struct str near_find(const struct near_index *index, int64_t scope_id, struct str key);

#endif
