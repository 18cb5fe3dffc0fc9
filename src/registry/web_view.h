/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_WEB_VIEW_H
#define ABDI_REGISTRY_WEB_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/str.h"
#include "http/http.h"
#include "page/field.h"
#include "page/page.h"
#include "registry/browse.h"

/* What the pages of the registry are given. */

/* A filter that is on, with the way to take it off. Words are text as it is. */
struct chip_view {
	const char *label; /* key */
	struct str value;
	bool is_key;       /* the value is a key */
	struct page_url without;
};

/* A tab over a list, or a column that can be sorted by. */
struct tab_view {
	const char *label; /* key */
	struct page_url url;
	bool current;
	bool counted;
	int64_t count;
};
struct column_view {
	const char *label; /* key */
	struct page_url url;
	bool current;
	bool down;
};

/* The way through a list. */
struct pager_view {
	int64_t first; /* number of the first row shown; 0 when none is */
	int64_t last;
	int64_t total;
	bool total_is_least;
	bool earlier;
	bool more;
	struct page_url to_start;
	struct page_url to_earlier;
	struct page_url to_more;
};

/* What carries the other parts of a question through a form. */
struct hidden_view {
	const char *name;
	struct str value;
};

/* A mark in a row: colour, sign and words. */
struct badge_view {
	const char *tint; /* class */
	const char *icon; /* NULL none */
	const char *label; /* key; {n} is filled with months */
	int64_t n;
};

struct people_line {
	const struct people_row *row;
	struct badge_view badge;
};

struct people_view {
	struct date on;
	bool on_today;
	struct date today;
	int64_t total;        /* in service, in the reader's subtree */
	bool tally_old;       /* the counts are from an earlier minute: `counted_at` */
	struct str counted_at;
	struct str scope;     /* name of the subtree; empty for the agency */
	bool may_write;
	struct tab_view tabs[PEOPLE_VIEW_COUNT];
	struct column_view columns[PEOPLE_SORT_COUNT];
	struct page_field text;
	struct page_field unit;
	struct page_field kind;
	struct page_field grade;
	struct page_field day;
	struct page_field sort;
	struct str view;      /* the tab, carried by the form */
	struct chip_view chips[5];
	size_t chip_count;
	struct page_url without_all;
	const struct people_line *lines;
	size_t line_count;
	bool show_missing;
	struct pager_view pager;
	struct page_url csv;
	struct page_url xlsx;
};

#endif
