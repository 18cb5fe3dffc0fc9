/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>

#include "base/arena.h"
#include "xlsx/internal.h"

#define TEXT_FREE_BYTES (INT64_C(16) << 20)
#define TEXT_RATIO_MAX  16 /* a long string that every cell of a small sheet points to */

enum cell_type { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_BOOLEAN, CELL_INSTANT };

/* The sheet being read, and the row at hand. */
struct sheet {
	struct xlsx *xlsx;
	bool in_data;
	bool in_row;
	bool in_cell;
	bool in_value;
	bool in_inline; /* <is>: the text of the cell itself */
	int phonetic;
	bool ended;
	const struct err *failed;

	int64_t row;      /* number of the row at hand */
	int64_t row_count; /* rows there were, empty ones too */
	int64_t row_fed;  /* where the row before ended */
	int64_t text_bytes;
	bool row_ready;

	size_t column; /* of the cell at hand, from 0 */
	size_t next_column;
	enum cell_type type;
	size_t style;
	struct buf value;  /* <v> */
	struct buf words;  /* <is> */
	struct buf text;   /* of all cells of the row */
	struct {
		uint32_t at;
		uint32_t len;
	} cells[CSV_FIELDS_MAX];
	size_t cell_count; /* up to the last that has text */
	struct str fields[CSV_FIELDS_MAX];
};

static void refuse(struct sheet *s, const struct err *err)
{
	xml_refuse(s->xlsx->xml, err);
}

static void damaged(struct sheet *s, const char *what)
{
	struct arena *arena = s->xlsx->arena;

	refuse(s, xlsx_damaged(arena, what, str_fmt(arena, "%lld", (long long)s->row)));
}

/* ---- rows and cells begin ---- */

static void row_start(struct sheet *s, const char **attributes)
{
	const char *number = xml_attribute(attributes, "r");
	int64_t row = s->row + 1;

	if (number != NULL && !str_int(str_of(number), &row)) {
		damaged(s, "number of a row");
		return;
	}
	if (row < 1 || row > XLSX_ROWS_MAX || s->row_count == XLSX_ROWS_MAX) {
		refuse(s, xlsx_limit(s->xlsx->arena, "xlsx.rows_many", "rows", XLSX_ROWS_MAX));
		return;
	}
	s->row = row;
	s->row_count++;
	s->next_column = 0;
	s->cell_count = 0;
	buf_clear(&s->text);
	s->in_row = true;
}

/* "AB12" → 27. Only the letters count: which row it is says the row. */
static bool column_read(struct str reference, size_t *out)
{
	size_t column = 0, i = 0;

	for (; i < reference.len && i < 4; i++) {
		char c = reference.ptr[i];

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (c < 'A' || c > 'Z')
			break;
		column = column * 26 + (size_t)(c - 'A' + 1);
	}
	if (i == 0 || i == 4 || !str_is_digits(str_sub(reference, i, reference.len)))
		return false;
	*out = column - 1;
	return true;
}

static enum cell_type type_of(struct str type)
{
	static const struct {
		struct str name;
		enum cell_type type;
	} rows[] = {
		{ STR_INIT("s"), CELL_SHARED },       { STR_INIT("str"), CELL_TEXT },
		{ STR_INIT("inlineStr"), CELL_TEXT }, { STR_INIT("b"), CELL_BOOLEAN },
		{ STR_INIT("e"), CELL_TEXT },         { STR_INIT("d"), CELL_INSTANT },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (str_eq(rows[i].name, type))
			return rows[i].type;
	return CELL_NUMBER;
}

static void cell_start(struct sheet *s, const char **attributes)
{
	const char *reference = xml_attribute(attributes, "r");
	const char *style = xml_attribute(attributes, "s");
	int64_t number = 0;

	s->column = s->next_column;
	if (reference != NULL && !column_read(str_of(reference), &s->column)) {
		damaged(s, "place of a cell");
		return;
	}
	s->next_column = s->column + 1;
	s->type = type_of(str_of(xml_attribute(attributes, "t")));
	s->style = style != NULL && str_int(str_of(style), &number) && number >= 0 ? (size_t)number
	                                                                           : 0;
	buf_clear(&s->value);
	buf_clear(&s->words);
	s->in_cell = true;
}

static void on_start(void *arg, struct xml *xml, struct str name, const char **attributes)
{
	struct sheet *s = arg;

	if (!s->in_data) {
		s->in_data = xml_depth(xml) == 1 && str_eq(name, STR("sheetData"));
	} else if (!s->in_row) {
		if (xml_depth(xml) == 2 && str_eq(name, STR("row")))
			row_start(s, attributes);
	} else if (!s->in_cell) {
		if (xml_depth(xml) == 3 && str_eq(name, STR("c")))
			cell_start(s, attributes);
	} else if (!s->in_inline) {
		s->in_value = xml_depth(xml) == 4 && str_eq(name, STR("v"));
		s->in_inline = xml_depth(xml) == 4 && str_eq(name, STR("is"));
	} else {
		s->phonetic += str_eq(name, STR("rPh"));
		s->in_value = s->phonetic == 0 && str_eq(name, STR("t"));
	}
}

static void on_text(void *arg, struct xml *xml, struct str text)
{
	struct sheet *s = arg;
	struct buf *to = s->in_inline ? &s->words : &s->value;

	(void)xml;
	if (!s->in_value)
		return;
	if (to->len + text.len > XLSX_STRING_BYTES)
		refuse(s,
		       xlsx_limit(s->xlsx->arena, "xlsx.cell_long", "a cell", XLSX_STRING_BYTES));
	else
		buf_add(to, text);
}

/* ---- and end ---- */

static void add_shared(struct sheet *s)
{
	struct str text = str_trim(buf_str(&s->value));
	const struct err *err;
	int64_t number;
	bool found = false;

	if (text.len == 0)
		return;
	if (!str_int(text, &number) || number < 0) {
		damaged(s, "number of a shared string");
		return;
	}
	err = strings_get(s->xlsx->strings, (uint64_t)number, &s->text, &found);
	if (err != NULL)
		refuse(s, err);
	else if (!found)
		damaged(s, "no such shared string");
}

static void add_number(struct sheet *s)
{
	const struct xlsx *x = s->xlsx;
	enum format_kind kind = FORMAT_NUMBER;

	if (s->style < x->style_count)
		kind = (enum format_kind)x->styles[s->style];
	format_number(&s->text, buf_str(&s->value), kind, x->from_1904);
}

/* The text of the cell at the end of the row's. */
static void add_text(struct sheet *s)
{
	struct str value = buf_str(&s->value);
	size_t from = s->text.len;

	if (s->words.len > 0) {
		buf_add(&s->text, buf_str(&s->words));
		format_unescape(&s->text, from);
		return;
	}
	switch (s->type) {
	case CELL_SHARED: add_shared(s); break;
	case CELL_BOOLEAN:
		buf_add(&s->text, str_eq(str_trim(value), STR("0")) ? STR("FALSE") : STR("TRUE"));
		break;
	case CELL_INSTANT: format_instant(&s->text, value); break;
	case CELL_NUMBER: add_number(s); break;
	case CELL_TEXT:
		buf_add(&s->text, value);
		format_unescape(&s->text, from);
		break;
	}
}

static void cell_keep(struct sheet *s, size_t from)
{
	if (s->text.len == from)
		return;
	if (s->column >= CSV_FIELDS_MAX) {
		refuse(s,
		       xlsx_limit(s->xlsx->arena, "xlsx.columns_many", "columns", CSV_FIELDS_MAX));
		return;
	}
	if (s->text.len > CSV_RECORD_BYTES_MAX) {
		refuse(s,
		       xlsx_limit(s->xlsx->arena, "xlsx.row_long", "a row", CSV_RECORD_BYTES_MAX));
		return;
	}
	for (; s->cell_count <= s->column; s->cell_count++)
		s->cells[s->cell_count].len = 0;
	s->cells[s->column].at = (uint32_t)from;
	s->cells[s->column].len = (uint32_t)(s->text.len - from);
}

static void cell_end(struct sheet *s)
{
	size_t from = s->text.len;

	s->in_cell = false;
	if (s->value.len > 0 || s->words.len > 0) {
		add_text(s);
		cell_keep(s, from);
	}
}

static void row_end(struct sheet *s)
{
	int64_t fed = xml_fed_bytes(s->xlsx->xml);

	s->in_row = false;
	s->row_fed = fed;
	s->text_bytes += (int64_t)s->text.len;
	if (s->text_bytes > TEXT_FREE_BYTES && s->text_bytes / TEXT_RATIO_MAX > fed) {
		refuse(s, xlsx_limit(s->xlsx->arena, "xlsx.unsafe", "text that is shared too often",
		                     TEXT_RATIO_MAX));
		return;
	}
	if (s->cell_count == 0)
		return;
	s->row_ready = true;
	xml_pause(s->xlsx->xml);
}

static void on_end(void *arg, struct xml *xml, struct str name)
{
	struct sheet *s = arg;

	s->in_value = false;
	if (s->in_inline) {
		s->phonetic -= str_eq(name, STR("rPh"));
		s->in_inline = xml_depth(xml) > 4;
	} else if (s->in_cell) {
		if (xml_depth(xml) == 3)
			cell_end(s);
	} else if (s->in_row) {
		if (xml_depth(xml) == 2)
			row_end(s);
	} else if (s->in_data && xml_depth(xml) == 1) {
		s->in_data = false;
		s->ended = true;
		xml_pause(xml);
	}
}

/* ---- reading ---- */

const struct err *xlsx_sheet_open(struct xlsx *xlsx, size_t sheet)
{
	static const struct xml_calls calls = { on_start, on_end, on_text };
	struct sheet *s = xlsx->sheet;

	assert(sheet < xlsx->sheet_count);
	if (s == NULL) {
		s = ARENA_NEW(xlsx->arena, struct sheet);
		buf_init(&s->value, xlsx->arena);
		buf_init(&s->words, xlsx->arena);
		buf_init(&s->text, xlsx->arena);
		xlsx->sheet = s;
	} else {
		*s = (struct sheet){ .value = s->value, .words = s->words, .text = s->text };
	}
	s->xlsx = xlsx;
	return xml_begin(xlsx->xml, xlsx->paths[sheet], XLSX_RATIO_MAX, &calls, s);
}

/* Behind the rows the rest is only inflated: its check sum tells a broken file from a whole one. */
static const struct err *drain(struct xlsx *x)
{
	char rest[4096];
	size_t got = 1;

	while (got > 0)
		TRY(pack_read(x->pack, rest, sizeof(rest), &got));
	return NULL;
}

static const struct err *row_find(struct xlsx *x, bool *more)
{
	struct sheet *s = x->sheet;
	bool ended = false;

	while (!s->row_ready && !s->ended && !ended) {
		TRY(xml_run(x->xml, &ended));
		if (xml_fed_bytes(x->xml) - s->row_fed > XLSX_ROW_XML_BYTES)
			return xlsx_limit(x->arena, "xlsx.unsafe", "markup of a row",
			                  XLSX_ROW_XML_BYTES);
	}
	*more = s->row_ready;
	s->row_ready = false;
	if (*more)
		return NULL;
	s->ended = true;
	return ended ? NULL : drain(x);
}

const struct err *xlsx_read(struct xlsx *xlsx, struct csv_record *out, bool *more)
{
	struct sheet *s = xlsx->sheet;

	assert(s != NULL);
	*more = false;
	if (s->failed != NULL || s->ended)
		return s->failed;
	s->failed = row_find(xlsx, more);
	if (s->failed != NULL || !*more)
		return s->failed;
	for (size_t i = 0; i < s->cell_count; i++)
		s->fields[i] = (struct str){ s->text.ptr + s->cells[i].at, s->cells[i].len };
	*out = (struct csv_record){
		.fields = s->fields,
		.count = s->cell_count,
		.line = s->row,
		.end_byte = pack_done_bytes(xlsx->pack),
	};
	return NULL;
}

static const struct err *source_read(void *arg, struct csv_record *out, bool *more)
{
	return xlsx_read(arg, out, more);
}

static void source_form(void *arg, const char **encoding, char *separator)
{
	(void)arg;
	*encoding = "xlsx";
	*separator = ';';
}

struct record_source xlsx_records(struct xlsx *xlsx)
{
	return (struct record_source){ xlsx, source_read, source_form };
}
