/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "db/db.h"
#include "db/internal.h"

enum token_kind { TOKEN_SPACE, TOKEN_WORD, TOKEN_QUOTED, TOKEN_SIGN };

struct token {
	enum token_kind kind;
	struct str text;
};

/* What of the running statement matters: how it began, and where in it we are. */
struct place {
	struct token last[3]; /* newest first, without space */
	size_t words;
	bool creates;
	bool alters;
	bool makes_table;
	bool makes_trigger;
	int depth;      /* of brackets */
	int item_words; /* since the last comma or bracket at depth 1 */
};

/* Tokens ------------------------------------------------------------------------------------- */

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (unsigned char)c >= 0x80;
}

/* Past the end of the quoted part that starts at 0; the quote doubled stands for itself. */
static size_t quoted_len(struct str s, bool escapes)
{
	char quote = s.ptr[0];
	size_t at = 1;

	while (at < s.len && s.ptr[at] != quote)
		at += escapes && s.ptr[at] == '\\' && at + 1 < s.len ? 2 : 1;
	return at < s.len ? at + 1 : s.len;
}

static size_t line_comment_len(struct str s)
{
	ptrdiff_t end = str_find_char(s, '\n');

	return end < 0 ? s.len : (size_t)end;
}

/* PostgreSQL's comments nest, SQLite's do not. */
static size_t block_comment_len(struct str s, bool nests)
{
	size_t at = 2;
	int depth = 1;

	while (at + 1 < s.len && depth > 0) {
		if (s.ptr[at] == '*' && s.ptr[at + 1] == '/') {
			depth--;
			at += 2;
		} else if (nests && s.ptr[at] == '/' && s.ptr[at + 1] == '*') {
			depth++;
			at += 2;
		} else {
			at++;
		}
	}
	return depth > 0 ? s.len : at;
}

/* $tag$ … $tag$, or 0 when the dollar is no such quote ($1). */
static size_t dollar_len(struct str s)
{
	size_t tag = 1;
	ptrdiff_t end;

	while (tag < s.len && is_word(s.ptr[tag]))
		tag++;
	if (tag >= s.len || s.ptr[tag] != '$' || (tag > 1 && s.ptr[1] >= '0' && s.ptr[1] <= '9'))
		return 0;
	tag++;
	end = str_find(str_sub(s, tag, s.len), str_sub(s, 0, tag));
	return end < 0 ? s.len : tag + (size_t)end + tag;
}

static size_t word_len(struct str s)
{
	size_t at = 0;

	while (at < s.len && is_word(s.ptr[at]))
		at++;
	return at;
}

static struct token token_of(enum token_kind kind, struct str s, size_t len)
{
	return (struct token){ kind, str_sub(s, 0, len) };
}

/* The token that `s`, which is not empty, starts with. */
static struct token token_read(struct str s, enum db_engine engine)
{
	bool postgres = engine == DB_POSTGRES;
	char c = s.ptr[0];
	char next = s.len > 1 ? s.ptr[1] : '\0';
	size_t len = 0;

	if (is_space(c)) {
		while (len < s.len && is_space(s.ptr[len]))
			len++;
		return token_of(TOKEN_SPACE, s, len);
	}
	if (c == '-' && next == '-')
		return token_of(TOKEN_SPACE, s, line_comment_len(s));
	if (c == '/' && next == '*')
		return token_of(TOKEN_SPACE, s, block_comment_len(s, postgres));
	if (c == '\'' || c == '"')
		return token_of(TOKEN_QUOTED, s, quoted_len(s, false));
	if (postgres && (c == 'E' || c == 'e') && next == '\'')
		return token_of(TOKEN_QUOTED, s, 1 + quoted_len(str_sub(s, 1, s.len), true));
	if (postgres && c == '$' && (len = dollar_len(s)) > 0)
		return token_of(TOKEN_QUOTED, s, len);
	if (is_word(c))
		return token_of(TOKEN_WORD, s, word_len(s));
	return token_of(TOKEN_SIGN, s, 1);
}

static bool token_is(struct token token, struct str text)
{
	return token.kind != TOKEN_QUOTED && str_eq_nocase(token.text, text);
}

/* Statements --------------------------------------------------------------------------------- */

/* How the statement begins: CREATE TEMP TABLE, CREATE TRIGGER, ALTER TABLE. */
static void beginning_note(struct place *place, struct token token)
{
	place->words++;
	if (place->words == 1) {
		place->creates = token_is(token, STR("create"));
		place->alters = token_is(token, STR("alter"));
	} else if (place->words <= 3 && place->creates) {
		place->makes_table = place->makes_table || token_is(token, STR("table"));
		place->makes_trigger = place->makes_trigger || token_is(token, STR("trigger"));
		/* CREATE VIRTUAL TABLE makes no table of ours; CREATE INDEX table …, neither. */
		if (place->words == 2 && !place->makes_table && !place->makes_trigger)
			place->creates = token_is(token, STR("temp")) ||
			                 token_is(token, STR("temporary")) ||
			                 token_is(token, STR("unlogged"));
	}
}

static void place_note(struct place *place, struct token token)
{
	if (token.kind == TOKEN_SPACE)
		return;
	if (token.kind == TOKEN_WORD)
		beginning_note(place, token);
	if (token_is(token, STR(")")))
		place->depth--;
	if (token_is(token, STR("(")))
		place->depth++;
	if (place->depth == 1) {
		if (token_is(token, STR("(")) || token_is(token, STR(",")))
			place->item_words = 0;
		else if (token.kind != TOKEN_SIGN)
			place->item_words++;
	}
	place->last[2] = place->last[1];
	place->last[1] = place->last[0];
	place->last[0] = token;
}

static bool is_empty(const struct place *place)
{
	return place->last[0].text.len == 0;
}

/* A trigger of SQLite holds statements of its own and ends with "; END;". */
static bool is_end(const struct place *place, struct token token, enum db_engine engine)
{
	if (!token_is(token, STR(";")))
		return false;
	return engine == DB_POSTGRES || !place->makes_trigger ||
	       (token_is(place->last[0], STR("end")) && token_is(place->last[1], STR(";")));
}

bool script_cut(struct str *rest, enum db_engine engine, struct str *statement)
{
	struct place place = { 0 };
	struct str text = *rest;
	size_t at = 0;

	while (at < text.len) {
		struct token token = token_read(str_sub(text, at, text.len), engine);

		at += token.text.len;
		if (is_end(&place, token, engine)) {
			*statement = str_sub(text, 0, at - 1);
			*rest = str_sub(text, at, text.len);
			if (!is_empty(&place))
				return true;
			text = *rest;
			at = 0;
			continue;
		}
		place_note(&place, token);
	}
	*statement = text;
	*rest = (struct str){ "", 0 };
	return !is_empty(&place);
}

/* Translation -------------------------------------------------------------------------------- */

/* Lines between "-- @sqlite" or "-- @postgres" and "-- @end" are for that engine only. */
static struct str sections_of(struct arena *arena, struct str text, enum db_engine engine)
{
	struct str mine = engine == DB_SQLITE ? STR("-- @sqlite") : STR("-- @postgres");
	struct str other = engine == DB_SQLITE ? STR("-- @postgres") : STR("-- @sqlite");
	struct buf out;
	struct str line;
	bool kept = true;

	buf_init(&out, arena);
	buf_reserve(&out, text.len + 1);
	while (str_cut(&text, '\n', &line)) {
		struct str bare = str_trim(line);

		if (str_eq(bare, other))
			kept = false;
		else if (str_eq(bare, mine) || str_eq(bare, STR("-- @end")))
			kept = true;
		else if (kept)
			buf_add_fmt(&out, "%.*s\n", STR_ARG(line));
	}
	return buf_str(&out);
}

static struct str sqlite_word(struct token token)
{
	if (token.kind == TOKEN_WORD) {
		if (token_is(token, STR("bigint")) || token_is(token, STR("boolean")))
			return STR("INTEGER");
		if (token_is(token, STR("bytea")))
			return STR("BLOB");
	}
	return token.text;
}

/* The type of a column, not its name or a cast: the second word of its definition. */
static bool is_text_column(const struct place *place, struct token token)
{
	if (!token_is(token, STR("text")))
		return false;
	if (place->makes_table)
		return place->depth == 1 && place->item_words == 1;
	return place->alters &&
	       (token_is(place->last[1], STR("add")) || token_is(place->last[1], STR("column")));
}

static void statement_end(struct buf *out, const struct place *place, enum db_engine engine)
{
	if (engine == DB_SQLITE && place->makes_table && token_is(place->last[0], STR(")")))
		buf_add(out, STR("\nSTRICT, WITHOUT ROWID"));
}

struct str script_translate(struct arena *arena, struct str text, enum db_engine engine)
{
	struct str rest = sections_of(arena, text, engine);
	struct place place = { 0 };
	struct buf out;

	buf_init(&out, arena);
	while (rest.len > 0) {
		struct token token = token_read(rest, engine);

		rest = str_sub(rest, token.text.len, rest.len);
		if (is_end(&place, token, engine)) {
			statement_end(&out, &place, engine);
			place = (struct place){ 0 };
			buf_add(&out, token.text);
			continue;
		}
		buf_add(&out, engine == DB_SQLITE ? sqlite_word(token) : token.text);
		if (engine == DB_POSTGRES && is_text_column(&place, token))
			buf_add(&out, STR(" COLLATE \"C\""));
		place_note(&place, token);
	}
	statement_end(&out, &place, engine);
	return buf_str(&out);
}
