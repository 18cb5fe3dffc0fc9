#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What goes wrong while pages are served: the process is killed under load, the disk is full, the
# database goes away. What was reported as done is there, nothing is there by half, and pages say
# what happened until all is well again.
: "${ABDI_SOURCE:=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}"

# As root in a place of its own for a small disk, and beside a database server that may be stopped.
if [ -z "${SERVING_PLACE:-}" ]; then
	export SERVING_PLACE=here
	place=()
	if [ "$(id -u)" = 0 ] && unshare -m mount -t tmpfs none /mnt 2>/dev/null; then
		export SERVING_PLACE=mounts
		place=(unshare -m)
	fi
	[ "${ABDI_TEST_ENGINE:-}" != postgres ] ||
		place+=("$ABDI_SOURCE/tools/with_postgres.sh")
	exec "${place[@]}" bash "$0"
fi

. "$(dirname "$0")/lib.sh"
if ! command -v curl >/dev/null; then
	skip "pages are served" "no curl here"
	finish
fi
export ABDI_LANG=id
echo "satu kalimat untuk contoh" >password
chmod 711 "$T"
server=
writers=()
postgres=
leave() {
	[ ${#writers[@]} = 0 ] || kill "${writers[@]}" 2>/dev/null
	[ -z "$server" ] || kill -KILL "$server" 2>/dev/null
	[ -z "$postgres" ] || kill -QUIT "$postgres" 2>/dev/null
	mountpoint -q "$T/small" && umount -l "$T/small"
	rm -rf "$T"
}
trap leave EXIT

# serve: start a server; $url becomes its address, $server its process.
serve() {
	"$ABDI" serve --db "$db" --port 0 >serve.out 2>serve.log &
	server=$!
	url=
	for _ in $(seq 300); do
		url=$(grep -oE -m 1 'http://127.0.0.1:[0-9]+' serve.log) && break
		kill -0 $server 2>/dev/null || break
		sleep 0.1
	done
	cp serve.log output
	[ -n "$url" ]
}

stop() {
	kill -TERM $server
	wait $server
	code=$?
	server=
	return $code
}

# get PATH [OPTION…]: the body goes to "body"; the status is printed.
get() {
	local path=$1
	shift
	curl -s -m 30 -o body -b jar -c jar -w '%{http_code}' "$@" "$url$path"
}

# answers STATUS WORDS PATH [OPTION…]
answers() {
	local status=$1 words=$2 got
	shift 2
	got=$(get "$@")
	{ echo "$got instead of $status"; sed -n '/<main/,$p' body | head -c 3000; echo; } >output
	[ "$got" = "$status" ]
	report "$words" $?
}

# says WORDS TEXT…: the page that came last has each text.
says() {
	local words=$1 text missing=0
	shift
	sed -n '/<main/,$p' body >output
	for text in "$@"; do
		grep -qF -- "$text" body || missing=1
	done
	report "$words" $missing
}

# a_page_says WORDS TITLE SAVED: an error page of the house, with a code.
a_page_says() {
	says "$1" "<h1>$2</h1>" "$3" '<span class="mono">' "</html>"
}

hidden() {
	grep -oE -m 1 "name=\"$1\" value=\"[^\"]+\"" body | head -1 | sed 's/.*value="//; s/"$//'
}

sign_in() {
	rm -f jar
	get /masuk >/dev/null
	answers 303 "$1" /masuk --data-urlencode nama=admin \
		--data-urlencode "sandi=$(cat password)" --data-urlencode "csrf=$(hidden csrf)"
}

# correct NAME: give the person this name; the status of the saving is printed.
correct() {
	get "$person/ubah?bagian=nama" >/dev/null
	get "$person/ubah" --data-urlencode "name=$1" -d bagian=nama -d langkah=simpan \
		-d "dasar=$(hidden dasar)" -d "reason=uji gangguan" -d "csrf=$(hidden csrf)"
}

# name_now: what the API says the person is called.
name_now() {
	get "/api/v1/people/${person##*/}" >/dev/null
	grep -oE -m 1 '"name": "[^"]*"' body | sed 's/.*: "//; s/"$//'
}

# sample [FOLDER]: a fresh sample region, served; $person is the page of somebody.
sample() {
	fresh_database
	[ "$ABDI_TEST_ENGINE" = postgres ] || db=${1:-$T}/$databases.db
	check "the sample is made" "$ABDI" demo --db "$db" --seed 1 --on 2026-01-01 \
		--accounts-password-file password
	check "and served" serve
	sign_in "somebody signs in"
	get '/api/v1/people?limit=1' >/dev/null
	person=/kerja/pegawai/$(grep -oE -m 1 '"id": "[0-9]+"' body | grep -oE '[0-9]+')
}

# ---- killed under load ----

# writing FILE: correct a name again and again; each that was reported as saved goes to the file.
writing() {
	local i=0
	T=$T/w
	mkdir -p "$T"
	cp jar "$T/jar"
	cd "$T" || exit 1
	while :; do
		i=$((i + 1))
		[ "$(correct "Nama Ke $i")" != 303 ] || echo "Nama Ke $i" >>"$1"
	done
}

# reading: ask for pages again and again.
reading() {
	while :; do
		curl -s -m 30 -b jar "$url/kerja/pegawai?q=sari" "$url/kerja/unit" \
			"$url$person" >/dev/null
	done
}

sample
touch saved
writing "$T/saved" 2>/dev/null &
writers+=($!)
for _ in 1 2 3; do
	reading 2>/dev/null &
	writers+=($!)
done
for _ in $(seq 300); do
	[ "$(wc -l <saved)" -lt 12 ] || break
	sleep 0.1
done
kill -KILL $server
wait $server 2>/dev/null
server=
kill "${writers[@]}"
wait "${writers[@]}" 2>/dev/null
writers=()
last=$(tail -n 1 saved)
{ cat saved; } >output
[ -n "$last" ]
report "somebody saves while the server is killed ($(wc -l <saved) times)" $?
check "it starts again" serve
now=$(name_now)
number=${now##* }
echo "the last that was saved is $last, now it is $now" >output
[ "$now" = "$last" ] || [ "$number" = $((${last##* } + 1)) ]
report "what was reported as saved is there" $?
answers 200 "and so is the page" "$person"
says "with the name" "$now"
answers 200 "who was signed in still is" /kerja
check "it ends" stop
check "doctor finds no fault" "$ABDI" doctor --db "$db"
"$ABDI" doctor --db "$db" --json >output
grep open_acts output | grep -q '"value": "0"'
report "and nothing half done" $?

# ---- a full disk ----

full_disk() {
	mkdir "$T/small"
	mount -t tmpfs -o size=64m none "$T/small"
	sample "$T/small"
	early=$(name_now)
	head -c 200000000 /dev/zero >"$T/small/filler" 2>/dev/null
	status=200
	for _ in $(seq 60); do
		status=$(correct "Tidak Boleh Ada")
		[ "$status" = 303 ] || break
		early="Tidak Boleh Ada"
	done
	echo "$status instead of 503" >output
	[ "$status" = 503 ]
	report "a full disk stops a correction" $?
	a_page_says "and the page says so" "Ruang simpan habis" "Tidak ada yang disimpan."
	answers 200 "pages are still read" "$person"
	[ "$(name_now)" = "$early" ]
	report "and nothing is there by half" $?
	head -c 300000 /dev/zero >roster.csv
	answers 507 "an upload has no room" /kerja/impor -F "per=2026-01-01" \
		-F "csrf=$(get /kerja/impor >/dev/null; hidden csrf)" -F "berkas=@roster.csv"
	a_page_says "and the page says so" "Ruang simpan habis" "Tidak ada yang disimpan."
	find "$db.d" -name 'upload-*' >output
	report "nothing of it is left" "$(grep -c . output)"
	rm "$T/small/filler"
	[ "$(correct "Ada Ruang Lagi")" = 303 ] && [ "$(name_now)" = "Ada Ruang Lagi" ]
	report "with room again the correction works" $?
	check "it ends" stop
	check "doctor finds no fault" "$ABDI" doctor --db "$db"
}
if [ "$ABDI_TEST_ENGINE" = postgres ]; then
	skip "a full disk" "that of PostgreSQL is tried by failure_test.sh"
elif [ "$SERVING_PLACE" = mounts ]; then
	full_disk
else
	skip "a full disk" "mounting one needs root"
fi

# ---- the database goes away ----

gone() {
	answers 503 "without it a page says so" "$person"
	a_page_says "in words" "Basis data tidak dapat dicapai" "Tidak ada data yang berubah."
	answers 503 "so does the API" /api/v1/people
	check "as a problem" grep -q '"status": 503' body
	answers 503 "a form is not taken" /masuk -d nama=admin -d sandi=x -d csrf=x
	answers 200 "the style sheet is still there" "$(get /masuk >/dev/null;
		grep -oE -m 1 '/aset/app\.[0-9a-f]+\.css' body)"
	kill -0 $server
	report "the server lives" $?
}

back() {
	for _ in $(seq 100); do
		[ "$(get "$person")" != 200 ] || break
		sleep 0.1
	done
	answers 200 "with it again the page is there" "$person"
	[ "$(name_now)" = "$early" ] && [ "$(correct "Sudah Kembali")" = 303 ] &&
		[ "$(name_now)" = "Sudah Kembali" ]
	report "as it was, and a correction works" $?
}

sample
early=$(name_now)
if [ "$ABDI_TEST_ENGINE" = sqlite ]; then
	get "$person/ubah?bagian=nama" >/dev/null
	dasar=$(hidden dasar) csrf=$(hidden csrf)
	mv "$db" "$db.away"
	answers 503 "a form after the file was moved is refused" "$person/ubah" -d "name=Hilang" \
		-d bagian=nama -d langkah=simpan -d "dasar=$dasar" -d "reason=uji gangguan" \
		-d "csrf=$csrf"
	a_page_says "and nothing saved" "Basis data tidak dapat dicapai" "Tidak ada yang disimpan."
	sleep 0.5
	gone
	mv "$db.away" "$db"
	back
	check "it ends" stop
	check "doctor finds no fault" "$ABDI" doctor --db "$db"
else
	place=$(sed -n 's/.*host=//p' <<<"$ABDI_TEST_POSTGRES")
	pid=$(head -n 1 "$place/data/postmaster.pid")
	kill -INT "$pid"
	while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
	gone
	bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
	user=()
	[ "$(id -u)" != 0 ] || user=(--reuid postgres --regid postgres --init-groups)
	rm -f "$place/data/postmaster.pid"
	(cd "$place" && exec setpriv --pdeathsig QUIT "${user[@]}" "$bin/postgres" -D data \
		-c listen_addresses= -k "$place" -c fsync=off -c log_destination=stderr \
		>>"$T/postgres.log" 2>&1) &
	postgres=$!
	back
	check "it ends" stop
	check "doctor finds no fault" "$ABDI" doctor --db "$db"
fi
finish
