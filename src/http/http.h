/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_HTTP_HTTP_H
#define ABDI_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"

struct account_session;
struct page_chrome;
struct route;

/*
 * What a handler gets and gives. Nothing here knows the library that carries it: see server.h.
 * All of a request lives as long as its arena.
 */

#define HTTP_FIELDS_MAX       256         /* of one query or form */
#define HTTP_TARGET_BYTES_MAX 8192        /* path and query */
#define HTTP_FORM_BYTES_MAX   (256 << 10) /* a form without a file, kept in memory */
#define HTTP_UPLOADS_MAX      4           /* files of one form; they go to disk as they come */
#define HTTP_PATH_PARTS_MAX   3           /* {…} in one route */

/* HEAD arrives as GET and leaves without its body. */
enum http_method { HTTP_GET, HTTP_POST, HTTP_METHOD_COUNT };

/* A name and a value, both decoded UTF-8 without control characters but tab and line ends. */
struct http_field {
	struct str name;
	struct str value;
};

/*
 * Those of one query, form or Cookie header, in the order in which they came. Control characters
 * are taken out of values; `cut` names the fields that had some, for form_read() to tell.
 */
struct http_fields {
	const struct http_field *all;
	size_t count;
	const struct str *cut;
	size_t cut_count;
};

/* The first value under a name; empty when there is none. */
struct str http_field_get(const struct http_fields *fields, const char *name);
/* Is there one at all? An empty value counts. */
bool http_field_has(const struct http_fields *fields, const char *name);
/* Were control characters taken out of its value? */
bool http_field_is_cut(const struct http_fields *fields, const char *name);

/* A file that came with a form. It is removed with the request's arena. */
struct http_upload {
	struct str field;
	struct str file_name; /* as the browser says, without folders; never used as a path */
	struct str path;      /* where its bytes lie */
	int64_t size_bytes;
};

/*
 * Why a request cannot be acted upon. BUSY and GONE come from a thread that must not wait (a full
 * queue, a body that came too slowly): whoever answers them asks no database.
 */
struct http_fault {
	int status;
	const struct err *err;
};

/* A request, whole, before any rule has seen it. */
struct req {
	enum http_method method;
	struct str path;              /* decoded, begins with '/', no "." or ".." or empty parts */
	struct str query_text;        /* as it came, behind the '?'; for links back to this page */
	struct http_fields query;
	struct http_fields form;      /* of a POST */
	struct http_fields cookies;
	const struct http_upload *uploads;
	size_t upload_count;
	struct str peer;              /* the client's address, for throttling; never logged whole */
	struct str host;              /* as sent */
	struct str origin;            /* header Origin; empty when not sent */
	struct str fetch_site;        /* header Sec-Fetch-Site */
	struct str accept;
	struct str accept_language;
	struct str if_none_match;
	bool secure;                  /* a trusted proxy says it came by TLS */
	struct http_fault fault;      /* with an error: say why it is refused, and do nothing */
	bool brief;                   /* others wait until it is answered: short work only */

	/* From here on the dispatcher fills in. */
	const struct route *route;
	struct str parts[HTTP_PATH_PARTS_MAX]; /* what stood at the route's {…}, in order */
	int64_t id;                            /* the first part as a number, when it is "{id}" */
	const struct account_session *session; /* NULL: nobody is signed in */
	const struct page_chrome *chrome;      /* what stands around every page */
	bool wants_json;                       /* under /api, or asked for by Accept */
};

#define REPLY_HEADERS_MAX 12

/* An answer in the making. The dispatcher hands it out with 200 and an empty body. */
struct reply {
	int status;
	struct str content_type;
	struct buf body;
	struct http_field headers[REPLY_HEADERS_MAX];
	size_t header_count;
	struct str file_path; /* when not empty the body is this file's, removed with the arena */
};

/* Add a header. Bug when there are REPLY_HEADERS_MAX or the value holds a control character. */
void reply_header(struct reply *rp, const char *name, struct str value);

/* 303 to a path of this site: "/kerja/pegawai/7". Always NULL, for `return reply_see_other(…)`. */
const struct err *reply_see_other(struct reply *rp, struct str path);

/* The body is a file to keep. `name` is what the browser calls it. Always NULL. */
const struct err *reply_download(struct reply *rp, struct str content_type, struct str name,
                                 struct str path);

/*
 * Set a cookie: HttpOnly, SameSite=Lax, Path=/, Secure when `secure`.
 *   seconds   how long it is kept; 0 until the browser closes, negative removes it
 */
void reply_cookie(struct reply *rp, struct arena *arena, const char *name, struct str value,
                  int64_t seconds, bool secure);

/* ---- parse.c: bytes from outside to the above ---- */

/*
 * Percent-decode one part of a URL.
 *   plus   '+' is a space (queries and forms, not paths)
 * Errors: INVALID a broken escape, bytes that are not UTF-8, a control character (NUL too).
 */
const struct err *http_decode(struct arena *arena, struct str text, bool plus, struct str *out);

/* Percent-encode all but unreserved characters. */
struct str http_encode(struct arena *arena, struct str text);

/*
 * Read a query or a urlencoded form. Control characters are taken out of values and told by `cut`.
 * Errors: INVALID as http_decode for names, for values a broken escape or bytes that are not UTF-8;
 * LIMIT more than HTTP_FIELDS_MAX.
 */
const struct err *http_parse_fields(struct arena *arena, struct str text, struct http_fields *out);

/* Read a Cookie header. What is malformed is left out: it must not lock a person out. */
void http_parse_cookies(struct arena *arena, struct str text, struct http_fields *out);

/*
 * Decode and check a path.
 * Errors: INVALID not absolute, escapes the root, empty parts, or as http_decode.
 */
const struct err *http_parse_path(struct arena *arena, struct str raw, struct str *out);

/* ---- form.c: typed and bounded ---- */

enum form_kind {
	FORM_TEXT,   /* struct str: one line, trimmed, NFC not changed */
	FORM_LINES,  /* struct str: line ends as \n */
	FORM_INT,    /* int64_t: 1.234 and 1234 */
	FORM_DATE,   /* struct date: ISO, or date_loose forms; date_open() when left out */
	FORM_FLAG,   /* bool: there or not */
};

/* One field of a form, as a row. */
struct form_field {
	const char *name;
	enum form_kind kind;
	bool required;
	int64_t min;   /* code points of a text, value of a number */
	int64_t max;
	size_t offset; /* offsetof(struct …_form, member) */
};

#define FORM_ERRORS_MAX 16

/* What is wrong with a form, for its page: in the order of the fields. */
struct form_errors {
	const struct err *all[FORM_ERRORS_MAX];
	size_t count;
};

/*
 * Fill a form's struct from fields. All fields are read, so that all faults are told at once;
 * a faulty one keeps its zero value. err->field is the field's name; messages are form.required,
 * form.too_long, form.too_short, form.number, form.number_range, form.date, form.control.
 */
void form_read(struct ctx *c, const struct http_fields *fields, const struct form_field *rows,
               size_t count, void *out, struct form_errors *errors);

/*
 * Add form.control for each field that had control characters and has no error yet: for handlers
 * that read a field without form_read() and have transactions of their own.
 */
void form_controls(struct ctx *c, const struct http_fields *fields, struct form_errors *errors);

/* The error of one field, or NULL. */
const struct err *form_error_of(const struct form_errors *errors, const char *name);

#endif
