"""Which of many cases each `make test` tries; the others are left to `make test-more`."""

from zlib import crc32

import pytest

# What is about pages, files, processes or a story is the same on both: SQLite tries it often.
MORE_ON_POSTGRESQL = pytest.mark.more(on="postgresql")


def often(*first, then=()):
    """Return cases for parametrize: `first` in each run, those of `then` in `make test-more`."""
    rest = [case if isinstance(case, tuple) else (case,) for case in then]
    return [*first, *(pytest.param(*case, marks=pytest.mark.more) for case in rest)]


def is_of_share(name, share, seed):
    """Whether this seed draws a test, one in `share`; as many seeds in a row draw each once."""
    return (crc32(name.encode()) + seed) % share == 0
