/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/registry.h"

/* The words in which enumerations stand in the database, in files and in JSON. */
static const struct str status_codes[SERVICE_STATUS_COUNT] = {
	[SERVICE_CPNS] = STR_INIT("cpns"),
	[SERVICE_PNS] = STR_INIT("pns"),
	[SERVICE_PPPK] = STR_INIT("pppk"),
	[SERVICE_PPPK_PART_TIME] = STR_INIT("pppk_part_time"),
	[SERVICE_RETIRED] = STR_INIT("retired"),
	[SERVICE_DIED] = STR_INIT("died"),
	[SERVICE_RESIGNED] = STR_INIT("resigned"),
	[SERVICE_DISMISSED] = STR_INIT("dismissed"),
	[SERVICE_MOVED_OUT] = STR_INIT("moved_out"),
};

static const struct str capacity_codes[CAPACITY_COUNT] = {
	[CAPACITY_DEFINITIVE] = STR_INIT("definitive"),
	[CAPACITY_PLT] = STR_INIT("plt"),
	[CAPACITY_PLH] = STR_INIT("plh"),
	[CAPACITY_PJ] = STR_INIT("pj"),
};

static bool code_find(const struct str *codes, int count, struct str code, int *out)
{
	for (int i = 0; i < count; i++) {
		if (str_eq(codes[i], code)) {
			*out = i;
			return true;
		}
	}
	return false;
}

struct str registry_status_code(enum service_status status)
{
	return status_codes[status];
}

bool registry_status_parse(struct str code, enum service_status *out)
{
	int i;

	if (!code_find(status_codes, SERVICE_STATUS_COUNT, code, &i))
		return false;
	*out = (enum service_status)i;
	return true;
}

bool registry_status_in_service(enum service_status status)
{
	return status <= SERVICE_PPPK_PART_TIME;
}

struct str registry_capacity_code(enum capacity capacity)
{
	return capacity_codes[capacity];
}

bool registry_capacity_parse(struct str code, enum capacity *out)
{
	int i;

	if (!code_find(capacity_codes, CAPACITY_COUNT, code, &i))
		return false;
	*out = (enum capacity)i;
	return true;
}
