-- SPDX-License-Identifier: Apache-2.0

-- name: account_add
-- A new account.
INSERT INTO account (
	agency_id,
	id,
	name,
	password_hash,
	role,
	created_at
) VALUES ($1, $2, $3, $4, $5, $6);

-- name: account_hash
-- The password hash of an account.
SELECT
	password_hash
FROM account
WHERE agency_id = $1
  AND name = $2;
