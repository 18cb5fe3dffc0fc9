/* SPDX-License-Identifier: Apache-2.0 */
#include "app/founding.h"

#include "auth/account.h"
#include "base/arena.h"
#include "base/text.h"
#include "law/law.h"
#include "registry/registry.h"

#define REGION_BYTES_MAX   16
#define NUMBERS_OF_REGIONS 100 /* regencies count from 01, cities from 71, all below this */

static bool region_known(struct ctx *c, struct str code, struct str *name, const struct err **error)
{
	bool found = false;

	if (*error == NULL)
		*error = law_region_name(c, code, name, &found);
	return *error == NULL && found;
}

/* Only the digits, the dot behind the province: "3328" and "33 28" are "33.28". */
static struct str region_tidy(struct arena *arena, struct str typed)
{
	char digits[4];
	size_t len = 0;

	for (size_t i = 0; i < typed.len && len < sizeof(digits); i++)
		if (typed.ptr[i] >= '0' && typed.ptr[i] <= '9')
			digits[len++] = typed.ptr[i];
	if (len < 4)
		return str_copy(arena, (struct str){ digits, len < 2 ? len : 2 });
	return str_fmt(arena, "%.2s.%.2s", digits, digits + 2);
}

/* Regions of a country or of one province are numbered: look outwards from the number typed. */
static const struct err *region_around(struct ctx *c, struct str prefix, int64_t number,
                                       struct str *nearest)
{
	const struct err *error = NULL;
	struct str name;

	for (int64_t away = 0; away < NUMBERS_OF_REGIONS && error == NULL; away++)
		for (int64_t side = -1; side <= 1; side += 2) {
			int64_t n = number + side * away;
			struct str code = str_fmt(c->arena, "%.*s%02lld", STR_ARG(prefix),
			                          (long long)n);

			if (n < 1 || n >= NUMBERS_OF_REGIONS ||
			    !region_known(c, code, &name, &error))
				continue;
			*nearest = str_fmt(c->arena, "%.*s (%.*s)", STR_ARG(code), STR_ARG(name));
			return NULL;
		}
	return error;
}

static const struct err *region_nearest(struct ctx *c, struct str typed, struct str *nearest)
{
	struct str tidy = region_tidy(c->arena, typed);
	struct str province = str_sub(tidy, 0, 2);
	int64_t number;

	*nearest = STR("");
	if (tidy.len > 2 && str_int(str_sub(tidy, 3, 2), &number))
		TRY(region_around(c, str_fmt(c->arena, "%.*s.", STR_ARG(province)), number,
		                  nearest));
	if (nearest->len == 0 && str_int(province, &number))
		TRY(region_around(c, STR(""), number, nearest));
	return NULL;
}

const struct err *founding_region_check(struct ctx *c, struct founding *f)
{
	struct str nearest;
	bool found = false;

	if (f->region_code.len <= REGION_BYTES_MAX)
		TRY(law_region_name(c, f->region_code, &f->region_name, &found));
	if (found)
		return NULL;
	TRY(region_nearest(c, f->region_code, &nearest));
	if (nearest.len == 0)
		return err_new(c->arena, ERR_INVALID, STR("region"), "err.region_unknown",
		               f->region_code);
	return err_new(c->arena, ERR_INVALID, STR("region"), "err.region_unknown_near", nearest);
}

const struct err *founding_name_check(struct ctx *c, struct str name)
{
	size_t chars;

	if (!text_is_utf8(name))
		return err_new(c->arena, ERR_INVALID, STR("agency"), "err.agency_name", STR(""));
	chars = text_length(str_trim(name));
	if (chars == 0 || chars > FOUNDING_NAME_CHARS_MAX)
		return err_new(c->arena, ERR_INVALID, STR("agency"), "err.agency_name", name);
	return NULL;
}

/* Is there an account to sign in with? */
static const struct err *anybody(struct ctx *c, int64_t agency_id, bool *any)
{
	const struct auth_account_query active = { .search = STR("") };
	int64_t before = c->agency_id, count = 0;
	const struct err *err;

	c->agency_id = agency_id;
	err = auth_account_count(c, &active, &count);
	c->agency_id = before;
	*any = count > 0;
	return err;
}

const struct err *founding_is_open(struct ctx *c, bool *open, bool *begun)
{
	struct registry_agency agency;
	bool found, any = false;

	TRY(registry_agency_only(c, &agency, &found));
	if (found)
		TRY(anybody(c, agency.id, &any));
	*begun = found && agency.is_sample && !any;
	*open = !found || *begun;
	return NULL;
}

const struct err *founding_look(struct ctx *c, struct founding *f)
{
	struct registry_agency agency;
	bool found, open, begun;

	TRY(registry_agency_only(c, &agency, &found));
	TRY(founding_is_open(c, &open, &begun));
	if (found)
		return err_new(c->arena, ERR_CONFLICT, STR("agency"),
		               begun ? "err.sample_unowned" : "err.agency_exists", agency.name);
	return founding_region_check(c, f);
}

const struct err *founding_carry_out(struct ctx *c, struct founding *f)
{
	int64_t before = c->agency_id;
	int64_t account_id;
	const struct err *error;

	TRY(registry_agency_add(c, f->agency, f->region_code,
	                        registry_zone_of_region(f->region_code), false, &f->agency_id));
	c->agency_id = f->agency_id;
	error = auth_account_add(c, f->admin, f->password_hash, STR("admin"), &account_id);
	c->agency_id = before;
	return error;
}
