/* SPDX-License-Identifier: Apache-2.0 */
#include "page/page.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "page/put.h"

/* ---- escaping ---- */

/* What text and quoted attributes may not hold as it is; everything else passes unchanged. */
static struct str escape_of(char c)
{
	switch (c) {
	case '&': return STR("&amp;");
	case '<': return STR("&lt;");
	case '>': return STR("&gt;");
	case '"': return STR("&quot;");
	case '\'': return STR("&#39;");
	default: return STR("");
	}
}

static const bool special[256] = {
	['&'] = true, ['<'] = true, ['>'] = true, ['"'] = true, ['\''] = true,
};

#define EACH_BYTE(value) (UINT64_C(0x0101010101010101) * (value))

/* Is one of eight bytes this one? A bit above it may be set as well, never without it. */
static uint64_t among(uint64_t bytes, unsigned char one)
{
	uint64_t other = bytes ^ EACH_BYTE(one);

	return (other - EACH_BYTE(1)) & ~other & EACH_BYTE(0x80);
}

/* How many bytes from `at` on need no escape. Most texts have none to the end. */
static size_t plain_run(struct str text, size_t at)
{
	size_t from = at;

	/* '&' and '\'' differ in one bit, and so do '<' and '>'. */
	for (; text.len - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
		uint64_t eight;

		memcpy(&eight, text.ptr + at, sizeof(eight));
		if ((among(eight | EACH_BYTE(1), '\'') | among(eight | EACH_BYTE(2), '>') |
		     among(eight, '"')) != 0)
			break;
	}
	while (at < text.len && !special[(unsigned char)text.ptr[at]])
		at++;
	return at - from;
}

static void put_escaped(struct buf *out, struct str text)
{
	size_t at = 0;

	while (at < text.len) {
		size_t run = plain_run(text, at);

		buf_add(out, (struct str){ text.ptr + at, run });
		at += run;
		if (at < text.len)
			buf_add(out, escape_of(text.ptr[at++]));
	}
}

static bool unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

static void put_percent(struct buf *out, struct str text)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (unreserved(text.ptr[i])) {
			buf_add_char(out, text.ptr[i]);
			continue;
		}
		buf_add_char(out, '%');
		buf_add_char(out, digits[c >> 4]);
		buf_add_char(out, digits[c & 15]);
	}
}

/* ---- values ---- */

#define NIP_DIGITS 18

/* A NIP is read in four parts: birth, entry, gender, number. */
static size_t nip_write(struct str nip, char out[NIP_DIGITS + 3])
{
	size_t len = 0;

	for (size_t i = 0; i < NIP_DIGITS; i++) {
		if (i == 8 || i == 14 || i == 15)
			out[len++] = ' ';
		out[len++] = nip.ptr[i];
	}
	return len;
}

struct str page_nip(struct arena *arena, struct str nip)
{
	char text[NIP_DIGITS + 3];

	if (nip.len != NIP_DIGITS)
		return nip;
	return str_copy(arena, (struct str){ text, nip_write(nip, text) });
}

static struct str iso(struct page *p, struct date date)
{
	char text[DATE_TEXT_BYTES];

	return str_copy(p->arena, str_of(date_iso(date, text)));
}

struct str page_value_str(struct page *p, struct str text)
{
	(void)p;
	return text;
}

struct str page_value_int(struct page *p, int64_t n)
{
	return words_number(p->arena, p->lang, n);
}

struct str page_value_size(struct page *p, size_t n)
{
	return words_number(p->arena, p->lang, (int64_t)n);
}

struct str page_value_date(struct page *p, struct date date)
{
	return words_date_short(p->arena, p->lang, date);
}

/* ---- text ---- */

void page_text_str(struct page *p, struct str text)
{
	put_escaped(p->out, text);
}

void page_text_html(struct page *p, struct page_html html)
{
	buf_add(p->out, html.markup);
}

void page_text_int(struct page *p, int64_t n)
{
	buf_add_int(p->out, n);
}

void page_text_size(struct page *p, size_t n)
{
	buf_add_int(p->out, (int64_t)n);
}

void page_text_day(struct page *p, struct date date)
{
	put_escaped(p->out, page_value_date(p, date));
}

void page_text_number(struct page *p, int64_t n)
{
	put_escaped(p->out, page_value_int(p, n));
}

void page_text_date(struct page *p, struct date date)
{
	put_escaped(p->out, words_date(p->arena, p->lang, date));
}

void page_text_month(struct page *p, struct date date)
{
	put_escaped(p->out, words_month(p->arena, p->lang, date));
}

void page_text_nip(struct page *p, struct str nip)
{
	put_escaped(p->out, page_nip(p->arena, nip));
}

void page_text_key(struct page *p, struct str key)
{
	put_escaped(p->out, words_get(p->lang, key));
}

void page_text_words(struct page *p, struct str key, const struct word_arg *args, size_t count)
{
	put_escaped(p->out, words_fmt(p->arena, p->lang, key, args, count));
}

/* ---- a quoted attribute: text and attribute are escaped alike ---- */

void page_attr_str(struct page *p, struct str text)
{
	put_escaped(p->out, text);
}

void page_attr_int(struct page *p, int64_t n)
{
	buf_add_int(p->out, n);
}

void page_attr_size(struct page *p, size_t n)
{
	buf_add_int(p->out, (int64_t)n);
}

void page_attr_iso(struct page *p, struct date date)
{
	buf_add(p->out, iso(p, date));
}

void page_attr_number(struct page *p, int64_t n)
{
	page_text_number(p, n);
}

void page_attr_date(struct page *p, struct date date)
{
	page_text_date(p, date);
}

void page_attr_month(struct page *p, struct date date)
{
	page_text_month(p, date);
}

void page_attr_nip(struct page *p, struct str nip)
{
	page_text_nip(p, nip);
}

void page_attr_key(struct page *p, struct str key)
{
	page_text_key(p, key);
}

void page_attr_words(struct page *p, struct str key, const struct word_arg *args, size_t count)
{
	page_text_words(p, key, args, count);
}

/* ---- a URL ---- */

void page_url_part_str(struct page *p, struct str text)
{
	put_percent(p->out, text);
}

void page_url_part_int(struct page *p, int64_t n)
{
	buf_add_int(p->out, n);
}

void page_url_part_size(struct page *p, size_t n)
{
	buf_add_int(p->out, (int64_t)n);
}

void page_url_part_iso(struct page *p, struct date date)
{
	buf_add(p->out, iso(p, date));
}

/* Escaped once more: the '&' of a query is none in HTML. */
void page_url_whole(struct page *p, struct page_url url)
{
	put_escaped(p->out, url.text);
}

struct page_url page_url_path(struct str path)
{
	assert(path.len > 0 && path.ptr[0] == '/' && (path.len == 1 || path.ptr[1] != '/'));
	return (struct page_url){ path };
}

struct page_url page_url_query(struct arena *arena, struct str path, const struct page_query *query,
                               size_t count)
{
	struct buf out;
	char before = '?';

	buf_init(&out, arena);
	buf_add(&out, page_url_path(path).text);
	for (size_t i = 0; i < count; i++) {
		if (query[i].value.len == 0)
			continue;
		buf_add_char(&out, before);
		put_percent(&out, str_of(query[i].name));
		buf_add_char(&out, '=');
		put_percent(&out, query[i].value);
		before = '&';
	}
	return (struct page_url){ buf_str(&out) };
}
