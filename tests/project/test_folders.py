"""Folders stay small enough to be looked through: what would be one too many finds a subject."""

from collections import Counter

import pytest
from django.conf import settings

MOST = 20
PACKAGES = [file.parent for file in settings.BASE_DIR.glob("*/__init__.py")]
PLACES = [*PACKAGES, settings.BASE_DIR / "static", settings.BASE_DIR / "templates"]
LEFT_OUT = {"migrations", "vendor"}  # the first only grows, the second is not ours


def modules(ending):
    for place in PLACES:
        for path in place.rglob(f"*{ending}"):
            folder = path.relative_to(settings.BASE_DIR).parent
            if path.name != "__init__.py" and not LEFT_OUT & set(folder.parts):
                yield folder


@pytest.mark.parametrize("ending", [".py", ".html", ".js", ".css"])
def test_no_folder_holds_more_than_twenty_modules(ending):
    numbers = Counter(modules(ending))

    assert {str(folder): number for folder, number in numbers.items() if number > MOST} == {}
