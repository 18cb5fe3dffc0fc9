/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/web.h"

#include <string.h>

#include "auth/account.h"
#include "auth/session.h"
#include "auth/throttle.h"
#include "base/arena.h"
#include "base/buf.h"
#include "db/db.h"
#include "http/http.h"
#include "http/route.h"
#include "page/page.h"
#include "test/support.h"

#define PASSWORD "empat belas kata"

/* ---- units, without a registry ---- */

static const struct err *list_scopes(struct ctx *c, struct auth_scope *scopes, size_t *count)
{
	(void)c;
	scopes[0] = (struct auth_scope){ 41, STR("Dinas <Sosial>") };
	scopes[1] = (struct auth_scope){ 42, STR("Dinas Kesehatan") };
	*count = 2;
	return NULL;
}

static const struct err *find_scope(struct ctx *c, int64_t key, struct str *label, bool *found)
{
	struct auth_scope scopes[2];
	size_t count;

	TRY(list_scopes(c, scopes, &count));
	*found = false;
	for (size_t i = 0; i < count; i++)
		if (scopes[i].key == key) {
			*label = scopes[i].label;
			*found = true;
		}
	return NULL;
}

const struct auth_scope_names auth_scope_names = { list_scopes, find_scope };

/* ---- a dispatcher in small ---- */

struct browser {
	struct ctx *c;
	struct str session; /* its cookies */
	struct str known;
	const char *address;
	int status;
	struct str body;
	struct str location;
	struct reply reply;
};

struct passing {
	const struct route *route;
	struct req rq;
	struct reply *rp;
};

static const struct err *pass_work(struct ctx *c, void *arg)
{
	struct passing *p = arg;

	return p->route->handler(c, &p->rq, p->rp);
}

struct looking {
	struct str token;
	const struct account_session *session;
};

static const struct err *look_work(struct ctx *c, void *arg)
{
	struct looking *l = arg;

	return auth_session_find(c, l->token, &l->session);
}

static struct http_fields fields(struct ctx *c, const char *text)
{
	struct http_fields out = { .count = 0 };

	assert_ok(http_parse_fields(c->arena, str_of(text), &out));
	return out;
}

static int status_of(const struct err *err)
{
	switch (err->code) {
	case ERR_INVALID:  return 400;
	case ERR_DENIED:   return 403;
	case ERR_MISSING:  return 404;
	case ERR_CONFLICT: return 409;
	default:           return 500;
	}
}

/* The cookie of an answer, as a browser keeps it. */
static void keep_cookie(struct browser *b, const char *name, struct str *kept)
{
	struct str start = str_fmt(b->c->arena, "%s=", name);

	for (size_t i = 0; i < b->reply.header_count; i++) {
		struct str value = b->reply.headers[i].value;

		if (str_eq(b->reply.headers[i].name, STR("Set-Cookie")) && str_starts(value, start))
			*kept = str_sub(value, start.len,
			                (size_t)str_find_char(value, ';') - start.len);
	}
}

static struct str header_of(const struct browser *b, struct str name)
{
	for (size_t i = 0; i < b->reply.header_count; i++)
		if (str_eq(b->reply.headers[i].name, name))
			return b->reply.headers[i].value;
	return STR("");
}

static const struct err *run(struct browser *b, struct passing *p)
{
	struct ctx *c = b->c;

	if (!session_may(p->rq.session, p->route->permission))
		return err_new(c->arena, ERR_DENIED, STR(""), "auth.session_ended", STR(""));
	if (p->route->tx == TX_READ)
		return db_read(c, pass_work, p);
	if (p->route->tx == TX_WRITE)
		return db_write(c, pass_work, p);
	return p->route->handler(c, &p->rq, p->rp);
}

static const struct page_chrome *chrome_of(struct ctx *c, const struct account_session *session)
{
	struct page_chrome *chrome = arena_alloc(c->arena, sizeof(*chrome));

	chrome->agency = STR("Kabupaten Contoh");
	chrome->in_indonesian = page_url_path(STR("/id"));
	chrome->in_english = page_url_path(STR("/en"));
	chrome->csrf = session == NULL ? STR("visit") : session->csrf;
	chrome->role = STR("role.none");
	chrome->today = date_of_instant(c->now, 7);
	return chrome;
}

/* Ask for a target, with a form when it is a POST; the answer is in the browser then. */
static void ask(struct browser *b, enum http_method method, const char *target, const char *form)
{
	struct ctx *c = b->c;
	const char *query = strchr(target, '?');
	size_t path_len = query == NULL ? strlen(target) : (size_t)(query - target);
	const struct route_table table = { auth_routes, auth_route_count };
	struct looking l = { .token = b->session };
	struct http_field cookies[] = { { STR(AUTH_SESSION_COOKIE), b->session },
		                        { STR(AUTH_KNOWN_COOKIE), b->known } };
	struct passing p = { .rp = &b->reply };
	const struct err *err;
	bool known;

	assert_ok(db_read(c, look_work, &l));
	p.rq = (struct req){
		.method = method,
		.path = { target, path_len },
		.query = fields(c, query == NULL ? "" : query + 1),
		.form = fields(c, form),
		.cookies = { .all = cookies, .count = COUNT(cookies) },
		.peer = str_of(b->address == NULL ? "192.0.2.1" : b->address),
		.session = l.session,
		.chrome = chrome_of(c, l.session),
		.wants_json = strncmp(target, "/api/", 5) == 0,
	};
	c->actor_id = l.session == NULL ? 0 : l.session->account_id;
	b->reply = (struct reply){ .status = 200 };
	buf_init(&b->reply.body, c->arena);
	p.route = route_find(&table, 1, method, p.rq.path, p.rq.parts, &known);
	assert_non_null(p.route);
	if (strstr(p.route->path, "{id}") != NULL)
		assert_true(str_int(p.rq.parts[0], &p.rq.id));
	err = run(b, &p);
	b->status = err == NULL ? b->reply.status : status_of(err);
	b->body = err == NULL ? buf_str(&b->reply.body) : str_of(err->message);
	b->location = header_of(b, STR("Location"));
	keep_cookie(b, AUTH_SESSION_COOKIE, &b->session);
	keep_cookie(b, AUTH_KNOWN_COOKIE, &b->known);
}

static bool shows(const struct browser *b, const char *text)
{
	return str_find(b->body, str_of(text)) >= 0;
}

/* ---- accounts ---- */

struct making {
	const char *name;
	struct auth_grant grant;
	struct str hash;
	int64_t id;
};

static const struct err *make_work(struct ctx *c, void *arg)
{
	struct making *m = arg;

	return auth_account_make(c,
	                         &(struct auth_account_new){
					 .name = str_of(m->name),
					 .hash = m->hash,
					 .grants = &m->grant,
					 .grant_count = 1,
				 },
	                         &m->id);
}

/* An account of each role, called like it, all with PASSWORD. */
static void make_accounts(struct ctx *c, int64_t ids[ROLE_COUNT])
{
	const struct auth_key *key;
	struct str hash;

	assert_ok(auth_key_make(c->arena, db_folder(c->db)));
	assert_ok(auth_key_load(c->arena, db_folder(c->db), &key));
	assert_ok(auth_password_hash(c, key, STR(PASSWORD), &hash));
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		enum role role = (enum role)i;
		char *name = str_c(c->arena, role_code(role));
		struct making m = { .name = name,
			            .grant = { role, role_is_scoped(role) ? 41 : 0 },
			            .hash = hash };

		assert_ok(db_write(c, make_work, &m));
		ids[i] = m.id;
	}
}

struct beginning {
	int64_t account_id;
	struct str token;
};

static const struct err *begin_work(struct ctx *c, void *arg)
{
	struct beginning *b = arg;

	return auth_session_begin(c, b->account_id, STR(""), &b->token);
}

static struct browser signed_in(struct ctx *c, int64_t account_id)
{
	struct beginning b = { .account_id = account_id };

	assert_ok(db_write(c, begin_work, &b));
	return (struct browser){ .c = c, .session = b.token };
}

/* ---- signing in ---- */

static void the_right_password_signs_in_and_out(void **state)
{
	struct ctx *c = *state;
	struct browser b = { .c = c };
	int64_t ids[ROLE_COUNT];

	make_accounts(c, ids);
	ask(&b, HTTP_GET, "/masuk?lanjut=%2Fkerja%2Fpegawai", "");
	assert_int_equal(b.status, 200);
	assert_true(shows(&b, "name=\"csrf\" value=\"visit\""));
	assert_true(shows(&b, "value=\"/kerja/pegawai\""));
	ask(&b, HTTP_POST, "/masuk",
	    "nama=+Admin&sandi=empat+belas+kata&lanjut=%2Fkerja%2Fpegawai");
	assert_int_equal(b.status, 303);
	assert_str(b.location, "/kerja/pegawai");
	assert_int_equal(b.session.len, AUTH_TOKEN_CHARS);
	ask(&b, HTTP_GET, "/masuk", "");
	assert_str(b.location, "/kerja");
	ask(&b, HTTP_GET, "/kerja/akun", "");
	assert_int_equal(b.status, 200);
	ask(&b, HTTP_POST, "/keluar", "");
	assert_str(b.location, "/masuk?selesai=keluar");
	assert_int_equal(b.session.len, 0);
	ask(&b, HTTP_GET, "/kerja/akun", "");
	assert_int_equal(b.status, 403);
}

static void a_wrong_sign_in_says_the_same_whatever_is_wrong(void **state)
{
	static const char *const forms[] = {
		"nama=admin&sandi=salah+sekali+ini",
		"nama=tidak-ada&sandi=empat+belas+kata",
		"nama=admin&sandi=",
		"nama=&sandi=",
		"",
		"nama=%27%3B+DROP&sandi=%27+OR+1%3D1",
	};
	struct ctx *c = *state;
	struct browser b = { .c = c };
	int64_t ids[ROLE_COUNT];

	make_accounts(c, ids);
	for (size_t i = 0; i < COUNT(forms); i++) {
		ask(&b, HTTP_POST, "/masuk", forms[i]);
		assert_int_equal(b.status, 400);
		assert_true(shows(&b, "tidak cocok"));
		assert_false(shows(&b, "empat belas kata"));
		assert_int_equal(b.session.len, 0);
	}
	ask(&b, HTTP_POST, "/masuk", "nama=%3Cscript%3E&sandi=x&lanjut=https%3A%2F%2Fevil.example");
	assert_true(shows(&b, "value=\"&lt;script&gt;\""));
	assert_false(shows(&b, "evil.example"));
}

static void the_sixth_wrong_try_waits(void **state)
{
	struct ctx *c = *state;
	struct browser b = { .c = c };
	int64_t ids[ROLE_COUNT];

	make_accounts(c, ids);
	for (int i = 0; i < 5; i++)
		ask(&b, HTTP_POST, "/masuk", "nama=admin&sandi=salah+sekali+ini");
	assert_int_equal(b.status, 400);
	/* Also with the right password: it is not looked at. */
	ask(&b, HTTP_POST, "/masuk", "nama=admin&sandi=empat+belas+kata");
	assert_int_equal(b.status, 429);
	assert_str(header_of(&b, STR("Retry-After")), "15");
	assert_true(shows(&b, "Tunggu 15 detik"));
	c->now += 15 * INT64_C(1000000);
	ask(&b, HTTP_POST, "/masuk", "nama=admin&sandi=empat+belas+kata");
	assert_int_equal(b.status, 303);
}

/* ---- each role and each request ---- */

static void every_route_asks_for_what_its_row_says(void **state)
{
	struct ctx *c = *state;
	int64_t ids[ROLE_COUNT];

	make_accounts(c, ids);
	for (size_t role = 0; role <= ROLE_COUNT; role++) {
		struct browser b = role == ROLE_COUNT ? (struct browser){ .c = c }
		                                      : signed_in(c, ids[role]);
		bool anyone = role == ROLE_COUNT;
		bool admin = role == ROLE_ADMIN;

		ask(&b, HTTP_GET, "/masuk", "");
		assert_int_equal(b.status, anyone ? 200 : 303);
		ask(&b, HTTP_GET, "/kerja/akun", "");
		assert_int_equal(b.status, anyone ? 403 : 200);
		ask(&b, HTTP_GET, "/kerja/pengguna", "");
		assert_int_equal(b.status, admin ? 200 : 403);
		ask(&b, HTTP_GET, "/kerja/pengguna/baru", "");
		assert_int_equal(b.status, admin ? 200 : 403);
		ask(&b, HTTP_GET, "/api/v1/users", "");
		assert_int_equal(b.status, admin ? 200 : 403);
		ask(&b, HTTP_GET, "/kerja/pengguna/7", "");
		assert_int_equal(b.status, admin ? 404 : 403);
		ask(&b, HTTP_POST, "/kerja/pengguna/7/tutup", "");
		assert_int_equal(b.status, admin ? 404 : 403);
		ask(&b, HTTP_POST, "/kerja/pengguna/7/buka", "");
		assert_int_equal(b.status, admin ? 404 : 403);
		ask(&b, HTTP_POST, "/kerja/pengguna/7/sandi", "");
		assert_int_equal(b.status, admin ? 404 : 403);
		ask(&b, HTTP_POST, "/kerja/pengguna/baru", "");
		assert_int_equal(b.status, admin ? 400 : 403);
	}
}

static void routes_are_complete(void **state)
{
	(void)state;
	for (size_t i = 0; i < auth_route_count; i++) {
		const struct route *route = &auth_routes[i];

		assert_non_null(route->handler);
		assert_non_null(route->summary);
		assert_true(route->path[0] == '/');
		/* Hashing must neither hold a transaction nor stand before quick pages. */
		if (route->lane == LANE_SLOW)
			assert_int_equal(route->tx, TX_NONE);
		if (route->method == HTTP_GET)
			assert_int_not_equal(route->tx, TX_WRITE);
	}
}

/* ---- users ---- */

static void the_list_shows_people_roles_and_the_matrix(void **state)
{
	struct ctx *c = *state;
	struct browser b;
	int64_t ids[ROLE_COUNT];

	make_accounts(c, ids);
	b = signed_in(c, ids[ROLE_ADMIN]);
	ask(&b, HTTP_GET, "/kerja/pengguna", "");
	assert_true(shows(&b, "unit_head"));
	assert_true(shows(&b, "Dinas &lt;Sosial&gt;"));
	assert_true(shows(&b, "Siapa boleh apa"));
	ask(&b, HTTP_GET, "/kerja/pengguna?cari=zz%3Cb%3E", "");
	assert_true(shows(&b, "zz&lt;b&gt;"));
	assert_true(shows(&b, "Hapus pencarian"));
	ask(&b, HTTP_GET, "/kerja/pengguna?keadaan=ditutup", "");
	assert_true(shows(&b, "Tidak ada akun yang ditutup"));
	ask(&b, HTTP_GET, "/api/v1/users?cari=unit", "");
	assert_str(b.reply.content_type, "application/json");
	assert_true(shows(&b, "\"roles\": [\"unit_head\"]"));
	assert_true(shows(&b, "\"scope\": \"41\""));
	assert_false(shows(&b, "password"));
	c->lang = LANG_EN;
	ask(&b, HTTP_GET, "/kerja/pengguna", "");
	assert_true(shows(&b, "Who may do what"));
}

/* What stands in the page between two marks. */
static struct str between(const struct browser *b, const char *before, const char *after)
{
	ptrdiff_t from = str_find(b->body, str_of(before));
	struct str rest;

	assert_true(from >= 0);
	rest = str_sub(b->body, (size_t)from + strlen(before), b->body.len);
	return str_sub(rest, 0, (size_t)str_find(rest, str_of(after)));
}

static void a_new_user_signs_in_once_and_chooses_a_password(void **state)
{
	struct ctx *c = *state;
	struct browser admin, rina = { .c = c };
	struct str once;
	char *form;
	int64_t ids[ROLE_COUNT];

	make_accounts(c, ids);
	admin = signed_in(c, ids[ROLE_ADMIN]);
	ask(&admin, HTTP_POST, "/kerja/pengguna/baru",
	    "nama=rina&tampilan=Rina+Wulandari&peran_personnel=1&peran_unit_head=1&unit=42");
	assert_int_equal(admin.status, 200);
	once = between(&admin, "class=\"sandi\">", "<");
	assert_int_equal(once.len, 19);
	form = str_c(c->arena, str_fmt(c->arena, "nama=rina&sandi=%.*s", STR_ARG(once)));
	ask(&rina, HTTP_POST, "/masuk", form);
	assert_int_equal(rina.status, 303);
	ask(&rina, HTTP_GET, "/kerja/akun", "");
	assert_true(shows(&rina, "Buat kata sandi Anda sendiri."));
	assert_true(shows(&rina, "Dinas Kesehatan"));
	form = str_c(c->arena, str_fmt(c->arena,
	                               "sandi_lama=%.*s&sandi_baru=lima+belas+kata+lain&"
	                               "sandi_ulang=lima+belas+kata+lain",
	                               STR_ARG(once)));
	ask(&rina, HTTP_POST, "/kerja/akun/sandi", form);
	assert_int_equal(rina.status, 303);
	ask(&rina, HTTP_GET, "/kerja/akun?selesai=sandi", "");
	assert_false(shows(&rina, "Buat kata sandi Anda sendiri."));
	assert_true(shows(&rina, "sudah diganti"));
	/* The one-time password is used up. */
	rina.session = STR("");
	form = str_c(c->arena, str_fmt(c->arena, "nama=rina&sandi=%.*s", STR_ARG(once)));
	ask(&rina, HTTP_POST, "/masuk", form);
	assert_int_equal(rina.status, 400);
}

static void a_faulty_new_user_is_told_at_its_fields(void **state)
{
	static const struct {
		const char *form;
		const char *shown;
	} rows[] = {
		{ "nama=Rina&tampilan=R&peran_leader=1", "id=\"nama-galat\"" },
		{ "nama=rina&tampilan=&peran_leader=1", "id=\"tampilan-galat\"" },
		{ "nama=rina&tampilan=R", "id=\"peran-galat\"" },
		{ "nama=rina&tampilan=R&peran_unit_head=1", "id=\"unit-galat\"" },
		{ "nama=rina&tampilan=R&peran_unit_head=1&unit=-3", "id=\"unit-galat\"" },
		{ "nama=rina&tampilan=R&peran_unit_head=1&unit=99", "id=\"unit-galat\"" },
		{ "nama=admin&tampilan=R&peran_leader=1", "id=\"nama-galat\"" },
		{ "nama=rina&tampilan=%22%3E%3Cimg%3E&peran_king=1", "&quot;&gt;&lt;img&gt;" },
	};
	struct ctx *c = *state;
	struct browser b;
	int64_t ids[ROLE_COUNT];

	make_accounts(c, ids);
	b = signed_in(c, ids[ROLE_ADMIN]);
	for (size_t i = 0; i < COUNT(rows); i++) {
		ask(&b, HTTP_POST, "/kerja/pengguna/baru", rows[i].form);
		assert_int_equal(b.status, 400);
		assert_true(shows(&b, rows[i].shown));
		assert_true(shows(&b, "role=\"alert\""));
		assert_false(shows(&b, "class=\"sandi\""));
	}
}

static char *path_of(struct ctx *c, int64_t id, const char *rest)
{
	return str_c(c->arena, str_fmt(c->arena, "/kerja/pengguna/%lld%s", (long long)id, rest));
}

static void an_admin_changes_resets_closes_and_opens(void **state)
{
	struct ctx *c = *state;
	struct browser admin, leader;
	int64_t ids[ROLE_COUNT];

	make_accounts(c, ids);
	admin = signed_in(c, ids[ROLE_ADMIN]);
	leader = signed_in(c, ids[ROLE_LEADER]);
	ask(&admin, HTTP_POST, path_of(c, ids[ROLE_LEADER], ""),
	    "tampilan=Bupati&peran_unit_head=1&unit=42");
	assert_int_equal(admin.status, 303);
	ask(&admin, HTTP_GET, path_of(c, ids[ROLE_LEADER], ""), "");
	assert_true(shows(&admin, "Bupati"));
	assert_true(shows(&admin, "value=\"42\" selected"));
	/* A change of roles holds in the session that is running. */
	ask(&leader, HTTP_GET, "/kerja/akun", "");
	assert_true(shows(&leader, "Dinas Kesehatan"));

	ask(&admin, HTTP_POST, path_of(c, ids[ROLE_LEADER], "/sandi"), "");
	assert_int_equal(admin.status, 200);
	assert_true(shows(&admin, "class=\"sandi\""));
	ask(&leader, HTTP_GET, "/kerja/akun", "");
	assert_int_equal(leader.status, 403);

	leader = signed_in(c, ids[ROLE_LEADER]);
	ask(&admin, HTTP_POST, path_of(c, ids[ROLE_LEADER], "/tutup"), "");
	assert_int_equal(admin.status, 303);
	ask(&leader, HTTP_GET, "/kerja/akun", "");
	assert_int_equal(leader.status, 403);
	ask(&admin, HTTP_GET, path_of(c, ids[ROLE_LEADER], ""), "");
	assert_true(shows(&admin, "/buka\""));
	ask(&admin, HTTP_POST, path_of(c, ids[ROLE_LEADER], "/buka"), "");
	assert_int_equal(admin.status, 303);
}

static void an_admin_does_not_lock_everybody_out(void **state)
{
	struct ctx *c = *state;
	struct browser admin;
	int64_t ids[ROLE_COUNT];

	make_accounts(c, ids);
	admin = signed_in(c, ids[ROLE_ADMIN]);
	ask(&admin, HTTP_POST, path_of(c, ids[ROLE_ADMIN], ""), "tampilan=Baru&peran_leader=1");
	assert_int_equal(admin.status, 400);
	assert_true(shows(&admin, "admin terakhir"));
	/* Nothing of the form was kept. */
	ask(&admin, HTTP_GET, path_of(c, ids[ROLE_ADMIN], ""), "");
	assert_false(shows(&admin, "Baru"));
	assert_false(shows(&admin, "/tutup\""));
	ask(&admin, HTTP_POST, path_of(c, ids[ROLE_ADMIN], "/tutup"), "");
	assert_int_equal(admin.status, 409);
	ask(&admin, HTTP_POST, path_of(c, ids[ROLE_ADMIN], "/sandi"), "");
	assert_int_equal(admin.status, 409);
}

/* ---- the own password ---- */

static void the_own_password_needs_the_old_one(void **state)
{
	static const struct {
		const char *form;
		const char *shown;
	} rows[] = {
		{ "", "id=\"sandi_lama-galat\"" },
		{ "sandi_lama=salah&sandi_baru=lima+belas+kata&sandi_ulang=lima+belas+kata",
		  "id=\"sandi_lama-galat\"" },
		{ "sandi_lama=empat+belas+kata&sandi_baru=pendek&sandi_ulang=pendek",
		  "id=\"sandi_baru-galat\"" },
		{ "sandi_lama=empat+belas+kata&sandi_baru=empat+belas+kata&"
		  "sandi_ulang=empat+belas+kata",
		  "id=\"sandi_baru-galat\"" },
		{ "sandi_lama=empat+belas+kata&sandi_baru=lima+belas+kata&sandi_ulang=lima+belas",
		  "id=\"sandi_ulang-galat\"" },
	};
	struct ctx *c = *state;
	struct browser b, elsewhere;
	int64_t ids[ROLE_COUNT];

	make_accounts(c, ids);
	b = signed_in(c, ids[ROLE_LEADER]);
	elsewhere = signed_in(c, ids[ROLE_LEADER]);
	for (size_t i = 0; i < COUNT(rows); i++) {
		ask(&b, HTTP_POST, "/kerja/akun/sandi", rows[i].form);
		assert_int_equal(b.status, 400);
		assert_true(shows(&b, rows[i].shown));
		assert_false(shows(&b, "lima belas kata"));
	}
	ask(&elsewhere, HTTP_GET, "/kerja/akun", "");
	assert_int_equal(elsewhere.status, 200);
	ask(&b, HTTP_POST, "/kerja/akun/sandi",
	    "sandi_lama=empat+belas+kata&sandi_baru=lima+belas+kata&sandi_ulang=lima+belas+kata");
	assert_int_equal(b.status, 303);
	ask(&elsewhere, HTTP_GET, "/kerja/akun", "");
	assert_int_equal(elsewhere.status, 403);
	ask(&b, HTTP_GET, "/kerja/akun", "");
	assert_int_equal(b.status, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_db(the_right_password_signs_in_and_out),
		test_db(a_wrong_sign_in_says_the_same_whatever_is_wrong),
		test_db(the_sixth_wrong_try_waits),
		test_db(every_route_asks_for_what_its_row_says),
		test_db(routes_are_complete),
		test_db(the_list_shows_people_roles_and_the_matrix),
		test_db(a_new_user_signs_in_once_and_chooses_a_password),
		test_db(a_faulty_new_user_is_told_at_its_fields),
		test_db(an_admin_changes_resets_closes_and_opens),
		test_db(an_admin_does_not_lock_everybody_out),
		test_db(the_own_password_needs_the_old_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
