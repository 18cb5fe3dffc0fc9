/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_APP_VIEW_H
#define ABDI_APP_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "page/field.h"
#include "page/page.h"

/* What an error page says: what happened, whether anything was saved, what to do, a code. */
struct app_error_view {
	int status;
	const char *title;  /* key */
	struct str what;    /* words of the error, in the reader's language */
	const char *saved;  /* key */
	const char *advice; /* key, or NULL */
	struct page_url home;
	struct str reference; /* also in the log */
};

/* One step of the first-run wizard, for its numbered bar. */
struct app_setup_step {
	int number;
	const char *label; /* key */
	bool done;
	bool current;
};

/* A step of the wizard: its fields, what the steps before were told, on the last all of it. */
struct app_setup_view {
	int step; /* from 1 */
	bool is_last;
	bool begun; /* a sample is here that nobody owns */
	const char *heading; /* key */
	const struct app_setup_step *steps;
	size_t step_count;
	const struct page_field *fields;
	size_t field_count;
	const struct page_field *kept; /* hidden fields; never a password */
	size_t kept_count;
	const struct page_field *answers;
	size_t answer_count;
	const struct form_errors *errors;
};

/* The words of the chosen option of a field: a key; that of the first when none is chosen. */
struct str app_setup_option(const struct page_field *field);

/* A number of the home page, with the page behind it. Words are keys. */
struct app_tile {
	const char *label;
	const char *note;
	struct str path;
	int64_t value;
	bool strong;
};

/* Something to be done, with where. */
struct app_task {
	const char *label; /* key */
	struct str path;
	bool done;
	bool is_link; /* nothing to be done there, only to be seen */
};

struct app_home_view {
	struct date on;
	struct str unit; /* whose subtree; empty for the agency */
	const struct app_tile *tiles;
	size_t tile_count;
	const struct app_task *tasks;
	size_t task_count;
	bool for_admin;
};

/* A copy of the database that was made here. */
struct app_backup {
	struct str name;
	int64_t megabytes;
};

struct app_system_view {
	struct str region_code;
	struct str zone;
	const char *engine; /* key */
	const struct app_backup *backups;
	size_t backup_count;
	const struct page_field *fields; /* what the agency is, when the sample goes */
	size_t field_count;
	const struct form_errors *errors;
};

/* One address of the API. */
struct app_endpoint {
	struct str path;
	const char *summary; /* key */
	struct str permission; /* code */
};

struct app_api_view {
	const struct app_endpoint *endpoints;
	size_t endpoint_count;
};

#endif
