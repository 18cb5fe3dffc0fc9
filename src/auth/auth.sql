-- SPDX-License-Identifier: Apache-2.0
-- Accounts, what they may do, their sessions, and the tries that failed.

-- name: account_add
-- A new account.
INSERT INTO account (
	agency_id,
	id,
	name,
	display,
	sort_key,
	password_hash,
	must_change,
	state,
	created_at,
	signed_in_at
) VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', $8, 0);

-- name: account_hash
-- The password hash of an account, closed or not.
SELECT
	password_hash,
	id,
	state
FROM account
WHERE agency_id = $1
  AND name = $2;

-- name: account_find
-- An account with a row for each of its grants.
SELECT
	a.id,
	a.name,
	a.display,
	a.state,
	a.must_change,
	a.created_at,
	a.signed_in_at,
	g.role,
	g.scope
FROM account a
LEFT JOIN account_grant g ON g.agency_id = a.agency_id AND g.account_id = a.id
WHERE a.agency_id = $1
  AND a.id = $2;

-- name: account_find_name
-- The same by the name it signs in with.
SELECT
	a.id,
	a.name,
	a.display,
	a.state,
	a.must_change,
	a.created_at,
	a.signed_in_at,
	g.role,
	g.scope
FROM account a
LEFT JOIN account_grant g ON g.agency_id = a.agency_id AND g.account_id = a.id
WHERE a.agency_id = $1
  AND a.name = $2;

-- name: account_list
-- A page of the accounts in one state behind a cursor, those of one account one after another.
SELECT
	a.id,
	a.name,
	a.display,
	a.state,
	a.must_change,
	a.created_at,
	a.signed_in_at,
	g.role,
	g.scope
FROM (
	SELECT
		agency_id,
		id,
		name,
		display,
		sort_key,
		state,
		must_change,
		created_at,
		signed_in_at
	FROM account
	WHERE agency_id = $1
	  AND state = $2
	  AND (sort_key, id) > ($3, $4)
	  AND sort_key LIKE $5
	ORDER BY
		sort_key,
		id
	LIMIT $6
) a
LEFT JOIN account_grant g ON g.agency_id = a.agency_id AND g.account_id = a.id
ORDER BY
	a.sort_key,
	a.id,
	g.role;

-- name: account_count
-- How many accounts are in a state and match a search.
SELECT
	count(id)
FROM account
WHERE agency_id = $1
  AND state = $2
  AND sort_key LIKE $3;

-- name: account_sort_key
-- Where an account stands in the list.
SELECT
	sort_key
FROM account
WHERE agency_id = $1
  AND id = $2;

-- name: account_rename
-- Another display name.
UPDATE account
SET
	display = $3,
	sort_key = $4
WHERE agency_id = $1
  AND id = $2;

-- name: account_state
-- Close or open an account.
UPDATE account
SET state = $3
WHERE agency_id = $1
  AND id = $2;

-- name: account_password
-- Another password.
UPDATE account
SET
	password_hash = $3,
	must_change = $4
WHERE agency_id = $1
  AND id = $2;

-- name: account_signed_in
-- Somebody signs in with an account that is active.
UPDATE account
SET signed_in_at = $3
WHERE agency_id = $1
  AND id = $2
  AND state = 'active';

-- name: admin_count
-- Active admins other than one account.
SELECT
	count(g.account_id)
FROM account_grant g
JOIN account a ON a.agency_id = g.agency_id AND a.id = g.account_id
WHERE g.agency_id = $1
  AND g.role = 'admin'
  AND a.state = 'active'
  AND g.account_id <> $2;

-- name: grant_add
-- A role for an account.
INSERT INTO account_grant (
	agency_id,
	account_id,
	role,
	scope,
	granted_at,
	granted_by
) VALUES ($1, $2, $3, $4, $5, $6);

-- name: grant_remove_all
-- All roles of an account.
DELETE FROM account_grant
WHERE agency_id = $1
  AND account_id = $2;

-- name: session_add
-- A new session.
INSERT INTO account_session (
	agency_id,
	id,
	account_id,
	digest,
	began_at,
	seen_at,
	ended_at
) VALUES ($1, $2, $3, $4, $5, $5, 0);

-- name: session_find
-- The session of a token's digest, unless it ended or is too old, with its account and a row for
-- each grant.
SELECT
	s.id,
	s.account_id,
	s.began_at,
	s.seen_at,
	a.name,
	a.display,
	a.must_change,
	g.role,
	g.scope
FROM account_session s
JOIN account a ON a.agency_id = s.agency_id AND a.id = s.account_id
LEFT JOIN account_grant g ON g.agency_id = s.agency_id AND g.account_id = s.account_id
WHERE s.agency_id = $1
  AND s.digest = $2
  AND s.ended_at = 0
  AND s.seen_at > $3
  AND s.began_at > $4
  AND a.state = 'active';

-- name: session_goes_on
-- How many sessions of this id go on: 1 or 0.
SELECT
	count(id)
FROM account_session
WHERE agency_id = $1
  AND id = $2
  AND ended_at = 0;

-- name: session_seen
-- A session is in use.
UPDATE account_session
SET seen_at = $3
WHERE agency_id = $1
  AND id = $2
  AND ended_at = 0
  AND seen_at < $3;

-- name: session_end
-- End a session.
UPDATE account_session
SET ended_at = $3
WHERE agency_id = $1
  AND id = $2
  AND ended_at = 0;

-- name: session_end_digest
-- End the session of a token.
UPDATE account_session
SET ended_at = $3
WHERE agency_id = $1
  AND digest = $2
  AND ended_at = 0;

-- name: session_end_all
-- End the sessions of an account but one.
UPDATE account_session
SET ended_at = $3
WHERE agency_id = $1
  AND account_id = $2
  AND ended_at = 0
  AND id <> $4;

-- name: session_end_beyond
-- End the oldest sessions of an account, so that this many are left.
UPDATE account_session
SET ended_at = $3
WHERE agency_id = $1
  AND account_id = $2
  AND ended_at = 0
  AND id NOT IN (
	SELECT
		id
	FROM account_session
	WHERE agency_id = $1
	  AND account_id = $2
	  AND ended_at = 0
	ORDER BY id DESC
	LIMIT $4
  );

-- name: session_purge
-- Forget the sessions of an account that are too old to hold.
DELETE FROM account_session
WHERE agency_id = $1
  AND account_id = $2
  AND began_at <= $3;

-- name: attempt_find
-- What is known of a name or an address that tries to sign in.
SELECT
	attempt_count,
	last_at,
	until_at
FROM sign_in_attempt
WHERE agency_id = $1
  AND subject = $2;

-- name: attempt_put
-- Note a try.
INSERT INTO sign_in_attempt (
	agency_id,
	subject,
	attempt_count,
	last_at,
	until_at
) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (agency_id, subject) DO UPDATE
SET
	attempt_count = excluded.attempt_count,
	last_at = excluded.last_at,
	until_at = excluded.until_at;

-- name: attempt_forget
-- A name that got in counts from nothing again.
DELETE FROM sign_in_attempt
WHERE agency_id = $1
  AND subject = $2;

-- name: attempt_undo
-- An address whose try was right has one less, and waits no longer.
UPDATE sign_in_attempt
SET
	attempt_count = attempt_count - 1,
	until_at = 0
WHERE agency_id = $1
  AND subject = $2
  AND attempt_count > 0;

-- name: attempt_purge
-- Forget what is too old to count.
DELETE FROM sign_in_attempt
WHERE agency_id = $1
  AND last_at <= $2;

-- name: setup_add
-- A new setup code.
INSERT INTO setup_code (
	agency_id,
	id,
	digest,
	made_at,
	ended_at
) VALUES (0, $1, $2, $3, 0);

-- name: setup_end_all
-- End every setup code.
UPDATE setup_code
SET ended_at = $1
WHERE agency_id = 0
  AND ended_at = 0;

-- name: setup_find
-- Digests of the codes that are still good.
SELECT
	digest
FROM setup_code
WHERE agency_id = 0
  AND ended_at = 0
  AND made_at > $1;
