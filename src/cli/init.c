/* SPDX-License-Identifier: Apache-2.0 */
/* abdi init: found an installation: its database, its agency, its first account. */
#include "auth/account.h"
#include "auth/key.h"
#include "base/arena.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "cli/folder.h"
#include "cli/internal.h"
#include "cli/settings.h"
#include "db/db.h"
#include "i18n/words.h"
#include "law/law.h"
#include "registry/registry.h"

#define AGENCY_CHARS_MAX   200
#define REGION_BYTES_MAX   16
#define NUMBERS_OF_REGIONS 100 /* regencies count from 01, cities from 71, all below this */
#define BYTES_A_CHAR       4   /* of UTF-8 */

/* What is being founded. */
struct founding {
	struct str agency;
	struct str region_code;
	struct str region_name;
	struct str admin;
	struct str password_hash;
	int64_t agency_id;
};

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

static const struct err *region_check(struct ctx *c, struct founding *f)
{
	struct str nearest;
	bool found = false;

	if (f->region_code.len <= REGION_BYTES_MAX)
		TRY(law_region_name(c, f->region_code, &f->region_name, &found));
	if (found)
		return NULL;
	TRY(region_nearest(c, f->region_code, &nearest));
	if (nearest.len == 0)
		return err_new(c->arena, ERR_INVALID, f->region_code, "err.region_unknown",
		               STR(""));
	return err_new(c->arena, ERR_INVALID, f->region_code, "err.region_unknown_near", nearest);
}

/* What can be known before the slow hash: the region, and that nobody was here before. */
static const struct err *look_first(struct ctx *c, void *arg)
{
	struct registry_agency agency;
	bool found;

	TRY(registry_agency_only(c, &agency, &found));
	if (found)
		return err_new(c->arena, ERR_CONFLICT, STR("agency"), "err.agency_exists",
		               agency.name);
	return region_check(c, arg);
}

static const struct err *found_agency(struct ctx *c, void *arg)
{
	struct founding *f = arg;
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

static const struct err *agency_name_check(struct ctx *c, struct str name)
{
	size_t chars;

	if (!text_is_utf8(name))
		return err_new(c->arena, ERR_INVALID, STR("--agency"), "err.agency_name", STR(""));
	chars = text_length(str_trim(name));
	if (chars == 0 || chars > AGENCY_CHARS_MAX)
		return err_new(c->arena, ERR_INVALID, STR("--agency"), "err.agency_name", name);
	return NULL;
}

static const struct err *password_read(struct cli *cli, struct str *password)
{
	struct arena *arena = cli->c->arena;
	struct str path = cli_text(cli, "password-file");

	TRY(file_first_line(arena, path, AUTH_PASSWORD_CHARS_MAX * BYTES_A_CHAR, password));
	return auth_password_length_check(cli->c, *password);
}

static const struct err *run(struct cli *cli, int *exit_code)
{
	struct ctx *c = cli->c;
	struct founding f = {
		.agency = str_trim(cli_text(cli, "agency")),
		.region_code = cli_text(cli, "region"),
		.admin = cli_text(cli, "admin"),
	};
	const struct auth_key *key;
	struct str password;

	(void)exit_code;
	/* All that can be wrong without a database is told before one is made. */
	TRY(agency_name_check(c, f.agency));
	TRY(auth_name_check(c, f.admin));
	TRY(password_read(cli, &password));
	TRY(cli_database_open(cli, true));
	TRY(db_read(c, look_first, &f));
	TRY(folder_ready(c, &key));
	TRY(auth_password_hash(c, key, password, &f.password_hash));
	TRY(db_write(c, found_agency, &f));
	cli->row_count = 1;
	cli_say(cli, "init.done",
	        WORD_ARGS({ "agency", f.agency }, { "region", f.region_name }, { "admin", f.admin },
	                  { "database", settings_redact(c->arena, cli->db_url) },
	                  { "folder", db_folder(c->db) }));
	return NULL;
}

static const struct cli_option options[] = {
	{ "agency", CLI_TEXT, "NAME", true, "init.option.agency" },
	{ "region", CLI_TEXT, "CODE", true, "init.option.region" },
	{ "admin", CLI_TEXT, "NAME", true, "init.option.admin" },
	{ "password-file", CLI_TEXT, "FILE", true, "init.option.password_file" },
};

const struct cli_command cli_command_init = {
	.name = "init",
	.needs = CLI_NEEDS_NOTHING,
	.options = options,
	.option_count = COUNT(options),
	.run = run,
	.summary = "init.summary",
	.example =
		"abdi init --db abdi.db --agency \"Kabupaten Contoh\" --region 33.28 --admin admin "
		"--password-file sandi.txt",
};
