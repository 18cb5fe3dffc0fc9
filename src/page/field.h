/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_PAGE_FIELD_H
#define ABDI_PAGE_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "http/http.h"
#include "page/page.h"

/* One choice of a list. The label is text as it is, or a catalogue key when `is_key`. */
struct page_option {
	struct str value;
	struct str label;
	bool is_key;
};

/*
 * A field of a form, as page_field() draws it: label above, hint, error, then the box. Its id is
 * its name. Names of keys are catalogue keys.
 */
struct page_field {
	const char *name;
	const char *label;         /* key */
	const char *hint;          /* key, or NULL */
	const char *type;          /* text, password, search, date, number, email; NULL is text */
	const char *autocomplete;  /* NULL: "off" */
	const char *inputmode;     /* NULL: by type */
	struct str value;          /* what was typed or is known; never of a password */
	bool optional;             /* "(boleh dikosongkan)" */
	int64_t chars_max;         /* 0: none stated */
	const struct page_option *options; /* a select when not NULL */
	size_t option_count;
	struct page_html ready;    /* the options, written before; empty for none */
};

/* The words of an error in the reader's language. */
struct str page_err(const struct page *p, const struct err *err);

#endif
