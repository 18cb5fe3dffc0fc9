/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/account.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "db/db.h"
#include "test/support.h"

#define PASSWORD "empat belas kata"

static const struct auth_key *make_key(struct ctx *c)
{
	const struct auth_key *key;

	assert_ok(auth_key_make(c->arena, test_folder(c)));
	assert_ok(auth_key_load(c->arena, test_folder(c), &key));
	return key;
}

static mode_t mode_of(struct ctx *c, struct str path)
{
	struct stat status;

	assert_int_equal(stat(str_c(c->arena, path), &status), 0);
	return status.st_mode & 0777;
}

static struct str key_path(struct ctx *c)
{
	return auth_key_path(c->arena, test_folder(c));
}

static void a_key_is_made_for_its_owner_alone(void **state)
{
	struct ctx *c = *state;
	const struct auth_key *key = make_key(c);
	const struct auth_key zero = { { 0 } };

	assert_memory_not_equal(key->bytes, zero.bytes, AUTH_KEY_BYTES);
	assert_int_equal(mode_of(c, key_path(c)), 0600);
	assert_int_equal(mode_of(c, str_fmt(c->arena, "%.*s/keys", STR_ARG(test_folder(c)))), 0700);
}

static void a_key_is_never_replaced(void **state)
{
	struct ctx *c = *state;
	const struct auth_key *key = make_key(c);
	const struct auth_key *again;

	assert_err(auth_key_make(c->arena, test_folder(c)), ERR_CONFLICT);
	assert_ok(auth_key_load(c->arena, test_folder(c), &again));
	assert_memory_equal(key->bytes, again->bytes, AUTH_KEY_BYTES);
}

static void a_key_open_to_others_is_refused(void **state)
{
	struct ctx *c = *state;
	const struct auth_key *key = make_key(c);

	assert_int_equal(chmod(str_c(c->arena, key_path(c)), 0640), 0);
	assert_err(auth_key_load(c->arena, test_folder(c), &key), ERR_DENIED);
	assert_int_equal(chmod(str_c(c->arena, key_path(c)), 0604), 0);
	assert_err(auth_key_load(c->arena, test_folder(c), &key), ERR_DENIED);
}

static void a_missing_or_cut_key_is_named(void **state)
{
	struct ctx *c = *state;
	const struct auth_key *key;

	assert_err(auth_key_load(c->arena, test_folder(c), &key), ERR_MISSING);
	make_key(c);
	assert_int_equal(truncate(str_c(c->arena, key_path(c)), AUTH_KEY_BYTES - 1), 0);
	assert_err(auth_key_load(c->arena, test_folder(c), &key), ERR_CORRUPT);
}

static void what_an_interrupted_run_left_is_no_hindrance(void **state)
{
	struct ctx *c = *state;
	struct str part = str_fmt(c->arena, "%.*s.part", STR_ARG(key_path(c)));
	struct str keys = str_fmt(c->arena, "%.*s/keys", STR_ARG(test_folder(c)));

	assert_int_equal(mkdir(str_c(c->arena, keys), 0700), 0);
	assert_int_equal(close(open(str_c(c->arena, part), O_CREAT | O_WRONLY, 0600)), 0);
	make_key(c);
	assert_int_not_equal(access(str_c(c->arena, part), F_OK), 0);
}

struct adding {
	const char *name;
	const char *role;
	struct str hash;
	int64_t id;
};

static const struct err *add_work(struct ctx *c, void *arg)
{
	struct adding *adding = arg;

	return auth_account_add(c, str_of(adding->name), adding->hash, str_of(adding->role),
	                        &adding->id);
}

static void the_right_password_and_no_other_opens(void **state)
{
	static const struct {
		const char *name;
		const char *password;
		bool ok;
	} rows[] = {
		{ "admin", PASSWORD, true },     { "admin", "empat belas katA", false },
		{ "admin", "", false },          { "nobody", PASSWORD, false },
		{ "Admin", PASSWORD, false },    { "admin", PASSWORD " ", false },
	};
	struct ctx *c = *state;
	const struct auth_key *key = make_key(c);
	struct adding adding = { .name = "admin", .role = "admin" };

	assert_ok(auth_password_hash(c, key, STR(PASSWORD), &adding.hash));
	assert_true(str_starts(adding.hash, STR("$argon2id$v=19$m=65536,t=2,p=1$")));
	assert_ok(db_write(c, add_work, &adding));
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t id;

		assert_ok(auth_password_check(c, key, str_of(rows[i].name),
		                              str_of(rows[i].password), &id));
		assert_int_equal(id, rows[i].ok ? adding.id : 0);
	}
}

static void a_stolen_hash_is_useless_without_the_key(void **state)
{
	struct ctx *c = *state;
	const struct auth_key *key = make_key(c);
	struct auth_key other = *key;
	struct adding adding = { .name = "admin", .role = "admin" };
	int64_t id;

	assert_ok(auth_password_hash(c, key, STR(PASSWORD), &adding.hash));
	assert_ok(db_write(c, add_work, &adding));
	other.bytes[0] ^= 1;
	assert_ok(auth_password_check(c, &other, STR("admin"), STR(PASSWORD), &id));
	assert_int_equal(id, 0);
}

static void passwords_are_bounded_in_characters(void **state)
{
	struct ctx *c = *state;
	char longest[AUTH_PASSWORD_CHARS_MAX + 1];

	memset(longest, 'x', sizeof(longest));
	assert_err(auth_password_length_check(c, STR("sebelas-kar")), ERR_INVALID);
	assert_ok(auth_password_length_check(c, STR("dua-belas-ka")));
	/* Eleven characters in twelve bytes. */
	assert_err(auth_password_length_check(c, STR("sebelas-k\xc3\xa9r")), ERR_INVALID);
	assert_err(auth_password_length_check(c, STR("bukan teks \xff\xff\xff")), ERR_INVALID);
	assert_ok(auth_password_length_check(c, (struct str){ longest, sizeof(longest) - 1 }));
	assert_err(auth_password_length_check(c, (struct str){ longest, sizeof(longest) }),
	           ERR_INVALID);
}

static void a_name_is_taken_once(void **state)
{
	struct ctx *c = *state;
	struct adding adding = { .name = "admin", .role = "admin", .hash = STR_INIT("x") };

	assert_ok(db_write(c, add_work, &adding));
	assert_err(db_write(c, add_work, &adding), ERR_CONFLICT);
	c->agency_id = TEST_AGENCY_ID + 1;
	assert_ok(db_write(c, add_work, &adding));
}

static void names_and_roles_are_checked(void **state)
{
	static const char *const names[] = {
		"",
		"Admin",
		"1admin",
		"ad min",
		"ad\nmin",
		"-a",
		"a1234567890123456789012345678901234567890123456789012345678901234",
	};
	struct ctx *c = *state;
	struct adding adding = { .name = "a.b-c_1", .role = "admin", .hash = STR_INIT("x") };

	assert_ok(db_write(c, add_work, &adding));
	for (size_t i = 0; i < COUNT(names); i++) {
		adding.name = names[i];
		assert_err(db_write(c, add_work, &adding), ERR_INVALID);
	}
	adding = (struct adding){ .name = "other", .role = "king", .hash = STR_INIT("x") };
	assert_err(db_write(c, add_work, &adding), ERR_INVALID);
}

/* ---- roles, states, lists ---- */

/* One write job of a test: what to do with which account. */
struct doing {
	const char *name;
	const char *display;
	struct auth_grant grants[AUTH_GRANTS_MAX];
	size_t grant_count;
	int64_t id;
};

static const struct err *make_work(struct ctx *c, void *arg)
{
	struct doing *d = arg;

	return auth_account_make(c,
	                         &(struct auth_account_new){
					 .name = str_of(d->name),
					 .display = str_of(d->display),
					 .hash = STR("x"),
					 .grants = d->grants,
					 .grant_count = d->grant_count,
				 },
	                         &d->id);
}

static const struct err *grant_work(struct ctx *c, void *arg)
{
	struct doing *d = arg;

	return auth_grant_replace(c, d->id, d->grants, d->grant_count);
}

static const struct err *close_work(struct ctx *c, void *arg)
{
	return auth_account_close(c, ((struct doing *)arg)->id);
}

static const struct err *open_work(struct ctx *c, void *arg)
{
	return auth_account_open(c, ((struct doing *)arg)->id);
}

static const struct err *rename_work(struct ctx *c, void *arg)
{
	struct doing *d = arg;

	return auth_account_rename(c, d->id, str_of(d->display));
}

struct finding {
	int64_t id;
	struct auth_account account;
};

static const struct err *find_work(struct ctx *c, void *arg)
{
	struct finding *f = arg;

	return auth_account_find(c, f->id, &f->account);
}

static struct auth_account account_of(struct ctx *c, int64_t id)
{
	struct finding f = { .id = id };

	assert_ok(db_read(c, find_work, &f));
	return f.account;
}

static void grants_are_checked_as_a_set(void **state)
{
	static const struct {
		struct auth_grant grants[3];
		size_t count;
		const char *message; /* NULL: good */
	} rows[] = {
		{ { { ROLE_ADMIN, 0 } }, 1, NULL },
		{ { { ROLE_UNIT_HEAD, 7 }, { ROLE_PERSONNEL, 0 } }, 2, NULL },
		{ { { ROLE_ADMIN, 0 } }, 0, "auth.role_missing" },
		{ { { ROLE_ADMIN, 7 } }, 1, "auth.scope_not_scoped" },
		{ { { ROLE_UNIT_HEAD, 0 } }, 1, "auth.scope_missing" },
		{ { { ROLE_UNIT_HEAD, -1 } }, 1, "auth.scope_missing" },
		{ { { ROLE_LEADER, 0 }, { ROLE_LEADER, 0 } }, 2, "err.account_role" },
		{ { { ROLE_COUNT, 0 } }, 1, "err.account_role" },
	};
	struct ctx *c = *state;

	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct err *err = auth_grant_check(c, rows[i].grants, rows[i].count);

		if (rows[i].message == NULL)
			assert_ok(err);
		else
			assert_string_equal(err->message, rows[i].message);
	}
}

static void an_account_has_the_roles_it_was_given(void **state)
{
	struct ctx *c = *state;
	struct doing d = { .name = "rina", .display = " Rina Wulandari ", .grant_count = 2 };
	struct auth_account account;

	d.grants[0] = (struct auth_grant){ ROLE_PERSONNEL, 0 };
	d.grants[1] = (struct auth_grant){ ROLE_UNIT_HEAD, 42 };
	assert_ok(db_write(c, make_work, &d));
	account = account_of(c, d.id);
	assert_str(account.display, "Rina Wulandari");
	assert_int_equal(account.roles, 1u << ROLE_PERSONNEL | 1u << ROLE_UNIT_HEAD);
	assert_int_equal(account.unit_scope, 42);
	assert_int_equal(account.signed_in_at, 0);

	d.grants[0] = (struct auth_grant){ ROLE_LEADER, 0 };
	d.grant_count = 1;
	assert_ok(db_write(c, grant_work, &d));
	account = account_of(c, d.id);
	assert_int_equal(account.roles, 1u << ROLE_LEADER);
	assert_int_equal(account.unit_scope, 0);
}

static void the_last_admin_stays_admin(void **state)
{
	struct ctx *c = *state;
	struct doing first = { .name = "satu", .display = "", .grant_count = 1 };
	struct doing second = { .name = "dua", .display = "", .grant_count = 1 };

	first.grants[0].role = second.grants[0].role = ROLE_ADMIN;
	assert_ok(db_write(c, make_work, &first));
	assert_err(db_write(c, close_work, &first), ERR_CONFLICT);
	first.grants[0].role = ROLE_LEADER;
	assert_err(db_write(c, grant_work, &first), ERR_CONFLICT);

	assert_ok(db_write(c, make_work, &second));
	assert_ok(db_write(c, close_work, &second));
	/* A closed admin is no admin. */
	assert_err(db_write(c, grant_work, &first), ERR_CONFLICT);
	assert_ok(db_write(c, open_work, &second));
	assert_ok(db_write(c, grant_work, &first));
	assert_err(db_write(c, close_work, &second), ERR_CONFLICT);
	/* Who is no admin is no last one. */
	assert_ok(db_write(c, close_work, &first));
}

static void a_closed_account_opens_nothing(void **state)
{
	struct ctx *c = *state;
	const struct auth_key *key = make_key(c);
	struct adding adding = { .name = "rina", .role = "personnel" };
	struct doing d = { 0 };
	int64_t id;

	assert_ok(auth_password_hash(c, key, STR(PASSWORD), &adding.hash));
	assert_ok(db_write(c, add_work, &adding));
	d.id = adding.id;
	assert_ok(db_write(c, close_work, &d));
	assert_ok(auth_password_check(c, key, STR("rina"), STR(PASSWORD), &id));
	assert_int_equal(id, 0);
	assert_ok(db_write(c, open_work, &d));
	assert_ok(auth_password_check(c, key, STR("rina"), STR(PASSWORD), &id));
	assert_int_equal(id, adding.id);
	d.id = 99;
	assert_err(db_write(c, close_work, &d), ERR_MISSING);
	assert_err(db_write(c, open_work, &d), ERR_MISSING);
	d.display = "Siapa";
	assert_err(db_write(c, rename_work, &d), ERR_MISSING);
}

struct listing {
	struct auth_account_query query;
	struct auth_account accounts[AUTH_LIST_MAX];
	size_t count;
	bool more;
	int64_t total;
};

static const struct err *list_work(struct ctx *c, void *arg)
{
	struct listing *l = arg;

	TRY(auth_account_list(c, &l->query, l->accounts, &l->count, &l->more));
	return auth_account_count(c, &l->query, &l->total);
}

static void the_list_is_in_order_paged_and_searched(void **state)
{
	static const char *const people[][2] = {
		{ "rina", "Rina Wulandari" },
		{ "ahmad.f", "dr. Ahmad Fauzi" },
		{ "budi_2", "Budi" },
		{ "siti", "Siti 100%" },
	};
	struct ctx *c = *state;
	struct listing *l = arena_alloc(c->arena, sizeof(*l));

	for (size_t i = 0; i < COUNT(people); i++) {
		struct doing d = { .name = people[i][0],
			           .display = people[i][1],
			           .grant_count = 2 };

		d.grants[0] = (struct auth_grant){ ROLE_LEADER, 0 };
		d.grants[1] = (struct auth_grant){ ROLE_UNIT_HEAD, 5 };
		assert_ok(db_write(c, make_work, &d));
	}
	l->query = (struct auth_account_query){ .limit = 3 };
	assert_ok(db_read(c, list_work, l));
	assert_int_equal(l->count, 3);
	assert_true(l->more);
	assert_int_equal(l->total, 4);
	assert_str(l->accounts[0].name, "budi_2");
	assert_str(l->accounts[1].name, "ahmad.f");
	assert_int_equal(l->accounts[1].roles, 1u << ROLE_LEADER | 1u << ROLE_UNIT_HEAD);
	l->query.after_id = l->accounts[2].id;
	assert_ok(db_read(c, list_work, l));
	assert_int_equal(l->count, 1);
	assert_false(l->more);
	assert_str(l->accounts[0].name, "siti");

	l->query = (struct auth_account_query){ .limit = 3, .search = STR("FAUZI") };
	assert_ok(db_read(c, list_work, l));
	assert_int_equal(l->count, 1);
	l->query.search = STR("budi_2");
	assert_ok(db_read(c, list_work, l));
	assert_int_equal(l->count, 1);
	l->query.search = STR("tak ada");
	assert_ok(db_read(c, list_work, l));
	assert_int_equal(l->count, 0);
	/* Nothing in a search is a pattern. */
	l->query.search = STR("r%a");
	assert_ok(db_read(c, list_work, l));
	assert_int_equal(l->count, 0);
	l->query = (struct auth_account_query){ .limit = 3, .closed = true };
	assert_ok(db_read(c, list_work, l));
	assert_int_equal(l->count, 0);
}

static void one_password_has_many_hashes(void **state)
{
	struct ctx *c = *state;
	const struct auth_key *key = make_key(c);
	struct str one, two;

	assert_ok(auth_password_hash(c, key, STR(PASSWORD), &one));
	assert_ok(auth_password_hash(c, key, STR(PASSWORD), &two));
	assert_false(str_eq(one, two));
}

static void a_one_time_password_is_long_and_new_each_time(void **state)
{
	struct ctx *c = *state;
	struct str one, two;

	assert_ok(auth_password_random(c, &one));
	assert_ok(auth_password_random(c, &two));
	assert_int_equal(one.len, 19);
	assert_ok(auth_password_length_check(c, one));
	assert_false(str_eq(one, two));
	for (size_t i = 0; i < one.len; i++) {
		assert_int_equal(one.ptr[i] == '-', i % 5 == 4);
		assert_null(strchr("01ilo", one.ptr[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_db(a_key_is_made_for_its_owner_alone),
		test_db(a_key_is_never_replaced),
		test_db(a_key_open_to_others_is_refused),
		test_db(a_missing_or_cut_key_is_named),
		test_db(what_an_interrupted_run_left_is_no_hindrance),
		test_db(the_right_password_and_no_other_opens),
		test_db(a_stolen_hash_is_useless_without_the_key),
		test_db(passwords_are_bounded_in_characters),
		test_db(a_name_is_taken_once),
		test_db(names_and_roles_are_checked),
		test_db(grants_are_checked_as_a_set),
		test_db(an_account_has_the_roles_it_was_given),
		test_db(the_last_admin_stays_admin),
		test_db(a_closed_account_opens_nothing),
		test_db(the_list_is_in_order_paged_and_searched),
		test_db(one_password_has_many_hashes),
		test_db(a_one_time_password_is_long_and_new_each_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
