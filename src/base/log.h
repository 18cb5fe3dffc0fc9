/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_LOG_H
#define ABDI_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/str.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

/* Where lines go and which; made once at start-up, handed on. */
struct log {
	FILE *out;
	enum log_level level; /* lines above it are dropped */
	bool json;            /* one JSON object a line, else logfmt for people at a terminal */
};

/* One named value of a line. Ids, counts, durations, codes; never a name, a NIP or report text. */
struct log_field {
	const char *key;
	struct str text;  /* used when `is_text` */
	int64_t number;
	bool is_text;
};

#define LOG_INT(key, number) ((struct log_field){ (key), { 0 }, (number), false })
#define LOG_STR(key, text)   ((struct log_field){ (key), (text), 0, true })

/* "error", "warn", "info" or "debug". False when it is none of them. */
bool log_level_parse(struct str name, enum log_level *out);

/* One line: time (UTC from `now`, microseconds), level, event, then the fields in order. */
void log_write(const struct log *log, enum log_level level, int64_t now, const char *event,
               const struct log_field *fields, size_t count);

/* log_line(&log, LOG_INFO, now, "import", LOG_INT("rows", n), LOG_STR("state", s)) */
#define log_line(log, level, now, event, ...)                                            \
	log_write((log), (level), (now), (event), (const struct log_field[]){ __VA_ARGS__ }, \
	          sizeof((const struct log_field[]){ __VA_ARGS__ }) / sizeof(struct log_field))

#endif
