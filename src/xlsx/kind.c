/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <unistd.h>

#include "base/arena.h"
#include "xlsx/internal.h"

#define HEAD_BYTES 4096

/* Old workbooks and encrypted new ones come in the same wrapping; the names inside are UTF-16. */
#define LOCKED_NAME "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"
#define SCAN_BYTES  (1 << 20)

/* Files that people name .xlsx or .csv, by how they begin. */
static const struct {
	struct str begin;
	const char *message;
} others[] = {
	{ STR_INIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "xlsx.is_xls" },
	{ STR_INIT("\x09\x08\x10\x00"), "xlsx.is_xls" },
	{ STR_INIT("\x09\x08\x08\x00"), "xlsx.is_xls" },
	{ STR_INIT("\x09\x04\x06\x00"), "xlsx.is_xls" },
	{ STR_INIT("%PDF-"), "xlsx.is_pdf" },
	{ STR_INIT("{\\rtf"), "xlsx.is_other" },
	{ STR_INIT("\x1F\x8B"), "xlsx.is_other" },
	{ STR_INIT("7z\xBC\xAF\x27\x1C"), "xlsx.is_other" },
	{ STR_INIT("Rar!\x1A\x07"), "xlsx.is_other" },
	{ STR_INIT("\x89PNG\r\n"), "xlsx.is_other" },
	{ STR_INIT("\xFF\xD8\xFF"), "xlsx.is_other" },
	{ STR_INIT("GIF8"), "xlsx.is_other" },
	{ STR_INIT("\x7F"
	           "ELF"),
	  "xlsx.is_other" },
	{ STR_INIT("SQLite format 3"), "xlsx.is_other" },
};

/* The same, letters without case, behind a byte order mark and blanks. */
static const struct {
	struct str begin;
	const char *message;
} marked_up[] = {
	{ STR_INIT("<?xml"), "xlsx.is_xml" },    { STR_INIT("<!doctype"), "xlsx.is_html" },
	{ STR_INIT("<html"), "xlsx.is_html" },   { STR_INIT("<head"), "xlsx.is_html" },
	{ STR_INIT("<meta"), "xlsx.is_html" },   { STR_INIT("<table"), "xlsx.is_html" },
	{ STR_INIT("<style"), "xlsx.is_html" },  { STR_INIT("<body"), "xlsx.is_html" },
	{ STR_INIT("<workbook"), "xlsx.is_xml" },
};

static const struct err *refuse(struct arena *arena, const char *message, struct str name)
{
	return err_new(arena, ERR_INVALID, STR("file"), message, name);
}

static const struct err *head_read(struct arena *arena, int fd, char *out, size_t cap, int64_t at,
                                   size_t *got)
{
	ssize_t n;

	do
		n = pread(fd, out, cap, (off_t)at);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_errno(arena, errno, STR("file"));
	*got = (size_t)n;
	return NULL;
}

static const struct err *wrapped(struct arena *arena, int fd, struct str name)
{
	const struct str locked = STR(LOCKED_NAME);
	struct arena_mark mark = arena_mark(arena);
	char *bytes = arena_alloc(arena, SCAN_BYTES);
	const struct err *err = NULL;
	size_t got = 0;
	bool is_locked;

	err = head_read(arena, fd, bytes, SCAN_BYTES, 0, &got);
	is_locked = str_find((struct str){ bytes, got }, locked) >= 0;
	if (err == NULL)
		arena_rewind(arena, mark);
	TRY(err);
	return refuse(arena, is_locked ? "xlsx.encrypted" : "xlsx.is_xls", name);
}

static struct str behind_blanks(struct str head)
{
	if (str_starts(head, STR("\xEF\xBB\xBF")))
		head = str_sub(head, 3, head.len);
	return str_trim(head);
}

const struct err *table_kind_find(struct arena *arena, int fd, struct str name,
                                  enum table_kind *out)
{
	char bytes[HEAD_BYTES];
	struct str head = { bytes, 0 }, text;

	TRY(head_read(arena, fd, bytes, sizeof(bytes), 0, &head.len));
	if (str_starts(head, others[0].begin))
		return wrapped(arena, fd, name);
	for (size_t i = 0; i < COUNT(others); i++)
		if (str_starts(head, others[i].begin))
			return refuse(arena, others[i].message, name);
	text = behind_blanks(head);
	for (size_t i = 0; i < COUNT(marked_up); i++)
		if (str_eq_nocase(str_sub(text, 0, marked_up[i].begin.len), marked_up[i].begin))
			return refuse(arena, marked_up[i].message, name);
	*out = str_starts(head, STR("PK\x03\x04")) || str_starts(head, STR("PK\x05\x06"))
	               ? TABLE_XLSX
	               : TABLE_TEXT;
	if (lseek(fd, 0, SEEK_SET) < 0)
		return err_errno(arena, errno, name);
	return NULL;
}
