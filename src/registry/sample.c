/* SPDX-License-Identifier: Apache-2.0 */
#include "db/db.h"
#include "registry/name_index.h"
#include "registry/registry.h"
#include "sql_registry.h"

/* All that an agency may have written; a test looks that no table is missing. */
static const struct db_query *const clearing[] = {
	&SQL_REGISTRY_DECREE_CLEAR,
	&SQL_REGISTRY_UNIT_CLEAR,
	&SQL_REGISTRY_UNIT_FACT_CLEAR,
	&SQL_REGISTRY_POSITION_CLEAR,
	&SQL_REGISTRY_POSITION_FACT_CLEAR,
	&SQL_REGISTRY_DUTY_CLEAR,
	&SQL_REGISTRY_PERSON_CLEAR,
	&SQL_REGISTRY_PERSON_NIP_CLEAR,
	&SQL_REGISTRY_PERSON_FACT_CLEAR,
	&SQL_REGISTRY_SERVICE_STATUS_CLEAR,
	&SQL_REGISTRY_GRADE_CLEAR,
	&SQL_REGISTRY_EDUCATION_CLEAR,
	&SQL_REGISTRY_EMPLOYMENT_CLEAR,
	&SQL_REGISTRY_POSITION_HOLDER_CLEAR,
	&SQL_REGISTRY_IMPORT_CLEAR,
	&SQL_REGISTRY_CORRECTION_CLEAR,
	&SQL_REGISTRY_ACT_CLEAR,
	&SQL_REGISTRY_OPEN_ACT_CLEAR,
	&SQL_REGISTRY_PERSON_NAME_CLEAR,
	&SQL_REGISTRY_NAME_INDEX_CLEAR,
	&SQL_REGISTRY_IMPORT_DRAFT_CLEAR,
	&SQL_REGISTRY_IMPORT_DRAFT_CELL_CLEAR,
	&SQL_REGISTRY_IMPORT_DRAFT_LINE_CLEAR,
	&SQL_REGISTRY_IMPORT_MAPPING_CLEAR,
};

struct removal {
	struct str name;
	struct str region_code;
};

static const struct err *remove_work(struct ctx *c, void *arg)
{
	const struct removal *r = arg;
	int64_t changed, act_id;

	TRY(db_exec_count(c, &SQL_REGISTRY_AGENCY_CHANGE,
	                  DB_BIND(db_int(c->agency_id), db_str(r->name), db_str(r->region_code),
	                          db_int(registry_zone_of_region(r->region_code))),
	                  &changed));
	if (changed == 0)
		return err_new(c->arena, ERR_CONFLICT, STR("agency"), "registry.no_sample",
		               STR(""));
	for (size_t i = 0; i < COUNT(clearing); i++)
		TRY(db_exec(c, clearing[i], DB_BIND(db_int(c->agency_id))));
	return registry_act_add(c, STR("init"), &act_id);
}

const struct err *registry_sample_remove(struct ctx *c, struct str name, struct str region_code)
{
	struct removal r = { name, region_code };

	/* An import that runs would write into what is being removed. */
	TRY(db_lock(c, STR("act")));
	TRY(db_write(c, remove_work, &r));
	return name_index_tidy(c);
}
