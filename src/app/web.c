/* SPDX-License-Identifier: Apache-2.0 */
#include "app/web.h"

#include "app/api.h"
#include "app/home.h"
#include "app/setup.h"
#include "app/system.h"
#include "page/reply.h"
#include "pages_app.h"

static const struct err *front_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct page p;

	if (rq->session != NULL)
		return reply_see_other(rp, STR("/kerja"));
	p = page_begin(c, rq, rp);
	app_page_front(&p);
	return NULL;
}

/* The navigation as a page, for screens too narrow to show it beside every page. */
static const struct err *menu_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct page p = page_begin(c, rq, rp);

	app_page_menu(&p);
	return NULL;
}

const struct route app_routes[] = {
	{ HTTP_GET, "/", PERM_PUBLIC, TX_READ, LANE_LOOP, front_get, "route.front", 0 },
	{ HTTP_GET, "/api", PERM_PUBLIC, TX_NONE, LANE_QUICK, api_page_get, "route.api", 0 },
	{ HTTP_GET, "/api/openapi.json", PERM_PUBLIC, TX_NONE, LANE_QUICK, api_openapi_get,
	  "route.openapi", 0 },
	{ HTTP_GET, "/kerja", PERM_SIGNED_IN, TX_READ, LANE_LOOP, home_get, "route.home", 0 },
	{ HTTP_GET, "/kerja/menu", PERM_SIGNED_IN, TX_READ, LANE_LOOP, menu_get, "route.menu", 0 },
	{ HTTP_GET, "/kerja/sistem", PERM_SYSTEM, TX_NONE, LANE_QUICK, system_get, "route.system",
	  0 },
	{ HTTP_POST, "/kerja/sistem/cadangan", PERM_SYSTEM, TX_NONE, LANE_SLOW, system_backup_post,
	  "route.backup", 0 },
	{ HTTP_POST, "/kerja/sistem/hapus-contoh", PERM_SYSTEM, TX_NONE, LANE_SLOW,
	  system_sample_post, "route.sample_remove", 0 },
	{ HTTP_GET, "/awal", PERM_PUBLIC, TX_NONE, LANE_QUICK, setup_get, "route.setup", 0 },
	{ HTTP_POST, "/awal", PERM_PUBLIC, TX_NONE, LANE_SLOW, setup_post, "route.setup_save", 0 },
};
const size_t app_route_count = COUNT(app_routes);
