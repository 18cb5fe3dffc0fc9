/* SPDX-License-Identifier: Apache-2.0 */
/* Users and roles: the list, one account, what an admin does with it. */
#include <stddef.h>

#include "auth/grant.h"
#include "auth/session.h"
#include "auth/view.h"
#include "auth/web.h"
#include "auth/web_handler.h"
#include "base/arena.h"
#include "base/json.h"
#include "db/db.h"
#include "page/field.h"
#include "page/page.h"
#include "page/reply.h"
#include "pages_auth.h"

#define STATUS_INVALID 400
#define ROWS_OF_PAGE   50 /* accounts on one page */
#define ROLE_FIELD     FIELD_ROLE "_"

static struct str role_key(struct ctx *c, size_t role, const char *suffix)
{
	return str_fmt(c->arena, "role.%.*s%s", STR_ARG(role_code((enum role)role)), suffix);
}

/* ---- the list ---- */

struct listing {
	struct auth_account_query query;
	struct auth_account accounts[ROWS_OF_PAGE];
	size_t count;
	bool more;
};

static const struct err *list(struct ctx *c, const struct req *rq, struct listing *l)
{
	int64_t after;

	l->query = (struct auth_account_query){
		.closed = str_eq(http_field_get(&rq->query, "keadaan"), STR("ditutup")),
		.search = str_trim(http_field_get(&rq->query, "cari")),
		.limit = ROWS_OF_PAGE,
	};
	if (str_int(http_field_get(&rq->query, "sesudah"), &after) && after > 0)
		l->query.after_id = after;
	return auth_account_list(c, &l->query, l->accounts, &l->count, &l->more);
}

static void put_roles(struct json *json, const struct auth_account *a)
{
	json_key(json, STR("roles"));
	json_array(json);
	for (size_t i = 0; i < ROLE_COUNT; i++)
		if ((a->roles & (1u << i)) != 0)
			json_str(json, role_code((enum role)i));
	json_close(json);
}

static const struct err *tell_json(struct ctx *c, struct reply *rp, const struct listing *l)
{
	struct json *json = page_json(c, rp);

	json_object(json);
	json_key(json, STR("users"));
	json_array(json);
	for (size_t i = 0; i < l->count; i++) {
		const struct auth_account *a = &l->accounts[i];

		json_object_compact(json);
		json_put_str(json, STR("id"), str_fmt(c->arena, "%lld", (long long)a->id));
		json_put_str(json, STR("name"), a->name);
		json_put_str(json, STR("display"), a->display);
		put_roles(json, a);
		if (a->unit_scope != 0)
			json_put_str(json, STR("scope"),
			             str_fmt(c->arena, "%lld", (long long)a->unit_scope));
		json_put_str(json, STR("state"), a->closed ? STR("closed") : STR("active"));
		json_close(json);
	}
	json_close(json);
	if (l->more)
		json_put_str(json, STR("next"),
		             str_fmt(c->arena, "%lld", (long long)l->accounts[l->count - 1].id));
	json_close(json);
	return json_end(json);
}

/* The matrix as it is applied: nothing of it is written twice. */
static void fill_matrix(struct ctx *c, struct auth_users_view *v)
{
	for (size_t role = 0; role < ROLE_COUNT; role++)
		v->roles[role] = role_key(c, role, "");
	/* What anyone may, and any account, says nothing about roles. */
	for (size_t p = PERM_SIGNED_IN + 1; p < PERMISSION_COUNT; p++) {
		struct auth_matrix_row *row = &v->matrix[v->matrix_count++];

		row->label = str_fmt(c->arena, "permission.%.*s",
		                     STR_ARG(permission_code((enum permission)p)));
		for (size_t role = 0; role < ROLE_COUNT; role++)
			row->may[role] = role_may((enum role)role, (enum permission)p);
	}
}

static const struct err *fill_counts(struct ctx *c, const struct listing *l,
                                     struct auth_users_view *v)
{
	TRY(auth_account_count(c, &l->query, &v->total));
	TRY(auth_account_count(c, &(struct auth_account_query){ .closed = false },
	                       &v->active_count));
	return auth_account_count(c, &(struct auth_account_query){ .closed = true },
	                          &v->closed_count);
}

const struct err *auth_users_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct listing *l = ARENA_NEW(c->arena, struct listing);
	struct auth_users_view v = { .notice = auth_notice_of(rq) };
	struct auth_user_view *users;
	struct page p;

	TRY(list(c, rq, l));
	if (rq->wants_json)
		return tell_json(c, rp, l);
	users = arena_array(c->arena, l->count + 1, sizeof(*users));
	for (size_t i = 0; i < l->count; i++)
		TRY(auth_user_view_of(c, rq, &l->accounts[i], &users[i]));
	TRY(fill_counts(c, l, &v));
	fill_matrix(c, &v);
	v.users = users;
	v.count = l->count;
	v.closed = l->query.closed;
	v.behind_first = l->query.after_id != 0;
	v.search = l->query.search;
	v.next_id = l->more ? l->accounts[l->count - 1].id : 0;
	p = page_begin(c, rq, rp);
	auth_page_users(&p, &v);
	return NULL;
}

/* ---- the form of one account ---- */

/* One account's page or that of a new one, with what was typed. */
struct user_page {
	const struct req *rq;
	struct reply *rp;
	int64_t id; /* 0: a new one */
	struct form_errors errors;
	struct str name;
	struct str display;
	struct auth_grant grants[AUTH_GRANTS_MAX];
	size_t grant_count;
	unsigned ticked;
	int64_t scope;
	const struct auth_key *key;
	struct str hash; /* of a one-time password */
};

static const struct err *scope_options(struct ctx *c, struct page_option **options, size_t *count)
{
	struct auth_scope *scopes = arena_array(c->arena, AUTH_SCOPES_MAX, sizeof(*scopes));

	*count = 0;
	TRY(auth_scope_names.list(c, scopes, count));
	*options = arena_array(c->arena, *count + 1, sizeof(**options));
	(*options)[0] = (struct page_option){ STR(""), STR("auth.scope_none"), true };
	for (size_t i = 0; i < *count; i++)
		(*options)[i + 1] = (struct page_option){
			str_fmt(c->arena, "%lld", (long long)scopes[i].key), scopes[i].label, false
		};
	++*count;
	return NULL;
}

static void fill_roles(struct ctx *c, const struct user_page *u, struct auth_user_form_view *v)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		v->roles[i] = (struct auth_role_choice){
			.field = str_fmt(c->arena, ROLE_FIELD "%.*s",
			                 STR_ARG(role_code((enum role)i))),
			.label = role_key(c, i, ""),
			.hint = role_key(c, i, "_hint"),
			.ticked = (u->ticked & (1u << i)) != 0,
		};
}

/* What is known of an account stands in the form, unless something else was typed. */
static const struct err *fill_known(struct ctx *c, struct user_page *u,
                                    struct auth_user_form_view *v)
{
	struct auth_account account;

	if (u->id == 0)
		return NULL;
	TRY(auth_account_find(c, u->id, &account));
	TRY(auth_user_view_of(c, u->rq, &account, &v->user));
	if (u->errors.count > 0 && http_field_has(&u->rq->form, FIELD_DISPLAY))
		return NULL;
	u->display = account.display;
	u->ticked = account.roles;
	u->scope = account.unit_scope;
	return NULL;
}

static const struct err *show(struct ctx *c, void *arg)
{
	struct user_page *u = arg;
	struct auth_user_form_view v = { .notice = auth_notice_of(u->rq), .errors = &u->errors };
	struct page_option *options;
	size_t option_count;
	const struct err *role_err = form_error_of(&u->errors, FIELD_ROLE);
	struct page p = page_begin(c, u->rq, u->rp);

	TRY(fill_known(c, u, &v));
	TRY(scope_options(c, &options, &option_count));
	fill_roles(c, u, &v);
	v.role_error = role_err == NULL ? STR("") : page_err(&p, role_err);
	v.name = &(struct page_field){
		.name = FIELD_NAME,
		.label = "auth.name",
		.hint = "auth.name_hint",
		.value = u->name,
		.chars_max = AUTH_NAME_BYTES_MAX,
	};
	v.display = &(struct page_field){
		.name = FIELD_DISPLAY,
		.label = "auth.display",
		.hint = "auth.display_hint",
		.value = u->display,
		.chars_max = AUTH_DISPLAY_CHARS_MAX,
	};
	v.unit = &(struct page_field){
		.name = FIELD_UNIT,
		.label = "auth.scope",
		.hint = "auth.scope_hint",
		.value = u->scope == 0 ? STR("") : str_fmt(c->arena, "%lld", (long long)u->scope),
		.options = options,
		.option_count = option_count,
	};
	if (u->id == 0)
		auth_page_user_new(&p, &v);
	else
		auth_page_user(&p, &v);
	return NULL;
}

const struct err *auth_user_new_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	return show(c, &(struct user_page){ .rq = rq, .rp = rp });
}

const struct err *auth_user_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	return show(c, &(struct user_page){ .rq = rq, .rp = rp, .id = rq->id });
}

/* ---- reading the form ---- */

static void read_roles(struct user_page *u)
{
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		struct str code = role_code((enum role)i);
		char name[sizeof(ROLE_FIELD) + AUTH_NAME_BYTES_MAX] = ROLE_FIELD;

		for (size_t k = 0; k < code.len; k++)
			name[sizeof(ROLE_FIELD) - 1 + k] = code.ptr[k];
		if (!http_field_has(&u->rq->form, name))
			continue;
		u->ticked |= 1u << i;
		u->grants[u->grant_count++] = (struct auth_grant){
			(enum role)i, role_is_scoped((enum role)i) ? u->scope : 0
		};
	}
}

/* That there is none is told in plainer words than that it cannot be one. */
static const struct err *name_check(struct ctx *c, struct str name)
{
	if (name.len > 0)
		return auth_name_check(c, name);
	return err_new(c->arena, ERR_INVALID, STR("name"), "form.required", STR(""));
}

static const struct err *read_form(struct ctx *c, struct user_page *u)
{
	static const struct form_field rows[] = {
		{ FIELD_DISPLAY, FORM_TEXT, true, 1, AUTH_DISPLAY_CHARS_MAX,
		  offsetof(struct user_page, display) },
	};

	form_read(c, &u->rq->form, rows, COUNT(rows), u, &u->errors);
	/* What cannot be taken stands there again to be mended. */
	if (form_error_of(&u->errors, FIELD_DISPLAY) != NULL)
		u->display = http_field_get(&u->rq->form, FIELD_DISPLAY);
	u->name = str_trim(http_field_get(&u->rq->form, FIELD_NAME));
	if (!str_int(http_field_get(&u->rq->form, FIELD_UNIT), &u->scope) || u->scope < 0)
		u->scope = 0;
	read_roles(u);
	form_controls(c, &u->rq->form, &u->errors);
	if (u->id == 0 && form_error_of(&u->errors, FIELD_NAME) == NULL)
		TRY(auth_form_take(c, name_check(c, u->name), &u->errors));
	return auth_form_take(c, auth_grant_check(c, u->grants, u->grant_count), &u->errors);
}

/* A scope is a unit that is there today. */
static const struct err *scope_check(struct ctx *c, const struct user_page *u)
{
	for (size_t i = 0; i < u->grant_count; i++) {
		struct str label;
		bool found;

		if (u->grants[i].scope == 0)
			continue;
		TRY(auth_scope_names.find(c, u->grants[i].scope, &label, &found));
		if (!found)
			return err_new(c->arena, ERR_INVALID, STR("scope"), "auth.scope_unknown",
			               STR(""));
	}
	return NULL;
}

/* Run a write job; what the form can tell is told on its page, and then *shown is set. */
static const struct err *run(struct ctx *c, db_work *work, struct user_page *u, bool *shown)
{
	*shown = false;
	if (u->errors.count == 0)
		TRY(auth_form_take(c, db_write(c, work, u), &u->errors));
	if (u->errors.count == 0)
		return NULL;
	*shown = true;
	u->rp->status = STATUS_INVALID;
	return db_read(c, show, u);
}

/* ---- a one-time password ---- */

static const struct err *hash_random(struct ctx *c, struct user_page *u, struct str *password)
{
	TRY(auth_web_key(c, &u->key));
	TRY(auth_password_random(c, password));
	return auth_password_hash(c, u->key, *password, &u->hash);
}

struct once {
	struct user_page *u;
	struct str password;
	bool is_new;
};

static const struct err *show_once(struct ctx *c, void *arg)
{
	const struct once *once = arg;
	struct auth_password_view v = { .password = once->password, .is_new = once->is_new };
	struct auth_account account;
	struct page p;

	TRY(auth_account_find(c, once->u->id, &account));
	TRY(auth_user_view_of(c, once->u->rq, &account, &v.user));
	p = page_begin(c, once->u->rq, once->u->rp);
	auth_page_password_once(&p, &v);
	return NULL;
}

/* ---- doing ---- */

static const struct err *add_work(struct ctx *c, void *arg)
{
	struct user_page *u = arg;

	TRY(scope_check(c, u));
	return auth_account_make(c,
	                         &(struct auth_account_new){
					 .name = u->name,
					 .display = u->display,
					 .hash = u->hash,
					 .must_change = true,
					 .grants = u->grants,
					 .grant_count = u->grant_count,
				 },
	                         &u->id);
}

const struct err *auth_user_new_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct user_page u = { .rq = rq, .rp = rp };
	struct once once = { .u = &u, .is_new = true };
	bool shown;

	TRY(read_form(c, &u));
	if (u.errors.count == 0)
		TRY(hash_random(c, &u, &once.password));
	TRY(run(c, add_work, &u, &shown));
	return shown ? NULL : db_read(c, show_once, &once);
}

static const struct err *change_work(struct ctx *c, void *arg)
{
	struct user_page *u = arg;

	TRY(scope_check(c, u));
	TRY(auth_account_rename(c, u->id, u->display));
	return auth_grant_replace(c, u->id, u->grants, u->grant_count);
}

static const struct err *back_to(struct ctx *c, struct user_page *u, const char *done)
{
	return reply_see_other(u->rp, str_fmt(c->arena, AUTH_PATH_USERS "/%lld?" FIELD_NOTICE "=%s",
	                                      (long long)u->id, done));
}

const struct err *auth_user_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct user_page u = { .rq = rq, .rp = rp, .id = rq->id };
	bool shown;

	TRY(read_form(c, &u));
	TRY(run(c, change_work, &u, &shown));
	return shown ? NULL : back_to(c, &u, "ubah");
}

/* Their own account people look after on its own page, where the old password is asked for. */
static const struct err *other_check(struct ctx *c, const struct req *rq)
{
	if (rq->session != NULL && rq->session->account_id == rq->id)
		return err_new(c->arena, ERR_CONFLICT, STR(""), "auth.own_refused", STR(""));
	return NULL;
}

static const struct err *close_work(struct ctx *c, void *arg)
{
	return auth_account_close(c, ((struct user_page *)arg)->id);
}

static const struct err *open_work(struct ctx *c, void *arg)
{
	return auth_account_open(c, ((struct user_page *)arg)->id);
}

static const struct err *set_state(struct ctx *c, const struct req *rq, struct reply *rp,
                                   db_work *work, const char *done)
{
	struct user_page u = { .rq = rq, .rp = rp, .id = rq->id };
	bool shown;

	TRY(other_check(c, rq));
	TRY(run(c, work, &u, &shown));
	return shown ? NULL : back_to(c, &u, done);
}

const struct err *auth_user_close_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	return set_state(c, rq, rp, close_work, "tutup");
}

const struct err *auth_user_open_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	return set_state(c, rq, rp, open_work, "buka");
}

static const struct err *reset_work(struct ctx *c, void *arg)
{
	const struct user_page *u = arg;

	return auth_password_reset(c, u->key, u->id, u->hash);
}

const struct err *auth_user_password_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct user_page u = { .rq = rq, .rp = rp, .id = rq->id };
	struct once once = { .u = &u };

	TRY(other_check(c, rq));
	TRY(hash_random(c, &u, &once.password));
	TRY(db_write(c, reset_work, &u));
	return db_read(c, show_once, &once);
}
