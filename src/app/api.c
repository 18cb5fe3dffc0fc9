/* SPDX-License-Identifier: Apache-2.0 */
#include "app/api.h"

#include <string.h>

#include "app/modules.h"
#include "app/view.h"
#include "base/arena.h"
#include "i18n/words.h"
#include "page/reply.h"
#include "pages_app.h"

#define ROOT       "/api/v1/"
#define ROUTES_MAX 256

/* The rows of the tables that belong to the API; all of them are read only. */
struct gathering {
	struct app_endpoint *all;
	size_t count;
};

static void gather_one(void *arg, const struct route *route)
{
	struct gathering *g = arg;

	if (strncmp(route->path, ROOT, strlen(ROOT)) != 0 || g->count == ROUTES_MAX)
		return;
	g->all[g->count++] =
		(struct app_endpoint){ .path = str_of(route->path),
		                       .summary = route->summary,
		                       .permission = permission_code(route->permission) };
}

static struct app_api_view gather(struct ctx *c)
{
	struct gathering g = { arena_array(c->arena, ROUTES_MAX, sizeof(*g.all)), 0 };

	module_route_each(gather_one, &g);
	return (struct app_api_view){ g.all, g.count };
}

/* ---- for people ---- */

const struct err *api_page_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct app_api_view view = gather(c);
	struct page p = page_begin(c, rq, rp);

	app_page_api(&p, &view);
	return NULL;
}

/* ---- for programs ---- */

static void put_text(struct json *json, const char *key, const char *value)
{
	json_put_str(json, str_of(key), str_of(value));
}

static void object(struct json *json, const char *key)
{
	json_key(json, str_of(key));
	json_object(json);
}

static void put_id(struct json *json)
{
	json_key(json, STR("parameters"));
	json_array(json);
	json_object(json);
	put_text(json, "name", "id");
	put_text(json, "in", "path");
	json_key(json, STR("required"));
	json_bool(json, true);
	object(json, "schema");
	put_text(json, "type", "string");
	json_close(json);
	json_close(json);
	json_close(json);
}

static void put_answer(struct json *json, const char *status, struct str words, const char *type)
{
	object(json, status);
	json_put_str(json, STR("description"), words);
	object(json, "content");
	object(json, type);
	json_close(json);
	json_close(json);
	json_close(json);
}

static void put_endpoint(struct ctx *c, struct json *json, const struct app_endpoint *endpoint)
{
	json_key(json, endpoint->path);
	json_object(json);
	object(json, "get");
	json_put_str(json, STR("summary"), words_get(c->lang, str_of(endpoint->summary)));
	json_put_str(json, STR("x-permission"), endpoint->permission);
	if (str_find(endpoint->path, STR("{id}")) >= 0)
		put_id(json);
	object(json, "responses");
	put_answer(json, "200", words_get(c->lang, STR("api.good")), "application/json");
	put_answer(json, "default", words_get(c->lang, STR("api.problem")),
	           "application/problem+json");
	json_close(json);
	json_close(json);
	json_close(json);
}

const struct err *api_openapi_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct app_api_view view = gather(c);
	struct json *json = page_json(c, rp);

	(void)rq;
	json_object(json);
	put_text(json, "openapi", "3.1.0");
	object(json, "info");
	put_text(json, "title", "abdi");
	put_text(json, "version", "1");
	json_put_str(json, STR("description"), words_get(c->lang, STR("api.text")));
	json_close(json);
	object(json, "paths");
	for (size_t i = 0; i < view.endpoint_count; i++)
		put_endpoint(c, json, &view.endpoints[i]);
	json_close(json);
	json_close(json);
	return json_end(json);
}
