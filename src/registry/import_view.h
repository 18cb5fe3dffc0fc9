/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_IMPORT_VIEW_H
#define ABDI_REGISTRY_IMPORT_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/date.h"
#include "base/str.h"
#include "registry/staging.h"

struct arena;
struct form_errors;
struct page_field;
struct page_option;

/* What the pages of the import wizard show. Instants are words already, in the agency's zone. */

/* A number that is a name, so its thousands are not grouped: that of an import. */
struct str import_plain(struct arena *arena, int64_t number);

/* ---- the list ---- */

/* A draft in the list. */
struct import_draft_view {
	int64_t id;
	enum staging_state state;
	struct str file_name;
	struct str sender; /* empty: the reader */
	struct date as_of;
	struct str expires;
};

/* An import that was done. */
struct import_entry_view {
	int64_t number;
	int64_t draft_id; /* of its page; 0 when it has none (any more) */
	struct str file_name;
	struct str recorded;
	struct date as_of;
	int64_t added_count;
	int64_t changed_count;
	int64_t rejected_count;
	bool undone;
	bool in_time; /* it can be undone still */
};

struct import_home_view {
	const struct import_draft_view *drafts;
	size_t draft_count;
	const struct import_entry_view *entries; /* the newest first */
	size_t entry_count;
	int64_t entry_total;
	struct str notice; /* catalogue key; empty for none */
};

/* ---- upload ---- */

struct import_upload_view {
	const struct form_errors *errors;
	struct str file_error; /* words; empty for none */
	const struct page_field *as_of;
	int64_t megabytes_max;
	int64_t replaces; /* a draft that goes when this one is there; 0 for none */
	struct str replaces_name;
};

/* ---- what stands above every page of one draft ---- */

struct import_head_view {
	int64_t id;
	enum staging_state state;
	struct str file_name;
	struct str sheet; /* empty for text */
	struct str sender; /* empty: the reader */
	struct date as_of;
	struct str notice; /* catalogue key; empty for none */
};

/* ---- columns ---- */

struct import_column_view {
	struct str name; /* of its field in the form */
	struct str letter;
	struct str heading;
	struct str sample;
	struct str chosen; /* code of a field; empty for none */
	bool guessed;      /* by the words of the heading */
	bool remembered;   /* chosen earlier by this sender */
};

struct import_columns_view {
	struct import_head_view head;
	const struct form_errors *errors;
	struct str table_error; /* words; empty for none */
	const struct page_field *sheet; /* NULL: the file has no sheets */
	const struct page_field *heading_line;
	bool has_heading;
	const struct import_column_view *columns;
	size_t count;
	size_t hidden_count; /* without heading and content, or beyond what a form can hold */
	const struct page_option *options;
	size_t option_count;
	const struct page_field *as_of;
	int64_t same_import; /* the same bytes came in as this one; 0 for none */
};

/* ---- progress ---- */

struct import_progress_view {
	struct import_head_view head;
	bool waiting;
	int percent; /* of the whole work; -1: not known */
	int step;    /* of an import: 1 it is checked once more, 2 it goes in; else 0 */
	bool guessed;        /* how many lines there are is told from the bytes */
	int64_t lines;       /* of this step */
	int64_t line_total;
	struct str done;     /* "12,4" megabytes */
	struct str total;
};

/* ---- check ---- */

/* A cell with what there is to say about it. */
struct import_cell_view {
	struct str label;  /* where the column has no heading of its own on the page */
	struct str before; /* what it replaces; empty for nothing */
	struct str value;
	struct str tone; /* class: "sel-galat", "sel-awas" or empty */
	const struct str *notes;
	size_t note_count;
};

struct import_row_view {
	int64_t line;
	enum staging_decision decision;
	bool rejected;
	bool edited; /* since the check */
	struct import_cell_view name;
	struct import_cell_view nip;
	struct import_cell_view grade;
	struct import_cell_view unit;
	const struct import_cell_view *others;
	size_t other_count;
};

struct import_tab_view {
	struct str code; /* in the query */
	struct str label; /* catalogue key */
	int64_t count;
	bool current;
};

struct import_check_view {
	struct import_head_view head;
	const struct staging_draft *draft;
	bool stale; /* corrected since the check */
	struct import_tab_view tabs[STAGING_TAB_COUNT];
	enum staging_tab tab;
	struct str tab_code;
	const struct import_row_view *rows;
	size_t count;
	bool has_grade;
	bool has_unit;
	bool has_others;
	int64_t skip;
	int64_t total;     /* that can be paged through */
	int64_t tab_count; /* as the check counted */
	bool has_earlier;
	bool has_later;
	int64_t earlier;
	int64_t later;
};

/* ---- one line ---- */

struct import_field_view {
	struct str name;
	struct str label;
	struct str value;
	struct str before; /* what the check saw; empty unless it was corrected since */
	struct str column; /* its number, for taking a correction back */
	bool corrected;
	const struct str *notes;
	size_t note_count;
};

struct import_line_view {
	struct import_head_view head;
	const struct form_errors *errors;
	int64_t line;
	struct str person;
	bool rejected;
	struct str tab_code;
	int64_t skip;
	const struct import_field_view *faulty;
	size_t faulty_count;
	const struct import_field_view *others;
	size_t other_count;
	const struct str *notes; /* about the line as a whole */
	size_t note_count;
};

/* ---- the end ---- */

struct import_named_view {
	struct str name;
	struct str within;
};

struct import_done_view {
	struct import_head_view head;
	const struct staging_draft *draft;
	struct str undo_until; /* empty: it cannot be undone any more */
	struct str error;      /* words; empty for none */
	const struct import_named_view *units;
	size_t unit_count;
	const struct import_named_view *positions;
	size_t position_count;
	int64_t unit_total;
	int64_t position_total;
};

/* An import by its number. */
struct import_number_view {
	int64_t number;
	struct str file_name;
	struct str recorded;
	struct date as_of;
	int64_t added_count;
	int64_t changed_count;
	bool undone;
	bool at_work; /* its undo */
	bool waiting; /* and behind other work */
	bool failed;
	struct str undo_until; /* empty: it cannot be undone any more */
	struct str why_not;    /* then the reason, in words */
};

struct import_absent_view {
	struct import_head_view head;
	const struct import_named_view *people;
	size_t count;
	int64_t total;
	int64_t skip;
	bool has_earlier;
	bool has_later;
	int64_t earlier;
	int64_t later;
};

#endif
