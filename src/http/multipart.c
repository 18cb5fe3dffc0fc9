/* SPDX-License-Identifier: Apache-2.0 */
#include "http/multipart.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "http/internal.h"

#define BOUNDARY_BYTES_MAX 70 /* RFC 2046 */

enum state {
	STATE_PREAMBLE,
	STATE_DELIMITER, /* behind a delimiter: "--" ends all, CRLF begins a part */
	STATE_HEAD,
	STATE_BODY,
	STATE_EPILOGUE,
};

struct multipart {
	struct arena *arena;
	struct multipart_taker taker;
	struct str delimiter; /* CR LF "--" boundary */
	size_t matched;       /* bytes of it seen at the end of the last portion */
	size_t lent;          /* of these, how many belong to what stood before the body */
	enum state state;
	char before;          /* the byte before, behind a delimiter */
	struct buf head;
	size_t parts;
};

static const struct err *refused(struct arena *arena)
{
	return err_new(arena, ERR_INVALID, STR(""), "form.parts", STR(""));
}

/* ---- headers with parameters ---- */

/* A quoted string, from behind its opening quote. Browsers write \" for a quote and no other \. */
static bool cut_quoted(struct arena *arena, struct str *rest, struct str *out)
{
	char *ptr = arena_alloc(arena, rest->len);
	size_t len = 0;

	for (size_t i = 0; i < rest->len; i++) {
		char c = rest->ptr[i];

		if (c == '"') {
			*rest = str_sub(*rest, i + 1, rest->len);
			*out = (struct str){ ptr, len };
			return true;
		}
		if (c == '\\' && i + 1 < rest->len && rest->ptr[i + 1] == '"')
			c = rest->ptr[++i];
		ptr[len++] = c;
	}
	return false;
}

/* The next "; name=value" or "; name="value""; false at the end, *sound false at a fault. */
static bool cut_parameter(struct arena *arena, struct str *rest, struct http_field *out,
                          bool *sound)
{
	ptrdiff_t at;
	size_t end = 0;

	*rest = str_trim(*rest);
	if (rest->len == 0)
		return false;
	at = str_find_char(*rest, '=');
	*sound = rest->ptr[0] == ';' && at > 0;
	if (!*sound)
		return false;
	out->name = str_trim(str_sub(*rest, 1, (size_t)at - 1));
	*rest = str_sub(*rest, (size_t)at + 1, rest->len);
	*sound = http_is_token(out->name);
	if (rest->len > 0 && rest->ptr[0] == '"') {
		*rest = str_sub(*rest, 1, rest->len);
		*sound = *sound && cut_quoted(arena, rest, &out->value);
		return *sound;
	}
	while (end < rest->len && rest->ptr[end] != ';')
		end++;
	out->value = str_trim(str_sub(*rest, 0, end));
	*sound = *sound && http_is_token(out->value);
	*rest = str_sub(*rest, end, rest->len);
	return *sound;
}

/* Cut the leading word up to the first ';'. */
static struct str cut_word(struct str *rest)
{
	ptrdiff_t at = str_find_char(*rest, ';');
	size_t end = at < 0 ? rest->len : (size_t)at;
	struct str word = str_trim(str_sub(*rest, 0, end));

	*rest = str_sub(*rest, end, rest->len);
	return word;
}

/* What people see: without folders, control characters and bytes that are no text. */
static struct str file_name(struct arena *arena, struct str sent)
{
	struct buf name;
	size_t from = sent.len;

	while (from > 0 && sent.ptr[from - 1] != '/' && sent.ptr[from - 1] != '\\')
		from--;
	sent = str_sub(sent, from, sent.len);
	buf_init(&name, arena);
	if (text_is_utf8(sent))
		buf_add(&name, sent);
	else
		text_from_windows1252(&name, sent);
	sent = buf_str(&name);
	buf_init(&name, arena);
	for (size_t i = 0; i < sent.len;) {
		size_t bytes = text_char_bytes(sent, i);

		if (name.len + bytes > MULTIPART_NAME_BYTES_MAX)
			break;
		if ((unsigned char)sent.ptr[i] >= 0x20 && sent.ptr[i] != 0x7F)
			buf_add(&name, str_sub(sent, i, bytes));
		i += bytes;
	}
	sent = str_trim(buf_str(&name));
	return str_eq(sent, STR(".")) || str_eq(sent, STR("..")) ? STR("") : sent;
}

static bool read_disposition(struct arena *arena, struct str value, struct multipart_part *part)
{
	struct http_field parameter;
	bool named = false;
	bool sound = str_eq_nocase(cut_word(&value), STR("form-data"));

	while (sound && cut_parameter(arena, &value, &parameter, &sound)) {
		if (str_eq_nocase(parameter.name, STR("name"))) {
			sound = !named && http_is_text(parameter.value);
			named = true;
			part->name = parameter.value;
		} else if (str_eq_nocase(parameter.name, STR("filename"))) {
			sound = !part->is_file;
			part->is_file = true;
			part->file_name = file_name(arena, parameter.value);
		}
	}
	return sound && named;
}

/* Bytes that would end a line for someone else. */
static bool has_bare_line_end(struct str line)
{
	return str_find_char(line, '\r') >= 0 || str_find_char(line, '\n') >= 0 ||
	       str_find_char(line, '\0') >= 0;
}

/* One header line of a part. Encodings inside a part and parts inside a part are refused. */
static bool read_line(struct arena *arena, struct str line, struct multipart_part *part, int *seen)
{
	ptrdiff_t at = str_find_char(line, ':');
	struct str name = str_sub(line, 0, at < 0 ? 0 : (size_t)at);
	struct str value = str_trim(str_sub(line, (size_t)at + 1, line.len));

	if (at < 0 || !http_is_token(name) || has_bare_line_end(line))
		return false;
	if (str_eq_nocase(name, STR("Content-Disposition")))
		return ++*seen == 1 && read_disposition(arena, value, part);
	if (str_eq_nocase(name, STR("Content-Type")))
		return !str_eq_nocase(str_sub(value, 0, 10), STR("multipart/"));
	if (str_eq_nocase(name, STR("Content-Transfer-Encoding")))
		return str_eq_nocase(value, STR("binary")) || str_eq_nocase(value, STR("8bit")) ||
		       str_eq_nocase(value, STR("7bit"));
	return true;
}

static const struct err *read_head(struct multipart *m)
{
	struct str rest = buf_str(&m->head);
	struct multipart_part part = { .name = STR("") };
	int seen = 0;

	if (++m->parts > MULTIPART_PARTS_MAX)
		return err_new(m->arena, ERR_LIMIT, STR(""), "form.fields",
		               str_fmt(m->arena, "%d", HTTP_FIELDS_MAX));
	while (rest.len > 2) {
		ptrdiff_t end = str_find(rest, STR("\r\n"));

		if (!read_line(m->arena, str_sub(rest, 0, (size_t)end), &part, &seen))
			return refused(m->arena);
		rest = str_sub(rest, (size_t)end + 2, rest.len);
	}
	if (seen != 1)
		return refused(m->arena);
	m->state = STATE_BODY;
	/* The CR LF of an empty part's delimiter is that of the empty line before it. */
	m->matched = m->lent = 2;
	return m->taker.part(m->taker.arg, &part);
}

/* ---- portions ---- */

static const struct err *give(struct multipart *m, struct str bytes)
{
	if (m->state == STATE_PREAMBLE || bytes.len == 0)
		return NULL;
	return m->taker.data(m->taker.arg, bytes);
}

static const struct err *delimiter_found(struct multipart *m)
{
	bool open = m->state == STATE_BODY;

	m->matched = m->lent = 0;
	m->before = '\0';
	m->state = STATE_DELIMITER;
	return open ? m->taker.end(m->taker.arg) : NULL;
}

/*
 * Go on where the last portion ended within a delimiter. Only its first byte is CR, so when it
 * turns out to be none, no later byte of the part held back can begin another.
 */
static const struct err *feed_matched(struct multipart *m, struct str *rest)
{
	while (rest->len > 0 && m->matched > 0) {
		struct str held = str_sub(m->delimiter, 0, m->matched);

		if (rest->ptr[0] != m->delimiter.ptr[m->matched]) {
			held = str_sub(held, m->lent, held.len);
			m->matched = m->lent = 0;
			return give(m, held);
		}
		*rest = str_sub(*rest, 1, rest->len);
		if (++m->matched == m->delimiter.len)
			return delimiter_found(m);
	}
	return NULL;
}

static const struct err *feed_body(struct multipart *m, struct str *rest)
{
	struct str all = *rest;
	size_t from = 0;

	while (from < all.len) {
		const char *cr = memchr(all.ptr + from, '\r', all.len - from);
		size_t at = cr == NULL ? all.len : (size_t)(cr - all.ptr);
		size_t there = all.len - at < m->delimiter.len ? all.len - at : m->delimiter.len;

		if (cr != NULL && memcmp(cr, m->delimiter.ptr, there) != 0) {
			from = at + 1;
			continue;
		}
		*rest = str_sub(all, at + there, all.len);
		TRY(give(m, str_sub(all, 0, at)));
		m->matched = there;
		return there == m->delimiter.len ? delimiter_found(m) : NULL;
	}
	*rest = STR("");
	return give(m, all);
}

static const struct err *feed_delimiter(struct multipart *m, char c)
{
	char before = m->before;

	m->before = c;
	if (c == '-' && before == '\0')
		return NULL;
	if (c == '-' && before == '-') {
		m->state = STATE_EPILOGUE;
		return NULL;
	}
	if ((c == ' ' || c == '\t' || c == '\r') && before != '-' && before != '\r')
		return NULL;
	if (c == '\n' && before == '\r') {
		m->state = STATE_HEAD;
		buf_init(&m->head, m->arena);
		return NULL;
	}
	return refused(m->arena);
}

static const struct err *feed_head(struct multipart *m, char c)
{
	struct str head;

	buf_add_char(&m->head, c);
	head = buf_str(&m->head);
	if (c == '\n' && (str_ends(head, STR("\r\n\r\n")) || str_eq(head, STR("\r\n"))))
		return read_head(m);
	return head.len < MULTIPART_HEAD_BYTES_MAX ? NULL : refused(m->arena);
}

const struct err *multipart_feed(struct multipart *m, struct str bytes)
{
	struct str rest = bytes;

	while (rest.len > 0) {
		switch (m->state) {
		case STATE_PREAMBLE:
		case STATE_BODY:
			if (m->matched > 0)
				TRY(feed_matched(m, &rest));
			else
				TRY(feed_body(m, &rest));
			break;
		case STATE_DELIMITER:
		case STATE_HEAD:
			TRY(m->state == STATE_HEAD ? feed_head(m, rest.ptr[0])
			                           : feed_delimiter(m, rest.ptr[0]));
			rest = str_sub(rest, 1, rest.len);
			break;
		case STATE_EPILOGUE: return NULL;
		}
	}
	return NULL;
}

const struct err *multipart_end(const struct multipart *m)
{
	return m->state == STATE_EPILOGUE ? NULL : refused(m->arena);
}

static bool is_boundary(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		bool letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		              (c >= 'A' && c <= 'Z');

		if (!letter && (c == '\0' || strchr("'()+_,-./:=? ", c) == NULL))
			return false;
	}
	return text.len > 0 && text.len <= BOUNDARY_BYTES_MAX && text.ptr[text.len - 1] != ' ';
}

const struct err *multipart_open(struct arena *arena, struct str content_type,
                                 const struct multipart_taker *taker, struct multipart **out)
{
	struct multipart *m = ARENA_NEW(arena, struct multipart);
	struct http_field parameter;
	struct str boundary = STR("");
	bool sound = str_eq_nocase(cut_word(&content_type), STR("multipart/form-data"));

	while (sound && cut_parameter(arena, &content_type, &parameter, &sound)) {
		if (!str_eq_nocase(parameter.name, STR("boundary")))
			continue;
		sound = boundary.len == 0;
		boundary = parameter.value;
	}
	if (!sound || !is_boundary(boundary))
		return refused(arena);
	m->arena = arena;
	m->taker = *taker;
	m->delimiter = str_fmt(arena, "\r\n--%.*s", STR_ARG(boundary));
	/* The first delimiter may stand at the very beginning. */
	m->matched = m->lent = 2;
	*out = m;
	return NULL;
}
