/* SPDX-License-Identifier: Apache-2.0 */
/* abdi user: add, list, reset and close accounts; for the operator, who has no account. */
#include "auth/account.h"
#include "auth/grant.h"
#include "auth/key.h"
#include "auth/permission.h"
#include "auth/web.h"
#include "base/arena.h"
#include "base/buf.h"
#include "cli/commands.h"
#include "cli/file.h"
#include "app/folder.h"
#include "cli/internal.h"
#include "db/db.h"
#include "i18n/words.h"

#define BYTES_A_CHAR 4 /* of UTF-8 */

/* The account a command is about, and what is to become of it. */
struct work {
	struct auth_account_new new;
	struct auth_grant grant;
	const struct auth_key *key;
	struct auth_account account;
};

/* ---- what all of them tell ---- */

static void put_account(struct json *json, struct arena *arena, const struct auth_account *a)
{
	json_put_str(json, STR("id"), str_fmt(arena, "%lld", (long long)a->id));
	json_put_str(json, STR("name"), a->name);
	json_put_str(json, STR("display"), a->display);
	json_key(json, STR("roles"));
	json_array(json);
	for (size_t i = 0; i < ROLE_COUNT; i++)
		if ((a->roles & (1u << i)) != 0)
			json_str(json, role_code((enum role)i));
	json_close(json);
	if (a->unit_scope != 0)
		json_put_str(json, STR("scope"), str_fmt(arena, "%lld", (long long)a->unit_scope));
	json_put_str(json, STR("state"), a->closed ? STR("closed") : STR("active"));
	json_key(json, STR("must_change"));
	json_bool(json, a->must_change);
}

static const struct err *tell(struct cli *cli, const struct work *w, const char *words)
{
	struct json *json;

	cli->row_count = 1;
	if (!cli->json) {
		cli_say(cli, words, WORD_ARGS({ "name", w->account.name }));
		return NULL;
	}
	json = cli_json(cli);
	json_object(json);
	put_account(json, cli->c->arena, &w->account);
	json_close(json);
	return json_end(json);
}

/* The hash of the password in --password-file, made before any transaction. */
static const struct err *read_hash(struct cli *cli, struct work *w)
{
	struct str password;

	TRY(file_first_line(cli->c->arena, cli_text(cli, "password-file"),
	                    AUTH_PASSWORD_CHARS_MAX * BYTES_A_CHAR, &password));
	TRY(auth_password_length_check(cli->c, password));
	TRY(folder_ready(cli->c, &w->key));
	return auth_password_hash(cli->c, w->key, password, &w->new.hash);
}

static const struct err *find_account(struct ctx *c, struct work *w)
{
	return auth_account_find_name(c, w->new.name, &w->account);
}

/* ---- add ---- */

static const struct err *scope_check(struct ctx *c, const struct auth_grant *grant)
{
	struct str label;
	bool found;

	if (grant->scope == 0)
		return NULL;
	TRY(auth_scope_names.find(c, grant->scope, &label, &found));
	if (!found)
		return err_new(c->arena, ERR_INVALID, STR("--scope"), "auth.scope_unknown",
		               STR(""));
	return NULL;
}

static const struct err *add_work(struct ctx *c, void *arg)
{
	struct work *w = arg;
	int64_t id;

	TRY(scope_check(c, &w->grant));
	TRY(auth_account_make(c, &w->new, &id));
	return find_account(c, w);
}

static const struct err *run_add(struct cli *cli, int *exit_code)
{
	struct str role = cli_text(cli, "role");
	struct work w = { .grant = { .scope = cli_int(cli, "scope", 0) } };

	(void)exit_code;
	if (!role_parse(role, &w.grant.role))
		return err_new(cli->c->arena, ERR_INVALID, STR("--role"), "err.account_role", role);
	w.new = (struct auth_account_new){
		.name = cli->arguments[0],
		.display = cli_text(cli, "display"),
		.must_change = true,
		.grants = &w.grant,
		.grant_count = 1,
	};
	/* All that can be wrong without the slow hash is told before it. */
	TRY(auth_name_check(cli->c, w.new.name));
	TRY(auth_grant_check(cli->c, &w.grant, 1));
	TRY(read_hash(cli, &w));
	TRY(db_write(cli->c, add_work, &w));
	return tell(cli, &w, "user.added");
}

static const struct cli_option add_options[] = {
	{ "role", CLI_TEXT, "ROLE", true, "user.option.role" },
	{ "scope", CLI_INT, "UNIT", false, "user.option.scope" },
	{ "display", CLI_TEXT, "NAME", false, "user.option.display" },
	{ "password-file", CLI_TEXT, "FILE", true, "user.option.password_file" },
	{ "json", CLI_FLAG, NULL, false, "option.json" },
};

const struct cli_command cli_command_user_add = {
	.name = "user add",
	.needs = CLI_NEEDS_AGENCY,
	.arguments = { "NAME" },
	.options = add_options,
	.option_count = COUNT(add_options),
	.run = run_add,
	.summary = "user.add_summary",
	.example = "abdi user add rina --role personnel --password-file sandi.txt",
};

/* ---- reset, close ---- */

static const struct err *reset_work(struct ctx *c, void *arg)
{
	struct work *w = arg;

	TRY(find_account(c, w));
	TRY(auth_password_reset(c, w->key, w->account.id, w->new.hash));
	return find_account(c, w);
}

static const struct err *run_reset(struct cli *cli, int *exit_code)
{
	struct work w = { .new = { .name = cli->arguments[0] } };

	(void)exit_code;
	TRY(read_hash(cli, &w));
	TRY(db_write(cli->c, reset_work, &w));
	return tell(cli, &w, "user.reset");
}

static const struct cli_option reset_options[] = {
	{ "password-file", CLI_TEXT, "FILE", true, "user.option.password_file" },
	{ "json", CLI_FLAG, NULL, false, "option.json" },
};

const struct cli_command cli_command_user_reset = {
	.name = "user reset",
	.needs = CLI_NEEDS_AGENCY,
	.arguments = { "NAME" },
	.options = reset_options,
	.option_count = COUNT(reset_options),
	.run = run_reset,
	.summary = "user.reset_summary",
	.example = "abdi user reset rina --password-file sandi.txt",
};

static const struct err *close_work(struct ctx *c, void *arg)
{
	struct work *w = arg;

	TRY(find_account(c, w));
	TRY(auth_account_close(c, w->account.id));
	return find_account(c, w);
}

static const struct err *run_close(struct cli *cli, int *exit_code)
{
	struct work w = { .new = { .name = cli->arguments[0] } };

	(void)exit_code;
	TRY(db_write(cli->c, close_work, &w));
	return tell(cli, &w, "user.closed");
}

static const struct cli_option close_options[] = {
	{ "json", CLI_FLAG, NULL, false, "option.json" },
};

const struct cli_command cli_command_user_close = {
	.name = "user close",
	.needs = CLI_NEEDS_AGENCY,
	.arguments = { "NAME" },
	.options = close_options,
	.option_count = COUNT(close_options),
	.run = run_close,
	.summary = "user.close_summary",
	.example = "abdi user close rina",
};

/* ---- list ---- */

/* One page of the list after the other, so that any number of accounts can be told. */
struct page_of_accounts {
	struct auth_account_query query;
	struct auth_account accounts[AUTH_LIST_MAX];
	size_t count;
	bool more;
};

static const struct err *list_work(struct ctx *c, void *arg)
{
	struct page_of_accounts *page = arg;

	return auth_account_list(c, &page->query, page->accounts, &page->count, &page->more);
}

static struct str role_words(struct cli *cli, const struct auth_account *a)
{
	struct buf out;

	buf_init(&out, cli->c->arena);
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		if ((a->roles & (1u << i)) == 0)
			continue;
		if (out.len > 0)
			buf_add(&out, STR(", "));
		buf_add(&out, role_code((enum role)i));
	}
	return buf_str(&out);
}

static void print_account(struct cli *cli, const struct auth_account *a)
{
	struct arena *arena = cli->c->arena;
	struct str seen = a->signed_in_at == 0 ? words_get(cli->c->lang, STR("user.never"))
	                                       : words_date_short(arena, cli->c->lang,
	                                                          date_of_instant(a->signed_in_at,
	                                                                          cli->zone_hours));

	cli_cell(cli, CLI_BOLD, a->name, 24, false);
	cli_paint(cli, CLI_PLAIN, STR(" "));
	cli_cell(cli, CLI_PLAIN, role_words(cli, a), 24, false);
	cli_paint(cli, CLI_PLAIN, STR(" "));
	cli_cell(cli, CLI_DIM, seen, 14, false);
	cli_paint(cli, CLI_PLAIN, STR(" "));
	cli_write_clean(cli->out, a->display);
	cli_paint(cli, CLI_PLAIN, STR("\n"));
}

static void tell_page(struct cli *cli, struct json *json, const struct page_of_accounts *page)
{
	for (size_t i = 0; i < page->count; i++) {
		if (json == NULL) {
			print_account(cli, &page->accounts[i]);
			continue;
		}
		json_object_compact(json);
		put_account(json, cli->c->arena, &page->accounts[i]);
		json_close(json);
	}
}

static const struct err *run_list(struct cli *cli, int *exit_code)
{
	struct page_of_accounts *page = ARENA_NEW(cli->c->arena, struct page_of_accounts);
	struct json *json = cli->json ? cli_json(cli) : NULL;

	(void)exit_code;
	page->query = (struct auth_account_query){
		.closed = cli_flag(cli, "closed"),
		.limit = AUTH_LIST_MAX,
	};
	if (json != NULL)
		json_array(json);
	do {
		TRY(db_read(cli->c, list_work, page));
		tell_page(cli, json, page);
		cli->row_count += (int64_t)page->count;
		if (page->count > 0)
			page->query.after_id = page->accounts[page->count - 1].id;
	} while (page->more);
	if (json != NULL) {
		json_close(json);
		return json_end(json);
	}
	if (cli->row_count == 0)
		cli_say(cli, "user.none", NULL, 0);
	return fflush(cli->out) == 0 ? NULL : cli_output_failed(cli);
}

static const struct cli_option list_options[] = {
	{ "closed", CLI_FLAG, NULL, false, "user.option.closed" },
	{ "json", CLI_FLAG, NULL, false, "option.json" },
};

const struct cli_command cli_command_user_list = {
	.name = "user list",
	.needs = CLI_NEEDS_AGENCY,
	.options = list_options,
	.option_count = COUNT(list_options),
	.run = run_list,
	.summary = "user.list_summary",
	.example = "abdi user list --json",
};
