/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_AUTH_VIEW_H
#define ABDI_AUTH_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "auth/permission.h"
#include "base/date.h"
#include "base/str.h"

struct form_errors;
struct page_field;

/* What the pages of this folder show. Words are catalogue keys. */

struct auth_sign_in_view {
	const struct page_field *name;
	const struct page_field *password;
	struct str onward; /* where to go then; empty for home */
	struct str notice; /* key; empty for none */
	const struct form_errors *errors;
};

/* One account, in a list or by itself. */
struct auth_user_view {
	int64_t id;
	struct str name;
	struct str display;
	struct str roles[ROLE_COUNT]; /* keys of the roles it has */
	size_t role_count;
	struct str scope;             /* the unit of the scoped ones; empty for none */
	struct date created_on;
	struct date signed_in_on;
	bool never;                   /* it has not signed in yet */
	bool must_change;
	bool closed;
	bool self;                    /* it is the reader's own */
};

struct auth_own_view {
	struct auth_user_view user;
	struct str notice;
	const struct page_field *old;
	const struct page_field *new;
	const struct page_field *again;
	const struct form_errors *errors;
};

/* A row of the table of permissions. */
struct auth_matrix_row {
	struct str label;
	bool may[ROLE_COUNT];
};

struct auth_users_view {
	const struct auth_user_view *users;
	size_t count;
	int64_t total;        /* in this state, on all pages, with the search */
	int64_t active_count; /* without the search */
	int64_t closed_count;
	bool closed;          /* the closed ones are shown */
	bool behind_first;    /* this is not the first page */
	struct str search;
	int64_t next_id;      /* the page behind this one begins after it; 0 none */
	struct str notice;
	struct str roles[ROLE_COUNT];
	struct auth_matrix_row matrix[PERMISSION_COUNT];
	size_t matrix_count;
};

/* A role to tick. */
struct auth_role_choice {
	struct str field; /* "peran_admin" */
	struct str label;
	struct str hint;
	bool ticked;
};

/* The form of a new account, or of one that is there. */
struct auth_user_form_view {
	struct auth_user_view user; /* zero for a new one */
	const struct page_field *name; /* of a new one */
	const struct page_field *display;
	struct auth_role_choice roles[ROLE_COUNT];
	const struct page_field *unit;
	struct str role_error; /* words; empty for none */
	struct str notice;
	const struct form_errors *errors;
};

/* A one-time password, shown once. */
struct auth_password_view {
	struct auth_user_view user;
	struct str password;
	bool is_new; /* the account is, too */
};

#endif
