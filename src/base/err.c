/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

#define DETAIL_BYTES_MAX 1024 /* a line of a log; engines rarely say more */

const struct err *err_new(struct arena *arena, enum err_code code, struct str field,
                          const char *message, struct str value)
{
	struct err *err = ARENA_NEW(arena, struct err);

	err->code = code;
	err->field = str_copy(arena, field);
	err->message = message;
	err->value = str_copy(arena, value);
	err->detail = STR("");
	return err;
}

const struct err *err_detail(struct arena *arena, enum err_code code, const char *message,
                             const char *format, ...)
{
	struct err *err = ARENA_NEW(arena, struct err);
	char text[DETAIL_BYTES_MAX];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	assert(len >= 0);
	err->code = code;
	err->field = STR("");
	err->message = message;
	err->value = STR("");
	err->detail = str_copy(arena, str_of(text));
	return err;
}

const struct err *err_copy(struct arena *arena, const struct err *err)
{
	struct err *copy;

	if (err == NULL)
		return NULL;
	copy = ARENA_NEW(arena, struct err);
	copy->code = err->code;
	copy->field = str_copy(arena, err->field);
	copy->message = err->message == NULL ? NULL : str_c(arena, str_of(err->message));
	copy->value = str_copy(arena, err->value);
	copy->detail = str_copy(arena, err->detail);
	return copy;
}

/* What a failed system call means to people. Any other number is an input or output error. */
static const struct {
	int number;
	enum err_code code;
	const char *message;
} system_errors[] = {
	/* errno   code         message        */
	{ ENOSPC, ERR_FULL, "file.full" },     { EDQUOT, ERR_FULL, "file.full" },
	{ EFBIG, ERR_FULL, "file.full" },      { ENOENT, ERR_MISSING, "file.missing" },
	{ EACCES, ERR_DENIED, "file.denied" }, { EPERM, ERR_DENIED, "file.denied" },
};

const struct err *err_errno(struct arena *arena, int errno_value, struct str path)
{
	struct err *err = ARENA_NEW(arena, struct err);
	const char *words = strerrordesc_np(errno_value);

	err->code = ERR_IO;
	err->message = "file.io";
	for (size_t i = 0; i < COUNT(system_errors); i++) {
		if (system_errors[i].number != errno_value)
			continue;
		err->code = system_errors[i].code;
		err->message = system_errors[i].message;
	}
	err->field = STR("");
	err->value = str_copy(arena, path);
	err->detail = str_fmt(arena, "%s (errno %d)", words == NULL ? "unknown" : words,
	                      errno_value);
	return err;
}

const char *err_code_name(enum err_code code)
{
	static const char *const names[] = {
		[ERR_INVALID] = "invalid",   [ERR_MISSING] = "missing", [ERR_CONFLICT] = "conflict",
		[ERR_DENIED] = "denied",     [ERR_LIMIT] = "limit",     [ERR_BUSY] = "busy",
		[ERR_FULL] = "full",         [ERR_GONE] = "gone",       [ERR_IO] = "io",
		[ERR_CORRUPT] = "corrupt",   [ERR_USAGE] = "usage",     [ERR_INTERNAL] = "internal",
	};

	assert((size_t)code < COUNT(names));
	return names[code];
}
