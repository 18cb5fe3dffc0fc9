/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_WEB_VIEW_H
#define ABDI_REGISTRY_WEB_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/str.h"
#include "http/http.h"
#include "i18n/words.h"
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

struct people_list_view {
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

/* A step of a career as the page tells it: all words are made. */
struct step_view {
	const char *icon;
	struct str what;
	int64_t position_id; /* 0 none */
	struct date from_on;
	struct date until_on; /* its last day */
	bool now;             /* holds on the page's date */
	bool open;            /* until further notice */
	bool later;           /* begins behind the page's date */
	struct str decree;
};

struct correction_view {
	struct str part; /* key */
	struct str reason;
	struct date on;
	struct str by; /* who did it; empty when the reader may not know */
};

struct person_view {
	const struct person_detail *d;
	struct str full_name;
	struct str initials;
	struct date on;
	bool on_today;
	bool known_now;
	struct date known_on;
	struct page_field day;
	struct page_field known;
	const char *notice;   /* key; NULL none */
	bool may_write;
	bool has_badge;
	struct badge_view badge;
	const struct step_view *steps;
	size_t step_count;
	const struct correction_view *corrections;
	size_t correction_count;
};

/* ---- units ---- */

/* A unit in the tree as it is drawn, with those below it that are open. */
struct branch_view {
	const struct unit_node *unit;
	bool open;
	struct page_url toggle; /* the tree with this one opened or closed */
	const struct branch_view *branches;
	size_t branch_count;
};

struct units_view {
	struct date on;
	bool on_today;
	struct page_field day;
	struct str scope;
	int64_t unit_count;
	int64_t people;
	int64_t posts;
	const struct branch_view *branches;
	size_t branch_count;
};

struct unit_view {
	struct date on;
	bool on_today;
	struct page_field day;
	const struct unit_node *unit;
	const struct unit_node *const *above; /* from the top, the reader's own first */
	size_t above_count;
	const struct unit_node *const *below; /* by name */
	size_t below_count;
	struct unit_head head;
	struct str head_name;
	const struct post_row *posts;
	size_t post_count;
	struct page_url all_posts;
	struct page_url all_people;
};

/* ---- posts ---- */

struct posts_view {
	struct date on;
	bool on_today;
	struct str scope;
	struct page_field text;
	struct page_field unit;
	struct page_field kind;
	struct page_field day;
	bool vacant;
	struct tab_view tabs[2];
	struct chip_view chips[4];
	size_t chip_count;
	struct page_url without_all;
	const struct post_row *rows;
	size_t count;
	struct pager_view pager;
};

struct post_view {
	struct date on;
	bool on_today;
	struct page_field day;
	const struct post_detail *d;
	struct str grades;  /* "III/d – IV/a"; empty when not stated */
};

/* ---- search ---- */

struct find_view {
	struct str text;
	struct date on;
	struct str scope;
	const struct find_answer *found;
	struct page_url all_people;
	struct page_url all_posts;
};

/* ---- adding and correcting ---- */

/* A value before and after. */
struct change_line {
	const char *label; /* key */
	struct str before; /* empty: nothing was known */
	struct str after;
};

/* A post to choose. */
struct post_choice {
	int64_t id;
	struct str title;
	struct str place;
	bool chosen;
};

#define CHANGE_FIELDS_MAX 16

struct change_view {
	int64_t person_id;    /* 0: someone new */
	struct str name;      /* of the person */
	struct page_url action; /* where the form goes */
	struct str part;      /* code in the address */
	struct str base;      /* the fact that the form was filled from; empty for none */
	const char *title;    /* key */
	struct word_arg titled[1]; /* its words, for the title of a form that was refused */
	const char *lead;     /* key; NULL none */
	const struct form_errors *errors;
	struct page_field fields[CHANGE_FIELDS_MAX];
	size_t field_count;
	bool choose_post;
	struct str wanted;    /* what posts were looked for */
	const struct post_choice *posts;
	size_t post_count;
	bool more_posts;
	/* the second step: what is to be saved is shown */
	bool checking;
	struct hidden_view hidden[CHANGE_FIELDS_MAX + 2];
	size_t hidden_count;
	struct change_line lines[CHANGE_FIELDS_MAX];
	size_t line_count;
	struct str reason;
	struct str warnings[4]; /* whole sentences */
	size_t warning_count;
};

#endif
