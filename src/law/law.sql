-- SPDX-License-Identifier: Apache-2.0
-- The law as data: rows in force on a date ($1), and laying the program's files into the tables.

-- name: grade_list
-- Grades of both ladders, each from its lowest rung.
SELECT
	scheme,
	ordinal,
	code,
	rank_name
FROM law_grade
WHERE from_on <= $1
	AND until_on > $1
ORDER BY scheme, ordinal;

-- name: echelon_list
-- Echelons with their kind and grade range, highest first.
SELECT
	code,
	kind,
	grade_min,
	grade_max,
	source
FROM law_echelon
WHERE from_on <= $1
	AND until_on > $1
ORDER BY grade_max DESC, grade_min DESC, code;

-- name: level_list
-- Levels of functional posts.
SELECT
	kind,
	name,
	grade_min,
	grade_max,
	credit_year_x100,
	credit_grade_x100,
	credit_level_x100,
	source
FROM law_functional_level
WHERE from_on <= $1
	AND until_on > $1
ORDER BY grade_max DESC, kind;

-- name: retirement_age_list
-- Age limits of families of titles and of kinds of posts.
SELECT
	family,
	kind,
	age_years,
	from_on,
	until_on,
	source
FROM law_retirement_age
WHERE from_on <= $1
	AND until_on > $1
ORDER BY family, kind;

-- name: education_list
-- Levels of schooling, lowest first.
SELECT
	code,
	ordinal,
	entry_grade_pns,
	entry_grade_pppk,
	ceiling_grade_pns,
	source
FROM law_education
WHERE from_on <= $1
	AND until_on > $1
ORDER BY ordinal, code;

-- name: requirement_list
-- What each kind of post asks of its holder at least.
SELECT
	kind,
	rule,
	value,
	source
FROM law_requirement
WHERE from_on <= $1
	AND until_on > $1
ORDER BY kind, rule;

-- name: job_class_list
-- Job classes by points, lowest first.
SELECT
	job_class,
	points_min,
	points_max
FROM law_job_class
WHERE from_on <= $1
	AND until_on > $1
ORDER BY job_class;

-- name: title_list
-- First words of titles that tell the kind of post.
SELECT
	starts,
	kind
FROM law_title
ORDER BY starts;

-- name: value_in_force
-- All single parameters.
SELECT
	key,
	from_on,
	until_on,
	value,
	unit,
	source
FROM law_value
WHERE from_on <= $1
	AND until_on > $1
ORDER BY key;

-- name: value_list
-- Single parameters whose key begins with $2; all of them when it is empty.
SELECT
	key,
	from_on,
	until_on,
	value,
	unit,
	source
FROM law_value
WHERE from_on <= $1
	AND until_on > $1
	AND substr(key, 1, length($2)) = $2
ORDER BY key;

-- name: province_list
-- Codes of the provinces.
SELECT
	code
FROM region
WHERE parent_code IS NULL
ORDER BY code;

-- name: region_find
-- The name of a province, regency or city.
SELECT
	name
FROM region
WHERE code = $1;

-- name: holiday_list
-- All days on which offices are closed.
SELECT
	on_date,
	kind
FROM holiday
ORDER BY on_date, kind;

-- name: seed_find
-- The fingerprint of a file as it was laid into its table.
SELECT
	digest
FROM law_seed
WHERE name = $1;

-- name: seed_clear
-- Forget the fingerprint of a file.
DELETE FROM law_seed
WHERE name = $1;

-- name: seed_add
-- Remember the fingerprint of a file.
INSERT INTO law_seed (
	name,
	digest,
	seeded_at
) VALUES ($1, $2, $3);

-- name: regulation_clear
-- Empty the table before its file is laid in anew.
DELETE FROM regulation;

-- name: regulation_add
-- One row of law/regulation.csv.
INSERT INTO regulation (
	code,
	title,
	topic,
	from_on,
	until_on,
	replaced_by,
	confidence
) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: value_clear
-- Empty the table before its file is laid in anew.
DELETE FROM law_value;

-- name: value_add
-- One row of law/value.csv.
INSERT INTO law_value (
	key,
	from_on,
	until_on,
	value,
	unit,
	source
) VALUES ($1, $2, $3, $4, $5, $6);

-- name: grade_clear
-- Empty the table before its file is laid in anew.
DELETE FROM law_grade;

-- name: grade_add
-- One row of law/grade.csv.
INSERT INTO law_grade (
	scheme,
	ordinal,
	code,
	rank_name,
	from_on,
	until_on,
	source
) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: echelon_clear
-- Empty the table before its file is laid in anew.
DELETE FROM law_echelon;

-- name: echelon_add
-- One row of law/echelon.csv.
INSERT INTO law_echelon (
	code,
	kind,
	grade_min,
	grade_max,
	from_on,
	until_on,
	source
) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: level_clear
-- Empty the table before its file is laid in anew.
DELETE FROM law_functional_level;

-- name: level_add
-- One row of law/functional_level.csv.
INSERT INTO law_functional_level (
	kind,
	name,
	grade_min,
	grade_max,
	credit_year_x100,
	credit_grade_x100,
	credit_level_x100,
	from_on,
	until_on,
	source
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: retirement_age_clear
-- Empty the table before its file is laid in anew.
DELETE FROM law_retirement_age;

-- name: retirement_age_add
-- One row of law/retirement_age.csv.
INSERT INTO law_retirement_age (
	family,
	kind,
	age_years,
	from_on,
	until_on,
	source
) VALUES ($1, $2, $3, $4, $5, $6);

-- name: education_clear
-- Empty the table before its file is laid in anew.
DELETE FROM law_education;

-- name: education_add
-- One row of law/education.csv.
INSERT INTO law_education (
	code,
	ordinal,
	entry_grade_pns,
	entry_grade_pppk,
	ceiling_grade_pns,
	from_on,
	until_on,
	source
) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: requirement_clear
-- Empty the table before its file is laid in anew.
DELETE FROM law_requirement;

-- name: requirement_add
-- One row of law/requirement.csv.
INSERT INTO law_requirement (
	kind,
	rule,
	value,
	unit,
	from_on,
	until_on,
	source
) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: job_class_clear
-- Empty the table before its file is laid in anew.
DELETE FROM law_job_class;

-- name: job_class_add
-- One row of law/job_class.csv.
INSERT INTO law_job_class (
	job_class,
	points_min,
	points_max,
	from_on,
	until_on,
	source
) VALUES ($1, $2, $3, $4, $5, $6);

-- name: title_clear
-- Empty the table before its file is laid in anew.
DELETE FROM law_title;

-- name: title_add
-- One row of law/title.csv.
INSERT INTO law_title (
	starts,
	kind,
	source
) VALUES ($1, $2, $3);

-- name: holiday_clear
-- Empty the table before its file is laid in anew.
DELETE FROM holiday;

-- name: holiday_add
-- One row of calendar/holiday.csv.
INSERT INTO holiday (
	on_date,
	name,
	kind,
	source
) VALUES ($1, $2, $3, $4);

-- name: region_clear
-- Empty the table before its file is laid in anew.
DELETE FROM region;

-- name: region_add
-- One row of region/region.csv.
INSERT INTO region (
	code,
	name,
	parent_code
) VALUES ($1, $2, $3);
