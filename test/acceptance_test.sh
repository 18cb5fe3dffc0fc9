#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The first thing an office does: found an agency, import its roster, print the outlook. The
# figures are those of the shared reference roster; both engines must print the same bytes.
. "$(dirname "$0")/lib.sh"

roster=$ABDI_SHARED/testdata/roster/roster.csv
truth=$ABDI_SHARED/testdata/roster/truth.json
if [ ! -r "$roster" ]; then
	skip "the shared roster" "not here"
	finish
fi
export ABDI_LANG=id
echo "benar kuda baterai" >password

# holds WORDS: the Python on standard input finds its assertions true.
holds() {
	local words=$1
	shift
	check "$words" python3 - "$@"
}

# founded: a fresh database with an agency in it.
founded() {
	fresh_database
	check "init founds the agency" "$ABDI" init --db "$db" --agency "Kabupaten Contoh" \
		--region 33.28 --admin admin --password-file password
}

# keep FILE CODE WORDS COMMAND…: the command ends with the code; its answer goes to the file.
keep() {
	local file=$1 code=$2 words=$3
	shift 3
	check_exit "$code" "$words" bash -c 'out=$1; shift; exec "$@" >"$out"' - "$file" "$@"
}

founded
keep first.json 3 "the roster goes in but for its faulty lines" \
	"$ABDI" --db "$db" import roster "$roster" --as-of 2021-01-01 --json
keep again.json 3 "the same roster once more" \
	"$ABDI" --db "$db" import roster "$roster" --as-of 2021-01-01 --json

holds "lines and codes are those of the truth" first.json "$truth" <<'PY'
import json, sys
got, truth = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:])
assert got["accepted"] == truth["accepted"] == 9122, got["accepted"]
assert got["rejected"] == truth["rejected"] == 38, got["rejected"]
assert got["unchanged"] == 0 and got["added"] == 9122
errors = [(f["line"], f["code"]) for f in got["findings"] if f["severity"] == "error"]
assert errors == [(row["line"], row["reason"]) for row in truth["bad_rows"]], errors
for finding in got["findings"]:
    assert {"line", "column", "value", "code", "severity", "remedy"} <= finding.keys()
    assert finding["severity"] in ("error", "warning") and finding["remedy"]
for code, least in truth["warnings_at_least"].items():
    found = [f for f in got["findings"] if f["code"] == code and f["severity"] == "warning"]
    assert len(found) >= least, (code, len(found))
for finding in got["findings"]:
    assert (finding["code"] == "nip_duplicate") == ("other_line" in finding), finding
PY
holds "the second time all is unchanged" again.json <<'PY'
import json, sys
got = json.load(open(sys.argv[1], encoding="utf-8"))
assert (got["accepted"], got["unchanged"], got["rejected"]) == (9122, 9122, 38)
assert got["added"] == got["changed"] == got["units_new"] == got["positions_new"] == 0
assert got["changes"] == got["units_created"] == got["positions_created"] == got["absent"] == []
PY
"$ABDI" --db "$db" import list --json >list.json
holds "and leaves no import behind" list.json <<'PY'
import json, sys
assert [i["number"] for i in json.load(open(sys.argv[1]))] == [1]
PY

keep project.json 0 "the outlook is printed" \
	"$ABDI" --db "$db" project --on 2021-01-01 --years 10 --json
holds "retirements are those of the truth" project.json "$truth" <<'PY'
import json, sys
got, truth = (json.load(open(name, encoding="utf-8"))["retirements"] if i == 0 else
              json.load(open(name, encoding="utf-8")) for i, name in enumerate(sys.argv[1:]))
years = [str(year) for year in range(2021, 2031)]
assert got["year"] == {year: truth["retire_in_year"][year] for year in years}, got["year"]
first = truth["retire_in_month_first_year"]
assert got["year"]["2021"] == 596 and got["month"]["2021-02"] == 47
months = got["month"]
assert {m: n for m, n in months.items() if m < "2022" and n} == first, months
for year in years:
    assert sum(n for m, n in months.items() if m[:4] == year) == got["year"][year], year
assert min(months) >= "2021-01" and max(months) == "2030-12"
PY

keep behind.json 0 "--db may stand behind the command" \
	"$ABDI" project --on 2021-01-01 --years 10 --json --db "$db"
check "and gives the same" cmp project.json behind.json
keep setting.json 0 "or in the environment" \
	env ABDI_DATABASE="$db" "$ABDI" project --on 2021-01-01 --years 10 --json
check "and gives the same" cmp project.json setting.json

# One of the retired is taken back in, one is renamed; taken back, the outlook is as it was.
sed -n '1p;2p;3p' "$roster" | sed 's/Mitra Damayanti/Mitra Damayanti Baru/' >changed.csv
check "a changed roster goes in" "$ABDI" --db "$db" import roster changed.csv --as-of 2021-01-01
check "and is taken back" "$ABDI" --db "$db" import undo 2
keep undone.json 0 "the outlook after it" \
	"$ABDI" --db "$db" project --on 2021-01-01 --years 10 --json
check "is as it was" cmp project.json undone.json
keep refreshed.json 3 "and so is the roster" \
	"$ABDI" --db "$db" import roster "$roster" --as-of 2021-01-01 --json
check "byte for byte" cmp again.json refreshed.json

# Exit codes.
check_exit 2 "an unknown option is misuse" "$ABDI" --db "$db" import roster "$roster" --asof 2021
check_exit 2 "a date that is none is misuse" \
	"$ABDI" --db "$db" import roster "$roster" --as-of 2021-02-30
check_exit 2 "no file is misuse" "$ABDI" --db "$db" import roster
check_exit 1 "a file that is not there is refused" "$ABDI" --db "$db" import roster none.csv
check_exit 1 "so is an undo of nothing" "$ABDI" --db "$db" import undo 9
check_exit 1 "and one that was done" "$ABDI" --db "$db" import undo 2
check_exit 3 "a dry run tells of faulty lines, too" \
	"$ABDI" --db "$db" import roster "$roster" --as-of 2021-01-01 --dry-run
check "without faulty lines all is well" \
	"$ABDI" --db "$db" import roster changed.csv --as-of 2021-01-01 --dry-run

# The folder beside the database.
if [ "$ABDI_TEST_ENGINE" = sqlite ]; then
	beside=$db.d
	check_exit 1 "a second process is refused while one holds the lock" \
		flock "$beside/lock" "$ABDI" --db "$db" project --on 2021-01-01
	cp output said
	check "in words" grep -q "proses abdi lain" said
	check "the database is private" test "$(stat -c %a "$db")" = 600
else
	beside=$(basename "${db%%\?*}").d
fi
check "the folder is private" test "$(stat -c %a "$beside")" = 700
check "it has keys" test -s "$beside/keys/password.key"
check "that nobody else can read" \
	test -z "$(find "$beside/keys" -type f ! -perm 600; find "$beside" -type d ! -perm 700)"
check "and a place for blobs" test -d "$beside/blobs"

# The other engine prints the same bytes.
if [ "$ABDI_TEST_ENGINE" = postgres ]; then
	ABDI_TEST_ENGINE=sqlite founded
	for file in first again; do
		"$ABDI" --db "$db" import roster "$roster" --as-of 2021-01-01 --json \
			>other.json 2>/dev/null
		check "both engines print the same: $file import" cmp $file.json other.json
	done
	"$ABDI" --db "$db" project --on 2021-01-01 --years 10 --json >other.json
	check "both engines print the same outlook" cmp project.json other.json
fi
finish
