#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Measure what the design has numbers for, at sizes ten times apart, on both engines, and print one
# table beside the run before. ./dev bench builds what this needs and calls it.
#
#     bench/run.sh [SIZE…]      people in the roster; 10000 100000 1000000 when none is given
#
# PostgreSQL is measured at the first two sizes. Figures go to build/bench/last.tsv, one a line:
# engine, size, row, unit, value. BENCH_BUILD names another build folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
results=$root/build/bench
bin=${BENCH_BUILD:-$root/build}
abdi=$bin/abdi
as_of=2026-01-01
years=10
starts=20 # runs of a short command that are measured together

say() { printf '%s\n' "$*" >&2; }

# put ROW UNIT VALUE
put() { printf '%s\t%s\t%s\t%s\t%s\n' "$engine" "$size" "$1" "$2" "$3" >>"$results/new.tsv"; }

# put_lines: rows of a bench program from standard input.
put_lines() {
	local row unit value
	while IFS=$'\t' read -r row unit value; do
		put "$row" "$unit" "$value"
	done
}

# CPU ticks of PostgreSQL so far, its ended backends included; 0 on SQLite.
server_ticks() {
	[ -n "${BENCH_SERVER_PID:-}" ] || { echo 0; return; }
	sleep 0.3 # a backend that has just lost its client is still ending
	# Processes end while their files are being read.
	{ cat /proc/[0-9]*/stat 2>/dev/null || true; } | sed 's/(.*)/name/' |
		awk -v server="$BENCH_SERVER_PID" '
			$1 == server || $4 == server { ticks += $14 + $15 + $16 + $17 }
			END { print ticks + 0 }'
}

# measure ROW TIMES ALLOWED COMMAND…: run it once; wall and CPU time, divided by TIMES for one that
# repeats itself, and peak memory. ALLOWED is an exit code that is well, too.
measure() {
	local row=$1 times=$2 allowed=$3 before after code=0
	shift 3
	sync
	before=$(server_ticks)
	/usr/bin/time -q -o "$place/time" -f '%e %U %S %M' "$@" \
		>"$place/out" 2>"$place/err" </dev/null || code=$?
	if [ "$code" != 0 ] && [ "$code" != "$allowed" ]; then
		cat "$place/err" >&2
		say "$row: exit $code: $*"
		exit 1
	fi
	after=$(server_ticks)
	awk -v row="$row" -v times="$times" -v ticks=$((after - before)) \
		-v hz="$(getconf CLK_TCK)" '{
			printf "%s\ts\t%.4f\n", row, $1 / times
			printf "%s\ts CPU\t%.4f\n", row, ($2 + $3 + ticks / hz) / times
			printf "%s\tKB\t%d\n", row, $4
		}' "$place/time" | put_lines
}

# The same short command $starts times: one alone is too short for the clock.
measure_start() {
	local row=$1 allowed=$2
	shift 2
	measure "$row" "$starts" "$allowed" bash -c 'for n in $(seq "$0"); do "$@"; done' \
		"$starts" "$@"
}

peer_table='CREATE TABLE roster(pns_id, nip, nip_old, name, title_before, title_after,
	birth_place, birth_on, gender, nik, status, entry_on, grade, grade_on, kind, echelon,
	position, position_on, education, unit, office, agency);'
peer_indexes='CREATE INDEX roster_nip ON roster(nip); CREATE INDEX roster_name ON roster(name);
	CREATE INDEX roster_unit ON roster(unit);'

# The sqlite3 shell with the same file: indexes made first, and made after.
peers() {
	local read=".mode csv
.separator ;
.import --skip 1 '$roster' roster"
	printf '%s\n' "$peer_table" "$peer_indexes" "$read" >"$place/before.sql"
	printf '%s\n' "$peer_table" "$read" "$peer_indexes" >"$place/after.sql"
	measure peer_before 1 0 sqlite3 "$place/before.db" ".read $place/before.sql"
	rm "$place/before.db"
	measure peer_after 1 0 sqlite3 "$place/after.db" ".read $place/after.sql"
	peer_like none zzq
	peer_like common aga
	rm "$place/after.db"
}

# LIKE over the index of the peer's names: CPU time, without the first of five runs.
peer_like() {
	local n
	for n in 1 2 3 4 5; do
		echo "SELECT count(*) FROM roster WHERE name LIKE '%$2%';"
	done >"$place/like.sql"
	sqlite3 "$place/after.db" ".timer on" ".read $place/like.sql" |
		awk -v row="peer_like_$1" '/^Run Time/ && runs++ { ms += ($6 + $8) * 1000 }
			END { printf "%s\tms CPU\t%.3f\n", row, ms / (runs - 1) }' | put_lines
}

# fresh_database: $url, empty but for its agency.
fresh_database() {
	if [ "$engine" = sqlite ]; then
		rm -rf "$place/bench.db" "$place/bench.db"[.-]*
		url=$place/bench.db
	else
		psql -qX "$ABDI_TEST_POSTGRES" -c 'SET client_min_messages = warning' \
			-c 'DROP DATABASE IF EXISTS bench WITH (FORCE)' -c 'CREATE DATABASE bench'
		url=${ABDI_TEST_POSTGRES/\/postgres?/\/bench?}
		rm -rf "$place/bench.d"
	fi
	"$abdi" init --db "$url" --agency Contoh --region 33.28 --admin admin \
		--password-file "$place/password" >"$place/out" 2>"$place/err" ||
		{ cat "$place/err" >&2; exit 1; }
}

database_kb() {
	if [ "$engine" = sqlite ]; then
		du -k "$place/bench.db" | cut -f 1
	else
		psql -qXAt "$url" -c 'SELECT pg_database_size(current_database()) / 1024'
	fi
}

# One of each 250 lines of the roster is faulty, so an import ends with 3.
check_import() {
	grep -q "\"accepted\": $((size - size / 250))," "$place/out" && return
	head -n 12 "$place/out" >&2
	say "not the count of people that was expected"
	exit 1
}

imports() {
	local import=("$abdi" import roster "$roster" --db "$url" --as-of "$as_of" --json)
	measure check 1 3 "${import[@]}" --dry-run
	check_import
	measure import 1 3 "${import[@]}"
	check_import
	put database KB "$(database_kb)"
	measure again 1 3 "${import[@]}"
	check_import
}

bench() { "$bin/bench_registry" "$url" "$as_of" "$@" | put_lines; }

reads() {
	measure_start start_version 0 "$abdi" version
	measure_start start_list 0 "$abdi" import list --db "$url"
	measure_start start_doctor 4 "$abdi" doctor --db "$url"
	awk -F ';' -v step=$((size / 2000 + 1)) \
		'NR > 1 && (NR - 2) % step == 0 && (NR - 2) % 250 != 249 { print $2 }' \
		"$roster" >"$place/keys"
	bench keys "$place/keys"
	bench names find_common=aga find_most=din find_rare=qza "find_long=fah vapulia" \
		find_none=zzq find_none_long=dinadidinadi find_prefix=ba
	bench project "$years"
	measure project_command 1 0 "$abdi" project --db "$url" --on "$as_of" --years "$years" \
		--json
}

# ---- the server ----

# sign_in PORT: the cookies of a session, as a header has them.
sign_in() {
	local jar=$place/jar csrf
	rm -f "$jar"
	csrf=$(curl -sf -c "$jar" "http://127.0.0.1:$1/masuk" |
		sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -n 1)
	curl -sf -b "$jar" -c "$jar" -o "$place/out" --data-urlencode "csrf=$csrf" \
		--data-urlencode nama=admin --data-urlencode "sandi@$place/secret" \
		"http://127.0.0.1:$1/masuk"
	awk 'NF == 7 { printf "%s%s=%s", gap, $6, $7; gap = "; " }' "$jar"
}

# get PATH: the page as the load client asks for it.
get() { curl -sf -H "Cookie: $cookie" "http://127.0.0.1:$port$1"; }

# first ROW PATH: how long a page takes that nobody has looked at since the start.
first() {
	curl -sf -o "$place/out" -w '%{time_total}' -H "Cookie: $cookie" \
		"http://127.0.0.1:$port$2" |
		awk -v row="$1" '{ printf "%s\tms\t%.3f\n", row, $1 * 1000 }' | put_lines
}

# load ROW SECONDS PATH…: what a page costs the server, with PostgreSQL's processes.
load() {
	local row=$1 seconds=$2
	shift 2
	"$bin/bench_http" load "$row" "$port" "$pid${BENCH_SERVER_PID:+,$BENCH_SERVER_PID}" \
		"$seconds" "$connections" "$cookie" "$@" | put_lines
}

# start_server ROW COMMAND…: it answers on $port as $pid.
start_server() {
	local row=$1
	shift
	"$bin/bench_http" start "$row" "$port" "$place/server.log" "$@" | put_lines
	pid=$(cat "$place/server.log.pid")
}

stop_server() {
	[ -n "${pid:-}" ] || return 0
	kill "$pid" 2>/dev/null || true
	while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
	pid=
}

# nginx with a file of the same size as a page of ours: all that it does is sending bytes.
load_nginx() {
	local own=$place/nginx user=
	mkdir -p "$own/logs"
	cp "$1" "$own/page.html"
	[ "$(id -u)" != 0 ] || user='user root;' # else its workers could not enter this folder
	cat >"$own/nginx.conf" <<-TEXT
		$user
		daemon off;
		worker_processes auto;
		pid $own/nginx.pid;
		error_log $own/logs/error.log;
		events { worker_connections 512; }
		http {
			access_log off;
			keepalive_requests 100000000;
			sendfile on;
			open_file_cache max=16;
			default_type text/html;
			client_body_temp_path $own/body;
			proxy_temp_path $own/proxy;
			fastcgi_temp_path $own/fastcgi;
			uwsgi_temp_path $own/uwsgi;
			scgi_temp_path $own/scgi;
			server { listen 127.0.0.1:$port; root $own; }
		}
	TEXT
	start_server peer_nginx_start \
		nginx -p "$own" -e "$own/logs/error.log" -c "$own/nginx.conf"
	BENCH_SERVER_PID='' load peer_nginx 2 /page.html
	stop_server
}

# Pages of the server: the first look at each, then what a request costs.
pages() {
	local cookie port pid= connections=16
	printf %s "only for this folder" >"$place/secret"
	port=$("$bin/bench_http" port)
	start_server serve "$abdi" serve --db "$url" --port "$port"
	"$bin/bench_http" idle serve_idle "$pid" | put_lines
	cookie=$(sign_in "$port")
	first page_list_first /kerja/pegawai
	get /kerja/pegawai >"$place/list.html"
	load page_list 3 /kerja/pegawai
	other_pages
	"$bin/bench_http" idle serve_after "$pid" | put_lines
	sleep 6 # it gives memory back when no long work has ended for 5 seconds
	"$bin/bench_http" idle serve_rested "$pid" | put_lines
	stop_server
	load_nginx "$place/list.html"
}

# The ids of the next 500 people behind one, on standard output.
ids_behind() {
	get "/api/v1/people?limit=500&after=$1" | grep -oE '"id": ?"?[0-9]+' | grep -oE '[0-9]+$'
}

other_pages() {
	local n
	# As many different pages of the list as no memory of ours holds.
	ids_behind '' >"$place/ids"
	for n in 1 2 3; do
		ids_behind "$(tail -n 1 "$place/ids")" >>"$place/ids" || break
	done
	sed 's,.*,/kerja/pegawai?setelah=&\&mulai=26,' "$place/ids" >"$place/paths"
	load page_list_other 3 <"$place/paths"
	sed 's,^,/kerja/pegawai/,' "$place/ids" >"$place/paths"
	load page_person 2 <"$place/paths"
	load page_search 2 "/kerja/cari?q=aga"
	first page_outlook_first /kerja/proyeksi
	load page_outlook 3 /kerja/proyeksi
}

measure_size() {
	size=$1
	roster=$place/roster.csv
	say "$engine, $size people"
	"$bin/bench_roster" "$size" >"$roster"
	put roster KB "$(du -k --apparent-size "$roster" | cut -f 1)"
	[ "$engine" != sqlite ] || peers
	fresh_database
	imports
	reads
	pages
	measure undo 1 0 "$abdi" import undo 1 --db "$url"
	fresh_database
	bench writer "$roster"
}

measure_all() {
	place=$(mktemp -d "$results/run-XXXXXX")
	trap 'stop_server; rm -rf "$place"' EXIT
	cd "$place" # a PostgreSQL installation's folder lies where the program runs
	echo "only for this folder" >"$place/password"
	for size in "$@"; do
		measure_size "$size"
	done
}

about() {
	printf '# %s, load %s, %s cores, %s\n' "$(date -u +%FT%TZ)" \
		"$(cut -d ' ' -f 1-3 /proc/loadavg)" "$(nproc)" \
		"$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
}

if [ "${1:-}" = --postgres ]; then
	shift
	engine=postgres
	folder=${ABDI_TEST_POSTGRES#*host=}
	BENCH_SERVER_PID=$(head -n 1 "$folder/data/postmaster.pid")
	export BENCH_SERVER_PID
	measure_all "$@"
	exit
fi

[ $# -gt 0 ] || set -- 10000 100000 1000000
mkdir -p "$results"
engine=sqlite
about >"$results/new.tsv"
(measure_all "$@")
tools/with_postgres.sh --durable bench/run.sh --postgres "${@:1:2}"
about >>"$results/new.tsv"
python3 bench/table.py "$results"
