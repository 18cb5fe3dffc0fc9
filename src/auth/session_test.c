/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/session.h"

#include <string.h>

#include "auth/account.h"
#include "auth/grant.h"
#include "auth/setup.h"
#include "base/arena.h"
#include "db/db.h"
#include "test/support.h"

/* ---- what the tests do ---- */

struct making {
	const char *name;
	struct auth_grant grants[2];
	size_t grant_count;
	int64_t id;
};

static const struct err *make_work(struct ctx *c, void *arg)
{
	struct making *m = arg;

	return auth_account_make(c,
	                         &(struct auth_account_new){
					 .name = str_of(m->name),
					 .hash = STR("x"),
					 .grants = m->grants,
					 .grant_count = m->grant_count,
				 },
	                         &m->id);
}

static int64_t account(struct ctx *c, const char *name, enum role role, int64_t scope)
{
	struct making m = { .name = name, .grants = { { role, scope } }, .grant_count = 1 };

	assert_ok(db_write(c, make_work, &m));
	return m.id;
}

struct beginning {
	int64_t account_id;
	struct str previous;
	struct str token;
};

static const struct err *begin_work(struct ctx *c, void *arg)
{
	struct beginning *b = arg;

	return auth_session_begin(c, b->account_id, b->previous, &b->token);
}

static struct str begin(struct ctx *c, int64_t account_id, struct str previous)
{
	struct beginning b = { .account_id = account_id, .previous = previous };

	assert_ok(db_write(c, begin_work, &b));
	return b.token;
}

struct finding {
	struct str token;
	const struct account_session *session;
};

static const struct err *find_work(struct ctx *c, void *arg)
{
	struct finding *f = arg;

	return auth_session_find(c, f->token, &f->session);
}

static const struct account_session *find(struct ctx *c, struct str token)
{
	struct finding f = { .token = token };

	assert_ok(db_read(c, find_work, &f));
	return f.session;
}

static const struct err *end_work(struct ctx *c, void *arg)
{
	return auth_session_end(c, *(int64_t *)arg);
}

static const struct err *close_work(struct ctx *c, void *arg)
{
	return auth_account_close(c, *(int64_t *)arg);
}

/* ---- sessions ---- */

static void a_session_tells_who_it_is(void **state)
{
	struct ctx *c = *state;
	int64_t id = account(c, "budi", ROLE_UNIT_HEAD, 42);
	struct str token = begin(c, id, STR(""));
	const struct account_session *s = find(c, token);

	assert_int_equal(token.len, AUTH_TOKEN_CHARS);
	assert_non_null(s);
	assert_int_equal(s->account_id, id);
	assert_str(s->name, "budi");
	assert_str(s->display, "budi");
	assert_int_equal(s->roles, 1u << ROLE_UNIT_HEAD);
	assert_int_equal(session_scope(s), 42);
	assert_false(s->must_change);
	assert_true(s->csrf.len > 0);
}

static void no_other_token_opens_it(void **state)
{
	struct ctx *c = *state;
	struct str token = begin(c, account(c, "budi", ROLE_LEADER, 0), STR(""));
	char *other = str_c(c->arena, token);

	other[7] = other[7] == 'a' ? 'b' : 'a';
	assert_null(find(c, (struct str){ other, token.len }));
	assert_null(find(c, STR("")));
	assert_null(find(c, str_sub(token, 0, token.len - 1)));
	assert_null(find(c, str_fmt(c->arena, "%.*s=", STR_ARG(token))));
	assert_null(find(c, STR("'; DROP TABLE account_session; --padding-pad")));
	c->agency_id++;
	assert_null(find(c, token));
	c->agency_id--;
	assert_non_null(find(c, token));
}

static void signing_in_again_ends_the_browsers_former_session(void **state)
{
	struct ctx *c = *state;
	int64_t id = account(c, "budi", ROLE_LEADER, 0);
	struct str elsewhere = begin(c, id, STR(""));
	struct str first = begin(c, id, STR(""));
	struct str second = begin(c, id, first);

	assert_false(str_eq(first, second));
	assert_null(find(c, first));
	assert_non_null(find(c, second));
	assert_non_null(find(c, elsewhere));
}

static void a_session_ends_when_it_is_idle_or_too_old(void **state)
{
	struct ctx *c = *state;
	struct str token = begin(c, account(c, "budi", ROLE_LEADER, 0), STR(""));
	int64_t began = c->now;

	c->now = began + AUTH_SESSION_IDLE - 1;
	assert_non_null(find(c, token));
	c->now = began + AUTH_SESSION_IDLE;
	assert_null(find(c, token));
	/* Kept busy it lives on, but not for ever. */
	for (c->now = began; c->now < began + AUTH_SESSION_WHOLE - AUTH_SESSION_IDLE / 2;
	     c->now += AUTH_SESSION_IDLE / 2) {
		const struct account_session *s = find(c, token);

		assert_non_null(s);
		assert_ok(auth_session_seen(c, s->id));
	}
	c->now = began + AUTH_SESSION_WHOLE - 1;
	assert_non_null(find(c, token));
	c->now = began + AUTH_SESSION_WHOLE;
	assert_null(find(c, token));
}

static void use_is_noted_now_and_then_only(void **state)
{
	struct ctx *c = *state;
	struct str token = begin(c, account(c, "budi", ROLE_LEADER, 0), STR(""));
	const struct account_session *s = find(c, token);

	assert_false(auth_session_is_seen_late(s, c->now));
	assert_false(auth_session_is_seen_late(s, c->now + AUTH_SESSION_SEEN - 1));
	c->now += AUTH_SESSION_SEEN;
	assert_true(auth_session_is_seen_late(s, c->now));
	assert_ok(auth_session_seen(c, s->id));
	s = find(c, token);
	assert_true(s->seen_at == c->now);
	/* Seen is not brought back to life. */
	assert_ok(db_write(c, end_work, &(int64_t){ s->id }));
	assert_ok(auth_session_seen(c, s->id));
	assert_null(find(c, token));
}

static void closing_an_account_ends_its_sessions(void **state)
{
	struct ctx *c = *state;
	int64_t id = account(c, "budi", ROLE_LEADER, 0);
	struct str token = begin(c, id, STR(""));
	struct beginning b = { .account_id = id };

	assert_ok(db_write(c, close_work, &id));
	assert_null(find(c, token));
	assert_err(db_write(c, begin_work, &b), ERR_MISSING);
}

static void an_account_has_so_many_sessions_and_no_more(void **state)
{
	struct ctx *c = *state;
	int64_t id = account(c, "budi", ROLE_LEADER, 0);
	struct str tokens[AUTH_SESSIONS_MAX + 2];

	for (size_t i = 0; i < COUNT(tokens); i++)
		tokens[i] = begin(c, id, STR(""));
	for (size_t i = 0; i < COUNT(tokens); i++) {
		if (i < 2)
			assert_null(find(c, tokens[i]));
		else
			assert_non_null(find(c, tokens[i]));
	}
}

struct passwording {
	int64_t account_id;
	int64_t session_id;
	struct auth_key key;
};

static const struct err *change_work(struct ctx *c, void *arg)
{
	struct passwording *p = arg;

	return auth_password_change(c, p->account_id, p->session_id, STR("y"));
}

static const struct err *reset_work(struct ctx *c, void *arg)
{
	struct passwording *p = arg;

	return auth_password_reset(c, &p->key, p->account_id, STR("z"));
}

static void a_new_password_ends_the_other_sessions(void **state)
{
	struct ctx *c = *state;
	int64_t id = account(c, "budi", ROLE_LEADER, 0);
	struct str own = begin(c, id, STR(""));
	struct str elsewhere = begin(c, id, STR(""));
	struct str neighbour = begin(c, account(c, "siti", ROLE_LEADER, 0), STR(""));
	struct passwording p = { .account_id = id, .session_id = find(c, own)->id };

	assert_ok(db_write(c, change_work, &p));
	assert_non_null(find(c, own));
	assert_null(find(c, elsewhere));
	assert_non_null(find(c, neighbour));

	assert_ok(db_write(c, reset_work, &p));
	assert_null(find(c, own));
	/* The reset came first: the change of a session that ended does not undo it. */
	assert_err(db_write(c, change_work, &p), ERR_DENIED);
	own = begin(c, id, STR(""));
	assert_true(find(c, own)->must_change);
	p.session_id = find(c, own)->id;
	assert_ok(db_write(c, change_work, &p));
	assert_false(find(c, own)->must_change);
}

/* ---- what a session may ---- */

static void scope_follows_the_widest_role_that_reads(void **state)
{
	static const struct {
		unsigned roles;
		int64_t unit_scope;
		int64_t scope;
	} rows[] = {
		{ 1u << ROLE_ADMIN, 0, 0 },
		{ 1u << ROLE_PERSONNEL, 0, 0 },
		{ 1u << ROLE_INSPECTOR, 0, 0 },
		{ 1u << ROLE_UNIT_HEAD, 42, 42 },
		{ 1u << ROLE_UNIT_HEAD | 1u << ROLE_LEADER, 42, 0 },
		{ 1u << ROLE_UNIT_HEAD, 0, AUTH_SCOPE_NOWHERE },
		{ 0, 0, AUTH_SCOPE_NOWHERE },
		{ 0, 42, AUTH_SCOPE_NOWHERE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct account_session s = { .roles = rows[i].roles,
			                     .unit_scope = rows[i].unit_scope };

		assert_true(session_scope(&s) == rows[i].scope);
	}
	assert_true(session_scope(NULL) == AUTH_SCOPE_NOWHERE);
}

static void nobody_may_only_what_is_public(void **state)
{
	struct account_session without = { .roles = 0 };
	struct account_session head = { .roles = 1u << ROLE_UNIT_HEAD, .unit_scope = 1 };

	(void)state;
	for (size_t p = 0; p < PERMISSION_COUNT; p++) {
		assert_int_equal(session_may(NULL, (enum permission)p), p == PERM_PUBLIC);
		assert_int_equal(session_may(&without, (enum permission)p), p <= PERM_SIGNED_IN);
		assert_int_equal(session_may(&head, (enum permission)p),
		                 p <= PERM_PEOPLE_READ || p == PERM_OUTLOOK);
	}
	assert_int_equal(session_role(NULL), ROLE_COUNT);
	assert_int_equal(session_role(&without), ROLE_COUNT);
	assert_int_equal(session_role(&head), ROLE_UNIT_HEAD);
}

static void a_one_time_password_opens_the_own_account_only(void **state)
{
	static const struct {
		const char *path;
		bool must;
	} rows[] = {
		{ "/kerja/akun", false },
		{ "/kerja/akun/sandi", false },
		{ "/keluar", false },
		{ "/kerja", true },
		{ "/kerja/akunlain", true },
		{ "/kerja/pegawai", true },
		{ "/", true },
		{ "/keluar/x", true },
	};
	struct account_session s = { .must_change = true };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(session_must_change(&s, str_of(rows[i].path)), rows[i].must);
	s.must_change = false;
	assert_false(session_must_change(&s, STR("/kerja")));
	assert_false(session_must_change(NULL, STR("/kerja")));
}

static void only_pages_of_this_site_are_gone_to(void **state)
{
	static const char *const good[] = { "/kerja", "/kerja/pegawai?q=siti&unit=3",
		                            "/kerja?x=1" };
	static const char *const bad[] = {
		"",
		"/",
		"/masuk",
		"//evil.example/kerja",
		"https://evil.example/kerja",
		"/kerja/../masuk\n",
		"/kerja\\evil",
		"/kerja//evil.example",
		"/kerjaan",
		"/kerja/a b",
		"/kerja/\xc3\xa9",
		"kerja",
	};
	struct ctx *c = *state;

	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(auth_is_onward(str_of(good[i])));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(auth_is_onward(str_of(bad[i])));
	assert_str(auth_sign_in_path(c->arena, STR("/kerja/pegawai"), STR("q=a&b=c")),
	           "/masuk?lanjut=%2Fkerja%2Fpegawai%3Fq%3Da%26b%3Dc");
	assert_str(auth_sign_in_path(c->arena, STR("/kerja"), STR("")), "/masuk");
	assert_str(auth_sign_in_path(c->arena, STR("/lain"), STR("")), "/masuk");
}

/* ---- forms ---- */

static void a_form_belongs_to_its_cookie(void **state)
{
	struct ctx *c = *state;
	struct str one = auth_visit_new(c->arena);
	struct str two = auth_visit_new(c->arena);
	struct str token = auth_csrf_token(c->arena, one);

	assert_ok(auth_csrf_check(c, one, token));
	assert_err(auth_csrf_check(c, two, token), ERR_DENIED);
	assert_err(auth_csrf_check(c, one, STR("")), ERR_DENIED);
	assert_err(auth_csrf_check(c, one, str_sub(token, 0, token.len - 1)), ERR_DENIED);
	assert_err(auth_csrf_check(c, STR(""), STR("")), ERR_DENIED);
	assert_err(auth_csrf_check(c, STR("x"), auth_csrf_token(c->arena, STR("x"))), ERR_DENIED);
	assert_true(str_find(token, one) < 0);
}

static void a_sessions_forms_carry_its_own_token(void **state)
{
	struct ctx *c = *state;
	struct str token = begin(c, account(c, "budi", ROLE_LEADER, 0), STR(""));

	assert_ok(auth_csrf_check(c, token, find(c, token)->csrf));
}

/* ---- the setup code ---- */

struct setting {
	struct str code;
};

static const struct err *setup_make_work(struct ctx *c, void *arg)
{
	return auth_setup_make(c, &((struct setting *)arg)->code);
}

static const struct err *setup_check_work(struct ctx *c, void *arg)
{
	return auth_setup_check(c, ((struct setting *)arg)->code);
}

static const struct err *setup_use_work(struct ctx *c, void *arg)
{
	return auth_setup_use(c, ((struct setting *)arg)->code);
}

static void a_setup_code_opens_once(void **state)
{
	struct ctx *c = *state;
	struct setting s = { 0 };
	struct setting typed;
	char *small;

	c->agency_id = 0;
	assert_ok(db_write(c, setup_make_work, &s));
	assert_int_equal(s.code.len, 14);
	small = str_c(c->arena, s.code);
	for (size_t i = 0; i < s.code.len; i++)
		if (small[i] >= 'A' && small[i] <= 'Z')
			small[i] = (char)(small[i] - 'A' + 'a');
		else if (small[i] == '-')
			small[i] = ' ';
	typed.code = (struct str){ small, s.code.len };
	assert_ok(db_read(c, setup_check_work, &typed));
	assert_ok(db_read(c, setup_check_work, &s));
	assert_ok(db_write(c, setup_use_work, &s));
	assert_err(db_read(c, setup_check_work, &s), ERR_DENIED);
	assert_err(db_write(c, setup_use_work, &s), ERR_DENIED);
}

static void a_setup_code_dies_by_time_and_by_the_next(void **state)
{
	struct ctx *c = *state;
	struct setting old = { 0 }, s = { 0 }, wrong = { STR("AAAA-AAAA-AAAA") };
	int64_t began = c->now;

	c->agency_id = 0;
	assert_err(db_read(c, setup_check_work, &wrong), ERR_DENIED);
	assert_ok(db_write(c, setup_make_work, &old));
	assert_ok(db_write(c, setup_make_work, &s));
	assert_err(db_read(c, setup_check_work, &old), ERR_DENIED);
	assert_err(db_read(c, setup_check_work, &wrong), ERR_DENIED);
	wrong.code = STR("");
	assert_err(db_read(c, setup_check_work, &wrong), ERR_DENIED);
	c->now = began + AUTH_SETUP_MINUTES * AUTH_MINUTE - 1;
	assert_ok(db_read(c, setup_check_work, &s));
	c->now++;
	assert_err(db_read(c, setup_check_work, &s), ERR_DENIED);
}

/* ---- where somebody comes from ---- */

static void addresses_of_the_own_house_are_local(void **state)
{
	static const struct {
		const char *address;
		bool local;
	} rows[] = {
		{ "127.0.0.1", true },
		{ "127.9.9.9", true },
		{ "::1", true },
		{ "10.0.0.1", true },
		{ "172.16.0.1", true },
		{ "172.31.255.255", true },
		{ "172.32.0.1", false },
		{ "172.15.0.1", false },
		{ "192.168.1.20", true },
		{ "192.169.0.1", false },
		{ "169.254.3.4", true },
		{ "8.8.8.8", false },
		{ "::ffff:10.1.2.3", true },
		{ "::ffff:8.8.8.8", false },
		{ "fe80::1%eth0", true },
		{ "fd12::1", true },
		{ "fc00::", true },
		{ "2001:db8::1", false },
		{ "", false },
		{ "localhost", false },
		{ "10.0.0", false },
		{ "::", false },
		{ "0.0.0.0", false },
		{ "11.0.0.1", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(auth_peer_is_local(str_of(rows[i].address)), rows[i].local);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_db(a_session_tells_who_it_is),
		test_db(no_other_token_opens_it),
		test_db(signing_in_again_ends_the_browsers_former_session),
		test_db(a_session_ends_when_it_is_idle_or_too_old),
		test_db(use_is_noted_now_and_then_only),
		test_db(closing_an_account_ends_its_sessions),
		test_db(an_account_has_so_many_sessions_and_no_more),
		test_db(a_new_password_ends_the_other_sessions),
		test_db(scope_follows_the_widest_role_that_reads),
		test_db(nobody_may_only_what_is_public),
		test_db(a_one_time_password_opens_the_own_account_only),
		test_db(only_pages_of_this_site_are_gone_to),
		test_db(a_form_belongs_to_its_cookie),
		test_db(a_sessions_forms_carry_its_own_token),
		test_db(a_setup_code_opens_once),
		test_db(a_setup_code_dies_by_time_and_by_the_next),
		test_db(addresses_of_the_own_house_are_local),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
