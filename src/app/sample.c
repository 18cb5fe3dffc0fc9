/* SPDX-License-Identifier: Apache-2.0 */
#include "app/sample.h"

#include "auth/account.h"
#include "auth/grant.h"
#include "auth/permission.h"
#include "auth/web.h"
#include "base/arena.h"
#include "db/db.h"
#include "demo/demo.h"
#include "law/law.h"
#include "registry/registry.h"

#define SEED     1
#define ZONE_WIB 7

/* ---- the region ---- */

struct making {
	struct date on;
	const struct law *law;
};

static const struct err *law_work(struct ctx *c, void *arg)
{
	struct making *m = arg;

	return law_load(c, m->on, &m->law);
}

const struct err *sample_make(struct ctx *c)
{
	struct making m = { .on = date_of_instant(c->now, ZONE_WIB) };
	const struct demo *demo;

	(void)date_from_parts(date_parts(m.on).year, 1, 1, &m.on);
	TRY(db_read(c, law_work, &m));
	TRY(demo_make(c, m.law, SEED, m.on, &demo));
	return demo_store(c, demo);
}

static const struct err *any_unit(void *arg, const struct registry_unit *unit)
{
	(void)unit;
	*(bool *)arg = true;
	return NULL;
}

/* The units of a sample come into view with all the rest of it. */
static const struct err *whole_work(struct ctx *c, void *arg)
{
	struct registry_agency agency;
	int64_t before = c->agency_id;
	const struct err *err;
	bool found;

	TRY(registry_agency_only(c, &agency, &found));
	if (!found || !agency.is_sample)
		return NULL;
	c->agency_id = agency.id;
	err = registry_unit_scan(c, date_of_instant(c->now, ZONE_WIB), any_unit, arg);
	c->agency_id = before;
	return err;
}

const struct err *sample_finish(struct ctx *c)
{
	bool whole = false;

	TRY(db_read(c, whole_work, &whole));
	return whole ? NULL : sample_make(c);
}

/* ---- its accounts ---- */

static const struct err *admin_add(struct ctx *c, struct founding *founding)
{
	struct registry_agency agency;
	bool found;
	int64_t account_id;

	TRY(registry_agency_only(c, &agency, &found));
	if (!found)
		return err_new(c->arena, ERR_MISSING, STR(""), "err.agency_missing", STR(""));
	founding->agency_id = c->agency_id = agency.id;
	return auth_account_add(c, founding->admin, founding->password_hash, STR("admin"),
	                        &account_id);
}

const struct err *sample_admin(struct ctx *c, struct founding *founding)
{
	int64_t before = c->agency_id;
	const struct err *err = admin_add(c, founding);

	c->agency_id = before;
	return err;
}

struct sample_account {
	const char *name;
	enum role role;
};

static const struct sample_account accounts[] = {
	{ "admin", ROLE_ADMIN },          { "kepegawaian", ROLE_PERSONNEL },
	{ "pimpinan", ROLE_LEADER },      { "kepala-unit", ROLE_UNIT_HEAD },
	{ "pengawas", ROLE_INSPECTOR },
};

struct adding {
	const struct sample_account *account;
	struct str hash;
};

static const struct err *account_work(struct ctx *c, void *arg)
{
	struct adding *a = arg;
	struct auth_scope *scopes = arena_array(c->arena, AUTH_SCOPES_MAX, sizeof(*scopes));
	struct auth_grant grant = { a->account->role, 0 };
	size_t count;
	int64_t id;

	TRY(auth_account_add(c, str_of(a->account->name), a->hash, role_code(grant.role), &id));
	if (!role_is_scoped(grant.role))
		return NULL;
	TRY(auth_scope_names.list(c, scopes, &count));
	if (count == 0)
		return err_new(c->arena, ERR_MISSING, STR(""), "err.agency_missing", STR(""));
	grant.scope = scopes[0].key;
	return auth_grant_replace(c, id, &grant, 1);
}

const struct err *sample_accounts(struct ctx *c, const struct auth_key *key, struct str password)
{
	for (size_t i = 0; i < COUNT(accounts); i++) {
		struct adding adding = { .account = &accounts[i] };
		const struct err *err;

		TRY(auth_password_hash(c, key, password, &adding.hash));
		err = db_write(c, account_work, &adding);
		if (err != NULL && err->code != ERR_CONFLICT)
			return err;
	}
	return NULL;
}
