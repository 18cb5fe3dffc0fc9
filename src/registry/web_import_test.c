/* SPDX-License-Identifier: Apache-2.0 */
/* The import wizard, asked as a browser asks. */
#include "test/support.h"

#include <string.h>

#include "auth/permission.h"
#include "auth/session.h"
#include "base/arena.h"
#include "db/db.h"
#include "jobs/jobs.h"
#include "page/page.h"
#include "registry/staging.h"
#include "registry/web_import.h"
#include "test/roster.h"

#define HEAD                                                                             \
	"NIP;NAMA;TANGGAL LAHIR;JENIS KELAMIN;NIK;GOLONGAN;JABATAN;JENIS JABATAN;UNIT KERJA;" \
	"OPD\n"
#define ANI                                                                                  \
	"198502032010012001;Ani Lestari;03-02-1985;P;3328050302851234;III/c;Analis;Jabatan " \
	"Pelaksana;Bidang Mutasi;BKPSDM\n"
#define BUDI                                                                               \
	"19780315200501100;Budi <b>Santoso</b>;15-03-1978;L;;III/d;Pengelola;Jabatan "     \
	"Pelaksana;Bidang Mutasi;BKPSDM\n"
#define CITRA                                                                        \
	"199003152015042003;Citra Dewi;16-03-1990;P;;III/b;Pengelola;Jabatan Pelaksana;" \
	"Bidang Mutasi;BKPSDM\n"
#define FILE_TEXT HEAD ANI BUDI CITRA

#define COLUMNS                                                                             \
	"kolom_0=nip&kolom_1=name&kolom_2=birth_on&kolom_3=gender&kolom_4=nik&kolom_5=grade" \
	"&kolom_6=position&kolom_7=kind&kolom_8=unit&kolom_9=parent"
#define MATCHED COLUMNS "&per=2026-01-01"

/* The lines of the file: Ani goes in, Budi has a wrong NIP, Citra's day of birth differs. */
enum { ACTOR_RINA = 7, ACTOR_SITI = 8 };

static int setup(void **state)
{
	struct ctx *c;

	if (test_setup(state) != 0)
		return -1;
	c = *state;
	roster_found(c);
	c->actor_id = ACTOR_RINA;
	return 0;
}

#define test_wizard(function) cmocka_unit_test_setup_teardown(function, setup, test_teardown)

/* ---- asking ---- */

/* What a browser got. */
struct answer {
	int status;
	struct str body;
	struct str location;
	struct reply reply;
};

/* One request on its way. */
struct visit {
	struct account_session session;
	struct page_chrome chrome;
	struct req rq;
	struct reply *reply;
};

static const struct err *run(struct ctx *c, void *arg)
{
	struct visit *v = arg;

	buf_init(&v->reply->body, c->arena);
	v->reply->header_count = 0;
	v->reply->status = 200;
	return v->rq.route->handler(c, &v->rq, v->reply);
}

static int status_of(enum err_code code)
{
	switch (code) {
	case ERR_INVALID:  return 400;
	case ERR_MISSING:  return 404;
	case ERR_CONFLICT: return 409;
	case ERR_LIMIT:    return 413;
	default:           return 500;
	}
}

static struct str header_of(const struct reply *reply, const char *name)
{
	for (size_t i = 0; i < reply->header_count; i++)
		if (str_eq(reply->headers[i].name, str_of(name)))
			return reply->headers[i].value;
	return STR("");
}

static void dress(struct ctx *c, struct visit *v)
{
	v->session = (struct account_session){ .account_id = c->actor_id,
		                               .roles = 1u << ROLE_PERSONNEL };
	v->chrome = (struct page_chrome){ .agency = STR("Kabupaten Contoh"),
		                          .signed_in = true,
		                          .role = STR("page.account"),
		                          .csrf = STR("token"),
		                          .in_indonesian = page_url_path(STR("/")),
		                          .in_english = page_url_path(STR("/")),
		                          .today = roster_day("2026-01-05") };
	v->rq.session = &v->session;
	v->rq.chrome = &v->chrome;
}

static struct answer send(struct ctx *c, enum http_method method, struct str target,
                          const char *form, const struct http_upload *upload)
{
	const struct route_table table = { registry_import_routes, registry_import_route_count };
	struct visit *v = ARENA_NEW(c->arena, struct visit);
	ptrdiff_t mark = str_find_char(target, '?');
	struct str path = mark < 0 ? target : str_sub(target, 0, (size_t)mark);
	struct str query = mark < 0 ? STR("") : str_sub(target, (size_t)mark + 1, target.len);
	struct answer answer = { .status = 200 };
	const struct err *err;
	bool known;

	dress(c, v);
	v->rq.method = method;
	assert_ok(http_parse_path(c->arena, path, &v->rq.path));
	assert_ok(http_parse_fields(c->arena, query, &v->rq.query));
	assert_ok(http_parse_fields(c->arena, str_of(form), &v->rq.form));
	v->rq.uploads = upload;
	v->rq.upload_count = upload != NULL;
	v->rq.route = route_find(&table, 1, method, v->rq.path, v->rq.parts, &known);
	assert_non_null(v->rq.route);
	(void)str_int(v->rq.parts[0], &v->rq.id);
	v->rq.wants_json = str_starts(path, STR("/api/"));
	v->reply = &answer.reply;
	err = v->rq.route->tx == TX_WRITE  ? db_write(c, run, v)
	      : v->rq.route->tx == TX_READ ? db_read(c, run, v)
	                                   : run(c, v);
	if (err != NULL) {
		answer.status = status_of(err->code);
		answer.body = str_of(err->message);
		return answer;
	}
	answer.status = answer.reply.status;
	answer.body = buf_str(&answer.reply.body);
	answer.location = header_of(&answer.reply, "Location");
	return answer;
}

static struct str at(struct ctx *c, int64_t id, const char *rest)
{
	return str_fmt(c->arena, "/kerja/impor/%lld%s", (long long)id, rest);
}

static struct answer get(struct ctx *c, int64_t id, const char *rest)
{
	return send(c, HTTP_GET, at(c, id, rest), "", NULL);
}

static struct answer post(struct ctx *c, int64_t id, const char *rest, const char *form)
{
	return send(c, HTTP_POST, at(c, id, rest), form, NULL);
}

static struct answer home(struct ctx *c)
{
	return send(c, HTTP_GET, STR("/kerja/impor"), "", NULL);
}

static void assert_says_at(struct answer answer, const char *text, bool wanted, int line)
{
	if ((str_find(answer.body, str_of(text)) >= 0) == wanted)
		return;
	print_error("line %d: status %d, %s \"%s\":\n%.*s\n", line, answer.status,
	            wanted ? "nothing says" : "it says", text,
	            STR_ARG(str_sub(answer.body, (size_t)(str_find(answer.body, STR("<main")) + 1),
	                            answer.body.len)));
	_fail(__FILE__, line);
}

#define assert_says(answer, text)   assert_says_at((answer), (text), true, __LINE__)
#define assert_silent(answer, text) assert_says_at((answer), (text), false, __LINE__)

#define assert_goes(answer, path) assert_goes_at((answer), (path), __LINE__)

static void assert_goes_at(struct answer answer, struct str path, int line)
{
	if (answer.status == 303 && str_starts(answer.location, path))
		return;
	print_error("line %d: status %d, to %.*s, not %.*s\n", line, answer.status,
	            STR_ARG(answer.location), STR_ARG(path));
	_fail(__FILE__, line);
}

/* ---- steps ---- */

static struct answer upload(struct ctx *c, const char *text, const char *name, const char *form)
{
	struct http_upload *file = ARENA_NEW(c->arena, struct http_upload);
	FILE *to;

	file->field = STR("berkas");
	file->file_name = str_of(name);
	file->path = str_fmt(c->arena, "%.*s/sent", STR_ARG(test_folder(c)));
	file->size_bytes = (int64_t)strlen(text);
	to = fopen(str_c(c->arena, file->path), "wb");
	assert_non_null(to);
	assert_int_equal(fwrite(text, 1, strlen(text), to), strlen(text));
	assert_int_equal(fclose(to), 0);
	return send(c, HTTP_POST, STR("/kerja/impor"), form, file);
}

/* The number in "/kerja/impor/17/kolom". */
static int64_t id_of(const struct answer *answer)
{
	struct str rest = str_sub(answer->location, strlen("/kerja/impor/"), answer->location.len);
	struct str part;
	int64_t id = 0;

	assert_int_equal(answer->status, 303);
	assert_true(str_cut(&rest, '/', &part) && str_int(part, &id));
	return id;
}

static int64_t uploaded(struct ctx *c)
{
	struct answer answer = upload(c, FILE_TEXT, "mutasi.csv", "per=2026-01-01");

	return id_of(&answer);
}

static int64_t clock_now(void *arg)
{
	const struct ctx *c = arg;

	return c->now;
}

/* The worker's turn. A second goes by, so that what was corrected before is older. */
static void work(struct ctx *c)
{
	const struct job_runner runner = { staging_job_kinds, staging_job_kind_count, clock_now,
		                           NULL, c };
	struct ctx own = *c;
	bool ran;

	c->now += 1000000;
	own.now = c->now;
	own.arena = arena_new(256u << 20);
	own.actor_id = 0;
	assert_ok(jobs_run_next(&own, &runner, &ran));
	assert_true(ran);
	arena_free(own.arena);
	c->now += 1000000;
}

static int64_t checked(struct ctx *c)
{
	int64_t id = uploaded(c);

	assert_goes(post(c, id, "/kolom", MATCHED), at(c, id, ""));
	work(c);
	return id;
}

static int64_t imported(struct ctx *c)
{
	int64_t id = checked(c);

	assert_goes(post(c, id, "/impor", ""), at(c, id, ""));
	work(c);
	return id;
}

/* ---- who ---- */

static void only_admins_and_the_personnel_office_may_import(void **state)
{
	(void)state;
	for (size_t i = 0; i < registry_import_route_count; i++)
		for (int role = 0; role < ROLE_COUNT; role++)
			assert_int_equal(
				role_may((enum role)role, registry_import_routes[i].permission),
				role == ROLE_ADMIN || role == ROLE_PERSONNEL);
}

static void a_colleague_can_go_on_with_a_draft(void **state)
{
	struct ctx *c = *state;
	int64_t id = checked(c);
	struct answer answer;

	c->actor_id = ACTOR_SITI;
	answer = home(c);
	assert_says(answer, "mutasi.csv");
	assert_silent(answer, ">Anda</td>");
	assert_int_equal(get(c, id, "").status, 200);
	assert_goes(post(c, id, "/impor", ""), at(c, id, ""));
}

/* ---- upload ---- */

static void a_wrong_upload_is_told_at_its_field(void **state)
{
	static const struct {
		const char *text;
		const char *form;
		const char *says;
	} rows[] = {
		{ "", "per=2026-01-01", "Pilih berkas yang akan diunggah." },
		{ FILE_TEXT, "per=2026-01-06", "Tanggal ini belum tiba." },
		{ FILE_TEXT, "per=kemarin", "id=\"per-galat\"" },
		{ FILE_TEXT, "", "id=\"per-galat\"" },
		{ "%PDF-1.7\n\x01\x02 not a table at all", "per=2026-01-01",
		  "id=\"berkas-galat\"" },
	};
	struct ctx *c = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer answer = upload(c, rows[i].text, "a.csv", rows[i].form);

		assert_int_equal(answer.status, 400);
		assert_says(answer, rows[i].says);
		assert_says(answer, "ringkas-galat");
	}
	assert_says(send(c, HTTP_GET, STR("/kerja/impor"), "", NULL), "Tidak ada unggahan");
}

static void a_new_upload_takes_the_place_of_the_old_one(void **state)
{
	struct ctx *c = *state;
	int64_t old = uploaded(c);
	struct answer form = send(
		c, HTTP_GET, str_fmt(c->arena, "/kerja/impor/unggah?ganti=%lld", (long long)old),
		"", NULL);
	struct answer answer;

	assert_says(form, "menggantikan unggahan “mutasi.csv”");
	answer = upload(
		c, FILE_TEXT, "baru.csv",
		str_c(c->arena, str_fmt(c->arena, "per=2026-01-01&ganti=%lld", (long long)old)));
	assert_int_equal(get(c, old, "").status, 404);
	assert_goes(get(c, id_of(&answer), ""), at(c, id_of(&answer), "/kolom"));
}

/* ---- columns ---- */

static void columns_are_guessed_and_shown_with_what_they_hold(void **state)
{
	struct ctx *c = *state;
	struct answer answer = get(c, uploaded(c), "/kolom");

	assert_int_equal(answer.status, 200);
	assert_says(answer, "<option value=\"grade\" selected>Golongan</option>");
	assert_says(answer, "Ani Lestari · Budi &lt;b&gt;Santoso");
	assert_silent(answer, "3328050302851234");
	assert_says(answer, "value=\"2026-01-01\"");
}

static void columns_that_cannot_be_are_told_on_their_page(void **state)
{
	static const struct {
		const char *form;
		const char *says;
		const char *kept;
	} rows[] = {
		{ "kolom_0=nip&kolom_1=nip&kolom_8=unit&per=2026-01-01", "dipilih untuk dua kolom",
		  "value=\"\" selected" },
		{ "kolom_0=nip&kolom_8=unit&per=2026-01-01", "Tentukan kolom NIP",
		  "value=\"unit\" selected" },
		{ "per=2026-01-01", "Tentukan kolom NIP", "value=\"\" selected" },
		{ COLUMNS "&per=2026-02-30", "id=\"per-galat\"", "value=\"2026-02-30\"" },
		{ COLUMNS "&per=2030-01-01", "Tanggal ini belum tiba.", "value=\"2030-01-01\"" },
	};
	struct ctx *c = *state;
	int64_t id = uploaded(c);

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer answer = post(c, id, "/kolom", rows[i].form);

		assert_int_equal(answer.status, 400);
		assert_says(answer, rows[i].says);
		assert_says(answer, rows[i].kept);
	}
	assert_goes(get(c, id, ""), at(c, id, "/kolom"));
}

static void another_line_of_headings_can_be_chosen(void **state)
{
	struct ctx *c = *state;
	int64_t id = uploaded(c);

	assert_int_equal(post(c, id, "/lembar", "baris_judul=satu").status, 400);
	assert_goes(post(c, id, "/lembar", "baris_judul=9"), at(c, id, "/kolom"));
	assert_says(get(c, id, "/kolom"), "Baris judul kolom tidak ditemukan");
	assert_goes(post(c, id, "/lembar", "baris_judul="), at(c, id, "/kolom"));
	assert_says(get(c, id, "/kolom"), "<option value=\"nip\" selected>");
}

static void the_same_bytes_are_known_again(void **state)
{
	struct ctx *c = *state;
	struct answer answer;

	(void)imported(c);
	answer = upload(c, FILE_TEXT, "lagi.csv", "per=2026-01-01");
	assert_true(str_ends(answer.location, STR("/kolom?sama=1")));
	assert_says(get(c, id_of(&answer), "/kolom?sama=1"), "sudah masuk sebagai impor 1");
}

/* ---- check ---- */

static void a_check_shows_cells_with_what_is_wrong(void **state)
{
	struct ctx *c = *state;
	int64_t id = uploaded(c);
	struct answer answer = post(c, id, "/kolom", MATCHED);

	assert_goes(answer, at(c, id, ""));
	answer = get(c, id, "");
	assert_says(answer, "Menunggu giliran");
	assert_str(header_of(&answer.reply, "Refresh"), "3");
	work(c);
	answer = get(c, id, "");
	assert_says(answer, "Impor 2 baris");
	assert_says(answer, "NIP harus 18 angka; yang tertulis 17 angka.");
	assert_says(answer, "Budi &lt;b&gt;Santoso&lt;/b&gt;");
	assert_silent(answer, "Citra");
	answer = get(c, id, "?tab=perhatian");
	assert_says(answer, "Citra Dewi");
	assert_says(answer, "berbeda dari NIP");
	assert_says(answer, "value=\"terima\"");
	assert_says(get(c, id, "?tab=baru"), "Ani Lestari");
	assert_says(get(c, id, "?tab=perubahan"), "Tidak ada data yang diperbarui");
	assert_says(get(c, id, "?tab=galat&mulai=25"), "Tidak ada galat");
}

static void decisions_are_kept_and_taken_back(void **state)
{
	static const struct {
		const char *form;
		const char *says;
	} rows[] = {
		{ "putusan=terima&tab=perhatian", "Diterima" },
		{ "putusan=buka&tab=perhatian", "value=\"terima\"" },
		{ "putusan=lewati&tab=perhatian", "Dilewati" },
	};
	struct ctx *c = *state;
	int64_t id = checked(c);

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answer answer = post(c, id, "/baris/4/putusan", rows[i].form);

		assert_int_equal(answer.status, 303);
		assert_true(str_ends(answer.location, STR("?tab=perhatian&mulai=0#baris-4")));
		answer = get(c, id, "?tab=perhatian");
		assert_says(answer, rows[i].says);
		assert_says(answer, "setelah pemeriksaan terakhir");
	}
	assert_goes(post(c, id, "/periksa", ""), at(c, id, ""));
	work(c);
	assert_says(get(c, id, ""), "Impor 1 baris");
}

static void a_line_is_mended_cell_by_cell(void **state)
{
	struct ctx *c = *state;
	int64_t id = checked(c);
	struct answer answer = get(c, id, "/baris/3?tab=galat&mulai=0");

	assert_says(answer, "value=\"19780315200501100\"");
	assert_says(answer, "id=\"sel_0-galat\"");
	assert_says(answer, "name=\"sel_8\"");
	assert_int_equal(post(c, id, "/baris/3", "sel_0=a%09b").status, 400);
	answer = post(c, id, "/baris/3", "sel_0=197803152005011002&sel_4=&tab=galat&mulai=0");
	assert_true(str_ends(answer.location, STR("?tab=galat&mulai=0&selesai=baris#baris-3")));
	answer = get(c, id, "?tab=galat");
	assert_says(answer, "belum diperiksa ulang");
	assert_says(answer, "<del class=\"lama\">19780315200501100</del>");
	assert_says(get(c, id, "/baris/3"), "name=\"asli\" value=\"0\"");
	assert_int_equal(post(c, id, "/baris/3", "asli=0").status, 303);
	assert_silent(get(c, id, "?tab=galat"), "belum diperiksa ulang");
}

static void faulty_lines_come_as_a_file_with_reasons(void **state)
{
	struct ctx *c = *state;
	struct answer answer = get(c, checked(c), "/galat.csv");
	struct str text;

	assert_int_equal(answer.status, 200);
	assert_true(str_find(header_of(&answer.reply, "Content-Disposition"),
	                     STR("mutasi-galat.csv")) >= 0);
	text = test_read_file(c->arena, answer.reply.file_path);
	assert_true(str_find(text, STR(";ALASAN")) >= 0);
	assert_true(str_find(text, STR("NIP: NIP harus 18 angka")) >= 0);
	assert_true(str_find(text, STR("Ani")) < 0);
}

/* ---- what is refused ---- */

static void what_is_not_there_is_missing(void **state)
{
	static const struct {
		enum http_method method;
		const char *rest;
	} rows[] = {
		{ HTTP_GET, "" },
		{ HTTP_GET, "/kolom" },
		{ HTTP_POST, "/kolom" },
		{ HTTP_POST, "/lembar" },
		{ HTTP_POST, "/periksa" },
		{ HTTP_POST, "/impor" },
		{ HTTP_GET, "/batal" },
		{ HTTP_POST, "/batal" },
		{ HTTP_GET, "/buang" },
		{ HTTP_POST, "/buang" },
		{ HTTP_GET, "/galat.csv" },
		{ HTTP_GET, "/baris/3" },
		{ HTTP_POST, "/baris/3" },
		{ HTTP_POST, "/baris/3/putusan" },
		{ HTTP_GET, "/tidak-disebut" },
	};
	struct ctx *c = *state;
	int64_t id = checked(c);

	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(send(c, rows[i].method, at(c, 999, rows[i].rest), "", NULL).status,
		                 404);
	assert_int_equal(get(c, id, "/baris/1000").status, 404);
	assert_int_equal(get(c, id, "/baris/tiga").status, 404);
	assert_int_equal(post(c, id, "/baris/tiga/putusan", "putusan=lewati").status, 404);
	c->agency_id++;
	assert_int_equal(get(c, id, "").status, 404);
}

static void a_state_that_forbids_it_is_a_conflict(void **state)
{
	struct ctx *c = *state;
	int64_t id = uploaded(c);

	assert_int_equal(post(c, id, "/impor", "").status, 409);
	assert_int_equal(post(c, id, "/batal", "").status, 409);
	assert_int_equal(post(c, id, "/baris/3/putusan", "putusan=lewati").status, 409);
	assert_int_equal(post(c, id, "/kolom", MATCHED).status, 303);
	assert_int_equal(post(c, id, "/kolom", MATCHED).status, 409);
	assert_int_equal(post(c, id, "/periksa", "").status, 409);
	assert_int_equal(post(c, id, "/buang", "").status, 409);
	assert_goes(get(c, id, "/kolom"), at(c, id, ""));
	assert_goes(get(c, id, "/buang"), at(c, id, ""));
	work(c);
	assert_goes(get(c, id, "/batal"), at(c, id, ""));
	assert_says(get(c, id, "/buang"), "Buang unggahan ini?");
	assert_goes(post(c, id, "/buang", ""), STR("/kerja/impor?selesai=buang"));
	assert_int_equal(get(c, id, "").status, 404);
}

/* ---- the whole of it ---- */

static void a_roster_goes_in_and_comes_out_again(void **state)
{
	struct ctx *c = *state;
	int64_t id = checked(c);
	struct answer answer;

	assert_int_equal(post(c, id, "/baris/3", "sel_0=197803152005011002").status, 303);
	assert_goes(post(c, id, "/impor", ""), at(c, id, ""));
	assert_says(get(c, id, ""), "Data sedang diimpor");
	work(c);
	answer = get(c, id, "");
	assert_says(answer, "Selesai: impor 1");
	assert_says(answer, "2 unit dibuat");
	assert_says(answer, "Bidang Mutasi<span class=\"redup\"> · BKPSDM");
	assert_says(answer, "Batalkan impor 1");
	assert_silent(answer, "galat.csv");
	answer = home(c);
	assert_says(answer, "Impor 1");
	assert_says(answer, "/batal\"");
	assert_says(send(c, HTTP_GET, STR("/api/v1/imports"), "", NULL), "\"added\": 3");
	assert_says(get(c, id, "/batal"), "3 pegawai baru akan dikeluarkan lagi");
	assert_goes(post(c, id, "/batal", ""), at(c, id, ""));
	work(c);
	assert_says(get(c, id, ""), "Impor 1 dibatalkan");
	assert_goes(get(c, id, "/batal"), at(c, id, ""));
	assert_silent(home(c), "/batal\"");
}

static struct answer at_number(struct ctx *c, enum http_method method, const char *rest)
{
	return send(c, method, str_fmt(c->arena, "/kerja/impor/nomor/%s", rest), "", NULL);
}

static void an_import_of_the_command_line_is_undone_in_the_browser(void **state)
{
	struct ctx *c = *state;
	int64_t actor = c->actor_id;
	struct answer answer;

	c->actor_id = 0;
	(void)roster_import(c, FILE_TEXT, "2026-01-01");
	c->actor_id = actor;
	assert_says(home(c), "/kerja/impor/nomor/1\"");
	answer = at_number(c, HTTP_GET, "1");
	assert_says(answer, "Batalkan impor 1?");
	assert_says(answer, "2 pegawai baru akan dikeluarkan lagi");
	answer = at_number(c, HTTP_POST, "1/batal");
	assert_int_equal(answer.status, 303);
	answer = send(c, HTTP_GET, answer.location, "", NULL);
	assert_says(answer, "Menunggu");
	assert_silent(answer, "/batal\"");
	work(c);
	answer = at_number(c, HTTP_GET, "1");
	assert_says(answer, "Impor 1 dibatalkan");
	assert_silent(answer, "<form method=\"post\" action=\"/kerja/impor");
	assert_int_equal(at_number(c, HTTP_POST, "1/batal").status, 409);
	assert_int_equal(at_number(c, HTTP_GET, "2").status, 404);
	assert_int_equal(at_number(c, HTTP_GET, "x").status, 404);
}

static void an_undo_by_number_that_is_too_late_says_why(void **state)
{
	struct ctx *c = *state;

	(void)roster_import(c, FILE_TEXT, "2026-01-01");
	c->now += INT64_C(25) * 3600 * 1000000;
	assert_says(at_number(c, HTTP_GET, "1"), "dalam 24 jam");
	assert_silent(at_number(c, HTTP_GET, "1"), "/batal");
	assert_int_equal(at_number(c, HTTP_POST, "1/batal").status, 409);
}

static void an_import_undone_by_command_is_seen_as_undone(void **state)
{
	struct ctx *c = *state;
	int64_t id = imported(c);

	assert_ok(roster_undo(c, 1));
	assert_says(get(c, id, ""), "Impor 1 dibatalkan");
	assert_goes(get(c, id, "/batal"), at(c, id, ""));
	assert_silent(home(c), "/batal\"");
	assert_silent(home(c), "/nomor/1\">Batalkan");
}

static const struct err *progress_set(struct ctx *c, void *arg)
{
	(void)arg;
	return db_exec(c,
	               TEST_QUERY("UPDATE job SET state = 'running', done_count = 1500, "
	                          "total_count = 2000, started_at = 1 WHERE state = 'queued'",
	                          0),
	               DB_NONE);
}

static void progress_is_shown_in_lines_and_megabytes(void **state)
{
	struct ctx *c = *state;
	int64_t id = checked(c);
	struct answer answer;

	assert_goes(post(c, id, "/impor", ""), at(c, id, ""));
	assert_ok(db_write(c, progress_set, NULL));
	answer = get(c, id, "");
	assert_says(answer, "Penyimpanan. Baris 500 dari 1.000 (75%)");
}

static void after_a_day_nothing_is_offered_for_undo(void **state)
{
	struct ctx *c = *state;
	int64_t id = imported(c);

	c->now += INT64_C(25) * 3600 * 1000000;
	assert_goes(get(c, id, "/batal"), at(c, id, ""));
	assert_silent(get(c, id, ""), "Batalkan impor 1");
	assert_silent(home(c), "/batal\"");
	assert_int_equal(post(c, id, "/batal", "").status, 303);
	work(c);
	assert_says(get(c, id, ""), "Pembatalan tidak dapat dilakukan");
	assert_says(get(c, id, ""), "Impor hanya dapat dibatalkan dalam 24 jam");
}

static void who_was_left_out_is_listed(void **state)
{
	struct ctx *c = *state;
	struct answer answer;
	int64_t id;

	(void)imported(c);
	answer = upload(c, HEAD CITRA, "citra.csv", "per=2026-01-02");
	id = id_of(&answer);
	assert_goes(post(c, id, "/kolom", COLUMNS "&per=2026-01-02"), at(c, id, ""));
	work(c);
	assert_says(get(c, id, ""), "1 pegawai aktif tidak disebut");
	answer = get(c, id, "/tidak-disebut");
	assert_says(answer, "Ani Lestari");
	assert_says(answer, "19850203 201001 2 001");
	assert_says(get(c, id, "/tidak-disebut?mulai=50"), "Semua pegawai aktif");
}

static void both_languages_have_every_word(void **state)
{
	struct ctx *c = *state;
	int64_t id = checked(c);

	c->lang = LANG_EN;
	assert_says(get(c, id, ""), "Import 2 lines");
	assert_silent(get(c, id, ""), "wizard.");
	assert_silent(get(c, id, "/kolom"), "wizard.");
	assert_silent(get(c, id, "/baris/3"), "wizard.");
	assert_silent(home(c), "wizard.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_admins_and_the_personnel_office_may_import),
		test_wizard(a_colleague_can_go_on_with_a_draft),
		test_wizard(a_wrong_upload_is_told_at_its_field),
		test_wizard(a_new_upload_takes_the_place_of_the_old_one),
		test_wizard(columns_are_guessed_and_shown_with_what_they_hold),
		test_wizard(columns_that_cannot_be_are_told_on_their_page),
		test_wizard(another_line_of_headings_can_be_chosen),
		test_wizard(the_same_bytes_are_known_again),
		test_wizard(a_check_shows_cells_with_what_is_wrong),
		test_wizard(decisions_are_kept_and_taken_back),
		test_wizard(a_line_is_mended_cell_by_cell),
		test_wizard(faulty_lines_come_as_a_file_with_reasons),
		test_wizard(what_is_not_there_is_missing),
		test_wizard(a_state_that_forbids_it_is_a_conflict),
		test_wizard(a_roster_goes_in_and_comes_out_again),
		test_wizard(an_import_of_the_command_line_is_undone_in_the_browser),
		test_wizard(an_undo_by_number_that_is_too_late_says_why),
		test_wizard(an_import_undone_by_command_is_seen_as_undone),
		test_wizard(progress_is_shown_in_lines_and_megabytes),
		test_wizard(after_a_day_nothing_is_offered_for_undo),
		test_wizard(who_was_left_out_is_listed),
		test_wizard(both_languages_have_every_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
