#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Print the schema of a migrated SQLite database: schema/current.sql, for reading.

    schema_current.py FILE
"""
import sqlite3
import sys

HEAD = """-- SPDX-License-Identifier: Apache-2.0
-- The schema that all steps together make on SQLite, for reading. ./dev fmt writes it; the steps
-- beside it are what is applied.
"""


def main(path):
    rows = sqlite3.connect(path).execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        " AND sql NOT LIKE 'CREATE TABLE ''%'"  # tables inside a search index
        " ORDER BY tbl_name, type DESC, name")
    print(HEAD, end="")
    for (sql,) in rows:
        print("\n" + "\n".join(line.rstrip() for line in sql.splitlines()) + ";")


if __name__ == "__main__":
    main(sys.argv[1])
