-- SPDX-License-Identifier: Apache-2.0
-- A unit with all below it.

-- name: holder_scan_within
-- Definitive holders in a unit and all below it on a date, with birth and standing.
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
JOIN position_fact_live p
  ON p.agency_id = $1
 AND p.unit_id = below.unit_id
 AND p.from_on <= $3
 AND p.until_on > $3
JOIN employment_live e
  ON e.agency_id = $1
 AND e.position_id = p.position_id
 AND e.capacity = 'definitive'
 AND e.from_on <= $3
 AND e.until_on > $3
JOIN person_fact_live f
  ON f.agency_id = $1
 AND f.person_id = e.person_id
 AND f.from_on <= $3
 AND f.until_on > $3
JOIN service_status_live s
  ON s.agency_id = $1
 AND s.person_id = e.person_id
 AND s.from_on <= $3
 AND s.until_on > $3
ORDER BY e.id
