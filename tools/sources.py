#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""List what the build is made of, one "KIND PATH" a line, sorted.

meson.build reads this list when it is configured, so that adding a file needs no edit anywhere.
./dev keeps the list beside each build and configures again when it has changed.

  module    a folder under src/ that has queries
  lib       C files of the library
  test      test programs that need no database
  dbtest    test programs that need one: they include "test/support.h"
  support   C files that database tests share
  script    test/*_test.sh;  dbscript those of them that call fresh_database
  sql       named queries;  schema  steps of the schema;  data  files to embed;  words  catalogues
  page      pages compiled to C;  pages  a folder under src/ that has some;  web  files served
  fuzz      fuzz targets
"""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = ("law/*.csv", "workforce/*.csv", "calendar/*.csv", "region/*.csv", "demo/*.csv")


def listed(pattern):
    return sorted(p.relative_to(ROOT).as_posix() for p in ROOT.glob(pattern) if p.is_file())


def mentions(path, text):
    return text in (ROOT / path).read_text(encoding="utf-8")


def rows():
    queries = listed("src/*/*.sql")
    for module in sorted({path.split("/")[1] for path in queries}):
        yield "module", module
    for path in queries:
        yield "sql", path
    for path in listed("src/*/*.c"):
        if not path.endswith("_test.c"):
            yield "lib", path
        elif mentions(path, '#include "test/support.h"'):
            yield "dbtest", path
        else:
            yield "test", path
    for path in listed("test/*.c"):
        yield "support", path
    for path in listed("test/*_test.sh"):
        yield ("dbscript" if mentions(path, "fresh_database") else "script"), path
    for path in listed("schema/[0-9]*_*.sql"):
        yield "schema", path
    for pattern in DATA:
        for path in listed("data/" + pattern):
            yield "data", path
    for path in listed("data/i18n/*.po"):
        yield "words", path
    pages = listed("src/*/pages/*.html")
    for module in sorted({path.split("/")[1] for path in pages}):
        yield "pages", module
    for path in pages:
        yield "page", path
    for path in listed("web/*/*"):
        if not path.endswith(".md"):
            yield "web", path
    for path in listed("fuzz/*_fuzz.c"):
        yield "fuzz", path


def main():
    for kind, path in rows():
        if " " in path:
            sys.exit(f"{path}: a space in the name of a source file")
        print(kind, path)


if __name__ == "__main__":
    main()
