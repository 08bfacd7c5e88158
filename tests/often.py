"""Which of many cases each `make test` tries; the others are left to `make test-more`."""

import pytest

# What is about pages, files, processes or a story is the same on both: SQLite tries it often.
MORE_ON_POSTGRESQL = pytest.mark.more(on="postgresql")


def often(*first, then=()):
    """Return cases for parametrize: `first` in each run, those of `then` in `make test-more`."""
    rest = [case if isinstance(case, tuple) else (case,) for case in then]
    return [*first, *(pytest.param(*case, marks=pytest.mark.more) for case in rest)]
