#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# From an empty database to an outlook in a real browser: test/browser/first_run.js says how.
. "$(dirname "$0")/lib.sh"

modules=${BROWSER_MODULES:-}
roster=$ABDI_SHARED/testdata/roster/roster.csv
if [ -z "$modules" ] || ! command -v chromium >/dev/null || [ ! -e "$roster" ]; then
	skip "first run in Chromium" "no browser or no roster here"
	finish
fi
fresh_database
# One engine wide in Indonesian, the other narrow in English and without scripts.
kind=(1280 id scripts)
[ "$ABDI_TEST_ENGINE" = sqlite ] || kind=(390 en none)
"$ABDI" serve --db "$db" --port 0 >serve.log 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$T"' EXIT
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
	"${BROWSER_SHOTS:-$T/shots}" "$modules" "$code" "$roster" "${kind[@]}"
