"""Each fault of the list, F1 to F25, has tests that are there."""

import re

from django.conf import settings

TEXT = (settings.BASE_DIR / "docs" / "reliability.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| F(\d+) \|.*$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def test_each_fault_stands_once_with_a_test():
    rows = {int(row[1]): row[0] for row in ROW.finditer(TEXT)}

    assert [int(row[1]) for row in ROW.finditer(TEXT)] == list(range(1, 26))
    assert [number for number, row in rows.items() if not TEST.search(row)] == []


def test_each_test_that_is_named_is_there():
    gone = []
    for path, name in TEST.findall(TEXT):
        file = settings.BASE_DIR / path
        if not file.is_file() or (name and f"def {name}(" not in file.read_text(encoding="utf-8")):
            gone.append(f"{path}::{name}")

    assert gone == []
