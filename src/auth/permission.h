/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_AUTH_PERMISSION_H
#define ABDI_AUTH_PERMISSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* What a route asks for. Sorted from nothing to everything. */
enum permission {
	PERM_PUBLIC,       /* anyone, without an account */
	PERM_SIGNED_IN,    /* any account: own home, own password, sign-out */
	PERM_PEOPLE_READ,  /* people, units, posts of the own subtree */
	PERM_PEOPLE_WRITE, /* add and correct people */
	PERM_IMPORT,       /* rosters in, and back out */
	PERM_OUTLOOK,      /* the workforce outlook */
	PERM_USERS,        /* accounts and roles */
	PERM_SYSTEM,       /* agency, sample data, backups */
	PERMISSION_COUNT
};

/* Who people are here. A role opens permissions; a grant says where (the subtree of a unit). */
enum role {
	ROLE_ADMIN,     /* admin: runs the installation */
	ROLE_PERSONNEL, /* kepegawaian: the personnel office */
	ROLE_LEADER,    /* pimpinan: reads everything */
	ROLE_UNIT_HEAD, /* kepala unit: reads the own subtree */
	ROLE_INSPECTOR, /* pengawas: reads everything, changes nothing */
	ROLE_COUNT
};

/* "people_read", …; "admin", "personnel", "leader", "unit_head", "inspector". */
struct str permission_code(enum permission permission);
struct str role_code(enum role role);
bool role_parse(struct str code, enum role *out);

/* Does this role open that? The matrix stands in permission.c as one table. */
bool role_may(enum role role, enum permission permission);

/* A role is bound to one subtree (unit head); the others hold for the whole agency. */
bool role_is_scoped(enum role role);

#endif
