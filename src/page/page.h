/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_PAGE_PAGE_H
#define ABDI_PAGE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "base/date.h"
#include "base/str.h"

struct arena;
struct page_chrome;

/*
 * A page being written. Pages are .html files compiled to C by tools/pages.py (its head says what
 * may stand in one); each becomes a function MODULE_page_NAME(p, …) of pages_MODULE.h.
 */
struct page {
	struct arena *arena;
	struct buf *out;
	enum lang lang;
	const struct page_chrome *chrome;
};

/* Markup that was made by our own code from escaped parts: a chart. The only thing not escaped. */
struct page_html {
	struct str markup;
};

/* A URL as a whole, made by the functions below: the only thing a URL may consist of. */
struct page_url {
	struct str text;
};

/* A path of this site: begins with one '/'. Anything else is a bug of the caller. */
struct page_url page_url_path(struct str path);

/* One name and value of a query; a NULL name ends a list. Empty values are left out. */
struct page_query {
	const char *name;
	struct str value;
};

/* A path with a query: page_url_query(a, STR("/kerja/pegawai"), pairs, count). */
struct page_url page_url_query(struct arena *arena, struct str path, const struct page_query *query,
                               size_t count);

/* An item of the navigation. Words are catalogue keys. */
struct page_link {
	const char *label;
	const char *brief;   /* the label in the bottom bar of phones */
	const char *icon;    /* id in ikon.svg */
	const char *key;     /* that opens it after "g"; NULL none */
	struct str path;
	bool current;
	int64_t count;       /* shown beside it; negative for none */
};

/* A group of the navigation. */
struct page_group {
	const char *label;
	const struct page_link *links;
	size_t link_count;
};

/* What stands around every page; filled by the dispatcher for the reader at hand. */
struct page_chrome {
	struct str agency;         /* "Kabupaten Contoh"; empty before there is one */
	bool is_sample;            /* CONTOH on every page */
	bool signed_in;
	struct str person;         /* name of the account that is signed in */
	struct str initials;
	struct str role;           /* catalogue key of the role's name */
	struct str scope;          /* name of the unit it is bound to; empty for the agency */
	struct str csrf;           /* goes into every form as the field "csrf" */
	const struct page_group *groups;
	size_t group_count;
	const struct page_link *bar; /* the bottom bar of phones */
	size_t bar_count;
	struct str path;           /* of this page, for the links to the other language */
	struct page_url in_indonesian;
	struct page_url in_english;
	struct str notice;         /* a catalogue key told once after a deed; empty for none */
	struct date today;         /* in the agency's zone */
	int64_t now;               /* instant */
	int zone_hours;            /* of the agency: 7..9 */
	struct str search;         /* what stands in the search box */
};

/* "id" or "en", for the attribute lang. */
struct str page_lang(const struct page *p);

/* What the site is called: the agency, or the program before there is one. */
struct str page_site(const struct page *p);

/* When a page on paper was made: "22 November 2026 pukul 13.05 WIB". */
struct str page_printed_at(const struct page *p);

/* "19860412 201001 2 014" of 18 digits; other text as it is. */
struct str page_nip(struct arena *arena, struct str nip);

#endif
