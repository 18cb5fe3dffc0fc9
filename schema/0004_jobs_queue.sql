-- SPDX-License-Identifier: Apache-2.0
-- Long work: queued, run by a worker, watched by whoever asked for it.
CREATE TABLE job (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	kind text NOT NULL, -- row of the job table: roster-import, roster-undo
	state text NOT NULL, -- queued, running, done, failed
	argument text NOT NULL, -- what to work on: JSON, opaque to SQL, no personal data
	done_count bigint NOT NULL, -- progress, in the unit of the kind
	total_count bigint NOT NULL, -- the whole; 0 while not known
	error_code text, -- err_code_name of a failed run
	error_message text, -- catalogue key of a failed run
	queued_at bigint NOT NULL, -- instant
	started_at bigint NOT NULL, -- instant; 0 before
	finished_at bigint NOT NULL, -- instant; 0 before
	PRIMARY KEY (agency_id, id)
);
CREATE INDEX job_state ON job (state, id);
