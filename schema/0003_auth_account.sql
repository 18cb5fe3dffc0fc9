-- SPDX-License-Identifier: Apache-2.0
-- Accounts that may sign in.
CREATE TABLE account (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	name text NOT NULL, -- sign-in name, lower case
	password_hash text NOT NULL, -- Argon2id string of the keyed digest of the password
	role text NOT NULL, -- admin for now; roles and scopes come with sign-in
	created_at bigint NOT NULL, -- instant, microseconds UTC
	PRIMARY KEY (agency_id, id)
);
CREATE UNIQUE INDEX account_name ON account (agency_id, name);
