/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_WEB_IMPORT_H
#define ABDI_REGISTRY_WEB_IMPORT_H

#include <stddef.h>

#include "http/route.h"

/* The import wizard: upload, match columns, check, done; what was imported, and its undo. */
extern const struct route registry_import_routes[];
extern const size_t registry_import_route_count;

#endif
