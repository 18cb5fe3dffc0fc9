/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_WEB_H
#define ABDI_REGISTRY_WEB_H

#include <stddef.h>

#include "http/route.h"

/* Pages and JSON about people, units and posts. */
extern const struct route registry_routes[];
extern const size_t registry_route_count;

#endif
