/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_WORKFORCE_WEB_H
#define ABDI_WORKFORCE_WEB_H

#include <stddef.h>

#include "http/route.h"

/* The pages of the outlook, its files and its JSON. */
extern const struct route workforce_routes[];
extern const size_t workforce_route_count;

#endif
