-- SPDX-License-Identifier: Apache-2.0

-- name: add
-- Queue a job.
INSERT INTO job (
	agency_id,
	id,
	kind,
	state,
	argument,
	done_count,
	total_count,
	queued_at,
	started_at,
	finished_at
) VALUES ($1, $2, $3, 'queued', $4, 0, 0, $5, 0, 0);

-- name: find
-- One job.
SELECT
	agency_id,
	id,
	kind,
	state,
	argument,
	done_count,
	total_count,
	error_code,
	error_message,
	queued_at,
	started_at,
	finished_at
FROM job
WHERE agency_id = $1
  AND id = $2;

-- name: list
-- Jobs of all agencies in a state, oldest first, behind an id.
SELECT
	agency_id,
	id,
	kind
FROM job
WHERE state = $1
  AND id > $2
ORDER BY id
LIMIT $3;

-- name: start
-- A queued job begins to run.
UPDATE job
SET state = 'running',
    started_at = $3
WHERE agency_id = $1
  AND id = $2
  AND state = 'queued';

-- name: progress
-- How far a running job is.
UPDATE job
SET done_count = $3,
    total_count = $4
WHERE agency_id = $1
  AND id = $2
  AND state = 'running';

-- name: finish
-- A running job ends, well or with an error, at its last progress.
UPDATE job
SET state = $3,
    error_code = $4,
    error_message = $5,
    finished_at = $6,
    done_count = $7,
    total_count = $8
WHERE agency_id = $1
  AND id = $2
  AND state = 'running';

-- name: interrupt
-- A running job whose process died ends where it was.
UPDATE job
SET state = 'failed',
    error_code = $3,
    error_message = $4,
    finished_at = $5
WHERE agency_id = $1
  AND id = $2
  AND state = 'running';
