#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Check that each header compiles alone, and that NAME/NAME.h says what it declares.

    check_headers.py BUILD_FOLDER    the folder with the generated headers

A declaration of a module's public header has a comment in its own paragraph: a comment may speak
for a few declarations that stand together.
"""
import concurrent.futures
import re
import subprocess
import sys

import tree

FLAGS = ["-std=c17", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
         "-fsyntax-only", "-x", "c"]
SAYS_ITSELF = re.compile(r"^(struct \w+;|enum \w+ \{.*\};)$")
DECLARES = re.compile(r"^(?!typedef struct \w+ \w+;)(?:[a-z]\w*[\s*]).*[;{(,]\s*(/\*.*)?$")


def libpq_flags():
    done = subprocess.run(["pkg-config", "--cflags", "libpq"], stdout=subprocess.PIPE, text=True)
    return done.stdout.split()


def compile_alone(path, flags):
    done = subprocess.run(["gcc", *FLAGS, *flags, str(path)], stderr=subprocess.PIPE, text=True)
    if done.returncode == 0:
        return []
    return [f"{tree.name(path)} does not compile alone:\n{done.stderr}"]


def paragraphs(text):
    """(line number, lines) of what stands between blank lines; braces hold a paragraph together."""
    start, lines, depth, comment = 1, [], 0, False
    for number, line in enumerate(text.splitlines() + [""], 1):
        if line.strip() or depth > 0 or comment:
            if not lines:
                start = number
            lines.append(line)
            comment = line.rfind("/*") > line.rfind("*/") or (comment and "*/" not in line)
            depth += line.count("{") - line.count("}") if not comment else 0
        elif lines:
            yield start, lines
            lines = []


def check_comments(path):
    for number, lines in paragraphs(tree.text(path)):
        declared = [line for line in lines if DECLARES.match(line) and not SAYS_ITSELF.match(line)]
        if declared and not any("/*" in line for line in lines):
            yield f"{tree.name(path)}:{number}: no comment says what this is for: {declared[0]}"


def main():
    flags = ["-I", str(tree.ROOT), "-I", str(tree.ROOT / "src"), "-I", sys.argv[1], *libpq_flags()]
    headers = [p for p in tree.files(".h") if not tree.name(p).startswith("fuzz/")]
    with concurrent.futures.ThreadPoolExecutor() as pool:
        findings = sum(pool.map(lambda path: compile_alone(path, flags), headers), [])
    for path in headers:
        if path.stem == path.parent.name and path.parent.parent.name == "src":
            findings += check_comments(path)
    tree.finish("headers", findings)


if __name__ == "__main__":
    main()
