#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What goes wrong during an import: a killed process, a full disk, a lost database. The words say
# what happened, nothing is half there, and the next import works.
: "${ABDI_SOURCE:=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}"

# As root in a place of its own for small disks, and beside a server that may be stopped.
if [ -z "${FAILURE_PLACE:-}" ]; then
	export FAILURE_PLACE=here
	place=()
	if [ "$(id -u)" = 0 ] && unshare -m mount -t tmpfs none /mnt 2>/dev/null; then
		export FAILURE_PLACE=mounts
		place=(unshare -m)
	fi
	[ "${ABDI_TEST_ENGINE:-}" != postgres ] ||
		place+=("$ABDI_SOURCE/tools/with_postgres.sh")
	exec "${place[@]}" bash "$0"
fi

. "$(dirname "$0")/lib.sh"
export ABDI_LANG=en
echo "benar kuda baterai" >password
small=$T/small
mkdir "$small"
chmod 711 "$T"

# ---- rosters ----

# people COUNT FROM: a roster of so many people.
people() {
	printf '%s;%s\r\n' "NIP;NAMA;STATUS;GOLONGAN;TMT GOLONGAN" \
		"JENIS JABATAN;JABATAN;TMT JABATAN;UNIT KERJA;OPD"
	awk -v count="$1" -v from="$2" 'BEGIN {
		for (i = from; i < from + count; i++) {
			printf "1985%02d%02d2010011%03d;Warga %d;", int(i / 999) % 12 + 1,
				int(i / 11988) % 28 + 1, i % 999 + 1, i
			printf "PNS;III/c;01-04-2018;Jabatan Pelaksana;Analis %d;", i % 7
			printf "01-03-2019;Bidang %d;Dinas %d\r\n", i % 50, i % 5
		}
	}'
}

# Long enough to be met in the middle; PostgreSQL with its walls takes longer for a line.
lines=24000
[ "$ABDI_TEST_ENGINE" = sqlite ] || lines=9000
people 500 100000 >early.csv
people $lines 0 >big.csv

# ---- helpers ----

abdi() { "$ABDI" --db "$db" "$@"; }
import() { abdi import roster "$1" --as-of 2021-01-01 --json; }

# founded [FOLDER]: a fresh database with an agency and a small roster in it. On SQLite its file
# is in the folder.
founded() {
	fresh_database
	[ "$ABDI_TEST_ENGINE" = postgres ] || db=${1:-$T}/$databases.db
	"$ABDI" init --db "$db" --agency Contoh --region 33.28 --admin admin \
		--password-file password >log 2>&1 && import early.csv >>log 2>&1 ||
		{ cat log; exit 1; }
	abdi project --on 2021-01-01 --json >early.json
}

# said WORDS PATTERN…: the words of the last failure, in the file "err", have each pattern.
said() {
	local words=$1 pattern missing=0
	shift
	cp err output
	for pattern in "$@"; do
		grep -qi -- "$pattern" err || missing=1
	done
	grep -qE 'runtime error|AddressSanitizer|LeakSanitizer' err && missing=1
	report "$words" $missing
}

# ends CODE WORDS COMMAND…: the exit code; what it says goes to "err", its answer to "out".
ends() {
	local code=$1 words=$2 got=0
	shift 2
	"$@" >out 2>err || got=$?
	{ echo "exit $got, $code is expected"; cat err; } >output
	report "$words" $((got != code))
}

# as_before WORDS: readers see the early roster and nothing else.
as_before() {
	abdi project --on 2021-01-01 --json >now.json 2>output
	report "$1: the outlook is as before" $(($(cmp -s early.json now.json; echo $?) != 0))
	check "$1: the list knows one import" bash -c '[ "$(grep -c number <<<"$1")" = 1 ]' - \
		"$(abdi import list --json)"
	check "$1: doctor finds no fault" abdi doctor
}

# works WORDS: the big roster goes in and is told as by a run that nothing disturbed.
works() {
	ends 0 "$1: the import works" import big.csv
	check "$1: and equals an undisturbed one" cmp clean.json out
	abdi project --on 2021-01-01 --json >now.json 2>output
	check "$1: so does the outlook" cmp clean_project.json now.json
	check "$1: nothing is left open" bash -c '"$1" --db "$2" doctor --json | grep open_acts |
		grep -q "\"value\": \"0\""' - "$ABDI" "$db"
}

sql() { psql -q -X -At -d "$db" -c "$1" 2>/dev/null; }

# half_way PID: wait until the import of that process has written a good part.
half_way() {
	while kill -0 "$1" 2>/dev/null; do
		if [ "$ABDI_TEST_ENGINE" = sqlite ]; then
			[ "$(stat -c %s "$db-wal" 2>/dev/null || echo 0)" -lt 9000000 ] || return 0
		else
			[ "$(sql 'SELECT count(*) FROM person' || echo 0)" -lt 3500 ] || return 0
		fi
		sleep 0.05
	done
	return 1
}

# ---- the private server ----

server=$(sed -n 's/.*host=//p' <<<"${ABDI_TEST_POSTGRES:-}")
server_pid() { head -n 1 "$server/data/postmaster.pid"; }
server_stop() {
	local pid
	pid=$(server_pid) && kill -QUIT "$pid"
	while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
}
server_start() {
	local bin user=()
	bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
	[ "$(id -u)" != 0 ] || user=(--reuid postgres --regid postgres --init-groups)
	rm -f "$server/data/postmaster.pid"
	cd "$server" || exit 1
	setpriv --pdeathsig QUIT "${user[@]}" "$bin/postgres" -D data -c listen_addresses= \
		-k "$server" -c fsync=off -c log_destination=stderr >>"$T/server.log" 2>&1 &
	restarted=$!
	cd "$T" || exit 1
	for _ in $(seq 200); do
		"$bin/pg_isready" -q -h "$server" -d postgres && return
		sleep 0.1
	done
}
restarted=
leave() {
	[ -z "$restarted" ] || kill -QUIT "$restarted" 2>/dev/null
	mountpoint -q "$small" && umount "$small"
	rm -rf "$T"
}
trap leave EXIT

# ---- what an undisturbed import says ----

founded
ends 0 "an undisturbed import works" import big.csv
cp out clean.json
abdi project --on 2021-01-01 --json >clean_project.json
report "and is seen" $(($(cmp -s early.json clean_project.json; echo $?) == 0))

# ---- a killed process ----

founded
"$ABDI" --db "$db" import roster big.csv --as-of 2021-01-01 >out 2>err &
pid=$!
half_way $pid && kill -KILL $pid
wait $pid 2>/dev/null
report "an import is killed in the middle" $(($? != 137))
as_before "killed"
works "after the kill"

# ---- a full disk ----

if [ "$ABDI_TEST_ENGINE" = sqlite ]; then
	founded
	limited() { (ulimit -f 12000; import big.csv); }
	ends 1 "a file size limit stops the import" limited
	said "and the words say so" "no room left" "nothing of this roster was imported"
	as_before "limit"
	works "without the limit"
fi

full_disk() {
	local name
	if [ "$ABDI_TEST_ENGINE" = sqlite ]; then
		mount -t tmpfs -o size=14m none "$small"
		founded "$small"
	else
		mount -t tmpfs -o size=24m none "$small"
		chmod 711 "$small"
		mkdir "$small/space"
		chown --reference="$server/data" "$small/space"
		founded
		name=$(sed 's/.*\/\([^/?]*\)?.*/\1/' <<<"$db")
		psql -q -X -d "$ABDI_TEST_POSTGRES" \
			-c "CREATE TABLESPACE small LOCATION '$small/space'" \
			-c "ALTER DATABASE $name SET TABLESPACE small"
	fi
	ends 1 "a full disk stops the import" import big.csv
	said "and the words say so" "no room left" "nothing of this roster was imported"
	as_before "full"
	mount -o remount,size=400m "$small"
	works "with room again"
}
if [ "$FAILURE_PLACE" = mounts ]; then
	full_disk
else
	skip "a full disk" "mounting one needs root"
fi

# ---- a lost database ----

# cut_off: end all connections to the database, again and again while the import lives.
cut_off() {
	local pid
	import big.csv >out 2>err &
	pid=$!
	half_way $pid
	while kill -0 $pid 2>/dev/null; do
		sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE datname = current_database() AND pid <> pg_backend_pid()" >/dev/null
	done
	wait $pid
}

# crash: stop the server in the middle, as a power cut does.
crash() {
	local pid
	import big.csv >out 2>err &
	pid=$!
	half_way $pid && server_stop
	wait $pid
}

if [ "$ABDI_TEST_ENGINE" = postgres ]; then
	founded
	cut_off
	report "cut connections stop the import" $(($? != 1))
	said "and the words say so" "connection was lost"
	as_before "cut off"
	works "with connections again"

	founded
	crash
	report "a stopped server stops the import" $(($? != 1))
	said "and the words say so" "does not answer" "connection was lost"
	ends 1 "without a server nothing works" abdi project --on 2021-01-01
	said "and the words say so" "does not answer"
	server_start
	as_before "crashed"
	works "with the server back"
fi
finish
