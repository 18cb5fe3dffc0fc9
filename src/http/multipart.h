/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_HTTP_MULTIPART_H
#define ABDI_HTTP_MULTIPART_H

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"
#include "http/http.h"

struct arena;

/*
 * multipart/form-data as browsers send it (RFC 7578), read as its bytes come and in any
 * portions. Our own because the library's reader takes names as C strings and follows nested
 * multiparts; here both are refused.
 */
struct multipart;

#define MULTIPART_PARTS_MAX      (HTTP_FIELDS_MAX + HTTP_UPLOADS_MAX)
#define MULTIPART_HEAD_BYTES_MAX 4096 /* the headers of one part */
#define MULTIPART_NAME_BYTES_MAX 255  /* a longer file name is cut */

/* What stands at the head of a part. */
struct multipart_part {
	struct str name;
	bool is_file;
	struct str file_name; /* without folders and control characters; may be empty */
};

/* Who takes the parts, in order: part, any number of data, end. An error ends the reading. */
struct multipart_taker {
	const struct err *(*part)(void *arg, const struct multipart_part *part);
	const struct err *(*data)(void *arg, struct str bytes);
	const struct err *(*end)(void *arg);
	void *arg;
};

/* "multipart/form-data; boundary=…". Errors: INVALID another type, no or a bad boundary. */
const struct err *multipart_open(struct arena *arena, struct str content_type,
                                 const struct multipart_taker *taker, struct multipart **out);

/* The next bytes. Errors: INVALID, LIMIT too many parts, the taker's own. */
const struct err *multipart_feed(struct multipart *multipart, struct str bytes);

/* Nothing more comes. Errors: INVALID the last delimiter is missing. */
const struct err *multipart_end(const struct multipart *multipart);

#endif
