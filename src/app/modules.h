/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_APP_MODULES_H
#define ABDI_APP_MODULES_H

#include <stddef.h>

#include "http/route.h"
#include "jobs/jobs.h"

/* The one list of modules and their tables: a module is added by a line in modules.c. */

/* The row for a method and a path among all modules'; see route_find(). */
const struct route *module_route_find(enum http_method method, struct str path,
                                      struct str parts[HTTP_PATH_PARTS_MAX], bool *known);

/* Called once a row, modules in their order: for printing what there is. */
typedef void module_route_fn(void *arg, const struct route *route);
void module_route_each(module_route_fn *fn, void *arg);

/* The kinds of jobs the server's worker runs. */
const struct job_kind *module_jobs(size_t *count);

#endif
