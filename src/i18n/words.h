/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_I18N_WORDS_H
#define ABDI_I18N_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "base/date.h"
#include "base/err.h"
#include "base/str.h"

struct arena;

/*
 * Words are catalogue keys everywhere; the words themselves stand in data/i18n and are built into
 * the program: those that a page names in the page, all of them in a table (see table.h). A
 * key missing in either language fails the build.
 */

/* A value for a placeholder {name} in a message. */
struct word_arg {
	const char *name;
	struct str value;
};

#define WORD_ARGS(...)                                   \
	(const struct word_arg[]){ __VA_ARGS__ },        \
	sizeof((const struct word_arg[]){ __VA_ARGS__ }) / sizeof(struct word_arg)

/* The words of a key, or the key itself when there are none: a checked build has them all. */
struct str words_get(enum lang lang, struct str key);

/* The same with its placeholders filled. A placeholder without a value stays as it is. */
struct str words_fmt(struct arena *arena, enum lang lang, struct str key,
                     const struct word_arg *args, size_t count);

/*
 * For a count: the key with ".one" behind it in English when n is 1, else with ".other"; in
 * Indonesian, which has no plural forms, always ".other". {n} is the formatted number.
 */
struct str words_count(struct arena *arena, enum lang lang, struct str key, int64_t n);

/* The words for an error: its message with {field} and {value} filled. */
struct str words_err(struct arena *arena, enum lang lang, const struct err *err);

/* 9.122 or 9,122. */
struct str words_number(struct arena *arena, enum lang lang, int64_t n);
/* value / 10^decimals: words_decimal(a, LANG_ID, -535, 2) is "−5,35". The minus is U+2212. */
struct str words_decimal(struct arena *arena, enum lang lang, int64_t value, int decimals);
/* "22 November 2026"; short form "22 Nov 2026" with the months' usual short names. */
struct str words_date(struct arena *arena, enum lang lang, struct date date);
struct str words_date_short(struct arena *arena, enum lang lang, struct date date);
/* "Februari 2021". */
struct str words_month(struct arena *arena, enum lang lang, struct date date);

/* The language a locale name asks for: "en…" is English, all else Indonesian. */
enum lang words_lang_of_locale(struct str locale);

#endif
