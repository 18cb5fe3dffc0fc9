/* SPDX-License-Identifier: Apache-2.0 */
/* The sample region goes without a trace, and a real agency begins in its place. */
#include "test/support.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"
#include "test/house.h"
#include "test/roster.h"

#define TABLES_MAX 64
#define AGENCY     "agency=Kabupaten%20Tegal&region=33.28"
#define ROSTER                                                                                    \
	"NIP;NAMA;STATUS;GOLONGAN;TMT GOLONGAN;JENIS JABATAN;JABATAN;TMT JABATAN;UNIT KERJA;OPD\n" \
	"198502032010012001;Ani Lestari;PNS;III/c;01-04-2018;Jabatan Pelaksana;Analis "          \
	"Kepegawaian;01-03-2019;Bidang Mutasi;BKPSDM\n"

static struct house *house;

/* ---- the tables, by the engine's own catalogue ---- */

struct column {
	struct str table;
	struct str name;
	struct str type;
	bool required;
};

struct columns {
	struct column all[TABLES_MAX * 16];
	size_t count;
};

/* Those of all tables that say whose a row is. */
static const struct db_query columns_query = {
	.name = "test",
	.sqlite = "SELECT m.name, c.name, lower(c.type), c.\"notnull\" OR c.pk > 0 "
		  "FROM sqlite_schema m JOIN pragma_table_info(m.name) c "
		  "WHERE m.type = 'table' AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) a "
		  "WHERE a.name = 'agency_id') ORDER BY 1, c.cid",
	.postgres = "SELECT c.table_name, c.column_name, c.data_type, "
		    "CASE WHEN c.is_nullable = 'NO' THEN 1 ELSE 0 END "
		    "FROM information_schema.columns c JOIN information_schema.tables t "
		    "ON t.table_name = c.table_name AND t.table_schema = c.table_schema "
		    "WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' "
		    "AND c.table_name IN (SELECT a.table_name FROM information_schema.columns a "
		    "WHERE a.column_name = 'agency_id' AND a.table_schema = current_schema()) "
		    "ORDER BY 1, c.ordinal_position",
	.id = -1,
};

static const struct err *columns_work(struct ctx *c, void *arg)
{
	struct columns *columns = arg;
	struct db_rows *rows;
	bool more;

	TRY(db_query(c, &columns_query, DB_NONE, &rows));
	for (;;) {
		TRY(db_next(rows, &more));
		if (!more)
			break;
		assert_in_range(columns->count, 0, COUNT(columns->all) - 1);
		columns->all[columns->count++] = (struct column){ db_col_copy(c, rows, 0),
			                                          db_col_copy(c, rows, 1),
			                                          db_col_copy(c, rows, 2),
			                                          db_col_int(rows, 3) != 0 };
	}
	db_rows_end(rows);
	return NULL;
}

/* These are the installation's and stay: who signs in, what the machine does. */
static bool stays(struct str table)
{
	static const char *const names[] = { "account", "account_grant",   "account_session",
		                             "job",     "sign_in_attempt", "setup_code" };

	for (size_t i = 0; i < COUNT(names); i++)
		if (str_eq(table, str_of(names[i])))
			return true;
	/* PostgreSQL has an index of its own for names. */
	return !test_on_sqlite() && str_eq(table, STR("name_index"));
}

static int64_t rows_of(struct str table)
{
	return house_number(house, "SELECT count(*) FROM %.*s WHERE agency_id = %lld",
	                    STR_ARG(table), (long long)house->c->agency_id);
}

/* ---- filling what the sample leaves empty ---- */

static const char *value_of(const struct column *column)
{
	if (str_find(column->type, STR("int")) >= 0)
		return "1";
	if (str_find(column->type, STR("bool")) >= 0)
		return "false";
	if (str_find(column->type, STR("bytea")) >= 0 || str_find(column->type, STR("blob")) >= 0)
		return test_on_sqlite() ? "x'00'" : "'\\x00'";
	return "'2026-01-05'";
}

static const struct err *exec_work(struct ctx *c, void *arg)
{
	return db_exec(c, TEST_QUERY(arg, 0), DB_NONE);
}

/* One row with anything in it, so that an empty table is not taken for one that was emptied. */
static void fill(const struct columns *columns, struct str table)
{
	struct buf names, values;

	buf_init(&names, house->c->arena);
	buf_init(&values, house->c->arena);
	for (size_t i = 0; i < columns->count; i++) {
		const struct column *column = &columns->all[i];

		if (!str_eq(column->table, table) || !column->required)
			continue;
		buf_add_fmt(&names, "%s%.*s", names.len > 0 ? ", " : "", STR_ARG(column->name));
		if (str_eq(column->name, STR("agency_id")))
			buf_add_fmt(&values, "%s%lld", values.len > 0 ? ", " : "",
			            (long long)house->c->agency_id);
		else
			buf_add_fmt(&values, "%s%s", values.len > 0 ? ", " : "", value_of(column));
	}
	assert_ok(db_write(house->c, exec_work,
	                   str_c(house->c->arena,
	                         str_fmt(house->c->arena, "INSERT INTO %.*s (%.*s) VALUES (%.*s)",
	                                 STR_ARG(table), STR_ARG(buf_str(&names)),
	                                 STR_ARG(buf_str(&values))))));
}

/* Called once for each table that must be empty afterwards. */
static void each_table(const struct columns *columns,
                       void (*fn)(const struct columns *, struct str))
{
	for (size_t i = 0; i < columns->count; i++)
		if (str_eq(columns->all[i].name, STR("agency_id")) && !stays(columns->all[i].table))
			fn(columns, columns->all[i].table);
}

static void make_full(const struct columns *columns, struct str table)
{
	if (rows_of(table) == 0)
		fill(columns, table);
	assert_true(rows_of(table) > 0);
}

/* The record begins anew with one act: that the agency was founded. */
static void check_empty(const struct columns *columns, struct str table)
{
	int64_t left = str_eq(table, STR("act")) ? 1 : 0;

	(void)columns;
	if (rows_of(table) != left)
		fail_msg("%.*s keeps %lld rows", STR_ARG(table), (long long)rows_of(table));
}

/* ---- the tests, in their order ---- */

static void it_asks_for_the_name_and_the_region_first(void **state)
{
	struct str session = house_enter(house, "admin");
	struct house_answer a = house_post(house, session, "/kerja/sistem/hapus-contoh", "");

	(void)state;
	assert_int_equal(a.status, 400);
	a = house_post(house, session, "/kerja/sistem/hapus-contoh",
	               "agency=Kabupaten%20Tegal&region=33.82");
	assert_int_equal(a.status, 400);
	assert_true(house_says(&a, "33.76"));
	assert_true(house_says(&a, "value=\"Kabupaten Tegal\""));
	assert_true(house_number(house, "SELECT count(*) FROM person") > 9000);
}

static void it_waits_for_nobody_who_imports(void **state)
{
	struct str session = house_enter(house, "admin");
	struct arena_mark mark = arena_mark(house->c->arena);
	struct house_answer a;

	(void)state;
	assert_ok(db_lock(house->c, STR("act")));
	a = house_post(house, session, "/kerja/sistem/hapus-contoh", AGENCY);
	arena_rewind(house->c->arena, mark);
	assert_int_equal(a.status, 503);
	assert_true(house_header(&a, "Retry-After").len > 0);
	assert_true(house_number(house, "SELECT count(*) FROM person") > 9000);
}

static void no_row_of_it_is_left_in_any_table(void **state)
{
	struct columns *columns = ARENA_NEW(house->c->arena, struct columns);
	struct str session = house_enter(house, "admin");
	struct house_answer a;

	(void)state;
	assert_ok(db_read(house->c, columns_work, columns));
	each_table(columns, make_full);
	a = house_post(house, session, "/kerja/sistem/hapus-contoh", AGENCY);
	if (a.status != 303)
		fail_msg("%d: %.*s", a.status, STR_ARG(a.body));
	each_table(columns, check_empty);
	assert_int_equal(house_number(house, "SELECT count(*) FROM agency"), 1);
	assert_int_equal(house_number(house, "SELECT count(*) FROM account"), 5);
	if (test_on_sqlite())
		assert_int_equal(house_number(house, "SELECT count(*) FROM name_index_block"), 0);
	a = house_get(house, session, "/kerja");
	assert_int_equal(a.status, 200);
	assert_true(house_says(&a, "Kabupaten Tegal"));
	assert_false(house_says(&a, "9.122"));
}

static void nobody_is_found_any_more(void **state)
{
	struct str session = house_enter(house, "admin");
	struct house_answer a = house_get(house, session, "/api/v1/people?total");

	(void)state;
	assert_true(house_says(&a, "\"total\": 0"));
	a = house_get(house, session, "/kerja/cari?q=sari");
	assert_int_equal(a.status, 200);
	assert_false(house_says(&a, "href=\"/kerja/pegawai/3"));
	a = house_get(house, session, "/kerja/pegawai");
	assert_int_equal(a.status, 200);
	a = house_get(house, session, "/api/v1/units");
	assert_int_equal(a.status, 200);
	/* The head's office is gone, and with it all they saw. */
	a = house_get(house, house_enter(house, "kepala-unit"), "/kerja");
	assert_int_equal(a.status, 200);
	a = house_get(house, house_enter(house, "kepala-unit"), "/kerja/pegawai");
	assert_int_equal(a.status, 200);
}

static void it_cannot_be_removed_twice(void **state)
{
	struct house_answer a = house_post(house, house_enter(house, "admin"),
	                                   "/kerja/sistem/hapus-contoh", AGENCY);

	(void)state;
	assert_int_equal(a.status, 409);
	assert_int_equal(house_number(house, "SELECT count(*) FROM act"), 1);
}

static void a_roster_goes_in_afterwards(void **state)
{
	struct house_answer a;

	(void)state;
	/* The answer before holds the lock on acts until it is sent. */
	(void)house_get(house, STR(""), "/");
	(void)roster_import(house->c, ROSTER, "2025-12-31");
	a = house_get(house, house_enter(house, "admin"), "/kerja/cari?q=lestari");
	assert_int_equal(a.status, 200);
	assert_true(house_says(&a, "Ani"));
	a = house_get(house, house_enter(house, "admin"), "/api/v1/people?total");
	assert_true(house_says(&a, "\"total\": 1"));
	/* A head sees nothing of it: the office they had was the sample's. */
	a = house_get(house, house_enter(house, "kepala-unit"), "/api/v1/people?total");
	assert_true(house_says(&a, "\"total\": 0"));
}

/* ---- the house ---- */

static int open_house(void **state)
{
	if (test_setup(state) != 0)
		return -1;
	house = house_open(*state);
	house_sample(house);
	house->c->agency_id = house_number(house, "SELECT id FROM agency");
	return 0;
}

static int close_house(void **state)
{
	house_close(house);
	return test_teardown(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_asks_for_the_name_and_the_region_first),
		cmocka_unit_test(it_waits_for_nobody_who_imports),
		cmocka_unit_test(no_row_of_it_is_left_in_any_table),
		cmocka_unit_test(nobody_is_found_any_more),
		cmocka_unit_test(it_cannot_be_removed_twice),
		cmocka_unit_test(a_roster_goes_in_afterwards),
	};

	return cmocka_run_group_tests(tests, open_house, close_house);
}
