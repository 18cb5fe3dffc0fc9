-- SPDX-License-Identifier: Apache-2.0
-- Uploaded rosters on their way in: matched, checked and mended before they are imported.
CREATE TABLE import_draft (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered; the names of its files in uploads/
	actor_id bigint NOT NULL, -- account that sent it
	file_name text NOT NULL, -- without its folder, as the sender calls it
	file_digest text NOT NULL, -- BLAKE2b-256 of its bytes, hexadecimal
	file_bytes bigint NOT NULL, -- its size
	kind text NOT NULL, -- csv, xlsx
	sheet text NOT NULL, -- the chosen sheet of a workbook; empty for csv
	heading_line bigint NOT NULL, -- line of the headings; 0 when none is usable yet
	heading_key text NOT NULL, -- fingerprint of the headings
	mapping text NOT NULL, -- what each column says: JSON array of field codes
	as_of_on text NOT NULL, -- date of the snapshot
	state text NOT NULL, -- enum staging_state: uploaded, checking, checked, …
	job_id bigint NOT NULL, -- the job that works or worked on it last; 0 before
	error_message text, -- catalogue key of what went wrong last
	error_value text, -- what its words quote; class internal
	line_count bigint NOT NULL, -- lines read by the last check, blank ones not counted
	accepted_count bigint NOT NULL, -- lines that can go in
	rejected_count bigint NOT NULL, -- lines with an error
	warned_count bigint NOT NULL, -- lines that can go in and have a warning
	added_count bigint NOT NULL, -- people who are not known yet
	changed_count bigint NOT NULL, -- people of whom something changes
	unchanged_count bigint NOT NULL, -- people of whom nothing changes
	absent_count bigint NOT NULL, -- people in service whom the file does not name
	unit_count bigint NOT NULL, -- units it would create
	position_count bigint NOT NULL, -- posts it would create
	checked_at bigint NOT NULL, -- instant of the last check; 0 before
	edited_at bigint NOT NULL, -- instant of the last correction or decision; 0 before
	created_at bigint NOT NULL, -- instant
	expires_at bigint NOT NULL, -- instant after which its files are removed
	import_number bigint NOT NULL, -- what came of it; 0 before, and when nothing changed
	import_act_id bigint NOT NULL, -- the act of that import; 0 before
	PRIMARY KEY (agency_id, id)
);
CREATE INDEX import_draft_expiry ON import_draft (expires_at);

-- Cells that people corrected in a draft.
CREATE TABLE import_draft_cell (
	agency_id bigint NOT NULL, -- whose
	draft_id bigint NOT NULL, -- of which draft
	line bigint NOT NULL, -- line of the file
	column_index bigint NOT NULL, -- from 0
	value text NOT NULL, -- what the cell is to say; class restricted, removed with the draft
	PRIMARY KEY (agency_id, draft_id, line, column_index)
);

-- Lines of a draft that people decided on.
CREATE TABLE import_draft_line (
	agency_id bigint NOT NULL, -- whose
	draft_id bigint NOT NULL, -- of which draft
	line bigint NOT NULL, -- line of the file
	decision text NOT NULL, -- accept: seen and right; skip: leave it out
	PRIMARY KEY (agency_id, draft_id, line)
);

-- How a sender matched columns before, by the fingerprint of the headings.
CREATE TABLE import_mapping (
	agency_id bigint NOT NULL, -- whose
	actor_id bigint NOT NULL, -- sender
	heading_key text NOT NULL, -- fingerprint of the headings
	mapping text NOT NULL, -- as in import_draft
	used_at bigint NOT NULL, -- instant it was last set
	PRIMARY KEY (agency_id, actor_id, heading_key)
);

-- The same file is known again.
CREATE INDEX import_digest ON import (agency_id, file_digest);
