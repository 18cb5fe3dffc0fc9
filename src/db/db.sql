-- SPDX-License-Identifier: Apache-2.0
-- What the database layer itself says to an engine. A setting that only one engine knows has a
-- body for the other that changes nothing, so that every query can be prepared on both.

-- name: begin_read
-- Open one read-only snapshot.
BEGIN
-- name: begin_read @postgres
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY

-- name: begin_write
-- Open a transaction that writes.
BEGIN IMMEDIATE
-- name: begin_write @postgres
BEGIN ISOLATION LEVEL SERIALIZABLE

-- name: commit
-- Make the transaction durable.
COMMIT

-- name: rollback
-- Leave nothing of the transaction.
ROLLBACK

-- name: job_begin
-- Mark where a write job starts inside the transaction of its group.
SAVEPOINT job

-- name: job_keep
-- Join a finished write job with its group.
RELEASE SAVEPOINT job

-- name: job_undo
-- Take back what a failed write job did, and nothing of its neighbours.
ROLLBACK TO SAVEPOINT job

-- name: session
-- Spill to files, not to memory; on PostgreSQL, read and write times and texts in one way only.
PRAGMA temp_store = FILE
-- name: session @postgres
SELECT
	set_config('TimeZone', 'UTC', false),
	set_config('DateStyle', 'ISO, YMD', false),
	set_config('standard_conforming_strings', 'on', false),
	set_config('client_min_messages', 'warning', false)

-- name: session_log
-- Keep changes in a write-ahead log, so that readers and the writer never wait for each other.
PRAGMA journal_mode = WAL
-- name: session_log @postgres
SELECT 1

-- name: session_durable
-- Reach the disk before a commit returns; the lesser setting loses commits on power failure.
PRAGMA synchronous = FULL
-- name: session_durable @postgres
SELECT 1

-- name: session_writer_cache
-- Let the writer keep 8 MB of pages.
PRAGMA cache_size = -8192
-- name: session_writer_cache @postgres
SELECT 1

-- name: session_reader_cache
-- Let a reader keep 4 MB of pages.
PRAGMA cache_size = -4096
-- name: session_reader_cache @postgres
SELECT 1

-- name: session_reader
-- Refuse to change anything through a reader.
PRAGMA query_only = ON
-- name: session_reader @postgres
SELECT 1

-- name: lock_take
-- Hold the lock of a key for this session; on SQLite one process is alone with its file.
SELECT $1 IS NOT NULL
-- name: lock_take @postgres
SELECT pg_try_advisory_lock(CAST($1 AS BIGINT))

-- name: lock_drop
-- Give a key back.
SELECT $1 IS NOT NULL
-- name: lock_drop @postgres
SELECT pg_advisory_unlock(CAST($1 AS BIGINT))

-- name: process_number
-- Take the first number of 0..$2-1 that no living process of this installation has; ids carry it.
SELECT 0 WHERE $1 IS NOT NULL AND $2 IS NOT NULL
-- name: process_number @postgres
SELECT n
FROM generate_series(0, CAST($2 AS INTEGER) - 1) AS numbers (n)
WHERE pg_try_advisory_lock(CAST($1 AS INTEGER), n)
LIMIT 1

-- name: step_table_exists
-- Tell whether any step of the schema was ever applied.
SELECT count(*)
FROM sqlite_schema
WHERE type = 'table'
	AND name = 'schema_step'
-- name: step_table_exists @postgres
SELECT count(*)
FROM information_schema.tables
WHERE table_schema = current_schema()
	AND table_name = 'schema_step'

-- name: step_table_create
-- Make the list of applied steps.
CREATE TABLE IF NOT EXISTS schema_step (
	number INTEGER NOT NULL, -- of the step, from 1
	name TEXT NOT NULL, -- "registry_core"
	digest TEXT NOT NULL, -- BLAKE2b-256 of its text, hexadecimal
	applied_at INTEGER NOT NULL, -- instant, microseconds UTC
	PRIMARY KEY (number)
) STRICT, WITHOUT ROWID
-- name: step_table_create @postgres
CREATE TABLE IF NOT EXISTS schema_step (
	number BIGINT NOT NULL, -- of the step, from 1
	name TEXT NOT NULL, -- "registry_core"
	digest TEXT NOT NULL, -- BLAKE2b-256 of its text, hexadecimal
	applied_at BIGINT NOT NULL, -- instant, microseconds UTC
	PRIMARY KEY (number)
)

-- name: step_list
-- List the applied steps in order.
SELECT
	number,
	name,
	digest
FROM schema_step
ORDER BY number

-- name: step_add
-- Record a step in the transaction that applied it.
INSERT INTO schema_step (number, name, digest, applied_at)
VALUES ($1, $2, $3, $4)

-- name: statistics_make
-- Make the table from which SQLite's planner learns how selective an index is.
ANALYZE sqlite_schema
-- name: statistics_make @postgres
SELECT 1

-- name: statistics_clear
-- Forget what it holds.
DELETE FROM sqlite_stat1
-- name: statistics_clear @postgres
SELECT 1

-- name: statistics_tell
-- Tell the planner that one agency has all the rows, so that it never takes agency_id alone for a
-- look-up. The figures are fixed: plans do not change with the data, in tests or in an office.
INSERT INTO sqlite_stat1 (tbl, idx, stat)
SELECT
	t.name,
	CASE i.origin WHEN 'pk' THEN t.name ELSE i.name END,
	CASE (SELECT count(*) FROM pragma_index_info(i.name))
		WHEN 2 THEN '1000000 1000000 1'
		WHEN 3 THEN '1000000 1000000 4 1'
		ELSE '1000000 1000000 4 2 1'
	END
FROM sqlite_schema AS t
JOIN pragma_index_list(t.name) AS i
WHERE t.type = 'table'
	AND (SELECT name FROM pragma_index_info(i.name) WHERE seqno = 0) = 'agency_id'
	AND (SELECT count(*) FROM pragma_index_info(i.name)) BETWEEN 2 AND 4
-- name: statistics_tell @postgres
SELECT 1

-- name: copy_whole
-- See whether every page of a copy is where it should be.
PRAGMA quick_check(1)
-- name: copy_whole @postgres
SELECT 'ok'

-- name: copy_ours
-- See whether it is a database of this program.
SELECT 'ok'
FROM schema_step
LIMIT 1
