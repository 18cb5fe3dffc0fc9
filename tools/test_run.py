#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Run the tests of a build, show what failed, and end with "N passed, N failed".

    test_run.py BUILD_FOLDER [WORD…]    only tests whose name holds one of the words

One check is one "ok" or "not ok" line of a test program. A program that ends badly without a
failed check (a sanitizer, a time limit, a crash) counts as one failure. Exit 1 when any failed
or when none ran.
"""
import json
import pathlib
import re
import subprocess
import sys

CHECK = re.compile(r"^(ok|not ok)\b[ \d]*(?:- )?(.*)$")
PLAN = re.compile(r"^1\.\.(\d+)$", re.MULTILINE)
LINES_SHOWN = 60


def meson_test(folder, words):
    """Run them with meson, which knows their environment; give back what it recorded."""
    log = pathlib.Path(folder, "meson-logs", "testlog.json")
    command = ["meson", "test", "-C", folder, "--no-rebuild", "--quiet"]
    if words:
        known = json.loads(subprocess.run(["meson", "introspect", "--tests", folder],
                                          stdout=subprocess.PIPE, check=True).stdout)
        names = [t["name"] for t in known if any(word in t["name"] for word in words)]
        if not names:
            print("no test has such a name")
            return []
        command += names
    log.unlink(missing_ok=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if not log.exists():
        print(done.stdout)
        return []
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def checks(output):
    """(passed, skipped, failed names) of one program's output."""
    passed, skipped, failed = 0, 0, []
    for line in output.splitlines():
        found = CHECK.match(line)
        if found and "# SKIP" in line:  # cmocka writes "not ok 3 # SKIP name"
            skipped += 1
        elif found and found.group(1) == "not ok":
            failed.append(found.group(2))
        elif found:
            passed += 1
    return passed, skipped, failed


def show(run):
    for part in ("stdout", "stderr"):
        lines = [line for line in run.get(part, "").splitlines() if not line.startswith("ok ")]
        if len(lines) > LINES_SHOWN:
            half = LINES_SHOWN // 2
            lines[half:-half] = [f"… {len(lines) - LINES_SHOWN} lines …"]
        print("".join(f"       | {line}\n" for line in lines), end="")


def main(folder, words):
    total_passed = total_skipped = total_failed = 0
    for run in sorted(meson_test(folder, words), key=lambda r: r["name"]):
        passed, skipped, failed = checks(run.get("stdout", ""))
        planned = sum(int(n) for n in PLAN.findall(run.get("stdout", "")))
        missing = max(planned - passed - skipped - len(failed), 0)
        if not failed and (run["result"] != "OK" or missing or passed + skipped == 0):
            failed = [f"{run['result'].lower()}, exit {run['returncode']}; "
                      f"{missing} of {planned} checks did not report"]
        total_passed += passed
        total_skipped += skipped
        total_failed += len(failed)
        notes = f", {skipped} skipped" if skipped else ""
        print(f"{'FAILED' if failed else 'ok':6} {run['name']}: {passed} passed{notes}"
              f" ({run['duration']:.1f} s)")
        if failed:
            print("".join(f"       {name}\n" for name in failed), end="")
            show(run)
    if total_skipped:
        print(f"{total_skipped} skipped: what they need is not here")
    print(f"{total_passed} passed, {total_failed} failed", flush=True)
    sys.exit(0 if total_passed and not total_failed else 1)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
