#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Run a command beside a PostgreSQL server of its own: in a private folder, on a socket there and
# on no port, gone when the command ends however it ends.
#
#     tools/with_postgres.sh [--durable] COMMAND…
#
# Without --durable nothing is synced to disk: right for tests, wrong for measuring.
# The command finds the server by ABDI_TEST_POSTGRES and a folder for its files by TMPDIR.
set -eu

durable=off
if [ "$1" = --durable ]; then
	durable=on
	shift
fi
bin=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
place=$(mktemp -d /tmp/abdi-XXXXXX)
mkdir "$place/files"
server=
command=
stop() {
	trap '' INT TERM HUP
	if [ -n "$command" ]; then
		kill -TERM -- "-$command" 2>/dev/null || true
		wait "$command" 2>/dev/null || true
	fi
	if [ -n "$server" ]; then
		kill -QUIT "$server" 2>/dev/null || true
		wait "$server" 2>/dev/null || true
	fi
	rm -rf "$place"
}
trap stop EXIT
trap 'exit 130' INT TERM HUP

# The server refuses to run as root. setpriv also ties its life to that of this script.
as_server=(setpriv --pdeathsig QUIT)
if [ "$(id -u)" = 0 ]; then
	chmod 711 "$place"
	mkdir "$place/server"
	chown postgres:postgres "$place/server"
	as_server+=(--reuid postgres --regid postgres --init-groups)
else
	mkdir "$place/server"
fi
chmod 700 "$place/server"
cd "$place/server"

"${as_server[@]}" "$bin/initdb" --pgdata=data --username="$(id -un)" --auth=trust \
	--encoding=UTF8 --locale=C --no-sync >"$place/initdb.log" 2>&1 ||
	{ cat "$place/initdb.log" >&2; exit 1; }
"${as_server[@]}" "$bin/postgres" -D data -c listen_addresses= -k "$place/server" \
	-c fsync=$durable -c synchronous_commit=$durable -c full_page_writes=$durable \
	-c max_connections=200 -c shared_buffers=64MB -c timezone=UTC -c log_destination=stderr \
	>"$place/server.log" 2>&1 &
server=$!
for _ in $(seq 300); do
	"$bin/pg_isready" -q -h "$place/server" -d postgres && break
	kill -0 "$server" 2>/dev/null || { cat "$place/server.log" >&2; exit 1; }
	sleep 0.1
done

cd "$OLDPWD"
export ABDI_TEST_POSTGRES="postgresql:///postgres?host=$place/server"
export TMPDIR="$place/files"
# In the background and as a group of its own, so that a signal reaches all of it through stop().
set -m
"$@" &
command=$!
set +m
code=0
wait "$command" || code=$?
command=
exit "$code"
