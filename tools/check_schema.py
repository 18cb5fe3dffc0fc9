#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Check that every table and every column of schema/*.sql says what it is.

A table has comment lines above it; a column has one above it or behind it, on its own line.
"""
import re

import tree

TABLE = re.compile(r"^CREATE TABLE (?:IF NOT EXISTS )?(\w+)", re.IGNORECASE)
ADDED = re.compile(r"^\s*ALTER TABLE (\w+)\s+ADD (?:COLUMN )?(?!CONSTRAINT)(\w+)", re.IGNORECASE)
COLUMN = re.compile(r"^\s+([a-z_][a-z0-9_]*)\s+(bigint|boolean|bytea|text|integer|blob|numeric)\b",
                    re.IGNORECASE)


def check_file(path):
    table = None
    before = ""
    for number, line in enumerate(tree.text(path).splitlines(), 1):
        where = f"{tree.name(path)}:{number}"
        commented = before.lstrip().startswith("--") or "--" in line
        if TABLE.match(line):
            table = TABLE.match(line).group(1)
            if not before.startswith("--"):
                yield f"{where}: table {table} has no comment above it"
        elif ADDED.match(line) and not commented:
            yield f"{where}: column {'.'.join(ADDED.match(line).groups())} has no comment"
        elif table and line.startswith(")"):
            table = None
        elif table and COLUMN.match(line) and not commented:
            yield f"{where}: column {table}.{COLUMN.match(line).group(1)} has no comment"
        before = line


def main():
    findings = []
    for path in sorted((tree.ROOT / "schema").glob("[0-9]*.sql")):
        findings += check_file(path)
    tree.finish("schema", findings)


if __name__ == "__main__":
    main()
