"""No test waits for a while and hopes: it waits for what it needs to see."""

import ast
import re
from pathlib import Path

import pytest
from django.urls import reverse

TESTS = Path(__file__).parent.parent.parent
WAITS = {"wait_for_timeout", "sleep"}
# Takes a promise itself for true, so it never waits for one: `tests.browser.waiting.until` does.
TRAPS = {"wait_for_function"}
KNOWING = {"browser/checks.py", "browser/waiting.py"}


def waits_of(source, refused=WAITS | TRAPS):
    """Yield the line and the name of each call that lets time pass, under whatever name."""
    if not any(name in source for name in refused):
        return
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.Attribute):
            names = [node.attr]
        elif isinstance(node, ast.ImportFrom):
            names = [alias.name for alias in node.names]
        yield from ((node.lineno, name) for name in names if name in refused)


def test_nothing_waits_for_time_to_pass():
    found = []
    for path in sorted(TESTS.rglob("*.py")):
        place = path.relative_to(TESTS).as_posix()
        refused = WAITS if place in KNOWING else WAITS | TRAPS
        found += [(place, *wait) for wait in waits_of(path.read_text("utf-8"), refused)]

    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "page.wait_for_timeout(100)",
        "import time\ntime.sleep(1)",
        "import time as clock\nclock.sleep(1)",
        "from time import sleep as rest",
        "asyncio.run(asyncio.sleep(1))",
        "wait = page.wait_for_timeout",
        "page.wait_for_function('async () => true')",
    ],
)
def test_every_way_to_wait_is_seen(source):
    assert list(waits_of(source))


@pytest.mark.parametrize("source", ["page.wait_for_url('/')", "# time.sleep(1)", "'time.sleep(1)'"])
def test_waiting_for_something_is_allowed(source):
    assert not list(waits_of(source))


@pytest.mark.django_db
def test_no_token_of_a_page_has_a_figure_or_a_name_by_chance(client):
    page = client.get(reverse("account_login")).content.decode()

    [token, *_same] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert not re.search("[0-9aeiouyA-Z]", token)
