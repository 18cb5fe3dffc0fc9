# SPDX-License-Identifier: Apache-2.0
# What the scripts test/*_test.sh share. They drive the program as a user does:
#
#     . "$(dirname "$0")/lib.sh"
#     fresh_database
#     check "a fresh database answers" "$ABDI" --db "$db" law show
#     check_exit 2 "a misspelt command is misuse" "$ABDI" imprt
#     finish
#
# A script that calls fresh_database is run once on each engine.
# shellcheck shell=bash disable=SC2034

set -u
: "${ABDI:?the program under test; ./dev test sets it}"
: "${ABDI_SOURCE:=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}"
: "${ABDI_SHARED:=$ABDI_SOURCE/../shared}"
: "${ABDI_TEST_ENGINE:=sqlite}"

# A folder for this script's files; everything in it goes when the script ends.
T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
cd "$T" || exit 1

checks=0
failures=0
databases=0

# fresh_database: $db becomes the url of an empty database that no other test uses.
fresh_database() {
	databases=$((databases + 1))
	if [ "$ABDI_TEST_ENGINE" = postgres ]; then
		local name="abdi_script_$$_$databases"
		psql -q -X -d "$ABDI_TEST_POSTGRES" -c "CREATE DATABASE $name TEMPLATE template0" ||
			exit 1
		db=${ABDI_TEST_POSTGRES/\/postgres\?/\/$name\?}
	else
		db="$T/$databases.db"
	fi
}

# report WORDS RESULT: one line of TAP; the output of the command is shown when it failed.
report() {
	checks=$((checks + 1))
	if [ "$2" = 0 ]; then
		echo "ok $checks - $1"
	else
		failures=$((failures + 1))
		echo "not ok $checks - $1"
		sed 's/^/# /' "$T/output" 2>/dev/null
	fi
}

# check WORDS COMMAND…: the command succeeds. Its output is in $T/output.
check() {
	local words=$1
	shift
	"$@" >"$T/output" 2>&1
	report "$words" $?
}

# check_exit CODE WORDS COMMAND…: the command ends with that code.
check_exit() {
	local code=$1 words=$2 got=0
	shift 2
	"$@" >"$T/output" 2>&1 || got=$?
	[ "$got" = "$code" ] || echo "exit $got instead of $code" >>"$T/output"
	report "$words" $((got != code))
}

# skip WORDS REASON
skip() {
	checks=$((checks + 1))
	echo "ok $checks - $1 # SKIP $2"
}

# finish: the plan, and the exit code.
finish() {
	echo "1..$checks"
	exit $((failures > 0))
}
