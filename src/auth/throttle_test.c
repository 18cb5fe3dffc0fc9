/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/throttle.h"

#include "auth/session.h"
#include "base/arena.h"
#include "db/db.h"
#include "test/support.h"

#define SECOND INT64_C(1000000)

static const struct auth_key key = { { 7 } };

static int64_t take(struct ctx *c, const struct auth_attempt *attempt)
{
	int64_t wait_seconds;

	assert_ok(auth_throttle_take(c, &key, attempt, &wait_seconds));
	return wait_seconds;
}

static const struct err *clear_work(struct ctx *c, void *arg)
{
	return auth_throttle_clear(c, &key, arg);
}

static struct auth_attempt from(const char *name, const char *address)
{
	return (struct auth_attempt){ .name = str_of(name), .address = str_of(address) };
}

static void waiting_begins_after_five_and_grows_to_a_maximum(void **state)
{
	/* How long the sixth, seventh, … try has to wait, each taken as soon as it may. */
	static const int64_t waits[] = { 15, 30, 60, 120, 240, 300, 300, 300 };
	struct ctx *c = *state;
	struct auth_attempt attempt = from("admin", "192.0.2.1");

	for (int i = 0; i < 5; i++)
		assert_int_equal(take(c, &attempt), 0);
	for (size_t i = 0; i < COUNT(waits); i++) {
		assert_int_equal(take(c, &attempt), waits[i]);
		/* Asking again does not make it longer. */
		assert_int_equal(take(c, &attempt), waits[i]);
		c->now += waits[i] * SECOND - 1;
		assert_int_equal(take(c, &attempt), 1);
		c->now++;
		assert_int_equal(take(c, &attempt), 0);
	}
}

static void nobody_is_locked_out_for_ever(void **state)
{
	struct ctx *c = *state;
	struct auth_attempt attempt = from("admin", "192.0.2.1");

	for (int i = 0; i < 40; i++) {
		int64_t wait_seconds = take(c, &attempt);

		assert_in_range((uintmax_t)wait_seconds, 0, 300);
		c->now += wait_seconds * SECOND;
	}
	c->now += 60 * AUTH_MINUTE;
	for (int i = 0; i < 5; i++)
		assert_int_equal(take(c, &attempt), 0);
}

static void a_name_waits_whether_or_not_it_has_an_account(void **state)
{
	struct ctx *c = *state;
	struct auth_attempt attempt = from("tidak-ada", "192.0.2.1");
	struct auth_attempt other = from("lain", "192.0.2.1");

	for (int i = 0; i < 5; i++)
		assert_int_equal(take(c, &attempt), 0);
	assert_int_equal(take(c, &attempt), 15);
	assert_int_equal(take(c, &other), 0);
}

static void one_network_going_through_many_names_waits(void **state)
{
	struct ctx *c = *state;
	struct auth_attempt office = from("siapa", "192.0.2.2");

	for (int i = 0; i < 50; i++) {
		struct auth_attempt attempt = from("",
		                                   i % 2 == 0 ? "2001:db8::1" : "2001:db8::ffff");

		attempt.name = str_fmt(c->arena, "nama%d", i);
		assert_int_equal(take(c, &attempt), 0);
	}
	office.address = STR("2001:db8::2");
	assert_int_equal(take(c, &office), 5);
	office.address = STR("2001:db8:0:1::2");
	assert_int_equal(take(c, &office), 0);
}

static void an_office_that_signs_in_does_not_wait(void **state)
{
	struct ctx *c = *state;

	for (int i = 0; i < 120; i++) {
		struct auth_attempt attempt = from("", "192.0.2.9");

		attempt.name = str_fmt(c->arena, "pegawai%d", i);
		assert_int_equal(take(c, &attempt), 0);
		assert_ok(db_write(c, clear_work, &attempt));
	}
}

static void who_got_in_counts_from_nothing(void **state)
{
	struct ctx *c = *state;
	struct auth_attempt attempt = from("admin", "192.0.2.1");

	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 5; i++)
			assert_int_equal(take(c, &attempt), 0);
		assert_ok(db_write(c, clear_work, &attempt));
	}
}

static void a_known_browser_does_not_wait_for_others(void **state)
{
	struct ctx *c = *state;
	struct auth_attempt attacker = from("admin", "198.51.100.1");
	struct auth_attempt owner = from("admin", "192.0.2.1");

	for (int i = 0; i < 5; i++)
		assert_int_equal(take(c, &attacker), 0);
	assert_int_equal(take(c, &owner), 15);
	owner.known = auth_known_new(c->arena, &key, STR("admin"));
	assert_int_equal(take(c, &owner), 0);
	/* The browser itself has five as well. */
	for (int i = 0; i < 4; i++)
		assert_int_equal(take(c, &owner), 0);
	assert_int_equal(take(c, &owner), 15);
}

static void a_known_browser_is_known_for_its_name_only(void **state)
{
	const struct auth_key other = { { 8 } };
	struct ctx *c = *state;
	struct str cookie = auth_known_new(c->arena, &key, STR("admin"));
	char *changed = str_c(c->arena, cookie);

	assert_true(auth_known_check(&key, STR("admin"), cookie));
	assert_false(auth_known_check(&key, STR("rina"), cookie));
	assert_false(auth_known_check(&other, STR("admin"), cookie));
	assert_false(auth_known_check(&key, STR("admin"), STR("")));
	assert_false(auth_known_check(&key, STR("admin"), str_sub(cookie, 0, cookie.len - 1)));
	changed[0] = changed[0] == 'a' ? 'b' : 'a';
	assert_false(auth_known_check(&key, STR("admin"), (struct str){ changed, cookie.len }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_db(waiting_begins_after_five_and_grows_to_a_maximum),
		test_db(nobody_is_locked_out_for_ever),
		test_db(a_name_waits_whether_or_not_it_has_an_account),
		test_db(one_network_going_through_many_names_waits),
		test_db(an_office_that_signs_in_does_not_wait),
		test_db(who_got_in_counts_from_nothing),
		test_db(a_known_browser_does_not_wait_for_others),
		test_db(a_known_browser_is_known_for_its_name_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
