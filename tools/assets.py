#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Put the files the browser asks for into the program, with their compressed forms.

    assets.py OUTPUT.c FOLDER FILE…

FILE is below web/ or the font. Each goes out under a path with a hash of its bytes (pages.py names
the same path), so that it may be kept for ever. A style sheet names other files by url(NAME).
Compressed forms are kept when they save a tenth; they lie in FOLDER.
"""
import gzip
import hashlib
import pathlib
import re
import subprocess
import sys

TYPES = {
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json",
}
HEAD = """/* SPDX-License-Identifier: Apache-2.0 */
/* Made by tools/assets.py from web/; change those and build again. */
#include "page/asset.h"
"""
# Emblem, pattern and font have no hole; a style sheet's hash covers what it names.
URL = re.compile(r"url\(([a-z0-9.-]+)\)")


def path_of(name, content):
    digest = hashlib.sha256(content).hexdigest()[:10]
    name = pathlib.PurePosixPath(name)
    return f"/aset/{name.stem}.{digest}{name.suffix}"


def contents(files):
    """Name to bytes, with the names inside style sheets replaced by their paths."""
    raw = {path.name: path.read_bytes() for path in files}
    paths_of = {name: path_of(name, data) for name, data in raw.items()
                if not name.endswith(".css")}

    def replace(match):
        if match.group(1) in paths_of:
            return f"url({paths_of[match.group(1)]})"
        # Without the font the system's own face serves.
        if match.group(1).endswith(".woff2"):
            return match.group(0)
        sys.exit(f"url({match.group(1)}): web/ has no such file")

    return {name: URL.sub(replace, data.decode("utf-8")).encode("utf-8")
            if name.endswith(".css") else data for name, data in raw.items()}


def paths(files):
    """Name to the path under which the server gives it."""
    return {name: path_of(name, data) for name, data in contents(list(files)).items()}


def compressed(data):
    """The gzip and brotli forms; empty when they save too little."""
    forms = [gzip.compress(data, 9, mtime=0),
             subprocess.run(["brotli", "-q", "11", "-c"], input=data, check=True,
                            stdout=subprocess.PIPE).stdout]
    return [form if len(form) < len(data) * 0.9 else b"" for form in forms]


def incbin(symbol, file):
    return (f"\nextern const char {symbol}[];\n"
            '__asm__(".pushsection .rodata\\n"\n'
            f'        ".globl {symbol}\\n"\n'
            f'        "{symbol}:\\n"\n'
            f'        ".incbin \\"{file.as_posix()}\\"\\n"\n'
            '        ".byte 0\\n"\n'
            '        ".popsection\\n");\n')


def main(output, folder, files):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    data = contents([pathlib.Path(file) for file in files])
    code, rows = HEAD, []
    for number, name in enumerate(sorted(data, key=lambda n: path_of(n, data[n]))):
        plain = data[name]
        forms = []
        for kind, form in zip(("plain", "gzip", "brotli"), [plain] + compressed(plain)):
            file = folder / f"{name}.{kind}"
            if form:
                file.write_bytes(form)
                digest = hashlib.sha256(form).hexdigest()
                code += f"\n/* {name} {kind}, {len(form)} bytes, SHA-256 {digest} */" + \
                    incbin(f"asset_{number}_{kind}", file.resolve())
                forms.append(f"{{ asset_{number}_{kind}, {len(form)} }}")
            else:
                forms.append("{ NULL, 0 }")
        etag = hashlib.sha256(plain).hexdigest()[:20]
        kind = TYPES[pathlib.PurePosixPath(name).suffix]
        rows.append(f"\t{{ STR_INIT(\"{path_of(name, plain)}\"), STR_INIT(\"{kind}\"),\n"
                    f"\t  {forms[0]}, {forms[1]}, {forms[2]},\n"
                    f"\t  STR_INIT(\"\\\"{etag}\\\"\") }},\n")
    code += ("\nconst struct asset assets[] = {\n" + "".join(rows) + "};\n"
             f"const size_t asset_count = {len(rows)};\n")
    pathlib.Path(output).write_text(code, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
