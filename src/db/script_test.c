/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/str.h"
#include "db/db.h"
#include "db/internal.h"

#define BYTES_MAX (1u << 20)

/* Statements, each between brackets, without the space around them. */
static void check_cut(enum db_engine engine, const char *text, const char *expected)
{
	struct arena *arena = arena_new(BYTES_MAX);
	struct str rest = str_of(text);
	struct str all = STR("");
	struct str statement;

	while (script_cut(&rest, engine, &statement))
		all = str_fmt(arena, "%.*s[%.*s]", STR_ARG(all), STR_ARG(str_trim(statement)));
	assert_string_equal(str_c(arena, all), expected);
	arena_free(arena);
}

static void check_translation(enum db_engine engine, const char *text, const char *expected)
{
	struct arena *arena = arena_new(BYTES_MAX);
	struct str got = script_translate(arena, str_of(text), engine);

	assert_string_equal(str_c(arena, str_trim(got)), expected);
	arena_free(arena);
}

static void statements_end_at_semicolons(void **state)
{
	(void)state;
	check_cut(DB_SQLITE, "", "");
	check_cut(DB_SQLITE, " ;; -- nothing;\n", "");
	check_cut(DB_SQLITE, "a; b ;c", "[a][b][c]");
	check_cut(DB_POSTGRES, "a;\n\n/* ; */ b;", "[a][/* ; */ b]");
}

static void semicolons_in_quotes_and_comments_end_nothing(void **state)
{
	(void)state;
	check_cut(DB_SQLITE, "a ';' 'it''s;'; b", "[a ';' 'it''s;'][b]");
	check_cut(DB_SQLITE, "a \";\" -- ; it's\n c; b", "[a \";\" -- ; it's\n c][b]");
	check_cut(DB_SQLITE, "a /* ; ' */; b", "[a /* ; ' */][b]");
	check_cut(DB_POSTGRES, "a /* /* ; */ ; */; b", "[a /* /* ; */ ; */][b]");
	check_cut(DB_POSTGRES, "a E'\\';'; b 'x\\'; c", "[a E'\\';'][b 'x\\'][c]");
	check_cut(DB_SQLITE, "a 'open; b", "[a 'open; b]");
}

static void dollar_quotes_hold_statements_on_postgres(void **state)
{
	(void)state;
	check_cut(DB_POSTGRES, "f $$ a; 'b; $$; c", "[f $$ a; 'b; $$][c]");
	check_cut(DB_POSTGRES, "f $x$ a; $$ ; $x$; c", "[f $x$ a; $$ ; $x$][c]");
	check_cut(DB_POSTGRES, "a $1; b $2; c", "[a $1][b $2][c]");
}

static void a_trigger_of_sqlite_is_one_statement(void **state)
{
	(void)state;
	check_cut(
		DB_SQLITE,
		"CREATE TRIGGER t AFTER INSERT ON a BEGIN b; SELECT CASE 1 WHEN 1 THEN 2 END; END;"
		" c;",
		"[CREATE TRIGGER t AFTER INSERT ON a BEGIN b; SELECT CASE 1 WHEN 1 THEN 2 END; END]"
		"[c]");
}

static void types_become_those_of_sqlite(void **state)
{
	(void)state;
	check_translation(DB_SQLITE,
	                  "CREATE TABLE t (a bigint, b BOOLEAN NOT NULL, c bytea, d text);",
	                  "CREATE TABLE t (a INTEGER, b INTEGER NOT NULL, c BLOB, d text)\n"
	                  "STRICT, WITHOUT ROWID;");
	check_translation(DB_SQLITE, "UPDATE t SET a = 'bigint' -- bytea\n, bigint_x = 1",
	                  "UPDATE t SET a = 'bigint' -- bytea\n, bigint_x = 1");
}

static void only_plain_tables_become_strict(void **state)
{
	(void)state;
	check_translation(DB_SQLITE, "CREATE VIRTUAL TABLE t USING fts5(a);",
	                  "CREATE VIRTUAL TABLE t USING fts5(a);");
	check_translation(DB_SQLITE, "CREATE TABLE t (a text) STRICT;",
	                  "CREATE TABLE t (a text) STRICT;");
	check_translation(DB_SQLITE, "CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT (1);",
	                  "CREATE INDEX i ON t (a); CREATE VIEW v AS SELECT (1);");
	check_translation(DB_SQLITE, "CREATE TEMP TABLE t (a text);",
	                  "CREATE TEMP TABLE t (a text)\nSTRICT, WITHOUT ROWID;");
	check_translation(DB_SQLITE, "CREATE TABLE t (a text) -- last;\n",
	                  "CREATE TABLE t (a text) -- last;\n\nSTRICT, WITHOUT ROWID");
}

static void text_is_ordered_by_bytes_on_postgres(void **state)
{
	(void)state;
	check_translation(
		DB_POSTGRES,
		"CREATE TABLE t (text text NOT NULL, n bigint, CHECK (CAST(n AS text) > ''));",
		"CREATE TABLE t (text text COLLATE \"C\" NOT NULL, n bigint,"
		" CHECK (CAST(n AS text) > ''));");
	check_translation(DB_POSTGRES, "ALTER TABLE t ADD COLUMN a text; ALTER TABLE t ADD b text",
	                  "ALTER TABLE t ADD COLUMN a text COLLATE \"C\"; "
	                  "ALTER TABLE t ADD b text COLLATE \"C\"");
	check_translation(DB_POSTGRES, "CREATE FUNCTION f(a text) RETURNS text AS $$ SELECT a $$;",
	                  "CREATE FUNCTION f(a text) RETURNS text AS $$ SELECT a $$;");
}

static void sections_are_for_one_engine(void **state)
{
	static const char text[] = "a;\n-- @sqlite\nb;\n-- @end\n  -- @postgres\nc;\n-- @end\nd;";

	(void)state;
	check_translation(DB_SQLITE, text, "a;\nb;\nd;");
	check_translation(DB_POSTGRES, text, "a;\nc;\nd;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statements_end_at_semicolons),
		cmocka_unit_test(semicolons_in_quotes_and_comments_end_nothing),
		cmocka_unit_test(dollar_quotes_hold_statements_on_postgres),
		cmocka_unit_test(a_trigger_of_sqlite_is_one_statement),
		cmocka_unit_test(types_become_those_of_sqlite),
		cmocka_unit_test(only_plain_tables_become_strict),
		cmocka_unit_test(text_is_ordered_by_bytes_on_postgres),
		cmocka_unit_test(sections_are_for_one_engine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
