/* SPDX-License-Identifier: Apache-2.0 */
#include "http/internal.h"

#include <stdlib.h>

#define ZLIB_CONST /* what is compressed is only read */
#include <zlib.h>

#include "base/arena.h"

#define GZIP_BYTES_LEAST 1400 /* less fits into one packet anyway */
#define GZIP_LEVEL       1
#define GZIP_LEVEL_LARGE 6
#define GZIP_BYTES_LARGE 32768
#define GZIP_WINDOW      (15 + 16) /* zlib: the largest, in gzip's frame */
#define GZIP_MEMORY      8

struct gzip {
	z_stream stream;
};

bool http_accepts(struct str accept_encoding, struct str coding)
{
	struct str part;

	while (str_cut(&accept_encoding, ',', &part)) {
		struct str name = STR("");
		struct str weight;
		bool never = false;

		/* Between two commas there may be nothing to cut. */
		(void)str_cut(&part, ';', &name);
		while (str_cut(&part, ';', &weight)) {
			weight = str_trim(weight);
			never = str_eq_nocase(weight, STR("q=0")) ||
			        str_eq_nocase(weight, STR("q=0.0")) ||
			        str_eq_nocase(weight, STR("q=0.00")) ||
			        str_eq_nocase(weight, STR("q=0.000"));
		}
		if (str_eq_nocase(str_trim(name), coding))
			return !never;
	}
	return false;
}

void gzip_free(struct gzip *gzip)
{
	if (gzip == NULL)
		return;
	deflateEnd(&gzip->stream);
	free(gzip);
}

static bool gzip_ready(struct gzip **gzip)
{
	struct gzip *made;

	if (*gzip != NULL)
		return deflateReset(&(*gzip)->stream) == Z_OK;
	made = calloc(1, sizeof(*made));
	if (made == NULL || deflateInit2(&made->stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW,
	                                 GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK) {
		free(made);
		return false;
	}
	*gzip = made;
	return true;
}

/* Pages, tables and data; pictures, archives and fonts are packed already. */
static bool is_packable(struct str content_type)
{
	return str_starts(content_type, STR("text/")) || str_find(content_type, STR("json")) >= 0 ||
	       str_starts(content_type, STR("image/svg"));
}

/*
 * Measured on pages of the design (zlib 1.2.13, CPU on the target machine):
 *
 *   page           level 1          level 3          level 6
 *   25 KB chart    7.1 KB 169 us    6.8 KB 186 us    6.1 KB 338 us
 *   17 KB home     5.1 KB  93 us    4.9 KB 112 us    4.5 KB 215 us
 *
 * It costs more than the page itself, and only those pay who ask for it: a phone on 400 kbit/s
 * gains 240 ms by it and the 10 KB of a warm page hold. Past level 1 the price doubles for a
 * tenth of the bytes; only a large page, an outlook, would miss the 10 KB without.
 */
struct str http_gzip(struct arena *arena, struct gzip **gzip, struct str content_type,
                     struct str body)
{
	z_stream *stream;
	char *out;

	if (body.len < GZIP_BYTES_LEAST || body.len > UINT32_MAX / 2 ||
	    !is_packable(content_type) || !gzip_ready(gzip))
		return STR("");
	stream = &(*gzip)->stream;
	if (deflateParams(stream, body.len < GZIP_BYTES_LARGE ? GZIP_LEVEL : GZIP_LEVEL_LARGE,
	                  Z_DEFAULT_STRATEGY) != Z_OK)
		return STR("");
	out = arena_alloc(arena, body.len);
	stream->next_in = (const unsigned char *)body.ptr;
	stream->avail_in = (uInt)body.len;
	stream->next_out = (unsigned char *)out;
	stream->avail_out = (uInt)body.len;
	/* It does not end when the result would not be smaller. */
	if (deflate(stream, Z_FINISH) != Z_STREAM_END)
		return STR("");
	return (struct str){ out, body.len - stream->avail_out };
}
