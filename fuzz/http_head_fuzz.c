/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "http/internal.h"

#define ARENA_BYTES_MAX (64u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* What no later reader has to look at again. */
static bool is_printable(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (((unsigned char)text.ptr[i] < 0x20 && text.ptr[i] != '\t') ||
		    (unsigned char)text.ptr[i] >= 0x7F)
			return false;
	return true;
}

static void check_taken(const struct head *head, int64_t body_bytes)
{
	must(!head->broken && head->hosts == 1 && head->lengths + head->encodings <= 1);
	must((body_bytes == -1) == (head->encodings == 1));
	must(head->host.len > 0 && str_find_char(head->host, '/') < 0 && is_printable(head->host));
	must(is_printable(head->cookies) && is_printable(head->accept) &&
	     is_printable(head->accept_language) && is_printable(head->origin));
}

/* The first line is the target; the others are headers. */
static void read_head(struct arena *arena, struct str text)
{
	struct head head = { .hosts = 0 };
	struct str target = STR("");
	struct str line;
	struct http_fields cookies;
	const char *reason = NULL;
	int64_t body_bytes;
	int status;

	(void)str_cut(&text, '\n', &target);
	while (str_cut(&text, '\n', &line)) {
		ptrdiff_t at = str_find_char(line, ':');
		size_t end = at < 0 ? line.len : (size_t)at;

		head_add(&head, str_sub(line, 0, end), str_trim(str_sub(line, end + 1, line.len)));
	}
	status = head_check(&head, target, STR("HTTP/1.1"), &body_bytes, &reason);
	must((status == 0) == (reason == NULL) && (status == 0 || status >= 400));
	if (status == 0)
		check_taken(&head, body_bytes);
	http_parse_cookies(arena, head.cookies, &cookies);
	(void)http_accepts(head.accept_encoding, STR("gzip"));
	(void)http_accepts(head.accept_encoding, STR("br"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(ARENA_BYTES_MAX);

	read_head(arena, (struct str){ (const char *)data, size });
	arena_free(arena);
	return 0;
}
