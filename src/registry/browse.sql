-- SPDX-License-Identifier: Apache-2.0
-- What pages show of people, units and posts on a date: lists, counts, one of each.

-- name: browse_version
-- What changes whenever the registry shows something else: the last act, how many began within an
-- hour before it (they need not be recorded in the order of their ids), how many still write.
SELECT m.id,
	(SELECT count(*)
	 FROM act AS a
	 WHERE a.agency_id = $1
	   AND a.id > m.id - 7549747200000),
	(SELECT count(*) FROM open_act)
FROM (
	SELECT COALESCE(max(id), 0) AS id
	FROM act
	WHERE agency_id = $1
) AS m

-- name: people_page
-- People in service on a date by name, behind a name, while no act is open.
SELECT f.person_id, f.id, f.sort_key, p.nip, f.name, f.title_before, f.title_after, f.birth_on,
       s.status, e.position_id, q.title, q.sort_key, q.kind, q.unit_id, u.name, u.sort_key,
       g.scheme, g.ordinal, o.name
FROM person_name AS n
CROSS JOIN person_fact AS f
  ON f.agency_id = $1 AND f.id = n.fact_id
JOIN service_status AS s
  ON s.agency_id = $1 AND s.person_id = f.person_id AND s.ended_act_id = 0
 AND s.from_on <= $2 AND s.until_on > $2
 AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
JOIN person AS p
  ON p.agency_id = $1 AND p.id = f.person_id
LEFT JOIN employment AS e
  ON e.agency_id = $1 AND e.person_id = f.person_id AND e.capacity = 'definitive'
 AND e.ended_act_id = 0
 AND e.from_on <= $2 AND e.until_on > $2
LEFT JOIN position_fact AS q
  ON q.agency_id = $1 AND q.position_id = e.position_id AND q.ended_act_id = 0
 AND q.from_on <= $2 AND q.until_on > $2
LEFT JOIN unit_fact AS u
  ON u.agency_id = $1 AND u.unit_id = q.unit_id AND u.ended_act_id = 0
 AND u.from_on <= $2 AND u.until_on > $2
LEFT JOIN unit_fact AS o
  ON o.agency_id = $1 AND o.unit_id = u.parent_id AND o.ended_act_id = 0
 AND o.from_on <= $2 AND o.until_on > $2
LEFT JOIN grade AS g
  ON g.agency_id = $1 AND g.person_id = f.person_id AND g.ended_act_id = 0
 AND g.from_on <= $2 AND g.until_on > $2
WHERE n.agency_id = $1
  AND (n.sort_key, n.fact_id) > ($3, $4)
  AND f.from_on <= $2
  AND f.until_on > $2
  AND f.ended_act_id = 0
ORDER BY n.sort_key, n.fact_id
LIMIT $5

-- name: people_page @postgres
SELECT f.person_id, f.id, f.sort_key, p.nip, f.name, f.title_before, f.title_after, f.birth_on,
       s.status, e.position_id, q.title, q.sort_key, q.kind, q.unit_id, u.name, u.sort_key,
       g.scheme, g.ordinal, o.name
FROM person_fact AS f
JOIN service_status AS s
  ON s.agency_id = $1 AND s.person_id = f.person_id AND s.ended_act_id = 0
 AND s.from_on <= $2 AND s.until_on > $2
 AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
JOIN person AS p
  ON p.agency_id = $1 AND p.id = f.person_id
LEFT JOIN employment AS e
  ON e.agency_id = $1 AND e.person_id = f.person_id AND e.capacity = 'definitive'
 AND e.ended_act_id = 0
 AND e.from_on <= $2 AND e.until_on > $2
LEFT JOIN position_fact AS q
  ON q.agency_id = $1 AND q.position_id = e.position_id AND q.ended_act_id = 0
 AND q.from_on <= $2 AND q.until_on > $2
LEFT JOIN unit_fact AS u
  ON u.agency_id = $1 AND u.unit_id = q.unit_id AND u.ended_act_id = 0
 AND u.from_on <= $2 AND u.until_on > $2
LEFT JOIN unit_fact AS o
  ON o.agency_id = $1 AND o.unit_id = u.parent_id AND o.ended_act_id = 0
 AND o.from_on <= $2 AND o.until_on > $2
LEFT JOIN grade AS g
  ON g.agency_id = $1 AND g.person_id = f.person_id AND g.ended_act_id = 0
 AND g.from_on <= $2 AND g.until_on > $2
WHERE f.agency_id = $1
  AND (f.sort_key, f.id) > ($3, $4)
  AND f.from_on <= $2
  AND f.until_on > $2
  AND f.ended_act_id = 0
ORDER BY f.sort_key, f.id
LIMIT $5

-- name: people_page_live
-- The same while an act is open.
SELECT f.person_id, f.id, f.sort_key, p.nip, f.name, f.title_before, f.title_after, f.birth_on,
       s.status, e.position_id, q.title, q.sort_key, q.kind, q.unit_id, u.name, u.sort_key,
       g.scheme, g.ordinal, o.name
FROM person_name AS n
CROSS JOIN person_fact_live AS f
  ON f.agency_id = $1 AND f.id = n.fact_id
JOIN service_status_live AS s
  ON s.agency_id = $1 AND s.person_id = f.person_id
 AND s.from_on <= $2 AND s.until_on > $2
 AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
JOIN person AS p
  ON p.agency_id = $1 AND p.id = f.person_id
LEFT JOIN employment_live AS e
  ON e.agency_id = $1 AND e.person_id = f.person_id AND e.capacity = 'definitive'
 AND e.from_on <= $2 AND e.until_on > $2
LEFT JOIN position_fact_live AS q
  ON q.agency_id = $1 AND q.position_id = e.position_id
 AND q.from_on <= $2 AND q.until_on > $2
LEFT JOIN unit_fact_live AS u
  ON u.agency_id = $1 AND u.unit_id = q.unit_id
 AND u.from_on <= $2 AND u.until_on > $2
LEFT JOIN unit_fact_live AS o
  ON o.agency_id = $1 AND o.unit_id = u.parent_id
 AND o.from_on <= $2 AND o.until_on > $2
LEFT JOIN grade_live AS g
  ON g.agency_id = $1 AND g.person_id = f.person_id
 AND g.from_on <= $2 AND g.until_on > $2
WHERE n.agency_id = $1
  AND (n.sort_key, n.fact_id) > ($3, $4)
  AND f.from_on <= $2
  AND f.until_on > $2
ORDER BY n.sort_key, n.fact_id
LIMIT $5

-- name: people_page_live @postgres
SELECT f.person_id, f.id, f.sort_key, p.nip, f.name, f.title_before, f.title_after, f.birth_on,
       s.status, e.position_id, q.title, q.sort_key, q.kind, q.unit_id, u.name, u.sort_key,
       g.scheme, g.ordinal, o.name
FROM person_fact_live AS f
JOIN service_status_live AS s
  ON s.agency_id = $1 AND s.person_id = f.person_id
 AND s.from_on <= $2 AND s.until_on > $2
 AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
JOIN person AS p
  ON p.agency_id = $1 AND p.id = f.person_id
LEFT JOIN employment_live AS e
  ON e.agency_id = $1 AND e.person_id = f.person_id AND e.capacity = 'definitive'
 AND e.from_on <= $2 AND e.until_on > $2
LEFT JOIN position_fact_live AS q
  ON q.agency_id = $1 AND q.position_id = e.position_id
 AND q.from_on <= $2 AND q.until_on > $2
LEFT JOIN unit_fact_live AS u
  ON u.agency_id = $1 AND u.unit_id = q.unit_id
 AND u.from_on <= $2 AND u.until_on > $2
LEFT JOIN unit_fact_live AS o
  ON o.agency_id = $1 AND o.unit_id = u.parent_id
 AND o.from_on <= $2 AND o.until_on > $2
LEFT JOIN grade_live AS g
  ON g.agency_id = $1 AND g.person_id = f.person_id
 AND g.from_on <= $2 AND g.until_on > $2
WHERE f.agency_id = $1
  AND (f.sort_key, f.id) > ($3, $4)
  AND f.from_on <= $2
  AND f.until_on > $2
ORDER BY f.sort_key, f.id
LIMIT $5

-- name: people_page_back
-- People in service on a date against the order of names, before a name.
SELECT f.person_id, f.id, f.sort_key, p.nip, f.name, f.title_before, f.title_after, f.birth_on,
       s.status, e.position_id, q.title, q.sort_key, q.kind, q.unit_id, u.name, u.sort_key,
       g.scheme, g.ordinal, o.name
FROM person_name AS n
CROSS JOIN person_fact_live AS f
  ON f.agency_id = $1 AND f.id = n.fact_id
JOIN service_status_live AS s
  ON s.agency_id = $1 AND s.person_id = f.person_id
 AND s.from_on <= $2 AND s.until_on > $2
 AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
JOIN person AS p
  ON p.agency_id = $1 AND p.id = f.person_id
LEFT JOIN employment_live AS e
  ON e.agency_id = $1 AND e.person_id = f.person_id AND e.capacity = 'definitive'
 AND e.from_on <= $2 AND e.until_on > $2
LEFT JOIN position_fact_live AS q
  ON q.agency_id = $1 AND q.position_id = e.position_id
 AND q.from_on <= $2 AND q.until_on > $2
LEFT JOIN unit_fact_live AS u
  ON u.agency_id = $1 AND u.unit_id = q.unit_id
 AND u.from_on <= $2 AND u.until_on > $2
LEFT JOIN unit_fact_live AS o
  ON o.agency_id = $1 AND o.unit_id = u.parent_id
 AND o.from_on <= $2 AND o.until_on > $2
LEFT JOIN grade_live AS g
  ON g.agency_id = $1 AND g.person_id = f.person_id
 AND g.from_on <= $2 AND g.until_on > $2
WHERE n.agency_id = $1
  AND (n.sort_key, n.fact_id) < ($3, $4)
  AND f.from_on <= $2
  AND f.until_on > $2
ORDER BY n.sort_key DESC, n.fact_id DESC
LIMIT $5

-- name: people_page_back @postgres
SELECT f.person_id, f.id, f.sort_key, p.nip, f.name, f.title_before, f.title_after, f.birth_on,
       s.status, e.position_id, q.title, q.sort_key, q.kind, q.unit_id, u.name, u.sort_key,
       g.scheme, g.ordinal, o.name
FROM person_fact_live AS f
JOIN service_status_live AS s
  ON s.agency_id = $1 AND s.person_id = f.person_id
 AND s.from_on <= $2 AND s.until_on > $2
 AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
JOIN person AS p
  ON p.agency_id = $1 AND p.id = f.person_id
LEFT JOIN employment_live AS e
  ON e.agency_id = $1 AND e.person_id = f.person_id AND e.capacity = 'definitive'
 AND e.from_on <= $2 AND e.until_on > $2
LEFT JOIN position_fact_live AS q
  ON q.agency_id = $1 AND q.position_id = e.position_id
 AND q.from_on <= $2 AND q.until_on > $2
LEFT JOIN unit_fact_live AS u
  ON u.agency_id = $1 AND u.unit_id = q.unit_id
 AND u.from_on <= $2 AND u.until_on > $2
LEFT JOIN unit_fact_live AS o
  ON o.agency_id = $1 AND o.unit_id = u.parent_id
 AND o.from_on <= $2 AND o.until_on > $2
LEFT JOIN grade_live AS g
  ON g.agency_id = $1 AND g.person_id = f.person_id
 AND g.from_on <= $2 AND g.until_on > $2
WHERE f.agency_id = $1
  AND (f.sort_key, f.id) < ($3, $4)
  AND f.from_on <= $2
  AND f.until_on > $2
ORDER BY f.sort_key DESC, f.id DESC
LIMIT $5

-- name: people_rows
-- People in service on a date by their ids ($3: JSON array of numbers).
SELECT f.person_id, f.id, f.sort_key, p.nip, f.name, f.title_before, f.title_after, f.birth_on,
       s.status, e.position_id, q.title, q.sort_key, q.kind, q.unit_id, u.name, u.sort_key,
       g.scheme, g.ordinal, o.name
FROM person_fact_live AS f
JOIN service_status_live AS s
  ON s.agency_id = $1 AND s.person_id = f.person_id
 AND s.from_on <= $2 AND s.until_on > $2
 AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
JOIN person AS p
  ON p.agency_id = $1 AND p.id = f.person_id
LEFT JOIN employment_live AS e
  ON e.agency_id = $1 AND e.person_id = f.person_id AND e.capacity = 'definitive'
 AND e.from_on <= $2 AND e.until_on > $2
LEFT JOIN position_fact_live AS q
  ON q.agency_id = $1 AND q.position_id = e.position_id
 AND q.from_on <= $2 AND q.until_on > $2
LEFT JOIN unit_fact_live AS u
  ON u.agency_id = $1 AND u.unit_id = q.unit_id
 AND u.from_on <= $2 AND u.until_on > $2
LEFT JOIN unit_fact_live AS o
  ON o.agency_id = $1 AND o.unit_id = u.parent_id
 AND o.from_on <= $2 AND o.until_on > $2
LEFT JOIN grade_live AS g
  ON g.agency_id = $1 AND g.person_id = f.person_id
 AND g.from_on <= $2 AND g.until_on > $2
WHERE f.agency_id = $1
  AND f.person_id IN (SELECT value FROM json_each($3))
  AND f.from_on <= $2
  AND f.until_on > $2

-- name: people_rows @postgres
SELECT f.person_id, f.id, f.sort_key, p.nip, f.name, f.title_before, f.title_after, f.birth_on,
       s.status, e.position_id, q.title, q.sort_key, q.kind, q.unit_id, u.name, u.sort_key,
       g.scheme, g.ordinal, o.name
FROM person_fact_live AS f
JOIN service_status_live AS s
  ON s.agency_id = $1 AND s.person_id = f.person_id
 AND s.from_on <= $2 AND s.until_on > $2
 AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
JOIN person AS p
  ON p.agency_id = $1 AND p.id = f.person_id
LEFT JOIN employment_live AS e
  ON e.agency_id = $1 AND e.person_id = f.person_id AND e.capacity = 'definitive'
 AND e.from_on <= $2 AND e.until_on > $2
LEFT JOIN position_fact_live AS q
  ON q.agency_id = $1 AND q.position_id = e.position_id
 AND q.from_on <= $2 AND q.until_on > $2
LEFT JOIN unit_fact_live AS u
  ON u.agency_id = $1 AND u.unit_id = q.unit_id
 AND u.from_on <= $2 AND u.until_on > $2
LEFT JOIN unit_fact_live AS o
  ON o.agency_id = $1 AND o.unit_id = u.parent_id
 AND o.from_on <= $2 AND o.until_on > $2
LEFT JOIN grade_live AS g
  ON g.agency_id = $1 AND g.person_id = f.person_id
 AND g.from_on <= $2 AND g.until_on > $2
WHERE f.agency_id = $1
  AND f.person_id = ANY (ARRAY(
	SELECT CAST(x AS bigint) FROM jsonb_array_elements_text(CAST($3 AS jsonb)) AS x))
  AND f.from_on <= $2
  AND f.until_on > $2

-- name: people_scan_by_id
-- People in service on a date who pass the filters, for sorting and counting; what is missing of
-- each ($8). $7 is a unit elsewhere.
SELECT f.person_id, f.id, f.sort_key, f.birth_on, e.position_id, q.sort_key, q.kind, q.unit_id,
       CASE
       WHEN $8 = 0 THEN 0
       ELSE (CASE WHEN q.position_id IS NULL THEN 1 ELSE 0 END) +
            (CASE WHEN g.id IS NULL AND s.status <> 'pppk_part_time' THEN 2 ELSE 0 END) +
            (CASE WHEN EXISTS (
		SELECT 1
		FROM education_live AS d
		WHERE d.agency_id = $1
		  AND d.person_id = f.person_id
		  AND d.from_on <= $2
		  AND d.until_on > $2
            ) THEN 0 ELSE 4 END)
       END
FROM person_fact_live AS f
JOIN service_status_live AS s
  ON s.agency_id = $1 AND s.person_id = f.person_id
 AND s.from_on <= $2 AND s.until_on > $2
 AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
JOIN person AS p
  ON p.agency_id = $1 AND p.id = f.person_id
LEFT JOIN employment_live AS e
  ON e.agency_id = $1 AND e.person_id = f.person_id AND e.capacity = 'definitive'
 AND e.from_on <= $2 AND e.until_on > $2
LEFT JOIN position_fact_live AS q
  ON q.agency_id = $1 AND q.position_id = e.position_id
 AND q.from_on <= $2 AND q.until_on > $2
LEFT JOIN grade_live AS g
  ON g.agency_id = $1 AND g.person_id = f.person_id
 AND g.from_on <= $2 AND g.until_on > $2
WHERE f.agency_id = $1
  AND ($3 = '' OR (g.scheme = $3 AND g.ordinal = $4))
  AND ($5 = '' OR f.sort_key LIKE '%' || $5 || '%' OR q.sort_key LIKE '%' || $5 || '%'
       OR ($6 <> '' AND p.nip LIKE $6 || '%'))
  AND f.from_on <= $2
  AND f.until_on > $2
  AND CAST($7 AS bigint) = 0
ORDER BY f.id

-- name: people_scan_by_name
-- The same by name.
SELECT f.person_id, f.id, f.sort_key, f.birth_on, e.position_id, q.sort_key, q.kind, q.unit_id,
       CASE
       WHEN $8 = 0 THEN 0
       ELSE (CASE WHEN q.position_id IS NULL THEN 1 ELSE 0 END) +
            (CASE WHEN g.id IS NULL AND s.status <> 'pppk_part_time' THEN 2 ELSE 0 END) +
            (CASE WHEN EXISTS (
		SELECT 1
		FROM education_live AS d
		WHERE d.agency_id = $1
		  AND d.person_id = f.person_id
		  AND d.from_on <= $2
		  AND d.until_on > $2
            ) THEN 0 ELSE 4 END)
       END
FROM person_fact_live AS f
JOIN service_status_live AS s
  ON s.agency_id = $1 AND s.person_id = f.person_id
 AND s.from_on <= $2 AND s.until_on > $2
 AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
JOIN person AS p
  ON p.agency_id = $1 AND p.id = f.person_id
LEFT JOIN employment_live AS e
  ON e.agency_id = $1 AND e.person_id = f.person_id AND e.capacity = 'definitive'
 AND e.from_on <= $2 AND e.until_on > $2
LEFT JOIN position_fact_live AS q
  ON q.agency_id = $1 AND q.position_id = e.position_id
 AND q.from_on <= $2 AND q.until_on > $2
LEFT JOIN grade_live AS g
  ON g.agency_id = $1 AND g.person_id = f.person_id
 AND g.from_on <= $2 AND g.until_on > $2
WHERE f.agency_id = $1
  AND ($3 = '' OR (g.scheme = $3 AND g.ordinal = $4))
  AND ($5 = '' OR f.sort_key LIKE '%' || $5 || '%' OR q.sort_key LIKE '%' || $5 || '%'
       OR ($6 <> '' AND p.nip LIKE $6 || '%'))
  AND f.from_on <= $2
  AND f.until_on > $2
  AND CAST($7 AS bigint) = 0
ORDER BY f.sort_key, f.id

-- name: people_scan_unit
-- The same in the subtree of a unit ($7), by name.
WITH RECURSIVE below (id) AS (
	SELECT CAST($7 AS bigint)
	UNION
	SELECT u.unit_id
	FROM below AS b
	JOIN unit_fact_live AS u
	  ON u.agency_id = $1 AND u.parent_id = b.id
	WHERE u.from_on <= $2
	  AND u.until_on > $2
)
SELECT f.person_id, f.id, f.sort_key, f.birth_on, e.position_id, q.sort_key, q.kind, q.unit_id,
       CASE
       WHEN $8 = 0 THEN 0
       ELSE (CASE WHEN q.position_id IS NULL THEN 1 ELSE 0 END) +
            (CASE WHEN g.id IS NULL AND s.status <> 'pppk_part_time' THEN 2 ELSE 0 END) +
            (CASE WHEN EXISTS (
		SELECT 1
		FROM education_live AS d
		WHERE d.agency_id = $1
		  AND d.person_id = f.person_id
		  AND d.from_on <= $2
		  AND d.until_on > $2
            ) THEN 0 ELSE 4 END)
       END
FROM below AS b
JOIN position_fact_live AS q
  ON q.agency_id = $1 AND q.unit_id = b.id
 AND q.from_on <= $2 AND q.until_on > $2
JOIN position_holder AS h
  ON h.agency_id = $1 AND h.position_id = q.position_id
JOIN employment_live AS e
  ON e.agency_id = $1 AND e.person_id = h.person_id AND e.position_id = h.position_id
 AND e.capacity = 'definitive' AND e.from_on <= $2 AND e.until_on > $2
JOIN person_fact_live AS f
  ON f.agency_id = $1 AND f.person_id = e.person_id
 AND f.from_on <= $2 AND f.until_on > $2
JOIN service_status_live AS s
  ON s.agency_id = $1 AND s.person_id = f.person_id
 AND s.from_on <= $2 AND s.until_on > $2
 AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
JOIN person AS p
  ON p.agency_id = $1 AND p.id = f.person_id
LEFT JOIN grade_live AS g
  ON g.agency_id = $1 AND g.person_id = f.person_id
 AND g.from_on <= $2 AND g.until_on > $2
WHERE 0 = 0
  AND ($3 = '' OR (g.scheme = $3 AND g.ordinal = $4))
  AND ($5 = '' OR f.sort_key LIKE '%' || $5 || '%' OR q.sort_key LIKE '%' || $5 || '%'
       OR ($6 <> '' AND p.nip LIKE $6 || '%'))
ORDER BY f.sort_key, f.id

-- name: person_key
-- By what a person stands in the list of names on a date.
SELECT sort_key, id
FROM person_fact_live
WHERE agency_id = $1
  AND person_id = $2
  AND from_on <= $3
  AND until_on > $3

-- name: education_on
-- Whether a schooling of a person is known on a date.
SELECT id
FROM education_live
WHERE agency_id = $1
  AND person_id = $2
  AND from_on <= $3
  AND until_on > $3
LIMIT 1

-- name: units_on
-- All units of a date, in the order of ids.
SELECT unit_id, parent_id, name, sort_key
FROM unit_fact_live
WHERE agency_id = $1
  AND from_on <= $2
  AND until_on > $2
ORDER BY unit_id

-- name: unit_people
-- How many definitive holders in service each unit has on a date.
SELECT q.unit_id, count(*)
FROM employment_live AS e
JOIN position_fact_live AS q
  ON q.agency_id = $1 AND q.position_id = e.position_id
 AND q.from_on <= $2 AND q.until_on > $2
JOIN service_status_live AS s
  ON s.agency_id = $1 AND s.person_id = e.person_id
 AND s.from_on <= $2 AND s.until_on > $2
 AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
WHERE e.agency_id = $1
  AND e.capacity = 'definitive'
  AND e.from_on <= $2
  AND e.until_on > $2
GROUP BY q.unit_id

-- name: unit_posts
-- How many posts each unit has on a date.
SELECT unit_id, count(*)
FROM position_fact_live
WHERE agency_id = $1
  AND from_on <= $2
  AND until_on > $2
GROUP BY unit_id

-- name: unit_head
-- The highest managerial post of a unit on a date, and who holds it.
SELECT q.position_id, q.title, q.kind, f.person_id, f.name, f.title_before, f.title_after,
       e.capacity
FROM position_fact_live AS q
LEFT JOIN position_holder AS h
  ON h.agency_id = $1 AND h.position_id = q.position_id
LEFT JOIN employment_live AS e
  ON e.agency_id = $1 AND e.person_id = h.person_id AND e.position_id = h.position_id
 AND e.from_on <= $3 AND e.until_on > $3
LEFT JOIN person_fact_live AS f
  ON f.agency_id = $1 AND f.person_id = e.person_id
 AND f.from_on <= $3 AND f.until_on > $3
WHERE q.agency_id = $1
  AND q.unit_id = $2
  AND q.from_on <= $3
  AND q.until_on > $3
  AND q.kind IN ('JPT_UTAMA', 'JPT_MADYA', 'JPT_PRATAMA', 'ADMINISTRATOR', 'PENGAWAS')
ORDER BY CASE q.kind
         WHEN 'JPT_UTAMA' THEN 1
         WHEN 'JPT_MADYA' THEN 2
         WHEN 'JPT_PRATAMA' THEN 3
         WHEN 'ADMINISTRATOR' THEN 4
         ELSE 5
         END, q.echelon, q.sort_key, q.id, CASE WHEN e.id IS NULL THEN 1 ELSE 0 END,
         e.capacity, e.from_on
LIMIT 1

-- name: posts_scan
-- Posts on a date by title: of a subtree ($3, 0 all), of a kind ($4), with part of a title ($5);
-- with $6 how many definitive holders in service each has, else -1.
WITH RECURSIVE below (id) AS (
	SELECT CAST($3 AS bigint)
	UNION
	SELECT u.unit_id
	FROM below AS b
	JOIN unit_fact_live AS u
	  ON u.agency_id = $1 AND u.parent_id = b.id
	WHERE u.from_on <= $2
	  AND u.until_on > $2
	  AND b.id <> 0
)
SELECT q.position_id, q.title, q.kind, q.echelon, q.unit_id, q.grade_min, q.grade_max, q.job_class,
       q.seats_count,
       CASE
       WHEN $6 = 0 THEN -1
       ELSE (
	SELECT count(*)
	FROM position_holder AS h
	JOIN employment_live AS e
	  ON e.agency_id = $1 AND e.person_id = h.person_id AND e.position_id = h.position_id
	JOIN service_status_live AS s
	  ON s.agency_id = $1 AND s.person_id = e.person_id
	 AND s.from_on <= $2 AND s.until_on > $2
	 AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
	WHERE h.agency_id = $1
	  AND h.position_id = q.position_id
	  AND e.capacity = 'definitive'
	  AND e.from_on <= $2
	  AND e.until_on > $2
       )
       END
FROM position_fact_live AS q
WHERE q.agency_id = $1
  AND q.from_on <= $2
  AND q.until_on > $2
  AND (CAST($3 AS bigint) = 0 OR q.unit_id IN (SELECT id FROM below))
  AND ($4 = '' OR q.kind = $4)
  AND ($5 = '' OR q.sort_key LIKE '%' || $5 || '%')
ORDER BY q.sort_key, q.id

-- name: post_get
-- One post on a date.
SELECT position_id, title, kind, echelon, unit_id, grade_min, grade_max, job_class, seats_count
FROM position_fact_live
WHERE agency_id = $1
  AND position_id = $2
  AND from_on <= $3
  AND until_on > $3

-- name: post_duties
-- The duties of a post on a date.
SELECT duty
FROM duty_live
WHERE agency_id = $1
  AND position_id = $2
  AND from_on <= $3
  AND until_on > $3
ORDER BY ordinal, id
LIMIT 200

-- name: posts_people
-- Who is in these posts on a date ($3: JSON array of numbers), definitive holders first.
SELECT e.position_id, e.person_id, e.capacity, f.name, f.title_before, f.title_after, e.from_on
FROM position_holder AS h
JOIN employment_live AS e
  ON e.agency_id = $1 AND e.person_id = h.person_id AND e.position_id = h.position_id
JOIN person_fact_live AS f
  ON f.agency_id = $1 AND f.person_id = e.person_id
 AND f.from_on <= $2 AND f.until_on > $2
JOIN service_status_live AS s
  ON s.agency_id = $1 AND s.person_id = e.person_id
 AND s.from_on <= $2 AND s.until_on > $2
 AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
WHERE h.agency_id = $1
  AND h.position_id IN (SELECT value FROM json_each($3))
  AND e.from_on <= $2
  AND e.until_on > $2
ORDER BY e.position_id, e.capacity, f.sort_key, e.id
LIMIT 20000

-- name: posts_people @postgres
SELECT e.position_id, e.person_id, e.capacity, f.name, f.title_before, f.title_after, e.from_on
FROM position_holder AS h
JOIN employment_live AS e
  ON e.agency_id = $1 AND e.person_id = h.person_id AND e.position_id = h.position_id
JOIN person_fact_live AS f
  ON f.agency_id = $1 AND f.person_id = e.person_id
 AND f.from_on <= $2 AND f.until_on > $2
JOIN service_status_live AS s
  ON s.agency_id = $1 AND s.person_id = e.person_id
 AND s.from_on <= $2 AND s.until_on > $2
 AND s.status IN ('cpns', 'pns', 'pppk', 'pppk_part_time')
WHERE h.agency_id = $1
  AND h.position_id = ANY (ARRAY(
	SELECT CAST(x AS bigint) FROM jsonb_array_elements_text(CAST($3 AS jsonb)) AS x))
  AND e.from_on <= $2
  AND e.until_on > $2
ORDER BY e.position_id, e.capacity, f.sort_key, e.id
LIMIT 20000

-- name: post_history
-- Who was in a post before a date, the last first.
SELECT e.person_id, e.capacity, e.from_on, e.until_on, (
	SELECT f.name
	FROM person_fact_live AS f
	WHERE f.agency_id = $1
	  AND f.person_id = e.person_id
	ORDER BY f.from_on DESC
	LIMIT 1
       )
FROM position_holder AS h
JOIN employment_live AS e
  ON e.agency_id = $1 AND e.person_id = h.person_id AND e.position_id = h.position_id
WHERE h.agency_id = $1
  AND h.position_id = $2
  AND e.until_on <= $3
ORDER BY e.until_on DESC, e.from_on DESC, e.id
LIMIT 50

-- name: person_nip_of
-- The NIP of a person.
SELECT nip
FROM person
WHERE agency_id = $1
  AND id = $2

-- name: person_last_unit
-- The unit of the post a person holds on a date, or held last before it.
SELECT q.unit_id
FROM employment_live AS e
JOIN position_fact_live AS q
  ON q.agency_id = $1 AND q.position_id = e.position_id
WHERE e.agency_id = $1
  AND e.person_id = $2
  AND e.capacity = 'definitive'
  AND e.from_on <= $3
ORDER BY e.from_on DESC, q.from_on DESC
LIMIT 1

-- name: decree_get
-- A decree that facts rest on.
SELECT number, signed_on
FROM decree
WHERE agency_id = $1
  AND id = $2

-- name: post_place
-- A post as a career tells it: title, unit and kind on a date, or as it was nearest to it.
SELECT q.title, u.name, q.kind, q.sort_key, q.unit_id
FROM position_fact_live AS q
LEFT JOIN unit_fact_live AS u
  ON u.agency_id = $1 AND u.unit_id = q.unit_id
WHERE q.agency_id = $1
  AND q.position_id = $2
ORDER BY CASE WHEN q.from_on <= $3 AND q.until_on > $3 THEN 0 ELSE 1 END,
         CASE WHEN u.from_on <= $3 AND u.until_on > $3 THEN 0 ELSE 1 END,
         q.from_on DESC, u.from_on DESC
LIMIT 1

-- for TABLE in person_fact, service_status, grade, education:
-- name: TABLE_present
-- The row of TABLE that stands for a person on a date.
SELECT id
FROM TABLE_live
WHERE agency_id = $1
  AND person_id = $2
  AND from_on <= $3
  AND until_on > $3
-- end for

-- name: employment_present
-- The employment of a person in one capacity on a date.
SELECT id
FROM employment_live
WHERE agency_id = $1
  AND person_id = $2
  AND from_on <= $3
  AND until_on > $3
  AND capacity = $4
ORDER BY from_on DESC
LIMIT 1

-- name: service_status_same
-- Whether a standing says the same ($3); $4 is for others.
SELECT id
FROM service_status
WHERE agency_id = $1
  AND id = $2
  AND status = $3
  AND CAST($4 AS bigint) IS NOT NULL

-- name: grade_same
-- Whether a grade is the same.
SELECT id
FROM grade
WHERE agency_id = $1
  AND id = $2
  AND scheme = $3
  AND ordinal = $4

-- name: education_same
-- Whether a schooling is of the same level ($3); $4 is for others.
SELECT id
FROM education
WHERE agency_id = $1
  AND id = $2
  AND level = $3
  AND CAST($4 AS bigint) IS NOT NULL

-- name: employment_same
-- Whether an employment is in the same post ($4); $3 is for others.
SELECT id
FROM employment
WHERE agency_id = $1
  AND id = $2
  AND CAST($3 AS text) IS NOT NULL
  AND position_id = $4

-- name: correction_add
-- Say why a person was corrected by hand.
INSERT INTO correction (agency_id, id, person_id, part, reason)
VALUES ($1, $2, $3, $4, $5)

-- name: correction_list
-- What was corrected of a person by hand until an instant, newest first, and by whom.
SELECT r.part, r.reason, a.recorded_at, a.actor_id
FROM correction AS r
JOIN act AS a
  ON a.agency_id = r.agency_id AND a.id = r.id
WHERE r.agency_id = $1
  AND r.person_id = $2
  AND a.recorded_at BETWEEN 1 AND $3
ORDER BY r.id DESC
LIMIT 20

-- name: units_find
-- Units on a date whose names contain a text, those that begin with it first.
SELECT unit_id, parent_id, name, sort_key
FROM unit_fact_live
WHERE agency_id = $1
  AND from_on <= $2
  AND until_on > $2
  AND instr(sort_key, $3) > 0
ORDER BY CASE WHEN instr(sort_key, $3) = 1 THEN 0 ELSE 1 END, sort_key, id

-- name: units_find @postgres
SELECT unit_id, parent_id, name, sort_key
FROM unit_fact_live
WHERE agency_id = $1
  AND from_on <= $2
  AND until_on > $2
  AND strpos(sort_key, $3) > 0
ORDER BY CASE WHEN strpos(sort_key, $3) = 1 THEN 0 ELSE 1 END, sort_key, id

-- name: posts_find
-- Posts on a date whose titles contain a text, those that begin with it first.
SELECT position_id, unit_id, title, sort_key, kind
FROM position_fact_live
WHERE agency_id = $1
  AND from_on <= $2
  AND until_on > $2
  AND instr(sort_key, $3) > 0
ORDER BY CASE WHEN instr(sort_key, $3) = 1 THEN 0 ELSE 1 END, sort_key, id

-- name: posts_find @postgres
SELECT position_id, unit_id, title, sort_key, kind
FROM position_fact_live
WHERE agency_id = $1
  AND from_on <= $2
  AND until_on > $2
  AND strpos(sort_key, $3) > 0
ORDER BY CASE WHEN strpos(sort_key, $3) = 1 THEN 0 ELSE 1 END, sort_key, id

-- name: nips_from
-- People whose NIP begins so ($2 up to, not including, $3), present on a date.
SELECT n.person_id
FROM person_nip AS n
JOIN person_fact_live AS f
  ON f.agency_id = $1 AND f.person_id = n.person_id
 AND f.from_on <= $4 AND f.until_on > $4
WHERE n.nip >= $2
  AND n.nip < $3
  AND n.agency_id = $1
ORDER BY n.nip
LIMIT $5
