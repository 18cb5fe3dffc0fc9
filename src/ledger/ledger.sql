-- SPDX-License-Identifier: Apache-2.0
-- The log of decisions in the database.

-- name: pending_add
-- An entry that waits for its place.
INSERT INTO ledger_pending (agency_id, id, act_id, body)
VALUES ($1, $2, $3, $4)

-- name: pending_list
-- Entries that wait, in the order in which they came.
SELECT id, act_id, body
FROM ledger_pending
WHERE agency_id = $1
ORDER BY id
LIMIT $2

-- name: pending_remove
-- An entry has its place.
DELETE FROM ledger_pending
WHERE agency_id = $1
  AND id = $2

-- name: entry_add
-- An entry in its place.
INSERT INTO ledger_entry (agency_id, id, act_id, body)
VALUES ($1, $2, $3, $4)

-- name: entry_of_act
-- Where the entry of an act stands.
SELECT id, body
FROM ledger_entry
WHERE agency_id = $1
  AND act_id = $2
ORDER BY id
LIMIT 1

-- name: entry_scan
-- Entries from one place on.
SELECT id, act_id, body
FROM ledger_entry
WHERE agency_id = $1
  AND id >= $2
ORDER BY id
LIMIT $3

-- name: tile_get
-- The hashes of a tile.
SELECT hashes
FROM ledger_tile
WHERE agency_id = $1
  AND id = $2

-- name: tile_put
-- Keep a tile, in the place of its narrower form.
INSERT INTO ledger_tile (agency_id, id, hashes)
VALUES ($1, $2, $3)
ON CONFLICT (agency_id, id) DO UPDATE SET hashes = excluded.hashes

-- name: checkpoint_add
-- A signed state of the tree; one of the same size takes its place.
INSERT INTO ledger_checkpoint (agency_id, id, note, signed_at)
VALUES ($1, $2, $3, $4)
ON CONFLICT (agency_id, id) DO UPDATE SET note = excluded.note, signed_at = excluded.signed_at

-- name: checkpoint_last
-- The checkpoint in force.
SELECT id, note, signed_at
FROM ledger_checkpoint
WHERE agency_id = $1
ORDER BY id DESC
LIMIT 1

-- name: key_add
-- A key that signs from now on.
INSERT INTO ledger_key (agency_id, id, verifier, from_at, until_at)
VALUES ($1, $2, $3, $4, 0)

-- name: key_end
-- A key that signs no more, unless it is $2.
UPDATE ledger_key
SET until_at = $3
WHERE agency_id = $1
  AND verifier <> $2
  AND until_at = 0

-- name: key_list
-- All keys that have signed, the last one first.
SELECT verifier, from_at, until_at
FROM ledger_key
WHERE agency_id = $1
ORDER BY id DESC
