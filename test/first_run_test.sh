#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# From an empty database to an outlook and a backup in a real browser: test/browser/first_run.js
# says how. Between them the two engines see every window, language and kind of file, with scripts
# and without.
. "$(dirname "$0")/lib.sh"

modules=${BROWSER_MODULES:-}
roster=$ABDI_SHARED/testdata/roster/roster.csv
if [ -z "$modules" ] || ! command -v chromium >/dev/null || [ ! -e "$roster" ]; then
	skip "first run in Chromium" "no browser or no roster here"
	finish
fi
cp "$roster" roster.csv
python3 "$ABDI_SOURCE/test/workbook.py" roster.csv roster.xlsx || exit 1

server=
trap '[ -z "$server" ] || kill $server 2>/dev/null; wait 2>/dev/null; rm -rf "$T"' EXIT

# walk FILE WIDTH LANGUAGE SCRIPTS: one reader with a server of its own.
walk() {
	local file=$1 url code
	shift
	fresh_database
	"$ABDI" serve --db "$db" --port 0 >serve.log 2>&1 &
	server=$!
	for _ in $(seq 200); do
		grep -qE 'siap|ready' serve.log && break
		sleep 0.1
	done
	url=$(grep -oE 'http://127.0.0.1:[0-9]+' serve.log | head -1)
	code=$(grep -oE '[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}' serve.log | head -1)
	if [ -z "$url" ] || [ -z "$code" ]; then
		cat serve.log
		exit 1
	fi
	node "$ABDI_SOURCE/test/browser/first_run.js" "$url" "satu kalimat untuk masuk" \
		"${BROWSER_SHOTS:-$T/shots}" "$modules" "$code" "$T/$file" "$@" || failures=1
	kill $server
	wait $server
	server=
}

if [ "$ABDI_TEST_ENGINE" = sqlite ]; then
	walk roster.csv 1280 id scripts
	walk roster.xlsx 390 en none
	walk roster.csv 1280 en none
	walk roster.xlsx 390 id scripts
else
	walk roster.csv 390 en scripts
	walk roster.xlsx 1280 id none
	walk roster.csv 390 id none
	walk roster.xlsx 1280 en scripts
fi
exit $failures
