-- SPDX-License-Identifier: Apache-2.0
-- Sign-in: what accounts may do and where, sessions, waiting after failures, the setup code.
ALTER TABLE account RENAME TO account_before;

-- Accounts that may sign in.
CREATE TABLE account (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	name text NOT NULL, -- sign-in name, lower case; stays taken when closed
	display text NOT NULL, -- what people call them; class internal
	sort_key text NOT NULL, -- of display and name, for the list and its search
	password_hash text NOT NULL, -- Argon2id string of the keyed digest of the password
	must_change boolean NOT NULL, -- the password is a one-time one
	state text NOT NULL, -- active or closed
	created_at bigint NOT NULL, -- instant, microseconds UTC
	signed_in_at bigint NOT NULL, -- instant of the last sign-in; 0 never
	PRIMARY KEY (agency_id, id)
);

-- What an account may do and where; each role once.
CREATE TABLE account_grant (
	agency_id bigint NOT NULL, -- whose
	account_id bigint NOT NULL, -- of whom
	role text NOT NULL, -- admin, personnel, leader, unit_head, inspector
	scope bigint NOT NULL, -- the unit whose subtree it holds for; 0 the whole agency
	granted_at bigint NOT NULL, -- instant, microseconds UTC
	granted_by bigint NOT NULL, -- account; 0 is the operator at the command line
	PRIMARY KEY (agency_id, account_id, role)
);

INSERT INTO account_grant (agency_id, account_id, role, scope, granted_at, granted_by)
	SELECT agency_id, id, role, 0, created_at, 0
	FROM account_before;

INSERT INTO account (agency_id, id, name, display, sort_key, password_hash, must_change, state,
		created_at, signed_in_at)
	SELECT agency_id, id, name, name, name, password_hash, false, 'active', created_at, 0
	FROM account_before;

DROP TABLE account_before;

CREATE UNIQUE INDEX account_name ON account (agency_id, name);
CREATE INDEX account_sort ON account (agency_id, sort_key, id);

-- Who is signed in. Rows are removed when they are too old to hold.
CREATE TABLE account_session (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	account_id bigint NOT NULL, -- of whom
	digest bytea NOT NULL, -- BLAKE2b-256 of the token, which only the browser has
	began_at bigint NOT NULL, -- instant of the sign-in
	seen_at bigint NOT NULL, -- instant of use, some minutes behind at most
	ended_at bigint NOT NULL, -- instant; 0 while it goes on
	PRIMARY KEY (agency_id, id)
);
CREATE UNIQUE INDEX account_session_digest ON account_session (agency_id, digest);
CREATE INDEX account_session_account ON account_session (agency_id, account_id);

-- Tries to sign in that have not succeeded, by what they have in common. Rows are removed when
-- they are too old to count.
CREATE TABLE sign_in_attempt (
	agency_id bigint NOT NULL, -- whose
	subject bytea NOT NULL, -- keyed digest of a name or an address: neither can be read here
	attempt_count bigint NOT NULL, -- in a row
	last_at bigint NOT NULL, -- instant of the last one
	until_at bigint NOT NULL, -- instant before which no other is taken
	PRIMARY KEY (agency_id, subject)
);
CREATE INDEX sign_in_attempt_last ON sign_in_attempt (agency_id, last_at);

-- Codes that open the first-run wizard.
CREATE TABLE setup_code (
	agency_id bigint NOT NULL, -- 0: there is no agency yet
	id bigint NOT NULL, -- time-ordered
	digest bytea NOT NULL, -- BLAKE2b-256 of the code
	made_at bigint NOT NULL, -- instant from which it counts
	ended_at bigint NOT NULL, -- instant of its use or of the next code; 0 while it is good
	PRIMARY KEY (agency_id, id)
);
