-- SPDX-License-Identifier: Apache-2.0
-- Imports of rosters: what is known of the people a batch names, and the list of imports.

-- name: import_known
-- What the registry believes on a date of the people with these NIPs ($2: JSON array of texts).
SELECT n.nip, n.agency_id, n.person_id,
       f.id, f.name, f.title_before, f.title_after, f.birth_on, f.birth_place, f.gender, f.from_on,
       s.id, s.status, s.entry_on, s.from_on,
       g.id, g.scheme, g.ordinal, g.from_on,
       d.id, d.level, d.field, d.from_on,
       e.id, e.position_id, e.from_on
FROM json_each($2) AS wanted
JOIN person_nip AS n
  ON n.nip = wanted.value
LEFT JOIN person_fact_live AS f
  ON f.agency_id = $1 AND f.person_id = n.person_id AND f.from_on <= $3 AND f.until_on > $3
LEFT JOIN service_status_live AS s
  ON s.agency_id = $1 AND s.person_id = n.person_id AND s.from_on <= $3 AND s.until_on > $3
LEFT JOIN grade_live AS g
  ON g.agency_id = $1 AND g.person_id = n.person_id AND g.from_on <= $3 AND g.until_on > $3
LEFT JOIN education_live AS d
  ON d.agency_id = $1 AND d.person_id = n.person_id AND d.from_on <= $3 AND d.until_on > $3
LEFT JOIN employment_live AS e
  ON e.agency_id = $1 AND e.person_id = n.person_id AND e.capacity = 'definitive'
 AND e.from_on <= $3 AND e.until_on > $3

-- name: import_known @postgres
SELECT n.nip, n.agency_id, n.person_id,
       f.id, f.name, f.title_before, f.title_after, f.birth_on, f.birth_place, f.gender, f.from_on,
       s.id, s.status, s.entry_on, s.from_on,
       g.id, g.scheme, g.ordinal, g.from_on,
       d.id, d.level, d.field, d.from_on,
       e.id, e.position_id, e.from_on
FROM person_nip AS n
LEFT JOIN person_fact_live AS f
  ON f.agency_id = $1 AND f.person_id = n.person_id AND f.from_on <= $3 AND f.until_on > $3
LEFT JOIN service_status_live AS s
  ON s.agency_id = $1 AND s.person_id = n.person_id AND s.from_on <= $3 AND s.until_on > $3
LEFT JOIN grade_live AS g
  ON g.agency_id = $1 AND g.person_id = n.person_id AND g.from_on <= $3 AND g.until_on > $3
LEFT JOIN education_live AS d
  ON d.agency_id = $1 AND d.person_id = n.person_id AND d.from_on <= $3 AND d.until_on > $3
LEFT JOIN employment_live AS e
  ON e.agency_id = $1 AND e.person_id = n.person_id AND e.capacity = 'definitive'
 AND e.from_on <= $3 AND e.until_on > $3
WHERE n.nip = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb))))

-- name: acting_find
-- The post in which a person acts in one capacity on a date.
SELECT id, position_id, from_on
FROM employment_live
WHERE agency_id = $1
  AND person_id = $2
  AND capacity = $3
  AND from_on <= $4
  AND until_on > $4
ORDER BY from_on DESC
LIMIT 1

-- for TABLE in person_fact, service_status, grade, education:
-- name: TABLE_spans
-- The times of a person's live facts in TABLE.
SELECT id, from_on, until_on
FROM TABLE_live
WHERE agency_id = $1
  AND person_id = $2
  AND $3 = $3
ORDER BY from_on
LIMIT 64
-- end for

-- name: employment_spans
-- The times of a person's live employments in one capacity.
SELECT id, from_on, until_on
FROM employment_live
WHERE agency_id = $1
  AND person_id = $2
  AND capacity = $3
ORDER BY from_on
LIMIT 64

-- name: unit_fact_from
-- Date a unit that an open act itself created.
UPDATE unit_fact
SET from_on = $4
WHERE agency_id = $1
  AND unit_id = $2
  AND act_id = $3

-- name: import_add
-- An import with what was counted.
INSERT INTO import (agency_id, id, number, kind, file_name, file_digest, as_of_on, line_count,
	accepted_count,
	rejected_count, added_count, changed_count, undone_act_id)
VALUES ($1, $2, $3, 'roster', $4, $5, $6, $7, $8, $9, $10, $11, 0)

-- name: import_next_number
-- The number of the next import of an agency.
SELECT COALESCE(max(number), 0) + 1
FROM import
WHERE agency_id = $1

-- name: import_find
-- An import by its number.
SELECT i.id, i.undone_act_id, a.recorded_at
FROM import AS i
JOIN act AS a
  ON a.agency_id = i.agency_id AND a.id = i.id
WHERE i.agency_id = $1
  AND i.number = $2

-- name: import_undone
-- Mark an import as taken back.
UPDATE import
SET undone_act_id = $3
WHERE agency_id = $1
  AND id = $2

-- name: import_list
-- All imports of an agency, newest first.
SELECT i.number, i.id, i.file_name, i.as_of_on, a.recorded_at, i.accepted_count, i.rejected_count,
       i.added_count, i.changed_count, i.undone_act_id
FROM import AS i
JOIN act AS a
  ON a.agency_id = i.agency_id AND a.id = i.id
WHERE i.agency_id = $1
ORDER BY i.number DESC

-- name: import_of_act
-- The number of the import that is an act.
SELECT number
FROM import
WHERE agency_id = $1
  AND id = $2

-- name: import_units
-- Units an act created, in the order of creation.
SELECT f.name, p.name
FROM unit AS u
JOIN unit_fact AS f
  ON f.agency_id = u.agency_id AND f.unit_id = u.id AND f.act_id = u.act_id
LEFT JOIN unit_fact_live AS p
  ON p.agency_id = u.agency_id AND p.unit_id = f.parent_id
WHERE u.agency_id = $1
  AND u.id > $2
  AND u.act_id = $2
ORDER BY u.id

-- name: import_positions
-- Positions an act created, in the order of creation.
SELECT f.title, v.name
FROM position AS p
JOIN position_fact AS f
  ON f.agency_id = p.agency_id AND f.position_id = p.id AND f.act_id = p.act_id
LEFT JOIN unit_fact_live AS v
  ON v.agency_id = p.agency_id AND v.unit_id = f.unit_id
WHERE p.agency_id = $1
  AND p.id > $2
  AND p.act_id = $2
ORDER BY p.id

-- name: position_held_later
-- The last other act that put someone in a position an act created; a repetition counts as
-- what it repeats.
SELECT max(COALESCE(o.act_id, e.act_id))
FROM employment AS e
JOIN position AS p
  ON p.agency_id = e.agency_id AND p.id = e.position_id
LEFT JOIN employment AS o
  ON o.agency_id = e.agency_id AND o.id = e.repeats_id
WHERE e.agency_id = $1
  AND e.id > $2
  AND e.ended_act_id = 0
  AND p.act_id = $2
  AND COALESCE(o.act_id, e.act_id) > $2

-- name: position_in_later
-- The last other act that put a position in a unit that an act created.
SELECT max(COALESCE(o.act_id, f.act_id))
FROM position_fact AS f
JOIN unit AS u
  ON u.agency_id = f.agency_id AND u.id = f.unit_id
LEFT JOIN position_fact AS o
  ON o.agency_id = f.agency_id AND o.id = f.repeats_id
WHERE f.agency_id = $1
  AND f.id > $2
  AND f.ended_act_id = 0
  AND u.act_id = $2
  AND COALESCE(o.act_id, f.act_id) > $2

-- name: unit_under_later
-- The last other act that hung a unit under one that an act created.
SELECT max(COALESCE(o.act_id, f.act_id))
FROM unit_fact AS f
JOIN unit AS u
  ON u.agency_id = f.agency_id AND u.id = f.parent_id
LEFT JOIN unit_fact AS o
  ON o.agency_id = f.agency_id AND o.id = f.repeats_id
WHERE f.agency_id = $1
  AND f.id > $2
  AND f.ended_act_id = 0
  AND u.act_id = $2
  AND COALESCE(o.act_id, f.act_id) > $2

-- for TABLE in service_status, grade, education, employment:
-- name: TABLE_added_later
-- The last other act that told more in TABLE of a person whom an act was the first to name.
SELECT max(COALESCE(o.act_id, t.act_id))
FROM TABLE AS t
JOIN person_fact AS n
  ON n.agency_id = t.agency_id AND n.person_id = t.person_id AND n.act_id = $2
LEFT JOIN TABLE AS o
  ON o.agency_id = t.agency_id AND o.id = t.repeats_id
WHERE t.agency_id = $1
  AND t.id > $2
  AND t.act_id > $2
  AND t.ended_act_id = 0
  AND COALESCE(o.act_id, t.act_id) > $2
  AND NOT EXISTS (
	SELECT 1
	FROM person_fact AS w
	WHERE w.agency_id = $1
	  AND w.person_id = t.person_id
	  AND w.ended_act_id = $2
  )
-- end for

-- name: serving_scan
-- NIPs and names of people in service on a date, a page behind a person's id.
SELECT s.person_id, p.nip, f.name
FROM service_status_live AS s
JOIN person AS p
  ON p.agency_id = s.agency_id AND p.id = s.person_id
JOIN person_fact_live AS f
  ON f.agency_id = s.agency_id AND f.person_id = s.person_id AND f.from_on <= $3 AND f.until_on > $3
WHERE s.agency_id = $1
  AND s.person_id > $2
  AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
  AND s.from_on <= $3
  AND s.until_on > $3
ORDER BY s.person_id
LIMIT 2000
