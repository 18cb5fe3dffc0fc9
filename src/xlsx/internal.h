/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_XLSX_INTERNAL_H
#define ABDI_XLSX_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/str.h"
#include "xlsx/xlsx.h"

/* ---- pack.c: the archive, and one part of it at a time ---- */

struct pack;

/* Errors: INVALID not an archive, entries that stand twice or lead outside; LIMIT. */
const struct err *pack_open(struct arena *arena, int fd, struct pack **out);

/* Letters are compared without case, as the format wants it. */
bool pack_has(const struct pack *pack, struct str name);

/* Begin to read a part; the one before is closed. Errors: INVALID no such part; LIMIT. */
const struct err *pack_begin(struct pack *pack, struct str name, int64_t ratio_max);

/* The next bytes of it; none at the end. Errors: INVALID damaged; LIMIT it inflates too far. */
const struct err *pack_read(struct pack *pack, char *out, size_t cap, size_t *got);

/* How far the part is read, as bytes of the whole file. */
int64_t pack_done_bytes(const struct pack *pack);

/* ---- xml.c: expat with limits ---- */

#define XML_DEPTH_MAX   64
#define XML_TOKEN_BYTES (256u << 10) /* one tag with all its attributes */
#define XML_NAMES_MAX   512          /* names of elements and attributes in one part */

struct xml;

/* What a part is handed to; names come without their prefix. Any may be NULL. */
struct xml_calls {
	void (*start)(void *arg, struct xml *xml, struct str name, const char **attributes);
	void (*end)(void *arg, struct xml *xml, struct str name);
	void (*text)(void *arg, struct xml *xml, struct str text);
};

/* Begin a part of the pack. It ends with the next one, or with the arena. */
const struct err *xml_begin(struct xml *xml, struct str part, int64_t ratio_max,
                            const struct xml_calls *calls, void *arg);
struct xml *xml_new(struct arena *arena, struct pack *pack);

/* Read on until a call pauses or the part ends. Errors: of the calls; INVALID; LIMIT. */
const struct err *xml_run(struct xml *xml, bool *ended);

/* For calls: stop after this one, or stop for good with an error. The first error is kept. */
void xml_pause(struct xml *xml);
void xml_refuse(struct xml *xml, const struct err *err);

/* Bytes of the part that were handed to the parser. */
int64_t xml_fed_bytes(const struct xml *xml);

/* How many elements are open around the one at hand: 0 for the root. */
int xml_depth(const struct xml *xml);

/* The value of an attribute, or NULL. `xml_attribute_local` looks behind prefixes. */
const char *xml_attribute(const char **attributes, const char *name);
const char *xml_attribute_local(const char **attributes, const char *name);

/* The errors of a workbook that cannot be trusted or read. `what` goes to the log. */
const struct err *xlsx_damaged(struct arena *arena, const char *what, struct str where);
const struct err *xlsx_limit(struct arena *arena, const char *message, const char *what,
                             int64_t most);

/* ---- strings.c: shared strings in temporary files ---- */

struct strings;

const struct err *strings_new(struct arena *arena, struct str folder, struct strings **out);
const struct err *strings_add(struct strings *strings, struct str text);
/* All were added. */
const struct err *strings_seal(struct strings *strings);
/* Append one; false when there is no such number. */
const struct err *strings_get(struct strings *strings, uint64_t number, struct buf *out,
                              bool *found);

/* ---- format.c: numbers as cells; pure ---- */

enum format_kind {
	FORMAT_NUMBER = 0,
	FORMAT_DATE = 1,
	FORMAT_TIME = 2,
	FORMAT_DATE_TIME = FORMAT_DATE | FORMAT_TIME,
	FORMAT_ELAPSED = 4, /* hours that go past 24 */
};

/* What a built-in format shows. */
enum format_kind format_builtin(unsigned id);
/* What a format of the file's own shows: "dd/mm/yyyy", "[$-421]d mmmm yyyy;@", "#,##0". */
enum format_kind format_read(struct str code);

/* A number as the cell it makes; text that is no number is left as it is. */
void format_number(struct buf *out, struct str text, enum format_kind kind, bool from_1904);
/* An ISO instant as such files may hold it: 2021-01-01T00:00:00.000 → 2021-01-01. */
void format_instant(struct buf *out, struct str text);
/* Put the letters for their _xHHHH_, from a place in the buffer on. */
void format_unescape(struct buf *text, size_t from);

/* ---- book.c ---- */

struct xlsx {
	struct arena *arena;
	struct pack *pack;
	struct xml *xml;
	struct strings *strings;
	struct xlsx_sheet *sheets;
	struct str *paths; /* of each sheet in the archive */
	size_t sheet_count;
	unsigned char *styles; /* enum format_kind of each cell style */
	size_t style_count;
	bool from_1904;
	struct sheet *sheet; /* the one being read */
};

#endif
