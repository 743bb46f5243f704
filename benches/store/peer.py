#!/usr/bin/env python3
"""The peer of the store's benchmark: the same rows into SQLite by plain Python.

    peer.py STORE OUT [ROWS]

Takes the rows of the view `versions` document by document (not counted) and inserts them with
`sqlite3.executemany` into one table with a column for each column of the view, one transaction a
document, write-ahead log, synchronous=FULL: the same promises, without compressing and keeping the
documents, working out what stands, sealing the trail, or hashing anything.
"""

import sqlite3
import sys
import time


def main() -> None:
    store, out = sys.argv[1], sys.argv[2]
    limit = int(sys.argv[3]) if len(sys.argv) > 3 else None
    source = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    target = sqlite3.connect(out, isolation_level=None)
    target.execute("PRAGMA journal_mode = WAL")
    target.execute("PRAGMA synchronous = FULL")
    names = [c[0] for c in source.execute("SELECT * FROM versions LIMIT 0").description]
    target.execute(f"CREATE TABLE version ({', '.join(names)})")
    target.execute("CREATE INDEX version_cusip ON version (cusip, tax_year, kind)")
    insert = f"INSERT INTO version VALUES ({', '.join('?' * len(names))})"
    seconds, count = 0.0, 0
    documents = [row[0] for row in source.execute("SELECT document FROM documents")]
    for document in documents:
        rows = source.execute("SELECT * FROM versions WHERE document = ?", (document,)).fetchall()
        start = time.perf_counter()
        target.execute("BEGIN IMMEDIATE")
        target.executemany(insert, rows)
        target.execute("COMMIT")
        seconds += time.perf_counter() - start
        count += len(rows)
        if limit and count >= limit:
            break
    print(f"rows {count}")
    print(f"seconds {seconds:.2f}")


main()
