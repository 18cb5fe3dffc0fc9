/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_WEB_COMMON_H
#define ABDI_REGISTRY_WEB_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "http/http.h"
#include "http/route.h"
#include "page/page.h"
#include "registry/browse.h"

/* What the web_*.c files of the registry share. */

#define WEB_PAGE_ROWS     25
#define WEB_API_ROWS      50
#define WEB_TEXT_BYTES    200 /* of a filter: longer ones are cut, they find nobody anyway */
#define WEB_UNITS_OFFERED 500 /* choices of a list of units */

/* The unit whose subtree the reader may see; 0 for the whole agency. */
int64_t registry_web_scope(const struct req *rq);

/* May the reader change people? Pages show the ways to it; the dispatcher guards them. */
bool registry_web_may_write(const struct req *rq);

/* Today in the agency's zone. */
struct date registry_web_today(const struct ctx *c, const struct req *rq);

/* The date a page is asked for: `pada` of a page, `on` of JSON. Errors: INVALID. */
const struct err *registry_web_on(struct ctx *c, const struct req *rq, struct date *on);

/* A value of the query under its name in pages, or in JSON. Cut to WEB_TEXT_BYTES. */
struct str registry_web_get(const struct req *rq, const char *page_name, const char *api_name);

/* An id in the query; 0 when there is none. Errors: INVALID. */
const struct err *registry_web_get_id(struct ctx *c, const struct req *rq, const char *page_name,
                                      const char *api_name, int64_t *id);

/* Rows a page: WEB_PAGE_ROWS, or what JSON asks for. Errors: INVALID. */
const struct err *registry_web_limit(struct ctx *c, const struct req *rq, int max, int *limit);

/*
 * The subtree a list is bound to: what was asked for (0 for nothing), when the reader may see it.
 *   name   of the unit; empty for the whole agency
 * Errors: MISSING no such unit on that date, or it is not theirs.
 */
const struct err *registry_web_unit(struct ctx *c, const struct req *rq, int64_t asked,
                                    struct date on, int64_t *unit_id, struct str *name);

/*
 * Refuse a person whose present post, or last one, is outside the reader's subtree.
 * Errors: MISSING, as for one who does not exist.
 */
const struct err *registry_web_guard(struct ctx *c, const struct req *rq, int64_t person_id);

/* What an account is called; one that is not there, and the operator, have a word. */
const struct err *registry_web_actor(struct ctx *c, int64_t actor_id, struct str *out);

/* "NAME, TITLE" as it is spoken: title before, name, title after. */
struct str registry_web_name(struct arena *arena, struct str before, struct str name,
                             struct str after);

/* Catalogue keys of codes: "post.kind_jf_madya", "person.status_pns", "post.capacity_plt". */
struct str registry_web_kind(enum position_kind kind);
struct str registry_web_status(enum service_status status);
struct str registry_web_capacity(enum capacity capacity);

/* Of a corrected part of a record: "employee.part_grade". */
struct str registry_web_part(struct str part);

struct badge_view;
/* The words of a mark. */
struct str registry_web_badge_words(const struct page *p, const struct badge_view *badge);

/* Ids are texts in JSON; dates ISO texts, null when open or not known. */
void registry_web_json_id(struct json *json, const char *key, int64_t id);
void registry_web_json_date(struct json *json, const char *key, bool known, struct date date);

/* Name the next page of a list in the header Link: this address with another `after`. */
void registry_web_link_next(struct ctx *c, const struct req *rq, struct reply *rp, int64_t after);

/* ---- handlers, listed in web.c ---- */

route_handler registry_web_people, registry_web_people_export;
route_handler registry_web_person, registry_web_person_add, registry_web_person_add_post;
route_handler registry_web_person_change, registry_web_person_change_post;
route_handler registry_web_units, registry_web_unit_page;
route_handler registry_web_posts, registry_web_post_page;
route_handler registry_web_find;

#endif
