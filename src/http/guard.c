/* SPDX-License-Identifier: Apache-2.0 */
#include "http/internal.h"

#include <stddef.h>

/*
 * Framing is where two readers of one connection can be made to disagree about where a request
 * ends. Whatever leaves room for that is refused, even where the standard would allow a guess.
 */

#define LENGTH_DIGITS_MAX 18
#define HEAD_BYTES_MAX    (16 << 10) /* half of what the library has room for */

/* Headers that mean something to us, and where their value goes. The first of several counts. */
static const struct {
	struct str name;
	size_t offset;
} known[] = {
	{ STR_INIT("Accept"), offsetof(struct head, accept) },
	{ STR_INIT("Accept-Encoding"), offsetof(struct head, accept_encoding) },
	{ STR_INIT("Accept-Language"), offsetof(struct head, accept_language) },
	{ STR_INIT("Content-Encoding"), offsetof(struct head, content_encoding) },
	{ STR_INIT("Content-Length"), offsetof(struct head, content_length) },
	{ STR_INIT("Content-Type"), offsetof(struct head, content_type) },
	{ STR_INIT("Cookie"), offsetof(struct head, cookies) },
	{ STR_INIT("Host"), offsetof(struct head, host) },
	{ STR_INIT("If-None-Match"), offsetof(struct head, if_none_match) },
	{ STR_INIT("Origin"), offsetof(struct head, origin) },
	{ STR_INIT("Sec-Fetch-Site"), offsetof(struct head, fetch_site) },
	{ STR_INIT("Transfer-Encoding"), offsetof(struct head, transfer_encoding) },
	{ STR_INIT("X-Forwarded-For"), offsetof(struct head, forwarded_for) },
	{ STR_INIT("X-Forwarded-Proto"), offsetof(struct head, forwarded_proto) },
};

/* *ascii is cleared by bytes past 0x7E: allowed in a value, but never handed on. */
static bool value_is_sound(struct str value, bool *ascii)
{
	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.ptr[i];

		if ((c < 0x20 && c != '\t') || c == 0x7F)
			return false;
		*ascii = *ascii && c < 0x7F;
	}
	return true;
}

void head_add(struct head *head, struct str name, struct str value)
{
	bool ascii = true;

	head->bytes += name.len + value.len;
	if (!http_is_token(name) || !value_is_sound(value, &ascii)) {
		head->broken = true;
		return;
	}
	head->hosts += str_eq_nocase(name, STR("Host"));
	head->lengths += str_eq_nocase(name, STR("Content-Length"));
	head->encodings += str_eq_nocase(name, STR("Transfer-Encoding"));
	for (size_t i = 0; i < COUNT(known); i++) {
		struct str *target = (struct str *)(void *)((char *)head + known[i].offset);

		if (name.len == known[i].name.len && str_eq_nocase(name, known[i].name)) {
			if (target->ptr == NULL)
				*target = ascii ? value : STR("");
			return;
		}
	}
}

bool target_is_sound(struct str target)
{
	for (size_t i = 0; i < target.len; i++) {
		if (target.ptr[i] <= 0x20 || target.ptr[i] >= 0x7F)
			return false;
	}
	return target.len > 0 && target.ptr[0] == '/';
}

/* A name or an address, with a port or without; nothing that could end up in a link as more. */
static bool host_is_sound(struct str host)
{
	for (size_t i = 0; i < host.len; i++) {
		char c = host.ptr[i];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      c == '.' || c == '-' || c == '_' || c == ':' || c == '[' || c == ']'))
			return false;
	}
	return host.len > 0;
}

/* Framing that two readers could see differently. */
static bool framing_is_sound(const struct head *head, struct str version)
{
	bool chunked = head->encodings > 0;

	if (head->lengths > 1 || head->encodings > 1 || (head->lengths > 0 && chunked))
		return false;
	if (chunked)
		return str_eq(version, STR("HTTP/1.1"));
	return head->lengths == 0 || (str_is_digits(head->content_length) &&
	                              head->content_length.len <= LENGTH_DIGITS_MAX);
}

static int refused(const char **reason, const char *key, int status)
{
	*reason = key;
	return status;
}

int head_check(const struct head *head, struct str target, struct str version, int64_t *body_bytes,
               const char **reason)
{
	bool chunked = head->encodings > 0;

	*body_bytes = 0;
	if (target.len > HTTP_TARGET_BYTES_MAX)
		return refused(reason, "request.target_long", 414);
	if (!str_eq(version, STR("HTTP/1.1")) && !str_eq(version, STR("HTTP/1.0")))
		return refused(reason, "request.version", 505);
	if (head->broken || head->hosts != 1 || !host_is_sound(head->host) ||
	    !target_is_sound(target) || !framing_is_sound(head, version))
		return refused(reason, "request.head", 400);
	if (head->bytes > HEAD_BYTES_MAX)
		return refused(reason, "request.head_large", 431);
	if (chunked && !str_eq_nocase(head->transfer_encoding, STR("chunked")))
		return refused(reason, "request.coding", 501);
	if (head->content_encoding.len > 0)
		return refused(reason, "request.packed", 415);
	if (head->lengths > 0 && !str_int(head->content_length, body_bytes))
		return refused(reason, "request.head", 400);
	if (chunked)
		*body_bytes = -1;
	return 0;
}
