"""Queries that are put together once and then only run, for the few that run at every tap.

Django puts a query together anew each time: for the place that somebody marks, with its event and
its person, that takes several times as long as the database needs to answer it.
"""

from types import SimpleNamespace

from django.db import connections
from django.db.models.query import ModelIterable
from django.db.transaction import TransactionManagementError

from shkej.lib.bilingual import reading

MOST = 1_000  # kept at a time; then all are put together again
STAND_IN = -(2**40)  # whole numbers below it, and texts of them, stand where the values come
VALUES = int, str


class Prepared:
    """`build(*values, **shape)` makes a queryset of `values`: whole numbers such as keys, or texts.

    What else its SQL depends on is `shape` (hashable), of which each kind is kept by itself; the
    values must come into it as they are. `build` never asks for today or now: what it found when it
    was put together would be kept. Rows are those of the queryset, related objects and
    annotations included; nothing is kept of them.
    """

    def __init__(self, build):
        self.build = build
        self.kept = {}

    def rows(self, *values, **shape):
        """The rows for these values, as a list."""
        queryset = self._queryset([type(value) for value in values], shape)
        ready = SimpleNamespace(get_compiler=lambda using: queryset.compiler(using, values))
        source = SimpleNamespace(
            db=queryset.using, query=ready, _hints={}, _known_related_objects={}
        )
        return list(ModelIterable(source))

    def _queryset(self, kinds, shape):
        key = reading(), *sorted(shape.items())
        known = self.kept.get(key)
        if known is None or known.vendor != connections[known.using].vendor:
            if len(self.kept) >= MOST:
                self.kept.clear()
            stand_ins = [kind(STAND_IN - place) for place, kind in enumerate(kinds)]
            known = self.kept[key] = _Statement(self.build(*stand_ins, **shape), stand_ins)
        return known


class _Statement:
    """The SQL of one queryset, and how its rows become objects."""

    def __init__(self, queryset, stand_ins):
        self.query, self.using = queryset.query, queryset.db
        self.vendor = connections[self.using].vendor
        compiler = self.query.get_compiler(self.using)
        self.sql, self.parameters = compiler.as_sql()
        missing = set(stand_ins) - {p for p in self.parameters if isinstance(p, VALUES)}
        if missing:
            raise ValueError("A value did not come into the query as it is.")
        self.places = {stand_in: place for place, stand_in in enumerate(stand_ins)}
        names = "select", "klass_info", "annotation_col_map", "col_count", "has_extra_select"
        self.columns = {name: getattr(compiler, name) for name in names}

    def compiler(self, using, values):
        """A compiler that has its statement already; rows are locked within a transaction only."""
        if self.query.select_for_update and not connections[using].in_atomic_block:
            raise TransactionManagementError("Rows can be locked in a transaction only.")
        compiler = self.query.get_compiler(using)
        vars(compiler).update(self.columns)
        parameters = tuple(
            values[self.places[p]] if isinstance(p, VALUES) and p in self.places else p
            for p in self.parameters
        )
        compiler.as_sql = lambda *_limits, **_more: (self.sql, parameters)
        return compiler
