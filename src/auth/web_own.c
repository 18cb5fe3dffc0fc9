/* SPDX-License-Identifier: Apache-2.0 */
/* The own account: who one is here, and another password. */
#include "auth/session.h"
#include "auth/throttle.h"
#include "auth/view.h"
#include "auth/web_handler.h"
#include "base/arena.h"
#include "db/db.h"
#include "page/field.h"
#include "page/page.h"
#include "page/reply.h"
#include "pages_auth.h"

#define STATUS_INVALID 400

/* The page and what was asked on it. */
struct own {
	const struct req *rq;
	struct reply *rp;
	struct form_errors errors;
};

static const struct err *show(struct ctx *c, void *arg)
{
	struct own *own = arg;
	const struct req *rq = own->rq;
	struct auth_own_view view = { .notice = auth_notice_of(rq), .errors = &own->errors };
	struct auth_account account;
	const struct page_field old = {
		.name = FIELD_OLD,
		.label = rq->session->must_change ? "auth.password_given" : "auth.password_old",
		.type = "password",
		.autocomplete = "current-password",
	};
	const struct page_field new = {
		.name = FIELD_NEW,
		.label = "auth.password_new",
		.hint = "auth.password_hint",
		.type = "password",
		.autocomplete = "new-password",
	};
	const struct page_field again = {
		.name = FIELD_AGAIN,
		.label = "auth.password_again",
		.type = "password",
		.autocomplete = "new-password",
	};
	struct page p;

	TRY(auth_account_find(c, rq->session->account_id, &account));
	TRY(auth_user_view_of(c, rq, &account, &view.user));
	view.old = &old;
	view.new = &new;
	view.again = &again;
	p = page_begin(c, rq, own->rp);
	auth_page_own(&p, &view);
	return NULL;
}

const struct err *auth_own_get(struct ctx *c, const struct req *rq, struct reply *rp)
{
	return show(c, &(struct own){ .rq = rq, .rp = rp });
}

/* What can be told before the old password is looked at. */
static void check_form(struct ctx *c, const struct req *rq, struct form_errors *errors)
{
	struct str new = http_field_get(&rq->form, FIELD_NEW);
	const struct err *length = auth_password_length_check(c, new);

	if (http_field_get(&rq->form, FIELD_OLD).len == 0)
		auth_form_refuse(c, errors, FIELD_OLD, "auth.password_old_missing", STR(""));
	if (length != NULL)
		auth_form_refuse(c, errors, FIELD_NEW, length->message, length->value);
	else if (str_eq(new, http_field_get(&rq->form, FIELD_OLD)))
		auth_form_refuse(c, errors, FIELD_NEW, "auth.password_same", STR(""));
	if (!str_eq(new, http_field_get(&rq->form, FIELD_AGAIN)))
		auth_form_refuse(c, errors, FIELD_AGAIN, "auth.password_differs", STR(""));
	form_controls(c, &rq->form, errors);
}

struct changing {
	const struct auth_key *key;
	struct auth_attempt attempt;
	const struct account_session *session;
	struct str hash;
};

static const struct err *change_work(struct ctx *c, void *arg)
{
	struct changing *ch = arg;

	TRY(auth_throttle_clear(c, ch->key, &ch->attempt));
	return auth_password_change(c, ch->session->account_id, ch->session->id, ch->hash);
}

/* Who found an open browser guesses no faster than one at the sign-in page. */
static const struct err *prove_old(struct ctx *c, struct own *own, struct changing *ch)
{
	int64_t wait_seconds, account_id;

	TRY(auth_throttle_take(c, ch->key, &ch->attempt, &wait_seconds));
	if (wait_seconds > 0) {
		auth_form_wait(c, own->rp, &own->errors, FIELD_OLD, wait_seconds);
		return NULL;
	}
	TRY(auth_password_check(c, ch->key, ch->session->name,
	                        http_field_get(&own->rq->form, FIELD_OLD), &account_id));
	if (account_id != ch->session->account_id)
		auth_form_refuse(c, &own->errors, FIELD_OLD, "auth.password_wrong", STR(""));
	return NULL;
}

const struct err *auth_own_password_post(struct ctx *c, const struct req *rq, struct reply *rp)
{
	struct own own = { .rq = rq, .rp = rp };
	struct changing ch = {
		.attempt = { .name = rq->session->name,
		             .address = rq->peer,
		             .known = http_field_get(&rq->cookies, AUTH_KNOWN_COOKIE) },
		.session = rq->session,
	};

	rp->status = STATUS_INVALID;
	check_form(c, rq, &own.errors);
	if (own.errors.count > 0)
		return db_read(c, show, &own);
	TRY(auth_web_key(c, &ch.key));
	TRY(prove_old(c, &own, &ch));
	if (own.errors.count > 0)
		return db_read(c, show, &own);
	TRY(auth_password_hash(c, ch.key, http_field_get(&rq->form, FIELD_NEW), &ch.hash));
	TRY(db_write(c, change_work, &ch));
	return reply_see_other(rp, STR(AUTH_PATH_ACCOUNT "?" FIELD_NOTICE "=sandi"));
}
