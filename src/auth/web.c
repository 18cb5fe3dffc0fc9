/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in and out, and the table of all pages of this folder. */
#include "auth/web.h"

#include "auth/account.h"
#include "auth/session.h"
#include "auth/throttle.h"
#include "auth/view.h"
#include "auth/web_handler.h"
#include "base/arena.h"
#include "db/db.h"
#include "http/http.h"
#include "page/field.h"
#include "page/page.h"
#include "page/reply.h"
#include "pages_auth.h"

#define ZONE_HOURS     7 /* days of sign-ins, to which an hour more or less does not matter: WIB */
#define STATUS_INVALID 400
#define STATUS_WAIT    429
#define MINUTE_SECONDS 60

/* ---- shared ---- */

struct str auth_notice_of(const struct req *rq)
{
	/* clang-format off */
	static const struct { struct str done; struct str key; } notices[] = {
		{ STR_INIT("keluar"), STR_INIT("auth.done_sign_out") },
		{ STR_INIT("sandi"),  STR_INIT("auth.done_password") },
		{ STR_INIT("ubah"),   STR_INIT("auth.done_change") },
		{ STR_INIT("tutup"),  STR_INIT("auth.done_close") },
		{ STR_INIT("buka"),   STR_INIT("auth.done_open") },
	};
	/* clang-format on */
	struct str done = http_field_get(&rq->query, FIELD_NOTICE);

	for (size_t i = 0; i < COUNT(notices); i++)
		if (str_eq(done, notices[i].done))
			return notices[i].key;
	return STR("");
}

void auth_form_refuse(struct ctx *c, struct form_errors *errors, const char *field,
                      const char *message, struct str value)
{
	if (errors->count < FORM_ERRORS_MAX)
		errors->all[errors->count++] = err_new(c->arena, ERR_INVALID, str_of(field),
		                                       message, value);
}

const struct err *auth_form_take(struct ctx *c, const struct err *err, struct form_errors *errors)
{
	/* clang-format off */
	static const struct { struct str rule; const char *form; } fields[] = {
		{ STR_INIT("name"),     FIELD_NAME },
		{ STR_INIT("display"),  FIELD_DISPLAY },
		{ STR_INIT("role"),     FIELD_ROLE },
		{ STR_INIT("scope"),    FIELD_UNIT },
		{ STR_INIT("password"), FIELD_NEW },
	};
	/* clang-format on */

	if (err == NULL || (err->code != ERR_INVALID && err->code != ERR_CONFLICT))
		return err;
	for (size_t i = 0; i < COUNT(fields); i++)
		if (str_eq(err->field, fields[i].rule)) {
			auth_form_refuse(c, errors, fields[i].form, err->message, err->value);
			return NULL;
		}
	return err;
}

void auth_form_wait(struct ctx *c, struct reply *rp, struct form_errors *errors, const char *field,
                    int64_t wait_seconds)
{
	bool minutes = wait_seconds > 2 * MINUTE_SECONDS;
	int64_t n = minutes ? (wait_seconds + MINUTE_SECONDS - 1) / MINUTE_SECONDS : wait_seconds;

	rp->status = STATUS_WAIT;
	reply_header(rp, "Retry-After", str_fmt(c->arena, "%lld", (long long)wait_seconds));
	auth_form_refuse(c, errors, field, minutes ? "auth.wait_minutes" : "auth.wait_seconds",
	                 str_fmt(c->arena, "%lld", (long long)n));
}

const struct err *auth_user_view_of(struct ctx *c, const struct req *rq,
                                    const struct auth_account *account, struct auth_user_view *out)
{
	bool found = false;

	*out = (struct auth_user_view){
		.id = account->id,
		.name = account->name,
		.display = account->display,
		.created_on = date_of_instant(account->created_at, ZONE_HOURS),
		.signed_in_on = date_of_instant(account->signed_in_at, ZONE_HOURS),
		.never = account->signed_in_at == 0,
		.must_change = account->must_change,
		.closed = account->closed,
		.self = rq->session != NULL && rq->session->account_id == account->id,
	};
	for (size_t i = 0; i < ROLE_COUNT; i++)
		if ((account->roles & (1u << i)) != 0)
			out->roles[out->role_count++] = str_fmt(c->arena, "role.%.*s",
			                                        STR_ARG(role_code((enum role)i)));
	if (account->unit_scope == 0)
		return NULL;
	TRY(auth_scope_names.find(c, account->unit_scope, &out->scope, &found));
	if (!found)
		out->scope = str_fmt(c->arena, "#%lld", (long long)account->unit_scope);
	return NULL;
}

const struct err *auth_web_key(struct ctx *c, const struct auth_key **key)
{
	return auth_key_load(c->arena, db_folder(c->db), key);
}

/* ---- signing in ---- */

static const struct err *show_sign_in(struct ctx *c, const struct req *rq, struct reply *rp,
                                      const struct form_errors *errors)
{
	const struct http_fields *fields = rq->method == HTTP_POST ? &rq->form : &rq->query;
	struct str onward = http_field_get(fields, AUTH_ONWARD_FIELD);
	struct page p = page_begin(c, rq, rp);
	const struct page_field name = {
		.name = FIELD_NAME,
		.label = "auth.name",
		.autocomplete = "username",
		.value = http_field_get(&rq->form, FIELD_NAME),
		.chars_max = AUTH_NAME_BYTES_MAX,
	};
	const struct page_field password = {
		.name = FIELD_PASSWORD,
		.label = "auth.password",
		.type = "password",
		.autocomplete = "current-password",
		.chars_max = AUTH_PASSWORD_CHARS_MAX,
	};

	auth_page_sign_in(&p, &(struct auth_sign_in_view){
				      .name = &name,
				      .password = &password,
				      .onward = auth_is_onward(onward) ? onward : STR(""),
				      .notice = auth_notice_of(rq),
				      .errors = errors,
			      });
	return NULL;
}

static const struct err *sign_in_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	const struct form_errors none = { .count = 0 };
	struct str onward = http_field_get(&rq->query, AUTH_ONWARD_FIELD);

	if (rq->session != NULL)
		return reply_see_other(rp, auth_is_onward(onward) ? onward : STR(AUTH_PATH_HOME));
	return show_sign_in(c, rq, rp, &none);
}

/* What is asked and what comes of it. */
struct signing {
	const struct auth_key *key;
	struct auth_attempt attempt;
	struct str previous;
	int64_t account_id;
	struct str token;
};

static const struct err *sign_in_work(struct ctx *c, void *arg)
{
	struct signing *s = arg;

	TRY(auth_throttle_clear(c, s->key, &s->attempt));
	return auth_session_begin(c, s->account_id, s->previous, &s->token);
}

static const struct err *refuse_sign_in(struct ctx *c, const struct req *rq, struct reply *rp,
                                        struct form_errors *errors)
{
	rp->status = STATUS_INVALID;
	auth_form_refuse(c, errors, FIELD_NAME, "auth.no_match", STR(""));
	return show_sign_in(c, rq, rp, errors);
}

/* Names are kept in small letters; phones like to begin with a capital. */
static struct str name_typed(struct ctx *c, const struct req *rq)
{
	struct str typed = str_trim(http_field_get(&rq->form, FIELD_NAME));
	char *name = str_c(c->arena, typed);

	for (size_t i = 0; i < typed.len; i++)
		if (name[i] >= 'A' && name[i] <= 'Z')
			name[i] = (char)(name[i] - 'A' + 'a');
	return (struct str){ name, typed.len };
}

static const struct err *signed_in(struct ctx *c, const struct req *rq, struct reply *rp,
                                   const struct signing *s)
{
	struct str onward = http_field_get(&rq->form, AUTH_ONWARD_FIELD);

	reply_cookie(rp, c->arena, AUTH_SESSION_COOKIE, s->token, 0, rq->secure);
	reply_cookie(rp, c->arena, AUTH_KNOWN_COOKIE,
	             auth_known_new(c->arena, s->key, s->attempt.name), AUTH_KNOWN_SECONDS,
	             rq->secure);
	reply_cookie(rp, c->arena, AUTH_VISIT_COOKIE, STR(""), -1, rq->secure);
	/* Who must change the password is sent there by the dispatcher. */
	return reply_see_other(rp, auth_is_onward(onward) ? onward : STR(AUTH_PATH_HOME));
}

static const struct err *sign_in_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct form_errors errors = { .count = 0 };
	struct str password = http_field_get(&rq->form, FIELD_PASSWORD);
	struct signing s = {
		.attempt = { .name = name_typed(c, rq),
		             .address = rq->peer,
		             .known = http_field_get(&rq->cookies, AUTH_KNOWN_COOKIE) },
		.previous = http_field_get(&rq->cookies, AUTH_SESSION_COOKIE),
	};
	const struct err *err;
	int64_t wait_seconds;

	/* A password without its control characters is another one. */
	if (s.attempt.name.len == 0 || password.len == 0 || rq->form.cut_count > 0)
		return refuse_sign_in(c, rq, rp, &errors);
	TRY(auth_web_key(c, &s.key));
	TRY(auth_throttle_take(c, s.key, &s.attempt, &wait_seconds));
	if (wait_seconds > 0) {
		auth_form_wait(c, rp, &errors, FIELD_NAME, wait_seconds);
		return show_sign_in(c, rq, rp, &errors);
	}
	TRY(auth_password_check(c, s.key, s.attempt.name, password, &s.account_id));
	if (s.account_id == 0)
		return refuse_sign_in(c, rq, rp, &errors);
	err = db_write(c, sign_in_work, &s);
	/* Closed between the check and the session. */
	if (err != NULL && err->code == ERR_MISSING)
		return refuse_sign_in(c, rq, rp, &errors);
	TRY(err);
	return signed_in(c, rq, rp, &s);
}

static const struct err *sign_out_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	TRY(auth_session_end(c, rq->session->id));
	reply_cookie(rp, c->arena, AUTH_SESSION_COOKIE, STR(""), -1, rq->secure);
	return reply_see_other(rp, STR(AUTH_PATH_SIGN_IN "?" FIELD_NOTICE "=keluar"));
}

/* clang-format off */
const struct route auth_routes[] = {
	{ HTTP_GET,  "/api/v1/users", PERM_USERS, TX_READ, LANE_QUICK, auth_users_get,
	  "auth.route_users", 0 },
	{ HTTP_POST, AUTH_PATH_SIGN_OUT, PERM_SIGNED_IN, TX_WRITE, LANE_QUICK, sign_out_post,
	  "auth.route_sign_out", 0 },
	{ HTTP_GET,  AUTH_PATH_ACCOUNT, PERM_SIGNED_IN, TX_READ, LANE_QUICK, auth_own_get,
	  "auth.route_own", 0 },
	{ HTTP_POST, AUTH_PATH_ACCOUNT "/sandi", PERM_SIGNED_IN, TX_NONE, LANE_SLOW,
	  auth_own_password_post, "auth.route_own_password", 0 },
	{ HTTP_GET,  AUTH_PATH_USERS, PERM_USERS, TX_READ, LANE_QUICK, auth_users_get,
	  "auth.route_users", 0 },
	{ HTTP_GET,  AUTH_PATH_USERS "/baru", PERM_USERS, TX_READ, LANE_QUICK, auth_user_new_get,
	  "auth.route_user_new", 0 },
	{ HTTP_POST, AUTH_PATH_USERS "/baru", PERM_USERS, TX_NONE, LANE_SLOW, auth_user_new_post,
	  "auth.route_user_add", 0 },
	{ HTTP_GET,  AUTH_PATH_USERS "/{id}", PERM_USERS, TX_READ, LANE_QUICK, auth_user_get,
	  "auth.route_user", 0 },
	{ HTTP_POST, AUTH_PATH_USERS "/{id}", PERM_USERS, TX_NONE, LANE_QUICK, auth_user_post,
	  "auth.route_user_change", 0 },
	{ HTTP_POST, AUTH_PATH_USERS "/{id}/buka", PERM_USERS, TX_NONE, LANE_QUICK,
	  auth_user_open_post, "auth.route_user_open", 0 },
	{ HTTP_POST, AUTH_PATH_USERS "/{id}/sandi", PERM_USERS, TX_NONE, LANE_SLOW,
	  auth_user_password_post, "auth.route_user_password", 0 },
	{ HTTP_POST, AUTH_PATH_USERS "/{id}/tutup", PERM_USERS, TX_NONE, LANE_QUICK,
	  auth_user_close_post, "auth.route_user_close", 0 },
	{ HTTP_GET,  AUTH_PATH_SIGN_IN, PERM_PUBLIC, TX_NONE, LANE_QUICK, sign_in_get,
	  "auth.route_sign_in", 0 },
	{ HTTP_POST, AUTH_PATH_SIGN_IN, PERM_PUBLIC, TX_NONE, LANE_SLOW, sign_in_post,
	  "auth.route_sign_in_post", 0 },
};
/* clang-format on */
const size_t auth_route_count = COUNT(auth_routes);
