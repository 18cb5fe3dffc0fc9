#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Lay out C files by .clang-format, but keep the columns that people aligned.

    format.py check    print what would change, and fail when there is anything
    format.py fix      change it

A line that differs from clang-format's only in blanks inside the line stays as it is, and so do
macros: rows of tables and comments in a column keep the alignment that makes them readable.
"""
import concurrent.futures
import difflib
import re
import subprocess
import sys

import tree

TURNS_MAX = 4


def bare(line):
    """A line with its indentation and each run of blanks after it as one."""
    indent = line[:len(line) - len(line.lstrip())]
    return indent + re.sub(r"\s+", " ", line.strip())


def is_macro(lines, start, end):
    """All of these lines belong to #define directives."""
    while start > 0 and lines[start - 1].rstrip().endswith("\\"):
        start -= 1
    inside = False
    for line in lines[start:end]:
        if not inside and not line.startswith("#define"):
            return False
        inside = line.rstrip().endswith("\\")
    return True


def merged(old, new):
    """The new lines where they differ in more than blanks inside a line."""
    out = []
    match = difflib.SequenceMatcher(None, [bare(line) for line in old],
                                    [bare(line) for line in new], autojunk=False)
    for kind, old_from, old_to, new_from, new_to in match.get_opcodes():
        kept = kind == "equal" or (old_to > old_from and is_macro(old, old_from, old_to))
        out += old[old_from:old_to] if kept else new[new_from:new_to]
    return out


def formatted(path):
    """(path, its lines, its lines laid out). A kept line can move its neighbours: hence turns."""
    first = lines = tree.text(path).splitlines(keepends=True)
    for _ in range(TURNS_MAX):
        done = subprocess.run(["clang-format", "--style=file", f"--assume-filename={path}"],
                              cwd=tree.ROOT, input="".join(lines).encode("utf-8"),
                              stdout=subprocess.PIPE, check=True)
        before = lines
        lines = merged(before, done.stdout.decode("utf-8").splitlines(keepends=True))
        if lines == before:
            break
    return path, first, lines


def main():
    paths = [path for path in tree.files(".c", ".h")
             if tree.name(path).startswith(("src/", "test/", "fuzz/"))]
    changed = 0
    with concurrent.futures.ThreadPoolExecutor() as pool:
        for path, old, new in pool.map(formatted, paths):
            if old == new:
                continue
            changed += 1
            if sys.argv[1] == "fix":
                path.write_text("".join(new), encoding="utf-8")
                print(tree.name(path))
            else:
                sys.stdout.writelines(difflib.unified_diff(old, new, tree.name(path), "./dev fmt"))
    if changed and sys.argv[1] == "check":
        sys.exit(f"format: {changed} files; ./dev fmt mends them")


if __name__ == "__main__":
    main()
