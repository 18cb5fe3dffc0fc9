#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Files as they should not be, and answers that cannot be delivered: always clear words, never a
# crash, and what was recorded is said to be.
: "${ABDI_SOURCE:=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}"

# As root in a place of its own, for a small disk.
if [ -z "${BROKEN_PLACE:-}" ]; then
	export BROKEN_PLACE=here
	if [ "$(id -u)" = 0 ] && unshare -m mount -t tmpfs none /mnt 2>/dev/null; then
		export BROKEN_PLACE=mounts
		exec unshare -m bash "$0"
	fi
fi

. "$(dirname "$0")/lib.sh"
export ABDI_LANG=en
echo "benar kuda baterai" >password
fresh_database
"$ABDI" init --db "$db" --agency Contoh --region 33.28 --admin admin --password-file password \
	>log 2>&1 || { cat log; exit 1; }

head='NIP;NAMA;GOLONGAN;JABATAN;UNIT KERJA'
ani='198502032010012001;Ani Lestari;III/c;Analis;Bidang Mutasi'
budi='197803152005011002;Budi Santoso;III/d;Analis;Bidang Mutasi'
citra='199003152015042003;Citra Dewi;III/b;Analis;Bidang Mutasi'

import() { "$ABDI" --db "$db" import roster "$@"; }
imports() { "$ABDI" --db "$db" import list --json | grep -c number; }

# ends CODE WORDS PATTERN COMMAND…: the exit code, and words that have the pattern.
ends() {
	local code=$1 words=$2 pattern=$3 got=0 bad=0
	shift 3
	"$@" >out 2>err || got=$?
	{ echo "exit $got, $code is expected; and the words: $pattern"; cat err; head out; } |
		tr -d '\000' | cut -c 1-300 >output
	[ "$got" = "$code" ] || bad=1
	cat out err | grep -aqi -- "$pattern" || bad=1
	grep -aqE 'runtime error|AddressSanitizer|LeakSanitizer' err && bad=1
	report "$words" $bad
}

# ---- no roster at all ----

: >empty.csv
printf '%s\n' "$head" >heading.csv
printf '%s\n' "$ani" "$budi" >headless.csv
head -c 100000 /dev/urandom >garbage.csv
head -c 100000 /dev/zero >zeros.csv
mkdir folder.csv
head -c 5000000 /dev/zero | tr '\0' 'x' >long.csv
{ printf '%s\n' "$head"; head -c 5000000 /dev/zero | tr '\0' 'x'; } >long_line.csv
seq -s ';' 600 >wide.csv
{ printf '%s\n' "$head"; seq -s ';' 600; } >wide_line.csv

ends 1 "an empty file" "no line of headings" import empty.csv
ends 1 "a file without headings" "headings" import headless.csv
ends 1 "garbage" "import" import garbage.csv
ends 1 "zeros" "import" import zeros.csv
ends 1 "a folder" "not a regular file" import folder.csv
ends 1 "a device" "not a regular file" import /dev/null
ends 1 "a file that is not there" "not found" import missing.csv
ends 1 "one endless line" "line 1" import long.csv
ends 1 "an endless line behind good headings" "line 2" import long_line.csv
ends 1 "600 columns" "line 1" import wide.csv
ends 1 "600 columns behind good headings" "line 2" import wide_line.csv
ends 0 "headings alone are a roster of nobody" "nothing" import heading.csv
ends 1 "the rejects may not be the roster itself" "imported" \
	import heading.csv --rejects heading.csv
ends 1 "a rejects file in no folder" "not found" import heading.csv --rejects none/r.csv
report "none of them is an import" "$(imports)"

# ---- odd, but a roster ----

printf '%s\r\n' "$head" "${ani/Ani/José}" "$budi" >utf8.csv
iconv -f utf-8 -t utf-16le <utf8.csv >utf16le_bare.csv
{ printf '\xff\xfe'; cat utf16le_bare.csv; } >utf16le.csv
{ printf '\xfe\xff'; iconv -f utf-8 -t utf-16be <utf8.csv; } >utf16be.csv
iconv -f utf-8 -t windows-1252 <utf8.csv >windows1252.csv
{ printf '\xef\xbb\xbf'; cat utf8.csv; } >bom.csv
ends 0 "UTF-8" '"added": 2' import utf8.csv --json
for name in bom utf16le utf16be utf16le_bare windows1252; do
	ends 0 "the same as $name" '"unchanged": 2' import $name.csv --json
done

{ printf '%s\n' "$head" "$citra"
printf '%s' '197001012000031001;"Tak Tertutup;III/a'; } >quote.csv
ends 3 "an unclosed quote costs its own line" '"code": "record_broken"' import quote.csv --json
{ printf '%s\n' "$head" '197001012000031001;"Tak Tertutup'
yes "$ani" | head -n 40000; } >open.csv
ends 1 "an unclosed quote in a long file is refused whole" "line 2" import open.csv
printf '%s\n' "$head" "$ani" '197001012000031001;Nul\0Nul;III/a;Ana\0lis;Bidang\0Mutasi' |
	sed 's/\\0/\x00/g' >nul.csv
got=0
import nul.csv --json >out 2>err || got=$?
{ echo "exit $got"; cat err; } >output
report "NULs are no crash" $((got != 0 && got != 1 && got != 3))
check "nor an error of the database" bash -c '! grep -qE "went wrong|runtime error" err'

# ---- faulty lines come back, are mended, go in ----

printf '%s\n' "$head" "${ani/198502032010012001/1,98502E+17}" "$budi" \
	"'${citra/;III\/b/;V\/z}" \
	";Dedi \"\"Kecil\"\";III/a;Analis, Senior;Bidang Mutasi" >faulty.csv
"$ABDI" --db "$db" import list --json >before.json
ends 3 "faulty lines are rejected" '"rejected": 3' import faulty.csv --rejects rejects.csv --json
check "and come back with their reasons" grep -q "REASON" rejects.csv
check "for nobody else to read" test "$(stat -c %a rejects.csv)" = 600
check "each with its heading's words" test "$(grep -c 'NIP:\|GOLONGAN:' rejects.csv)" = 3
sed -e 's/1,98502E+17/198502032010012001/' -e 's/;V\/z/;III\/b/' \
	-e 's/^;"Dedi/197106062000031001;"Dedi/' rejects.csv >mended.csv
ends 0 "mended they go in" '"accepted": 3' import mended.csv --rejects mended_rejects.csv --json
check "the second file of rejects has headings only" test "$(wc -l <mended_rejects.csv)" = 1
check "no draft is left" bash -c '! ls ./*.part'

if [ "$BROKEN_PLACE" = mounts ]; then
	mkdir small
	mount -t tmpfs -o size=16k none small
	{ printf '%s\n' "$head" "197001012000031009;Baru Sekali;III/a;Analis;Bidang Mutasi"
	for _ in $(seq 400); do echo "1;Tanpa Nomor;III/a;Analis;Bidang Mutasi"; done; } >many.csv
	before=$(imports)
	ends 1 "no room for the rejects stops the import" "no room left" \
		import many.csv --rejects small/r.csv
	check "before anything is recorded" test "$(imports)" = "$before"
	check "and nothing is left there" test -z "$(ls small)"
	mount -o remount,size=1m small
	ends 3 "with room it goes in" '"added": 1' import many.csv --rejects small/r.csv --json
	check "the rejects are all there" test "$(wc -l <small/r.csv)" = 401
	umount small
else
	skip "no room for the rejects" "mounting a small disk needs root"
fi

# ---- nobody listens ----

# deaf FILE: import it into a pipe that is closed already.
deaf() {
	# shellcheck disable=SC2216
	{ sleep 0.2; "$ABDI" --db "$db" import roster "$1" "${@:2}" 2>err; echo $? >code; } | true
	cp err output
}
number=$(($(imports) + 1))
printf '%s\n' "$head" "197201012000031001;Eka;III/a;Analis;Bidang Mutasi" >eka.csv
deaf eka.csv --json
report "a closed pipe is a failure" $(($(cat code) != 1))
cp err said
check "but the import is recorded, and the words say so" grep -q "import undo $number" said
check "and true" test "$(imports)" = "$number"
check "it can be taken back" "$ABDI" --db "$db" import undo "$number"
if [ -w /dev/full ]; then
	import eka.csv >/dev/full 2>err
	report "a full disk for the answer is a failure" $(($? != 1))
	cp err said
	check "and the words tell that it is recorded" grep -q "import undo $((number + 1))" said
	check "and that there is no room" grep -q "no room left" said
fi
finish
