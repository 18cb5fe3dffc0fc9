#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The pages in a real browser: test/browser/walk.js says what is looked for.
. "$(dirname "$0")/lib.sh"

modules=${BROWSER_MODULES:-}
if [ -z "$modules" ] || ! command -v chromium >/dev/null || ! command -v node >/dev/null; then
	skip "walk in Chromium" "no browser here"
	finish
fi
fresh_database
password="satu kalimat untuk contoh"
printf '%s\n' "$password" >sandi.txt
"$ABDI" demo --db "$db" --seed 1 --on 2026-01-01 --accounts-password-file sandi.txt \
	>demo.log 2>&1 || {
	cat demo.log
	exit 1
}
"$ABDI" serve --db "$db" --port 0 >serve.log 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$T"' EXIT
for _ in $(seq 100); do
	grep -qE 'http://127.0.0.1:[0-9]+' serve.log && break
	sleep 0.1
done
url=$(grep -oE 'http://127.0.0.1:[0-9]+' serve.log | head -1)
if [ -z "$url" ]; then
	cat serve.log
	exit 1
fi
shots=${BROWSER_SHOTS:-$T/shots}
brief=()
[ "$ABDI_TEST_ENGINE" = sqlite ] || brief=(brief)
node "$ABDI_SOURCE/test/browser/walk.js" "$url" "$password" "$shots" "$modules" "${brief[@]}"
