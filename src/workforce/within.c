/* SPDX-License-Identifier: Apache-2.0 */
/* One unit and all below it: what of the registry a projection is fed then. */
#include <stdlib.h>

#include "db/db.h"
#include "registry/browse.h"
#include "workforce/internal.h"

struct subtree {
	const int64_t *ids; /* rising */
	size_t count;
	struct workforce_projection *projection;
	int64_t *population;
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

static const struct err *holder_within(void *arg, const struct registry_holder *holder)
{
	const struct subtree *tree = arg;

	if (workforce_index_find(&tree->projection->post_index, holder->position_id) == NULL)
		return NULL;
	tree->population[holder->status]++;
	return workforce_projection_holder(tree->projection, holder);
}

static const struct err *places_within(struct ctx *c, void *arg)
{
	struct subtree *tree = arg;
	struct workforce_projection *projection = tree->projection;

	TRY(registry_unit_scan(c, projection->request->on, unit_within, tree));
	TRY(registry_post_scan(c, projection->request->on, post_within, tree));
	workforce_index_build(&projection->post_index, &projection->posts);
	return NULL;
}

const struct err *workforce_scan_within(struct ctx *c, const struct workforce_request *request,
                                        struct workforce_projection *projection,
                                        int64_t population[SERVICE_STATUS_COUNT])
{
	struct subtree tree = { .projection = projection, .population = population };
	const struct db_task places = { places_within, &tree };
	int64_t everybody[SERVICE_STATUS_COUNT];

	TRY(registry_subtree(c, request->unit_id, request->on, &tree.ids, &tree.count));
	if (tree.count == 0)
		return err_new(c->arena, ERR_MISSING, STR("unit"), "outlook.unit_missing", STR(""));
	return registry_holder_scan(c, request->on, &places, holder_within, &tree, everybody);
}
