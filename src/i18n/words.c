/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/words.h"

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "i18n/table.h"

struct str words_get(enum lang lang, struct str key)
{
	const struct words_row *row = words_row_find(key);

	return row == NULL ? key : words_row_text(row, lang);
}

static const struct word_arg *arg_find(const struct word_arg *args, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(str_of(args[i].name), name))
			return &args[i];
	return NULL;
}

/* Copy `text`, each {name} that has a value replaced by it. Values are not looked through again. */
static struct str fill(struct arena *arena, struct str text, const struct word_arg *args,
                       size_t count)
{
	struct buf out;

	buf_init(&out, arena);
	while (text.len > 0) {
		ptrdiff_t open = str_find_char(text, '{');
		ptrdiff_t close;
		const struct word_arg *arg;

		if (open < 0)
			break;
		buf_add(&out, str_sub(text, 0, (size_t)open));
		text = str_sub(text, (size_t)open, text.len);
		close = str_find_char(text, '}');
		if (close < 0)
			break;
		arg = arg_find(args, count, str_sub(text, 1, (size_t)close - 1));
		buf_add(&out, arg != NULL ? arg->value : str_sub(text, 0, (size_t)close + 1));
		text = str_sub(text, (size_t)close + 1, text.len);
	}
	buf_add(&out, text);
	return buf_str(&out);
}

struct str words_fmt(struct arena *arena, enum lang lang, struct str key,
                     const struct word_arg *args, size_t count)
{
	return fill(arena, words_get(lang, key), args, count);
}

struct str words_count(struct arena *arena, enum lang lang, struct str key, int64_t n)
{
	const char *form = lang == LANG_EN && n == 1 ? "one" : "other";
	struct str full = str_fmt(arena, "%.*s.%s", STR_ARG(key), form);

	return words_fmt(arena, lang, full, WORD_ARGS({ "n", words_number(arena, lang, n) }));
}

struct str words_err(struct arena *arena, enum lang lang, const struct err *err)
{
	return words_fmt(arena, lang, str_of(err->message),
	                 WORD_ARGS({ "field", err->field }, { "value", err->value }));
}

enum lang words_lang_of_locale(struct str locale)
{
	return str_eq_nocase(str_sub(locale, 0, 2), STR("en")) ? LANG_EN : LANG_ID;
}
