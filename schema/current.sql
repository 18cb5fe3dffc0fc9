-- SPDX-License-Identifier: Apache-2.0
-- The schema that all steps together make on SQLite, for reading. ./dev fmt writes it; the steps
-- beside it are what is applied.

CREATE TABLE account (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered
	name text NOT NULL, -- sign-in name, lower case; stays taken when closed
	display text NOT NULL, -- what people call them; class internal
	sort_key text NOT NULL, -- of display and name, for the list and its search
	password_hash text NOT NULL, -- Argon2id string of the keyed digest of the password
	must_change INTEGER NOT NULL, -- the password is a one-time one
	state text NOT NULL, -- active or closed
	created_at INTEGER NOT NULL, -- instant, microseconds UTC
	signed_in_at INTEGER NOT NULL, -- instant of the last sign-in; 0 never
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX account_name ON account (agency_id, name);

CREATE INDEX account_sort ON account (agency_id, sort_key, id);

CREATE TABLE account_grant (
	agency_id INTEGER NOT NULL, -- whose
	account_id INTEGER NOT NULL, -- of whom
	role text NOT NULL, -- admin, personnel, leader, unit_head, inspector
	scope INTEGER NOT NULL, -- the unit whose subtree it holds for; 0 the whole agency
	granted_at INTEGER NOT NULL, -- instant, microseconds UTC
	granted_by INTEGER NOT NULL, -- account; 0 is the operator at the command line
	PRIMARY KEY (agency_id, account_id, role)
)
STRICT, WITHOUT ROWID;

CREATE TABLE account_session (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered
	account_id INTEGER NOT NULL, -- of whom
	digest BLOB NOT NULL, -- BLAKE2b-256 of the token, which only the browser has
	began_at INTEGER NOT NULL, -- instant of the sign-in
	seen_at INTEGER NOT NULL, -- instant of use, some minutes behind at most
	ended_at INTEGER NOT NULL, -- instant; 0 while it goes on
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE INDEX account_session_account ON account_session (agency_id, account_id);

CREATE UNIQUE INDEX account_session_digest ON account_session (agency_id, digest);

CREATE TABLE act (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- smaller than the id of every row it writes
	kind text NOT NULL, -- init, import, undo, demo, correction
	actor_id INTEGER NOT NULL, -- account; 0 is the operator at the command line
	opened_at INTEGER NOT NULL, -- instant it began
	recorded_at INTEGER NOT NULL, -- instant from which its facts are believed; 0 while open
	last_row_id INTEGER NOT NULL, -- none of its rows is beyond; 0 while open, -1 while dropped
	undoes_act_id INTEGER NOT NULL, -- the act it takes back; 0 for none
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE TABLE agency (
	id INTEGER NOT NULL, -- the agency_id of all other tables
	name text NOT NULL, -- "Kabupaten Contoh"
	region_code text NOT NULL, -- code of the Ministry of Home Affairs, "33.28"
	zone_hours INTEGER NOT NULL, -- hours east of UTC: 7 WIB, 8 WITA, 9 WIT
	is_sample INTEGER NOT NULL, -- made up; every page and print says CONTOH
	created_at INTEGER NOT NULL, -- instant, microseconds UTC
	PRIMARY KEY (id)
)
STRICT, WITHOUT ROWID;

CREATE TABLE correction (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- the act's id
	person_id INTEGER NOT NULL, -- of whom
	part text NOT NULL, -- new, name, birth, status, grade, education, post
	reason text NOT NULL, -- as the person who did it wrote it; class internal
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE INDEX correction_person ON correction (agency_id, person_id);

CREATE TABLE decree (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered
	number text NOT NULL, -- as printed: "821.2/114/2020"
	title text, -- what it decides
	signed_on text, -- date of signing, ISO
	signer text, -- office of the signer
	act_id INTEGER NOT NULL, -- recorded by
	ended_act_id INTEGER NOT NULL, -- taken back by; 0 while it stands
	repeats_id INTEGER NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE INDEX decree_ended ON decree (ended_act_id) WHERE ended_act_id <> 0;

CREATE INDEX decree_number ON decree (agency_id, number);

CREATE TABLE duty (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered
	position_id INTEGER NOT NULL, -- of which position
	ordinal INTEGER NOT NULL, -- 1, 2, 3 … as in the decree on duties
	duty text NOT NULL, -- what the holder must do
	from_on text NOT NULL, -- valid from
	until_on text NOT NULL, -- valid until, not included
	act_id INTEGER NOT NULL, -- recorded by
	ended_act_id INTEGER NOT NULL, -- taken back by; 0 while it stands
	repeats_id INTEGER NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE INDEX duty_ended ON duty (ended_act_id) WHERE ended_act_id <> 0;

CREATE INDEX duty_position ON duty (agency_id, position_id);

CREATE VIEW duty_live AS
	SELECT agency_id, id, position_id, ordinal, duty, from_on, until_on, act_id
	FROM duty
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);

CREATE TABLE education (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered
	person_id INTEGER NOT NULL, -- of whom
	level text NOT NULL, -- SD SMP SMA D1 D2 D3 D4 S1 S2 S3
	field text, -- field of study or school, when the roster gives it
	from_on text NOT NULL, -- valid from
	until_on text NOT NULL, -- valid until, not included
	act_id INTEGER NOT NULL, -- recorded by
	ended_act_id INTEGER NOT NULL, -- taken back by; 0 while it stands
	repeats_id INTEGER NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE INDEX education_ended ON education (ended_act_id) WHERE ended_act_id <> 0;

CREATE INDEX education_person ON education (agency_id, person_id);

CREATE VIEW education_live AS
	SELECT agency_id, id, person_id, level, field, from_on, until_on, act_id
	FROM education
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);

CREATE TABLE employment (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered
	person_id INTEGER NOT NULL, -- who
	position_id INTEGER NOT NULL, -- which post
	capacity text NOT NULL, -- definitive, plt, plh, pj
	decree_id INTEGER NOT NULL, -- the decree; 0 when not known
	from_on text NOT NULL, -- valid from (TMT jabatan)
	until_on text NOT NULL, -- valid until, not included
	act_id INTEGER NOT NULL, -- recorded by
	ended_act_id INTEGER NOT NULL, -- taken back by; 0 while it stands
	repeats_id INTEGER NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE INDEX employment_ended ON employment (ended_act_id) WHERE ended_act_id <> 0;

CREATE INDEX employment_person ON employment (agency_id, person_id, position_id);

CREATE VIEW employment_live AS
	SELECT agency_id, id, person_id, position_id, capacity, decree_id, from_on, until_on, act_id
	FROM employment
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);

CREATE TABLE grade (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered
	person_id INTEGER NOT NULL, -- of whom
	scheme text NOT NULL, -- pns or pppk: two ladders, never compared
	ordinal INTEGER NOT NULL, -- 1..17
	decree_id INTEGER NOT NULL, -- the decree; 0 when not known
	from_on text NOT NULL, -- valid from
	until_on text NOT NULL, -- valid until, not included
	act_id INTEGER NOT NULL, -- recorded by
	ended_act_id INTEGER NOT NULL, -- taken back by; 0 while it stands
	repeats_id INTEGER NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE INDEX grade_ended ON grade (ended_act_id) WHERE ended_act_id <> 0;

CREATE INDEX grade_person ON grade (agency_id, person_id);

CREATE VIEW grade_live AS
	SELECT agency_id, id, person_id, scheme, ordinal, decree_id, from_on, until_on, act_id
	FROM grade
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);

CREATE TABLE holiday (
	on_date text NOT NULL, -- the day, ISO date
	name text NOT NULL, -- what is kept
	kind text NOT NULL, -- libur_nasional, cuti_bersama, pemilu
	source text NOT NULL, -- the joint decree or the list it was taken from
	PRIMARY KEY (on_date, name)
)
STRICT, WITHOUT ROWID;

CREATE TABLE import (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- the act's id
	number INTEGER NOT NULL, -- 1, 2, 3 … within the agency: what people call it
	kind text NOT NULL, -- roster
	file_name text NOT NULL, -- without its folder
	file_digest text NOT NULL, -- BLAKE2b-256 of its bytes, hexadecimal
	as_of_on text NOT NULL, -- date of the snapshot
	line_count INTEGER NOT NULL, -- records behind the heading, blank ones not counted
	accepted_count INTEGER NOT NULL, -- lines that went in or were there already
	rejected_count INTEGER NOT NULL, -- lines with an error
	added_count INTEGER NOT NULL, -- people who were not known before
	changed_count INTEGER NOT NULL, -- people of whom something changed
	undone_act_id INTEGER NOT NULL, -- the act that took it back; 0 while it stands
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE INDEX import_digest ON import (agency_id, file_digest);

CREATE UNIQUE INDEX import_number ON import (agency_id, number);

CREATE TABLE import_draft (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered; the names of its files in uploads/
	actor_id INTEGER NOT NULL, -- account that sent it
	file_name text NOT NULL, -- without its folder, as the sender calls it
	file_digest text NOT NULL, -- BLAKE2b-256 of its bytes, hexadecimal
	file_bytes INTEGER NOT NULL, -- its size
	kind text NOT NULL, -- csv, xlsx
	sheet text NOT NULL, -- the chosen sheet of a workbook; empty for csv
	heading_line INTEGER NOT NULL, -- line of the headings; 0 when none is usable yet
	heading_key text NOT NULL, -- fingerprint of the headings
	mapping text NOT NULL, -- what each column says: JSON array of field codes
	as_of_on text NOT NULL, -- date of the snapshot
	state text NOT NULL, -- enum staging_state: uploaded, checking, checked, …
	job_id INTEGER NOT NULL, -- the job that works or worked on it last; 0 before
	error_message text, -- catalogue key of what went wrong last
	error_value text, -- what its words quote; class internal
	line_count INTEGER NOT NULL, -- lines read by the last check, blank ones not counted
	accepted_count INTEGER NOT NULL, -- lines that can go in
	rejected_count INTEGER NOT NULL, -- lines with an error
	warned_count INTEGER NOT NULL, -- lines that can go in and have a warning
	added_count INTEGER NOT NULL, -- people who are not known yet
	changed_count INTEGER NOT NULL, -- people of whom something changes
	unchanged_count INTEGER NOT NULL, -- people of whom nothing changes
	absent_count INTEGER NOT NULL, -- people in service whom the file does not name
	unit_count INTEGER NOT NULL, -- units it would create
	position_count INTEGER NOT NULL, -- posts it would create
	checked_at INTEGER NOT NULL, -- instant of the last check; 0 before
	edited_at INTEGER NOT NULL, -- instant of the last correction or decision; 0 before
	created_at INTEGER NOT NULL, -- instant
	expires_at INTEGER NOT NULL, -- instant after which its files are removed
	import_number INTEGER NOT NULL, -- what came of it; 0 before, and when nothing changed
	import_act_id INTEGER NOT NULL, -- the act of that import; 0 before
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE INDEX import_draft_expiry ON import_draft (expires_at);

CREATE TABLE import_draft_cell (
	agency_id INTEGER NOT NULL, -- whose
	draft_id INTEGER NOT NULL, -- of which draft
	line INTEGER NOT NULL, -- line of the file
	column_index INTEGER NOT NULL, -- from 0
	value text NOT NULL, -- what the cell is to say; class restricted, removed with the draft
	PRIMARY KEY (agency_id, draft_id, line, column_index)
)
STRICT, WITHOUT ROWID;

CREATE TABLE import_draft_line (
	agency_id INTEGER NOT NULL, -- whose
	draft_id INTEGER NOT NULL, -- of which draft
	line INTEGER NOT NULL, -- line of the file
	decision text NOT NULL, -- accept: seen and right; skip: leave it out
	PRIMARY KEY (agency_id, draft_id, line)
)
STRICT, WITHOUT ROWID;

CREATE TABLE import_mapping (
	agency_id INTEGER NOT NULL, -- whose
	actor_id INTEGER NOT NULL, -- sender
	heading_key text NOT NULL, -- fingerprint of the headings
	mapping text NOT NULL, -- as in import_draft
	used_at INTEGER NOT NULL, -- instant it was last set
	PRIMARY KEY (agency_id, actor_id, heading_key)
)
STRICT, WITHOUT ROWID;

CREATE TABLE job (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered
	kind text NOT NULL, -- row of the job table: roster-import, roster-undo
	state text NOT NULL, -- queued, running, done, failed
	argument text NOT NULL, -- what to work on: JSON, opaque to SQL, no personal data
	done_count INTEGER NOT NULL, -- progress, in the unit of the kind
	total_count INTEGER NOT NULL, -- the whole; 0 while not known
	error_code text, -- err_code_name of a failed run
	error_message text, -- catalogue key of a failed run
	queued_at INTEGER NOT NULL, -- instant
	started_at INTEGER NOT NULL, -- instant; 0 before
	finished_at INTEGER NOT NULL, -- instant; 0 before
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE INDEX job_state ON job (state, id);

CREATE TABLE law_echelon (
	code text NOT NULL, -- "III.a"
	kind text NOT NULL, -- position kind
	grade_min INTEGER NOT NULL, -- PNS ordinal
	grade_max INTEGER NOT NULL, -- PNS ordinal
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	source text NOT NULL, -- regulation
	PRIMARY KEY (code, from_on)
)
STRICT, WITHOUT ROWID;

CREATE TABLE law_education (
	code text NOT NULL, -- "S1"
	ordinal INTEGER NOT NULL, -- order of levels; equal levels share it
	entry_grade_pns INTEGER NOT NULL, -- PNS ordinal at entry
	entry_grade_pppk INTEGER NOT NULL, -- PPPK ordinal at entry; 0 before that ladder was made
	ceiling_grade_pns INTEGER NOT NULL, -- PNS ordinal where regular promotion ends
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	source text NOT NULL, -- regulation
	PRIMARY KEY (code, from_on)
)
STRICT, WITHOUT ROWID;

CREATE TABLE law_functional_level (
	kind text NOT NULL, -- position kind
	name text NOT NULL, -- "Ahli Madya"
	grade_min INTEGER NOT NULL, -- PNS ordinal
	grade_max INTEGER NOT NULL, -- PNS ordinal
	credit_year_x100 INTEGER NOT NULL, -- points a year, hundredths; 0 unknown
	credit_grade_x100 INTEGER, -- points to the next grade, hundredths
	credit_level_x100 INTEGER, -- points to the next level, hundredths
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	source text NOT NULL, -- regulation
	PRIMARY KEY (kind, from_on)
)
STRICT, WITHOUT ROWID;

CREATE TABLE law_grade (
	scheme text NOT NULL, -- pns or pppk
	ordinal INTEGER NOT NULL, -- 1..17, rising
	code text NOT NULL, -- "III/c", "IX"
	rank_name text, -- "Penata"; none for PPPK
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	source text NOT NULL, -- regulation
	PRIMARY KEY (scheme, ordinal, from_on)
)
STRICT, WITHOUT ROWID;

CREATE TABLE law_job_class (
	job_class INTEGER NOT NULL, -- 1..17
	points_min INTEGER NOT NULL, -- lowest points of the class
	points_max INTEGER NOT NULL, -- highest points of the class
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	source text NOT NULL, -- regulation
	PRIMARY KEY (job_class, from_on)
)
STRICT, WITHOUT ROWID;

CREATE TABLE law_requirement (
	kind text NOT NULL, -- position kind
	rule text NOT NULL, -- education_min, age_max, experience_years, …; see law.h
	value text NOT NULL, -- education code or number
	unit text NOT NULL, -- level, years
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	source text NOT NULL, -- regulation and article
	PRIMARY KEY (kind, rule, from_on)
)
STRICT, WITHOUT ROWID;

CREATE TABLE law_retirement_age (
	family text NOT NULL, -- first words of the title, sort key; empty for any title
	kind text NOT NULL, -- position kind, or * for any
	age_years INTEGER NOT NULL, -- the limit
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	source text NOT NULL, -- regulation and article
	PRIMARY KEY (family, kind, from_on)
)
STRICT, WITHOUT ROWID;

CREATE TABLE law_seed (
	name text NOT NULL, -- file, "law/grade.csv"
	digest text NOT NULL, -- BLAKE2b-256 of its bytes, hexadecimal
	seeded_at INTEGER NOT NULL, -- instant, microseconds UTC
	PRIMARY KEY (name)
)
STRICT, WITHOUT ROWID;

CREATE TABLE law_title (
	starts text NOT NULL, -- first words of the title, sort key
	kind text NOT NULL, -- position kind
	source text NOT NULL, -- regulation or practice
	PRIMARY KEY (starts)
)
STRICT, WITHOUT ROWID;

CREATE TABLE law_value (
	key text NOT NULL, -- "person.entry_age_min"
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	value text NOT NULL, -- number or word, as the source gives it
	unit text NOT NULL, -- years, days, working_days, hours, minutes, percent, count, …
	source text NOT NULL, -- regulation and article
	PRIMARY KEY (key, from_on)
)
STRICT, WITHOUT ROWID;

CREATE TABLE name_index (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- 1, 2, 3 …; the greatest that is ready is in use
	act_id INTEGER NOT NULL, -- the open act it was made for
	last_act_id INTEGER NOT NULL, -- it knows no later act
	last_fact_id INTEGER NOT NULL, -- it knows no later name
	name_count INTEGER NOT NULL, -- present names in it
	is_ready INTEGER NOT NULL, -- its act is recorded
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE TABLE name_index_block (
	id INTEGER NOT NULL, -- of the index, then the number of the block: name_index.h
	names BLOB NOT NULL, -- facts, people and sort keys; class public
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE name_index_gram (
	id INTEGER NOT NULL, -- of the index, then the segment and the three bytes: name_index.h
	name_count INTEGER NOT NULL, -- names that have them
	places BLOB, -- which byte of which name, in order; none for the sums of all segments
	PRIMARY KEY (id)
) STRICT;

CREATE TABLE open_act (
	agency_id INTEGER NOT NULL, -- whose
	act_id INTEGER NOT NULL, -- the act
	PRIMARY KEY (agency_id, act_id)
)
STRICT, WITHOUT ROWID;

CREATE TABLE person (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered
	nip text NOT NULL, -- 18 digits, PNS or PPPK; class internal
	act_id INTEGER NOT NULL, -- first named by
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE TABLE person_fact (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered
	person_id INTEGER NOT NULL, -- of whom
	name text NOT NULL, -- without titles; class public
	sort_key text NOT NULL, -- text_sort_key of the name
	title_before text, -- gelar depan: "Drs."
	title_after text, -- gelar belakang: "S.E., M.Si."
	birth_on text NOT NULL, -- date of birth; class internal
	birth_place text, -- as the roster writes it; class internal
	gender text NOT NULL, -- male or female
	from_on text NOT NULL, -- valid from
	until_on text NOT NULL, -- valid until, not included
	act_id INTEGER NOT NULL, -- recorded by
	ended_act_id INTEGER NOT NULL, -- taken back by; 0 while it stands
	repeats_id INTEGER NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE INDEX person_fact_ended ON person_fact (ended_act_id) WHERE ended_act_id <> 0;

CREATE INDEX person_fact_person ON person_fact (agency_id, person_id, birth_on);

CREATE VIEW person_fact_live AS
	SELECT agency_id, id, person_id, name, sort_key, title_before, title_after, birth_on,
		birth_place,
	       gender, from_on, until_on, act_id
	FROM person_fact
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);

CREATE TABLE person_name (
	agency_id INTEGER NOT NULL, -- whose
	sort_key text NOT NULL, -- that of the fact
	fact_id INTEGER NOT NULL, -- row of person_fact
	PRIMARY KEY (agency_id, sort_key, fact_id)
)
STRICT, WITHOUT ROWID;

CREATE VIEW person_name_live AS
	SELECT n.agency_id, n.sort_key, f.person_id, f.until_on
	FROM person_name AS n
	CROSS JOIN person_fact_live AS f
	WHERE f.agency_id = n.agency_id
	  AND f.id = n.fact_id;

CREATE TABLE person_nip (
	nip text NOT NULL, -- 18 digits
	agency_id INTEGER NOT NULL, -- where the person is kept
	person_id INTEGER NOT NULL, -- who
	PRIMARY KEY (nip)
)
STRICT, WITHOUT ROWID;

CREATE TABLE position (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered
	act_id INTEGER NOT NULL, -- first named by
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE TABLE position_fact (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered
	position_id INTEGER NOT NULL, -- of which position
	unit_id INTEGER NOT NULL, -- in which unit
	title text NOT NULL, -- official title: "Kepala Bidang Mutasi"
	sort_key text NOT NULL, -- text_sort_key of the title
	kind text NOT NULL, -- position kind of law.h: ADMINISTRATOR, JF_MADYA, …
	echelon text, -- "III.b"; none outside management
	grade_min INTEGER, -- least PNS grade, ordinal
	grade_max INTEGER, -- highest PNS grade, ordinal
	job_class INTEGER, -- kelas jabatan 1..17
	seats_count INTEGER, -- how many may hold it; none when nobody has stated it
	from_on text NOT NULL, -- valid from
	until_on text NOT NULL, -- valid until, not included
	act_id INTEGER NOT NULL, -- recorded by
	ended_act_id INTEGER NOT NULL, -- taken back by; 0 while it stands
	repeats_id INTEGER NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE INDEX position_fact_ended ON position_fact (ended_act_id) WHERE ended_act_id <> 0;

CREATE INDEX position_fact_position ON position_fact (agency_id, position_id);

CREATE INDEX position_fact_unit ON position_fact (agency_id, unit_id, sort_key);

CREATE VIEW position_fact_live AS
	SELECT agency_id, id, position_id, unit_id, title, sort_key, kind, echelon, grade_min,
		grade_max,
	       job_class, seats_count, from_on, until_on, act_id
	FROM position_fact
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);

CREATE TABLE position_holder (
	agency_id INTEGER NOT NULL, -- whose
	position_id INTEGER NOT NULL, -- which post
	person_id INTEGER NOT NULL, -- who; when, and whether it is still believed, says employment
	PRIMARY KEY (agency_id, position_id, person_id)
)
STRICT, WITHOUT ROWID;

CREATE TABLE region (
	code text NOT NULL, -- "33", "33.28"
	name text NOT NULL, -- as the ministry writes it
	parent_code text, -- province of a regency or city
	PRIMARY KEY (code)
)
STRICT, WITHOUT ROWID;

CREATE TABLE regulation (
	code text NOT NULL, -- "UU 20/2023"
	title text NOT NULL, -- what it is about, in Indonesian
	topic text NOT NULL, -- asn, discipline, performance, …
	from_on text NOT NULL, -- first day in force, ISO date
	until_on text NOT NULL, -- first day no longer in force; 9999-12-31 while it is
	replaced_by text, -- code of the successor
	confidence text NOT NULL, -- sure, likely or check: how well it was confirmed
	PRIMARY KEY (code)
)
STRICT, WITHOUT ROWID;

CREATE TABLE schema_step (
        number INTEGER NOT NULL,
        name TEXT NOT NULL,
        digest TEXT NOT NULL,
        applied_at INTEGER NOT NULL,
        PRIMARY KEY (number)
) STRICT, WITHOUT ROWID;

CREATE TABLE service_status (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered
	person_id INTEGER NOT NULL, -- of whom
	status text NOT NULL, -- in service: cpns, pns, pppk, pppk_part_time; gone: retired, died, …
	entry_on text, -- TMT CPNS or first day of the contract
	from_on text NOT NULL, -- valid from
	until_on text NOT NULL, -- valid until, not included
	act_id INTEGER NOT NULL, -- recorded by
	ended_act_id INTEGER NOT NULL, -- taken back by; 0 while it stands
	repeats_id INTEGER NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE INDEX service_status_ended ON service_status (ended_act_id) WHERE ended_act_id <> 0;

CREATE INDEX service_status_person ON service_status (agency_id, person_id);

CREATE VIEW service_status_live AS
	SELECT agency_id, id, person_id, status, entry_on, from_on, until_on, act_id
	FROM service_status
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);

CREATE TABLE setup_code (
	agency_id INTEGER NOT NULL, -- 0: there is no agency yet
	id INTEGER NOT NULL, -- time-ordered
	digest BLOB NOT NULL, -- BLAKE2b-256 of the code
	made_at INTEGER NOT NULL, -- instant from which it counts
	ended_at INTEGER NOT NULL, -- instant of its use or of the next code; 0 while it is good
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_attempt (
	agency_id INTEGER NOT NULL, -- whose
	subject BLOB NOT NULL, -- keyed digest of a name or an address: neither can be read here
	attempt_count INTEGER NOT NULL, -- in a row
	last_at INTEGER NOT NULL, -- instant of the last one
	until_at INTEGER NOT NULL, -- instant before which no other is taken
	PRIMARY KEY (agency_id, subject)
)
STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_attempt_last ON sign_in_attempt (agency_id, last_at);

CREATE TABLE unit (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered
	act_id INTEGER NOT NULL, -- first named by
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE TABLE unit_fact (
	agency_id INTEGER NOT NULL, -- whose
	id INTEGER NOT NULL, -- time-ordered
	unit_id INTEGER NOT NULL, -- of which unit
	parent_id INTEGER NOT NULL, -- the unit above; 0 directly under the agency
	name text NOT NULL, -- official name
	sort_key text NOT NULL, -- text_sort_key of the name
	from_on text NOT NULL, -- valid from
	until_on text NOT NULL, -- valid until, not included
	act_id INTEGER NOT NULL, -- recorded by
	ended_act_id INTEGER NOT NULL, -- taken back by; 0 while it stands
	repeats_id INTEGER NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
)
STRICT, WITHOUT ROWID;

CREATE INDEX unit_fact_ended ON unit_fact (ended_act_id) WHERE ended_act_id <> 0;

CREATE INDEX unit_fact_parent ON unit_fact (agency_id, parent_id, sort_key);

CREATE INDEX unit_fact_unit ON unit_fact (agency_id, unit_id);

CREATE VIEW unit_fact_live AS
	SELECT agency_id, id, unit_id, parent_id, name, sort_key, from_on, until_on, act_id
	FROM unit_fact
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);
