/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_PAGE_PUT_H
#define ABDI_PAGE_PUT_H

#include "base/date.h"
#include "base/str.h"
#include "i18n/words.h"
#include "page/page.h"

/*
 * What compiled pages call. The type of a value picks its writer, and a type that may not stand in
 * a place has none there: such a page does not compile.
 */

static inline void page_raw(struct page *p, const char *text, size_t len)
{
	buf_add(p->out, (struct str){ text, len });
}

/* Literal text with words in it, in each language. */
static inline void page_spoken(struct page *p, struct str id, struct str en)
{
	buf_add(p->out, p->lang == LANG_EN ? en : id);
}

/* ---- text ---- */

void page_text_str(struct page *p, struct str text);
void page_text_html(struct page *p, struct page_html html);
void page_text_int(struct page *p, int64_t n);
void page_text_day(struct page *p, struct date date);

#define page_text(p, x)                                   \
	_Generic((x),                                     \
		struct str: page_text_str,                \
		struct page_html: page_text_html,         \
		struct date: page_text_day,               \
		int: page_text_int,                       \
		long: page_text_int,                      \
		unsigned: page_text_int,                  \
		unsigned long: page_text_size)(p, x)

void page_text_size(struct page *p, size_t n);
void page_text_number(struct page *p, int64_t n);
void page_text_date(struct page *p, struct date date);
void page_text_month(struct page *p, struct date date);
void page_text_nip(struct page *p, struct str nip);
void page_text_key(struct page *p, struct str key);
void page_text_words(struct page *p, struct str key, const struct word_arg *args, size_t count);

/* ---- a quoted attribute ---- */

void page_attr_str(struct page *p, struct str text);
void page_attr_int(struct page *p, int64_t n);
void page_attr_size(struct page *p, size_t n);
void page_attr_iso(struct page *p, struct date date);

#define page_attr(p, x)                            \
	_Generic((x),                              \
		struct str: page_attr_str,         \
		struct date: page_attr_iso,        \
		int: page_attr_int,                \
		long: page_attr_int,               \
		unsigned: page_attr_int,           \
		unsigned long: page_attr_size)(p, x)

void page_attr_number(struct page *p, int64_t n);
void page_attr_date(struct page *p, struct date date);
void page_attr_month(struct page *p, struct date date);
void page_attr_nip(struct page *p, struct str nip);
void page_attr_key(struct page *p, struct str key);
void page_attr_words(struct page *p, struct str key, const struct word_arg *args, size_t count);

/* ---- a URL ---- */

void page_url_part_str(struct page *p, struct str text);
void page_url_part_int(struct page *p, int64_t n);
void page_url_part_size(struct page *p, size_t n);
void page_url_part_iso(struct page *p, struct date date);
void page_url_whole(struct page *p, struct page_url url);

#define page_url_part(p, x)                            \
	_Generic((x),                                  \
		struct str: page_url_part_str,         \
		struct date: page_url_part_iso,        \
		int: page_url_part_int,                \
		long: page_url_part_int,               \
		unsigned long: page_url_part_size)(p, x)

/* ---- what fills a hole of words ---- */

struct str page_value_str(struct page *p, struct str text);
struct str page_value_int(struct page *p, int64_t n);
struct str page_value_size(struct page *p, size_t n);
struct str page_value_date(struct page *p, struct date date);

#define page_value(p, x)                             \
	_Generic((x),                                \
		struct str: page_value_str,          \
		struct date: page_value_date,        \
		int: page_value_int,                 \
		long: page_value_int,                \
		unsigned: page_value_int,            \
		unsigned long: page_value_size)(p, x)

#endif
