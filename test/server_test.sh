#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The server as a whole, over the network: it starts, answers, is copied while it works, stands
# what is thrown at it, and ends when it is told to.
. "$(dirname "$0")/lib.sh"

if ! command -v curl >/dev/null; then
	skip "the server answers" "no curl here"
	finish
fi
password="satu kalimat untuk contoh"
printf '%s\n' "$password" >password
export ABDI_LANG=id
server=
trap '[ -z "$server" ] || kill -KILL $server 2>/dev/null; rm -rf "$T"' EXIT

# serve: start one on a free port; $url becomes its address, $server its process.
serve() {
	"$ABDI" serve --db "$db" --port 0 >serve.out 2>serve.log &
	server=$!
	url=
	for _ in $(seq 300); do
		url=$(grep -oE -m 1 'http://127.0.0.1:[0-9]+' serve.log) && break
		kill -0 $server 2>/dev/null || break
		sleep 0.1
	done
	[ -n "$url" ]
}

# ended SECONDS: the server ends by itself within that time; its exit code is $code.
ended() {
	local tick
	for tick in $(seq $(($1 * 10))); do
		if ! kill -0 $server 2>/dev/null; then
			wait $server
			code=$?
			server=
			return 0
		fi
		sleep 0.1
	done
	return 1
}

# get PATH [OPTION…]: the body goes to "body", the head to "head"; the status is printed.
get() {
	local path=$1
	shift
	curl -s -m 30 -o body -D head -b jar -c jar -w '%{http_code}' "$@" "$url$path"
}

# answers STATUS WORDS PATH [OPTION…]
answers() {
	local status=$1 words=$2 got
	shift 2
	got=$(get "$@")
	{ echo "$got instead of $status"; cat head; head -c 2000 body; echo; } >output 2>/dev/null
	[ "$got" = "$status" ]
	report "$words" $?
}

# token [FILE]: that of the form in a page.
token() {
	grep -oE -m 1 'name="csrf" value="[^"]+"' "${1:-body}" | head -1 |
		sed 's/.*value="//; s/"$//'
}

# sign_in NAME: in the jar of cookies.
sign_in() {
	rm -f jar
	get /masuk >/dev/null
	answers 303 "$1 signs in" /masuk --data-urlencode "nama=$1" \
		--data-urlencode "sandi=$password" --data-urlencode "csrf=$(token)"
}

# said WORDS PATTERN: what the last check printed has that.
said() {
	grep -qi -- "$2" output
	report "$1" $?
}

# silent WORDS FILE PATTERN: the file has nothing of that kind.
silent() {
	grep -E -- "$3" "$2" >output
	report "$1" $(($? != 1))
}

# people: how many the API counts; what it said instead, when it did not.
people() {
	local got
	got=$(get '/api/v1/people?total&batas=1' -w '%{http_code} in %{time_total} s')
	grep -oE '"total": [0-9]+' body || { echo "$got"; head -c 500 body; }
}
abdi() { "$ABDI" "$1" --db "$db" "${@:2}"; }

# ---- an empty database ----

fresh_database
check "it starts on an empty database" serve
cp serve.log output
said "and shows a code for the first run" "[A-Z0-9]\{4\}-[A-Z0-9]\{4\}-[A-Z0-9]\{4\}"
answers 303 "where every page leads to the wizard" /
answers 200 "which answers" /awal
kill -TERM $server
check "SIGTERM ends it within seconds" ended 10
report "with exit 0" $((code != 0))

# ---- the sample region ----

fresh_database
check "the sample is made" "$ABDI" demo --db "$db" --seed 1 --on 2026-01-01 \
	--accounts-password-file password
check "it starts" serve
cp serve.log output
said "the start block names the agency" "Contoh Lestari"
said "and how many people" "9\.122"
silent "and no code" serve.log "[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}"
answers 200 "the front page answers" /
for header in Content-Security-Policy X-Content-Type-Options Referrer-Policy; do
	check "with $header" grep -qi "^$header:" head
done
answers 404 "an unknown page is none" /tidak-ada
answers 405 "a wrong method is refused" /kerja -X POST -d x=1
check "with what is allowed" grep -qi '^allow: GET, HEAD' head
answers 403 "a form without its token is refused" /masuk -d nama=admin -d "sandi=$password"
sign_in admin
check "the cookie is for the server alone" grep -qi '^set-cookie: abdi_sesi=.*HttpOnly' head
answers 200 "the home page answers" /kerja
before=$(people)
echo "$before" >output
[ "$before" = '"total": 9122' ]
report "the API counts the people" $?
answers 200 "a sheet of everybody comes" '/kerja/pegawai/ekspor?format=xlsx'
check "and is a zip" bash -c 'head -c 2 body | grep -q PK'

if [ "$ABDI_TEST_ENGINE" = sqlite ]; then
	check_exit 1 "a second server on the same file is refused" \
		"$ABDI" serve --db "$db" --port 0
	said "by the name of the file, the process and the address" \
		"$(basename "$db") (PID $server, $url)"
	said "and that nothing was changed" "tidak ada yang berubah"
	check "doctor beside it is content" "$ABDI" doctor --db "$db"
	said "and names the server" "PID $server, $url"
	check "also for programs" "$ABDI" doctor --db "$db" --json
	said "by a finding of its own" '"name": "server", "health": "good"'
fi

# ---- copies ----

# writing: sign in again and again, which writes each time.
writing() {
	while :; do
		curl -s -m 30 -o wbody -c wjar "$url/masuk"
		curl -s -m 30 -o /dev/null -b wjar --data-urlencode nama=pimpinan \
			--data-urlencode "sandi=$password" \
			--data-urlencode "csrf=$(token wbody)" "$url/masuk"
	done
}
writing &
writer=$!
sleep 0.5
check "it is copied while somebody writes" "$ABDI" backup --db "$db" salinan.db
{ kill $writer; wait $writer; } 2>/dev/null
check "for its owner alone" bash -c '[ "$(stat -c %a salinan.db)" = 600 ]'
check_exit 1 "a copy over a file is refused" "$ABDI" backup --db "$db" salinan.db
said "with words" "salinan.db"
cp salinan.db kept
check "and the file is as it was" cmp kept salinan.db
answers 200 "it still answers" /kerja

served=$db
fresh_database
copy=$db
[ "$ABDI_TEST_ENGINE" = sqlite ] || copy_name=$(sed 's/.*\/\([^/?]*\)?.*/\1/' <<<"$db")
check "the copy goes into a new database" "$ABDI" restore --db "$copy" salinan.db
check_exit 1 "but not over one that is there" "$ABDI" restore --db "$copy" salinan.db
# The keys lie apart from the data on purpose, and are brought along by whoever restores.
folder=$copy.d
old=$served.d
if [ "$ABDI_TEST_ENGINE" = postgres ]; then
	folder=$T/$copy_name.d
	old=$T/$(sed 's/.*\/\([^/?]*\)?.*/\1/' <<<"$served").d
fi
mkdir -p "$folder"
cp -rpn "$old"/. "$folder"/ 2>/dev/null
rm -f "$folder/lock"
check "doctor is content with it" "$ABDI" doctor --db "$copy"

head -c 20000 salinan.db >damaged.db
head -c 3000 /dev/urandom >>damaged.db
fresh_database
check_exit 1 "a damaged copy is refused" "$ABDI" restore --db "$db" damaged.db
cp output words
silent "with words" words "runtime error|Sanitizer|err\.[a-z]|backup\.[a-z]"
if [ "$ABDI_TEST_ENGINE" = sqlite ]; then
	check "and nothing stands in its place" bash -c '! ls "$1" "$1".part' - "$db"
fi
printf 'halo' >text.db
check_exit 1 "a file that is no copy is refused" "$ABDI" restore --db "$db" text.db
check_exit 1 "and so is one that is not there" "$ABDI" restore --db "$db" none.db

# ---- what is thrown at it ----

# refused STATUS WORDS LANGUAGE TITLE PATH [OPTION…]: a page of the house says so.
refused() {
	local status=$1 words=$2 language=$3 title=$4
	shift 4
	answers "$status" "$words" "$@" -H "Accept-Language: $language"
	cp body output
	grep -q "<h1>$title</h1>" body && grep -qE '"mono">[0-9A-F]{4}-[0-9A-F]{4}<' body &&
		! grep -q '<script>' body && grep -qi '^content-security-policy:' head
	report "and the page says so" $?
}
long=$(head -c 9000 /dev/zero | tr '\0' a)
refused 400 "a broken escape is refused" id "Permintaan tidak dapat dibaca" '/masuk?a=%zz'
refused 400 "in English, too" en "The request cannot be read" '/masuk?a=%zz'
refused 405 "so is a method" id "Halaman ini tidak dapat dipakai dengan cara itu" /masuk -X DELETE
refused 413 "so is a large form" id "Kiriman terlalu besar" /masuk \
	--data-binary "@$ABDI_SOURCE/CHANGELOG.md" -H "Content-Length: 99999999"
refused 414 "so is a long address" id "Alamat terlalu panjang" "/masuk?$long"
refused 415 "so is what is no form" id "Jenis kiriman tidak dikenal" /masuk -H \
	"Content-Type: text/plain" -d a=1
refused 431 "so is a large head" id "Permintaan dari peramban terlalu besar" /masuk \
	-H "X-A: $long" -H "X-B: $long"
answers 400 "the API is told by a problem" '/api/v1/people?q=%zz'
check "of its own type" grep -qi '^content-type: application/problem+json' head

testdata=$ABDI_SHARED/testdata
every=1
[ "$ABDI_TEST_ENGINE" = sqlite ] || every=7
if [ -d "$testdata/payloads" ]; then
	check "no request in disguise is obeyed, and each refusal is a page" \
		python3 "$ABDI_SOURCE/test/probes.py" "$url" "$testdata"
	check "no payload is more than text, and none a fault" \
		python3 "$ABDI_SOURCE/test/payloads.py" "$url" jar "$testdata" $every
	find . -name '*.svg' -o -name '*.php*' -o -name '*.asp*' -o -name '*.html' >output
	report "no upload lies under its own name" "$(grep -c . output)"
	answers 200 "it still answers" /kerja
	echo "$(people)" >output
	[ "$(cat output)" = "$before" ]
	report "and has lost nobody" $?
else
	skip "no payload is more than text" "no shared payloads here"
fi
silent "no fault was logged" serve.log "level=error|\"level\": ?\"error\""

# ---- the end ----

kill -TERM $server
check "SIGTERM ends it within seconds" ended 20
report "with exit 0" $((code != 0))
silent "and without a word of a sanitizer" serve.log "Sanitizer|runtime error"

db=$copy
check "the restored database is served" serve
sign_in admin
after=$(people)
echo "$after, before $before" >output
[ "$after" = "$before" ]
report "and has the same people" $?
kill -TERM $server
check "it ends, too" ended 20
finish
