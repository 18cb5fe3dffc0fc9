#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compile the named queries of src/MODULE/*.sql to C.

    sqlgen.py OUTPUT_FOLDER FILE.sql…

A query is "-- name: person_find", then comment lines that say in a sentence what it is for, then
one SQL statement up to the next name. "-- name: person_find @postgres" right behind it gives
another body for PostgreSQL, with the same parameters.

What several tables need alike is written once: between "-- for TABLE in grade, education:" and
"-- end for" the word TABLE, in names, comments and SQL, stands for each of them in turn.

Written: sql_MODULE.h with one constant a query, and queries.c with all of them.
"""
import pathlib
import re
import sys

NAME = re.compile(r"^-- name:(.*)$")
FOR = re.compile(r"^-- for TABLE in ([a-z_, ]+)(:?)$")
NAME_WORDS = re.compile(r"^\s*([a-z][a-z0-9_]*)(?:\s+@(postgres))?\s*$")
LICENCE = "/* SPDX-License-Identifier: Apache-2.0 */\n"
HEAD = LICENCE + """\
/* Made by tools/sqlgen.py from the .sql files of {source}; change those and build again. */
"""


class Refused(Exception):
    pass


class Query:
    def __init__(self, module, name, where):
        self.module = module
        self.name = name
        self.where = where
        self.comment = []
        self.body = []
        self.postgres = None

    @property
    def constant(self):
        return f"SQL_{self.module}_{self.name}".upper()

    @property
    def dotted(self):
        return f"{self.module}.{self.name}"


def clean(lines, where):
    """The statement without comments, blank lines and the semicolon at its end."""
    kept = []
    for line in lines:
        out = ""
        quoted = False
        for at, char in enumerate(line):
            if char == "'":
                quoted = not quoted
            elif char == '"':
                raise Refused(f"{where}: a double quote; on SQLite a misspelt name in them is text")
            elif not quoted and line.startswith("--", at):
                break
            elif not quoted and line.startswith("/*", at):
                raise Refused(f"{where}: write comments with --")
            out += char
        if quoted:
            raise Refused(f"{where}: a text runs over the end of its line")
        if out.strip():
            kept.append(out.rstrip())
    if kept and kept[-1].endswith(";"):
        kept[-1] = kept[-1][:-1].rstrip()
    text = "\n".join(kept).strip("\n")
    bare = re.sub(r"'[^']*'", "''", text)
    if not bare.strip():
        raise Refused(f"{where}: no statement")
    if ";" in bare:
        raise Refused(f"{where}: more than one statement")
    if re.search(r"\bSELECT\s+(DISTINCT\s+)?([a-z_]+\.)?\*", bare, re.IGNORECASE):
        raise Refused(f"{where}: SELECT *; name the columns")
    return text


def params(text, where):
    numbers = {int(n) for n in re.findall(r"\$([0-9]+)", re.sub(r"'[^']*'", "''", text))}
    highest = max(numbers, default=0)
    missing = set(range(1, highest + 1)) - numbers
    if missing:
        raise Refused(f"{where}: ${min(missing)} is never used")
    return highest


def tuple_of(text):
    """Where "(…)" of "INSERT INTO t (…) VALUES (…)" begins; 0 for every other statement."""
    head = r"INSERT (?:OR IGNORE )?INTO \w+ \([^()]*\)"
    found = re.fullmatch(head + r"\s+VALUES\s+(\([^()']*\))", text)
    return found.start(1) if found else 0


def expand(path):
    """(line number, line) with each "for" block written out for every table it names."""
    tables, block = None, []
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    for number, line in lines:
        opening = FOR.match(line)
        if opening and tables is None:
            names = opening.group(1)
            while not opening.group(2) and not names.endswith(":"):
                names += next(lines)[1].removeprefix("--")
            tables, block = [name.strip(" :") for name in names.split(",")], []
        elif line.strip() == "-- end for" and tables is not None:
            for table in tables:
                yield from ((n, text.replace("TABLE", table)) for n, text in block)
            tables = None
        elif tables is not None:
            block.append((number, line))
        else:
            yield number, line
    if tables is not None:
        raise Refused(f"{path}: a for without its end")


def parse(path):
    """The queries of one file, in its order."""
    module = path.parent.name
    queries = []
    target = None
    in_comment = False
    for number, line in expand(path):
        where = f"{path}:{number}"
        named = NAME.match(line)
        if named:
            words = NAME_WORDS.match(named.group(1))
            if not words:
                raise Refused(f"{where}: a name is lower case with _, then at most @postgres")
            name, engine = words.groups()
            if engine:
                if not queries or queries[-1].name != name or queries[-1].postgres is not None:
                    raise Refused(f"{where}: @postgres must stand right behind {name}")
                queries[-1].postgres = target = []
            else:
                queries.append(Query(module, name, where))
                target = queries[-1].body
            in_comment = True
        elif target is None:
            if line.strip() and not line.startswith("--"):
                raise Refused(f"{where}: SQL before the first name")
        elif in_comment and line.startswith("--"):
            if queries[-1].postgres is None:
                queries[-1].comment.append(line[2:].strip())
        else:
            in_comment = False
            target.append(line)
    for query in queries:
        if not " ".join(query.comment).rstrip().endswith((".", ".)")):
            raise Refused(f"{query.where}: {query.name} has no sentence that says what it is for")
        query.sqlite = clean(query.body, query.where)
        query.params = params(query.sqlite, query.where)
        if query.postgres is not None:
            query.postgres = clean(query.postgres, query.where + " @postgres")
            if params(query.postgres, query.where) != query.params:
                raise Refused(f"{query.where}: both bodies of {query.name} bind the same values")
    return queries


def spaced(text):
    return text.replace("\t", " " * 8)


def c_text(text):
    text = spaced(text).replace("\\", "\\\\").replace("?", "\\?")
    return '\t"' + text.replace("\n", '\\n"\n\t"') + '"'


def header(module, queries):
    guard = f"ABDI_SQL_{module.upper()}_H"
    out = HEAD.format(source=f"src/{module}/")
    out += f'#ifndef {guard}\n#define {guard}\n\n#include "db/db.h"\n'
    for query in queries:
        comment = "\n".join(f" * {line}".rstrip() for line in query.comment).replace("*/", "* /")
        out += f"\n/*\n{comment}\n */\nextern const struct db_query {query.constant};\n"
    return out + "\n#endif\n"


def source(modules, queries):
    out = HEAD.format(source="src/") + '#include "db/db.h"\n'
    out += "".join(f'#include "sql_{module}.h"\n' for module in modules)
    for number, query in enumerate(queries):
        name = f"text_{number}"
        out += f"\nstatic const char {name}[] =\n{c_text(query.sqlite)};\n"
        postgres = name
        if query.postgres is not None:
            postgres = name + "_postgres"
            out += f"static const char {postgres}[] =\n{c_text(query.postgres)};\n"
        out += (f"const struct db_query {query.constant} = {{\n"
                f'\t.name = "{query.dotted}",\n\t.sqlite = {name},\n\t.postgres = {postgres},\n'
                f"\t.id = {number},\n\t.params = {query.params},\n"
                f"\t.tuple = {tuple_of(spaced(query.sqlite))},\n}};\n")
    out += "\nconst struct db_query *const db_queries[] = {\n"
    out += "".join(f"\t&{query.constant},\n" for query in queries)
    out += f"\tNULL,\n}};\nconst size_t db_query_count = {len(queries)};\n"
    return out


def main(folder, paths):
    queries = []
    for path in sorted(map(pathlib.Path, paths)):
        queries += parse(path)
    queries.sort(key=lambda q: (q.module, q.name))
    for first, second in zip(queries, queries[1:]):
        if first.dotted == second.dotted:
            raise Refused(f"{second.where}: {second.dotted} stands at {first.where} too")
    modules = sorted({pathlib.Path(path).parent.name for path in paths})
    folder = pathlib.Path(folder)
    for module in modules:
        mine = [query for query in queries if query.module == module]
        (folder / f"sql_{module}.h").write_text(header(module, mine), encoding="utf-8")
    (folder / "queries.c").write_text(source(modules, queries), encoding="utf-8")


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except Refused as refused:
        sys.exit(str(refused))
