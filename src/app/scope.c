/* SPDX-License-Identifier: Apache-2.0 */
/* What the scopes of grants are called: units, by the registry that auth does not know. */
#include "auth/web.h"
#include "base/arena.h"
#include "registry/browse.h"
#include "registry/registry.h"

#define ZONE_WIB 7

struct choices {
	struct ctx *c;
	const struct unit_tree *tree;
	struct auth_scope *all;
	size_t count;
	int64_t wanted; /* 0: all of them */
};

/* "Bidang Mutasi · BKPSDM": many offices have a unit of the same name. */
static struct str label_of(const struct choices *choices, const struct registry_unit *unit)
{
	const struct unit_node *above = registry_unit_node(choices->tree, unit->parent_id);
	struct arena *arena = choices->c->arena;

	if (above == NULL)
		return str_copy(arena, unit->name);
	return str_fmt(arena, "%.*s · %.*s", STR_ARG(unit->name), STR_ARG(above->name));
}

static const struct err *choose(void *arg, const struct registry_unit *unit)
{
	struct choices *choices = arg;

	if (choices->count == AUTH_SCOPES_MAX ||
	    (choices->wanted != 0 && choices->wanted != unit->id))
		return NULL;
	choices->all[choices->count++] = (struct auth_scope){ unit->id, label_of(choices, unit) };
	return NULL;
}

static struct date today_of(struct ctx *c, const struct registry_agency *agency)
{
	return date_of_instant(c->now, agency->zone_hours == 0 ? ZONE_WIB : agency->zone_hours);
}

static const struct err *scan(struct ctx *c, struct choices *choices)
{
	struct registry_agency agency;
	bool found;

	TRY(registry_agency_only(c, &agency, &found));
	TRY(registry_unit_tree(c, today_of(c, &agency), false, &choices->tree));
	return registry_unit_scan(c, today_of(c, &agency), choose, choices);
}

static const struct err *list(struct ctx *c, struct auth_scope *scopes, size_t *count)
{
	struct choices choices = { .c = c, .all = scopes };

	TRY(scan(c, &choices));
	*count = choices.count;
	return NULL;
}

static const struct err *find(struct ctx *c, int64_t key, struct str *label, bool *found)
{
	struct auth_scope one;
	struct choices choices = { .c = c, .all = &one, .wanted = key };

	TRY(scan(c, &choices));
	*found = choices.count == 1;
	if (*found)
		*label = one.label;
	return NULL;
}

const struct auth_scope_names auth_scope_names = { list, find };
