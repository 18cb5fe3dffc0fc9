/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_APP_WEB_H
#define ABDI_APP_WEB_H

#include "http/route.h"

/* The front door, the home page, the first run, the state of the installation. */
extern const struct route app_routes[];
extern const size_t app_route_count;

#endif
