/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_CSV_INTERNAL_H
#define ABDI_BASE_CSV_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/err.h"
#include "base/str.h"

struct arena;

enum csv_coding { CSV_UTF8, CSV_UTF16LE, CSV_UTF16BE };

/*
 * The source as a window of UTF-8 text (or of bytes that some record will find not to be).
 * bytes[start..end) is what the reader may still look at; bytes[end] may be written to, so that
 * a scan can stop there. Everything in front of `start` is given up by the next fill.
 */
struct csv_input {
	struct arena *arena;
	csv_source *source;
	void *arg;
	char *bytes;
	size_t cap;
	size_t start;
	size_t end;
	bool ended;           /* the source has no more */
	enum csv_coding coding;
	unsigned char *raw;   /* UTF-16 that is not converted yet */
	size_t raw_len;
	int64_t taken_bytes;  /* from the source, in all */
	int64_t skipped_bytes; /* of its byte order mark */
};

void csv_input_init(struct csv_input *in, struct arena *arena, csv_source *source, void *arg);

/* Fill the window for the first time: tell the encoding and pass the byte order mark. */
const struct err *csv_input_begin(struct csv_input *in);

/* Bring more text into the window, or find that the source has ended. */
const struct err *csv_input_fill(struct csv_input *in);

/*
 * The separator under which the records at the beginning of a file agree best on their number of
 * fields; a comma when none divides them.
 *   whole   the sample is the whole file, so that its last record counts too
 */
char csv_separator_guess(struct str sample, bool whole);

#endif
