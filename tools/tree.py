# SPDX-License-Identifier: Apache-2.0
"""What the checks share: the files of the project, and a way to report findings."""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOT_OURS = {".git", "build", "node_modules", "__pycache__"}


def files(*suffixes):
    """Paths of the project's files with one of these endings (all when none is given), sorted."""
    found = []
    folders = [ROOT]
    while folders:
        for path in folders.pop().iterdir():
            if path.is_dir():
                if path.name not in NOT_OURS and not path.name.startswith("build-"):
                    folders.append(path)
            elif not suffixes or path.name.endswith(suffixes):
                found.append(path)
    return sorted(found)


def name(path):
    return path.relative_to(ROOT).as_posix()


def text(path):
    return path.read_text(encoding="utf-8")


def finish(check, findings):
    """Print what was found; the exit code says whether there was anything."""
    for finding in findings:
        print(finding)
    if findings:
        sys.exit(f"{check}: {len(findings)} to mend")
