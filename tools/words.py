#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Put the words of all languages into the program, as a table to look keys up in.

    words.py OUTPUT.c CATALOGUE.po…

A key is found by its hash: src/i18n/table.h says how, and this file must hash alike. Rows hold no
pointers, so that the table needs no work and no memory of its own when the program starts.
"""
import pathlib
import sys

import catalogue
from pages import c_text

HEAD = ("/* SPDX-License-Identifier: Apache-2.0 */\n"
        "/* Made by tools/words.py from data/i18n; change that and build again. */\n"
        '#include "i18n/table.h"\n')
MIX = 0x9E3779B97F4A7C15
WHOLE = (1 << 64) - 1


def hash_of(key):
    """words_hash() of table.c."""
    value = len(key) * MIX & WHOLE
    for at in range(0, len(key), 8):
        value = (value ^ int.from_bytes(key[at:at + 8], "little")) * MIX & WHOLE
        value ^= value >> 32
    return value


def slots_of(keys):
    """An open table, at most half full: the number of a row from 1, or 0."""
    size = 4
    while size < 2 * len(keys):
        size *= 2
    slots = [0] * size
    for number, key in enumerate(keys, 1):
        at = hash_of(key) % size
        while slots[at]:
            at = (at + 1) % size
        slots[at] = number
    return slots


def main(output, paths):
    words = catalogue.read_all(map(pathlib.Path, paths))
    keys = sorted(set().union(*words.values()))
    texts, rows, members = "", "", ""
    at = 0
    for number, key in enumerate(keys):
        parts = [part.encode() for part in
                 [key] + [words[lang].get(key, key) for lang in catalogue.LANGUAGES]]
        whole = b"".join(parts)
        members += f"\tchar row_{number}[{len(whole)}];\n"
        texts += f"\t{c_text(whole)},\n"
        rows += f"\t{{ {at}, {', '.join(str(len(part)) for part in parts)} }},\n"
        at += len(whole)
    slots = slots_of([key.encode() for key in keys])
    listed = "".join("\t" + " ".join(f"{slot}," for slot in slots[start:start + 16]) + "\n"
                     for start in range(0, len(slots), 16))
    pathlib.Path(output).write_text(
        f"{HEAD}\nstatic const struct texts {{\n{members}}} texts = {{\n{texts}}};\n"
        "\nconst char *const words_texts = (const char *)&texts;\n"
        f"\nconst struct words_row words_rows[] = {{\n{rows}}};\n"
        f"const uint32_t words_row_count = {len(keys)};\n"
        f"\nconst uint16_t words_slots[] = {{\n{listed}}};\n"
        f"const uint32_t words_slot_count = {len(slots)};\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
