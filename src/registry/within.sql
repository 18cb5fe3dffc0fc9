-- SPDX-License-Identifier: Apache-2.0
-- A unit with all below it.

-- name: holder_scan_within
-- Definitive holders in a unit and all below it on a date, with birth and standing. SQLite joins in
-- the order that CROSS JOIN states; left to itself it would begin with everybody in employment.
WITH RECURSIVE below (unit_id) AS (
	SELECT CAST($2 AS bigint)
	UNION
	SELECT u.unit_id
	FROM unit_fact_live u
	JOIN below ON u.parent_id = below.unit_id
	WHERE u.agency_id = $1
	  AND u.from_on <= $3
	  AND u.until_on > $3
)
SELECT e.person_id, e.position_id, f.birth_on, s.status
FROM below
CROSS JOIN position_fact_live p
CROSS JOIN employment_live e
CROSS JOIN person_fact_live f
CROSS JOIN service_status_live s
WHERE p.agency_id = $1
  AND p.unit_id = below.unit_id
  AND p.from_on <= $3
  AND p.until_on > $3
  AND e.agency_id = $1
  AND e.position_id = p.position_id
  AND e.capacity = 'definitive'
  AND e.from_on <= $3
  AND e.until_on > $3
  AND f.agency_id = $1
  AND f.person_id = e.person_id
  AND f.from_on <= $3
  AND f.until_on > $3
  AND s.agency_id = $1
  AND s.person_id = e.person_id
  AND s.from_on <= $3
  AND s.until_on > $3
