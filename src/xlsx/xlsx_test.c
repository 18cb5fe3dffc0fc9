/* SPDX-License-Identifier: Apache-2.0 */
/* Workbooks made here part by part, those that are refused, and those that others have made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/shared_test.h"
#include "xlsx/xlsx.h"

#define ARENA_BYTES (64u << 20)
#define MEMORY_MOST (14u << 20) /* of the reader; its parser and the archive need 1 MiB more */
#define SECONDS_MOST 2
#define PARTS_MAX   16

/* A workbook in the making, and what is read of it. */
struct made {
	struct arena *arena;
	struct str folder;
	struct str path;
	int fd;
	struct {
		const char *name;
		struct str text;
		bool stored;
	} parts[PARTS_MAX];
	size_t part_count;
};

static int setup(void **state)
{
	struct arena *arena = arena_new(ARENA_BYTES * 4);
	struct made *m = ARENA_NEW(arena, struct made);
	char *folder = str_c(arena, STR("/tmp/abdi-xlsx-XXXXXX"));

	if (mkdtemp(folder) == NULL)
		return -1;
	m->arena = arena;
	m->folder = str_of(folder);
	m->path = str_fmt(arena, "%s/book.xlsx", folder);
	m->fd = -1;
	*state = m;
	return 0;
}

static int teardown(void **state)
{
	struct made *m = *state;

	if (m->fd >= 0)
		(void)close(m->fd);
	(void)unlink(str_c(m->arena, m->path));
	(void)rmdir(str_c(m->arena, m->folder));
	arena_free(m->arena);
	return 0;
}

#define test_made(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define KIND "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static void put(struct made *m, const char *name, struct str text)
{
	assert_true(m->part_count < PARTS_MAX);
	m->parts[m->part_count].name = name;
	m->parts[m->part_count++].text = text;
}

/* All but the sheet: one named "Data" and styles 0 number, 1 date, 2 date of the file's own. */
static void put_frame(struct made *m, const char *book)
{
	put(m, "_rels/.rels",
	    STR("<Relationships><Relationship Id='a' Type='" KIND "/officeDocument'"
	        " Target='xl/workbook.xml'/></Relationships>"));
	put(m, "xl/_rels/workbook.xml.rels",
	    STR("<Relationships><Relationship Id='r1' Type='" KIND "/worksheet'"
	        " Target='worksheets/one.xml'/><Relationship Id='r2' Type='" KIND "/styles'"
	        " Target='/xl/styles.xml'/><Relationship Id='r3' Type='" KIND "/sharedStrings'"
	        " Target='../xl/sharedStrings.xml'/></Relationships>"));
	put(m, "xl/workbook.xml", str_of(book));
	put(m, "xl/styles.xml",
	    STR("<styleSheet><numFmts><numFmt numFmtId='170' formatCode='dd/mm/yyyy'/></numFmts>"
	        "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/>"
	        "<xf numFmtId='14'/><xf numFmtId='170'/></cellXfs></styleSheet>"));
	put(m, "xl/sharedStrings.xml",
	    STR("<sst><si><t>nol</t></si><si><r><t>sa</t></r><r><rPr><b/></rPr><t>tu</t></r>"
	        "<rPh sb='0' eb='1'><t>bunyi</t></rPh></si><si/>"
	        "<si><t xml:space='preserve'> dua_x000A_</t></si></sst>"));
}

#define BOOK                                                                               \
	"<workbook xmlns='" MAIN "' xmlns:r='" KIND "'><workbookPr/><sheets><sheet name='Data'" \
	" sheetId='1' r:id='r1'/></sheets></workbook>"

static void write_zip(struct made *m)
{
	int code = 0;
	zip_t *zip = zip_open(str_c(m->arena, m->path), ZIP_CREATE | ZIP_TRUNCATE, &code);

	assert_non_null(zip);
	for (size_t i = 0; i < m->part_count; i++) {
		zip_source_t *source = zip_source_buffer(zip, m->parts[i].text.ptr,
		                                         m->parts[i].text.len, 0);
		zip_int64_t at = zip_file_add(zip, m->parts[i].name, source, ZIP_FL_ENC_UTF_8);

		assert_true(at >= 0);
		if (m->parts[i].stored)
			assert_int_equal(
				zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0),
				0);
	}
	assert_int_equal(zip_close(zip), 0);
}

static const struct err *open_made(struct made *m, struct xlsx **xlsx)
{
	if (m->fd < 0)
		m->fd = open(str_c(m->arena, m->path), O_RDONLY | O_CLOEXEC);
	assert_true(m->fd >= 0);
	return xlsx_open(m->arena, m->fd, m->folder, xlsx);
}

/* All rows of all sheets as "LINE:a|b\n". */
static const struct err *read_all(struct xlsx *xlsx, struct buf *out)
{
	struct csv_record record;

	for (size_t i = 0; i < xlsx_sheet_count(xlsx); i++) {
		bool more = true;

		TRY(xlsx_sheet_open(xlsx, i));
		for (;;) {
			TRY(xlsx_read(xlsx, &record, &more));
			if (!more)
				break;
			if (out == NULL)
				continue;
			buf_add_fmt(out, "%lld:", (long long)record.line);
			for (size_t k = 0; k < record.count; k++)
				buf_add_fmt(out, "%s%.*s", k == 0 ? "" : "|",
				            STR_ARG(record.fields[k]));
			buf_add_char(out, '\n');
		}
	}
	return NULL;
}

static struct str rows_of(struct made *m)
{
	struct xlsx *xlsx;
	struct buf out;

	buf_init(&out, m->arena);
	write_zip(m);
	assert_null(open_made(m, &xlsx));
	assert_null(read_all(xlsx, &out));
	buf_add_char(&out, '\0');
	return (struct str){ out.ptr, out.len - 1 };
}

/* The rows of a sheet with this between its <sheetData>. */
static struct str rows_made(struct made *m, const char *data)
{
	put_frame(m, BOOK);
	put(m, "xl/worksheets/one.xml",
	    str_fmt(m->arena, "<worksheet xmlns='" MAIN "'><sheetData>%s</sheetData></worksheet>",
	            data));
	return rows_of(m);
}

/* ---- what is read ---- */

static void cells_of_every_kind_become_text(void **state)
{
	struct str rows = rows_made(
		*state,
		"<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c>"
		"<c r='C1' t='s'><v>2</v></c><c r='D1' t='s'><v>3</v></c></row>"
		"<row r='2'><c r='A2' t='inlineStr'><is><t>di</t><rPh><t>x</t></rPh>"
		"<r><t> dalam</t></r></is></c><c r='B2' t='b'><v>1</v></c>"
		"<c r='C2' t='b'><v>0</v></c><c r='D2' t='e'><v>#N/A</v></c>"
		"<c r='E2' t='str'><f>A1&amp;B1</f><v>hasil</v></c>"
		"<c r='F2'><f>1+1</f></c><c r='G2'><f>1+1</f><v>2</v></c></row>"
		"<row r='3'><c r='A3' s='1'><v>44197</v></c><c r='B3' s='2'><v>29721</v></c>"
		"<c r='C3' s='0'><v>29721</v></c><c r='D3' t='d'><v>2021-01-01T00:00:00</v></c>"
		"<c r='E3'><v>1.98105162003041E+17</v></c><c r='F3' s='9'><v>7</v></c></row>");

	assert_string_equal(rows.ptr, "1:nol|satu|| dua\n\n"
	                              "2:di dalam|TRUE|FALSE|#N/A|hasil||2\n"
	                              "3:2021-01-01|1981-05-15|29721|2021-01-01|1.98105E+17|7\n");
}

static void cells_stand_where_they_say(void **state)
{
	struct str rows = rows_made(
		*state,
		"<row/><row r='3'><c r='C3'><v>3</v></c><c r='A3'><v>1</v></c></row>"
		"<row r='5'><c r='B5' s='1'/></row>"
		"<row><c><v>1</v></c><c r='D6'><v>4</v></c><c><v>5</v></c></row>"
		"<row r='2'><c r='A2'><v>9</v></c></row>"
		"<!-- c --><row r='9'><c r='A9'><v>8</v><extLst><v>1</v></extLst></c></row>");

	assert_string_equal(rows.ptr, "3:1||3\n6:1|||4|5\n2:9\n9:8\n");
}

static void prefixes_and_other_names_do_not_matter(void **state)
{
	struct made *m = *state;

	put(m, "_rels/.rels", STR("<Relationships/>"));
	put(m, "xl/_rels/workbook.xml.rels",
	    STR("<p:Relationships xmlns:p='x'><p:Relationship Id='q' Type='http://purl.oclc.org/"
	        "ooxml/officeDocument/relationships/worksheet' Target='Worksheets/ONE.xml'/>"
	        "</p:Relationships>"));
	put(m, "xl/Workbook.xml",
	    STR("<x:workbook xmlns:x='" MAIN "' xmlns:q='" KIND "'><x:workbookPr date1904='1'/>"
	        "<x:sheets><x:sheet name='S' q:id='q'/></x:sheets></x:workbook>"));
	put(m, "xl/worksheets/one.xml",
	    STR("<x:worksheet xmlns:x='" MAIN "'><x:sheetData><x:row r='1'><x:c r='A1'><x:v>1"
	        "</x:v></x:c></x:row></x:sheetData></x:worksheet>"));
	assert_string_equal(rows_of(m).ptr, "1:1\n");
}

static void sheets_have_names_and_may_be_hidden(void **state)
{
	struct made *m = *state;
	struct xlsx *xlsx;
	const struct err *err;
	size_t at = 9;

	put_frame(m, "<workbook xmlns:r='" KIND "'><sheets><sheet name='Petunjuk' r:id='r1'"
	             " state='hidden'/><sheet name='Data &amp; Pegawai' r:id='r1'/>"
	             "<sheet name='Grafik' r:id='r2'/><sheet name='X' r:id='r1'"
	             " state='veryHidden'/></sheets></workbook>");
	put(m, "xl/worksheets/one.xml", STR("<worksheet/>"));
	write_zip(m);
	assert_null(open_made(m, &xlsx));
	assert_int_equal(xlsx_sheet_count(xlsx), 3);
	assert_int_equal(xlsx_sheet_at(xlsx, 0)->visibility, XLSX_HIDDEN);
	assert_int_equal(xlsx_sheet_at(xlsx, 1)->visibility, XLSX_VISIBLE);
	assert_int_equal(xlsx_sheet_at(xlsx, 2)->visibility, XLSX_VERY_HIDDEN);
	assert_null(xlsx_sheet_find(xlsx, STR("data & pegawai"), &at));
	assert_int_equal(at, 1);
	err = xlsx_sheet_find(xlsx, STR("Tidak ada"), &at);
	assert_non_null(err);
	assert_int_equal(err->code, ERR_MISSING);
	assert_true(str_eq(err->value, STR("Petunjuk, Data & Pegawai, X")));
}

static void a_sheet_can_be_read_again(void **state)
{
	struct made *m = *state;
	struct xlsx *xlsx;
	struct csv_record record;
	bool more;

	put_frame(m, BOOK);
	put(m, "xl/worksheets/one.xml",
	    STR("<worksheet><sheetData><row><c><v>1</v></c></row><row><c><v>2</v></c></row>"
	        "</sheetData></worksheet>"));
	write_zip(m);
	assert_null(open_made(m, &xlsx));
	for (int i = 0; i < 3; i++) {
		assert_null(xlsx_sheet_open(xlsx, 0));
		assert_null(xlsx_read(xlsx, &record, &more));
		assert_true(more && str_eq(record.fields[0], STR("1")));
	}
	assert_null(xlsx_read(xlsx, &record, &more));
	assert_null(xlsx_read(xlsx, &record, &more));
	assert_false(more);
	assert_null(xlsx_read(xlsx, &record, &more));
	assert_false(more);
}

/* Many strings, so that their blocks leave the memory and come back. */
static void shared_strings_outgrow_the_memory(void **state)
{
	enum { STRINGS = 400000 };
	struct made *m = *state;
	struct buf strings, rows;
	struct xlsx *xlsx;
	struct csv_record record;
	size_t before;
	bool more;

	buf_init(&strings, m->arena);
	buf_init(&rows, m->arena);
	buf_add(&strings, STR("<sst>"));
	for (int i = 0; i < STRINGS; i++)
		buf_add_fmt(&strings, "<si><t>nama %x %d</t></si>", (unsigned)i * 2654435761u, i);
	buf_add(&strings, STR("</sst>"));
	buf_add(&rows, STR("<worksheet><sheetData>"));
	for (int i = 0; i < 2000; i++)
		buf_add_fmt(&rows, "<row><c t='s'><v>%d</v></c></row>", i * 7919 % STRINGS);
	buf_add(&rows, STR("</sheetData></worksheet>"));
	put_frame(m, BOOK);
	m->parts[m->part_count - 1].text = buf_str(&strings);
	put(m, "xl/worksheets/one.xml", buf_str(&rows));
	write_zip(m);
	before = arena_used_bytes(m->arena);
	assert_null(open_made(m, &xlsx));
	assert_null(xlsx_sheet_open(xlsx, 0));
	for (int i = 0; i < 2000; i++) {
		unsigned n = (unsigned)(i * 7919 % STRINGS);

		assert_null(xlsx_read(xlsx, &record, &more));
		assert_true(more);
		assert_true(str_eq(record.fields[0],
		                   str_fmt(m->arena, "nama %x %u", n * 2654435761u, n)));
	}
	assert_true(arena_used_bytes(m->arena) - before < MEMORY_MOST);
}

/* ---- what is refused ---- */

/* Refused in time and memory, with this message. */
static void assert_refused(struct made *m, const char *message)
{
	struct timespec from, to;
	size_t before = arena_used_bytes(m->arena);
	struct xlsx *xlsx;
	const struct err *err;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	err = open_made(m, &xlsx);
	if (err == NULL)
		err = read_all(xlsx, NULL);
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	if (err == NULL)
		fail_msg("not refused with %s", message);
	else if (!str_eq(str_of(err->message), str_of(message)))
		fail_msg("refused with %s (%.*s) instead of %s", err->message, STR_ARG(err->detail),
		         message);
	assert_true(to.tv_sec - from.tv_sec <= SECONDS_MOST);
	assert_true(arena_used_bytes(m->arena) - before < MEMORY_MOST);
}

static void refused_sheet(struct made *m, struct str sheet, const char *message)
{
	put_frame(m, BOOK);
	put(m, "xl/worksheets/one.xml", sheet);
	write_zip(m);
	assert_refused(m, message);
}

static void an_entity_bomb_is_refused(void **state)
{
	refused_sheet(*state,
	              STR("<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>"
	                  "<!ENTITY c '&b;&b;&b;&b;&b;&b;'>]><worksheet><sheetData><row><c><v>&c;"
	                  "</v></c></row></sheetData></worksheet>"),
	              "xlsx.unsafe");
}

static void a_document_type_from_elsewhere_is_refused(void **state)
{
	refused_sheet(*state,
	              STR("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><worksheet><sheetData/>"
	                  "</worksheet>"),
	              "xlsx.unsafe");
}

/* `part` again and again, up to that many bytes, between a head and a tail. */
static struct str repeated(struct made *m, const char *head, const char *part, const char *tail,
                           size_t bytes)
{
	struct buf out;

	buf_init(&out, m->arena);
	buf_reserve(&out, bytes + 4096);
	buf_add(&out, str_of(head));
	while (out.len < bytes)
		buf_add(&out, str_of(part));
	buf_add(&out, str_of(tail));
	return buf_str(&out);
}

static void a_sheet_that_inflates_too_far_is_refused(void **state)
{
	refused_sheet(*state,
	              repeated(*state, "<worksheet><sheetData>", "<row/>",
	                       "</sheetData></worksheet>", 24u << 20),
	              "xlsx.unsafe");
}

static void strings_that_inflate_too_far_are_refused(void **state)
{
	struct made *m = *state;

	put_frame(m, BOOK);
	m->parts[m->part_count - 1].text = repeated(m, "<sst>", "<si><t/></si>", "</sst>",
	                                            24u << 20);
	put(m, "xl/worksheets/one.xml", STR("<worksheet/>"));
	write_zip(m);
	assert_refused(m, "xlsx.unsafe");
}

static void a_tag_without_end_is_refused(void **state)
{
	refused_sheet(*state, repeated(*state, "<worksheet a='", "0123456789", "'/>", 3u << 20),
	              "xlsx.unsafe");
}

static void a_deep_sheet_is_refused(void **state)
{
	refused_sheet(*state, repeated(*state, "", "<a>", "", 3000), "xlsx.unsafe");
}

static void a_sheet_of_too_many_names_is_refused(void **state)
{
	struct made *m = *state;
	struct buf out;

	buf_init(&out, m->arena);
	buf_add(&out, STR("<worksheet>"));
	for (int i = 0; i < 600; i++)
		buf_add_fmt(&out, "<n%d/>", i);
	refused_sheet(m, buf_str(&out), "xlsx.unsafe");
}

/* A small file that would give gigabytes of text. */
static void a_string_that_is_shared_too_often_is_refused(void **state)
{
	struct made *m = *state;
	struct buf out;

	put_frame(m, BOOK);
	m->parts[m->part_count - 1].text = repeated(m, "<sst><si><t>", "abcdefghij",
	                                            "</t></si></sst>", 100000);
	buf_init(&out, m->arena);
	buf_add(&out, STR("<worksheet><sheetData>"));
	for (int i = 0; i < 20000; i++)
		buf_add(&out, STR("<row><c t='s'><v>0</v></c></row>"));
	put(m, "xl/worksheets/one.xml", buf_str(&out));
	write_zip(m);
	assert_refused(m, "xlsx.unsafe");
}

static void too_many_columns_are_refused(void **state)
{
	refused_sheet(*state,
	              STR("<worksheet><sheetData><row><c r='SR1'><v>1</v></c><c r='SS1'><v>1</v>"
	                  "</c></row></sheetData></worksheet>"),
	              "xlsx.columns_many");
}

static void a_long_cell_is_refused(void **state)
{
	refused_sheet(*state,
	              repeated(*state, "<worksheet><sheetData><row><c t='str'><v>", "abcdefghij",
	                       "</v></c></row></sheetData></worksheet>", 200000),
	              "xlsx.cell_long");
}

static void a_row_beyond_the_last_is_refused(void **state)
{
	refused_sheet(*state,
	              STR("<worksheet><sheetData><row r='1048577'><c><v>1</v></c></row>"
	                  "</sheetData></worksheet>"),
	              "xlsx.rows_many");
}

static void damaged_sheets_are_refused(void **state)
{
	static const char *const sheets[] = {
		"<worksheet><sheetData><row><c t='s'><v>4</v></c></row></sheetData></worksheet>",
		"<worksheet><sheetData><row><c t='s'><v>-1</v></c></row></sheetData></worksheet>",
		"<worksheet><sheetData><row><c r='1A'><v>4</v></c></row></sheetData></worksheet>",
		"<worksheet><sheetData><row r='x'/></sheetData></worksheet>",
		"<worksheet><sheetData><row>",
		"<worksheet><sheetData></worksheet>",
		"",
	};
	struct made *m = *state;

	for (size_t i = 0; i < COUNT(sheets); i++) {
		m->part_count = 0;
		refused_sheet(m, str_of(sheets[i]), "xlsx.damaged");
		(void)close(m->fd);
		m->fd = -1;
	}
}

static void a_path_out_of_the_archive_is_refused(void **state)
{
	struct made *m = *state;

	put_frame(m, BOOK);
	put(m, "../../evil", STR("x"));
	put(m, "xl/worksheets/one.xml", STR("<worksheet/>"));
	write_zip(m);
	assert_refused(m, "xlsx.damaged");
}

/* The library writes no name twice, so a name is changed in the bytes of the file. */
static void a_name_that_stands_twice_is_refused(void **state)
{
	static const char twin[] = "xl/worksheets/twi.xml", one[] = "xl/worksheets/one.xml";
	struct made *m = *state;
	struct str bytes;
	FILE *file;

	put_frame(m, BOOK);
	put(m, one, STR("<worksheet/>"));
	put(m, twin, STR("<worksheet/>"));
	write_zip(m);
	assert_true(shared_read(m->arena, m->path, &bytes));
	for (size_t i = 0; i + sizeof(twin) < bytes.len; i++)
		if (memcmp(bytes.ptr + i, twin, sizeof(twin) - 1) == 0)
			memcpy((char *)bytes.ptr + i, one, sizeof(one) - 1);
	file = fopen(str_c(m->arena, m->path), "wb");
	assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
	assert_int_equal(fclose(file), 0);
	assert_refused(m, "xlsx.damaged");
}

static void a_broken_byte_is_found(void **state)
{
	struct made *m = *state;
	struct str bytes;
	FILE *file;

	put_frame(m, BOOK);
	put(m, "xl/worksheets/one.xml",
	    STR("<worksheet><sheetData><row><c><v>12345</v></c></row></sheetData></worksheet>"));
	m->parts[m->part_count - 1].stored = true;
	write_zip(m);
	assert_true(shared_read(m->arena, m->path, &bytes));
	for (size_t i = 0; i + 5 < bytes.len; i++)
		if (memcmp(bytes.ptr + i, "12345", 5) == 0)
			((char *)bytes.ptr)[i] = '9';
	file = fopen(str_c(m->arena, m->path), "wb");
	assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, file), bytes.len);
	assert_int_equal(fclose(file), 0);
	assert_refused(m, "xlsx.damaged");
}

static void an_archive_of_too_many_entries_is_refused_unread(void **state)
{
	/* The end of an archive that claims 65,535 entries. */
	static const unsigned char end[] = { 'P', 'K', 5, 6, 0, 0, 0, 0, 0xFF, 0xFF, 0xFF,
		                             0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
	struct made *m = *state;
	FILE *file = fopen(str_c(m->arena, m->path), "wb");

	assert_int_equal(fwrite(end, 1, sizeof(end), file), sizeof(end));
	assert_int_equal(fclose(file), 0);
	assert_refused(m, "xlsx.unsafe");
}

static void archives_of_another_kind_are_named(void **state)
{
	static const struct {
		const char *parts[2];
		const char *message;
	} rows[] = {
		{ { "mimetype", "content.xml" }, "xlsx.is_ods" },
		{ { "[Content_Types].xml", "xl/workbook.bin" }, "xlsx.is_xlsb" },
		{ { "[Content_Types].xml", "word/document.xml" }, "xlsx.is_other" },
		{ { "roster.csv", "b.csv" }, "xlsx.is_other" },
	};
	struct made *m = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		m->part_count = 0;
		put(m, rows[i].parts[0], STR("a"));
		put(m, rows[i].parts[1], STR("a"));
		write_zip(m);
		assert_refused(m, rows[i].message);
		(void)close(m->fd);
		m->fd = -1;
	}
}

static void files_are_told_by_their_bytes(void **state)
{
	static const struct {
		struct str bytes;
		const char *message; /* NULL: text */
	} rows[] = {
		{ STR_INIT("NIP;NAMA\n"), NULL },
		{ STR_INIT(""), NULL },
		{ STR_INIT("<nip>;1\n"), NULL },
		{ STR_INIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 Workbook"), "xlsx.is_xls" },
		{ STR_INIT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
		           "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k"
		           "\0a\0g\0e\0"),
		  "xlsx.encrypted" },
		{ STR_INIT("\xEF\xBB\xBF\r\n <HTML><table>"), "xlsx.is_html" },
		{ STR_INIT("<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?>"),
		  "xlsx.is_xml" },
		{ STR_INIT("%PDF-1.7"), "xlsx.is_pdf" },
		{ STR_INIT("\x1F\x8B\x08"), "xlsx.is_other" },
	};
	struct made *m = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		FILE *file = fopen(str_c(m->arena, m->path), "wb");
		enum table_kind kind = TABLE_XLSX;
		const struct err *err;
		int fd;

		assert_int_equal(fwrite(rows[i].bytes.ptr, 1, rows[i].bytes.len, file),
		                 rows[i].bytes.len);
		assert_int_equal(fclose(file), 0);
		fd = open(str_c(m->arena, m->path), O_RDONLY | O_CLOEXEC);
		err = table_kind_find(m->arena, fd, STR("a.xlsx"), &kind);
		(void)close(fd);
		if (rows[i].message == NULL) {
			assert_null(err);
			assert_int_equal(kind, TABLE_TEXT);
		} else {
			assert_non_null(err);
			assert_string_equal(err->message, rows[i].message);
		}
	}
}

/* ---- files of others ---- */

/* Read or refused, in time and memory; the number of rows when it was read, else -1. */
static int rows_of_file(struct made *m, struct str path)
{
	struct arena *arena = arena_new(MEMORY_MOST * 4);
	struct timespec from, to;
	enum table_kind kind;
	struct xlsx *xlsx;
	struct buf out;
	int fd = open(str_c(m->arena, path), O_RDONLY | O_CLOEXEC), rows = -1;
	const struct err *err;

	assert_true(fd >= 0);
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	buf_init(&out, m->arena);
	err = table_kind_find(arena, fd, path, &kind);
	if (err == NULL)
		err = xlsx_open(arena, fd, m->folder, &xlsx);
	if (err == NULL)
		err = read_all(xlsx, &out);
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	for (size_t i = 0; err == NULL && i < out.len; i++)
		rows += out.ptr[i] == '\n';
	assert_true(err == NULL || err->code == ERR_INVALID || err->code == ERR_LIMIT);
	assert_true(to.tv_sec - from.tv_sec < SECONDS_MOST);
	assert_true(arena_used_bytes(arena) < MEMORY_MOST);
	arena_free(arena);
	(void)close(fd);
	return rows + (err == NULL);
}

static void files_of_others_are_read_or_refused(void **state)
{
	static const char *const folders[] = { "xlsx/calamine", "xlsx/poi" };
	struct made *m = *state;
	int read = 0, refused = 0;

	for (size_t i = 0; i < COUNT(folders); i++) {
		struct str folder = shared_path(m->arena, folders[i]);
		DIR *dir = opendir(str_c(m->arena, folder));
		struct dirent *entry;

		if (dir == NULL)
			skip();
		while ((entry = readdir(dir)) != NULL) {
			if (!str_ends(str_of(entry->d_name), STR(".xlsx")))
				continue;
			if (rows_of_file(m, str_fmt(m->arena, "%.*s/%s", STR_ARG(folder),
			                            entry->d_name)) >= 0)
				read++;
			else
				refused++;
		}
		(void)closedir(dir);
	}
	/* One with a password and one that a fuzzer has broken. */
	assert_int_equal(refused, 2);
	assert_true(read >= 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_made(cells_of_every_kind_become_text),
		test_made(cells_stand_where_they_say),
		test_made(prefixes_and_other_names_do_not_matter),
		test_made(sheets_have_names_and_may_be_hidden),
		test_made(a_sheet_can_be_read_again),
		test_made(shared_strings_outgrow_the_memory),
		test_made(an_entity_bomb_is_refused),
		test_made(a_document_type_from_elsewhere_is_refused),
		test_made(a_sheet_that_inflates_too_far_is_refused),
		test_made(strings_that_inflate_too_far_are_refused),
		test_made(a_tag_without_end_is_refused),
		test_made(a_deep_sheet_is_refused),
		test_made(a_sheet_of_too_many_names_is_refused),
		test_made(a_string_that_is_shared_too_often_is_refused),
		test_made(too_many_columns_are_refused),
		test_made(a_long_cell_is_refused),
		test_made(a_row_beyond_the_last_is_refused),
		test_made(damaged_sheets_are_refused),
		test_made(a_path_out_of_the_archive_is_refused),
		test_made(a_name_that_stands_twice_is_refused),
		test_made(a_broken_byte_is_found),
		test_made(an_archive_of_too_many_entries_is_refused_unread),
		test_made(archives_of_another_kind_are_named),
		test_made(files_are_told_by_their_bytes),
		test_made(files_of_others_are_read_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
