/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "registry/registry.h"
#include "sql_registry.h"

/* Provinces that keep WITA and WIT by the first two digits of their code; all others keep WIB. */
static const struct {
	const char *province;
	int zone_hours;
} zones[] = {
	{ "51", 8 }, { "52", 8 }, { "53", 8 }, { "63", 8 }, { "64", 8 }, { "65", 8 }, { "71", 8 },
	{ "72", 8 }, { "73", 8 }, { "74", 8 }, { "75", 8 }, { "76", 8 }, { "81", 9 }, { "82", 9 },
	{ "91", 9 }, { "92", 9 }, { "93", 9 }, { "94", 9 }, { "95", 9 }, { "96", 9 },
};

int registry_zone_of_region(struct str region_code)
{
	struct str province = str_sub(region_code, 0, 2);

	for (size_t i = 0; i < COUNT(zones); i++)
		if (str_eq(province, str_of(zones[i].province)))
			return zones[i].zone_hours;
	return 7;
}

const struct err *registry_agency_only(struct ctx *c, struct registry_agency *out, bool *found)
{
	struct db_rows *row;

	TRY(db_find(c, &SQL_REGISTRY_AGENCY_ONLY, DB_NONE, &row, found));
	if (!*found)
		return NULL;
	*out = (struct registry_agency){
		.id = db_col_int(row, 0),
		.name = db_col_copy(c, row, 1),
		.region_code = db_col_copy(c, row, 2),
		.zone_hours = (int)db_col_int(row, 3),
		.is_sample = db_col_bool(row, 4),
	};
	db_rows_end(row);
	return NULL;
}

const struct err *registry_agency_add(struct ctx *c, struct str name, struct str region_code,
                                      int zone_hours, bool is_sample, int64_t *id)
{
	struct registry_agency present;
	int64_t agency_id = db_new_id(c);
	int64_t act_id;
	bool found;

	TRY(registry_agency_only(c, &present, &found));
	if (found)
		return err_new(c->arena, ERR_CONFLICT, STR("agency"), "registry.agency_exists",
		               present.name);
	TRY(db_exec(c, &SQL_REGISTRY_AGENCY_ADD,
	            DB_BIND(db_int(agency_id), db_str(name), db_str(region_code),
	                    db_int(zone_hours), db_bool(is_sample), db_int(c->now))));
	c->agency_id = agency_id;
	TRY(registry_act_add(c, STR("init"), &act_id));
	*id = agency_id;
	return NULL;
}
