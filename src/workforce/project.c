/* SPDX-License-Identifier: Apache-2.0 */
/* The projection over the registry: one pass over units, positions and holders. */
#include "db/db.h"
#include "workforce/internal.h"

static const struct err *due_read(struct ctx *c, const struct workforce_request *request,
                                  struct workforce_outlook *outlook)
{
	for (size_t i = 0; i < outlook->due_count; i++) {
		struct workforce_due *due = &outlook->due[i];

		TRY(registry_person_get(c, due->person.id, request->on, &due->person));
	}
	workforce_due_order(request, outlook);
	return NULL;
}

/* Units and positions; it has the projection to itself. */
static const struct err *places_read(struct ctx *c, void *arg)
{
	struct workforce_projection *projection = arg;
	struct date on = projection->request->on;

	TRY(registry_unit_scan(c, on, workforce_projection_unit, projection));
	return registry_post_scan(c, on, workforce_projection_position, projection);
}

const struct err *workforce_project(struct ctx *c, const struct workforce_request *request,
                                    struct workforce_outlook *out)
{
	struct workforce_projection *projection = workforce_projection_new(c, request);
	const struct db_task places = { places_read, projection };
	int64_t population[SERVICE_STATUS_COUNT] = { 0 };
	struct workforce_outlook outlook;

	TRY(registry_holder_scan(c, request->on, &places, workforce_projection_holder, projection,
	                         population));
	TRY(workforce_projection_finish(projection, population, &outlook));
	TRY(due_read(c, request, &outlook));
	*out = outlook;
	return NULL;
}
