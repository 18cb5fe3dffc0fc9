/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/session.h"
#include "db/db.h"
#include "page/page.h"
#include "registry/web_common.h"
#include "sql_registry.h"

#define ZONE_HOURS 7 /* where no page says what day it is: of most of the country */

int64_t registry_web_scope(const struct req *rq)
{
	return session_scope(rq->session);
}

bool registry_web_may_write(const struct req *rq)
{
	return session_may(rq->session, PERM_PEOPLE_WRITE);
}

struct date registry_web_today(const struct ctx *c, const struct req *rq)
{
	return rq->chrome != NULL ? rq->chrome->today : date_of_instant(c->now, ZONE_HOURS);
}

const struct err *registry_web_unit(struct ctx *c, const struct req *rq, int64_t asked,
                                    struct date on, int64_t *unit_id, struct str *name)
{
	int64_t scope = registry_web_scope(rq);
	const struct unit_tree *tree;
	const struct unit_node *node;

	*unit_id = asked != 0 ? asked : scope;
	*name = STR("");
	if (*unit_id == 0)
		return NULL;
	TRY(registry_unit_tree(c, on, false, &tree));
	node = registry_unit_node(tree, *unit_id);
	if (node == NULL || !registry_unit_within(tree, *unit_id, scope)) {
		/* A list of nobody: the own unit need not exist on that date. */
		if (asked == 0)
			return NULL;
		return err_new(c->arena, ERR_MISSING, STR("unit"), "unit.missing", STR(""));
	}
	*name = node->name;
	return NULL;
}

const struct err *registry_web_guard(struct ctx *c, const struct req *rq, int64_t person_id)
{
	struct date today = registry_web_today(c, rq);
	int64_t scope = registry_web_scope(rq);
	const struct unit_tree *tree;
	struct db_rows *row;
	int64_t unit_id = 0;
	bool found;

	if (scope == 0)
		return NULL;
	TRY(db_find(c, &SQL_REGISTRY_PERSON_LAST_UNIT,
	            DB_BIND(db_int(c->agency_id), db_int(person_id), db_date(today)), &row,
	            &found));
	if (found) {
		unit_id = db_col_int(row, 0);
		db_rows_end(row);
	}
	TRY(registry_unit_tree(c, today, false, &tree));
	if (registry_unit_within(tree, unit_id, scope))
		return NULL;
	return err_new(c->arena, ERR_MISSING, STR("person"), "registry.person_missing", STR(""));
}
