/* SPDX-License-Identifier: Apache-2.0 */
/* The projection over the registry: one pass over units, positions and holders. */
#include "db/db.h"
#include "workforce/internal.h"

typedef const struct err *person_read(struct ctx *c, int64_t person_id, struct date on,
                                      struct registry_person *out);

static const struct err *people_read(struct ctx *c, person_read *read,
                                     struct workforce_outlook *outlook)
{
	for (size_t i = 0; i < outlook->due_count; i++) {
		struct registry_person *person = &outlook->due[i].person;

		TRY(read(c, person->id, outlook->on, person));
	}
	return NULL;
}

/* Thousands retire in one month, of whom a page shows ten: the others are read in brief. */
static const struct err *due_read(struct ctx *c, const struct workforce_request *request,
                                  struct workforce_outlook *outlook)
{
	if (request->due_max > 0 && (int64_t)outlook->due_count > request->due_max) {
		TRY(people_read(c, registry_person_brief, outlook));
		workforce_due_order(request, outlook);
	}
	TRY(people_read(c, registry_person_get, outlook));
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

	if (request->unit_id != 0)
		TRY(workforce_scan_within(c, request, projection, population));
	else
		TRY(registry_holder_scan(c, request->on, &places, workforce_projection_holder,
		                         projection, population));
	TRY(workforce_projection_finish(projection, population, &outlook));
	TRY(due_read(c, request, &outlook));
	*out = outlook;
	return NULL;
}
