/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_ERR_H
#define ABDI_BASE_ERR_H

#include "base/str.h"

struct arena;

/* What kind of "no" it is. The dispatcher alone maps these to an exit code, a status, a page. */
enum err_code {
	ERR_INVALID,  /* a value that people sent is wrong                          */
	ERR_MISSING,  /* the named thing does not exist                             */
	ERR_CONFLICT, /* it exists, but its present state forbids this              */
	ERR_DENIED,   /* the actor may not                                          */
	ERR_LIMIT,    /* more than the stated maximum                               */
	ERR_BUSY,     /* someone else holds it now; trying again later may help     */
	ERR_FULL,     /* the disk, the quota or the file size limit is used up      */
	ERR_GONE,     /* the database does not answer, or the connection was lost   */
	ERR_IO,       /* a file cannot be read or written                           */
	ERR_CORRUPT,  /* stored data contradicts itself                             */
	ERR_USAGE,    /* the command was called wrongly                             */
	ERR_INTERNAL, /* the engine refused what the program should not have asked  */
};

/*
 * Why something was refused. NULL means success everywhere.
 *   field     the column, form field or option it is about; may be empty
 *   message   a catalogue key, never words
 *   value     what the words quote: {value} in the message; may be empty
 *   detail    for the log: the engine's or the system's own text; no personal data
 */
struct err {
	enum err_code code;
	struct str field;
	const char *message;
	struct str value;
	struct str detail;
};

/* Leave the function with the error of `call`, if it has one. The only macro that returns. */
#define TRY(call)                                          \
	do {                                               \
		const struct err *try_err_ = (call);       \
		if (try_err_ != NULL)                      \
			return try_err_;                   \
	} while (0)

/* Make an error; `field` and `value` are copied into the arena. */
const struct err *err_new(struct arena *arena, enum err_code code, struct str field,
                          const char *message, struct str value);

/* The same with a detail for the log, printf style. */
const struct err *err_detail(struct arena *arena, enum err_code code, const char *message,
                             const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The same error in another arena, for an answer that outlives the place it came from. */
const struct err *err_copy(struct arena *arena, const struct err *err);

/*
 * The error of a failed system call on `path`, from errno: FULL for ENOSPC, EDQUOT and EFBIG,
 * MISSING for ENOENT, DENIED for EACCES and EPERM, else IO.
 */
const struct err *err_errno(struct arena *arena, int errno_value, struct str path);

/* The code's name in lower case, for logs: "invalid", "missing", … */
const char *err_code_name(enum err_code code);

#endif
