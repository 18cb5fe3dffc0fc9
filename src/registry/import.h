/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_IMPORT_H
#define ABDI_REGISTRY_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"
#include "registry/heading.h"

/*
 * A roster comes in. Lines are read, checked and written in batches under one open act, and
 * published by recording it: nothing is seen before, everything after. Faulty lines are handed
 * back, never half taken.
 */

enum import_severity { IMPORT_ERROR, IMPORT_WARNING };

/* One thing wrong with one cell. Strings live until the listener returns. */
struct import_finding {
	int64_t line;       /* physical line on which the record starts; the first is 1 */
	/* heading as the file writes it; the fact's usual heading when it has none */
	struct str column;
	struct str value;   /* the cell as it stands; a NIK is masked */
	/* "nip_length": also the catalogue key import.nip_length of the remedy */
	const char *code;
	enum import_severity severity;
	/* what the remedy names: the unit meant, the rank that fits, the first line */
	struct str other;
	int64_t other_line; /* the earlier line of a duplicate; 0 else */
};

/* A value of a known person that the file changes. */
struct import_change {
	int64_t line;
	struct str column;
	struct str before;
	struct str after;
};

/* How a line stands. */
struct import_line {
	int64_t line;
	bool rejected;
	bool added;   /* its person was not known */
	bool changed; /* something known of its person changes */
};

/* A unit or position that an import created, or a person a roster left out. */
struct import_named {
	struct str name;   /* unit or title or person */
	struct str within; /* parent unit, unit, or NIP */
};
/* Who wants to know while it runs. Any may be NULL; an error ends the import and leaves nothing. */
struct import_listener {
	void *arg;
	const struct err *(*finding)(void *arg, const struct import_finding *finding);
	/* Each line in the order of the file, before its findings, with its cells. */
	const struct err *(*line)(void *arg, const struct import_line *line,
	                          const struct csv_record *record);
	/* In the order of the lines, but up to a batch behind them. */
	const struct err *(*change)(void *arg, const struct import_change *change);
	/*
	 * A rejected line as the file has it, with the codes of its errors; `heading` comes first,
	 * once.
	 */
	const struct err *(*heading)(void *arg, const struct csv_record *heading, char separator);
	const struct err *(*reject)(void *arg, const struct csv_record *record,
	                            const char *const *codes, size_t code_count);
	/* Someone in service whom the roster does not name; reported, never ended. */
	const struct err *(*absent)(void *arg, const struct import_named *person);
	/* All lines and people are told, nothing is published yet: the last chance to refuse. */
	const struct err *(*ready)(void *arg);
	/* After each batch: bytes read so far. */
	const struct err *(*progress)(void *arg, int64_t bytes);
};

struct import_request {
	struct str file_name;   /* without its folder */
	struct str file_digest; /* hexadecimal; only recorded */
	struct record_source source;
	int64_t heading_line;   /* 0: the first line with usable headings */
	/* What each column says, as people have chosen; NULL: by the words of the headings. */
	const struct heading_mapping *mapping;
	struct date as_of;      /* date of the snapshot */
	bool dry_run;           /* check and compare, write nothing */
	struct str spill_folder; /* for temporary files that grow with the roster */
	struct import_listener listener;
};

struct import_result {
	/* what people call this import; 0 when nothing changed or dry run */
	int64_t number;
	int64_t act_id;
	int64_t line_count;     /* records behind the heading, blank ones not counted */
	int64_t heading_line;
	int64_t accepted_count;
	int64_t rejected_count;
	int64_t unchanged_count;
	int64_t added_count;
	int64_t changed_count;
	int64_t warning_count;
	int64_t unit_count;     /* units created */
	int64_t position_count; /* positions created */
	int64_t absent_count;   /* people in service whom the roster does not name */
	const char *encoding;
	char separator;
};

/*
 * Read, check and take in a roster. Starts its own transactions; call outside one.
 * Errors: INVALID no line with usable headings (field and value say what was missing); BUSY another
 * import runs; LIMIT; those of the database and of the source. After an error nothing of it is
 * seen.
 */
const struct err *registry_import_roster(struct ctx *c, const struct import_request *request,
                                         struct import_result *out);

typedef const struct err *import_named_fn(void *arg, const struct import_named *named);

/* In the order of creation. Inside a transaction. */
const struct err *registry_import_units(struct ctx *c, int64_t act_id, import_named_fn *fn,
                                        void *arg);
const struct err *registry_import_positions(struct ctx *c, int64_t act_id, import_named_fn *fn,
                                            void *arg);

/* A past import, as `import list` shows it. */
struct import_entry {
	int64_t number;
	int64_t act_id;
	struct str file_name;
	struct date as_of;
	int64_t recorded_at;
	int64_t accepted_count;
	int64_t rejected_count;
	int64_t added_count;
	int64_t changed_count;
	bool undone;
};
typedef const struct err *import_entry_fn(void *arg, const struct import_entry *entry);
const struct err *registry_import_list(struct ctx *c, import_entry_fn *fn, void *arg);

/* Could it be taken back now? Inside a transaction. Errors: those of registry_import_undo(). */
const struct err *registry_import_undo_check(struct ctx *c, int64_t number);

/*
 * Take an import back: what it added is ended, what it changed is as before, units and posts it
 * created are gone; history keeps both. Starts its own transactions.
 * Errors: MISSING no such number; CONFLICT already undone, too old (law value roster.undo_hours),
 * or a later act built on it (value names that import).
 */
const struct err *registry_import_undo(struct ctx *c, int64_t number);

#endif
