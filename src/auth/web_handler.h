/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_AUTH_WEB_HANDLER_H
#define ABDI_AUTH_WEB_HANDLER_H

#include "auth/account.h"
#include "auth/view.h"
#include "base/ctx.h"
#include "base/err.h"
#include "http/http.h"
#include "http/route.h"

/* What the web_*.c of this folder share; web.c lists the handlers in its table. */

route_handler auth_own_get;
route_handler auth_own_password_post;
route_handler auth_users_get;
route_handler auth_user_new_get;
route_handler auth_user_new_post;
route_handler auth_user_get;
route_handler auth_user_post;
route_handler auth_user_password_post;
route_handler auth_user_close_post;
route_handler auth_user_open_post;

/* Fields of forms, which are also their ids. */
#define FIELD_NAME     "nama"
#define FIELD_DISPLAY  "tampilan"
#define FIELD_PASSWORD "sandi"
#define FIELD_OLD      "sandi_lama"
#define FIELD_NEW      "sandi_baru"
#define FIELD_AGAIN    "sandi_ulang"
#define FIELD_ROLE     "peran"
#define FIELD_UNIT     "unit"
#define FIELD_NOTICE   "selesai" /* in a query: what was just done */

/* The words for what was just done, by FIELD_NOTICE; empty for none. */
struct str auth_notice_of(const struct req *rq);

/* Tell an error at a field of a form; ERR_INVALID, CONFLICT and DENIED only. */
void auth_form_refuse(struct ctx *c, struct form_errors *errors, const char *field,
                      const char *message, struct str value);

/*
 * Is that an error which the form's page can tell? Then it is put at the form's own field, and
 * NULL comes back; any other error is returned.
 */
const struct err *auth_form_take(struct ctx *c, const struct err *err, struct form_errors *errors);

/* "Too many tries; wait …": with 429 and Retry-After. */
void auth_form_wait(struct ctx *c, struct reply *rp, struct form_errors *errors, const char *field,
                    int64_t wait_seconds);

/* An account as its pages show it; asks for the name of its scope, in a transaction. */
const struct err *auth_user_view_of(struct ctx *c, const struct req *rq,
                                    const struct auth_account *account, struct auth_user_view *out);

/* The installation's key for passwords. */
const struct err *auth_web_key(struct ctx *c, const struct auth_key **key);

#endif
