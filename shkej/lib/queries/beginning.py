"""The lookup `begins`: a text column's value begins so, found by the column's index.

On PostgreSQL the index needs `varchar_pattern_ops`; SQLite uses none for Django's `startswith`.
"""

from django.db.models import CharField, Lookup

LAST = "\U0010ffff"  # no letter is behind it


@CharField.register_lookup
class Begins(Lookup):
    """As bytes: neither case nor diacritics are folded."""

    lookup_name = "begins"

    def as_sql(self, compiler, connection):
        column, given = self.process_lhs(compiler, connection)
        return f"({column} >= %s AND {column} < %s)", [*given, self.rhs, *given, self.rhs + LAST]

    def as_postgresql(self, compiler, connection):
        column, given = self.process_lhs(compiler, connection)
        pattern = connection.ops.prep_for_like_query(self.rhs) + "%"
        return f"{column} LIKE %s", [*given, pattern]
