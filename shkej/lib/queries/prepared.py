"""Queries that are put together once and then only run, for the few that run at every tap.

Django puts a query together anew each time, and works out anew how its rows become objects: for the
place that somebody marks, with its event and its person, that takes several times as long as the
database needs to answer it.
"""

from threading import local

from django.db import connections
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

from shkej.lib.bilingual import reading

MOST = 200  # kept at a time by each thread, up to 150 kB each; then all are put together again
STAND_IN = -(2**40)  # whole numbers below it, and texts of them, stand where the values come
VALUES = int, str


class Prepared(local):
    """`build(*values, **shape)` makes a queryset of `values`: whole numbers such as keys, or texts.

    What else its SQL depends on is `shape` (hashable), of which each kind is kept by itself; the
    values must come into it as they are. `build` never asks for today or now: what it found when it
    was put together would be kept. Rows are those of the queryset, related objects and
    annotations included; nothing is kept of them. Each thread, which has a connection of its own,
    keeps its own.
    """

    def __init__(self, build):
        self.build = build
        self.kept = {}

    def rows(self, *values, **shape):
        """The rows for these values, as a list."""
        return self._statement([type(value) for value in values], shape).rows(values)

    def _statement(self, kinds, shape):
        key = reading(), *sorted(shape.items())
        known = self.kept.get(key)
        if known is None or known.connection is not connections[known.using]:
            if len(self.kept) >= MOST:
                self.kept.clear()
            stand_ins = [kind(STAND_IN - place) for place, kind in enumerate(kinds)]
            known = self.kept[key] = _Statement(self.build(*stand_ins, **shape), stand_ins)
        return known


class _Statement:
    """The SQL of one queryset for one connection, and how its rows become objects."""

    def __init__(self, queryset, stand_ins):
        self.using, self.is_locking = queryset.db, queryset.query.select_for_update
        self.compiler = compiler = queryset.query.get_compiler(self.using)
        self.connection = compiler.connection
        self.sql, self.parameters = compiler.as_sql()
        missing = set(stand_ins) - {p for p in self.parameters if isinstance(p, VALUES)}
        if missing:
            raise ValueError("A value did not come into the query as it is.")
        self.places = {stand_in: place for place, stand_in in enumerate(stand_ins)}
        columns = [column for column, *_sql in compiler.select]
        self.converters = compiler.get_converters(columns)
        own = compiler.klass_info["select_fields"]
        self.own = slice(own[0], own[-1] + 1)
        self.names = [column.target.attname for column in columns[self.own]]
        self.related = get_related_populators(compiler.klass_info, compiler.select, self.using)

    def rows(self, values):
        """The rows for `values`; they are locked within a transaction only."""
        if self.is_locking and not self.connection.in_atomic_block:
            raise TransactionManagementError("Rows can be locked in a transaction only.")
        parameters = tuple(
            values[self.places[p]] if isinstance(p, VALUES) and p in self.places else p
            for p in self.parameters
        )
        with self.connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            found = cursor.fetchall()
        return [self._made(row) for row in self.compiler.apply_converters(found, self.converters)]

    def _made(self, row):
        """One row as an object, as `ModelIterable` makes it."""
        made = self.compiler.klass_info["model"].from_db(self.using, self.names, row[self.own])
        for related in self.related:
            related.populate(row, made)
        for name, place in self.compiler.annotation_col_map.items():
            setattr(made, name, row[place])
        return made
