-- SPDX-License-Identifier: Apache-2.0
-- The registry: who is in which post of which unit, since when, known since when.
--
-- Two times. Valid time is [from_on, until_on) in ISO dates; 9999-12-31 means until further notice.
-- Recorded time is the act that wrote a row (act_id) and the act that took it back (ended_act_id,
-- 0 while it stands); the act knows its instant, its actor and its kind. Rows are never changed
-- but for ended_act_id, and never deleted once their act is recorded. What an undo puts in force
-- again is a copy that names in repeats_id the row first written: it shares that row's fate.
--
-- An act that writes in many small steps (an import) stands in open_act until it is recorded. The
-- _live views leave out what an open act wrote and keep what it took back, so recording it is the
-- removal of one row: a million facts appear in one short act. Readers use the _live views.
--
-- A row stands in the look-ups by NIP and by name from the moment it is written, but for what an
-- import writes on SQLite: that is put there at the import's end, sorted, before it is recorded.
--
-- Things (unit, position, person) are bare identities; what is known of them stands in facts.

-- One installation serves one or many agencies; every other key starts with the agency.
CREATE TABLE agency (
	id bigint NOT NULL, -- the agency_id of all other tables
	name text NOT NULL, -- "Kabupaten Contoh"
	region_code text NOT NULL, -- code of the Ministry of Home Affairs, "33.28"
	zone_hours bigint NOT NULL, -- hours east of UTC: 7 WIB, 8 WITA, 9 WIT
	is_sample boolean NOT NULL, -- made up; every page and print says CONTOH
	created_at bigint NOT NULL, -- instant, microseconds UTC
	PRIMARY KEY (id)
);

-- Acts: each recorded change as one deed of one actor.
CREATE TABLE act (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- smaller than the id of every row it writes
	kind text NOT NULL, -- init, import, undo, demo, correction
	actor_id bigint NOT NULL, -- account; 0 is the operator at the command line
	opened_at bigint NOT NULL, -- instant it began
	recorded_at bigint NOT NULL, -- instant from which its facts are believed; 0 while open
	last_row_id bigint NOT NULL, -- none of its rows is beyond; 0 while open, -1 while dropped
	undoes_act_id bigint NOT NULL, -- the act it takes back; 0 for none
	PRIMARY KEY (agency_id, id)
);

-- Acts that still write; empty most of the time. See the head of this file.
CREATE TABLE open_act (
	agency_id bigint NOT NULL, -- whose
	act_id bigint NOT NULL, -- the act
	PRIMARY KEY (agency_id, act_id)
);

-- Decisions on paper (surat keputusan) that facts rest on.
CREATE TABLE decree (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	number text NOT NULL, -- as printed: "821.2/114/2020"
	title text, -- what it decides
	signed_on text, -- date of signing, ISO
	signer text, -- office of the signer
	act_id bigint NOT NULL, -- recorded by
	ended_act_id bigint NOT NULL, -- taken back by; 0 while it stands
	repeats_id bigint NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
);
CREATE INDEX decree_number ON decree (agency_id, number);
CREATE INDEX decree_ended ON decree (ended_act_id) WHERE ended_act_id <> 0;

-- Organisation units: identity only.
CREATE TABLE unit (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	act_id bigint NOT NULL, -- first named by
	PRIMARY KEY (agency_id, id)
);

-- What a unit is called and where it hangs.
CREATE TABLE unit_fact (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	unit_id bigint NOT NULL, -- of which unit
	parent_id bigint NOT NULL, -- the unit above; 0 directly under the agency
	name text NOT NULL, -- official name
	sort_key text NOT NULL, -- text_sort_key of the name
	from_on text NOT NULL, -- valid from
	until_on text NOT NULL, -- valid until, not included
	act_id bigint NOT NULL, -- recorded by
	ended_act_id bigint NOT NULL, -- taken back by; 0 while it stands
	repeats_id bigint NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
);
CREATE INDEX unit_fact_unit ON unit_fact (agency_id, unit_id);
CREATE INDEX unit_fact_parent ON unit_fact (agency_id, parent_id, sort_key);
CREATE INDEX unit_fact_ended ON unit_fact (ended_act_id) WHERE ended_act_id <> 0;

-- Positions (jabatan): a post exists with or without a holder. Identity only.
CREATE TABLE position (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	act_id bigint NOT NULL, -- first named by
	PRIMARY KEY (agency_id, id)
);

-- What a position is: where, of which kind, for how many.
CREATE TABLE position_fact (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	position_id bigint NOT NULL, -- of which position
	unit_id bigint NOT NULL, -- in which unit
	title text NOT NULL, -- official title: "Kepala Bidang Mutasi"
	sort_key text NOT NULL, -- text_sort_key of the title
	kind text NOT NULL, -- position kind of law.h: ADMINISTRATOR, JF_MADYA, …
	echelon text, -- "III.b"; none outside management
	grade_min bigint, -- least PNS grade, ordinal
	grade_max bigint, -- highest PNS grade, ordinal
	job_class bigint, -- kelas jabatan 1..17
	seats_count bigint, -- how many may hold it; none when nobody has stated it
	from_on text NOT NULL, -- valid from
	until_on text NOT NULL, -- valid until, not included
	act_id bigint NOT NULL, -- recorded by
	ended_act_id bigint NOT NULL, -- taken back by; 0 while it stands
	repeats_id bigint NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
);
CREATE INDEX position_fact_position ON position_fact (agency_id, position_id);
CREATE INDEX position_fact_unit ON position_fact (agency_id, unit_id, sort_key);
CREATE INDEX position_fact_ended ON position_fact (ended_act_id) WHERE ended_act_id <> 0;

-- Mandate of a position: its duties, one a row.
CREATE TABLE duty (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	position_id bigint NOT NULL, -- of which position
	ordinal bigint NOT NULL, -- 1, 2, 3 … as in the decree on duties
	duty text NOT NULL, -- what the holder must do
	from_on text NOT NULL, -- valid from
	until_on text NOT NULL, -- valid until, not included
	act_id bigint NOT NULL, -- recorded by
	ended_act_id bigint NOT NULL, -- taken back by; 0 while it stands
	repeats_id bigint NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
);
CREATE INDEX duty_position ON duty (agency_id, position_id);
CREATE INDEX duty_ended ON duty (ended_act_id) WHERE ended_act_id <> 0;

-- People: identity only. Never deleted: a NIP is never given to someone else.
CREATE TABLE person (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	nip text NOT NULL, -- 18 digits, PNS or PPPK; class internal
	act_id bigint NOT NULL, -- first named by
	PRIMARY KEY (agency_id, id)
);

-- A NIP is unique in the whole installation; the key by which people are looked up.
CREATE TABLE person_nip (
	nip text NOT NULL, -- 18 digits
	agency_id bigint NOT NULL, -- where the person is kept
	person_id bigint NOT NULL, -- who
	PRIMARY KEY (nip)
);

-- What a person is called, and when and where born.
CREATE TABLE person_fact (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	person_id bigint NOT NULL, -- of whom
	name text NOT NULL, -- without titles; class public
	sort_key text NOT NULL, -- text_sort_key of the name
	title_before text, -- gelar depan: "Drs."
	title_after text, -- gelar belakang: "S.E., M.Si."
	birth_on text NOT NULL, -- date of birth; class internal
	birth_place text, -- as the roster writes it; class internal
	gender text NOT NULL, -- male or female
	from_on text NOT NULL, -- valid from
	until_on text NOT NULL, -- valid until, not included
	act_id bigint NOT NULL, -- recorded by
	ended_act_id bigint NOT NULL, -- taken back by; 0 while it stands
	repeats_id bigint NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
);
CREATE INDEX person_fact_person ON person_fact (agency_id, person_id, birth_on);
CREATE INDEX person_fact_ended ON person_fact (ended_act_id) WHERE ended_act_id <> 0;

-- Standing in the service: candidate, civil servant, contract, retired.
CREATE TABLE service_status (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	person_id bigint NOT NULL, -- of whom
	status text NOT NULL, -- in service: cpns, pns, pppk, pppk_part_time; gone: retired, died, …
	entry_on text, -- TMT CPNS or first day of the contract
	from_on text NOT NULL, -- valid from
	until_on text NOT NULL, -- valid until, not included
	act_id bigint NOT NULL, -- recorded by
	ended_act_id bigint NOT NULL, -- taken back by; 0 while it stands
	repeats_id bigint NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
);
CREATE INDEX service_status_person ON service_status (agency_id, person_id);
CREATE INDEX service_status_ended ON service_status (ended_act_id) WHERE ended_act_id <> 0;

-- Grade (golongan/ruang) with its effective date (TMT golongan).
CREATE TABLE grade (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	person_id bigint NOT NULL, -- of whom
	scheme text NOT NULL, -- pns or pppk: two ladders, never compared
	ordinal bigint NOT NULL, -- 1..17
	decree_id bigint NOT NULL, -- the decree; 0 when not known
	from_on text NOT NULL, -- valid from
	until_on text NOT NULL, -- valid until, not included
	act_id bigint NOT NULL, -- recorded by
	ended_act_id bigint NOT NULL, -- taken back by; 0 while it stands
	repeats_id bigint NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
);
CREATE INDEX grade_person ON grade (agency_id, person_id);
CREATE INDEX grade_ended ON grade (ended_act_id) WHERE ended_act_id <> 0;

-- Highest schooling, from the day it counts.
CREATE TABLE education (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	person_id bigint NOT NULL, -- of whom
	level text NOT NULL, -- SD SMP SMA D1 D2 D3 D4 S1 S2 S3
	field text, -- field of study or school, when the roster gives it
	from_on text NOT NULL, -- valid from
	until_on text NOT NULL, -- valid until, not included
	act_id bigint NOT NULL, -- recorded by
	ended_act_id bigint NOT NULL, -- taken back by; 0 while it stands
	repeats_id bigint NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
);
CREATE INDEX education_person ON education (agency_id, person_id);
CREATE INDEX education_ended ON education (ended_act_id) WHERE ended_act_id <> 0;

-- A person in a position. Only definitive holders fill a seat; Plt., Plh. and Pj. act in it.
CREATE TABLE employment (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- time-ordered
	person_id bigint NOT NULL, -- who
	position_id bigint NOT NULL, -- which post
	capacity text NOT NULL, -- definitive, plt, plh, pj
	decree_id bigint NOT NULL, -- the decree; 0 when not known
	from_on text NOT NULL, -- valid from (TMT jabatan)
	until_on text NOT NULL, -- valid until, not included
	act_id bigint NOT NULL, -- recorded by
	ended_act_id bigint NOT NULL, -- taken back by; 0 while it stands
	repeats_id bigint NOT NULL, -- the row it puts in force again; 0 for one said at first hand
	PRIMARY KEY (agency_id, id)
);
CREATE INDEX employment_person ON employment (agency_id, person_id, position_id);
CREATE INDEX employment_ended ON employment (ended_act_id) WHERE ended_act_id <> 0;

-- What is believed now. See the head of this file.
CREATE VIEW unit_fact_live AS
	SELECT agency_id, id, unit_id, parent_id, name, sort_key, from_on, until_on, act_id
	FROM unit_fact
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);

CREATE VIEW position_fact_live AS
	SELECT agency_id, id, position_id, unit_id, title, sort_key, kind, echelon, grade_min,
		grade_max,
	       job_class, seats_count, from_on, until_on, act_id
	FROM position_fact
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);

CREATE VIEW duty_live AS
	SELECT agency_id, id, position_id, ordinal, duty, from_on, until_on, act_id
	FROM duty
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);

CREATE VIEW person_fact_live AS
	SELECT agency_id, id, person_id, name, sort_key, title_before, title_after, birth_on,
		birth_place,
	       gender, from_on, until_on, act_id
	FROM person_fact
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);

CREATE VIEW service_status_live AS
	SELECT agency_id, id, person_id, status, entry_on, from_on, until_on, act_id
	FROM service_status
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);

CREATE VIEW grade_live AS
	SELECT agency_id, id, person_id, scheme, ordinal, decree_id, from_on, until_on, act_id
	FROM grade
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);

CREATE VIEW education_live AS
	SELECT agency_id, id, person_id, level, field, from_on, until_on, act_id
	FROM education
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);

CREATE VIEW employment_live AS
	SELECT agency_id, id, person_id, position_id, capacity, decree_id, from_on, until_on, act_id
	FROM employment
	WHERE (ended_act_id = 0 OR ended_act_id IN (SELECT act_id FROM open_act))
	  AND act_id NOT IN (SELECT act_id FROM open_act);

-- Imports: one act each, with what was counted.
CREATE TABLE import (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- the act's id
	number bigint NOT NULL, -- 1, 2, 3 … within the agency: what people call it
	kind text NOT NULL, -- roster
	file_name text NOT NULL, -- without its folder
	file_digest text NOT NULL, -- BLAKE2b-256 of its bytes, hexadecimal
	as_of_on text NOT NULL, -- date of the snapshot
	line_count bigint NOT NULL, -- records behind the heading, blank ones not counted
	accepted_count bigint NOT NULL, -- lines that went in or were there already
	rejected_count bigint NOT NULL, -- lines with an error
	added_count bigint NOT NULL, -- people who were not known before
	changed_count bigint NOT NULL, -- people of whom something changed
	undone_act_id bigint NOT NULL, -- the act that took it back; 0 while it stands
	PRIMARY KEY (agency_id, id)
);
CREATE UNIQUE INDEX import_number ON import (agency_id, number);

-- Present names in their order. A table of its own on SQLite, so that an import can fill it sorted;
-- what is no longer believed stays in it, and the view leaves it out.
-- @sqlite
CREATE TABLE person_name (
	agency_id bigint NOT NULL, -- whose
	sort_key text NOT NULL, -- that of the fact
	fact_id bigint NOT NULL, -- row of person_fact
	PRIMARY KEY (agency_id, sort_key, fact_id)
);
-- CROSS keeps the order of the two: names first.
CREATE VIEW person_name_live AS
	SELECT n.agency_id, n.sort_key, f.person_id, f.until_on
	FROM person_name AS n
	CROSS JOIN person_fact_live AS f
	WHERE f.agency_id = n.agency_id
	  AND f.id = n.fact_id;
-- @end
-- @postgres
CREATE INDEX person_fact_name ON person_fact (agency_id, sort_key);
CREATE VIEW person_name_live AS
	SELECT agency_id, sort_key, person_id, until_on
	FROM person_fact_live;
-- @end

-- Search by any fragment of a name. PostgreSQL has an index for that; SQLite has ours, which is
-- made as a whole for an act that changes many names (registry/name_index.h).
CREATE TABLE name_index (
	agency_id bigint NOT NULL, -- whose
	id bigint NOT NULL, -- 1, 2, 3 …; the greatest that is ready is in use
	act_id bigint NOT NULL, -- the open act it was made for
	last_act_id bigint NOT NULL, -- it knows no later act
	last_fact_id bigint NOT NULL, -- it knows no later name
	name_count bigint NOT NULL, -- present names in it
	is_ready boolean NOT NULL, -- its act is recorded
	PRIMARY KEY (agency_id, id)
);

-- Present names in the order of sort keys and people, 32 in a row. Large values make this table
-- and the next one flat only where rows are numbered.
CREATE TABLE name_index_block (
	id bigint NOT NULL, -- of the index, then the number of the block: name_index.h
	names bytea NOT NULL, -- facts, people and sort keys; class public
	PRIMARY KEY (id)
-- @sqlite
) STRICT;
-- @end
-- @postgres
);
-- @end

-- Where each three bytes stand in the names.
CREATE TABLE name_index_gram (
	id bigint NOT NULL, -- of the index, then the segment and the three bytes: name_index.h
	name_count bigint NOT NULL, -- names that have them
	places bytea, -- which byte of which name, in order; none for the sums of all segments
	PRIMARY KEY (id)
-- @sqlite
) STRICT;
-- @end
-- @postgres
);
-- @end

-- @postgres
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE INDEX person_fact_fragment ON person_fact USING gin (sort_key gin_trgm_ops);

-- ISO text as a date for the walls below; a plain cast depends on a setting.
CREATE FUNCTION abdi_day(iso text) RETURNS date IMMUTABLE STRICT PARALLEL SAFE LANGUAGE sql AS
	$$ SELECT make_date(CAST(substr(iso, 1, 4) AS int), CAST(substr(iso, 6, 2) AS int),
	                    CAST(substr(iso, 9, 2) AS int)) $$;

-- Second wall behind the checks in the write job: no two facts of one kind at the same time.
ALTER TABLE employment ADD CONSTRAINT employment_no_overlap EXCLUDE USING gist (
	agency_id WITH =, person_id WITH =,
	daterange(abdi_day(from_on), abdi_day(until_on)) WITH &&
) WHERE (capacity = 'definitive' AND ended_act_id = 0);
ALTER TABLE grade ADD CONSTRAINT grade_no_overlap EXCLUDE USING gist (
	agency_id WITH =, person_id WITH =,
	daterange(abdi_day(from_on), abdi_day(until_on)) WITH &&
) WHERE (ended_act_id = 0);
ALTER TABLE service_status ADD CONSTRAINT service_status_no_overlap EXCLUDE USING gist (
	agency_id WITH =, person_id WITH =,
	daterange(abdi_day(from_on), abdi_day(until_on)) WITH &&
) WHERE (ended_act_id = 0);
-- @end
