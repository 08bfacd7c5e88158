"""Many ids in one parameter: `pk__in=Ids(keys)`, however many there are."""

import json
from collections.abc import Iterable

from django.db.models import BigIntegerField, Expression


class Ids(Expression):
    """The rows that these ids are; the query has one parameter for all of them.

    Django handles each id of a list by itself, which takes longer than the query, and SQLite takes
    no more than some thousands.
    """

    def __init__(self, keys: Iterable[int]) -> None:
        super().__init__(output_field=BigIntegerField())
        self.keys = sorted(keys)

    def as_sqlite(self, compiler, connection):
        """As a list that SQLite reads."""
        return "(SELECT value FROM json_each(%s))", [json.dumps(self.keys)]

    def as_postgresql(self, compiler, connection):
        """As an array."""
        return "(SELECT unnest(%s::bigint[]))", [self.keys]
