# SPDX-License-Identifier: Apache-2.0
"""Read catalogues of words (.po): what the tools that need words share."""
import re
import sys

LANGUAGES = ("id", "en") # in the order of enum lang
ENTRY = re.compile(r'^(msgid|msgstr)\s+"(.*)"$')
HOLE = re.compile(r"\{[a-z_]+\}")
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


def language(path):
    """id of "id.po" and of "auth.id.po"."""
    return path.stem.split(".")[-1]


def unescape(text):
    return re.sub(r"\\(.)", lambda found: ESCAPES[found.group(1)], text)


def read(path, words):
    """Add the entries of a file: key to words."""
    key = part = None
    words.pop("", None)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        found = ENTRY.match(line)
        if found:
            part, value = found.group(1), unescape(found.group(2))
            if part == "msgid":
                key = value
                if key in words and key:
                    sys.exit(f"{path}:{number}: {key} stands there twice")
                words[key] = ""
            else:
                words[key] += value
        elif line.startswith('"') and part == "msgid":
            key += unescape(line[1:-1])
            words[key] = ""
        elif line.startswith('"'):
            words[key] += unescape(line[1:-1])
    words.pop("", None)


def read_all(paths):
    """Words by language and key, the languages in their order."""
    catalogues = {lang: {} for lang in LANGUAGES}
    for path in paths:
        read(path, catalogues[language(path)])
    return catalogues
