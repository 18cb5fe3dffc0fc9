#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Check that every catalogue key in use has words in every language.

    check_words.py STAMP FILE…    FILE is a catalogue (.po), a source (.c) or a page (.html)

Catalogues are LANG.po and AREA.LANG.po; those of one language are read as one.

A key looks like "import.nip_length". In C every text of that form whose first word is an area of
the catalogues is taken for a key, and so is every such text in a call that takes a key. A key
with a plural stands there without its ".one" and ".other".
"""
import pathlib
import re
import sys

import catalogue

KEY = r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)+"
TEXT = re.compile(rf'"({KEY})"')
CALL = re.compile(rf'\b(?:err_new|err_detail|words_\w+|cli_say|cli_progress)\s*\([^;"]*?"({KEY})"')
WORDS = re.compile(rf"\{{(?:t|count) ({KEY})[ }}]")
FILE_ENDINGS = (".csv", ".sql", ".json", ".db", ".po", ".tmp", ".lock")


def check_catalogues(catalogues):
    keys = set().union(*(words.keys() for words in catalogues.values()))
    for lang, words in catalogues.items():
        for key in sorted(keys):
            if not re.fullmatch(KEY, key):
                yield f"{lang}: {key} is not of the form area.something"
            elif not words.get(key):
                yield f"{lang}: no words for {key}"
    first = next(iter(catalogues.values()))
    for lang, words in catalogues.items():
        for key in sorted(first.keys() & words.keys()):
            if set(catalogue.HOLE.findall(first[key])) != set(catalogue.HOLE.findall(words[key])):
                yield f"{lang}: {key} has other placeholders than in the first language"


def check_source(path, keys):
    areas = {key.split(".")[0] for key in keys}
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        used = set(WORDS.findall(text))
    else:
        used = set(CALL.findall(text))
        used |= {key for key in TEXT.findall(text)
                 if key.split(".")[0] in areas and not key.endswith(FILE_ENDINGS)}
    for key in sorted(used):
        if key not in keys and key + ".other" not in keys:
            line = text[:text.index(key)].count("\n") + 1
            yield f"{path}:{line}: no words for {key}"


def main(stamp, paths):
    paths = [pathlib.Path(path) for path in paths]
    catalogues = catalogue.read_all(path for path in paths if path.suffix == ".po")
    findings = list(check_catalogues(catalogues))
    keys = set().union(*(words.keys() for words in catalogues.values()))
    for path in paths:
        if path.suffix in (".c", ".html"):
            findings += check_source(path, keys)
    if findings:
        sys.exit("\n".join(findings))
    pathlib.Path(stamp).write_text(f"{len(keys)} keys\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
