/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_WEB_PEOPLE_H
#define ABDI_REGISTRY_WEB_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/json.h"
#include "http/http.h"
#include "page/field.h"
#include "registry/browse.h"
#include "registry/web_view.h"

/* A question about people, as an address asks it. */
struct people_question {
	struct people_ask ask;
	bool on_today;
	int64_t unit_id;       /* asked for; the reader's own subtree is none */
	struct str unit;       /* name of the subtree the list is bound to */
	struct str kind;       /* codes of the address */
	const char *kind_label;
	struct str grade;
	struct str sort;
	int64_t first;         /* number of the first row, as the address says */
};

/* Errors: INVALID a choice, date or number; MISSING the unit. */
const struct err *registry_people_question(struct ctx *c, const struct req *rq,
                                           struct people_question *q);

#define REGISTRY_GRADE_OPTIONS 34 /* both ladders */
/* All grades, highest first: "pns-9" is III/a. */
const struct page_option *registry_grade_options(void);

/*
 * Units to choose from: none, those right below the top, and the chosen one, at most
 * WEB_UNITS_OFFERED; which are remembered in c->cache until the registry changes.
 */
const struct err *registry_unit_options(struct ctx *c, int64_t top_id, struct date on,
                                        int64_t chosen_id, const struct page_option **options,
                                        size_t *count);

/* How a person stands, with the pension in view. */
struct badge_view registry_badge(struct date on, enum service_status status, bool retires,
                                 struct date retire_on);

void registry_json_person(struct json *json, const struct people_row *row);

#endif
