/* SPDX-License-Identifier: Apache-2.0 */
/* The page of the outlook, its files and its JSON, asked as the dispatcher asks. */
#include "test/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/session.h"
#include "base/arena.h"
#include "base/json.h"
#include "db/db.h"
#include "page/page.h"
#include "registry/import.h"
#include "registry/registry.h"
#include "test/roster.h"
#include "workforce/web.h"

/* Two offices; Ani and Cahya retire in 2026, Budi in 2027, Dewi much later. */
static const char small_roster[] =
	"NIP;Nama;Tanggal Lahir;Jenis Kelamin;Status;TMT CPNS;Golongan;Jenis Jabatan;Jabatan;Unit;"
	"Unit Induk\n"
	"196805171990012001;Ani;17-05-1968;F;PNS;01-01-1990;III/d;Jabatan Pelaksana;"
	"Pengadministrasi Umum;Bidang Umum;Dinas Perhubungan\n"
	"196906051990011001;Budi;05-06-1969;M;PNS;01-01-1990;III/d;Jabatan Pelaksana;"
	"Pengadministrasi Umum;Bidang Umum;Dinas Perhubungan\n"
	"196602031990011001;Cahya <b>;03-02-1966;M;PNS;01-01-1990;III/d;Jabatan Fungsional;"
	"Guru Ahli Muda;SD Negeri 1;Dinas Pendidikan\n"
	"199003032015012001;Dewi;03-03-1990;F;PNS;01-01-2015;III/b;Jabatan Fungsional;"
	"Guru Ahli Pertama;SD Negeri 1;Dinas Pendidikan\n";

/* What is asked, and what came of it. */
struct asking {
	const char *path;
	struct req rq;
	struct reply rp;
};

static const struct route *route_of(const char *path)
{
	for (size_t i = 0; i < workforce_route_count; i++)
		if (str_eq(str_of(workforce_routes[i].path), str_of(path)))
			return &workforce_routes[i];
	fail_msg("no route %s", path);
	return NULL;
}

static const struct err *handler_run(struct ctx *c, void *arg)
{
	struct asking *asking = arg;

	return route_of(asking->path)->handler(c, &asking->rq, &asking->rp);
}

/* As somebody who may see `scope` and what lies below it. */
static const struct err *try_asking(struct ctx *c, const char *path, const char *query,
                                    int64_t scope, struct reply *out)
{
	const struct account_session session = {
		.roles = scope == AUTH_SCOPE_NOWHERE ? 0
		         : scope == 0                ? 1u << ROLE_LEADER
		                                     : 1u << ROLE_UNIT_HEAD,
		.unit_scope = scope,
	};
	const struct page_chrome chrome = {
		.agency = STR("Kabupaten Contoh"),
		.signed_in = true,
		.person = STR("Rina Wulandari"),
		.initials = STR("RW"),
		.role = STR("page.account"),
		.path = STR("/kerja/proyeksi"),
		.in_indonesian = page_url_path(STR("/kerja/proyeksi")),
		.in_english = page_url_path(STR("/kerja/proyeksi")),
	};
	struct asking asking = {
		.path = path,
		.rq = { .session = &session, .chrome = &chrome },
		.rp = { .status = 200 },
	};
	const struct err *err;

	assert_ok(http_parse_fields(c->arena, str_of(query), &asking.rq.query));
	buf_init(&asking.rp.body, c->arena);
	err = db_read(c, handler_run, &asking);
	*out = asking.rp;
	return err;
}

static struct reply ask(struct ctx *c, const char *path, const char *query, int64_t scope)
{
	struct reply reply;

	assert_ok(try_asking(c, path, query, scope, &reply));
	return reply;
}

/* JSON comes as a file. */
static struct str json_of(struct ctx *c, const char *query, int64_t scope)
{
	struct reply reply = ask(c, "/api/v1/outlook", query, scope);

	return test_read_file(c->arena, reply.file_path);
}

static struct str page_of(struct ctx *c, const char *query)
{
	struct reply reply = ask(c, "/kerja/proyeksi", query, 0);

	return buf_str(&reply.body);
}

static void assert_has(struct str text, const char *part)
{
	if (str_find(text, str_of(part)) < 0)
		fail_msg("\"%s\" is not in:\n%.*s", part, STR_ARG(text));
}

static void assert_has_not(struct str text, const char *part)
{
	if (str_find(text, str_of(part)) >= 0)
		fail_msg("\"%s\" is in:\n%.*s", part, STR_ARG(text));
}

static void small_region(struct ctx *c)
{
	roster_found(c);
	assert_int_equal(roster_import(c, small_roster, "2026-01-01").result.accepted_count, 4);
}

static int64_t unit_id(struct ctx *c, const char *name)
{
	struct str query = str_fmt(c->arena, "SELECT unit_id FROM unit_fact WHERE name = '%s'",
	                           name);

	return roster_number(c, str_c(c->arena, query));
}

/* ---- the page ---- */

static void page_tells_who_leaves_and_what_falls_empty(void **state)
{
	struct ctx *c = *state;
	struct str page;

	small_region(c);
	page = page_of(c, "pada=2026-01-01&tahun=2");
	assert_has(page, "<h1>Proyeksi pegawai 2026–2027</h1>");
	assert_has(page, "keadaan 1 Januari 2026");
	assert_has(page, "1 di antaranya guru");
	assert_has(page, "turun dari 4 pada 1 Januari 2026 menjadi 1 pada akhir 2027 (−75,0%)");
	assert_has(page, "Cahya &lt;b&gt;");
	assert_has_not(page, "Cahya <b>");
	assert_has(page, "<span class=\"nama-b\">Pengadministrasi Umum</span>");
	assert_has(page, "1 Jul 2027");
}

static void page_is_there_in_english(void **state)
{
	struct ctx *c = *state;
	struct str page;

	small_region(c);
	c->lang = LANG_EN;
	page = page_of(c, "pada=2026-01-01&tahun=2&formasi=2");
	assert_has(page, "<h1>Workforce outlook 2026–2027</h1>");
	assert_has(page, "2 recruits a year");
	assert_has_not(page, "outlook.");
}

static void empty_region_has_a_page_too(void **state)
{
	struct ctx *c = *state;
	struct str page;

	roster_found(c);
	page = page_of(c, "");
	assert_has(page, "Belum ada pegawai pada 5 Januari 2026.");
	assert_has(page, "Tidak ada jabatan yang seluruh pemegangnya pensiun");
	assert_has(page, "Tidak ada yang pensiun sampai akhir 2035.");
}

static void wrong_values_are_told_and_kept(void **state)
{
	struct ctx *c = *state;
	struct reply reply;
	struct str page;

	small_region(c);
	reply = ask(c, "/kerja/proyeksi",
	            "pada=31-02-2026&tahun=16&formasi=banyak&keluar=0,6%25%25&bup=esok"
	            "&banding-tahun=2020",
	            0);
	page = buf_str(&reply.body);
	assert_int_equal(reply.status, 400);
	assert_has(page, "<title>Galat: ");
	assert_has(page, "Ada 7 isian yang perlu diperbaiki");
	assert_has(page, "value=\"31-02-2026\"");
	assert_has(page, "value=\"16\"");
	assert_has(page, "value=\"banyak\"");
	assert_has(page, "value=\"0,6%%\"");
	assert_has(page, "<a href=\"#keluar\">");
	assert_has(page, "<details class=\"lipatan\" open>");
	assert_has_not(page, "gambar-grafik");
}

static void percent_is_read_with_comma_and_with_point(void **state)
{
	struct ctx *c = *state;

	small_region(c);
	assert_has(page_of(c, "pada=2026-01-01&keluar=0,6"), "keluar selain pensiun 0,60%");
	assert_has(page_of(c, "pada=2026-01-01&keluar=0.6"), "keluar selain pensiun 0,60%");
	assert_has(page_of(c, "pada=2026-01-01&keluar=0.6"), "value=\"0.6\"");
}

static void later_age_limits_move_retirements(void **state)
{
	struct ctx *c = *state;
	struct str page;

	small_region(c);
	page = page_of(c, "pada=2026-01-01&tahun=2&bup=tambah-1");
	assert_has(page, "pengandaian dari Semua batas satu tahun lebih tinggi");
	assert_has(page, "0 orang pensiun pada 2026");
	assert_has(page_of(c, "pada=2026-01-01&tahun=2&bup=korpri-2025"), "Usulan Korpri");
}

static void counts_of_other_populations_are_not_compared_silently(void **state)
{
	struct ctx *c = *state;

	small_region(c);
	assert_has(page_of(c, "pada=2026-01-01&banding-tahun=2020&banding-jumlah=9638"
	                      "&banding-populasi=pns%2Bcpns"),
	           "bukan populasi yang sama");
	assert_has_not(page_of(c, "pada=2026-01-01&banding-tahun=2020&banding-jumlah=9638"
	                          "&banding-populasi=pns"),
	               "bukan populasi yang sama");
}

/* ---- scope ---- */

static void reader_of_one_office_sees_that_office_only(void **state)
{
	struct ctx *c = *state;
	struct reply reply;
	int64_t office;
	struct str page;

	small_region(c);
	office = unit_id(c, "Dinas Pendidikan");
	reply = ask(c, "/kerja/proyeksi", "pada=2026-01-01&tahun=2", office);
	page = buf_str(&reply.body);
	assert_has(page, "Cahya");
	assert_has_not(page, "Ani");
	assert_has_not(page, "Dinas Perhubungan");
	assert_has(page, "turun dari 2 pada 1 Januari 2026 menjadi 1");
	page = json_of(c, "on=2026-01-01&years=2", office);
	assert_has(page, "\"unit\": \"Dinas Pendidikan\"");
	assert_has(page, "Cahya");
	assert_has_not(page, "Perhubungan");
}

static void unit_outside_the_scope_is_missing(void **state)
{
	struct ctx *c = *state;
	struct reply reply;
	const char *other;

	small_region(c);
	other = str_c(c->arena, str_fmt(c->arena, "pada=2026-01-01&unit=%lld",
	                                (long long)unit_id(c, "Dinas Perhubungan")));
	assert_err(try_asking(c, "/kerja/proyeksi", other, unit_id(c, "Dinas Pendidikan"), &reply),
	           ERR_MISSING);
	assert_err(
		try_asking(c, "/kerja/proyeksi.csv", other, unit_id(c, "Dinas Pendidikan"), &reply),
		ERR_MISSING);
	assert_err(try_asking(c, "/kerja/proyeksi", "pada=2026-01-01", AUTH_SCOPE_NOWHERE, &reply),
	           ERR_MISSING);
	assert_ok(try_asking(c, "/kerja/proyeksi", other, 0, &reply));
	assert_has(buf_str(&reply.body), "Ani");
	assert_has_not(buf_str(&reply.body), "Cahya");
}

/* ---- files ---- */

static void csv_has_a_row_for_each_month_and_post(void **state)
{
	struct ctx *c = *state;
	struct reply reply;
	struct str text;

	small_region(c);
	reply = ask(c, "/kerja/proyeksi.csv", "pada=2026-01-01&tahun=2", 0);
	text = test_read_file(c->arena, reply.file_path);
	assert_true(str_starts(text, STR("\xEF\xBB\xBFTahun;Bulan;")));
	assert_has(text, "2026;6;Dinas Perhubungan;Bidang Umum;");
	assert_has(text, ";Guru Ahli Muda;1\r\n");
}

static void workbook_is_a_zip_with_four_sheets(void **state)
{
	struct ctx *c = *state;
	struct reply reply;
	struct str bytes;

	small_region(c);
	reply = ask(c, "/kerja/proyeksi.xlsx", "pada=2026-01-01&tahun=2", 0);
	bytes = test_read_file(c->arena, reply.file_path);
	assert_true(str_starts(bytes, STR("PK\x03\x04")));
	assert_has(bytes, "xl/worksheets/sheet4.xml");
	assert_has(reply.headers[0].value, "proyeksi-2026-2027.xlsx");
}

static void files_and_json_refuse_a_wrong_form(void **state)
{
	struct ctx *c = *state;
	struct reply reply;

	small_region(c);
	assert_err(try_asking(c, "/kerja/proyeksi.csv", "tahun=99", 0, &reply), ERR_INVALID);
	assert_err(try_asking(c, "/kerja/proyeksi.xlsx", "tahun=99", 0, &reply), ERR_INVALID);
	assert_err(try_asking(c, "/api/v1/outlook", "years=99", 0, &reply), ERR_INVALID);
}

/* ---- the roster that others wrote ---- */

/* A page to look at, when somebody asks for it. */
static void keep(struct str page, const char *name)
{
	const char *folder = getenv("ABDI_PAGES");
	char path[512];
	FILE *file;

	if (folder == NULL)
		return;
	snprintf(path, sizeof(path), "%s/%s.html", folder, name);
	file = fopen(path, "wb");
	assert_non_null(file);
	fwrite(page.ptr, 1, page.len, file);
	fclose(file);
}

static void shared_roster_gives_596_retirements_in_2021(void **state)
{
	struct ctx *c = *state;
	struct str path = test_shared_path(c->arena, "roster/roster.csv");
	struct str page;

	if (path.len == 0)
		skip();
	roster_found(c);
	assert_int_equal(
		roster_import(c, str_c(c->arena, test_read_file(c->arena, path)), "2021-01-01")
			.result.accepted_count,
		9122);
	page = page_of(c, "pada=2021-01-01&tahun=10");
	assert_has(page, "<span class=\"nilai\">9.122</span>");
	assert_has(page, "596 orang pensiun pada 2021");
	assert_has(page, "<tr><th scope=\"row\" class=\"angka\">2021</th>"
	                 "<td class=\"kanan angka\">9.122</td><td class=\"kanan angka\">596</td>");
	assert_has(page, "<td class=\"kanan angka\">8.526</td>");
	keep(page, "tanpa");
	keep(page_of(c, "pada=2021-01-01&tahun=10&formasi=350&keluar=0,6"
	                "&banding-tahun=2020&banding-jumlah=9638&banding-populasi=pns"),
	     "formasi");
	keep(page_of(c, "pada=2021-13-01&formasi=x"), "galat");
	assert_has(json_of(c, "on=2021-01-01&years=1", 0), "\"year\": {\"2021\": 596}");
	c->lang = LANG_EN;
	keep(page_of(c, "pada=2021-01-01&tahun=15&formasi=600"), "en");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_db(page_tells_who_leaves_and_what_falls_empty),
		test_db(page_is_there_in_english),
		test_db(empty_region_has_a_page_too),
		test_db(wrong_values_are_told_and_kept),
		test_db(percent_is_read_with_comma_and_with_point),
		test_db(later_age_limits_move_retirements),
		test_db(counts_of_other_populations_are_not_compared_silently),
		test_db(reader_of_one_office_sees_that_office_only),
		test_db(unit_outside_the_scope_is_missing),
		test_db(csv_has_a_row_for_each_month_and_post),
		test_db(workbook_is_a_zip_with_four_sheets),
		test_db(files_and_json_refuse_a_wrong_form),
		test_db(shared_roster_gives_596_retirements_in_2021),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
