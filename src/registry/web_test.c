/* SPDX-License-Identifier: Apache-2.0 */
/* Pages and JSON about people, units and posts, asked as a browser asks. */
#include "test/support.h"

#include <string.h>

#include "auth/account.h"
#include "auth/session.h"
#include "base/arena.h"
#include "base/cache.h"
#include "base/json.h"
#include "db/db.h"
#include "page/page.h"
#include "test/roster.h"
#include "test/registry_web.h"

#define test_page(function)  cmocka_unit_test_setup_teardown(function, setup, test_teardown)
#define test_empty(function) cmocka_unit_test_setup_teardown(function, setup_empty, test_teardown)

#define PATH(...) str_c(c->arena, str_fmt(c->arena, __VA_ARGS__))

/* ---- the list ---- */

static void the_list_shows_everybody_by_name(void **state)
{
	struct ctx *c = *state;
	struct answer a = get(c, "/kerja/pegawai");

	assert_int_equal(a.status, 200);
	assert_says(a, "Ani Lestari");
	assert_says(a, "19850203 201001 2 001");
	assert_says(a, "Menampilkan 1–4 dari 4");
	assert_true(str_find(a.body, STR("Ani Lestari")) < str_find(a.body, STR("Dedi Kurnia")));
	assert_says(a, "Pensiun dalam");
	assert_says(a, "Belum ada jabatan definitif");
}

static void a_person_is_shown_with_career_and_pension(void **state)
{
	struct ctx *c = *state;
	struct answer a = get(c, PATH("/kerja/pegawai/%jd", (intmax_t)person_of(c, BUDI)));

	assert_int_equal(a.status, 200);
	assert_says(a, "Drs. Budi Santoso, M.Si.");
	assert_says(a, "Kepala Bidang Mutasi, Bidang Mutasi");
	assert_says(a, "IV/b");
	assert_says(a, "UU 20/2023");
}

static void filters_narrow_the_list_and_can_be_taken_off(void **state)
{
	struct ctx *c = *state;
	static const struct {
		const char *query;
		const char *found;
		const char *lost;
	} rows[] = {
		{ "q=citra", "Citra Dewi", "Ani Lestari" },
		{ "q=analis", "Ani Lestari", "Citra Dewi" },
		{ "q=19850203%20201001", "Ani Lestari", "Citra Dewi" },
		{ "jenis=administrator", "Budi Santoso", "Ani Lestari" },
		{ "gol=pns-10", "Citra Dewi", "Budi Santoso" },
		{ "gol=pppk-9", "Dedi Kurnia", "Citra Dewi" },
		{ "tampil=pensiun", "Budi Santoso", "Ani Lestari" },
		{ "tampil=belum-lengkap", "Dedi Kurnia", "Ani Lestari" },
		{ "pada=2018-06-01", "Budi Santoso", "Dedi Kurnia" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer a = get(c, PATH("/kerja/pegawai?%s", rows[i].query));

		assert_int_equal(a.status, 200);
		assert_says(a, rows[i].found);
		assert_silent(a, rows[i].lost);
	}
	assert_says(get(c, "/kerja/pegawai?q=citra&jenis=pelaksana"),
	            "href=\"/kerja/pegawai?q=citra\"");
}

static void a_unit_filter_holds_the_units_below(void **state)
{
	struct ctx *c = *state;
	struct answer a = get(c, PATH("/kerja/pegawai?unit=%jd", (intmax_t)unit_of(c, "BKPSDM")));

	assert_says(a, "Ani Lestari");
	assert_says(a, "Budi Santoso");
	assert_silent(a, "Citra Dewi");
	assert_int_equal(get(c, "/kerja/pegawai?unit=12345").status, 404);
}

static void a_choice_that_does_not_exist_is_refused(void **state)
{
	struct ctx *c = *state;
	static const char *const queries[] = { "tampil=x",   "urut=x",     "jenis=x",
		                               "gol=pns-18", "gol=x",      "pada=x",
		                               "unit=x",     "setelah=-1", "pada=31-02-2026" };

	for (size_t i = 0; i < COUNT(queries); i++)
		assert_int_equal(get(c, PATH("/kerja/pegawai?%s", queries[i])).status, 400);
}

static void lists_say_why_they_are_empty(void **state)
{
	struct ctx *c = *state;

	assert_says(get(c, "/kerja/pegawai"), "Belum ada pegawai.");
	assert_says(get(c, "/kerja/unit"), "Belum ada unit.");
	assert_says(get(c, "/kerja/jabatan"), "Belum ada jabatan.");
	assert_says(get(c, "/kerja/jabatan?kosong=1"), "Tidak ada jabatan dengan kursi kosong.");
	assert_says(get(c, "/kerja/cari"), "Ketik yang Anda cari.");
	assert_says(get(c, "/kerja/cari?q=budi"), "Tidak ada pegawai, unit, atau jabatan");
}

static void lists_say_which_filter_left_nothing(void **state)
{
	struct ctx *c = *state;
	struct answer people = get(c, "/kerja/pegawai?q=zzz");

	assert_says(people, "Tidak ada pegawai yang cocok");
	assert_says(people, "Hapus saringan Memuat");
	assert_says(get(c, "/kerja/jabatan?q=zzz"), "Tidak ada jabatan yang cocok");
	assert_says(get(c, "/kerja/pegawai?q=%2525"), "Tidak ada pegawai yang cocok");
	assert_says(get(c, "/kerja/pegawai?q=%25"), "Tidak ada pegawai yang cocok");
}

/* ---- order and pages, by JSON because its pages may be short ---- */

/* The NIPs of a JSON answer, joined; `last` becomes the last id. */
static void nips_of(struct ctx *c, const struct answer *a, struct buf *nips, struct str *last)
{
	const struct json_value *root, *people;
	struct str text;

	assert_int_equal(a->status, 200);
	assert_ok(json_read(c->arena, a->body, &root));
	people = json_get(root, "people");
	for (size_t i = 0; i < json_count(people); i++) {
		assert_true(json_get_str(json_at(people, i), "name", &text));
		buf_add(nips, str_sub(text, 0, 1));
		assert_true(json_get_str(json_at(people, i), "id", last));
	}
}

static bool has_next(const struct answer *a)
{
	for (size_t i = 0; i < a->reply.header_count; i++)
		if (str_eq(a->reply.headers[i].name, STR("Link")))
			return true;
	return false;
}

static void every_order_comes_whole_in_pages_of_one(void **state)
{
	struct ctx *c = *state;
	static const char *const rows[][2] = {
		{ "nama", "ABCD" },    { "-nama", "DCBA" },   { "jabatan", "ABCD" },
		{ "-jabatan", "DCBA" }, { "unit", "ABCD" },   { "pensiun", "BACD" },
		{ "-pensiun", "DCAB" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str last = STR("");
		struct buf forward;
		int pages = 0;
		bool more;

		buf_init(&forward, c->arena);
		do {
			struct answer a = get(c, PATH("/api/v1/people?sort=%s&limit=1&after=%.*s",
			                              rows[i][0], STR_ARG(last)));

			nips_of(c, &a, &forward, &last);
			more = has_next(&a);
			pages++;
		} while (more && pages < 10);
		if (!str_eq(buf_str(&forward), str_of(rows[i][1])))
			fail_msg("sort=%s: %.*s", rows[i][0], STR_ARG(buf_str(&forward)));
	}
}

static void pages_are_read_backwards_too(void **state)
{
	struct ctx *c = *state;
	static const char *const sorts[] = { "nama", "jabatan", "pensiun", "-nama" };

	for (size_t i = 0; i < COUNT(sorts); i++) {
		struct answer all = get(c, PATH("/api/v1/people?sort=%s", sorts[i]));
		struct answer two, one;
		struct buf order, back;
		struct str last, first;

		buf_init(&order, c->arena);
		nips_of(c, &all, &order, &last);
		two = get(c, PATH("/api/v1/people?sort=%s&limit=2&before=%.*s", sorts[i],
		                  STR_ARG(last)));
		buf_init(&back, c->arena);
		nips_of(c, &two, &back, &first);
		assert_true(str_eq(buf_str(&back), str_sub(buf_str(&order), 1, 2)));
		one = get(c, PATH("/api/v1/people?sort=%s&limit=1&before=%.*s", sorts[i],
		                  STR_ARG(first)));
		buf_clear(&back);
		nips_of(c, &one, &back, &first);
		assert_true(str_eq(buf_str(&back), str_sub(buf_str(&order), 1, 1)));
	}
}

static void json_counts_on_request_and_bounds_its_pages(void **state)
{
	struct ctx *c = *state;
	struct answer a = get(c, "/api/v1/people?limit=2&total=1");

	assert_says(a, "\"total\": 4");
	assert_true(has_next(&a));
	assert_silent(get(c, "/api/v1/people"), "\"total\"");
	assert_says(get(c, "/api/v1/people?total=1&q=citra"), "\"total\": 1");
	assert_int_equal(get(c, "/api/v1/people?limit=501").status, 400);
	assert_int_equal(get(c, "/api/v1/people?limit=0").status, 400);
	assert_says(get(c, "/api/v1/people?kind=administrator"),
	            "\"retirement_on\": \"2026-04-01\"");
}

/* What is remembered must be forgotten when the registry changes. */
static void a_remembered_page_sees_every_change(void **state)
{
	struct ctx *c = *state;

	c->cache = cache_new(c->arena, 1u << 20);
	for (int i = 0; i < 3; i++)
		assert_says(get(c, "/kerja/pegawai"), "Menampilkan 1–4 dari 4");
	(void)roster_import(c,
	                    HEAD "199001012015041009;Eka Putri;Tegal;01-01-1990;L;PNS;01-04-2015;"
	                         "III/b;01-04-2019;S-1;Jabatan Pelaksana;Pengelola Keuangan;"
	                         "01-05-2016;Sekretariat;Dinas Perhubungan\n",
	                    "2026-01-01");
	assert_says(get(c, "/kerja/pegawai"), "Eka Putri");
	assert_says(get(c, "/kerja/unit"), "4 pegawai");
}

/* ---- files ---- */

static struct str file_of(struct ctx *c, const struct answer *a)
{
	assert_int_equal(a->status, 200);
	assert_true(a->reply.file_path.len > 0);
	return test_read_file(c->arena, a->reply.file_path);
}

static void an_export_has_exactly_the_filtered_rows(void **state)
{
	struct ctx *c = *state;
	struct answer csv = get(c, "/kerja/pegawai/ekspor?format=csv&jenis=pelaksana");
	struct answer xlsx = get(c, "/kerja/pegawai/ekspor?format=xlsx");
	struct str text = file_of(c, &csv);

	assert_true(str_starts(text, STR("\xEF\xBB\xBFNIP;")));
	assert_true(str_find(text, STR("Ani Lestari")) > 0);
	assert_true(str_find(text, STR("Citra Dewi")) > 0);
	assert_true(str_find(text, STR("Budi")) < 0);
	assert_true(str_find(text, STR("Dedi")) < 0);
	assert_true(str_starts(file_of(c, &xlsx), STR("PK\x03\x04")));
}

/* ---- one person by hand ---- */

static struct answer post(struct ctx *c, const char *target, const char *form)
{
	return ask(c, 0, HTTP_POST, target, form);
}

static struct str hidden_base(const struct answer *a)
{
	struct str mark = STR("name=\"dasar\" value=\"");
	ptrdiff_t at = str_find(a->body, mark);
	struct str rest;

	assert_true(at >= 0);
	rest = str_sub(a->body, (size_t)at + mark.len, a->body.len);
	return str_sub(rest, 0, (size_t)str_find_char(rest, '"'));
}

/* Go both steps of a correction. */
static struct answer correct(struct ctx *c, int64_t person_id, const char *form)
{
	struct answer check = post(c, PATH("/kerja/pegawai/%jd/ubah", (intmax_t)person_id), form);

	if (check.status != 200)
		return check;
	return post(c, PATH("/kerja/pegawai/%jd/ubah", (intmax_t)person_id),
	            PATH("%s&langkah=simpan&dasar=%.*s", form, STR_ARG(hidden_base(&check))));
}

static void a_correction_is_shown_before_it_is_saved(void **state)
{
	struct ctx *c = *state;
	int64_t ani = person_of(c, ANI);
	const char *path = PATH("/kerja/pegawai/%jd/ubah", (intmax_t)ani);
	const char *form = "bagian=golongan&grade=pns-12&from_on=2024-04-01&reason=SK+823/1/2024";
	struct answer a = post(c, path, form);

	assert_int_equal(a.status, 200);
	assert_says(a, "<span class=\"lama\">III/c</span>");
	assert_says(a, "III/d");
	assert_says(a, "SK 823/1/2024");
	assert_silent(get(c, PATH("/kerja/pegawai/%jd", (intmax_t)ani)), "III/d");
	a = correct(c, ani, form);
	assert_int_equal(a.status, 303);
	a = get(c, PATH("/kerja/pegawai/%jd", (intmax_t)ani));
	assert_says(a, "III/d – Penata Tingkat I");
	assert_says(a, "SK 823/1/2024");
	/* What held before is still there, for its days. */
	a = get(c, PATH("/kerja/pegawai/%jd?pada=2023-01-01", (intmax_t)ani));
	assert_says(a, "III/c");
	assert_silent(a, "<dd>III/d");
}

static const struct err *add_rina(struct ctx *c, void *id)
{
	return auth_account_add(c, STR("rina"), STR("x"), STR("personnel"), id);
}

static void a_correction_says_who_made_it_and_when(void **state)
{
	struct ctx *c = *state;
	int64_t ani = person_of(c, ANI);
	const char *path = PATH("/kerja/pegawai/%jd", (intmax_t)ani);
	struct answer a;

	assert_ok(db_write(c, add_rina, &c->actor_id));
	(void)correct(c, ani, "bagian=golongan&grade=pns-12&from_on=2024-04-01&reason=SK+823/1");
	c->actor_id = 0;
	(void)correct(c, ani, "bagian=golongan&grade=pns-13&from_on=2025-04-01&reason=SK+823/2");
	a = get(c, path);
	assert_says(a, "oleh rina, 5 Jan 2026");
	assert_says(a, "oleh Operator, 5 Jan 2026");
	/* The head of her unit is told what, but no names of accounts. */
	a = ask(c, number_of(c, "SELECT max(unit_id) FROM unit_fact_live WHERE name = 'BKPSDM'"),
	        HTTP_GET, path, "");
	assert_says(a, "SK 823/1");
	assert_silent(a, "rina");
}

static void what_was_known_before_a_correction_can_be_asked(void **state)
{
	struct ctx *c = *state;
	int64_t ani = person_of(c, ANI);

	c->now += 24 * TEST_HOUR;
	assert_int_equal(correct(c, ani,
	                         "bagian=nama&name=Ani+Lestari+Putri&title_after=S.E.&"
	                         "reason=Akta+kelahiran")
	                         .status,
	                 303);
	assert_says(get(c, PATH("/kerja/pegawai/%jd", (intmax_t)ani)), "Ani Lestari Putri");
	assert_says(get(c, "/kerja/cari?q=lestari+putri"), "Ani Lestari Putri");
	c->now += 24 * TEST_HOUR;
	assert_silent(get(c, PATH("/kerja/pegawai/%jd?diketahui=2026-01-04", (intmax_t)ani)),
	              "Ani Lestari Putri");
}

static void every_part_can_be_corrected(void **state)
{
	struct ctx *c = *state;
	int64_t dedi = person_of(c, DEDI);
	int64_t post_id = number_of(c, "SELECT position_id FROM position_fact_live WHERE title = "
	                               "'Analis Kepegawaian'");
	static const char *const forms[][2] = {
		{ "bagian=lahir&birth_place=Slawi&birth_on=1988-07-21&gender=male", "Slawi" },
		{ "bagian=status&status=pppk_part_time&from_on=2025-01-01&entry_on=2022-03-01",
		  "PPPK paruh waktu" },
		{ "bagian=pendidikan&level=S2&field=Hukum&from_on=2024-01-01", "S2, Hukum" },
		{ "bagian=nama&name=Dedi+K.+Wijaya&title_before=dr.", "dr. Dedi K. Wijaya" },
	};

	for (size_t i = 0; i < COUNT(forms); i++) {
		struct answer a = correct(c, dedi, PATH("%s&reason=berkas+asli", forms[i][0]));

		assert_int_equal(a.status, 303);
		assert_says(get(c, PATH("/kerja/pegawai/%jd", (intmax_t)dedi)), forms[i][1]);
	}
	assert_says(
		get(c, PATH("/kerja/pegawai/%jd/ubah?bagian=jabatan&cari=analis", (intmax_t)dedi)),
		"Analis Kepegawaian");
	assert_int_equal(
		correct(c, dedi,
	                PATH("bagian=jabatan&capacity=definitive&position=%jd&from_on=2025-02-01&"
	                     "reason=SK+pelantikan",
	                     (intmax_t)post_id))
			.status,
		303);
	assert_int_equal(correct(c, dedi,
	                         PATH("bagian=jabatan&capacity=plt&position=%jd&from_on=2025-03-01"
	                              "&reason=SK+pelaksana",
	                              (intmax_t)number_of(c, "SELECT position_id FROM "
	                                                     "position_fact_live WHERE title = "
	                                                     "'Kepala Bidang Mutasi'")))
	                         .status,
	                 303);
	assert_says(get(c, PATH("/kerja/pegawai/%jd", (intmax_t)dedi)),
	            "Plt. Kepala Bidang Mutasi");
	assert_int_equal(number_of(c, "SELECT count(*) FROM act WHERE kind = 'correction'"), 6);
	assert_int_equal(number_of(c, "SELECT count(*) FROM correction"), 6);
}

static void a_faulty_correction_comes_back_with_what_was_typed(void **state)
{
	struct ctx *c = *state;
	int64_t ani = person_of(c, ANI);
	static const char *const rows[][2] = {
		{ "bagian=golongan&grade=pns-12&from_on=2024-04-01&reason=",
		  "Kolom ini harus diisi" },
		{ "bagian=golongan&grade=pns-12&from_on=2024-04-01&reason=SK", "Paling sedikit" },
		{ "bagian=golongan&grade=pns-12&from_on=2026-02-01&reason=nomor+sk",
		  "sesudah hari ini" },
		{ "bagian=golongan&grade=pns-12&from_on=1985-01-01&reason=nomor+sk",
		  "tidak sesudah tanggal lahir" },
		{ "bagian=golongan&grade=pns-99&from_on=2024-04-01&reason=nomor+sk",
		  "bukan pilihan" },
		{ "bagian=golongan&grade=pns-11&from_on=2018-04-01&reason=nomor+sk",
		  "Belum ada yang berbeda" },
		{ "bagian=golongan&grade=pns-12&from_on=31-02-2024&reason=nomor+sk",
		  "tidak ada atau tidak terbaca" },
		{ "bagian=pendidikan&level=S9&from_on=2024-04-01&reason=nomor+sk",
		  "bukan pilihan" },
		{ "bagian=jabatan&capacity=definitive&from_on=2024-04-01&reason=nomor+sk",
		  "Kolom ini harus diisi" },
		{ "bagian=jabatan&capacity=definitive&position=77&from_on=2024-04-01&reason=nomor+"
		  "sk",
		  "Jabatan ini tidak ada" },
		{ "bagian=nama&name=...&reason=nomor+sk+ini", "Tulis nama dengan huruf" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer a = post(c, PATH("/kerja/pegawai/%jd/ubah", (intmax_t)ani),
		                       rows[i][0]);

		assert_int_equal(a.status, 400);
		assert_says(a, rows[i][1]);
		assert_says(a, "ringkas-galat");
	}
	assert_int_equal(number_of(c, "SELECT count(*) FROM act WHERE kind = 'correction'"), 0);
	assert_int_equal(get(c, PATH("/kerja/pegawai/%jd/ubah?bagian=x", (intmax_t)ani)).status,
	                 404);
}

static void two_who_correct_at_once_do_not_overwrite_each_other(void **state)
{
	struct ctx *c = *state;
	int64_t ani = person_of(c, ANI);
	const char *path = PATH("/kerja/pegawai/%jd/ubah", (intmax_t)ani);
	const char *form = "bagian=golongan&grade=pns-13&from_on=2025-04-01&reason=nomor+sk";
	struct answer seen = post(c, path, form), late;

	assert_int_equal(correct(c, ani,
	                         "bagian=golongan&grade=pns-12&from_on=2024-04-01&"
	                         "reason=nomor+sk")
	                         .status,
	                 303);
	late = post(c, path,
	            PATH("%s&langkah=simpan&dasar=%.*s", form, STR_ARG(hidden_base(&seen))));
	assert_int_equal(late.status, 409);
	assert_says(late, "Orang lain baru saja mengubah data ini, jadi isian Anda belum disimpan");
	assert_says(late, "Golongan: III/d");
	assert_silent(get(c, PATH("/kerja/pegawai/%jd", (intmax_t)ani)), "IV/a");
	/* Who has read that goes on from there. */
	late = post(c, path,
	            PATH("%s&langkah=periksa&dasar=%.*s", form, STR_ARG(hidden_base(&late))));
	assert_int_equal(late.status, 200);
	assert_says(late, "<span class=\"lama\">III/d</span>");
	late = post(c, path,
	            PATH("%s&langkah=simpan&dasar=%.*s", form, STR_ARG(hidden_base(&late))));
	assert_int_equal(late.status, 303);
}

/* Who filled in a form that is no longer true is told so at the first step, whatever the part. */
static void a_form_that_another_overtook_says_so(void **state)
{
	static const struct {
		const char *part, *mine, *other, *now;
	} rows[] = {
		{ "nama", "name=Ani+Satu&title_after=S.H.", "name=Ani+Dua&title_after=M.H.",
		  "Ani Dua" },
		{ "lahir", "birth_on=1985-04-12&birth_place=Solo&gender=female",
		  "birth_on=1985-04-12&birth_place=Kudus&gender=female", "Kudus" },
		{ "golongan", "grade=pns-13&from_on=2025-04-01", "grade=pns-12&from_on=2024-04-01",
		  "III/d" },
		{ "pendidikan", "level=S2&field=Hukum&from_on=2015-01-01",
		  "level=S3&field=Ekonomi&from_on=2016-01-01", "Ekonomi" },
	};
	struct ctx *c = *state;
	int64_t ani = person_of(c, ANI);
	const char *path = PATH("/kerja/pegawai/%jd/ubah", (intmax_t)ani);

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer seen = get(c, PATH("%s?bagian=%s", path, rows[i].part)), late;
		struct str base = str_copy(c->arena, hidden_base(&seen));
		struct answer done = correct(
			c, ani, PATH("bagian=%s&%s&reason=nomor+sk", rows[i].part, rows[i].other));

		assert_int_equal(done.status, 303);
		late = post(c, path,
		            PATH("bagian=%s&%s&reason=nomor+sk&langkah=periksa&dasar=%.*s",
		                 rows[i].part, rows[i].mine, STR_ARG(base)));
		assert_int_equal(late.status, 409);
		assert_says(late, "Orang lain baru saja mengubah data ini");
		assert_says(late, rows[i].now);
		/* Nor can the first step be left out. */
		late = post(c, path,
		            PATH("bagian=%s&%s&reason=nomor+sk&langkah=simpan", rows[i].part,
		                 rows[i].mine));
		assert_int_equal(late.status, 200);
		assert_says(late, "name=\"langkah\" value=\"simpan\"");
	}
}

static void one_person_is_added_without_a_file(void **state)
{
	struct ctx *c = *state;
	const char *form =
		"nip=19910405+201902+2+001&name=Fitri+Handayani&title_after=S.Pd.&status="
		"pns&entry_on=2019-02-01&grade=pns-9&grade_on=2019-02-01&level=S1&"
		"reason=mutasi+masuk";
	struct answer a = post(c, "/kerja/pegawai/tambah", form);

	assert_int_equal(a.status, 200);
	assert_says(a, "Fitri Handayani");
	assert_silent(get(c, "/kerja/pegawai"), "Fitri Handayani");
	a = post(c, "/kerja/pegawai/tambah", PATH("%s&langkah=simpan", form));
	assert_int_equal(a.status, 303);
	a = get(c, PATH("/kerja/pegawai/%jd?kabar=tambah",
	                (intmax_t)person_of(c, "199104052019022001")));
	assert_says(a, "Fitri Handayani, S.Pd.");
	assert_says(a, "5 April 1991");
	assert_says(a, "Perempuan");
	assert_says(get(c, "/kerja/pegawai?tampil=belum-lengkap"), "Fitri Handayani");
}

static void a_nip_is_judged_like_that_of_an_import(void **state)
{
	struct ctx *c = *state;
	static const char *const rows[][2] = {
		{ "1991040520190220", "yang Anda tulis 16 angka" },
		{ "199113052019022001", "tidak ada di kalender" },
		{ "199104052019023001", "Angka ke-15" },
		{ "199104052019022000", "tidak boleh 000" },
		{ "1,99104E%2B17", "hanya boleh berisi angka" },
		{ "", "Kolom ini harus diisi" },
		{ ANI, "sudah tercatat" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer a = post(
			c, "/kerja/pegawai/tambah",
			PATH("nip=%s&name=Ani&status=pns&reason=mutasi+masuk", rows[i][0]));

		assert_int_equal(a.status, 400);
		assert_says(a, rows[i][1]);
		assert_says(a, "value=\"Ani\"");
	}
}

/* ---- units, posts, search ---- */

static void units_are_a_tree_with_counts(void **state)
{
	struct ctx *c = *state;
	struct answer a = get(c, "/kerja/unit");

	assert_says(a, "BKPSDM");
	assert_says(a, "Bidang Mutasi");
	assert_says(a, "2 pegawai, 2 jabatan");
	a = get(c, PATH("/kerja/unit?buka=%jd", (intmax_t)unit_of(c, "BKPSDM")));
	assert_silent(a, "Bidang Mutasi");
	a = get(c, PATH("/kerja/unit/%jd", (intmax_t)unit_of(c, "Bidang Mutasi")));
	assert_says(a, "Drs. Budi Santoso, M.Si.");
	assert_says(a, "Analis Kepegawaian");
	assert_int_equal(get(c, "/kerja/unit/99").status, 404);
	assert_int_equal(get(c, PATH("/kerja/unit/%jd?pada=1990-01-01",
	                             (intmax_t)unit_of(c, "Bidang Mutasi")))
	                         .status,
	                 404);
}

static void posts_show_holders_and_empty_seats(void **state)
{
	struct ctx *c = *state;
	int64_t head = number_of(c, "SELECT position_id FROM position_fact_live WHERE title = "
	                            "'Kepala Bidang Mutasi'");
	struct answer a = get(c, "/kerja/jabatan");

	assert_says(a, "Kepala Bidang Mutasi");
	assert_says(a, "1 dari 1 terisi");
	assert_says(a, "formasi belum ditetapkan");
	a = get(c, PATH("/kerja/jabatan/%jd", (intmax_t)head));
	assert_says(a, "Drs. Budi Santoso, M.Si.");
	assert_says(a, "Belum ada pemangku sebelumnya");
	assert_int_equal(
		correct(c, person_of(c, BUDI),
	                "bagian=status&status=retired&from_on=2026-01-02&reason=SK+pensiun")
			.status,
		303);
	a = get(c, "/kerja/jabatan?kosong=1");
	assert_says(a, "Kepala Bidang Mutasi");
	assert_says(a, "1 kosong");
	assert_silent(a, "Analis Kepegawaian");
	assert_says(get(c, "/api/v1/positions?vacant=1&total=1"), "\"total\": 1");
	assert_int_equal(get(c, "/kerja/jabatan/99").status, 404);
}

static void a_search_finds_people_units_and_posts(void **state)
{
	struct ctx *c = *state;
	static const char *const rows[][3] = {
		{ "tari", "Ani Lestari", "Budi" },
		{ "Drs.+Budi", "Budi Santoso", "Citra" },
		{ "bu", "Budi Santoso", "Perhubungan" },
		{ "hubungan", "Dinas Perhubungan", "Budi" },
		{ "kepegawaian", "Analis Kepegawaian", "Citra" },
		{ "19850203+201001+2+001", "Ani Lestari", "Budi" },
		{ "198502032010012001", "Ani Lestari", "Budi" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer a = get(c, PATH("/kerja/cari?q=%s", rows[i][0]));

		assert_int_equal(a.status, 200);
		assert_says(a, rows[i][1]);
		assert_silent(a, rows[i][2]);
	}
}

/* ---- who may see what ---- */

static void a_unit_head_sees_the_own_subtree_alone(void **state)
{
	struct ctx *c = *state;
	int64_t own = unit_of(c, "BKPSDM"), other = unit_of(c, "Dinas Perhubungan");
	int64_t citra = person_of(c, CITRA), ani = person_of(c, ANI), dedi = person_of(c, DEDI);
	int64_t post_id = number_of(c, "SELECT position_id FROM position_fact_live WHERE title = "
	                               "'Pengelola Keuangan'");
	const char *const shown[] = {
		"/kerja/pegawai",
		"/kerja/pegawai?urut=jabatan",
		"/kerja/pegawai?tampil=pensiun",
		"/kerja/pegawai?q=a",
		"/kerja/pegawai?pada=2019-06-01",
		"/api/v1/people",
		"/api/v1/people?total=1&sort=pensiun",
		"/kerja/unit",
		"/api/v1/units",
		"/kerja/jabatan",
		"/api/v1/positions",
		"/kerja/cari?q=dewi",
		"/kerja/cari?q=perhubungan",
		"/kerja/cari?q=keuangan",
		"/kerja/cari?q=199003152015042003",
		"/kerja/cari?q=kurnia",
		PATH("/kerja/unit/%jd", (intmax_t)own),
		PATH("/kerja/pegawai?unit=%jd", (intmax_t)own),
		PATH("/kerja/pegawai/%jd", (intmax_t)ani),
	};
	const char *const refused[] = {
		PATH("/kerja/pegawai/%jd", (intmax_t)citra),
		PATH("/kerja/pegawai/%jd", (intmax_t)dedi),
		PATH("/api/v1/people/%jd", (intmax_t)citra),
		PATH("/kerja/pegawai/%jd/ubah?bagian=nama", (intmax_t)citra),
		PATH("/kerja/pegawai?unit=%jd", (intmax_t)other),
		PATH("/api/v1/people?unit=%jd", (intmax_t)other),
		PATH("/kerja/pegawai/ekspor?format=csv&unit=%jd", (intmax_t)other),
		PATH("/kerja/unit/%jd", (intmax_t)other),
		PATH("/kerja/jabatan?unit=%jd", (intmax_t)other),
		PATH("/kerja/jabatan/%jd", (intmax_t)post_id),
	};
	struct answer csv;

	for (size_t i = 0; i < COUNT(shown); i++) {
		struct answer a = ask(c, own, HTTP_GET, shown[i], "");

		assert_int_equal(a.status, 200);
		assert_silent(a, "Citra");
		assert_silent(a, "Dedi Kurnia");
		assert_silent(a, "Dinas Perhubungan");
		assert_silent(a, "Pengelola Keuangan");
	}
	for (size_t i = 0; i < COUNT(refused); i++) {
		struct answer a = ask(c, own, HTTP_GET, refused[i], "");

		if (a.status != 404)
			fail_msg("%s: %d", refused[i], a.status);
	}
	csv = ask(c, own, HTTP_GET, "/kerja/pegawai/ekspor?format=csv", "");
	assert_true(str_find(file_of(c, &csv), STR("Ani Lestari")) > 0);
	assert_true(str_find(file_of(c, &csv), STR("Citra")) < 0);
	/* Nobody's scope finds nobody. */
	assert_silent(ask(c, AUTH_SCOPE_NOWHERE, HTTP_GET, "/kerja/pegawai", ""), "Ani Lestari");
	assert_int_equal(
		ask(c, AUTH_SCOPE_NOWHERE, HTTP_GET, PATH("/kerja/pegawai/%jd", (intmax_t)ani), "")
			.status,
		404);
}

/* ---- hostile texts ---- */

/* As a page writes a text: the five characters escaped. */
static struct str escaped(struct ctx *c, struct str text)
{
	static const char *const ways[][2] = { { "&", "&amp;" },
		                               { "<", "&lt;" },
		                               { ">", "&gt;" },
		                               { "\"", "&quot;" },
		                               { "'", "&#39;" } };
	struct buf out;

	buf_init(&out, c->arena);
	for (size_t i = 0; i < text.len; i++) {
		const char *as = NULL;

		for (size_t k = 0; k < COUNT(ways); k++)
			if (ways[k][0][0] == text.ptr[i])
				as = ways[k][1];
		if (as == NULL)
			buf_add_char(&out, text.ptr[i]);
		else
			buf_add(&out, str_of(as));
	}
	return buf_str(&out);
}

/* Lines of a file of payloads that fit a field and hold a letter, at most `max` spread over it. */
static size_t payloads(struct ctx *c, const char *name, struct str *out, size_t max)
{
	struct str path = test_shared_path(c->arena, name), rest, line;
	size_t count = 0, seen = 0;

	if (path.len == 0)
		return 0;
	rest = test_read_file(c->arena, path);
	while (str_cut(&rest, '\n', &line) && count < max) {
		line = str_trim(line);
		if (line.len < 4 || line.len > 150 || seen++ % 29 != 0)
			continue;
		out[count++] = line;
	}
	return count;
}

static void hostile_texts_come_back_as_texts(void **state)
{
	struct ctx *c = *state;
	struct str texts[60];
	size_t count = payloads(c, "payloads/xss.txt", texts, 40);
	int64_t ani = person_of(c, ANI);

	count += payloads(c, "payloads/csv_injection.txt", texts + count, 20);
	if (count == 0)
		skip();
	for (size_t i = 0; i < count; i++) {
		struct str text = http_encode(c->arena, texts[i]);
		struct answer a = correct(
			c, ani,
			PATH("bagian=lahir&birth_place=%.*s&birth_on=1985-02-03&gender=female&"
		             "reason=alasan+%.*s",
		             STR_ARG(text), STR_ARG(text)));
		struct answer page;
		struct str shown;

		if (a.status == 400)
			continue; /* no text, or the same as before */
		assert_int_equal(a.status, 303);
		page = get(c, PATH("/kerja/pegawai/%jd", (intmax_t)ani));
		shown = escaped(c, texts[i]);
		assert_true(str_find(page.body,
		                     str_fmt(c->arena, "alasan %.*s</span>", STR_ARG(shown))) > 0);
		if (!str_eq(shown, texts[i]))
			assert_true(str_find(page.body, texts[i]) < 0);
		page = get(c, PATH("/kerja/cari?q=%.*s", STR_ARG(text)));
		assert_true(str_find(page.body, shown) > 0);
		page = get(c, PATH("/kerja/pegawai?q=%.*s", STR_ARG(text)));
		assert_true(str_find(page.body, shown) > 0);
		(void)get(c, PATH("/kerja/jabatan?q=%.*s", STR_ARG(text)));
	}
}

static void formulas_are_texts_in_an_export(void **state)
{
	struct ctx *c = *state;
	struct answer csv;

	assert_int_equal(correct(c, person_of(c, ANI),
	                         "bagian=nama&name=%3DHYPERLINK(%22http://x%22)&reason=uji+rumus")
	                         .status,
	                 303);
	csv = get(c, "/kerja/pegawai/ekspor?format=csv");
	assert_true(str_find(file_of(c, &csv), STR("\"'=HYPERLINK(\"\"http://x\"\")\"")) > 0 ||
	            str_find(file_of(c, &csv), STR(";'=HYPERLINK(")) > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_page(the_list_shows_everybody_by_name),
		test_page(filters_narrow_the_list_and_can_be_taken_off),
		test_page(a_unit_filter_holds_the_units_below),
		test_page(a_choice_that_does_not_exist_is_refused),
		test_empty(lists_say_why_they_are_empty),
		test_page(lists_say_which_filter_left_nothing),
		test_page(every_order_comes_whole_in_pages_of_one),
		test_page(pages_are_read_backwards_too),
		test_page(json_counts_on_request_and_bounds_its_pages),
		test_page(a_remembered_page_sees_every_change),
		test_page(an_export_has_exactly_the_filtered_rows),
		test_page(a_person_is_shown_with_career_and_pension),
		test_page(a_correction_is_shown_before_it_is_saved),
		test_page(a_correction_says_who_made_it_and_when),
		test_page(what_was_known_before_a_correction_can_be_asked),
		test_page(every_part_can_be_corrected),
		test_page(a_faulty_correction_comes_back_with_what_was_typed),
		test_page(two_who_correct_at_once_do_not_overwrite_each_other),
		test_page(a_form_that_another_overtook_says_so),
		test_page(one_person_is_added_without_a_file),
		test_page(a_nip_is_judged_like_that_of_an_import),
		test_page(units_are_a_tree_with_counts),
		test_page(posts_show_holders_and_empty_seats),
		test_page(a_search_finds_people_units_and_posts),
		test_page(a_unit_head_sees_the_own_subtree_alone),
		test_page(hostile_texts_come_back_as_texts),
		test_page(formulas_are_texts_in_an_export),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
