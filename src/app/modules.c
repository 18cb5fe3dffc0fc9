/* SPDX-License-Identifier: Apache-2.0 */
#include "app/modules.h"

#include "app/web.h"
#include "auth/web.h"
#include "registry/staging.h"
#include "registry/web.h"
#include "registry/web_import.h"
#include "workforce/web.h"

struct module {
	const struct route *routes;
	const size_t *route_count;
};

static const struct module modules[] = {
	{ app_routes, &app_route_count },
	{ auth_routes, &auth_route_count },
	{ registry_routes, &registry_route_count },
	{ registry_import_routes, &registry_import_route_count },
	{ workforce_routes, &workforce_route_count },
};

/* One module has long work so far; a second one makes this a table of tables. */
const struct job_kind *module_jobs(size_t *count)
{
	*count = staging_job_kind_count;
	return staging_job_kinds;
}

const struct route *module_route_find(enum http_method method, struct str path,
                                      struct str parts[HTTP_PATH_PARTS_MAX], bool *known)
{
	const struct route *found = NULL;

	*known = false;
	/* No path belongs to two modules, so the first that has it is the one. */
	for (size_t i = 0; i < COUNT(modules) && found == NULL && !*known; i++) {
		struct route_table table = { modules[i].routes, *modules[i].route_count };

		found = route_find(&table, 1, method, path, parts, known);
	}
	return found;
}

void module_route_each(module_route_fn *fn, void *arg)
{
	for (size_t i = 0; i < COUNT(modules); i++)
		for (size_t j = 0; j < *modules[i].route_count; j++)
			fn(arg, &modules[i].routes[j]);
}
