#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Print the figures of bench/run.sh: each size with the run before in brackets, and how fast a
figure grows from one size to the next.

    table.py FOLDER    reads FOLDER/new.tsv, which then becomes last.tsv, and that previous.tsv

The exponent is log(ratio of figures) / log(ratio of sizes): 1 grows with the size, 0 not at all.
A "!" stands at an exponent above 1.2 of a time that matters, and at a bar that is not met.
"""
import math
import pathlib
import sys

EXPONENT_MAX = 1.2
NOISE = {"s": 0.1, "s CPU": 0.1, "ms": 0.1, "ms CPU": 0.1, "KB": 1024}
BAR_SIZE = 1000000

# row, unit, words, bar on SQLite, bar on PostgreSQL
ROWS = (
    ("roster", "KB", "the roster's file", None, None),
    ("peer_before", "s", "sqlite3 .import, indexes first", None, None),
    ("peer_before", "s CPU", "", None, None),
    ("peer_after", "s", "sqlite3 .import, indexes after", None, None),
    ("peer_after", "s CPU", "", None, None),
    ("import", "s", "import", None, None),
    ("import", "s CPU", "", None, None),
    ("import", "KB", "  peak memory", 65536, 65536),
    ("import/peer_before", "x wall", "  against indexes first", 2, None),
    ("import/peer_before", "x CPU", "", None, None),
    ("import/peer_after", "x wall", "  against indexes after", 2, None),
    ("import/peer_after", "x CPU", "", None, None),
    ("database", "KB", "  the database", None, None),
    ("check", "s", "the same, --dry-run", None, None),
    ("check", "s CPU", "", None, None),
    ("check", "KB", "  peak memory", 65536, 65536),
    ("again", "s", "the same file again", None, None),
    ("again", "s CPU", "", None, None),
    ("again", "KB", "  peak memory", 65536, 65536),
    ("undo", "s", "undo", None, None),
    ("undo", "s CPU", "", None, None),
    ("undo", "KB", "  peak memory", None, None),
    ("wait_median", "ms", "a small write beside an import", None, None),
    ("wait_p99", "ms", "  99 of 100 are faster", None, None),
    ("wait_worst", "ms", "  the longest", None, None),
    ("key", "ms CPU", "find by NIP", None, None),
    ("find_common", "hits", "search \"aga\", hits", None, None),
    ("find_common", "ms CPU", "", 2, 4),
    ("find_most", "hits", "search \"din\", hits", None, None),
    ("find_most", "ms CPU", "", 2, 4),
    ("find_rare", "hits", "search \"qza\", hits", None, None),
    ("find_rare", "ms CPU", "", 2, 4),
    ("find_long", "hits", "search \"fah vapulia\", hits", None, None),
    ("find_long", "ms CPU", "", 2, 4),
    ("find_none", "ms CPU", "search \"zzq\", no hit", 2, 4),
    ("find_none_long", "ms CPU", "search \"dinadidinadi\", no hit", 2, 4),
    ("find_prefix", "hits", "names that begin with \"ba\", hits", None, None),
    ("find_prefix", "ms CPU", "", None, None),
    ("peer_like_common", "ms CPU", "sqlite3 LIKE '%aga%'", None, None),
    ("peer_like_none", "ms CPU", "sqlite3 LIKE '%zzq%'", None, None),
    ("project", "ms", "outlook, 10 years, every unit", 500, 500),
    ("project", "ms CPU", "", None, None),
    ("project_scan", "ms CPU", "  of it reading the holders", None, None),
    ("project_command", "s", "  as a command, JSON", None, None),
    ("project_command", "s CPU", "", None, None),
    ("project_command", "KB", "  peak memory", None, None),
    ("start_version", "s", "start: abdi version", None, None),
    ("start_version", "s CPU", "", None, None),
    ("start_list", "s", "start: abdi import list", 0.1, 0.1),
    ("start_list", "s CPU", "", None, None),
    ("start_list", "KB", "  peak memory", None, None),
    ("start_doctor", "s", "start: abdi doctor", 0.1, 0.1),
    ("start_doctor", "s CPU", "", None, None),
    ("serve", "s", "start: abdi serve, an answer", 0.1, 0.1),
    ("serve_idle", "KB", "  idle memory (PSS)", 15360, 15360),
    ("serve_after", "KB", "  after the pages below", None, None),
    ("serve_rested", "KB", "  6 seconds later", None, None),
    ("page_list", "bytes", "list page, 25 people by name", None, None),
    ("page_list", "ms CPU", "", 0.05, None),
    ("page_list", "a second", "", None, None),
    ("page_list_first", "ms", "  the first look at it", None, None),
    ("page_list_other", "ms CPU", "  another page each time", None, None),
    ("page_list_other", "a second", "", None, None),
    ("peer_nginx", "ms CPU", "nginx, a file of that size", None, None),
    ("peer_nginx", "a second", "", None, None),
    ("peer_nginx/page_list", "x rate", "  against the list page", 4, None),
    ("page_person", "ms CPU", "person page", None, None),
    ("page_person", "a second", "", None, None),
    ("page_search", "ms CPU", "search page, \"aga\"", 2, 4),
    ("page_search", "a second", "", None, None),
    ("page_outlook_first", "ms", "outlook page, the first look", None, None),
    ("page_outlook", "ms CPU", "  then", None, None),
    ("page_outlook", "a second", "", None, None),
)
ENGINES = (("sqlite", "SQLite"), ("postgres", "PostgreSQL"))
WIDTHS = (33, 8)


def load(path):
    """{(engine, size, row, unit): value} of a file that may be missing, and its comments."""
    figures, comments = {}, []
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                comments.append(line)
                continue
            engine, size, row, unit, value = line.split("\t")
            figures[engine, int(size), row, unit] = float(value)
    return figures, comments


# row of a ratio: its two rows, and the unit in which they are compared
RATIOS = (
    ("import/peer_before", "x wall", "import", "peer_before", "s"),
    ("import/peer_before", "x CPU", "import", "peer_before", "s CPU"),
    ("import/peer_after", "x wall", "import", "peer_after", "s"),
    ("import/peer_after", "x CPU", "import", "peer_after", "s CPU"),
    ("peer_nginx/page_list", "x rate", "peer_nginx", "page_list", "a second"),
)


def with_ratios(figures):
    ratios = {}
    for engine, size in {key[:2] for key in figures}:
        for row, kind, above, below, unit in RATIOS:
            value = figures.get((engine, size, above, unit))
            divisor = figures.get((engine, size, below, unit), 0)
            if value is not None and divisor > 0:
                ratios[engine, size, row, kind] = value / divisor
    return {**figures, **ratios}


def shown(value):
    if value is None:
        return ""
    if value >= 1000 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def growth(unit, small, large, figures):
    """The exponent from one size to the next as text; figures of noise have none."""
    below, above = figures
    if below is None or above is None or below <= 0 or above < NOISE.get(unit, math.inf):
        return ""
    exponent = math.log(above / max(below, 1e-9)) / math.log(large / small)
    trusted = below >= NOISE[unit] / 5
    return f"{exponent:.2f}" + ("!" if trusted and exponent > EXPONENT_MAX else "")


def judged(bar, value, size):
    if bar is None:
        return ""
    if size != BAR_SIZE or value is None:
        return f"<= {shown(bar)}"
    return f"<= {shown(bar)} " + ("met" if value <= bar else "not met!")


def line(cells):
    words, unit, *rest = cells
    print((words.ljust(WIDTHS[0]) + unit.ljust(WIDTHS[1]) + "".join(rest)).rstrip())


def table(engine, sizes, new, old):
    head = []
    for i, size in enumerate(sizes):
        head += [f"{size:,}".rjust(11), "(before)".rjust(11)] + ["exp".rjust(7)] * (i > 0)
    line([dict(ENGINES)[engine], "", *head, "  bar"])
    for row, unit, words, bar_sqlite, bar_postgres in ROWS:
        values = [new.get((engine, size, row, unit)) for size in sizes]
        if all(value is None for value in values):
            continue
        cells = []
        for i, size in enumerate(sizes):
            before = old.get((engine, size, row, unit))
            cells.append(shown(values[i]).rjust(11))
            cells.append((f"({shown(before)})" if before is not None else "").rjust(11))
            if i > 0:
                cells.append(growth(unit, sizes[i - 1], size, values[i - 1:i + 1]).rjust(7))
        bar = bar_sqlite if engine == "sqlite" else bar_postgres
        line([words, unit, *cells, "  " + judged(bar, values[-1], sizes[-1])])
    print()


def main():
    folder = pathlib.Path(sys.argv[1])
    new, comments = load(folder / "new.tsv")
    last, last_comments = load(folder / "last.tsv")
    earlier, _ = load(folder / "previous.tsv")
    new, old = with_ratios(new), with_ratios({**earlier, **last})
    for engine, _ in ENGINES:
        sizes = sorted({size for name, size, _, _ in new if name == engine})
        if sizes:
            table(engine, sizes, new, old)
    print(*comments, sep="\n")
    print("# before:", *(last_comments[:1] or ["none"]))
    with (folder / "previous.tsv").open("w", encoding="utf-8") as out:
        for key, value in {**earlier, **last}.items():
            print(*key, value, sep="\t", file=out)
    (folder / "new.tsv").replace(folder / "last.tsv")


if __name__ == "__main__":
    main()
