"""Rows as the chain knows them: each as its key and a digest of what its columns say.

Columns are read as the text that the database itself makes of them, so that neither the program's
version nor its models change what was sealed.
"""

import hashlib
import json
from struct import Struct

ENTRY = Struct(">q16s")  # a row in `Seal.rows`
AT_ONCE = 5000


def columns_of(connection, table):
    """The columns of a table in the database's order; none where there is no such table."""
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return []
        cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')  # noqa: S608 – our own names
        return [column[0] for column in cursor.description]


def read_digests(connection, table, key, columns, where, *, most=None):
    """{key: digest} of rows, in the order of their keys; `where` is a condition of our own."""
    quoted = ", ".join(f'CAST("{column}" AS TEXT)' for column in columns)
    limit = f" LIMIT {most}" if most else ""
    query = f'SELECT "{key}", {quoted} FROM "{table}" WHERE {where} ORDER BY 1{limit}'  # noqa: S608 – our own names and numbers
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {}
        while rows := cursor.fetchmany(AT_ONCE):
            found.update((row[0], digest_of(table, row)) for row in rows)
        return found


def digest_of(table, row):
    """The digest of a row: of its table, its key and its columns as texts."""
    said = json.dumps([table, *row], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).digest()[:16]


def packed(digests):
    """The content of `Seal.rows`."""
    return b"".join(ENTRY.pack(key, digest) for key, digest in sorted(digests.items()))


def unpacked(rows):
    """The other way round: [(key, digest)]; ValueError for what `packed` cannot have made."""
    rows = bytes(rows)
    if len(rows) % ENTRY.size:
        raise ValueError("not whole")
    return list(ENTRY.iter_unpack(rows))
