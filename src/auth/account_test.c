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
		bool ok;

		assert_ok(auth_password_check(c, key, str_of(rows[i].name),
		                              str_of(rows[i].password), &ok));
		assert_int_equal(ok, rows[i].ok);
	}
}

static void a_stolen_hash_is_useless_without_the_key(void **state)
{
	struct ctx *c = *state;
	const struct auth_key *key = make_key(c);
	struct auth_key other = *key;
	struct adding adding = { .name = "admin", .role = "admin" };
	bool ok;

	assert_ok(auth_password_hash(c, key, STR(PASSWORD), &adding.hash));
	assert_ok(db_write(c, add_work, &adding));
	other.bytes[0] ^= 1;
	assert_ok(auth_password_check(c, &other, STR("admin"), STR(PASSWORD), &ok));
	assert_false(ok);
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
