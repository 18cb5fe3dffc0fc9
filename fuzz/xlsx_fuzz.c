/* SPDX-License-Identifier: Apache-2.0 */
/* A workbook of any bytes: each sheet is read, and what comes out keeps the limits. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/text.h"
#include "xlsx/xlsx.h"

#define ARENA_BYTES_MAX (64u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

static const struct err *read_sheet(struct xlsx *xlsx, size_t sheet)
{
	struct csv_record record;
	int64_t end = 0;
	bool more = true;

	TRY(xlsx_sheet_open(xlsx, sheet));
	for (;;) {
		TRY(xlsx_read(xlsx, &record, &more));
		if (!more)
			return NULL;
		must(record.count > 0 && record.count <= CSV_FIELDS_MAX && !record.blank);
		must(record.line >= 1 && record.line <= XLSX_ROWS_MAX && record.end_byte >= end);
		must(record.fields[record.count - 1].len > 0);
		for (size_t i = 0; i < record.count; i++)
			must(text_is_utf8(record.fields[i]));
		end = record.end_byte;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("book", MFD_CLOEXEC);
	struct arena *arena = arena_new(ARENA_BYTES_MAX);
	enum table_kind kind;
	struct xlsx *xlsx;

	must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	(void)table_kind_find(arena, fd, STR("book"), &kind);
	if (xlsx_open(arena, fd, STR("/tmp"), &xlsx) == NULL)
		for (size_t i = 0; i < xlsx_sheet_count(xlsx) && i < 8; i++)
			(void)read_sheet(xlsx, i);
	arena_free(arena);
	(void)close(fd);
	return 0;
}
