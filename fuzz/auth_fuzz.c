/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "app/internal.h"
#include "auth/internal.h"
#include "auth/key.h"
#include "auth/session.h"
#include "auth/throttle.h"
#include "base/arena.h"
#include "http/http.h"

#define ARENA_BYTES_MAX (16u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* A cookie makes a token or none, and its form is taken with that token only. */
static void read_token(struct arena *arena, struct str cookie, struct str given)
{
	struct ctx c = { .arena = arena };
	struct str token = auth_csrf_token(arena, cookie);

	must((token.len > 0) == auth_token_is_formed(cookie));
	must((auth_csrf_check(&c, cookie, given) == NULL) ==
	     (token.len > 0 && str_eq(token, given)));
	must(token.len == 0 || auth_csrf_check(&c, cookie, token) == NULL);
}

/* Where to go after signing in stays on this site, whatever a browser makes of it. */
static void read_onward(struct arena *arena, struct str target, struct str query)
{
	struct str path;

	if (auth_is_onward(target)) {
		must(str_starts(target, STR("/kerja")) && str_find_char(target, '\\') < 0);
		must(str_find_char(target, '\r') < 0 && str_find_char(target, '\n') < 0);
	}
	path = auth_sign_in_path(arena, target, query);
	must(str_starts(path, STR(AUTH_PATH_SIGN_IN)));
	must(str_find_char(path, '\r') < 0 && str_find_char(path, '\n') < 0);
}

static void read_peer(struct arena *arena, struct str address)
{
	struct str network = auth_peer_network(arena, address);

	must(network.len == 0 || network.len == 16);
	must(!auth_peer_is_local(address) || network.len == 16);
}

static void read_language(struct str header, struct str asked)
{
	struct http_field field = { STR("bahasa"), asked };
	struct req rq = { .accept_language = header,
		          .query = { .all = &field, .count = asked.len > 0 } };
	enum lang lang = chrome_lang(&rq, LANG_ID);

	must(lang == LANG_ID || lang == LANG_EN);
}

/* Two pieces, parted by the first line end. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
	struct str rest = { (const char *)data, size };
	struct str first = STR("");

	(void)str_cut(&rest, '\n', &first);
	read_token(arena, first, rest);
	read_onward(arena, first, rest);
	read_peer(arena, first);
	read_language(first, rest);
	arena_free(arena);
	return 0;
}
