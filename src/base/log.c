/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <assert.h>
#include <stdarg.h>

#include "base/date.h"
#include "base/text.h"

#define LINE_BYTES_MAX  4096 /* so that a line is written at once, whole or not at all */
#define TEXT_BYTES_MAX  256  /* of one value; the rest is cut off */
#define FIELD_BYTES_MAX 1800 /* a value of which every byte is escaped, and its key */
#define KEY_BYTES_MAX   64
#define MICROS_A_SECOND 1000000
#define MICROS_A_DAY    (INT64_C(86400) * MICROS_A_SECOND)

static const struct str level_names[] = {
	[LOG_ERROR] = STR_INIT("error"),
	[LOG_WARN] = STR_INIT("warn"),
	[LOG_INFO] = STR_INIT("info"),
	[LOG_DEBUG] = STR_INIT("debug"),
};

struct line {
	char bytes[LINE_BYTES_MAX];
	size_t len;
	bool json;
};

bool log_level_parse(struct str name, enum log_level *out)
{
	for (size_t i = 0; i < COUNT(level_names); i++) {
		if (str_eq(name, level_names[i])) {
			*out = (enum log_level)i;
			return true;
		}
	}
	return false;
}

__attribute__((format(printf, 2, 3))) static void put(struct line *line, const char *format, ...)
{
	size_t room = sizeof(line->bytes) - line->len;
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(line->bytes + line->len, room, format, args);
	va_end(args);
	assert(len >= 0 && (size_t)len < room);
	line->len += (size_t)len;
}

/* Words that need no quotes in logfmt: no space, quote, equals sign or anything unprintable. */
static bool is_bare(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c <= ' ' || c > '~' || c == '"' || c == '=' || c == '\\')
			return false;
	}
	return text.len > 0;
}

/* Both forms escape alike. What is not UTF-8 becomes U+FFFD. */
static void put_quoted(struct line *line, struct str text)
{
	size_t at = 0;

	put(line, "\"");
	while (at < text.len && at < TEXT_BYTES_MAX) {
		unsigned char c = (unsigned char)text.ptr[at];
		size_t size = text_char_bytes(text, at);

		if (size == 0)
			put(line, "\xEF\xBF\xBD");
		else if (c < 0x20 || c == 0x7F)
			put(line, "\\u%04x", c);
		else if (c == '"' || c == '\\')
			put(line, "\\%c", c);
		else
			put(line, "%.*s", (int)size, text.ptr + at);
		at += size == 0 ? 1 : size;
	}
	if (at < text.len)
		put(line, "\xE2\x80\xA6");
	put(line, "\"");
}

static void put_key(struct line *line, const char *key)
{
	const char *gap = line->len == 0 ? "" : line->json ? "," : " ";

	put(line, line->json ? "%s\"%.*s\":" : "%s%.*s=", gap, KEY_BYTES_MAX, key);
}

static void put_text(struct line *line, const char *key, struct str text)
{
	put_key(line, key);
	if (!line->json && text.len <= TEXT_BYTES_MAX && is_bare(text))
		put(line, "%.*s", STR_ARG(text));
	else
		put_quoted(line, text);
}

static void put_time(struct line *line, int64_t now)
{
	char day[DATE_TEXT_BYTES];
	int64_t rest = now % MICROS_A_DAY;
	int64_t seconds;

	if (rest < 0)
		rest += MICROS_A_DAY;
	seconds = rest / MICROS_A_SECOND;
	put_key(line, "time");
	put(line, line->json ? "\"%sT%02d:%02d:%02d.%06dZ\"" : "%sT%02d:%02d:%02d.%06dZ",
	    date_iso(date_of_instant(now, 0), day), (int)(seconds / 3600), (int)(seconds / 60 % 60),
	    (int)(seconds % 60), (int)(rest % MICROS_A_SECOND));
}

void log_write(const struct log *log, enum log_level level, int64_t now, const char *event,
               const struct log_field *fields, size_t count)
{
	struct line line = { .len = 0, .json = log->json };

	if (level > log->level)
		return;
	put_time(&line, now);
	put_text(&line, "level", level_names[level]);
	put_text(&line, "event", str_of(event));
	for (size_t i = 0; i < count && sizeof(line.bytes) - line.len > FIELD_BYTES_MAX; i++) {
		if (fields[i].is_text) {
			put_text(&line, fields[i].key, fields[i].text);
		} else {
			put_key(&line, fields[i].key);
			put(&line, "%lld", (long long)fields[i].number);
		}
	}
	fprintf(log->out, log->json ? "{%.*s}\n" : "%.*s\n", (int)line.len, line.bytes);
	fflush(log->out);
}
