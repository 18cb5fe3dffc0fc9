#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What the query compiler takes and what it refuses.
. "$(dirname "$0")/lib.sh"

mkdir -p "$T/area" "$T/out"

# compile: the query file on standard input.
compile() {
	cat >"$T/area/area.sql"
	python3 "$ABDI_SOURCE/tools/sqlgen.py" "$T/out" "$T/area/area.sql"
}

# refuses WORDS: the query file on standard input is not taken.
refuses() { check_exit 1 "$1" compile; }

check "takes a query with a body for each engine" compile <<-'SQL'
	-- name: thing_find
	-- One thing.
	SELECT name -- "quoted"
	FROM thing
	WHERE id = $1 AND kind = $2;
	-- name: thing_find @postgres
	SELECT name FROM thing WHERE kind = $2 AND id = $1
SQL
check "declares it with its sentence" grep -A 2 'One thing' out/sql_area.h
check "counts its values" grep 'params = 2' out/queries.c
check "leaves comments out of the text" bash -c '! grep quoted out/queries.c'
check "keeps both bodies" grep 'text_0_postgres' out/queries.c

refuses "refuses a query without a sentence" <<-'SQL'
	-- name: thing_find
	SELECT name FROM thing
SQL
refuses "refuses two queries of one name" <<-'SQL'
	-- name: thing_find
	-- One thing.
	SELECT name FROM thing
	-- name: thing_find
	-- Once more.
	SELECT name FROM thing
SQL
refuses "refuses double quotes" <<-'SQL'
	-- name: thing_find
	-- One thing.
	SELECT "name" FROM thing
SQL
refuses "refuses all columns" <<-'SQL'
	-- name: thing_find
	-- One thing.
	SELECT t.* FROM thing AS t
SQL
refuses "refuses two statements" <<-'SQL'
	-- name: thing_find
	-- One thing.
	DELETE FROM thing; DELETE FROM other
SQL
refuses "refuses a value that is never used" <<-'SQL'
	-- name: thing_find
	-- One thing.
	SELECT name FROM thing WHERE id = $2
SQL
refuses "refuses bodies that bind differently" <<-'SQL'
	-- name: thing_find
	-- One thing.
	SELECT name FROM thing WHERE id = $1
	-- name: thing_find @postgres
	SELECT name FROM thing
SQL
finish
