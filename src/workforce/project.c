/* SPDX-License-Identifier: Apache-2.0 */
/* The projection over the registry: one pass over units, positions and holders. */
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

const struct err *workforce_project(struct ctx *c, const struct workforce_request *request,
                                    struct workforce_outlook *out)
{
	struct workforce_projection *projection = workforce_projection_new(c, request);
	int64_t population[SERVICE_STATUS_COUNT] = { 0 };
	struct workforce_outlook outlook;

	TRY(registry_unit_scan(c, request->on, workforce_projection_unit, projection));
	TRY(registry_position_scan(c, request->on, workforce_projection_position, projection));
	TRY(registry_holder_scan(c, request->on, workforce_projection_holder, projection,
	                         population));
	TRY(workforce_projection_finish(projection, population, &outlook));
	TRY(due_read(c, request, &outlook));
	*out = outlook;
	return NULL;
}
