"""Folders stay small enough to be looked through: what would be one too many finds a subject."""

import os
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

MOST = 20
LEFT_OUT = {".git", ".venv", "migrations", "node_modules", "staticfiles", "var", "vendor"}


def modules(ending):
    for folder, below, names in os.walk(settings.BASE_DIR):
        below[:] = set(below) - LEFT_OUT
        for name in names:
            if name.endswith(ending) and name != "__init__.py":
                yield Path(folder).relative_to(settings.BASE_DIR)


@pytest.mark.parametrize("ending", [".py", ".html", ".js", ".css"])
def test_no_folder_holds_more_than_twenty_modules(ending):
    numbers = Counter(modules(ending))

    assert {str(folder): number for folder, number in numbers.items() if number > MOST} == {}
