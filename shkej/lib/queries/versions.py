"""The versions that are kept of a record: what it said, who changed it and when."""

from functools import cache

import simple_history
from simple_history.manager import HistoryManager


class VersionManager(HistoryManager):
    """What `history` of a record answers with.

    The library makes a new class each time somebody looks at `history`, for each row that is
    written too: a third of a millisecond, and work for the garbage collector. Ours is made once.
    """

    @classmethod
    @cache
    def from_queryset(cls, queryset_class, class_name=None):
        """The manager's class with the methods of `queryset_class`."""
        return super().from_queryset(queryset_class, class_name)


def register(model, **options):
    """Keep the versions of `model`; `options` are those of `simple_history.register`."""
    simple_history.register(model, history_manager=VersionManager, **options)
