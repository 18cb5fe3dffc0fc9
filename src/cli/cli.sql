-- SPDX-License-Identifier: Apache-2.0

-- name: open_act_count
-- Acts that some process began and has not recorded. While nothing runs, one is a leftover.
SELECT
	count(act_id)
FROM open_act;

-- name: law_seed_count
-- Data files of the law that lie in the tables.
SELECT
	count(name)
FROM law_seed;
