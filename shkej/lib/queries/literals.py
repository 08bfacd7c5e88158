"""Words of the code written into the SQL itself, for conditions of partial indexes."""

import re

from django.db.models import Value

WORD = re.compile(r"[a-z_]+", re.ASCII)


class Literal(Value):
    """A word that the program itself says, such as a status; never one that somebody typed.

    Where a partial index asks for a value that is only bound, SQLite plans the whole statement
    anew each time it runs: for the place that somebody marks, that takes longer than to find it.
    """

    def as_sql(self, compiler, connection):
        """The word in quotes, without a parameter; ValueError for anything but a plain word."""
        word = str(self.value)
        if not WORD.fullmatch(word):
            raise ValueError("Only a plain word of the code is written into SQL.")
        return f"'{word}'", ()
