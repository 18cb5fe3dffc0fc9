/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/throttle.h"

#include <sodium.h>
#include <string.h>

#include "auth/internal.h"
#include "auth/session.h"
#include "base/arena.h"
#include "db/db.h"
#include "sql_auth.h"

#define SECOND INT64_C(1000000) /* microseconds */
#define FORGET (60 * AUTH_MINUTE) /* longer than any wait, or waiting would be the way round it */

enum subject { SUBJECT_NAME, SUBJECT_ADDRESS, SUBJECT_COUNT };

/* When waiting begins and how it grows. */
struct patience {
	int64_t free_count;
	int64_t first_seconds;
	int64_t longest_seconds;
};

/* clang-format off */
static const struct patience patiences[SUBJECT_COUNT] = {
	/*
	 * A name: five slips of a person who tries old passwords; then a wait that a person sits
	 * out, up to 5 minutes: at most about 300 guesses a day, which finds no password of 12
	 * characters.
	 */
	[SUBJECT_NAME]    = { .free_count = 5,  .first_seconds = 15, .longest_seconds = 300 },
	/*
	 * An address: a whole office may share one, and all of it signs in at half past seven. Only
	 * failures stay counted, so 50 in an hour is somebody going through many names.
	 */
	[SUBJECT_ADDRESS] = { .free_count = 50, .first_seconds = 5,  .longest_seconds = 300 },
};
/* clang-format on */

static int64_t wait_after(const struct patience *patience, int64_t count)
{
	int64_t seconds = patience->first_seconds;

	if (count < patience->free_count)
		return 0;
	for (int64_t i = patience->free_count; i < count && seconds < patience->longest_seconds;
	     i++)
		seconds *= 2;
	return (seconds < patience->longest_seconds ? seconds : patience->longest_seconds) * SECOND;
}

/* A digest under the key of some parts, told apart by their lengths. */
static void keyed_digest(const struct auth_key *key, const struct str *parts, size_t count,
                         unsigned char *out, size_t len)
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, key->bytes, sizeof(key->bytes), len);
	for (size_t i = 0; i < count; i++) {
		uint64_t part_len = parts[i].len;

		crypto_generichash_update(&state, (const unsigned char *)&part_len,
		                          sizeof(part_len));
		crypto_generichash_update(&state, (const unsigned char *)parts[i].ptr,
		                          parts[i].len);
	}
	crypto_generichash_final(&state, out, len);
}

/* ---- the known browser ---- */

#define KNOWN_MAC_BYTES 16
#define KNOWN_MAC_CHARS (2 * KNOWN_MAC_BYTES)

static void known_mac(const struct auth_key *key, struct str name, struct str token,
                      char out[KNOWN_MAC_CHARS + 1])
{
	unsigned char mac[KNOWN_MAC_BYTES];

	keyed_digest(key, (struct str[]){ STR("known"), name, token }, 3, mac, sizeof(mac));
	sodium_bin2hex(out, KNOWN_MAC_CHARS + 1, mac, sizeof(mac));
}

struct str auth_known_new(struct arena *arena, const struct auth_key *key, struct str name)
{
	struct str token = auth_token_new(arena);
	char mac[KNOWN_MAC_CHARS + 1];

	known_mac(key, name, token, mac);
	return str_fmt(arena, "%.*s%s", STR_ARG(token), mac);
}

bool auth_known_check(const struct auth_key *key, struct str name, struct str cookie)
{
	struct str token = str_sub(cookie, 0, AUTH_TOKEN_CHARS);
	char mac[KNOWN_MAC_CHARS + 1];

	if (cookie.len != AUTH_TOKEN_CHARS + KNOWN_MAC_CHARS)
		return false;
	known_mac(key, name, token, mac);
	return sodium_memcmp(mac, cookie.ptr + AUTH_TOKEN_CHARS, KNOWN_MAC_CHARS) == 0;
}

/* ---- counting ---- */

/* What a subject's row says. */
struct tries {
	struct auth_digest subject;
	int64_t count;
	int64_t until_at;
};

static void find_subjects(struct ctx *c, const struct auth_key *key, const struct auth_attempt *a,
                          struct tries tries[SUBJECT_COUNT])
{
	bool known = auth_known_check(key, a->name, a->known);
	struct str by_name[] = { STR("name"), a->name, known ? a->known : STR("") };
	struct str by_address[] = { STR("address"), auth_peer_network(c->arena, a->address) };

	keyed_digest(key, by_name, COUNT(by_name), tries[SUBJECT_NAME].subject.bytes,
	             AUTH_DIGEST_BYTES);
	keyed_digest(key, by_address, COUNT(by_address), tries[SUBJECT_ADDRESS].subject.bytes,
	             AUTH_DIGEST_BYTES);
}

static const struct err *look(struct ctx *c, struct tries *tries)
{
	struct db_rows *rows;
	bool found;

	tries->count = 0;
	tries->until_at = 0;
	TRY(db_find(c, &SQL_AUTH_ATTEMPT_FIND,
	            DB_BIND(db_int(c->agency_id), db_blob(auth_digest_str(&tries->subject))), &rows,
	            &found));
	if (!found || db_col_int(rows, 1) <= c->now - FORGET)
		return NULL;
	tries->count = db_col_int(rows, 0);
	tries->until_at = db_col_int(rows, 2);
	return NULL;
}

struct taking {
	struct tries tries[SUBJECT_COUNT];
	int64_t wait_seconds;
};

static const struct err *take_work(struct ctx *c, void *arg)
{
	struct taking *t = arg;

	t->wait_seconds = 0;
	for (size_t i = 0; i < SUBJECT_COUNT; i++) {
		int64_t left;

		TRY(look(c, &t->tries[i]));
		left = (t->tries[i].until_at - c->now + SECOND - 1) / SECOND;
		if (left > t->wait_seconds)
			t->wait_seconds = left;
	}
	if (t->wait_seconds > 0)
		return NULL;
	for (size_t i = 0; i < SUBJECT_COUNT; i++) {
		int64_t count = t->tries[i].count + 1;

		TRY(db_exec(c, &SQL_AUTH_ATTEMPT_PUT,
		            DB_BIND(db_int(c->agency_id),
		                    db_blob(auth_digest_str(&t->tries[i].subject)), db_int(count),
		                    db_int(c->now),
		                    db_int(c->now + wait_after(&patiences[i], count)))));
	}
	return db_exec(c, &SQL_AUTH_ATTEMPT_PURGE,
	               DB_BIND(db_int(c->agency_id), db_int(c->now - FORGET)));
}

const struct err *auth_throttle_take(struct ctx *c, const struct auth_key *key,
                                     const struct auth_attempt *attempt, int64_t *wait_seconds)
{
	struct taking taking = { 0 };

	TRY(auth_crypto_ready(c));
	find_subjects(c, key, attempt, taking.tries);
	TRY(db_write(c, take_work, &taking));
	*wait_seconds = taking.wait_seconds;
	return NULL;
}

const struct err *auth_throttle_clear(struct ctx *c, const struct auth_key *key,
                                      const struct auth_attempt *attempt)
{
	struct tries tries[SUBJECT_COUNT];

	find_subjects(c, key, attempt, tries);
	TRY(db_exec(c, &SQL_AUTH_ATTEMPT_FORGET,
	            DB_BIND(db_int(c->agency_id),
	                    db_blob(auth_digest_str(&tries[SUBJECT_NAME].subject)))));
	return db_exec(c, &SQL_AUTH_ATTEMPT_UNDO,
	               DB_BIND(db_int(c->agency_id),
	                       db_blob(auth_digest_str(&tries[SUBJECT_ADDRESS].subject))));
}
