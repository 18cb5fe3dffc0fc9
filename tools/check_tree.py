#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Check the documents and the tree: links lead somewhere, and nothing names one machine."""
import re

import tree

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
MACHINE = re.compile(r"(?<![\w.$}])/(work|home|root|farm|Users)/\w")
TEXTS = (".c", ".h", ".py", ".sh", ".sql", ".md", ".txt", ".po", ".csv", ".json", ".build", "/dev",
         "/run", ".html", ".css", ".js")


def check_links(path):
    for number, line in enumerate(tree.text(path).splitlines(), 1):
        for target in LINK.findall(line):
            if ":" not in target and not (path.parent / target).exists():
                yield f"{tree.name(path)}:{number}: {target} is not there"


def check_machine(path):
    for number, line in enumerate(tree.text(path).splitlines(), 1):
        if MACHINE.search(line):
            yield f"{tree.name(path)}:{number}: a path of one machine"


def main():
    findings = []
    for path in tree.files(".md"):
        findings += check_links(path)
    for path in tree.files():
        if ("/" + tree.name(path)).endswith(TEXTS):
            findings += check_machine(path)
    tree.finish("tree", findings)


if __name__ == "__main__":
    main()
