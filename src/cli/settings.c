/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/settings.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "cli/near.h"
#include "i18n/words.h"

#define SECOND_US INT64_C(1000000)
#define DAY_US    (INT64_C(86400) * SECOND_US)

static const struct {
	const char *variable;
	enum args_common option;
	struct str otherwise;
} table[SETTING_COUNT] = {
	[SETTING_DATABASE] = { "ABDI_DATABASE", ARGS_DB, STR_INIT("abdi.db") },
	[SETTING_LANG] = { "ABDI_LANG", ARGS_LANG, STR_INIT("id") },
	[SETTING_LOG] = { "ABDI_LOG", ARGS_LOG, STR_INIT("error") },
};

static const struct str prefix = STR_INIT("ABDI_");

/* What tests and benches set for themselves; not settings, and not offered as such. */
static const struct str of_tests[] = {
	STR_INIT("ABDI_NOW"),
	STR_INIT("ABDI_SHARED"),
	STR_INIT("ABDI_SOURCE"),
};
static const struct str of_tests_prefixes[] = {
	STR_INIT("ABDI_TEST_"),
	STR_INIT("ABDI_BENCH_"),
};

/* Where the language of a POSIX system stands, strongest first. */
static const char *const locale_variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

const char *setting_variable(enum setting_id id)
{
	return table[id].variable;
}

struct str settings_variable(const char *const *environment, const char *name)
{
	struct str wanted = str_of(name);

	for (; *environment != NULL; environment++) {
		struct str row = str_of(*environment);

		if (row.len > wanted.len && row.ptr[wanted.len] == '=' && str_starts(row, wanted))
			return str_sub(row, wanted.len + 1, row.len);
	}
	return STR("");
}

/* The locale's language: abdi's own words for it, so that the setting always reads id or en. */
static struct setting lang_of_locale(const char *const *environment)
{
	for (size_t i = 0; i < COUNT(locale_variables); i++) {
		struct str locale = settings_variable(environment, locale_variables[i]);

		if (locale.len > 0)
			return (struct setting){
				words_lang_of_locale(locale) == LANG_EN ? STR("en") : STR("id"),
				str_of(locale_variables[i]),
			};
	}
	return (struct setting){ table[SETTING_LANG].otherwise, STR("") };
}

static struct setting setting_read(const char *const *environment, enum setting_id id,
                                   struct str option, const char *option_name)
{
	struct str variable = settings_variable(environment, table[id].variable);

	if (option.len > 0)
		return (struct setting){ option, str_of(option_name) };
	if (variable.len > 0)
		return (struct setting){ variable, str_of(table[id].variable) };
	if (id == SETTING_LANG)
		return lang_of_locale(environment);
	return (struct setting){ table[id].otherwise, STR("") };
}

enum lang settings_lang(const char *const *environment, struct str option)
{
	struct setting lang = setting_read(environment, SETTING_LANG, option, "--lang");

	return str_eq(lang.value, STR("en")) ? LANG_EN : LANG_ID;
}

static bool is_of_tests(struct str name)
{
	for (size_t i = 0; i < COUNT(of_tests); i++)
		if (str_eq(name, of_tests[i]))
			return true;
	for (size_t i = 0; i < COUNT(of_tests_prefixes); i++)
		if (str_starts(name, of_tests_prefixes[i]))
			return true;
	return false;
}

static bool is_known(struct str name)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (str_eq(name, str_of(table[i].variable)))
			return true;
	return is_of_tests(name);
}

static struct str known_names(struct arena *arena)
{
	struct buf names;

	buf_init(&names, arena);
	for (size_t i = 0; i < SETTING_COUNT; i++)
		buf_add_fmt(&names, "%s%s", i > 0 ? ", " : "", table[i].variable);
	return buf_str(&names);
}

static const struct err *check_unknown(struct arena *arena, const char *const *environment)
{
	for (; *environment != NULL; environment++) {
		struct str rest = str_of(*environment);
		struct str name;

		if (!str_starts(rest, prefix) || !str_cut(&rest, '=', &name) || is_known(name))
			continue;
		return err_new(arena, ERR_USAGE, name, "err.setting_unknown", known_names(arena));
	}
	return NULL;
}

/* Two digits below `limit`. */
static bool two_digits(struct str text, int limit, int64_t *out)
{
	return text.len == 2 && str_is_digits(text) && str_int(text, out) && *out < limit;
}

/* Exactly 2021-01-01T00:00:00Z. */
static bool instant_parse(struct str text, int64_t *out)
{
	struct date date;
	int64_t hour;
	int64_t minute;
	int64_t second;

	if (text.len != sizeof("2021-01-01T00:00:00Z") - 1 || text.ptr[10] != 'T' ||
	    text.ptr[13] != ':' || text.ptr[16] != ':' || text.ptr[19] != 'Z' ||
	    !date_parse_iso(str_sub(text, 0, 10), &date) ||
	    !two_digits(str_sub(text, 11, 2), 24, &hour) ||
	    !two_digits(str_sub(text, 14, 2), 60, &minute) ||
	    !two_digits(str_sub(text, 17, 2), 60, &second))
		return false;
	*out = date.days * DAY_US + ((hour * 60 + minute) * 60 + second) * SECOND_US;
	return true;
}

static const struct err *read_clock(struct arena *arena, const char *const *environment,
                                    struct settings *out)
{
	struct str text = settings_variable(environment, "ABDI_NOW");

	out->clock_fixed = text.len > 0;
	if (out->clock_fixed && !instant_parse(text, &out->fixed_now))
		return err_new(arena, ERR_USAGE, STR("ABDI_NOW"), "err.setting_not_instant", text);
	return NULL;
}

/* The option or variable a wrong value came from. */
static struct str setting_origin(const struct settings *settings, enum setting_id id)
{
	struct str source = settings->all[id].source;

	return source.len > 0 ? source : str_of(table[id].variable);
}

const struct err *settings_read(struct arena *arena, const char *const *environment,
                                const struct args *args, struct settings *out)
{
	struct str lang;

	*out = (struct settings){ 0 };
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		enum args_common option = table[id].option;
		const char *name = str_c(arena, str_fmt(arena, "--%s", args_common[option].name));

		out->all[id] = setting_read(environment, id, args->given.common[option].text, name);
	}
	lang = out->all[SETTING_LANG].value;
	out->lang = str_eq(lang, STR("en")) ? LANG_EN : LANG_ID;
	TRY(check_unknown(arena, environment));
	if (!str_eq(lang, STR("en")) && !str_eq(lang, STR("id")))
		return err_new(arena, ERR_USAGE, setting_origin(out, SETTING_LANG),
		               "err.setting_lang", lang);
	if (!log_level_parse(out->all[SETTING_LOG].value, &out->log_level))
		return err_new(arena, ERR_USAGE, setting_origin(out, SETTING_LOG),
		               "err.setting_log", out->all[SETTING_LOG].value);
	return read_clock(arena, environment, out);
}

/* The url with the `len` bytes from `from` replaced by stars. */
static struct str mask(struct arena *arena, struct str url, size_t from, size_t len)
{
	return str_fmt(arena, "%.*s***%.*s", (int)from, url.ptr,
	               STR_ARG(str_sub(url, from + len, url.len)));
}

struct str settings_redact(struct arena *arena, struct str url)
{
	ptrdiff_t scheme = str_find(url, STR("://"));
	ptrdiff_t at = str_find_char(url, '@');
	ptrdiff_t named;

	if (scheme < 0)
		return url;
	if (at > scheme) {
		size_t from = (size_t)scheme + 3;
		ptrdiff_t colon = str_find_char(str_sub(url, from, (size_t)at - from), ':');

		if (colon >= 0) {
			from += (size_t)colon + 1;
			url = mask(arena, url, from, (size_t)at - from);
		}
	}
	named = str_find(url, STR("password="));
	if (named >= 0) {
		size_t from = (size_t)named + sizeof("password=") - 1;
		ptrdiff_t end = str_find_char(str_sub(url, from, url.len), '&');

		url = mask(arena, url, from, end < 0 ? url.len - from : (size_t)end);
	}
	return url;
}
