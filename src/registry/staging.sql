-- SPDX-License-Identifier: Apache-2.0
-- Uploaded rosters on their way in: drafts, corrections, remembered columns.

-- name: draft_add
-- A new upload.
INSERT INTO import_draft (
	agency_id,
	id,
	actor_id,
	file_name,
	file_digest,
	file_bytes,
	kind,
	sheet,
	heading_line,
	heading_key,
	mapping,
	as_of_on,
	state,
	job_id,
	line_count,
	accepted_count,
	rejected_count,
	warned_count,
	added_count,
	changed_count,
	unchanged_count,
	absent_count,
	unit_count,
	position_count,
	checked_at,
	edited_at,
	created_at,
	expires_at,
	import_number,
	import_act_id
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'uploaded', 0, 0, 0, 0, 0, 0, 0, 0, 0,
          0, 0, 0, 0, $13, $14, 0, 0);

-- name: draft_find
-- One draft that is not removed.
SELECT
	id,
	actor_id,
	file_name,
	file_digest,
	file_bytes,
	kind,
	sheet,
	heading_line,
	heading_key,
	mapping,
	as_of_on,
	state,
	job_id,
	error_message,
	error_value,
	line_count,
	accepted_count,
	rejected_count,
	warned_count,
	added_count,
	changed_count,
	unchanged_count,
	absent_count,
	unit_count,
	position_count,
	checked_at,
	edited_at,
	created_at,
	expires_at,
	import_number,
	import_act_id
FROM import_draft
WHERE agency_id = $1
  AND id = $2
  AND state <> 'removed';

-- name: draft_list
-- The newest drafts that are not removed; of one actor, or of all when $2 is 0.
SELECT
	id,
	actor_id,
	file_name,
	file_digest,
	file_bytes,
	kind,
	sheet,
	heading_line,
	heading_key,
	mapping,
	as_of_on,
	state,
	job_id,
	error_message,
	error_value,
	line_count,
	accepted_count,
	rejected_count,
	warned_count,
	added_count,
	changed_count,
	unchanged_count,
	absent_count,
	unit_count,
	position_count,
	checked_at,
	edited_at,
	created_at,
	expires_at,
	import_number,
	import_act_id
FROM import_draft
WHERE agency_id = $1
  AND ($2 = 0 OR actor_id = $2)
  AND state <> 'removed'
ORDER BY id DESC
LIMIT $3;

-- name: draft_table_set
-- Another sheet, heading line, mapping or date: what was checked is void.
UPDATE import_draft
SET sheet = $3,
    heading_line = $4,
    heading_key = $5,
    mapping = $6,
    as_of_on = $7,
    expires_at = $8,
    state = 'uploaded',
    checked_at = 0,
    edited_at = 0,
    error_message = NULL,
    error_value = NULL
WHERE agency_id = $1
  AND id = $2;

-- name: draft_state_set
-- A step on, with the job that does it and what went wrong.
UPDATE import_draft
SET state = $3,
    job_id = $4,
    error_message = $5,
    error_value = $6,
    expires_at = $7
WHERE agency_id = $1
  AND id = $2;

-- name: draft_checked
-- What a check counted.
UPDATE import_draft
SET state = $3,
    line_count = $4,
    accepted_count = $5,
    rejected_count = $6,
    warned_count = $7,
    added_count = $8,
    changed_count = $9,
    unchanged_count = $10,
    absent_count = $11,
    unit_count = $12,
    position_count = $13,
    checked_at = $14,
    expires_at = $15
WHERE agency_id = $1
  AND id = $2;

-- name: draft_imported
-- What came of it.
UPDATE import_draft
SET state = 'imported',
    import_number = $3,
    import_act_id = $4,
    expires_at = $5
WHERE agency_id = $1
  AND id = $2;

-- name: draft_edited
-- A correction was made or taken back.
UPDATE import_draft
SET edited_at = $3,
    expires_at = $4
WHERE agency_id = $1
  AND id = $2;

-- name: draft_expired
-- Drafts whose time is over, of any agency.
SELECT
	agency_id,
	id
FROM import_draft
WHERE expires_at <= $1
ORDER BY id
LIMIT 1000;

-- name: draft_exists
-- A draft of any agency whose files are kept.
SELECT 1
FROM import_draft
WHERE id = $1
  AND state <> 'removed';

-- name: draft_delete
-- A draft that is over.
DELETE FROM import_draft
WHERE agency_id = $1
  AND id = $2;

-- name: draft_cells_delete
-- Its corrections.
DELETE FROM import_draft_cell
WHERE agency_id = $1
  AND draft_id = $2;

-- name: draft_lines_delete
-- Its decisions.
DELETE FROM import_draft_line
WHERE agency_id = $1
  AND draft_id = $2;

-- name: draft_cell_set
-- What a cell is to say.
INSERT INTO import_draft_cell (
	agency_id,
	draft_id,
	line,
	column_index,
	value
) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (agency_id, draft_id, line, column_index) DO UPDATE SET value = excluded.value;

-- name: draft_cell_clear
-- The file is right after all.
DELETE FROM import_draft_cell
WHERE agency_id = $1
  AND draft_id = $2
  AND line = $3
  AND column_index = $4;

-- name: draft_line_set
-- A line is accepted or skipped.
INSERT INTO import_draft_line (
	agency_id,
	draft_id,
	line,
	decision
) VALUES ($1, $2, $3, $4)
ON CONFLICT (agency_id, draft_id, line) DO UPDATE SET decision = excluded.decision;

-- name: draft_line_clear
-- A decision is taken back.
DELETE FROM import_draft_line
WHERE agency_id = $1
  AND draft_id = $2
  AND line = $3;

-- name: draft_edit_count
-- How many corrections and decisions there are.
SELECT
	(SELECT COUNT(*) FROM import_draft_cell WHERE agency_id = $1 AND draft_id = $2) +
	(SELECT COUNT(*) FROM import_draft_line WHERE agency_id = $1 AND draft_id = $2);

-- name: draft_cells
-- Corrections of lines from $3 to $4.
SELECT
	line,
	column_index,
	value
FROM import_draft_cell
WHERE agency_id = $1
  AND draft_id = $2
  AND line >= $3
  AND line <= $4
ORDER BY line, column_index;

-- name: draft_lines
-- Decisions on lines from $3 to $4.
SELECT
	line,
	decision
FROM import_draft_line
WHERE agency_id = $1
  AND draft_id = $2
  AND line >= $3
  AND line <= $4
ORDER BY line;

-- name: mapping_find
-- How a sender matched these headings before.
SELECT mapping
FROM import_mapping
WHERE agency_id = $1
  AND actor_id = $2
  AND heading_key = $3;

-- name: mapping_set
-- Remember it.
INSERT INTO import_mapping (
	agency_id,
	actor_id,
	heading_key,
	mapping,
	used_at
) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (agency_id, actor_id, heading_key)
DO UPDATE SET mapping = excluded.mapping, used_at = excluded.used_at;

-- name: import_of_digest
-- A standing import of the very same bytes.
SELECT number
FROM import
WHERE agency_id = $1
  AND file_digest = $2
  AND undone_act_id = 0
ORDER BY number DESC
LIMIT 1;
