-- SPDX-License-Identifier: Apache-2.0
-- Law, calendar and regions: shared by all agencies, filled from the files the program carries
-- (data/law, data/calendar, data/region), each row with its dates and its source.

-- Which data files were laid into the tables, by fingerprint.
CREATE TABLE law_seed (
	name text NOT NULL, -- file, "law/grade.csv"
	digest text NOT NULL, -- BLAKE2b-256 of its bytes, hexadecimal
	seeded_at bigint NOT NULL, -- instant, microseconds UTC
	PRIMARY KEY (name)
);

-- Acts and regulations, those replaced included: old cases are judged by the law of their day.
CREATE TABLE regulation (
	code text NOT NULL, -- "UU 20/2023"
	title text NOT NULL, -- what it is about, in Indonesian
	topic text NOT NULL, -- asn, discipline, performance, …
	from_on text NOT NULL, -- first day in force, ISO date
	until_on text NOT NULL, -- first day no longer in force; 9999-12-31 while it is
	replaced_by text, -- code of the successor
	confidence text NOT NULL, -- sure, likely or check: how well it was confirmed
	PRIMARY KEY (code)
);

-- Single parameters: ages, deadlines, weights.
CREATE TABLE law_value (
	key text NOT NULL, -- "person.entry_age_min"
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	value text NOT NULL, -- number or word, as the source gives it
	unit text NOT NULL, -- years, days, working_days, hours, minutes, percent, count, …
	source text NOT NULL, -- regulation and article
	PRIMARY KEY (key, from_on)
);

-- Grades (golongan/ruang) and their ranks (pangkat), PNS and PPPK apart.
CREATE TABLE law_grade (
	scheme text NOT NULL, -- pns or pppk
	ordinal bigint NOT NULL, -- 1..17, rising
	code text NOT NULL, -- "III/c", "IX"
	rank_name text, -- "Penata"; none for PPPK
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	source text NOT NULL, -- regulation
	PRIMARY KEY (scheme, ordinal, from_on)
);

-- Echelons with the kind of post they are today and their grade range.
CREATE TABLE law_echelon (
	code text NOT NULL, -- "III.a"
	kind text NOT NULL, -- position kind
	grade_min bigint NOT NULL, -- PNS ordinal
	grade_max bigint NOT NULL, -- PNS ordinal
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	source text NOT NULL, -- regulation
	PRIMARY KEY (code, from_on)
);

-- Levels of functional posts: grade range and credit points.
CREATE TABLE law_functional_level (
	kind text NOT NULL, -- position kind
	name text NOT NULL, -- "Ahli Madya"
	grade_min bigint NOT NULL, -- PNS ordinal
	grade_max bigint NOT NULL, -- PNS ordinal
	credit_year_x100 bigint NOT NULL, -- points a year, hundredths; 0 unknown
	credit_grade_x100 bigint, -- points to the next grade, hundredths
	credit_level_x100 bigint, -- points to the next level, hundredths
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	source text NOT NULL, -- regulation
	PRIMARY KEY (kind, from_on)
);

-- Age limits (batas usia pensiun) by family of titles or by kind of post.
CREATE TABLE law_retirement_age (
	family text NOT NULL, -- first words of the title, sort key; empty for any title
	kind text NOT NULL, -- position kind, or * for any
	age_years bigint NOT NULL, -- the limit
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	source text NOT NULL, -- regulation and article
	PRIMARY KEY (family, kind, from_on)
);

-- Levels of schooling: first grade and the ceiling of regular promotion.
CREATE TABLE law_education (
	code text NOT NULL, -- "S1"
	ordinal bigint NOT NULL, -- order of levels; equal levels share it
	entry_grade_pns bigint NOT NULL, -- PNS ordinal at entry
	entry_grade_pppk bigint NOT NULL, -- PPPK ordinal at entry; 0 before that ladder was made
	ceiling_grade_pns bigint NOT NULL, -- PNS ordinal where regular promotion ends
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	source text NOT NULL, -- regulation
	PRIMARY KEY (code, from_on)
);

-- What a kind of post asks of its holder at least.
CREATE TABLE law_requirement (
	kind text NOT NULL, -- position kind
	rule text NOT NULL, -- education_min, age_max, experience_years, …; see law.h
	value text NOT NULL, -- education code or number
	unit text NOT NULL, -- level, years
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	source text NOT NULL, -- regulation and article
	PRIMARY KEY (kind, rule, from_on)
);

-- Job classes by points of the factor evaluation system.
CREATE TABLE law_job_class (
	job_class bigint NOT NULL, -- 1..17
	points_min bigint NOT NULL, -- lowest points of the class
	points_max bigint NOT NULL, -- highest points of the class
	from_on text NOT NULL, -- first day it holds
	until_on text NOT NULL, -- first day it no longer holds
	source text NOT NULL, -- regulation
	PRIMARY KEY (job_class, from_on)
);

-- Titles that tell the kind of post where a file gives neither level nor echelon.
CREATE TABLE law_title (
	starts text NOT NULL, -- first words of the title, sort key
	kind text NOT NULL, -- position kind
	source text NOT NULL, -- regulation or practice
	PRIMARY KEY (starts)
);

-- Public holidays, joint leave (cuti bersama) and election days.
CREATE TABLE holiday (
	on_date text NOT NULL, -- the day, ISO date
	name text NOT NULL, -- what is kept
	kind text NOT NULL, -- libur_nasional, cuti_bersama, pemilu
	source text NOT NULL, -- the joint decree or the list it was taken from
	PRIMARY KEY (on_date, name)
);

-- Provinces, regencies and cities by the code of the Ministry of Home Affairs.
CREATE TABLE region (
	code text NOT NULL, -- "33", "33.28"
	name text NOT NULL, -- as the ministry writes it
	parent_code text, -- province of a regency or city
	PRIMARY KEY (code)
);
