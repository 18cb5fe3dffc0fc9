-- SPDX-License-Identifier: Apache-2.0
-- Agencies, acts, units, positions and people. Imports have import.sql.

-- name: agency_add
-- Found an agency.
INSERT INTO agency (id, name, region_code, zone_hours, is_sample, created_at)
VALUES ($1, $2, $3, $4, $5, $6)

-- name: agency_only
-- The installation's agency; the oldest when there are several.
SELECT id, name, region_code, zone_hours, is_sample
FROM agency
ORDER BY id
LIMIT 1

-- name: agency_other
-- Another agency of the installation, if there is one.
SELECT id
FROM agency
WHERE id <> $1
LIMIT 1

-- name: act_add
-- Begin an act; one that is recorded at once gives its instant twice.
INSERT INTO act (agency_id, id, kind, actor_id, opened_at, recorded_at, last_row_id, undoes_act_id)
VALUES ($1, $2, $3, $4, $5, $6, 0, $7)

-- name: open_act_add
-- Hide what an act writes and keep what it takes back until it is recorded.
INSERT INTO open_act (agency_id, act_id)
VALUES ($1, $2)

-- name: open_act_remove
-- Recorded or dropped: the act no longer hides anything.
DELETE FROM open_act
WHERE agency_id = $1
  AND act_id = $2

-- name: open_act_list
-- Acts of an agency that still write, or whose process died.
SELECT act_id
FROM open_act
WHERE agency_id = $1
ORDER BY act_id

-- name: act_record
-- From this instant the act's facts are believed.
UPDATE act
SET recorded_at = $3,
    last_row_id = $4
WHERE agency_id = $1
  AND id = $2
  AND last_row_id = 0

-- name: act_is_open
-- Whether an act still may write.
SELECT id
FROM act
WHERE agency_id = $1
  AND id = $2
  AND recorded_at = 0
  AND last_row_id = 0

-- name: act_give_up
-- From here on an open act can neither write nor be recorded.
UPDATE act
SET last_row_id = -1
WHERE agency_id = $1
  AND id = $2
  AND recorded_at = 0

-- name: act_remove
-- Forget an act that was dropped before it was recorded.
DELETE FROM act
WHERE agency_id = $1
  AND id = $2

-- name: statistics
-- Let PostgreSQL's planner know how much there is now; SQLite's has fixed figures.
SELECT 1

-- name: statistics @postgres
ANALYZE act, unit, unit_fact, position, position_fact, duty, person, person_nip, person_fact,
	service_status, grade, education, employment

-- for TABLE in decree, unit_fact, position_fact, duty, person_fact,
--   service_status, grade, education, employment:
-- name: TABLE_row
-- The id behind $2 by $3 rows: the end of the next batch of TABLE.
SELECT id
FROM TABLE
WHERE agency_id = $1
  AND id > $2
ORDER BY id
LIMIT 1 OFFSET $3

-- name: TABLE_drop
-- Delete what an open act wrote into TABLE, one range of ids.
DELETE FROM TABLE
WHERE agency_id = $1
  AND id > $2
  AND id <= $3
  AND act_id = $4

-- name: TABLE_restore
-- Give back what an open act had taken back in TABLE.
UPDATE TABLE
SET ended_act_id = 0
WHERE ended_act_id = $1
  AND ended_act_id <> 0

-- name: TABLE_end
-- Take back one row of TABLE.
UPDATE TABLE
SET ended_act_id = $3
WHERE agency_id = $1
  AND id = $2
  AND ended_act_id = 0

-- name: TABLE_end_range
-- Take back what an act wrote into TABLE, and what repeats it, one range of ids.
UPDATE TABLE
SET ended_act_id = $5
WHERE agency_id = $1
  AND id > $2
  AND id <= $3
  AND ended_act_id = 0
  AND (act_id = $4 OR EXISTS (
	SELECT 1
	FROM TABLE AS o
	WHERE o.agency_id = $1
	  AND o.id = TABLE.repeats_id
	  AND o.act_id = $4
  ))

-- name: TABLE_ended
-- Rows of TABLE that an act took back, from a cursor on, for putting copies of them in force again.
SELECT id
FROM TABLE
WHERE ended_act_id = $1
  AND ended_act_id <> 0
  AND id > $2
ORDER BY id
LIMIT 1000

-- name: TABLE_built_on
-- The last act that took back what this act wrote into TABLE or its repetition, and stands.
SELECT max(t.ended_act_id)
FROM TABLE AS t
LEFT JOIN TABLE AS o
  ON o.agency_id = t.agency_id AND o.id = t.repeats_id
WHERE t.ended_act_id > $2
  AND t.ended_act_id <> 0
  AND t.agency_id = $1
  AND COALESCE(o.act_id, t.act_id) = $2
  AND t.ended_act_id NOT IN (SELECT id FROM import WHERE undone_act_id <> 0)
-- end for

-- for TABLE in unit, position:
-- name: TABLE_row
-- The id behind $2 by $3 rows: the end of the next batch of TABLE.
SELECT id
FROM TABLE
WHERE agency_id = $1
  AND id > $2
ORDER BY id
LIMIT 1 OFFSET $3

-- name: TABLE_drop
-- Delete the identities an open act made in TABLE, one range of ids.
DELETE FROM TABLE
WHERE agency_id = $1
  AND id > $2
  AND id <= $3
  AND act_id = $4

-- name: TABLE_add
-- A new identity.
INSERT INTO TABLE (agency_id, id, act_id)
VALUES ($1, $2, $3)
-- end for

-- name: person_row
-- The id behind $2 by $3 rows: the end of the next batch of people.
SELECT id
FROM person
WHERE agency_id = $1
  AND id > $2
ORDER BY id
LIMIT 1 OFFSET $3

-- name: person_nip_drop
-- Release the NIPs of people an open act made, one range of ids; before person_drop. A NIP that
-- the act had not claimed yet may be somebody else's by now.
DELETE FROM person_nip
WHERE nip IN (
	SELECT nip
	FROM person
	WHERE agency_id = $1
	  AND id > $2
	  AND id <= $3
	  AND act_id = $4
)
  AND EXISTS (
	SELECT 1
	FROM person AS p
	WHERE p.agency_id = person_nip.agency_id
	  AND p.id = person_nip.person_id
	  AND p.act_id = $4
)

-- name: person_drop
-- Delete the people an open act made, one range of ids.
DELETE FROM person
WHERE agency_id = $1
  AND id > $2
  AND id <= $3
  AND act_id = $4

-- name: decree_add
-- A decree that facts rest on.
INSERT INTO decree (agency_id, id, number, title, signed_on, signer,
	act_id, ended_act_id, repeats_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0)

-- name: decree_copy
-- Put a decree in force again under a new id and act; an end ($5) cuts it short.
INSERT INTO decree (agency_id, id, number, title, signed_on, signer,
	act_id, ended_act_id, repeats_id)
SELECT agency_id, $3, number, title, signed_on, signer, $4, 0,
	COALESCE(NULLIF(repeats_id, 0), id)
FROM decree
WHERE agency_id = $1
  AND id = $2
  AND CAST($5 AS text) IS NULL

-- name: unit_fact_add
-- What a unit is called and where it hangs.
INSERT INTO unit_fact (agency_id, id, unit_id, parent_id, name, sort_key, from_on, until_on,
	act_id, ended_act_id, repeats_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)

-- name: unit_fact_copy
-- Put a unit's fact in force again under a new id and act; an end ($5) cuts it short.
INSERT INTO unit_fact (agency_id, id, unit_id, parent_id, name, sort_key, from_on, until_on,
	act_id, ended_act_id, repeats_id)
SELECT agency_id, $3, unit_id, parent_id, name, sort_key, from_on,
	COALESCE(CAST($5 AS text), until_on), $4, 0,
	CASE WHEN CAST($5 AS text) IS NULL THEN COALESCE(NULLIF(repeats_id, 0), id) ELSE 0 END
FROM unit_fact
WHERE agency_id = $1
  AND id = $2

-- name: unit_scan
-- Every unit that exists on a date, in the order of ids.
SELECT unit_id, parent_id, name, from_on, until_on
FROM unit_fact_live
WHERE agency_id = $1
  AND from_on <= $2
  AND until_on > $2
ORDER BY unit_id

-- name: position_fact_add
-- What a position is: where, of which kind, for how many.
INSERT INTO position_fact (agency_id, id, position_id, unit_id, title, sort_key, kind, echelon,
	grade_min,
	grade_max, job_class, seats_count, from_on, until_on, act_id, ended_act_id, repeats_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, 0)

-- name: position_fact_copy
-- Put a position's fact in force again under a new id and act; an end ($5) cuts it short.
INSERT INTO position_fact (agency_id, id, position_id, unit_id, title, sort_key, kind, echelon,
	grade_min,
	grade_max, job_class, seats_count, from_on, until_on, act_id, ended_act_id, repeats_id)
SELECT agency_id, $3, position_id, unit_id, title, sort_key, kind, echelon, grade_min, grade_max,
	job_class, seats_count, from_on, COALESCE(CAST($5 AS text), until_on), $4, 0,
	CASE WHEN CAST($5 AS text) IS NULL THEN COALESCE(NULLIF(repeats_id, 0), id) ELSE 0 END
FROM position_fact
WHERE agency_id = $1
  AND id = $2

-- name: position_fact_seats
-- State the seats and the beginning of a position that an open act itself created.
UPDATE position_fact
SET seats_count = $4,
    from_on = $5
WHERE agency_id = $1
  AND position_id = $2
  AND act_id = $3

-- name: position_scan
-- Every position that exists on a date, in the order of ids.
SELECT position_id, unit_id, title, kind, echelon, grade_min, grade_max, job_class, seats_count,
       from_on, until_on
FROM position_fact_live
WHERE agency_id = $1
  AND from_on <= $2
  AND until_on > $2
ORDER BY position_id

-- name: post_scan
-- The same in the order in which they lie, with what an outlook asks of them.
SELECT position_id, unit_id, title, kind, seats_count
FROM position_fact_live
WHERE agency_id = $1
  AND from_on <= $2
  AND until_on > $2
ORDER BY id

-- name: post_scan_settled
-- The same while no act is open.
SELECT position_id, unit_id, title, kind, seats_count
FROM position_fact
WHERE agency_id = $1
  AND ended_act_id = 0
  AND from_on <= $2
  AND until_on > $2
ORDER BY id

-- name: position_name
-- The last title of a position and the name of its unit, for telling a career.
SELECT q.title, u.name
FROM position_fact_live AS q
LEFT JOIN unit_fact_live AS u
  ON u.agency_id = q.agency_id AND u.unit_id = q.unit_id
WHERE q.agency_id = $1
  AND q.position_id = $2
ORDER BY q.from_on DESC, u.from_on DESC
LIMIT 1

-- name: duty_add
-- One duty of a position's mandate.
INSERT INTO duty (agency_id, id, position_id, ordinal, duty, from_on, until_on,
	act_id, ended_act_id, repeats_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)

-- name: duty_copy
-- Put a duty in force again under a new id and act; an end ($5) cuts it short.
INSERT INTO duty (agency_id, id, position_id, ordinal, duty, from_on, until_on,
	act_id, ended_act_id, repeats_id)
SELECT agency_id, $3, position_id, ordinal, duty, from_on,
	COALESCE(CAST($5 AS text), until_on), $4, 0,
	CASE WHEN CAST($5 AS text) IS NULL THEN COALESCE(NULLIF(repeats_id, 0), id) ELSE 0 END
FROM duty
WHERE agency_id = $1
  AND id = $2

-- name: person_add
-- A person's identity.
INSERT INTO person (agency_id, id, nip, act_id)
VALUES ($1, $2, $3, $4)

-- name: person_nip_add
-- Claim a NIP for a person.
INSERT INTO person_nip (nip, agency_id, person_id)
VALUES ($1, $2, $3)

-- name: person_nip_find
-- Who has a NIP, and where.
SELECT agency_id, person_id
FROM person_nip
WHERE nip = $1

-- name: person_fact_add
-- What a person is called, and when and where born.
INSERT INTO person_fact (agency_id, id, person_id, name, sort_key, title_before, title_after,
	birth_on,
	birth_place, gender, from_on, until_on, act_id, ended_act_id, repeats_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0)

-- name: person_fact_copy
-- Put a person's fact in force again under a new id and act; an end ($5) cuts it short.
INSERT INTO person_fact (agency_id, id, person_id, name, sort_key, title_before, title_after,
	birth_on,
	birth_place, gender, from_on, until_on, act_id, ended_act_id, repeats_id)
SELECT agency_id, $3, person_id, name, sort_key, title_before, title_after, birth_on,
	birth_place, gender,
	from_on, COALESCE(CAST($5 AS text), until_on), $4, 0,
	CASE WHEN CAST($5 AS text) IS NULL THEN COALESCE(NULLIF(repeats_id, 0), id) ELSE 0 END
FROM person_fact
WHERE agency_id = $1
  AND id = $2

-- name: person_fact_any
-- Whether anything stands or is hidden under a person's identity.
SELECT id
FROM person_fact
WHERE agency_id = $1
  AND person_id = $2
  AND ended_act_id = 0
LIMIT 1

-- name: service_status_add
-- A person's standing in the service.
INSERT INTO service_status (agency_id, id, person_id, status, entry_on, from_on, until_on,
	act_id, ended_act_id, repeats_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)

-- name: service_status_copy
-- Put a standing in force again under a new id and act; an end ($5) cuts it short.
INSERT INTO service_status (agency_id, id, person_id, status, entry_on, from_on, until_on,
	act_id, ended_act_id, repeats_id)
SELECT agency_id, $3, person_id, status, entry_on, from_on,
	COALESCE(CAST($5 AS text), until_on), $4, 0,
	CASE WHEN CAST($5 AS text) IS NULL THEN COALESCE(NULLIF(repeats_id, 0), id) ELSE 0 END
FROM service_status
WHERE agency_id = $1
  AND id = $2

-- name: grade_add
-- A person's grade.
INSERT INTO grade (agency_id, id, person_id, scheme, ordinal, decree_id, from_on, until_on,
	act_id, ended_act_id, repeats_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)

-- name: grade_copy
-- Put a grade in force again under a new id and act; an end ($5) cuts it short.
INSERT INTO grade (agency_id, id, person_id, scheme, ordinal, decree_id, from_on, until_on,
	act_id, ended_act_id, repeats_id)
SELECT agency_id, $3, person_id, scheme, ordinal, decree_id, from_on,
	COALESCE(CAST($5 AS text), until_on), $4, 0,
	CASE WHEN CAST($5 AS text) IS NULL THEN COALESCE(NULLIF(repeats_id, 0), id) ELSE 0 END
FROM grade
WHERE agency_id = $1
  AND id = $2

-- name: education_add
-- A person's schooling.
INSERT INTO education (agency_id, id, person_id, level, field, from_on, until_on,
	act_id, ended_act_id, repeats_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)

-- name: education_copy
-- Put a schooling in force again under a new id and act; an end ($5) cuts it short.
INSERT INTO education (agency_id, id, person_id, level, field, from_on, until_on,
	act_id, ended_act_id, repeats_id)
SELECT agency_id, $3, person_id, level, field, from_on, COALESCE(CAST($5 AS text), until_on), $4, 0,
	CASE WHEN CAST($5 AS text) IS NULL THEN COALESCE(NULLIF(repeats_id, 0), id) ELSE 0 END
FROM education
WHERE agency_id = $1
  AND id = $2

-- name: employment_add
-- A person in a position.
INSERT INTO employment (agency_id, id, person_id, position_id, capacity, decree_id, from_on,
	until_on,
	act_id, ended_act_id, repeats_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)

-- name: employment_copy
-- Put an employment in force again under a new id and act; an end ($5) cuts it short.
INSERT INTO employment (agency_id, id, person_id, position_id, capacity, decree_id, from_on,
	until_on,
	act_id, ended_act_id, repeats_id)
SELECT agency_id, $3, person_id, position_id, capacity, decree_id, from_on,
	COALESCE(CAST($5 AS text), until_on), $4, 0,
	CASE WHEN CAST($5 AS text) IS NULL THEN COALESCE(NULLIF(repeats_id, 0), id) ELSE 0 END
FROM employment
WHERE agency_id = $1
  AND id = $2

-- name: open_act_any
-- Whether any act is open now.
SELECT act_id
FROM open_act
LIMIT 1

-- name: holder_scan
-- Definitive holders on a date, in the order in which they lie.
SELECT person_id, position_id
FROM employment_live
WHERE agency_id = $1
  AND capacity = 'definitive'
  AND from_on <= $2
  AND until_on > $2
ORDER BY id

-- name: holder_scan_settled
-- The same while no act is open.
SELECT person_id, position_id
FROM employment
WHERE agency_id = $1
  AND ended_act_id = 0
  AND capacity = 'definitive'
  AND from_on <= $2
  AND until_on > $2
ORDER BY id

-- name: birth_scan
-- Dates of birth on a date, in the order in which they lie.
SELECT person_id, birth_on
FROM person_fact_live
WHERE agency_id = $1
  AND from_on <= $2
  AND until_on > $2
ORDER BY id

-- name: birth_scan_settled
-- The same while no act is open.
SELECT person_id, birth_on
FROM person_fact
WHERE agency_id = $1
  AND ended_act_id = 0
  AND from_on <= $2
  AND until_on > $2
ORDER BY id

-- name: status_scan
-- People with their standing on a date, in the order in which they lie.
SELECT person_id, status
FROM service_status_live
WHERE agency_id = $1
  AND from_on <= $2
  AND until_on > $2
ORDER BY id

-- name: status_scan_settled
-- The same while no act is open.
SELECT person_id, status
FROM service_status
WHERE agency_id = $1
  AND ended_act_id = 0
  AND from_on <= $2
  AND until_on > $2
ORDER BY id

-- name: person_brief
-- What tells people of a list apart and orders them, on a date.
SELECT p.nip, f.name
FROM person AS p
JOIN person_fact_live AS f
  ON f.agency_id = p.agency_id AND f.person_id = p.id AND f.from_on <= $3 AND f.until_on > $3
WHERE p.agency_id = $1
  AND p.id = $2

-- name: person_page
-- People as a list shows them, on a date; $2 lists their ids, in the engine's way of writing it.
SELECT p.id, p.nip, f.name, f.title_before, f.title_after, f.birth_on, f.gender,
       e.position_id, q.title, u.name, g.scheme, g.ordinal
FROM json_each($2) AS j
CROSS JOIN person AS p
  ON p.agency_id = $1 AND p.id = j.value
JOIN person_fact_live AS f
  ON f.agency_id = p.agency_id AND f.person_id = p.id AND f.from_on <= $3 AND f.until_on > $3
LEFT JOIN employment_live AS e
  ON e.agency_id = p.agency_id AND e.person_id = p.id AND e.capacity = 'definitive'
 AND e.from_on <= $3 AND e.until_on > $3
LEFT JOIN position_fact_live AS q
  ON q.agency_id = p.agency_id AND q.position_id = e.position_id
 AND q.from_on <= $3 AND q.until_on > $3
LEFT JOIN unit_fact_live AS u
  ON u.agency_id = p.agency_id AND u.unit_id = q.unit_id AND u.from_on <= $3 AND u.until_on > $3
LEFT JOIN grade_live AS g
  ON g.agency_id = p.agency_id AND g.person_id = p.id AND g.from_on <= $3 AND g.until_on > $3

-- name: person_page @postgres
SELECT p.id, p.nip, f.name, f.title_before, f.title_after, f.birth_on, f.gender,
       e.position_id, q.title, u.name, g.scheme, g.ordinal
FROM person AS p
JOIN person_fact_live AS f
  ON f.agency_id = p.agency_id AND f.person_id = p.id AND f.from_on <= $3 AND f.until_on > $3
LEFT JOIN employment_live AS e
  ON e.agency_id = p.agency_id AND e.person_id = p.id AND e.capacity = 'definitive'
 AND e.from_on <= $3 AND e.until_on > $3
LEFT JOIN position_fact_live AS q
  ON q.agency_id = p.agency_id AND q.position_id = e.position_id
 AND q.from_on <= $3 AND q.until_on > $3
LEFT JOIN unit_fact_live AS u
  ON u.agency_id = p.agency_id AND u.unit_id = q.unit_id AND u.from_on <= $3 AND u.until_on > $3
LEFT JOIN grade_live AS g
  ON g.agency_id = p.agency_id AND g.person_id = p.id AND g.from_on <= $3 AND g.until_on > $3
WHERE p.agency_id = $1
  AND p.id = ANY (CAST($2 AS bigint[]))

-- name: person_page_settled
-- The same while no act is open.
SELECT p.id, p.nip, f.name, f.title_before, f.title_after, f.birth_on, f.gender,
       e.position_id, q.title, u.name, g.scheme, g.ordinal
FROM json_each($2) AS j
CROSS JOIN person AS p
  ON p.agency_id = $1 AND p.id = j.value
JOIN person_fact AS f
  ON f.agency_id = p.agency_id AND f.person_id = p.id AND f.from_on <= $3 AND f.until_on > $3
 AND f.ended_act_id = 0
LEFT JOIN employment AS e
  ON e.agency_id = p.agency_id AND e.person_id = p.id AND e.capacity = 'definitive'
 AND e.from_on <= $3 AND e.until_on > $3
 AND e.ended_act_id = 0
LEFT JOIN position_fact AS q
  ON q.agency_id = p.agency_id AND q.position_id = e.position_id
 AND q.from_on <= $3 AND q.until_on > $3
 AND q.ended_act_id = 0
LEFT JOIN unit_fact AS u
  ON u.agency_id = p.agency_id AND u.unit_id = q.unit_id AND u.from_on <= $3 AND u.until_on > $3
 AND u.ended_act_id = 0
LEFT JOIN grade AS g
  ON g.agency_id = p.agency_id AND g.person_id = p.id AND g.from_on <= $3 AND g.until_on > $3
 AND g.ended_act_id = 0

-- name: person_page_settled @postgres
SELECT p.id, p.nip, f.name, f.title_before, f.title_after, f.birth_on, f.gender,
       e.position_id, q.title, u.name, g.scheme, g.ordinal
FROM person AS p
JOIN person_fact AS f
  ON f.agency_id = p.agency_id AND f.person_id = p.id AND f.from_on <= $3 AND f.until_on > $3
 AND f.ended_act_id = 0
LEFT JOIN employment AS e
  ON e.agency_id = p.agency_id AND e.person_id = p.id AND e.capacity = 'definitive'
 AND e.from_on <= $3 AND e.until_on > $3
 AND e.ended_act_id = 0
LEFT JOIN position_fact AS q
  ON q.agency_id = p.agency_id AND q.position_id = e.position_id
 AND q.from_on <= $3 AND q.until_on > $3
 AND q.ended_act_id = 0
LEFT JOIN unit_fact AS u
  ON u.agency_id = p.agency_id AND u.unit_id = q.unit_id AND u.from_on <= $3 AND u.until_on > $3
 AND u.ended_act_id = 0
LEFT JOIN grade AS g
  ON g.agency_id = p.agency_id AND g.person_id = p.id AND g.from_on <= $3 AND g.until_on > $3
 AND g.ended_act_id = 0
WHERE p.agency_id = $1
  AND p.id = ANY (CAST($2 AS bigint[]))

-- name: position_holder_add
-- Put a person where the people of a post are looked up, unless they stand there.
INSERT OR IGNORE INTO position_holder (agency_id, position_id, person_id)
VALUES ($1, $2, $3)

-- name: position_holder_add @postgres
INSERT INTO position_holder (agency_id, position_id, person_id)
VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING

-- name: position_holder_drop
-- Take away again whom only an open act put in a post, one range of ids; before employment_drop.
DELETE FROM position_holder
WHERE agency_id = $1
  AND (position_id, person_id) IN (
	SELECT e.position_id, e.person_id
	FROM employment AS e
	WHERE e.agency_id = $1
	  AND e.id > $2
	  AND e.id <= $3
	  AND e.act_id = $4
)
  AND NOT EXISTS (
	SELECT 1
	FROM employment AS o
	WHERE o.agency_id = $1
	  AND o.person_id = position_holder.person_id
	  AND o.position_id = position_holder.position_id
	  AND o.act_id <> $4
)

-- name: person_name_add
-- Put a present name where names stand in order; on PostgreSQL its index does that.
INSERT INTO person_name (agency_id, sort_key, fact_id)
VALUES ($1, $2, $3)

-- name: person_name_add @postgres
SELECT CAST($1 AS bigint), CAST($2 AS text), CAST($3 AS bigint)

-- name: person_name_remove
-- Take a name from there again.
DELETE FROM person_name
WHERE agency_id = $1
  AND sort_key = $2
  AND fact_id = $3

-- name: person_name_remove @postgres
SELECT CAST($1 AS bigint), CAST($2 AS text), CAST($3 AS bigint)

-- name: person_name_dropped
-- Present names that an open act wrote, one range of ids.
SELECT id, sort_key
FROM person_fact
WHERE agency_id = $1
  AND id > $2
  AND id <= $3
  AND act_id = $4
  AND until_on = '9999-12-31'

-- name: person_name_copied
-- The name in a copied fact.
SELECT sort_key
FROM person_fact
WHERE agency_id = $1
  AND id = $2
  AND until_on = '9999-12-31'

-- name: name_index_current
-- The index of names in use, and up to where it knows.
SELECT id, last_act_id, last_fact_id, name_count
FROM name_index
WHERE agency_id = $1
  AND is_ready
ORDER BY id DESC
LIMIT 1

-- name: name_index_last
-- The last act and the last name that an index made now knows of.
SELECT
	(SELECT COALESCE(max(id), 0) FROM act WHERE agency_id = $1),
	(SELECT COALESCE(max(id), 0) FROM person_fact WHERE agency_id = $1)

-- name: name_index_changes
-- How many names came or went that an index does not know, as far as $4.
SELECT count(*)
FROM (
	SELECT id
	FROM (
		SELECT id
		FROM person_fact
		WHERE agency_id = $1
		  AND id > $3
		LIMIT $4
	) AS came
	UNION ALL
	SELECT id
	FROM (
		SELECT id
		FROM person_fact
		WHERE ended_act_id > $2
		  AND ended_act_id <> 0
		  AND agency_id = $1
		LIMIT $4
	) AS went
) AS changes

-- name: name_index_names
-- Present names in their order, as they will be when the open act is recorded.
SELECT id, person_id, sort_key
FROM person_fact
WHERE agency_id = $1
  AND ended_act_id = 0
  AND until_on = '9999-12-31'
ORDER BY sort_key, person_id

-- name: name_index_add
-- Begin an index; nobody uses it yet.
INSERT INTO name_index (agency_id, id, act_id, last_act_id, last_fact_id, name_count, is_ready)
VALUES ($1, $2, $3, 0, 0, 0, false)

-- name: name_index_end
-- State what a finished index knows of.
UPDATE name_index
SET last_act_id = $3,
    last_fact_id = $4,
    name_count = $5
WHERE agency_id = $1
  AND id = $2

-- name: name_index_ready
-- Use the index that was made for an act.
UPDATE name_index
SET is_ready = true
WHERE agency_id = $1
  AND act_id = $2

-- name: name_index_next
-- The number of the next index.
SELECT COALESCE(max(id), 0) + 1
FROM name_index

-- name: name_index_block_add
-- Some names in their order.
INSERT INTO name_index_block (id, names)
VALUES ($1, $2)

-- name: name_index_gram_add
-- Where three bytes stand in the names of a segment.
INSERT INTO name_index_gram (id, name_count, places)
VALUES ($1, $2, $3)

-- name: name_index_gram_sum
-- How many names have each three bytes in all segments; these rows stand before them.
INSERT INTO name_index_gram (id, name_count, places)
SELECT $1 + (id & 16777215), sum(name_count), NULL
FROM name_index_gram
WHERE id >= $1
  AND id < $2
GROUP BY id & 16777215

-- name: name_index_block
-- One block of names.
SELECT names
FROM name_index_block
WHERE id = $1

-- name: name_index_gram
-- Where three bytes stand in a segment.
SELECT places
FROM name_index_gram
WHERE id = $1

-- name: name_index_gram_count
-- How many names have three bytes.
SELECT name_count
FROM name_index_gram
WHERE id = $1

-- name: name_index_old
-- An index other than $2.
SELECT id
FROM name_index
WHERE agency_id = $1
  AND id <> $2
LIMIT 1

-- for TABLE in name_index_block, name_index_gram:
-- name: TABLE_row
-- The row behind $1 by $3 rows, before $2: the end of the next batch of TABLE.
SELECT id
FROM TABLE
WHERE id >= $1
  AND id < $2
ORDER BY id
LIMIT 1 OFFSET $3

-- name: TABLE_drop
-- Remove one range of TABLE.
DELETE FROM TABLE
WHERE id >= $1
  AND id < $2
-- end for

-- name: name_index_drop
-- Forget an index.
DELETE FROM name_index
WHERE agency_id = $1
  AND id = $2

-- name: search_bounds
-- The open act, whose names need not be looked through, and the last act there is.
SELECT
	(SELECT min(act_id) FROM open_act WHERE agency_id = $1),
	(SELECT max(id) FROM act WHERE agency_id = $1)

-- name: search_went
-- Names that an index shows and that were taken back since, with a fragment ($4) or, where
-- that is NULL, from $5 up to, not including, $6.
SELECT f.id
FROM act AS a
CROSS JOIN person_fact AS f
WHERE a.agency_id = $1
  AND a.id > $2
  AND a.recorded_at <> 0
  AND f.ended_act_id = a.id
  AND f.ended_act_id <> 0
  AND f.agency_id = $1
  AND f.id <= $3
  AND f.until_on = '9999-12-31'
  AND (CAST($4 AS text) IS NULL OR instr(f.sort_key, $4) > 0)
  AND (CAST($5 AS text) IS NULL OR f.sort_key >= $5)
  AND (CAST($6 AS text) IS NULL OR f.sort_key < $6)

-- name: search_went @postgres
SELECT f.id
FROM act AS a
CROSS JOIN person_fact AS f
WHERE a.agency_id = $1
  AND a.id > $2
  AND a.recorded_at <> 0
  AND f.ended_act_id = a.id
  AND f.ended_act_id <> 0
  AND f.agency_id = $1
  AND f.id <= $3
  AND f.until_on = '9999-12-31'
  AND (CAST($4 AS text) IS NULL OR strpos(f.sort_key, $4) > 0)
  AND (CAST($5 AS text) IS NULL OR f.sort_key >= $5)
  AND (CAST($6 AS text) IS NULL OR f.sort_key < $6)

-- name: search_came
-- Names that an index does not know, with a fragment ($4) or, where that is NULL, from $5 up to,
-- not including, $6.
SELECT id, person_id, sort_key
FROM person_fact_live
WHERE agency_id = $1
  AND id > $2
  AND id < $3
  AND until_on = '9999-12-31'
  AND (CAST($4 AS text) IS NULL OR instr(sort_key, $4) > 0)
  AND (CAST($5 AS text) IS NULL OR sort_key >= $5)
  AND (CAST($6 AS text) IS NULL OR sort_key < $6)
ORDER BY sort_key, person_id

-- name: search_came @postgres
SELECT id, person_id, sort_key
FROM person_fact_live
WHERE agency_id = $1
  AND id > $2
  AND id < $3
  AND until_on = '9999-12-31'
  AND (CAST($4 AS text) IS NULL OR strpos(sort_key, $4) > 0)
  AND (CAST($5 AS text) IS NULL OR sort_key >= $5)
  AND (CAST($6 AS text) IS NULL OR sort_key < $6)
ORDER BY sort_key, person_id

-- name: search_count
-- How many names have a fragment, where the engine's own index finds them.
SELECT count(*)
FROM person_fact_live
WHERE agency_id = $1
  AND sort_key LIKE '%' || $2 || '%'
  AND until_on = '9999-12-31'

-- name: search_count_settled
-- The same while no act is open.
SELECT count(*)
FROM person_fact
WHERE agency_id = $1
  AND ended_act_id = 0
  AND sort_key LIKE '%' || $2 || '%'
  AND until_on = '9999-12-31'

-- name: search_few
-- People with a fragment in their present name, where few have it.
SELECT person_id
FROM person_fact_live
WHERE agency_id = $1
  AND sort_key LIKE '%' || $2 || '%'
  AND until_on = '9999-12-31'
ORDER BY sort_key, person_id
LIMIT $3

-- name: search_many
-- The same where many match: walk the names in order and stop at the limit.
SELECT person_id
FROM person_name_live
WHERE agency_id = $1
  AND until_on = '9999-12-31'
  AND instr(sort_key, $2) > 0
ORDER BY sort_key, person_id
LIMIT $3

-- name: search_many @postgres
SELECT person_id
FROM person_fact_live
WHERE agency_id = $1
  AND until_on = '9999-12-31'
  AND strpos(sort_key, $2) > 0
ORDER BY sort_key, person_id
LIMIT $3

-- name: search_prefix
-- People whose present name begins with one or two letters ($2 up to, not including, $3).
SELECT person_id
FROM person_name_live
WHERE agency_id = $1
  AND sort_key >= $2
  AND sort_key < $3
  AND until_on = '9999-12-31'
ORDER BY sort_key, person_id
LIMIT $4

-- name: search_prefix_count
-- How many begin so.
SELECT count(*)
FROM person_name_live
WHERE agency_id = $1
  AND sort_key >= $2
  AND sort_key < $3
  AND until_on = '9999-12-31'

-- name: search_prefix_count_settled
-- The same while no act is open.
SELECT count(*)
FROM person_fact
WHERE agency_id = $1
  AND ended_act_id = 0
  AND sort_key >= $2
  AND sort_key < $3
  AND until_on = '9999-12-31'

-- name: dossier_name
-- What was believed at an instant of a person's name and birth.
SELECT f.name, f.title_before, f.title_after, f.birth_on, f.birth_place, f.gender, f.from_on,
	f.until_on
FROM person_fact AS f
JOIN act AS a
  ON a.agency_id = f.agency_id AND a.id = f.act_id
LEFT JOIN act AS z
  ON z.agency_id = f.agency_id AND z.id = f.ended_act_id
WHERE f.agency_id = $1
  AND f.person_id = $2
  AND a.recorded_at BETWEEN 1 AND $3
  AND (z.id IS NULL OR z.recorded_at = 0 OR z.recorded_at > $3)
ORDER BY f.from_on

-- name: dossier_status
-- What was believed at an instant of a person's standing.
SELECT f.status, f.entry_on, f.from_on, f.until_on
FROM service_status AS f
JOIN act AS a
  ON a.agency_id = f.agency_id AND a.id = f.act_id
LEFT JOIN act AS z
  ON z.agency_id = f.agency_id AND z.id = f.ended_act_id
WHERE f.agency_id = $1
  AND f.person_id = $2
  AND a.recorded_at BETWEEN 1 AND $3
  AND (z.id IS NULL OR z.recorded_at = 0 OR z.recorded_at > $3)
ORDER BY f.from_on

-- name: dossier_grade
-- What was believed at an instant of a person's grades.
SELECT f.scheme, f.ordinal, f.decree_id, f.from_on, f.until_on
FROM grade AS f
JOIN act AS a
  ON a.agency_id = f.agency_id AND a.id = f.act_id
LEFT JOIN act AS z
  ON z.agency_id = f.agency_id AND z.id = f.ended_act_id
WHERE f.agency_id = $1
  AND f.person_id = $2
  AND a.recorded_at BETWEEN 1 AND $3
  AND (z.id IS NULL OR z.recorded_at = 0 OR z.recorded_at > $3)
ORDER BY f.from_on

-- name: dossier_education
-- What was believed at an instant of a person's schooling.
SELECT f.level, f.field, f.from_on, f.until_on
FROM education AS f
JOIN act AS a
  ON a.agency_id = f.agency_id AND a.id = f.act_id
LEFT JOIN act AS z
  ON z.agency_id = f.agency_id AND z.id = f.ended_act_id
WHERE f.agency_id = $1
  AND f.person_id = $2
  AND a.recorded_at BETWEEN 1 AND $3
  AND (z.id IS NULL OR z.recorded_at = 0 OR z.recorded_at > $3)
ORDER BY f.from_on

-- name: dossier_employment
-- What was believed at an instant of a person's posts.
SELECT f.position_id, f.capacity, f.decree_id, f.from_on, f.until_on
FROM employment AS f
JOIN act AS a
  ON a.agency_id = f.agency_id AND a.id = f.act_id
LEFT JOIN act AS z
  ON z.agency_id = f.agency_id AND z.id = f.ended_act_id
WHERE f.agency_id = $1
  AND f.person_id = $2
  AND a.recorded_at BETWEEN 1 AND $3
  AND (z.id IS NULL OR z.recorded_at = 0 OR z.recorded_at > $3)
ORDER BY f.capacity, f.from_on

-- for TABLE in decree, unit, unit_fact, position, position_fact, duty, person, person_nip,
-- person_fact, service_status, grade, education, employment, position_holder, import, import_draft,
-- import_draft_cell, import_draft_line, import_mapping, correction, act, open_act:
-- name: TABLE_clear
-- Remove everything of an agency from TABLE: a sample region is no record.
DELETE FROM TABLE
WHERE agency_id = $1
-- end for

-- name: person_name_clear
-- The same for names in their order.
DELETE FROM person_name
WHERE agency_id = $1

-- name: person_name_clear @postgres
SELECT CAST($1 AS bigint)

-- name: name_index_clear
-- Use no index of names of an agency any more.
UPDATE name_index
SET is_ready = false
WHERE agency_id = $1

-- name: agency_change
-- What an agency is called and where it is; no sample from now on.
UPDATE agency
SET name = $2,
    region_code = $3,
    zone_hours = $4,
    is_sample = false
WHERE id = $1
  AND is_sample
