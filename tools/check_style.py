#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Check what the formatter does not: licence lines, lengths, and things that live elsewhere."""
import re

import tree

COLUMNS_MAX = 100
FILE_LINES_MAX = 1000
FUNCTION_LINES_MAX = 70
SOURCES = (".c", ".h", ".py", ".sh", ".sql", "meson.build", "meson_options.txt", "/dev", "/.ci/run")
LICENCE = "SPDX-License-Identifier: Apache-2.0"
UNDONE = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")
SQL = re.compile(r'"\s*(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE|ALTER TABLE)\b')
HTML = re.compile(r'"[^"]*</?(div|table|p|h[1-6]|t[rdh]|a|span|form|ul|li|html|body)[ >]')
ROW = re.compile(r"^\s*(\{|case |default:|return\b|break;|\.|\[)")


def is_source(path):
    generated = tree.name(path) == "schema/current.sql"
    return ("/" + tree.name(path)).endswith(SOURCES) and not generated


def check_lines(path, lines):
    licence_at = 1 if lines and lines[0].startswith("#!") else 0
    if len(lines) <= licence_at or LICENCE not in lines[licence_at]:
        yield licence_at + 1, f"the first line is not {LICENCE}"
    for number, line in enumerate(lines, 1):
        width = len(line.expandtabs(8))
        if width > COLUMNS_MAX:
            yield number, f"{width} columns, {COLUMNS_MAX} are allowed"
        if line != line.rstrip():
            yield number, "blanks at the end of the line"
        if UNDONE.search(line):
            yield number, "finish it, or say elsewhere that it is missing"
    if lines and not lines[-1].strip():
        yield len(lines), "blank lines at the end of the file"


def functions(lines):
    """(line number, body lines) of each function: K&R, its braces in the first column."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            yield start, lines[start:number - 1]
            start = None


def check_c(path, lines):
    test = path.name.endswith("_test.c") or path.parent.name in ("test", "fuzz")
    if len(lines) > FILE_LINES_MAX:
        yield len(lines), f"more than {FILE_LINES_MAX} lines: look for the second noun"
    for number, line in enumerate(lines, 1):
        if not test and SQL.search(line):
            yield number, "SQL belongs in a .sql file"
        if not test and HTML.search(line):
            yield number, "HTML belongs in a page"
        if line.lstrip().startswith("//"):
            yield number, "comments are /* sentences */"
    for number, body in functions(lines):
        rows = sum(1 for line in body if ROW.match(line))
        if len(body) > FUNCTION_LINES_MAX and rows * 2 < len(body):
            yield number, f"a function of {len(body)} lines; {FUNCTION_LINES_MAX} are allowed"


def main():
    findings = []
    for path in filter(is_source, tree.files()):
        lines = tree.text(path).split("\n")
        if lines[-1] == "":
            lines.pop()
        found = list(check_lines(path, lines))
        if path.suffix in (".c", ".h"):
            found += check_c(path, lines)
        findings += [f"{tree.name(path)}:{number}: {what}" for number, what in sorted(found)]
    tree.finish("style", findings)


if __name__ == "__main__":
    main()
