/* SPDX-License-Identifier: Apache-2.0 */
/* One unit and all below it: what of the registry a projection is fed then. */
#include <stdlib.h>

#include "registry/browse.h"
#include "workforce/internal.h"

struct subtree {
	const int64_t *ids; /* rising */
	size_t count;
	struct workforce_projection *projection;
};

static int by_id(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;

	return (left > right) - (left < right);
}

static bool is_within(const struct subtree *tree, int64_t unit_id)
{
	return bsearch(&unit_id, tree->ids, tree->count, sizeof(*tree->ids), by_id) != NULL;
}

static const struct err *unit_within(void *arg, const struct registry_unit *unit)
{
	const struct subtree *tree = arg;

	return is_within(tree, unit->id) ? workforce_projection_unit(tree->projection, unit) : NULL;
}

static const struct err *post_within(void *arg, const struct registry_position *position)
{
	const struct subtree *tree = arg;

	return is_within(tree, position->unit_id)
	               ? workforce_projection_position(tree->projection, position)
	               : NULL;
}

const struct err *workforce_scan_within(struct ctx *c, const struct workforce_request *request,
                                        struct workforce_projection *projection,
                                        int64_t population[SERVICE_STATUS_COUNT])
{
	struct subtree tree = { .projection = projection };

	TRY(registry_subtree(c, request->unit_id, request->on, &tree.ids, &tree.count));
	if (tree.count == 0)
		return err_new(c->arena, ERR_MISSING, STR("unit"), "outlook.unit_missing", STR(""));
	TRY(registry_unit_scan(c, request->on, unit_within, &tree));
	TRY(registry_post_scan(c, request->on, post_within, &tree));
	return registry_holder_scan_within(c, request->unit_id, request->on,
	                                   workforce_projection_holder, projection, population);
}
