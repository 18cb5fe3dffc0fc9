/* SPDX-License-Identifier: Apache-2.0 */
/* The first run, step by step, as somebody walks it who has the code of the start block. */
#include "test/support.h"

#include <string.h>

#include "app/sample.h"
#include "auth/setup.h"
#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"
#include "registry/registry.h"
#include "test/house.h"

#define PASSWORD "benar kuda baterai stapel"

/* What the steps ask. NULL leaves a field out of the form. */
struct answers {
	const char *step, *way;
	const char *code, *agency, *region, *admin, *data, *password, *again;
};

static void add(struct buf *form, struct ctx *c, const char *name, const char *value)
{
	if (value == NULL)
		return;
	buf_add_fmt(form, "%s%s=%.*s", form->len > 0 ? "&" : "", name,
	            STR_ARG(http_encode(c->arena, str_of(value))));
}

static struct house_answer post_from(struct house *h, const struct answers *a, const char *peer)
{
	struct house_ask ask = { .method = HTTP_POST, .target = "/awal", .peer = peer };
	struct buf form;

	buf_init(&form, h->c->arena);
	add(&form, h->c, "langkah", a->step);
	add(&form, h->c, "ke", a->way);
	add(&form, h->c, "kode", a->code == NULL ? str_c(h->c->arena, h->app.setup_code) : a->code);
	add(&form, h->c, "agency", a->agency);
	add(&form, h->c, "region", a->region);
	add(&form, h->c, "admin", a->admin);
	add(&form, h->c, "data", a->data);
	add(&form, h->c, "sandi", a->password);
	add(&form, h->c, "ulang", a->again);
	ask.form = str_c(h->c->arena, buf_str(&form));
	return house_ask(h, &ask);
}

static struct house_answer post(struct house *h, const struct answers *a)
{
	return post_from(h, a, "127.0.0.1");
}

#define assert_step(answer, wanted) assert_step_at(&(answer), (wanted), __LINE__)

/* The page of a step: its number goes into the form. */
static void assert_step_at(const struct house_answer *answer, const char *wanted, int line)
{
	char field[64];

	snprintf(field, sizeof(field), "name=\"langkah\" value=\"%s\"", wanted);
	if (house_says(answer, field))
		return;
	print_error("status %d\n%.*s\n", answer->status, STR_ARG(answer->body));
	_fail(__FILE__, line);
}

static void assert_asked(struct house *h, const char *path, int status, const char *location)
{
	struct house_answer a = house_get(h, STR(""), path);

	assert_int_equal(a.status, status);
	assert_str(a.location, location);
}

static const struct answers all = { "4",     "maju",   NULL,     "Kabupaten Tegal", "33.28",
	                            "siti",  "kosong", PASSWORD, PASSWORD };

static struct answers with_step(const char *step)
{
	struct answers a = all;

	a.step = step;
	a.password = a.again = NULL;
	return a;
}

/* ---- the way through ---- */

static void everything_leads_to_the_wizard_while_there_is_no_agency(void **state)
{
	struct house *h = *state;

	assert_asked(h, "/", 303, "/awal");
	assert_asked(h, "/masuk", 303, "/awal");
	assert_asked(h, "/kerja/pegawai", 303, "/awal");
	assert_asked(h, "/awal", 200, "");
}

static void the_steps_make_an_agency_and_its_admin(void **state)
{
	struct house *h = *state;
	struct answers a = with_step("1");
	struct house_answer got;

	a.admin = a.data = NULL;
	got = post(h, &a);
	assert_int_equal(got.status, 200);
	assert_step(got, "2");
	assert_true(house_says(&got, "value=\"Kabupaten Tegal\""));
	a.step = "2";
	a.admin = "siti";
	got = post(h, &a);
	assert_step(got, "3");
	a.step = "3";
	a.data = "kosong";
	got = post(h, &a);
	assert_step(got, "4");
	assert_true(house_says(&got, "Kabupaten Tegal"));
	assert_true(house_says(&got, "siti"));
	assert_int_equal(house_number(h, "SELECT count(*) FROM agency"), 0);
	got = post(h, &all);
	assert_int_equal(got.status, 303);
	assert_str(got.location, "/masuk");
	assert_int_equal(house_number(h, "SELECT count(*) FROM agency WHERE region_code = '33.28'"),
	                 1);
	assert_int_equal(house_number(h, "SELECT count(*) FROM account WHERE name = 'siti'"), 1);
	assert_int_equal(house_number(h, "SELECT count(*) FROM person"), 0);
}

static void the_new_admin_signs_in(void **state)
{
	struct house *h = *state;
	struct house_answer got = post(h, &all);

	assert_int_equal(got.status, 303);
	got = house_post(h, STR(""), "/masuk", "nama=siti&sandi=benar%20kuda%20baterai%20stapel");
	assert_int_equal(got.status, 303);
	assert_str(got.location, "/kerja");
}

/* A task of the home page, and whether it is marked as done. */
static void assert_task(const struct house_answer *a, const char *words, const char *mark)
{
	ptrdiff_t at = str_find(a->body, str_of(words));
	struct str rest;
	ptrdiff_t end;

	if (at < 0)
		fail_msg("no task %s", words);
	rest = str_sub(a->body, (size_t)at, a->body.len);
	end = str_find(rest, STR("</li>"));
	if (end < 0 || str_find(str_sub(rest, 0, (size_t)end), str_of(mark)) < 0)
		fail_msg("%s is not %s", words, mark);
}

static void the_first_page_of_the_admin_says_what_is_to_be_done(void **state)
{
	struct house *h = *state;
	struct house_answer got = post(h, &all);
	struct str session;

	assert_int_equal(got.status, 303);
	session = house_enter(h, "siti");
	got = house_get(h, session, "/kerja");
	assert_task(&got, "Impor daftar pegawai", "Belum");
	assert_task(&got, "Unit dan formasi", "Belum");
	assert_task(&got, "Tambahkan pengguna lain", "Belum");
	assert_task(&got, "Buat cadangan pertama", "Belum");
	assert_true(house_says(&got, "abdi backup"));
	if (!test_on_sqlite())
		return;
	got = house_post(h, session, "/kerja/sistem/cadangan", "");
	assert_int_equal(got.status, 303);
	got = house_get(h, session, "/kerja");
	assert_task(&got, "Buat cadangan pertama", "Lengkap");
}

static void the_sample_region_can_be_chosen(void **state)
{
	struct house *h = *state;
	struct answers a = all;
	struct house_answer got;

	a.data = "contoh";
	got = post(h, &a);
	assert_int_equal(got.status, 303);
	assert_true(house_number(h, "SELECT count(*) FROM person") > 9000);
	assert_int_equal(house_number(h, "SELECT count(*) FROM account"), 1);
	got = house_get(h, house_enter(h, "siti"), "/kerja");
	assert_int_equal(got.status, 200);
	assert_true(house_says(&got, "CONTOH") || house_says(&got, "contoh"));
}

static void a_file_leads_to_its_upload_behind_the_sign_in(void **state)
{
	struct house *h = *state;
	struct answers a = all;
	struct house_answer got;

	a.data = "berkas";
	a.step = "3";
	got = post(h, &a);
	assert_step(got, "4");
	assert_true(house_says(&got, "Dari berkas"));
	a.step = "4";
	got = post(h, &a);
	assert_int_equal(got.status, 303);
	assert_str(got.location, "/masuk?lanjut=%2Fkerja%2Fimpor%2Funggah");
	assert_int_equal(house_number(h, "SELECT count(*) FROM person"), 0);
	got = house_post(h, STR(""), "/masuk",
	                 "nama=siti&sandi=benar%20kuda%20baterai%20stapel&"
	                 "lanjut=%2Fkerja%2Fimpor%2Funggah");
	assert_int_equal(got.status, 303);
	assert_str(got.location, "/kerja/impor/unggah");
	got = house_get(h, house_enter(h, "siti"), "/kerja/impor/unggah");
	assert_int_equal(got.status, 200);
}

/* ---- when it was interrupted ---- */

/* The process died behind the first transaction of a sample. */
static const struct err *begin_sample(struct ctx *c, void *arg)
{
	int64_t before = c->agency_id, id;
	const struct err *err = registry_agency_add(c, STR("Kabupaten Contoh Lestari"),
	                                            STR("33.99"), 7, true, &id);

	(void)arg;
	c->agency_id = before;
	return err;
}

static void leave_whole_sample(struct house *h)
{
	struct ctx own = *h->c;

	/* The lock of its act falls with its arena. */
	own.arena = arena_new((size_t)256 << 20);
	assert_ok(sample_make(&own));
	arena_free(own.arena);
}

static void assert_begun(struct house *h)
{
	struct house_answer got;

	house_setup_code(h);
	assert_asked(h, "/kerja/pegawai", 303, "/awal");
	assert_asked(h, "/masuk", 303, "/awal");
	got = house_get(h, STR(""), "/awal");
	assert_int_equal(got.status, 200);
	assert_true(house_says(&got, "belum mempunyai admin"));
}

static void a_sample_that_was_interrupted_is_made_to_its_end(void **state)
{
	struct house *h = *state;
	struct answers a = all;
	struct house_answer got;

	assert_ok(db_write(h->c, begin_sample, NULL));
	assert_begun(h);
	a.data = "contoh";
	got = post(h, &a);
	assert_int_equal(got.status, 303);
	assert_true(house_number(h, "SELECT count(*) FROM person") > 9000);
	assert_int_equal(house_number(h, "SELECT count(*) FROM account"), 1);
	assert_int_equal(house_number(h, "SELECT count(*) FROM agency"), 1);
	assert_asked(h, "/awal", 404, "");
	assert_asked(h, "/masuk", 200, "");
}

static void a_sample_that_nobody_owns_gets_its_admin(void **state)
{
	struct house *h = *state;
	struct answers a = all;
	struct house_answer got;
	int64_t people;

	leave_whole_sample(h);
	people = house_number(h, "SELECT count(*) FROM person");
	assert_begun(h);
	a.data = "contoh";
	got = post(h, &a);
	assert_int_equal(got.status, 303);
	assert_int_equal(house_number(h, "SELECT count(*) FROM person"), people);
	assert_int_equal(house_get(h, house_enter(h, "siti"), "/kerja").status, 200);
}

static void an_interrupted_sample_can_give_way_to_the_real_agency(void **state)
{
	struct house *h = *state;
	struct house_answer got;

	leave_whole_sample(h);
	assert_begun(h);
	got = post(h, &all);
	assert_int_equal(got.status, 303);
	assert_int_equal(house_number(h, "SELECT count(*) FROM person"), 0);
	assert_int_equal(house_number(h, "SELECT count(*) FROM agency WHERE region_code = '33.28' "
	                                 "AND name = 'Kabupaten Tegal'"),
	                 1);
	got = house_get(h, house_enter(h, "siti"), "/kerja");
	assert_int_equal(got.status, 200);
	assert_false(house_says(&got, "CONTOH"));
}

static void a_sample_with_an_account_is_left_alone(void **state)
{
	struct house *h = *state;
	struct answers a = all;

	a.data = "contoh";
	assert_int_equal(post(h, &a).status, 303);
	h->app.unowned = true;
	assert_asked(h, "/awal", 404, "");
	assert_asked(h, "/masuk", 200, "");
	assert_false(h->app.unowned);
	assert_int_equal(post(h, &all).status, 404);
}

/* ---- wrong answers ---- */

static void wrong_answers_are_told_at_their_step_and_nothing_is_made(void **state)
{
	struct house *h = *state;
	const struct {
		const char *step, *says;
		struct answers change;
	} rows[] = {
		{ "1", "name=\"kode\"", { .code = "AAAA-BBBB-CCCC" } },
		{ "1", "name=\"kode\"", { .code = "" } },
		{ "1", "33.76 (", { .region = "33.82" } },
		{ "1", "33.28 (", { .region = "3328" } },
		{ "1", "11 (", { .region = "00" } },
		{ "1", "name=\"region\"", { .region = "<b>" } },
		{ "1", "name=\"agency\"", { .agency = " " } },
		{ "2", "name=\"admin\"", { .admin = "Siti Aminah" } },
		{ "2", "name=\"admin\"", { .admin = "" } },
		{ "4", "name=\"sandi\"", { .password = "kupu-kupu", .again = "kupu-kupu" } },
		{ "4", "name=\"ulang\"", { .again = "benar kuda baterai lain" } },
		{ "4", "33.76 (", { .region = "33.82" } },
		{ "4", "role=\"alert\"", { .code = "AAAA-BBBB-CCCC" } },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct answers *change = &rows[i].change;
		struct answers a = all;
		struct house_answer got;

		a.step = rows[i].step;
		a.code = change->code;
		a.agency = change->agency == NULL ? a.agency : change->agency;
		a.region = change->region == NULL ? a.region : change->region;
		a.admin = change->admin == NULL ? a.admin : change->admin;
		a.password = change->password == NULL ? a.password : change->password;
		a.again = change->again == NULL ? a.again : change->again;
		got = post(h, &a);
		if (got.status != 400 || !house_says(&got, rows[i].says))
			fail_msg("row %zu, status %d: %.*s", i, got.status, STR_ARG(got.body));
		assert_step(got, rows[i].step);
		assert_false(house_says(&got, PASSWORD));
		assert_false(house_says(&got, "kupu-kupu"));
		assert_int_equal(house_number(h, "SELECT count(*) FROM agency"), 0);
		assert_int_equal(house_number(h, "SELECT count(*) FROM account"), 0);
	}
}

/* The steps before may be left out by somebody who makes up forms: the last one looks at all. */
static void the_last_step_trusts_none_before_it(void **state)
{
	struct house *h = *state;
	struct answers a = all;
	struct house_answer got;

	a.agency = a.region = a.admin = NULL;
	got = post(h, &a);
	assert_int_equal(got.status, 400);
	assert_int_equal(house_number(h, "SELECT count(*) FROM agency"), 0);
}

static void back_keeps_what_was_typed(void **state)
{
	struct house *h = *state;
	struct answers a = all;
	struct house_answer got;

	a.way = "mundur";
	got = post(h, &a);
	assert_int_equal(got.status, 200);
	assert_step(got, "3");
	assert_true(house_says(&got, "value=\"Kabupaten Tegal\""));
	assert_true(house_says(&got, "value=\"siti\""));
	assert_false(house_says(&got, PASSWORD));
	a.step = "3";
	a.data = "contoh";
	got = post(h, &a);
	assert_step(got, "2");
	a.step = "2";
	got = post(h, &a);
	assert_step(got, "1");
	assert_true(house_says(&got, "value=\"33.28\""));
	assert_true(house_says(&got, "value=\"contoh\""));
	a.step = "1";
	got = post(h, &a);
	assert_step(got, "1");
}

static void what_was_typed_is_shown_as_text(void **state)
{
	struct house *h = *state;
	struct answers a = with_step("1");
	struct house_answer got;

	a.agency = "\"><script>alert(1)</script>";
	got = post(h, &a);
	assert_int_equal(got.status, 200);
	assert_false(house_says(&got, "<script>alert"));
	assert_true(house_says(&got, "&lt;script&gt;alert(1)"));
}

/* ---- who may, and when ---- */

static void it_is_refused_from_outside_the_local_network(void **state)
{
	static const struct {
		const char *peer;
		int status;
	} rows[] = {
		{ "203.0.113.7", 403 },        { "2001:db8::1", 403 },   { "", 403 },
		{ "::ffff:203.0.113.7", 403 }, { "192.168.1.20", 400 }, { "::1", 400 },
		{ "10.0.0.9", 400 },
	};
	struct house *h = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct answers a = all;
		struct house_answer got;

		a.password = "kupu-kupu";
		got = post_from(h, &a, rows[i].peer);
		if (got.status != rows[i].status)
			fail_msg("%s: %d", rows[i].peer, got.status);
		got = house_ask(h, &(struct house_ask){ .target = "/awal", .peer = rows[i].peer });
		assert_int_equal(got.status, rows[i].status == 400 ? 200 : 403);
	}
}

static void it_is_over_after_its_use(void **state)
{
	struct house *h = *state;
	struct house_answer got = post(h, &all);
	struct answers a = all;

	assert_int_equal(got.status, 303);
	a.admin = "joko";
	got = post(h, &a);
	assert_int_equal(got.status, 404);
	assert_asked(h, "/awal", 404, "");
	assert_asked(h, "/", 200, "");
	assert_int_equal(house_number(h, "SELECT count(*) FROM account"), 1);
	assert_int_equal(house_number(h, "SELECT count(*) FROM agency"), 1);
}

static void a_code_dies_after_half_an_hour_and_with_the_next_one(void **state)
{
	struct house *h = *state;
	struct str first = h->app.setup_code;
	struct answers a = with_step("1");
	struct house_answer got;

	house_setup_code(h);
	a.code = str_c(h->c->arena, first);
	got = post(h, &a);
	assert_int_equal(got.status, 400);
	a.code = NULL;
	got = post(h, &a);
	assert_step(got, "2");
	h->now += (AUTH_SETUP_MINUTES + 1) * INT64_C(60000000);
	got = post(h, &a);
	assert_int_equal(got.status, 400);
}

/* The sample takes seconds to make. A code that dies meanwhile must not leave it without a key. */
static void of_two_at_once_one_founds_and_the_other_is_told(void **state)
{
	struct house *h = *state;
	struct answers first = all, second = all;
	struct house_answer got;

	first.data = "contoh";
	second.admin = "joko";
	got = post(h, &first);
	assert_int_equal(got.status, 303);
	got = post(h, &second);
	assert_true(got.status == 404 || got.status == 409);
	assert_int_equal(house_number(h, "SELECT count(*) FROM account"), 1);
}

/* ---- the house ---- */

static int open_house(void **state)
{
	struct house *h;

	if (test_setup(state) != 0)
		return -1;
	h = house_open(*state);
	house_setup_code(h);
	*state = h;
	return 0;
}

static int close_house(void **state)
{
	house_close(*state);
	return test_teardown(state);
}

#define test_house(function) cmocka_unit_test_setup_teardown(function, open_house, close_house)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_house(everything_leads_to_the_wizard_while_there_is_no_agency),
		test_house(the_steps_make_an_agency_and_its_admin),
		test_house(the_new_admin_signs_in),
		test_house(the_first_page_of_the_admin_says_what_is_to_be_done),
		test_house(the_sample_region_can_be_chosen),
		test_house(a_file_leads_to_its_upload_behind_the_sign_in),
		test_house(a_sample_that_was_interrupted_is_made_to_its_end),
		test_house(a_sample_that_nobody_owns_gets_its_admin),
		test_house(an_interrupted_sample_can_give_way_to_the_real_agency),
		test_house(a_sample_with_an_account_is_left_alone),
		test_house(wrong_answers_are_told_at_their_step_and_nothing_is_made),
		test_house(the_last_step_trusts_none_before_it),
		test_house(back_keeps_what_was_typed),
		test_house(what_was_typed_is_shown_as_text),
		test_house(it_is_refused_from_outside_the_local_network),
		test_house(it_is_over_after_its_use),
		test_house(a_code_dies_after_half_an_hour_and_with_the_next_one),
		test_house(of_two_at_once_one_founds_and_the_other_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
