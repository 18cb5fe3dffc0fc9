/* SPDX-License-Identifier: Apache-2.0 */
/* What a workbook says of itself: relations of its parts, sheets, styles, shared strings. */
#include <string.h>

#include "base/arena.h"
#include "xlsx/internal.h"

#define RELATIONS_MAX  4096
#define PATH_BYTES_MAX 512
#define STYLES_MAX     65536
#define FORMATS_MAX    4096

static struct str text_of(const char *value)
{
	return str_of(value);
}

/* ---- relations ---- */

struct relation {
	struct str id;
	struct str kind; /* the last word of its type: "worksheet", "styles" */
	struct str path; /* in the archive */
};

struct relations {
	struct xlsx *xlsx;
	struct str folder; /* what targets are relative to */
	struct relation *all;
	size_t count;
};

static struct str last_word(struct str type)
{
	for (size_t i = type.len; i > 0; i--)
		if (type.ptr[i - 1] == '/')
			return str_sub(type, i, type.len);
	return type;
}

/* "xl" and "../a/./b.xml" → "a/b.xml"; empty when it leads outside. */
static struct str path_join(struct arena *arena, struct str folder, struct str target)
{
	bool absolute = str_starts(target, STR("/"));
	struct str rest = absolute || folder.len == 0
	                          ? target
	                          : str_fmt(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(target));
	struct str part;
	struct buf out;

	buf_init(&out, arena);
	while (str_cut(&rest, '/', &part)) {
		if (part.len == 0 || str_eq(part, STR(".")))
			continue;
		if (!str_eq(part, STR(".."))) {
			if (out.len > 0)
				buf_add_char(&out, '/');
			buf_add(&out, part);
			continue;
		}
		if (out.len == 0)
			return STR("");
		while (out.len > 0 && out.ptr[out.len - 1] != '/')
			out.len--;
		out.len -= out.len > 0;
	}
	return buf_str(&out);
}

static void relation_start(void *arg, struct xml *xml, struct str name, const char **attributes)
{
	struct relations *r = arg;
	struct arena *arena = r->xlsx->arena;
	const char *id = xml_attribute(attributes, "Id");
	const char *type = xml_attribute(attributes, "Type");
	const char *target = xml_attribute(attributes, "Target");
	const char *mode = xml_attribute(attributes, "TargetMode");
	struct str kind = last_word(text_of(type));

	if (!str_eq(name, STR("Relationship")) || id == NULL || target == NULL)
		return;
	/* What lies elsewhere is never asked for. */
	if (mode != NULL && str_eq_nocase(str_of(mode), STR("External")))
		return;
	if (!str_eq(kind, STR("worksheet")) && !str_eq(kind, STR("styles")) &&
	    !str_eq(kind, STR("sharedStrings")) && !str_eq(kind, STR("officeDocument")))
		return;
	if (r->count == RELATIONS_MAX || strlen(target) > PATH_BYTES_MAX ||
	    strlen(id) > PATH_BYTES_MAX) {
		xml_refuse(xml, xlsx_limit(arena, "xlsx.unsafe", "relations", RELATIONS_MAX));
		return;
	}
	r->all[r->count++] = (struct relation){ str_copy(arena, str_of(id)), str_copy(arena, kind),
		                                path_join(arena, r->folder, str_of(target)) };
}

static const struct err *xml_whole(struct xlsx *x, struct str part, const struct xml_calls *calls,
                                   void *arg)
{
	bool ended = false;

	TRY(xml_begin(x->xml, part, XLSX_RATIO_STRINGS, calls, arg));
	while (!ended)
		TRY(xml_run(x->xml, &ended));
	return NULL;
}

static struct str folder_of(struct str path)
{
	for (size_t i = path.len; i > 0; i--)
		if (path.ptr[i - 1] == '/')
			return str_sub(path, 0, i - 1);
	return STR("");
}

static const struct err *relations_read(struct xlsx *x, struct str part, struct relations *out)
{
	static const struct xml_calls calls = { .start = relation_start };
	struct str folder = folder_of(part);
	struct str path = str_fmt(x->arena, "%.*s%s_rels/%.*s.rels", STR_ARG(folder),
	                          folder.len > 0 ? "/" : "",
	                          STR_ARG(str_sub(part, folder.len + (folder.len > 0), part.len)));

	*out = (struct relations){ .xlsx = x, .folder = folder };
	out->all = arena_array(x->arena, RELATIONS_MAX, sizeof(*out->all));
	return pack_has(x->pack, path) ? xml_whole(x, path, &calls, out) : NULL;
}

static const struct relation *relation_of_kind(const struct relations *r, struct str kind)
{
	for (size_t i = 0; i < r->count; i++)
		if (str_eq(r->all[i].kind, kind) && r->all[i].path.len > 0)
			return &r->all[i];
	return NULL;
}

static const struct relation *relation_of_id(const struct relations *r, struct str id)
{
	for (size_t i = 0; i < r->count; i++)
		if (str_eq(r->all[i].id, id))
			return &r->all[i];
	return NULL;
}

/* ---- sheets ---- */

struct booking {
	struct xlsx *xlsx;
	struct relations relations;
};

static bool is_true(const char *value)
{
	return value != NULL && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

static enum xlsx_visibility visibility_of(const char *state)
{
	if (state == NULL || strcmp(state, "visible") == 0)
		return XLSX_VISIBLE;
	return strcmp(state, "veryHidden") == 0 ? XLSX_VERY_HIDDEN : XLSX_HIDDEN;
}

static void book_start(void *arg, struct xml *xml, struct str name, const char **attributes)
{
	struct booking *b = arg;
	struct xlsx *x = b->xlsx;
	const struct relation *relation;
	const char *title = xml_attribute(attributes, "name");
	const char *id = xml_attribute_local(attributes, "id");

	if (str_eq(name, STR("workbookPr")))
		x->from_1904 = is_true(xml_attribute(attributes, "date1904"));
	if (!str_eq(name, STR("sheet")) || xml_depth(xml) != 2 || title == NULL || id == NULL)
		return;
	relation = relation_of_id(&b->relations, str_of(id));
	if (relation == NULL || !str_eq(relation->kind, STR("worksheet")))
		return;
	if (relation->path.len == 0 || strlen(title) > PATH_BYTES_MAX) {
		xml_refuse(xml, xlsx_damaged(x->arena, "path of a sheet", STR("workbook")));
		return;
	}
	if (x->sheet_count == XLSX_SHEETS_MAX) {
		xml_refuse(xml, xlsx_limit(x->arena, "xlsx.unsafe", "sheets", XLSX_SHEETS_MAX));
		return;
	}
	x->paths[x->sheet_count] = relation->path;
	x->sheets[x->sheet_count++] =
		(struct xlsx_sheet){ str_copy(x->arena, str_of(title)),
		                     visibility_of(xml_attribute(attributes, "state")) };
}

/* ---- styles ---- */

struct styling {
	struct xlsx *xlsx;
	bool in_formats;
	bool in_styles;
	uint16_t *styles; /* format of each */
	size_t style_count;
	struct {
		uint16_t id;
		unsigned char kind;
	} * formats;
	size_t format_count;
};

static bool small_number(const char *text, int64_t most, int64_t *out)
{
	return text != NULL && str_int(str_of(text), out) && *out >= 0 && *out <= most;
}

static void style_start(void *arg, struct xml *xml, struct str name, const char **attributes)
{
	struct styling *s = arg;
	const char *code = xml_attribute(attributes, "formatCode");
	int64_t id = 0;

	s->in_formats = s->in_formats || (xml_depth(xml) == 1 && str_eq(name, STR("numFmts")));
	s->in_styles = s->in_styles || (xml_depth(xml) == 1 && str_eq(name, STR("cellXfs")));
	if (xml_depth(xml) != 2)
		return;
	if (s->in_styles && str_eq(name, STR("xf"))) {
		if (s->style_count == STYLES_MAX) {
			xml_refuse(xml,
			           xlsx_limit(s->xlsx->arena, "xlsx.unsafe", "styles", STYLES_MAX));
			return;
		}
		(void)small_number(xml_attribute(attributes, "numFmtId"), UINT16_MAX, &id);
		s->styles[s->style_count++] = (uint16_t)(id < 0 || id > UINT16_MAX ? 0 : id);
	}
	if (!s->in_formats || !str_eq(name, STR("numFmt")) || code == NULL ||
	    !small_number(xml_attribute(attributes, "numFmtId"), UINT16_MAX, &id))
		return;
	if (s->format_count < FORMATS_MAX) {
		s->formats[s->format_count].id = (uint16_t)id;
		s->formats[s->format_count++].kind = (unsigned char)format_read(str_of(code));
	}
}

static void style_end(void *arg, struct xml *xml, struct str name)
{
	struct styling *s = arg;

	(void)name;
	if (xml_depth(xml) == 1) {
		s->in_formats = false;
		s->in_styles = false;
	}
}

static unsigned char style_kind(const struct styling *s, unsigned id)
{
	for (size_t i = 0; i < s->format_count; i++)
		if (s->formats[i].id == id)
			return s->formats[i].kind;
	return (unsigned char)format_builtin(id);
}

static const struct err *styles_read(struct xlsx *x, struct str part)
{
	static const struct xml_calls calls = { .start = style_start, .end = style_end };
	struct styling s = { .xlsx = x };
	unsigned char *kinds;

	s.styles = arena_array(x->arena, STYLES_MAX, sizeof(*s.styles));
	s.formats = arena_array(x->arena, FORMATS_MAX, sizeof(*s.formats));
	TRY(xml_whole(x, part, &calls, &s));
	/* Each format once: a hostile file has many of both. */
	kinds = arena_alloc(x->arena, UINT16_MAX + 1);
	for (unsigned id = 0; id < 164; id++)
		kinds[id] = style_kind(&s, id);
	for (size_t i = s.format_count; i > 0; i--)
		kinds[s.formats[i - 1].id] = s.formats[i - 1].kind;
	x->styles = arena_alloc(x->arena, s.style_count + 1);
	for (size_t i = 0; i < s.style_count; i++)
		x->styles[i] = kinds[s.styles[i]];
	x->style_count = s.style_count;
	return NULL;
}

/* ---- shared strings ---- */

struct sharing {
	struct xlsx *xlsx;
	struct buf text;
	bool in_text;
	int phonetic; /* how sounds are written beside words; no part of them */
};

static void shared_start(void *arg, struct xml *xml, struct str name, const char **attributes)
{
	struct sharing *s = arg;

	(void)attributes;
	if (xml_depth(xml) == 1)
		buf_clear(&s->text);
	s->phonetic += str_eq(name, STR("rPh"));
	s->in_text = s->phonetic == 0 && str_eq(name, STR("t"));
}

static void shared_text(void *arg, struct xml *xml, struct str text)
{
	struct sharing *s = arg;

	if (!s->in_text)
		return;
	if (s->text.len + text.len > XLSX_STRING_BYTES)
		xml_refuse(xml, xlsx_limit(s->xlsx->arena, "xlsx.cell_long", "a shared string",
		                           XLSX_STRING_BYTES));
	else
		buf_add(&s->text, text);
}

static void shared_end(void *arg, struct xml *xml, struct str name)
{
	struct sharing *s = arg;
	const struct err *err;

	s->phonetic -= str_eq(name, STR("rPh"));
	s->in_text = false;
	if (xml_depth(xml) != 1 || !str_eq(name, STR("si")))
		return;
	format_unescape(&s->text, 0);
	err = strings_add(s->xlsx->strings, buf_str(&s->text));
	if (err != NULL)
		xml_refuse(xml, err);
}

static const struct err *strings_read(struct xlsx *x, struct str part)
{
	static const struct xml_calls calls = { shared_start, shared_end, shared_text };
	struct sharing s = { .xlsx = x };

	buf_init(&s.text, x->arena);
	return xml_whole(x, part, &calls, &s);
}

/* ---- the whole ---- */

/* The archive is something else that people take for a workbook. */
static const struct err *not_a_workbook(struct xlsx *x)
{
	const char *message = "xlsx.is_other";

	if (pack_has(x->pack, STR("content.xml")) && pack_has(x->pack, STR("mimetype")))
		message = "xlsx.is_ods";
	else if (pack_has(x->pack, STR("xl/workbook.bin")))
		message = "xlsx.is_xlsb";
	return err_new(x->arena, ERR_INVALID, STR("file"), message, STR("zip"));
}

static const struct err *book_find(struct xlsx *x, struct str *path)
{
	struct relations relations;
	const struct relation *book;

	TRY(relations_read(x, STR(""), &relations));
	book = relation_of_kind(&relations, STR("officeDocument"));
	*path = book != NULL ? book->path : STR("xl/workbook.xml");
	if (!pack_has(x->pack, *path) || str_ends(*path, STR(".bin")))
		return not_a_workbook(x);
	return NULL;
}

static const struct err *book_read(struct xlsx *x)
{
	static const struct xml_calls calls = { .start = book_start };
	struct booking b = { .xlsx = x };
	const struct relation *part;
	struct str path;

	TRY(book_find(x, &path));
	TRY(relations_read(x, path, &b.relations));
	TRY(xml_whole(x, path, &calls, &b));
	if (x->sheet_count == 0)
		return not_a_workbook(x);
	part = relation_of_kind(&b.relations, STR("styles"));
	if (part != NULL && pack_has(x->pack, part->path))
		TRY(styles_read(x, part->path));
	part = relation_of_kind(&b.relations, STR("sharedStrings"));
	if (part != NULL && pack_has(x->pack, part->path))
		TRY(strings_read(x, part->path));
	return strings_seal(x->strings);
}

const struct err *xlsx_open(struct arena *arena, int fd, struct str spill_folder, struct xlsx **out)
{
	struct xlsx *x = ARENA_NEW(arena, struct xlsx);

	x->arena = arena;
	TRY(pack_open(arena, fd, &x->pack));
	x->xml = xml_new(arena, x->pack);
	x->sheets = arena_array(arena, XLSX_SHEETS_MAX, sizeof(*x->sheets));
	x->paths = arena_array(arena, XLSX_SHEETS_MAX, sizeof(*x->paths));
	TRY(strings_new(arena, spill_folder, &x->strings));
	TRY(book_read(x));
	*out = x;
	return NULL;
}

size_t xlsx_sheet_count(const struct xlsx *xlsx)
{
	return xlsx->sheet_count;
}

const struct xlsx_sheet *xlsx_sheet_at(const struct xlsx *xlsx, size_t sheet)
{
	return &xlsx->sheets[sheet];
}

const struct err *xlsx_sheet_find(struct xlsx *xlsx, struct str name, size_t *out)
{
	struct buf names;

	buf_init(&names, xlsx->arena);
	for (size_t i = 0; i < xlsx->sheet_count; i++) {
		struct str own = xlsx->sheets[i].name;

		if (own.len == name.len && str_eq_nocase(str_trim(own), str_trim(name))) {
			*out = i;
			return NULL;
		}
		if (names.len < PATH_BYTES_MAX)
			buf_add_fmt(&names, "%s%.*s", i == 0 ? "" : ", ", STR_ARG(own));
	}
	return err_new(xlsx->arena, ERR_MISSING, STR("sheet"), "xlsx.sheet_missing",
	               buf_str(&names));
}
