"""Which of many cases each `make test` tries; the others are left to `make test-more`."""

from collections import defaultdict
from zlib import crc32

import pytest

# What is about pages, files, processes or a story is the same on both: SQLite tries it often.
MORE_ON_POSTGRESQL = pytest.mark.more(on="postgresql")


def often(*first, then=()):
    """Return cases for parametrize: `first` in each run, those of `then` in `make test-more`."""
    rest = [case if isinstance(case, tuple) else (case,) for case in then]
    return [*first, *(pytest.param(*case, marks=pytest.mark.more) for case in rest)]


# There a case is one more way in which people write the same list. Elsewhere it may be a role, a
# route, a rule or a table, and each is tried in each run.
WAYS_TO_WRITE = "tests/events/importing"


def leave_cases_to_more(items):
    """Of a test of ways to write a list keep the first case, the middle one and the last.

    The others are marked `more`: always the same of those that are collected, however they are
    shuffled. Where somebody chose which cases are tried `often`, that stands.
    """
    tests = defaultdict(list)
    for item in items:
        if item.nodeid.startswith(WAYS_TO_WRITE) and hasattr(item, "callspec"):
            tests[item.nodeid.partition("[")[0]].append(item)
    for cases in tests.values():
        if not any(mark.name == "more" for case in cases for mark in case.callspec.marks):
            cases.sort(key=_place)
            for case in {*cases} - {cases[0], cases[len(cases) // 2], cases[-1]}:
                case.add_marker(pytest.mark.more)


def _place(case):
    """Where it stands among the cases of its test, as they were written."""
    return tuple(case.callspec.indices.values())


def is_of_share(name, share, seed):
    """Whether this seed draws a test, one in `share`; as many seeds in a row draw each once."""
    return (crc32(name.encode()) + seed) % share == 0
