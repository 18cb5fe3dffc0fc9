/* SPDX-License-Identifier: Apache-2.0 */
#include "http/http.h"

#include <assert.h>
#include <unistd.h>

#include "base/arena.h"
#include "http/internal.h"

/* What a path of this site may hold unescaped, in a Location. */
#define LOCATION_KEPT "/?#=&+%:@!$'()*,;"

void reply_header(struct reply *rp, const char *name, struct str value)
{
	assert(rp->header_count < REPLY_HEADERS_MAX);
	for (size_t i = 0; i < value.len; i++)
		assert((unsigned char)value.ptr[i] >= 0x20 && value.ptr[i] != 0x7F);
	rp->headers[rp->header_count++] = (struct http_field){ str_of(name),
		                                               str_copy(rp->body.arena, value) };
}

const struct err *reply_see_other(struct reply *rp, struct str path)
{
	struct arena *arena = rp->body.arena;
	bool elsewhere = path.len == 0 || path.ptr[0] != '/' ||
	                 (path.len > 1 && path.ptr[1] == '/');

	rp->status = 303;
	buf_clear(&rp->body);
	reply_header(rp, "Location",
	             elsewhere ? STR("/") : http_encode_but(arena, path, LOCATION_KEPT));
	return NULL;
}

static void remove_file(void *arg)
{
	unlink(arg);
}

/* For browsers that do not read filename*: ASCII without quotes and separators. */
static struct str plain_name(struct arena *arena, struct str name)
{
	char *ptr = arena_alloc(arena, name.len);

	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];
		struct str one = { &c, 1 };

		ptr[i] = http_is_token(one) && c != '%' ? c : '_';
	}
	return (struct str){ ptr, name.len };
}

const struct err *reply_download(struct reply *rp, struct str content_type, struct str name,
                                 struct str path)
{
	struct arena *arena = rp->body.arena;

	rp->content_type = content_type;
	reply_header(rp, "Content-Disposition",
	             str_fmt(arena, "attachment; filename=\"%.*s\"; filename*=UTF-8''%.*s",
	                     STR_ARG(plain_name(arena, name)), STR_ARG(http_encode(arena, name))));
	if (path.len > 0) {
		rp->file_path = str_copy(arena, path);
		arena_defer(arena, remove_file, str_c(arena, path));
	}
	return NULL;
}

void reply_cookie(struct reply *rp, struct arena *arena, const char *name, struct str value,
                  int64_t seconds, bool secure)
{
	struct buf text;

	assert(http_is_token(str_of(name)) && http_is_cookie_value(value));
	buf_init(&text, arena);
	buf_add_fmt(&text, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax", name, STR_ARG(value));
	if (secure)
		buf_add(&text, STR("; Secure"));
	if (seconds != 0)
		buf_add_fmt(&text, "; Max-Age=%lld", (long long)(seconds < 0 ? 0 : seconds));
	reply_header(rp, "Set-Cookie", buf_str(&text));
}
