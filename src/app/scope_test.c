/* SPDX-License-Identifier: Apache-2.0 */
/* The head of a unit sees the own subtree, by whatever way they ask. */
#include "test/support.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app/modules.h"
#include "auth/account.h"
#include "auth/permission.h"
#include "base/arena.h"
#include "base/json.h"
#include "db/db.h"
#include "i18n/words.h"
#include "registry/registry.h"
#include "test/house.h"
#include "xlsx/xlsx.h"

#define TARGET_BYTES 320
#define TODAY        "'2026-01-05'"

static struct house *house;
static struct str head;  /* sessions */
static struct str staff;
static int64_t office;

/* What holds today; the subtree of the head's office; who sits in it. */
#define HOLDS(t) t ".from_on <= " TODAY " AND " t ".until_on > " TODAY
#define INSIDE                                                                                   \
	"WITH RECURSIVE inside (id) AS (SELECT u.id FROM unit u WHERE u.id = %lld UNION ALL "     \
	"SELECT f.unit_id FROM unit_fact_live f JOIN inside i ON f.parent_id = i.id WHERE "       \
	HOLDS("f") ") "
#define PEOPLE                                                                                 \
	"FROM employment_live e JOIN position_fact_live p ON p.position_id = e.position_id "    \
	"JOIN service_status_live s ON s.person_id = e.person_id WHERE e.capacity = "           \
	"'definitive' AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time') AND " HOLDS("e") \
	" AND " HOLDS("p") " AND " HOLDS("s")

static int64_t people_inside(void)
{
	return house_number(house,
	                    INSIDE "SELECT count(DISTINCT e.person_id) " PEOPLE
	                           " AND p.unit_id IN (SELECT id FROM inside)",
	                    (long long)office);
}

static int64_t unit_outside(void)
{
	return house_number(house,
	                    INSIDE "SELECT max(f.unit_id) FROM unit_fact_live f WHERE " HOLDS(
				    "f") " AND f.unit_id NOT IN (SELECT id FROM inside)",
	                    (long long)office);
}

static int64_t post_outside(void)
{
	return house_number(house,
	                    INSIDE
	                    "SELECT max(p.position_id) FROM position_fact_live p WHERE " HOLDS(
				    "p") " AND p.unit_id NOT IN (SELECT id FROM inside)",
	                    (long long)office);
}

static int64_t person_outside(void)
{
	return house_number(house,
	                    INSIDE "SELECT max(e.person_id) " PEOPLE
	                           " AND p.unit_id NOT IN (SELECT id FROM inside)",
	                    (long long)office);
}

static const char *target(const char *format, ...) __attribute__((format(printf, 1, 2)));

static const char *target(const char *format, ...)
{
	char *text = arena_alloc(house->c->arena, TARGET_BYTES);
	va_list args;

	va_start(args, format);
	vsnprintf(text, TARGET_BYTES, format, args);
	va_end(args);
	return text;
}

/* ---- everything with an id ---- */

struct outside {
	int64_t unit, post, person;
	int checked;
};

static int64_t outside_for(const struct outside *o, const char *path)
{
	if (strstr(path, "/unit") != NULL)
		return o->unit;
	if (strstr(path, "/jabatan") != NULL || strstr(path, "/positions") != NULL)
		return o->post;
	return strstr(path, "/pegawai") != NULL || strstr(path, "/people") != NULL ? o->person : 0;
}

static void check_outside(void *arg, const struct route *route)
{
	struct outside *o = arg;
	const char *hole = strstr(route->path, "{id}");
	struct house_answer a;
	const char *asked;

	if (hole == NULL || route->method != HTTP_GET ||
	    !role_may(ROLE_UNIT_HEAD, route->permission) || outside_for(o, route->path) == 0)
		return;
	asked = target("%.*s%lld%s", (int)(hole - route->path), route->path,
	               (long long)outside_for(o, route->path), hole + 4);
	a = house_get(house, staff, asked);
	if (a.status != 200)
		fail_msg("%s: %d for the personnel office", asked, a.status);
	a = house_get(house, head, asked);
	if (a.status != 404)
		fail_msg("%s: %d for the head of another office", asked, a.status);
	o->checked++;
}

static void nothing_outside_is_there_for_a_head(void **state)
{
	struct outside o = { unit_outside(), post_outside(), person_outside(), 0 };

	(void)state;
	assert_true(o.unit > 0 && o.post > 0 && o.person > 0);
	module_route_each(check_outside, &o);
	assert_true(o.checked >= 4);
}

static void asking_for_another_office_finds_nothing(void **state)
{
	static const char *const paths[] = {
		"/kerja/pegawai?unit=%lld",
		"/kerja/pegawai/ekspor?format=csv&unit=%lld",
		"/kerja/pegawai/ekspor?format=xlsx&unit=%lld",
		"/kerja/jabatan?unit=%lld",
		"/api/v1/people?unit=%lld",
		"/api/v1/positions?unit=%lld",
		"/kerja/proyeksi?unit=%lld",
		"/kerja/proyeksi.csv?unit=%lld",
		"/kerja/proyeksi.xlsx?unit=%lld",
		"/api/v1/outlook?unit=%lld",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++) {
		char asked[TARGET_BYTES];
		char number[24];
		const char *hole = strstr(paths[i], "%lld");
		struct house_answer a;

		snprintf(number, sizeof(number), "%lld", (long long)unit_outside());
		snprintf(asked, sizeof(asked), "%.*s%s", (int)(hole - paths[i]), paths[i], number);
		a = house_get(house, staff, asked);
		if (a.status != 200)
			fail_msg("%s: %d", asked, a.status);
		a = house_get(house, head, asked);
		if (a.status != 404)
			fail_msg("%s: %d for a head", asked, a.status);
	}
}

/* ---- lists ---- */

static int64_t total_of(struct str session, const char *asked)
{
	struct house_answer a = house_get(house, session, asked);
	const struct json_value *value;
	int64_t total = -1;

	assert_int_equal(a.status, 200);
	assert_ok(json_read(house->answer_arena, a.body, &value));
	assert_true(json_get_int(value, "total", &total));
	return total;
}

static void the_list_of_people_has_the_own_subtree(void **state)
{
	struct house_answer a;
	int64_t inside = people_inside();

	(void)state;
	assert_true(inside > 10 && inside < 5000);
	assert_int_equal(total_of(head, "/api/v1/people?total"), inside);
	assert_int_equal(
		total_of(staff, target("/api/v1/people?total&unit=%lld", (long long)office)),
		inside);
	assert_true(total_of(staff, "/api/v1/people?total") > 9000);
	a = house_get(house, head, "/kerja/pegawai");
	assert_true(house_says(
		&a, str_c(house->answer_arena,
	                  str_fmt(house->answer_arena, "dari %.*s",
	                          STR_ARG(words_number(house->answer_arena, LANG_ID, inside))))));
	a = house_get(house, head, "/kerja");
	assert_true(house_says(&a, str_c(house->answer_arena,
	                                 words_number(house->answer_arena, LANG_ID, inside))));
	assert_false(house_says(&a, "9.122"));
}

/* Page by page by the links that the API gives: everybody once, all of them inside. */
static void the_pages_of_the_api_hold_everybody_once(void **state)
{
	const char *asked = "/api/v1/people?batas=100";
	int64_t inside = people_inside(), seen = 0, known_unit = 0;

	(void)state;
	for (int page = 0; asked != NULL && page < 100; page++) {
		struct house_answer a = house_get(house, head, asked);
		struct str link = house_header(&a, "Link");
		const struct json_value *value, *people;

		assert_int_equal(a.status, 200);
		assert_ok(json_read(house->answer_arena, a.body, &value));
		people = json_get(value, "people");
		for (size_t i = 0; i < json_count(people); i++) {
			struct str text;
			int64_t unit;

			assert_true(json_get_str(json_at(people, i), "unit_id", &text));
			assert_true(str_int(text, &unit));
			if (unit != known_unit)
				assert_int_equal(house_number(house,
				                              INSIDE "SELECT count(*) FROM inside "
				                                     "WHERE id = %lld",
				                              (long long)office, (long long)unit),
				                 1);
			known_unit = unit;
		}
		seen += (int64_t)json_count(people);
		asked = link.len == 0
		                ? NULL
		                : str_c(house->c->arena,
		                        str_sub(link, 1, (size_t)str_find(link, STR(">")) - 1));
	}
	assert_int_equal(seen, inside);
}

static size_t lines_of(struct str text)
{
	size_t lines = 0;

	for (size_t i = 0; i < text.len; i++)
		lines += text.ptr[i] == '\n';
	return lines;
}

static int64_t sheet_rows(struct str bytes)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct str path = str_fmt(arena, "%.*s/orang.xlsx", STR_ARG(test_folder(house->c)));
	int fd = open(str_c(arena, path), O_RDWR | O_CREAT | O_TRUNC, 0600);
	struct csv_record record;
	struct xlsx *book;
	int64_t rows = 0;
	bool more = true;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.ptr, bytes.len), bytes.len);
	assert_ok(xlsx_open(arena, fd, test_folder(house->c), &book));
	assert_ok(xlsx_sheet_open(book, 0));
	while (more) {
		assert_ok(xlsx_read(book, &record, &more));
		rows += more;
	}
	arena_free(arena);
	close(fd);
	return rows;
}

static void the_exports_have_the_own_subtree(void **state)
{
	int64_t inside = people_inside();
	struct house_answer a = house_get(house, head, "/kerja/pegawai/ekspor?format=csv");
	struct str own = str_copy(house->c->arena, a.body);

	(void)state;
	assert_int_equal(a.status, 200);
	assert_int_equal(lines_of(own), inside + 1);
	a = house_get(house, staff,
	              target("/kerja/pegawai/ekspor?format=csv&unit=%lld", (long long)office));
	assert_true(str_eq(own, a.body));
	a = house_get(house, head, "/kerja/pegawai/ekspor?format=xlsx");
	assert_int_equal(a.status, 200);
	assert_int_equal(sheet_rows(a.body), inside + 1);
}

static void units_and_posts_are_those_of_the_subtree(void **state)
{
	int64_t units = house_number(house, INSIDE "SELECT count(*) FROM inside",
	                             (long long)office);
	int64_t posts = house_number(house,
	                             INSIDE
	                             "SELECT count(*) FROM position_fact_live p WHERE " HOLDS(
					     "p") " AND p.unit_id IN (SELECT id FROM inside)",
	                             (long long)office);
	struct house_answer a = house_get(house, head, "/api/v1/units");
	const struct json_value *value;

	(void)state;
	assert_ok(json_read(house->answer_arena, a.body, &value));
	assert_int_equal(json_count(json_get(value, "units")), units);
	assert_int_equal(total_of(head, "/api/v1/positions?total"), posts);
	a = house_get(house, head, "/kerja/unit");
	assert_int_equal(a.status, 200);
	assert_false(house_says(&a, target("/kerja/unit/%lld\"", (long long)unit_outside())));
	a = house_get(house, staff, "/kerja/unit");
	assert_true(house_says(&a, target("/kerja/unit/%lld", (long long)office)));
}

/* ---- outlook ---- */

static struct str kept_body(struct str session, const char *asked)
{
	struct house_answer a = house_get(house, session, asked);

	if (a.status != 200)
		fail_msg("%s: %d", asked, a.status);
	return str_copy(house->c->arena, a.body);
}

/* Does a subtree hold a unit of this name? Names come from the sample and have no quotes. */
static bool unit_is_inside(struct str name)
{
	return house_number(house,
	                    INSIDE "SELECT count(*) FROM unit_fact_live f WHERE " HOLDS(
				    "f") " AND f.name = '%.*s' AND f.unit_id IN (SELECT id FROM "
	                                 "inside)",
	                    (long long)office, STR_ARG(name)) > 0;
}

static void check_units(const struct json_value *rows)
{
	assert_true(json_count(rows) > 0);
	for (size_t i = 0; i < json_count(rows); i++) {
		struct str name;

		assert_true(json_get_str(json_at(rows, i), "unit", &name));
		if (!unit_is_inside(name))
			fail_msg("%.*s is outside", STR_ARG(name));
	}
}

static void the_outlook_counts_the_own_subtree(void **state)
{
	static const char *const lists[] = { "by_unit", "by_position", "due_within_12_months" };
	struct str body = kept_body(head, "/api/v1/outlook");
	const struct json_value *value;
	int64_t total = 0;

	(void)state;
	assert_ok(json_read(house->c->arena, body, &value));
	assert_true(json_get_int(json_get(value, "population"), "total", &total));
	assert_int_equal(total, people_inside());
	for (size_t i = 0; i < COUNT(lists); i++)
		check_units(json_get(value, lists[i]));
	assert_true(str_eq(
		body, kept_body(staff, target("/api/v1/outlook?unit=%lld", (long long)office))));
	assert_false(str_eq(body, kept_body(staff, "/api/v1/outlook")));
}

static void the_files_of_the_outlook_have_the_own_subtree(void **state)
{
	struct str own = kept_body(head, "/kerja/proyeksi.csv");
	struct str sheet = kept_body(head, "/kerja/proyeksi.xlsx");
	long long id = (long long)office;

	(void)state;
	assert_true(lines_of(own) > 1);
	assert_true(str_eq(own, kept_body(staff, target("/kerja/proyeksi.csv?unit=%lld", id))));
	assert_true(lines_of(own) < lines_of(kept_body(staff, "/kerja/proyeksi.csv")));
	assert_int_equal(
		sheet_rows(sheet),
		sheet_rows(kept_body(staff, target("/kerja/proyeksi.xlsx?unit=%lld", id))));
}

static void the_page_of_the_outlook_names_nobody_outside(void **state)
{
	struct str page = kept_body(head, "/kerja/proyeksi");
	struct str people = words_number(house->c->arena, LANG_ID, people_inside());

	(void)state;
	assert_true(str_find(page, people) >= 0);
	assert_true(str_find(page, STR("9.122")) < 0);
	/* Neither a link nor a choice leads to another office. */
	assert_true(str_find(page, str_of(target("unit=%lld", (long long)unit_outside()))) < 0);
	assert_true(str_find(page, str_of(target("value=\"%lld\"", (long long)unit_outside()))) <
	            0);
}

/* ---- search ---- */

static void a_search_finds_nobody_outside(void **state)
{
	static const char *const lists[] = { "/kerja/cari?q=", "/kerja/pegawai?q=",
		                             "/api/v1/people?q=" };
	int64_t person = person_outside();
	int64_t nip = house_number(house, "SELECT CAST(nip AS bigint) FROM person WHERE id = %lld",
	                           (long long)person);

	(void)state;
	for (size_t i = 0; i < COUNT(lists); i++) {
		const char *asked = target("%s%lld", lists[i], (long long)nip);
		const char *id = target("%lld", (long long)person);
		struct house_answer a = house_get(house, staff, asked);

		if (a.status != 200 || !house_says(&a, id))
			fail_msg("%s: not found by the personnel office", asked);
		a = house_get(house, head, asked);
		if (a.status != 200 || house_says(&a, id))
			fail_msg("%s: found by the head of another office", asked);
	}
}

/* ---- choosing a scope ---- */

/* Many offices have a unit of the same name. */
static void units_of_one_name_are_told_apart_where_a_head_is_chosen(void **state)
{
	struct house_answer a = house_get(house, house_enter(house, "admin"),
	                                  "/kerja/pengguna/baru");
	struct str rest = a.body;
	ptrdiff_t at;
	int count = 0;

	(void)state;
	assert_int_equal(a.status, 200);
	while ((at = str_find(rest, STR(">Sekretariat · "))) >= 0) {
		count++;
		rest = str_sub(rest, (size_t)at + 1, rest.len);
	}
	assert_true(count > 5);
	assert_false(house_says(&a, ">Sekretariat<"));
	assert_true(house_says(&a, ">Sekretariat Daerah<"));
}

/* ---- a head of nothing ---- */

static const struct err *add_head(struct ctx *c, void *arg)
{
	int64_t id;

	(void)arg;
	return auth_account_add(c, STR("kepala-tanpa-unit"), STR("x"), STR("unit_head"), &id);
}

static void a_head_without_a_unit_sees_nobody(void **state)
{
	struct str session;
	struct house_answer a;

	(void)state;
	assert_ok(db_write(house->c, add_head, NULL));
	session = house_enter(house, "kepala-tanpa-unit");
	assert_int_equal(total_of(session, "/api/v1/people?total"), 0);
	assert_int_equal(total_of(session, "/api/v1/positions?total"), 0);
	a = house_get(house, session, "/kerja/pegawai/ekspor?format=csv");
	assert_int_equal(lines_of(a.body), 1);
	a = house_get(house, session, "/kerja");
	assert_int_equal(a.status, 200);
	assert_false(house_says(&a, "Lihat proyeksi pegawai"));
	a = house_get(house, session, "/kerja/unit");
	assert_int_equal(a.status, 200);
	assert_false(house_says(&a, "/kerja/unit/3"));
	a = house_get(house, session, target("/kerja/unit/%lld", (long long)office));
	assert_int_equal(a.status, 404);
	a = house_get(house, session, "/kerja/proyeksi");
	assert_int_equal(a.status, 404);
	a = house_get(house, session, "/api/v1/outlook");
	assert_int_equal(a.status, 404);
}

/* ---- the house ---- */

static int open_house(void **state)
{
	if (test_setup(state) != 0)
		return -1;
	house = house_open(*state);
	house_sample(house);
	head = house_enter(house, "kepala-unit");
	staff = house_enter(house, "kepegawaian");
	office = house_number(house, "SELECT max(scope) FROM account_grant");
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
		cmocka_unit_test(nothing_outside_is_there_for_a_head),
		cmocka_unit_test(asking_for_another_office_finds_nothing),
		cmocka_unit_test(the_list_of_people_has_the_own_subtree),
		cmocka_unit_test(the_pages_of_the_api_hold_everybody_once),
		cmocka_unit_test(the_exports_have_the_own_subtree),
		cmocka_unit_test(units_and_posts_are_those_of_the_subtree),
		cmocka_unit_test(the_outlook_counts_the_own_subtree),
		cmocka_unit_test(the_files_of_the_outlook_have_the_own_subtree),
		cmocka_unit_test(the_page_of_the_outlook_names_nobody_outside),
		cmocka_unit_test(a_search_finds_nobody_outside),
		cmocka_unit_test(units_of_one_name_are_told_apart_where_a_head_is_chosen),
		cmocka_unit_test(a_head_without_a_unit_sees_nobody),
	};

	return cmocka_run_group_tests(tests, open_house, close_house);
}
