"""docs/security.md: each requirement once, with how it is met and tests that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "security.md"
ROW = re.compile(r"^\| ([RP]\d+) \| (.+) \| (.+) \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
NUMBERS = [*(f"R{n}" for n in range(1, 59)), *(f"P{n}" for n in range(1, 21))]


def rows():
    return ROW.findall(PAGE.read_text(encoding="utf-8"))


def test_every_requirement_stands_there_once_in_order():
    assert [number for number, *_cells in rows()] == NUMBERS


@pytest.mark.parametrize(("number", "asked", "how", "shown"), rows(), ids=NUMBERS)
def test_its_tests_exist_and_no_cell_is_empty(number, asked, how, shown):
    named = TEST.findall(shown)

    assert all(len(cell.strip()) > 10 for cell in (asked, how))
    assert named
    for file, test in named:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^def {test}\(", text, re.MULTILINE), f"{file}::{test}"


def test_nothing_else_stands_in_the_column_of_tests():
    for number, _asked, _how, shown in rows():
        left = TEST.sub("", shown).replace("<br>", "").strip()
        assert left == "", number
