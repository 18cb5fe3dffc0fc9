#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Put the schema and the data files into the program.

    embed.py OUTPUT.c FILE…

FILE is schema/NNNN_module_what.sql (a step of migrate_steps[]) or data/FOLDER/NAME.csv (a file of
embed_files[]). The assembler reads the bytes itself, so that megabytes cost the compiler nothing.
"""
import hashlib
import pathlib
import re
import sys

STEP = re.compile(r"^([0-9]{4})_([a-z0-9_]+)\.sql$")
HEAD = """/* SPDX-License-Identifier: Apache-2.0 */
/* Made by tools/embed.py from schema/ and data/; change those and build again. */
#include "base/embed.h"
#include "db/migrate.h"
"""


def embedded_name(path):
    return f"{path.parent.name}/{path.name}"


def incbin(number, path):
    """One file as the array file_N. The digest makes a change of the file one of this text."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return (f"\n/* {path.name}, SHA-256 {digest} */\n"
            f"extern const char file_{number}[];\n"
            '__asm__(".pushsection .rodata\\n"\n'
            f'        ".globl file_{number}\\n"\n'
            f'        "file_{number}:\\n"\n'
            f'        ".incbin \\"{path.as_posix()}\\"\\n"\n'
            '        ".byte 0\\n"\n'
            '        ".popsection\\n");\n')


def main(output, paths):
    paths = [pathlib.Path(path) for path in paths]
    steps = sorted((p for p in paths if p.suffix == ".sql"), key=lambda p: p.name)
    files = sorted((p for p in paths if p.suffix != ".sql"), key=embedded_name)
    out = HEAD
    step_rows = file_rows = ""
    for number, path in enumerate(steps + files):
        out += incbin(number, path)
        text = f"{{ file_{number}, {path.stat().st_size} }}"
        if number < len(steps):
            named = STEP.match(path.name)
            if not named or int(named.group(1)) != number + 1:
                sys.exit(f"{path}: steps are NNNN_module_what.sql, numbered from 0001 without gaps")
            step_rows += f'\t{{ {number + 1}, "{named.group(2)}", {text} }},\n'
        else:
            file_rows += f'\t{{ STR_INIT("{embedded_name(path)}"), {text} }},\n'
    out += ("\nconst struct migrate_step migrate_steps[] = {\n"
            f"{step_rows}\t{{ 0, NULL, {{ NULL, 0 }} }},\n}};\n"
            f"const size_t migrate_step_count = {len(steps)};\n"
            "\nconst struct embed_file embed_files[] = {\n"
            f"{file_rows}\t{{ {{ NULL, 0 }}, {{ NULL, 0 }} }},\n}};\n"
            f"const size_t embed_file_count = {len(files)};\n")
    pathlib.Path(output).write_text(out, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
