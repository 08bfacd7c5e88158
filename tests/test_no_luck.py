"""No test waits for a while and hopes: it waits for what it needs to see."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PLACES = sorted(path.relative_to(TESTS) for path in TESTS.rglob("*.py"))
WAITS = {"wait_for_timeout", "sleep"}


def waits_of(source):
    """Yield the line and the name of each call that lets time pass, under whatever name."""
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.Attribute):
            names = [node.attr]
        elif isinstance(node, ast.ImportFrom):
            names = [alias.name for alias in node.names]
        yield from ((node.lineno, name) for name in names if name in WAITS)


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_nothing_waits_for_time_to_pass(place):
    assert list(waits_of((TESTS / place).read_bytes())) == []


@pytest.mark.parametrize(
    "source",
    [
        "page.wait_for_timeout(100)",
        "import time\ntime.sleep(1)",
        "import time as clock\nclock.sleep(1)",
        "from time import sleep as rest",
        "asyncio.run(asyncio.sleep(1))",
        "wait = page.wait_for_timeout",
    ],
)
def test_every_way_to_wait_is_seen(source):
    assert list(waits_of(source))


@pytest.mark.parametrize("source", ["page.wait_for_url('/')", "# time.sleep(1)", "'time.sleep(1)'"])
def test_waiting_for_something_is_allowed(source):
    assert not list(waits_of(source))
