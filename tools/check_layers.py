#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Check that include arrows go the ways of layers.txt.

A file may include its own folder and the folders of its row. A web.c, web.h or web_NOUN.c is an
edge wherever it stands: it may also include what faces the outside. Tests may also include
test/support.h. Queries (sql_) and pages (pages_) made for a folder are its own.
"""
import re

import tree

FOR_EDGES = {"http", "page", "i18n", "auth", "jobs"}
EDGE = re.compile(r"web(_[a-z]+)*\.[ch]")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def layers():
    """Folder to (kind, folders it may include)."""
    rows = {}
    for line in tree.text(tree.ROOT / "layers.txt").splitlines():
        words = line.split("#")[0].split()
        if words:
            rows[words[0]] = (words[1], set(words[2:]) - {"-"})
    return rows


def check_table(rows):
    for folder, (kind, allowed) in rows.items():
        if kind not in ("rules", "edge"):
            yield f"layers.txt: {folder} is {kind}, neither rules nor edge"
        for other in sorted(allowed - rows.keys()):
            yield f"layers.txt: {folder} may include {other}, which has no row"
        if kind == "rules":
            for other in sorted(allowed & rows.keys()):
                if folder in rows[other][1]:
                    yield f"layers.txt: {folder} and {other} include each other"


def check_file(path, rows):
    parts = path.relative_to(tree.ROOT / "src").parts
    folder = parts[0] if len(parts) > 1 else path.stem
    if folder not in rows:
        yield f"{tree.name(path)}: layers.txt has no row for {folder}"
        return
    allowed = rows[folder][1] | (FOR_EDGES if EDGE.fullmatch(path.name) else set())
    test = path.name.endswith("_test.c")
    for number, line in enumerate(tree.text(path).splitlines(), 1):
        found = INCLUDE.match(line)
        if not found or found.group(1) == "<":
            continue
        target = found.group(2)
        where = f"{tree.name(path)}:{number}"
        if target.startswith("sql_"):
            other = target[len("sql_"):-len(".h")]
            if other != folder:
                yield f"{where}: the queries of {other} belong to {other}"
        elif target.startswith("pages_"):
            other = target[len("pages_"):-len(".h")]
            if other not in (folder, "page"):
                yield f"{where}: the pages of {other} belong to {other}"
        elif "/" not in target:
            yield f'{where}: write the path from src/: "{folder}/{target}"'
        elif target.startswith("test/") and test:
            continue
        else:
            other = target.split("/")[0]
            if other != folder and other not in allowed:
                yield f"{where}: {folder} may not include {other}/"
            if other != folder and target.endswith("/internal.h"):
                yield f"{where}: {target} is for its own folder"


def main():
    rows = layers()
    findings = list(check_table(rows))
    for path in tree.files(".c", ".h"):
        if tree.name(path).startswith("src/"):
            findings += check_file(path, rows)
    tree.finish("layers", findings)


if __name__ == "__main__":
    main()
